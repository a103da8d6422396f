#include "base/file/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text/strbuf.h"

enum { LINKS = 40, DIRECTORY = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* ---- whose a link is ---- */

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/*
 * Whether what lies in a directory may have come with a repository: the directory, or one above it, has a `.git` or is
 * the current one. That the current directory is the root of the file system says nothing. What cannot be looked at
 * counts as if it were.
 */
static bool lies_in_a_work_tree(int directory)
{
    struct stat root, current, here, above;
    bool current_counts = stat("/", &root) == 0 && stat(".", &current) == 0 && !same(&root, &current);
    int fd = openat(directory, ".", DIRECTORY), parent;
    bool found = fd < 0 || fstat(fd, &here) < 0;

    while (!found) {
        if ((current_counts && same(&here, &current)) || faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
            found = true;
            break;
        }
        parent = openat(fd, "..", DIRECTORY);
        close(fd);
        fd = parent;
        if (fd < 0 || fstat(fd, &above) < 0)
            found = true;
        else if (same(&above, &here))
            break;
        here = above;
    }
    if (fd >= 0)
        close(fd);
    return found;
}

/* ---- the way ---- */

/* What is still to be gone. */
struct way {
    struct d1_walk *walk;
    struct d1_strbuf rest;
    size_t at; /* in rest */
    unsigned links;
};

static int enter(struct d1_walk *walk, int next)
{
    if (next < 0)
        return errno;
    if (walk->directory >= 0)
        close(walk->directory);
    walk->directory = next;
    return 0;
}

/* The current directory, or for a path that begins with '/' the root. */
static int start(struct way *way)
{
    bool absolute = d1_str_starts(d1_strbuf_view(&way->rest), "/");

    if (!absolute && way->walk->directory >= 0)
        return 0;
    return enter(way->walk, open(absolute ? "/" : ".", DIRECTORY));
}

/* Whether `name` is a link; then what it says stands in place of it. 0 for no link, 1, or -errno. */
static int replace_link(struct way *way)
{
    struct d1_walk *walk = way->walk;
    struct d1_strbuf rest = {0};
    char target[PATH_MAX];
    ssize_t len = readlinkat(walk->directory, walk->name, target, sizeof target);
    int failure;

    if (len < 0)
        return 0;
    walk->refused = lies_in_a_work_tree(walk->directory);
    if (walk->refused || ++way->links > LINKS || (size_t)len == sizeof target)
        return -ELOOP;
    d1_strbuf_add(&rest, target, (size_t)len);
    d1_strbuf_str(&rest, d1_str_sub(d1_strbuf_view(&way->rest), way->at, SIZE_MAX));
    if (rest.oom) {
        d1_strbuf_release(&rest);
        return -ENOMEM;
    }
    d1_strbuf_release(&way->rest);
    way->rest = rest;
    way->at = 0;
    failure = start(way);
    return failure ? -failure : 1;
}

/* Reads the next component into `name`; false where there is none. *last: nothing stands behind it. */
static bool next_component(struct way *way, bool *last, int *failure)
{
    struct d1_str rest = d1_strbuf_view(&way->rest);
    size_t end;

    while (way->at < rest.len && rest.ptr[way->at] == '/')
        way->at++;
    if (way->at == rest.len) {
        memcpy(way->walk->name, ".", sizeof ".");
        return false;
    }
    end = d1_str_find(rest, '/', way->at);
    *last = end == rest.len;
    if (end - way->at > NAME_MAX) {
        *failure = ENAMETOOLONG;
        return false;
    }
    memcpy(way->walk->name, rest.ptr + way->at, end - way->at);
    way->walk->name[end - way->at] = '\0';
    way->at = end;
    return true;
}

static int go(struct way *way, enum d1_walk_last what_of_last)
{
    struct d1_walk *walk = way->walk;
    int failure = start(way), link;
    bool last = false;

    while (!failure && next_component(way, &last, &failure)) {
        bool is_up = strcmp(walk->name, "..") == 0, keep = last && !is_up && what_of_last == D1_WALK_KEEP_LAST;

        link = keep ? 0 : replace_link(way);
        if (link < 0)
            return -link;
        if (link > 0)
            continue;
        if (last && !is_up)
            return 0;
        failure = enter(walk, openat(walk->directory, walk->name, DIRECTORY));
    }
    return failure;
}

int d1_walk(struct d1_walk *walk, const char *path, enum d1_walk_last last)
{
    struct way way = {.walk = walk};
    int failure = path[0] ? 0 : ENOENT;

    *walk = (struct d1_walk){.directory = -1};
    d1_strbuf_puts(&way.rest, path);
    if (!failure)
        failure = way.rest.oom ? ENOMEM : go(&way, last);
    d1_strbuf_release(&way.rest);
    return failure;
}

void d1_walk_end(struct d1_walk *walk)
{
    if (walk->directory >= 0)
        close(walk->directory);
    walk->directory = -1;
}
