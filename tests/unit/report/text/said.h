/* Expectations of reports for people. */
#ifndef D1_TESTS_REPORT_SAID_H
#define D1_TESTS_REPORT_SAID_H

#include <criterion/criterion.h>
#include <string.h>

#include "unit/report/sample.h"

static inline void expect(struct d1_strbuf *out, const char *name, const char *expected)
{
    cr_expect_str_eq(out->ptr, expected, "%s: got\n%s", name, out->ptr);
    d1_strbuf_release(out);
}

static inline struct d1_strbuf write_text(const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();

    return sample_write("text", verdict, &options);
}

static inline bool contains(const struct d1_strbuf *out, const char *part)
{
    return strstr(out->ptr, part) != NULL;
}

static inline bool begins(const struct d1_strbuf *out, const char *part)
{
    return strncmp(out->ptr, part, strlen(part)) == 0;
}

#endif
