#include "engine/named.h"

#include "base/memory/alloc.h"
#include "engine/opened.h"

struct d1_named_files {
    struct d1_run_options options;
    struct d1_opened opened;
    struct d1_repo_reader *reader;
    struct d1_arena arena;
    struct d1_named_file *files;
    bool loaded; /* the engagements are read */
};

/* ---- a file of the snapshot ---- */

/* Whether HEAD has the file at its path with that id. 1, 0 or D1_ERR_MEMORY. */
static int is_in_head(struct d1_named_files *named, const struct d1_named_file *file)
{
    struct d1_strbuf bytes = {0}, spec = {0};
    char blob[D1_REPO_ID_TEXT];
    int code;

    d1_strbuf_printf(&spec, "HEAD:" D1_STR_FMT, D1_STR_ARG(file->path));
    code = spec.oom ? D1_ERR_MEMORY : d1_repo_read_revision(&bytes, NULL, named->opened.repo, spec.ptr, NULL);
    if (code == 0)
        code = d1_repo_blob_id(d1_strbuf_view(&bytes), blob, NULL);
    if (code != D1_ERR_MEMORY)
        code = code == 0 && strcmp(blob, file->blob) == 0;
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&spec);
    return code;
}

static int read_entry(struct d1_named_files *named, struct d1_named_file *file, const struct d1_repo_entry *entry,
                      struct d1_error *error)
{
    struct d1_repo_snapshot *snapshot = named->opened.snapshot;
    struct d1_str bytes = {NULL, 0};
    int code = named->reader ? 0 : d1_repo_reader_new(&named->reader, snapshot, error);

    if (code == 0)
        code = d1_repo_read_evidence(named->reader, entry, &bytes, error);
    if (code < 0)
        return code;
    file->path = d1_arena_str(&named->arena, d1_strn(entry->path, entry->path_len));
    if (!file->path.ptr)
        return d1_error_memory(error);
    d1_sha256(bytes, file->sha256);
    code = d1_repo_entry_id(snapshot, entry, bytes, file->blob, error);
    if (code < 0)
        d1_error_prefix(error, "%s", file->name);
    if (code == 0 && d1_repo_info(named->opened.repo)->is_git &&
        d1_repo_snapshot_source(snapshot) != D1_REPO_REVISION) {
        code = is_in_head(named, file);
        file->uncommitted = code == 0;
        if (code < 0)
            d1_error_memory(error);
    }
    return code < 0 ? code : 0;
}

/* Looks the name up as a path. *found is false when nothing is there. */
static int find_path(struct d1_named_files *named, struct d1_named_file *file, bool *found, struct d1_error *error)
{
    struct d1_repo_entry entry = {.kind = D1_REPO_ABSENT};
    char *path = NULL;
    int code = d1_repo_snapshot_path(&path, named->opened.snapshot, file->name, error);

    if (code == 0)
        code = d1_repo_lookup(named->opened.snapshot, d1_str(path), &entry, error);
    *found = code == 0 && entry.kind != D1_REPO_ABSENT;
    if (*found && (entry.kind == D1_REPO_DIRECTORY || entry.path_len == 0))
        code = d1_error_set(error, D1_ERR_USAGE, "%s is a directory; name the files in it", file->name);
    else if (*found)
        code = read_entry(named, file, &entry, error);
    d1_free(path);
    return code;
}

/* ---- a file of another revision ---- */

static int find_revision(struct d1_named_files *named, struct d1_named_file *file, struct d1_error *error)
{
    struct d1_strbuf bytes = {0}, path = {0};
    int code = d1_repo_read_revision(&bytes, &path, named->opened.repo, file->name, error);

    if (code == 0) {
        d1_sha256(d1_strbuf_view(&bytes), file->sha256);
        file->path = d1_arena_str(&named->arena, d1_strbuf_view(&path));
        code = file->path.ptr ? d1_repo_blob_id(d1_strbuf_view(&bytes), file->blob, error) : d1_error_memory(error);
    }
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&path);
    return code;
}

/* ---- what an engagement calls it ---- */

static int load(struct d1_named_files *named, struct d1_error *error)
{
    int code = named->loaded ? 0 : d1_opened_rules(&named->opened, &named->options, error);

    if (code == 0 && !named->loaded)
        code = d1_opened_prepare(&named->opened, error);
    if (code == 0 && !named->loaded)
        code = d1_opened_load(&named->opened, error);
    named->loaded = code == 0;
    return code;
}

static bool is_asked(const struct d1_named_files *named, const struct d1_engagement *engagement)
{
    return !named->options.engagement_count || d1_str_is(engagement->name, named->options.engagements[0]);
}

/* A name that is none: what may have been meant. */
static int complain(const struct d1_named_files *named, const struct d1_named_file *file, struct d1_error *error)
{
    struct d1_str near = d1_opened_nearest(&named->opened, d1_str(file->name));

    if (near.len)
        return d1_error_set(error, D1_ERR_USAGE,
                            "there is no file %s, and no artifact or item of that name; did you mean " D1_STR_FMT "?",
                            file->name, D1_STR_ARG(near));
    return d1_error_set(error, D1_ERR_USAGE,
                        "there is no file %s, and no artifact or item of that name: name a file, REV:PATH, Kind/name "
                        "or an id",
                        file->name);
}

static int find_reference(struct d1_named_files *named, struct d1_named_file *file, struct d1_error *error)
{
    const struct d1_artifact *found = NULL;
    struct d1_repo_entry entry = {.kind = D1_REPO_ABSENT};
    int code = load(named, error);

    if (code == D1_ERR_READ)
        d1_error_prefix(error, "there is no file %s, and nothing else to look for it in", file->name);
    for (size_t i = 0; code == 0 && i < named->opened.workspace.engagements.len; i++) {
        const struct d1_engagement *engagement = named->opened.workspace.engagements.items[i];
        const struct d1_symbol *symbol = d1_engagement_find(engagement, d1_str(file->name));

        if (!symbol || !is_asked(named, engagement))
            continue;
        if (found && found->engagement != engagement)
            return d1_error_set(error, D1_ERR_USAGE,
                                "both engagements " D1_STR_FMT " and " D1_STR_FMT
                                " have %s; --engagement says which is meant",
                                D1_STR_ARG(found->engagement->name), D1_STR_ARG(engagement->name), file->name);
        found = symbol->artifact;
    }
    if (code == 0 && !found)
        return complain(named, file, error);
    if (code == 0)
        code = d1_repo_lookup(named->opened.snapshot, d1_str(found->path), &entry, error);
    if (code == 0)
        code = read_entry(named, file, &entry, error);
    file->ref = d1_str(file->name);
    return code;
}

/* ---- all of them ---- */

static int find(struct d1_named_files *named, struct d1_named_file *file, struct d1_error *error)
{
    bool found;
    int code = find_path(named, file, &found, error);

    if (code < 0 || found)
        return code;
    return strchr(file->name, ':') ? find_revision(named, file, error) : find_reference(named, file, error);
}

int d1_named_files(struct d1_named_files **files, const struct d1_run_options *options, const char *const *names,
                   size_t count, struct d1_error *error)
{
    struct d1_named_files *named = d1_calloc(1, sizeof *named);
    int code;

    if (!named)
        return d1_error_memory(error);
    named->options = *options;
    named->opened.options = &named->options;
    named->files = d1_arena_calloc(&named->arena, count, sizeof *named->files);
    code = named->files ? d1_opened_snapshot(&named->opened, error) : d1_error_memory(error);
    for (size_t i = 0; code == 0 && named->files && i < count; i++) {
        named->files[i].name = names[i];
        code = find(named, &named->files[i], error);
    }
    if (code < 0)
        d1_named_files_free(named);
    else
        *files = named;
    return code;
}

const struct d1_named_file *d1_named_files_list(const struct d1_named_files *files)
{
    return files->files;
}

void d1_named_files_free(struct d1_named_files *files)
{
    if (!files)
        return;
    d1_repo_reader_free(files->reader);
    d1_opened_release(&files->opened);
    d1_arena_release(&files->arena);
    d1_free(files);
}
