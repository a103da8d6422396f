/* What the index knows of files, in brief: a head, a row for each file in the order of their paths, and the paths. */
#include <string.h>
#include <sys/stat.h>

#include "repo/internal.h"
#include "repo/state.h"

struct head {
    uint64_t count, length; /* rows, and bytes of the paths behind them */
    int64_t written;
    int64_t written_nanos;
};

struct row {
    uint8_t id[D1_REPO_ID_BYTES];
    uint32_t path; /* where it begins among the paths */
    uint32_t mode, size, inode, owner, group;
    int32_t written, changed;
    uint32_t written_nanos, changed_nanos;
};

/* ---- writing ---- */

static void add_state(struct d1_strbuf *out, const char *path, const struct stat *file)
{
    const struct d1_repo_stamp stamp = d1_repo_stamp_from(file);

    d1_strbuf_add(out, path, strlen(path) + 1);
    d1_strbuf_add(out, (const char *)&stamp, sizeof stamp);
}

bool d1_repo_brief_state(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    const char *path = snapshot->repo->index_path;
    struct d1_repo_stamp stamp;
    struct stat file;

    if (!path || stat(path, &file) < 0 || !S_ISREG(file.st_mode))
        return false;
    stamp = d1_repo_stamp_from(&file);
    add_state(out, path, &file);
    return !out->oom && d1_repo_stamp_is_settled(&stamp);
}

/* Whether the index was in a state when it was opened, and is still. */
static bool has_state(const struct d1_repo_snapshot *snapshot, struct d1_str state)
{
    struct d1_strbuf opened = {0}, now = {0};
    bool same = d1_repo_brief_state(&now, snapshot);

    if (same)
        add_state(&opened, snapshot->repo->index_path, &snapshot->index_file);
    same = same && d1_str_eq(d1_strbuf_view(&now), state) && d1_str_eq(d1_strbuf_view(&opened), state);
    d1_strbuf_release(&opened);
    d1_strbuf_release(&now);
    return same;
}

static void add_row(struct d1_strbuf *rows, struct d1_strbuf *paths, const git_index_entry *entry)
{
    struct row row = {
        .path = (uint32_t)paths->len,
        .mode = entry->mode,
        .size = entry->file_size,
        .inode = entry->ino,
        .owner = entry->uid,
        .group = entry->gid,
        .written = entry->mtime.seconds,
        .changed = entry->ctime.seconds,
        .written_nanos = entry->mtime.nanoseconds,
        .changed_nanos = entry->ctime.nanoseconds,
    };

    memcpy(row.id, entry->id.id, sizeof row.id);
    d1_strbuf_add(rows, (const char *)&row, sizeof row);
    d1_strbuf_add(paths, entry->path, strlen(entry->path) + 1);
}

/* What is in conflict, and what is no file, is never as the index knows it. */
static bool may_be_unmodified(const git_index_entry *entry)
{
    return git_index_entry_stage(entry) == 0 && d1_repo_kind_of_mode(entry->mode) == D1_REPO_FILE;
}

int d1_repo_brief_write(struct d1_strbuf *out, struct d1_repo_snapshot *snapshot, struct d1_str state)
{
    struct d1_strbuf rows = {0}, paths = {0};
    struct head head;
    git_index *index = NULL;
    int result = d1_repo_tracked(snapshot, &index, NULL);
    size_t count = result == 0 && index ? git_index_entrycount(index) : 0;

    for (size_t i = 0; i < count; i++)
        if (may_be_unmodified(git_index_get_byindex(index, i)))
            add_row(&rows, &paths, git_index_get_byindex(index, i));
    head = (struct head){
        .count = rows.len / sizeof(struct row),
        .length = paths.len,
        .written = snapshot->index_file.st_mtim.tv_sec,
        .written_nanos = snapshot->index_file.st_mtim.tv_nsec,
    };
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    d1_strbuf_str(out, d1_strbuf_view(&rows));
    d1_strbuf_str(out, d1_strbuf_view(&paths));
    if (result < 0 || rows.oom || paths.oom || out->oom)
        result = D1_ERR_MEMORY;
    else
        result = index && paths.len <= UINT32_MAX && has_state(snapshot, state);
    d1_strbuf_release(&rows);
    d1_strbuf_release(&paths);
    return result;
}

/* ---- reading ---- */

bool d1_repo_brief_take(struct d1_repo_snapshot *snapshot, struct d1_str bytes)
{
    struct head head;

    if (bytes.len < sizeof head)
        return false;
    memcpy(&head, bytes.ptr, sizeof head);
    bytes = d1_str_sub(bytes, sizeof head, bytes.len);
    if (head.count > bytes.len / sizeof(struct row) || head.length != bytes.len - head.count * sizeof(struct row) ||
        (head.length && bytes.ptr[bytes.len - 1] != '\0'))
        return false;
    snapshot->brief = (struct d1_repo_brief){
        .rows = bytes.ptr,
        .paths = bytes.ptr + head.count * sizeof(struct row),
        .count = (size_t)head.count,
        .length = (size_t)head.length,
        .written = {.tv_sec = (time_t)head.written, .tv_nsec = (long)head.written_nanos},
    };
    return true;
}

static struct row row_at(const struct d1_repo_brief *brief, size_t i)
{
    struct row row;

    memcpy(&row, brief->rows + i * sizeof row, sizeof row);
    return row;
}

static const char *path_at(const struct d1_repo_brief *brief, size_t i)
{
    uint32_t from = row_at(brief, i).path;

    return from < brief->length ? brief->paths + from : "";
}

/* The first row whose path is not less than another. */
static size_t lower_bound(const struct d1_repo_brief *brief, struct d1_str path)
{
    size_t from = 0, to = brief->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (d1_str_cmp(d1_str(path_at(brief, middle)), path) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool d1_repo_brief_find(const struct d1_repo_brief *brief, struct d1_str path, size_t *near, git_index_entry *entry)
{
    size_t i = *near;
    struct row row;

    if (i >= brief->count || !d1_str_is(path, path_at(brief, i)))
        i = lower_bound(brief, path);
    *near = i + 1;
    if (i >= brief->count || !d1_str_is(path, path_at(brief, i)))
        return false;
    row = row_at(brief, i);
    *entry = (git_index_entry){
        .mode = row.mode,
        .file_size = row.size,
        .ino = row.inode,
        .uid = row.owner,
        .gid = row.group,
        .mtime = {.seconds = row.written, .nanoseconds = row.written_nanos},
        .ctime = {.seconds = row.changed, .nanoseconds = row.changed_nanos},
    };
    memcpy(entry->id.id, row.id, sizeof row.id);
    return true;
}
