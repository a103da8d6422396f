#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- what is listed ---- */

bool d1_repo_has_suffix(const char *const *suffixes, const char *name, size_t len)
{
    for (const char *const *suffix = suffixes; *suffix; suffix++) {
        size_t n = strlen(*suffix);

        if (len > n && strncasecmp(name + len - n, *suffix, n) == 0)
            return true;
    }
    return false;
}

bool d1_repo_wanted(const struct d1_repo_snapshot *snapshot, const char *name, size_t len)
{
    return d1_repo_has_suffix(snapshot->filter.suffixes, name, len);
}

bool d1_repo_lists(const struct d1_repo_snapshot *snapshot, struct d1_str path)
{
    const struct d1_repo_filter *filter = &snapshot->filter;

    if (filter->under_count == 0)
        return true;
    for (size_t i = 0; i < filter->under_count; i++)
        if (d1_repo_path_beneath(path, d1_str(filter->under[i])))
            return true;
    return false;
}

bool d1_repo_enters(const struct d1_repo_snapshot *snapshot, struct d1_str directory)
{
    const struct d1_repo_filter *filter = &snapshot->filter;

    if (d1_repo_lists(snapshot, directory))
        return true;
    for (size_t i = 0; i < filter->under_count; i++)
        if (d1_repo_path_beneath(d1_str(filter->under[i]), directory))
            return true;
    return false;
}

/* The usual reason of a kind; NULL for files. */
static const char *reason_of(enum d1_repo_kind kind)
{
    switch (kind) {
    case D1_REPO_SYMLINK:
        return "this is a symbolic link, which is not followed: put the file itself here";
    case D1_REPO_SPECIAL:
        return "this is a FIFO, a socket or a device, not a file: remove it, or put a file in its place";
    case D1_REPO_DIRECTORY:
        return "this is a directory, although it is named like a file: give it another name";
    case D1_REPO_SUBMODULE:
        return "this is a submodule, a repository of its own, which is not entered";
    case D1_REPO_NESTED:
        return "this is a repository of its own, which is not entered";
    case D1_REPO_CONFLICT:
        return "this file is part of an unfinished merge: resolve the conflict and `git add` the result";
    case D1_REPO_UNREADABLE:
        return "this cannot be read";
    case D1_REPO_ABSENT:
        return "nothing is here";
    default:
        return NULL;
    }
}

int d1_repo_entry_add(struct d1_repo_snapshot *snapshot, struct d1_str path, enum d1_repo_kind kind, const git_oid *id,
                      const char *reason, struct d1_error *error)
{
    struct d1_repo_entry entry = {
        .path = d1_arena_str(&snapshot->arena, path).ptr,
        .path_len = (uint32_t)path.len,
        .kind = (uint8_t)kind,
        .size = D1_REPO_SIZE_UNKNOWN,
        .reason = reason ? reason : reason_of(kind),
    };

    if (id)
        memcpy(entry.id, id->id, sizeof(entry.id));
    if (!entry.path || d1_vec_push(&snapshot->entries, entry) < 0)
        return d1_error_memory(error);
    return 0;
}

int d1_repo_count_paths(struct d1_repo_snapshot *snapshot, size_t more, struct d1_error *error)
{
    snapshot->looked_at += more;
    if (snapshot->looked_at > D1_LIMIT_PATHS)
        return d1_error_set(error, D1_ERR_LIMIT,
                            "there are more than %d files and directories, the most that are looked at",
                            D1_LIMIT_PATHS);
    return 0;
}

/* ---- order ---- */

static struct d1_str path_of(const struct d1_repo_entry *entry)
{
    return d1_strn(entry->path, entry->path_len);
}

static int compare_entries(const void *left, const void *right)
{
    const struct d1_repo_entry *a = left, *b = right;
    int order = d1_str_cmp(path_of(a), path_of(b));

    return order ? order : (b->kind > a->kind) - (b->kind < a->kind);
}

/*
 * Puts the entries in order, which they nearly are, and leaves one of each path. Only damaged trees and conflicts of
 * a file with a directory give a path twice; what is known to be unusable, sorted first, then stands for both.
 */
static void arrange(struct d1_repo_snapshot *snapshot)
{
    bool sorted = true;
    size_t kept = 0;

    for (size_t i = 1; i < snapshot->entries.len && sorted; i++)
        sorted = d1_str_cmp(path_of(&snapshot->entries.items[i - 1]), path_of(&snapshot->entries.items[i])) < 0;
    if (sorted)
        return;
    qsort(snapshot->entries.items, snapshot->entries.len, sizeof(snapshot->entries.items[0]), compare_entries);
    for (size_t i = 0; i < snapshot->entries.len; i++) {
        struct d1_repo_entry *last = kept ? &snapshot->entries.items[kept - 1] : NULL;

        if (!last || !d1_str_eq(path_of(last), path_of(&snapshot->entries.items[i]))) {
            snapshot->entries.items[kept++] = snapshot->entries.items[i];
        } else if (last->kind != D1_REPO_CONFLICT && last->kind != D1_REPO_UNREADABLE) {
            last->kind = D1_REPO_UNREADABLE;
            last->reason = "its tree has this name twice: `git fsck` tells what is wrong with it";
        }
    }
    snapshot->entries.len = kept;
}

bool d1_repo_entry_find(const struct d1_repo_snapshot *snapshot, struct d1_str path, size_t *at)
{
    size_t low = 0, high = snapshot->entries.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = d1_str_cmp(path_of(&snapshot->entries.items[middle]), path);

        if (order == 0) {
            *at = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return false;
}

/* ---- opening ---- */

static int check_source(const struct d1_repo *repo, enum d1_repo_source source, struct d1_error *error)
{
    if (source == D1_REPO_REVISION)
        return 0; /* checked with the revision itself */
    if (!repo->info.is_git && source == D1_REPO_INDEX)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s lies in no git repository, so nothing is staged: leave --staged out to lint its files",
                            repo->info.root);
    if (repo->info.is_bare)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s is a bare repository without work tree and index: name a revision with --rev",
                            repo->info.root);
    return 0;
}

static int open_source(struct d1_repo_snapshot *snapshot, const char *revision, struct d1_error *error)
{
    struct d1_repo *repo = snapshot->repo;
    int code;

    if (snapshot->source == D1_REPO_REVISION) {
        if (!revision)
            return d1_error_set(error, D1_ERR_USAGE, "no revision was named");
        snapshot->unlisted = true;
        return d1_repo_revision_open(snapshot, revision, error);
    }
    if ((code = d1_repo_head(snapshot, error)) < 0)
        return code;
    if (snapshot->source == D1_REPO_INDEX) {
        code = d1_repo_index_open(&snapshot->index, repo, error);
        return code < 0 ? code : d1_repo_index_list(snapshot, error);
    }
    snapshot->root_fd = open(repo->info.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (snapshot->root_fd < 0)
        return d1_error_set(error, D1_ERR_READ, "%s cannot be read: %s", repo->info.root, strerror(errno));
    return d1_repo_worktree_list(snapshot, error);
}

int d1_repo_snapshot_list(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    int code = 0;

    if (snapshot->unlisted)
        code = d1_repo_tree_list(snapshot, error);
    else if (!snapshot->filter.suffixes)
        return 0; /* it is listed, and in order */
    snapshot->unlisted = false;
    arrange(snapshot);
    /* What the options point to need not outlive this call. */
    snapshot->filter = (struct d1_repo_filter){0};
    return code;
}

int d1_repo_snapshot_open(struct d1_repo_snapshot **out, struct d1_repo *repo,
                          const struct d1_repo_snapshot_options *options, struct d1_error *error)
{
    static const char *const yaml[] = {".yaml", ".yml", NULL};
    struct d1_repo_snapshot *snapshot;
    int code = check_source(repo, options->source, error);

    if (code < 0)
        return code;
    snapshot = d1_calloc(1, sizeof(*snapshot));
    if (!snapshot)
        return d1_error_memory(error);
    snapshot->repo = repo;
    snapshot->source = options->source;
    snapshot->root_fd = -1;
    snapshot->filter.suffixes = options->suffixes ? options->suffixes : yaml;
    snapshot->filter.ignored = snapshot->lists_ignored = options->ignored;
    snapshot->filter.under = options->under;
    snapshot->filter.under_count = options->under_count;
    pthread_mutex_init(&snapshot->lock, NULL);
    pthread_mutex_init(&snapshot->index_lock, NULL);
    for (size_t i = 0; i < repo->notices.len && code >= 0; i++)
        code = d1_repo_notice_add(&snapshot->notices, repo->notices.items[i].code, repo->notices.items[i].text, error);
    if (code >= 0)
        code = open_source(snapshot, options->revision, error);
    if (code >= 0 && !(options->later && snapshot->unlisted))
        code = d1_repo_snapshot_list(snapshot, error);
    if (code >= 0 && snapshot->source == D1_REPO_WORKTREE &&
        !(snapshot->was_read = d1_calloc(snapshot->entries.len + 1, sizeof *snapshot->was_read)))
        code = d1_error_memory(error);
    if (code < 0) {
        d1_repo_snapshot_free(snapshot);
        return code;
    }
    *out = snapshot;
    return 0;
}

void d1_repo_snapshot_free(struct d1_repo_snapshot *snapshot)
{
    if (!snapshot)
        return;
    git_tree_free(snapshot->tree);
    git_index_free(snapshot->index);
    if (snapshot->root_fd >= 0)
        close(snapshot->root_fd);
    d1_vec_release(&snapshot->entries);
    d1_vec_release(&snapshot->notices);
    d1_vec_release(&snapshot->laid);
    d1_vec_release(&snapshot->attributes);
    d1_free((void *)snapshot->was_read);
    d1_arena_release(&snapshot->arena);
    pthread_mutex_destroy(&snapshot->lock);
    pthread_mutex_destroy(&snapshot->index_lock);
    d1_free(snapshot);
}

/* ---- asking ---- */

const struct d1_repo_entry *d1_repo_snapshot_entries(const struct d1_repo_snapshot *snapshot, size_t *count)
{
    *count = snapshot->entries.len;
    return snapshot->entries.items;
}

size_t d1_repo_group_end(const struct d1_repo_entry *entries, size_t count, size_t from)
{
    size_t end = from + 1;

    while (end < count && end - from < D1_REPO_GROUP_MOST && d1_str_hash(d1_str(entries[end].path)) % D1_REPO_GROUP)
        end++;
    return end;
}

const struct d1_repo_notice *d1_repo_snapshot_notices(const struct d1_repo_snapshot *snapshot, size_t *count)
{
    *count = snapshot->notices.len;
    return snapshot->notices.items;
}

enum d1_repo_source d1_repo_snapshot_source(const struct d1_repo_snapshot *snapshot)
{
    return snapshot->source;
}

bool d1_repo_snapshot_ignores(const struct d1_repo_snapshot *snapshot)
{
    return snapshot->met_ignored;
}

const struct d1_repo_commit *d1_repo_snapshot_commit(const struct d1_repo_snapshot *snapshot)
{
    return &snapshot->commit;
}

static bool is_too_deep(struct d1_str path)
{
    size_t components = 1;

    for (size_t i = 0; i < path.len; i++)
        components += path.ptr[i] == '/';
    return path.len >= PATH_MAX || components > D1_LIMIT_PATH_DEPTH;
}

/*
 * The file that the walk of the work tree has found at a path; NULL where it has not, or did not ask what is ignored.
 * Asking that once more takes longer than reading the file.
 */
static const struct d1_repo_entry *listed_file(const struct d1_repo_snapshot *snapshot, struct d1_str path)
{
    size_t at;

    if (snapshot->source != D1_REPO_WORKTREE || snapshot->lists_ignored || !d1_repo_entry_find(snapshot, path, &at) ||
        snapshot->entries.items[at].kind != D1_REPO_FILE)
        return NULL;
    return &snapshot->entries.items[at];
}

int d1_repo_lookup(struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_repo_entry *entry,
                   struct d1_error *error)
{
    struct d1_repo_entry result = {.kind = D1_REPO_ABSENT, .size = D1_REPO_SIZE_UNKNOWN, .path = ""};
    const struct d1_repo_entry *listed = d1_repo_laid(snapshot, path) ? NULL : listed_file(snapshot, path);
    int code = 0;

    if (listed) {
        result = *listed;
    } else if (d1_repo_path_valid(path) && !is_too_deep(path)) {
        pthread_mutex_lock(&snapshot->lock);
        result.path = path.len ? d1_arena_str(&snapshot->arena, path).ptr : "";
        pthread_mutex_unlock(&snapshot->lock);
        if (!result.path)
            return d1_error_memory(error);
        result.path_len = (uint32_t)path.len;
        if (d1_repo_laid(snapshot, path))
            result.kind = D1_REPO_FILE;
        else if (snapshot->tree)
            code = d1_repo_tree_lookup(snapshot, result.path, &result, error);
        else if (snapshot->source == D1_REPO_WORKTREE)
            code = d1_repo_worktree_lookup(snapshot, result.path, &result, error);
        else if (path.len == 0)
            result.kind = D1_REPO_DIRECTORY;
        else
            code = d1_repo_index_lookup(snapshot, result.path, &result);
    }
    if (code < 0)
        return code;
    result.reason = reason_of((enum d1_repo_kind)result.kind);
    *entry = result;
    return 0;
}

/* ---- paths of the command line ---- */

bool d1_repo_path_from_root(struct d1_strbuf *path, const struct d1_repo *repo, const char *argument)
{
    struct d1_str root = strcmp(repo->info.root, "/") == 0 ? d1_str("") : d1_str(repo->info.root);
    struct d1_strbuf absolute = {0};
    char resolved[PATH_MAX];
    bool inside = false;
    struct d1_str from;

    if (argument[0] == '/')
        inside = d1_repo_path_normalize(&absolute, d1_str(""), d1_str(argument + 1));
    else
        inside = d1_repo_path_normalize(&absolute, d1_str(repo->start + 1), d1_str(argument));
    from = d1_strbuf_view(&absolute);
    inside = inside && (root.len == 0 || d1_repo_path_beneath(from, d1_str_sub(root, 1, root.len)));
    /* An absolute path may lead to the root by way of a link above it. */
    if (!inside && argument[0] == '/' && realpath(argument, resolved)) {
        d1_strbuf_clear(&absolute);
        d1_strbuf_puts(&absolute, resolved + 1);
        from = d1_strbuf_view(&absolute);
        inside = root.len == 0 || d1_repo_path_beneath(from, d1_str_sub(root, 1, root.len));
    }
    d1_strbuf_clear(path);
    if (inside)
        d1_strbuf_str(path, d1_str_sub(from, root.len, from.len));
    path->oom |= absolute.oom;
    d1_strbuf_release(&absolute);
    return inside;
}

int d1_repo_snapshot_path(char **path, const struct d1_repo_snapshot *snapshot, const char *argument,
                          struct d1_error *error)
{
    const struct d1_repo *repo = snapshot->repo;
    const char *directory = snapshot->commit.directory ? snapshot->commit.directory : "";
    struct d1_strbuf text = {0};
    bool inside;

    if (argument[0] != '/' && (repo->info.is_bare || directory[0])) {
        inside = d1_repo_path_normalize(&text, d1_str(""), d1_str(argument));
    } else if (repo->info.is_bare) {
        inside = false;
    } else {
        inside = d1_repo_path_from_root(&text, repo, argument);
        if (inside && directory[0]) {
            struct d1_str full = d1_strbuf_view(&text);

            inside = d1_repo_path_beneath(full, d1_str(directory));
            if (inside) {
                size_t skip = strlen(directory) + (full.len > strlen(directory));

                memmove(text.ptr, text.ptr + skip, full.len - skip);
                d1_strbuf_truncate(&text, full.len - skip);
            }
        }
    }
    if (text.oom) {
        d1_strbuf_release(&text);
        return d1_error_memory(error);
    }
    if (!inside) {
        d1_strbuf_release(&text);
        return d1_error_set(error, D1_ERR_USAGE, "the path '%s' lies outside of %s%s%s", argument,
                            directory[0] ? directory : repo->info.root, directory[0] ? " in " : "",
                            directory[0] ? "the revision" : "");
    }
    d1_strbuf_puts(&text, "");
    *path = text.ptr ? d1_strbuf_detach(&text) : d1_strdup("");
    return *path ? 0 : d1_error_memory(error);
}

void d1_repo_id_format(const uint8_t id[D1_REPO_ID_BYTES], char text[D1_REPO_ID_TEXT])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < D1_REPO_ID_BYTES; i++) {
        text[2 * i] = digits[id[i] >> 4];
        text[2 * i + 1] = digits[id[i] & 15];
    }
    text[D1_REPO_ID_TEXT - 1] = '\0';
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool d1_repo_id_parse(struct d1_str text, uint8_t id[D1_REPO_ID_BYTES])
{
    if (text.len != D1_REPO_ID_TEXT - 1)
        return false;
    for (size_t i = 0; i < D1_REPO_ID_BYTES; i++) {
        int high = digit_of(text.ptr[2 * i]), low = digit_of(text.ptr[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        id[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}
