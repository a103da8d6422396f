/* What the build checks of the files it embeds: that each has the shape its schema gives, and that schemas compile. */
#include "base/vec.h"
#include "doc/embedded.h"
#include "rules/rule.h"

struct shape {
    struct d1_problems *problems;
    const char *path;
    bool oom;
};

static bool on_error(void *context, const struct d1_schema_error *error)
{
    struct shape *shape = context;
    struct d1_place place = d1_node_place(error->node);

    place.path = shape->path;
    shape->oom = d1_problems_add(shape->problems, "shape", place, D1_STR_FMT, D1_STR_ARG(error->message)) < 0;
    return !shape->oom;
}

static int verify_document(const struct d1_kinds *kinds, const struct d1_node *root, struct d1_schema_scratch *scratch,
                           struct shape *shape)
{
    const struct d1_kind *kind = d1_kinds_find(kinds, d1_node_get_text(root, "kind"));
    struct d1_schema_sink sink = {.context = shape, .error = on_error};
    const struct d1_schema *schema = kind ? d1_kind_schema(kinds, kind, NULL) : NULL;
    struct d1_place place = d1_node_place(root);

    place.path = shape->path;
    if (!schema)
        return d1_problems_add(shape->problems, "kind", place, "this document is of no kind that there is");
    if (d1_schema_validate(schema, root, scratch, &sink) == D1_ERR_MEMORY || shape->oom)
        return D1_ERR_MEMORY;
    return 0;
}

/* Every schema compiles, also those of kinds that no engagement at hand has. */
static int verify_schemas(const struct d1_kinds *kinds, struct d1_problems *problems)
{
    struct d1_error error = {0};
    int result = 0;

    for (size_t i = 0; i < kinds->kind_count && result == 0; i++) {
        if (d1_kind_schema(kinds, &kinds->kinds[i], &error))
            continue;
        result = d1_problems_add(problems, "schema", error.place, "%s", d1_error_message(&error));
        d1_error_clear(&error);
    }
    return result;
}

int d1_ruleset_verify(const struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);
    struct d1_schema_scratch *scratch = d1_schema_scratch_new();
    size_t before = problems->len;
    int result = scratch ? verify_schemas(ruleset->kinds, problems) : D1_ERR_MEMORY;

    for (size_t i = 0; i < count && result == 0; i++) {
        struct shape shape = {.problems = problems, .path = d1_embedded_name(&files[i]).ptr};

        if (d1_str_ends(d1_embedded_name(&files[i]), ".json"))
            continue;
        for (size_t j = 0; j < files[i].documents && result == 0; j++)
            result = verify_document(ruleset->kinds, d1_doc_root(d1_embedded_doc(&files[i], j)), scratch, &shape);
    }
    d1_schema_scratch_free(scratch);
    if (result == 0 && problems->len > before)
        result = D1_ERR_USAGE;
    return result;
}
