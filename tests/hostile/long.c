/*
 * Texts that are megabytes long, in each place where a message, an excerpt or a report would repeat them: there is the
 * beginning, and how long they are.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * Runs a command, whatever it ends with but a signal, and looks at its output: no line is longer than so many bytes.
 * What is said of the length is kept.
 */
#define WORDS                                                                                                          \
    "Q=$(fill 120000 q)\n"                                                                                             \
    "within() {\n"                                                                                                     \
    "    most=$1\n    shift\n    status=0\n"                                                                           \
    "    \"$@\" > \"$BOX/said\" 2>&1 || status=$?\n"                                                                   \
    "    test $status -le 3 || echo \"ended with $status\"\n"                                                          \
    "    awk -v most=$most 'length > most { print \"too long: \" length \": \" substr($0, 1, 80) }' \"$BOX/said\"\n"   \
    "    grep -o -E '\\.\\.\\. \\([0-9]+ bytes in all\\)' \"$BOX/said\" || true\n"                                     \
    "}\n"                                                                                                              \
    "formats() {\n"                                                                                                    \
    "    within 3000 d1lint \"$@\" --format text\n    within 3000 d1lint \"$@\" --format concise\n"                    \
    "    within 66000 d1lint \"$@\" --format json\n    within 66000 d1lint \"$@\" --format sarif\n"                    \
    "}\n"
#define NEVER                                                                                                          \
    {                                                                                                                  \
        "too long", "ended with"                                                                                       \
    }
#define BASE WORDS "cp -R \"$EXAMPLES/first-steps/.\" .\n"
/* The text of a place in engagement.yaml, in place of what stands there. */
#define PLACE(pattern, put)                                                                                            \
    "printf '%s\\n' \"s/" pattern "/" put "/\" > \"$BOX/s\"\nsed -i \"s/QQ/$(fill 100000 q)/\" \"$BOX/s\"\n"           \
    "sed -i -f \"$BOX/s\" engagement.yaml\n"

Test(long, of_the_repository)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the name of an engagement",
            .when = BASE
            "formats check\n" PLACE("name: first-steps", "name: QQ") "formats check --as-of 2026-03-09 --todo\n",
            .says = {"(100000 bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "a title",
            .when = BASE PLACE("title: .*", "title: QQ") "formats check --as-of 2026-03-09 --todo\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "a kind, in a message that every format has",
            .when = BASE PLACE("kind: Engagement", "kind: QQ") "formats check --as-of 2026-03-09\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "a time zone",
            .when = BASE PLACE("timeZone: .*", "timeZone: QQ") "formats check --as-of 2026-03-09\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "a key",
            .when = BASE PLACE("  currency:", "  QQ:") "formats check --as-of 2026-03-09\n",
            .never = NEVER,
        },
        {
            .name = "a check that a policy names",
            .when = BASE "artifact LintPolicy policy > policy.yaml <<END\nseverity:\n  ? $Q\n  : error\nEND\n"
                         "formats check --as-of 2026-03-09\nformats check --policy policy.yaml\n",
            .never = NEVER,
        },
    };

    SANDBOX_CASES(cases);
}

Test(long, of_the_command_line)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "options of check",
            .when = BASE "for o in rev gate engagement as-of policy rules format fail-on jobs unknown; do\n"
                         "    within 3000 d1lint check --$o $Q\n    within 3000 d1lint check --$o=x:$Q\ndone\n"
                         "formats check --rev $Q\nwithin 3000 d1lint check --format json=$Q\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "operands of every command",
            .when = BASE "within 3000 d1lint $Q\n"
                         "for c in check explain list schema test eval help; do within 3000 d1lint $c $Q; done\n"
                         "within 3000 d1lint validate --schema $Q $Q\nwithin 3000 d1lint schema --dir $Q\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "expressions",
            .when = WORDS "Q=$(fill 60000 q)\nfor e in $Q \"'$Q\" \"'$Q' + 1\" \"x.$Q\" \"$Q(1)\" \"date('$Q')\" "
                          "\"'a'.matches('($Q')\" "
                          "\"int('$Q')\" \"{'a': 1}['$Q']\" \"1 + $Q\"; do within 3000 d1lint eval \"$e\"; done\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
    };

    SANDBOX_CASES(cases);
}

Test(long, of_other_files)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "instances and their schema",
            .when = WORDS "fill 1000000 q > q\nprintf '{\"a\": \"%s\", \"%s\": 1}' \"$(cat q)\" \"$(cat q)\" > i.json\n"
                          "printf '%s: [' \"$(cat q)\" > i.yaml\nprintf 'a: *%s' \"$(cat q)\" > j.yaml\n"
                          "for k in pattern const title format; do\n"
                          "    printf '{\"properties\": {\"a\": {\"%s\": \"(%s\", \"type\": \"integer\"}}, "
                          "\"additionalProperties\": false}' $k \"$(cat q)\" > s.json\n"
                          "    formats validate --schema s.json i.json i.yaml j.yaml\ndone\n"
                          "for k in '$ref' '$id' '$schema' type; do\n"
                          "    printf '{\"%s\": \"%s\"}' $k \"$(cat q)\" > s.json\n"
                          "    formats validate --schema s.json i.json\ndone\n",
            .says = {"bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "bindings",
            .when = WORDS "fill 1000000 q > q\nprintf '{\"v\": \"%s\"}' \"$(cat q)\" > b.json\n"
                          "for e in v '[v]' '{v: v}' 'int(v)' 'date(v)' 'v + 1' '\"a\".matches(v)' '{}[v]'; do\n"
                          "    within 66000 d1lint eval --bindings b.json \"$e\"\ndone\n",
            .says = {"(1000002 bytes in all)"},
            .never = NEVER,
        },
        {
            .name = "lists of lists of lists",
            .when = "d1lint eval 'lists.range(200).map(i, lists.range(200).map(j, lists.range(100)))' > \"$BOX/o\"\n"
                    "test $(wc -l < \"$BOX/o\") -lt 11000\ntail -n 3 \"$BOX/o\"\n",
            .says = {" more\n"},
        },
    };

    SANDBOX_CASES(cases);
}
