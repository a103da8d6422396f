/* How a check stands at a gate: whether it counts there, and what of its subjects. */
#include "rules/gates/assessment.h"
#include "rules/held.h"
#include "rules/judge/evaluation.h"

/* ---- which checks count ---- */

bool d1_assessment_is_silent(const struct d1_judge *judge, const struct d1_check *check)
{
    return judge->policy->essential_only && !check->essential;
}

/* Whether one entry of `due` lets the check count at the gate. */
static bool entry_counts(const struct d1_judge *judge, const struct d1_due *due,
                         const struct d1_gate_instance *instance)
{
    if (due->code == D1_DUE_GATE)
        return due->gate->order <= instance->gate->order;
    return due->code == D1_DUE_ALWAYS || !d1_judge_is_past(judge, instance);
}

static bool names(const struct d1_rule *rule, enum d1_due_code code)
{
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].code == code)
            return true;
    return false;
}

bool d1_assessment_is_until_held(const struct d1_rule *rule)
{
    if (d1_rule_has_gates(rule))
        return false;
    return !rule->due_count || names(rule, D1_DUE_ALWAYS) || (names(rule, D1_DUE_GATE) && names(rule, D1_DUE_ROLLING));
}

static bool counts(const struct d1_judge *judge, const struct d1_rule *rule, const struct d1_gate_instance *instance,
                   const struct d1_question *question)
{
    bool with_gate = names(rule, D1_DUE_GATE) && !d1_rule_has_gates(rule);

    if (question->all_along || question->own || !rule->due_count)
        return true;
    for (size_t i = 0; i < rule->due_count; i++)
        if (!(with_gate && rule->due[i].code == D1_DUE_ROLLING) && entry_counts(judge, &rule->due[i], instance))
            return true;
    return false;
}

/* Whether all that the check is due at comes after the gate. */
static bool is_later(const struct d1_rule *rule, const struct d1_gate *gate)
{
    for (size_t i = 0; i < rule->due_count; i++)
        if (rule->due[i].code != D1_DUE_GATE || rule->due[i].gate->order <= gate->order)
            return false;
    return rule->due_count > 0;
}

/* ---- what of its subjects ---- */

static void add_share(struct d1_share *to, const struct d1_share *share)
{
    to->subjects += share->subjects;
    to->failed += share->failed;
    to->failed_errors += share->failed_errors;
    to->open += share->open;
    to->open_errors += share->open_errors;
    to->waived += share->waived;
    to->waived_errors += share->waived_errors;
    to->open_subjects += share->open_subjects;
    to->awaited += share->awaited;
    to->unrecorded += share->unrecorded;
    to->indeterminate += share->indeterminate;
    if (share->claimed.known && (!to->claimed.known || share->claimed.date > to->claimed.date))
        to->claimed = share->claimed;
}

/* Of subjects that are due at different gates those that count at this one. shares: by gate instance, or NULL. */
static struct d1_share sum_up_to(const struct d1_judge *judge, const struct d1_rule *rule,
                                 const struct d1_share *shares, const struct d1_gate_instance *instance)
{
    struct d1_share sum = {0};

    for (size_t i = 0; i < judge->gates.len && shares; i++)
        if (judge->gates.items[i].gate->order <= instance->gate->order)
            add_share(&sum, &shares[i]);
    for (size_t i = 0; i < rule->due_count && shares; i++) {
        if (rule->due[i].code == D1_DUE_GATE || !entry_counts(judge, &rule->due[i], instance))
            continue;
        add_share(&sum, &shares[judge->gates.len]);
        break;
    }
    return sum;
}

/* Whether of an instance only what belongs to it counts. A kind that is missing belongs to none. */
static bool is_apart(const struct d1_tally *tally, const struct d1_gate_instance *instance)
{
    return instance->item && tally->rule->due_of;
}

/* What may be where nobody could look counts at every gate; of a check of which nothing is due yet it is still to do.
 */
static void add_unseen(struct d1_share *share, const struct d1_tally *tally)
{
    if (!tally->ahead) {
        share->indeterminate += tally->unseen;
        return;
    }
    share->open += tally->unseen;
    share->open_errors += tally->severity == D1_SEVERITY_ERROR ? tally->unseen : 0;
}

/* Of what was counted, in all and by gate instance, that which counts at this one. */
static struct d1_share part_at(const struct d1_judge *judge, const struct d1_tally *tally, const struct d1_share *all,
                               const struct d1_share *shares, const struct d1_gate_instance *instance,
                               const struct d1_question *question)
{
    const struct d1_share nothing = {0};

    if (is_apart(tally, instance))
        return shares ? shares[instance - judge->gates.items] : nothing;
    if (d1_rule_has_gates(tally->rule) && !question->all_along)
        return sum_up_to(judge, tally->rule, shares, instance);
    return *all;
}

/* What waivers of the criterion excuse of its check; NULL for nothing. */
static const struct d1_excuse *excuse_of(const struct d1_tally *tally, const struct d1_question *question)
{
    for (size_t i = 0; i < tally->excuse_count; i++)
        if (tally->excuses[i].criterion == question->criterion)
            return &tally->excuses[i];
    return NULL;
}

static struct d1_share share_at(const struct d1_judge *judge, const struct d1_tally *tally,
                                const struct d1_gate_instance *instance, const struct d1_question *question)
{
    struct d1_share share = part_at(judge, tally, &tally->all, tally->shares, instance, question), excused;
    const struct d1_excuse *excuse = excuse_of(tally, question);

    if (d1_rule_has_gates(tally->rule) && !question->all_along && !is_apart(tally, instance))
        add_unseen(&share, tally);
    if (!excuse)
        return share;
    excused = part_at(judge, tally, &excuse->all, excuse->shares, instance, question);
    share.failed -= excused.failed;
    share.failed_errors -= excused.failed_errors;
    share.waived += excused.failed;
    share.waived_errors += excused.failed_errors;
    return share;
}

/* any_severity: whatever it finds shows that it does not hold; else warnings do not. */
static enum d1_state state_of(const struct d1_judge *judge, const struct d1_tally *tally, const struct d1_share *share,
                              const struct d1_question *question, bool any_severity, bool apart)
{
    size_t failing = any_severity ? share->failed : share->failed_errors;
    size_t open = any_severity ? share->open : share->open_errors;
    size_t waived = any_severity ? share->waived : share->waived_errors;
    const struct d1_excuse *excuse = excuse_of(tally, question);
    bool missing = tally->missing && !apart && (any_severity || tally->missing_severity == D1_SEVERITY_ERROR);
    bool excused = missing && tally->missing_due && (tally->missing_waived || (excuse && excuse->missing));

    if (failing || (missing && tally->missing_due && !excused))
        return D1_STATE_FAIL;
    /* Nobody knows yet whether what is awaited will come: a gate is not met by that. */
    if (share->indeterminate || (question->due && share->awaited))
        return D1_STATE_INDETERMINATE;
    if ((waived || excused) && !d1_tally_is_hidden(judge, tally))
        return D1_STATE_WAIVED;
    missing = missing && !excused;
    if (missing || (open && !(question->due && share->subjects > share->open_subjects && !tally->unseen)))
        return D1_STATE_NOT_DUE;
    if (d1_tally_is_hidden(judge, tally))
        return tally->ahead ? D1_STATE_NOT_DUE : D1_STATE_INDETERMINATE;
    return share->subjects ? D1_STATE_PASS : D1_STATE_EMPTY;
}

/* ---- the whole ---- */

static enum d1_voice voice_of(const struct d1_tally *tally, const struct d1_check *check,
                              const struct d1_question *question)
{
    if (question->any_severity || tally->severity == D1_SEVERITY_ERROR)
        return D1_VOICE_DECIDES;
    return check->severity == D1_SEVERITY_ERROR ? D1_VOICE_LOWERED : D1_VOICE_NONE;
}

/* What is switched off shows nothing; an error check leaves open what it would have shown, unless a waiver says why. */
static void stand_off(const struct d1_tally *tally, const struct d1_question *question, struct d1_stand *stand)
{
    if (stand->check->severity == D1_SEVERITY_ERROR || !question->indicator) {
        stand->state = tally->lifted ? D1_STATE_WAIVED : D1_STATE_INDETERMINATE;
        stand->voice = D1_VOICE_DECIDES;
    }
    stand->reason = tally->reason;
}

bool d1_assessment_stand(const struct d1_judge *judge, const struct d1_check *check,
                         const struct d1_gate_instance *instance, const struct d1_question *question,
                         struct d1_stand *stand)
{
    const struct d1_tally *tally = &judge->tallies[check->index];
    struct d1_share share;

    *stand = (struct d1_stand){.check = check, .state = D1_STATE_NOT_APPLICABLE, .reason = tally->reason};
    if (!check->built)
        return true;
    if (d1_assessment_is_silent(judge, check)) {
        stand->reason = d1_str("not of level essential");
        return true;
    }
    if (!counts(judge, tally->rule, instance, question))
        return false;
    if (tally->severity == D1_SEVERITY_OFF) {
        stand_off(tally, question, stand);
        return true;
    }
    stand->voice = voice_of(tally, check, question);
    if (tally->state == D1_STATE_NOT_APPLICABLE)
        return true;
    stand->reason = d1_str("");
    share = share_at(judge, tally, instance, question);
    stand->state = state_of(judge, tally, &share, question, question->any_severity || stand->voice == D1_VOICE_LOWERED,
                            is_apart(tally, instance));
    stand->lacking = stand->state == D1_STATE_EMPTY && tally->missing && tally->missing_due;
    stand->claimed = share.claimed;
    stand->recorded = !share.unrecorded;
    stand->until_held = !question->all_along && d1_assessment_is_until_held(tally->rule);
    if (stand->until_held && (stand->state == D1_STATE_FAIL || stand->state == D1_STATE_WAIVED) &&
        d1_held_once(judge->held, instance->id, question->criterion, check)) {
        stand->over = true;
        stand->state = D1_STATE_PASS;
        return false;
    }
    return !(question->all_along && stand->state == D1_STATE_NOT_DUE && is_later(tally->rule, instance->gate));
}

int d1_assessment_add_stand(struct d1_assessment *assessment, const struct d1_check *check,
                            const struct d1_gate_instance *instance, const struct d1_question *question)
{
    struct d1_stand stand;

    if (d1_assessment_stand(assessment->judge, check, instance, question, &stand))
        return d1_vec_push(&assessment->stands, stand);
    return stand.over ? d1_vec_push(&assessment->over, stand) : 0;
}

static int note(struct d1_judge *judge, const struct d1_stands *stands, const struct d1_criterion *criterion,
                const struct d1_gate_instance *instance)
{
    for (size_t i = 0; i < stands->len; i++) {
        const struct d1_stand *stand = &stands->items[i];
        struct d1_noted noted = {
            .criterion = criterion,
            .check = stand->check,
            .gate = (size_t)(instance - judge->gates.items),
            .state = stand->state,
            .decides = stand->voice == D1_VOICE_DECIDES,
            .until_held = stand->until_held,
            .claimed = stand->claimed,
            .recorded = stand->recorded,
        };

        if (d1_vec_push(&judge->noted, noted) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_assessment_note(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                       const struct d1_gate_instance *instance)
{
    struct d1_judge *judge = assessment->judge;

    if (!judge->notes)
        return 0;
    if (note(judge, &assessment->stands, criterion, instance) < 0)
        return D1_ERR_MEMORY;
    return note(judge, &assessment->over, criterion, instance);
}
