/* Scores: how much of what is due holds, by weight. */
#include "rules/gates/assessment.h"

static double weight_of(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    double weight = 1;

    for (size_t i = 0; i < D1_WEIGHTS; i++)
        if (d1_criterion_is_class(criterion, d1_weight_names[i]) || d1_str_is(criterion->phase, d1_weight_names[i]))
            weight *= judge->policy->weights[i];
    return weight;
}

/* Each criterion's worst state over the gate instances at which it is due; notDue when there is none. */
static void find_worst(const struct d1_judge *judge, enum d1_state *states)
{
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++)
        states[i] = D1_STATE_NOT_DUE;
    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *result = &judge->criteria.items[i];
        enum d1_state *worst = &states[result->criterion - judge->ruleset->criteria];

        if (result->is_due && result->state > *worst)
            *worst = result->state;
    }
}

/* Rounded down; -1 of nothing. Weights may be fractions: what their sums are off by makes no 28 of a 29. */
static int percent_of(double part, double whole)
{
    const double tolerance = 1e-9;

    return whole > 0 ? (int)(100 * part / whole + tolerance) : -1;
}

static struct d1_score score_of(const struct d1_judge *judge, const enum d1_state *states, const double *weights,
                                struct d1_str phase)
{
    struct d1_score score = {.phase = phase, .score = -1, .raw = -1};
    double passed = 0, counted = 0, waived = 0;

    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        if (phase.len && !d1_str_eq(judge->ruleset->criteria[i].phase, phase))
            continue;
        passed += states[i] == D1_STATE_PASS ? weights[i] : 0;
        waived += states[i] == D1_STATE_WAIVED ? weights[i] : 0;
        if (states[i] == D1_STATE_PASS || states[i] == D1_STATE_FAIL || states[i] == D1_STATE_INDETERMINATE)
            counted += weights[i];
        score.indeterminate += states[i] == D1_STATE_INDETERMINATE;
        if (states[i] == D1_STATE_FAIL)
            ++*(d1_criterion_is_class(&judge->ruleset->criteria[i], "gating") ? &score.gating : &score.others);
    }
    score.score = percent_of(passed, counted);
    score.raw = percent_of(passed, counted + waived);
    return score;
}

int d1_assessment_scores(struct d1_judge *judge, struct d1_engagement_verdict *verdict)
{
    static const char *const phases[] = {"s2d", "launch", "manage", "close", ""};
    size_t count = sizeof phases / sizeof *phases;
    enum d1_state *states = d1_arena_alloc(judge->arena, judge->ruleset->criterion_count * sizeof *states);
    double *weights = d1_arena_alloc(judge->arena, judge->ruleset->criterion_count * sizeof *weights);
    struct d1_score *scores = d1_arena_alloc(judge->arena, count * sizeof *scores);

    if (!states || !weights || !scores)
        return D1_ERR_MEMORY;
    find_worst(judge, states);
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++)
        weights[i] = weight_of(judge, &judge->ruleset->criteria[i]);
    for (size_t i = 0; i < count; i++)
        scores[i] = score_of(judge, states, weights, d1_str(phases[i]));
    verdict->scores = scores;
    verdict->score_count = count;
    return 0;
}
