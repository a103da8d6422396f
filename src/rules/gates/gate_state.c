/* The states of gates, and the criteria that say that a gate is met. */
#include <ctype.h>

#include "base/vec.h"
#include "rules/gates/assessment.h"
#include "rules/waivers.h"

/* ---- the checks of a gate ---- */

/* Whether the list of a gate (NULL: none) names a check, so that it holds there although no criterion names it. */
static bool is_named(const struct d1_node *checks, const struct d1_check *check)
{
    for (size_t i = 0; checks && i < d1_node_count(checks); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(checks, i)), check->id))
            return true;
    return false;
}

/* Whether a check decides a gate by itself: an error check that is due at it, or one that the gate names. */
static bool decides(const struct d1_judge *judge, const struct d1_gate *gate, const struct d1_node *named,
                    const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    if (!rule || (check->severity != D1_SEVERITY_ERROR && judge->tallies[check->index].severity != D1_SEVERITY_ERROR))
        return false;
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].gate == gate)
            return true;
    return is_named(named, check);
}

int d1_assessment_own(struct d1_assessment *assessment)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_ruleset *ruleset = judge->ruleset;

    assessment->own = d1_arena_calloc(judge->arena, ruleset->gate_count, sizeof *assessment->own);
    if (!assessment->own)
        return D1_ERR_MEMORY;
    for (size_t g = 0; g < ruleset->gate_count; g++) {
        const struct d1_node *named = d1_node_get(ruleset->gates[g].node, "checks");

        for (size_t i = 0; i < ruleset->check_count; i++)
            if (decides(judge, &ruleset->gates[g], named, &ruleset->checks[i]) &&
                d1_vec_push(&assessment->own[g], &ruleset->checks[i]) < 0)
                return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether an error check that bears on every gate was not looked at: one of those that say what can be believed. */
static bool is_blindfolded(const struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        const struct d1_check *check = &judge->ruleset->checks[i];
        const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

        if (rule && rule->builtin != D1_BUILTIN_GATES && d1_str_is(check->phase, "integrity") &&
            check->severity == D1_SEVERITY_ERROR && judge->tallies[i].severity == D1_SEVERITY_OFF &&
            !judge->tallies[i].lifted)
            return true;
    }
    return false;
}

/* ---- the state of a gate ---- */

static const struct d1_criterion_result *result_at(const struct d1_assessment *assessment, size_t index)
{
    return &assessment->judge->criteria.items[assessment->results[index]];
}

/* Counts the gating criteria, and collects their states. */
static int gather_criteria(struct d1_assessment *assessment, size_t gate, struct d1_gate_result *result)
{
    assessment->states.len = 0;
    for (size_t i = assessment->first[gate]; i < assessment->first[gate + 1]; i++) {
        const struct d1_criterion_result *criterion = result_at(assessment, i);

        if (!d1_criterion_is_class(criterion->criterion, "gating"))
            continue;
        result->criteria++;
        result->failing += criterion->state == D1_STATE_FAIL;
        result->waived += criterion->state == D1_STATE_WAIVED;
        result->criteria_met += criterion->state == D1_STATE_PASS || criterion->state == D1_STATE_WAIVED ||
                                criterion->state == D1_STATE_NOT_APPLICABLE;
        result->indeterminate += criterion->state == D1_STATE_INDETERMINATE;
        if (d1_vec_push(&assessment->states, criterion->state) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* How the checks that are due at this very gate stand; *off: one of them is switched off. */
static int gather_checks(struct d1_assessment *assessment, const struct d1_gate_instance *instance, bool due, bool *off)
{
    const struct d1_check_list *own = &assessment->own[instance->gate->order];
    const struct d1_question question = {.due = due, .own = true};

    assessment->stands.len = 0;
    assessment->over.len = 0;
    for (size_t i = 0; i < own->len; i++) {
        const struct d1_tally *tally = &assessment->judge->tallies[own->items[i]->index];

        if (tally->severity == D1_SEVERITY_OFF && !tally->lifted) {
            *off = true;
            continue;
        }
        if (d1_assessment_add_stand(assessment, own->items[i], instance, &question) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether the engagement is past its end although nobody has said that it ended. */
static bool runs_over(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    return judge->runs_on && judge->close.known && judge->today > judge->close.date &&
           d1_str_is(instance->gate->due, "close") && !d1_judge_is_brought_forward(judge, instance);
}

static struct d1_str reason_of(const struct d1_gate_facts *facts, const struct d1_judge *judge,
                               const struct d1_gate_instance *instance, enum d1_gate_state state)
{
    struct d1_str exemption = d1_judge_exemption(judge, instance->gate, instance->due);

    if (exemption.len)
        return exemption;
    if (!facts->applies)
        return d1_str("the date it hangs on is not known");
    if (state == D1_GATE_MISSED && runs_over(judge, instance))
        return d1_str("the engagement runs past its end");
    if (state == D1_GATE_MISSED && facts->overrun)
        return instance->awaits;
    if (state == D1_GATE_UNDECIDED && facts->disarmed)
        return d1_str("a check that it needs is switched off by the policy");
    if (state == D1_GATE_NOT_APPLICABLE)
        return d1_str("nothing of it was judged");
    return d1_str("");
}

/* blocked: an earlier gate is missed, and the policy says that this matters; off: what says what can be believed is. */
static int judge_gate(struct d1_assessment *assessment, size_t gate, bool blocked, bool off,
                      struct d1_gate_result *result)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_gate_instance *instance = &judge->gates.items[gate];
    struct d1_gate_facts facts = {
        .due = d1_judge_is_due(judge, instance->gate, instance->id, instance->due),
        .blocked = blocked,
        .disarmed = off,
        .partial = instance->gate->not_built > 0,
    };

    if (gather_criteria(assessment, gate, result) < 0 ||
        gather_checks(assessment, instance, facts.due, &facts.disarmed) < 0 ||
        d1_assessment_note(assessment, NULL, instance) < 0)
        return D1_ERR_MEMORY;
    facts.overrun = (facts.due && instance->awaits.len) || runs_over(judge, instance);
    facts.due = facts.due || facts.overrun;
    facts.applies = (facts.due || instance->due.known) && !d1_judge_exemption(judge, instance->gate, instance->due).len;
    result->state = d1_decide_gate(&facts, assessment->states.items, assessment->states.len, assessment->stands.items,
                                   assessment->stands.len);
    result->reason = reason_of(&facts, judge, instance, result->state);
    if (result->state == D1_GATE_UNDECIDED && !result->reason.len && !result->indeterminate &&
        !assessment->judge->engagement->unknown)
        result->reason = d1_str("what decides it could not be judged, or the policy lets it decide nothing");
    return 0;
}

/* Counts the findings that are due at each gate. */
static int count_findings(const struct d1_judge *judge, struct d1_gate_result *results)
{
    struct d1_map by_id = {0};
    int status = 0;

    for (size_t i = 0; i < judge->gates.len && status >= 0; i++)
        status = d1_map_insert(&by_id, results[i].id, &results[i], NULL);
    for (size_t i = 0; i < judge->findings.len && status >= 0; i++) {
        const struct d1_finding *finding = &judge->findings.items[i];
        struct d1_gate_result *result = d1_map_get(&by_id, finding->gate);

        if (!result)
            continue;
        result->open_findings += finding->state == D1_FINDING_OPEN;
        result->failed_findings += finding->state == D1_FINDING_FAIL;
    }
    d1_map_release(&by_id);
    return status < 0 ? status : 0;
}

int d1_assessment_gates(struct d1_assessment *assessment, struct d1_gate_result *results)
{
    struct d1_judge *judge = assessment->judge;
    bool off = is_blindfolded(judge);
    size_t missed = SIZE_MAX; /* order of the first gate that is */

    for (size_t i = 0; i < judge->gates.len; i++) {
        const struct d1_gate_instance *instance = &judge->gates.items[i];

        results[i] = (struct d1_gate_result){
            .id = instance->id,
            .title = instance->gate->title,
            .has_due = instance->due.known,
            .due = instance->due.date,
            .not_built = instance->gate->not_built,
            .asked = d1_judge_is_asked(judge, instance),
        };
        if (judge_gate(assessment, i, judge->policy->strict_order && missed < instance->gate->order, off, &results[i]) <
            0)
            return D1_ERR_MEMORY;
        if (results[i].state == D1_GATE_MISSED && missed == SIZE_MAX)
            missed = instance->gate->order;
    }
    return count_findings(judge, results);
}

/* ---- what is said of a missed gate ---- */

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

static bool is_check_of(const struct d1_criterion *criterion, const struct d1_check *check)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (criterion->checks[i] == check)
            return true;
    return false;
}

/*
 * Appends the gating criteria that fail, then the failing checks that are due at it and belong to none of them; *title
 * is that of the last one.
 */
static int name_failing(struct d1_assessment *assessment, size_t gate, struct d1_strbuf *text, size_t *named,
                        struct d1_str *title)
{
    const struct d1_gate_instance *instance = &assessment->judge->gates.items[gate];
    bool off = false;

    if (gather_checks(assessment, instance, true, &off) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = assessment->first[gate]; i < assessment->first[gate + 1]; i++) {
        const struct d1_criterion_result *result = result_at(assessment, i);

        if (result->state != D1_STATE_FAIL || !d1_criterion_is_class(result->criterion, "gating"))
            continue;
        d1_strbuf_printf(text, "%s" D1_STR_FMT, (*named)++ ? ", " : "", D1_STR_ARG(result->criterion->id));
        *title = result->criterion->title;
        for (size_t k = 0; k < assessment->stands.len; k++)
            if (is_check_of(result->criterion, assessment->stands.items[k].check))
                assessment->stands.items[k].voice = D1_VOICE_NONE;
    }
    for (size_t i = 0; i < assessment->stands.len; i++)
        if (assessment->stands.items[i].voice == D1_VOICE_DECIDES &&
            assessment->stands.items[i].state == D1_STATE_FAIL) {
            d1_strbuf_printf(text, "%s" D1_STR_FMT, (*named)++ ? ", " : "",
                             D1_STR_ARG(assessment->stands.items[i].check->id));
            *title = assessment->stands.items[i].check->title;
        }
    return 0;
}

/* What to do about a gate. Its name is part of a command, so that one with other signs than names have is left out. */
static struct d1_str help_with_gate(struct d1_judge *judge, struct d1_str gate)
{
    for (size_t i = 0; i < gate.len; i++)
        if (!isalnum((unsigned char)gate.ptr[i]) && !strchr("-_.:@", gate.ptr[i]))
            return d1_str("");
    return d1_arena_printf(
        judge->arena,
        "`d1lint check --gate " D1_STR_FMT
        "` lists what it still lacks, each with its place and its cure; here nothing is to be written. "
        "Do that, and this ends: the gate is met, though late, as soon as its criteria hold. Moving "
        "the date later does not help, and is reported by itself.",
        D1_STR_ARG(gate));
}

/* A gate that is asked for is judged as it stands today: whether it was met on its day is another question. */
static void head_missed(const struct d1_judge *judge, const struct d1_gate_instance *instance,
                        const struct d1_gate_result *gate, struct d1_strbuf *text)
{
    bool anew = d1_judge_is_brought_forward(judge, instance) && !judge->asked_past;
    char day[D1_DATE_TEXT] = "";

    d1_strbuf_printf(text, "gate " D1_STR_FMT, D1_STR_ARG(gate->id));
    if (gate->has_due) {
        d1_date_format(gate->due, day);
        d1_strbuf_printf(text, ", due on %s,", day);
    }
    if (gate->has_due && gate->due < judge->today && anew) {
        d1_date_format(judge->today, day);
        d1_strbuf_printf(text, " is not met as it stands on %s: ", day);
    } else {
        d1_strbuf_printf(text, " is %s: ", gate->has_due && gate->due > judge->today ? "not met yet" : "missed");
    }
}

/*
 * "gate kickoff, due on 2026-03-03, is missed: KO-R2, STK-005 do not hold"
 * "gate milestone:ms-03, due on 2026-04-15, is missed: MI-Q2 does not hold (Milestones are reviewed)"
 */
static int file_missed(struct d1_assessment *assessment, const struct d1_rule *rule, size_t index,
                       const struct d1_gate_result *gate)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_gate_instance *instance = &judge->gates.items[index];
    struct d1_draft draft = {
        .check = rule->check,
        .severity = judge->tallies[rule->check->index].severity,
        .node = anchor_node(judge, instance),
        .key = gate->id,
        .gate = gate->id,
        .due = {gate->has_due, gate->due},
    };
    struct d1_strbuf text = {0};
    struct d1_str title = {0};
    size_t named = 0;
    int result = 0;

    head_missed(judge, instance, gate, &text);
    if (!runs_over(judge, instance))
        result = name_failing(assessment, index, &text, &named, &title);
    draft.follows = named && !gate->reason.len;
    if (named == 1)
        d1_strbuf_printf(&text, " does not hold (" D1_STR_FMT ")", D1_STR_ARG(title));
    else if (named)
        d1_strbuf_puts(&text, " do not hold");
    if (gate->reason.len)
        d1_strbuf_printf(&text, "%s" D1_STR_FMT, named ? ", and " : "", D1_STR_ARG(gate->reason));
    draft.artifact = d1_engagement_artifact(judge->engagement, draft.node);
    draft.help = help_with_gate(judge, gate->id);
    draft.message = text.oom || result < 0 ? d1_strn(NULL, 0) : d1_arena_str(judge->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    if (!draft.message.ptr || !draft.help.ptr || d1_waivers_apply(judge, &draft, NULL) < 0)
        return D1_ERR_MEMORY;
    return d1_finding_file(judge, &draft);
}

/* Whether a check waits for something to be mended: then so does a gate that is undecided, if the policy lets it. */
static bool any_waits(const struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->ruleset->check_count; i++)
        if (judge->tallies[i].waits)
            return true;
    return false;
}

/* The built-in check of gates: a finding for each that is missed. */
int d1_assessment_report_gates(struct d1_assessment *assessment, const struct d1_gate_result *results)
{
    struct d1_judge *judge = assessment->judge;

    for (size_t r = 0; r < judge->ruleset->private->rules.len; r++) {
        const struct d1_rule *rule = judge->ruleset->private->rules.items[r];
        struct d1_tally *tally = &judge->tallies[rule->check->index];

        if (rule->builtin != D1_BUILTIN_GATES || tally->severity == D1_SEVERITY_OFF)
            continue;
        tally->all.subjects = 0;
        for (size_t i = 0; i < judge->gates.len; i++) {
            if (results[i].state == D1_GATE_NOT_APPLICABLE || results[i].state == D1_GATE_FUTURE)
                continue;
            tally->all.subjects++;
            tally->all.indeterminate += results[i].state == D1_GATE_UNDECIDED;
            if (results[i].state == D1_GATE_MISSED && file_missed(assessment, rule, i, &results[i]) < 0)
                return D1_ERR_MEMORY;
        }
        tally->state = tally->all.failed          ? D1_STATE_FAIL
                       : tally->all.indeterminate ? D1_STATE_INDETERMINATE
                       : tally->all.waived        ? D1_STATE_WAIVED
                       : tally->all.subjects      ? D1_STATE_PASS
                                                  : D1_STATE_EMPTY;
        tally->waits = tally->state == D1_STATE_INDETERMINATE && any_waits(judge);
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
                .is_due = d1_judge_is_due(judge, judge->gates.items[g].gate, results[g].id, judge->gates.items[g].due),
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
