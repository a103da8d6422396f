#include "cli/write/shape.h"

#include "doc/builder.h"

enum { DEPTH = 16 }; /* of alternatives within alternatives */

static const char *const alternatives[] = {"allOf", "oneOf", "anyOf"};
enum { ALTERNATIVES = sizeof alternatives / sizeof *alternatives };

static const struct d1_node *resolve(const struct d1_kinds *kinds, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(kinds->set, schema) : NULL;

    return target ? target : schema;
}

static bool is_number(struct d1_str segment)
{
    size_t digits = 0;

    while (digits < segment.len && segment.ptr[digits] >= '0' && segment.ptr[digits] <= '9')
        digits++;
    return digits && digits == segment.len;
}

/* ---- places ---- */

static const struct d1_node *below(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str segment,
                                   int depth)
{
    const struct d1_node *found = NULL, *more;

    schema = resolve(kinds, schema);
    if (!schema || schema->kind != D1_NODE_MAPPING || depth == DEPTH)
        return NULL;
    found = d1_node_get_str(d1_node_get(schema, "properties"), segment);
    if (!found && is_number(segment))
        found = d1_node_get(schema, "items");
    for (size_t i = 0; i < ALTERNATIVES && !found; i++) {
        const struct d1_node *branches = d1_node_get(schema, alternatives[i]);

        for (size_t k = 0; branches && k < d1_node_count(branches) && !found; k++)
            found = below(kinds, d1_node_item(branches, k), segment, depth + 1);
    }
    more = d1_node_get(schema, "additionalProperties");
    return found || !more || more->kind != D1_NODE_MAPPING ? found : more;
}

const struct d1_node *d1_shape_below(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str segment)
{
    return below(kinds, schema, segment, 0);
}

const struct d1_node *d1_shape_at(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str path,
                                  struct d1_str *unknown)
{
    for (size_t at = 0, end; at <= path.len && schema; at = end + 1) {
        end = d1_str_find(path, '.', at);
        *unknown = d1_str_sub(path, at, end - at);
        schema = d1_shape_below(kinds, schema, *unknown);
    }
    return schema;
}

struct d1_str d1_shape_nearest(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str key)
{
    const struct d1_node *properties = d1_node_get(resolve(kinds, schema), "properties");
    struct d1_str nearest = {"", 0};
    size_t distance = d1_str_reach(key);

    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));

        if (d1_str_nearer(key, name, &distance))
            nearest = name;
    }
    return nearest;
}

/* ---- what may stand there ---- */

static bool is_type(struct d1_str type, enum d1_node_kind kind)
{
    static const struct {
        const char *type;
        enum d1_node_kind kind;
    } types[] = {
        {"null", D1_NODE_NULL},      {"boolean", D1_NODE_BOOL},   {"integer", D1_NODE_INT},
        {"number", D1_NODE_INT},     {"number", D1_NODE_DOUBLE},  {"string", D1_NODE_STRING},
        {"object", D1_NODE_MAPPING}, {"array", D1_NODE_SEQUENCE},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].kind == kind && d1_str_is(type, types[i].type))
            return true;
    return false;
}

static bool admits(const struct d1_kinds *kinds, const struct d1_node *schema, enum d1_node_kind kind, int depth)
{
    const struct d1_node *type, *branches, *fixed;

    schema = resolve(kinds, schema);
    if (!schema || schema->kind != D1_NODE_MAPPING || depth == DEPTH)
        return true;
    type = d1_node_get(schema, "type");
    fixed = d1_node_get(schema, "const");
    if (type && type->kind == D1_NODE_STRING)
        return is_type(d1_node_text(type), kind);
    for (size_t i = 0; type && i < d1_node_count(type); i++)
        if (is_type(d1_node_text(d1_node_item(type, i)), kind))
            return true;
    if (type || fixed)
        return fixed && d1_node_kind(fixed) == kind;
    for (size_t i = 1; i < ALTERNATIVES; i++) {
        branches = d1_node_get(schema, alternatives[i]);
        for (size_t k = 0; branches && k < d1_node_count(branches); k++)
            if (admits(kinds, d1_node_item(branches, k), kind, depth + 1))
                return true;
        if (branches)
            return false;
    }
    return true;
}

bool d1_shape_admits(const struct d1_kinds *kinds, const struct d1_node *schema, enum d1_node_kind kind)
{
    return admits(kinds, schema, kind, 0);
}

/* ---- values ---- */

static int text_value(struct d1_doc **doc, struct d1_str text)
{
    struct d1_builder builder = {0};
    int result;

    d1_builder_string(&builder, (struct d1_span){0}, text, true);
    result = d1_builder_finish(&builder, 0, doc);
    d1_builder_release(&builder);
    return result;
}

static bool is_wanted(const struct d1_kinds *kinds, const struct d1_node *schema, const struct d1_node *root, bool open)
{
    return (root->kind >= D1_NODE_SEQUENCE) == open && root->kind != D1_NODE_STRING && root->kind != D1_NODE_NULL &&
           d1_shape_admits(kinds, schema, d1_node_kind(root));
}

int d1_shape_value(struct d1_doc **doc, const struct d1_kinds *kinds, const struct d1_node *schema,
                   struct d1_yaml_loader *loader, struct d1_str text, struct d1_error *error)
{
    bool open = text.len && (text.ptr[0] == '[' || text.ptr[0] == '{');
    bool container =
        d1_shape_admits(kinds, schema, D1_NODE_SEQUENCE) || d1_shape_admits(kinds, schema, D1_NODE_MAPPING);
    struct d1_stream stream = {0};
    int result = d1_yaml_load(loader, text, &stream, error);

    if (result < 0)
        return result;
    if (open && container && (stream.problems.len || stream.len != 1))
        result = d1_error_set(error, D1_ERR_SYNTAX, "%s",
                              stream.problems.len ? stream.problems.items[0].text : "it is more than one document");
    else if (!stream.problems.len && stream.len == 1 &&
             is_wanted(kinds, schema, d1_doc_root(stream.items[0].doc), open && container))
        *doc = d1_stream_take(&stream, 0);
    else if (text_value(doc, text) < 0)
        result = d1_error_memory(error);
    d1_stream_release(&stream);
    return result;
}

const struct d1_node *d1_shape_of_item(const struct d1_kinds *kinds, const struct d1_item_type *type)
{
    const struct d1_kind *kind = d1_kinds_find(kinds, type->defined_by);
    const struct d1_doc *doc;

    if (!kind || !kind->schema_root)
        return NULL;
    doc = d1_node_doc(kind->schema_root);
    for (uint32_t i = 0; i < doc->nodes; i++)
        if (d1_node_kind(d1_doc_node(doc, i)) == D1_NODE_MAPPING &&
            d1_str_eq(d1_node_get_text(d1_doc_node(doc, i), "x-d1d-item"), type->name))
            return d1_doc_node(doc, i);
    return NULL;
}
