#include "rules/gates/decide.h"

/* How many of the stands are so. */
struct tally {
    size_t counted, absent, empty, failing, waived, unknown, held, open, lowered, lacking;
};

static void count_one(struct tally *tally, const struct d1_stand *stand, bool due)
{
    bool decides = stand->voice == D1_VOICE_DECIDES, lowered = stand->voice == D1_VOICE_LOWERED;

    if (due && stand->state == D1_STATE_NOT_DUE)
        return;
    tally->counted++;
    tally->absent += stand->state == D1_STATE_NOT_APPLICABLE;
    tally->empty += stand->state == D1_STATE_EMPTY;
    tally->failing += decides && stand->state == D1_STATE_FAIL;
    tally->waived += decides && stand->state == D1_STATE_WAIVED;
    tally->unknown += decides && stand->state == D1_STATE_INDETERMINATE;
    tally->open += decides && stand->state == D1_STATE_NOT_DUE;
    tally->lacking += decides && stand->lacking;
    tally->held += (decides || lowered) && stand->state == D1_STATE_PASS;
    tally->lowered += lowered && (stand->state == D1_STATE_FAIL || stand->state == D1_STATE_INDETERMINATE);
}

static struct tally count(const struct d1_stand *stands, size_t len, bool due)
{
    struct tally tally = {0};

    for (size_t i = 0; i < len; i++)
        count_one(&tally, &stands[i], due);
    return tally;
}

struct d1_decision d1_decide_criterion(const struct d1_stand *stands, size_t len, bool due, bool instance)
{
    struct tally tally = count(stands, len, due);

    if (!len)
        return (struct d1_decision){D1_STATE_NOT_APPLICABLE, D1_GROUND_OVER};
    if (tally.counted && tally.absent == tally.counted)
        return (struct d1_decision){D1_STATE_NOT_APPLICABLE, D1_GROUND_ABSENT};
    if (due && tally.failing)
        return (struct d1_decision){D1_STATE_FAIL, D1_GROUND_FAILING};
    if (tally.unknown)
        return (struct d1_decision){D1_STATE_INDETERMINATE, D1_GROUND_UNKNOWN};
    if (due && tally.waived)
        return (struct d1_decision){D1_STATE_WAIVED, D1_GROUND_NONE};
    if (due && !tally.held && tally.lowered)
        return (struct d1_decision){D1_STATE_INDETERMINATE, D1_GROUND_LOWERED};
    if (tally.held && !tally.open && !tally.failing && !tally.waived && !tally.lacking)
        return (struct d1_decision){D1_STATE_PASS, D1_GROUND_NONE};
    if (instance && tally.empty && tally.empty + tally.absent == tally.counted)
        return (struct d1_decision){D1_STATE_NOT_APPLICABLE, D1_GROUND_EMPTY};
    return (struct d1_decision){D1_STATE_NOT_DUE, due ? D1_GROUND_EMPTY : D1_GROUND_NONE};
}

enum d1_gate_state d1_decide_gate(const struct d1_gate_facts *facts, const enum d1_state *criteria,
                                  size_t criterion_count, const struct d1_stand *checks, size_t check_count)
{
    struct tally tally = count(checks, check_count, facts->due);
    size_t ahead = tally.open + tally.empty;

    for (size_t i = 0; i < criterion_count; i++) {
        tally.failing += criteria[i] == D1_STATE_FAIL;
        tally.unknown += criteria[i] == D1_STATE_INDETERMINATE;
        tally.waived += criteria[i] == D1_STATE_WAIVED;
        tally.held += criteria[i] == D1_STATE_PASS;
        ahead += criteria[i] == D1_STATE_NOT_DUE;
    }
    tally.held += tally.waived;
    if (!facts->applies)
        return D1_GATE_NOT_APPLICABLE;
    if (facts->due && (facts->overrun || tally.failing))
        return D1_GATE_MISSED;
    if (facts->blocked)
        return D1_GATE_BLOCKED;
    ahead += facts->disarmed || facts->partial;
    if (!facts->due && (!tally.held || tally.failing || tally.unknown || ahead))
        return D1_GATE_FUTURE;
    if (tally.unknown || facts->disarmed || (!tally.held && tally.lowered))
        return D1_GATE_UNDECIDED;
    if (!tally.held)
        return D1_GATE_NOT_APPLICABLE;
    return tally.waived ? D1_GATE_MET_WITH_WAIVERS : D1_GATE_MET;
}

enum d1_gate_state d1_decide_course(enum d1_gate_state state, const struct d1_gate_course *course, bool *reopened)
{
    *reopened = state == D1_GATE_MISSED && course->had_held && course->was_undone;
    if (state != D1_GATE_MET)
        return state;
    if (course->covered)
        return D1_GATE_MET_WITH_WAIVERS;
    return course->days_late > 0 ? D1_GATE_MET_LATE : D1_GATE_MET;
}
