/*
 * The object database of a repository: for each of its object directories a backend for packs and one for loose
 * objects. libgit2's own way to open them brings its reader of loose objects (loose.c says why that is not used) and
 * follows alternates of alternates without counting them.
 */
#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- what is said of objects ---- */

int d1_repo_refuse(const char *text)
{
    git_error_set_str(GIT_ERROR_ODB, text);
    return D1_REPO_EREFUSED;
}

int d1_repo_check_size(git_object_t type, size_t size)
{
    const size_t limit = type == GIT_OBJECT_TREE   ? D1_LIMIT_TREE_BYTES
                         : type == GIT_OBJECT_BLOB ? d1_repo_guard_blob_limit()
                                                   : D1_LIMIT_COMMIT_BYTES;
    char text[128];

    if (size <= limit)
        return 0;
    snprintf(text, sizeof(text), "has %zu bytes, more than the limit of %zu (%zu MiB)", size, limit, limit >> 20);
    git_error_set_str(GIT_ERROR_ODB, text);
    return D1_REPO_ELIMIT;
}

int d1_repo_object_error(struct d1_error *error, const struct d1_repo *repo, int git_code, const char *what,
                         const git_oid *id)
{
    char text[D1_REPO_ID_TEXT];
    const git_error *last = git_error_last();

    git_oid_tostr(text, sizeof(text), id);
    if (last && last->klass == GIT_ERROR_NOMEMORY)
        return d1_error_memory(error);
    if (git_code == D1_REPO_ELIMIT)
        return d1_error_set(error, D1_ERR_LIMIT, "%s (object %s) %s", what, text, d1_repo_git_message());
    if (git_code == D1_REPO_EREFUSED)
        return d1_error_set(error, D1_ERR_READ,
                            "%s (object %s) cannot be read: it %s; `git repack -adf` stores it anew", what, text,
                            d1_repo_git_message());
    if (git_code == GIT_ENOTFOUND && repo->info.is_partial)
        return d1_error_set(error, D1_ERR_READ,
                            "%s (object %s) was left out of this partial clone: fetch what is absent with `git fetch "
                            "--refetch --no-filter`",
                            what, text);
    if (git_code == GIT_ENOTFOUND)
        return d1_error_set(error, D1_ERR_READ,
                            "%s (object %s) is missing from the repository: `git fsck` lists what is lost, `git fetch "
                            "--refetch` gets it from a remote that has it",
                            what, text);
    if (git_code == GIT_EMISMATCH)
        return d1_error_set(
            error, D1_ERR_READ,
            "%s (object %s) is damaged: its bytes do not have this id; `git fsck` lists what is damaged", what, text);
    return d1_repo_git_error(error, D1_ERR_READ, "%s (object %s) cannot be read; `git fsck` lists what is damaged",
                             what, text);
}

/* ---- object directories ---- */

/* What is found before it is kept with the repository. */
struct directories {
    struct d1_repo *repo;
    struct d1_error *error;
    const char *paths[D1_LIMIT_ALTERNATES];
    struct {
        dev_t device;
        ino_t inode;
    } ids[D1_LIMIT_ALTERNATES];
    size_t count;
    bool noted; /* that something was left out */
};

static int note(struct directories *d, const char *path, const char *text)
{
    d->noted = true;
    return d1_repo_notice_add(&d->repo->notices, "alternates-left-out",
                              d1_repo_text(&d->repo->arena, "%s %s", path, text), d->error);
}

static int read_alternates(struct directories *d, const char *directory, unsigned depth);

/* Adds a directory and, in git's order, those that it names; one that is there already, or that is not, is no news. */
static int add_directory(struct directories *d, const char *path, unsigned depth)
{
    struct stat st;

    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
        return 0;
    for (size_t i = 0; i < d->count; i++)
        if (d->ids[i].device == st.st_dev && d->ids[i].inode == st.st_ino)
            return 0;
    if (d->count == D1_LIMIT_ALTERNATES || depth > D1_LIMIT_ALTERNATES_DEPTH)
        return d->noted ? 0
                        : note(d, path,
                               "is an object directory too many: no more than 100 are read, no more than 5 of them "
                               "one behind the other");
    if (!(d->paths[d->count] = d1_arena_strdup(&d->repo->arena, path)))
        return d1_error_memory(d->error);
    d->ids[d->count].device = st.st_dev;
    d->ids[d->count].inode = st.st_ino;
    path = d->paths[d->count++];
    return read_alternates(d, path, depth + 1);
}

/* A part of GIT_ALTERNATE_OBJECT_DIRECTORIES or a line of info/alternates; the latter are relative to `base`. */
static int add_named(struct directories *d, const char *base, struct d1_str name, unsigned depth)
{
    struct d1_strbuf path = {0};
    int code;

    if (name.len == 0 || memchr(name.ptr, '\0', name.len))
        return 0;
    if (base && name.ptr[0] != '/')
        d1_strbuf_printf(&path, "%s/", base);
    d1_strbuf_str(&path, name);
    code = path.oom ? d1_error_memory(d->error) : add_directory(d, path.ptr, depth);
    d1_strbuf_release(&path);
    return code;
}

/* The whole of an info/alternates file, or why it is not read; no file at all is an empty one. */
static const char *read_alternates_file(struct d1_strbuf *text, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *reason = NULL;
    struct stat st;
    ssize_t got = 0;
    char *bytes;

    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? NULL : "cannot be opened, so that objects may seem to be missing";
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        reason = "is a FIFO, a directory or such, not a file, so that objects may seem to be missing";
    else if (st.st_size > D1_LIMIT_ALTERNATES_BYTES)
        reason = "is larger than 256 KiB and is not read, so that objects may seem to be missing";
    else if ((bytes = d1_strbuf_reserve(text, (size_t)st.st_size + 1)) &&
             (got = pread(fd, bytes, (size_t)st.st_size, 0)) > 0)
        text->len += (size_t)got;
    close(fd);
    return reason;
}

static int read_alternates(struct directories *d, const char *directory, unsigned depth)
{
    const char *path = d1_repo_text(&d->repo->arena, "%s/info/alternates", directory);
    struct d1_strbuf text = {0};
    const char *reason = path ? read_alternates_file(&text, path) : NULL;
    struct d1_str rest = d1_strbuf_view(&text);
    int code = !path || text.oom ? d1_error_memory(d->error) : reason ? note(d, path, reason) : 0;

    while (rest.len > 0 && code == 0) {
        size_t end = d1_str_find(rest, '\n', 0);
        struct d1_str line = d1_strn(rest.ptr, end);

        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (line.len > 0 && line.ptr[0] != '#')
            code = add_named(d, directory, line, depth);
        rest = d1_str_sub(rest, end + 1, rest.len);
    }
    d1_strbuf_release(&text);
    return code;
}

/* GIT_ALTERNATE_OBJECT_DIRECTORIES, split at ':'; a part in double quotes may hold one, with '\' before a '"'. */
static int add_listed(struct directories *d, const char *list)
{
    struct d1_strbuf item = {0};
    int code = 0;

    while (list && *list && code == 0) {
        bool quoted = *list == '"';

        d1_strbuf_clear(&item);
        for (list += quoted; *list && (quoted ? *list != '"' : *list != ':'); list++) {
            if (quoted && *list == '\\' && list[1])
                list++;
            d1_strbuf_putc(&item, *list);
        }
        list += quoted && *list == '"';
        list += *list == ':';
        code = item.oom ? d1_error_memory(d->error) : add_named(d, NULL, d1_strbuf_view(&item), 1);
    }
    d1_strbuf_release(&item);
    return code;
}

/* ---- databases ---- */

static int add_backends(git_odb *odb, const char *directory, bool is_alternate)
{
    int (*add)(git_odb *, git_odb_backend *, int) = is_alternate ? git_odb_add_alternate : git_odb_add_backend;
    git_odb_backend *packs, *loose;
    int code = d1_repo_packs_backend(&packs, directory);

    if (code < 0)
        return code;
    /* The higher number is asked first. */
    if ((code = add(odb, packs, 2)) < 0) {
        packs->free(packs);
        return code;
    }
    if (!(loose = d1_repo_loose_backend(directory))) {
        git_error_set_oom();
        return GIT_ERROR;
    }
    if ((code = add(odb, loose, 1)) < 0)
        loose->free(loose);
    return code;
}

int d1_repo_open_odb(git_odb **out, const struct d1_repo *repo, struct d1_error *error)
{
    const char *directory = repo->object_dirs[0];
    git_odb *odb = NULL;
    int code = git_odb_new(&odb);

    for (size_t i = 0; i < repo->object_dirs_count && code == 0; i++)
        code = add_backends(odb, directory = repo->object_dirs[i], i > 0);
    if (code < 0) {
        git_odb_free(odb);
        return d1_repo_git_error(error, D1_ERR_READ, "the objects in %s cannot be read", directory);
    }
    *out = odb;
    return 0;
}

int d1_repo_open_objects(struct d1_repo *repo, const struct d1_repo_options *options, struct d1_error *error)
{
    const char *named = d1_repo_environment(options, "GIT_OBJECT_DIRECTORY");
    struct directories d = {.repo = repo, .error = error};
    const char **kept;
    int code;

    if (!named && !(named = d1_repo_text(&repo->arena, "%s/objects", repo->info.common_dir)))
        return d1_error_memory(error);
    if ((code = add_directory(&d, named, 0)) < 0 ||
        (code = add_listed(&d, d1_repo_environment(options, "GIT_ALTERNATE_OBJECT_DIRECTORIES"))) < 0)
        return code;
    if (d.count == 0)
        return d1_error_set(error, D1_ERR_READ, "the objects in %s cannot be read: it is no directory", named);
    if (!(kept = d1_arena_calloc(&repo->arena, d.count, sizeof(*kept))))
        return d1_error_memory(error);
    memcpy(kept, d.paths, d.count * sizeof(*kept));
    repo->object_dirs = kept;
    repo->object_dirs_count = d.count;
    if ((code = d1_repo_open_odb(&repo->odb, repo, error)) < 0)
        return code;
    if (git_repository_set_odb(repo->git, repo->odb) < 0)
        return d1_repo_git_error(error, D1_ERR_READ, "the objects in %s cannot be read", named);
    return 0;
}
