/*
 * What the files of the format `text` share: a report while it is written. For this folder alone.
 */
#ifndef D1_REPORT_TEXT_TEXT_H
#define D1_REPORT_TEXT_TEXT_H

#include "report/paint.h"
#include "report/report.h"

/* The help of a check that was shown last, and the file of its finding. */
struct d1_text_helped {
    const char *path;
    struct d1_str help;
};

struct d1_text {
    struct d1_paint paint;
    const struct d1_verdict *verdict;
    const struct d1_report_options *options;
    struct d1_text_helped *helped; /* by check */
    size_t *shown;                 /* by check: its findings that were shown in full, of the engagement at hand */
    const struct d1_finding *last;
    const struct d1_finding *findings; /* of the engagement at hand */
    size_t finding_count;
    bool has_secrets; /* one of them is discreet */
    struct {
        const struct d1_finding **items; /* by address */
        size_t len, cap;
    } chosen;      /* where there are too many to show each: those that are shown */
    bool is_short; /* it is so */
    size_t unsure; /* checks that were counted as waiting, or named as indeterminate without a finding */
};

/*
 * findings.c: chooses which findings are shown in full where there are more than a reader goes through: what others
 * wait for, then as the ranking has them. 0 or D1_ERR_MEMORY.
 */
int d1_text_choose(struct d1_text *t, struct d1_error *error);

/*
 * findings.c: each finding with its excerpt, related places and help. In full are shown those that tell a cause, of one
 * check the first few; the rest is counted, with the command that shows it. `engagement` is NULL for those of none.
 */
void d1_text_findings(struct d1_text *t, const struct d1_engagement_verdict *engagement,
                      const struct d1_finding *findings, size_t count);

/* waiting.c: what cannot be judged until something else is mended, and what is in doubt for other reasons. */
void d1_text_waiting(struct d1_text *t, const struct d1_engagement_verdict *engagement);

/* Whether a finding is indeterminate for want of something that another finding names. */
static inline bool d1_text_waits(const struct d1_finding *finding)
{
    return finding->follows && finding->state == D1_FINDING_INDETERMINATE;
}

/*
 * gates.c: a table of gates with the criteria that keep one from being met, and the answer to --gate, which ends the
 * report. With --gate the table has that gate alone, and those that it waits for.
 */
void d1_text_gates(struct d1_text *t, const struct d1_engagement_verdict *engagement);
void d1_text_answers(struct d1_text *t);

/*
 * Whether a check, or what is due at `gate`, has to do with the gate that was asked for; true where none was. What is
 * due always says whether anything can be believed, and so does.
 */
bool d1_text_concerns_gate(const struct d1_verdict *verdict, const struct d1_engagement_verdict *engagement,
                           const struct d1_check *check, struct d1_str gate);

/* waived.c: what is waived, by waiver; with --verbose each finding. */
void d1_text_waived(struct d1_text *t, const struct d1_engagement_verdict *engagement);

/* todo.c, summary.c. They write nothing where there is nothing to say. */
void d1_text_todo(struct d1_text *t, const struct d1_engagement_verdict *engagement);
void d1_text_policy(struct d1_text *t, const struct d1_engagement_verdict *engagement);
void d1_text_scores(struct d1_text *t, const struct d1_engagement_verdict *engagement);

#endif
