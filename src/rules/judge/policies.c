/* The values behind `policies`, `policyChanges` and `catalog`: by what an engagement is judged. */
#include "base/vec.h"
#include "rules/judge.h"

/* ---- the policies ---- */

/* The policies among the files of the engagement. */
static const struct d1_node_list *own_policies(const struct d1_judge *judge)
{
    const struct d1_kind *kind = d1_kinds_find(judge->engagement->kinds, d1_str("LintPolicy"));

    return &judge->engagement->by_kind[kind->index];
}

/*
 * Whether the policy is none of the engagement's files: one for several, or that of --policy. One of its files as they
 * stand in another snapshot is not from outside: what the engagement's own say is said of these.
 */
static bool is_from_outside(const struct d1_judge *judge)
{
    const struct d1_artifact *artifact = judge->stated->artifact;
    const struct d1_engagement *of = artifact ? artifact->engagement : NULL;

    return artifact && artifact->root && !(of && d1_str_eq(of->name, judge->engagement->name)) &&
           !d1_engagement_artifact(judge->engagement, artifact->root);
}

struct d1_cel_value d1_judge_fill_policies(void *data, size_t index)
{
    struct d1_judge *judge = data;
    const struct d1_kind *kind = d1_kinds_find(judge->engagement->kinds, d1_str("LintPolicy"));
    const struct d1_node_list *own = own_policies(judge);
    const struct d1_node **nodes = d1_arena_alloc(judge->arena, (own->len + 1) * sizeof *nodes);
    size_t count = 0;

    (void)index;
    if (!nodes)
        return d1_cel_fail_memory();
    if (is_from_outside(judge))
        nodes[count++] = judge->stated->artifact->root;
    for (size_t i = 0; i < own->len; i++)
        nodes[count++] = own->items[i];
    return d1_cel_list_of_nodes(judge->arena, nodes, count, judge->ruleset->private->kind_types[kind->index]);
}

/* ---- what they change ---- */

struct changes {
    struct d1_judge *judge;
    D1_VEC(struct d1_cel_value) values;
};

static int add_change(struct changes *changes, struct d1_str policy, const struct d1_policy_change *change,
                      const struct d1_node *node)
{
    struct d1_arena *arena = changes->judge->arena;
    struct d1_cel_slot *slots = d1_arena_calloc(arena, D1_CHANGE_FIELDS, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    slots[D1_CHANGE_POLICY].value = d1_cel_string(policy);
    slots[D1_CHANGE_WHAT].value = d1_cel_string(change->what);
    slots[D1_CHANGE_NAME].value = d1_cel_string(change->name);
    slots[D1_CHANGE_FROM].value = d1_cel_string(change->from);
    slots[D1_CHANGE_TO].value = d1_cel_string(change->to);
    slots[D1_CHANGE_RELAXES].value = d1_cel_bool(change->relaxes);
    slots[D1_CHANGE_NODE].value = d1_cel_of_node(node, NULL);
    return d1_vec_push(&changes->values,
                       d1_cel_object_new(arena, changes->judge->ruleset->private->change_type, slots));
}

static int add_policy(struct changes *changes, const struct d1_policy *policy)
{
    struct d1_str name =
        d1_arena_printf(changes->judge->arena, "LintPolicy/" D1_STR_FMT, D1_STR_ARG(policy->artifact->name));
    int result = name.ptr ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; i < policy->changes.len && result == 0; i++)
        result = add_change(changes, name, &policy->changes.items[i], policy->changed.items[i]);
    return result;
}

/*
 * Adds a policy of the engagement. That by which is judged has been read; where another is set over it, what the
 * engagement's own says still has to be stood for.
 */
static int add_own(struct changes *changes, const struct d1_node *root)
{
    struct d1_judge *judge = changes->judge;
    const struct d1_policy_reading reading = {
        .artifact = d1_engagement_artifact(judge->engagement, root),
        .profile = judge->engagement->profile,
        .as_of = judge->today,
    };
    struct d1_policy policy;
    int result;

    if (judge->stated->artifact && judge->stated->artifact->root == root)
        return add_policy(changes, judge->stated);
    if (!reading.artifact)
        return 0;
    result = d1_policy_read(&policy, judge->ruleset, &reading, judge->arena);
    if (result == 0)
        result = d1_judge_note_gates(judge, &policy);
    if (result == 0)
        result = add_policy(changes, &policy);
    d1_policy_release(&policy);
    return result;
}

struct d1_cel_value d1_judge_fill_changes(void *data, size_t index)
{
    struct d1_judge *judge = data;
    const struct d1_node_list *own = own_policies(judge);
    struct changes changes = {.judge = judge};
    struct d1_cel_value *kept = NULL;
    int result = 0;

    (void)index;
    if (is_from_outside(judge) && !judge->stated->elsewhere)
        result = add_policy(&changes, judge->stated);
    for (size_t i = 0; i < own->len && result == 0; i++)
        result = add_own(&changes, own->items[i]);
    if (result == 0)
        kept = d1_arena_alloc(judge->arena, changes.values.len * sizeof *kept);
    if (kept && changes.values.len)
        memcpy(kept, changes.values.items, changes.values.len * sizeof *kept);
    result = kept ? (int)changes.values.len : -1;
    d1_vec_release(&changes.values);
    return result < 0 ? d1_cel_fail_memory() : d1_cel_list_new(judge->arena, kept, (size_t)result);
}

/* ---- the catalogue ---- */

struct d1_cel_value d1_judge_fill_catalog(void *data, size_t index)
{
    struct d1_judge *judge = data;
    struct d1_cel_slot *slots = d1_arena_calloc(judge->arena, D1_CATALOG_FIELDS, sizeof *slots);

    (void)index;
    if (!slots || d1_ruleset_digest_catalog(judge->ruleset) < 0)
        return d1_cel_fail_memory();
    slots[D1_CATALOG_NAME].value = d1_cel_string(judge->ruleset->catalog_name);
    slots[D1_CATALOG_VERSION].value = d1_cel_string(judge->ruleset->catalog_version);
    slots[D1_CATALOG_DIGEST].value = d1_cel_string(judge->ruleset->private->catalog_digest);
    return d1_cel_object_new(judge->arena, judge->ruleset->private->catalog_type, slots);
}
