#include "rules/compile/types.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/memory/arena.h"

/* A schema node and the type made of it; also the data of a record that is filled later. */
struct entry {
    struct d1_types *types;
    const struct d1_node *schema;
    const struct d1_cel_type *type;
    struct entry *next; /* in the same bucket */
};

enum { BUCKETS = 512 };

struct d1_types {
    const struct d1_kinds *kinds;
    struct d1_arena arena;
    struct entry *buckets[BUCKETS]; /* by address of the schema node */
    const struct d1_node **items;   /* schema of each item type, by its index; NULL where there is none */
};

static const struct d1_cel_type *convert(struct d1_types *types, const struct d1_node *schema, const char *name,
                                         unsigned depth);

static const struct d1_cel_type *plain(enum d1_cel_kind kind)
{
    return &d1_cel_types[kind];
}

/* Where `x-d1d-item` names a type, that object is the shape of its items; the first one counts. */
static int find_items(struct d1_types *types, const struct d1_node *schema)
{
    static const char keyword[] = "x-d1d-item";
    struct d1_holders holders = {0};
    int result = d1_doc_holders(&holders, d1_node_doc(schema), d1_str(keyword));

    for (size_t i = 0; i < holders.len && result == 0; i++) {
        struct d1_str name = d1_node_text(d1_node_get(holders.items[i], keyword));
        const struct d1_item_type *type = d1_kinds_type(types->kinds, name);

        if (type && !types->items[type->index])
            types->items[type->index] = holders.items[i];
    }
    d1_vec_release(&holders);
    return result;
}

int d1_types_new(struct d1_types **types, const struct d1_kinds *kinds, struct d1_error *error)
{
    struct d1_types *new = d1_calloc(1, sizeof *new);

    if (!new)
        return d1_error_memory(error);
    new->kinds = kinds;
    new->items = d1_arena_calloc(&new->arena, kinds->type_count, sizeof *new->items);
    if (!new->items) {
        d1_types_free(new);
        return d1_error_memory(error);
    }
    for (size_t i = 0; i < kinds->schema_count; i++)
        if (find_items(new, kinds->schemas[i]) < 0) {
            d1_types_free(new);
            return d1_error_memory(error);
        }
    *types = new;
    return 0;
}

void d1_types_free(struct d1_types *types)
{
    if (!types)
        return;
    d1_arena_release(&types->arena);
    d1_free(types);
}

static bool is_required(const struct d1_node *schema, const struct d1_node *property)
{
    const struct d1_node *required = d1_node_get(schema, "required");

    for (size_t i = 0; required && i < d1_node_count(required); i++)
        if (d1_node_equal(d1_node_item(required, i), property))
            return true;
    return false;
}

/* Gives a record its fields, one for each property. */
static int fill(struct d1_cel_record *record, void *data)
{
    struct entry *entry = data;
    const struct d1_node *properties = d1_node_get(entry->schema, "properties");
    size_t count = properties ? d1_node_count(properties) : 0;
    struct d1_cel_field *fields = d1_arena_alloc(&entry->types->arena, count * sizeof *fields);

    if (!fields)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *key = d1_node_pair_key(properties, i);

        fields[i] = (struct d1_cel_field){
            .name = d1_node_text(key),
            .type = convert(entry->types, d1_node_pair_value(properties, i), d1_node_text(key).ptr, 0),
            .optional = !is_required(entry->schema, key),
        };
        if (!fields[i].type)
            return D1_ERR_MEMORY;
    }
    return d1_cel_record_set(record, fields, count);
}

static const struct d1_cel_type *enumeration(struct d1_types *types, const struct d1_node *list, const char *name)
{
    struct d1_str *values = d1_arena_alloc(&types->arena, d1_node_count(list) * sizeof *values);

    if (!values)
        return NULL;
    for (size_t i = 0; i < d1_node_count(list); i++) {
        if (d1_node_item(list, i)->kind != D1_NODE_STRING)
            return plain(D1_CEL_DYN);
        values[i] = d1_node_text(d1_node_item(list, i));
    }
    return d1_cel_type_enum(&types->arena, name, values, d1_node_count(list));
}

static const struct d1_cel_type *string_type(struct d1_types *types, const struct d1_node *schema, const char *name)
{
    static const struct {
        const char *format;
        enum d1_cel_kind kind;
    } formats[] = {{"date", D1_CEL_DATE}, {"date-time", D1_CEL_TIMESTAMP}, {"duration", D1_CEL_DURATION}};
    const struct d1_node *list = d1_node_get(schema, "enum"), *format = d1_node_get(schema, "format");

    if (list && list->kind == D1_NODE_SEQUENCE)
        return enumeration(types, list, name);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (d1_node_is_string(format, formats[i].format))
            return plain(formats[i].kind);
    return plain(D1_CEL_STRING);
}

static const struct d1_cel_type *object_type(struct d1_types *types, const struct d1_node *schema, const char *name,
                                             struct entry *entry, unsigned depth)
{
    const struct d1_node *rest = d1_node_get(schema, "additionalProperties");
    const struct d1_node *item = d1_node_get(schema, "x-d1d-item");

    if (!d1_node_get(schema, "properties")) {
        const struct d1_cel_type *value =
            rest && rest->kind == D1_NODE_MAPPING ? convert(types, rest, name, depth + 1) : plain(D1_CEL_DYN);

        return d1_cel_type_map(&types->arena, plain(D1_CEL_STRING), value);
    }
    if (item && item->kind == D1_NODE_STRING)
        name = d1_node_text(item).ptr;
    return d1_cel_type_record(&types->arena, name, fill, entry);
}

/* Alternatives that are all of one type are of that type. */
static const struct d1_cel_type *alternatives(struct d1_types *types, const struct d1_node *branches, const char *name,
                                              unsigned depth)
{
    const struct d1_cel_type *joined = NULL;

    for (size_t i = 0; i < d1_node_count(branches); i++) {
        const struct d1_cel_type *type = convert(types, d1_node_item(branches, i), name, depth + 1);

        joined = joined ? d1_cel_type_join(&types->arena, joined, type) : type;
        if (!joined)
            return NULL;
    }
    return joined ? joined : plain(D1_CEL_DYN);
}

/* The alternatives of a schema that has no type of its own; what is in `allOf` alone is one. */
static const struct d1_node *find_branches(const struct d1_node *schema)
{
    const struct d1_node *branches = d1_node_get(schema, "oneOf");
    const struct d1_node *all;

    if (!branches)
        branches = d1_node_get(schema, "anyOf");
    if (branches)
        return branches;
    all = d1_node_get(schema, "allOf");
    return all && d1_node_count(all) == 1 ? all : NULL;
}

static const struct d1_cel_type *by_keywords(struct d1_types *types, const struct d1_node *schema, const char *name,
                                             struct entry *entry, unsigned depth)
{
    static const struct {
        const char *name;
        enum d1_cel_kind kind;
    } scalars[] = {{"integer", D1_CEL_INT}, {"number", D1_CEL_DOUBLE}, {"boolean", D1_CEL_BOOL}, {"null", D1_CEL_NULL}};
    const struct d1_node *type = d1_node_get(schema, "type"), *branches = type ? NULL : find_branches(schema);

    if (branches)
        return alternatives(types, branches, name, depth);
    if (d1_node_is_string(type, "object") || (!type && d1_node_get(schema, "properties")))
        return object_type(types, schema, name, entry, depth);
    if (d1_node_is_string(type, "array")) {
        const struct d1_node *items = d1_node_get(schema, "items");

        return d1_cel_type_list(&types->arena, items ? convert(types, items, name, depth + 1) : plain(D1_CEL_DYN));
    }
    if (d1_node_is_string(type, "string"))
        return string_type(types, schema, name);
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if (d1_node_is_string(type, scalars[i].name))
            return plain(scalars[i].kind);
    return plain(D1_CEL_DYN);
}

static const struct d1_cel_type *convert(struct d1_types *types, const struct d1_node *schema, const char *name,
                                         unsigned depth)
{
    struct entry *entry, **bucket;

    schema = d1_schema_resolve(types->kinds->set, schema);
    if (!schema || schema->kind != D1_NODE_MAPPING || depth > D1_LIMIT_DEPTH)
        return plain(D1_CEL_DYN);
    bucket = &types->buckets[((uintptr_t)schema / sizeof *schema) % BUCKETS];
    for (entry = *bucket; entry; entry = entry->next)
        if (entry->schema == schema)
            return entry->type ? entry->type : plain(D1_CEL_DYN);
    entry = d1_arena_alloc(&types->arena, sizeof *entry);
    if (!entry)
        return NULL;
    *entry = (struct entry){.types = types, .schema = schema, .next = *bucket};
    *bucket = entry;
    entry->type = by_keywords(types, schema, name, entry, depth);
    return entry->type;
}

const struct d1_cel_type *d1_types_kind(struct d1_types *types, const struct d1_kind *kind)
{
    return convert(types, kind->schema_root, kind->name.ptr, 0);
}

const struct d1_cel_type *d1_types_item(struct d1_types *types, const struct d1_item_type *type)
{
    const struct d1_node *schema = types->items[type->index];

    return schema ? convert(types, schema, type->name.ptr, 0) : plain(D1_CEL_DYN);
}

const struct d1_cel_type *d1_types_schema(struct d1_types *types, const struct d1_node *schema, const char *name)
{
    return convert(types, schema, name, 0);
}
