/* What a run ends with: the exit status, the same in every format, and the reports it leaves. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "e2e/sandbox.h"

/* Runs one command line in every format and says which exit statuses came out, once each. */
#define EVERY_FORMAT(arguments)                                                                                        \
    "for format in text concise sarif json; do\n"                                                                      \
    "    status=0\n"                                                                                                   \
    "    d1lint check " arguments " --format $format > /dev/null 2>&1 || status=$?\n"                                  \
    "    echo \"exit $status\"\n"                                                                                      \
    "    status=0\n"                                                                                                   \
    "    d1lint check " arguments " --format $format=file > /dev/null 2>&1 || status=$?\n"                             \
    "    echo \"exit $status\"\n"                                                                                      \
    "done | sort -u | tr '\\n' ';'\n"

Test(outcome, exit_status_is_the_same_in_every_format)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "0: nothing to complain of",
            .given = "repository halden-orders\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16"),
            .says = {"exit 0;"},
            .never = {"exit 1", "exit 2", "exit 3"},
        },
        {
            .name = "0: warnings are no failure",
            .given = "repository halden-orders\nsed -i 's/^      relationshipOwnerRef:.*//' s2d/stakeholders.yaml\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16"),
            .says = {"exit 0;"},
            .never = {"exit 1", "exit 2", "exit 3"},
        },
        {
            .name = "0: what is to be done later is no failure",
            .given = "repository first-steps\n",
            .when = EVERY_FORMAT("--as-of 2026-03-09 --todo --fail-on note"),
            .says = {"exit 0;"},
            .never = {"exit 1", "exit 2", "exit 3"},
        },
        {
            .name = "1: findings",
            .given = "repository halden-orders-troubled\n",
            .when = EVERY_FORMAT("--as-of 2026-04-24"),
            .says = {"exit 1;"},
            .never = {"exit 0", "exit 2", "exit 3"},
        },
        {
            .name = "1: a file that is not YAML",
            .given = "repository halden-orders\nprintf 'kind: RaidLog\\nspec: {\\n' > raid/more.yaml\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16"),
            .says = {"exit 1;"},
            .never = {"exit 0", "exit 2", "exit 3"},
        },
        {
            .name = "1: the gate is not met",
            .given = "repository halden-orders-troubled\n",
            .when = EVERY_FORMAT("--as-of 2026-04-24 --gate s2d-exit"),
            .says = {"exit 1;"},
            .never = {"exit 0", "exit 2", "exit 3"},
        },
        {
            .name = "2: no such option",
            .given = "repository halden-orders\n",
            .when = EVERY_FORMAT("--as-fo 2026-02-16"),
            .says = {"exit 2;"},
            .never = {"exit 0", "exit 1", "exit 3"},
        },
        {
            .name = "2: no such revision",
            .given = "repository halden-orders\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16 --rev nowhere"),
            .says = {"exit 2;"},
            .never = {"exit 0", "exit 1", "exit 3"},
        },
        {
            .name = "2: no such gate",
            .given = "repository halden-orders\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16 --gate kickof"),
            .says = {"exit 2;"},
            .never = {"exit 0", "exit 1", "exit 3"},
        },
        {
            .name = "3: no engagement",
            .given = "repository\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16"),
            .says = {"exit 3;"},
            .never = {"exit 0", "exit 1", "exit 2"},
        },
        {
            .name = "3: the repository cannot be read",
            .given = "repository halden-orders\nprintf garbage > .git/index\n",
            .when = EVERY_FORMAT("--as-of 2026-02-16 --staged"),
            .says = {"exit 3;"},
            .never = {"exit 0", "exit 1", "exit 2"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(outcome, gate_decides_the_exit_status)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "met",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit",
            .says = {"gate s2d-exit is met"},
        },
        {
            .name = "met before its day",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-03 --gate opened",
            .says = {"gate opened is met"},
        },
        {
            .name = "not met",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --gate s2d-exit",
            .status = 1,
            .says = {"gate s2d-exit is not met", "S2D-A2"},
        },
        {
            .name = "not met before its day, although nothing is due",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 --gate s2d-exit",
            .status = 1,
            .says = {"gate s2d-exit is not met\n", "s2d-exit      not met           2026-03-16"},
            .never = {"missed"},
        },
        {
            .name = "not met by what could not be read",
            .given = "repository halden-orders\nprintf 'apiVersion: d1d/v1\\nkind: StakeholderRegister\\nspec: {\\n' > "
                     "s2d/stakeholders.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit",
            .status = 1,
            .says = {"gate s2d-exit is not met", "indeterminate"},
        },
        {
            .name = "1: cancelled before the gate, which is neither met nor missed",
            .given = "repository halden-orders\nsed -i -e 's/^  lifecycle: .*/  lifecycle: cancelled/' "
                     "-e 's/^    targetEnd:/    cancelled: \"2026-02-20\"\\n&/' engagement.yaml\n",
            .when = "d1lint check --as-of 2026-02-25 --gate kickoff",
            .status = 1,
            .says = {"gate kickoff does not apply: cancelled on 2026-02-20", "kickoff       not applicable"},
            .never = {"is met"},
        },
        {
            .name = "1: cancelled on a day that has not come, of which is said no more",
            .given = "repository halden-orders\nsed -i -e 's/^  lifecycle: .*/  lifecycle: cancelled/' "
                     "-e 's/^    targetEnd:/    cancelled: \"2026-02-27\"\\n&/' engagement.yaml\n",
            .when = "d1lint check --as-of 2026-02-25 --gate kickoff",
            .status = 1,
            .says = {"gate kickoff does not apply: said to be cancelled on 2026-02-27, which is ahead"},
            .never = {": cancelled on", "was cancelled"},
        },
        {
            .name = "0: cancelled after the gate, which is judged as ever",
            .given = "repository halden-orders\nsed -i -e 's/^  lifecycle: .*/  lifecycle: cancelled/' "
                     "-e 's/^    targetEnd:/    cancelled: \"2026-02-20\"\\n&/' engagement.yaml\n",
            .when = "d1lint check --as-of 2026-02-25 --gate s2d-exit",
            .says = {"gate s2d-exit is met"},
        },
        {
            .name = "1: cancelled, but nobody says when",
            .given = "repository halden-orders\nsed -i 's/^  lifecycle: .*/  lifecycle: cancelled/' engagement.yaml\n",
            .when = "d1lint check --as-of 2026-02-25 --gate kickoff",
            .status = 1,
            .says = {"gate kickoff is not met", "error ENG-001"},
        },
        {
            .name = "1: an earlier gate is missed, and the order is strict",
            .given = "repository halden-orders\nsed -i '/targetEnd:/d' engagement.yaml\n"
                     "printf 'strictOrder: true\\n' | artifact LintPolicy policy > policy.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit",
            .status = 1,
            .says = {"gate s2d-exit is not met: blocked"},
        },
        {
            .name = "met, whatever is wrong that the gate does not ask for",
            .given = "repository halden-orders\nsed -i 's/^      relationshipOwnerRef:.*//' s2d/stakeholders.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit --fail-on warning",
            .says = {"gate s2d-exit is met"},
        },
        {
            .name = "unknown",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --gate kickof",
            .status = 2,
            .says = {"kickof", "kickoff"},
        },
        {
            .name = "with a path",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit raid",
            .status = 2,
            .says = {"with --gate, PATH is the folder of one, and this is none"},
        },
        {
            .name = "an instance that there is not",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --gate milestone:ms-99",
            .status = 2,
            .says = {"no engagement here has the gate `milestone:ms-99`"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A note, a warning, nothing worse: the severities of checks that fail are lowered by a policy. */
#define LOWERED(severity)                                                                                              \
    "repository halden-orders\nsed -i 's/^      relationshipOwnerRef:.*//' s2d/stakeholders.yaml\n"                    \
    "printf 'severity: {STK-003: " severity ", TRL-004: note}\\n' | artifact LintPolicy policy > policy.yaml\n"

Test(outcome, fail_on_says_which_severity_fails)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a warning, by default",
            .given = LOWERED("warning"),
            .when = "d1lint check --as-of 2026-02-16 --format concise",
            .says = {"warning STK-003"},
        },
        {
            .name = "a warning, from warnings on",
            .given = LOWERED("warning"),
            .when = "d1lint check --as-of 2026-02-16 --format concise --fail-on warning",
            .status = 1,
        },
        {
            .name = "a note, from warnings on",
            .given = LOWERED("note"),
            .when = "d1lint check --as-of 2026-02-16 --format concise --fail-on warning",
            .says = {"note STK-003"},
        },
        {
            .name = "a note, from notes on",
            .given = LOWERED("note"),
            .when = "d1lint check --as-of 2026-02-16 --format concise --fail-on note",
            .status = 1,
        },
        {
            .name = "an error, by default",
            .given = LOWERED("error"),
            .when = "d1lint check --as-of 2026-02-16 --format concise",
            .status = 1,
            .says = {"error STK-003"},
        },
        {
            .name = "nothing, from notes on",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise --fail-on note",
        },
        {
            .name = "a word that is no severity",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --fail-on fatal",
            .status = 2,
            .says = {"error, warning or note", "fatal"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Nobody has the role of the sponsor, somebody who does not decide validates an outcome, and one entry is unreadable.
 */
#define NOBODY_DECIDES                                                                                                 \
    "repository halden-orders\n"                                                                                       \
    "sed -i '/roles: \\[executiveSponsor\\]/d' team/roster.yaml\n"                                                     \
    "sed -i 's/byRef: marta.ruiz$/byRef: liam.keane/' s2d/outcomes.yaml\n"                                             \
    "sed -i 's/relationshipOwnerRef: tomas/relationshipOwner: tomas/' s2d/stakeholders.yaml\n"
#define IN_FORMATS(arguments)                                                                                          \
    "for format in text concise; do d1lint check --as-of 2026-02-16 --format $format " arguments                       \
    " || status=$?; done\n"                                                                                            \
    "exit $status"

Test(outcome, one_fault_is_one_finding_for_people)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a copied file",
            .given = "repository halden-orders\ncp raid/risks.yaml raid/zz.yaml\n",
            .when = IN_FORMATS(""),
            .status = 1,
            .says = {"raid/zz.yaml:6:9: error REF-002: artifact `RaidLog/raid` is defined twice, first in "
                     "raid/risks.yaml:4;",
                     "10 more findings follow from what is shown", "note follows 10 more follow from these"},
            .never = {"risk-01", "GTE-001"},
        },
        {
            .name = "and every one of them when asked",
            .given = "repository halden-orders\ncp raid/risks.yaml raid/zz.yaml\n",
            .when = IN_FORMATS("--verbose"),
            .status = 1,
            .says = {"error REF-002: id `risk-01` is defined twice, first in raid/risks.yaml:11", "error GTE-001: gate",
                     "error REF-002 id `risk-01` is defined twice, first in raid/risks.yaml:11", "error GTE-001 gate"},
            .never = {"follow from"},
        },
        {
            .name = "an id that stands there twice: every format names the other place",
            .given = "repository halden-orders\n"
                     "sed -i '0,/    - id: risk-02/s//    - id: risk-01/' raid/risks.yaml\n",
            .when = "for format in text concise github gitlab junit rdjson sarif sarif-full json summary html; do\n"
                    "    d1lint check --as-of 2026-02-16 --format $format > out || true\n"
                    "    grep -q 'risk-01.*first in .*raid/risks' out && echo \"$format names it\" || echo "
                    "\"$format: no place\"\ndone",
            .says = {"text names it", "sarif names it", "junit names it", "html names it"},
            .never = {"no place"},
        },
        {
            .name = "a rebase that git has stopped, in the work tree and in the index",
            .given = "repository halden-orders\ngit checkout -q -b topic\n"
                     "sed -i '0,/category: .*/s//category: a/' raid/risks.yaml\ngit commit -qam a\n"
                     "git checkout -q main\nsed -i '0,/category: .*/s//category: b/' raid/risks.yaml\n"
                     "git commit -qam b\ngit checkout -q topic\n! git rebase -q main > /dev/null 2>&1\n",
            .when = "for source in '' --staged; do d1lint check --as-of 2026-02-16 --format concise $source | tee out; "
                    "grep -c ': error' out; done",
            .says = {"raid/risks.yaml:", "an unfinished merge left its marks here", "\n1\n"},
            .never = {"RSK-", "this cannot be judged", "\n2\n"},
        },
        {
            .name = "the marks of a rebase that is not finished",
            .given = "repository halden-orders\n"
                     "printf '<<<<<<< HEAD\\n=======\\n>>>>>>> topic\\n' >> raid/risks.yaml\n",
            .when = IN_FORMATS(""),
            .status = 1,
            .says = {"error SHP-001: an unfinished merge left its marks here", "checks wait for this: ",
                     "error SHP-001 an unfinished merge left its marks here", "d1lint: note follows "},
            .never = {"indeterminate RSK", "[indeterminate]", "this cannot be judged"},
        },
        {
            .name = "and the checks that wait by their names when asked",
            .given = "repository halden-orders\n"
                     "printf '<<<<<<< HEAD\\n=======\\n>>>>>>> topic\\n' >> raid/risks.yaml\n",
            .when = IN_FORMATS("--verbose"),
            .status = 1,
            .says = {"RSK-001, RSK-002, RSK-003", "error RSK-001 3 subjects could not be judged"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(outcome, what_cannot_be_judged_is_told_once)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "where it follows from what is missing at the place, by that alone",
            .given = "cp -R \"$PROJECT/rules/bases/launch/.\" .\n"
                     "sed -i 's/marta.ruiz, date: \"2026-03-04\", /marta.ruiz, /' feedback/*.yaml\n",
            .when = "d1lint check --as-of 2026-03-10 --format concise | grep ^feedback\n"
                    "d1lint check --as-of 2026-03-10 --format concise --verbose | grep -c '^feedback.*indeterminate'\n",
            .says = {"error SHP-002 `date` is missing", "\n4\n"},
            .never = {"CSF-002"},
        },
        {
            .name = "for all who need it",
            .given = "repository halden-orders\nsed -i '/^  date:/d' s2d/handover.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise --verbose > \"$BOX/found\" || test $? = 1\n"
                    "cat \"$BOX/found\"\ntest \"$(grep -c HND-001 \"$BOX/found\")\" = 1\n",
            .says = {"s2d/handover.yaml:6:1: error SHP-002 `date` is missing from `spec`",
                     "s2d/handover.yaml:6:1: error HND-001 this cannot be judged: there is no field `date` here"},
        },
        {
            .name = "while an entry cannot be read that may be the one that is asked for",
            .given = NOBODY_DECIDES,
            .when = "d1lint check --as-of 2026-02-16 --format concise --verbose",
            .status = 1,
            .says = {"STK-001 1 subject could not be judged", "OUT-002 1 subject could not be judged"},
            .never = {"error STK-001 Nobody", "error OUT-002 liam.keane"},
        },
        {
            .name = "and judged when it can be read",
            .given = NOBODY_DECIDES "sed -i 's/relationshipOwner: /relationshipOwnerRef: /' s2d/stakeholders.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise",
            .status = 1,
            .says = {"error STK-001 Nobody in the stakeholder register is executive sponsor",
                     "error OUT-002 liam.keane validated out-01, but is no decision maker"},
            .never = {"STK-001 1 subject", "OUT-002 1 subject"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(outcome, one_run_writes_several_reports)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "each file is what the format alone would have been",
            .given = "repository halden-orders-troubled\nfor f in text concise sarif json; do\n"
                     "    d1lint check --as-of 2026-04-24 --format $f > \"$BOX/$f\" || true\ndone\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise --format sarif=out.sarif --format json=out.json "
                    "--format text=out.txt > out.concise",
            .status = 1,
            .then = "cmp out.concise \"$BOX/concise\"\ncmp out.txt \"$BOX/text\"\ncmp out.sarif \"$BOX/sarif\"\n"
                    "cmp out.json \"$BOX/json\"\nfor f in text concise sarif json; do test -s \"$BOX/$f\"; done\n",
        },
        {
            .name = "with files only, nothing is printed",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --format json=out.json | wc -c",
            .says = {"0\n"},
            .then = "test -s out.json\n",
        },
        {
            .name = "two reports cannot share standard output",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --format json --format text",
            .status = 2,
            .says = {"standard output"},
        },
        {
            .name = "a report is complete JSON",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --format json --format sarif=out.sarif > out.json",
            .status = 1,
            .then = "python3 -m json.tool out.json > /dev/null\npython3 -m json.tool out.sarif > /dev/null\n",
        },
        {
            .name = "a run that fails replaces the report of yesterday",
            .given = "repository\necho yesterday > out.json\n",
            .when = "d1lint check --as-of 2026-02-16 --format json=out.json",
            .status = 3,
            .then = "if grep yesterday out.json; then exit 1; fi\ngrep -q 'no engagement' out.json\n",
        },
    };

    SANDBOX_CASES(cases);
}

Test(outcome, version_names_the_libraries)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "as the package manager knows them",
            .when = "d1lint --version | tr -d , > \"$BOX/version\"\ncat \"$BOX/version\"\n"
                    "for pair in libgit2=libgit2 libyaml=yaml-0.1 libidn2=libidn2 PCRE2=libpcre2-8; do\n"
                    "    grep -q \"${pair%=*} $(pkg-config --modversion ${pair#*=})\" \"$BOX/version\"\ndone\n",
            .says = {"d1lint "},
        },
    };

    SANDBOX_CASES(cases);
}

Test(outcome, colour_is_for_terminals_that_want_it)
{
    static const struct {
        const char *name, *session;
        bool colour;
    } cases[] = {
        {"a terminal", "TERM=xterm d1lint check --as-of 2026-03-09\n", true},
        {"NO_COLOR", "NO_COLOR=1 TERM=xterm d1lint check --as-of 2026-03-09\n", false},
        {"an empty NO_COLOR", "NO_COLOR= TERM=xterm d1lint check --as-of 2026-03-09\n", true},
        {"a terminal without colours", "TERM=dumb d1lint check --as-of 2026-03-09\n", false},
        {"a pipe", "TERM=xterm d1lint check --as-of 2026-03-09 | cat\n", false},
        {"a file", "TERM=xterm d1lint check --as-of 2026-03-09 --format text=out\ncat out\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf output = {0};

        sandbox_terminal(cases[i].name, "repository first-steps\nspoil\n", cases[i].session, &output);
        cr_expect(strstr(output.ptr, "ENG-006") != NULL, "%s: %s", cases[i].name, output.ptr);
        cr_expect_eq(strstr(output.ptr, "\x1b[") != NULL, cases[i].colour, "%s: %s", cases[i].name, output.ptr);
        d1_strbuf_release(&output);
    }
}

Test(outcome, a_secret_is_shown_by_no_report)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "not in the excerpt, nor in that of another finding on the line",
            .given = "repository halden-orders\n"
                     "sed -i '0,/event: .*/s//event: AKIAABCDEFGHIJKLMNOP/;0,/ownerRef: .*/s//ownerRef: "
                     "AKIAABCDEFGHIJKLMNOQ/' raid/risks.yaml\n",
            .when = "for f in text concise brief sarif json; do d1lint check --as-of 2026-02-16 --verbose -f $f || "
                    "true; done | sed '/REF-001/d;/`ownerRef` names/d'",
            .says = {"error CNF-002: RaidLog/raid holds what looks like a cloud access key", "\"discreet\": true"},
            .never = {"AKIAABCDEFGHIJKLMNOP", "| AKIA", "ownerRef: AKIA"},
        },
    };

    SANDBOX_CASES(cases);
}
