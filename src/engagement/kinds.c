#include "engagement/kinds.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/memory/alloc.h"
#include "base/memory/arena.h"
#include "base/vec.h"
#include "doc/embedded.h"

#define SCHEMA_FOLDER "schemas/"
#define SCHEMA_SUFFIX ".schema.json"

struct d1_kind_private {
    const struct d1_kind *kind;
    const char *path;
    struct d1_lazy_schema schema;
};

/* A schema says that items of a type stand in artifacts of a kind; without a kind, in what several of them share. */
struct holding {
    struct d1_str kind, type;
};

struct d1_kinds_private {
    struct d1_arena arena;
    struct d1_map kinds, types;
    D1_VEC(struct d1_kind) list;
    D1_VEC(struct d1_item_type) type_list;
    D1_VEC(const struct d1_node *) schemas;
    D1_VEC(struct holding) holdings;
    bool *may_hold;                   /* by kind, and for each by type */
    D1_VEC(struct d1_str) entry_keys; /* empty until they are asked for */
    pthread_mutex_t compiling;        /* a set compiles, and lists are made, on one thread at a time */
};

static const char *const annotations[] = {
    [D1_ANNOTATION_ITEM] = "x-d1d-item",     [D1_ANNOTATION_KEY] = "x-d1d-key",
    [D1_ANNOTATION_CALLED] = "x-d1d-called", [D1_ANNOTATION_REF] = "x-d1d-ref",
    [D1_ANNOTATION_PART] = "x-d1d-part",     [D1_ANNOTATION_ACT] = "x-d1d-act",
    [D1_ANNOTATION_LIVING] = "x-d1d-living", [D1_ANNOTATION_INTERNAL] = "x-d1d-internal",
};

const char *d1_profile_name(enum d1_profile profile)
{
    static const char *const names[] = {"lite", "standard", "regulated"};

    return names[profile];
}

/* Adds a type unless it is there; types that only a schema names (Stakeholder, Reading) have no prefix. */
static int add_type(struct d1_kinds_private *private, struct d1_item_type type)
{
    for (size_t i = 0; i < private->type_list.len; i++) {
        struct d1_item_type *known = &private->type_list.items[i];

        if (!d1_str_eq(known->name, type.name))
            continue;
        if (type.key.len)
            known->key = type.key;
        known->nameless = known->nameless || type.nameless;
        return 0;
    }
    return d1_vec_push(&private->type_list, type);
}

static int read_types(struct d1_kinds_private *private, const struct d1_node *list)
{
    for (size_t i = 0; list && i < d1_node_count(list); i++) {
        const struct d1_node *node = d1_node_item(list, i);
        struct d1_str prefix = d1_node_get_text(node, "prefix");
        struct d1_item_type type = {
            .name = d1_node_get_text(node, "type"),
            .defined_by = d1_node_get_text(node, "definedBy"),
            .title = d1_node_get_text(node, "title"),
        };

        if (prefix.len)
            prefix = d1_arena_printf(&private->arena, D1_STR_FMT "-", D1_STR_ARG(prefix));
        type.prefix = prefix;
        if (!prefix.ptr || add_type(private, type) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int read_kind(struct d1_kinds_private *private, const struct d1_node *node)
{
    const struct d1_node *profiles = d1_node_get(node, "requiredBy"), *versions = d1_node_get(node, "versions");
    const struct d1_node *several = d1_node_get(node, "several");
    struct d1_kind kind = {
        .name = d1_node_get_text(node, "name"),
        .version = d1_str("d1d/v1"),
        .purpose = d1_node_get_text(node, "purpose"),
        .phase = d1_node_get_text(node, "phase"),
        .shared = d1_node_is_string(d1_node_get(node, "audience"), "shared"),
        .policy = !d1_node_is_string(d1_node_get(node, "group"), "engagement"),
        .versioned = versions && versions->value.boolean,
        .several = several && several->value.boolean,
    };

    if (d1_node_is_string(d1_node_get(node, "group"), "tool"))
        kind.version = d1_str("d1lint/v1");
    for (size_t i = 0; profiles && i < d1_node_count(profiles); i++)
        for (enum d1_profile p = 0; p < D1_PROFILE_COUNT; p++)
            if (d1_node_is_string(d1_node_item(profiles, i), d1_profile_name(p)))
                kind.required[p] = true;
    return d1_vec_push(&private->list, kind);
}

static int read_catalog(struct d1_kinds_private *private, struct d1_error *error)
{
    const struct d1_embedded_file *file = d1_embedded_find(SCHEMA_FOLDER "kinds.yaml");
    const struct d1_node *spec = file ? d1_node_get(d1_doc_root(d1_embedded_doc(file, 0)), "spec") : NULL;
    const struct d1_node *kinds = d1_node_get(spec, "kinds");

    if (!kinds)
        return d1_error_set(error, D1_ERR_NOT_FOUND, "the catalogue of kinds is not part of this program");
    if (read_types(private, d1_node_get(spec, "items")) < 0)
        return d1_error_memory(error);
    for (size_t i = 0; i < d1_node_count(kinds); i++)
        if (read_kind(private, d1_node_item(kinds, i)) < 0)
            return d1_error_memory(error);
    return 0;
}

static bool requires(const struct d1_node *schema, struct d1_str property)
{
    const struct d1_node *list = d1_node_get(schema, "required");

    for (size_t i = 0; list && i < d1_node_count(list); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(list, i)), property))
            return true;
    return false;
}

/* Types that only annotations name. */
static int find_types(struct d1_kinds_private *private, const struct d1_node *schema, struct d1_str kind)
{
    struct d1_holders holders = {0};
    int result = d1_doc_holders(&holders, d1_node_doc(schema), d1_str(annotations[D1_ANNOTATION_ITEM]));

    for (size_t i = 0; i < holders.len && result == 0; i++) {
        const struct d1_node *item = d1_node_get(holders.items[i], annotations[D1_ANNOTATION_ITEM]);
        struct d1_item_type type = {.defined_by = kind, .name = d1_node_text(item), .title = d1_node_text(item)};

        if (item->kind != D1_NODE_STRING)
            continue;
        type.key = d1_node_get_text(holders.items[i], annotations[D1_ANNOTATION_KEY]);
        type.nameless = !requires(holders.items[i], type.key.len ? type.key : d1_str("id"));
        result = add_type(private, type);
        if (result == 0)
            result = d1_vec_push(&private->holdings, ((struct holding){kind, type.name}));
    }
    d1_vec_release(&holders);
    return result;
}

static struct d1_kind *find_kind(struct d1_kinds_private *private, struct d1_str name)
{
    for (size_t i = 0; i < private->list.len; i++)
        if (d1_str_eq(private->list.items[i].name, name))
            return &private->list.items[i];
    return NULL;
}

/* The value that a schema fixes for the top-level property `kind` or `apiVersion`. */
static struct d1_str fixed(const struct d1_node *root, const char *property)
{
    return d1_node_get_text(d1_node_get(d1_node_get(root, "properties"), property), "const");
}

/* A kind that the catalogue does not name: the tool's own documents, or the user's. */
static struct d1_kind *new_kind(struct d1_kinds_private *private, const struct d1_node *root, bool own)
{
    struct d1_str version = fixed(root, "apiVersion");
    struct d1_kind kind = {
        .name = fixed(root, "kind"),
        .version = version.len ? version : d1_str("d1d/v1"),
        .purpose = d1_node_get_text(root, "description"),
        .own = own,
    };

    kind.policy = d1_str_starts(kind.version, "d1lint/");
    if (d1_vec_push(&private->list, kind) < 0)
        return NULL;
    return &private->list.items[private->list.len - 1];
}

/* Makes one schema known under its name; when it fixes a kind, that kind has it from now on. */
static int add_schema(struct d1_kinds *kinds, const struct d1_node *root, const char *path, bool own,
                      struct d1_error *error)
{
    struct d1_kinds_private *private = kinds->private;
    struct d1_str name = fixed(root, "kind"), uri = d1_str(path);
    struct d1_kind *kind;
    int result;

    if (d1_str_starts(uri, SCHEMA_FOLDER))
        uri = d1_str_sub(uri, strlen(SCHEMA_FOLDER), uri.len);
    result = d1_schema_set_add(kinds->set, uri, root, path, error);
    if (result == 0 && (find_types(private, root, name) < 0 || d1_vec_push(&private->schemas, root) < 0))
        result = d1_error_memory(error);
    if (result < 0 || !name.len)
        return result;
    kind = find_kind(private, name);
    if (kind && (kind->schema_root || (own && !kind->own)))
        return d1_error_at(error, D1_ERR_USAGE, (struct d1_place){.path = path},
                           "kind " D1_STR_FMT " is built in and cannot be defined again", D1_STR_ARG(name));
    if (!kind)
        kind = new_kind(private, root, own);
    if (!kind)
        return d1_error_memory(error);
    kind->schema_root = root;
    kind->private = d1_arena_calloc(&private->arena, 1, sizeof *kind->private);
    if (!kind->private)
        return d1_error_memory(error);
    kind->private->path = path;
    return 0;
}

static int add_embedded(struct d1_kinds *kinds, struct d1_error *error)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++) {
        struct d1_str name = d1_embedded_name(&files[i]);

        if (!d1_str_starts(name, SCHEMA_FOLDER) || !d1_str_ends(name, SCHEMA_SUFFIX) || !files[i].documents)
            continue;
        result = add_schema(kinds, d1_doc_root(d1_embedded_doc(&files[i], 0)), name.ptr, false, error);
    }
    return result;
}

/* A kind of the catalogue without a schema would be one that nothing is known of. */
static int require_schemas(const struct d1_kinds_private *private, struct d1_error *error)
{
    for (size_t i = 0; i < private->list.len; i++)
        if (!private->list.items[i].schema_root)
            return d1_error_set(error, D1_ERR_NOT_FOUND, "kind " D1_STR_FMT " has no schema",
                                D1_STR_ARG(private->list.items[i].name));
    return 0;
}

/* Which kinds may hold items of which types: by what schemas say, and by who defines them. */
static int index_holdings(struct d1_kinds *kinds)
{
    struct d1_kinds_private *private = kinds->private;
    size_t types = kinds->type_count;

    private->may_hold = d1_arena_calloc(&private->arena, kinds->kind_count * types + 1, sizeof *private->may_hold);
    if (!private->may_hold)
        return D1_ERR_MEMORY;
    for (size_t k = 0; k < kinds->kind_count; k++) {
        bool *row = private->may_hold + k * types;

        for (size_t i = 0; i < types; i++)
            row[i] = d1_str_eq(kinds->types[i].defined_by, kinds->kinds[k].name);
        for (size_t i = 0; i < private->holdings.len; i++) {
            const struct holding *holding = &private->holdings.items[i];
            const struct d1_item_type *type = d1_kinds_type(kinds, holding->type);

            if (type && (!holding->kind.len || d1_str_eq(holding->kind, kinds->kinds[k].name)))
                row[type->index] = true;
        }
    }
    return 0;
}

/* From here on the lists do not move, so entries may be pointed to. */
static int index_all(struct d1_kinds *kinds)
{
    struct d1_kinds_private *private = kinds->private;

    for (size_t i = 0; i < private->type_list.len; i++) {
        struct d1_item_type *type = &private->type_list.items[i];

        type->index = i;
        if (!type->key.len)
            type->key = d1_str("id");
        if (d1_map_insert(&private->types, type->name, type, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < private->list.len; i++) {
        struct d1_kind *kind = &private->list.items[i];

        kind->index = i;
        kind->private->kind = kind;
        if (d1_map_insert(&private->kinds, kind->name, kind, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    kinds->kinds = private->list.items;
    kinds->kind_count = private->list.len;
    kinds->schemas = private->schemas.items;
    kinds->schema_count = private->schemas.len;
    kinds->types = private->type_list.items;
    kinds->type_count = private->type_list.len;
    return index_holdings(kinds);
}

static int add_entry_key(struct d1_kinds_private *private, struct d1_str key)
{
    for (size_t i = 0; i < private->entry_keys.len; i++)
        if (d1_str_eq(private->entry_keys.items[i], key))
            return 0;
    return key.len ? d1_vec_push(&private->entry_keys, key) : 0;
}

static int find_entry_keys(struct d1_kinds_private *private, const struct d1_node *schema)
{
    if (schema->kind == D1_NODE_MAPPING &&
        (add_entry_key(private, d1_node_get_text(schema, annotations[D1_ANNOTATION_KEY])) < 0 ||
         add_entry_key(private, d1_node_get_text(schema, annotations[D1_ANNOTATION_CALLED])) < 0))
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < d1_node_count(schema); i++) {
        const struct d1_node *child =
            schema->kind == D1_NODE_MAPPING ? d1_node_pair_value(schema, i) : d1_node_item(schema, i);

        if (child->kind >= D1_NODE_SEQUENCE && find_entry_keys(private, child) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

const struct d1_str *d1_kinds_entry_keys(const struct d1_kinds *kinds, size_t *count)
{
    struct d1_kinds_private *private = kinds->private;
    int result = 0;

    pthread_mutex_lock(&private->compiling);
    if (!private->entry_keys.len) {
        result = add_entry_key(private, d1_str("id"));
        for (size_t i = 0; i < kinds->schema_count && result == 0; i++)
            result = find_entry_keys(private, kinds->schemas[i]);
        if (result < 0)
        private->entry_keys.len = 0;
    }
    *count = private->entry_keys.len;
    pthread_mutex_unlock(&private->compiling);
    return result < 0 ? NULL : private->entry_keys.items;
}

bool d1_kind_may_hold(const struct d1_kinds *kinds, const struct d1_kind *kind, const struct d1_item_type *type)
{
    return kinds->private->may_hold[kind->index * kinds->type_count + type->index];
}

int d1_kinds_load(struct d1_kinds **kinds, const struct d1_own_schema *own, size_t own_count, struct d1_error *error)
{
    struct d1_kinds *new = d1_calloc(1, sizeof *new);
    int result = D1_ERR_MEMORY;

    if (new)
        new->private = d1_calloc(1, sizeof *new->private);
    if (!new || !new->private) {
        d1_free(new);
        return d1_error_memory(error);
    }
    pthread_mutex_init(&new->private->compiling, NULL);
    result = d1_schema_set_new(&new->set, error);
    if (result == 0)
        result = read_catalog(new->private, error);
    if (result == 0)
        result = add_embedded(new, error);
    if (result == 0)
        result = require_schemas(new->private, error);
    for (size_t i = 0; i < own_count && result == 0; i++)
        result = add_schema(new, own[i].root, own[i].path, true, error);
    if (result == 0 && index_all(new) < 0)
        result = d1_error_memory(error);
    if (result < 0) {
        d1_kinds_free(new);
        return result;
    }
    *kinds = new;
    return 0;
}

void d1_kinds_free(struct d1_kinds *kinds)
{
    struct d1_kinds_private *private;

    if (!kinds)
        return;
    private = kinds->private;
    for (size_t i = 0; i < private->list.len; i++)
        if (private->list.items[i].private)
            d1_schema_free(private->list.items[i].private->schema.compiled);
    d1_schema_set_free(kinds->set);
    d1_map_release(&private->kinds);
    d1_map_release(&private->types);
    d1_vec_release(&private->list);
    d1_vec_release(&private->type_list);
    d1_vec_release(&private->schemas);
    d1_vec_release(&private->holdings);
    d1_vec_release(&private->entry_keys);
    pthread_mutex_destroy(&private->compiling);
    d1_arena_release(&private->arena);
    d1_free(private);
    d1_free(kinds);
}

const struct d1_kind *d1_kinds_find(const struct d1_kinds *kinds, struct d1_str name)
{
    return d1_map_get(&kinds->private->kinds, name);
}

const struct d1_item_type *d1_kinds_type(const struct d1_kinds *kinds, struct d1_str name)
{
    return d1_map_get(&kinds->private->types, name);
}

const struct d1_kind *d1_kinds_nearest(const struct d1_kinds *kinds, struct d1_str name)
{
    const struct d1_kind *nearest = NULL;
    size_t best = 3;

    for (size_t i = 0; i < kinds->kind_count; i++) {
        size_t distance = d1_str_distance(name, kinds->kinds[i].name, 2);

        if (distance < best) {
            best = distance;
            nearest = &kinds->kinds[i];
        }
    }
    return nearest;
}

const struct d1_schema *d1_kinds_compiled(const struct d1_kinds *kinds, struct d1_lazy_schema *lazy,
                                          const struct d1_node *root, const struct d1_schema_options *options,
                                          struct d1_error *error)
{
    struct d1_schema *schema = atomic_load_explicit(&lazy->compiled, memory_order_acquire);

    if (schema)
        return schema;
    pthread_mutex_lock(&kinds->private->compiling);
    schema = atomic_load_explicit(&lazy->compiled, memory_order_relaxed);
    if (!schema && d1_schema_compile(&schema, kinds->set, root, d1_str(""), options, error) == 0)
        atomic_store_explicit(&lazy->compiled, schema, memory_order_release);
    pthread_mutex_unlock(&kinds->private->compiling);
    return schema;
}

const struct d1_schema *d1_kind_schema(const struct d1_kinds *kinds, const struct d1_kind *kind, struct d1_error *error)
{
    struct d1_schema_options options = {
        .assert_format = true,
        .annotations = annotations,
        .annotation_count = sizeof annotations / sizeof *annotations,
    };

    return d1_kinds_compiled(kinds, &kind->private->schema, kind->schema_root, &options, error);
}
