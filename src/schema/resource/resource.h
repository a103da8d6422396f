/*
 * Schema resources (JSON Schema 2020-12 §4.3.5): what URIs and anchors mean. A resource is the root of a document or a
 * subschema with an `$id` of its own; each has a base URI, a dialect and its vocabularies.
 *
 * Resources are found when they are needed: the root of a document when the document is, embedded ones when the
 * compiler walks over them, or, where a reference cannot be resolved otherwise, by scanning whole documents.
 */
#ifndef D1_SCHEMA_RESOURCE_RESOURCE_H
#define D1_SCHEMA_RESOURCE_RESOURCE_H

#include "base/error.h"
#include "base/map.h"
#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "doc/node.h"
#include "schema/resource/keywords.h"
#include "schema/schema.h"

/* A hash map from nodes to numbers. All zero bytes is the empty map; its memory comes from an arena. */
struct node_map {
    struct node_map_slot {
        const struct d1_node *node;
        uint32_t value;
    } * slots;
    size_t len, cap;
};

/* Where the node's value stands, inserted as UINT32_MAX when it was not there; NULL when memory is short. */
uint32_t *d1_schema_map_at(struct node_map *map, struct d1_arena *arena, const struct d1_node *node);

/* The same without inserting; NULL when it is not there, or has no value yet. */
const uint32_t *d1_schema_map_find(const struct node_map *map, const struct d1_node *node);

struct schema_document {
    struct d1_str uri; /* under which it was added, without fragment */
    const struct d1_node *root;
    const char *path;
};

/* Documents under their URIs. */
struct d1_schema_set {
    struct d1_arena arena;
    D1_VEC(struct schema_document) documents;
    struct d1_map by_uri;      /* → index + 1 */
    struct resolver *resolver; /* for look-ups outside a compilation; made on first use */
};

struct resource {
    struct d1_str uri; /* absolute or what comes nearest to it, without fragment */
    const struct d1_node *root;
    const struct resource *parent; /* the resource it is embedded in, NULL for the root of a document */
    const char *path;              /* of the document, for messages */
    enum dialect dialect;
    unsigned vocabularies;
    uint32_t index;        /* its number in the resolver */
    bool entered;          /* whether schemas of it are compiled */
    bool scanned;          /* whether anchors and embedded resources are known */
    struct d1_map anchors; /* name → node; dynamic ones too */
    struct d1_map dynamic; /* names of $dynamicAnchor → node */
};

struct resolver {
    struct d1_schema_set *set;
    struct d1_arena *arena; /* the owner's */
    enum dialect default_dialect;
    unsigned default_vocabularies;
    const char *remedy; /* as in struct d1_schema_options; while compiling */
    D1_VEC(struct resource *) resources;
    struct node_map by_root;   /* node → index of its resource */
    struct d1_map by_uri;      /* → struct resource */
    size_t scanned_documents;  /* documents of the set that were scanned, in order */
    unsigned metaschema_depth; /* metaschemas of metaschemas that are being looked up */
};

/* default_dialect as in struct d1_schema_options. Returns 0, D1_ERR_MEMORY or D1_ERR_TYPE (no such dialect). */
int d1_schema_resolver_init(struct resolver *resolver, struct d1_schema_set *set, struct d1_arena *arena,
                            const char *default_dialect, struct d1_error *error);
void d1_schema_resolver_release(struct resolver *resolver);

/*
 * The resource of a schema node whose parent lies in `parent`: parent itself, or, when the node has an identifier of
 * its own, the resource it begins. 0 or an error.
 */
int d1_schema_resource_at(struct resolver *resolver, const struct resource *parent, const struct d1_node *node,
                          const struct resource **resource, struct d1_error *error);

/* The resource of a document's root that is known, or is to be known, under a URI. */
int d1_schema_resource_root(struct resolver *resolver, const struct d1_node *root, struct d1_str uri, const char *path,
                            const struct resource **resource, struct d1_error *error);

/* The resource that a node lies in, found from the root of its document downwards. base: URI of a document that the set
 * does not know. */
int d1_schema_resource_of(struct resolver *resolver, const struct d1_node *node, struct d1_str base,
                          const struct resource **resource, struct d1_error *error);

/* What a reference leads to. */
struct target {
    const struct d1_node *node;
    const struct resource *resource; /* of the node */
    const struct resource *scope;    /* that the URI without its fragment names */
    struct d1_str anchor;            /* the fragment when it is a name and not a pointer, else empty */
};

/*
 * Resolves a reference found in a resource. Returns 0, D1_ERR_MEMORY, D1_ERR_NOT_FOUND when it leads nowhere (the
 * message says how far it went), or the error of a resource on the way.
 */
int d1_schema_reference(struct resolver *resolver, const struct resource *from, struct d1_str reference,
                        struct target *target, struct d1_error *error);

/* Finds the anchors and embedded resources of a resource's document. */
int d1_schema_scan(struct resolver *resolver, const struct resource *resource, struct d1_error *error);

/* Where a JSON Pointer leads from a node, NULL when nowhere; 0 or D1_ERR_MEMORY. */
int d1_schema_pointer(struct resolver *resolver, const struct d1_node *node, struct d1_str pointer,
                      const struct d1_node **target);

/* An error at a node of a resource's document. */
int d1_schema_fault(const struct resource *resource, const struct d1_node *node, int code, struct d1_error *error,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The root of a built-in metaschema, or NULL. */
const struct d1_node *d1_schema_metaschema(struct d1_str uri);

struct dialect_info {
    enum dialect dialect;
    unsigned vocabularies;
};

/* The dialect of a metaschema's URI (an empty fragment is ignored), or of a short name; false when it is none. */
bool d1_schema_dialect_find(struct d1_str uri, struct dialect_info *info);

/*
 * What a `$schema` that names no dialect was meant to be: the URI that is nearest, by two characters at the most and no
 * other as near, or that of a short name. Empty when there is none.
 */
struct d1_str d1_schema_dialect_near(struct d1_str uri);

/* The bits of a vocabulary's URI, and the dialect it is of; 0 when it is unknown. */
unsigned d1_schema_vocabulary_find(struct d1_str uri, enum dialect *dialect);

#endif
