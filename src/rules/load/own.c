/* The user's own rules: files of a directory given by --rules, read from disk and checked against their schemas. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/file/pointer.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "doc/embedded.h"
#include "json/json.h"
#include "repo/repo.h"
#include "rules/load/sound.h"
#include "rules/rule.h"
#include "yaml/yaml.h"

struct loaders {
    struct d1_yaml_loader *yaml;
    struct d1_json_loader *json;
};

/* Where own files are read from. */
struct origin {
    const char *directory;
    const char *only; /* name of the one file whose rules are asked for; NULL: all */
    const char *real; /* of the directory, without links; NULL where it does not matter */
};

/* A file of own files in the making. */
struct own_file {
    const char *path, *real;
    struct d1_str source;
    bool asked; /* its rules are */
};

/* Takes up what is wrong with the text of a file, whose documents then are not read. 0 or D1_ERR_MEMORY. */
static int take_problems(struct d1_ruleset_private *private, const struct d1_stream *stream, const char *path)
{
    private->torn = true;
    for (size_t i = 0; i < stream->problems.len; i++) {
        struct d1_place place = stream->problems.items[i].place;

        place.path = path;
        if (d1_problems_add(private->problems, stream->problems.items[i].code, place, "%s",
                            stream->problems.items[i].text) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int take_document(struct d1_ruleset_private *private, struct d1_doc *doc, const struct own_file *file)
{
    const struct d1_node *root = d1_doc_root(doc);

    if (d1_vec_push(&private->own_docs, doc) < 0) {
        d1_doc_free(doc);
        return D1_ERR_MEMORY;
    }
    if (d1_str_ends(d1_str(file->path), ".json"))
        return d1_vec_push(&private->own_schemas, ((struct d1_own_schema){root, file->path}));
    if (!file->asked && d1_node_is_string(d1_node_get(root, "kind"), "Rule"))
        return 0;
    return d1_vec_push(
        &private->own_files,
        ((struct d1_own_file){.root = root, .path = file->path, .source = file->source, .real = file->real}));
}

static int take_file(struct d1_ruleset_private *private, const struct loaders *loaders, struct own_file *file,
                     struct d1_str bytes, struct d1_error *error)
{
    struct d1_stream stream = {0};
    int result;

    file->source = d1_arena_str(&private->arena, bytes);
    if (!file->source.ptr)
        return d1_error_memory(error);
    result = d1_str_ends(d1_str(file->path), ".json") ? d1_json_load(loaders->json, bytes, &stream, error)
                                                      : d1_yaml_load(loaders->yaml, bytes, &stream, error);
    if (result == 0 && stream.problems.len && file->asked && take_problems(private, &stream, file->path) < 0)
        result = d1_error_memory(error);
    for (size_t i = 0; i < stream.len && result == 0 && !stream.problems.len; i++)
        if (take_document(private, d1_stream_take(&stream, i), file) < 0)
            result = d1_error_memory(error);
    d1_stream_release(&stream);
    return result;
}

bool d1_own_is_source(const char *real, struct d1_str embedded)
{
    struct d1_str path = d1_str(real);

    return path.len > embedded.len && path.ptr[path.len - embedded.len - 1] == '/' &&
           d1_str_eq(d1_str_sub(path, path.len - embedded.len, embedded.len), embedded);
}

/* Whether a file is of a base engagement of examples, which lies among the sources of the rules. */
static bool is_of_base(const char *real)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; real && i < count; i++)
        if (d1_str_starts(d1_embedded_name(&files[i]), D1_BASES_FOLDER) &&
            d1_own_is_source(real, d1_embedded_name(&files[i])))
            return true;
    return false;
}

static int take_entry(struct d1_ruleset_private *private, const struct loaders *loaders, struct d1_repo_reader *reader,
                      const struct d1_repo_entry *entry, const struct origin *origin, struct d1_error *error)
{
    struct own_file file = {.asked = !origin->only || strcmp(entry->path, origin->only) == 0};
    struct d1_str bytes = {NULL, 0};
    int result;

    file.path = d1_arena_printf(&private->arena, "%s/%s", origin->directory, entry->path).ptr;
    if (origin->real)
        file.real = d1_arena_printf(&private->arena, "%s/%s", origin->real, entry->path).ptr;
    if (!file.path || (origin->real && !file.real))
        return d1_error_memory(error);
    if (is_of_base(file.real))
        return 0;
    result = d1_repo_read(reader, entry, &bytes, error);
    if (result == 0 && d1_file_pointer(bytes))
        result = d1_error_set(error, D1_ERR_READ, "%s", d1_file_pointer(bytes));
    if (result < 0 && result != D1_ERR_MEMORY)
        d1_error_prefix(error, "%s", file.path);
    if (result < 0)
        return result;
    d1_sha256_list(&private->own_listing, d1_str(entry->path), bytes);
    return take_file(private, loaders, &file, bytes, error);
}

static int take_all(struct d1_ruleset_private *private, const struct loaders *loaders,
                    struct d1_repo_snapshot *snapshot, const struct origin *origin, struct d1_error *error)
{
    struct d1_repo_reader *reader = NULL;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(snapshot, &count);
    int result = d1_repo_reader_new(&reader, snapshot, error);

    /* What is no file is an error with its reason: a rule that is left out would be missed by nobody. */
    for (size_t i = 0; i < count && result == 0; i++)
        if (entries[i].kind != D1_REPO_DIRECTORY)
            result = take_entry(private, loaders, reader, &entries[i], origin, error);
    d1_repo_reader_free(reader);
    return result;
}

/* Splits the path of a file into folder and name; a directory stays as it is. */
static int find_origin(struct d1_ruleset_private *private, const char *path, struct origin *origin)
{
    const char *slash = strrchr(path, '/');
    struct stat status;
    char *real;

    *origin = (struct origin){.directory = path};
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) {
        origin->only = slash ? slash + 1 : path;
        origin->directory = !slash          ? "."
                            : slash == path ? "/"
                                            : d1_arena_printf(&private->arena, "%.*s", (int)(slash - path), path).ptr;
        if (!origin->directory)
            return D1_ERR_MEMORY;
    }
    real = private->in_place ? realpath(origin->directory, NULL) : NULL;
    if (real)
        origin->real = d1_arena_str(&private->arena, d1_str(real)).ptr;
    if (real && !origin->real) {
        free(real);
        return D1_ERR_MEMORY;
    }
    free(real);
    return 0;
}

int d1_own_read(struct d1_ruleset_private *private, const char *path, struct d1_error *error)
{
    static const char *const suffixes[] = {".yaml", ".yml", ".schema.json", NULL};
    struct d1_repo_snapshot_options options = {.source = D1_REPO_WORKTREE, .suffixes = suffixes};
    struct loaders loaders = {NULL, NULL};
    struct d1_repo *repo = NULL;
    struct d1_repo_snapshot *snapshot = NULL;
    struct origin origin;
    int result = d1_repo_global_init(error);

    if (result < 0)
        return result;
    result = find_origin(private, path, &origin) < 0 ? d1_error_memory(error) : 0;
    if (result == 0)
        result = d1_file_may_enter(origin.directory, error);
    if (result == 0)
        result = d1_repo_open(&repo, origin.directory, &(struct d1_repo_options){.plain = true}, error);
    if (result == 0)
        result = d1_repo_snapshot_open(&snapshot, repo, &options, error);
    if (result == 0)
        result = d1_yaml_loader_new(&loaders.yaml, error);
    if (result == 0)
        result = d1_json_loader_new(&loaders.json, error);
    if (result == 0)
        result = take_all(private, &loaders, snapshot, &origin, error);
    d1_yaml_loader_free(loaders.yaml);
    d1_json_loader_free(loaders.json);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return result;
}

/* ---- shape ---- */

/* What is wrong with the shape of an own file. */
struct shape {
    struct d1_problems *problems;
    const char *path;
    struct d1_sound sound;
    bool faulty, oom;
};

/* Returns whether further faults are asked for. */
static bool fault(struct shape *shape, const struct d1_node *node, struct d1_str message)
{
    struct d1_place place = d1_node_place(node);

    place.path = shape->path;
    shape->faulty = true;
    if (d1_problems_add(shape->problems, "shape", place, D1_STR_FMT, D1_STR_ARG(message)) < 0)
        shape->oom = true;
    return !shape->oom;
}

static bool on_error(void *context, const struct d1_schema_error *error)
{
    struct shape *shape = context;

    d1_sound_note(&shape->sound, error);
    return fault(shape, error->node, error->message);
}

/* What is in the group of the program's own files; a catalogue of criteria may be in that of artifacts too. */
static bool is_rule_file(const struct d1_node *root)
{
    return d1_str_starts(d1_node_get_text(root, "apiVersion"), "d1lint/") ||
           d1_node_is_string(d1_node_get(root, "kind"), "CriterionCatalog");
}

/*
 * Leaves what can be judged all the same of a file that has faults: of a rule what has its shape. Rules lean on
 * whatever else there may be, without which nothing can be said of their names.
 */
static int keep_sound(struct d1_ruleset_private *private, struct d1_own_file *file, struct shape *shape,
                      const struct d1_schema *schema, struct d1_schema_scratch *scratch)
{
    struct d1_doc *doc = NULL;

    if (!d1_node_is_string(d1_node_get(file->root, "kind"), "Rule"))
    private->torn = true;
    else if (d1_sound_copy(&shape->sound, file->root, schema, scratch, &doc) < 0) return D1_ERR_MEMORY;
    file->root = doc ? d1_doc_root(doc) : NULL;
    file->nameless = shape->sound.nameless;
    if (doc && d1_vec_push(&private->own_docs, doc) < 0) {
        d1_doc_free(doc);
        return D1_ERR_MEMORY;
    }
    return 0;
}

static int check_file(struct d1_ruleset_private *private, struct d1_own_file *file, struct d1_schema_scratch *scratch,
                      struct d1_error *error)
{
    struct d1_str name = d1_node_get_text(file->root, "kind");
    const struct d1_kind *kind = d1_kinds_find(private->kinds, name);
    struct shape shape = {.problems = private->problems, .path = file->path};
    struct d1_schema_sink sink = {.context = &shape, .error = on_error};
    const struct d1_schema *schema;

    if (!kind || !kind->schema_root || !is_rule_file(file->root)) {
        fault(&shape, file->root,
              d1_str("`kind` must be Rule, Function, CriterionCatalog or GateCatalog in a directory of rules"));
        file->root = NULL;
        return shape.oom ? d1_error_memory(error) : 0;
    }
    schema = d1_kind_schema(private->kinds, kind, error);
    if (!schema)
        return D1_ERR_USAGE;
    if (d1_schema_validate(schema, file->root, scratch, &sink) == D1_ERR_MEMORY)
        shape.oom = true;
    if (shape.faulty && !shape.oom && keep_sound(private, file, &shape, schema, scratch) < 0)
        shape.oom = true;
    d1_sound_release(&shape.sound);
    return shape.oom ? d1_error_memory(error) : 0;
}

int d1_own_check(struct d1_ruleset_private *private, struct d1_error *error)
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
