#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

bool d1_repo_path_valid(struct d1_str path)
{
    size_t from = 0;

    if (path.len == 0)
        return true;
    if (memchr(path.ptr, '\0', path.len))
        return false;
    while (from <= path.len) {
        size_t to = d1_str_find(path, '/', from);
        struct d1_str component = d1_str_sub(path, from, to - from);

        if (component.len == 0 || d1_str_is(component, ".") || d1_str_is(component, ".."))
            return false;
        from = to + 1;
    }
    return true;
}

bool d1_repo_path_beneath(struct d1_str path, struct d1_str directory)
{
    if (directory.len == 0)
        return true;
    return path.len >= directory.len && memcmp(path.ptr, directory.ptr, directory.len) == 0 &&
           (path.len == directory.len || path.ptr[directory.len] == '/');
}

/* Takes the last component off; false when there is none. */
static bool drop_component(struct d1_strbuf *path)
{
    size_t len = path->len;

    if (len == 0)
        return false;
    while (len > 0 && path->ptr[len - 1] != '/')
        len--;
    d1_strbuf_truncate(path, len ? len - 1 : 0);
    return true;
}

bool d1_repo_path_normalize(struct d1_strbuf *out, struct d1_str base, struct d1_str path)
{
    d1_strbuf_clear(out);
    d1_strbuf_str(out, base);
    if (path.len > 0 && path.ptr[0] == '/')
        return false;
    for (size_t from = 0; from < path.len;) {
        size_t to = d1_str_find(path, '/', from);
        struct d1_str component = d1_str_sub(path, from, to - from);

        from = to + 1;
        if (component.len == 0 || d1_str_is(component, "."))
            continue;
        if (d1_str_is(component, "..")) {
            if (!drop_component(out))
                return false;
            continue;
        }
        if (out->len > 0)
            d1_strbuf_putc(out, '/');
        d1_strbuf_str(out, component);
    }
    return true;
}

/*
 * Where the kernel has no openat2, or a sandbox forbids it: each directory on the way is opened by itself and must
 * be none that a link leads to. The path has no ".." (d1_repo_path_valid), so it cannot leave the root.
 */
static int open_components(int root_fd, const char *path, int flags)
{
    char name[NAME_MAX + 1];
    const char *slash;
    int fd = root_fd;
    int next, saved;

    while ((slash = strchr(path, '/'))) {
        size_t len = (size_t)(slash - path);

        if (len > NAME_MAX) {
            next = -1;
            errno = ENAMETOOLONG;
        } else {
            memcpy(name, path, len);
            name[len] = '\0';
            next = openat(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            /* With O_DIRECTORY a link is ENOTDIR, like a file; neither has anything beneath it to be read. */
        }
        saved = errno;
        if (fd != root_fd)
            close(fd);
        errno = saved;
        if (next < 0)
            return -1;
        fd = next;
        path = slash + 1;
    }
    next = openat(fd, path[0] ? path : ".", flags);
    saved = errno;
    if (fd != root_fd)
        close(fd);
    errno = saved;
    return next;
}

int d1_repo_open_beneath(int root_fd, const char *path, int flags, bool by_component)
{
    static atomic_bool no_openat2;
    struct open_how how = {.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    int tries = 0;
    long fd;

    flags |= O_CLOEXEC | O_NOFOLLOW;
    if (!(flags & O_PATH))
        flags |= O_NONBLOCK;
    if (by_component || atomic_load_explicit(&no_openat2, memory_order_relaxed))
        return open_components(root_fd, path, flags);
    how.flags = (unsigned)flags;
    do
        fd = syscall(SYS_openat2, root_fd, path[0] ? path : ".", &how, sizeof(how));
    while (fd < 0 && errno == EAGAIN && ++tries < 100); /* something was renamed while the kernel looked */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
        fd = open_components(root_fd, path, flags);
        if (fd >= 0)
            atomic_store_explicit(&no_openat2, true, memory_order_relaxed);
    }
    return (int)fd;
}
