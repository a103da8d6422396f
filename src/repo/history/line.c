/* The line: its commits by their first parents, and what each changed. */
#include "repo/history/history.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- the commits ---- */

/* Why the line ends here: what is wrong with the object, and where that is what a clone is like, what helps. */
static int cut(struct d1_repo_history *history, bool absent, const struct d1_error *why)
{
    const struct d1_repo_info *info = &history->repo->info;
    struct d1_repo_line *line = &history->line;

    if (why->code == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    if (why->code == D1_ERR_LIMIT)
        line->cut = D1_REPO_CUT_LIMIT;
    else if (absent && info->is_shallow)
        line->cut = D1_REPO_CUT_SHALLOW;
    else
        line->cut = absent && info->is_partial ? D1_REPO_CUT_PARTIAL : D1_REPO_CUT_LOST;
    if (line->cut == D1_REPO_CUT_SHALLOW)
        line->cut_reason = "this is a shallow clone, whose older commits are not here: `git fetch --unshallow` gets "
                           "them (in a workflow: `fetch-depth: 0` for the checkout action)";
    else if (line->cut == D1_REPO_CUT_PARTIAL)
        line->cut_reason = "this is a partial clone, where objects of older commits are not here: clone it without "
                           "`--filter`";
    else
        line->cut_reason = d1_repo_text(&history->arena, "%s", d1_error_message(why));
    return line->cut_reason ? 0 : D1_ERR_MEMORY;
}

/* Reads one commit and puts it behind those read before, which are younger. *next is its first parent. */
static int add_point(struct d1_repo_history *history, const git_oid *id, struct d1_arena *scratch, git_oid *next,
                     bool *more, bool *absent, struct d1_error *error)
{
    struct d1_repo_writing point;
    struct d1_commit_text commit;
    git_odb_object *object = NULL;
    int code;

    *absent = false;
    if (history->points.len >= D1_LIMIT_POINTS)
        return d1_error_set(error, D1_ERR_LIMIT, "the line has more commits than the limit of %d", D1_LIMIT_POINTS);
    code = d1_history_object(history, &object, id, GIT_OBJECT_COMMIT, "a commit of it", absent, error);
    if (code < 0)
        return code;
    if (!d1_commit_text_parse(&commit, d1_strn(git_odb_object_data(object), git_odb_object_size(object)), scratch))
        code = d1_error_set(error, D1_ERR_READ, "a commit of it is damaged: `git fsck` tells what is wrong");
    else if (!commit.parents || d1_history_describe(history, &point, id, &commit) < 0 ||
             d1_vec_push(&history->points, point) < 0 || d1_vec_push(&history->trees, commit.tree) < 0 ||
             d1_vec_push(&history->firsts, (uint32_t)history->parents.len) < 0)
        code = d1_error_memory(error);
    for (size_t i = 1; code == 0 && commit.parents && i < commit.parent_count; i++)
        if (d1_vec_push(&history->parents, commit.parents[i]) < 0)
            code = d1_error_memory(error);
    git_odb_object_free(object);
    *more = code == 0 && commit.parents && commit.parent_count > 0;
    if (*more)
        *next = commit.parents[0];
    return code;
}

static int collect(struct d1_repo_history *history, struct d1_error *error)
{
    struct d1_arena scratch = {0};
    struct d1_error why = {0};
    git_oid id;
    bool more = true, absent;
    int code = 0;

    git_oid_fromstr(&id, history->snapshot->commit.id);
    while (more && code == 0) {
        code = add_point(history, &id, &scratch, &id, &more, &absent, &why);
        d1_arena_reset(&scratch);
    }
    if (code < 0 && history->points.len)
        code = cut(history, absent, &why);
    if (code == D1_ERR_MEMORY)
        d1_error_memory(error);
    else if (code < 0)
        d1_error_set(error, code, "the history cannot be read: %s", d1_error_message(&why));
    d1_error_clear(&why);
    d1_arena_release(&scratch);
    return code;
}

/* ---- what they changed ---- */

/*
 * Compares each point with the one before, youngest first, until something cannot be read. Points stand youngest first.
 * *known is how many of them are known. 0 or D1_ERR_MEMORY.
 */
static int compare_points(struct d1_repo_history *history, size_t *known)
{
    size_t count = history->points.len;
    struct d1_unread_tree unread = {0};
    struct d1_error why = {0};
    int code = 0;

    for (*known = 0; *known < count && code == 0; ++*known) {
        const git_oid *before = *known + 1 < count ? &history->trees.items[*known + 1] : NULL;

        history->at = *known;
        code = d1_history_compare(history, &history->points.items[*known], before, &history->trees.items[*known],
                                  &unread, &why);
    }
    if (code < 0) {
        /* The point itself stands where only the one before could not be read. */
        *known -= unread.late;
        code = cut(history, unread.absent, &why);
    }
    d1_error_clear(&why);
    return code;
}

/* The oldest point that is known brings all that it has. Where that cannot be read the line begins later. */
static int begin_line(struct d1_repo_history *history, size_t *known)
{
    struct d1_unread_tree unread;
    struct d1_error why = {0};
    int code = 0;

    while (*known) {
        history->at = *known - 1;
        code = d1_history_compare(history, &history->points.items[*known - 1], NULL, &history->trees.items[*known - 1],
                                  &unread, &why);
        if (code == 0 || (code = cut(history, unread.absent, &why)) < 0)
            break;
        --*known;
    }
    d1_error_clear(&why);
    return code;
}

/* Oldest first. The lists of the points are of one length, and so are what they lead to. */
static void reverse(struct d1_repo_history *history)
{
    for (size_t i = 0, j = history->points.len; i + 1 < j--; i++) {
        struct d1_repo_writing point = history->points.items[i];
        git_oid tree = history->trees.items[i];
        uint32_t first = history->firsts.items[i];

        history->points.items[i] = history->points.items[j];
        history->points.items[j] = point;
        history->trees.items[i] = history->trees.items[j];
        history->trees.items[j] = tree;
        history->firsts.items[i] = history->firsts.items[j];
        history->firsts.items[j] = first;
    }
}

static int read_line(struct d1_repo_history *history, struct d1_error *error)
{
    size_t known = 0;
    int code = collect(history, error);

    if (code < 0)
        return code;
    code = compare_points(history, &known);
    if (code == 0 && known < history->points.len)
        code = begin_line(history, &known);
    if (code < 0)
        return d1_error_memory(error);
    history->at = SIZE_MAX;
    history->points.len = history->trees.len = history->firsts.len = known;
    reverse(history);
    return 0;
}

/* ---- its newest part ---- */

/* Collects points down to one that is known, which is the last of them. 1, 0 or a negative code. */
static int collect_since(struct d1_repo_history *history, size_t most,
                         int (*known)(void *context, const uint8_t id[D1_REPO_ID_BYTES]), void *context)
{
    struct d1_arena scratch = {0};
    git_oid id;
    bool more = true, absent;
    int result = 0;

    git_oid_fromstr(&id, history->snapshot->commit.id);
    while (more && result == 0 && history->points.len <= most) {
        git_oid at = id;

        result = add_point(history, &at, &scratch, &id, &more, &absent, NULL);
        d1_arena_reset(&scratch);
        if (result == 0)
            result = known(context, at.id);
        else if (result != D1_ERR_MEMORY)
            break;
    }
    d1_arena_release(&scratch);
    return result > 0 || result == D1_ERR_MEMORY ? result : 0;
}

static int read_since(struct d1_repo_history *history, size_t most,
                      int (*known)(void *context, const uint8_t id[D1_REPO_ID_BYTES]), void *context)
{
    struct d1_unread_tree unread;
    int result = collect_since(history, most, known, context), code = 0;
    size_t count = result > 0 ? history->points.len - 1 : 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        history->at = i;
        code = d1_history_compare(history, &history->points.items[i], &history->trees.items[i + 1],
                                  &history->trees.items[i], &unread, NULL);
    }
    if (code < 0)
        return code == D1_ERR_MEMORY ? code : 0;
    history->at = SIZE_MAX;
    history->points.len = history->trees.len = history->firsts.len = count;
    reverse(history);
    return result;
}

int d1_repo_history_since(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                          size_t most, int (*known)(void *context, const uint8_t id[D1_REPO_ID_BYTES]), void *context)
{
    struct d1_repo_history *history = NULL;
    int result = d1_history_new(&history, snapshot, suffixes, NULL, NULL);

    if (result == 0 && history->odb)
        result = read_since(history, most, known, context);
    if (result <= 0) {
        d1_repo_history_free(history);
        return result == D1_ERR_MEMORY ? result : 0;
    }
    d1_history_show(history);
    *out = history;
    return 1;
}

const struct d1_repo_line *d1_repo_history_line(const struct d1_repo_history *history)
{
    return &history->line;
}

bool d1_repo_history_sighted(const struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES], size_t *point)
{
    uintptr_t seen = (uintptr_t)d1_map_get(&history->sightings, d1_strn((const char *)id, D1_REPO_ID_BYTES));

    /* Behind the last point that is known may lie one of which some files are. */
    if (!seen || seen > history->points.len)
        return false;
    *point = history->points.len - seen;
    return true;
}

/* How much `count` is of a limit, in thousandths; at most all of it. */
static unsigned share(uint64_t count, uint64_t limit)
{
    return count < limit ? (unsigned)(count * 1000 / limit) : 1000;
}

/* What is spared may have been read in part as well: then it counts twice, which is not too little. */
unsigned d1_repo_history_share(const struct d1_repo_history *history)
{
    const struct d1_repo_branch_cost *spared = &history->spared;
    uint64_t walked = history->branch_commits > spared->commits ? history->branch_commits : spared->commits;
    unsigned bytes = share((history->bytes + spared->bytes + spared->trees) >> 20, D1_LIMIT_HISTORY_MIB);
    unsigned commits = share(walked, D1_LIMIT_BRANCH_COMMITS);
    unsigned blobs = share(history->blobs.len + spared->blobs, D1_LIMIT_LINE_BLOBS);
    unsigned most = bytes > commits ? bytes : commits;

    return most > blobs ? most : blobs;
}

/* ---- life ---- */

void d1_history_show(struct d1_repo_history *history)
{
    _Static_assert(sizeof(git_oid) == D1_REPO_ID_BYTES, "an id of libgit2 is its bytes");
    history->line.points = history->points.items;
    history->line.count = history->points.len;
    history->line.paths = history->paths.items;
    history->line.path_count = history->paths.len;
    history->line.blobs = (const uint8_t(*)[D1_REPO_ID_BYTES])history->blobs.items;
    history->line.blob_count = history->blobs.len;
}

int d1_history_new(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                   const char *const *sighted, struct d1_error *error)
{
    struct d1_repo_history *history = d1_calloc(1, sizeof *history);
    int code = 0;

    if (!history)
        return d1_error_memory(error);
    history->snapshot = snapshot;
    history->repo = snapshot->repo;
    history->suffixes = suffixes;
    history->sighted = sighted;
    history->at = SIZE_MAX;
    if (snapshot->commit.exists)
        code = d1_repo_open_odb(&history->odb, snapshot->repo, error);
    if (code < 0) {
        d1_repo_history_free(history);
        return code;
    }
    *out = history;
    return 0;
}

int d1_repo_history_open(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                         const char *const *sighted, struct d1_error *error)
{
    struct d1_repo_history *history = NULL;
    int code = d1_history_new(&history, snapshot, suffixes, sighted, error);

    if (code < 0)
        return code;
    if (snapshot->commit.exists)
        code = read_line(history, error);
    if (code < 0) {
        d1_repo_history_free(history);
        return code;
    }
    d1_history_show(history);
    *out = history;
    return 0;
}

void d1_repo_history_free(struct d1_repo_history *history)
{
    if (!history)
        return;
    d1_history_release_branches(history);
    d1_vec_release(&history->points);
    d1_vec_release(&history->trees);
    d1_vec_release(&history->parents);
    d1_vec_release(&history->firsts);
    d1_vec_release(&history->paths);
    d1_vec_release(&history->blobs);
    d1_vec_release(&history->changes);
    d1_vec_release(&history->touched);
    d1_vec_release(&history->tags);
    d1_map_release(&history->path_numbers);
    d1_map_release(&history->blob_numbers);
    d1_map_release(&history->sightings);
    d1_map_release(&history->addresses);
    git_odb_free(history->odb);
    d1_arena_release(&history->arena);
    d1_free(history);
}
