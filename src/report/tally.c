/* How the criteria of a gate stand, counted in one way for every format. */
#include "report/formats.h"

bool d1_criterion_is_indicator(const struct d1_criterion_result *result)
{
    return d1_str_is(result->criterion->criterion_class, "indicator");
}

bool d1_criterion_holds(const struct d1_criterion_result *result)
{
    return result->state == D1_STATE_PASS || result->state == D1_STATE_WAIVED;
}

struct d1_gate_tally d1_gate_count(const struct d1_engagement_verdict *engagement, struct d1_str gate)
{
    struct d1_gate_tally tally = {0};

    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (!d1_str_eq(result->gate, gate) || d1_criterion_is_indicator(result))
            continue;
        tally.not_applicable += result->state == D1_STATE_NOT_APPLICABLE && !result->criterion->roll_up &&
                                result->criterion->not_built < result->criterion->check_count;
        tally.judged += result->state != D1_STATE_NOT_APPLICABLE;
        tally.hold += d1_criterion_holds(result);
        tally.fail += result->state == D1_STATE_FAIL;
        tally.indeterminate += result->state == D1_STATE_INDETERMINATE;
    }
    tally.not_due = tally.judged - tally.hold - tally.fail - tally.indeterminate;
    return tally;
}
