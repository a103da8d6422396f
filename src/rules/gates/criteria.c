/* The states of criteria from those of checks. */
#include "base/vec.h"
#include "rules/gates/assessment.h"
#include "rules/held.h"

bool d1_criterion_is_class(const struct d1_criterion *criterion, const char *name)
{
    return d1_str_is(criterion->criterion_class, name);
}

/* ---- what is to be decided ---- */

/* As the rules have them: a criterion does not come to be decided by warnings because a policy lowers its errors. */
static bool has_error_checks(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (criterion->checks[i]->severity == D1_SEVERITY_ERROR ||
            judge->tallies[criterion->checks[i]->index].severity == D1_SEVERITY_ERROR)
            return true;
    return false;
}

/* How its checks stand at the gate, and what casts doubt on them. */
static int gather(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                  const struct d1_gate_instance *instance, const struct d1_question *question)
{
    struct d1_stands *stands = &assessment->stands;
    size_t count;

    stands->len = 0;
    assessment->over.len = 0;
    for (size_t i = 0; i < criterion->check_count; i++)
        if (d1_assessment_add_stand(assessment, criterion->checks[i], instance, question) < 0)
            return D1_ERR_MEMORY;
    count = stands->len;
    for (size_t i = 0; i < count; i++)
        if (d1_assessment_add_doubts(assessment, stands->items[i].check, instance, question, stands) < 0)
            return D1_ERR_MEMORY;
    return instance->gate->continuous ? 0 : d1_assessment_note(assessment, criterion, instance);
}

/* ---- what came of it ---- */

/* Whether a stand is among those that explain a decision. */
static bool explains(const struct d1_stand *stand, enum d1_ground ground)
{
    switch (ground) {
    case D1_GROUND_FAILING:
        return stand->voice == D1_VOICE_DECIDES && stand->state == D1_STATE_FAIL;
    case D1_GROUND_UNKNOWN:
        return stand->voice == D1_VOICE_DECIDES && stand->state == D1_STATE_INDETERMINATE;
    case D1_GROUND_LOWERED:
        return stand->voice == D1_VOICE_LOWERED &&
               (stand->state == D1_STATE_FAIL || stand->state == D1_STATE_INDETERMINATE);
    default:
        return false;
    }
}

static int keep_checks(struct d1_judge *judge, const struct d1_stands *stands, enum d1_ground ground,
                       struct d1_criterion_result *result)
{
    const struct d1_check **kept = d1_arena_alloc(judge->arena, stands->len * sizeof *kept);

    if (!kept)
        return D1_ERR_MEMORY;
    result->failing = kept;
    for (size_t i = 0; i < stands->len; i++)
        if (explains(&stands->items[i], ground))
            kept[result->failing_count++] = stands->items[i].check;
    return 0;
}

/* Of checks that do not apply the first reason counts; that one is not built counts least. */
static struct d1_str reason_of(const struct d1_stands *stands, enum d1_ground ground)
{
    static const char *const words[] = {
        [D1_GROUND_NONE] = "",
        [D1_GROUND_FAILING] = "",
        [D1_GROUND_UNKNOWN] = "what decides it could not be judged",
        [D1_GROUND_LOWERED] = "the policy lets none of its checks decide it",
        [D1_GROUND_ABSENT] = "not built",
        [D1_GROUND_OVER] = "what decides it is judged all the time, by itself since the day of the gate",
        [D1_GROUND_EMPTY] = "there is nothing to judge yet",
    };

    for (size_t i = 0; i < stands->len && ground == D1_GROUND_ABSENT; i++)
        if (stands->items[i].check->built && stands->items[i].reason.len)
            return stands->items[i].reason;
    return d1_str(words[ground]);
}

static int add_result(struct d1_assessment *assessment, const struct d1_criterion_result *result, size_t home)
{
    if (d1_vec_push(&assessment->homes, home) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&assessment->judge->criteria, *result);
}

/* 1 when the criterion applies, 0 when not; memory shortage shows later. */
static bool applies(struct d1_assessment *assessment, const struct d1_criterion_data *data)
{
    struct d1_cel_value value;

    if (!data->applies)
        return true;
    if (d1_judge_eval(assessment->judge, data->applies, &assessment->judge->base, &value) < 0)
        return true; /* what cannot be told applies */
    return !d1_cel_is(value, D1_CEL_BOOL) || value.as.boolean;
}

/* home: the number of the gate instance; SIZE_MAX where there is none. */
static int judge_criterion(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                           const struct d1_gate_instance *instance, size_t home)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);
    struct d1_criterion_result result = {
        .criterion = criterion,
        .gate = instance->id,
        .has_due = instance->due.known,
        .due = instance->due.date,
        .is_due = d1_judge_is_due(judge, instance->gate, instance->id, instance->due),
        .reason = instance->gate->continuous ? d1_str("") : d1_judge_exemption(judge, instance->gate, instance->due),
    };
    struct d1_question question = {
        .criterion = criterion,
        .indicator = d1_criterion_is_class(criterion, "indicator"),
        .all_along = instance->gate->continuous || d1_criterion_is_class(criterion, "rolling"),
        .due = result.is_due,
    };
    struct d1_decision decision;

    if (!result.reason.len && !applies(assessment, data))
        result.reason = d1_str("the engagement says so");
    if (result.reason.len)
        return add_result(assessment, &result, home);
    question.any_severity = question.indicator || !has_error_checks(judge, criterion);
    if (gather(assessment, criterion, instance, &question) < 0)
        return D1_ERR_MEMORY;
    decision =
        d1_decide_criterion(assessment->stands.items, assessment->stands.len, result.is_due, instance->item != NULL);
    result.state = decision.state;
    result.reason = reason_of(&assessment->stands, decision.ground);
    if (keep_checks(judge, &assessment->stands, decision.ground, &result) < 0)
        return D1_ERR_MEMORY;
    return add_result(assessment, &result, home);
}

/* "there is no sprint": a criterion of whose gates there is no instance has a result all the same, that says so. */
static int add_absent(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                      const struct d1_criterion_data *data)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_item_type *type = d1_kinds_type(judge->ruleset->kinds, data->gates[0]->instances);
    struct d1_criterion_result result = {
        .criterion = criterion,
        .gate = data->gates[0]->id,
        .state = D1_STATE_NOT_APPLICABLE,
        .reason = type ? d1_arena_printf(judge->arena, "there is no " D1_STR_FMT, D1_STR_ARG(type->title))
                       : d1_str("there is nothing that it is asked of"),
    };

    return result.reason.ptr ? add_result(assessment, &result, SIZE_MAX) : D1_ERR_MEMORY;
}

/* Every criterion at every instance of its gates, but for those that say that a gate is met. */
static int judge_criteria(struct d1_assessment *assessment)
{
    struct d1_judge *judge = assessment->judge;
    struct d1_day signed_on = d1_judge_anchor(judge->engagement, "contractSigned");

    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &judge->ruleset->criteria[i];
        const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);
        size_t before = assessment->homes.len;

        if (criterion->roll_up)
            continue;
        for (size_t g = 0; g < data->gate_count; g++) {
            const struct d1_gate *gate = data->gates[g];
            const struct d1_gate_instance all_along = {.gate = gate, .id = gate->id, .due = signed_on};
            int result = 0;

            if (gate->continuous)
                result = judge_criterion(assessment, criterion, &all_along, SIZE_MAX);
            for (size_t k = 0; k < judge->gates.len && result == 0; k++)
                if (judge->gates.items[k].gate == gate)
                    result = judge_criterion(assessment, criterion, &judge->gates.items[k], k);
            if (result < 0)
                return result;
        }
        if (assessment->homes.len == before && add_absent(assessment, criterion, data) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Sorts the results by their gate instances. */
static int sort_results(struct d1_assessment *assessment)
{
    const struct d1_judge *judge = assessment->judge;
    size_t gates = judge->gates.len, count = assessment->homes.len, *next;

    assessment->first = d1_arena_calloc(judge->arena, gates + 1, sizeof *assessment->first);
    assessment->results = d1_arena_alloc(judge->arena, count * sizeof *assessment->results);
    next = d1_arena_alloc(judge->arena, (gates + 1) * sizeof *next);
    if (!assessment->first || !assessment->results || !next)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (assessment->homes.items[i] != SIZE_MAX)
            assessment->first[assessment->homes.items[i] + 1]++;
    for (size_t k = 0; k < gates; k++)
        assessment->first[k + 1] += assessment->first[k];
    memcpy(next, assessment->first, (gates + 1) * sizeof *next);
    for (size_t i = 0; i < count; i++)
        if (assessment->homes.items[i] != SIZE_MAX)
            assessment->results[next[assessment->homes.items[i]]++] = i;
    return 0;
}

static int decide(struct d1_assessment *assessment, struct d1_gate_result *gates)
{
    int result;

    assessment->homes.len = 0;
    assessment->judge->criteria.len = 0;
    assessment->judge->noted.len = 0;
    result = judge_criteria(assessment);
    if (result == 0)
        result = sort_results(assessment);
    return result == 0 ? d1_assessment_gates(assessment, gates) : result;
}

/* Where something fails that may have held on a gate's day or later, the line is asked, and what it tells decides. */
static int decide_with_past(struct d1_assessment *assessment, struct d1_gate_result *gates, struct d1_held *held)
{
    struct d1_judge *judge = assessment->judge;
    bool asks = d1_assessment_may_lapse(judge), notes = judge->notes;
    int result;

    judge->notes = notes || asks;
    result = decide(assessment, gates);
    if (result == 0 && asks)
        result = d1_assessment_ask_held(assessment, held);
    judge->notes = notes;
    if (result < 0 || !held->len)
        return result;
    judge->held = held;
    return decide(assessment, gates);
}

int d1_judge_criteria(struct d1_judge *judge, struct d1_engagement_verdict *verdict)
{
    struct d1_assessment assessment = {.judge = judge};
    struct d1_held held = {.ruleset = judge->ruleset};
    struct d1_gate_result *gates = d1_arena_calloc(judge->arena, judge->gates.len, sizeof *gates);
    int result = gates ? d1_assessment_doubts(&assessment) : D1_ERR_MEMORY;

    if (result == 0)
        result = d1_assessment_own(&assessment);
    if (result == 0)
        result = decide_with_past(&assessment, gates, &held);
    if (result == 0)
        result = d1_assessment_report_gates(&assessment, gates);
    if (result == 0)
        result = d1_assessment_roll_up(judge, gates);
    if (result == 0)
        result = d1_assessment_scores(judge, verdict);
    verdict->gates = gates;
    verdict->gate_count = judge->gates.len;
    for (size_t i = 0; assessment.own && i < judge->ruleset->gate_count; i++)
        d1_vec_release(&assessment.own[i]);
    if (judge->held == &held)
        judge->held = NULL;
    d1_held_release(&held);
    d1_vec_release(&assessment.homes);
    d1_vec_release(&assessment.stands);
    d1_vec_release(&assessment.over);
    d1_vec_release(&assessment.states);
    return result;
}
