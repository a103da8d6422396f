/* One path of the work tree: what lies there, and whether it belongs to the snapshot. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "repo/list/worktree.h"

static bool has_git_component(struct d1_str path)
{
    for (size_t from = 0; from < path.len;) {
        size_t to = d1_str_find(path, '/', from);

        if (d1_str_is(d1_str_sub(path, from, to - from), ".git"))
            return true;
        from = to + 1;
    }
    return false;
}

/* Adds the rules of one directory; false when it belongs to another repository or cannot be opened. */
static int push_directory(struct d1_repo_snapshot *snapshot, struct d1_repo_ignore *ignore, struct d1_str directory)
{
    char *path = d1_strndup(directory.len ? directory.ptr : "", directory.len);
    int fd, code = 1;

    if (!path)
        return D1_ERR_MEMORY;
    fd = d1_repo_open_beneath(snapshot->root_fd, path, O_RDONLY | O_DIRECTORY, false);
    d1_free(path);
    if (fd < 0 || (directory.len > 0 && d1_repo_is_repository(fd)))
        code = 0;
    else if (d1_repo_ignore_push_file(ignore, fd, ".gitignore", directory.len ? directory.len + 1 : 0, false) ==
             D1_ERR_MEMORY)
        code = D1_ERR_MEMORY;
    if (fd >= 0)
        close(fd);
    return code;
}

/* Whether a path is neither ignored nor in another repository, whatever is tracked: 1, 0, or D1_ERR_MEMORY. */
static int is_visible(struct d1_repo_snapshot *snapshot, struct d1_str path, bool is_directory)
{
    struct d1_repo_ignore ignore = {0};
    int code = d1_repo_worktree_rules(&ignore, snapshot->repo);

    if (code == 0)
        code = push_directory(snapshot, &ignore, d1_str(""));
    for (size_t slash = d1_str_find(path, '/', 0); slash < path.len && code > 0;
         slash = d1_str_find(path, '/', slash + 1)) {
        struct d1_str directory = d1_strn(path.ptr, slash);

        if (d1_repo_ignore_matches(&ignore, directory, true))
            code = 0;
        else
            code = push_directory(snapshot, &ignore, directory);
    }
    if (code > 0 && d1_repo_ignore_matches(&ignore, path, is_directory))
        code = 0;
    d1_repo_ignore_release(&ignore);
    return code;
}

/* 1, 0, or D1_ERR_MEMORY. */
static int is_tracked(struct d1_repo_snapshot *snapshot, struct d1_str path, bool is_directory, struct d1_error *error)
{
    const git_index_entry *entry;
    struct d1_strbuf directory = {0};
    bool beneath = false;
    int code = d1_repo_tracked_find(snapshot, path, &entry, error);

    if (code < 0 || entry || !is_directory)
        return code < 0 ? code : entry != NULL;
    d1_strbuf_str(&directory, path);
    d1_strbuf_putc(&directory, '/');
    code = directory.oom ? d1_error_memory(error)
                         : d1_repo_tracked_beneath(snapshot, d1_strbuf_view(&directory), &beneath, error);
    d1_strbuf_release(&directory);
    return code < 0 ? code : beneath;
}

int d1_repo_worktree_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry,
                            struct d1_error *error)
{
    struct d1_str text = d1_str(path);
    const git_index_entry *tracked;
    enum d1_repo_kind kind;
    struct stat st;
    bool nested;
    int fd, known;

    entry->kind = D1_REPO_ABSENT;
    if (has_git_component(text))
        return 0;
    fd = d1_repo_open_beneath(snapshot->root_fd, path, O_PATH, false);
    if (fd < 0)
        return d1_repo_sparse_lookup(snapshot, text, entry, error);
    if (fstat(fd, &st) < 0)
        st.st_mode = 0;
    nested = text.len > 0 && S_ISDIR(st.st_mode) && d1_repo_is_repository(fd);
    close(fd);
    if (snapshot->repo->git && text.len > 0) {
        known = is_visible(snapshot, text, S_ISDIR(st.st_mode));
        if (known < 0)
            return d1_error_memory(error);
        if (known == 0 && (known = is_tracked(snapshot, text, S_ISDIR(st.st_mode), error)) <= 0)
            return known;
    }
    if (S_ISDIR(st.st_mode)) {
        known = d1_repo_tracked_find(snapshot, text, &tracked, error);
        if (known < 0)
            return known;
        entry->kind = tracked && tracked->mode == GIT_FILEMODE_COMMIT ? D1_REPO_SUBMODULE
                      : nested                                        ? D1_REPO_NESTED
                                                                      : D1_REPO_DIRECTORY;
    } else {
        known = d1_repo_worktree_kind(&kind, snapshot, text, (unsigned char)IFTODT(st.st_mode), error);
        if (known < 0)
            return known;
        entry->kind = (uint8_t)kind;
        if (S_ISREG(st.st_mode))
            entry->size = (uint64_t)st.st_size;
    }
    return 0;
}
