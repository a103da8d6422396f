/* The files of a snapshot, read on all processors. */
#include <string.h>
#include <strings.h>

#include "base/file/pointer.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "engagement/load/loading.h"
#include "repo/state.h"

/* A thread takes so many files at a time, and one by one where there are few: the last of them ends the reading. */
enum { AT_A_TIME = 8, FEW_FILES = 64 };

/* ---- files that are not read ---- */

const char *const d1_workspace_suffixes[] = {".yaml", ".yml", ".json", NULL};

bool d1_file_is_json(const struct d1_file *file)
{
    size_t len = strlen(file->path);

    return len > 5 && strcasecmp(file->path + len - 5, ".json") == 0;
}

/*
 * What a file that could not be read holds is not known. It stands as one artifact without a document and without a
 * kind, so that nothing is said to be missing that it may be, and nothing is said to hold that it may contradict.
 */
static void stand_in(struct d1_loading *loading, size_t index, unsigned thread)
{
    struct d1_arena *arena = d1_artifact_loader_arena(loading->workspace->loaders[thread]);
    struct d1_file *file = &loading->workspace->files[index];

    file->artifacts = d1_arena_calloc(arena, 1, sizeof *file->artifacts);
    if (!file->artifacts) {
        loading->loaded[index].result = D1_ERR_MEMORY;
        return;
    }
    file->artifacts[0] = (struct d1_artifact){.path = file->path, .line = 1, .hidden = true};
    file->artifact_count = 1;
}

/* Why a file could not be taken, in the arena of the thread's loader. */
static void skip(struct d1_loading *loading, size_t index, unsigned thread, const char *reason, bool unread)
{
    struct d1_arena *arena = d1_artifact_loader_arena(loading->workspace->loaders[thread]);
    struct d1_str text = d1_arena_str(arena, d1_str(reason));

    loading->loaded[index].skipped = (struct d1_skipped){loading->entries[index].path, text, unread};
    if (unread)
        stand_in(loading, index, thread);
    if (!text.ptr)
        loading->loaded[index].result = D1_ERR_MEMORY;
}

/* A file whose content is known to be bad, though not what it says: a fault of the file itself. */
static void fault(struct d1_loading *loading, size_t index, unsigned thread, const char *key, const char *reason)
{
    struct d1_file *file = &loading->workspace->files[index];
    struct d1_fault fault = {.check = "SHP-001", .place = {.path = file->path}, .key = d1_str(key)};

    stand_in(loading, index, thread);
    if (d1_fault_add(&file->faults, d1_artifact_loader_arena(loading->workspace->loaders[thread]), fault, "%s",
                     reason) < 0)
        loading->loaded[index].result = D1_ERR_MEMORY;
}

/* It is not known whose file it is: to read it so as to tell would be what the limit is against. */
static void too_large(struct d1_loading *loading, size_t index, unsigned thread, const char *reason)
{
    struct d1_strbuf text = {0};

    d1_strbuf_printf(&text, "%s: split it; if it belongs to no engagement, leave it out with `exclude` in a LintPolicy",
                     reason);
    if (text.oom)
        loading->loaded[index].result = D1_ERR_MEMORY;
    else
        fault(loading, index, thread, "too-large", text.ptr);
    d1_strbuf_release(&text);
}

/* ---- files that are read ---- */

/* What was found on disk has no id yet. */
static bool has_id(const struct d1_repo_entry *entry)
{
    static const uint8_t none[D1_REPO_ID_BYTES];

    return memcmp(entry->id, none, sizeof none) != 0;
}

static void load_bytes(struct d1_loading *loading, size_t index, unsigned thread, const uint8_t *id,
                       struct d1_str bytes)
{
    const char *elsewhere = d1_file_pointer(bytes);

    if (elsewhere)
        skip(loading, index, thread, elsewhere, true);
    else
        loading->loaded[index].result =
            d1_file_load_blob(loading->workspace->loaders[thread], &loading->workspace->files[index], id, bytes);
}

/* Whether the file could be taken from what an earlier run has kept. */
static bool recall(struct d1_loading *loading, size_t index, unsigned thread, const uint8_t *id)
{
    struct d1_file *file = &loading->workspace->files[index];
    size_t bytes;
    int result = d1_file_recall(loading->workspace->loaders[thread], file, id, &bytes);

    if (result < 0)
        loading->loaded[index].result = D1_ERR_MEMORY;
    if (result <= 0)
        return result != 0;
    loading->loaded[index].bytes = bytes;
    d1_allowance_take(&loading->taken, bytes, file->artifact_count, file->faults.len);
    return true;
}

const uint8_t *d1_loading_id(const struct d1_loading *loading, size_t index)
{
    const struct d1_content_id *contents = loading->options->contents;

    if (has_id(&loading->entries[index]))
        return loading->entries[index].id;
    return contents && contents[index].known ? contents[index].bytes : NULL;
}

bool d1_loading_lacks(const struct d1_loading *loading, size_t index, unsigned thread)
{
    const struct d1_repo_entry *entry = &loading->entries[index];

    return has_id(entry) && !d1_repo_reader_has(loading->readers[thread], entry);
}

/*
 * Takes a file from what is kept, if that can be done without its bytes. An object that git has lost is lost, although
 * somebody still knows what it held.
 */
static bool recall_unread(struct d1_loading *loading, size_t index, unsigned thread)
{
    const uint8_t *id = d1_loading_id(loading, index);

    return id && loading->options->keeping && !d1_loading_lacks(loading, index, thread) &&
           recall(loading, index, thread, id);
}

/* The id of what was read; NULL where nobody asks, and for bytes that are made to have the id of others. */
static const uint8_t *identify(struct d1_loading *loading, size_t index, struct d1_str bytes,
                               uint8_t id[D1_REPO_ID_BYTES])
{
    struct d1_content_id *contents = loading->options->contents;

    if (has_id(&loading->entries[index]))
        return loading->entries[index].id;
    if ((!contents && !loading->options->keeping) || d1_repo_blob_hash(bytes, id, NULL) < 0)
        return NULL;
    if (contents) {
        memcpy(contents[index].bytes, id, D1_REPO_ID_BYTES);
        contents[index].known = true;
    }
    return id;
}

/* A file that was read: by what it holds it may be known, too. */
static void take_bytes(struct d1_loading *loading, size_t index, unsigned thread, struct d1_str bytes)
{
    const struct d1_repo_entry *entry = &loading->entries[index];
    struct d1_file *file = &loading->workspace->files[index];
    uint8_t hash[D1_REPO_ID_BYTES];
    const uint8_t *id = identify(loading, index, bytes, hash);

    if (id && !has_id(entry) && recall(loading, index, thread, id))
        return;
    loading->loaded[index].bytes = bytes.len;
    if (d1_allowance_take(&loading->taken, bytes.len, 0, 0))
        load_bytes(loading, index, thread, id, bytes);
    d1_allowance_take(&loading->taken, 0, file->artifact_count, file->faults.len);
}

/*
 * A file named .json is not linted, but one that holds an artifact was meant to be; a report of the tool was not.
 * Whatever else is wrong with it is nobody's business here.
 */
static void look_at_json(struct d1_loading *loading, size_t index, unsigned thread)
{
    struct d1_file file = {.path = loading->entries[index].path};
    uint8_t hash[D1_REPO_ID_BYTES];
    struct d1_str bytes;
    bool ours = false;
    int result;

    if (loading->entries[index].kind != D1_REPO_FILE)
        return;
    result = d1_repo_read(loading->readers[thread], &loading->entries[index], &bytes, NULL);
    if (result == 0) {
        identify(loading, index, bytes, hash);
        loading->loaded[index].bytes = bytes.len;
    }
    if (result == 0 && d1_allowance_take(&loading->taken, bytes.len, 0, 0))
        result = d1_file_load(loading->workspace->loaders[thread], &file, bytes);
    else if (result != D1_ERR_MEMORY)
        result = 0;
    for (size_t i = 0; i < file.artifact_count; i++)
        ours = ours || !file.artifacts[i].kind || !d1_str_starts(file.artifacts[i].kind->version, "d1lint/");
    d1_file_release(&file);
    if (result < 0)
        loading->loaded[index].result = D1_ERR_MEMORY;
    else if (ours)
        skip(loading, index, thread,
             "the file holds an artifact, but only files named .yaml and .yml are linted: rename it, for JSON is YAML",
             false);
}

static void load_file(struct d1_loading *loading, size_t index, unsigned thread)
{
    const struct d1_repo_entry *entry = &loading->entries[index];
    struct d1_file *file = &loading->workspace->files[index];
    struct d1_error error = {0};
    struct d1_str bytes;

    if (file->outlined || !d1_allowance_take(&loading->taken, 0, 0, 0))
        return;
    if (d1_file_is_json(file)) {
        look_at_json(loading, index, thread);
        return;
    }
    if (entry->kind == D1_REPO_CONFLICT) {
        fault(loading, index, thread, "conflict", entry->reason);
        return;
    }
    if (entry->kind != D1_REPO_FILE) {
        skip(loading, index, thread, entry->reason ? entry->reason : "it is no regular file",
             entry->kind == D1_REPO_UNREADABLE);
        return;
    }
    if (recall_unread(loading, index, thread))
        return;
    switch (d1_repo_read(loading->readers[thread], entry, &bytes, &error)) {
    case 0:
        take_bytes(loading, index, thread, bytes);
        break;
    case D1_ERR_MEMORY:
        loading->loaded[index].result = D1_ERR_MEMORY;
        break;
    case D1_ERR_LIMIT:
        too_large(loading, index, thread, d1_error_message(&error));
        break;
    case D1_ERR_NOT_FOUND:
        skip(loading, index, thread, d1_error_message(&error), false);
        break;
    default:
        skip(loading, index, thread, d1_error_message(&error), true);
        break;
    }
    d1_error_clear(&error);
}

static void load_item(void *context, size_t index, unsigned thread)
{
    struct d1_loading *loading = context;

    load_file(loading, index, thread);
    if (thread == 0 && loading->options->progress)
        loading->options->progress(loading->options->progress_context, index + 1, loading->count);
}

/* ---- all of them ---- */

static int prepare_threads(struct d1_loading *loading, struct d1_repo_snapshot *snapshot, const struct d1_kinds *kinds,
                           struct d1_error *error)
{
    struct d1_workspace *workspace = loading->workspace;
    int result = 0;

    workspace->loaders =
        d1_arena_calloc(&workspace->arena, d1_pool_threads(workspace->pool), sizeof *workspace->loaders);
    loading->readers = d1_arena_calloc(&workspace->arena, d1_pool_threads(workspace->pool), sizeof *loading->readers);
    if (!workspace->loaders || !loading->readers)
        return d1_error_memory(error);
    for (unsigned i = 0; i < d1_pool_threads(workspace->pool) && result == 0; i++) {
        result = d1_artifact_loader_new(&workspace->loaders[i], kinds, error);
        if (result == 0)
            d1_artifact_loader_keep(workspace->loaders[i], loading->options->keeping);
        if (result == 0)
            result = d1_repo_reader_new(&loading->readers[i], snapshot, error);
    }
    return result;
}

/* Gathers what the threads left behind, in the order of the files. */
static int gather(struct d1_loading *loading, struct d1_error *error)
{
    struct d1_workspace *workspace = loading->workspace;

    for (size_t i = 0; i < loading->count; i++) {
        if (loading->loaded[i].result < 0)
            return d1_error_memory(error);
        if (loading->loaded[i].skipped.path && d1_vec_push(&workspace->skipped, loading->loaded[i].skipped) < 0)
            return d1_error_memory(error);
        workspace->yaml_count += !d1_file_is_json(&workspace->files[i]);
        workspace->artifacts += workspace->files[i].artifact_count;
        workspace->foreign += workspace->files[i].foreign;
    }
    return 0;
}

/* Reads what is not known by an outline. As d1_workspace_load. */
static int load_files(struct d1_loading *loading, struct d1_error *error)
{
    struct d1_workspace *workspace = loading->workspace;
    struct d1_groups *groups = NULL;
    int result = 0;

    if (workspace->outlined && d1_groups_find(&groups, loading) < 0)
        result = d1_error_memory(error);
    if (result == 0) {
        d1_pool_run(workspace->pool, loading->count, loading->count < FEW_FILES ? 1 : AT_A_TIME, load_item, loading);
        result = d1_allowance_check(&loading->taken, error);
    }
    if (result == 0)
        result = gather(loading, error);
    if (result == 0 && groups && d1_groups_keep(groups) < 0)
        result = d1_error_memory(error);
    d1_groups_free(groups);
    return result;
}

int d1_workspace_load(struct d1_workspace *workspace, struct d1_repo_snapshot *snapshot, const struct d1_kinds *kinds,
                      const struct d1_workspace_options *options, struct d1_error *error)
{
    struct d1_loading loading = {.workspace = workspace, .kinds = kinds, .options = options};
    int result;

    loading.entries = d1_repo_snapshot_entries(snapshot, &loading.count);
    workspace->pool = options->pool;
    workspace->snapshot = snapshot;
    workspace->outlined = options->outlined && options->keeping;
    workspace->files = d1_arena_calloc(&workspace->arena, loading.count, sizeof *workspace->files);
    loading.loaded = d1_arena_calloc(&workspace->arena, loading.count, sizeof *loading.loaded);
    if (!workspace->files || !loading.loaded)
        return d1_error_memory(error);
    workspace->file_count = loading.count;
    for (size_t i = 0; i < loading.count; i++)
        workspace->files[i].path = loading.entries[i].path;
    result = prepare_threads(&loading, snapshot, kinds, error);
    if (result == 0)
        result = load_files(&loading, error);
    for (unsigned i = 0; loading.readers && i < d1_pool_threads(workspace->pool); i++)
        d1_repo_reader_free(loading.readers[i]);
    return result;
}
