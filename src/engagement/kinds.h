/*
 * The kinds of artifacts and the types of items in them: what exists by name (schemas/kinds.yaml) and what shape it
 * has (schemas/<Kind>.schema.json). No code knows a kind by name where an annotation of its schema can do.
 */
#ifndef D1_ENGAGEMENT_KINDS_H
#define D1_ENGAGEMENT_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "doc/node.h"
#include "schema/schema.h"

enum d1_profile { D1_PROFILE_LITE, D1_PROFILE_STANDARD, D1_PROFILE_REGULATED, D1_PROFILE_COUNT };

/* "lite", "standard", "regulated". */
const char *d1_profile_name(enum d1_profile profile);

/* A type of items: a risk, a person, a milestone. */
struct d1_item_type {
    struct d1_str name;       /* "Risk" */
    struct d1_str prefix;     /* "risk-"; empty for types whose items have no id of that form */
    struct d1_str defined_by; /* name of the kind its items stand in */
    struct d1_str title;      /* "risk" */
    struct d1_str key;        /* the property its items are told apart by: "id", or what `x-d1d-key` says */
    bool nameless;            /* an item of it need not have that */
    size_t index;
};

struct d1_kind {
    struct d1_str name;    /* "RaidLog" */
    struct d1_str version; /* its apiVersion: "d1d/v1", "d1lint/v1", or what an own schema fixes */
    struct d1_str purpose; /* one line */
    struct d1_str phase;   /* s2d, launch, manage, close, or empty */
    bool required[D1_PROFILE_COUNT];
    bool shared;    /* the customer may usually see it */
    bool policy;    /* says how engagements are judged (LintPolicy, Rule ...); none of an engagement's documents */
    bool own;       /* of the user's own schemas */
    bool versioned; /* each different version that ever stood on the line is kept */
    bool several;   /* an engagement has one for each occasion: the kind alone does not say which is meant */
    const struct d1_node *schema_root;
    size_t index;
    struct d1_kind_private *private;
};

struct d1_kinds {
    const struct d1_kind *kinds;
    size_t kind_count;
    const struct d1_item_type *types;
    size_t type_count;
    const struct d1_node *const *schemas; /* roots of all schemas, those that only others refer to included */
    size_t schema_count;
    struct d1_schema_set *set; /* holds every schema; for reading types from them */
    struct d1_kinds_private *private;
};

/* A schema that is not built in: a document and its file. */
struct d1_own_schema {
    const struct d1_node *root;
    const char *path;
};

/*
 * Reads the embedded catalogue of kinds and the embedded schemas, and adds `own` ones (a schema whose
 * `properties.kind.const` is K defines kind K, of the apiVersion that it fixes, else d1d/v1; built-in kinds cannot be
 * redefined). *kinds is the caller's, to be freed with d1_kinds_free; it borrows the documents.
 */
int d1_kinds_load(struct d1_kinds **kinds, const struct d1_own_schema *own, size_t own_count, struct d1_error *error);
void d1_kinds_free(struct d1_kinds *kinds);

const struct d1_kind *d1_kinds_find(const struct d1_kinds *kinds, struct d1_str name);
const struct d1_item_type *d1_kinds_type(const struct d1_kinds *kinds, struct d1_str name);

/*
 * The properties by which schemas say that entries are called, "id" first. Found when it is first asked for, by any
 * thread; *count receives how many. NULL when memory is short.
 */
const struct d1_str *d1_kinds_entry_keys(const struct d1_kinds *kinds, size_t *count);

/* Whether an artifact of the kind may hold items of the type. */
bool d1_kind_may_hold(const struct d1_kinds *kinds, const struct d1_kind *kind, const struct d1_item_type *type);

/* The nearest kind by name within two changes, for "did you mean"; NULL when none is near. */
const struct d1_kind *d1_kinds_nearest(const struct d1_kinds *kinds, struct d1_str name);

/* The annotations that schemas of artifacts carry, as indexes of struct d1_schema_annotation.keyword. */
enum d1_annotation {
    D1_ANNOTATION_ITEM,
    D1_ANNOTATION_KEY,    /* the property that tells items of the type apart */
    D1_ANNOTATION_CALLED, /* the property that tells an entry of a list apart from its neighbours, where it has no id */
    D1_ANNOTATION_REF,
    D1_ANNOTATION_PART,
    D1_ANNOTATION_ACT,
    D1_ANNOTATION_LIVING,  /* an approval does not cover it */
    D1_ANNOTATION_INTERNAL /* no shared artifact may show it */
};

/* A schema that is compiled when it is first asked for; all zero bytes before. Its owner frees it (d1_schema_free). */
struct d1_lazy_schema {
    _Atomic(struct d1_schema *) compiled;
};

/*
 * The schema at root, which may refer to those of all kinds, compiled by whichever thread asks first. options may be
 * NULL. NULL with error filled when it is faulty or memory is short.
 */
const struct d1_schema *d1_kinds_compiled(const struct d1_kinds *kinds, struct d1_lazy_schema *lazy,
                                          const struct d1_node *root, const struct d1_schema_options *options,
                                          struct d1_error *error);

/*
 * The compiled schema of a kind, compiled when first asked for; thread-safe. NULL with error filled when it is faulty
 * or memory is short.
 */
const struct d1_schema *d1_kind_schema(const struct d1_kinds *kinds, const struct d1_kind *kind,
                                       struct d1_error *error);

#endif
