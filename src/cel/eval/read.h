/*
 * Private to cel/: the quick ways to operands, fields and nodes, in line for the functions of nodes. What is not
 * frequent is left to the general functions.
 */
#ifndef D1_CEL_EVAL_READ_H
#define D1_CEL_EVAL_READ_H

#include "cel/eval/run.h"

static inline bool d1_cel_is_key(const struct d1_doc *doc, const struct d1_node *name, struct d1_str key, uint32_t hash)
{
    return name->tag == D1_NODE_TAG(hash) && name->value.string.length == key.len &&
           d1_cel_same_bytes((const char *)doc + name->value.string.text, key.ptr, key.len);
}

/*
 * The value of a key of a mapping node, or NULL. *hint is the pair where it stood in the mapping before: items of
 * one list mostly have their keys in the same order. Other threads may change it meanwhile; any number will do.
 */
static inline const struct d1_node *d1_cel_read_key(const struct d1_node *mapping, struct d1_str key, uint32_t hash,
                                                    uint16_t *hint)
{
    const struct d1_doc *doc = d1_node_doc(mapping);
    const struct d1_node *nodes = d1_doc_root(doc);
    const uint32_t *entry = (const uint32_t *)(const void *)((const char *)doc + doc->child_table);
    size_t pairs = mapping->value.children.count;
    size_t guess = __atomic_load_n(hint, __ATOMIC_RELAXED);

    entry += mapping->value.children.first;
    if (guess < pairs && d1_cel_is_key(doc, &nodes[entry[guess]], key, hash))
        return &nodes[entry[guess] + 1];
    if (pairs > D1_DOC_SHORT)
        return d1_node_get_hashed(mapping, key, hash);
    for (size_t i = 0; i < pairs; i++)
        if (d1_cel_is_key(doc, &nodes[entry[i]], key, hash)) {
            __atomic_store_n(hint, (uint16_t)i, __ATOMIC_RELAXED);
            return &nodes[entry[i] + 1];
        }
    return NULL;
}

static inline void d1_cel_put_bool(struct d1_cel_value *out, bool value)
{
    out->kind = D1_CEL_BOOL;
    out->form = D1_CEL_FORM_PLAIN;
    out->as.boolean = value;
    out->ref = NULL;
}

/* d1_cel_of_node, with the frequent kinds in line; type may be NULL for dyn. */
static inline void d1_cel_read_node(const struct d1_node *node, const struct d1_cel_type *type,
                                    struct d1_cel_value *out)
{
    enum d1_cel_kind kind = type ? type->kind : D1_CEL_DYN;

    if (node->kind == D1_NODE_STRING && (kind == D1_CEL_STRING || kind == D1_CEL_DYN)) {
        out->kind = D1_CEL_STRING;
        out->form = D1_CEL_FORM_PLAIN;
        out->extra = node->value.string.length;
        out->as.text = (const char *)d1_node_doc(node) + node->value.string.text;
        out->ref = node;
    } else if (node->kind == D1_NODE_INT && (kind == D1_CEL_INT || kind == D1_CEL_DYN)) {
        out->kind = D1_CEL_INT;
        out->form = D1_CEL_FORM_PLAIN;
        out->as.integer = node->value.integer;
        out->ref = node;
    } else if (node->kind == D1_NODE_DOUBLE && (kind == D1_CEL_DOUBLE || kind == D1_CEL_DYN)) {
        out->kind = D1_CEL_DOUBLE;
        out->form = D1_CEL_FORM_PLAIN;
        out->as.number = node->value.number;
        out->ref = node;
    } else if (node->kind == D1_NODE_MAPPING && (kind == D1_CEL_RECORD || kind == D1_CEL_DYN)) {
        out->kind = D1_CEL_MAP;
        out->form = D1_CEL_FORM_NODE;
        out->as.node = node;
        out->ref = kind == D1_CEL_RECORD ? type : NULL;
    } else {
        *out = d1_cel_of_node(node, type);
    }
}

/* The slot of a variable, or NULL. */
static inline struct d1_cel_slot *d1_cel_find_slot(const struct d1_cel_run *run, size_t index)
{
    struct d1_cel_activation *activation = run->activation;

    while (activation && index < activation->first)
        activation = activation->parent;
    if (!activation || index - activation->first >= activation->count)
        return NULL;
    return &activation->slots[index - activation->first];
}

/* The value of an operand: where it lies already, or evaluated into *room. */
static inline const struct d1_cel_value *d1_cel_operand(struct d1_cel_run *run, const struct d1_cel_expr *expr,
                                                        struct d1_cel_value *room)
{
    if (expr->op == D1_EXPR_LOCAL)
        return &run->locals[expr->u.name.index];
    if (expr->op == D1_EXPR_LITERAL)
        return &expr->u.literal;
    if (expr->op == D1_EXPR_ONCE) {
        const struct d1_cel_value *kept = &run->locals[expr->u.once.local];

        if (!d1_cel_is_error(*kept))
            return kept;
    }
    if (expr->op == D1_EXPR_VARIABLE) {
        const struct d1_cel_slot *slot = d1_cel_find_slot(run, expr->u.name.index);

        if (slot && !slot->fill && slot->value.kind != D1_CEL_ERROR)
            return &slot->value;
    }
    expr->run(run, expr, room);
    return room;
}

/* Whether a value may be the key of a map; of the numbers doubles are only looked up by it. */
static inline bool d1_cel_is_map_key(const struct d1_cel_value *value)
{
    return value->kind == D1_CEL_BOOL || value->kind == D1_CEL_INT || value->kind == D1_CEL_UINT ||
           value->kind == D1_CEL_DOUBLE || value->kind == D1_CEL_STRING;
}

/* Evaluates both operands; false with the error of one of them in *out. */
static inline bool d1_cel_operands(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value room[2],
                                   const struct d1_cel_value **a, const struct d1_cel_value **b,
                                   struct d1_cel_value *out)
{
    *a = d1_cel_operand(run, expr->u.args.items[0], &room[0]);
    if (d1_cel_is_error(**a)) {
        *out = **a;
        return false;
    }
    *b = d1_cel_operand(run, expr->u.args.items[1], &room[1]);
    if (d1_cel_is_error(**b)) {
        *out = **b;
        return false;
    }
    return true;
}

#endif
