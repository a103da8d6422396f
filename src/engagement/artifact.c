#include "engagement/artifact.h"

#include <stdlib.h>

#include "base/text/shorten.h"
#include "engagement/read/loader.h"

struct d1_str d1_artifact_label(struct d1_arena *arena, const struct d1_artifact *artifact)
{
    if (!artifact->kind)
        return d1_strn("", 0);
    return artifact->name.len ? d1_arena_join(arena, artifact->kind->name, '/', artifact->name) : artifact->kind->name;
}

struct d1_place d1_artifact_place(const struct d1_artifact *artifact, const struct d1_node *node)
{
    struct d1_place place = {.line = artifact->line, .column = 1, .end_line = artifact->line, .end_column = 1};

    if (!node && artifact->root && artifact->root->kind == D1_NODE_MAPPING && d1_node_count(artifact->root))
        node =
            d1_node_get(artifact->root, "kind"); /* a document is shown by its kind rather than in its whole length */
    /* A whole mapping or list is shown by its key, which is where a reader looks for it. */
    if (node && node->kind >= D1_NODE_SEQUENCE && d1_node_key(node))
        node = d1_node_key(node);
    if (node)
        place = d1_node_place(node);
    place.path = artifact->path;
    return place;
}

int d1_fault_add(struct d1_faults *faults, struct d1_arena *arena, struct d1_fault fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fault.message = d1_arena_vprintf(arena, format, args);
    va_end(args);
    if (fault.message.ptr)
        fault.message = d1_shorten_in(arena, fault.message);
    if (!fault.message.ptr)
        return D1_ERR_MEMORY;
    return d1_vec_push(faults, fault);
}

struct d1_artifact d1_artifact_outline(void)
{
    enum { NOWHERE = 64 /* an address in the first page, which no process has */ };
    void *const nowhere = (void *)(uintptr_t)NOWHERE;

    return (struct d1_artifact){
        .root = nowhere,
        .doc = nowhere,
        .marks = nowhere,
        .mark_count = 1,
        .invalid = nowhere,
        .invalid_count = 1,
        .remarks = nowhere,
        .remark_count = 1,
        .sound = true,
    };
}

/* ---- marks ---- */

int d1_mark_order(const void *a, const void *b)
{
    const struct d1_mark *x = a, *y = b;

    if (x->node != y->node)
        return x->node->self < y->node->self ? -1 : 1;
    return (int)x->annotation - (int)y->annotation;
}

bool d1_artifact_is_marked(const struct d1_artifact *artifact, const struct d1_node *node,
                           enum d1_annotation annotation)
{
    struct d1_mark wanted = {.node = node, .annotation = annotation};

    return node && artifact->mark_count &&
           bsearch(&wanted, artifact->marks, artifact->mark_count, sizeof *artifact->marks, d1_mark_order);
}

bool d1_artifact_is_set(const struct d1_artifact *artifact, const struct d1_node *list)
{
    for (size_t i = 0; i < d1_node_count(list); i++) {
        const struct d1_node *item = d1_node_item(list, i);

        if (item->kind != D1_NODE_STRING || !d1_artifact_is_marked(artifact, item, D1_ANNOTATION_REF))
            return false;
    }
    return d1_node_count(list) > 0;
}

static int by_text(const void *left, const void *right)
{
    const struct d1_node *const *a = left, *const *b = right;

    return d1_str_cmp(d1_node_text(*a), d1_node_text(*b));
}

const struct d1_node **d1_artifact_set(struct d1_arena *arena, const struct d1_node *list, size_t *count)
{
    const struct d1_node **items = d1_arena_alloc(arena, (d1_node_count(list) + 1) * sizeof *items);
    size_t kept = 0;

    if (!items)
        return NULL;
    for (size_t i = 0; i < d1_node_count(list); i++)
        items[i] = d1_node_item(list, i);
    qsort(items, d1_node_count(list), sizeof *items, by_text);
    for (size_t i = 0; i < d1_node_count(list); i++)
        if (!kept || by_text(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    *count = kept;
    return items;
}

/* The mark that an annotation makes on a mapping; NULL for none. */
static const struct d1_mark *find_mark(const struct d1_artifact *artifact, const struct d1_node *node,
                                       enum d1_annotation annotation)
{
    struct d1_mark wanted = {.node = node, .annotation = annotation};

    if (node->kind != D1_NODE_MAPPING || !artifact->mark_count)
        return NULL;
    return bsearch(&wanted, artifact->marks, artifact->mark_count, sizeof *artifact->marks, d1_mark_order);
}

static const struct d1_mark *item_mark(const struct d1_artifact *artifact, const struct d1_node *node)
{
    return find_mark(artifact, node, D1_ANNOTATION_ITEM);
}

struct d1_str d1_artifact_entry_name(const struct d1_artifact *artifact, const struct d1_node *entry)
{
    enum { MANY = 256 };
    static const enum d1_annotation annotations[] = {D1_ANNOTATION_KEY, D1_ANNOTATION_CALLED};
    struct d1_str name = {"", 0};

    if (d1_node_count(entry) <= MANY)
        name = d1_node_get_text(entry, "id");
    for (size_t i = 0; i < sizeof annotations / sizeof *annotations && !name.len && d1_node_count(entry) <= MANY; i++) {
        const struct d1_mark *mark = find_mark(artifact, entry, annotations[i]);
        const struct d1_node *value = mark ? d1_node_get_str(entry, d1_node_text(mark->value)) : NULL;

        if (value && value->kind == D1_NODE_STRING)
            name = d1_node_text(value);
    }
    return name;
}

const struct d1_node *d1_artifact_item(const struct d1_artifact *artifact, const struct d1_node *node)
{
    for (; d1_node_parent(node); node = d1_node_parent(node))
        if (item_mark(artifact, node))
            return node;
    return node;
}

const struct d1_item_type *d1_artifact_item_type(const struct d1_artifact *artifact, const struct d1_kinds *kinds,
                                                 const struct d1_node *item)
{
    const struct d1_mark *mark = item_mark(artifact, item);

    return mark ? d1_kinds_type(kinds, d1_node_text(mark->value)) : NULL;
}

struct d1_str d1_artifact_told(const struct d1_artifact *artifact, const struct d1_kinds *kinds,
                               const struct d1_node *node, struct d1_arena *arena)
{
    for (node = d1_artifact_item(artifact, node); d1_node_parent(node);
         node = d1_artifact_item(artifact, d1_node_parent(node))) {
        const struct d1_item_type *type = d1_artifact_item_type(artifact, kinds, node);
        const struct d1_node *id = type ? d1_node_get_str(node, type->key) : NULL;

        if (id && d1_node_text(id).len)
            return d1_arena_str(arena, d1_node_text(id));
    }
    return d1_arena_printf(arena, D1_STR_FMT "/" D1_STR_FMT,
                           D1_STR_ARG(artifact->kind ? artifact->kind->name : d1_str("")), D1_STR_ARG(artifact->name));
}
