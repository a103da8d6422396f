/* The functions behind the table of formats, and what several of them share. For src/report alone. */
#ifndef D1_REPORT_FORMATS_H
#define D1_REPORT_FORMATS_H

#include "json/writer.h"
#include "report/report.h"

d1_report_function d1_report_text;
d1_report_function d1_report_concise;
d1_report_function d1_report_brief;
d1_report_function d1_report_sarif;
d1_report_function d1_report_sarif_full;
d1_report_function d1_report_json;
d1_report_function d1_report_html;
d1_report_function d1_report_summary;
d1_report_function d1_report_summary_lines;
d1_report_function d1_report_github;
d1_report_function d1_report_gitlab;
d1_report_function d1_report_junit;
d1_report_function d1_report_rdjson;
d1_report_function d1_report_test_result;
d1_report_function d1_report_svr;
d1_report_function d1_report_oscal_ar;
d1_report_function d1_report_agenda;
d1_report_function d1_report_ics;

d1_report_refusal d1_statement_refuses; /* intoto/intoto.c */
d1_report_refusal d1_svr_refuses;
d1_report_refusal d1_oscal_refuses; /* oscal/assessment.c */

/* Whether a finding is among those the user asked for (with --since new ones), and due: fail or indeterminate. */
bool d1_finding_is_shown(const struct d1_finding *finding);

/* Whether a finding is among those the user asked for, and waived. */
bool d1_finding_is_waived(const struct d1_finding *finding);

/*
 * What is said of a waiver in force (waived.c): "waived by wvr-01 until 2026-05-08, 14 days left; granted by ...", and
 * the end of that alone: who granted it to whom, why, and what is done in its place.
 */
void d1_waiver_sentence(struct d1_strbuf *out, const struct d1_waiver *waiver);
void d1_waiver_grounds(struct d1_strbuf *out, const struct d1_waiver *waiver);

/* How many of the waived findings that are asked for are waived by it. */
size_t d1_waiver_count(const struct d1_engagement_verdict *engagement, const struct d1_waiver *waiver);

/*
 * Whether findings of the engagement lie outside the paths that were asked for: then what judges the whole of it
 * (gates, scores, checks that are indeterminate) is left out.
 */
bool d1_engagement_is_partial(const struct d1_engagement_verdict *engagement);

/* Indicators keep no gate from being met, and are not listed under it. */
bool d1_criterion_is_indicator(const struct d1_criterion_result *result);
bool d1_criterion_holds(const struct d1_criterion_result *result);

/* The criteria that are listed under a gate, by their states: the four behind `judged` add up to it. */
struct d1_gate_tally {
    size_t judged, hold, fail, indeterminate, not_due;
    size_t not_applicable; /* beside them */
};

/* The tally of a gate of an engagement, by its id. */
struct d1_gate_tally d1_gate_count(const struct d1_engagement_verdict *engagement, struct d1_str gate);

/* What is said of a check that is unsure (d1_check_is_unsure): "2 subjects could not be judged: ...". */
void d1_unsure_sentence(struct d1_strbuf *out, const struct d1_check_result *result);

/* What a policy changes, for people: "severity STK-003: warning, now off". */
void d1_change_sentence(struct d1_strbuf *out, const struct d1_policy_change *change);

/* The member `figures` of an engagement in the JSON report (json/figures.c). */
void d1_json_figures(struct d1_json_writer *w, const struct d1_figures *figures);

/* Begins JSON that is to be appended to out: what bounds a report, bounds what is written. */
void d1_report_begin_json(struct d1_json_writer *w, enum d1_json_layout layout, const struct d1_strbuf *out);

/*
 * Takes over what a JSON writer wrote: the text is appended to out with every "##[" broken up by an escape, since
 * a CI runner reads that as a command anywhere in a line. Finishes the writer; the caller releases it. Returns 0 or
 * a negative code.
 */
int d1_report_take_json(struct d1_json_writer *w, struct d1_strbuf *out, struct d1_error *error);

#endif
