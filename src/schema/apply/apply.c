/*
 * Applying a compiled schema to an instance. Recursion goes one level for each schema that is applied and is bounded
 * by D1_LIMIT_SCHEMA_DEPTH.
 */
#include "schema/apply/run.h"

#include <assert.h>

#include "base/limits.h"
#include "schema/compile/number.h"

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

const struct path *d1_schema_path_of(struct run *run, struct frame *frame, const struct d1_node *node)
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
    if (!run->collect || run->muted || run->stop)
        return false;
    if (run->scratch->faults.len >= D1_LIMIT_SCHEMA_ERRORS) {
        run->cut = true;
        return false;
    }
    fault.path = d1_schema_path_of(run, frame, node);
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
void d1_schema_applicator_failed(struct run *run, struct frame *frame, enum d1_schema_keyword keyword,
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

/* Applies a unit without collecting; notes of a node that does not fit are dropped. */
bool d1_schema_fits(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *frame,
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
    d1_schema_applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node,
                                instruction->node);
    return false;
}

/* ---- what nothing has evaluated ---- */

static bool apply_unevaluated(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    bool pairs = instruction->op == OP_UNEVALUATED_PROPERTIES, valid = true;
    struct children children = d1_schema_children_of(node);

    assert(evaluated); /* a unit with this instruction has its own set */
    run->work += children.count / 8;
    for (size_t i = 0; i < children.count; i++) {
        const struct d1_node *child = &children.nodes[children.table[i] + pairs];

        if (d1_schema_evaluated_has(evaluated, i))
            continue;
        d1_schema_evaluated_set(evaluated, i);
        if (pairs && run->explain && instruction->arg.unit->never) {
            valid = d1_schema_unknown_key(run, frame, instruction, D1_KEYWORD_UNEVALUATED_PROPERTIES,
                                          &children.nodes[children.table[i]], node, instruction->node);
        } else if (!d1_schema_apply(run, instruction->arg.unit, child, frame, instruction->node, NULL)) {
            valid = false;
        }
        if (!valid && (!run->collect || run->stop))
            return false;
    }
    if (!valid)
        d1_schema_applicator_failed(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node,
                                    instruction->node);
    return valid;
}

/* ---- a unit ---- */

static bool apply_instruction(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    switch ((enum op)instruction->op) {
    case OP_MAPPING:
        return d1_schema_apply_mapping(run, frame, instruction, node, evaluated);
    case OP_DEPENDENT:
        return d1_schema_apply_dependent(run, frame, instruction, node, evaluated);
    case OP_PROPERTY_NAMES:
        return d1_schema_apply_property_names(run, frame, instruction, node);
    case OP_SEQUENCE:
        return d1_schema_apply_sequence(run, frame, instruction, node, evaluated);
    case OP_CONTAINS:
        return d1_schema_apply_contains(run, frame, instruction, node, evaluated);
    case OP_REF:
    case OP_DYNAMIC_REF:
        return apply_reference(run, frame, instruction, node, evaluated);
    case OP_ALL:
        return d1_schema_apply_all(run, frame, instruction, node, evaluated);
    case OP_IF:
        return d1_schema_apply_if(run, frame, instruction, node, evaluated);
    case OP_ANY:
    case OP_ONE:
        return d1_schema_apply_branches(run, frame, instruction, node, evaluated);
    case OP_NOT:
        return d1_schema_apply_not(run, frame, instruction, node);
    case OP_UNEVALUATED_ITEMS:
    case OP_UNEVALUATED_PROPERTIES:
        return apply_unevaluated(run, frame, instruction, node, evaluated);
    default:
        return d1_schema_assert(run, frame, instruction, node);
    }
}

static bool has_type(struct run *run, const struct unit *unit, const struct d1_node *node)
{
    if (unit->types >> node->kind & 1)
        return true;
    if (node->kind != D1_NODE_DOUBLE || !(unit->types & KIND_INTEGRAL))
        return false;
    run->work += d1_node_text(node).len / 8;
    return d1_schema_is_integer(node, unit->resource->dialect == DRAFT4);
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
    bool valid = has_type(run, unit, node);

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

/* The keyword that leads from a schema back to itself at the same value; NULL when none leads from `last` upwards. */
static const struct d1_node *leads_back(const struct frame *last)
{
    const struct d1_node *reference = NULL;

    for (const struct frame *frame = last; frame->parent && frame->parent->node == last->node; frame = frame->parent) {
        /* The reference, if there was one: its value is a text, that of other keywords that apply schemas is none. */
        if (!reference || (reference->kind != D1_NODE_STRING && frame->via->kind == D1_NODE_STRING))
            reference = frame->via;
        if (frame->parent->unit == last->unit)
            return reference;
    }
    return NULL;
}

/* Too deep: because of a circle, which may end beside the way that went too far, or for other reasons. */
static bool stop_deep(struct run *run, const struct frame *last)
{
    run->stop_reference = NULL;
    for (const struct frame *frame = last; frame && frame->node == last->node && !run->stop_reference;
         frame = frame->parent)
        run->stop_reference = leads_back(frame);
    return d1_schema_stop(run, run->stop_reference ? STOP_CIRCLE : STOP_DEPTH, last->node);
}

bool d1_schema_apply(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *parent,
                     const struct d1_node *via, struct evaluated *evaluated)
{
    struct frame frame = {.parent = parent,
                          .unit = run->collect ? unit : unit->alias,
                          .node = node,
                          .via = via,
                          .depth = parent ? parent->depth + 1 : 0};
    size_t notes = run->scratch->notes.len;
    bool valid;

    unit = frame.unit;
    if (++run->work > D1_LIMIT_SCHEMA_WORK)
        return d1_schema_stop(run, STOP_WORK, node);
    if (frame.depth > D1_LIMIT_SCHEMA_DEPTH)
        return stop_deep(run, &frame);
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
