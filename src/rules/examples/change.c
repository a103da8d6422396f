#include "rules/examples/change.h"

#include "base/memory/alloc.h"
#include "base/memory/arena.h"
#include "doc/builder.h"
#include "doc/pointer.h"

/* An address taken apart: "Kind/name#item-id/rest". */
struct address {
    struct d1_str kind, name;
    struct d1_str item;    /* id of an item; empty when the pointer starts at the root */
    struct d1_str pointer; /* "" or "/a/b" */
};

static struct address parse(struct d1_str text)
{
    struct address address = {0};
    size_t hash = d1_str_find(text, '#', 0), slash = d1_str_find(text, '/', 0), end;

    address.kind = d1_str_sub(text, 0, slash);
    address.name = d1_str_sub(text, slash + 1, hash > slash ? hash - slash - 1 : 0);
    text = d1_str_sub(text, hash + 1, text.len);
    end = d1_str_find(text, '/', 0);
    address.item = d1_str_sub(text, 0, end);
    address.pointer = d1_str_sub(text, end, text.len);
    return address;
}

static bool is_artifact(const struct d1_node *root, const struct address *address)
{
    return d1_str_eq(d1_node_get_text(root, "kind"), address->kind) &&
           d1_str_eq(d1_node_get_text(d1_node_get(root, "metadata"), "name"), address->name);
}

/* The text of a property of a mapping; empty where it is none. */
static struct d1_str text_of(const struct d1_node *mapping, struct d1_str property)
{
    const struct d1_node *value = d1_node_get_str(mapping, property);

    return value && value->kind == D1_NODE_STRING ? d1_node_text(value) : d1_str("");
}

/* The properties by which items are addressed; `items` is NULL when memory is short, and then nothing is found. */
struct keys {
    const struct d1_str *items;
    size_t count;
};

static struct keys keys_of(const struct d1_kinds *kinds)
{
    struct keys keys;

    keys.items = d1_kinds_entry_keys(kinds, &keys.count);
    if (!keys.items)
        keys.count = 0;
    return keys;
}

/* The mapping in the tree below node that has this id, or is called so. */
static const struct d1_node *find_item(struct keys keys, const struct d1_node *node, struct d1_str id)
{
    const struct d1_node *found = NULL;

    for (size_t i = 0; node->kind == D1_NODE_MAPPING && i < keys.count; i++)
        if (d1_str_eq(text_of(node, keys.items[i]), id))
            return node;
    for (size_t i = 0; i < d1_node_count(node) && !found; i++) {
        const struct d1_node *child =
            node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i);

        if (child->kind >= D1_NODE_SEQUENCE)
            found = find_item(keys, child, id);
    }
    return found;
}

const struct d1_node *d1_address_resolve(const struct d1_kinds *kinds, const struct d1_node *root, struct d1_str text)
{
    struct address address = parse(text);
    const struct d1_node *node = address.item.len ? find_item(keys_of(kinds), root, address.item) : root;

    return node ? d1_pointer_resolve(node, address.pointer) : NULL;
}

/* ---- suggesting ---- */

enum { FAR = 9 }; /* letters that differ */

/* The deepest place on the way of a pointer that exists; *rest is what is missing below it. */
static const struct d1_node *deepest(const struct d1_node *node, struct d1_str pointer, struct d1_str *rest)
{
    *rest = pointer;
    while (rest->len) {
        size_t end = d1_str_find(*rest, '/', 1);
        const struct d1_node *next = d1_pointer_resolve(node, d1_str_sub(*rest, 0, end));

        if (!next)
            break;
        node = next;
        *rest = d1_str_sub(*rest, end, rest->len);
    }
    return node;
}

struct nearest {
    struct d1_str name, found;
    size_t distance;
};

static void consider(struct nearest *nearest, struct d1_str candidate)
{
    if (candidate.len && d1_str_nearer(nearest->name, candidate, &nearest->distance))
        nearest->found = candidate;
}

static void consider_items(struct nearest *nearest, struct keys keys, const struct d1_node *node)
{
    for (size_t i = 0; node->kind == D1_NODE_MAPPING && i < keys.count; i++)
        consider(nearest, text_of(node, keys.items[i]));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *child =
            node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i);

        if (child->kind >= D1_NODE_SEQUENCE)
            consider_items(nearest, keys, child);
    }
}

/* The artifact `Kind/name` that is nearest to one that there is not: of a kind that was meant, by name. */
static void suggest_artifact(struct d1_strbuf *out, const struct d1_node *const *roots, size_t count,
                             const struct address *address)
{
    size_t best = d1_str_reach(address->kind) * FAR;

    for (size_t i = 0; i < count; i++) {
        struct d1_str kind = d1_node_get_text(roots[i], "kind");
        struct d1_str name = d1_node_get_text(d1_node_get(roots[i], "metadata"), "name");
        size_t distance = d1_str_distance(address->kind, kind, FAR) * FAR + d1_str_distance(address->name, name, FAR);

        if (distance >= best)
            continue;
        best = distance;
        d1_strbuf_clear(out);
        d1_strbuf_printf(out, "; did you mean `" D1_STR_FMT "/" D1_STR_FMT "`?", D1_STR_ARG(kind), D1_STR_ARG(name));
    }
}

void d1_address_suggest(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_node *const *roots,
                        size_t count, struct d1_str text)
{
    struct address address = parse(text);
    const struct d1_node *root = NULL, *node;
    struct nearest nearest = {0};
    struct d1_str rest, before;

    for (size_t i = 0; i < count && !root; i++)
        root = is_artifact(roots[i], &address) ? roots[i] : NULL;
    if (!root) {
        suggest_artifact(out, roots, count, &address);
        return;
    }
    node = address.item.len ? find_item(keys_of(kinds), root, address.item) : root;
    if (!node) {
        nearest = (struct nearest){.name = address.item, .distance = d1_str_reach(address.item)};
        consider_items(&nearest, keys_of(kinds), root);
        if (nearest.found.len)
            d1_strbuf_printf(out, "; did you mean `" D1_STR_FMT "/" D1_STR_FMT "#" D1_STR_FMT D1_STR_FMT "`?",
                             D1_STR_ARG(address.kind), D1_STR_ARG(address.name), D1_STR_ARG(nearest.found),
                             D1_STR_ARG(address.pointer));
        return;
    }
    node = deepest(node, address.pointer, &rest);
    before = d1_str_sub(text, 0, text.len - rest.len);
    nearest.name = d1_str_sub(rest, 1, d1_str_find(rest, '/', 1) - 1);
    nearest.distance = d1_str_reach(nearest.name);
    for (size_t i = 0; node->kind == D1_NODE_MAPPING && i < d1_node_count(node); i++)
        consider(&nearest, d1_node_text(d1_node_pair_key(node, i)));
    if (nearest.found.len)
        d1_strbuf_printf(out, "; did you mean `" D1_STR_FMT "/" D1_STR_FMT "`?", D1_STR_ARG(before),
                         D1_STR_ARG(nearest.found));
}

/* The artifact `Kind/name` of an address, and the place in it; NULL when there is none. */
static const struct d1_node *find_address(const struct d1_changed_docs *docs, struct d1_str text, size_t *index)
{
    struct address address = parse(text);

    for (size_t i = 0; i < docs->len; i++)
        if (is_artifact(d1_doc_root(docs->items[i].doc), &address)) {
            *index = i;
            return d1_doc_root(docs->items[i].doc);
        }
    return NULL;
}

/* ---- rewriting ---- */

/* Copies a tree with one difference: at `target` stands `value`, or nothing. */
struct rewrite {
    struct d1_builder builder;
    const struct d1_node *target; /* the node to be replaced or removed; NULL when `parent` gets a new entry */
    const struct d1_node *parent; /* the container that gets a new entry */
    struct d1_str key;            /* of the new entry, escapes resolved; for a mapping */
    const struct d1_node *value;  /* NULL: remove */
    struct d1_str rest;           /* pointer below the new entry that has to be made, "" or "/x/y" */
};

static void add_missing(struct rewrite *rewrite, struct d1_span span, struct d1_str rest)
{
    struct d1_str token;
    size_t end;

    if (!rest.len) {
        d1_builder_copy(&rewrite->builder, rewrite->value, &span);
        return;
    }
    end = d1_str_find(rest, '/', 1);
    token = d1_str_sub(rest, 1, end - 1);
    if (d1_str_is(token, "-") || d1_str_is(token, "0")) {
        d1_builder_begin(&rewrite->builder, span, D1_NODE_SEQUENCE);
    } else {
        d1_builder_begin(&rewrite->builder, span, D1_NODE_MAPPING);
        d1_builder_key(&rewrite->builder, span, token, true);
    }
    add_missing(rewrite, span, d1_str_sub(rest, end, rest.len));
    d1_builder_end(&rewrite->builder, span.end_line, span.end_column);
}

static void copy(struct rewrite *rewrite, const struct d1_node *node)
{
    struct d1_span span = d1_node_span(node);

    if (node == rewrite->target) {
        d1_builder_copy(&rewrite->builder, rewrite->value, &span);
        return;
    }
    if (node->kind < D1_NODE_SEQUENCE) {
        d1_builder_copy(&rewrite->builder, node, NULL);
        return;
    }
    d1_builder_begin(&rewrite->builder, span, d1_node_kind(node));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *child =
            node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i);

        if (child == rewrite->target && !rewrite->value)
            continue;
        if (node->kind == D1_NODE_MAPPING)
            d1_builder_copy(&rewrite->builder, d1_node_pair_key(node, i), NULL);
        copy(rewrite, child);
    }
    if (node == rewrite->parent) {
        if (node->kind == D1_NODE_MAPPING)
            d1_builder_key(&rewrite->builder, span, rewrite->key, true);
        add_missing(rewrite, span, rewrite->rest);
    }
    d1_builder_end(&rewrite->builder, span.end_line, span.end_column);
}

static int finish(struct rewrite *rewrite, struct d1_changed_doc *changed, struct d1_error *error)
{
    struct d1_doc *doc = NULL;
    int result;

    copy(rewrite, d1_doc_root(changed->doc));
    result = rewrite->builder.oom ? D1_ERR_MEMORY : d1_builder_finish(&rewrite->builder, changed->doc->end_line, &doc);
    d1_builder_release(&rewrite->builder);
    if (result < 0)
        return d1_error_memory(error);
    d1_doc_free(changed->doc);
    changed->doc = doc;
    return 0;
}

static int nowhere(const struct d1_changed_docs *docs, struct d1_error *error, const struct d1_node *address)
{
    const struct d1_node **roots = d1_calloc(docs->len, sizeof *roots);
    struct d1_strbuf near = {0};
    int result;

    for (size_t i = 0; roots && i < docs->len; i++)
        roots[i] = d1_doc_root(docs->items[i].doc);
    d1_address_suggest(&near, docs->kinds, roots, roots ? docs->len : 0, d1_node_text(address));
    result = d1_error_at(error, D1_ERR_USAGE, d1_node_place(address), "there is nothing at `" D1_STR_FMT "`" D1_STR_FMT,
                         D1_STR_ARG(d1_node_text(address)), D1_STR_ARG(d1_strbuf_view(&near)));
    d1_strbuf_release(&near);
    d1_free(roots);
    return result;
}

/* The key that a reference token of a pointer stands for (RFC 6901 §4); in buffer where it has escapes. */
static struct d1_str unescape(struct d1_str token, struct d1_strbuf *buffer)
{
    for (size_t i = 0; i < token.len; i++) {
        bool escape = token.ptr[i] == '~' && i + 1 < token.len;

        d1_strbuf_putc(buffer, !escape ? token.ptr[i] : token.ptr[++i] == '1' ? '/' : '~');
    }
    return d1_strbuf_view(buffer);
}

static int set(struct d1_changed_docs *docs, const struct d1_node *where, const struct d1_node *value,
               struct d1_error *error)
{
    struct address address = parse(d1_node_text(where));
    struct rewrite rewrite = {.value = value};
    struct d1_strbuf key = {0};
    size_t index = 0, end;
    const struct d1_node *root = find_address(docs, d1_node_text(where), &index), *node;
    struct d1_str rest;
    int result;

    node = root && address.item.len ? find_item(keys_of(docs->kinds), root, address.item) : root;
    if (!node)
        return nowhere(docs, error, where);
    node = deepest(node, address.pointer, &rest);
    if (!rest.len) {
        rewrite.target = node;
    } else if (node->kind < D1_NODE_SEQUENCE) {
        return nowhere(docs, error, where);
    } else {
        end = d1_str_find(rest, '/', 1);
        rewrite.parent = node;
        rewrite.key = unescape(d1_str_sub(rest, 1, end - 1), &key);
        rewrite.rest = d1_str_sub(rest, end, rest.len);
    }
    result = finish(&rewrite, &docs->items[index], error);
    d1_strbuf_release(&key);
    return result;
}

static int remove_at(struct d1_changed_docs *docs, const struct d1_node *where, struct d1_error *error)
{
    struct rewrite rewrite = {0};
    size_t index = 0;
    const struct d1_node *root = find_address(docs, d1_node_text(where), &index);

    rewrite.target = root ? d1_address_resolve(docs->kinds, root, d1_node_text(where)) : NULL;
    if (!rewrite.target)
        return nowhere(docs, error, where);
    if (rewrite.target != root)
        return finish(&rewrite, &docs->items[index], error);
    d1_doc_free(docs->items[index].doc);
    docs->items[index] = docs->items[--docs->len];
    return 0;
}

static int add(struct d1_changed_docs *docs, const struct d1_node *artifact, struct d1_error *error)
{
    struct d1_changed_doc changed = {.path = "zz-added.yaml"};
    struct d1_builder builder = {0};
    int result;

    for (size_t i = 0; i < docs->len; i++)
        changed.document += strcmp(docs->items[i].path, changed.path) == 0;
    d1_builder_copy(&builder, artifact, NULL);
    result = builder.oom ? D1_ERR_MEMORY : d1_builder_finish(&builder, 0, &changed.doc);
    d1_builder_release(&builder);
    if (result == 0 && d1_vec_push(docs, changed) < 0) {
        d1_doc_free(changed.doc);
        result = D1_ERR_MEMORY;
    }
    return result < 0 ? d1_error_memory(error) : 0;
}

int d1_change_apply(struct d1_changed_docs *docs, const struct d1_node *change, struct d1_error *error)
{
    const struct d1_node *where = d1_node_get(change, "set"), *gone = d1_node_get(change, "remove");
    const struct d1_node *artifact = d1_node_get(change, "add");

    if (where)
        return set(docs, where, d1_node_get(change, "to"), error);
    if (gone)
        return remove_at(docs, gone, error);
    return add(docs, artifact, error);
}

void d1_changed_docs_release(struct d1_changed_docs *docs)
{
    for (size_t i = 0; i < docs->len; i++)
        d1_doc_free(docs->items[i].doc);
    d1_vec_release(docs);
}
