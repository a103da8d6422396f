/* What is kept from run to run changes nothing but time. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * The same command line with nothing kept, for the first time, and again, in formats that show all there is. What was
 * written in the last tick of the clock is not taken for known, so it is let pass.
 */
#define THRICE                                                                                                         \
    "thrice() {\n"                                                                                                     \
    "    sleep 0.06\n"                                                                                                 \
    "    for format in text json sarif; do\n"                                                                          \
    "        d1lint check --as-of 2026-04-24 --verbose --todo --no-cache --format $format \"$@\" > \"$BOX/without\" "  \
    "2>&1 || true\n"                                                                                                   \
    "        for run in cold warm; do\n"                                                                               \
    "            d1lint check --as-of 2026-04-24 --verbose --todo --format $format \"$@\" > \"$BOX/$run\" 2>&1 || "    \
    "true\n"                                                                                                           \
    "            cmp \"$BOX/without\" \"$BOX/$run\" || echo \"$run differs: $format $*\"\n"                            \
    "        done\n"                                                                                                   \
    "        d1lint cache --clear\n"                                                                                   \
    "    done\n"                                                                                                       \
    "    test -s \"$BOX/without\"\n"                                                                                   \
    "}\n"

Test(cache, the_verdict_is_the_same_to_the_byte)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an example that is full of mistakes: work tree, index, revision, by a branch",
            .given = "repository halden-orders-troubled\ntouch_up engagement.yaml\n",
            .when = THRICE "thrice\nthrice --staged\nthrice --rev HEAD\nthrice -j 4\nthrice --since HEAD\n",
            .never = {"differ"},
        },
        {
            .name = "every format, and every example",
            .given = "mkdir \"$BOX/all\"\n",
            .when =
                "each() {\n"
                "    for f in text concise brief json sarif sarif-full html summary summary-jsonl github gitlab junit "
                "rdjson; do\n"
                "        set -- \"$@\" --format $f=\"$BOX/as.$f\"\n"
                "    done\n"
                "    d1lint check --as-of 2026-04-24 --todo \"$@\" > /dev/null 2>&1 || true\n"
                "    cat \"$BOX\"/as.* > \"$BOX/written\"\n    rm \"$BOX\"/as.*\n"
                "}\n"
                "for example in \"$EXAMPLES\"/*/; do\n"
                "    test -e \"$example/engagement.yaml\" || continue\n"
                "    cd \"$(mktemp -d \"$BOX/all/XXXXXX\")\"\n"
                "    repository \"$(basename \"$example\")\"\n    sleep 0.06\n"
                "    for source in '' --staged '--rev HEAD'; do\n"
                "        each --no-cache $source\n        mv \"$BOX/written\" \"$BOX/without\"\n"
                "        test -s \"$BOX/without\"\n"
                "        for run in cold warm; do\n"
                "            each $source\n"
                "            cmp \"$BOX/written\" \"$BOX/without\" || echo \"$run differs: $example $source\"\n"
                "        done\n"
                "    done\n"
                "done\necho done\n",
            .says = {"done\n"},
            .never = {"differs"},
        },
        {
            .name = "a file that is not YAML, one of others, one of two documents, comments, fields without a value",
            .given = "repository halden-orders\nprintf 'kind: RaidLog\\nspec: {\\n' > raid/more.yaml\n"
                     "printf 'services: {}\\n---\\na: 1\\n' > compose.yaml\n"
                     "artifact RaidLog two > raid/two.yaml <<END\nrisks: # TODO\nEND\n"
                     "printf -- '---\\napiVersion: d1d/v1\\nkind: RaidLgo\\n' >> raid/two.yaml\n",
            .when = THRICE "thrice\ngit add -A\nthrice --staged\ncommit\nthrice --rev HEAD\n",
            .never = {"differ"},
        },
        {
            .name = "line ends of Windows, which git takes away",
            .given = "repository halden-orders\ngit config core.autocrlf true\nsed -i 's/$/\\r/' raid/*.yaml\n",
            .when = THRICE "thrice\nthrice --staged\n",
            .never = {"differ"},
        },
        {
            .name = "rules and kinds of one's own see another file than those without",
            .given = "repository first-steps\nmkdir own\n"
                     "printf '%s\\n' '{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"properties\": "
                     "{\"apiVersion\": {\"const\": \"pmo/v1\"}, \"kind\": {\"const\": \"Survey\"}}}' > "
                     "own/Survey.schema.json\n"
                     "printf 'apiVersion: pmo/v1\\nkind: Survey\\nmetadata: {name: s}\\n' > survey.yaml\n",
            .when =
                "d1lint check --as-of 2026-03-09 --format json > \"$BOX/a\" || true\n"
                "d1lint check --as-of 2026-03-09 --rules own --format json > \"$BOX/b\" || true\n"
                "d1lint check --as-of 2026-03-09 --rules own --no-cache --format json > \"$BOX/c\" || true\n"
                "d1lint check --as-of 2026-03-09 --format json > \"$BOX/d\" || true\n"
                "cmp \"$BOX/b\" \"$BOX/c\"\ncmp \"$BOX/a\" \"$BOX/d\"\ncmp -s \"$BOX/a\" \"$BOX/b\" || echo apart\n",
            .says = {"apart"},
        },
        {
            .name = "history",
            .given = "repository halden-orders\nfor i in 1 2 3; do spoil; commit $i; mend; commit $i; done\n",
            .when = THRICE "thrice\nthrice --rev HEAD~1\n",
            .never = {"differ"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(cache, where_it_lies_and_how_much_there_is)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in the git directory, with a secret in the cache home",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache\nls .git/d1lint\n"
                    "stat -c %a .git/d1lint \"$XDG_CACHE_HOME/d1lint/secret\"\ngit status --short\n",
            .says = {"/.git/d1lint\n", "files    1, with ", " of 256.0 MiB\n", ".pack\n700\n600\n"},
        },
        {
            .name = "one for all linked work trees",
            .given = "repository first-steps\ngit worktree add -q \"$BOX/linked\"\n",
            .when = "sleep 0.06\nd1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache | grep holds\n"
                    "cd \"$BOX/linked\"\nd1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache | grep holds\n"
                    "d1lint cache\n",
            .says = {"       2 what a file holds\n       2 what a file holds\n", "/.git/d1lint\nfiles    2, "},
            .then = "test ! -e \"$BOX/linked/.git/d1lint\"\n",
        },
        {
            .name = "without git in the cache home",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = "d1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache\n",
            .says = {"/home/.cache/d1lint\nfiles    1, "},
        },
        {
            .name = "--no-cache leaves nothing",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 --no-cache > /dev/null\n",
            .then = "test ! -e .git/d1lint\ntest ! -e \"$XDG_CACHE_HOME/d1lint\"\n",
        },
        {
            .name = "what did not change is not read: a run that finds everything adds nothing",
            .given = "repository first-steps\n",
            .when =
                "sleep 0.06\nfor i in 1 2 3; do d1lint check --as-of 2026-03-09 > /dev/null; done\n"
                "ls .git/d1lint | wc -l\nd1lint cache | grep holds\n"
                "for i in 1 2 3; do d1lint check --rev HEAD --as-of 2026-03-09 > /dev/null; done\n"
                "ls .git/d1lint | wc -l\nd1lint cache | grep holds\n"
                "touch_up engagement.yaml\nd1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache | grep holds\n",
            .says = {"1\n       2 what a file holds\n2\n       2 what a file holds\n       3 what a file holds\n"},
        },
        {
            .name = "cleared",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache --clear\nd1lint cache\n",
            .says = {"files    0, with 0 values\nsize     0 bytes of 256.0 MiB\n"},
        },
        {
            .name = "none at all",
            .given = "repository first-steps\n",
            .when = "export D1LINT_CACHE_SIZE=0\nd1lint check --as-of 2026-03-09 > /dev/null\nd1lint cache\n",
            .says = {"nothing is kept: D1LINT_CACHE_SIZE is 0\n"},
            .then = "test ! -e .git/d1lint\n",
        },
        {
            .name = "a size that is none",
            .given = "repository first-steps\n",
            .when = "export D1LINT_CACHE_SIZE=much\nd1lint check --as-of 2026-03-09\n",
            .status = 2,
            .says = {"D1LINT_CACHE_SIZE is a number of MiB from 0, for no cache, to 1048576, as 512; `much` is not"},
        },
        {
            .name = "operands",
            .given = "repository first-steps\n",
            .when = "d1lint cache clear\n",
            .status = 2,
            .says = {"takes no operands"},
        },
    };

    SANDBOX_CASES(cases);
}
