#include "schema/schema.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "doc/pointer.h"
#include "schema/compile/program.h"
#include "schema/uri.h"

int d1_schema_set_new(struct d1_schema_set **set, struct d1_error *error)
{
    struct d1_schema_set *made = d1_calloc(1, sizeof *made);

    if (!made)
        return d1_error_memory(error);
    *set = made;
    return 0;
}

void d1_schema_set_free(struct d1_schema_set *set)
{
    if (!set)
        return;
    if (set->resolver) {
        d1_schema_resolver_release(set->resolver);
        d1_arena_release(set->resolver->arena);
        d1_free(set->resolver->arena);
        d1_free(set->resolver);
    }
    d1_map_release(&set->by_uri);
    d1_vec_release(&set->documents);
    d1_arena_release(&set->arena);
    d1_free(set);
}

int d1_schema_set_add(struct d1_schema_set *set, struct d1_str uri, const struct d1_node *root, const char *path,
                      struct d1_error *error)
{
    struct d1_str fragment, id = d1_node_get_text(root, "$id");
    struct schema_document document = {.root = root, .path = path};
    void *index;

    document.uri = d1_arena_str(&set->arena, d1_schema_uri_without_fragment(uri, &fragment));
    if (!document.uri.ptr)
        return d1_error_memory(error);
    index = (void *)(uintptr_t)(set->documents.len + 1);
    if (d1_map_find(&set->by_uri, document.uri))
        return d1_error_set(error, D1_ERR_USAGE, "two schemas are given for `" D1_STR_FMT "`", D1_STR_ARG(uri));
    if (d1_vec_push(&set->documents, document) < 0)
        return d1_error_memory(error);
    if (d1_map_insert(&set->by_uri, document.uri, index, NULL) < 0) {
        set->documents.len--;
        return d1_error_memory(error);
    }
    if (!id.len)
        id = d1_node_get_text(root, "id"); /* draft-04 */
    if (!id.len)
        return 0;
    id = d1_schema_uri_resolve(&set->arena, document.uri, id);
    if (!id.ptr || d1_map_insert(&set->by_uri, id, index, NULL) < 0)
        return d1_error_memory(error);
    if (d1_map_get(&set->by_uri, id) != index)
        return d1_error_set(error, D1_ERR_USAGE, "two schemas have the identifier `" D1_STR_FMT "`", D1_STR_ARG(id));
    return 0;
}

/* The resolver for look-ups outside a compilation, or NULL when memory is short. */
static struct resolver *resolver_of(struct d1_schema_set *set)
{
    struct resolver *resolver;
    struct d1_arena *arena;

    if (set->resolver)
        return set->resolver;
    resolver = d1_malloc(sizeof *resolver);
    arena = d1_calloc(1, sizeof *arena);
    if (!resolver || !arena || d1_schema_resolver_init(resolver, set, arena, NULL, NULL) < 0) {
        d1_free(resolver);
        d1_free(arena);
        return NULL;
    }
    return set->resolver = resolver;
}

const struct d1_node *d1_schema_set_find(struct d1_schema_set *set, struct d1_str uri)
{
    static const struct resource nowhere;
    struct resolver *resolver = resolver_of(set);
    struct target target;

    if (!resolver || d1_schema_reference(resolver, &nowhere, uri, &target, NULL) < 0)
        return NULL;
    return target.node;
}

const struct d1_node *d1_schema_resolve_once(struct d1_schema_set *set, const struct d1_node *schema)
{
    struct resolver *resolver = resolver_of(set);
    const struct d1_node *reference = d1_node_get(schema, "$ref");
    const struct resource *resource;
    struct target target;

    if (!resolver || !reference || reference->kind != D1_NODE_STRING)
        return NULL;
    if (d1_schema_resource_of(resolver, schema, d1_str(""), &resource, NULL) < 0 ||
        d1_schema_reference(resolver, resource, d1_node_text(reference), &target, NULL) < 0)
        return NULL;
    return target.node;
}

const struct d1_node *d1_schema_resolve(struct d1_schema_set *set, const struct d1_node *schema)
{
    for (int steps = 0; schema && steps < D1_LIMIT_SCHEMA_DEPTH; steps++) {
        const struct d1_node *reference = d1_node_get(schema, "$ref");

        if (!reference || reference->kind != D1_NODE_STRING)
            return schema;
        schema = d1_schema_resolve_once(set, schema);
    }
    return NULL;
}

/* ---- places of schema nodes ---- */

/* The resource that a node of a compiled schema lies in; its root is the nearest one upwards. */
static const struct resource *resource_of(const struct d1_schema *schema, const struct d1_node *node)
{
    for (; node; node = d1_node_parent(node)) {
        const uint32_t *known = d1_schema_map_find(&schema->resolver.by_root, node);

        if (known)
            return schema->resolver.resources.items[*known];
    }
    return NULL;
}

void d1_schema_location(const struct d1_schema *schema, const struct d1_node *node, struct d1_strbuf *out)
{
    const struct resource *resource = resource_of(schema, node);
    struct d1_strbuf whole = {0}, prefix = {0};

    if (!resource)
        return;
    /* The pointer within the resource is the one within the document without that of the resource's root. */
    d1_pointer_write(&whole, node);
    d1_pointer_write(&prefix, resource->root);
    d1_strbuf_str(out, resource->uri);
    d1_strbuf_putc(out, '#');
    if (whole.len >= prefix.len)
        d1_schema_uri_escape_fragment(out, d1_str_sub(d1_strbuf_view(&whole), prefix.len, whole.len));
    out->oom |= whole.oom | prefix.oom;
    d1_strbuf_release(&whole);
    d1_strbuf_release(&prefix);
}

struct d1_place d1_schema_place(const struct d1_schema *schema, const struct d1_node *node)
{
    const struct resource *resource = resource_of(schema, node);
    struct d1_place place = d1_node_place(node);

    place.path = resource ? resource->path : NULL;
    return place;
}
