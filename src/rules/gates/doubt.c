/*
 * What integrity errors cast doubt on: an item, or what a document of a kind holds outside of items. A criterion whose
 * checks read that cannot be believed, whatever they found.
 */
#include "base/vec.h"
#include "rules/gates/assessment.h"
#include "rules/held.h"

/* The kind of what an approval approves; NULL for another document. An approval is told by the subject it names. */
static const struct d1_kind *approved_kind(const struct d1_judge *judge, const struct d1_artifact *artifact)
{
    const struct d1_node *ref;
    struct d1_str name;

    if (!artifact->root || !artifact->kind || !d1_str_is(artifact->kind->name, "Approval"))
        return NULL;
    ref = d1_node_at(artifact->root, "spec.subject.ref");
    name = ref ? d1_node_text(ref) : d1_str("");
    return d1_kinds_find(judge->ruleset->kinds, d1_str_sub(name, 0, d1_str_find(name, '/', 0)));
}

static int add(struct d1_judge *judge, struct d1_doubt doubt)
{
    if (judge->doubts.len) {
        const struct d1_doubt *last = &judge->doubts.items[judge->doubts.len - 1];

        if (last->check == doubt.check && last->item == doubt.item && last->kind == doubt.kind &&
            last->approved == doubt.approved && last->waived == doubt.waived)
            return 0;
    }
    return d1_vec_push(&judge->doubts, doubt);
}

int d1_judge_doubt(struct d1_judge *judge, const struct d1_draft *draft)
{
    const struct d1_artifact *artifact = draft->artifact;
    const struct d1_kinds *kinds = judge->ruleset->kinds;
    struct d1_doubt doubt = {.check = draft->check};
    const struct d1_node *node = draft->node;
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, draft->check);
    bool inside = false;

    doubt.waived = draft->state == D1_FINDING_WAIVED;
    if (!artifact || (draft->state != D1_FINDING_FAIL && !doubt.waived) || draft->severity != D1_SEVERITY_ERROR ||
        !rule || !rule->casts_doubt)
        return 0;
    doubt.approved = approved_kind(judge, artifact);
    if (artifact->kind && d1_str_is(artifact->kind->name, "Approval"))
        return doubt.approved ? add(judge, doubt) : 0;
    while (node && artifact->root) {
        node = d1_artifact_item(artifact, node);
        doubt.type = d1_artifact_item_type(artifact, kinds, node);
        doubt.item = node;
        if (!doubt.type)
            break;
        inside = true;
        if (add(judge, doubt) < 0)
            return D1_ERR_MEMORY;
        node = d1_node_parent(node);
    }
    if (inside)
        return 0;
    doubt.type = NULL;
    doubt.item = NULL;
    doubt.kind = artifact->kind;
    return doubt.kind ? add(judge, doubt) : 0;
}

/* ---- at the end ---- */

/* The item's own gate instance: an error in another sprint casts no doubt on this one. */
static int doubt_instance(struct d1_assessment *assessment, const struct d1_doubt *doubt)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_gate_instance *instance = NULL;
    size_t types = judge->ruleset->kinds->type_count, index;

    if (doubt->item)
        instance = d1_judge_instance(judge, d1_node_get_text(doubt->item, doubt->type->key.ptr));
    if (!instance || instance->item != doubt->item)
        return 0;
    if (!assessment->by_instance)
        assessment->by_instance = d1_arena_calloc(judge->arena, judge->gates.len, sizeof *assessment->by_instance);
    if (!assessment->by_instance)
        return D1_ERR_MEMORY;
    index = (size_t)(instance - judge->gates.items);
    if (!assessment->by_instance[index])
        assessment->by_instance[index] = d1_arena_calloc(judge->arena, types, sizeof **assessment->by_instance);
    if (!assessment->by_instance[index])
        return D1_ERR_MEMORY;
    assessment->by_instance[index][doubt->type->index] = doubt;
    return 0;
}

static int sort_doubt(struct d1_assessment *assessment, const struct d1_doubt *doubt)
{
    if (doubt->approved)
        assessment->by_approved[doubt->approved->index] = doubt;
    else if (!doubt->type && !assessment->judge->engagement->by_kind[doubt->kind->index].left_out)
        assessment->by_kind[doubt->kind->index] = doubt; /* what was not read makes it indeterminate */
    if (!doubt->type)
        return 0;
    assessment->by_type[doubt->type->index] = doubt;
    return doubt_instance(assessment, doubt);
}

int d1_assessment_doubts(struct d1_assessment *assessment)
{
    struct d1_judge *judge = assessment->judge;
    const struct d1_kinds *kinds = judge->ruleset->kinds;

    assessment->by_type = d1_arena_calloc(judge->arena, kinds->type_count, sizeof *assessment->by_type);
    assessment->by_kind = d1_arena_calloc(judge->arena, kinds->kind_count, sizeof *assessment->by_kind);
    assessment->by_approved = d1_arena_calloc(judge->arena, kinds->kind_count, sizeof *assessment->by_approved);
    if (!assessment->by_type || !assessment->by_kind || !assessment->by_approved)
        return D1_ERR_MEMORY;
    /* Those that are waived come first, and then backwards, so that the first of each sort that counts stays. */
    for (size_t i = judge->doubts.len; i-- > 0;)
        if (judge->doubts.items[i].waived && sort_doubt(assessment, &judge->doubts.items[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = judge->doubts.len; i-- > 0;)
        if (!judge->doubts.items[i].waived && sort_doubt(assessment, &judge->doubts.items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* A check that is there already may stand for less than this: a part of what it finds is waived. */
static int add_stand(struct d1_stands *stands, const struct d1_doubt *doubt, bool until_held)
{
    struct d1_stand stand = {
        .check = doubt->check,
        .state = doubt->waived ? D1_STATE_WAIVED : D1_STATE_FAIL,
        .voice = D1_VOICE_DECIDES,
        .until_held = until_held,
    };

    for (size_t i = 0; i < stands->len; i++)
        if (stands->items[i].check == stand.check) {
            if (stands->items[i].state == D1_STATE_WAIVED)
                stands->items[i].state = stand.state;
            return 0;
        }
    return d1_vec_push(stands, stand);
}

/* Whether a gate asks for approvals of a kind. */
static bool asks_approval(const struct d1_gate *gate, const struct d1_kind *approved)
{
    const struct d1_node *kinds = d1_node_get(gate->node, "approved");

    for (size_t i = 0; kinds && i < d1_node_count(kinds); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(kinds, i)), approved->name))
            return true;
    return false;
}

/*
 * An error that was cleared up once on or after the gate's day counts no more, but for one in an approval that the gate
 * asks for.
 */
static int add_doubt(const struct d1_assessment *assessment, const struct d1_doubt *doubt,
                     const struct d1_gate_instance *instance, const struct d1_question *question,
                     struct d1_stands *stands)
{
    bool until_held = !question->all_along && !(doubt->approved && asks_approval(instance->gate, doubt->approved));

    if (until_held && d1_held_once(assessment->judge->held, instance->id, question->criterion, doubt->check))
        return 0;
    return add_stand(stands, doubt, until_held);
}

int d1_assessment_add_doubts(const struct d1_assessment *assessment, const struct d1_check *check,
                             const struct d1_gate_instance *instance, const struct d1_question *question,
                             struct d1_stands *stands)
{
    const struct d1_judge *judge = assessment->judge;
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);
    const struct d1_doubt *const *types = assessment->by_type;
    int result = 0;

    if (!rule || !judge->doubts.len || d1_assessment_is_silent(judge, check))
        return 0;
    if (d1_rule_read_all(judge->ruleset, rule) < 0)
        return D1_ERR_MEMORY;
    if (instance->item)
        types = assessment->by_instance ? assessment->by_instance[instance - judge->gates.items] : NULL;
    for (size_t i = 0; types && rule->reads.types && i < judge->ruleset->kinds->type_count && result == 0; i++)
        if (rule->reads.types[i] && types[i])
            result = add_doubt(assessment, types[i], instance, question, stands);
    for (size_t i = 0; i < rule->need_count && !instance->item && result == 0; i++) {
        size_t kind = rule->needs[i]->index;

        if (assessment->by_kind[kind])
            result = add_doubt(assessment, assessment->by_kind[kind], instance, question, stands);
        if (assessment->by_approved[kind] && result == 0)
            result = add_doubt(assessment, assessment->by_approved[kind], instance, question, stands);
    }
    return result;
}
