/*
 * Inside the branches that the line merges: who wrote there what first stands on the line at the merge. All that the
 * points before have is left out, so the merges are walked in the order of the line, each commit once.
 */
#include "repo/history/history.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* A commit of a branch while the branch is walked. */
struct d1_branch_commit {
    git_oid tree;
    size_t base; /* number of the parent in the branch that it is compared with; SIZE_MAX: the merge's first parent */
};

struct frame {
    git_oid id;
    const git_oid *parents;
    size_t parent_count, next;
    struct d1_commit_text commit;
    bool cut;
};

struct walk {
    struct d1_repo_history *history;
    struct d1_arena arena; /* of commits that are on the way */
    D1_VEC(struct frame) stack;
    D1_VEC(struct d1_repo_writing) writings;
    D1_VEC(struct d1_branch_commit) commits;
    struct d1_map numbers; /* id to its number plus 1 in this branch */
    bool gap;
    struct d1_error *error;
};

static struct d1_str key_of(const git_oid *id)
{
    return d1_strn((const char *)id->id, GIT_OID_RAWSZ);
}

static int remember(struct d1_repo_history *history, const git_oid *id)
{
    struct d1_str kept = d1_arena_str(&history->arena, key_of(id));

    return kept.ptr && d1_map_insert(&history->ancestors, kept, history, NULL) >= 0 ? 0 : D1_ERR_MEMORY;
}

/* Begins a commit unless it is known. *absent: it is not there. */
static int enter(struct walk *w, const git_oid *id, bool *absent)
{
    struct frame frame = {.id = *id};
    git_odb_object *object = NULL;
    struct d1_str bytes;
    int code;

    *absent = false;
    if (d1_map_find(&w->history->ancestors, key_of(id)))
        return 0;
    if (w->history->branch_commits >= D1_LIMIT_BRANCH_COMMITS)
        return d1_error_set(w->error, D1_ERR_LIMIT, "the line merges more commits than the limit of %d",
                            D1_LIMIT_BRANCH_COMMITS);
    code = d1_history_object(w->history, &object, id, GIT_OBJECT_COMMIT, "a commit of a branch", absent, w->error);
    if (*absent)
        d1_error_clear(w->error);
    if (code < 0)
        return *absent ? 0 : code;
    /* It is read to the end when it leaves the stack: its text has to stay until then. */
    bytes = d1_arena_str(&w->arena, d1_strn(git_odb_object_data(object), git_odb_object_size(object)));
    git_odb_object_free(object);
    if (!bytes.ptr)
        return d1_error_memory(w->error);
    if (!d1_commit_text_parse(&frame.commit, bytes, &w->arena))
        return d1_error_set(w->error, D1_ERR_READ, "a commit of a branch is damaged: `git fsck` tells what is wrong");
    frame.parents = frame.commit.parents;
    frame.parent_count = frame.commit.parent_count;
    w->history->branch_commits++;
    if (!frame.parents || remember(w->history, id) < 0 || d1_vec_push(&w->stack, frame) < 0)
        return d1_error_memory(w->error);
    return 0;
}

/* The commit on top is done: all that it has inside of the branch stands before it. */
static int leave(struct walk *w)
{
    struct frame *frame = &w->stack.items[w->stack.len - 1];
    struct d1_branch_commit commit = {.tree = frame->commit.tree, .base = SIZE_MAX};
    struct d1_repo_writing writing;
    struct d1_str key;

    for (size_t i = 0; i < frame->parent_count && commit.base == SIZE_MAX; i++) {
        struct d1_map_entry *entry = d1_map_find(&w->numbers, key_of(&frame->parents[i]));

        if (entry)
            commit.base = (size_t)(uintptr_t)entry->value - 1;
    }
    if (d1_history_describe(w->history, &writing, &frame->id, &frame->commit) < 0)
        return d1_error_memory(w->error);
    writing.cut = frame->cut;
    key = d1_arena_str(&w->history->arena, key_of(&frame->id));
    if (!key.ptr || d1_vec_push(&w->writings, writing) < 0 || d1_vec_push(&w->commits, commit) < 0 ||
        d1_map_insert(&w->numbers, key, (void *)(uintptr_t)w->commits.len, NULL) < 0)
        return d1_error_memory(w->error);
    w->stack.len--;
    return 0;
}

/* All that a parent of the merge has and the points before have not. */
static int walk_from(struct walk *w, const git_oid *id)
{
    bool absent;
    int code = enter(w, id, &absent);

    w->gap = w->gap || absent;
    while (code == 0 && w->stack.len) {
        struct frame *frame = &w->stack.items[w->stack.len - 1];

        if (frame->next == frame->parent_count) {
            code = leave(w);
            continue;
        }
        code = enter(w, &frame->parents[frame->next++], &absent);
        /* The stack may have moved, and the frame is below what was entered; an absent one was not. */
        if (absent)
            w->stack.items[w->stack.len - 1].cut = w->gap = true;
    }
    return code;
}

static const void *keep(struct d1_arena *arena, const void *items, size_t size)
{
    void *kept = d1_arena_alloc(arena, size);

    if (kept && size)
        memcpy(kept, items, size);
    return kept;
}

/* Walks the merge at a point; the points before were walked. What goes wrong is kept with it. */
static int walk_point(struct d1_repo_history *history, size_t point)
{
    const struct d1_repo_writing *merge = &history->points.items[point];
    struct d1_error why = {0};
    struct walk w = {.history = history, .error = &why};
    struct d1_branch branch = {0};
    uint64_t before = history->bytes;
    git_oid id;

    for (uint32_t i = 1; i < merge->parents && branch.code == 0; i++)
        branch.code = walk_from(&w, &history->parents.items[history->firsts.items[point] + i - 1]);
    git_oid_fromraw(&id, merge->id);
    if (branch.code == 0 && remember(history, &id) < 0)
        branch.code = D1_ERR_MEMORY;
    if (branch.code < 0)
        branch.reason = d1_repo_text(&history->arena, "%s", d1_error_message(&why));
    history->gaps = history->gaps || w.gap;
    history->branch_bytes += history->bytes - before;
    branch.ground.gap = w.gap;
    branch.ground.whole = branch.code == 0 && !history->gaps && d1_repo_history_is_whole(history) &&
                          (!point || history->branches.items[point - 1].ground.whole);
    branch.ground.cost.commits = history->branch_commits;
    branch.ground.cost.bytes = history->branch_bytes;
    branch.count = w.writings.len;
    branch.commits = keep(&history->arena, w.writings.items, w.writings.len * sizeof *w.writings.items);
    branch.walked = keep(&history->arena, w.commits.items, w.commits.len * sizeof *w.commits.items);
    if (!branch.commits || !branch.walked || d1_vec_push(&history->branches, branch) < 0)
        branch.code = D1_ERR_MEMORY;
    d1_vec_release(&w.stack);
    d1_vec_release(&w.writings);
    d1_vec_release(&w.commits);
    d1_map_release(&w.numbers);
    d1_arena_release(&w.arena);
    d1_error_clear(&why);
    return branch.code == D1_ERR_MEMORY ? D1_ERR_MEMORY : 0;
}

static int walk_to(struct d1_repo_history *history, size_t point)
{
    while (history->branches.len <= point)
        if (walk_point(history, history->branches.len) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

static int by_id(const void *left, const void *right)
{
    return memcmp(left, right, D1_REPO_ID_BYTES);
}

static int note_commit(struct d1_repo_history *history, const struct d1_repo_writing *commit)
{
    git_oid id;
    int result;

    git_oid_fromraw(&id, commit->id);
    result = d1_vec_push(&history->noted, id);
    for (size_t i = 0; i < commit->change_count && result == 0; i++)
        if (commit->changes[i].after != D1_REPO_NO_BLOB)
            result = d1_vec_push(&history->noted, history->blobs.items[commit->changes[i].after]);
    return result;
}

/* Keeps what was noted while a branch was compared, and its commits, each once, as what knowing it rests on. */
static int keep_ground(struct d1_repo_history *history, struct d1_branch *branch)
{
    uint8_t(*objects)[D1_REPO_ID_BYTES];
    size_t count = 0;

    for (size_t i = 0; i < branch->count; i++)
        if (note_commit(history, &branch->commits[i]) < 0)
            return D1_ERR_MEMORY;
    if (history->noted.len)
        qsort(history->noted.items, history->noted.len, sizeof *history->noted.items, by_id);
    for (size_t i = 0; i < history->noted.len; i++)
        if (!count || !git_oid_equal(&history->noted.items[count - 1], &history->noted.items[i]))
            history->noted.items[count++] = history->noted.items[i];
    objects = d1_arena_alloc(&history->arena, count * sizeof *objects);
    if (!objects)
        return D1_ERR_MEMORY;
    if (count)
        memcpy(objects, history->noted.items, count * sizeof *objects);
    branch->ground.objects = (const uint8_t(*)[D1_REPO_ID_BYTES])objects;
    branch->ground.object_count = count;
    return 0;
}

/* What the commits of a branch changed. */
static int compare_branch(struct d1_repo_history *history, size_t point, struct d1_branch *branch,
                          struct d1_error *error)
{
    struct d1_repo_writing *writings = (struct d1_repo_writing *)(uintptr_t)branch->commits;
    const git_oid *trunk = point ? &history->trees.items[point - 1] : NULL;
    struct d1_unread_tree unread;
    uint64_t before = history->bytes;
    int code = 0;

    history->noted.len = 0;
    history->noting = branch->ground.whole;
    for (size_t i = 0; i < branch->count && code == 0; i++) {
        size_t base = branch->walked[i].base;

        code = d1_history_compare(history, &writings[i], base == SIZE_MAX ? trunk : &branch->walked[base].tree,
                                  &branch->walked[i].tree, &unread, error);
        branch->ground.cost.blobs += writings[i].change_count;
    }
    history->noting = false;
    branch->ground.cost.trees = history->bytes - before;
    if (code == 0 && branch->ground.whole && keep_ground(history, branch) < 0)
        code = d1_error_memory(error);
    branch->read = code == 0;
    d1_history_show(history);
    return code;
}

int d1_repo_history_branch(struct d1_repo_history *history, size_t point, const struct d1_repo_writing **commits,
                           size_t *count, struct d1_error *error)
{
    struct d1_branch *branch;
    int code = 0;

    if (walk_to(history, point) < 0)
        return d1_error_memory(error);
    branch = &history->branches.items[point];
    if (branch->code < 0)
        return d1_error_set(error, branch->code, "%s", branch->reason);
    if (!branch->read)
        code = compare_branch(history, point, branch, error);
    if (code == 0) {
        *commits = branch->commits;
        *count = branch->count;
    }
    return code;
}

/* ---- what an earlier run has found ---- */

const struct d1_repo_branch_ground *d1_repo_history_ground(const struct d1_repo_history *history, size_t point)
{
    return &history->branches.items[point].ground;
}

bool d1_repo_history_is_whole(const struct d1_repo_history *history)
{
    return history->line.cut == D1_REPO_CUT_NOT;
}

bool d1_repo_history_holds(struct d1_repo_history *history, const uint8_t (*objects)[D1_REPO_ID_BYTES], size_t count)
{
    git_oid id;

    for (size_t i = 0; i < count; i++) {
        git_oid_fromraw(&id, objects[i]);
        if (!git_odb_exists_ext(history->odb, &id, GIT_ODB_LOOKUP_NO_REFRESH))
            return false;
    }
    return true;
}

uint64_t d1_repo_history_size(struct d1_repo_history *history, const uint8_t (*objects)[D1_REPO_ID_BYTES], size_t count)
{
    uint64_t bytes = 0;
    git_oid id;

    for (size_t i = 0; i < count; i++) {
        git_object_t type;
        size_t size = 0;

        git_oid_fromraw(&id, objects[i]);
        if (git_odb_read_header(&size, &type, history->odb, &id) == 0)
            bytes += size;
    }
    return bytes;
}

/* The walk along the line is one, however many branches it is for. */
void d1_repo_history_spare(struct d1_repo_history *history, const struct d1_repo_branch_cost *cost)
{
    struct d1_repo_branch_cost *spared = &history->spared;

    spared->commits = cost->commits > spared->commits ? cost->commits : spared->commits;
    spared->bytes = cost->bytes > spared->bytes ? cost->bytes : spared->bytes;
    spared->trees += cost->trees;
    spared->blobs += cost->blobs;
}

int d1_repo_history_commit(struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES],
                           const struct d1_repo_writing **commit, struct d1_error *error)
{
    struct d1_repo_writing *writing = d1_arena_calloc(&history->arena, 1, sizeof *writing);
    struct d1_arena scratch = {0};
    struct d1_commit_text text;
    git_odb_object *object = NULL;
    git_oid oid;
    int code = writing ? 0 : d1_error_memory(error);

    git_oid_fromraw(&oid, id);
    if (code == 0)
        code = d1_history_object(history, &object, &oid, GIT_OBJECT_COMMIT, "a commit of a branch", NULL, error);
    if (code < 0)
        return code;
    if (!d1_commit_text_parse(&text, d1_strn(git_odb_object_data(object), git_odb_object_size(object)), &scratch))
        code = d1_error_set(error, D1_ERR_READ, "a commit of a branch is damaged: `git fsck` tells what is wrong");
    else if (!text.parents || d1_history_describe(history, writing, &oid, &text) < 0)
        code = d1_error_memory(error);
    git_odb_object_free(object);
    d1_arena_release(&scratch);
    if (code == 0)
        *commit = writing;
    return code;
}

int d1_repo_history_has(struct d1_repo_history *history, struct d1_str id, struct d1_error *error)
{
    const struct d1_branch *branch;
    git_oid oid;

    if (history->points.len && walk_to(history, history->points.len - 1) < 0)
        return d1_error_memory(error);
    if (id.len == GIT_OID_HEXSZ && git_oid_fromstrn(&oid, id.ptr, id.len) == 0 &&
        d1_map_find(&history->ancestors, key_of(&oid)))
        return 1;
    for (size_t i = 0; i < history->branches.len; i++) {
        branch = &history->branches.items[i];
        if (branch->code < 0)
            return d1_error_set(error, branch->code, "%s", branch->reason);
    }
    if (history->line.cut)
        return d1_error_set(error, D1_ERR_READ, "%s", history->line.cut_reason);
    return history->gaps ? d1_error_set(error, D1_ERR_READ, "a commit of a branch is not here") : 0;
}

int d1_repo_history_raw(struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES], struct d1_strbuf *bytes,
                        struct d1_error *error)
{
    git_odb_object *object = NULL;
    git_oid oid;
    int code;

    git_oid_fromraw(&oid, id);
    code = d1_history_object(history, &object, &oid, GIT_OBJECT_ANY, "an object of the history", NULL, error);
    if (code < 0)
        return code;
    d1_strbuf_add(bytes, git_odb_object_data(object), git_odb_object_size(object));
    git_odb_object_free(object);
    return bytes->oom ? d1_error_memory(error) : 0;
}

void d1_history_release_branches(struct d1_repo_history *history)
{
    d1_vec_release(&history->branches);
    d1_vec_release(&history->noted);
    d1_map_release(&history->ancestors);
}
