/*
 * What several formats say of an engagement in one sentence and of its gates in one word: which gate is next, when, and
 * how much of it is still open.
 */
#ifndef D1_REPORT_HEADLINE_H
#define D1_REPORT_HEADLINE_H

#include "base/text/strbuf.h"
#include "verdict/verdict.h"

/* "met", "met late", "missed", "not applicable": the state of a gate, and of a check or criterion, for people. */
const char *d1_headline_gate_state(enum d1_gate_state state);
const char *d1_headline_state(enum d1_state state);

/*
 * The gate that matters now: the one that was asked for; else the first that should be met and is not; else the next
 * one. NULL when there is none.
 */
const struct d1_gate_result *d1_headline_gate_of(const struct d1_gate_result *gates, size_t count);

/*
 * What a gate comes for where it comes more than once: the title of the milestone where figures know it, else what
 * stands behind the colon of its id; empty for a gate that comes once.
 */
struct d1_str d1_headline_instance(const struct d1_engagement_verdict *engagement, const struct d1_gate_result *gate);

/* Appends "Mon 2026-03-09", and with the as-of date "in 21 days", "today", "14 days ago". */
void d1_headline_date(struct d1_strbuf *out, d1_date date);
void d1_headline_distance(struct d1_strbuf *out, d1_date date, d1_date as_of);

/*
 * Appends the sentence, without a final stop: "Kickoff is next: due Mon 2026-03-02, in 14 days, 1 of 4 gating criteria
 * hold". Titles of gates may come from the repository.
 */
void d1_headline(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement);

/*
 * What stands behind that sentence where the gate should be met and is not: how many such gates there are, and which
 * one is next. Whole sentences, each with a space before it; nothing where the sentence has said it all.
 */
void d1_headline_rest(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement);

/* Appends what a run found: "3 errors, 2 warnings, 1 finding could not be judged, 12 to do later". */
void d1_headline_totals(struct d1_strbuf *out, const struct d1_verdict *verdict);

#endif
