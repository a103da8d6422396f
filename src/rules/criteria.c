/* From the states of checks to those of criteria, and from these to gates and scores. */
#include "base/vec.h"
#include "rules/judge.h"

/* What is worked out once for an engagement. */
struct assessment {
    struct d1_judge *judge;
    const struct d1_check **spoiled; /* by kind: the integrity check with an error in an artifact of it */
    bool *unreadable;                /* by kind: an artifact of it could not be read */
    bool cancelled;
    struct d1_day ended;
};

/* How the checks of one criterion stand at one gate. */
struct standing {
    D1_VEC(const struct d1_check *) failing;
    D1_VEC(const struct d1_check *) unknown;
    D1_VEC(const struct d1_check *) unbuilt; /* error checks without a rule */
    size_t counted, open, not_applicable;
    size_t passed; /* of the checks that decide: a warning that holds shows nothing about errors not looked at */
    struct d1_day claimed;
    struct d1_str reason; /* of the first check that does not apply */
    bool oom;
};

static const struct d1_tally *tally_of(const struct d1_judge *judge, const struct d1_check *check)
{
    return &judge->tallies[check->index];
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
static int assess_integrity(struct assessment *assessment)
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

/* Whether a check counts at a gate: one that is due at a later gate does not. */
static bool counts_at(const struct d1_rule *rule, const struct d1_gate *gate)
{
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].code != D1_DUE_GATE || rule->due[i].gate->order <= gate->order)
            return true;
    return rule->due_count == 0;
}

/* Whether the check has an error that is due by the gate, for checks whose subjects are due at different gates. */
static bool fails_by(const struct d1_judge *judge, const struct d1_check *check, const struct d1_gate *gate)
{
    for (size_t i = 0; i < judge->findings.len; i++) {
        const struct d1_finding *finding = &judge->findings.items[i];
        const struct d1_gate *due = d1_ruleset_gate(judge->ruleset, finding->gate);

        if (finding->check == check && finding->state == D1_FINDING_FAIL && finding->severity == D1_SEVERITY_ERROR &&
            (!due || due->order <= gate->order))
            return true;
    }
    return false;
}

static bool check_fails(const struct d1_judge *judge, const struct d1_check *check, const struct d1_gate *gate,
                        bool any_severity)
{
    const struct d1_tally *tally = tally_of(judge, check);

    if (tally->state != D1_STATE_FAIL)
        return false;
    if (check->rule->due_count && check->rule->due[0].when)
        return fails_by(judge, check, gate);
    return any_severity || tally->failed_errors || (tally->missing && tally->severity == D1_SEVERITY_ERROR);
}

#define ADD(standing, list, check) ((standing)->oom = d1_vec_push(&(standing)->list, (check)) < 0 || (standing)->oom)

/* Counts one check; any_severity: warnings decide too, as they do where there are no error checks. */
static void add_check(const struct assessment *assessment, const struct d1_check *check, const struct d1_gate *gate,
                      bool any_severity, struct standing *standing)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_tally *tally = tally_of(judge, check);
    bool decides = any_severity || tally->severity == D1_SEVERITY_ERROR;

    if (!check->built) {
        standing->counted++;
        standing->not_applicable++;
        standing->reason = d1_str("not built");
        if (check->severity == D1_SEVERITY_ERROR)
            ADD(standing, unbuilt, check);
        return;
    }
    if (!counts_at(check->rule, gate))
        return;
    standing->counted++;
    if (tally->severity == D1_SEVERITY_OFF && check->severity == D1_SEVERITY_ERROR)
        ADD(standing, unknown, check); /* switched off by policy, and no waiver says why */
    else if (decides && check_fails(judge, check, gate, any_severity))
        ADD(standing, failing, check);
    else if (decides && tally->state == D1_STATE_INDETERMINATE)
        ADD(standing, unknown, check);
    else if (decides && tally->state == D1_STATE_NOT_DUE)
        standing->open++;
    else if (tally->state == D1_STATE_NOT_APPLICABLE)
        standing->not_applicable++;
    else if (decides && tally->state == D1_STATE_PASS)
        standing->passed++;
    if (tally->state == D1_STATE_NOT_APPLICABLE && !standing->reason.len)
        standing->reason = tally->reason;
    if (tally->claimed.known && (!standing->claimed.known || tally->claimed.date > standing->claimed.date))
        standing->claimed = tally->claimed;
}

/* Integrity errors in what a check needs. */
static void add_integrity(const struct assessment *assessment, const struct d1_check *check, struct standing *standing)
{
    for (size_t i = 0; check->rule && i < check->rule->need_count; i++) {
        const struct d1_check *spoiler = assessment->spoiled[check->rule->needs[i]->index];
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
}

/* ---- criteria ---- */

static bool is_class(const struct d1_criterion *criterion, const char *name)
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
static int decide(struct assessment *assessment, const struct standing *standing, bool due,
                  struct d1_criterion_result *result)
{
    struct d1_judge *judge = assessment->judge;
    bool gating = is_class(result->criterion, "gating");

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
        result->state = D1_STATE_NOT_DUE;
        if (due)
            result->reason = d1_str("there is nothing to judge yet");
    }
    return 0;
}

/* Whether the engagement was called off before the gate. */
static bool is_cancelled_before(const struct assessment *assessment, struct d1_day due)
{
    d1_date end = assessment->ended.known ? assessment->ended.date : assessment->judge->today;

    return assessment->cancelled && (!due.known || due.date > end);
}

/* 1 when the criterion applies, 0 when not; memory shortage shows later. */
static bool applies(struct assessment *assessment, const struct d1_criterion_data *data)
{
    struct d1_cel_value value;

    if (!data->applies)
        return true;
    if (d1_cel_eval(data->applies, &assessment->judge->base, &assessment->judge->context, &value) < 0)
        return true; /* what cannot be told applies */
    return !d1_cel_is(value, D1_CEL_BOOL) || value.as.boolean;
}

static bool has_error_checks(const struct d1_judge *judge, const struct d1_criterion_data *data)
{
    for (size_t i = 0; i < data->check_count; i++)
        if (tally_of(judge, data->checks[i])->severity == D1_SEVERITY_ERROR)
            return true;
    return false;
}

static int judge_criterion(struct assessment *assessment, const struct d1_criterion *criterion,
                           const struct d1_gate *gate, struct d1_str instance, struct d1_day due_day)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_criterion_data *data =
        &judge->ruleset->private->criterion_data[criterion - judge->ruleset->criteria];
    struct d1_criterion_result result = {
        .criterion = criterion, .gate = instance, .has_due = due_day.known, .due = due_day.date};
    bool due = d1_judge_is_due(judge, gate, due_day);
    bool any_severity = is_class(criterion, "indicator") || !has_error_checks(judge, data);
    struct standing standing = {0};
    int status = 0;

    if (is_cancelled_before(assessment, due_day) || !applies(assessment, data)) {
        result.state = D1_STATE_NOT_APPLICABLE;
        result.reason = d1_str(assessment->cancelled ? "the engagement was cancelled" : "the engagement says so");
        return d1_vec_push(&judge->criteria, result);
    }
    for (size_t i = 0; i < data->check_count; i++)
        add_check(assessment, data->checks[i], gate, any_severity, &standing);
    for (size_t i = 0; i < data->check_count; i++)
        add_integrity(assessment, data->checks[i], &standing);
    status = standing.oom ? D1_ERR_MEMORY : decide(assessment, &standing, due, &result);
    if (result.has_met && result.has_due && result.met > result.due)
        result.days_late = result.met - result.due;
    release(&standing);
    return status ? status : d1_vec_push(&judge->criteria, result);
}

/* Every criterion at every instance of its gates, but for those that say that a gate is met. */
static int judge_criteria(struct assessment *assessment)
{
    struct d1_judge *judge = assessment->judge;
    struct d1_day signed_on = d1_judge_anchor(judge->engagement, "contractSigned");

    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion_data *data = &judge->ruleset->private->criterion_data[i];

        for (size_t g = 0; g < data->gate_count && !data->roll_up; g++) {
            const struct d1_gate *gate = data->gates[g];
            int result = 0;

            if (d1_node_get(gate->node, "continuous"))
                result = judge_criterion(assessment, &judge->ruleset->criteria[i], gate, gate->id, signed_on);
            for (size_t k = 0; k < judge->gates.len && result == 0; k++)
                if (judge->gates.items[k].gate == gate)
                    result = judge_criterion(assessment, &judge->ruleset->criteria[i], gate, judge->gates.items[k].id,
                                             judge->gates.items[k].due);
            if (result < 0)
                return result;
        }
    }
    return 0;
}

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

/* Whether a check decides a gate by itself: an error check that is due at it, or one that the gate names. */
static bool is_due_at(const struct d1_judge *judge, const struct d1_gate *gate, const struct d1_check *check)
{
    bool here = is_gate_check(gate, check);

    if (!check->rule || tally_of(judge, check)->severity != D1_SEVERITY_ERROR)
        return false;
    for (size_t i = 0; i < check->rule->due_count && !here; i++)
        here = check->rule->due[i].gate == gate;
    return here;
}

/* How the error checks that are due at this very gate stand. */
static void count_checks(const struct d1_judge *judge, const struct d1_gate *gate, size_t *failing, size_t *unknown,
                         struct d1_day *claimed)
{
    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        const struct d1_check *check = &judge->ruleset->checks[i];
        const struct d1_tally *tally = &judge->tallies[i];

        if (!is_due_at(judge, gate, check))
            continue;
        *failing += check_fails(judge, check, gate, false);
        *unknown += tally->state == D1_STATE_INDETERMINATE;
        if (tally->claimed.known && (!claimed->known || tally->claimed.date > claimed->date))
            *claimed = tally->claimed;
    }
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

static void count_criteria(const struct d1_judge *judge, struct d1_gate_result *result, bool due)
{
    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *criterion = &judge->criteria.items[i];

        if (!d1_str_eq(criterion->gate, result->id) || !is_class(criterion->criterion, "gating"))
            continue;
        result->criteria++;
        result->failing += criterion->state == D1_STATE_FAIL;
        result->criteria_met += criterion->state == D1_STATE_PASS || criterion->state == D1_STATE_WAIVED ||
                                criterion->state == D1_STATE_NOT_APPLICABLE;
        result->indeterminate +=
            criterion->state == D1_STATE_INDETERMINATE || (due && criterion->state == D1_STATE_NOT_DUE);
        if (criterion->days_late > result->days_late)
            result->days_late = criterion->days_late;
    }
}

static enum d1_gate_state gate_state(const struct assessment *assessment, const struct d1_gate_instance *instance,
                                     struct d1_gate_result *result)
{
    const struct d1_judge *judge = assessment->judge;
    bool due = d1_judge_is_due(judge, instance->gate, instance->due);
    size_t failing = 0, unknown = 0;
    struct d1_day claimed = {0};

    count_criteria(judge, result, due);
    count_checks(judge, instance->gate, &failing, &unknown, &claimed);
    if (claimed.known && instance->due.known && claimed.date - instance->due.date > result->days_late)
        result->days_late = claimed.date - instance->due.date;
    if (is_cancelled_before(assessment, instance->due) && !result->asked)
        return D1_GATE_NOT_APPLICABLE;
    if (!due && !instance->due.known)
        return D1_GATE_NOT_APPLICABLE;
    if (!due)
        return result->criteria && result->criteria_met == result->criteria && !failing && !unknown &&
                       !result->open_findings
                   ? D1_GATE_MET
                   : D1_GATE_FUTURE;
    if (result->failing || failing)
        return D1_GATE_MISSED;
    if (result->indeterminate || unknown)
        return D1_GATE_UNDECIDED;
    return result->days_late > 0 ? D1_GATE_MET_LATE : D1_GATE_MET;
}

static int judge_gates(struct assessment *assessment, struct d1_gate_result *results)
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
        result->state = gate_state(assessment, instance, result);
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
    d1_strbuf_printf(&text, "gate " D1_STR_FMT "%s%s%s is missed: ", D1_STR_ARG(gate->id),
                     gate->has_due ? ", due on " : "", day, gate->has_due ? "," : "");
    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *criterion = &judge->criteria.items[i];

        if (criterion->state != D1_STATE_FAIL || !d1_str_eq(criterion->gate, gate->id) ||
            !is_class(criterion->criterion, "gating"))
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
            check_fails(judge, &judge->ruleset->checks[i], instance->gate, false))
            d1_strbuf_printf(&text, "%s" D1_STR_FMT, named++ ? ", " : "", D1_STR_ARG(judge->ruleset->checks[i].id));
    d1_strbuf_puts(&text, named == 1 ? " does not hold" : " do not hold");
    draft.artifact = d1_engagement_artifact(judge->engagement, draft.node);
    draft.message = text.oom ? d1_strn(NULL, 0) : d1_arena_str(judge->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return draft.message.ptr ? d1_finding_file(judge, &draft) : D1_ERR_MEMORY;
}

/* The built-in check of gates: a finding for each that is missed. */
static int report_gates(struct d1_judge *judge, const struct d1_gate_result *results)
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

static int roll_up(struct d1_judge *judge, const struct d1_gate_result *results)
{
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion_data *data = &judge->ruleset->private->criterion_data[i];

        for (size_t g = 0; data->roll_up && g < judge->gates.len; g++) {
            struct d1_criterion_result result = {
                .criterion = &judge->ruleset->criteria[i],
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

/* ---- scores ---- */

static double weight_of(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    double weight = 1;

    for (size_t i = 0; i < D1_WEIGHTS; i++)
        if (is_class(criterion, d1_weight_names[i]) || d1_str_is(criterion->phase, d1_weight_names[i]))
            weight *= judge->policy->weights[i];
    return weight;
}

/* A criterion's worst state over the gate instances at which it is due; notDue when there is none. */
static enum d1_state worst_state(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    enum d1_state worst = D1_STATE_NOT_DUE;

    for (size_t i = 0; i < judge->criteria.len; i++) {
        const struct d1_criterion_result *result = &judge->criteria.items[i];
        bool due = result->has_due && judge->today >= result->due;

        if (result->criterion == criterion && due && result->state > worst)
            worst = result->state;
    }
    return worst;
}

static struct d1_score score_of(const struct d1_judge *judge, const enum d1_state *states, struct d1_str phase)
{
    struct d1_score score = {.phase = phase, .score = -1, .raw = -1};
    double passed = 0, counted = 0, waived = 0;

    for (size_t i = 0; i < judge->ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &judge->ruleset->criteria[i];
        double weight = weight_of(judge, criterion);

        if (phase.len && !d1_str_eq(criterion->phase, phase))
            continue;
        passed += states[i] == D1_STATE_PASS ? weight : 0;
        waived += states[i] == D1_STATE_WAIVED ? weight : 0;
        if (states[i] == D1_STATE_PASS || states[i] == D1_STATE_FAIL || states[i] == D1_STATE_INDETERMINATE)
            counted += weight;
    }
    if (counted > 0)
        score.score = (int)(100 * passed / counted);
    if (counted + waived > 0)
        score.raw = (int)(100 * passed / (counted + waived));
    return score;
}

static int make_scores(struct d1_judge *judge, struct d1_engagement_verdict *verdict)
{
    static const char *const phases[] = {"s2d", "launch", "manage", "close", ""};
    size_t count = sizeof phases / sizeof *phases;
    enum d1_state *states = d1_arena_alloc(judge->arena, judge->ruleset->criterion_count * sizeof *states);
    struct d1_score *scores = d1_arena_alloc(judge->arena, count * sizeof *scores);

    if (!states || !scores)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++)
        states[i] = worst_state(judge, &judge->ruleset->criteria[i]);
    for (size_t i = 0; i < count; i++)
        scores[i] = score_of(judge, states, d1_str(phases[i]));
    verdict->scores = scores;
    verdict->score_count = count;
    return 0;
}

int d1_judge_criteria(struct d1_judge *judge, struct d1_engagement_verdict *verdict)
{
    struct assessment assessment = {.judge = judge, .ended = d1_judge_anchor(judge->engagement, "actualEnd")};
    struct d1_gate_result *gates = d1_arena_calloc(judge->arena, judge->gates.len, sizeof *gates);

    assessment.cancelled = d1_node_is_string(d1_node_at(judge->engagement->root, "spec.lifecycle"), "cancelled");
    if (!gates || assess_integrity(&assessment) < 0 || judge_criteria(&assessment) < 0 ||
        judge_gates(&assessment, gates) < 0 || report_gates(judge, gates) < 0 || roll_up(judge, gates) < 0 ||
        make_scores(judge, verdict) < 0)
        return D1_ERR_MEMORY;
    verdict->gates = gates;
    verdict->gate_count = judge->gates.len;
    return 0;
}
