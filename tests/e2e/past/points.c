/*
 * What history tells of each gate and each criterion, beside what judging each point by itself says. History judges
 * only what a point touches; `check --rev` judges everything, and knows nothing of the points before (points.py).
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define POINTS "python3 \"$PROJECT/tests/e2e/past/points.py\" "
#define HISTORY "\"$EXAMPLES/halden-orders-history/history.sh\" here\ncd here\n"

Test(points, of_the_example_history_tells_what_each_point_says, .timeout = 900)
{
    sandbox_script("example", HISTORY POINTS "compare 3\n");
}

Test(points, of_spoilt_moved_and_merged_files_history_tells_what_each_point_says, .timeout = 900)
{
    sandbox_script("spoilt", HISTORY POINTS "write 100\n" POINTS "compare 9\n");
}

Test(points, of_items_that_change_by_themselves_history_tells_what_each_point_says, .timeout = 900)
{
    sandbox_script("amended", HISTORY POINTS "amend 100\n" POINTS "compare 9\n");
}

Test(points, of_evidence_history_tells_what_was_there_at_each_point, .timeout = 900)
{
    sandbox_script("evidence", "cp -R \"$PROJECT/rules/bases/close/.\" .\n" POINTS "prove 40\n" POINTS
                               "compare 3 APR-005 APR-006 DEL-003 ACC-007 CTX-005\n");
}

/* Gates come, and what was written before its day comes true, without a commit. */
Test(points, of_days_without_a_commit_history_tells_what_each_of_them_brings, .timeout = 900)
{
    sandbox_script("spaced", "cp -R \"$PROJECT/rules/bases/close/.\" .\n" POINTS "space 6\n" POINTS "days 7\n");
}
