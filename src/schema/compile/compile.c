#include "schema/compile/compile.h"

#include <assert.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

enum {
    ANNOTATIONS = 32,
    DYNAMIC_MAX = 1000000, /* resources times dynamic anchors */
    ANNOTATION_ROUNDS = 64 /* of finding out which units have annotations under them */
};

/* Keywords that may become instructions. */
static const uint64_t COMPILED = ((uint64_t)1 << K_TITLE) - 1;

int d1_schema_unit(struct compiler *compiler, const struct resource *parent, const struct d1_node *node,
                   const struct unit **unit)
{
    struct d1_arena *arena = &compiler->schema->arena;
    uint32_t *index = d1_schema_map_at(&compiler->by_node, arena, node);
    const struct resource *resource;
    struct unit *made;
    int rc;

    if (!index)
        return d1_error_memory(compiler->error);
    if (*index != UINT32_MAX) {
        *unit = compiler->units.items[*index];
        return 0;
    }
    rc = d1_schema_resource_at(compiler->resolver, parent, node, &resource, compiler->error);
    if (rc < 0)
        return rc;
    made = d1_arena_calloc(arena, 1, sizeof *made);
    if (!made || d1_vec_push(&compiler->units, made) < 0 ||
        (!resource->entered && d1_vec_push(&compiler->entered, resource) < 0))
        return d1_error_memory(compiler->error);
    compiler->resolver->resources.items[resource->index]->entered = true;
    made->node = node;
    made->resource = resource;
    made->alias = made;
    made->types = KIND_ANY;
    made->index = *index = (uint32_t)compiler->units.len - 1;
    *unit = made;
    return 0;
}

/* ---- one unit ---- */

static int compile_annotations(struct compiler *compiler, struct unit *unit)
{
    const struct d1_schema_options *options = compiler->options;
    struct annotation found[ANNOTATIONS];
    size_t count = d1_node_count(unit->node), len = 0;

    for (size_t i = 0; i < count; i++) {
        const struct d1_node *key = d1_node_pair_key(unit->node, i);
        uint32_t hash = d1_str_hash(d1_node_text(key));

        if (!(compiler->annotation_bloom >> (hash & 63) & 1))
            continue;
        for (size_t k = 0; k < options->annotation_count && len < ANNOTATIONS; k++)
            if (compiler->annotation_hashes[k] == hash && d1_str_is(d1_node_text(key), options->annotations[k]))
                found[len++] = (struct annotation){k, d1_node_pair_value(unit->node, i)};
    }
    if (!len)
        return 0;
    unit->annotations = d1_arena_alloc(&compiler->schema->arena, len * sizeof *found);
    if (!unit->annotations)
        return d1_error_memory(compiler->error);
    memcpy(unit->annotations, found, len * sizeof *found);
    unit->annotation_count = (uint8_t)len;
    unit->annotates = true;
    return 0;
}

static int compile_unit(struct compiler *compiler, struct unit *unit)
{
    const struct resource *resource = unit->resource;
    struct keyword_values values;
    struct work work = {.compiler = compiler, .unit = unit, .values = &values};
    int rc = 0;

    if (unit->node->kind == D1_NODE_BOOL) {
        unit->never = !unit->node->value.boolean;
        return 0;
    }
    if (unit->node->kind != D1_NODE_MAPPING)
        return d1_schema_fault(
            resource, unit->node, D1_ERR_TYPE, compiler->error, "a schema must be a mapping%s, this is a %s",
            resource->dialect == DRAFT4 ? "" : ", true or false", d1_node_kind_name(d1_node_kind(unit->node)));
    d1_schema_keyword_values(unit->node, resource->dialect, resource->vocabularies, &values);
    unit->instructions = d1_arena_alloc(
        &compiler->schema->arena, (size_t)__builtin_popcountll(values.present & COMPILED) * sizeof *unit->instructions);
    if (!unit->instructions)
        return d1_error_memory(compiler->error);
    for (uint64_t left = values.present; left && rc == 0; left &= left - 1) {
        enum keyword keyword = (enum keyword)__builtin_ctzll(left);

        rc = d1_schema_check_shape(&work, keyword, values.of[keyword]);
        if (rc == 0 && d1_schema_compilers[keyword])
            rc = d1_schema_compilers[keyword](&work, keyword, values.of[keyword]);
    }
    if (rc == 0 && compiler->annotation_bloom &&
        !(resource->dialect <= DRAFT7 && d1_schema_keyword_value(&values, K_REF)))
        rc = compile_annotations(compiler, unit);
    return rc;
}

static int compile_pending(struct compiler *compiler, size_t *done)
{
    while (*done < compiler->units.len) {
        int rc = compile_unit(compiler, compiler->units.items[(*done)++]);

        if (rc < 0)
            return rc;
    }
    return 0;
}

/* ---- dynamic references ---- */

static const struct d1_node *dynamic_node(const struct resource *resource, struct d1_str anchor)
{
    return d1_map_get(&resource->dynamic, anchor);
}

/* Compiles what a dynamic anchor of a resource stands at. */
static int compile_anchor(struct compiler *compiler, const struct resource *resource, size_t anchor, size_t *done)
{
    const struct d1_node *node;
    const struct unit *unit;
    int rc = d1_schema_scan(compiler->resolver, resource, compiler->error);

    node = rc == 0 ? dynamic_node(resource, compiler->anchors.items[anchor]) : NULL;
    if (node)
        rc = d1_schema_unit(compiler, resource, node, &unit);
    return rc < 0 ? rc : compile_pending(compiler, done);
}

static int too_dynamic(struct compiler *compiler)
{
    const struct unit *root = compiler->schema->root;

    assert(root); /* it is the first unit that is made */
    return d1_schema_fault(root->resource, root->node, D1_ERR_LIMIT, compiler->error,
                           "the schema has too many resources and dynamic anchors: the one times the other are more "
                           "than %d",
                           DYNAMIC_MAX);
}

/*
 * Compiles every place that a dynamic reference may lead to: whatever resource is entered may be in the dynamic scope.
 * New units may enter new resources and use new anchors. Each pair of the two is looked at once, in whatever order they
 * turn up.
 */
static int compile_dynamic(struct compiler *compiler, size_t *done)
{
    size_t resources = 0, anchors = 0;
    int rc = 0;

    while (rc == 0 && compiler->anchors.len && (resources < compiler->entered.len || anchors < compiler->anchors.len)) {
        if (compiler->entered.len > DYNAMIC_MAX / compiler->anchors.len)
            return too_dynamic(compiler);
        if (anchors < compiler->anchors.len) {
            for (size_t i = 0; i < resources && rc == 0; i++)
                rc = compile_anchor(compiler, compiler->entered.items[i], anchors, done);
            anchors++;
        } else {
            for (size_t i = 0; i < anchors && rc == 0; i++)
                rc = compile_anchor(compiler, compiler->entered.items[resources], i, done);
            resources++;
        }
    }
    return rc;
}

/* Marks dynamic references that lead to the same schema from everywhere: only one resource has the anchor. */
static int mark_sole(struct compiler *compiler)
{
    const struct d1_schema *schema = compiler->schema;
    uint32_t *holders = d1_arena_calloc(&compiler->schema->arena, schema->dynamic_anchors, sizeof *holders);

    if (!holders)
        return d1_error_memory(compiler->error);
    for (size_t i = 0; i < compiler->resolver->resources.len; i++)
        for (size_t k = 0; k < schema->dynamic_anchors; k++)
            holders[k] += schema->dynamic[i * schema->dynamic_anchors + k] != NULL;
    for (size_t i = 0; i < compiler->units.len; i++)
        for (size_t k = 0; k < compiler->units.items[i]->count; k++) {
            const struct instruction *instruction = &compiler->units.items[i]->instructions[k];

            if (instruction->op == OP_DYNAMIC_REF)
                instruction->arg.dynamic->sole = holders[instruction->arg.dynamic->anchor] == 1;
        }
    return 0;
}

static int bind_dynamic(struct compiler *compiler)
{
    struct d1_schema *schema = compiler->schema;
    size_t resources = compiler->resolver->resources.len, anchors = compiler->anchors.len;

    if (!anchors)
        return 0;
    if (resources > DYNAMIC_MAX / anchors)
        return too_dynamic(compiler);
    schema->dynamic_anchors = (uint32_t)anchors;
    schema->dynamic = d1_arena_calloc(&schema->arena, resources * anchors, sizeof *schema->dynamic);
    if (!schema->dynamic)
        return d1_error_memory(compiler->error);
    for (size_t i = 0; i < resources; i++)
        for (size_t k = 0; k < anchors; k++) {
            const struct d1_node *node =
                dynamic_node(compiler->resolver->resources.items[i], compiler->anchors.items[k]);
            const uint32_t *index = node ? d1_schema_map_find(&compiler->by_node, node) : NULL;

            if (index)
                schema->dynamic[i * anchors + k] = compiler->units.items[*index];
        }
    return mark_sole(compiler);
}

/* ---- what is applied to the same value ---- */

/*
 * How many children an instruction may apply to the instance that it was itself applied to, and each of them, which may
 * be NULL, as it is for a dynamic reference that may lead to several schemas.
 */
static size_t in_place_count(const struct instruction *instruction)
{
    switch ((enum op)instruction->op) {
    case OP_ALL:
    case OP_ANY:
    case OP_ONE:
    case OP_DEPENDENT:
        return instruction->count;
    case OP_IF:
        return 3;
    case OP_NOT:
    case OP_REF:
    case OP_DYNAMIC_REF:
        return 1;
    default:
        return 0;
    }
}

static const struct unit *in_place(const struct instruction *instruction, size_t index)
{
    const struct condition *condition;

    switch ((enum op)instruction->op) {
    case OP_ALL:
    case OP_ANY:
    case OP_ONE:
        return instruction->arg.units[index];
    case OP_DEPENDENT:
        return instruction->arg.dependents[index].unit;
    case OP_IF:
        condition = instruction->arg.condition;
        return index == 0 ? condition->when : index == 1 ? condition->then : condition->otherwise;
    case OP_DYNAMIC_REF:
        return instruction->arg.dynamic->sole ? instruction->arg.dynamic->unit : NULL;
    default:
        return instruction->arg.unit;
    }
}

/* ---- what depends on all units ---- */

static bool child_annotates(const struct instruction *instruction)
{
    bool found = false;

    if (instruction->op == OP_DYNAMIC_REF)
        return true;
    if (instruction->op == OP_MAPPING) {
        const struct mapping_plan *plan = instruction->arg.mapping;

        for (size_t i = 0; i < plan->count && !found; i++)
            found = plan->properties[i].unit && plan->properties[i].unit->annotates;
        for (size_t i = 0; i < plan->patterns && !found; i++)
            found = plan->pattern[i].unit->annotates;
        return found || (plan->additional && plan->additional->annotates);
    }
    if (instruction->op == OP_SEQUENCE) {
        const struct sequence_plan *plan = instruction->arg.sequence;

        for (size_t i = 0; i < plan->prefix_count && !found; i++)
            found = plan->prefix[i]->annotates;
        return found || (plan->rest && plan->rest->annotates);
    }
    if (instruction->op == OP_CONTAINS)
        return instruction->arg.contains->unit->annotates;
    if (instruction->op == OP_UNEVALUATED_ITEMS || instruction->op == OP_UNEVALUATED_PROPERTIES)
        return instruction->arg.unit->annotates;
    for (size_t i = 0; !found && i < in_place_count(instruction); i++)
        found = in_place(instruction, i) && in_place(instruction, i)->annotates;
    return found;
}

/*
 * Children are made after their parents, so that going backwards most is known after one round. Should a schema be made
 * to need many, every unit is taken to have annotations, which only costs time.
 */
static void mark_annotating(struct compiler *compiler)
{
    bool changed = compiler->annotation_bloom != 0;

    for (unsigned round = 0; changed; round++) {
        changed = false;
        for (size_t i = compiler->units.len; i-- > 0;) {
            struct unit *unit = compiler->units.items[i];

            unit->annotates |= round == ANNOTATION_ROUNDS;
            for (size_t k = 0; k < unit->count && !unit->annotates; k++)
                if (child_annotates(&unit->instructions[k]))
                    unit->annotates = changed = true;
        }
    }
}

static bool only_refers(const struct unit *unit)
{
    return unit->count == 1 && unit->instructions[0].op == OP_REF && !unit->annotation_count &&
           unit->types == KIND_ANY && !unit->circular;
}

static struct unit *referred(struct compiler *compiler, const struct unit *unit)
{
    return compiler->units.items[unit->instructions[0].arg.unit->index];
}

/*
 * The end of a chain of references. References may lead in a circle, which is nobody's fault as long as no instance
 * gets there: it is found when the walk, which marks whatever it passes with its own number, meets this again.
 */
static const struct unit *end_of_chain(struct compiler *compiler, struct unit *from, uint32_t walk)
{
    struct unit *end = from;

    for (; end->alias == end && only_refers(end); end = referred(compiler, end)) {
        if (end->walk != walk) {
            end->walk = walk;
            continue;
        }
        for (struct unit *link = end; !link->circular; link = referred(compiler, link))
            link->circular = true;
        break;
    }
    return end->alias;
}

/*
 * A unit that only refers to another is skipped where nobody wants to know the way. The dynamic scope is a way. What
 * was found for one unit is noted along the whole chain, so that none is walked twice.
 */
static void mark_aliases(struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->units.len; i++) {
        struct unit *unit = compiler->units.items[i];

        unit->only_type = !unit->count && !unit->never && !unit->annotation_count;
    }
    if (compiler->anchors.len)
        return;
    for (size_t i = 0; i < compiler->units.len; i++) {
        struct unit *link = compiler->units.items[i];
        const struct unit *end = end_of_chain(compiler, link, (uint32_t)i + 1);

        while (link->alias == link && only_refers(link)) {
            link->alias = end;
            link = referred(compiler, link);
        }
    }
}

/* A schema in a document of the set is a part of it; any other is a document of its own, wherever it stands. */
static int resource_of_root(struct compiler *compiler, const struct d1_node *root, struct d1_str base,
                            const struct resource **resource)
{
    const struct d1_schema_set *set = compiler->resolver->set;
    const struct d1_node *top = d1_doc_root(d1_node_doc(root));

    for (size_t i = 0; i < set->documents.len; i++)
        if (set->documents.items[i].root == top)
            return d1_schema_resource_of(compiler->resolver, root, base, resource, compiler->error);
    return d1_schema_resource_root(compiler->resolver, root, base, NULL, resource, compiler->error);
}

static int compile_all(struct compiler *compiler, const struct d1_node *root, struct d1_str base)
{
    const struct resource *resource;
    const struct unit *unit = NULL;
    size_t done = 0;
    int rc = resource_of_root(compiler, root, base, &resource);

    if (rc == 0)
        rc = d1_schema_scan(compiler->resolver, resource, compiler->error); /* names that are given twice */
    if (rc == 0)
        rc = d1_schema_unit(compiler, resource, root, &unit);
    if (rc < 0)
        return rc;
    compiler->schema->root = unit;
    rc = compile_pending(compiler, &done);
    if (rc == 0)
        rc = compile_dynamic(compiler, &done);
    if (rc == 0)
        rc = bind_dynamic(compiler);
    if (rc < 0)
        return rc;
    mark_annotating(compiler);
    mark_aliases(compiler);
    return 0;
}

static void hash_annotations(struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->options->annotation_count; i++) {
        compiler->annotation_hashes[i] = d1_str_hash(d1_str(compiler->options->annotations[i]));
        compiler->annotation_bloom |= (uint64_t)1 << (compiler->annotation_hashes[i] & 63);
    }
}

int d1_schema_compile(struct d1_schema **schema, struct d1_schema_set *set, const struct d1_node *root,
                      struct d1_str base, const struct d1_schema_options *options, struct d1_error *error)
{
    struct d1_schema *made = d1_calloc(1, sizeof *made);
    struct compiler compiler = {.schema = made, .options = options, .error = error};
    int rc;

    if (!made)
        return d1_error_memory(error);
    if (!options)
        compiler.options = &compiler.defaults;
    compiler.resolver = &made->resolver;
    if (compiler.options->annotation_count > ANNOTATIONS)
        rc = d1_error_set(error, D1_ERR_USAGE, "at most %d annotation keywords can be asked for", ANNOTATIONS);
    else
        rc = d1_schema_resolver_init(&made->resolver, set, &made->arena, compiler.options->default_dialect, error);
    if (rc == 0) {
        made->resolver.remedy = compiler.options->remedy;
        hash_annotations(&compiler);
        rc = compile_all(&compiler, root, base);
    }
    d1_vec_release(&compiler.units);
    d1_vec_release(&compiler.anchors);
    d1_vec_release(&compiler.entered);
    if (rc < 0)
        d1_schema_free(made);
    else
        *schema = made;
    return rc;
}

void d1_schema_free(struct d1_schema *schema)
{
    if (!schema)
        return;
    for (struct pattern *pattern = schema->patterns; pattern; pattern = pattern->next)
        d1_regex_free(atomic_load(&pattern->regex));
    d1_schema_resolver_release(&schema->resolver);
    d1_arena_release(&schema->arena);
    d1_free(schema);
}
