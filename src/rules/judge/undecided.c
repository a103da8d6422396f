/* What of a subject could not be judged, and how that is told. */
#include "rules/judge/evaluation.h"

void d1_evaluation_unknown(struct d1_evaluation *evaluation, size_t count)
{
    struct d1_tally *tally = evaluation->tally;

    if (d1_evaluation_is_due(evaluation)) {
        tally->all.indeterminate += count;
        return;
    }
    tally->all.open += count;
    tally->all.open_errors += tally->severity == D1_SEVERITY_ERROR ? count : 0;
}

/* Whether the rule asks for history: for commits, and for signatures. */
static bool asks_history(const struct d1_evaluation *evaluation)
{
    const struct d1_part *part = evaluation->part;

    if (!part || d1_rule_read_all(evaluation->judge->ruleset, evaluation->rule) < 0)
        return false;
    return (part->subjects.history || part->others.history) && evaluation->judge->line_asked;
}

/* Whether what has no answer may have none for want of history: it is not all there. */
static bool lacks_history(const struct d1_judge *judge)
{
    return judge->lacked_history || !judge->line || d1_past_cut(d1_line_past(judge->line));
}

/* A place as the key of a map; all bytes of it count. */
struct told_place {
    const char *path;
    uint64_t line, column;
};

static struct d1_str told_key(const struct told_place *place)
{
    return d1_strn((const char *)place, sizeof *place);
}

/* Notes where the findings tell what is wrong with documents by themselves, as far as they have not been looked at. */
static int note_told(struct d1_judge *judge)
{
    for (; judge->told_from < judge->findings.len; judge->told_from++) {
        const struct d1_finding *finding = &judge->findings.items[judge->told_from];
        const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, finding->check);
        struct told_place *place;

        if (!rule || !rule->builtin || finding->state != D1_FINDING_FAIL)
            continue;
        place = d1_arena_calloc(judge->arena, 1, sizeof *place);
        if (!place)
            return D1_ERR_MEMORY;
        *place = (struct told_place){finding->at.place.path, finding->at.place.line, finding->at.place.column};
        if (d1_map_insert(&judge->told, told_key(place), place, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/*
 * Whether what is wrong with a document by itself is told at a place, so that what has no answer there follows from it:
 * 1, 0 or D1_ERR_MEMORY.
 */
static int is_told(struct d1_judge *judge, const struct d1_node *node)
{
    const struct d1_artifact *artifact = d1_engagement_artifact(judge->engagement, node);
    struct told_place key;
    struct d1_place place;

    if (!artifact)
        return 0;
    if (note_told(judge) < 0)
        return D1_ERR_MEMORY;
    place = d1_artifact_place(artifact, node);
    key = (struct told_place){place.path, place.line, place.column};
    return d1_map_find(&judge->told, told_key(&key)) != NULL;
}

/* Whether a check that tells the same of what this one rests on awaits something. */
static bool rests_on_awaited(const struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;

    for (size_t i = 0; i < rule->subsumed_count; i++)
        if (evaluation->judge->tallies[rule->subsumed_by[i]->check->index].all.awaited)
            return true;
    return false;
}

/* What is always due has no day: what is awaited is to be done before the change at hand is in, which is today. */
static int file_today(struct d1_evaluation *evaluation, struct d1_draft *draft)
{
    struct d1_day due = evaluation->due;
    struct d1_str gate = evaluation->gate_name;
    int result;

    if (!due.known) {
        evaluation->due = (struct d1_day){true, evaluation->judge->as_of};
        evaluation->gate_name = d1_str("date");
    }
    result = d1_evaluation_file(evaluation, draft, d1_evaluation_place(evaluation));
    evaluation->due = due;
    evaluation->gate_name = gate;
    return result;
}

/* Files what cannot be judged before somebody has done what is said: it is still to do, due or not, once a subject. */
static int await(struct d1_evaluation *evaluation, const struct d1_cel_failure *failure)
{
    struct d1_draft draft = {
        .severity = evaluation->tally->severity,
        .state = D1_FINDING_OPEN,
        .follows = rests_on_awaited(evaluation),
    };

    evaluation->tally->all.awaited++;
    if (evaluation->awaits)
        return 0;
    evaluation->awaits = true;
    draft.message = d1_arena_str(evaluation->judge->arena, failure->message);
    return file_today(evaluation, &draft);
}

/* Files a judgement that could not be made, with its reason. */
int d1_evaluation_undecided(struct d1_evaluation *evaluation, struct d1_cel_value error)
{
    const struct d1_cel_failure *failure = d1_cel_failure_of(error);
    struct d1_draft draft = {.severity = evaluation->tally->severity, .unanswered = true};
    struct d1_judge *judge = evaluation->judge;
    const struct d1_node *node = failure->node;
    bool unseen = judge->engagement->partial || judge->engagement->unknown, asks;
    int told;

    if (failure->code == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    if (failure->code == D1_ERR_AWAITED)
        return await(evaluation, failure);
    asks = failure->code == D1_ERR_UNKNOWN && asks_history(evaluation);
    /* What is only due later may be known by then: a commit, a key. */
    if (asks && !d1_evaluation_is_due(evaluation) && (!unseen || lacks_history(judge))) {
        d1_evaluation_unknown(evaluation, 1);
        return 0;
    }
    if (asks && lacks_history(judge)) {
        evaluation->tally->lacks_history = true;
        if (evaluation->no_history) {
            evaluation->tally->all.indeterminate++;
            return 0;
        }
        evaluation->no_history = true;
    }
    draft.state = d1_evaluation_is_due(evaluation) ? D1_FINDING_INDETERMINATE : D1_FINDING_OPEN;
    if (!node || !d1_engagement_artifact(judge->engagement, node))
        node = d1_evaluation_place(evaluation);
    told = is_told(judge, node);
    if (told < 0)
        return told;
    draft.follows = (failure->code == D1_ERR_UNKNOWN && unseen) || told > 0;
    draft.message = d1_arena_printf(judge->arena, "this cannot be judged: " D1_STR_FMT, D1_STR_ARG(failure->message));
    return d1_evaluation_file(evaluation, &draft, node);
}
