#include "engine/read/timeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/file/glob.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "engine/read/detached.h"
#include "engine/read/signed.h"
#include "repo/history.h"
#include "repo/state.h"

/* Contents that are worth a thread. */
enum { CONTENTS_PER_THREAD = 40 };

/* For a content that no file of the workspace has. */
#define NO_FILE UINT32_MAX

struct d1_timeline {
    const struct d1_opened *opened;
    pthread_mutex_t lock;
    bool asked;
    int result;
    struct d1_str reason;
    struct d1_arena arena;
    struct d1_repo_history *history;
    struct d1_past *past;
    struct d1_repo_line line; /* as the past has it: with what is not committed */
    size_t committed;         /* contents that git had when the line was read */
    D1_VEC(uint32_t) unsaved; /* files of the workspace that are contents of their own, numbered behind these */
    uint32_t *files;          /* of each content of git a file of the workspace that has it, or NO_FILE */
    uint32_t *contents;       /* of each file of the workspace its content, or D1_REPO_NO_BLOB */
    struct d1_repo_reader *readers[D1_LIMIT_THREADS];
    _Atomic uint64_t bytes; /* of contents that were read */
    struct d1_map branches; /* number of a point, as bytes, to its commits as the past numbers contents */
};

static const char *const suffixes[] = {".yaml", ".yml", NULL}, *const signatures[] = {".sig", NULL};

/* ---- contents ---- */

static int compare_paths(const void *path, const void *file)
{
    return strcmp(path, ((const struct d1_file *)file)->path);
}

/* The file at a path, where its content is that. */
static const struct d1_file *file_at(const struct d1_timeline *timeline, size_t blob, const char *path)
{
    const struct d1_workspace *workspace = &timeline->opened->workspace;
    const struct d1_file *file =
        bsearch(path, workspace->files, workspace->file_count, sizeof *workspace->files, compare_paths);

    return file && timeline->contents[file - workspace->files] == blob ? file : NULL;
}

static const struct d1_file *known_file(void *context, size_t blob, const char *path)
{
    const struct d1_timeline *timeline = context;
    uint32_t file = NO_FILE;

    if (path)
        return file_at(timeline, blob, path);
    if (blob < timeline->committed)
        file = timeline->files[blob];
    else if (blob < timeline->line.blob_count)
        file = timeline->unsaved.items[blob - timeline->committed];
    return file == NO_FILE ? NULL : &timeline->opened->workspace.files[file];
}

/* The entry by which a reader finds a content. */
static struct d1_repo_entry entry_of(const struct d1_timeline *timeline, size_t blob)
{
    struct d1_repo_entry entry = {.path = "", .kind = D1_REPO_FILE, .size = D1_REPO_SIZE_UNKNOWN};
    size_t count, number = blob, unsaved = timeline->unsaved.len;

    if (blob >= timeline->committed && blob < timeline->line.blob_count)
        return d1_repo_snapshot_entries(timeline->opened->snapshot,
                                        &count)[timeline->unsaved.items[blob - timeline->committed]];
    if (blob >= timeline->line.blob_count)
        number = blob - unsaved;
    memcpy(entry.id, d1_repo_history_line(timeline->history)->blobs[number], sizeof entry.id);
    return entry;
}

/* The newest contents come first, so that the line is cut behind them. */
static int take_length(struct d1_timeline *timeline, size_t bytes, struct d1_error *error)
{
    if ((atomic_fetch_add(&timeline->bytes, bytes) >> 20) >= D1_LIMIT_HISTORY_MIB)
        return d1_error_set(error, D1_ERR_READ, "the contents of its files have more than the limit of %d MiB",
                            D1_LIMIT_HISTORY_MIB);
    return 0;
}

static int load_content(void *context, unsigned thread, size_t blob, struct d1_artifact_loader *loader,
                        struct d1_file *file, struct d1_error *error)
{
    struct d1_timeline *timeline = context;
    struct d1_repo_entry entry = entry_of(timeline, blob);
    bool committed = blob < timeline->committed || blob >= timeline->line.blob_count; /* what is not has no id */
    struct d1_str bytes = {NULL, 0};
    size_t length;
    int result = 0;

    d1_artifact_loader_keep(loader, &timeline->opened->keeping);
    if (!timeline->readers[thread])
        result = d1_repo_reader_new(&timeline->readers[thread], timeline->opened->snapshot, error);
    if (result == 0 && committed && d1_repo_reader_has(timeline->readers[thread], &entry))
        result = d1_file_recall(loader, file, entry.id, &length);
    if (result > 0)
        return take_length(timeline, length, error);
    if (result == 0)
        result = d1_repo_read(timeline->readers[thread], &entry, &bytes, error);
    if (result < 0)
        return result;
    result = take_length(timeline, bytes.len, error);
    if (result < 0)
        return result;
    result = d1_file_load_blob(loader, file, committed ? entry.id : NULL, bytes);
    return result < 0 ? d1_error_memory(error) : 0;
}

/* The list of ids moves when a branch is read, so that it is looked up anew. */
static const uint8_t *id_of(void *context, size_t blob)
{
    const struct d1_timeline *timeline = context;

    if (blob >= timeline->committed && blob < timeline->line.blob_count)
        return NULL;
    if (blob >= timeline->line.blob_count)
        blob -= timeline->unsaved.len;
    return d1_repo_history_line(timeline->history)->blobs[blob];
}

static int has_commit(void *context, struct d1_str id, struct d1_error *error)
{
    const struct d1_timeline *timeline = context;

    return d1_repo_history_has(timeline->history, id, error);
}

/* ---- branches ---- */

struct branch {
    size_t point;
    struct d1_repo_writing *commits;
    size_t count;
};

/* What git numbers behind the contents of the line, the past numbers behind those that are not committed, too. */
static uint32_t renumber(const struct d1_timeline *timeline, uint32_t blob)
{
    return blob == D1_REPO_NO_BLOB || blob < timeline->committed ? blob : blob + (uint32_t)timeline->unsaved.len;
}

static int take_branch(struct d1_timeline *timeline, struct branch *branch, const struct d1_repo_writing *commits)
{
    branch->commits = d1_arena_alloc(&timeline->arena, (branch->count + 1) * sizeof *branch->commits);
    for (size_t i = 0; branch->commits && i < branch->count; i++) {
        struct d1_repo_change *changes =
            d1_arena_alloc(&timeline->arena, (commits[i].change_count + 1) * sizeof *changes);

        if (!changes)
            return D1_ERR_MEMORY;
        branch->commits[i] = commits[i];
        branch->commits[i].changes = changes;
        for (size_t j = 0; j < commits[i].change_count; j++)
            changes[j] = (struct d1_repo_change){
                .path = commits[i].changes[j].path,
                .before = renumber(timeline, commits[i].changes[j].before),
                .after = renumber(timeline, commits[i].changes[j].after),
            };
    }
    return branch->commits ? 0 : D1_ERR_MEMORY;
}

/* The past asks with its lock held, so one at a time. */
static int find_branch(void *context, size_t point, const struct d1_repo_writing **commits, size_t *count,
                       size_t *blobs, struct d1_error *error)
{
    struct d1_timeline *timeline = context;
    struct branch *branch = d1_map_get(&timeline->branches, d1_strn((const char *)&point, sizeof point));
    const struct d1_repo_writing *found;
    int result = 0;

    if (!branch) {
        branch = d1_arena_calloc(&timeline->arena, 1, sizeof *branch);
        if (!branch)
            return d1_error_memory(error);
        branch->point = point;
        result = d1_repo_history_branch(timeline->history, point, &found, &branch->count, error);
        if (result < 0)
            return result;
        if (take_branch(timeline, branch, found) < 0 ||
            d1_map_insert(&timeline->branches, d1_strn((const char *)&branch->point, sizeof point), branch, NULL) < 0)
            return d1_error_memory(error);
    }
    *commits = branch->commits;
    *count = branch->count;
    *blobs = d1_repo_history_line(timeline->history)->blob_count + timeline->unsaved.len;
    return 0;
}

static int find_tags(void *context, const struct d1_repo_tag **tags, size_t *count, struct d1_error *error)
{
    struct d1_timeline *timeline = context;

    return d1_repo_history_tags(timeline->history, tags, count, error);
}

/* ---- signatures ---- */

static int find_signature(void *context, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                          struct d1_signature *signature, struct d1_arena *arena, struct d1_error *error)
{
    struct d1_timeline *timeline = context;
    const struct d1_keeping *keeping = &timeline->opened->keeping;
    const struct d1_signed_object object = {.id = id, .is_tag = is_tag};
    struct d1_strbuf bytes = {0};
    int result = d1_signed_find(signature, keeping, object, arena);

    if (result != 0)
        return result < 0 ? d1_error_memory(error) : 0;
    result = d1_repo_history_raw(timeline->history, id, &bytes, error);
    if (result == 0 && is_tag)
        result = d1_signature_of_tag(signature, d1_strbuf_view(&bytes), arena, error);
    else if (result == 0)
        result = d1_signature_of_commit(signature, d1_strbuf_view(&bytes), false, arena, error);
    if (result == 0 && d1_signed_keep(signature, keeping, object) < 0)
        result = d1_error_memory(error);
    d1_strbuf_release(&bytes);
    return result;
}

static int find_detached(void *context, struct d1_str path, struct d1_str blob, struct d1_detached *detached,
                         struct d1_arena *arena, struct d1_error *error)
{
    const struct d1_timeline *timeline = context;

    return d1_detached_find(detached, timeline->opened->digests, timeline->history, path, blob, arena, error);
}

/* What is not committed is what is judged. */
static int find_file(void *context, size_t point, struct d1_str path, struct d1_digest *digest, struct d1_arena *arena)
{
    const struct d1_timeline *timeline = context;
    bool committed = point < d1_repo_history_line(timeline->history)->count;

    return d1_file_then(digest, timeline->opened->digests, committed ? timeline->history : NULL, point, path, arena);
}

static bool is_excluded(void *context, const char *path)
{
    const struct d1_timeline *timeline = context;
    const struct d1_opened *opened = timeline->opened;
    const struct d1_node *patterns = opened->policy ? d1_node_at(opened->policy->root, "spec.exclude") : NULL;

    return d1_workspace_excludes((struct d1_workspace *)&opened->workspace, opened->options->policy != NULL, patterns,
                                 d1_glob_match, path);
}

/* ---- what is not committed ---- */

/* By path what stands there in the newest commit, while it is compared with the workspace. */
struct head {
    struct d1_timeline *timeline;
    const struct d1_repo_line *line;
    uint32_t *blobs; /* by number of the path */
    bool *seen;
    struct d1_map paths;        /* to its number plus 1 */
    struct d1_map blob_numbers; /* id to its number plus 1 */
    D1_VEC(struct d1_repo_change) changes;
    D1_VEC(const char *) fresh; /* paths that git never had */
};

static int index_head(struct head *head)
{
    const struct d1_repo_line *line = head->line;

    head->blobs = d1_malloc((line->path_count + 1) * sizeof *head->blobs);
    head->seen = d1_calloc(line->path_count + 1, sizeof *head->seen);
    if (!head->blobs || !head->seen)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->path_count; i++) {
        head->blobs[i] = D1_REPO_NO_BLOB;
        if (d1_map_insert(&head->paths, d1_str(line->paths[i]), (void *)(i + 1), NULL) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < line->blob_count; i++)
        if (d1_map_insert(&head->blob_numbers, d1_strn((const char *)line->blobs[i], D1_REPO_ID_BYTES), (void *)(i + 1),
                          NULL) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->count; i++)
        for (size_t j = 0; j < line->points[i].change_count; j++)
            head->blobs[line->points[i].changes[j].path] = line->points[i].changes[j].after;
    return 0;
}

/* The id under which git has or would have a file of the workspace: 1, 0 where that is not known, or D1_ERR_MEMORY. */
static int find_id(struct d1_timeline *timeline, const struct d1_repo_entry *entry, uint8_t id[D1_REPO_ID_BYTES])
{
    char text[D1_REPO_ID_TEXT];
    struct d1_str bytes;
    int result = d1_repo_known_id(timeline->opened->snapshot, entry, id, NULL);

    if (result != 0)
        return result == D1_ERR_MEMORY ? result : result > 0;
    if (!timeline->readers[0])
        result = d1_repo_reader_new(&timeline->readers[0], timeline->opened->snapshot, NULL);
    if (result == 0)
        result = d1_repo_read(timeline->readers[0], entry, &bytes, NULL);
    if (result == 0)
        result = d1_repo_entry_id(timeline->opened->snapshot, entry, bytes, text, NULL);
    if (result < 0)
        return result == D1_ERR_MEMORY ? result : 0;
    return d1_repo_id_parse(d1_str(text), id);
}

/* The number of the content of a file of the workspace; one that git has not is numbered anew. */
static int number_content(struct head *head, size_t file, uint32_t *number)
{
    struct d1_timeline *timeline = head->timeline;
    size_t count;
    const struct d1_repo_entry *entry = &d1_repo_snapshot_entries(timeline->opened->snapshot, &count)[file];
    uint8_t id[D1_REPO_ID_BYTES];
    uintptr_t known = 0;
    int result = find_id(timeline, entry, id);

    if (result == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    if (result > 0)
        known = (uintptr_t)d1_map_get(&head->blob_numbers, d1_strn((const char *)id, sizeof id));
    if (known) {
        *number = (uint32_t)(known - 1);
        timeline->files[*number] = (uint32_t)file;
        timeline->contents[file] = *number;
        return 0;
    }
    *number = (uint32_t)(timeline->committed + timeline->unsaved.len);
    timeline->contents[file] = *number;
    return d1_vec_push(&timeline->unsaved, (uint32_t)file);
}

/* Compares one file with what the newest commit has at its path. */
static int compare_file(struct head *head, size_t file)
{
    const struct d1_file *at = &head->timeline->opened->workspace.files[file];
    uintptr_t path = (uintptr_t)d1_map_get(&head->paths, d1_str(at->path));
    struct d1_repo_change change = {.before = path ? head->blobs[path - 1] : D1_REPO_NO_BLOB};

    if (path)
        head->seen[path - 1] = true;
    if (number_content(head, file, &change.after) < 0)
        return D1_ERR_MEMORY;
    if (change.after == change.before)
        return 0;
    change.path = (uint32_t)(path ? path - 1 : head->line->path_count + head->fresh.len);
    if (!path && d1_vec_push(&head->fresh, at->path) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&head->changes, change);
}

/* A further point, of nobody, with what differs from the newest commit. */
static int add_unsaved(struct head *head)
{
    struct d1_timeline *timeline = head->timeline;
    const struct d1_repo_line *line = head->line;
    struct d1_repo_writing *points = d1_arena_alloc(&timeline->arena, (line->count + 1) * sizeof *points);
    const char **paths = d1_arena_alloc(&timeline->arena, (line->path_count + head->fresh.len + 1) * sizeof *paths);
    struct d1_repo_change *changes = d1_arena_alloc(&timeline->arena, (head->changes.len + 1) * sizeof *changes);

    if (!points || !paths || !changes)
        return D1_ERR_MEMORY;
    if (line->count)
        memcpy(points, line->points, line->count * sizeof *points);
    if (line->path_count)
        memcpy(paths, line->paths, line->path_count * sizeof *paths);
    if (head->fresh.len)
        memcpy(paths + line->path_count, head->fresh.items, head->fresh.len * sizeof *paths);
    if (head->changes.len)
        memcpy(changes, head->changes.items, head->changes.len * sizeof *changes);
    points[line->count] = (struct d1_repo_writing){
        .author = "",
        .committer = "",
        .parents = line->count > 0,
        .changes = changes,
        .change_count = head->changes.len,
    };
    timeline->line.points = points;
    timeline->line.count = line->count + 1;
    timeline->line.paths = paths;
    timeline->line.path_count = line->path_count + head->fresh.len;
    timeline->line.blob_count = line->blob_count + timeline->unsaved.len;
    return 0;
}

/* Compares the workspace with the newest commit; contents that both have need not be read again. */
static int compare_head(struct d1_timeline *timeline, bool *unsaved)
{
    struct head head = {.timeline = timeline, .line = &timeline->line};
    const struct d1_workspace *workspace = &timeline->opened->workspace;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(timeline->opened->snapshot, &count);
    int result = index_head(&head);

    for (size_t i = 0; i < workspace->file_count && result == 0; i++) {
        uintptr_t path = (uintptr_t)d1_map_get(&head.paths, d1_str(workspace->files[i].path));

        if (d1_file_is_json(&workspace->files[i]))
            continue;
        /* What could not be read, or is left out, is as it was. */
        if (entries[i].kind == D1_REPO_FILE && !is_excluded(timeline, workspace->files[i].path))
            result = compare_file(&head, i);
        else if (path)
            head.seen[path - 1] = true;
    }
    for (size_t i = 0; i < timeline->line.path_count && result == 0; i++) {
        struct d1_repo_change gone = {(uint32_t)i, head.blobs[i], D1_REPO_NO_BLOB};

        if (!head.seen[i] && gone.before != D1_REPO_NO_BLOB)
            result = d1_vec_push(&head.changes, gone);
    }
    *unsaved = head.changes.len > 0;
    if (result == 0 && *unsaved)
        result = add_unsaved(&head);
    d1_free(head.blobs);
    d1_free(head.seen);
    d1_map_release(&head.paths);
    d1_map_release(&head.blob_numbers);
    d1_vec_release(&head.changes);
    d1_vec_release(&head.fresh);
    return result;
}

/* ---- the whole ---- */

/* Why there is no point at all, where one was to be expected: before the first commit what is not committed is one. */
static const char *why_none(const struct d1_timeline *timeline, const struct d1_repo_line *line)
{
    if (line->count)
        return NULL;
    if (line->cut_reason)
        return line->cut_reason;
    if (timeline->opened->options->source == D1_SOURCE_REVISION)
        return "what is judged is no commit, and so has no history";
    return d1_repo_is_unborn(timeline->opened->repo) ? NULL : "the commit that HEAD names cannot be read";
}

static int make_past(struct d1_timeline *timeline, bool unsaved)
{
    size_t worth = 1 + timeline->line.blob_count / CONTENTS_PER_THREAD;
    unsigned jobs = timeline->opened->options->jobs ? timeline->opened->options->jobs : d1_pool_processors();
    struct d1_pool *pool = NULL;
    struct d1_past_options options = {
        .kinds = timeline->opened->ruleset->kinds,
        .line = &timeline->line,
        .unsaved = unsaved,
        .source = {.context = timeline,
                   .known = known_file,
                   .load = load_content,
                   .branch = find_branch,
                   .tags = find_tags,
                   .signature = find_signature,
                   .has = has_commit,
                   .detached = find_detached,
                   .file = find_file,
                   .id = id_of,
                   .excluded = is_excluded},
    };
    int result = d1_pool_new(&pool, jobs < worth ? jobs : (unsigned)worth);

    options.pool = pool;
    if (result == 0)
        result = d1_past_new(&timeline->past, &options);
    d1_pool_free(pool);
    return result;
}

static int read_history(struct d1_timeline *timeline, struct d1_error *error)
{
    const struct d1_repo_line *line;
    size_t files = timeline->opened->workspace.file_count;
    bool unsaved = false;
    int result = d1_repo_history_open(&timeline->history, timeline->opened->snapshot, suffixes, signatures, error);

    if (result < 0)
        return result;
    line = d1_repo_history_line(timeline->history);
    if (why_none(timeline, line))
        return d1_error_set(error, D1_ERR_READ, "%s", why_none(timeline, line));
    timeline->line = *line;
    timeline->committed = line->blob_count;
    timeline->files = d1_arena_alloc(&timeline->arena, (line->blob_count + 1) * sizeof *timeline->files);
    timeline->contents = d1_arena_alloc(&timeline->arena, (files + 1) * sizeof *timeline->contents);
    if (!timeline->files || !timeline->contents)
        return d1_error_memory(error);
    for (size_t i = 0; i < line->blob_count; i++)
        timeline->files[i] = NO_FILE;
    for (size_t i = 0; i < files; i++)
        timeline->contents[i] = D1_REPO_NO_BLOB;
    if (compare_head(timeline, &unsaved) < 0 || make_past(timeline, unsaved) < 0)
        return d1_error_memory(error);
    return 0;
}

int d1_timeline_past(void *context, struct d1_past **past, struct d1_str *reason)
{
    struct d1_timeline *timeline = context;
    struct d1_error error = {0};

    pthread_mutex_lock(&timeline->lock);
    if (!timeline->asked) {
        timeline->asked = true;
        timeline->result = d1_repo_info(timeline->opened->repo)->is_git
                               ? read_history(timeline, &error)
                               : d1_error_set(&error, D1_ERR_READ, "there is no git repository here");
        if (timeline->result < 0 && timeline->result != D1_ERR_MEMORY) {
            timeline->reason = d1_arena_str(&timeline->arena, d1_str(d1_error_message(&error)));
            timeline->result = timeline->reason.ptr ? 0 : D1_ERR_MEMORY;
        }
        d1_error_clear(&error);
    }
    *past = timeline->past;
    *reason = timeline->reason;
    pthread_mutex_unlock(&timeline->lock);
    return timeline->result;
}

unsigned d1_timeline_share(const struct d1_timeline *timeline)
{
    unsigned shares[] = {
        (unsigned)((timeline->bytes >> 20) * 1000 / D1_LIMIT_HISTORY_MIB),
        timeline->history ? d1_repo_history_share(timeline->history) : 0,
        timeline->past ? d1_past_share(timeline->past) : 0,
    };
    unsigned most = 0;

    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        most = shares[i] > most ? shares[i] : most;
    return most;
}

const struct d1_past *d1_timeline_known(const struct d1_timeline *timeline)
{
    return timeline ? timeline->past : NULL;
}

int d1_timeline_new(struct d1_timeline **out, const struct d1_opened *opened)
{
    struct d1_timeline *timeline = d1_calloc(1, sizeof *timeline);

    if (!timeline)
        return D1_ERR_MEMORY;
    if (pthread_mutex_init(&timeline->lock, NULL) != 0) {
        d1_free(timeline);
        return D1_ERR_MEMORY;
    }
    timeline->opened = opened;
    *out = timeline;
    return 0;
}

void d1_timeline_free(struct d1_timeline *timeline)
{
    if (!timeline)
        return;
    d1_past_free(timeline->past);
    for (size_t i = 0; i < D1_LIMIT_THREADS; i++)
        d1_repo_reader_free(timeline->readers[i]);
    d1_repo_history_free(timeline->history);
    d1_map_release(&timeline->branches);
    d1_vec_release(&timeline->unsaved);
    d1_arena_release(&timeline->arena);
    pthread_mutex_destroy(&timeline->lock);
    d1_free(timeline);
}
