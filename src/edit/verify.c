/* Whether what was written says what it should: the old tree with its changes, beside the new one. */
#include "edit/plan.h"

static bool same_scalar(const struct d1_node *a, const struct d1_node *b)
{
    return a->kind == b->kind && (a->kind != D1_NODE_BOOL || a->value.boolean == b->value.boolean) &&
           d1_str_eq(d1_node_text(a), d1_node_text(b));
}

/* A value that was asked for. Recursion is as deep as documents may be, here and below. */
static bool same_value(const struct d1_node *wanted, const struct d1_node *found)
{
    if (wanted->kind < D1_NODE_SEQUENCE)
        return same_scalar(wanted, found);
    if (wanted->kind != found->kind || d1_node_count(wanted) != d1_node_count(found))
        return false;
    for (size_t i = 0; i < d1_node_count(wanted); i++) {
        if (wanted->kind == D1_NODE_SEQUENCE) {
            if (!same_value(d1_node_item(wanted, i), d1_node_item(found, i)))
                return false;
        } else if (!d1_str_eq(d1_node_text(d1_node_pair_key(wanted, i)), d1_node_text(d1_node_pair_key(found, i))) ||
                   !same_value(d1_node_pair_value(wanted, i), d1_node_pair_value(found, i))) {
            return false;
        }
    }
    return true;
}

static const struct d1_edit_change *change_of(const struct d1_edit *edit, const struct d1_node *node,
                                              enum d1_edit_kind kind)
{
    const struct d1_edit_change *change = d1_edit_changes_of(edit, node);

    while (change && change->kind != kind)
        change = change->next;
    return change;
}

/* What is added to a container stands behind its own entries: from `at` on, to the end. */
static bool same_added(const struct d1_edit *edit, const struct d1_node *before, const struct d1_node *after, size_t at)
{
    for (const struct d1_edit_change *change = d1_edit_changes_of(edit, before); change; change = change->next) {
        if (change->kind != D1_EDIT_INSERT && change->kind != D1_EDIT_APPEND)
            continue;
        if (at >= d1_node_count(after))
            return false;
        if (change->kind == D1_EDIT_APPEND) {
            if (!same_value(change->value.node, d1_node_item(after, at)))
                return false;
        } else if (!d1_str_eq(change->key, d1_node_text(d1_node_pair_key(after, at))) ||
                   !same_value(change->value.node, d1_node_pair_value(after, at))) {
            return false;
        }
        at++;
    }
    return at == d1_node_count(after);
}

static bool same(const struct d1_edit *edit, const struct d1_node *before, const struct d1_node *after);

static bool same_pair(const struct d1_edit *edit, const struct d1_node *mapping, const struct d1_node *after, size_t i)
{
    const struct d1_node *value = d1_node_pair_value(mapping, i);
    const struct d1_edit_change *renamed = change_of(edit, value, D1_EDIT_RENAME);
    struct d1_str key = renamed ? renamed->key : d1_node_text(d1_node_pair_key(mapping, i));

    return d1_str_eq(key, d1_node_text(d1_node_pair_key(after, i))) && same(edit, value, d1_node_pair_value(after, i));
}

static bool same(const struct d1_edit *edit, const struct d1_node *before, const struct d1_node *after)
{
    const struct d1_edit_change *replaced = change_of(edit, before, D1_EDIT_REPLACE);
    enum d1_node_kind kind = d1_node_kind(before);
    size_t at = 0;

    if (replaced)
        return same_scalar(replaced->value.node, after);
    if (change_of(edit, before, D1_EDIT_ENLIST))
        return after->kind == D1_NODE_SEQUENCE && d1_node_count(after) == 1 &&
               same_scalar(before, d1_node_item(after, 0));
    if (change_of(edit, before, D1_EDIT_INSERT))
        kind = D1_NODE_MAPPING;
    else if (change_of(edit, before, D1_EDIT_APPEND))
        kind = D1_NODE_SEQUENCE;
    if (kind != d1_node_kind(after))
        return false;
    if (kind < D1_NODE_SEQUENCE)
        return same_scalar(before, after);
    for (size_t i = 0; i < d1_node_count(before); i++) {
        if (kind == D1_NODE_SEQUENCE && change_of(edit, d1_node_item(before, i), D1_EDIT_REMOVE))
            continue;
        if (at >= d1_node_count(after))
            return false;
        if (kind == D1_NODE_MAPPING ? !same_pair(edit, before, after, i)
                                    : !same(edit, d1_node_item(before, i), d1_node_item(after, at)))
            return false;
        at++;
    }
    return same_added(edit, before, after, at);
}

bool d1_edit_verify(const struct d1_edit *edit, const struct d1_stream *after)
{
    if (after->cut || after->len != edit->stream.len || after->problems.len > edit->stream.problems.len ||
        after->unlisted > edit->stream.unlisted)
        return false;
    for (size_t i = 0; i < after->len; i++)
        if (!same(edit, d1_doc_root(edit->stream.items[i].doc), d1_doc_root(after->items[i].doc)))
            return false;
    return true;
}
