/*
 * What differs between two trees: both are gone through side by side, and where the ids of two entries are the same
 * nothing below can differ. Trees are read as they stand in their objects, and nothing is taken for granted of them.
 */
#include "repo/history/history.h"

#include "base/hash.h"
#include "base/limits.h"

/* Paths that one commit may touch, and all, beyond which it is not told what is touched. */
enum { MOST_TOUCHED = 1 << 16, MOST_TOUCHES = 1 << 21 };

/* One entry of a tree; a piece of its bytes. */
struct entry {
    struct d1_str name;
    enum d1_repo_kind kind;
    git_oid id;
};

/* A tree that is gone through. */
struct side {
    git_odb_object *object;
    struct d1_str rest;
    struct entry entry;
    bool has; /* an entry is at hand */
    bool late;
};

struct comparison {
    struct d1_repo_history *history;
    struct d1_strbuf path;
    struct d1_unread_tree unread;
    bool touches, touches_all; /* what is touched is noted; it is too much */
    struct d1_error *error;
};

/* Git's order of the entries of a tree: directories as if their names ended with a slash. */
static int order(const struct entry *a, const struct entry *b)
{
    size_t common = a->name.len < b->name.len ? a->name.len : b->name.len;
    int result = memcmp(a->name.ptr, b->name.ptr, common);
    unsigned char x, y;

    if (result)
        return result;
    x = a->name.len > common ? (unsigned char)a->name.ptr[common] : a->kind == D1_REPO_DIRECTORY ? '/' : 0;
    y = b->name.len > common ? (unsigned char)b->name.ptr[common] : b->kind == D1_REPO_DIRECTORY ? '/' : 0;
    return (x > y) - (x < y);
}

static int damaged(struct comparison *c, const struct side *side, const char *how)
{
    c->unread = (struct d1_unread_tree){.late = side->late};
    return d1_error_set(c->error, D1_ERR_READ, "a directory of it %s: `git fsck` tells what is wrong with it", how);
}

/* "MODE NAME\0ID": the mode in octal digits, the id in bytes. */
static int advance(struct comparison *c, struct side *side)
{
    struct entry before = side->entry, *entry = &side->entry;
    size_t blank = d1_str_find(side->rest, ' ', 0), end = d1_str_find(side->rest, '\0', blank);
    bool first = !side->has;
    unsigned mode = 0;

    side->has = side->rest.len > 0;
    if (!side->has)
        return 0;
    if (blank == 0 || blank > 6 || end + 1 + GIT_OID_RAWSZ > side->rest.len || end == blank + 1)
        return damaged(c, side, "is damaged");
    for (size_t i = 0; i < blank; i++) {
        if (side->rest.ptr[i] < '0' || side->rest.ptr[i] > '7')
            return damaged(c, side, "is damaged");
        mode = mode * 8 + (unsigned)(side->rest.ptr[i] - '0');
    }
    entry->name = d1_str_sub(side->rest, blank + 1, end - blank - 1);
    entry->kind = d1_repo_kind_of_mode(mode);
    git_oid_fromraw(&entry->id, (const unsigned char *)side->rest.ptr + end + 1);
    side->rest = d1_str_sub(side->rest, end + 1 + GIT_OID_RAWSZ, side->rest.len);
    if (d1_str_find(entry->name, '/', 0) < entry->name.len)
        return damaged(c, side, "has a name with a '/' in it");
    if (!first && order(&before, entry) >= 0)
        return damaged(c, side, "is not in order");
    return 0;
}

static int open_side(struct comparison *c, struct side *side, const git_oid *id, bool late)
{
    int code;

    *side = (struct side){.late = late};
    if (!id)
        return 0;
    code = d1_history_object(c->history, &side->object, id, GIT_OBJECT_TREE, "a directory of it", &c->unread.absent,
                             c->error);
    c->unread.late = late;
    if (code < 0)
        return code;
    if (c->history->noting && d1_vec_push(&c->history->noted, *id) < 0)
        return d1_error_memory(c->error);
    side->rest = d1_strn(git_odb_object_data(side->object), git_odb_object_size(side->object));
    return advance(c, side);
}

/* ---- numbers ---- */

static int number_path(struct d1_repo_history *history, struct d1_str path, uint32_t *number)
{
    struct d1_map_entry *entry = d1_map_find(&history->path_numbers, path);
    const char *kept;

    if (entry) {
        *number = (uint32_t)((uintptr_t)entry->value - 1);
        return 0;
    }
    *number = (uint32_t)history->paths.len;
    kept = d1_arena_str(&history->arena, path).ptr;
    if (!kept || d1_vec_push(&history->paths, kept) < 0 ||
        d1_map_insert(&history->path_numbers, d1_strn(kept, path.len), (void *)((uintptr_t)*number + 1), NULL) < 0)
        return D1_ERR_MEMORY;
    return 0;
}

static int number_blob(struct comparison *c, const struct entry *entry, uint32_t *number)
{
    struct d1_repo_history *history = c->history;
    struct d1_str id = d1_strn((const char *)entry->id.id, GIT_OID_RAWSZ);
    struct d1_map_entry *known;

    *number = D1_REPO_NO_BLOB;
    if (entry->kind != D1_REPO_FILE)
        return 0;
    known = d1_map_find(&history->blob_numbers, id);
    if (known) {
        *number = (uint32_t)((uintptr_t)known->value - 1);
        return 0;
    }
    if (history->blobs.len >= D1_LIMIT_LINE_BLOBS)
        return d1_error_set(c->error, D1_ERR_LIMIT, "more than the limit of %d contents of files stood on the line",
                            D1_LIMIT_LINE_BLOBS);
    *number = (uint32_t)history->blobs.len;
    id = d1_arena_str(&history->arena, id);
    if (!id.ptr || d1_vec_push(&history->blobs, entry->id) < 0 ||
        d1_map_insert(&history->blob_numbers, id, (void *)((uintptr_t)*number + 1), NULL) < 0)
        return d1_error_memory(c->error);
    return 0;
}

/* Points come youngest first, so that the last one to note a content is the one that first had it. */
static int note_sighting(struct comparison *c, const struct entry *entry)
{
    struct d1_repo_history *history = c->history;
    struct d1_str id = d1_strn((const char *)entry->id.id, GIT_OID_RAWSZ);
    struct d1_map_entry *known = d1_map_find(&history->sightings, id);
    void *at = (void *)((uintptr_t)history->at + 1);

    if (known) {
        known->value = at;
        return 0;
    }
    if (history->sightings.len >= D1_LIMIT_LINE_BLOBS)
        return d1_error_set(c->error, D1_ERR_LIMIT, "more than the limit of %d contents of files stood on the line",
                            D1_LIMIT_LINE_BLOBS);
    id = d1_arena_str(&history->arena, id);
    if (!id.ptr || d1_map_insert(&history->sightings, id, at, NULL) < 0)
        return d1_error_memory(c->error);
    return 0;
}

/* ---- what is touched ---- */

/* As far as trees are gone through: not below what is hidden, nor deeper than paths are. */
uint32_t d1_repo_touch(struct d1_str path)
{
    size_t end = 0;

    for (unsigned depth = 0; depth <= D1_LIMIT_PATH_DEPTH && end < path.len; depth++) {
        size_t from = end + (depth > 0);
        bool hidden = from < path.len && path.ptr[from] == '.';

        end = d1_str_find(path, '/', from);
        if (hidden)
            break;
    }
    return (uint32_t)d1_hash(path.ptr, end, 0);
}

/* Something at c->path differs, or below it. */
static int note_touch(struct comparison *c)
{
    struct d1_repo_history *history = c->history;

    if (!c->touches || c->touches_all)
        return 0;
    c->touches_all = history->touched.len >= MOST_TOUCHED || history->touches + history->touched.len >= MOST_TOUCHES;
    if (!c->touches_all && d1_vec_push(&history->touched, d1_repo_touch(d1_strbuf_view(&c->path))) < 0)
        return d1_error_memory(c->error);
    return 0;
}

static int keep_touched(struct comparison *c, struct d1_repo_writing *writing)
{
    struct d1_repo_history *history = c->history;
    size_t size = history->touched.len * sizeof *history->touched.items;
    uint32_t *kept;

    writing->touched_count = 0;
    writing->touches_all = !c->touches || c->touches_all;
    if (writing->touches_all || !size)
        return 0;
    kept = d1_arena_alloc(&history->arena, size);
    if (!kept)
        return d1_error_memory(c->error);
    memcpy(kept, history->touched.items, size);
    writing->touched = kept;
    writing->touched_count = history->touched.len;
    history->touches += history->touched.len;
    return 0;
}

/* ---- comparing ---- */

/* Whether the file at c->path is one of which only sightings are noted. */
static bool is_sighted(const struct comparison *c, struct d1_str path)
{
    return c->history->sighted && c->history->at != SIZE_MAX &&
           d1_repo_has_suffix(c->history->sighted, path.ptr, path.len);
}

/* A file at c->path that one side has, or both. */
static int add_change(struct comparison *c, const struct entry *before, const struct entry *after)
{
    struct d1_repo_change change = {.before = D1_REPO_NO_BLOB, .after = D1_REPO_NO_BLOB};
    struct d1_str path = d1_strbuf_view(&c->path);
    int code = note_touch(c);

    if (code < 0)
        return code;
    if (after && after->kind == D1_REPO_FILE && is_sighted(c, path))
        return note_sighting(c, after);
    if (!d1_repo_has_suffix(c->history->suffixes, path.ptr, path.len))
        return 0;
    if (before)
        code = number_blob(c, before, &change.before);
    if (after && code == 0)
        code = number_blob(c, after, &change.after);
    if (code < 0 || change.before == change.after)
        return code;
    if (c->history->changes.len >= D1_LIMIT_LINE_CHANGES)
        return d1_error_set(c->error, D1_ERR_LIMIT, "one of its commits changes more than the limit of %d files",
                            D1_LIMIT_LINE_CHANGES);
    if (number_path(c->history, path, &change.path) < 0 || d1_vec_push(&c->history->changes, change) < 0)
        return d1_error_memory(c->error);
    return 0;
}

static int compare_trees(struct comparison *c, const git_oid *before, const git_oid *after, unsigned depth);

/* Entries of one name, either of which may be NULL. */
static int compare_entries(struct comparison *c, const struct entry *before, const struct entry *after, unsigned depth)
{
    const struct entry *any = before ? before : after;
    size_t length = c->path.len;
    int code = 0;

    if (before && after && before->kind == after->kind && git_oid_equal(&before->id, &after->id))
        return 0;
    if (length)
        d1_strbuf_putc(&c->path, '/');
    d1_strbuf_str(&c->path, any->name);
    if (c->path.oom)
        code = d1_error_memory(c->error);
    else if (any->name.ptr[0] == '.' || (any->kind == D1_REPO_DIRECTORY && depth >= D1_LIMIT_PATH_DEPTH))
        code = note_touch(c);
    else if (any->kind != D1_REPO_DIRECTORY)
        code = add_change(c, before, after);
    else
        code = compare_trees(c, before ? &before->id : NULL, after ? &after->id : NULL, depth + 1);
    d1_strbuf_truncate(&c->path, length);
    return code;
}

static int compare_sides(struct comparison *c, struct side *old, struct side *new, unsigned depth)
{
    while (old->has || new->has) {
        int which = !old->has ? 1 : !new->has ? -1 : order(&old->entry, &new->entry);
        int code = compare_entries(c, which <= 0 ? &old->entry : NULL, which >= 0 ? &new->entry : NULL, depth);

        if (code == 0 && which <= 0)
            code = advance(c, old);
        if (code == 0 && which >= 0)
            code = advance(c, new);
        if (code < 0)
            return code;
    }
    return 0;
}

/* The depth of directories is bounded, and so is this. */
static int compare_trees(struct comparison *c, const git_oid *before, const git_oid *after, unsigned depth)
{
    struct side old = {0}, new = {0};
    int code = open_side(c, &old, before, false);

    if (code == 0)
        code = open_side(c, &new, after, true);
    if (code == 0)
        code = compare_sides(c, &old, &new, depth);
    git_odb_object_free(old.object);
    git_odb_object_free(new.object);
    return code;
}

/* What a tree has under a name. *found is false where there is nothing of a wanted kind. */
static int step(struct comparison *c, git_oid *id, struct d1_str name, enum d1_repo_kind kind, bool late, bool *found)
{
    struct side side;
    int code = open_side(c, &side, id, late);

    *found = false;
    while (code == 0 && side.has && !*found) {
        *found = side.entry.kind == kind && d1_str_eq(side.entry.name, name);
        if (*found)
            *id = side.entry.id;
        code = advance(c, &side);
    }
    git_odb_object_free(side.object);
    return code;
}

/*
 * From a tree along a path to what stands at its end, which is to be of a kind; directories lie on the way. An empty
 * path leads nowhere else. *found is false where there is no such thing.
 */
static int enter(struct comparison *c, git_oid *id, struct d1_str path, enum d1_repo_kind kind, bool late, bool *found)
{
    int code = 0;

    while (*found && path.len && code == 0) {
        size_t end = d1_str_find(path, '/', 0);
        struct d1_str name = d1_str_sub(path, 0, end);

        path = d1_str_sub(path, end + 1, path.len);
        code = step(c, id, name, path.len ? D1_REPO_DIRECTORY : kind, late, found);
    }
    return code;
}

/* The tree at the root of the snapshot, which may be a directory of the commit's. */
static int enter_root(struct comparison *c, git_oid *tree, bool *found, bool late)
{
    return enter(c, tree, d1_str(c->history->snapshot->commit.directory), D1_REPO_DIRECTORY, late, found);
}

int d1_repo_history_file(struct d1_repo_history *history, size_t point, struct d1_str path,
                         uint8_t id[D1_REPO_ID_BYTES], struct d1_error *error)
{
    struct comparison c = {.history = history, .error = error};
    git_oid at = history->trees.items[point];
    bool found = path.len > 0;
    int code = enter_root(&c, &at, &found, true);

    if (code == 0)
        code = enter(&c, &at, path, D1_REPO_FILE, true, &found);
    if (code < 0 || !found)
        return code;
    memcpy(id, at.id, D1_REPO_ID_BYTES);
    return 1;
}

int d1_history_compare(struct d1_repo_history *history, struct d1_repo_writing *writing, const git_oid *before,
                       const git_oid *after, struct d1_unread_tree *unread, struct d1_error *error)
{
    struct comparison c = {.history = history, .touches = before && history->at != SIZE_MAX, .error = error};
    git_oid old = {0}, new = *after;
    bool has_old = before != NULL, has_new = true;
    struct d1_repo_change *kept;
    int code = 0;

    if (before)
        old = *before;
    history->changes.len = history->touched.len = 0;
    if (before && git_oid_equal(before, after))
        return 0;
    code = enter_root(&c, &old, &has_old, false);
    if (code == 0)
        code = enter_root(&c, &new, &has_new, true);
    if (code == 0)
        code = compare_trees(&c, has_old ? &old : NULL, has_new ? &new : NULL, 0);
    d1_strbuf_release(&c.path);
    *unread = c.unread;
    if (code < 0)
        return code;
    kept = d1_arena_alloc(&history->arena, history->changes.len * sizeof *kept);
    if (!kept)
        return d1_error_memory(error);
    if (history->changes.len)
        memcpy(kept, history->changes.items, history->changes.len * sizeof *kept);
    writing->changes = kept;
    writing->change_count = history->changes.len;
    return keep_touched(&c, writing);
}
