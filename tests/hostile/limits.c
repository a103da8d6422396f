/*
 * Files that are made to cost time: 4 MiB of one thing, as much as is read of a file at all. Each costs at most a
 * second of processor time, and has a message where a limit stops it.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 --jobs 1 --format concise "
#define BASE "cp -R \"$EXAMPLES/first-steps/.\" .\n"
#define HEAD "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\n' > raid.yaml\n"
#define MORE ">> raid.yaml\n"
#define BULK "4190000"

/* Generous in what it allows a report of a million findings to say; strict in what it may cost. */
#define SYNTAX                                                                                                         \
    {                                                                                                                  \
        "raid.yaml:", "error SHP-001"                                                                                  \
    }
#define SHAPE                                                                                                          \
    {                                                                                                                  \
        "raid.yaml:", "error SHP-002"                                                                                  \
    }

#define COSTLY(name_, body, status_, ...)                                                                              \
    {                                                                                                                  \
        .name = name_, .given = BASE HEAD body, .when = CHECK, .status = status_, .says = __VA_ARGS__, .seconds = 1    \
    }

Test(limits, of_the_reader_are_told, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        COSTLY("a file one byte too large", "truncate -s 4194305 raid.yaml\n", 1,
               {"raid.yaml:1:1: error SHP-001", "4 MiB", "split it"}),
        COSTLY("a file far too large", "truncate -s 400000000 raid.yaml\n", 1, {"raid.yaml:", "SHP-001", "4 MiB"}),
        COSTLY("nested in [ ]", "(printf 'spec: '; fill " BULK " '[') " MORE, 1,
               {"raid.yaml:4:", "SHP-001", "200 levels deep"}),
        COSTLY("nested in { }", "(printf 'spec: '; fill " BULK " '{a: ') " MORE, 1,
               {"raid.yaml:4:", "SHP-001", "200 levels deep"}),
        COSTLY("nested in both", "(printf 'spec: '; fill " BULK " '[{a: ') " MORE, 1, SYNTAX),
        COSTLY("nested in { } with keys only", "(printf 'spec: '; fill " BULK " '{') " MORE, 1, SYNTAX),
        COSTLY("nested lists on one line", "(printf 'spec:\\n  '; fill " BULK " '- ') " MORE, 1, SYNTAX),
        COSTLY("nested keys on one line", "(printf 'spec:\\n  '; fill " BULK " '? ') " MORE, 1, SYNTAX),
        COSTLY("nested by indentation",
               "awk 'BEGIN { print \"spec:\"; for (i = 1; i < 2800; i++) { printf \"%*sa:\\n\", i, \"\" } }' " MORE, 1,
               {"raid.yaml:", "SHP-001", "200 levels deep"}),
        COSTLY("nested as deep as is allowed, all over",
               "(echo 'spec:'; fill_lines " BULK " \"- $(fill 190 '[')$(fill 190 ']')\") | sed '$d' " MORE, 1,
               {"raid.yaml:"}),
        COSTLY("directives", "fill_lines " BULK " '%TAG !a! tag:x,2000:' > r\ncat raid.yaml >> r\nmv r raid.yaml\n", 1,
               {"raid.yaml:17:1:", "SHP-001", "directives"}),
        COSTLY("directives of %YAML",
               "fill_lines " BULK " '%YAML 1.2' > r\necho '---' >> r\nhead -4 raid.yaml >> r\n"
               "mv r raid.yaml\n",
               1, {"raid.yaml:17:1:", "SHP-001", "directives"}),
        COSTLY("anchors", "(echo 'spec: ['; numbered 300000 '&a%d x,\\n') " MORE, 1,
               {"raid.yaml:1005:", "SHP-001", "1000 anchors"}),
        COSTLY("one anchor, again and again", "(echo 'spec: ['; fill_lines " BULK " '&a x,') " MORE, 1,
               {"raid.yaml:1005:", "SHP-001", "1000 anchors"}),
        COSTLY("aliases of nothing", "(echo 'spec: ['; fill_lines " BULK " '*a,') " MORE, 1, SYNTAX),
        COSTLY("aliases of aliases: a billion laughs",
               "(echo 'spec:'; echo '  a0: &a0 [x, x, x, x, x, x, x, x, x]'; for n in $(seq 1 30); do p=$((n - 1)); "
               "echo \"  a$n: &a$n [*a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p]\"; done) " MORE,
               1, {"raid.yaml:", "SHP-001", "alias"}),
        COSTLY(
            "aliases of one large list",
            "(printf 'spec:\\n  a: &a ['; fill 2000000 'x,'; printf ']\\n  b: ['; fill 2000000 '*a ,'; echo ']') " MORE,
            1, {"raid.yaml:", "SHP-001"}),
        COSTLY("an alias of what it stands in", "echo 'spec: &a {risks: [*a]}' " MORE, 1, SYNTAX),
        COSTLY("documents", "fill_lines " BULK " \"$(printf -- '---\\napiVersion: d1d/v1')\" " MORE, 1,
               {"raid.yaml:", "SHP-001", "1000 documents"}),
        COSTLY("empty documents", "fill_lines " BULK " '---' " MORE, 1, {"raid.yaml:"}),
        COSTLY("nodes in a list", "(printf 'spec: ['; fill " BULK " 'a,') " MORE, 1,
               {"raid.yaml:4:", "SHP-001", "1000000 nodes"}),
        COSTLY("nodes in lines", "(echo 'spec:'; fill_lines " BULK " '- a') " MORE, 1, {"raid.yaml:", "SHP-001"}),
        COSTLY("nodes of nothing", "(echo 'spec:'; fill_lines " BULK " '- ') " MORE, 1, {"raid.yaml:"}),
        COSTLY("the same key", "(echo 'spec:'; fill_lines 3000000 '  a: b' | sed '$d') " MORE, 1,
               {"raid.yaml:6:3:", "SHP-001"}),
        COSTLY("problems", "(echo 'spec:'; fill_lines " BULK " '- !x a') " MORE, 1, SYNTAX),
    };

    SANDBOX_CASES(cases);
}

Test(limits, long_things_take_no_long_time, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        COSTLY("a long text", "(printf 'spec: '; fill " BULK " 'ab ') " MORE, 1, SHAPE),
        COSTLY("a long word", "(printf 'spec: '; fill " BULK " a) " MORE, 1, SHAPE),
        COSTLY("a long quoted text", "(printf 'spec: \"'; fill " BULK " 'a\\\\n'; echo '\"') " MORE, 1, {"raid.yaml:"}),
        COSTLY("a quoted text that never ends", "(printf 'spec: \"'; fill " BULK " 'a ') " MORE, 1,
               {"raid.yaml:4:7:", "SHP-001", "not closed"}),
        COSTLY("a quoted text of empty lines", "(printf 'spec: \"'; fill_lines " BULK " ''; echo '\"') " MORE, 1,
               {"raid.yaml:"}),
        COSTLY("a folded text of empty lines", "(echo 'spec: >-'; fill_lines " BULK " ''; echo '  x') " MORE, 1,
               {"raid.yaml:"}),
        COSTLY("a block of text", "(echo 'spec: |'; fill_lines " BULK " '  x') " MORE, 1, SHAPE),
        COSTLY("a long key", "(printf 'spec: {? '; fill " BULK " a; echo ': 1}') " MORE, 1, {"raid.yaml:4:"}),
        COSTLY("a long anchor", "(printf 'spec: &'; fill " BULK " a; echo ' {}') " MORE, 0, {""}),
        COSTLY("a long tag", "(printf 'spec: !'; fill " BULK " a; echo ' {}') " MORE, 1, SYNTAX),
        COSTLY("a long number",
               "(printf 'spec: {risks: [{id: risk-01, type: threat, status: open, probability: '; "
               "fill " BULK " 7; echo '}]}') " MORE,
               1, SHAPE),
        COSTLY("a long fraction",
               "(printf 'spec: {risks: [{id: risk-01, type: threat, status: open, probability: 0.'; "
               "fill " BULK " 7; echo '}]}') " MORE,
               1, SHAPE),
        COSTLY("a large exponent",
               "echo 'spec: {risks: [{id: risk-01, type: threat, status: open, probability: "
               "1e999999999, impact: -1e-999999999}]}' " MORE,
               1, SHAPE),
        COSTLY("comments",
               "(fill_lines " BULK " '# a'; echo 'spec: {}') > t\nhead -c " BULK " t " MORE "echo 'spec: {}' " MORE, 0,
               {""}),
        COSTLY("spaces", "(printf 'spec: '; fill " BULK " ' '; echo '{}') " MORE, 0, {""}),
        COSTLY("empty lines", "(fill_lines " BULK " ''; echo 'spec: {}') " MORE, 0, {""}),
        COSTLY("characters of three bytes", "(printf 'spec: '; fill 3000000 リ) " MORE, 1, SHAPE),
        COSTLY("bytes that are no UTF-8", "(printf 'spec: '; yes | head -c " BULK " | tr 'y' '\\377') " MORE, 1,
               SYNTAX),
        COSTLY("characters that no file may hold", "(printf 'spec: # '; yes | head -c " BULK " | tr 'y' '\\001') " MORE,
               1, SYNTAX),
    };

    SANDBOX_CASES(cases);
}

/* What parses and is then judged: ids, references, shapes, dates. */
Test(limits, large_registers_take_no_long_time, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        COSTLY("as many risks as fit",
               "(echo 'spec:'; echo '  risks:'; numbered 80000 "
               "'  - {id: risk-%d, type: threat, status: open}\\n') | head -c " BULK " | sed '$d' " MORE,
               1, {"raid.yaml:"}),
        COSTLY("as many risks of one id",
               "(echo 'spec:'; echo '  risks:'; fill_lines 4000000 "
               "'  - {id: risk-1, type: threat, status: open}') | sed '$d' " MORE,
               1, {"raid.yaml:", "REF-002"}),
        COSTLY("as many references that dangle",
               "(echo 'spec:'; echo '  actions:'; numbered 40000 '  - {id: act-%d, status: open, ownerRef: "
               "person.number%d, originRef: act-x%d}\\n') | head -c " BULK " | sed '$d' " MORE,
               1, {"raid.yaml:", "REF-001"}),
        COSTLY("references that dangle beside ids that are nearly theirs",
               "(echo 'spec:'; echo '  actions:'; numbered 9999 '  - {id: act-%d, status: open}\\n'; echo '  "
               "escalations:'; "
               "numbered 9999 '  - {id: esc-%d, subjectRef: axt-%d}\\n') " MORE,
               1, {"raid.yaml:", "REF-001"}),
        COSTLY("as many unknown fields",
               "(echo 'spec:'; numbered 200000 '  risk%d: 1\\n') | head -c " BULK " | sed '$d' " MORE, 1, SHAPE),
        COSTLY("as many keys that are alike at both ends",
               "(echo 'spec: {}'; echo 'metadata:'; echo '  name: raid'; echo '  labels:'; numbered 90000 "
               "'    aaaaaaaaaaaaaaaa%05d-aaaaaaaaaaaaaaaa: x\\n') | head -c " BULK " | sed '$d' > t\n"
               "(head -2 raid.yaml; cat t) > r\nmv r raid.yaml\n",
               0, {""}),
        COSTLY("as many unknown fields of one risk",
               "(echo 'spec: {risks: [{'; numbered 400000 'k%d: 1,\\n' | head -c " BULK
               " | sed '$d'; echo '}]}') " MORE,
               1, SHAPE),
        COSTLY("risks of unknown fields only",
               "(echo 'spec:'; echo '  risks:'; numbered 400000 '  - k%d: 1\\n') | head -c " BULK " | sed '$d' " MORE,
               1, SHAPE),
        COSTLY("one list of one thing many times",
               "(printf 'spec: {risks: [{id: risk-01, type: threat, status: open, "
               "actionRefs: ['; fill 2000000 'act-01, '; echo ']}]}') " MORE,
               1, {"raid.yaml:", "REF-001"}),
        COSTLY("labels that are all different",
               "(echo 'spec: {}'; echo 'metadata:'; echo '  name: raid'; echo '  labels:'; numbered 250000 "
               "'    l%d: x\\n') > t\n"
               "(head -2 raid.yaml; head -c " BULK " t | sed '$d') > r\nmv r raid.yaml\n",
               0, {""}),
    };

    SANDBOX_CASES(cases);
}

#define POLICY(body)                                                                                                   \
    BASE "(printf 'apiVersion: d1d/v1\\nkind: LintPolicy\\nmetadata: {name: policy}\\nspec:\\n'; " body                \
         ") | head -c " BULK " | sed '$d' > policy.yaml\n"

/* A policy is asked for each file and for each engagement. */
Test(limits, of_policies_are_told, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "patterns that are tried on 300 files: the first hundred count",
            .given = POLICY("echo '  exclude:'; numbered 300000 '  - \"**/*a*%d*b*/**\"\\n'") "for n in $(seq 300); do "
                                                                                              "mkdir -p "
                                                                                              "d/$n/"
                                                                                              "aaaaaaaaaaaaaaaaaaaaaaaa"
                                                                                              "; "
                                                                                              "echo 'a: 1' > "
                                                                                              "d/$n/"
                                                                                              "aaaaaaaaaaaaaaaaaaaaaaaa"
                                                                                              "/"
                                                                                              "x.yaml; done\n"
                                                                                              "mkdir a1b\ncp "
                                                                                              "\"$PROJECT/examples/"
                                                                                              "first-steps/"
                                                                                              "engagement.yaml\" "
                                                                                              "a1b/x.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"policy.yaml:5:3: error SHP-002 `exclude` must have at most 100 items"},
            .never = {"ENG-001", "*a*101*b*"},
            .seconds = 1,
        },
        {
            .name = "a pattern of two million stars is not tried",
            .given = POLICY("echo '  exclude:'; echo \"  - '$(fill 4000000 '*a')'\"; echo x") "touch \"$(fill "
                                                                                              "250 a).yaml\"\n",
            .when = CHECK,
            .status = 1,
            .says = {"policy.yaml:6:5: error SHP-002", "at most 200 characters"},
            .never = {"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a"},
            .seconds = 1,
        },
        {
            .name = "a hundred patterns of stars on files with long names: what is not known is no pass",
            .given =
                POLICY("echo '  exclude:'; p=$(fill 198 '*a'); for n in $(seq 99); do echo \"  - '${p}b'\"; "
                       "done") "mkdir d; a=$(fill 240 a); for n in $(seq 300); do echo 'a: 1' > d/$a$n.yaml; done\n",
            .when = CHECK,
            .status = 3,
            .says = {"d/aaaaaaaaaaaaaaaa", "was not found out: its patterns take more than 1000000000 steps"},
            .seconds = 8,
        },
        {
            .name = "patterns of stars between slashes",
            .given = POLICY("echo '  exclude:'; p=$(fill 195 '**/*a*'); for n in $(seq 99); do echo \"  - '$p.b'\"; "
                            "done") "d=$(fill 300 a/); mkdir -p $d; a=$(fill 240 a); for n in $(seq 700); do echo 'a: "
                                    "1' > $d/$a$n.yaml; done\n",
            .when = CHECK,
            .status = 3,
            .says = {"was not found out: its patterns take more than 1000000000 steps"},
            .seconds = 8,
        },
        {
            .name = "patterns of classes on few files are tried to their end",
            .given = POLICY("echo '  exclude:'; for n in $(seq 99); do echo \"  - '$(fill 195 '*[a]?')b'\"; "
                            "done") "a=$(fill 200 a); for n in $(seq 5); do echo 'a: 1' > $a$n.yaml; done\n",
            .when = CHECK,
            .never = {"was not found out"},
            .seconds = 2,
        },
        {
            .name = "checks that are none",
            .given = POLICY("echo '  severity:'; numbered 300000 '    RSK-%d: error\\n'"),
            .when = CHECK,
            .status = 1,
            .says = {"`severity` must have at most 1000", "there is no check `RSK-1`; did you mean `RSK-001`?"},
            .never = {"RSK-1001"},
            .seconds = 1,
        },
        {
            .name = "parameters that are none",
            .given = POLICY("echo '  parameters:'; numbered 300000 '    riskReviewDay%d: 1\\n'"),
            .when = CHECK,
            .status = 1,
            .says = {"`parameters` must have at most 1000", "there is no parameter `riskReviewDay1`"},
            .seconds = 1,
        },
        {
            .name = "gates that are none",
            .given = POLICY("echo '  gates:'; numbered 300000 '    kickof%d: {due: \"2026-01-01\"}\\n'"),
            .when = CHECK,
            .status = 1,
            .says = {"`gates` must have at most 1000", "there is no gate `kickof1`; did you mean `kickoff`?"},
            .seconds = 1,
        },
    };

    SANDBOX_CASES(cases);
}

/*
 * What is nested as deeply as a document may be is read, judged, compared and written with the stack that the shell
 * leaves: 64 kB, of which a shell of its own takes a part. Enough files that threads read them.
 */
#define NESTED                                                                                                         \
    "many() { for n in $(seq 185); do printf '%s' \"$1\"; done; }\n"                                                   \
    "lists=$(many '[')$(many ']')\nmaps=$(many '{a: ')1$(many '}')\n"                                                  \
    "for n in $(seq 90); do\n"                                                                                         \
    "    echo \"risks: $lists\" | artifact RaidLog list-$n > list-$n.yaml\n"                                           \
    "    echo \"risks: $maps\" | artifact RaidLog map-$n > map-$n.yaml\ndone\n"                                        \
    "echo \"parameters: {minRisks: $maps, contextSections: $lists}\" | artifact LintPolicy policy > policy.yaml\n"     \
    "echo \"{\\\"v\\\": $lists}\" > v.json\n"                                                                          \
    "echo '{\"additionalProperties\": {\"$ref\": \"#\"}, \"items\": {\"$ref\": \"#\"}, \"uniqueItems\": true}' > s\n"

Test(limits, the_stack_of_the_shell_does_not_matter)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "check, in every format",
            .given = BASE NESTED,
            .when = "ulimit -s 64\nfor f in text concise json sarif; do\n"
                    "    code=0; d1lint check -j 4 --as-of 2026-03-09 --format $f > out || code=$?\n"
                    "    echo \"$f $code\"\ndone\n",
            .says = {"text 1", "concise 1", "json 1", "sarif 1"},
        },
        {
            .name = "check of a revision",
            .given = BASE NESTED "repository\n",
            .when = "ulimit -s 64\nd1lint check -j 4 --as-of 2026-03-09 --rev HEAD > out",
            .status = 1,
        },
        {
            .name = "validate, with a schema that goes as deep",
            .given = NESTED,
            .when = "ulimit -s 64\nd1lint validate --schema s v.json list-1.yaml map-1.yaml",
        },
        {
            .name = "eval of what is nested",
            .given = NESTED,
            .when = "ulimit -s 64\nd1lint eval --bindings v.json 'v == v && [v] == [v] && !(v in [[v]])'",
            .says = {"true"},
        },
        {
            .name = "eval of an expression that is",
            .given = NESTED,
            .when = "ulimit -s 64\nd1lint eval \"$(printf '(%.0s' $(seq 5000))1\"",
            .status = 2,
        },
    };

    SANDBOX_CASES(cases);
}

/* Ignore rules are asked about each file that is not tracked; what they no longer answer is told. */
Test(limits, of_ignore_rules_are_told, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "15,000 patterns of stars",
            .given = BASE "git init -q .\nnumbered 15000 '*a*%d*b?\\n' > .gitignore\n"
                          "mkdir d; a=$(fill 30 a); for n in $(seq 3000); do : > d/$a$n.yaml; done\n",
            .when = CHECK,
            .says = {"the ignore rules (.gitignore, .git/info/exclude) take more than 500000000 steps"},
            .seconds = 8,
        },
        {
            .name = "100,000 names without stars",
            .given = BASE "git init -q .\nyes a | head -n 120000 > .gitignore\n"
                          "mkdir d; for n in $(seq 6000); do : > d/$n.yaml; done\n",
            .when = CHECK,
            .says = {"the ignore rules (.gitignore, .git/info/exclude) take more than 500000000 steps"},
            .seconds = 8,
        },
        {
            .name = "ten patterns as long as they may be, for folders in folders",
            .given = BASE "git init -q .\n"
                          "p=$(fill 4000 '**/*a*'); for n in $(seq 10); do echo \"/d/$p$n\"; done > .git/info/exclude\n"
                          "d=d/$(fill 150 a/); mkdir -p $d; a=$(fill 200 a)\n"
                          "for n in $(seq 1500); do : > $d/$a$n.yaml; done\n",
            .when = CHECK,
            .says = {"the ignore rules (.gitignore, .git/info/exclude) take more than 500000000 steps"},
            .seconds = 8,
        },
        {
            .name = "a few on many files are no matter",
            .given = BASE "git init -q .\nnumbered 50 '*a*%d*b?\\n' > .gitignore\n"
                          "mkdir d; a=$(fill 30 a); for n in $(seq 3000); do : > d/$a$n.yaml; done\n",
            .when = CHECK,
            .never = {"ignore rules"},
            .seconds = 2,
        },
    };

    SANDBOX_CASES(cases);
}

/* The other artifacts that hold lists which rules walk through, and numbers which they compute with. */
Test(limits, of_dates_and_numbers, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "as many holidays as fit",
            .given = BASE "(echo 'calendar:'; echo '  workWeek: [MO]'; echo '  holidays:'; numbered 9999 "
                          "'    - \"%04d-01-05\"\\n'; fill_lines 3600000 '    - \"2026-01-01\"') | sed '$d; s/^/  /' "
                          ">> engagement.yaml\ntest \"$(stat -c %s engagement.yaml)\" -lt 4194304\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:35:5: error SHP-002 `holidays` must have at most 10000 items"},
            .seconds = 1,
        },
        {
            .name = "more days than a calendar takes",
            .given =
                BASE "for n in a b c; do { printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: %s}\\n"
                     "spec:\\n  actions:\\n' $n; numbered 35001 '    - {id: act-%05d, title: t, status: open, due: "
                     "\"2026-03-20\"}\\n'; } > $n.yaml; done\n",
            .when = "d1lint calendar --as-of 2026-03-09 > ../days || echo \"exit $?\"; wc -l < ../days",
            .says = {"days are left out, since a calendar takes 100000", "exit 3\n100001\n"},
            .seconds = 4,
        },
        {
            .name = "no working day in all time",
            .given = BASE "printf '  calendar: {workWeek: []}\\n' >> engagement.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:"},
            .seconds = 1,
        },
        {
            .name = "the first and the last day of all time",
            .given = BASE "sed -i 's/2026-03-02/0001-01-01/; s/2026-05-08/9999-12-31/' engagement.yaml\n",
            .when = "d1lint check --as-of 9999-12-31 > /dev/null || test $? = 1\n"
                    "d1lint check --as-of 0001-01-01 > /dev/null || test $? = 1\n",
            .seconds = 1,
        },
        {
            .name = "numbers beyond 64 bits are no numbers to judge by",
            .given = BASE "sed -i 's/reviewPeriodBusinessDays: 5/reviewPeriodBusinessDays: 99999999999999999999/' "
                          "statement-of-work.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"statement-of-work.yaml:14:31: error ENG-002", "99999999999999999999", "indeterminate"},
            .seconds = 1,
        },
        {
            .name = "an amount of a million digits",
            .given = BASE "(sed '/budget:/,$d' statement-of-work.yaml; printf '  budget: {currency: EUR, amount: \"'; "
                          "fill 4000000 9; echo '.00\"}'; sed '1,/budget:/d' statement-of-work.yaml) > s\n"
                          "mv s statement-of-work.yaml\n",
            .when = CHECK "> \"$BOX/text\" || test $? = 1\n",
            .seconds = 1,
        },
        {
            .name = "a name of a million letters",
            .given = BASE "(printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: '; fill 4000000 a; "
                          "printf '}\\nspec: 1\\n') > raid.yaml\n",
            .when = "for f in text concise sarif json; do d1lint check --as-of 2026-03-09 --format $f; done | wc -c | "
                    "awk '$1 > 1000000'\n",
            .never = {"0", "1", "2", "3", "4", "5", "6", "7"}, /* no report repeats it */
            .seconds = 4,
        },
        {
            .name = "findings in a file of one long line, as text",
            .given = BASE "(printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\nspec: {risks: ['; "
                          "fill 4000000 '{id: x}, '; echo ']}') > raid.yaml\n",
            .when = "d1lint check --as-of 2026-03-09 --jobs 1 | wc -c | awk '$1 > 10000000'\n",
            .never = {"0", "1", "2", "3", "4", "5", "6", "7"},
            .seconds = 1,
        },
        {
            .name = "findings at the end of a long file, as text",
            .given = BASE
            "(printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\n'; fill_lines 3900000 '#'; "
            "echo 'spec:'; echo '  risks:'; fill_lines 200000 '  - {id: x}') | sed '$d' > raid.yaml\n",
            .when = "d1lint check --as-of 2026-03-09 --jobs 1 > \"$BOX/text\"",
            .status = 1,
            .seconds = 1,
        },
    };

    SANDBOX_CASES(cases);
}

/*
 * Whoever judges one engagement reads more than half of what a run may, beside another whose verdict is known: then all
 * are judged anew, and what came of each is not kept by itself.
 */
Test(limits, hold_for_a_run_whatever_is_known, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "evidence of one engagement, beside another that is known",
            .given =
                "for e in a b; do\n    cp -R \"$EXAMPLES/first-steps\" $e\n"
                "    sed -i \"0,/^  name: .*/s//  name: $e/\" $e/engagement.yaml\ndone\n"
                "git init -q .\ncommit\nfor i in 0 1 2 3 4 5 6 7 8; do truncate -s 64M big-$i; done\n"
                "mkdir \"$BOX/own\"\n"
                "cat > \"$BOX/own/OWN-001.yaml\" <<'END'\n"
                "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: OWN-001}\nspec:\n  title: Large\n"
                "  sentence: All files are there.\n  severity: error\n  due: always\n"
                "  assert: engagement.spec.?currency != optional.of('XXY') || [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(i, "
                "digest('big-' + string(i)).hasValue())\n"
                "  message: it is not so\n  help: Change it.\n  why: As said.\n  examples:\n"
                "    - {name: one, expect: []}\n    - {name: other, expect: [{at: Engagement/example}]}\nEND\n",
            .when =
                "check() { d1lint check --rules \"$BOX/own\" --as-of 2026-02-16 --format concise \"$@\" || true; }\n"
                "kept() { d1lint cache | sed -n 's/^ *\\([0-9]*\\) the verdict of an engagement.*/\\1/p'; }\n"
                "sleep 0.1\ncheck > \"$BOX/before\"\nkept\nspoil a/engagement.yaml\n"
                "check --no-cache > \"$BOX/without\"\nsleep 0.1\ncheck > \"$BOX/with\"\n"
                "cmp \"$BOX/without\" \"$BOX/with\" && kept\n! cmp -s \"$BOX/before\" \"$BOX/with\" && echo apart\n",
            .says = {"4\n4\napart\n"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Every gate and criterion comes out otherwise at each of these points, of which one follows the other on its day. */
Test(limits, what_history_tells_has_an_end)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "all that changes with each of many commits",
            .given =
                "cp -R \"$PROJECT/rules/bases/close/.\" .\ngit init -q -b main .\ncommit\n"
                "sed 's/^  dates:/  dates:\\n    cancelled: \"2026-02-01\"/; s/lifecycle: .*/lifecycle: cancelled/' "
                "engagement.yaml > \"$BOX/off\"\n"
                "cp engagement.yaml \"$BOX/on\"\n"
                "for i in $(seq 300); do\n"
                "    f=on\n    test $((i % 2)) = 0 || f=off\n"
                "    printf 'commit refs/heads/main\\ncommitter T <t@t> %d +0000\\ndata 1\\nx\\n' "
                "$((1785000000 + i * 86400))\n"
                "    test $i != 1 || echo 'from refs/heads/main^0'\n"
                "    printf 'M 644 inline engagement.yaml\\ndata %d\\n' $(wc -c < \"$BOX/$f\")\n"
                "    cat \"$BOX/$f\"\n    echo\n"
                "done | git fast-import --quiet\ngit reset -q --hard\n",
            .when = "d1lint history --as-of 2027-07-20 > \"$BOX/told\"",
            .status = 3,
            .says = {"history tells of more than the limit of 20000 changes: name one subject"},
        },
    };

    SANDBOX_CASES(cases);
}
