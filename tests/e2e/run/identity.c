/* Reports name what judged, exactly: the program, the commit it was built from, its rules, and each policy. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-02-16 --format json "
/* The digest of the listing of everything under rules/ and schemas/, as anybody with the sources can make it. */
#define BUILT_IN                                                                                                       \
    "built_in() (cd \"$PROJECT\" && find rules schemas -name '*.yaml' -o -name '*.json' | LC_ALL=C sort | "            \
    "xargs sha256sum | sha256sum | cut -d' ' -f1)\n"
#define OWN_FUNCTION                                                                                                   \
    "mkdir -p \"$BOX/own/deep\"\ncat > \"$BOX/own/deep/large.yaml\" <<'END'\n"                                         \
    "apiVersion: d1lint/v1\nkind: Function\nmetadata: {name: isLarge}\n"                                               \
    "spec:\n  summary: Whether a share in percent is large.\n"                                                         \
    "  parameters: [{name: share, type: double, description: The share.}]\n  result: bool\n  body: share > 50.0\n"     \
    "  examples: [{call: isLarge(51.0), gives: true}]\nEND\n"

Test(identity, rules_are_told_by_the_digest_of_their_files)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "those of the sources",
            .given = "repository halden-orders\n",
            .when = BUILT_IN
            "digest=$(built_in)\nd1lint --version | grep -c \"^rules sha256:$digest\\$\"\n" CHECK
            "| grep -c \"\\\"rulesSha256\\\": \\\"$digest\\\"\"\nd1lint check --as-of 2026-02-16 --format sarif | "
            "grep -c \"\\\"rulesSha256\\\": \\\"$digest\\\"\"\n",
            .says = {"1\n1\n1\n"},
        },
        {
            .name = "with rules of one's own, wherever they lie",
            .given = "repository halden-orders\n" OWN_FUNCTION "cp -R \"$BOX/own\" \"$BOX/copy\"\n",
            .when = BUILT_IN
            "digest=$( { printf '%s  -\\n' \"$(built_in)\"; cd \"$BOX/own\"; sha256sum deep/large.yaml; } | "
            "sha256sum | cut -d' ' -f1)\n"
            "for rules in own copy; do\n    " CHECK
            "--rules \"$BOX/$rules\" | grep -c \"\\\"rulesSha256\\\": \\\"$digest\\\"\"\ndone\n",
            .says = {"1\n1\n"},
        },
        {
            .name = "a run that fails before there are any names none",
            .when = CHECK "--rules nowhere > out.json || true\ngrep -c commit out.json\n"
                          "grep rulesSha256 out.json || echo none\n",
            .says = {"1\nnone\n"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(identity, a_policy_is_told_by_the_digest_of_its_file)
{
    static const char policy[] = "repository halden-orders\nprintf 'parameters: {riskReviewDays: 60}\\n' | artifact "
                                 "LintPolicy policy > p.yaml\n";
    const struct sandbox_case cases[] = {
        {
            .name = "in the repository",
            .given = policy,
            .when = CHECK "> out.json || true\ngrep -A 3 '\"source\": \"LintPolicy' out.json > found\n"
                          "grep -c \"\\\"gitBlob\\\": \\\"$(git hash-object p.yaml)\\\"\" found\n"
                          "grep -c \"\\\"sha256\\\": \\\"$(sha256sum p.yaml | cut -d' ' -f1)\\\"\" found\n",
            .says = {"1\n1\n"},
        },
        {
            .name = "outside of it",
            .given = policy,
            .when = "mv p.yaml \"$BOX/q\"\n" CHECK "--policy \"$BOX/q\" > out.json || true\n"
                    "grep -A 3 '\"source\": \"LintPolicy' out.json > found\n"
                    "grep -c \"\\\"sha256\\\": \\\"$(sha256sum \"$BOX/q\" | cut -d' ' -f1)\\\"\" found\n",
            .says = {"1\n"},
        },
        {
            .name = "the built-in one is part of the rules",
            .given = policy,
            .when = CHECK "--policy default > out.json || true\ngrep -A 3 '\"source\": \"default' out.json > found\n"
                          "grep -c sha256 found || true\n",
            .says = {"0\n"},
        },
    };

    SANDBOX_CASES(cases);
}

/* The sources of a program that somebody builds from an archive, or from a tree with changes. */
#define SOURCES                                                                                                        \
    "mkdir -p src/embed rules schemas\ncp \"$PROJECT\"/src/embed/commit.* src/embed\n"                                 \
    "cp \"$PROJECT/.gitattributes\" .\ntouch Makefile rules/a\n"

Test(identity, a_build_knows_its_commit)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "from git",
            .given = SOURCES "repository\n",
            .when = "test \"$(src/embed/commit.sh)\" = \"$(git rev-parse HEAD)\" && echo same\n",
            .says = {"same"},
        },
        {
            .name = "with changes that are in no commit",
            .given = SOURCES "repository\necho > rules/b\n",
            .when = "test \"$(src/embed/commit.sh)\" = \"$(git rev-parse HEAD)-dirty\" && echo same\n",
            .says = {"same"},
        },
        {
            .name = "what is no source does not count",
            .given = SOURCES "repository\necho > notes\n",
            .when = "test \"$(src/embed/commit.sh)\" = \"$(git rev-parse HEAD)\" && echo same\n",
            .says = {"same"},
        },
        {
            .name = "from an archive, also in somebody else's repository",
            .given = SOURCES "repository\nmkdir \"$BOX/other\"\ngit -C \"$BOX/other\" init -q\n"
                             "git archive --prefix=d1lint/ HEAD | tar -x -C \"$BOX/other\"\n",
            .when = "test \"$(\"$BOX/other/d1lint/src/embed/commit.sh\")\" = \"$(git rev-parse HEAD)\" && echo same\n",
            .says = {"same"},
        },
        {
            .name = "from a copy that nothing is known of",
            .given = SOURCES,
            .when = "src/embed/commit.sh\n",
            .says = {"unknown"},
        },
    };

    SANDBOX_CASES(cases);
}
