/* The table of formats. */
#include <criterion/criterion.h>

#include "unit/report/sample.h"

Test(report, the_table_names_every_format_once)
{
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    cr_expect_geq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(d1_report_find(d1_str(formats[i].name)), &formats[i], "%s", formats[i].name);
        cr_expect_gt(strlen(formats[i].summary), 10, "%s", formats[i].name);
    }
    cr_expect_null(d1_report_find(d1_str("tex")));
}
