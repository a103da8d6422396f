/* Which meetings took place: records near the dates on which they were expected. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "calendar/match.h"

enum { MOST = 8 };

Test(match, the_nearest_pairs_come_first)
{
    static const struct {
        const char *name;
        d1_date expected[MOST], actual[MOST];
        size_t expected_count, actual_count;
        d1_date tolerance;
        int match[MOST]; /* number of the actual date, -1 for none */
    } cases[] = {
        {"on the day", {10, 24}, {10, 24}, 2, 2, 2, {0, 1}},
        {"near the day", {10, 24}, {25, 8}, 2, 2, 2, {1, 0}},
        {"too far", {10, 24}, {13, 21}, 2, 2, 2, {-1, -1}},
        {"one record is not two meetings", {10, 11}, {11}, 2, 1, 2, {-1, 0}},
        {"of equal distances the earlier meeting", {10, 12}, {11}, 2, 1, 2, {0, -1}},
        {"of equal distances the earlier record", {10}, {11, 9}, 1, 2, 2, {1}},
        /* Each in turn would take the first near it, and leave the second meeting without. */
        {"the nearest, not the first", {10, 12}, {12, 13}, 2, 2, 2, {-1, 0}},
        {"two on one day", {10, 10}, {10, 10}, 2, 2, 0, {0, 1}},
        {"nothing expected", {0}, {10}, 0, 1, 2, {0}},
        {"nothing held", {10}, {0}, 1, 0, 2, {-1}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_expected expected[MOST];

        for (size_t k = 0; k < cases[i].expected_count; k++)
            expected[k] = (struct d1_expected){.date = cases[i].expected[k],
                                               .from = cases[i].expected[k] - cases[i].tolerance,
                                               .to = cases[i].expected[k] + cases[i].tolerance};
        cr_assert_eq(d1_match_dates(expected, cases[i].expected_count, cases[i].actual, cases[i].actual_count), 0);
        for (size_t k = 0; k < cases[i].expected_count; k++)
            cr_expect_eq((int)expected[k].match, cases[i].match[k], "%s: %zu", cases[i].name, k);
    }
}

Test(match, has_an_end)
{
    enum { COUNT = 1000 };
    struct d1_expected *expected = d1_calloc(COUNT, sizeof *expected);
    d1_date *actual = d1_calloc(COUNT, sizeof *actual);

    cr_assert(expected && actual);
    cr_assert_gt(COUNT * COUNT, D1_LIMIT_PAIRS);
    cr_expect_eq(d1_match_dates(expected, COUNT, actual, COUNT), D1_ERR_LIMIT);
    cr_expect_eq(d1_match_dates(expected, COUNT, actual, D1_LIMIT_PAIRS / COUNT), 0);
    d1_free(expected);
    d1_free(actual);
}
