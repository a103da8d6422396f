#include "report/report.h"

#include "base/limits.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/portfolio.h"

static const struct d1_report_format formats[] = {
    {.name = "text",
     .summary = "findings with excerpts, what is still to do, gates and scores, for people",
     .write = d1_report_text,
     .text = true,
     .course = D1_REPORT_COURSE_CLOSELY,
     .portfolio = d1_portfolio_text},
    {.name = "concise",
     .summary = "one line for each finding: path:line:column: severity ID message",
     .write = d1_report_concise,
     .text = true},
    {.name = "brief",
     .summary = "25 lines at most: gates, what keeps most of them from being met, what falls due soon",
     .write = d1_report_brief,
     .text = true},
    {.name = "sarif",
     .summary = "SARIF 2.1.0 for code scanning: what is due and does not hold",
     .write = d1_report_sarif,
     .course = D1_REPORT_COURSE},
    {.name = "json",
     .summary = "everything that was judged, as d1lint's own JSON (schema: d1lint schema Report)",
     .write = d1_report_json,
     .details = true,
     .course = D1_REPORT_COURSE},
    {.name = "sarif-full",
     .summary = "SARIF 2.1.0 for archives: everything that was judged, with the criteria",
     .write = d1_report_sarif_full,
     .details = true,
     .course = D1_REPORT_COURSE},
    {.name = "html",
     .summary = "one page for people, without scripts: gates, what to do, risks, criteria, findings",
     .write = d1_report_html,
     .details = true,
     .course = D1_REPORT_COURSE,
     .portfolio = d1_portfolio_html},
    {.name = "summary",
     .summary = "markdown for the summary of a CI job or a note on a merge request",
     .write = d1_report_summary},
    {.name = "summary-jsonl",
     .summary = "a line of JSON for each engagement, for those who look after many",
     .write = d1_report_summary_lines,
     .portfolio = d1_portfolio_lines},
    {.name = "github",
     .summary = "workflow commands of GitHub Actions: annotations, the most important first",
     .write = d1_report_github},
    {.name = "gitlab", .summary = "a code quality report for merge requests of GitLab", .write = d1_report_gitlab},
    {.name = "junit", .summary = "JUnit XML: a case for each check of each engagement", .write = d1_report_junit},
    {.name = "rdjson", .summary = "diagnostics for reviewdog", .write = d1_report_rdjson},
    {.name = "oscal-ar",
     .summary = "OSCAL 1.2 assessment results, for auditors and their tools: all that was judged",
     .write = d1_report_oscal_ar,
     .details = true,
     .course = D1_REPORT_COURSE,
     .refuses = d1_oscal_refuses},
    {.name = "test-result",
     .summary = "in-toto statement for signing: which checks a commit passes",
     .write = d1_report_test_result,
     .details = true,
     .course = D1_REPORT_COURSE,
     .refuses = d1_statement_refuses},
    {.name = "svr",
     .summary = "in-toto statement for signing: which gates a commit meets (simple verification result)",
     .write = d1_report_svr,
     .details = true,
     .dated = true,
     .refuses = d1_svr_refuses},
};

const struct d1_report_format *d1_report_formats(size_t *count)
{
    *count = sizeof formats / sizeof *formats;
    return formats;
}

const struct d1_report_format *d1_report_find(struct d1_str name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (d1_str_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}

/* What was written stays whole: a report that failed is taken back, and one that is too large told as such. */
static int settle(struct d1_strbuf *out, size_t before, int status, struct d1_error *error)
{
    out->limit = 0;
    if (status < 0) {
        if (out->full)
            status = d1_error_set(error, D1_ERR_LIMIT,
                                  "the report would be larger than %d bytes, the most that is written: name paths, or "
                                  "an engagement with --engagement",
                                  D1_LIMIT_REPORT_BYTES);
        out->oom = out->full = false;
        d1_strbuf_truncate(out, before);
    }
    return status;
}

int d1_report_write(const struct d1_report_format *format, const struct d1_verdict *verdict,
                    const struct d1_report_options *options, struct d1_strbuf *out, struct d1_error *error)
{
    size_t before = out->len;

    out->limit = before + D1_LIMIT_REPORT_BYTES;
    return settle(out, before, format->write(verdict, options, out, error), error);
}

int d1_report_write_portfolio(const struct d1_report_format *format, const struct d1_portfolio *portfolio,
                              const struct d1_report_options *options, struct d1_strbuf *out, struct d1_error *error)
{
    size_t before = out->len;

    out->limit = before + D1_LIMIT_REPORT_BYTES;
    return settle(out, before, format->portfolio(portfolio, options, out, error), error);
}

bool d1_finding_is_shown(const struct d1_finding *finding)
{
    return d1_finding_is_asked(finding) && d1_finding_counts(finding);
}

bool d1_finding_is_waived(const struct d1_finding *finding)
{
    return d1_finding_is_asked(finding) && finding->state == D1_FINDING_WAIVED;
}

bool d1_engagement_is_partial(const struct d1_engagement_verdict *engagement)
{
    for (size_t i = 0; i < engagement->finding_count; i++)
        if (!engagement->findings[i].reported)
            return true;
    return false;
}

void d1_unsure_sentence(struct d1_strbuf *out, const struct d1_check_result *result)
{
    if (result->indeterminate)
        d1_strbuf_printf(out, "%zu %s could not be judged", result->indeterminate,
                         result->indeterminate == 1 ? "subject" : "subjects");
    else
        d1_strbuf_puts(out, "could not be judged");
    if (result->reason.len) {
        d1_strbuf_puts(out, ": ");
        d1_strbuf_str(out, result->reason);
    }
}

void d1_report_begin_json(struct d1_json_writer *w, enum d1_json_layout layout, const struct d1_strbuf *out)
{
    d1_json_writer_init(w, layout, NULL, NULL);
    w->longest = D1_LIMIT_REPORT_TEXT;
    w->buffer.limit = out->limit;
}

int d1_report_take_json(struct d1_json_writer *w, struct d1_strbuf *out, struct d1_error *error)
{
    int status = d1_json_writer_finish(w, error);

    out->full = out->full || w->buffer.full;

    if (status == 0)
        d1_escape_json(out, d1_strbuf_view(&w->buffer));
    return status < 0 ? status : out->oom ? d1_error_memory(error) : 0;
}
