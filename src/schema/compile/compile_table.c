/* What each keyword becomes: references and combinations of schemas, and the table of all keywords at the end. */
#include "schema/compile/compile.h"
#include "schema/compile/number.h"

/* Names that dynamic references of one schema may use. */
enum { MANY_ANCHORS = 1000 };

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
    struct instruction *instruction = d1_schema_emit(work, OP_REF, D1_KEYWORD_REF, KIND_ANY, value);
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
    struct instruction *instruction = d1_schema_emit(work, OP_REF, reported, KIND_ANY, value);
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
    dynamic = d1_schema_room(work, 1, sizeof *dynamic);
    if (!dynamic)
        return d1_schema_short_of_memory(work);
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
    struct instruction *instruction = d1_schema_emit(work, op, reported, KIND_ANY, value);

    return d1_schema_units_of(work, value, &instruction->arg.units, &instruction->count);
}

static int compile_not(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = d1_schema_emit(work, OP_NOT, D1_KEYWORD_NOT, KIND_ANY, value);

    (void)keyword;
    return d1_schema_subunit(work, value, &instruction->arg.unit);
}

static int compile_if(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct condition *condition = d1_schema_room(work, 1, sizeof *condition);
    int rc = 0;

    (void)keyword;
    if (!condition)
        return d1_schema_short_of_memory(work);
    condition->then_node = d1_schema_sibling(work, K_THEN);
    condition->otherwise_node = d1_schema_sibling(work, K_ELSE);
    d1_schema_emit(work, OP_IF, D1_KEYWORD_IF, KIND_ANY, value)->arg.condition = condition;
    rc = d1_schema_subunit(work, value, &condition->when);
    if (rc == 0 && condition->then_node)
        rc = d1_schema_subunit(work, condition->then_node, &condition->then);
    if (rc == 0 && condition->otherwise_node)
        rc = d1_schema_subunit(work, condition->otherwise_node, &condition->otherwise);
    return rc;
}

static int compile_unevaluated(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool items = keyword == K_UNEVALUATED_ITEMS;
    struct instruction *instruction =
        d1_schema_emit(work, items ? OP_UNEVALUATED_ITEMS : OP_UNEVALUATED_PROPERTIES,
                       items ? D1_KEYWORD_UNEVALUATED_ITEMS : D1_KEYWORD_UNEVALUATED_PROPERTIES,
                       items ? KIND_SEQUENCE : KIND_MAPPING, value);

    work->unit->unevaluated = true;
    return d1_schema_subunit(work, value, &instruction->arg.unit);
}

/* ---- definitions, and the table ---- */

static int compile_definitions(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    int rc = 0;

    (void)keyword;
    for (size_t i = 0; i < d1_node_count(value) && rc == 0 && work->compiler->options->whole; i++) {
        const struct unit *unit;

        rc = d1_schema_subunit(work, d1_node_pair_value(value, i), &unit);
    }
    return rc;
}

compile_keyword *const d1_schema_compilers[KEYWORDS] = {
    [K_DEFS] = compile_definitions,
    [K_DEFINITIONS] = compile_definitions,
    [K_TYPE] = d1_schema_compile_type,
    [K_CONST] = d1_schema_compile_const,
    [K_ENUM] = d1_schema_compile_enum,
    [K_MINIMUM] = d1_schema_compile_bound,
    [K_EXCLUSIVE_MINIMUM] = d1_schema_compile_bound,
    [K_MAXIMUM] = d1_schema_compile_bound,
    [K_EXCLUSIVE_MAXIMUM] = d1_schema_compile_bound,
    [K_MULTIPLE_OF] = d1_schema_compile_multiple,
    [K_MIN_LENGTH] = d1_schema_compile_count,
    [K_MAX_LENGTH] = d1_schema_compile_count,
    [K_FORMAT] = d1_schema_compile_format,
    [K_PATTERN] = d1_schema_compile_pattern,
    [K_CONTENT_ENCODING] = d1_schema_compile_content,
    [K_CONTENT_MEDIA_TYPE] = d1_schema_compile_content,
    [K_MIN_ITEMS] = d1_schema_compile_count,
    [K_MAX_ITEMS] = d1_schema_compile_count,
    [K_MIN_PROPERTIES] = d1_schema_compile_count,
    [K_MAX_PROPERTIES] = d1_schema_compile_count,
    [K_REQUIRED] = d1_schema_compile_mapping,
    [K_PROPERTIES] = d1_schema_compile_mapping,
    [K_PATTERN_PROPERTIES] = d1_schema_compile_mapping,
    [K_ADDITIONAL_PROPERTIES] = d1_schema_compile_mapping,
    [K_PROPERTY_NAMES] = d1_schema_compile_property_names,
    [K_DEPENDENT_REQUIRED] = d1_schema_compile_dependent,
    [K_PREFIX_ITEMS] = d1_schema_compile_sequence,
    [K_ITEMS] = d1_schema_compile_sequence,
    [K_ADDITIONAL_ITEMS] = d1_schema_compile_sequence,
    [K_UNIQUE_ITEMS] = d1_schema_compile_unique,
    [K_CONTAINS] = d1_schema_compile_contains,
    [K_REF] = compile_ref,
    [K_DYNAMIC_REF] = compile_dynamic_ref,
    [K_RECURSIVE_REF] = compile_dynamic_ref,
    [K_ALL_OF] = compile_branches,
    [K_IF] = compile_if,
    [K_ANY_OF] = compile_branches,
    [K_ONE_OF] = compile_branches,
    [K_NOT] = compile_not,
    [K_DEPENDENT_SCHEMAS] = d1_schema_compile_dependent,
    [K_DEPENDENCIES] = d1_schema_compile_dependent,
    [K_UNEVALUATED_ITEMS] = compile_unevaluated,
    [K_UNEVALUATED_PROPERTIES] = compile_unevaluated,
};
