/* The example that is full of mistakes: its page explains each of them, and it has enough of them. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* All of it was written down at once, two weeks before the day as of which it is judged. */
#define FAILING                                                                                                        \
    "GIT_COMMITTER_DATE=2026-04-10T09:00:00Z repository halden-orders-troubled\n"                                      \
    "d1lint check --as-of 2026-04-24 --format concise --verbose > \"$BOX/found\" && exit 1\n"                          \
    "awk '{ print $3 }' \"$BOX/found\" | sort -u > \"$BOX/failing\"\n"

Test(troubled, many_different_checks_do_not_hold)
{
    sandbox_script("at least 60", FAILING "test \"$(wc -l < \"$BOX/failing\")\" -ge 60\n");
}

Test(troubled, its_page_explains_each_check_that_does_not_hold_and_no_other)
{
    sandbox_script("the tables", FAILING "sed -n 's/^| \\([A-Z]*-[0-9]*\\) |.*/\\1/p' README.md | sort > explained\n"
                                         "diff explained \"$BOX/failing\"\n");
}

/* What a reader goes through: 30 findings in full, of one check at most 3, those that block gates first. */
Test(troubled, its_report_is_no_longer_than_one_reads)
{
    sandbox_script("the default",
                   "repository halden-orders-troubled\nstatus=0\n"
                   "d1lint check --as-of 2026-04-24 > \"$BOX/text\" || status=$?\ntest $status = 1\n"
                   "test \"$(wc -l < \"$BOX/text\")\" -lt 338\n"
                   "heads() { grep -cE '^[^ ]+:[0-9]+:[0-9]+: (error|warning|note) ' \"$@\" || true; }\n"
                   "test \"$(heads \"$BOX/text\")\" = 30\n"
                   "more=$(sed -n 's/^\\([0-9]*\\) more findings: `--verbose` shows them.*/\\1/p' \"$BOX/text\")\n"
                   "follow=$(sed -n 's/^\\([0-9]*\\) more findings follow.*/\\1/p' \"$BOX/text\")\n"
                   "d1lint check --as-of 2026-04-24 --verbose > \"$BOX/all\" || true\n"
                   "test \"$(heads \"$BOX/all\")\" = $((30 + more + ${follow:-0}))\n"
                   "! grep -E '^[^ ]+: (warning|note) ' \"$BOX/text\"\n");
}
