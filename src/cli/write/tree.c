#include "cli/write/tree.h"

#include <stdlib.h>

#include "doc/builder.h"
#include "rules/empty.h"

void d1_tree_release(struct d1_tree *tree)
{
    for (size_t i = 0; i < tree->nodes.len; i++)
        d1_vec_release(&tree->nodes.items[i]->entries);
    for (size_t i = 0; i < tree->docs.len; i++)
        d1_doc_free(tree->docs.items[i]);
    d1_vec_release(&tree->root.entries);
    d1_vec_release(&tree->nodes);
    d1_vec_release(&tree->docs);
    d1_yaml_loader_free(tree->loader);
    d1_arena_release(&tree->arena);
    *tree = (struct d1_tree){0};
}

static struct d1_tree_node *find(const struct d1_tree_node *node, struct d1_str key)
{
    for (size_t i = 0; i < node->entries.len; i++)
        if (d1_str_eq(node->entries.items[i].key, key))
            return node->entries.items[i].node;
    return NULL;
}

static struct d1_tree_node *add(struct d1_tree *tree, struct d1_tree_node *node, struct d1_str key)
{
    struct d1_tree_entry entry = {.key = d1_arena_str(&tree->arena, key)};

    entry.node = d1_arena_calloc(&tree->arena, 1, sizeof *entry.node);
    if (!entry.key.ptr || !entry.node || d1_vec_push(&tree->nodes, entry.node) < 0 ||
        d1_vec_push(&node->entries, entry) < 0)
        return NULL;
    return entry.node;
}

/* The node of a path, made where it is missing; NULL when memory is short. *taken: there is a value on the way. */
static struct d1_tree_node *reach(struct d1_tree *tree, struct d1_str path, bool *taken)
{
    struct d1_tree_node *node = &tree->root;
    const struct d1_node *schema = tree->schema;

    for (size_t at = 0, end; at <= path.len && node; at = end + 1) {
        struct d1_tree_node *next;
        struct d1_str segment;

        end = d1_str_find(path, '.', at);
        segment = d1_str_sub(path, at, end - at);
        *taken = *taken || node->value;
        next = find(node, segment);
        node->list = schema && !node->value && d1_shape_admits(tree->kinds, schema, D1_NODE_SEQUENCE) && segment.len &&
                     segment.ptr[0] >= '0' && segment.ptr[0] <= '9';
        schema = schema ? d1_shape_below(tree->kinds, schema, segment) : NULL;
        node = next ? next : add(tree, node, segment);
    }
    return node;
}

static int put(struct d1_tree *tree, struct d1_str path, struct d1_doc *doc, struct d1_error *error)
{
    bool taken = false;
    struct d1_tree_node *node;

    if (d1_vec_push(&tree->docs, doc) < 0) {
        d1_doc_free(doc);
        return d1_error_memory(error);
    }
    node = reach(tree, path, &taken);
    if (!node)
        return d1_error_memory(error);
    if (taken || node->value || node->entries.len)
        return d1_error_set(error, D1_ERR_USAGE, "it is set twice");
    node->value = d1_doc_root(doc);
    return 0;
}

static int unknown_place(const struct d1_tree *tree, struct d1_str path, struct d1_str unknown, struct d1_error *error)
{
    size_t before = (size_t)(unknown.ptr - path.ptr);
    const struct d1_node *around = tree->schema;
    struct d1_str nearest, ignored;

    if (before)
        around = d1_shape_at(tree->kinds, tree->schema, d1_str_sub(path, 0, before - 1), &ignored);
    nearest = d1_shape_nearest(tree->kinds, around, unknown);
    if (nearest.len)
        return d1_error_set(error, D1_ERR_USAGE,
                            "the schema knows no `" D1_STR_FMT "` there; did you mean `" D1_STR_FMT "`?",
                            D1_STR_ARG(unknown), D1_STR_ARG(nearest));
    return d1_error_set(error, D1_ERR_USAGE, "the schema knows no `" D1_STR_FMT "` there", D1_STR_ARG(unknown));
}

int d1_tree_set(struct d1_tree *tree, struct d1_str path, struct d1_str text, struct d1_error *error)
{
    struct d1_str unknown = path;
    const struct d1_node *schema = path.len ? d1_shape_at(tree->kinds, tree->schema, path, &unknown) : NULL;
    struct d1_doc *doc = NULL;
    int result;

    if (!schema)
        return unknown_place(tree, path, unknown, error);
    if (d1_text_says_nothing(text))
        return d1_error_set(error, D1_ERR_USAGE,
                            "`" D1_STR_FMT "` says nothing; what is not known yet is left out, so that it is asked for",
                            D1_STR_ARG(text));
    if (!tree->loader && d1_yaml_loader_new(&tree->loader, error) < 0)
        return D1_ERR_MEMORY;
    result = d1_shape_value(&doc, tree->kinds, schema, tree->loader, text, error);
    if (result == D1_ERR_SYNTAX)
        result = D1_ERR_USAGE;
    return result < 0 ? result : put(tree, path, doc, error);
}

int d1_tree_assign(struct d1_tree *tree, const char *assignment, struct d1_error *error)
{
    struct d1_str whole = d1_str(assignment);
    size_t equals = d1_str_find(whole, '=', 0);
    int result;

    if (equals == whole.len)
        return d1_error_set(error, D1_ERR_USAGE, "--set takes PATH=VALUE; `%s` has no `=`", assignment);
    result = d1_tree_set(tree, d1_str_sub(whole, 0, equals), d1_str_sub(whole, equals + 1, SIZE_MAX), error);
    if (result == D1_ERR_USAGE)
        d1_error_prefix(error, "--set %.*s", (int)equals, assignment);
    return result;
}

bool d1_tree_has(const struct d1_tree *tree, const char *path)
{
    const struct d1_tree_node *node = &tree->root;
    struct d1_str text = d1_str(path);

    for (size_t at = 0, end; at <= text.len && node; at = end + 1) {
        end = d1_str_find(text, '.', at);
        if (node->value)
            return d1_node_at(node->value, path + at) != NULL;
        node = find(node, d1_str_sub(text, at, end - at));
    }
    return node;
}

int d1_tree_put(struct d1_tree *tree, const char *path, struct d1_str text)
{
    struct d1_builder builder = {0};
    struct d1_doc *doc = NULL;
    int result;

    d1_builder_string(&builder, (struct d1_span){0}, text, true);
    result = d1_builder_finish(&builder, 0, &doc);
    d1_builder_release(&builder);
    return result < 0 || put(tree, d1_str(path), doc, NULL) < 0 ? D1_ERR_MEMORY : 0;
}

/* ---- building ---- */

static void build(struct d1_builder *builder, const struct d1_tree *tree, const struct d1_tree_node *node,
                  const struct d1_node *schema);

static void build_entry(struct d1_builder *builder, const struct d1_tree *tree, const struct d1_tree_entry *entry,
                        const struct d1_node *schema, bool list)
{
    if (!list)
        d1_builder_key(builder, (struct d1_span){0}, entry->key, true);
    build(builder, tree, entry->node, schema ? d1_shape_below(tree->kinds, schema, entry->key) : NULL);
}

static size_t number_of(struct d1_str key)
{
    size_t number = 0;

    for (size_t i = 0; i < key.len && number < SIZE_MAX / 100; i++)
        number = 10 * number + (size_t)(key.ptr[i] - '0');
    return number;
}

static int by_number(const void *a, const void *b)
{
    size_t x = number_of(((const struct d1_tree_entry *)a)->key), y = number_of(((const struct d1_tree_entry *)b)->key);

    return x < y ? -1 : x > y;
}

/* Recursion is as deep as paths have segments, which the schema bounds. */
static void build(struct d1_builder *builder, const struct d1_tree *tree, const struct d1_tree_node *node,
                  const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(tree->kinds->set, schema) : NULL;
    const struct d1_node *properties = node->list ? NULL : d1_node_get(target ? target : schema, "properties");

    if (node->value) {
        d1_builder_copy(builder, node->value, NULL);
        return;
    }
    if (node->list && node->entries.len)
        qsort(node->entries.items, node->entries.len, sizeof *node->entries.items, by_number);
    d1_builder_begin(builder, (struct d1_span){0}, node->list ? D1_NODE_SEQUENCE : D1_NODE_MAPPING);
    for (size_t i = 0; properties && i < d1_node_count(properties); i++)
        for (size_t k = 0; k < node->entries.len; k++)
            if (d1_str_eq(node->entries.items[k].key, d1_node_text(d1_node_pair_key(properties, i))))
                build_entry(builder, tree, &node->entries.items[k], schema, false);
    for (size_t k = 0; k < node->entries.len; k++)
        if (!d1_node_get_str(properties, node->entries.items[k].key))
            build_entry(builder, tree, &node->entries.items[k], schema, node->list);
    d1_builder_end(builder, 0, 0);
}

int d1_tree_build(const struct d1_tree *tree, struct d1_doc **doc)
{
    struct d1_builder builder = {0};
    int result;

    build(&builder, tree, &tree->root, tree->schema);
    result = d1_builder_finish(&builder, 0, doc);
    d1_builder_release(&builder);
    return result;
}
