/* What makes a finding, or a doubt, new beside an earlier judgement: for --since, and for reports that are compared. */
#ifndef D1_VERDICT_COMPARE_H
#define D1_VERDICT_COMPARE_H

#include "verdict/verdict.h"

/* Whether it weighs more now: what was still to do, or waived, counts, or the severity rose. */
bool d1_finding_weighs_more(const struct d1_finding *now, const struct d1_finding *before);

/* Whether there was as much doubt before, be it that something else failed as well and hid it. */
bool d1_check_was_in_doubt(const struct d1_check_result *now, const struct d1_check_result *before);

#endif
