/* The history of the example engagement: made anew the same, and right at every commit and gate. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define HISTORY "\"$EXAMPLES/halden-orders-history/history.sh\" here\ncd here\n"

/* Each line of `tags` that names a gate, as `tag`, `day` and `gate`. */
#define EACH_TAG(script)                                                                                               \
    "sed '/^#/d' \"$EXAMPLES/halden-orders-history/tags\" > \"$BOX/tags\"\n"                                           \
    "while read -r tag day gate; do\n" script "done < \"$BOX/tags\"\n"

Test(history, each_gate_is_met_at_its_tag)
{
    sandbox_script("gates", HISTORY EACH_TAG("    if [ \"$gate\" = - ]; then continue; fi\n"
                                             "    d1lint check --rev \"$tag\" --as-of \"$day\" --gate \"$gate\" > "
                                             "\"$BOX/said\" || { cat \"$BOX/said\"; exit 1; }\n"
                                             "    grep \"^gate $gate is met\" \"$BOX/said\"\n"));
}

Test(history, at_each_tag_nothing_is_found)
{
    sandbox_script("tags", HISTORY EACH_TAG("    d1lint check --rev \"$tag\" --as-of \"$day\" --fail-on note\n"));
}

Test(history, no_commit_has_an_error_on_its_day)
{
    sandbox_script("commits", HISTORY "for commit in $(git rev-list main); do\n"
                                      "    d1lint check --rev \"$commit\" --as-of commit --format concise || exit 1\n"
                                      "done\n");
}

Test(history, what_sales_hands_over_is_the_example)
{
    sandbox_script("s2d-exit", HISTORY "git checkout -q s2d-exit\n"
                                       "diff -r -x .git -x README.md . \"$EXAMPLES/halden-orders\"\n");
}

Test(history, its_patches_are_what_is_written_from_it)
{
    sandbox_script("write", "mkdir examples\n"
                            "cp -R \"$EXAMPLES/halden-orders\" \"$EXAMPLES/halden-orders-history\" examples\n"
                            "examples/halden-orders-history/history.sh here\n"
                            "rm examples/halden-orders-history/patches/*\n"
                            "examples/halden-orders-history/history.sh --write here\n"
                            "diff -r examples/halden-orders-history \"$EXAMPLES/halden-orders-history\"\n");
}

Test(history, it_is_the_same_wherever_it_is_made)
{
    sandbox_script("twice", HISTORY
                   "git for-each-ref > \"$BOX/once\"\n"
                   "cd ..\n"
                   "umask 077\n"
                   "TZ=Pacific/Auckland LC_ALL=C GIT_AUTHOR_NAME=Somebody GIT_COMMITTER_DATE=2020-01-01T00:00:00Z \\\n"
                   "    \"$EXAMPLES/halden-orders-history/history.sh\" there\n"
                   "git -C there for-each-ref | cmp - \"$BOX/once\"\n");
}
