/* What formats share that show many engagements: their order, and the sentence above them. For src/report alone. */
#ifndef D1_REPORT_PORTFOLIO_H
#define D1_REPORT_PORTFOLIO_H

#include "report/report.h"

d1_portfolio_function d1_portfolio_text;
d1_portfolio_function d1_portfolio_lines;
d1_portfolio_function d1_portfolio_html;

/*
 * The engagements by urgency: gates that are missed by their days, then what is undecided, then what is due next. The
 * list is the caller's, to be freed with d1_free; NULL when memory is short.
 */
const struct d1_summary **d1_portfolio_ranked(const struct d1_portfolio *portfolio);

/* "3 of 12 engagements have a gate that is due and not met; 1 has no report." */
void d1_portfolio_sentence(struct d1_strbuf *out, const struct d1_portfolio *portfolio);

/*
 * The summaries of a verdict's engagements, in the order of d1_summary_order, as *portfolio, to be freed by d1_free of
 * its items. Returns 0 or D1_ERR_MEMORY.
 */
int d1_portfolio_of(struct d1_portfolio *portfolio, const struct d1_verdict *verdict, struct d1_error *error);

#endif
