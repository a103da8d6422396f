#include "verdict/compare.h"

bool d1_finding_weighs_more(const struct d1_finding *now, const struct d1_finding *before)
{
    return (d1_finding_counts(now) && !d1_finding_counts(before)) || now->severity > before->severity;
}

bool d1_check_was_in_doubt(const struct d1_check_result *now, const struct d1_check_result *before)
{
    bool wholly = before->state == D1_STATE_INDETERMINATE && !before->indeterminate;

    return wholly || (now->indeterminate && before->indeterminate >= now->indeterminate);
}
