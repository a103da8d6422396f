/* When memory is short a report fails as a whole: an error, nothing half-written, nothing lost. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "unit/report/sample.h"

Test(memory, each_allocation_can_fail)
{
    struct d1_engagement_verdict engagements[] = {sample_engagement(), sample_engagement()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_report_options options = {.todo = true, .utf8 = true, .colour = true, .width = 60};
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    for (size_t f = 0; f < count; f++) {
        int status = D1_ERR_MEMORY;

        for (long round = 0; status < 0; round++) {
            struct d1_strbuf out = {0};
            struct d1_error error = {0};

            cr_assert_lt(round, 10000, "%s", formats[f].name);
            d1_strbuf_puts(&out, "before");
            d1_alloc_fail_after(round);
            status = d1_report_write(&formats[f], &verdict, &options, &out, &error);
            d1_alloc_fail_after(-1);
            if (status < 0) {
                cr_expect_eq(status, D1_ERR_MEMORY, "%s, round %ld", formats[f].name, round);
                cr_expect(d1_str_is(d1_strbuf_view(&out), "before"), "%s, round %ld", formats[f].name, round);
            } else {
                cr_expect_gt(out.len, 100, "%s", formats[f].name);
            }
            cr_expect_not(out.oom);
            d1_error_clear(&error);
            d1_strbuf_release(&out);
        }
    }
}
