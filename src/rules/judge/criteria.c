/* The states of criteria from those of checks. */
#include "base/vec.h"
#include "rules/judge/assessment.h"
#include "rules/judge/evaluation.h"

/* How the checks of one criterion stand at one gate. */
struct standing {
    D1_VEC(const struct d1_check *) failing;
    D1_VEC(const struct d1_check *) unknown;
    D1_VEC(const struct d1_check *) unbuilt; /* error checks without a rule */
    D1_VEC(const struct d1_check *)
    lowered; /* error checks that do not hold, and that the policy lets decide nothing */
    size_t counted, open, not_applicable;
    size_t passed; /* of the checks that decide: a warning that holds shows nothing about errors not looked at */
    struct d1_day claimed;
    struct d1_str reason; /* of the first check that does not apply */
    bool indicator;       /* of the criterion's class: it is for the score, and misses no gate */
    bool item;            /* the gate is an item's own */
    bool oom;
};

static enum d1_severity severity_of(const struct d1_judge *judge, const struct d1_check *check)
{
    return judge->tallies[check->index].severity;
}

/* ---- integrity ---- */

static const struct d1_kind *kind_of(const struct d1_judge *judge, const struct d1_finding *finding)
{
    struct d1_str label = finding->at.artifact;

    return d1_kinds_find(judge->ruleset->kinds, d1_str_sub(label, 0, d1_str_find(label, '/', 0)));
}

/*
 * Integrity errors decide whether evidence can be believed, so they count against every criterion whose checks need
 * a kind they lie in. What could not be read at all makes it indeterminate instead.
 */
static int assess_integrity(struct d1_assessment *assessment)
{
    struct d1_judge *judge = assessment->judge;
    size_t kinds = judge->ruleset->kinds->kind_count;

    assessment->spoiled = d1_arena_calloc(judge->arena, kinds, sizeof *assessment->spoiled);
    assessment->unreadable = d1_arena_calloc(judge->arena, kinds, sizeof *assessment->unreadable);
    if (!assessment->spoiled || !assessment->unreadable)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < kinds; i++)
        assessment->unreadable[i] = judge->engagement->by_kind[i].left_out > 0;
    for (size_t i = 0; i < judge->findings.len; i++) {
        const struct d1_finding *finding = &judge->findings.items[i];
        const struct d1_kind *kind = kind_of(judge, finding);

        if (!kind || finding->severity != D1_SEVERITY_ERROR || finding->state != D1_FINDING_FAIL ||
            !d1_str_is(finding->check->phase, "integrity"))
            continue;
        if (!assessment->unreadable[kind->index] && !assessment->spoiled[kind->index])
            assessment->spoiled[kind->index] = finding->check;
    }
    return 0;
}

/* ---- checks at a gate ---- */

/*
 * Whether a check counts at a gate: one that is due at a later gate does not, whatever some subjects are due at
 * instead.
 */
static bool counts_at(const struct d1_rule *rule, const struct d1_gate *gate)
{
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].code == D1_DUE_GATE ? rule->due[i].gate->order <= gate->order : !rule->due[i].when)
            return true;
    return rule->due_count == 0;
}

/* The gate that the instance called so belongs to: "sprint" of "sprint:spr-01"; NULL for "rolling" and the like. */
static const struct d1_gate *gate_named(const struct d1_judge *judge, struct d1_str instance)
{
    return d1_ruleset_gate(judge->ruleset, d1_str_sub(instance, 0, d1_str_find(instance, ':', 0)));
}

/* Whether the check has a finding of a state that is due by the gate, where its subjects are due at different gates. */
static bool has_by(const struct d1_judge *judge, const struct d1_check *check, const struct d1_gate *gate,
                   enum d1_finding_state state, bool any_severity)
{
    for (size_t i = 0; i < judge->findings.len; i++) {
        const struct d1_finding *finding = &judge->findings.items[i];
        const struct d1_gate *due = gate_named(judge, finding->gate);

        if (finding->check == check && finding->state == state &&
            (any_severity || finding->severity == D1_SEVERITY_ERROR) && (!due || due->order <= gate->order))
            return true;
    }
    return false;
}

/* Whether subjects of the rule are due at different gates, so that each gate asks for its own. */
static bool has_own_gates(const struct d1_rule *rule)
{
    return rule && rule->due_count && rule->due[0].when;
}

struct d1_tally d1_assessment_tally(const struct d1_judge *judge, const struct d1_check *check,
                                    const struct d1_gate_instance *instance)
{
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);
    struct d1_tally tally = judge->tallies[check->index];
    struct d1_share share = {0};

    /* What is open for a later gate does not keep this one from being met. */
    if (has_own_gates(rule) && tally.state == D1_STATE_NOT_DUE && !tally.missing &&
        !has_by(judge, check, instance->gate, D1_FINDING_OPEN, true))
        tally.state = D1_STATE_PASS;
    if (!instance->item || !rule || !rule->due_of || tally.state == D1_STATE_NOT_APPLICABLE)
        return tally;
    if (tally.shares)
        share = tally.shares[instance - judge->gates.items];
    tally.subjects = share.subjects;
    tally.failed = share.failed;
    tally.failed_errors = share.failed_errors;
    tally.open = share.open;
    tally.indeterminate = share.indeterminate;
    tally.claimed = share.claimed;
    tally.missing = false;
    tally.reason = d1_str("");
    d1_tally_conclude(judge, &tally, true);
    return tally;
}

bool d1_assessment_holds(const struct d1_tally *tally)
{
    bool warned = tally->state == D1_STATE_FAIL && tally->failed && !tally->failed_errors && !tally->open &&
                  !tally->indeterminate && !(tally->missing && tally->missing_severity == D1_SEVERITY_ERROR);

    return tally->state == D1_STATE_PASS || warned;
}

bool d1_assessment_check_fails(const struct d1_judge *judge, const struct d1_check *check,
                               const struct d1_gate_instance *instance, bool any_severity)
{
    const struct d1_tally tally = d1_assessment_tally(judge, check, instance);
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    if (tally.state != D1_STATE_FAIL)
        return false;
    /* A kind that is missing is missing for all subjects, and mostly another check says so. */
    if (has_own_gates(rule) && !tally.missing && !(rule->due_of && instance->item))
        return has_by(judge, check, instance->gate, D1_FINDING_FAIL, any_severity);
    return any_severity || tally.failed_errors || (tally.missing && tally.missing_severity == D1_SEVERITY_ERROR);
}

#define ADD(standing, list, check) ((standing)->oom = d1_vec_push(&(standing)->list, (check)) < 0 || (standing)->oom)

bool d1_assessment_is_lowered(const struct d1_judge *judge, const struct d1_check *check)
{
    enum d1_severity severity = severity_of(judge, check);

    return check->severity == D1_SEVERITY_ERROR && severity != D1_SEVERITY_ERROR && severity != D1_SEVERITY_OFF;
}

/*
 * Counts one check; any_severity: warnings decide too, as they do where there are no error checks. An error check that
 * the policy lowers can no longer fail the criterion; where it holds, it shows as much as before.
 */
static void add_check(const struct d1_assessment *assessment, const struct d1_check *check,
                      const struct d1_gate_instance *instance, bool any_severity, struct standing *standing)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_tally known = d1_assessment_tally(judge, check, instance), *tally = &known;
    bool decides = any_severity || tally->severity == D1_SEVERITY_ERROR;
    bool lowered = !any_severity && d1_assessment_is_lowered(judge, check);

    if (!check->built) {
        standing->counted++;
        standing->not_applicable++;
        standing->reason = d1_str("not built");
        if (check->severity == D1_SEVERITY_ERROR)
            ADD(standing, unbuilt, check);
        return;
    }
    if (!counts_at(d1_ruleset_rule(judge->ruleset, check), instance->gate))
        return;
    standing->counted++;
    if (tally->severity == D1_SEVERITY_OFF && (check->severity == D1_SEVERITY_ERROR || !standing->indicator))
        ADD(standing, unknown, check); /* switched off by policy, and no waiver says why */
    else if (lowered && (tally->state == D1_STATE_FAIL || tally->state == D1_STATE_INDETERMINATE))
        ADD(standing, lowered, check);
    else if (decides && d1_assessment_check_fails(judge, check, instance, any_severity))
        ADD(standing, failing, check);
    else if (decides && tally->state == D1_STATE_INDETERMINATE)
        ADD(standing, unknown, check);
    else if (decides && tally->state == D1_STATE_NOT_DUE)
        standing->open++;
    else if (tally->state == D1_STATE_NOT_APPLICABLE)
        standing->not_applicable++;
    else if ((decides || lowered) && d1_assessment_holds(tally))
        standing->passed++;
    if (tally->state == D1_STATE_NOT_APPLICABLE && !standing->reason.len)
        standing->reason = tally->reason;
    if (tally->claimed.known && (!standing->claimed.known || tally->claimed.date > standing->claimed.date))
        standing->claimed = tally->claimed;
}

/* Integrity errors in what a check needs. */
static void add_integrity(const struct d1_assessment *assessment, const struct d1_check *check,
                          struct standing *standing)
{
    const struct d1_rule *rule = d1_ruleset_rule(assessment->judge->ruleset, check);

    for (size_t i = 0; rule && i < rule->need_count; i++) {
        const struct d1_check *spoiler = assessment->spoiled[rule->needs[i]->index];
        bool known = !spoiler;

        for (size_t j = 0; j < standing->failing.len && !known; j++)
            known = standing->failing.items[j] == spoiler;
        if (!known)
            ADD(standing, failing, spoiler);
    }
}

static void release(struct standing *standing)
{
    d1_vec_release(&standing->failing);
    d1_vec_release(&standing->unknown);
    d1_vec_release(&standing->unbuilt);
    d1_vec_release(&standing->lowered);
}

/* ---- criteria ---- */

bool d1_criterion_is_class(const struct d1_criterion *criterion, const char *name)
{
    return d1_str_is(criterion->criterion_class, name);
}

static int keep_checks(struct d1_judge *judge, struct d1_criterion_result *result, const struct d1_check *const *checks,
                       size_t count)
{
    const struct d1_check **kept = d1_arena_alloc(judge->arena, count * sizeof *kept);

    if (!kept)
        return D1_ERR_MEMORY;
    if (count)
        memcpy(kept, checks, count * sizeof *kept);
    result->failing = kept;
    result->failing_count = count;
    return 0;
}

/* The state of a criterion from how its checks stand. */
static int decide(struct d1_assessment *assessment, const struct standing *standing, bool due,
                  struct d1_criterion_result *result)
{
    struct d1_judge *judge = assessment->judge;
    bool gating = d1_criterion_is_class(result->criterion, "gating");

    if (due && standing->failing.len) {
        result->state = D1_STATE_FAIL;
        return keep_checks(judge, result, standing->failing.items, standing->failing.len);
    }
    if (standing->unknown.len) {
        result->state = D1_STATE_INDETERMINATE;
        result->reason = d1_str("what decides it could not be judged");
        return keep_checks(judge, result, standing->unknown.items, standing->unknown.len);
    }
    if (gating && standing->unbuilt.len) {
        result->state = due ? D1_STATE_INDETERMINATE : D1_STATE_NOT_DUE;
        result->reason = d1_str("checks that decide it are not built");
        return keep_checks(judge, result, standing->unbuilt.items, standing->unbuilt.len);
    }
    if (due && !standing->passed && !standing->open && standing->lowered.len) {
        result->state = D1_STATE_INDETERMINATE;
        result->reason = d1_str("the policy lets none of its checks decide it");
        return keep_checks(judge, result, standing->lowered.items, standing->lowered.len);
    }
    if (standing->not_applicable == standing->counted && standing->counted) {
        result->state = D1_STATE_NOT_APPLICABLE;
        result->reason = standing->reason;
    } else if (standing->passed && !standing->open && !standing->failing.len && (!standing->unbuilt.len || !gating)) {
        result->state = D1_STATE_PASS;
        if (standing->claimed.known) {
            result->has_met = true;
            result->met = standing->claimed.date;
        }
    } else {
        /* What an item of its own gate does not bring up is not coming. */
        result->state = due && standing->item && !standing->open ? D1_STATE_NOT_APPLICABLE : D1_STATE_NOT_DUE;
        if (due)
            result->reason = d1_str(result->state == D1_STATE_NOT_DUE ? "there is nothing to judge yet"
                                                                      : "it says nothing of this one");
    }
    return 0;
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

/* As the rules have them: a criterion does not come to be decided by warnings because a policy lowers its errors. */
static bool has_error_checks(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (criterion->checks[i]->severity == D1_SEVERITY_ERROR ||
            severity_of(judge, criterion->checks[i]) == D1_SEVERITY_ERROR)
            return true;
    return false;
}

static int judge_criterion(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                           const struct d1_gate_instance *instance)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);
    struct d1_criterion_result result = {
        .criterion = criterion, .gate = instance->id, .has_due = instance->due.known, .due = instance->due.date};
    bool due = d1_judge_is_due(judge, instance->gate, instance->id, instance->due);
    bool called_off = d1_judge_is_called_off(judge, instance->gate, instance->due);
    struct standing standing = {.indicator = d1_criterion_is_class(criterion, "indicator"), .item = instance->item};
    bool any_severity = standing.indicator || !has_error_checks(judge, criterion);
    int status = 0;

    if (called_off || !applies(assessment, data)) {
        result.state = D1_STATE_NOT_APPLICABLE;
        result.reason = called_off ? d1_judge_called_off(judge) : d1_str("the engagement says so");
        return result.reason.ptr ? d1_vec_push(&judge->criteria, result) : D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < criterion->check_count; i++)
        add_check(assessment, criterion->checks[i], instance, any_severity, &standing);
    for (size_t i = 0; i < criterion->check_count; i++)
        add_integrity(assessment, criterion->checks[i], &standing);
    status = standing.oom ? D1_ERR_MEMORY : decide(assessment, &standing, due, &result);
    if (result.has_met && result.has_due && result.met > result.due)
        result.days_late = result.met - result.due;
    release(&standing);
    return status ? status : d1_vec_push(&judge->criteria, result);
}

/* Every criterion at every instance of its gates, but for those that say that a gate is met. */
static int judge_criteria(struct d1_assessment *assessment)
{
    struct d1_judge *judge = assessment->judge;
    struct d1_day signed_on = d1_judge_anchor(judge->engagement, "contractSigned");

    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &judge->ruleset->criteria[i];
        const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);

        for (size_t g = 0; g < data->gate_count && !criterion->roll_up; g++) {
            const struct d1_gate *gate = data->gates[g];
            const struct d1_gate_instance all_along = {.gate = gate, .id = gate->id, .due = signed_on};
            int result = 0;

            if (d1_node_get(gate->node, "continuous"))
                result = judge_criterion(assessment, criterion, &all_along);
            for (size_t k = 0; k < judge->gates.len && result == 0; k++)
                if (judge->gates.items[k].gate == gate)
                    result = judge_criterion(assessment, criterion, &judge->gates.items[k]);
            if (result < 0)
                return result;
        }
    }
    return 0;
}

int d1_judge_criteria(struct d1_judge *judge, struct d1_engagement_verdict *verdict)
{
    struct d1_assessment assessment = {.judge = judge};
    struct d1_gate_result *gates = d1_arena_calloc(judge->arena, judge->gates.len, sizeof *gates);

    if (!gates || assess_integrity(&assessment) < 0 || judge_criteria(&assessment) < 0 ||
        d1_assessment_gates(&assessment, gates) < 0 || d1_assessment_report_gates(judge, gates) < 0 ||
        d1_assessment_roll_up(judge, gates) < 0 || d1_assessment_scores(judge, verdict) < 0)
        return D1_ERR_MEMORY;
    verdict->gates = gates;
    verdict->gate_count = judge->gates.len;
    return 0;
}
