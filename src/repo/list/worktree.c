/*
 * The work tree: what git tracks and still lies on disk, and what is new and not ignored. One walk over the
 * directories; contents are not looked at, and the ignore rules are asked for untracked paths only. A plain directory
 * is walked the same way, with nothing tracked and no rules.
 */
#include "repo/list/worktree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- rules that hold for the whole work tree ---- */

int d1_repo_worktree_rules(struct d1_repo_ignore *ignore, const struct d1_repo *repo)
{
    char path[4096];
    int code = 0;

    ignore->ignore_case = repo->ignore_case;
    if (!repo->git)
        return 0;
    if (repo->excludes_file[0])
        code = d1_repo_ignore_push_file(ignore, AT_FDCWD, repo->excludes_file, 0, true);
    if (code == D1_ERR_MEMORY)
        return code;
    if ((size_t)snprintf(path, sizeof(path), "%s/info/exclude", repo->info.common_dir) < sizeof(path))
        code = d1_repo_ignore_push_file(ignore, AT_FDCWD, path, 0, true);
    return code == D1_ERR_MEMORY ? code : 0;
}

/* ---- the walk ---- */

struct name {
    const char *text;
    size_t len;
    unsigned char type; /* DT_* */
};

struct names {
    D1_VEC_MEMBERS(struct name);
    bool has_ignore;     /* a .gitignore is among what was left out */
    bool has_attributes; /* a .gitattributes is */
    bool has_git;        /* a .git is */
};

struct walk {
    struct d1_repo_snapshot *snapshot;
    struct d1_strbuf path; /* of the directory that is walked, with a final '/' unless it is the root */
    struct d1_repo_ignore ignore;
    struct d1_arena texts; /* names of the directories on the way down */
    unsigned depth;
    size_t nested; /* repositories that were not entered */
    struct d1_error *error;
};

static int walk_directory(struct walk *w, int fd, bool tracked_only);

static int add(struct walk *w, enum d1_repo_kind kind, const char *reason)
{
    struct d1_str path = d1_strbuf_view(&w->path);

    if (path.len > 0 && path.ptr[path.len - 1] == '/')
        path.len--;
    return d1_repo_entry_add(w->snapshot, path, kind, NULL, reason, w->error);
}

static int add_unreadable(struct walk *w, int number)
{
    const char *reason = d1_repo_text(&w->snapshot->arena,
                                      "this directory cannot be read (%s), so what it holds is "
                                      "unknown",
                                      strerror(number));

    return reason ? add(w, D1_REPO_UNREADABLE, reason) : d1_error_memory(w->error);
}

static unsigned char type_of(DIR *dir, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    return fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ? DT_UNKNOWN
                                                                            : (unsigned char)IFTODT(st.st_mode);
}

/* git's order of names in a tree: a directory sorts as if its name ended with '/'. */
static int compare_names(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    size_t len = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, len);
    unsigned char next_a, next_b;

    if (order)
        return order;
    next_a = len < a->len ? (unsigned char)a->text[len] : a->type == DT_DIR ? '/' : '\0';
    next_b = len < b->len ? (unsigned char)b->text[len] : b->type == DT_DIR ? '/' : '\0';
    return next_a - next_b;
}

/* Collects directories and files with a wanted suffix, in order. errno is set on -1, 0 for want of memory. */
static int collect(struct walk *w, DIR *dir, struct names *names)
{
    const struct dirent *entry;
    struct name name;

    while (errno = 0, (entry = readdir(dir))) {
        if (entry->d_name[0] == '.') {
            names->has_ignore |= strcmp(entry->d_name, ".gitignore") == 0;
            names->has_attributes |= strcmp(entry->d_name, ".gitattributes") == 0;
            names->has_git |= strcmp(entry->d_name, ".git") == 0;
            continue;
        }
        name.len = strlen(entry->d_name);
        name.type = type_of(dir, entry);
        if (name.type != DT_DIR && !d1_repo_wanted(w->snapshot, entry->d_name, name.len))
            continue;
        name.text = d1_arena_str(&w->texts, d1_strn(entry->d_name, name.len)).ptr;
        if (!name.text || d1_vec_push(names, name) < 0) {
            errno = 0;
            return -1;
        }
    }
    if (errno)
        return -1;
    if (names->len > 1)
        qsort(names->items, names->len, sizeof(names->items[0]), compare_names);
    return 0;
}

bool d1_repo_is_repository(int fd)
{
    struct stat st;

    if (fstatat(fd, ".git", &st, 0) < 0)
        return false;
    return S_ISREG(st.st_mode) || (S_ISDIR(st.st_mode) && fstatat(fd, ".git/HEAD", &st, AT_SYMLINK_NOFOLLOW) == 0);
}

static enum d1_repo_kind kind_of_type(unsigned char type)
{
    switch (type) {
    case DT_REG:
        return D1_REPO_FILE;
    case DT_LNK:
        return D1_REPO_SYMLINK;
    default:
        return D1_REPO_SPECIAL;
    }
}

int d1_repo_worktree_kind(enum d1_repo_kind *kind, struct d1_repo_snapshot *snapshot, struct d1_str path,
                          unsigned char type, struct d1_error *error)
{
    const git_index_entry *tracked = NULL;
    int code = 0;

    *kind = kind_of_type(type);
    if (*kind == D1_REPO_FILE && snapshot->repo->links_are_files)
        code = d1_repo_tracked_find(snapshot, path, &tracked, error);
    if (tracked && tracked->mode == GIT_FILEMODE_LINK)
        *kind = D1_REPO_SYMLINK;
    return code;
}

static bool is_ignored(struct walk *w, struct d1_str path, bool is_directory)
{
    bool ignored = d1_repo_ignore_matches(&w->ignore, path, is_directory);

    w->snapshot->met_ignored = w->snapshot->met_ignored || ignored;
    return ignored;
}

static int walk_file(struct walk *w, const struct name *name, bool tracked_only)
{
    struct d1_str path = d1_strbuf_view(&w->path);
    const git_index_entry *tracked;
    enum d1_repo_kind kind;
    int code;

    if (name->type == DT_UNKNOWN || !d1_repo_lists(w->snapshot, path))
        return 0; /* vanished while the directory was read, or not asked for */
    if (tracked_only || is_ignored(w, path, false)) {
        code = d1_repo_tracked_find(w->snapshot, path, &tracked, w->error);
        if (code < 0 || !tracked)
            return code;
    }
    code = d1_repo_worktree_kind(&kind, w->snapshot, path, name->type, w->error);
    return code < 0 ? code : add(w, kind, NULL);
}

/* Enters a directory that lies in the directory fd. */
static int enter(struct walk *w, int fd, const char *name, bool tracked_only)
{
    int child, code;

    if (w->depth >= D1_LIMIT_PATH_DEPTH) {
        const char *reason =
            d1_repo_text(&w->snapshot->arena, "directories are nested more than %d deep: nothing below is looked at",
                         D1_LIMIT_PATH_DEPTH);

        return reason ? add(w, D1_REPO_UNREADABLE, reason) : d1_error_memory(w->error);
    }
    child = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (child < 0)
        /* Gone, or something else now: then the directory that was listed is no longer there. */
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : add_unreadable(w, errno);
    w->depth++;
    code = walk_directory(w, child, tracked_only);
    w->depth--;
    return code;
}

/* Lists a directory that is named like a file. */
static int add_directory(struct walk *w, struct d1_str path)
{
    const git_index_entry *tracked;
    int code = d1_repo_tracked_find(w->snapshot, path, &tracked, w->error);

    if (code < 0)
        return code;
    return add(w, tracked && tracked->mode == GIT_FILEMODE_COMMIT ? D1_REPO_SUBMODULE : D1_REPO_DIRECTORY, NULL);
}

static int walk_child_directory(struct walk *w, int fd, const struct name *name, bool tracked_only)
{
    struct d1_repo_snapshot *snapshot = w->snapshot;
    struct d1_str path = d1_strbuf_view(&w->path);
    bool listed = d1_repo_wanted(snapshot, path.ptr, path.len) && d1_repo_lists(snapshot, path);
    bool ignored, tracked = true;
    int code = 0;

    if (!d1_repo_enters(snapshot, path))
        return 0;
    ignored = tracked_only || is_ignored(w, path, true);
    d1_strbuf_putc(&w->path, '/');
    if (w->path.oom)
        return d1_error_memory(w->error);
    if (ignored)
        code = d1_repo_tracked_beneath(snapshot, d1_strbuf_view(&w->path), &tracked, w->error);
    if (code < 0 || !tracked)
        return code;
    if (listed)
        code = add_directory(w, d1_strn(w->path.ptr, w->path.len - 1));
    return code < 0 ? code : enter(w, fd, name->text, ignored);
}

static int walk_names(struct walk *w, int fd, const struct names *names, bool tracked_only)
{
    size_t base = w->path.len;
    int code = d1_repo_count_paths(w->snapshot, names->len, w->error);

    for (size_t i = 0; i < names->len && code >= 0; i++) {
        const struct name *name = &names->items[i];

        d1_strbuf_add(&w->path, name->text, name->len);
        if (w->path.oom)
            code = d1_error_memory(w->error);
        else if (name->type == DT_DIR)
            code = walk_child_directory(w, fd, name, tracked_only);
        else
            code = walk_file(w, name, tracked_only);
        d1_strbuf_truncate(&w->path, base);
    }
    return code;
}

/* Pushes the .gitignore of the directory that is walked. */
static int push_ignore_file(struct walk *w, int fd)
{
    int code = d1_repo_ignore_push_file(&w->ignore, fd, ".gitignore", w->path.len, false);

    if (code == D1_ERR_MEMORY)
        return d1_error_memory(w->error);
    if (code == D1_ERR_LIMIT)
        return d1_repo_notice_add(&w->snapshot->notices, "ignore-file-too-large",
                                  d1_repo_text(&w->snapshot->arena,
                                               "%.*s.gitignore is larger than %d bytes: its rules are not applied",
                                               (int)w->path.len, w->path.len ? w->path.ptr : "", D1_LIMIT_IGNORE_BYTES),
                                  w->error);
    return code;
}

/* Notes that the directory that is walked has a .gitattributes. */
static int note_attributes(struct walk *w)
{
    const char *path =
        d1_repo_text(&w->snapshot->arena, "%.*s.gitattributes", (int)w->path.len, w->path.len ? w->path.ptr : "");

    return path && d1_vec_push(&w->snapshot->attributes, path) == 0 ? 0 : d1_error_memory(w->error);
}

/*
 * Walks the directory fd, which it closes; tracked_only leaves out what is not in the index, as in a directory that is
 * ignored but has tracked files.
 */
static int walk_directory(struct walk *w, int fd, bool tracked_only)
{
    struct d1_arena_mark mark = d1_arena_mark(&w->texts);
    size_t rules = w->ignore.len;
    struct names names = {0};
    DIR *dir = fdopendir(fd);
    int code = 0;

    if (!dir) {
        close(fd);
        return d1_error_memory(w->error);
    }
    if (collect(w, dir, &names) < 0) {
        code = errno ? add_unreadable(w, errno) : d1_error_memory(w->error);
        goto done;
    }
    if (names.has_attributes && (code = note_attributes(w)) < 0)
        goto done;
    if (w->depth > 0 && names.has_git && d1_repo_is_repository(fd)) {
        bool tracked;

        w->nested++;
        tracked_only = true;
        code = d1_repo_tracked_beneath(w->snapshot, d1_strbuf_view(&w->path), &tracked, w->error);
        if (code < 0 || !tracked)
            goto done;
    }
    if (w->snapshot->repo->git && names.has_ignore && !tracked_only && !w->snapshot->filter.ignored &&
        (code = push_ignore_file(w, fd)) < 0)
        goto done;
    code = walk_names(w, fd, &names, tracked_only);
done:
    d1_repo_ignore_pop(&w->ignore, rules);
    d1_vec_release(&names);
    d1_arena_rewind(&w->texts, mark);
    closedir(dir);
    return code;
}

static int note_nested(struct walk *w)
{
    if (w->nested == 0 || w->snapshot->repo->git)
        return 0;
    return d1_repo_notice_add(
        &w->snapshot->notices, "nested-repositories",
        d1_repo_text(&w->snapshot->arena, "%zu git %s beneath this directory %s not entered: each is linted by itself",
                     w->nested, w->nested == 1 ? "repository" : "repositories", w->nested == 1 ? "was" : "were"),
        w->error);
}

int d1_repo_worktree_list(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct walk w = {.snapshot = snapshot, .error = error};
    int fd = openat(snapshot->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int code;

    if (fd < 0)
        return d1_error_set(error, D1_ERR_READ, "%s cannot be read: %s", snapshot->repo->info.root, strerror(errno));
    code = snapshot->filter.ignored ? 0 : d1_repo_worktree_rules(&w.ignore, snapshot->repo);
    if (code < 0) {
        close(fd);
        d1_error_memory(error);
    } else {
        code = walk_directory(&w, fd, false);
    }
    if (code >= 0 && w.ignore.steps > D1_LIMIT_IGNORE_STEPS)
        code =
            d1_repo_notice_add(&snapshot->notices, "ignore-rules-too-slow",
                               d1_repo_text(&snapshot->arena,
                                            "the ignore rules (.gitignore, .git/info/exclude) take more than %d steps "
                                            "on the files here: those that are listed last are not ignored",
                                            D1_LIMIT_IGNORE_STEPS),
                               error);
    if (code >= 0)
        code = note_nested(&w);
    if (code >= 0)
        code = d1_repo_sparse_list(snapshot, error);
    d1_repo_ignore_release(&w.ignore);
    d1_strbuf_release(&w.path);
    d1_arena_release(&w.texts);
    return code;
}
