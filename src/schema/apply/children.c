/* Keywords that look into mappings and sequences. */
#include "schema/apply/run.h"

#include <assert.h>

/* ---- mappings ---- */

static const struct property *property_of(const struct mapping_plan *plan, const struct d1_node *key)
{
    struct d1_str name = d1_node_text(key);
    uint32_t hash = plan->seeded ? (uint32_t)d1_str_hash_seeded(name) : d1_str_hash(name);

    for (uint32_t slot = hash & plan->slot_mask; plan->slots[slot]; slot = (slot + 1) & plan->slot_mask) {
        const struct property *property = &plan->properties[plan->slots[slot] - 1];

        if (property->hash == hash && d1_str_eq(property->name, name))
            return property;
    }
    return NULL;
}

/* A key that nothing allows, shown at the key. */
bool d1_schema_unknown_key(struct run *run, struct frame *frame, const struct instruction *instruction,
                           enum d1_schema_keyword keyword, const struct d1_node *key, const struct d1_node *mapping,
                           const struct d1_node *schema)
{
    struct fault *fault;

    d1_schema_fault_at(run, frame, keyword, instruction, key, mapping, schema);
    fault = d1_schema_last_fault(run);
    if (fault)
        fault->property = d1_node_text(key);
    return false;
}

static bool missing_key(struct run *run, struct frame *frame, const struct instruction *instruction,
                        enum d1_schema_keyword keyword, struct d1_str name, const struct d1_node *mapping,
                        const struct d1_node *schema)
{
    struct fault *fault;

    d1_schema_fault_at(run, frame, keyword, instruction, mapping, mapping, schema);
    fault = d1_schema_last_fault(run);
    if (fault)
        fault->property = name;
    return false;
}

/* Which keywords of a mapping failed, for the units of the standard. */
struct mapping_outcome {
    bool properties, patterns, additional;
};

/* One pair: the schemas that apply to its value. *known is whether any keyword looked at it. */
static bool apply_pair(struct run *run, struct frame *frame, const struct instruction *instruction,
                       const struct property *property, const struct d1_node *key, const struct d1_node *value,
                       bool *known, struct mapping_outcome *outcome)
{
    const struct mapping_plan *plan = instruction->arg.mapping;
    bool valid = true;

    *known = property && property->unit;
    if (*known && !d1_schema_apply_child(run, property->unit, value, frame, plan->properties_node)) {
        outcome->properties = true;
        valid = false;
        if (!run->collect || run->stop)
            return false;
    }
    for (size_t i = 0; i < plan->patterns; i++) {
        if (!d1_schema_matches(run, plan->pattern[i].pattern, d1_node_text(key), key)) {
            if (run->stop)
                return false;
            continue;
        }
        *known = true;
        if (!d1_schema_apply_child(run, plan->pattern[i].unit, value, frame, plan->patterns_node)) {
            outcome->patterns = true;
            valid = false;
            if (!run->collect || run->stop)
                return false;
        }
    }
    if (*known || !plan->additional)
        return valid;
    *known = true;
    if (plan->additional->never && run->explain)
        return d1_schema_unknown_key(run, frame, instruction, D1_KEYWORD_ADDITIONAL_PROPERTIES, key,
                                     d1_node_parent(key), plan->additional_node);
    if (!d1_schema_apply_child(run, plan->additional, value, frame, plan->additional_node)) {
        outcome->additional = true;
        return false;
    }
    return valid;
}

/* Which of the required properties are there: bits in a word, or in an array where they are more than a word holds. */
struct presence {
    uint64_t few;
    uint64_t *many;
    uint32_t found;
};

static uint64_t *presence_word(struct presence *presence, uint32_t index)
{
    return presence->many ? &presence->many[index / 64] : &presence->few;
}

static void note_presence(struct presence *presence, uint32_t index)
{
    uint64_t bit = (uint64_t)1 << (index & 63), *word = presence_word(presence, index);

    presence->found += !(*word & bit);
    *word |= bit;
}

bool d1_schema_apply_mapping(struct run *run, struct frame *frame, const struct instruction *instruction,
                             const struct d1_node *node, struct evaluated *evaluated)
{
    const struct mapping_plan *plan = instruction->arg.mapping;
    struct children children = d1_schema_children_of(node);
    struct presence presence = {0};
    struct mapping_outcome outcome = {0};
    uint32_t required = plan->required;
    bool valid = true;

    if (required > 64) {
        presence.many = d1_schema_cut(run, &run->scratch->bits, required / 64 + 1, sizeof *presence.many, node);
        if (!presence.many)
            return false;
    }
    run->work += children.count * (1 + plan->patterns);
    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *key = &children.nodes[children.table[i]];
        const struct d1_node *value = &children.nodes[children.table[i] + 1];
        const struct property *property = property_of(plan, key);
        bool known;

        if (property && property->required)
            note_presence(&presence, property->required - 1);
        if (!apply_pair(run, frame, instruction, property, key, value, &known, &outcome)) {
            valid = false;
            if (!run->collect || run->stop)
                return false;
        }
        if (evaluated && known)
            d1_schema_evaluated_set(evaluated, i);
    }
    if (presence.found < required) {
        valid = false;
        for (uint32_t i = 0; run->collect && i < required; i++)
            if (!(*presence_word(&presence, i) >> (i & 63) & 1))
                missing_key(run, frame, instruction, D1_KEYWORD_REQUIRED, plan->required_at[i]->name, node,
                            plan->required_node);
    }
    if (outcome.properties)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_PROPERTIES, instruction, node, plan->properties_node);
    if (outcome.patterns)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_PATTERN_PROPERTIES, instruction, node, plan->patterns_node);
    if (outcome.additional)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_ADDITIONAL_PROPERTIES, instruction, node,
                                    plan->additional_node);
    return valid;
}

bool d1_schema_apply_property_names(struct run *run, struct frame *frame, const struct instruction *instruction,
                                    const struct d1_node *node)
{
    struct children children = d1_schema_children_of(node);
    bool valid = true;

    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *key = &children.nodes[children.table[i]];

        if (d1_schema_apply(run, instruction->arg.unit, key, frame, instruction->node, NULL))
            continue;
        valid = false;
        if (!run->collect || run->stop)
            return false;
    }
    if (!valid)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_PROPERTY_NAMES, instruction, node, instruction->node);
    return valid;
}

static const struct d1_node *look_up(struct run *run, const struct d1_node *mapping, const struct d1_node *key)
{
    run->work += 2;
    return d1_node_get_str(mapping, d1_node_text(key));
}

bool d1_schema_apply_dependent(struct run *run, struct frame *frame, const struct instruction *instruction,
                               const struct d1_node *node, struct evaluated *evaluated)
{
    bool valid = true;

    for (size_t i = 0; i < instruction->count; i++) {
        const struct dependent *dependent = &instruction->arg.dependents[i];
        bool holds = true;

        if (!look_up(run, node, dependent->key))
            continue;
        if (dependent->unit)
            holds = d1_schema_apply(run, dependent->unit, node, frame, instruction->node, evaluated);
        for (size_t k = 0; dependent->names && k < d1_node_count(dependent->names); k++) {
            const struct d1_node *name = d1_node_item(dependent->names, k);

            if (look_up(run, node, name))
                continue;
            holds = missing_key(run, frame, instruction, (enum d1_schema_keyword)instruction->keyword,
                                d1_node_text(name), node, instruction->node);
            if (d1_schema_last_fault(run))
                d1_schema_last_fault(run)->first = (uint32_t)i + 1;
        }
        if (holds)
            continue;
        valid = false;
        if (!run->collect || run->stop)
            return false;
        if (dependent->unit)
            d1_schema_applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node,
                                        instruction->node);
    }
    return valid;
}

/* ---- sequences ---- */

bool d1_schema_apply_sequence(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    const struct sequence_plan *plan = instruction->arg.sequence;
    struct children children = d1_schema_children_of(node);
    bool prefix_failed = false, rest_failed = false;
    size_t looked_at = plan->rest || children.count < plan->prefix_count ? children.count : plan->prefix_count;

    for (size_t i = 0; i < looked_at; i++) {
        const struct d1_node *item = &children.nodes[children.table[i]];
        bool in_prefix = i < plan->prefix_count;
        const struct unit *unit = in_prefix ? plan->prefix[i] : plan->rest;

        assert(unit); /* no more is looked at than there are schemas for */
        if (evaluated)
            d1_schema_evaluated_set(evaluated, i);
        if (d1_schema_apply_child(run, unit, item, frame, in_prefix ? plan->prefix_node : plan->rest_node))
            continue;
        if (!run->collect || run->stop)
            return false;
        prefix_failed |= in_prefix;
        rest_failed |= !in_prefix;
    }
    if (prefix_failed)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_PREFIX_ITEMS, instruction, node, plan->prefix_node);
    if (rest_failed)
        d1_schema_applicator_failed(run, frame, plan->rest_is_items ? D1_KEYWORD_ITEMS : D1_KEYWORD_ADDITIONAL_ITEMS,
                                    instruction, node, plan->rest_node);
    return !prefix_failed && !rest_failed;
}

bool d1_schema_apply_contains(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    const struct contains_plan *plan = instruction->arg.contains;
    struct children children = d1_schema_children_of(node);
    bool all = (evaluated && plan->marks) || (run->annotate && plan->unit->annotates);
    uint64_t found = 0;

    for (size_t i = 0; i < children.count; i++) {
        if (!d1_schema_fits(run, plan->unit, &children.nodes[children.table[i]], frame, instruction->node, NULL)) {
            if (run->stop)
                return false;
            continue;
        }
        found++;
        if (evaluated && plan->marks)
            d1_schema_evaluated_set(evaluated, i);
        if (!all && (found > plan->most || (found >= plan->least && plan->most == UINT64_MAX)))
            break;
    }
    if (found < plan->least)
        return d1_schema_fault_at(run, frame, plan->least_node ? D1_KEYWORD_MIN_CONTAINS : D1_KEYWORD_CONTAINS,
                                  instruction, node, node, plan->least_node ? plan->least_node : instruction->node);
    if (found > plan->most)
        return d1_schema_fault_at(run, frame, D1_KEYWORD_MAX_CONTAINS, instruction, node, node, plan->most_node);
    return true;
}
