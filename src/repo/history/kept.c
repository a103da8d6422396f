/*
 * A line as bytes: a head, lists of rows of one length each, and texts that these lead to by where they begin. What is
 * read is held against what there is before it is used, as if anybody had written it.
 */
#include "repo/history/history.h"

#include <string.h>

#include "base/memory/alloc.h"

/* The lists, in this order. */
enum list { POINTS, TREES, FIRSTS, PARENTS, CO_AUTHORS, CHANGES, TOUCHED, PATHS, BLOBS, SIGHTINGS, LISTS };

struct head {
    uint64_t counts[LISTS];
    uint64_t texts; /* bytes of them */
    uint64_t bytes; /* that were read of git's objects */
    uint32_t cut, cut_reason;
};

/* Where there is none; and in place of how many paths are touched, where it may be any. */
static const uint32_t no_text = UINT32_MAX, touches_all = UINT32_MAX;

struct point_row {
    uint8_t id[D1_REPO_ID_BYTES];
    uint32_t dated, parents, author, committer, co_authors, changes, touched; /* texts, and how many */
    int64_t time;
};

struct sighting_row {
    uint8_t id[D1_REPO_ID_BYTES];
    uint32_t point; /* counted from the youngest, plus 1 */
};

static const size_t row_bytes[LISTS] = {
    [POINTS] = sizeof(struct point_row), [TREES] = sizeof(git_oid),
    [FIRSTS] = sizeof(uint32_t),         [PARENTS] = sizeof(git_oid),
    [CO_AUTHORS] = sizeof(uint32_t),     [CHANGES] = sizeof(struct d1_repo_change),
    [TOUCHED] = sizeof(uint32_t),        [PATHS] = sizeof(uint32_t),
    [BLOBS] = sizeof(git_oid),           [SIGHTINGS] = sizeof(struct sighting_row),
};

/* ---- writing ---- */

struct writing {
    struct d1_strbuf lists[LISTS], texts;
    struct d1_map known; /* addresses by their places, plus 1; keys borrowed */
};

static void add(struct writing *w, enum list list, const void *row)
{
    d1_strbuf_add(&w->lists[list], row, row_bytes[list]);
}

static uint32_t add_text(struct writing *w, const char *text)
{
    uint32_t place = (uint32_t)w->texts.len;

    d1_strbuf_add(&w->texts, text, strlen(text) + 1);
    return place;
}

/* An address stands once, whoever has written. */
static uint32_t add_address(struct writing *w, const char *address)
{
    uintptr_t known = (uintptr_t)d1_map_get(&w->known, d1_str(address));
    uint32_t place = known ? (uint32_t)(known - 1) : add_text(w, address);

    if (!known && d1_map_insert(&w->known, d1_str(address), (void *)((uintptr_t)place + 1), NULL) < 0)
        w->texts.oom = true;
    return place;
}

static void add_point(struct writing *w, const struct d1_repo_writing *point)
{
    struct point_row row = {
        .dated = point->dated,
        .parents = point->parents,
        .author = add_address(w, point->author),
        .committer = add_address(w, point->committer),
        .co_authors = (uint32_t)point->co_author_count,
        .changes = (uint32_t)point->change_count,
        .touched = point->touches_all ? touches_all : (uint32_t)point->touched_count,
        .time = point->time,
    };

    memcpy(row.id, point->id, sizeof row.id);
    add(w, POINTS, &row);
    for (size_t i = 0; i < point->co_author_count; i++) {
        uint32_t place = add_address(w, point->co_authors[i]);

        add(w, CO_AUTHORS, &place);
    }
    for (size_t i = 0; i < point->change_count; i++)
        add(w, CHANGES, &point->changes[i]);
    for (size_t i = 0; i < point->touched_count; i++)
        add(w, TOUCHED, &point->touched[i]);
}

static void add_lists(struct writing *w, const struct d1_repo_history *history)
{
    for (size_t i = 0; i < history->points.len; i++) {
        add_point(w, &history->points.items[i]);
        add(w, TREES, &history->trees.items[i]);
        add(w, FIRSTS, &history->firsts.items[i]);
    }
    for (size_t i = 0; i < history->parents.len; i++)
        add(w, PARENTS, &history->parents.items[i]);
    for (size_t i = 0; i < history->paths.len; i++) {
        uint32_t place = add_text(w, history->paths.items[i]);

        add(w, PATHS, &place);
    }
    for (size_t i = 0; i < history->blobs.len; i++)
        add(w, BLOBS, &history->blobs.items[i]);
    for (size_t i = 0; i < history->sightings.len; i++) {
        struct sighting_row row = {.point = (uint32_t)(uintptr_t)history->sightings.entries[i].value};

        memcpy(row.id, history->sightings.entries[i].key.ptr, sizeof row.id);
        add(w, SIGHTINGS, &row);
    }
}

void d1_repo_history_write(struct d1_strbuf *out, const struct d1_repo_history *history)
{
    struct writing w = {0};
    struct head head = {.bytes = history->bytes, .cut = history->line.cut, .cut_reason = no_text};

    add_lists(&w, history);
    if (history->line.cut_reason)
        head.cut_reason = add_text(&w, history->line.cut_reason);
    head.texts = w.texts.len;
    for (size_t i = 0; i < LISTS; i++)
        head.counts[i] = w.lists[i].len / row_bytes[i];
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    out->oom = out->oom || w.texts.oom || w.texts.len >= no_text;
    for (size_t i = 0; i < LISTS; i++) {
        d1_strbuf_str(out, d1_strbuf_view(&w.lists[i]));
        out->oom = out->oom || w.lists[i].oom;
        d1_strbuf_release(&w.lists[i]);
    }
    d1_strbuf_str(out, d1_strbuf_view(&w.texts));
    d1_strbuf_release(&w.texts);
    d1_map_release(&w.known);
}

/* ---- reading ---- */

struct reading {
    struct d1_repo_history *history;
    struct head head;
    const char *lists[LISTS];
    const char *texts;               /* in the arena of the history */
    size_t co_author, change, touch; /* that the next point begins with */
};

static bool divide(struct reading *r, struct d1_str bytes)
{
    if (bytes.len < sizeof r->head)
        return false;
    memcpy(&r->head, bytes.ptr, sizeof r->head);
    bytes = d1_str_sub(bytes, sizeof r->head, bytes.len);
    for (size_t i = 0; i < LISTS; i++) {
        if (r->head.counts[i] > bytes.len / row_bytes[i])
            return false;
        r->lists[i] = bytes.ptr;
        bytes = d1_str_sub(bytes, (size_t)r->head.counts[i] * row_bytes[i], bytes.len);
    }
    if (bytes.len != r->head.texts || (bytes.len && bytes.ptr[bytes.len - 1] != '\0') ||
        r->head.counts[TREES] != r->head.counts[POINTS] || r->head.counts[FIRSTS] != r->head.counts[POINTS] ||
        r->head.cut > D1_REPO_CUT_LIMIT)
        return false;
    r->texts = bytes.ptr;
    return true;
}

static void get(const struct reading *r, enum list list, size_t i, void *row)
{
    memcpy(row, r->lists[list] + i * row_bytes[list], row_bytes[list]);
}

/* NULL where there is none at a place. */
static const char *text_at(const struct reading *r, uint32_t place)
{
    return place < r->head.texts ? r->texts + place : NULL;
}

/* 1, 0 where the bytes are no line, or D1_ERR_MEMORY; so the others. */
static int read_co_authors(struct reading *r, struct d1_repo_writing *point)
{
    const char **list = d1_arena_alloc(&r->history->arena, (point->co_author_count + 1) * sizeof *list);

    if (!list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < point->co_author_count; i++) {
        uint32_t place;

        get(r, CO_AUTHORS, r->co_author++, &place);
        list[i] = text_at(r, place);
        if (!list[i])
            return 0;
    }
    point->co_authors = list;
    return 1;
}

static bool is_blob(const struct reading *r, uint32_t number)
{
    return number == D1_REPO_NO_BLOB || number < r->head.counts[BLOBS];
}

static int read_changes(struct reading *r, struct d1_repo_writing *point)
{
    struct d1_repo_change *list = d1_arena_alloc(&r->history->arena, (point->change_count + 1) * sizeof *list);

    if (!list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < point->change_count; i++) {
        get(r, CHANGES, r->change++, &list[i]);
        if (list[i].path >= r->head.counts[PATHS] || !is_blob(r, list[i].before) || !is_blob(r, list[i].after))
            return 0;
    }
    point->changes = list;
    return 1;
}

static int read_touched(struct reading *r, struct d1_repo_writing *point, uint32_t count)
{
    size_t size = count * sizeof *point->touched;
    uint32_t *list;

    point->touches_all = count == touches_all;
    if (point->touches_all || !count)
        return 1;
    if (count > r->head.counts[TOUCHED] - r->touch)
        return 0;
    list = d1_arena_alloc(&r->history->arena, size);
    if (!list)
        return D1_ERR_MEMORY;
    memcpy(list, r->lists[TOUCHED] + r->touch * row_bytes[TOUCHED], size);
    r->touch += count;
    point->touched = list;
    point->touched_count = count;
    return 1;
}

static int read_point(struct reading *r, size_t i)
{
    struct d1_repo_writing point = {0};
    struct point_row row;
    int result;

    get(r, POINTS, i, &row);
    if (row.co_authors > r->head.counts[CO_AUTHORS] - r->co_author || row.changes > r->head.counts[CHANGES] - r->change)
        return 0;
    memcpy(point.id, row.id, sizeof point.id);
    point.time = row.time;
    point.dated = row.dated;
    point.parents = row.parents;
    point.author = text_at(r, row.author);
    point.committer = text_at(r, row.committer);
    point.co_author_count = row.co_authors;
    point.change_count = row.changes;
    if (!point.author || !point.committer)
        return 0;
    result = read_co_authors(r, &point);
    if (result > 0)
        result = read_changes(r, &point);
    if (result > 0)
        result = read_touched(r, &point, row.touched);
    return result > 0 && d1_vec_push(&r->history->points, point) < 0 ? D1_ERR_MEMORY : result;
}

/* Whether all parents of a point but the first, where it has any, are in the list. */
static bool has_parents(const struct reading *r, size_t point, uint32_t first)
{
    uint32_t parents = r->history->points.items[point].parents;

    return first <= r->head.counts[PARENTS] && (!parents || parents - 1 <= r->head.counts[PARENTS] - first);
}

static int read_points(struct reading *r)
{
    struct d1_repo_history *history = r->history;
    int result = 1;

    for (size_t i = 0; i < r->head.counts[POINTS] && result > 0; i++) {
        git_oid tree;
        uint32_t first;

        get(r, TREES, i, &tree);
        get(r, FIRSTS, i, &first);
        result = read_point(r, i);
        if (result > 0 && !has_parents(r, i, first))
            return 0;
        if (result > 0 && (d1_vec_push(&history->trees, tree) < 0 || d1_vec_push(&history->firsts, first) < 0))
            result = D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < r->head.counts[PARENTS] && result > 0; i++) {
        git_oid parent;

        get(r, PARENTS, i, &parent);
        result = d1_vec_push(&history->parents, parent) < 0 ? D1_ERR_MEMORY : 1;
    }
    return result;
}

/* The texts are at hand, and the ids and paths that maps lead from lie in what the history has. */
static int read_names(struct reading *r)
{
    struct d1_repo_history *history = r->history;
    int result = 1;

    for (size_t i = 0; i < r->head.counts[PATHS] && result > 0; i++) {
        uint32_t place;
        const char *path;

        get(r, PATHS, i, &place);
        path = text_at(r, place);
        if (!path)
            return 0;
        if (d1_vec_push(&history->paths, path) < 0 ||
            d1_map_insert(&history->path_numbers, d1_str(path), (void *)(uintptr_t)(i + 1), NULL) < 0)
            result = D1_ERR_MEMORY;
    }
    return result;
}

/* The ids of a list of rows that begin with one, where they stay. NULL when memory is short. */
static const char *keep_rows(struct reading *r, enum list list)
{
    return d1_arena_str(&r->history->arena, d1_strn(r->lists[list], (size_t)r->head.counts[list] * row_bytes[list]))
        .ptr;
}

static int read_blobs(struct reading *r)
{
    struct d1_repo_history *history = r->history;
    const char *rows = keep_rows(r, BLOBS);

    for (size_t i = 0; i < r->head.counts[BLOBS] && rows; i++) {
        struct d1_str id = d1_strn(rows + i * row_bytes[BLOBS], D1_REPO_ID_BYTES);
        git_oid blob;

        get(r, BLOBS, i, &blob);
        if (d1_vec_push(&history->blobs, blob) < 0 ||
            d1_map_insert(&history->blob_numbers, id, (void *)(uintptr_t)(i + 1), NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return rows ? 1 : D1_ERR_MEMORY;
}

static int read_sightings(struct reading *r)
{
    const char *rows = keep_rows(r, SIGHTINGS);

    for (size_t i = 0; i < r->head.counts[SIGHTINGS] && rows; i++) {
        struct d1_str id = d1_strn(rows + i * row_bytes[SIGHTINGS], D1_REPO_ID_BYTES);
        struct sighting_row row;

        get(r, SIGHTINGS, i, &row);
        if (d1_map_insert(&r->history->sightings, id, (void *)(uintptr_t)row.point, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return rows ? 1 : D1_ERR_MEMORY;
}

static int read_all(struct reading *r)
{
    struct d1_repo_line *line = &r->history->line;
    int result;

    r->texts = d1_arena_str(&r->history->arena, d1_strn(r->texts, (size_t)r->head.texts)).ptr;
    if (!r->texts)
        return D1_ERR_MEMORY;
    r->history->bytes = r->head.bytes;
    line->cut = (enum d1_repo_cut)r->head.cut;
    if (r->head.cut_reason != no_text && !(line->cut_reason = text_at(r, r->head.cut_reason)))
        return 0;
    result = read_points(r);
    if (result > 0)
        result = read_names(r);
    if (result > 0)
        result = read_blobs(r);
    return result > 0 ? read_sightings(r) : result;
}

int d1_repo_history_read(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                         const char *const *sighted, struct d1_str bytes)
{
    struct reading r = {0};
    int result = divide(&r, bytes);

    if (!result)
        return 0;
    result = d1_history_new(&r.history, snapshot, suffixes, sighted, NULL);
    if (result == 0)
        result = read_all(&r);
    else
        result = result == D1_ERR_MEMORY ? result : 0;
    if (result <= 0) {
        d1_repo_history_free(r.history);
        return result;
    }
    d1_history_show(r.history);
    *out = r.history;
    return 1;
}
