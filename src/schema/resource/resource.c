#include "schema/resource/resource.h"

#include <stdarg.h>

#include "base/limits.h"
#include "doc/pointer.h"
#include "schema/uri.h"

/* Metaschemas may themselves be described by metaschemas; more than a few in a row is a circle. */
enum { METASCHEMA_DEPTH = 8 };

int d1_schema_fault(const struct resource *resource, const struct d1_node *node, int code, struct d1_error *error,
                    const char *format, ...)
{
    struct d1_place place = d1_node_place(node);
    va_list args;

    place.path = resource ? resource->path : NULL;
    va_start(args, format);
    d1_error_vset(error, code, format, args);
    va_end(args);
    d1_error_place(error, place);
    return code;
}

static int d1_schema_short_of_memory(struct d1_error *error)
{
    d1_error_memory(error);
    return D1_ERR_MEMORY;
}

/* ---- resolver ---- */

int d1_schema_resolver_init(struct resolver *resolver, struct d1_schema_set *set, struct d1_arena *arena,
                            const char *default_dialect, struct d1_error *error)
{
    struct dialect_info info;

    if (!d1_schema_dialect_find(d1_str(default_dialect ? default_dialect : "2020-12"), &info))
        return d1_error_set(error, D1_ERR_TYPE,
                            "unknown dialect `%s`; known are 2020-12, 2019-09, draft-07, draft-06 and draft-04",
                            default_dialect);
    *resolver = (struct resolver){
        .set = set, .arena = arena, .default_dialect = info.dialect, .default_vocabularies = info.vocabularies};
    return 0;
}

void d1_schema_resolver_release(struct resolver *resolver)
{
    for (size_t i = 0; i < resolver->resources.len; i++) {
        d1_map_release(&resolver->resources.items[i]->anchors);
        d1_map_release(&resolver->resources.items[i]->dynamic);
    }
    d1_vec_release(&resolver->resources);
    d1_map_release(&resolver->by_uri);
}

/* ---- dialects of resources ---- */

static const struct d1_node *document_of(struct resolver *resolver, struct d1_str uri, struct schema_document *document)
{
    size_t index = (size_t)(uintptr_t)d1_map_get(&resolver->set->by_uri, uri);

    *document = (struct schema_document){.uri = uri};
    if (index)
        *document = resolver->set->documents.items[index - 1];
    else
        document->root = d1_schema_metaschema(uri);
    return document->root;
}

/* The vocabularies that a metaschema's `$vocabulary` names; faults are shown at `node`, the `$schema` that uses it. */
static int vocabularies_of(const struct d1_node *names, struct dialect_info *info, const struct resource *from,
                           const struct d1_node *node, struct d1_error *error)
{
    info->vocabularies = VOCAB_CORE;
    for (size_t i = 0; i < d1_node_count(names); i++) {
        struct d1_str uri = d1_node_text(d1_node_pair_key(names, i));
        const struct d1_node *needed = d1_node_pair_value(names, i);
        unsigned bits = d1_schema_vocabulary_find(uri, &info->dialect);
        bool required = needed->kind == D1_NODE_BOOL && needed->value.boolean;

        if (!bits && required)
            return d1_schema_fault(from, node, D1_ERR_TYPE, error,
                                   "the metaschema requires the vocabulary `" D1_STR_FMT "`, which is not known",
                                   D1_STR_ARG(uri));
        /* 2019-09 has one vocabulary for both meanings of format: required, it asserts. */
        if (bits == VOCAB_FORMAT && required && info->dialect == DRAFT2019)
            bits |= VOCAB_FORMAT_ASSERTION;
        info->vocabularies |= bits;
    }
    return 0;
}

static int unknown_dialect(const struct resource *from, const struct d1_node *node, struct d1_str uri,
                           struct d1_error *error)
{
    struct d1_str nearest = d1_schema_dialect_near(uri);
    bool fragment = d1_str_starts(nearest, "http:"); /* the older ones are written with an empty one */

    if (nearest.len)
        return d1_schema_fault(from, node, D1_ERR_TYPE, error,
                               "unknown dialect `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "%s`?", D1_STR_ARG(uri),
                               D1_STR_ARG(nearest), fragment ? "#" : "");
    return d1_schema_fault(from, node, D1_ERR_TYPE, error,
                           "unknown dialect `" D1_STR_FMT "`; give its metaschema as a document, or write "
                           "`https://json-schema.org/draft/2020-12/schema` or that of 2019-09, or "
                           "`http://json-schema.org/draft-07/schema#` or that of draft-06 or draft-04",
                           D1_STR_ARG(uri));
}

/* The dialect that a `$schema` of `node` names: a built-in one, or that of a metaschema among the documents. */
static int dialect_of(struct resolver *resolver, const struct resource *from, const struct d1_node *node,
                      struct d1_str uri, struct dialect_info *info, struct d1_error *error)
{
    struct schema_document document;
    const struct d1_node *names;
    struct d1_str fragment, own;
    int rc = 0;

    if (d1_schema_dialect_find(uri, info) && d1_str_find(uri, ':', 0) < uri.len)
        return 0;
    uri = d1_schema_uri_without_fragment(uri, &fragment);
    if (!document_of(resolver, uri, &document) || resolver->metaschema_depth >= METASCHEMA_DEPTH)
        return unknown_dialect(from, node, uri, error);
    own = d1_node_get_text(document.root, "$schema");
    *info = (struct dialect_info){resolver->default_dialect, resolver->default_vocabularies};
    if (own.len && !d1_str_eq(d1_schema_uri_without_fragment(own, &fragment), uri)) {
        resolver->metaschema_depth++;
        rc = dialect_of(resolver, from, node, own, info, error);
        resolver->metaschema_depth--;
    }
    names = d1_node_get(document.root, "$vocabulary");
    if (rc == 0 && names && names->kind == D1_NODE_MAPPING && info->dialect >= DRAFT2019)
        rc = vocabularies_of(names, info, from, node, error);
    return rc;
}

/* ---- resources ---- */

static struct d1_str identifier(const struct d1_node *node, enum dialect dialect)
{
    const char *name = dialect == DRAFT4 ? "id" : "$id";

    if (dialect <= DRAFT7 && d1_node_get(node, "$ref"))
        return (struct d1_str){NULL, 0};
    return d1_node_get_text(node, name);
}

static int resource_new(struct resolver *resolver, const struct resource *parent, const struct d1_node *node,
                        struct d1_str base, const char *path, struct resource **out, struct d1_error *error)
{
    struct resource *resource = d1_arena_calloc(resolver->arena, 1, sizeof *resource);
    const struct d1_node *schema = d1_node_get(node, "$schema");
    struct dialect_info info = {parent ? parent->dialect : resolver->default_dialect,
                                parent ? parent->vocabularies : resolver->default_vocabularies};
    uint32_t *index;
    int rc;

    if (!resource)
        return d1_schema_short_of_memory(error);
    resource->path = path;
    if (schema && schema->kind == D1_NODE_STRING) {
        rc = dialect_of(resolver, resource, schema, d1_node_text(schema), &info, error);
        if (rc < 0)
            return rc;
    }
    resource->uri = d1_schema_uri_resolve(resolver->arena, base, identifier(node, info.dialect));
    resource->root = node;
    resource->parent = parent;
    resource->dialect = info.dialect;
    resource->vocabularies = info.vocabularies;
    resource->index = (uint32_t)resolver->resources.len;
    index = d1_schema_map_at(&resolver->by_root, resolver->arena, node);
    if (!resource->uri.ptr || !index || d1_vec_push(&resolver->resources, resource) < 0)
        return d1_schema_short_of_memory(error);
    *index = resource->index;
    rc = d1_map_insert(&resolver->by_uri, resource->uri, resource, NULL);
    if (rc < 0)
        return d1_schema_short_of_memory(error);
    if (rc == 0 && parent)
        return d1_schema_fault(resource, node, D1_ERR_TYPE, error,
                               "the identifier `" D1_STR_FMT "` is that of another schema", D1_STR_ARG(resource->uri));
    *out = resource;
    return 0;
}

/* Whether an identifier begins a resource: one that is a fragment only names a place within one. */
static bool begins_resource(struct d1_str id)
{
    return id.len > 0 && id.ptr[0] != '#';
}

int d1_schema_resource_at(struct resolver *resolver, const struct resource *parent, const struct d1_node *node,
                          const struct resource **resource, struct d1_error *error)
{
    const uint32_t *known;
    struct resource *made = NULL;
    int rc;

    *resource = parent;
    if (node->kind != D1_NODE_MAPPING || node == parent->root || !begins_resource(identifier(node, parent->dialect)))
        return 0;
    known = d1_schema_map_find(&resolver->by_root, node);
    if (known) {
        *resource = resolver->resources.items[*known];
        return 0;
    }
    rc = resource_new(resolver, parent, node, parent->uri, parent->path, &made, error);
    if (rc == 0)
        *resource = made;
    return rc;
}

int d1_schema_resource_root(struct resolver *resolver, const struct d1_node *root, struct d1_str uri, const char *path,
                            const struct resource **resource, struct d1_error *error)
{
    const uint32_t *known = d1_schema_map_find(&resolver->by_root, root);
    struct resource *made = NULL;
    int rc;

    if (known) {
        *resource = resolver->resources.items[*known];
        return 0;
    }
    rc = resource_new(resolver, NULL, root, uri, path, &made, error);
    if (rc < 0)
        return rc;
    *resource = made;
    return d1_map_insert(&resolver->by_uri, uri, made, NULL) < 0 ? d1_schema_short_of_memory(error) : 0;
}

/* Whether a node from `node` up to `top` (exclusive) looks like the root of a resource. */
static bool crosses_identifier(const struct d1_node *node, const struct d1_node *top)
{
    static const struct d1_str names[] = {D1_STR("$id"), D1_STR("id")};

    for (; node && node != top; node = d1_node_parent(node))
        for (size_t i = 0; i < 2; i++) {
            const struct d1_node *id = d1_node_get_str(node, names[i]);

            if (id && id->kind == D1_NODE_STRING)
                return true;
        }
    return false;
}

/* The resource of a node at or under the root of `scope`. */
static int nearest(struct resolver *resolver, const struct resource *scope, const struct d1_node *node,
                   const struct resource **resource, struct d1_error *error)
{
    *resource = scope;
    if (!crosses_identifier(node, scope->root))
        return 0;
    if (d1_schema_scan(resolver, scope, error) == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    for (; node && node != scope->root; node = d1_node_parent(node)) {
        const uint32_t *known = d1_schema_map_find(&resolver->by_root, node);

        if (known) {
            *resource = resolver->resources.items[*known];
            return 0;
        }
    }
    return 0;
}

int d1_schema_resource_of(struct resolver *resolver, const struct d1_node *node, struct d1_str base,
                          const struct resource **resource, struct d1_error *error)
{
    const struct d1_node *root = d1_doc_root(d1_node_doc(node));
    const struct resource *scope = NULL;
    const char *path = NULL;
    int rc;

    for (size_t i = 0; i < resolver->set->documents.len; i++) {
        const struct schema_document *document = &resolver->set->documents.items[i];

        if (document->root == root) {
            base = document->uri;
            path = document->path;
            break;
        }
    }
    rc = d1_schema_resource_root(resolver, root, base, path, &scope, error);
    return rc < 0 ? rc : nearest(resolver, scope, node, resource, error);
}

/* ---- scanning ---- */

struct scan {
    struct resolver *resolver;
    struct d1_error *error;
};

static int scan_schema(const struct scan *scan, const struct resource *parent, const struct d1_node *node,
                       unsigned depth);

/* Two places of one name would let the order of keys decide what a reference means. */
static int add_anchor(const struct scan *scan, const struct resource *resource, struct d1_map *map, struct d1_str name,
                      const struct d1_node *node)
{
    int inserted = d1_map_insert(map, name, (void *)(uintptr_t)node, NULL);

    if (inserted < 0)
        return d1_schema_short_of_memory(scan->error);
    if (inserted == 0 && d1_map_get(map, name) != node)
        return d1_schema_fault(resource, node, D1_ERR_TYPE, scan->error,
                               "the anchor `" D1_STR_FMT "` is given a second time in this schema", D1_STR_ARG(name));
    return 0;
}

static int add_anchors(const struct scan *scan, const struct resource *resource, const struct keyword_values *values,
                       const struct d1_node *node)
{
    struct resource *own = scan->resolver->resources.items[resource->index];
    const struct d1_node *anchor = d1_schema_keyword_value(values, K_ANCHOR);
    const struct d1_node *dynamic = d1_schema_keyword_value(values, K_DYNAMIC_ANCHOR);
    const struct d1_node *recursive = d1_schema_keyword_value(values, K_RECURSIVE_ANCHOR);
    const struct d1_node *id = d1_schema_keyword_value(values, resource->dialect == DRAFT4 ? K_ID4 : K_ID);
    struct d1_str fragment = {NULL, 0};
    int rc = 0;

    if (anchor && anchor->kind == D1_NODE_STRING)
        rc = add_anchor(scan, resource, &own->anchors, d1_node_text(anchor), node);
    if (rc == 0 && dynamic && dynamic->kind == D1_NODE_STRING) {
        rc = add_anchor(scan, resource, &own->anchors, d1_node_text(dynamic), node);
        if (rc == 0)
            rc = add_anchor(scan, resource, &own->dynamic, d1_node_text(dynamic), node);
    }
    /* $recursiveAnchor is the dynamic anchor without a name, at the root of its resource only. */
    if (rc == 0 && recursive && recursive->kind == D1_NODE_BOOL && recursive->value.boolean && node == own->root)
        rc = add_anchor(scan, resource, &own->dynamic, d1_str(""), node);
    if (rc == 0 && id && id->kind == D1_NODE_STRING && resource->dialect <= DRAFT7)
        d1_schema_uri_without_fragment(d1_node_text(id), &fragment);
    if (rc == 0 && fragment.len && fragment.ptr[0] != '/') /* generators write pointers here, which are no names */
        rc = add_anchor(scan, resource, &own->anchors, fragment, node);
    return rc;
}

static int scan_children(const struct scan *scan, const struct resource *resource, const struct d1_node *container,
                         unsigned depth)
{
    for (size_t i = 0; i < d1_node_count(container); i++) {
        const struct d1_node *child =
            container->kind == D1_NODE_MAPPING ? d1_node_pair_value(container, i) : d1_node_item(container, i);
        int rc = child->kind == D1_NODE_MAPPING ? scan_schema(scan, resource, child, depth) : 0;

        if (rc < 0)
            return rc;
    }
    return 0;
}

static int scan_schema(const struct scan *scan, const struct resource *parent, const struct d1_node *node,
                       unsigned depth)
{
    const struct resource *resource = NULL;
    struct keyword_values values;
    int rc = d1_schema_resource_at(scan->resolver, parent, node, &resource, scan->error);

    if (rc < 0)
        return rc;
    if (depth > D1_LIMIT_SCHEMA_DEPTH)
        return d1_schema_fault(resource, node, D1_ERR_LIMIT, scan->error, "schemas are nested more than %d deep",
                               D1_LIMIT_SCHEMA_DEPTH);
    d1_schema_keyword_values(node, resource->dialect, resource->vocabularies, &values);
    scan->resolver->resources.items[resource->index]->scanned = true;
    rc = add_anchors(scan, resource, &values, node);
    for (uint64_t left = values.present; left && rc == 0; left &= left - 1) {
        enum keyword keyword = (enum keyword)__builtin_ctzll(left);
        const struct d1_node *value = values.of[keyword];

        switch (d1_schema_keyword_shape(keyword, resource->dialect)) {
        case SHAPE_SCHEMA:
        case SHAPE_SCHEMA_OR_BOOL:
            if (value->kind == D1_NODE_MAPPING)
                rc = scan_schema(scan, resource, value, depth + 1);
            break;
        case SHAPE_ITEMS:
            rc = value->kind == D1_NODE_MAPPING ? scan_schema(scan, resource, value, depth + 1)
                                                : scan_children(scan, resource, value, depth + 1);
            break;
        case SHAPE_SCHEMAS:
        case SHAPE_SCHEMA_MAP:
        case SHAPE_DEPENDENCIES:
            rc = scan_children(scan, resource, value, depth + 1);
            break;
        default:
            break;
        }
    }
    return rc;
}

int d1_schema_scan(struct resolver *resolver, const struct resource *resource, struct d1_error *error)
{
    struct scan scan = {resolver, error};

    if (resource->scanned || !resource->root || resource->root->kind != D1_NODE_MAPPING)
        return 0;
    return scan_schema(&scan, resource, resource->root, 0);
}

/* Scans documents of the set that were not scanned yet, one at a time, until a resource has the URI. A document
 * that is at fault itself is passed over: whoever refers to it will hear of that. */
static int scan_for(struct resolver *resolver, struct d1_str uri, struct resource **resource, struct d1_error *error)
{
    while (resolver->scanned_documents < resolver->set->documents.len) {
        const struct schema_document *document = &resolver->set->documents.items[resolver->scanned_documents++];
        const struct resource *root = NULL;
        int rc = d1_schema_resource_root(resolver, document->root, document->uri, document->path, &root, error);

        if (rc == 0)
            rc = d1_schema_scan(resolver, root, error);
        if (rc == D1_ERR_MEMORY)
            return rc;
        d1_error_clear(error);
        *resource = d1_map_get(&resolver->by_uri, uri);
        if (*resource)
            return 0;
    }
    return 0;
}

/* ---- references ---- */

static int scope_of(struct resolver *resolver, const struct resource *from, struct d1_str uri,
                    const struct resource **scope, struct d1_error *error)
{
    struct resource *found = d1_map_get(&resolver->by_uri, uri);
    const struct resource *top = from;
    struct schema_document document;
    int rc = 0;

    *scope = found;
    if (found)
        return 0;
    if (document_of(resolver, uri, &document))
        return d1_schema_resource_root(resolver, document.root, document.uri, document.path, scope, error);
    while (top->parent)
        top = top->parent;
    if (!top->scanned) {
        rc = d1_schema_scan(resolver, top, error);
        found = d1_map_get(&resolver->by_uri, uri);
    }
    if (rc == 0 && !found)
        rc = scan_for(resolver, uri, &found, error);
    *scope = found;
    return rc;
}

int d1_schema_reference(struct resolver *resolver, const struct resource *from, struct d1_str reference,
                        struct target *target, struct d1_error *error)
{
    struct d1_str fragment, relative = d1_schema_uri_without_fragment(reference, &fragment), uri = from->uri;
    const struct resource *scope = from;
    int rc;

    *target = (struct target){0};
    if (relative.len) {
        uri = d1_schema_uri_resolve(resolver->arena, from->uri, relative);
        rc = uri.ptr ? scope_of(resolver, from, uri, &scope, error) : d1_schema_short_of_memory(error);
        if (rc < 0)
            return rc;
        if (!scope)
            return d1_error_set(error, D1_ERR_NOT_FOUND,
                                "no document is known under `" D1_STR_FMT "`; none is fetched, it must be given%s%s",
                                D1_STR_ARG(uri), resolver->remedy ? " " : "", resolver->remedy ? resolver->remedy : "");
    }
    fragment = d1_schema_uri_unescape(resolver->arena, fragment);
    if (fragment.len && !fragment.ptr)
        return d1_schema_short_of_memory(error);
    target->scope = scope;
    if (!fragment.len || fragment.ptr[0] == '/') {
        if (d1_schema_pointer(resolver, scope->root, fragment, &target->node) < 0)
            return d1_schema_short_of_memory(error);
        if (!target->node)
            return d1_error_set(error, D1_ERR_NOT_FOUND, "`" D1_STR_FMT "` has nothing at `" D1_STR_FMT "`",
                                D1_STR_ARG(uri.len ? uri : d1_str("this schema")), D1_STR_ARG(fragment));
        return nearest(resolver, scope, target->node, &target->resource, error);
    }
    rc = d1_schema_scan(resolver, scope, error);
    if (rc < 0)
        return rc;
    target->anchor = fragment;
    target->node = d1_map_get(&scope->anchors, fragment);
    if (!target->node)
        return d1_error_set(error, D1_ERR_NOT_FOUND, "`" D1_STR_FMT "` has no anchor `" D1_STR_FMT "`",
                            D1_STR_ARG(uri.len ? uri : d1_str("this schema")), D1_STR_ARG(fragment));
    return d1_schema_resource_at(resolver, scope, target->node, &target->resource, error);
}
