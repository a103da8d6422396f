#include "engine/read/timeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "engine/read/brought.h"
#include "engine/read/detached.h"
#include "engine/read/line.h"
#include "engine/read/signed.h"
#include "engine/read/unsaved.h"
#include "repo/history.h"
#include "repo/state.h"

/* Contents that are worth a thread. */
enum { CONTENTS_PER_THREAD = 40 };

enum { WHOLE = 1000 /* of a limit, in thousandths */ };

struct d1_timeline {
    const struct d1_opened *opened;
    pthread_mutex_t lock;
    bool expected; /* somebody will ask for the past */
    bool asked;    /* for the line, and what is not committed behind it */
    bool is_unsaved;
    int result;
    struct d1_str reason;
    struct d1_arena arena;
    struct d1_repo_history *history;
    struct d1_past *past;
    struct d1_unsaved unsaved;
    struct d1_repo_reader *readers[D1_LIMIT_THREADS];
    _Atomic uint64_t bytes; /* of contents that were read */
    struct d1_brought brought;
    bool (*wanted)(const void *context, struct d1_str engagement); /* NULL: all are */
    const void *wanted_context;
};

static const char *const suffixes[] = {".yaml", ".yml", NULL}, *const signatures[] = {".sig", NULL};

/* ---- contents ---- */

static int compare_paths(const void *path, const void *file)
{
    return strcmp(path, ((const struct d1_file *)file)->path);
}

/* The file at a path, where its content is that and its documents are made. */
static const struct d1_file *file_at(const struct d1_timeline *timeline, size_t blob, const char *path)
{
    const struct d1_workspace *workspace = &timeline->opened->workspace;
    const struct d1_file *file =
        bsearch(path, workspace->files, workspace->file_count, sizeof *workspace->files, compare_paths);

    return file && !file->outlined && timeline->unsaved.contents[file - workspace->files] == blob ? file : NULL;
}

/* Any file that has a content; NULL for none. */
static const struct d1_file *file_with(const struct d1_timeline *timeline, size_t blob)
{
    uint32_t file = D1_UNSAVED_NO_FILE;

    if (blob < timeline->unsaved.committed)
        file = timeline->unsaved.files[blob];
    else if (blob < timeline->unsaved.line.blob_count)
        file = timeline->unsaved.fresh.items[blob - timeline->unsaved.committed];
    return file == D1_UNSAVED_NO_FILE ? NULL : &timeline->opened->workspace.files[file];
}

static const struct d1_file *known_file(void *context, size_t blob, const char *path)
{
    return path ? file_at(context, blob, path) : file_with(context, blob);
}

/* The entry by which a reader finds a content. */
static struct d1_repo_entry entry_of(const struct d1_timeline *timeline, size_t blob)
{
    struct d1_repo_entry entry = {.path = "", .kind = D1_REPO_FILE, .size = D1_REPO_SIZE_UNKNOWN};
    size_t count, number = blob, unsaved = timeline->unsaved.fresh.len;

    if (blob >= timeline->unsaved.committed && blob < timeline->unsaved.line.blob_count)
        return d1_repo_snapshot_entries(timeline->opened->snapshot,
                                        &count)[timeline->unsaved.fresh.items[blob - timeline->unsaved.committed]];
    if (blob >= timeline->unsaved.line.blob_count)
        number = blob - unsaved;
    memcpy(entry.id, d1_repo_history_line(timeline->history)->blobs[number], sizeof entry.id);
    return entry;
}

/* The newest contents come first, so that the line is cut behind them. What is judged is counted elsewhere. */
static int take_length(struct d1_timeline *timeline, size_t blob, size_t bytes, struct d1_error *error)
{
    if (file_with(timeline, blob))
        return 0;
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
    bool committed =
        blob < timeline->unsaved.committed || blob >= timeline->unsaved.line.blob_count; /* what is not has no id */
    struct d1_str bytes = {NULL, 0};
    size_t length;
    int result = 0;

    d1_artifact_loader_keep(loader, &timeline->opened->keeping);
    if (!timeline->readers[thread])
        result = d1_repo_reader_new(&timeline->readers[thread], timeline->opened->snapshot, error);
    if (result == 0 && committed && d1_repo_reader_has(timeline->readers[thread], &entry))
        result = d1_file_recall(loader, file, entry.id, &length);
    if (result > 0)
        return take_length(timeline, blob, length, error);
    if (result == 0)
        result = d1_repo_read(timeline->readers[thread], &entry, &bytes, error);
    if (result < 0)
        return result;
    result = take_length(timeline, blob, bytes.len, error);
    if (result < 0)
        return result;
    result = d1_file_load_blob(loader, file, committed ? entry.id : NULL, bytes);
    return result < 0 ? d1_error_memory(error) : 0;
}

/* The list of ids moves when a branch is read, so that it is looked up anew. */
static const uint8_t *id_of(void *context, size_t blob)
{
    const struct d1_timeline *timeline = context;

    if (blob >= timeline->unsaved.committed && blob < timeline->unsaved.line.blob_count)
        return NULL;
    if (blob >= timeline->unsaved.line.blob_count)
        blob -= timeline->unsaved.fresh.len;
    return d1_repo_history_line(timeline->history)->blobs[blob];
}

static int has_commit(void *context, struct d1_str id, struct d1_error *error)
{
    const struct d1_timeline *timeline = context;

    return d1_repo_history_has(timeline->history, id, error);
}

/* ---- branches ---- */

/* What git numbers behind the contents of the line, the past numbers behind those that are not committed, too. */
static uint32_t renumber(const struct d1_timeline *timeline, uint32_t blob)
{
    return blob == D1_REPO_NO_BLOB || blob < timeline->unsaved.committed ? blob
                                                                         : blob + (uint32_t)timeline->unsaved.fresh.len;
}

static int take_branch(struct d1_timeline *timeline, struct d1_past_branch *branch,
                       const struct d1_repo_writing *commits)
{
    struct d1_repo_writing *taken = d1_arena_alloc(&timeline->arena, (branch->count + 1) * sizeof *taken);

    branch->commits = taken;
    for (size_t i = 0; taken && i < branch->count; i++) {
        struct d1_repo_change *changes =
            d1_arena_alloc(&timeline->arena, (commits[i].change_count + 1) * sizeof *changes);

        if (!changes)
            return D1_ERR_MEMORY;
        taken[i] = commits[i];
        taken[i].changes = changes;
        for (size_t j = 0; j < commits[i].change_count; j++)
            changes[j] = (struct d1_repo_change){
                .path = commits[i].changes[j].path,
                .before = renumber(timeline, commits[i].changes[j].before),
                .after = renumber(timeline, commits[i].changes[j].after),
            };
    }
    return taken ? 0 : D1_ERR_MEMORY;
}

/* The past asks with its lock held, so one at a time; of each merge mostly once. */
static int find_branch(void *context, size_t point, struct d1_past_branch *branch, struct d1_error *error)
{
    struct d1_timeline *timeline = context;
    const struct d1_repo_writing *commits;
    int result = d1_repo_history_branch(timeline->history, point, &commits, &branch->count, error);

    if (result < 0)
        return result;
    if (take_branch(timeline, branch, commits) < 0)
        return d1_error_memory(error);
    branch->gap = d1_repo_history_ground(timeline->history, point)->gap;
    branch->blobs = d1_repo_history_line(timeline->history)->blob_count + timeline->unsaved.fresh.len;
    return 0;
}

static int recall_writers(void *context, size_t point, size_t blob, struct d1_strbuf *bytes)
{
    struct d1_timeline *timeline = context;

    return d1_brought_find(&timeline->brought, point, id_of(timeline, blob), bytes);
}

static int keep_writers(void *context, size_t point, size_t blob, struct d1_str bytes)
{
    struct d1_timeline *timeline = context;

    return d1_brought_keep(&timeline->brought, point, id_of(timeline, blob), bytes);
}

static int find_commit(void *context, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_repo_writing **commit,
                       struct d1_error *error)
{
    const struct d1_timeline *timeline = context;

    return d1_repo_history_commit(timeline->history, id, commit, error);
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

static int find_detached(void *context, const struct d1_past_signed *what, struct d1_detached *detached,
                         struct d1_arena *arena, struct d1_error *error)
{
    const struct d1_timeline *timeline = context;

    return d1_detached_find(detached, timeline->opened->digests, timeline->history, what, arena, error);
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

    return d1_unsaved_excludes(timeline->opened, path);
}

static bool is_wanted(void *context, struct d1_str engagement)
{
    const struct d1_timeline *timeline = context;

    return timeline->wanted(timeline->wanted_context, engagement);
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
    size_t worth = 1 + timeline->unsaved.line.blob_count / CONTENTS_PER_THREAD;
    unsigned jobs = timeline->opened->options->jobs ? timeline->opened->options->jobs : d1_pool_processors();
    struct d1_pool *pool = NULL;
    struct d1_past_options options = {
        .kinds = timeline->opened->ruleset->kinds,
        .line = &timeline->unsaved.line,
        .unsaved = unsaved,
        .source = {.context = timeline,
                   .known = known_file,
                   .load = load_content,
                   .branch = find_branch,
                   .recall = recall_writers,
                   .keep = keep_writers,
                   .commit = find_commit,
                   .tags = find_tags,
                   .signature = find_signature,
                   .has = has_commit,
                   .detached = find_detached,
                   .file = find_file,
                   .id = id_of,
                   .excluded = is_excluded,
                   .wanted = timeline->wanted ? is_wanted : NULL},
    };
    int result = d1_pool_new(&pool, jobs < worth ? jobs : (unsigned)worth);

    options.pool = pool;
    if (result == 0)
        result = d1_past_new(&timeline->past, &options);
    d1_pool_free(pool);
    return result;
}

static int read_line(struct d1_timeline *timeline, struct d1_error *error)
{
    const struct d1_repo_line *line;
    int result;

    if (!d1_repo_info(timeline->opened->repo)->is_git)
        return d1_error_set(error, D1_ERR_READ, "there is no git repository here");
    result = d1_line_open(&timeline->history, timeline->opened, suffixes, signatures, error);
    if (result < 0)
        return result;
    line = d1_repo_history_line(timeline->history);
    timeline->brought.history = timeline->history;
    if (why_none(timeline, line))
        return d1_error_set(error, D1_ERR_READ, "%s", why_none(timeline, line));
    if (d1_unsaved_compare(&timeline->unsaved, line, &timeline->readers[0], &timeline->is_unsaved) < 0)
        return d1_error_memory(error);
    return 0;
}

/* With the lock held: reads the line, once. Why there is none is told then. */
static int ask_line(struct d1_timeline *timeline)
{
    struct d1_error error = {0};

    if (timeline->asked)
        return timeline->result;
    timeline->asked = true;
    timeline->result = read_line(timeline, &error);
    if (timeline->result < 0 && timeline->result != D1_ERR_MEMORY) {
        timeline->reason = d1_arena_str(&timeline->arena, d1_str(d1_error_message(&error)));
        timeline->result = timeline->reason.ptr ? 0 : D1_ERR_MEMORY;
    }
    d1_error_clear(&error);
    return timeline->result;
}

int d1_timeline_past(void *context, struct d1_past **past, struct d1_str *reason)
{
    struct d1_timeline *timeline = context;
    int result;

    pthread_mutex_lock(&timeline->lock);
    result = ask_line(timeline);
    if (result == 0 && !timeline->reason.ptr && !timeline->past)
        result = timeline->result = make_past(timeline, timeline->is_unsaved);
    *past = timeline->past;
    *reason = timeline->reason;
    pthread_mutex_unlock(&timeline->lock);
    return result;
}

void d1_timeline_expect(struct d1_timeline *timeline)
{
    timeline->expected = true;
}

int d1_timeline_unsaved(struct d1_timeline *timeline, bool *unsaved)
{
    int result = 0;

    if (!timeline)
        return 0;
    pthread_mutex_lock(&timeline->lock);
    if (timeline->asked || timeline->expected)
        result = ask_line(timeline) < 0 ? D1_ERR_MEMORY : !timeline->reason.ptr;
    *unsaved = timeline->is_unsaved;
    pthread_mutex_unlock(&timeline->lock);
    return result;
}

void d1_timeline_want(struct d1_timeline *timeline, bool (*wanted)(const void *context, struct d1_str engagement),
                      const void *context)
{
    timeline->wanted = wanted;
    timeline->wanted_context = context;
}

unsigned d1_timeline_share(const struct d1_timeline *timeline)
{
    unsigned shares[] = {
        (unsigned)(((timeline->bytes + timeline->brought.bytes) >> 20) * WHOLE / D1_LIMIT_HISTORY_MIB),
        timeline->history ? d1_repo_history_share(timeline->history) : 0,
        timeline->past ? d1_past_share(timeline->past) : 0,
    };
    unsigned most = 0;

    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        most = shares[i] > most ? shares[i] : most;
    return most;
}

bool d1_timeline_exceeds(const struct d1_timeline *timeline)
{
    return timeline->brought.spared && d1_timeline_share(timeline) > WHOLE / 2;
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
    timeline->unsaved.opened = opened;
    timeline->unsaved.arena = &timeline->arena;
    timeline->brought.opened = opened;
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
    d1_brought_release(&timeline->brought);
    d1_unsaved_release(&timeline->unsaved);
    d1_arena_release(&timeline->arena);
    pthread_mutex_destroy(&timeline->lock);
    d1_free(timeline);
}
