/* The shape of an artifact: faults under SHP-002, and what the annotations of its schema mark. */
#include <stdlib.h>

#include "base/limits.h"
#include "engagement/read/loader.h"

/* The name that an unknown key has now, if it is one of former days; else empty. */
static struct d1_str new_name(const struct d1_schema_error *error)
{
    const struct d1_node *schema = d1_node_parent(error->schema);
    const struct d1_node *name = d1_node_get_str(d1_node_get(schema, "x-d1d-renamed"), error->property);

    return name && error->keyword == D1_KEYWORD_ADDITIONAL_PROPERTIES ? d1_node_text(name) : d1_strn("", 0);
}

/*
 * What else a value would have to be under another name of its mapping: a list, say. NULL: it may be what it is, or the
 * schema there says it in another one: to follow that is not for several threads.
 */
static const char *other_shape(const struct d1_schema_error *error, struct d1_str name)
{
    static const struct {
        const char *type, *words;
        enum d1_node_kind kind;
    } shapes[] = {{"array", "a list", D1_NODE_SEQUENCE}, {"object", "a mapping", D1_NODE_MAPPING}};
    const struct d1_node *value = d1_node_get_str(error->instance, error->property);
    const struct d1_node *schema = d1_node_get_str(d1_node_get(d1_node_parent(error->schema), "properties"), name);
    struct d1_str type = d1_node_get_text(schema, "type");

    if (!type.len || !value || value->kind == D1_NODE_NULL)
        return NULL;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (d1_str_is(type, shapes[i].type))
            return value->kind == shapes[i].kind ? NULL : shapes[i].words;
    return value->kind < D1_NODE_SEQUENCE ? NULL : "a single value";
}

static bool on_shape_error(void *context, const struct d1_schema_error *error)
{
    struct d1_artifact_loader *loader = context;
    bool last = loader->file->faults.len + 1 >= D1_LIMIT_FINDINGS_PER_CHECK;
    struct d1_fault fault = {
        .check = "SHP-002",
        .artifact = loader->artifact,
        .node = error->node,
        .place = d1_artifact_place(loader->artifact, error->node),
        .indeterminate = error->keyword == D1_KEYWORD_LIMIT,
        .unknown = error->node->is_key && error->property.len > 0,
    };
    struct d1_str renamed = new_name(error), message = error->message;
    struct d1_str meant = renamed.len ? renamed : error->suggestion;
    const char *shape = meant.len && fault.unknown ? other_shape(error, meant) : NULL;

    if (renamed.len)
        message = d1_arena_printf(&loader->arena, "`" D1_STR_FMT "` is called `" D1_STR_FMT "` now%s%s",
                                  D1_STR_ARG(error->property), D1_STR_ARG(renamed), shape ? ", and is " : "",
                                  shape ? shape : "");
    else if (shape)
        message = d1_arena_printf(&loader->arena, D1_STR_FMT " That is %s", D1_STR_ARG(message), shape);
    fault.property = d1_arena_str(&loader->arena, error->property);
    fault.meant = d1_arena_str(&loader->arena, meant);
    fault.key = error->property.len ? fault.property : d1_str(d1_schema_keyword_name(error->keyword));
    if (!message.ptr || !fault.property.ptr || !fault.meant.ptr || d1_vec_push(&loader->faulty, error->node) < 0 ||
        d1_fault_add(&loader->file->faults, &loader->arena, fault, "%s" D1_STR_FMT,
                     last ? "there are too many mistakes in this file to look for more than these: " : "",
                     D1_STR_ARG(message)) < 0)
        loader->oom = true;
    return !loader->oom && !last;
}

static bool on_annotation(void *context, const struct d1_schema_annotation *annotation)
{
    struct d1_artifact_loader *loader = context;
    struct d1_mark mark = {
        .node = annotation->node,
        .value = annotation->value,
        .annotation = (enum d1_annotation)annotation->keyword,
        .valid = annotation->valid,
    };

    if (d1_vec_push(&loader->marks, mark) < 0)
        loader->oom = true;
    return !loader->oom;
}

/* Keeps what the sinks collected: the marks in document order, and which items are invalid. */
static int keep_shape(struct d1_artifact_loader *loader, struct d1_artifact *artifact)
{
    size_t marks = loader->marks.len, faulty = loader->faulty.len;
    struct d1_mark *kept = d1_arena_alloc(&loader->arena, marks * sizeof *kept);
    const struct d1_node **invalid = d1_arena_alloc(&loader->arena, faulty * sizeof *invalid);
    bool sorted = true;

    if (!kept || !invalid)
        return D1_ERR_MEMORY;
    if (marks)
        memcpy(kept, loader->marks.items, marks * sizeof *kept);
    for (size_t i = 1; i < marks && sorted; i++)
        sorted = d1_mark_order(&kept[i - 1], &kept[i]) <= 0;
    if (!sorted)
        qsort(kept, marks, sizeof *kept, d1_mark_order);
    artifact->marks = kept;
    artifact->mark_count = marks;
    for (size_t i = 0; i < faulty; i++)
        invalid[i] = d1_artifact_item(artifact, loader->faulty.items[i]);
    artifact->invalid = invalid;
    artifact->invalid_count = faulty;
    return 0;
}

int d1_artifact_check_shape(struct d1_artifact_loader *loader, struct d1_artifact *artifact)
{
    struct d1_schema_sink sink = {
        .context = loader,
        .detail = D1_SCHEMA_EXPLAIN,
        .error = on_shape_error,
        .annotation = on_annotation,
    };
    const struct d1_schema *schema;
    struct d1_error error = {0};
    int result = 0;

    schema = d1_kind_schema(loader->kinds, artifact->kind, &error);
    if (!schema) {
        /* A schema is checked when the rule set is loaded, so this is a want of memory. */
        d1_error_clear(&error);
        return D1_ERR_MEMORY;
    }
    loader->marks.len = loader->faulty.len = 0;
    loader->oom = false;
    if (d1_schema_validate(schema, artifact->root, loader->scratch, &sink) == D1_ERR_MEMORY || loader->oom)
        result = D1_ERR_MEMORY;
    return result ? result : keep_shape(loader, artifact);
}
