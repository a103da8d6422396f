/* What each keyword becomes: one function for each kind of keyword and a table at the end. */
#include "schema/compile.h"
#include "schema/number.h"

/* From this number of values or names on, look-ups go through a table with a seeded hash. */
enum { MANY_VALUES = 16, MANY_NAMES = 256 };

/* Names that dynamic references of one schema may use. */
enum { MANY_ANCHORS = 1000 };

static void *cut(struct work *work, size_t count, size_t size)
{
    return d1_arena_calloc(&work->compiler->schema->arena, count ? count : 1, size);
}

static int short_of_memory(const struct work *work)
{
    return d1_error_memory(work->compiler->error);
}

/* Adds an instruction; there is room for one for each keyword. */
static struct instruction *emit(struct work *work, enum op op, enum d1_schema_keyword keyword, unsigned kinds,
                                const struct d1_node *node)
{
    struct instruction *instruction = &work->unit->instructions[work->unit->count++];

    *instruction =
        (struct instruction){.op = (uint8_t)op, .keyword = (uint8_t)keyword, .kinds = (uint8_t)kinds, .node = node};
    return instruction;
}

static const struct d1_node *sibling(const struct work *work, enum keyword keyword)
{
    return keyword_value(work->values, keyword);
}

/* ---- any value ---- */

static const struct {
    const char *name;
    unsigned kinds;
} types[] = {
    {"null", 1 << D1_NODE_NULL}, {"boolean", 1 << D1_NODE_BOOL}, {"string", KIND_STRING},
    {"array", KIND_SEQUENCE},    {"object", KIND_MAPPING},       {"integer", 1 << D1_NODE_INT | KIND_INTEGRAL},
    {"number", KIND_NUMBER},
};

static int type_bits(const struct work *work, const struct d1_node *name, unsigned *bits)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (d1_node_is_string(name, types[i].name)) {
            *bits |= types[i].kinds;
            return 0;
        }
    return d1_schema_fault(work->unit->resource, name, D1_ERR_TYPE, work->compiler->error,
                           "`" D1_STR_FMT "` is not a type; types are null, boolean, integer, number, string, array "
                           "and object",
                           D1_STR_ARG(d1_node_text(name)));
}

static int compile_type(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    unsigned bits = 0;
    int rc = 0;

    (void)keyword;
    if (value->kind == D1_NODE_STRING)
        rc = type_bits(work, value, &bits);
    for (size_t i = 0; i < d1_node_count(value) && rc == 0; i++)
        rc = type_bits(work, d1_node_item(value, i), &bits);
    /* A number is an integer with something behind it; then nothing more needs to be asked. */
    if (bits & 1 << D1_NODE_DOUBLE)
        bits &= ~(unsigned)KIND_INTEGRAL;
    work->unit->types = (uint8_t)bits;
    work->unit->type_node = value;
    return rc;
}

static int compile_const(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    (void)keyword;
    emit(work, OP_CONST, D1_KEYWORD_CONST, KIND_ANY, value);
    return 0;
}

static int compile_enum(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_ENUM, D1_KEYWORD_ENUM, KIND_ANY, value);
    size_t count = d1_node_count(value), size = 64;
    struct value_table *table;

    (void)keyword;
    if (count <= MANY_VALUES)
        return 0;
    while (size < 2 * count)
        size *= 2;
    table = cut(work, 1, sizeof *table);
    if (table)
        table->slots = cut(work, size, sizeof(struct d1_node *));
    if (!table || !table->slots)
        return short_of_memory(work);
    table->mask = size - 1;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *item = d1_node_item(value, i);
        size_t slot = (size_t)d1_node_hash(item) & table->mask;

        while (table->slots[slot])
            slot = (slot + 1) & table->mask;
        table->slots[slot] = item;
    }
    instruction->arg.table = table;
    return 0;
}

/* ---- numbers and strings ---- */

static int number_of(struct work *work, const struct d1_node *node, const struct number **number)
{
    struct number *made = cut(work, 1, sizeof *made);

    if (!made)
        return short_of_memory(work);
    if (!d1_schema_number(node, made))
        return d1_schema_fault(work->unit->resource, node, D1_ERR_TYPE, work->compiler->error,
                               "a bound must be a finite number");
    *number = made;
    return 0;
}

static int compile_bound(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool upper = keyword == K_MAXIMUM || keyword == K_EXCLUSIVE_MAXIMUM;
    bool exclusive = keyword == K_EXCLUSIVE_MINIMUM || keyword == K_EXCLUSIVE_MAXIMUM;
    const struct d1_node *flag = sibling(work, upper ? K_EXCLUSIVE_MAXIMUM : K_EXCLUSIVE_MINIMUM);
    struct instruction *instruction;

    if (work->unit->resource->dialect == DRAFT4) {
        if (exclusive)
            return 0; /* in draft-04 a boolean beside the bound */
        exclusive = flag && flag->kind == D1_NODE_BOOL && flag->value.boolean;
    }
    instruction = emit(work, OP_BOUND,
                       upper ? (exclusive ? D1_KEYWORD_EXCLUSIVE_MAXIMUM : D1_KEYWORD_MAXIMUM)
                             : (exclusive ? D1_KEYWORD_EXCLUSIVE_MINIMUM : D1_KEYWORD_MINIMUM),
                       KIND_NUMBER, value);
    instruction->upper = upper;
    instruction->exclusive = exclusive;
    return number_of(work, value, &instruction->arg.number);
}

static int compile_multiple(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_MULTIPLE, D1_KEYWORD_MULTIPLE_OF, KIND_NUMBER, value);

    (void)keyword;
    return number_of(work, value, &instruction->arg.number);
}

static int compile_count(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    static const struct {
        enum keyword keyword;
        enum d1_schema_keyword reported;
        enum op op;
        unsigned kinds;
        bool upper;
    } rows[] = {
        {K_MIN_LENGTH, D1_KEYWORD_MIN_LENGTH, OP_LENGTH, KIND_STRING, false},
        {K_MAX_LENGTH, D1_KEYWORD_MAX_LENGTH, OP_LENGTH, KIND_STRING, true},
        {K_MIN_ITEMS, D1_KEYWORD_MIN_ITEMS, OP_COUNT, KIND_SEQUENCE, false},
        {K_MAX_ITEMS, D1_KEYWORD_MAX_ITEMS, OP_COUNT, KIND_SEQUENCE, true},
        {K_MIN_PROPERTIES, D1_KEYWORD_MIN_PROPERTIES, OP_COUNT, KIND_MAPPING, false},
        {K_MAX_PROPERTIES, D1_KEYWORD_MAX_PROPERTIES, OP_COUNT, KIND_MAPPING, true},
    };
    size_t row = 0;
    struct instruction *instruction;

    while (rows[row].keyword != keyword)
        row++;
    instruction = emit(work, rows[row].op, rows[row].reported, rows[row].kinds, value);
    instruction->upper = rows[row].upper;
    d1_schema_count(value, &instruction->arg.limit);
    return 0;
}

static int compile_format(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool asserts =
        work->compiler->options->assert_format || (work->unit->resource->vocabularies & VOCAB_FORMAT_ASSERTION);
    const struct format *format = asserts ? d1_schema_format_find(d1_node_text(value)) : NULL;

    (void)keyword;
    if (format)
        emit(work, OP_FORMAT, D1_KEYWORD_FORMAT, KIND_STRING, value)->arg.format = format;
    return 0;
}

/* A pattern whose text is that of `node`, a string or a key. */
static int pattern_of(struct work *work, const struct d1_node *node, struct pattern **out)
{
    struct d1_schema *schema = work->compiler->schema;
    struct pattern *pattern = cut(work, 1, sizeof *pattern);
    struct d1_error fault = {0};
    int rc;

    if (!pattern)
        return short_of_memory(work);
    rc = d1_regex_check(d1_node_text(node), D1_REGEX_ECMA, NULL, &fault);
    if (rc < 0) {
        if (rc == D1_ERR_MEMORY)
            d1_error_memory(work->compiler->error);
        else
            d1_schema_fault(work->unit->resource, node, rc = D1_ERR_TYPE, work->compiler->error,
                            "the pattern is not a regular expression of ECMA-262: %s", d1_error_message(&fault));
        d1_error_clear(&fault);
        return rc;
    }
    pattern->text = d1_node_text(node);
    pattern->next = schema->patterns;
    schema->patterns = pattern;
    *out = pattern;
    return 0;
}

static int compile_pattern(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_PATTERN, D1_KEYWORD_PATTERN, KIND_STRING, value);

    (void)keyword;
    return pattern_of(work, value, &instruction->arg.pattern);
}

/* Only draft-07 lets contents be judged, and then only on request; newer dialects leave them to the application. */
static int compile_content(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    const struct d1_node *encoding = sibling(work, K_CONTENT_ENCODING);
    const struct d1_node *media = sibling(work, K_CONTENT_MEDIA_TYPE);
    uint64_t checks = 0;

    if (work->unit->resource->dialect != DRAFT7 || !work->compiler->options->assert_format)
        return 0;
    if (keyword == K_CONTENT_MEDIA_TYPE && encoding)
        return 0; /* was seen together with the encoding */
    if (encoding && d1_node_is_string(encoding, "base64"))
        checks |= CONTENT_BASE64;
    if (media && d1_node_is_string(media, "application/json") && (!encoding || checks))
        checks |= CONTENT_JSON;
    if (checks)
        emit(work, OP_CONTENT,
             keyword == K_CONTENT_ENCODING ? D1_KEYWORD_CONTENT_ENCODING : D1_KEYWORD_CONTENT_MEDIA_TYPE, KIND_STRING,
             value)
            ->arg.limit = checks;
    return 0;
}

/* ---- mappings ---- */

static uint32_t name_hash(const struct mapping_plan *plan, struct d1_str name, uint32_t hash)
{
    return plan->seeded ? (uint32_t)d1_str_hash_seeded(name) : hash;
}

/* The property of a name, made when it is new; there is room. */
static struct property *property_at(struct mapping_plan *plan, const struct d1_node *key)
{
    struct d1_str name = d1_node_text(key);
    uint32_t hash = name_hash(plan, name, key->value.string.hash), slot = hash & plan->slot_mask;
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
    plan->slots = cut(work, slots, sizeof *plan->slots);
    plan->properties = cut(work, most, sizeof *plan->properties);
    plan->required_at = cut(work, required ? d1_node_count(required) : 0, sizeof(struct property *));
    if (!plan->slots || !plan->properties || !plan->required_at)
        return short_of_memory(work);
    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct property *property = property_at(plan, d1_node_pair_key(properties, i));
        int rc = property->unit ? 0 : subunit(work, d1_node_pair_value(properties, i), &property->unit);

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

    plan->pattern = cut(work, count, sizeof *plan->pattern);
    if (!plan->pattern)
        return short_of_memory(work);
    for (size_t i = 0; i < count; i++) {
        struct pattern_property *pattern = &plan->pattern[i];
        int rc = pattern_of(work, d1_node_pair_key(plan->patterns_node, i), &pattern->pattern);

        if (rc == 0)
            rc = subunit(work, d1_node_pair_value(plan->patterns_node, i), &pattern->unit);
        if (rc < 0)
            return rc;
    }
    plan->patterns = (uint32_t)count;
    return 0;
}

static int compile_mapping(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct mapping_plan *plan;
    int rc;

    (void)keyword;
    if (work->mapping_done)
        return 0;
    work->mapping_done = true;
    plan = cut(work, 1, sizeof *plan);
    if (!plan)
        return short_of_memory(work);
    plan->properties_node = sibling(work, K_PROPERTIES);
    plan->patterns_node = sibling(work, K_PATTERN_PROPERTIES);
    plan->additional_node = sibling(work, K_ADDITIONAL_PROPERTIES);
    plan->required_node = sibling(work, K_REQUIRED);
    /* The siblings' turn to be checked would come later. */
    rc = plan->properties_node ? d1_schema_check_shape(work, K_PROPERTIES, plan->properties_node) : 0;
    if (rc == 0 && plan->patterns_node)
        rc = d1_schema_check_shape(work, K_PATTERN_PROPERTIES, plan->patterns_node);
    if (rc == 0 && plan->additional_node)
        rc = d1_schema_check_shape(work, K_ADDITIONAL_PROPERTIES, plan->additional_node);
    if (rc < 0)
        return rc;
    emit(work, OP_MAPPING, D1_KEYWORD_PROPERTIES, KIND_MAPPING, value)->arg.mapping = plan;
    rc = plan_names(work, plan);
    if (rc == 0)
        rc = plan_patterns(work, plan);
    if (rc == 0 && plan->additional_node)
        rc = subunit(work, plan->additional_node, &plan->additional);
    return rc;
}

static int compile_property_names(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_PROPERTY_NAMES, D1_KEYWORD_PROPERTY_NAMES, KIND_MAPPING, value);

    (void)keyword;
    return subunit(work, value, &instruction->arg.unit);
}

static int compile_dependent(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    enum d1_schema_keyword reported = keyword == K_DEPENDENCIES         ? D1_KEYWORD_DEPENDENCIES
                                      : keyword == K_DEPENDENT_REQUIRED ? D1_KEYWORD_DEPENDENT_REQUIRED
                                                                        : D1_KEYWORD_DEPENDENT_SCHEMAS;
    struct instruction *instruction = emit(work, OP_DEPENDENT, reported, KIND_MAPPING, value);
    size_t count = d1_node_count(value);
    struct dependent *dependents = cut(work, count, sizeof *dependents);

    if (!dependents)
        return short_of_memory(work);
    instruction->arg.dependents = dependents;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *asked = d1_node_pair_value(value, i);
        int rc = 0;

        dependents[i].key = d1_node_pair_key(value, i);
        if (asked->kind == D1_NODE_SEQUENCE)
            dependents[i].names = asked;
        else
            rc = subunit(work, asked, &dependents[i].unit);
        if (rc < 0)
            return rc;
        instruction->count++;
    }
    return 0;
}

/* ---- sequences ---- */

static int units_of(struct work *work, const struct d1_node *list, const struct unit ***units, uint32_t *count)
{
    size_t items = d1_node_count(list);
    const struct unit **made = cut(work, items, sizeof(struct unit *));

    if (!made)
        return short_of_memory(work);
    for (size_t i = 0; i < items; i++) {
        int rc = subunit(work, d1_node_item(list, i), &made[i]);

        if (rc < 0)
            return rc;
    }
    *units = made;
    *count = (uint32_t)items;
    return 0;
}

/* `items` was a list with `additionalItems` behind it before 2020-12 made prefixItems and items of them. */
static int compile_sequence(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    const struct d1_node *items = sibling(work, K_ITEMS), *prefix = sibling(work, K_PREFIX_ITEMS);
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
    plan = cut(work, 1, sizeof *plan);
    if (!plan)
        return short_of_memory(work);
    plan->prefix_node = items && items->kind == D1_NODE_SEQUENCE ? items : prefix;
    plan->rest_is_items = items && items->kind != D1_NODE_SEQUENCE;
    plan->rest_node = plan->rest_is_items ? items : sibling(work, K_ADDITIONAL_ITEMS);
    if (plan->rest_node && !plan->rest_is_items)
        rc = d1_schema_check_shape(work, K_ADDITIONAL_ITEMS, plan->rest_node);
    emit(work, OP_SEQUENCE, D1_KEYWORD_ITEMS, KIND_SEQUENCE, value)->arg.sequence = plan;
    if (rc == 0 && plan->prefix_node)
        rc = units_of(work, plan->prefix_node, &plan->prefix, &plan->prefix_count);
    if (rc == 0 && plan->rest_node)
        rc = subunit(work, plan->rest_node, &plan->rest);
    return rc;
}

static int compile_unique(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    (void)keyword;
    if (value->value.boolean)
        emit(work, OP_UNIQUE, D1_KEYWORD_UNIQUE_ITEMS, KIND_SEQUENCE, value);
    return 0;
}

static int compile_contains(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct contains_plan *plan = cut(work, 1, sizeof *plan);
    int rc = 0;

    (void)keyword;
    if (!plan)
        return short_of_memory(work);
    plan->least = 1;
    plan->most = UINT64_MAX;
    plan->least_node = sibling(work, K_MIN_CONTAINS);
    plan->most_node = sibling(work, K_MAX_CONTAINS);
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
    emit(work, OP_CONTAINS, D1_KEYWORD_CONTAINS, KIND_SEQUENCE, value)->arg.contains = plan;
    return subunit(work, value, &plan->unit);
}

/* ---- references ---- */

static int target_of(struct work *work, const struct d1_node *value, const char *keyword, struct target *target)
{
    struct compiler *compiler = work->compiler;
    const struct resource *resource = work->unit->resource;
    struct d1_error fault = {0};
    int rc = d1_schema_reference(compiler->resolver, resource, d1_node_text(value), target, &fault);

    if (rc == D1_ERR_NOT_FOUND) {
        d1_schema_fault(resource, value, rc = D1_ERR_TYPE, compiler->error, "%s `" D1_STR_FMT "` leads to nothing: %s",
                        keyword, D1_STR_ARG(d1_node_text(value)), d1_error_message(&fault));
    } else if (rc < 0 && compiler->error) {
        d1_error_clear(compiler->error);
        *compiler->error = fault;
        return rc;
    }
    d1_error_clear(&fault);
    return rc;
}

static int compile_ref(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_REF, D1_KEYWORD_REF, KIND_ANY, value);
    struct target target;
    int rc = target_of(work, value, "$ref", &target);

    (void)keyword;
    return rc < 0 ? rc : d1_schema_unit(work->compiler, target.resource, target.node, &instruction->arg.unit);
}

static int anchor_index(struct compiler *compiler, struct d1_str name, uint32_t *index)
{
    for (size_t i = 0; i < compiler->anchors.len; i++)
        if (d1_str_eq(compiler->anchors.items[i], name)) {
            *index = (uint32_t)i;
            return 0;
        }
    if (compiler->anchors.len == MANY_ANCHORS)
        return d1_error_set(compiler->error, D1_ERR_LIMIT, "dynamic references use more than %d names", MANY_ANCHORS);
    *index = (uint32_t)compiler->anchors.len;
    return d1_vec_push(&compiler->anchors, name) < 0 ? d1_error_memory(compiler->error) : 0;
}

/*
 * A dynamic reference is one only where it leads, without a dynamic scope, to a dynamic anchor of its name; else it
 * means the same as `$ref` (2020-12 §8.2.3.2; 2019-09 §8.2.4.2.1, where the anchor has no name and stands at the root).
 */
static int compile_dynamic_ref(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool recursive = keyword == K_RECURSIVE_REF;
    enum d1_schema_keyword reported = recursive ? D1_KEYWORD_RECURSIVE_REF : D1_KEYWORD_DYNAMIC_REF;
    struct instruction *instruction = emit(work, OP_REF, reported, KIND_ANY, value);
    struct compiler *compiler = work->compiler;
    struct dynamic *dynamic;
    struct target target;
    struct d1_str name;
    int rc = target_of(work, value, recursive ? "$recursiveRef" : "$dynamicRef", &target);

    if (rc == 0)
        rc = d1_schema_unit(compiler, target.resource, target.node, &instruction->arg.unit);
    if (rc == 0)
        rc = d1_schema_scan(compiler->resolver, target.scope, compiler->error);
    if (rc < 0)
        return rc;
    name = recursive ? d1_str("") : target.anchor;
    if ((!recursive && !name.len) || d1_map_get(&target.scope->dynamic, name) != (const void *)target.node)
        return 0;
    dynamic = cut(work, 1, sizeof *dynamic);
    if (!dynamic)
        return short_of_memory(work);
    dynamic->unit = instruction->arg.unit;
    instruction->op = OP_DYNAMIC_REF;
    instruction->arg.dynamic = dynamic;
    return anchor_index(compiler, name, &dynamic->anchor);
}

/* ---- combinations ---- */

static int compile_branches(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    enum op op = keyword == K_ALL_OF ? OP_ALL : keyword == K_ANY_OF ? OP_ANY : OP_ONE;
    enum d1_schema_keyword reported = keyword == K_ALL_OF   ? D1_KEYWORD_ALL_OF
                                      : keyword == K_ANY_OF ? D1_KEYWORD_ANY_OF
                                                            : D1_KEYWORD_ONE_OF;
    struct instruction *instruction = emit(work, op, reported, KIND_ANY, value);

    return units_of(work, value, &instruction->arg.units, &instruction->count);
}

static int compile_not(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = emit(work, OP_NOT, D1_KEYWORD_NOT, KIND_ANY, value);

    (void)keyword;
    return subunit(work, value, &instruction->arg.unit);
}

static int compile_if(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct condition *condition = cut(work, 1, sizeof *condition);
    int rc = 0;

    (void)keyword;
    if (!condition)
        return short_of_memory(work);
    condition->then_node = sibling(work, K_THEN);
    condition->otherwise_node = sibling(work, K_ELSE);
    emit(work, OP_IF, D1_KEYWORD_IF, KIND_ANY, value)->arg.condition = condition;
    rc = subunit(work, value, &condition->when);
    if (rc == 0 && condition->then_node)
        rc = subunit(work, condition->then_node, &condition->then);
    if (rc == 0 && condition->otherwise_node)
        rc = subunit(work, condition->otherwise_node, &condition->otherwise);
    return rc;
}

static int compile_unevaluated(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool items = keyword == K_UNEVALUATED_ITEMS;
    struct instruction *instruction = emit(work, items ? OP_UNEVALUATED_ITEMS : OP_UNEVALUATED_PROPERTIES,
                                           items ? D1_KEYWORD_UNEVALUATED_ITEMS : D1_KEYWORD_UNEVALUATED_PROPERTIES,
                                           items ? KIND_SEQUENCE : KIND_MAPPING, value);

    work->unit->unevaluated = true;
    return subunit(work, value, &instruction->arg.unit);
}

/* ---- definitions, and the table ---- */

static int compile_definitions(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    int rc = 0;

    (void)keyword;
    for (size_t i = 0; i < d1_node_count(value) && rc == 0 && work->compiler->options->whole; i++) {
        const struct unit *unit;

        rc = subunit(work, d1_node_pair_value(value, i), &unit);
    }
    return rc;
}

compile_keyword *const d1_schema_compilers[KEYWORDS] = {
    [K_DEFS] = compile_definitions,
    [K_DEFINITIONS] = compile_definitions,
    [K_TYPE] = compile_type,
    [K_CONST] = compile_const,
    [K_ENUM] = compile_enum,
    [K_MINIMUM] = compile_bound,
    [K_EXCLUSIVE_MINIMUM] = compile_bound,
    [K_MAXIMUM] = compile_bound,
    [K_EXCLUSIVE_MAXIMUM] = compile_bound,
    [K_MULTIPLE_OF] = compile_multiple,
    [K_MIN_LENGTH] = compile_count,
    [K_MAX_LENGTH] = compile_count,
    [K_FORMAT] = compile_format,
    [K_PATTERN] = compile_pattern,
    [K_CONTENT_ENCODING] = compile_content,
    [K_CONTENT_MEDIA_TYPE] = compile_content,
    [K_MIN_ITEMS] = compile_count,
    [K_MAX_ITEMS] = compile_count,
    [K_MIN_PROPERTIES] = compile_count,
    [K_MAX_PROPERTIES] = compile_count,
    [K_REQUIRED] = compile_mapping,
    [K_PROPERTIES] = compile_mapping,
    [K_PATTERN_PROPERTIES] = compile_mapping,
    [K_ADDITIONAL_PROPERTIES] = compile_mapping,
    [K_PROPERTY_NAMES] = compile_property_names,
    [K_DEPENDENT_REQUIRED] = compile_dependent,
    [K_PREFIX_ITEMS] = compile_sequence,
    [K_ITEMS] = compile_sequence,
    [K_ADDITIONAL_ITEMS] = compile_sequence,
    [K_UNIQUE_ITEMS] = compile_unique,
    [K_CONTAINS] = compile_contains,
    [K_REF] = compile_ref,
    [K_DYNAMIC_REF] = compile_dynamic_ref,
    [K_RECURSIVE_REF] = compile_dynamic_ref,
    [K_ALL_OF] = compile_branches,
    [K_IF] = compile_if,
    [K_ANY_OF] = compile_branches,
    [K_ONE_OF] = compile_branches,
    [K_NOT] = compile_not,
    [K_DEPENDENT_SCHEMAS] = compile_dependent,
    [K_DEPENDENCIES] = compile_dependent,
    [K_UNEVALUATED_ITEMS] = compile_unevaluated,
    [K_UNEVALUATED_PROPERTIES] = compile_unevaluated,
};
