/* The states of gates, and the criteria that say that a gate is met. */
#include "base/vec.h"
#include "rules/judge/assessment.h"

/* ---- gates ---- */

/* The checks that hold at a gate although no criterion names them. */
static bool is_gate_check(const struct d1_gate *gate, const struct d1_check *check)
{
    const struct d1_node *checks = d1_node_get(gate->node, "checks");

    for (size_t i = 0; checks && i < d1_node_count(checks); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(checks, i)), check->id))
            return true;
    return false;
}

/* How the checks that decide a gate by themselves stand. */
struct gate_checks {
    size_t failing, unknown, held;
    size_t off;     /* by the policy */
    size_t lowered; /* do not hold, and the policy lets them decide nothing */
    struct d1_day claimed;
};

/* Whether a check decides a gate by itself: an error check that is due at it, or one that the gate names. */
static bool is_due_at(const struct d1_judge *judge, const struct d1_gate *gate, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    if (!rule || (check->severity != D1_SEVERITY_ERROR && judge->tallies[check->index].severity != D1_SEVERITY_ERROR))
        return false;
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].gate == gate)
            return true;
    return is_gate_check(gate, check);
}

/* Whether an error check that bears on every gate was not looked at: one of those that say what can be believed. */
static bool is_blindfold(const struct d1_judge *judge, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    return rule && rule->builtin != D1_BUILTIN_GATES && d1_str_is(check->phase, "integrity") &&
           check->severity == D1_SEVERITY_ERROR && judge->tallies[check->index].severity == D1_SEVERITY_OFF;
}

/* The error checks that are due at this very gate; one that is switched off holds nothing, and nothing holds it. */
static struct gate_checks count_checks(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    struct gate_checks counts = {0};

    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        const struct d1_check *check = &judge->ruleset->checks[i];
        const struct d1_tally known = d1_assessment_tally(judge, check, instance), *tally = &known;

        counts.off += is_blindfold(judge, check);
        if (!is_due_at(judge, instance->gate, check))
            continue;
        if (tally->severity == D1_SEVERITY_OFF) {
            counts.off++;
        } else if (d1_assessment_is_lowered(judge, check)) {
            counts.lowered += tally->state == D1_STATE_FAIL || tally->state == D1_STATE_INDETERMINATE;
            counts.held += tally->state == D1_STATE_PASS;
        } else {
            counts.held += d1_assessment_holds(tally);
            counts.failing += d1_assessment_check_fails(judge, check, instance, false);
            counts.unknown += tally->state == D1_STATE_INDETERMINATE;
        }
        if (tally->claimed.known && (!counts.claimed.known || tally->claimed.date > counts.claimed.date))
            counts.claimed = tally->claimed;
    }
    return counts;
}

static void count_findings(const struct d1_judge *judge, struct d1_gate_result *result)
{
    for (size_t i = 0; i < judge->findings.len; i++) {
        const struct d1_finding *finding = &judge->findings.items[i];

        if (!d1_str_eq(finding->gate, result->id))
            continue;
        result->open_findings += finding->state == D1_FINDING_OPEN;
        result->failed_findings += finding->state == D1_FINDING_FAIL;
    }
}

/* Counts the gating criteria; returns how many of them something was found to hold for. */
static size_t count_criteria(const struct d1_judge *judge, struct d1_gate_result *result, bool due)
{
    size_t held = 0;

    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *criterion = &judge->criteria.items[i];

        if (!d1_str_eq(criterion->gate, result->id) || !d1_criterion_is_class(criterion->criterion, "gating"))
            continue;
        result->criteria++;
        held += criterion->state == D1_STATE_PASS || criterion->state == D1_STATE_WAIVED;
        result->failing += criterion->state == D1_STATE_FAIL;
        result->criteria_met += criterion->state == D1_STATE_PASS || criterion->state == D1_STATE_WAIVED ||
                                criterion->state == D1_STATE_NOT_APPLICABLE;
        result->indeterminate +=
            criterion->state == D1_STATE_INDETERMINATE || (due && criterion->state == D1_STATE_NOT_DUE);
        if (criterion->days_late > result->days_late)
            result->days_late = criterion->days_late;
    }
    return held;
}

/* A gate is met by what holds: one at which nothing was judged is not. */
static enum d1_gate_state gate_state(const struct d1_judge *judge, const struct d1_gate_instance *instance,
                                     struct d1_gate_result *result)
{
    bool due = d1_judge_is_due(judge, instance->gate, instance->id, instance->due);
    size_t held = count_criteria(judge, result, due);
    struct gate_checks checks = count_checks(judge, instance);

    held += checks.held;
    if (checks.claimed.known && instance->due.known && checks.claimed.date - instance->due.date > result->days_late)
        result->days_late = checks.claimed.date - instance->due.date;
    if (d1_judge_is_called_off(judge, instance->gate, instance->due)) {
        result->reason = d1_judge_called_off(judge);
        return D1_GATE_NOT_APPLICABLE;
    }
    if (!due && !instance->due.known) {
        result->reason = d1_str("the date it hangs on is not known");
        return D1_GATE_NOT_APPLICABLE;
    }
    if (instance->awaits.len)
        return due ? D1_GATE_MISSED : D1_GATE_FUTURE;
    if (!due)
        return held && result->criteria && result->criteria_met == result->criteria && !checks.failing &&
                       !checks.unknown && !checks.off && !result->open_findings
                   ? D1_GATE_MET
                   : D1_GATE_FUTURE;
    if (result->failing || checks.failing)
        return D1_GATE_MISSED;
    if (checks.off)
        result->reason = d1_str("a check that it needs is switched off by the policy");
    else if (!held && checks.lowered)
        result->reason = d1_str("the policy lets none of its checks decide it");
    if (result->indeterminate || checks.unknown || checks.off || (!held && checks.lowered))
        return D1_GATE_UNDECIDED;
    if (!held) {
        result->reason = d1_str("nothing of it was judged");
        return D1_GATE_NOT_APPLICABLE;
    }
    return result->days_late > 0 ? D1_GATE_MET_LATE : D1_GATE_MET;
}

int d1_assessment_gates(struct d1_assessment *assessment, struct d1_gate_result *results)
{
    struct d1_judge *judge = assessment->judge;
    bool missed = false;

    for (size_t i = 0; i < judge->gates.len; i++) {
        const struct d1_gate_instance *instance = &judge->gates.items[i];
        struct d1_gate_result *result = &results[i];

        *result = (struct d1_gate_result){
            .id = instance->id,
            .title = instance->gate->title,
            .has_due = instance->due.known,
            .due = instance->due.date,
        };
        result->asked = judge->asked_gate && (d1_str_is(instance->id, judge->asked_gate) ||
                                              d1_str_is(instance->gate->id, judge->asked_gate));
        count_findings(judge, result);
        result->state = gate_state(judge, instance, result);
        if (!result->reason.len && result->state == D1_GATE_NOT_APPLICABLE)
            return D1_ERR_MEMORY;
        if (missed && judge->policy->strict_order && result->state != D1_GATE_MISSED)
            result->state = D1_GATE_BLOCKED;
        missed = missed || result->state == D1_GATE_MISSED;
    }
    return 0;
}

/* The date of the Engagement that a gate hangs on, for the place of a finding about the gate. */
static const struct d1_node *anchor_node(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    const struct d1_node *dates = d1_node_at(judge->engagement->root, "spec.dates"), *node = NULL;
    struct d1_str anchor;
    bool business;
    long count;
    char name[32];

    if (instance->item)
        return instance->item;
    if (d1_offset_parse(instance->gate->due, &anchor, &count, &business) && anchor.len < sizeof name) {
        memcpy(name, anchor.ptr, anchor.len);
        name[anchor.len] = '\0';
        node = d1_node_get(dates, name);
        if (!node && d1_str_is(anchor, "close"))
            node = d1_node_get(dates, d1_node_get(dates, "actualEnd") ? "actualEnd" : "targetEnd");
    }
    return node ? node : judge->engagement->root;
}

enum { MOST_NAMED = 8 };

static int file_missed(struct d1_judge *judge, const struct d1_rule *rule, const struct d1_gate_instance *instance,
                       const struct d1_gate_result *gate)
{
    struct d1_draft draft = {
        .check = rule->check,
        .severity = judge->tallies[rule->check->index].severity,
        .node = anchor_node(judge, instance),
        .key = gate->id,
        .gate = gate->id,
        .due = {gate->has_due, gate->due},
    };
    struct d1_strbuf text = {0};
    size_t named = 0, criteria;
    char day[D1_DATE_TEXT] = "";

    if (gate->has_due)
        d1_date_format(gate->due, day);
    d1_strbuf_printf(&text, "gate " D1_STR_FMT "%s%s%s is %s: ", D1_STR_ARG(gate->id), gate->has_due ? ", due on " : "",
                     day, gate->has_due ? "," : "",
                     gate->has_due && gate->due > judge->today ? "not met yet" : "missed");
    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *criterion = &judge->criteria.items[i];

        if (criterion->state != D1_STATE_FAIL || !d1_str_eq(criterion->gate, gate->id) ||
            !d1_criterion_is_class(criterion->criterion, "gating"))
            continue;
        if (named < MOST_NAMED)
            d1_strbuf_printf(&text, "%s" D1_STR_FMT, named ? ", " : "", D1_STR_ARG(criterion->criterion->id));
        named++;
    }
    criteria = named;
    if (named > MOST_NAMED)
        d1_strbuf_printf(&text, " and %zu more", named - MOST_NAMED);
    for (size_t i = 0; i < judge->ruleset->check_count && !criteria; i++)
        if (is_due_at(judge, instance->gate, &judge->ruleset->checks[i]) &&
            d1_assessment_check_fails(judge, &judge->ruleset->checks[i], instance, false))
            d1_strbuf_printf(&text, "%s" D1_STR_FMT, named++ ? ", " : "", D1_STR_ARG(judge->ruleset->checks[i].id));
    if (named)
        d1_strbuf_puts(&text, named == 1 ? " does not hold" : " do not hold");
    if (instance->awaits.len)
        d1_strbuf_printf(&text, "%s" D1_STR_FMT, named ? ", and " : "", D1_STR_ARG(instance->awaits));
    draft.artifact = d1_engagement_artifact(judge->engagement, draft.node);
    draft.message = text.oom ? d1_strn(NULL, 0) : d1_arena_str(judge->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return draft.message.ptr ? d1_finding_file(judge, &draft) : D1_ERR_MEMORY;
}

/* The built-in check of gates: a finding for each that is missed. */
int d1_assessment_report_gates(struct d1_judge *judge, const struct d1_gate_result *results)
{
    for (size_t r = 0; r < judge->ruleset->private->rules.len; r++) {
        const struct d1_rule *rule = judge->ruleset->private->rules.items[r];
        struct d1_tally *tally = &judge->tallies[rule->check->index];

        if (rule->builtin != D1_BUILTIN_GATES || tally->severity == D1_SEVERITY_OFF)
            continue;
        tally->subjects = 0;
        for (size_t i = 0; i < judge->gates.len; i++) {
            if (results[i].state == D1_GATE_NOT_APPLICABLE || results[i].state == D1_GATE_FUTURE)
                continue;
            tally->subjects++;
            tally->indeterminate += results[i].state == D1_GATE_UNDECIDED;
            if (results[i].state == D1_GATE_MISSED && file_missed(judge, rule, &judge->gates.items[i], &results[i]) < 0)
                return D1_ERR_MEMORY;
        }
        tally->state = tally->failed          ? D1_STATE_FAIL
                       : tally->indeterminate ? D1_STATE_INDETERMINATE
                       : tally->subjects      ? D1_STATE_PASS
                                              : D1_STATE_EMPTY;
    }
    return 0;
}

/* ---- criteria that say that a gate is met ---- */

static enum d1_state state_of_gate(enum d1_gate_state gate)
{
    switch (gate) {
    case D1_GATE_MET:
    case D1_GATE_MET_LATE:
        return D1_STATE_PASS;
    case D1_GATE_MET_WITH_WAIVERS:
        return D1_STATE_WAIVED;
    case D1_GATE_MISSED:
        return D1_STATE_FAIL;
    case D1_GATE_UNDECIDED:
    case D1_GATE_BLOCKED:
        return D1_STATE_INDETERMINATE;
    case D1_GATE_NOT_APPLICABLE:
        return D1_STATE_NOT_APPLICABLE;
    default:
        return D1_STATE_NOT_DUE;
    }
}

int d1_assessment_roll_up(struct d1_judge *judge, const struct d1_gate_result *results)
{
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &judge->ruleset->criteria[i];
        const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);

        for (size_t g = 0; criterion->roll_up && g < judge->gates.len; g++) {
            struct d1_criterion_result result = {
                .criterion = criterion,
                .gate = results[g].id,
                .state = state_of_gate(results[g].state),
                .has_due = results[g].has_due,
                .due = results[g].due,
                .days_late = results[g].days_late,
            };
            bool named = false;

            for (size_t k = 0; k < data->gate_count && !named; k++)
                named = data->gates[k] == judge->gates.items[g].gate;
            if (named && d1_vec_push(&judge->criteria, result) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}
