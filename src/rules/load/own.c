/* The user's own rules: files of a directory given by --rules, read from disk and checked against their schemas. */
#include "base/vec.h"
#include "json/json.h"
#include "repo/repo.h"
#include "rules/rule.h"
#include "yaml/yaml.h"

struct loaders {
    struct d1_yaml_loader *yaml;
    struct d1_json_loader *json;
};

static int first_problem(const struct d1_stream *stream, const char *path, struct d1_error *error)
{
    struct d1_place place = stream->problems.items[0].place;

    place.path = path;
    return d1_error_at(error, D1_ERR_USAGE, place, "%s", stream->problems.items[0].text);
}

static int take_document(struct d1_ruleset_private *private, struct d1_doc *doc, const char *path, struct d1_str source)
{
    const struct d1_node *root = d1_doc_root(doc);

    if (d1_vec_push(&private->own_docs, doc) < 0) {
        d1_doc_free(doc);
        return D1_ERR_MEMORY;
    }
    if (d1_str_ends(d1_str(path), ".json"))
        return d1_vec_push(&private->own_schemas, ((struct d1_own_schema){root, path}));
    return d1_vec_push(&private->own_files, ((struct d1_own_file){root, path, source}));
}

static int take_file(struct d1_ruleset_private *private, const struct loaders *loaders, const char *path,
                     struct d1_str bytes, struct d1_error *error)
{
    struct d1_stream stream = {0};
    struct d1_str source = d1_arena_str(&private->arena, bytes);
    int result;

    if (!source.ptr)
        return d1_error_memory(error);
    result = d1_str_ends(d1_str(path), ".json") ? d1_json_load(loaders->json, bytes, &stream, error)
                                                : d1_yaml_load(loaders->yaml, bytes, &stream, error);
    if (result == 0 && stream.problems.len)
        result = first_problem(&stream, path, error);
    for (size_t i = 0; i < stream.len && result == 0; i++)
        if (take_document(private, d1_stream_take(&stream, i), path, source) < 0)
            result = d1_error_memory(error);
    d1_stream_release(&stream);
    return result;
}

static int take_all(struct d1_ruleset_private *private, const struct loaders *loaders,
                    struct d1_repo_snapshot *snapshot, const char *directory, struct d1_error *error)
{
    struct d1_repo_reader *reader = NULL;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(snapshot, &count);
    int result = d1_repo_reader_new(&reader, snapshot, error);

    for (size_t i = 0; i < count && result == 0; i++) {
        struct d1_str bytes = {NULL, 0}, path;

        if (entries[i].kind != D1_REPO_FILE)
            continue;
        path = d1_arena_printf(&private->arena, "%s/%s", directory, entries[i].path);
        result = path.ptr ? d1_repo_read(reader, &entries[i], &bytes, error) : d1_error_memory(error);
        if (result < 0 && result != D1_ERR_MEMORY)
            d1_error_prefix(error, "%s", path.ptr ? path.ptr : "");
        else if (result == 0)
            result = take_file(private, loaders, path.ptr, bytes, error);
    }
    d1_repo_reader_free(reader);
    return result;
}

int d1_own_read(struct d1_ruleset_private *private, const char *directory, struct d1_error *error)
{
    static const char *const suffixes[] = {".yaml", ".yml", ".schema.json", NULL};
    struct d1_repo_snapshot_options options = {.source = D1_REPO_WORKTREE, .suffixes = suffixes};
    struct loaders loaders = {NULL, NULL};
    struct d1_repo *repo = NULL;
    struct d1_repo_snapshot *snapshot = NULL;
    int result = d1_repo_global_init(error);

    if (result < 0)
        return result;
    result = d1_repo_open(&repo, directory, &(struct d1_repo_options){.plain = true}, error);
    if (result == 0)
        result = d1_repo_snapshot_open(&snapshot, repo, &options, error);
    if (result == 0)
        result = d1_yaml_loader_new(&loaders.yaml, error);
    if (result == 0)
        result = d1_json_loader_new(&loaders.json, error);
    if (result == 0)
        result = take_all(private, &loaders, snapshot, directory, error);
    d1_yaml_loader_free(loaders.yaml);
    d1_json_loader_free(loaders.json);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return result;
}

/* The first fault of shape becomes the error. */
struct shape {
    const char *path;
    struct d1_error *error;
    int result;
};

static bool on_error(void *context, const struct d1_schema_error *error)
{
    struct shape *shape = context;
    struct d1_place place = d1_node_place(error->node);

    place.path = shape->path;
    shape->result = d1_error_at(shape->error, D1_ERR_USAGE, place, D1_STR_FMT, D1_STR_ARG(error->message));
    return false;
}

/* What is in the group of the program's own files; a catalogue of criteria may be in that of artifacts too. */
static bool is_rule_file(const struct d1_node *root)
{
    return d1_str_starts(d1_node_get_text(root, "apiVersion"), "d1lint/") ||
           d1_node_is_string(d1_node_get(root, "kind"), "CriterionCatalog");
}

static int check_file(const struct d1_ruleset_private *private, const struct d1_own_file *file,
                      struct d1_schema_scratch *scratch, struct d1_error *error)
{
    struct d1_str name = d1_node_get_text(file->root, "kind");
    const struct d1_kind *kind = d1_kinds_find(private->kinds, name);
    struct shape shape = {.path = file->path, .error = error};
    struct d1_schema_sink sink = {.context = &shape, .error = on_error};
    const struct d1_schema *schema;
    struct d1_place place = d1_node_place(file->root);

    place.path = file->path;
    if (!kind || !kind->schema_root || !is_rule_file(file->root))
        return d1_error_at(error, D1_ERR_USAGE, place,
                           "`kind` must be Rule, Function, CriterionCatalog or GateCatalog in a directory of rules");
    schema = d1_kind_schema(private->kinds, kind, error);
    if (!schema)
        return D1_ERR_USAGE;
    if (d1_schema_validate(schema, file->root, scratch, &sink) == D1_ERR_MEMORY)
        return d1_error_memory(error);
    return shape.result;
}

int d1_own_check(const struct d1_ruleset_private *private, struct d1_error *error)
{
    struct d1_schema_scratch *scratch;
    int result = 0;

    if (!private->own_files.len)
        return 0;
    scratch = d1_schema_scratch_new();
    if (!scratch)
        return d1_error_memory(error);
    for (size_t i = 0; i < private->own_files.len && result == 0; i++)
        result = check_file(private, &private->own_files.items[i], scratch, error);
    d1_schema_scratch_free(scratch);
    return result;
}
