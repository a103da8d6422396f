#include "edit/edit.h"

#include <stdlib.h>

#include "base/memory/alloc.h"
#include "edit/plan.h"

/* ---- a file ---- */

static int read_documents(struct d1_edit *edit, struct d1_str bytes, struct d1_error *error)
{
    int result = d1_yaml_load(edit->loader, bytes, &edit->stream, error);

    if (result < 0)
        return result;
    if (edit->stream.cut) {
        const struct d1_problem *problem = &edit->stream.problems.items[0];

        return d1_error_at(error, D1_ERR_SYNTAX, problem->place, "%s", problem->text);
    }
    edit->by_node = d1_arena_calloc(&edit->arena, edit->stream.len + 1, sizeof *edit->by_node);
    return edit->by_node ? 0 : d1_error_memory(error);
}

int d1_edit_open(struct d1_edit **edit, struct d1_yaml_loader *loader, struct d1_str bytes, struct d1_error *error)
{
    struct d1_edit *made = d1_calloc(1, sizeof *made);
    int result;

    if (!made)
        return d1_error_memory(error);
    made->loader = loader;
    result = d1_edit_text_init(&made->text, bytes) < 0 ? d1_error_memory(error) : read_documents(made, bytes, error);
    if (result < 0) {
        d1_edit_free(made);
        return result;
    }
    *edit = made;
    return 0;
}

void d1_edit_free(struct d1_edit *edit)
{
    if (!edit)
        return;
    d1_stream_release(&edit->stream);
    d1_edit_text_release(&edit->text);
    d1_vec_release(&edit->changes);
    d1_vec_release(&edit->splices);
    d1_arena_release(&edit->arena);
    d1_free(edit);
}

size_t d1_edit_count(const struct d1_edit *edit)
{
    return edit->stream.len;
}

const struct d1_node *d1_edit_root(const struct d1_edit *edit, size_t index)
{
    return d1_doc_root(edit->stream.items[index].doc);
}

/* ---- changes ---- */

static size_t document_of(const struct d1_edit *edit, const struct d1_node *node)
{
    size_t index = 0;

    while (index < edit->stream.len && edit->stream.items[index].doc != d1_node_doc(node))
        index++;
    return index;
}

const struct d1_edit_change *d1_edit_changes_of(const struct d1_edit *edit, const struct d1_node *node)
{
    struct d1_edit_change **changes = edit->by_node[document_of(edit, node)];

    return changes ? changes[node->self] : NULL;
}

/* What an alias stands for is written elsewhere; the alias itself may be replaced. */
static bool is_elsewhere(const struct d1_node *node, enum d1_edit_kind kind)
{
    const struct d1_node *parent = d1_node_parent(node);
    bool adds = kind == D1_EDIT_INSERT || kind == D1_EDIT_APPEND;

    return node->expanded && (adds || (parent && parent->expanded));
}

static bool adds_to(const struct d1_edit_change *change, enum d1_edit_kind kind)
{
    return change->kind == kind && (kind == D1_EDIT_INSERT || kind == D1_EDIT_APPEND);
}

/* Keeps a change; the value's node must live as long as the edit. */
static int keep(struct d1_edit *edit, struct d1_edit_change change, struct d1_error *error)
{
    size_t document = document_of(edit, change.node);
    struct d1_edit_change ***changes = &edit->by_node[document], **last, *kept;

    if (!edit->stream.items[document].sound)
        return d1_error_at(error, D1_ERR_SYNTAX, d1_node_place(change.node), "its document is not sound");
    if (is_elsewhere(change.node, change.kind))
        return d1_error_at(error, D1_ERR_USAGE, d1_node_place(change.node),
                           "it cannot be changed here: it is written elsewhere, and repeated by an alias");
    if (!*changes)
        *changes = d1_arena_calloc(&edit->arena, d1_node_doc(change.node)->nodes, sizeof **changes);
    kept = *changes ? d1_arena_alloc(&edit->arena, sizeof *kept) : NULL;
    if (!kept)
        return d1_error_memory(error);
    for (last = &(*changes)[change.node->self]; *last; last = &(*last)->next) {
        change.nth += adds_to(*last, change.kind);
        if (!adds_to(*last, change.kind) && (*last)->kind == change.kind)
            return d1_error_at(error, D1_ERR_USAGE, d1_node_place(change.node), "it is changed already");
    }
    *kept = change;
    if (d1_vec_push(&edit->changes, kept) < 0)
        return d1_error_memory(error);
    *last = kept;
    return 0;
}

static int no_place(const struct d1_node *node, struct d1_error *error, const char *what)
{
    return d1_error_at(error, D1_ERR_USAGE, d1_node_place(node), "%s", what);
}

int d1_edit_replace(struct d1_edit *edit, const struct d1_node *scalar, const struct d1_node *value,
                    struct d1_error *error)
{
    if (scalar->kind >= D1_NODE_SEQUENCE || value->kind >= D1_NODE_SEQUENCE)
        return no_place(scalar, error, "a list or mapping is not replaced as a whole");
    return keep(edit, (struct d1_edit_change){.kind = D1_EDIT_REPLACE, .node = scalar, .value.node = value}, error);
}

/* Whether a mapping has a key, or is about to have it. */
static bool has_key(const struct d1_edit *edit, const struct d1_node *mapping, struct d1_str key)
{
    if (d1_node_get_str(mapping, key))
        return true;
    for (const struct d1_edit_change *change = d1_edit_changes_of(edit, mapping); change; change = change->next)
        if (change->kind == D1_EDIT_INSERT && d1_str_eq(change->key, key))
            return true;
    return false;
}

static int keep_named(struct d1_edit *edit, const struct d1_node *mapping, struct d1_edit_change change,
                      struct d1_error *error)
{
    if (has_key(edit, mapping, change.key))
        return d1_error_at(error, D1_ERR_USAGE, d1_node_place(mapping), "`" D1_STR_FMT "` is there already",
                           D1_STR_ARG(change.key));
    change.key = d1_arena_str(&edit->arena, change.key);
    return change.key.ptr ? keep(edit, change, error) : d1_error_memory(error);
}

int d1_edit_rename(struct d1_edit *edit, const struct d1_node *value, struct d1_str name, struct d1_error *error)
{
    if (!d1_node_key(value))
        return no_place(value, error, "it has no key");
    return keep_named(edit, d1_node_parent(value),
                      (struct d1_edit_change){.kind = D1_EDIT_RENAME, .node = value, .key = name}, error);
}

int d1_edit_enlist(struct d1_edit *edit, const struct d1_node *scalar, struct d1_error *error)
{
    size_t begin = d1_edit_begin(&edit->text, scalar);
    char first = d1_edit_byte(&edit->text, begin);

    if (scalar->kind >= D1_NODE_SEQUENCE || scalar->kind == D1_NODE_NULL)
        return no_place(scalar, error, "it is no value that could be an item");
    if (scalar->expanded || d1_edit_inside(&edit->text, scalar) != begin || first == '|' || first == '>')
        return no_place(scalar, error, "it is not written as an item of a list could be");
    return keep(edit, (struct d1_edit_change){.kind = D1_EDIT_ENLIST, .node = scalar}, error);
}

int d1_edit_insert(struct d1_edit *edit, const struct d1_node *mapping, struct d1_str key,
                   const struct d1_edit_value *value, struct d1_error *error)
{
    if (mapping->kind != D1_NODE_MAPPING && mapping->kind != D1_NODE_NULL)
        return no_place(mapping, error, "it is no mapping");
    return keep_named(edit, mapping,
                      (struct d1_edit_change){.kind = D1_EDIT_INSERT, .node = mapping, .key = key, .value = *value},
                      error);
}

int d1_edit_append(struct d1_edit *edit, const struct d1_node *sequence, const struct d1_edit_value *value,
                   struct d1_error *error)
{
    if (sequence->kind != D1_NODE_SEQUENCE && sequence->kind != D1_NODE_NULL)
        return no_place(sequence, error, "it is no list");
    return keep(edit, (struct d1_edit_change){.kind = D1_EDIT_APPEND, .node = sequence, .value = *value}, error);
}

int d1_edit_remove(struct d1_edit *edit, const struct d1_node *item, struct d1_error *error)
{
    const struct d1_node *parent = d1_node_parent(item);

    if (!parent || parent->kind != D1_NODE_SEQUENCE)
        return no_place(item, error, "it is no item of a list");
    return keep(edit, (struct d1_edit_change){.kind = D1_EDIT_REMOVE, .node = item}, error);
}

/* ---- the end ---- */

static int in_order(const void *a, const void *b)
{
    const struct d1_edit_splice *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if ((x->begin == x->end) != (y->begin == y->end)) /* what is added there comes before what goes from there on */
        return x->begin == x->end ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth > y->depth ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* False when two changes are about the same bytes. */
static bool put_together(struct d1_strbuf *out, const struct d1_edit *edit)
{
    size_t at = 0;

    for (size_t i = 0; i < edit->splices.len; i++) {
        const struct d1_edit_splice *splice = &edit->splices.items[i];

        if (splice->begin < at)
            return false;
        d1_strbuf_str(out, d1_str_sub(edit->text.bytes, at, splice->begin - at));
        d1_strbuf_str(out, splice->text);
        at = splice->end;
    }
    d1_strbuf_str(out, d1_str_sub(edit->text.bytes, at, SIZE_MAX));
    return true;
}

static int verify(const struct d1_edit *edit, struct d1_str text, struct d1_error *error)
{
    struct d1_stream after = {0};
    int result = d1_yaml_load(edit->loader, text, &after, error);

    if (result == 0 && !d1_edit_verify(edit, &after)) {
        struct d1_place place = edit->changes.len ? d1_node_place(edit->changes.items[0]->node) : (struct d1_place){0};

        result = d1_error_at(error, D1_ERR_USAGE, place,
                             "it cannot be changed here: the way in which it is written does not allow it");
    }
    d1_stream_release(&after);
    return result;
}

int d1_edit_finish(struct d1_edit *edit, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_strbuf made = {0};
    int result = 0;

    edit->splices.len = 0;
    for (size_t i = 0; i < edit->changes.len && result == 0; i++)
        result = d1_edit_splice_add(edit, edit->changes.items[i], error);
    if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    if (result < 0)
        return result;
    if (edit->splices.len)
        qsort(edit->splices.items, edit->splices.len, sizeof *edit->splices.items, in_order);
    if (!put_together(&made, edit))
        result = d1_error_set(error, D1_ERR_USAGE, "two changes are about the same text");
    else if (made.oom)
        result = d1_error_memory(error);
    else
        result = verify(edit, d1_strbuf_view(&made), error);
    if (result == 0) {
        d1_strbuf_str(out, d1_strbuf_view(&made));
        result = out->oom ? d1_error_memory(error) : 0;
    }
    d1_strbuf_release(&made);
    return result;
}
