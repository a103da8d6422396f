/*
 * Who wrote what merges brought is kept by merge and content: the verdict is that of a run which walks the branches,
 * also where some of them are not here any more.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * A contract that aoife wrote on a branch, touched up there by tomas, merged by aoife and approved by her. `ask` says
 * what is found; `same` compares that with a run that keeps nothing; `next` is one more commit, after which no verdict
 * is known; `values` tells how many values are kept of writers. `lose OBJECT` takes one away.
 */
#define WORDS                                                                                                          \
    "ask() { d1lint check --as-of 2026-03-09 --format concise \"$@\" || true; }\n"                                     \
    "same() {\n"                                                                                                       \
    "    ask --no-cache > \"$BOX/without\"\n"                                                                          \
    "    sleep 0.06\n"                                                                                                 \
    "    for jobs in 1 2; do ask --jobs $jobs > \"$BOX/with\"; cmp \"$BOX/without\" \"$BOX/with\"; done\n"             \
    "    grep -o 'APR-004.*' \"$BOX/with\" || echo no APR-004\n"                                                       \
    "}\n"                                                                                                              \
    "next() { touch_up engagement.yaml; record tomas 2026-03-07; }\n"                                                  \
    "values() { d1lint cache | grep 'who wrote' || echo no values; }\n"                                                \
    "lose() { id=$(git rev-parse \"$1\"); rm -f \".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)\"; }\n"
#define MERGED                                                                                                         \
    "signers\nrm approval.yaml\ngit checkout -q -b side\nchange\nrecord aoife 2026-03-03\n"                            \
    "touch_up statement-of-work.yaml\nrecord tomas 2026-03-03\ngit checkout -q main\n"                                 \
    "as aoife 2026-03-04 git merge -q --no-ff -m merge side\napproval\nof_version statement-of-work.yaml\n"            \
    "record tomas 2026-03-06\n"
#define WROTE "and wrote it ("
#define UNKNOWN "APR-004 this cannot be judged: what a branch brought cannot be read: "

Test(writers, are_the_same_with_what_is_kept_and_without)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "after one more commit, and from what was kept before it",
            .given = MERGED,
            .when = WORDS "same\nvalues\nnext\nsame\nvalues\n",
            .says = {WROTE, "       2 who wrote what a merge brought", WROTE,
                     "       2 who wrote what a merge brought"},
            .never = {"differ"},
        },
        {
            .name = "of another merge beside it, by whom the approver's version is written anew",
            .given = MERGED,
            .when = WORDS "same\ngit checkout -q -b more\nsed -i s/MUS-8/MUS-9/ statement-of-work.yaml\n"
                          "record tomas 2026-03-05\ngit checkout -q main\n"
                          "as tomas 2026-03-06 git merge -q --no-ff -m again more\nsame\nvalues\nnext\nsame\n",
            .says = {WROTE},
            .never = {"differ"},
        },
        {
            .name = "for all that history tells",
            .given = MERGED,
            .when = WORDS
            "ask > /dev/null\nnext\nfor how in --no-cache --jobs=2; do\n"
            "    d1lint history StatementOfWork/sow --as-of 2026-03-09 --format json $how > \"$BOX/$how\"\ndone\n"
            "cmp \"$BOX/--no-cache\" \"$BOX/--jobs=2\" && grep -c writingCommit \"$BOX/--no-cache\"\n",
            .never = {"differ", "\n0\n"},
        },
        {
            .name = "of a folder of the repository, in which other files are artifacts",
            .given = MERGED "mkdir sub\ngit mv *.yaml sub\nrecord tomas 2026-03-07\n",
            .when =
                WORDS "same\nask --rev HEAD:sub > /dev/null\nnext() { touch_up sub/engagement.yaml; record tomas "
                      "2026-03-08; }\nnext\nsame\nfor how in --no-cache --jobs=2; do\n"
                      "    ask --rev HEAD:sub $how > \"$BOX/$how\"\ndone\ncmp \"$BOX/--no-cache\" \"$BOX/--jobs=2\"\n",
            .never = {"differ"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(writers, are_not_known_from_what_was_kept_where_something_is_missing)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a commit of the branch",
            .given = MERGED,
            .when = WORDS "same\nlose side~1\nnext\nsame\n",
            .says = {WROTE, UNKNOWN "a commit of it is not here"},
            .never = {"differ"},
        },
        {
            .name = "the whole branch",
            .given = MERGED,
            .when = WORDS "same\nlose side~1\nlose side\nnext\nsame\n",
            .says = {WROTE, UNKNOWN "a commit of it is not here"},
            .never = {"differ"},
        },
        {
            .name = "a content on the branch",
            .given = MERGED,
            .when = WORDS "same\nlose side~1:statement-of-work.yaml\nnext\nsame\n",
            .says = {WROTE, UNKNOWN},
            .never = {"differ"},
        },
        {
            .name = "a directory on the branch",
            .given = MERGED,
            .when = WORDS "same\nlose side~1:\nnext\nsame\n",
            .says = {WROTE, "APR-004 this cannot be judged: a directory of it "},
            .never = {"differ"},
        },
        {
            .name = "what was missing leaves nothing behind",
            .given = MERGED,
            .when = WORDS "cp -R .git/objects \"$BOX/objects\"\nlose side~1\nsame\nvalues\n"
                          "cp -R \"$BOX/objects/.\" .git/objects\nnext\nsame\nvalues\n",
            .says = {UNKNOWN, "no values", WROTE, "       2 who wrote what a merge brought"},
            .never = {"differ"},
        },
        {
            .name = "the older commits, in a clone that has what another has kept",
            .given = MERGED "next() { touch_up engagement.yaml; record tomas 2026-03-07; }\nnext\n"
                            "d1lint check --as-of 2026-03-09 > /dev/null || true\n"
                            "git clone -q --depth 3 \"file://$PWD\" \"$BOX/clone\"\n"
                            "cp -R .git/d1lint \"$BOX/clone/.git\"\n",
            .when = WORDS "cd \"$BOX/clone\"\nsame\nnext\nsame\n",
            .says = {"APR-004 this cannot be judged: "},
            .never = {"differ", WROTE},
        },
    };

    SANDBOX_CASES(cases);
}
