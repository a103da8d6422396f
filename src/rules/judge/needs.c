/* Whether a rule applies to an engagement, and the kinds that it needs there. */
#include "rules/judge/evaluation.h"
#include "rules/waivers.h"

/* Whether what a rule needs may be there without being seen. */
static bool may_be_hidden(const struct d1_judge *judge, const struct d1_rule *rule)
{
    for (size_t i = 0; i < rule->need_count; i++) {
        const struct d1_node_list *list = &judge->engagement->by_kind[rule->needs[i]->index];

        if (list->left_out || list->partial)
            return true;
    }
    return false;
}

/* Whether a rule says something of the engagement at all; what cannot be told does. */
bool d1_rule_applies(struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_cel_value value;

    if (!rule->applies || may_be_hidden(judge, rule) || d1_judge_eval(judge, rule->applies, &judge->base, &value) < 0)
        return true;
    return !d1_cel_is(value, D1_CEL_BOOL) || value.as.boolean;
}

/* Sets the later of the day on which this check is due and that from which the kind is missing. */
static void delay(struct d1_evaluation *evaluation, const struct d1_rule *rule, struct d1_day day)
{
    bool open = !evaluation->due.known && !evaluation->gate; /* subjects have dates of their own, or none is needed */

    if (!day.known || (!open && (!evaluation->due.known || evaluation->due.date >= day.date)))
        return;
    if (!rule->missing_from) {
        d1_evaluation_set_due(evaluation, &rule->due[0]);
        return;
    }
    evaluation->gate = NULL;
    evaluation->gate_name = d1_str("date");
    evaluation->due = day;
}

/*
 * When a kind is missing, and how much that weighs: it is due no sooner than the check that reports it says. False: it
 * is not missing as things stand, since what asks for it has not come about.
 */
static bool find_missing(struct d1_evaluation *evaluation, const struct d1_kind *kind)
{
    struct d1_judge *judge = evaluation->judge;
    const struct d1_rule *rule = judge->ruleset->private->demanding[kind->index];
    struct d1_tally *tally = evaluation->tally;
    struct d1_day day = {0};

    tally->missing = true;
    tally->missing_severity = tally->severity;
    if (rule && rule->missing_severity && rule->missing_severity < tally->severity)
        tally->missing_severity = rule->missing_severity;
    if (rule && rule->missing_from) {
        d1_judge_bind_rule(judge, rule);
        day = d1_judge_eval_day(judge, rule->missing_from, &judge->base);
        if (!day.known)
            return false;
    } else if (rule && rule->due_count && rule->due[0].code == D1_DUE_GATE) {
        day = d1_evaluation_due_day(judge, &rule->due[0]);
    }
    delay(evaluation, rule, day);
    tally->due = evaluation->due;
    tally->missing_due = d1_evaluation_is_due(evaluation);
    return true;
}

/* Whether a kind would be missing from a day on that came only after the engagement was called off. */
static bool is_called_off(struct d1_judge *judge, const struct d1_kind *kind)
{
    const struct d1_rule *rule = judge->ruleset->private->demanding[kind->index];
    struct d1_day day;

    if (!judge->cancelled.known || !rule || !rule->missing_from)
        return false;
    d1_judge_bind_rule(judge, rule);
    day = d1_judge_eval_day(judge, rule->missing_from, &judge->base);
    return day.known && d1_judge_is_called_off(judge, NULL, day);
}

/* What is said of a kind that is missing: a file that holds one and is not seen is what anybody would look for. */
static int tell_missing(struct d1_judge *judge, const struct d1_kind *kind, struct d1_draft *draft)
{
    struct d1_arena *arena = judge->arena;
    struct d1_str what = d1_arena_printf(&judge->scratch, D1_STR_FMT "/", D1_STR_ARG(kind->name)), where;

    if (!what.ptr || d1_engagement_elsewhere(judge->engagement, what, &where) < 0)
        return D1_ERR_MEMORY;
    draft->message = d1_arena_printf(arena, "there is no " D1_STR_FMT ", which profile %s requires%s" D1_STR_FMT,
                                     D1_STR_ARG(kind->name), d1_profile_name(judge->engagement->profile),
                                     where.len ? "; one is in " : "", D1_STR_ARG(where));
    if (where.len)
        draft->help =
            d1_arena_printf(arena, "Let d1lint see that file, or begin another with `d1lint new " D1_STR_FMT "`.",
                            D1_STR_ARG(kind->name));
    else
        draft->help = d1_arena_printf(
            arena, "`d1lint new " D1_STR_FMT "` begins one; `d1lint explain " D1_STR_FMT "` shows what goes into it.",
            D1_STR_ARG(kind->name), D1_STR_ARG(kind->name));
    return draft->help.ptr ? 0 : D1_ERR_MEMORY;
}

static int file_missing(struct d1_evaluation *evaluation, const struct d1_kind *kind)
{
    struct d1_judge *judge = evaluation->judge;
    struct d1_draft draft = {
        .state = evaluation->tally->missing_due ? D1_FINDING_FAIL : D1_FINDING_OPEN,
        .severity = evaluation->tally->missing_severity,
        .key = kind->name,
    };

    if (tell_missing(judge, kind, &draft) < 0)
        return D1_ERR_MEMORY;
    return d1_evaluation_file(evaluation, &draft, judge->engagement->root);
}

/*
 * Whether the engagement has to have a kind: its profile requires it, and the check that asks for it applies; where
 * that one is past since before the adoption, nobody would say what is missing.
 */
static bool is_required(struct d1_judge *judge, const struct d1_kind *kind)
{
    const struct d1_rule *rule = judge->ruleset->private->demanding[kind->index];

    if (!kind->required[judge->engagement->profile])
        return false;
    if (!rule)
        return true;
    return d1_rule_applies(judge, rule) &&
           (d1_rule_is_rolling(rule) || !rule->due_count || rule->due[0].code != D1_DUE_GATE ||
            !d1_judge_exemption(judge, rule->due[0].gate, d1_evaluation_due_day(judge, &rule->due[0])).len);
}

static struct d1_str tell_absent(struct d1_judge *judge, const struct d1_kind *kind, bool required)
{
    if (required)
        return d1_arena_printf(judge->arena, "there is no " D1_STR_FMT, D1_STR_ARG(kind->name));
    if (kind->required[judge->engagement->profile])
        return d1_arena_printf(judge->arena, "there is no " D1_STR_FMT ", and the engagement needs none",
                               D1_STR_ARG(kind->name));
    return d1_arena_printf(judge->arena, "there is no " D1_STR_FMT ", and profile %s does not require one",
                           D1_STR_ARG(kind->name), d1_profile_name(judge->engagement->profile));
}

/* Why there is nothing to judge without a kind: one text for all checks that need it. Without a text memory is short.
 */
static struct d1_str absence_of(struct d1_judge *judge, const struct d1_kind *kind, bool required)
{
    size_t count = judge->engagement->kinds->kind_count;
    struct d1_str *reason;

    if (!judge->absences)
        judge->absences = d1_arena_calloc(judge->arena, 2 * count, sizeof *judge->absences);
    if (!judge->absences)
        return d1_strn(NULL, 0);
    reason = &judge->absences[kind->index + (required ? count : 0)];
    if (!reason->ptr)
        *reason = tell_absent(judge, kind, required);
    return *reason;
}

int d1_evaluation_needs(struct d1_evaluation *evaluation, bool *done)
{
    struct d1_judge *judge = evaluation->judge;
    struct d1_tally *tally = evaluation->tally;

    for (size_t i = 0; i < evaluation->rule->need_count && !*done; i++) {
        const struct d1_kind *kind = evaluation->rule->needs[i];
        const struct d1_node_list *list = &judge->engagement->by_kind[kind->index];

        if (list->len || list->left_out)
            continue;
        if (i >= evaluation->rule->always_needed && !is_required(judge, kind))
            continue;
        *done = true;
        if (list->partial) { /* it may be what could not be read */
            tally->hidden = true;
            return 0;
        }
        if (!is_required(judge, kind)) {
            tally->state = D1_STATE_NOT_APPLICABLE;
            tally->reason = absence_of(judge, kind, false);
            return tally->reason.ptr ? 0 : D1_ERR_MEMORY;
        }
        if (is_called_off(judge, kind)) {
            tally->state = D1_STATE_NOT_APPLICABLE;
            tally->reason = judge->called_off;
            return 0;
        }
        tally->reason = absence_of(judge, kind, true);
        if (!tally->reason.ptr)
            return D1_ERR_MEMORY;
        if (!find_missing(evaluation, kind))
            continue;
        /* What waits for an event is not announced before; what waits for a gate is to do for it. */
        if (evaluation->rule->demands == kind && (tally->missing_due || !evaluation->rule->missing_from) &&
            file_missing(evaluation, kind) < 0)
            return D1_ERR_MEMORY;
        if (d1_waivers_apply_missing(judge, tally, evaluation->rule->check) < 0)
            return D1_ERR_MEMORY;
        if (evaluation->rule->demands == kind && evaluation->rule->due_of) {
            *done = false;
            evaluation->quiet = true;
            return 0;
        }
    }
    return 0;
}
