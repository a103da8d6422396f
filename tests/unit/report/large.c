/* A report that would be too large is none: an error that says so, in every format, and nothing half-written. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "unit/report/sample.h"

Test(large, a_report_has_a_largest_size)
{
    enum { FINDINGS = D1_LIMIT_REPORT_BYTES / 600 };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding *findings = d1_calloc(FINDINGS, sizeof *findings);
    struct d1_report_options options = sample_options();
    static const char *const formats[] = {"text", "concise", "json"};
    char message[1000];

    memset(message, 'm', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    options.verbose = true; /* otherwise `text` has the first few of a check */
    for (size_t i = 0; i < FINDINGS; i++)
        findings[i] = sample_finding(CHECK_STK_003, "x.yaml", (uint32_t)i + 1, 1, 2, message);
    engagement.findings = findings;
    engagement.finding_count = FINDINGS;
    verdict.source_line = NULL;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct d1_strbuf out = {0};
        struct d1_error error = {0};

        d1_strbuf_puts(&out, "before");
        cr_expect_eq(d1_report_write(d1_report_find(d1_str(formats[i])), &verdict, &options, &out, &error),
                     D1_ERR_LIMIT, "%s", formats[i]);
        cr_expect_str_eq(d1_error_message(&error), "the report would be larger than 536870912 bytes, the most that is "
                                                   "written: name paths, or an engagement with --engagement");
        cr_expect(d1_str_is(d1_strbuf_view(&out), "before"), "%s", formats[i]);
        cr_expect_not(out.oom);
        d1_error_clear(&error);
        d1_strbuf_release(&out);
    }
    d1_free(findings);
}
