/*
 * Applying a compiled schema to an instance. Recursion goes one level for each schema that is applied and is bounded
 * by D1_LIMIT_SCHEMA_DEPTH.
 */
#include "schema/run.h"

#include "base/limits.h"
#include "schema/number.h"

bool d1_schema_stop(struct run *run, enum stop stop, const struct d1_node *node)
{
    if (!run->stop) {
        run->stop = stop;
        run->stop_node = node;
    }
    return false;
}

void *d1_schema_cut(struct run *run, struct d1_arena *arena, size_t count, size_t size, const struct d1_node *node)
{
    void *ptr = d1_arena_calloc(arena, count, size);

    if (!ptr)
        d1_schema_stop(run, count * size > arena->limit - arena->total ? STOP_SPACE : STOP_MEMORY, node);
    return ptr;
}

/* ---- recording ---- */

/* The way to a frame, kept; NULL for the root (and when memory is short, then the run stops). */
static const struct path *path_of(struct run *run, struct frame *frame, const struct d1_node *node)
{
    struct frame *pending[D1_LIMIT_SCHEMA_DEPTH + 2];
    const struct path *path = NULL;
    size_t count = 0;

    for (; frame && frame->via; frame = frame->parent) {
        if (frame->saved) {
            path = frame->saved;
            break;
        }
        pending[count++] = frame;
    }
    while (count--) {
        struct path *step = d1_schema_cut(run, &run->scratch->kept, 1, sizeof *step, node);

        if (!step)
            return NULL;
        *step = (struct path){path, pending[count]->via, pending[count]->unit->node};
        path = pending[count]->saved = step;
    }
    return path;
}

bool d1_schema_fault_at(struct run *run, struct frame *frame, enum d1_schema_keyword keyword,
                        const struct instruction *instruction, const struct d1_node *node,
                        const struct d1_node *instance, const struct d1_node *schema)
{
    struct fault fault = {.keyword = keyword,
                          .instruction = instruction,
                          .unit = frame->unit,
                          .node = node,
                          .instance = instance,
                          .schema = schema};

    run->recorded = false;
    if (!run->collect || run->muted || run->stop || run->scratch->faults.len >= D1_LIMIT_SCHEMA_ERRORS)
        return false;
    fault.path = path_of(run, frame, node);
    run->recorded = d1_vec_push(&run->scratch->faults, fault) == 0;
    if (!run->recorded)
        d1_schema_stop(run, STOP_MEMORY, node);
    return false;
}

struct fault *d1_schema_last_fault(struct run *run)
{
    return run->recorded ? &run->scratch->faults.items[run->scratch->faults.len - 1] : NULL;
}

/* In the units of the standard an applicator fails too; people hear of what failed under it. */
static void applicator_failed(struct run *run, struct frame *frame, enum d1_schema_keyword keyword,
                              const struct instruction *instruction, const struct d1_node *node,
                              const struct d1_node *schema)
{
    if (!run->explain)
        d1_schema_fault_at(run, frame, keyword, instruction, node, node, schema);
}

/* ---- what was evaluated ---- */

bool d1_schema_evaluated_new(struct run *run, const struct d1_node *node, struct evaluated *evaluated)
{
    evaluated->words = d1_node_count(node) / 64 + 1;
    evaluated->bits = d1_schema_cut(run, &run->scratch->bits, evaluated->words, sizeof *evaluated->bits, node);
    run->work += evaluated->words / 8;
    return evaluated->bits != NULL;
}

void d1_schema_evaluated_join(struct evaluated *into, const struct evaluated *from)
{
    for (size_t i = 0; i < into->words; i++)
        into->bits[i] |= from->bits[i];
}

/* ---- mappings ---- */

/* The pairs of a mapping or items of a sequence, without looking up the document for each. */
struct children {
    const struct d1_node *nodes;
    const uint32_t *table;
    size_t count;
};

static struct children children_of(const struct d1_node *node)
{
    const struct d1_doc *doc = d1_node_doc(node);

    return (struct children){
        .nodes = d1_doc_root(doc),
        .table = (const uint32_t *)(const void *)((const char *)doc + doc->child_table) + node->value.children.first,
        .count = node->value.children.count,
    };
}

static const struct property *property_of(const struct mapping_plan *plan, const struct d1_node *key)
{
    struct d1_str name = d1_node_text(key);
    uint32_t hash = plan->seeded ? (uint32_t)d1_str_hash_seeded(name) : key->value.string.hash;

    for (uint32_t slot = hash & plan->slot_mask; plan->slots[slot]; slot = (slot + 1) & plan->slot_mask) {
        const struct property *property = &plan->properties[plan->slots[slot] - 1];

        if (property->hash == hash && d1_str_eq(property->name, name))
            return property;
    }
    return NULL;
}

/* A key that nothing allows, shown at the key. */
static bool unknown_key(struct run *run, struct frame *frame, const struct instruction *instruction,
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
    if (*known && !d1_schema_apply(run, property->unit, value, frame, plan->properties_node, NULL)) {
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
        if (!d1_schema_apply(run, plan->pattern[i].unit, value, frame, plan->patterns_node, NULL)) {
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
        return unknown_key(run, frame, instruction, D1_KEYWORD_ADDITIONAL_PROPERTIES, key, d1_node_parent(key),
                           plan->additional_node);
    if (!d1_schema_apply(run, plan->additional, value, frame, plan->additional_node, NULL)) {
        outcome->additional = true;
        return false;
    }
    return valid;
}

/* Bits of the required properties that are there. */
struct presence {
    uint64_t *bits;
    uint64_t few;
    uint32_t found;
};

static void note_presence(struct presence *presence, uint32_t required)
{
    uint64_t bit = (uint64_t)1 << (required - 1) % 64, *word = &presence->bits[(required - 1) / 64];

    presence->found += !(*word & bit);
    *word |= bit;
}

static bool apply_mapping(struct run *run, struct frame *frame, const struct instruction *instruction,
                          const struct d1_node *node, struct evaluated *evaluated)
{
    const struct mapping_plan *plan = instruction->arg.mapping;
    struct children children = children_of(node);
    struct presence presence = {.bits = &presence.few};
    struct mapping_outcome outcome = {0};
    bool valid = true;

    if (plan->required > 64) {
        presence.bits = d1_schema_cut(run, &run->scratch->bits, plan->required / 64 + 1, sizeof *presence.bits, node);
        if (!presence.bits)
            return false;
    }
    run->work += children.count * (1 + plan->patterns);
    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *key = &children.nodes[children.table[2 * i]];
        const struct d1_node *value = &children.nodes[children.table[2 * i + 1]];
        const struct property *property = property_of(plan, key);
        bool known;

        if (property && property->required)
            note_presence(&presence, property->required);
        if (!apply_pair(run, frame, instruction, property, key, value, &known, &outcome)) {
            valid = false;
            if (!run->collect || run->stop)
                return false;
        }
        if (evaluated && known)
            evaluated_set(evaluated, i);
    }
    if (presence.found < plan->required) {
        valid = false;
        for (uint32_t i = 0; run->collect && i < plan->required; i++)
            if (!(presence.bits[i / 64] >> i % 64 & 1))
                missing_key(run, frame, instruction, D1_KEYWORD_REQUIRED, plan->required_at[i]->name, node,
                            plan->required_node);
    }
    if (outcome.properties)
        applicator_failed(run, frame, D1_KEYWORD_PROPERTIES, instruction, node, plan->properties_node);
    if (outcome.patterns)
        applicator_failed(run, frame, D1_KEYWORD_PATTERN_PROPERTIES, instruction, node, plan->patterns_node);
    if (outcome.additional)
        applicator_failed(run, frame, D1_KEYWORD_ADDITIONAL_PROPERTIES, instruction, node, plan->additional_node);
    return valid;
}

static bool apply_property_names(struct run *run, struct frame *frame, const struct instruction *instruction,
                                 const struct d1_node *node)
{
    struct children children = children_of(node);
    bool valid = true;

    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *key = &children.nodes[children.table[2 * i]];

        if (d1_schema_apply(run, instruction->arg.unit, key, frame, instruction->node, NULL))
            continue;
        valid = false;
        if (!run->collect || run->stop)
            return false;
    }
    if (!valid)
        applicator_failed(run, frame, D1_KEYWORD_PROPERTY_NAMES, instruction, node, instruction->node);
    return valid;
}

static const struct d1_node *look_up(struct run *run, const struct d1_node *mapping, const struct d1_node *key)
{
    run->work += 1 + d1_node_count(mapping) / 16;
    return d1_node_get_hashed(mapping, d1_node_text(key), key->value.string.hash);
}

static bool apply_dependent(struct run *run, struct frame *frame, const struct instruction *instruction,
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
            applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node,
                              instruction->node);
    }
    return valid;
}

/* ---- sequences ---- */

static bool apply_sequence(struct run *run, struct frame *frame, const struct instruction *instruction,
                           const struct d1_node *node, struct evaluated *evaluated)
{
    const struct sequence_plan *plan = instruction->arg.sequence;
    struct children children = children_of(node);
    bool prefix_failed = false, rest_failed = false;
    size_t looked_at = plan->rest || children.count < plan->prefix_count ? children.count : plan->prefix_count;

    for (size_t i = 0; i < looked_at; i++) {
        const struct d1_node *item = &children.nodes[children.table[i]];
        bool in_prefix = i < plan->prefix_count;
        const struct unit *unit = in_prefix ? plan->prefix[i] : plan->rest;

        if (evaluated)
            evaluated_set(evaluated, i);
        if (d1_schema_apply(run, unit, item, frame, in_prefix ? plan->prefix_node : plan->rest_node, NULL))
            continue;
        if (!run->collect || run->stop)
            return false;
        prefix_failed |= in_prefix;
        rest_failed |= !in_prefix;
    }
    if (prefix_failed)
        applicator_failed(run, frame, D1_KEYWORD_PREFIX_ITEMS, instruction, node, plan->prefix_node);
    if (rest_failed)
        applicator_failed(run, frame, plan->rest_is_items ? D1_KEYWORD_ITEMS : D1_KEYWORD_ADDITIONAL_ITEMS, instruction,
                          node, plan->rest_node);
    return !prefix_failed && !rest_failed;
}

/* Applies a unit without collecting; notes of a node that does not fit are dropped. */
static bool fits(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *frame,
                 const struct d1_node *via, struct evaluated *evaluated)
{
    bool collect = run->collect;
    size_t notes = run->scratch->notes.len;
    bool valid;

    run->collect = false;
    valid = d1_schema_apply(run, unit, node, frame, via, evaluated);
    run->collect = collect;
    if (!valid)
        run->scratch->notes.len = notes;
    return valid;
}

static bool apply_contains(struct run *run, struct frame *frame, const struct instruction *instruction,
                           const struct d1_node *node, struct evaluated *evaluated)
{
    const struct contains_plan *plan = instruction->arg.contains;
    struct children children = children_of(node);
    bool all = (evaluated && plan->marks) || (run->annotate && plan->unit->annotates);
    uint64_t found = 0;

    for (size_t i = 0; i < children.count; i++) {
        if (!fits(run, plan->unit, &children.nodes[children.table[i]], frame, instruction->node, NULL)) {
            if (run->stop)
                return false;
            continue;
        }
        found++;
        if (evaluated && plan->marks)
            evaluated_set(evaluated, i);
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

/* ---- combinations ---- */

static bool apply_all(struct run *run, struct frame *frame, const struct instruction *instruction,
                      const struct d1_node *node, struct evaluated *evaluated)
{
    bool valid = true;

    for (size_t i = 0; i < instruction->count; i++) {
        if (d1_schema_apply(run, instruction->arg.units[i], node, frame, instruction->node, evaluated))
            continue;
        valid = false;
        if (!run->collect || run->stop)
            return false;
    }
    if (!valid)
        applicator_failed(run, frame, D1_KEYWORD_ALL_OF, instruction, node, instruction->node);
    return valid;
}

static bool apply_if(struct run *run, struct frame *frame, const struct instruction *instruction,
                     const struct d1_node *node, struct evaluated *evaluated)
{
    const struct condition *condition = instruction->arg.condition;
    struct d1_arena_mark mark = d1_arena_mark(&run->scratch->bits);
    struct evaluated own;
    const struct unit *branch;
    bool holds;

    if (evaluated && !d1_schema_evaluated_new(run, node, &own))
        return false;
    holds = fits(run, condition->when, node, frame, instruction->node, evaluated ? &own : NULL);
    if (run->stop)
        return false;
    if (evaluated && holds)
        d1_schema_evaluated_join(evaluated, &own);
    if (evaluated)
        d1_arena_rewind(&run->scratch->bits, mark);
    branch = holds ? condition->then : condition->otherwise;
    if (!branch ||
        d1_schema_apply(run, branch, node, frame, holds ? condition->then_node : condition->otherwise_node, evaluated))
        return true;
    applicator_failed(run, frame, holds ? D1_KEYWORD_THEN : D1_KEYWORD_ELSE, instruction, node,
                      holds ? condition->then_node : condition->otherwise_node);
    return false;
}

/* anyOf and oneOf when only the verdict counts, or under not, if and contains. */
static bool apply_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                           const struct d1_node *node, struct evaluated *evaluated)
{
    bool one = instruction->op == OP_ONE;
    size_t found = 0;

    for (size_t i = 0; i < instruction->count; i++) {
        const struct unit *unit = instruction->arg.units[i];
        struct d1_arena_mark mark = d1_arena_mark(&run->scratch->bits);
        struct evaluated own;
        bool valid;

        if (found && !one && !evaluated && !(run->annotate && unit->annotates))
            continue;
        if (evaluated && !d1_schema_evaluated_new(run, node, &own))
            return false;
        valid = fits(run, unit, node, frame, instruction->node, evaluated ? &own : NULL);
        if (run->stop)
            return false;
        if (valid && evaluated)
            d1_schema_evaluated_join(evaluated, &own);
        if (evaluated)
            d1_arena_rewind(&run->scratch->bits, mark);
        found += valid;
        if (one && found > 1)
            return false;
    }
    return found > 0;
}

/* Of the notes from `to` on keeps those from `from` to `end` only. */
static void keep_notes(struct d1_schema_scratch *scratch, size_t to, size_t from, size_t end)
{
    if (end > from)
        memmove(scratch->notes.items + to, scratch->notes.items + from, (end - from) * sizeof *scratch->notes.items);
    scratch->notes.len = to + (end - from);
}

/* The same while collecting: the faults of every branch, until one branch is found to hold or to be meant. */
static bool collect_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                             const struct d1_node *node, struct evaluated *evaluated)
{
    struct d1_schema_scratch *scratch = run->scratch;
    struct d1_arena_mark mark = d1_arena_mark(&scratch->bits);
    struct branch *branches = d1_schema_cut(run, &scratch->bits, instruction->count, sizeof *branches, node);
    size_t first_fault = scratch->faults.len, first_note = scratch->notes.len;
    uint32_t found = 0, holds[2] = {0, 0};

    if (!branches)
        return false;
    for (uint32_t i = 0; i < instruction->count; i++) {
        struct branch *branch = &branches[i];
        bool valid;

        branch->faults = scratch->faults.len;
        branch->notes = scratch->notes.len;
        if (evaluated && !d1_schema_evaluated_new(run, node, &branch->evaluated))
            return false;
        valid = d1_schema_apply(run, instruction->arg.units[i], node, frame, instruction->node,
                                evaluated ? &branch->evaluated : NULL);
        if (run->stop)
            return false;
        if (valid && !found) {
            /* From the first branch that holds on, only what holds counts. */
            keep_notes(scratch, first_note, branch->notes, scratch->notes.len);
        } else if (!valid && found) {
            scratch->notes.len = branch->notes;
        }
        if (valid && found < 2)
            holds[found] = i + 1;
        found += valid;
        if (valid && evaluated)
            d1_schema_evaluated_join(evaluated, &branch->evaluated);
        branch->faults_end = scratch->faults.len;
        branch->notes_end = scratch->notes.len;
    }
    if (found)
        scratch->faults.len = first_fault;
    if (found > 1 && instruction->op == OP_ONE) {
        d1_schema_fault_at(run, frame, D1_KEYWORD_ONE_OF, instruction, node, node, instruction->node);
        if (d1_schema_last_fault(run)) {
            d1_schema_last_fault(run)->first = holds[0];
            d1_schema_last_fault(run)->second = holds[1];
        }
    } else if (!found) {
        size_t meant =
            instruction->count && !run->muted ? d1_schema_choose(run, frame, instruction, node, branches) : 0;

        if (instruction->count) {
            const struct branch *branch = &branches[meant];

            keep_notes(scratch, first_note, branch->notes, branch->notes_end);
            if (evaluated)
                d1_schema_evaluated_join(evaluated, &branch->evaluated);
        }
    }
    d1_arena_rewind(&scratch->bits, mark);
    return instruction->op == OP_ONE ? found == 1 : found > 0;
}

static bool apply_not(struct run *run, struct frame *frame, const struct instruction *instruction,
                      const struct d1_node *node)
{
    bool annotate = run->annotate, holds;

    run->annotate = false;
    holds = fits(run, instruction->arg.unit, node, frame, instruction->node, NULL);
    run->annotate = annotate;
    if (run->stop)
        return false;
    return !holds || d1_schema_fault_at(run, frame, D1_KEYWORD_NOT, instruction, node, node, instruction->node);
}

/* ---- references ---- */

/* Where a dynamic reference leads: the outermost resource of the way here that has the anchor. */
static const struct unit *dynamic_target(const struct run *run, const struct frame *frame,
                                         const struct dynamic *dynamic)
{
    const struct d1_schema *schema = run->schema;
    const struct unit *target = dynamic->unit;

    for (; frame; frame = frame->parent) {
        const struct unit *unit =
            schema->dynamic[frame->unit->resource->index * schema->dynamic_anchors + dynamic->anchor];

        if (unit)
            target = unit;
    }
    return target;
}

static bool apply_reference(struct run *run, struct frame *frame, const struct instruction *instruction,
                            const struct d1_node *node, struct evaluated *evaluated)
{
    const struct unit *unit =
        instruction->op == OP_REF ? instruction->arg.unit : dynamic_target(run, frame, instruction->arg.dynamic);

    if (instruction->op == OP_DYNAMIC_REF)
        run->work += frame->depth / 16;
    if (d1_schema_apply(run, unit, node, frame, instruction->node, evaluated))
        return true;
    applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node, instruction->node);
    return false;
}

/* ---- what nothing has evaluated ---- */

static bool apply_unevaluated(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    bool pairs = instruction->op == OP_UNEVALUATED_PROPERTIES, valid = true;
    struct children children = children_of(node);

    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *child = &children.nodes[children.table[pairs ? 2 * i + 1 : i]];

        if (evaluated_has(evaluated, i))
            continue;
        evaluated_set(evaluated, i);
        if (pairs && run->explain && instruction->arg.unit->never) {
            valid = unknown_key(run, frame, instruction, D1_KEYWORD_UNEVALUATED_PROPERTIES,
                                &children.nodes[children.table[2 * i]], node, instruction->node);
        } else if (!d1_schema_apply(run, instruction->arg.unit, child, frame, instruction->node, NULL)) {
            valid = false;
        }
        if (!valid && (!run->collect || run->stop))
            return false;
    }
    if (!valid)
        applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node,
                          instruction->node);
    return valid;
}

/* ---- a unit ---- */

static bool apply_instruction(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    switch ((enum op)instruction->op) {
    case OP_MAPPING:
        return apply_mapping(run, frame, instruction, node, evaluated);
    case OP_DEPENDENT:
        return apply_dependent(run, frame, instruction, node, evaluated);
    case OP_PROPERTY_NAMES:
        return apply_property_names(run, frame, instruction, node);
    case OP_SEQUENCE:
        return apply_sequence(run, frame, instruction, node, evaluated);
    case OP_CONTAINS:
        return apply_contains(run, frame, instruction, node, evaluated);
    case OP_REF:
    case OP_DYNAMIC_REF:
        return apply_reference(run, frame, instruction, node, evaluated);
    case OP_ALL:
        return apply_all(run, frame, instruction, node, evaluated);
    case OP_IF:
        return apply_if(run, frame, instruction, node, evaluated);
    case OP_ANY:
    case OP_ONE:
        return run->collect ? collect_branches(run, frame, instruction, node, evaluated)
                            : apply_branches(run, frame, instruction, node, evaluated);
    case OP_NOT:
        return apply_not(run, frame, instruction, node);
    case OP_UNEVALUATED_ITEMS:
    case OP_UNEVALUATED_PROPERTIES:
        return apply_unevaluated(run, frame, instruction, node, evaluated);
    default:
        return d1_schema_assert(run, frame, instruction, node);
    }
}

static bool has_type(const struct unit *unit, const struct d1_node *node)
{
    if (unit->types >> node->kind & 1)
        return true;
    return node->kind == D1_NODE_DOUBLE && (unit->types & KIND_INTEGRAL) &&
           d1_schema_is_integer(node, unit->resource->dialect == DRAFT4);
}

static bool take_notes(struct run *run, struct frame *frame, const struct d1_node *node)
{
    const struct unit *unit = frame->unit;

    if (run->scratch->notes.len > D1_LIMIT_SCHEMA_MEMORY / sizeof(struct note))
        return d1_schema_stop(run, STOP_SPACE, node);
    for (size_t i = 0; i < unit->annotation_count; i++)
        if (d1_vec_push(&run->scratch->notes, ((struct note){&unit->annotations[i], node, true})) < 0)
            return d1_schema_stop(run, STOP_MEMORY, node);
    return true;
}

/* What a schema says about a node. Once something is wrong with a scalar, people need not hear more about it. */
static bool apply_all_instructions(struct run *run, struct frame *frame, const struct d1_node *node,
                                   struct evaluated *evaluated)
{
    const struct unit *unit = frame->unit;
    unsigned muted = run->muted;
    bool valid = has_type(unit, node);

    if (!valid) {
        d1_schema_fault_at(run, frame, D1_KEYWORD_TYPE, NULL, node, node, unit->type_node);
        if (!run->collect)
            return false;
        run->muted += run->explain;
    }
    for (size_t i = 0; i < unit->count && !run->stop; i++) {
        const struct instruction *instruction = &unit->instructions[i];

        if (!(instruction->kinds >> node->kind & 1) || apply_instruction(run, frame, instruction, node, evaluated))
            continue;
        valid = false;
        if (!run->collect)
            return false;
        run->muted += run->explain && node->kind < D1_NODE_SEQUENCE;
    }
    run->muted = muted;
    return valid && !run->stop;
}

bool d1_schema_apply(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *parent,
                     const struct d1_node *via, struct evaluated *evaluated)
{
    struct frame frame = {.parent = parent,
                          .unit = run->collect ? unit : unit->alias,
                          .via = via,
                          .depth = parent ? parent->depth + 1 : 0};
    size_t notes = run->scratch->notes.len;
    bool valid;

    unit = frame.unit;
    if (++run->work > D1_LIMIT_SCHEMA_WORK)
        return d1_schema_stop(run, STOP_WORK, node);
    if (frame.depth > D1_LIMIT_SCHEMA_DEPTH)
        return d1_schema_stop(run, STOP_DEPTH, node);
    if (unit->never)
        return d1_schema_fault_at(run, &frame, D1_KEYWORD_NONE, NULL, node, node, unit->node);
    if (run->annotate && unit->annotation_count && !take_notes(run, &frame, node))
        return false;
    if (unit->unevaluated) {
        struct d1_arena_mark mark = d1_arena_mark(&run->scratch->bits);
        struct evaluated own;

        if (!d1_schema_evaluated_new(run, node, &own))
            return false;
        valid = apply_all_instructions(run, &frame, node, &own);
        if (evaluated)
            d1_schema_evaluated_join(evaluated, &own);
        d1_arena_rewind(&run->scratch->bits, mark);
    } else {
        valid = apply_all_instructions(run, &frame, node, evaluated);
    }
    if (!valid && run->annotate && run->collect)
        for (size_t i = 0; i < unit->annotation_count && notes + i < run->scratch->notes.len; i++)
            run->scratch->notes.items[notes + i].valid = false;
    return valid;
}
