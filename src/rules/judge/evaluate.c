/* Every rule over one engagement: needs, subjects, and the state of each check. */
#include <stdlib.h>

#include "base/vec.h"
#include "rules/carried.h"
#include "rules/judge/evaluation.h"
#include "rules/waivers.h"

/* ---- subjects ---- */

/* By address: an order in which to look for a node, and for nothing that is shown. */
static int compare_nodes(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t) * (const struct d1_node *const *)left;
    uintptr_t b = (uintptr_t) * (const struct d1_node *const *)right;

    return (a > b) - (a < b);
}

/* Whether a check that this one comes after fails the subject. */
static bool failed_before(const struct d1_evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->rule->after_count; i++) {
        const struct d1_tally *tally = &evaluation->judge->tallies[evaluation->rule->after[i]->check->index];

        if (tally->failing.len && bsearch(&evaluation->subject, tally->failing.items, tally->failing.len,
                                          sizeof *tally->failing.items, compare_nodes))
            return true;
    }
    return false;
}

/*
 * Whether what a name of `each` stands for lacks what the checks of `after` demand. They have found it mostly; but a
 * policy may have switched them off, or they are not due.
 */
static bool lacks_demanded(const struct d1_evaluation *evaluation, size_t level)
{
    for (size_t i = 0; i < evaluation->part->demand_count; i++) {
        const struct d1_demand *demand = &evaluation->part->demands[i];

        if (demand->level == level && d1_evaluation_lacks(evaluation->subject, &demand->field))
            return true;
    }
    return false;
}

/* Whether other checks have to hold of the subject before this one can say anything of it. */
static bool waits(const struct d1_evaluation *evaluation)
{
    return failed_before(evaluation) ||
           (evaluation->part->each_count && lacks_demanded(evaluation, evaluation->part->each_count - 1));
}

/* Judges the subject that the names are bound to, by its conditions or by what it must be complete in. */
static int judge_conditions(struct d1_evaluation *evaluation, const struct d1_completeness *complete)
{
    struct d1_cel_value when;

    if (evaluation->subject && waits(evaluation)) {
        evaluation->tally->all.subjects++;
        d1_evaluation_unknown(evaluation, 1);
        return 0;
    }
    if (evaluation->part->when) {
        when = d1_evaluation_run(evaluation, evaluation->part->when);
        if (d1_cel_is(when, D1_CEL_ERROR)) {
            evaluation->tally->all.subjects++;
            return d1_evaluation_undecided(evaluation, when);
        }
        if (!d1_cel_is_true(when))
            return 0;
    }
    evaluation->tally->all.subjects++;
    return complete ? d1_evaluation_complete(evaluation, complete) : d1_evaluation_assert(evaluation);
}

static struct d1_day later_day(struct d1_day a, struct d1_day b)
{
    return !b.known || (a.known && a.date >= b.date) ? a : b;
}

/* Adds to a share what was counted since `before`. */
static void add_to(struct d1_share *share, const struct d1_share *before, const struct d1_share *now)
{
    share->subjects += now->subjects - before->subjects;
    share->failed += now->failed - before->failed;
    share->failed_errors += now->failed_errors - before->failed_errors;
    share->open += now->open - before->open;
    share->open_errors += now->open_errors - before->open_errors;
    share->open_subjects += now->open_subjects - before->open_subjects;
    share->awaited += now->awaited - before->awaited;
    share->waived += now->waived - before->waived;
    share->waived_errors += now->waived_errors - before->waived_errors;
    share->indeterminate += now->indeterminate - before->indeterminate;
    share->unrecorded += now->unrecorded - before->unrecorded;
    share->claimed = later_day(share->claimed, now->claimed);
}

/*
 * Adds what was counted for a subject to the share of each gate instance that it belongs to; of what is due at a gate
 * that comes once, to the share of that gate.
 */
static int add_shares(struct d1_evaluation *evaluation, struct d1_share **shares, const struct d1_share *before,
                      const struct d1_share *now)
{
    struct d1_judge *judge = evaluation->judge;
    const struct d1_gate *gate = evaluation->gate;
    const struct d1_gate_instance *once = gate ? d1_judge_gate(judge, gate) : NULL;

    if (!*shares)
        *shares = d1_arena_calloc(judge->arena, judge->gates.len + 1, sizeof **shares);
    if (!*shares)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < evaluation->instance_count && !once; i++)
        if (!gate || evaluation->instances[i]->gate == gate)
            add_to(&(*shares)[evaluation->instances[i] - judge->gates.items], before, now);
    if (once || !gate || !evaluation->instance_count)
        add_to(&(*shares)[once ? (size_t)(once - judge->gates.items) : judge->gates.len], before, now);
    return 0;
}

static int share_out(struct d1_evaluation *evaluation, const struct d1_share *before)
{
    struct d1_tally *tally = evaluation->tally;
    int result = add_shares(evaluation, &tally->shares, before, &tally->all);

    for (size_t i = 0; i < tally->excuse_count && result == 0; i++)
        result = add_shares(evaluation, &tally->excuses[i].shares, &tally->excuses[i].before, &tally->excuses[i].all);
    return result;
}

/* A day of its own is due when it says so, though the gate that it counts at has been called off. */
static const struct d1_gate *gate_of(const struct d1_evaluation *evaluation)
{
    return evaluation->rule->due_date ? NULL : evaluation->gate;
}

/* Why the subject at hand is not asked for, as far as that is for the day on which it is due. */
static struct d1_str exemption_of(const struct d1_evaluation *evaluation, bool rolling)
{
    const struct d1_judge *judge = evaluation->judge;

    if (!rolling)
        return d1_judge_exemption(judge, gate_of(evaluation), evaluation->due);
    return d1_judge_is_called_off(judge, gate_of(evaluation), evaluation->due) ? judge->called_off : d1_str("");
}

/* Whether a subject that is due on a day of its own is not asked for. */
static bool is_exempt(struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;
    bool rolling = d1_rule_has_gates(rule) ? !evaluation->gate : d1_rule_is_rolling(rule);
    struct d1_str reason = exemption_of(evaluation, rolling);

    if (!reason.len)
        return false;
    if (!evaluation->tally->exempt.len)
        evaluation->tally->exempt = reason;
    return true;
}

/* How a subject came out, by what was counted for it. */
static enum d1_subject_state subject_state(const struct d1_share *all, const struct d1_share *before)
{
    if (all->failed > before->failed)
        return D1_SUBJECT_FAIL;
    if (all->indeterminate > before->indeterminate)
        return D1_SUBJECT_INDETERMINATE;
    if (all->waived > before->waived)
        return D1_SUBJECT_WAIVED;
    if (all->open > before->open)
        return D1_SUBJECT_OPEN;
    return all->subjects > before->subjects ? D1_SUBJECT_PASS : D1_SUBJECT_NOT_APPLICABLE;
}

static int note_subject(struct d1_evaluation *evaluation, enum d1_subject_state state)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;
    const struct d1_node *node;

    if (evaluation->judge->waivers && d1_waivers_rest_on(evaluation->rule->check))
        d1_waivers_note(evaluation->judge, evaluation->rule->check, evaluation->subject, state);
    /* Where none is listed it is all the same where they stand. */
    if (!evaluation->judge->most_subjects)
        return d1_subject_note(evaluation->judge, evaluation->tally, state, 0, NULL);
    node = d1_evaluation_place(evaluation);
    /* A subject that is the engagement as a whole has no place of its own in the artifact that stands for it. */
    return d1_subject_note(evaluation->judge, evaluation->tally, state,
                           d1_engagement_artifact(engagement, node) ? d1_node_doc(node)->source : 0,
                           node == evaluation->subject ? node : NULL);
}

static int judge_subject(struct d1_evaluation *evaluation, const struct d1_completeness *complete)
{
    struct d1_tally *tally = evaluation->tally;
    struct d1_share before = tally->all;
    bool shared = evaluation->rule->due_of || d1_rule_has_gates(evaluation->rule);
    int result = d1_part_need(evaluation->judge->ruleset, evaluation->rule, evaluation->part, D1_READY_CONDITIONS);

    if (result < 0)
        return result;
    d1_evaluation_reset_with(evaluation);
    evaluation->judge->lacked_history = false;
    evaluation->awaits = false;
    if (!d1_evaluation_find_due(evaluation) || ((shared || evaluation->rule->due_date) && is_exempt(evaluation)))
        return note_subject(evaluation, D1_SUBJECT_NOT_APPLICABLE);
    tally->all.claimed = (struct d1_day){0};
    for (size_t i = 0; i < tally->excuse_count; i++)
        tally->excuses[i].before = tally->excuses[i].all;
    result = judge_conditions(evaluation, complete);
    tally->all.open_subjects += tally->all.open > before.open;
    if (result == 0 && shared)
        result = share_out(evaluation, &before);
    tally->all.claimed = later_day(before.claimed, tally->all.claimed);
    if (result == 0)
        result = note_subject(evaluation, subject_state(&tally->all, &before));
    return result;
}

/* Counts a subject that cannot be judged, since the rest of its names follow from what it lacks. */
static int leave_undecided(struct d1_evaluation *evaluation)
{
    struct d1_share before = evaluation->tally->all;

    evaluation->tally->all.subjects++;
    d1_evaluation_unknown(evaluation, 1);
    evaluation->tally->all.open_subjects += evaluation->tally->all.open > before.open;
    return note_subject(evaluation, subject_state(&evaluation->tally->all, &before));
}

/* Binds the names of `each` from number `level` on to every combination of their entries, and judges each. */
static int walk_subjects(struct d1_evaluation *evaluation, size_t level)
{
    const struct d1_part *part = evaluation->part;
    struct d1_cel_value list;
    int result = 0;

    if (level == part->each_count) {
        result = judge_subject(evaluation, NULL);
        d1_evaluation_find_first_due(evaluation);
        return result;
    }
    list = d1_evaluation_run(evaluation, part->each[level].program);
    if (d1_cel_is(list, D1_CEL_ERROR))
        return d1_evaluation_undecided(evaluation, list);
    for (size_t i = 0; i < d1_cel_list_len(list) && result == 0; i++) {
        struct d1_cel_value it = d1_cel_list_get(list, i);

        evaluation->names.slots[level] = (struct d1_cel_slot){.value = it};
        evaluation->subject = d1_cel_value_node(it);
        if (d1_cel_is(it, D1_CEL_ERROR)) {
            result = d1_evaluation_undecided(evaluation, it);
        } else if (level + 1 < part->each_count && lacks_demanded(evaluation, level)) {
            result = leave_undecided(evaluation);
        } else {
            result = walk_subjects(evaluation, level + 1);
        }
    }
    evaluation->subject = NULL;
    return result;
}

static int walk_items(struct d1_evaluation *evaluation, const struct d1_completeness *entry)
{
    const struct d1_node_list *items = &evaluation->judge->engagement->by_type[entry->type->index];
    const struct d1_cel_type *type = evaluation->judge->ruleset->private->item_types[entry->type->index];
    int result = 0;

    for (size_t i = 0; i < items->len && result == 0; i++) {
        evaluation->names.slots[0] = (struct d1_cel_slot){.value = d1_cel_of_node(items->items[i], type)};
        evaluation->subject = items->items[i];
        result = judge_subject(evaluation, entry);
    }
    evaluation->subject = NULL;
    return result;
}

/*
 * What was left out, or may be there unseen, are subjects that could not be judged. Where a whole file may be anything,
 * each check says so once instead.
 */
static void count_left_out(struct d1_evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;
    const struct d1_reads *subjects = &evaluation->part->subjects, *others = &evaluation->part->others;
    bool told = engagement->unknown > 0;
    size_t count = (subjects->acts || others->acts) && engagement->partial && !told;

    if (!evaluation->judge->gaps)
        return;
    for (size_t i = 0; i < engagement->kinds->type_count; i++) {
        const struct d1_node_list *list = &engagement->by_type[i];

        count += subjects->types[i] ? list->left_out : 0;
        count += (subjects->types[i] || others->types[i]) && list->partial && !told;
    }
    for (size_t i = 0; i < engagement->kinds->kind_count; i++) {
        const struct d1_node_list *list = &engagement->by_kind[i];

        count += subjects->kinds[i] ? list->left_out : 0;
        count += (subjects->kinds[i] || others->kinds[i]) && list->partial && !list->left_out && !told;
    }
    evaluation->tally->unseen += count;
    d1_evaluation_unknown(evaluation, count);
}

static int judge_part(struct d1_evaluation *evaluation)
{
    int result = d1_evaluation_bind_part(evaluation);

    count_left_out(evaluation);
    for (size_t i = 0; i < evaluation->part->complete_count && result == 0; i++)
        result = walk_items(evaluation, &evaluation->part->complete[i]);
    if (!evaluation->part->complete_count && result == 0)
        result = walk_subjects(evaluation, 0);
    return result;
}

/* ---- checks ---- */

bool d1_rule_has_gates(const struct d1_rule *rule)
{
    return rule->due_count && rule->due[0].when;
}

static bool names_rolling(const struct d1_rule *rule)
{
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].code == D1_DUE_ROLLING)
            return true;
    return false;
}

/* One with a date for each subject is due then, once, whatever it counts for. */
bool d1_rule_is_rolling(const struct d1_rule *rule)
{
    return names_rolling(rule) && !rule->due_date;
}

/* The day on which what rolls comes to rest: the last one of the engagement, or for some that of a gate behind it. */
static struct d1_day rest_of(const struct d1_judge *judge, const struct d1_rule *rule)
{
    const struct d1_gate_instance *until = rule->until ? d1_judge_gate(judge, rule->until) : NULL;

    if (judge->runs_on)
        return (struct d1_day){0};
    if (judge->cancelled.known)
        return judge->cancelled;
    return until ? later_day(until->due, judge->close) : judge->close;
}

/* The day as of which a rule is judged: what rolls stays as it was on the day on which it came to rest. */
static d1_date day_of(const struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_day rest = rest_of(judge, rule);

    return names_rolling(rule) && rest.known && rest.date < judge->today ? rest.date : judge->today;
}

bool d1_tally_is_hidden(const struct d1_judge *judge, const struct d1_tally *tally)
{
    return judge->engagement->unknown || tally->hidden;
}

void d1_tally_conclude(const struct d1_judge *judge, struct d1_tally *tally)
{
    if (tally->state == D1_STATE_NOT_APPLICABLE)
        return;
    if (tally->all.failed || (tally->missing && tally->missing_due && !tally->missing_waived)) {
        tally->state = D1_STATE_FAIL;
    } else if (tally->all.indeterminate) {
        tally->state = D1_STATE_INDETERMINATE;
        tally->waits = !tally->reason.len;
        if (!tally->reason.len)
            tally->reason = d1_str("part of what it judges could not be read or is invalid");
    } else if ((tally->all.waived || tally->missing_waived) && !judge->engagement->unknown && !tally->hidden) {
        tally->state = D1_STATE_WAIVED;
    } else if ((tally->all.open || tally->missing) && !tally->all.waived && !tally->missing_waived) {
        tally->state = D1_STATE_NOT_DUE;
    } else if (d1_tally_is_hidden(judge, tally) && tally->ahead) {
        tally->state = D1_STATE_NOT_DUE;
    } else if (d1_tally_is_hidden(judge, tally)) {
        tally->state = D1_STATE_INDETERMINATE;
        tally->waits = true;
        tally->reason =
            d1_str(judge->engagement->unknown ? "a file that may belong to this engagement could not be read"
                                              : "an artifact that it may need could not be read");
    } else if (!tally->all.subjects && tally->exempt.len) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = tally->exempt;
    } else if (!tally->all.subjects) {
        tally->state = D1_STATE_EMPTY;
        tally->reason = d1_str("there was nothing to judge");
    } else {
        tally->state = D1_STATE_PASS;
    }
}

/* Where a check has no subject by its day, and says why that may be, it does not apply. */
static void conclude(const struct d1_judge *judge, const struct d1_rule *rule, struct d1_tally *tally)
{
    struct d1_str otherwise = d1_node_get_text(rule->spec, "otherwise");

    d1_tally_conclude(judge, tally);
    if (tally->state == D1_STATE_EMPTY && !tally->ahead && !rule->applies && otherwise.len) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = otherwise;
    }
}

int d1_judge_rule(struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_evaluation evaluation = {.judge = judge, .rule = rule, .tally = &judge->tallies[rule->check->index]};
    struct d1_tally *tally = evaluation.tally;
    d1_date today = judge->today;
    struct d1_str exempt;
    bool done = false;
    int result = 0;

    judge->context.wide = judge->context.files = false;
    if (tally->severity == D1_SEVERITY_OFF) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("switched off by the policy");
        tally->lifted = d1_waivers_lift(judge, rule->check);
        return 0;
    }
    if (!d1_rule_applies(judge, rule)) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_node_get_text(rule->spec, "otherwise");
        if (!tally->reason.len)
            tally->reason = d1_str("the engagement says so");
        tally->wide = judge->context.wide;
        tally->files = judge->context.files;
        return 0;
    }
    if (!d1_rule_has_own_due(rule) && rule->due_count)
        d1_evaluation_set_due(&evaluation, &rule->due[0]);
    tally->due = evaluation.due;
    exempt = exemption_of(&evaluation, d1_rule_is_rolling(rule));
    if (exempt.len) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = exempt;
        return 0;
    }
    d1_judge_set_today(judge, day_of(judge, rule));
    result = d1_evaluation_needs(&evaluation, &done);
    d1_evaluation_find_first_due(&evaluation);
    tally->ahead = !d1_evaluation_is_due(&evaluation);
    d1_judge_bind_rule(judge, rule);
    judge->lacked_history = false;
    if (result == 0 && !done)
        result = judge->gaps ? d1_rule_read_all(judge->ruleset, rule) : d1_rule_begin(judge->ruleset, rule);
    if (result == 0 && !done)
        result = d1_evaluation_bind_lets(&evaluation);
    for (size_t i = 0; i < rule->part_count && result == 0 && !done; i++) {
        evaluation.part = &rule->parts[i];
        result = judge_part(&evaluation);
    }
    d1_map_release(&evaluation.told);
    if (tally->failing.len)
        qsort(tally->failing.items, tally->failing.len, sizeof *tally->failing.items, compare_nodes);
    conclude(judge, rule, tally);
    tally->wide = judge->context.wide;
    tally->files = judge->context.files;
    d1_judge_set_today(judge, today);
    d1_arena_reset(&judge->scratch);
    return result;
}

int d1_judge_rules(struct d1_judge *judge)
{
    const struct d1_ruleset_private *private = judge->ruleset->private;

    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        struct d1_tally *tally = &judge->tallies[i];

        if (judge->ruleset->checks[i].built)
            continue;
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("not built");
    }
    for (size_t i = 0; i < private->rules.len; i++) {
        const struct d1_rule *rule = private->order[i];
        int restored;

        if (judge->waivers && d1_waivers_rest_on(rule->check))
            continue; /* it came before all others */
        if (judge->only && !judge->only[rule->check->index])
            continue;
        restored = d1_carried_restore(judge, rule->check);
        if (restored < 0)
            return D1_ERR_MEMORY;
        if (restored)
            continue;
        if ((rule->builtin ? d1_builtin_count(judge, rule) : d1_judge_rule(judge, rule)) < 0)
            return D1_ERR_MEMORY;
    }
    if (d1_builtin_history(judge) < 0)
        return D1_ERR_MEMORY;
    d1_judge_bind_rule(judge, NULL);
    if (d1_waivers_remind(judge) < 0)
        return D1_ERR_MEMORY;
    d1_findings_drop_subsumed(judge);
    return 0;
}
