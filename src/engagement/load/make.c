/* What is made once it is known which engagements are needed: documents, and what they hold. */
#include "engagement/load/make.h"

#include <string.h>

#include "base/memory/alloc.h"
#include "base/pool.h"
#include "engagement/load/outlines.h"
#include "repo/state.h"

/* A thread takes so many files at a time. */
enum { AT_A_TIME = 8 };

/* ---- documents ---- */

struct making {
    struct d1_workspace *workspace;
    struct d1_repo_reader **readers; /* by thread; only where something is read */
    size_t *files;                   /* by number of what is made that of the file */
    int *results;                    /* 1 where it was made, else 0 or an error */
    size_t count;
};

/* What the cache has no more is read, as long as it is still the same. 1, 0 where it is not, or D1_ERR_MEMORY. */
static int read_again(struct making *making, struct d1_file *whole, size_t index, unsigned thread)
{
    struct d1_workspace *workspace = making->workspace;
    const uint8_t *wanted = workspace->files[index].outlined;
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_str bytes;
    size_t count;
    int result = 0;

    if (!making->readers[thread])
        result = d1_repo_reader_new(&making->readers[thread], workspace->snapshot, NULL);
    if (result == 0)
        result = d1_repo_read(making->readers[thread], &d1_repo_snapshot_entries(workspace->snapshot, &count)[index],
                              &bytes, NULL);
    if (result == 0)
        result = d1_repo_blob_hash(bytes, id, NULL);
    if (result < 0)
        return result == D1_ERR_MEMORY ? result : 0;
    if (memcmp(id, wanted, sizeof id) != 0)
        return 0;
    return d1_file_load_blob(workspace->loaders[thread], whole, wanted, bytes) < 0 ? D1_ERR_MEMORY : 1;
}

static void make_item(void *context, size_t index, unsigned thread)
{
    struct making *making = context;
    struct d1_workspace *workspace = making->workspace;
    struct d1_file *file = &workspace->files[making->files[index]];
    struct d1_file whole = {.path = file->path};
    size_t bytes;
    int result = d1_file_recall(workspace->loaders[thread], &whole, file->outlined, &bytes);

    if (result == 0)
        result = read_again(making, &whole, making->files[index], thread);
    if (result > 0)
        result = d1_outline_fill(file, &whole);
    d1_file_release(&whole);
    making->results[index] = result;
}

static int run(struct making *making)
{
    struct d1_pool *pool = making->workspace->pool;
    int result = 0;

    making->results = d1_calloc(making->count, sizeof *making->results);
    making->readers = d1_calloc(d1_pool_threads(pool), sizeof *making->readers);
    if (!making->results || !making->readers)
        return D1_ERR_MEMORY;
    d1_pool_run(pool, making->count, AT_A_TIME, make_item, making);
    for (size_t i = 0; i < making->count && result >= 0; i++)
        result = making->results[i] < 0 ? making->results[i] : result || !making->results[i];
    for (unsigned i = 0; i < d1_pool_threads(pool); i++)
        d1_repo_reader_free(making->readers[i]);
    return result;
}

int d1_files_make(struct d1_workspace *workspace, const bool *needed)
{
    struct making making = {.workspace = workspace};
    int result = 0;

    making.files = d1_calloc(workspace->file_count, sizeof *making.files);
    if (!making.files)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < workspace->file_count; i++)
        if (needed[i] && workspace->files[i].outlined)
            making.files[making.count++] = i;
    if (making.count)
        result = run(&making);
    d1_free(making.files);
    d1_free(making.results);
    d1_free((void *)making.readers);
    return result;
}

/* ---- engagements ---- */

struct filling {
    struct d1_workspace *workspace;
    size_t *engagements; /* by number of what is filled that of the engagement */
    int *results;
    size_t count;
};

static void fill_item(void *context, size_t index, unsigned thread)
{
    struct filling *filling = context;

    (void)thread;
    filling->results[index] = d1_engagement_fill(filling->workspace->engagements.items[filling->engagements[index]]);
}

static int fill(struct d1_workspace *workspace, d1_wanted *wanted, const void *context)
{
    struct filling filling = {.workspace = workspace};
    int result = 0;

    filling.engagements = d1_calloc(workspace->engagements.len, sizeof *filling.engagements);
    filling.results = d1_calloc(workspace->engagements.len, sizeof *filling.results);
    if (!filling.engagements || !filling.results)
        result = D1_ERR_MEMORY;
    for (size_t i = 0; i < workspace->engagements.len && result == 0; i++) {
        const struct d1_engagement *engagement = workspace->engagements.items[i];

        if (!engagement->by_kind && (!wanted || wanted(context, engagement)))
            filling.engagements[filling.count++] = i;
    }
    if (result == 0)
        d1_pool_run(workspace->pool, filling.count, 1, fill_item, &filling);
    for (size_t i = 0; i < filling.count && result == 0; i++)
        result = filling.results[i];
    d1_free(filling.engagements);
    d1_free(filling.results);
    return result;
}

static bool is_needed(const struct d1_file *file, d1_wanted *wanted, const void *context)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (file->artifacts[i].engagement && wanted(context, file->artifacts[i].engagement))
            return true;
    return false;
}

int d1_workspace_make(struct d1_workspace *workspace, d1_wanted *wanted, const void *context)
{
    bool *needed = d1_calloc(workspace->file_count, sizeof *needed);
    int result = needed ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; i < workspace->file_count && result == 0; i++)
        needed[i] = workspace->files[i].outlined && (!wanted || is_needed(&workspace->files[i], wanted, context));
    if (result == 0)
        result = d1_files_make(workspace, needed);
    if (result == 0)
        result = fill(workspace, wanted, context);
    for (unsigned i = 0; workspace->loaders && i < d1_pool_threads(workspace->pool); i++)
        d1_artifact_loader_rest(workspace->loaders[i]);
    d1_free(needed);
    return result;
}
