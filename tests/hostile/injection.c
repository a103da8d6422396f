/*
 * Nothing that a repository says reaches a terminal or a CI runner as a command, in any format: not from names of
 * files, ids, values, keys, names of branches, nor from the lines that are shown of a file. The sandbox looks for
 * control characters and commands in everything that is written; each case shows that the text did arrive there.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "e2e/sandbox.h"

/* The words of injection.sh. */
#define WORDS ". \"$PROJECT/tests/hostile/injection.sh\"\n"
#define BASE WORDS "cp -R \"$EXAMPLES/first-steps/.\" .\n"
#define HALDEN WORDS "cp -R \"$EXAMPLES/halden-orders/.\" .\n"
#define HEAD "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\n' > raid.yaml\n"

/*
 * Every format on standard output, where a CI runner reads; and as files, which may hold no control character. The one
 * that is made of commands holds none but d1lint's own.
 */
#define EVERY(options)                                                                                                 \
    "for format in $(formats | grep -vx github); do\n"                                                                 \
    "    d1lint check --todo --format $format " options " || test $? -lt 4\n"                                          \
    "    d1lint check --todo --format $format=\"$BOX/file\" " options " || test $? -lt 4\n"                            \
    "    if LC_ALL=C grep -nP '[\\x00-\\x08\\x0b-\\x1f\\x7f]' \"$BOX/file\"; then exit 9; fi\n"                        \
    "done\n"                                                                                                           \
    "d1lint check --format github=\"$BOX/file\" " options " || test $? -lt 4\n"                                        \
    "if grep -vE '^::(error|warning|notice) (file=[^:,]+,[a-zA-Z0-9,=]*)?title=d1lint( [A-Za-z0-9-]+)?::|^d1lint: ' "  \
    "\"$BOX/file\" || grep -F '##[' \"$BOX/file\" || LC_ALL=C grep -nP '[\\x00-\\x09\\x0b-\\x1f\\x7f]' "               \
    "\"$BOX/file\"; then exit 9; fi\n"
#define ALL EVERY("--as-of 2026-03-09")
#define ALL_OF_HALDEN EVERY("--as-of 2026-02-16")

Test(injection, by_values)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an escape sequence in an id",
            .given = BASE HEAD
            "echo 'spec: {risks: [{id: \"risk-\\e[31mred\", type: threat, status: open}]}' >> raid.yaml\n",
            .when = ALL,
            .says = {"SHP-002", "raid.yaml"},
        },
        {
            .name = "a workflow command in an id",
            .given = BASE HEAD "echo 'spec: {risks: [{id: \"::error file=x::y\", type: threat, status: open}]}' >> "
                               "raid.yaml\n",
            .when = ALL,
            .says = {"SHP-002", "raid.yaml"},
        },
        {
            .name = "a workflow command after a line break in a value",
            .given = BASE HEAD "echo 'spec: {risks: \"x\\n::error::y\\r\\n  ::set-output name=a::b\\n##[error]z\"}' >> "
                               "raid.yaml\n",
            .when = ALL,
            .says = {"SHP-002", "raid.yaml"},
        },
        {
            .name = "a workflow command at the beginning of a line of the file",
            .given =
                BASE HEAD "printf 'spec: {risks: \"x\\n\\n\\n  ::error::y\\n  ##[error]z ##vso[task.complete]\"}\\n' "
                          ">> raid.yaml\n",
            .when = ALL,
            .says = {"SHP-002", "raid.yaml"},
        },
        {
            .name = "as a reference that dangles",
            .given =
                BASE HEAD "echo 'spec: {actions: [{id: act-01, status: open, ownerRef: \"##[error]\\e]0;t\\a\"}]}' "
                          ">> raid.yaml\n",
            .when = ALL,
            .says = {"raid.yaml"},
        },
        {
            .name = "as a key",
            .given =
                BASE HEAD "echo 'spec: {\"\\e[2J::x\": 1, \"##[add-path]/tmp\": 2, \"\\u202Eabc\": 3}' >> raid.yaml\n",
            .when = ALL,
            .says = {"SHP-002", "\\x1b[2J", "\\u202e"},
        },
        {
            .name = "as a key that stands there twice",
            .given = BASE HEAD "echo 'spec: {\"##[x]\\e\": 1, \"##[x]\\e\": 2}' >> raid.yaml\n",
            .when = ALL,
            .says = {"SHP-001", "\\x1b"},
        },
        {
            .name = "as a kind",
            .given = BASE "command_as_kind\n",
            .when = ALL,
            .says = {"SHP-001", "\\x1b"},
        },
        {
            .name = "as a version",
            .given = BASE "command_as_version\n",
            .when = ALL,
            .says = {"SHP-001", "\\x1b"},
        },
        {
            .name = "as a tag",
            .given = BASE HEAD "echo 'spec: !<##[x]::error::> {}' >> raid.yaml\n",
            .when = ALL,
            .says = {"SHP-001"},
        },
        {
            .name = "as the name of an artifact and of its engagement",
            .given = BASE "command_as_name\ncommand_as_title\n",
            .when = ALL,
            .says = {"SHP-002"},
        },
        {
            .name = "as the names of two engagements that are otherwise good",
            .given = WORDS
            "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp -R \"$EXAMPLES/first-steps/.\" b\n"
            "sed -i 's/^  name: first-steps.*/  name: second/' b/engagement.yaml\n(cd a && command_as_title)\n",
            .when = ALL,
            .says = {"\\x1b"},
        },
        {
            .name = "as a namespace",
            .given = BASE "command_as_namespace\n",
            .when = ALL,
            .says = {"raid.yaml"},
        },
        {
            .name = "as a person, in a message of a rule",
            .given = HALDEN "command_as_person\n",
            .when = ALL_OF_HALDEN,
            .says = {"\\x1b"},
        },
        {
            .name = "as a text that a rule repeats",
            .given = HALDEN "command_as_text\n",
            .when = ALL_OF_HALDEN,
            .says = {"RSK-010", "\\x1b"},
        },
        {
            .name = "as a date and as money",
            .given = BASE "command_as_date\ncommand_as_money\n",
            .when = ALL,
            .says = {"\\x1b"},
        },
        {
            .name = "as what a policy sets",
            .given = HALDEN "command_as_policy\n",
            .when = ALL_OF_HALDEN,
            .says = {"SHP-002", "\\x1b"},
        },
        {
            .name = "as an unquoted text with characters that are not seen",
            .given = BASE HEAD
            "printf 'spec: {risks: \"#\\342\\200\\213#[x] \\302\\255\\357\\273\\277\"}\\n' >> raid.yaml\n",
            .when =
                "for format in text concise sarif; do d1lint check --as-of 2026-03-09 --format $format || true; done\n",
            .says = {"raid.yaml"},
            .never = {"#\xe2\x80\x8b#[", "\xc2\xad", "\xef\xbb\xbf"},
        },
        {
            .name = "as markdown and links in SARIF",
            .given = BASE HEAD "echo 'spec: {\"[click](https://evil.example)\": 1}' >> raid.yaml\n",
            .when = "d1lint check --as-of 2026-03-09 --format sarif",
            .status = 1,
            .says = {"\\\\[click\\\\](https://evil.example)"},
            .never = {"\"[click](", " [click]("},
        },
    };

    SANDBOX_CASES(cases);
}

Test(injection, by_names_of_files)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a workflow command as a file",
            .given = BASE "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\nspec: 1\\n' > "
                          "'::error::x.yaml'\n",
            .when = ALL,
            .says = {"\"::error::x.yaml\":4:7"},
        },
        {
            .name = "a workflow command after a line break",
            .given =
                BASE "mkdir \"$(printf 'a\\n::error::b')\"\nprintf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: "
                     "{name: raid}\\nspec: 1\\n' > \"$(printf 'a\\n::error::b/c.yaml')\"\n",
            .when = ALL,
            .says = {"\"a\\n::error::b/c.yaml\":4:7"},
        },
        {
            .name = "a command that may stand anywhere in a line",
            .given = BASE "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\nspec: 1\\n' > "
                          "'x##[error]y##vso[a]z.yaml'\n",
            .when = ALL,
            .says = {"y##", "SHP-002"},
        },
        {
            .name = "an escape sequence",
            .given = BASE "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\nspec: 1\\n' > "
                          "\"$(printf 'x\\033[31m\\ry.yaml')\"\n",
            .when = ALL,
            .says = {"SHP-002"},
        },
        {
            .name = "of a file that cannot be read, in a notice",
            .given = BASE "ln -s /etc/passwd \"$(printf '##[x]\\033\\n::error::y.yaml')\"\n"
                          "mkfifo \"$(printf '::x\\033.yaml')\"\n",
            .when = ALL,
            .says = {"::error::y.yaml"},
        },
        {
            .name = "of a file that is too large, in what is said of others",
            .given = BASE "rm engagement.yaml\ntruncate -s 5M \"$(printf '##[x]\\033\\n::error::y.yaml')\"\n",
            .when = ALL,
            .says = {"is not known, since", "::error::y.yaml could not be read"},
        },
        {
            .name = "on the command line",
            .given = BASE,
            .when = "d1lint check \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --rev \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --policy \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --rules \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --gate \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --engagement \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --as-of \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --format \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check --format json=\"$(printf '\\n::error::\\033##[x]/y')\" || test $? = 3\n"
                    "d1lint explain \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint \"$(printf '\\n::error::\\033##[x]')\" || test $? = 2\n"
                    "d1lint check \"$(printf -- '--\\n::error::\\033##[x]')\" || test $? = 2\n",
            .says = {"\\x1b"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(injection, by_git)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the remote, which may hold what is secret, stands in no report",
            .given =
                "repository first-steps\ngit remote add origin 'https://user:hunter2@host.example/x?token=hunter2'\n",
            .when = ALL,
            .says = {"first-steps"},
            .never = {"hunter2", "host.example"},
        },
        {
            .name = "the words of a commit are not repeated",
            .given = "repository first-steps\ncommit \"$(printf '\\n::error::\\033##[x]')\"\n",
            .when = ALL EVERY("--as-of commit --rev HEAD"),
            .says = {"first-steps"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Rules are the user's own, but may come from a pull request as well. */
#define RULE(lines)                                                                                                    \
    BASE "mkdir \"$BOX/rules\"\ncat > \"$BOX/rules/OWN-001.yaml\" <<'END'\n"                                           \
         "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: OWN-001}\nspec:\n" lines "  severity: error\n"           \
         "  due: always\n  examples:\n    - {name: bad, expect: [{at: Engagement/halden-orders}]}\n"                   \
         "    - {name: good, expect: []}\nEND\n"

Test(injection, by_rules)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "their texts",
            .given = RULE("  title: \"T\\e[1m ##[x]\"\n"
                          "  sentence: \"\\e##[x].\"\n"
                          "  assert: \"false\"\n"
                          "  message: \"\\n::error::\\e##[x]\"\n"
                          "  help: \"\\n::error::\\e##[x].\"\n"
                          "  why: \"\\n::error::\\e##[x].\"\n"),
            .when = EVERY("--as-of 2026-03-09 --rules \"$BOX/rules\"") "d1lint explain OWN-001 --rules \"$BOX/rules\"\n"
                                                                       "d1lint list checks --rules \"$BOX/rules\"\n"
                                                                       "d1lint test \"$BOX/rules\" || test $? = 1\n",
            .says = {"OWN-001", "\\x1b"},
        },
        {
            .name = "an expression that cannot be used",
            .given = RULE("  title: Title\n"
                          "  assert: \"true || \\n\\n::error::\\e ##[x]\"\n"
                          "  message: M\n"
                          "  help: H.\n"
                          "  why: W.\n"),
            .when = "d1lint check --rules \"$BOX/rules\"",
            .status = 2,
            .says = {"OWN-001.yaml:6:"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A terminal gets colours, and no other sequence; progress and errors go there as well. */
Test(injection, on_a_terminal)
{
    static const char given[] = BASE HEAD "echo 'spec: {risks: [{id: \"\\e[2J\\e]0;title\\a\\x9b2J\\n::error::x\", "
                                          "type: threat, status: open}]}' >> raid.yaml\n"
                                          "ln -s /etc/passwd \"$(printf '##[x]\\033]0;y\\007.yaml')\"\n";
    static const char *const sessions[] = {
        "TERM=xterm d1lint check --as-of 2026-03-09 --todo\n",
        "TERM=xterm NO_COLOR=1 d1lint check --as-of 2026-03-09 --format concise\n",
        "TERM=xterm LC_ALL=C d1lint check --as-of 2026-03-09\n",
        "TERM=xterm d1lint explain \"$(printf 'x\\033[2J\\n::error::y')\"\n",
    };
    static const char *const commands[] = {"\x1b[2J", "\x1b]", "\a", "\x9b", "\n::", "##["};

    for (size_t i = 0; i < sizeof sessions / sizeof *sessions; i++) {
        struct d1_strbuf output = {0};

        sandbox_terminal(sessions[i], given, sessions[i], &output);
        cr_expect(strstr(output.ptr, "1b[2J") != NULL, "%s: %s", sessions[i], output.ptr);
        for (size_t j = 0; j < sizeof commands / sizeof *commands; j++)
            cr_expect(strstr(output.ptr, commands[j]) == NULL, "%s: command %zu in %s", sessions[i], j, output.ptr);
        d1_strbuf_release(&output);
    }
}
