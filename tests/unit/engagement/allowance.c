/* What all files of a snapshot together may come to. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/str.h"
#include "engagement/load/allowance.h"

Test(allowance, what_there_is_can_be_taken_and_no_more)
{
    static const struct {
        size_t bytes, artifacts, faults;
        const char *message; /* NULL: it was there */
    } cases[] = {
        {D1_LIMIT_TOTAL_BYTES, D1_LIMIT_ARTIFACTS, D1_LIMIT_FAULTS, NULL},
        {D1_LIMIT_TOTAL_BYTES + (size_t)1, 0, 0, "the YAML files here are together larger than 1073741824 bytes"},
        {0, D1_LIMIT_ARTIFACTS + 1, 0, "there are more than 200000 artifacts here"},
        {0, 0, D1_LIMIT_FAULTS + 1, "there are more than 1000000 mistakes in the files here"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_allowance taken = {0};
        struct d1_error error = {0};

        cr_expect_eq(d1_allowance_take(&taken, cases[i].bytes, cases[i].artifacts, cases[i].faults), !cases[i].message,
                     "case %zu", i);
        cr_expect_eq(d1_allowance_check(&taken, &error), cases[i].message ? D1_ERR_LIMIT : 0, "case %zu", i);
        if (cases[i].message)
            cr_expect(d1_str_starts(d1_str(d1_error_message(&error)), cases[i].message), "case %zu", i);
        d1_error_clear(&error);
    }
}

Test(allowance, many_small_ones_count_as_much)
{
    struct d1_allowance taken = {0};

    for (size_t i = 0; i < D1_LIMIT_ARTIFACTS; i++)
        cr_assert(d1_allowance_take(&taken, 1, 1, 0));
    cr_expect_not(d1_allowance_take(&taken, 0, 1, 0));
    cr_expect_eq(d1_allowance_check(&taken, NULL), D1_ERR_LIMIT);
}
