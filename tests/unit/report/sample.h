/*
 * A verdict made by hand for the tests of reports: one engagement with a finding in each state, gates in several,
 * a policy that relaxes, scores, notices. Everything is static; a test copies what it changes.
 */
#ifndef D1_TESTS_REPORT_SAMPLE_H
#define D1_TESTS_REPORT_SAMPLE_H

#include "doc/node.h"
#include "report/report.h"

/* Indexes of sample_checks, which are sorted by id. */
enum {
    CHECK_CHA_001,
    CHECK_CTX_003,
    CHECK_RSK_002,
    CHECK_SHP_001,
    CHECK_STK_002,
    CHECK_STK_003,
    CHECK_TEM_005,
    CHECKS
};

extern const struct d1_check sample_checks[CHECKS];

/* An engagement with findings, and one of which there is nothing to say. */
struct d1_engagement_verdict sample_engagement(void);
struct d1_engagement_verdict sample_quiet(void);

/* A verdict over the engagements, which must outlive it. */
struct d1_verdict sample_verdict(const struct d1_engagement_verdict *engagements, size_t count);

/* As if --since had been given: of the findings of sample_engagement the risk is new, and one is solved. */
void sample_compare(struct d1_verdict *verdict);

/* Options of a report that goes to a file. */
struct d1_report_options sample_options(void);

/* The report in a format as NUL-terminated text, to be released with d1_strbuf_release; asserts that it was made. */
struct d1_strbuf sample_write(const char *format, const struct d1_verdict *verdict,
                              const struct d1_report_options *options);

/* The report read back as a document, to be freed with d1_doc_free; asserts that it is JSON. */
struct d1_doc *sample_read(const char *format, const struct d1_verdict *verdict);

/* A finding of a check at a place of one line, in state fail, reported. */
struct d1_finding sample_finding(size_t check, const char *path, uint32_t line, uint32_t column, uint32_t end,
                                 const char *message);

#endif
