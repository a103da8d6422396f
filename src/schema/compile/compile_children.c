/* What keywords that look into mappings and sequences become. */
#include "schema/compile/compile.h"
#include "schema/compile/number.h"

/* From this number of names on they are looked up by a seeded hash. */
enum { MANY_NAMES = 256 };

/* ---- mappings ---- */

static uint32_t name_hash(const struct mapping_plan *plan, struct d1_str name, uint32_t hash)
{
    return plan->seeded ? (uint32_t)d1_str_hash_seeded(name) : hash;
}

/* The property of a name, made when it is new; there is room. */
static struct property *property_at(struct mapping_plan *plan, const struct d1_node *key)
{
    struct d1_str name = d1_node_text(key);
    uint32_t hash = name_hash(plan, name, d1_str_hash(d1_node_text(key))), slot = hash & plan->slot_mask;
    struct property *property;

    for (; plan->slots[slot]; slot = (slot + 1) & plan->slot_mask) {
        property = &plan->properties[plan->slots[slot] - 1];
        if (property->hash == hash && d1_str_eq(property->name, name))
            return property;
    }
    property = &plan->properties[plan->count++];
    *property = (struct property){.name = name, .hash = hash};
    plan->slots[slot] = plan->count;
    return property;
}

static int plan_names(struct work *work, struct mapping_plan *plan)
{
    const struct d1_node *properties = plan->properties_node, *required = plan->required_node;
    size_t most = (properties ? d1_node_count(properties) : 0) + (required ? d1_node_count(required) : 0);
    size_t slots = 4;

    while (slots < 2 * most)
        slots *= 2;
    plan->slot_mask = (uint32_t)slots - 1;
    plan->seeded = most > MANY_NAMES;
    plan->slots = d1_schema_room(work, slots, sizeof *plan->slots);
    plan->properties = d1_schema_room(work, most, sizeof *plan->properties);
    plan->required_at = d1_schema_room(work, required ? d1_node_count(required) : 0, sizeof(struct property *));
    if (!plan->slots || !plan->properties || !plan->required_at)
        return d1_schema_short_of_memory(work);
    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct property *property = property_at(plan, d1_node_pair_key(properties, i));
        int rc = property->unit ? 0 : d1_schema_subunit(work, d1_node_pair_value(properties, i), &property->unit);

        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; required && i < d1_node_count(required); i++) {
        struct property *property = property_at(plan, d1_node_item(required, i));

        if (property->required)
            continue;
        plan->required_at[plan->required++] = property;
        property->required = plan->required;
    }
    return 0;
}

static int plan_patterns(struct work *work, struct mapping_plan *plan)
{
    size_t count = plan->patterns_node ? d1_node_count(plan->patterns_node) : 0;

    plan->pattern = d1_schema_room(work, count, sizeof *plan->pattern);
    if (!plan->pattern)
        return d1_schema_short_of_memory(work);
    for (size_t i = 0; i < count; i++) {
        struct pattern_property *pattern = &plan->pattern[i];
        int rc = d1_schema_pattern_of(work, d1_node_pair_key(plan->patterns_node, i), &pattern->pattern);

        if (rc == 0)
            rc = d1_schema_subunit(work, d1_node_pair_value(plan->patterns_node, i), &pattern->unit);
        if (rc < 0)
            return rc;
    }
    plan->patterns = (uint32_t)count;
    return 0;
}

int d1_schema_compile_mapping(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct mapping_plan *plan;
    int rc;

    (void)keyword;
    if (work->mapping_done)
        return 0;
    work->mapping_done = true;
    plan = d1_schema_room(work, 1, sizeof *plan);
    if (!plan)
        return d1_schema_short_of_memory(work);
    plan->properties_node = d1_schema_sibling(work, K_PROPERTIES);
    plan->patterns_node = d1_schema_sibling(work, K_PATTERN_PROPERTIES);
    plan->additional_node = d1_schema_sibling(work, K_ADDITIONAL_PROPERTIES);
    plan->required_node = d1_schema_sibling(work, K_REQUIRED);
    /* The siblings' turn to be checked would come later. */
    rc = plan->properties_node ? d1_schema_check_shape(work, K_PROPERTIES, plan->properties_node) : 0;
    if (rc == 0 && plan->patterns_node)
        rc = d1_schema_check_shape(work, K_PATTERN_PROPERTIES, plan->patterns_node);
    if (rc == 0 && plan->additional_node)
        rc = d1_schema_check_shape(work, K_ADDITIONAL_PROPERTIES, plan->additional_node);
    if (rc < 0)
        return rc;
    d1_schema_emit(work, OP_MAPPING, D1_KEYWORD_PROPERTIES, KIND_MAPPING, value)->arg.mapping = plan;
    rc = plan_names(work, plan);
    if (rc == 0)
        rc = plan_patterns(work, plan);
    if (rc == 0 && plan->additional_node)
        rc = d1_schema_subunit(work, plan->additional_node, &plan->additional);
    return rc;
}

int d1_schema_compile_property_names(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction =
        d1_schema_emit(work, OP_PROPERTY_NAMES, D1_KEYWORD_PROPERTY_NAMES, KIND_MAPPING, value);

    (void)keyword;
    return d1_schema_subunit(work, value, &instruction->arg.unit);
}

int d1_schema_compile_dependent(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    enum d1_schema_keyword reported = keyword == K_DEPENDENCIES         ? D1_KEYWORD_DEPENDENCIES
                                      : keyword == K_DEPENDENT_REQUIRED ? D1_KEYWORD_DEPENDENT_REQUIRED
                                                                        : D1_KEYWORD_DEPENDENT_SCHEMAS;
    struct instruction *instruction = d1_schema_emit(work, OP_DEPENDENT, reported, KIND_MAPPING, value);
    size_t count = d1_node_count(value);
    struct dependent *dependents = d1_schema_room(work, count, sizeof *dependents);

    if (!dependents)
        return d1_schema_short_of_memory(work);
    instruction->arg.dependents = dependents;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *asked = d1_node_pair_value(value, i);
        int rc = 0;

        dependents[i].key = d1_node_pair_key(value, i);
        if (asked->kind == D1_NODE_SEQUENCE)
            dependents[i].names = asked;
        else
            rc = d1_schema_subunit(work, asked, &dependents[i].unit);
        if (rc < 0)
            return rc;
        instruction->count++;
    }
    return 0;
}

/* ---- sequences ---- */

int d1_schema_units_of(struct work *work, const struct d1_node *list, const struct unit ***units, uint32_t *count)
{
    size_t items = d1_node_count(list);
    const struct unit **made = d1_schema_room(work, items, sizeof(struct unit *));

    if (!made)
        return d1_schema_short_of_memory(work);
    for (size_t i = 0; i < items; i++) {
        int rc = d1_schema_subunit(work, d1_node_item(list, i), &made[i]);

        if (rc < 0)
            return rc;
    }
    *units = made;
    *count = (uint32_t)items;
    return 0;
}

/* `items` was a list with `additionalItems` behind it before 2020-12 made prefixItems and items of them. */
int d1_schema_compile_sequence(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    const struct d1_node *items = d1_schema_sibling(work, K_ITEMS), *prefix = d1_schema_sibling(work, K_PREFIX_ITEMS);
    struct sequence_plan *plan;
    int rc = 0;

    if (work->sequence_done)
        return 0;
    if (items) {
        rc = d1_schema_check_shape(work, K_ITEMS, items);
        if (rc < 0)
            return rc;
    }
    if (keyword == K_ADDITIONAL_ITEMS)
        return 0; /* says nothing without a list in `items` */
    work->sequence_done = true;
    plan = d1_schema_room(work, 1, sizeof *plan);
    if (!plan)
        return d1_schema_short_of_memory(work);
    plan->prefix_node = items && items->kind == D1_NODE_SEQUENCE ? items : prefix;
    plan->rest_is_items = items && items->kind != D1_NODE_SEQUENCE;
    plan->rest_node = plan->rest_is_items ? items : d1_schema_sibling(work, K_ADDITIONAL_ITEMS);
    if (plan->rest_node && !plan->rest_is_items)
        rc = d1_schema_check_shape(work, K_ADDITIONAL_ITEMS, plan->rest_node);
    d1_schema_emit(work, OP_SEQUENCE, D1_KEYWORD_ITEMS, KIND_SEQUENCE, value)->arg.sequence = plan;
    if (rc == 0 && plan->prefix_node)
        rc = d1_schema_units_of(work, plan->prefix_node, &plan->prefix, &plan->prefix_count);
    if (rc == 0 && plan->rest_node)
        rc = d1_schema_subunit(work, plan->rest_node, &plan->rest);
    return rc;
}

int d1_schema_compile_unique(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    (void)keyword;
    if (value->value.boolean)
        d1_schema_emit(work, OP_UNIQUE, D1_KEYWORD_UNIQUE_ITEMS, KIND_SEQUENCE, value);
    return 0;
}

int d1_schema_compile_contains(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct contains_plan *plan = d1_schema_room(work, 1, sizeof *plan);
    int rc = 0;

    (void)keyword;
    if (!plan)
        return d1_schema_short_of_memory(work);
    plan->least = 1;
    plan->most = UINT64_MAX;
    plan->least_node = d1_schema_sibling(work, K_MIN_CONTAINS);
    plan->most_node = d1_schema_sibling(work, K_MAX_CONTAINS);
    plan->marks = work->unit->resource->dialect == DRAFT2020;
    if (plan->least_node)
        rc = d1_schema_check_shape(work, K_MIN_CONTAINS, plan->least_node);
    if (rc == 0 && plan->most_node)
        rc = d1_schema_check_shape(work, K_MAX_CONTAINS, plan->most_node);
    if (rc < 0)
        return rc;
    if (plan->least_node)
        d1_schema_count(plan->least_node, &plan->least);
    if (plan->most_node)
        d1_schema_count(plan->most_node, &plan->most);
    d1_schema_emit(work, OP_CONTAINS, D1_KEYWORD_CONTAINS, KIND_SEQUENCE, value)->arg.contains = plan;
    return d1_schema_subunit(work, value, &plan->unit);
}
