#include "base/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/pointer.h"
#include "base/file/walk.h"
#include "base/limits.h"

#define REFUSED "the symbolic link `%s` lies in the work tree and is not followed: name what it leads to"

static bool is_of_the_system(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

/* ---- reading ---- */

static int unread(struct d1_error *error, const char *path, const char *what, int number)
{
    if (number == ENOMEM)
        return d1_error_memory(error);
    return d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "it cannot be %s: %s", what,
                       strerror(number));
}

static int open_beneath(const char *path, struct d1_error *error)
{
    struct d1_walk walk;
    int failure = d1_walk(&walk, path, D1_WALK_FOLLOW_LAST), fd = -1, code = 0;

    if (!failure) {
        fd = openat(walk.directory, walk.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        failure = fd < 0 ? errno : 0;
    }
    if (walk.refused)
        code = d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "it cannot be opened: " REFUSED,
                           walk.name);
    else if (failure)
        code = unread(error, path, "opened", failure);
    d1_walk_end(&walk);
    return code ? code : fd;
}

static int open_to_read(const char *path, struct d1_error *error)
{
    bool of_the_system = is_of_the_system(path);
    int fd = of_the_system ? open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC) : open_beneath(path, error);
    struct stat st;

    if (fd < 0)
        return of_the_system ? unread(error, path, "opened", errno) : fd;
    if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || (of_the_system && !S_ISDIR(st.st_mode))))
        return fd;
    close(fd);
    return d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "it is no regular file");
}

/* Room for the whole file and one byte more, by which the end of a file of known size is seen in one read. */
static size_t room_for(int fd, size_t most)
{
    struct stat st;

    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size < 0)
        return 65536;
    return (uintmax_t)st.st_size > most ? most + 1 : (size_t)st.st_size + 1;
}

/* What stands for a file that is not here is not taken for it. */
static int check_content(struct d1_str bytes, const char *path, struct d1_error *error)
{
    const char *elsewhere = d1_file_pointer(bytes);

    return elsewhere ? d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "%s", elsewhere) : 0;
}

int d1_file_read_descriptor(struct d1_strbuf *bytes, int fd, const char *path, size_t most, struct d1_error *error)
{
    size_t room = room_for(fd, most), before = bytes->len;

    for (;;) {
        char *to = d1_strbuf_reserve(bytes, room);
        ssize_t got;

        if (!to)
            return d1_error_memory(error);
        got = read(fd, to, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return unread(error, path, "read", errno);
        bytes->len += (size_t)got;
        to[got] = '\0';
        if (got == 0)
            return check_content(d1_str_sub(d1_strbuf_view(bytes), before, bytes->len), path, error);
        if (bytes->len - before > most)
            return d1_error_at(error, D1_ERR_LIMIT, (struct d1_place){.path = path},
                               "it is larger than %zu bytes, the most that is read of a file", most);
        room = bytes->cap > bytes->len + 1 ? bytes->cap - bytes->len - 1 : 65536;
    }
}

int d1_file_read(struct d1_strbuf *bytes, const char *path, struct d1_error *error)
{
    return d1_file_read_most(bytes, path, D1_LIMIT_FILE_BYTES, error);
}

int d1_file_read_most(struct d1_strbuf *bytes, const char *path, size_t most, struct d1_error *error)
{
    int fd = open_to_read(path, error), result;

    if (fd < 0)
        return fd;
    result = d1_file_read_descriptor(bytes, fd, path, most, error);
    close(fd);
    return result;
}

int d1_file_may_enter(const char *path, struct d1_error *error)
{
    struct d1_walk walk;
    int failure = d1_walk(&walk, path, D1_WALK_FOLLOW_LAST), code = 0;

    if (walk.refused)
        code = d1_error_set(error, D1_ERR_USAGE, "%s cannot be used as a directory: " REFUSED, path, walk.name);
    else if (failure == ENOMEM)
        code = d1_error_memory(error);
    d1_walk_end(&walk);
    return code;
}

/* ---- writing ---- */

static int unwritten(struct d1_error *error, const char *path, const char *why)
{
    return d1_error_set(error, D1_ERR_WRITE, "%s cannot be written: %s", path, why);
}

static int failed(struct d1_error *error, const char *path, int number)
{
    return number == ENOMEM ? d1_error_memory(error) : unwritten(error, path, strerror(number));
}

static int strayed(struct d1_error *error, const char *path, const struct d1_walk *walk, int number)
{
    if (walk->refused)
        return d1_error_set(error, D1_ERR_WRITE, "%s cannot be written: " REFUSED, path, walk->name);
    return failed(error, path, number);
}

int d1_file_write_descriptor(int fd, struct d1_str text)
{
    size_t done = 0;

    while (done < text.len) {
        ssize_t put = write(fd, text.ptr + done, text.len - done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        done += (size_t)put;
    }
    return 0;
}

/*
 * The descriptor that a path is a name of; -1 where it is none. Opening the name would begin a file anew that standard
 * output is in the middle of, and fails for a socket.
 */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t len = strlen(folders[i]);

        if (strncmp(path, folders[i], len) == 0 && path[len] && strspn(path + len, "0123456789") == strlen(path + len))
            return strlen(path + len) < 9 ? (int)strtol(path + len, NULL, 10) : INT_MAX;
    }
    return -1;
}

static mode_t default_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/* The new file of the d1_file_write that is going on. */
static struct {
    volatile sig_atomic_t present;
    int directory;
    char name[32];
} pending;

void d1_file_abandon(void)
{
    if (pending.present)
        unlinkat(pending.directory, pending.name, 0);
    pending.present = false;
}

/* A new file beside the one to be, under a name that nobody can have chosen. The descriptor, or -1 with errno. */
static int make_pending(int directory)
{
    uint64_t number;
    int fd, saved;

    if (getrandom(&number, sizeof number, 0) != sizeof number)
        return -1;
    pending.directory = directory;
    snprintf(pending.name, sizeof pending.name, ".d1lint-%016" PRIx64, number);
    pending.present = true;
    fd = openat(directory, pending.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    saved = errno;
    if (fd < 0)
        pending.present = false;
    errno = saved;
    return fd;
}

/* Gives the new file its name. Where the file system cannot do that only if it is free, by a second name. */
static int take_name(int directory, const char *name, bool replaces)
{
    if (replaces)
        return renameat(directory, pending.name, directory, name) < 0 ? errno : 0;
    if (renameat2(directory, pending.name, directory, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (linkat(directory, pending.name, directory, name, 0) < 0)
        return errno;
    unlinkat(directory, pending.name, 0);
    return 0;
}

/* Writes text to a new file that then takes `name`, from another file where it replaces; 0 or an errno. */
static int put_file(int directory, const char *name, mode_t mode, struct d1_str text, bool replaces)
{
    int fd = make_pending(directory), failure;

    if (fd < 0)
        return errno;
    failure = d1_file_write_descriptor(fd, text);
    if (!failure && fchmod(fd, mode) < 0)
        failure = errno;
    if (close(fd) < 0 && !failure)
        failure = errno;
    if (!failure)
        failure = take_name(directory, name, replaces);
    if (failure)
        d1_file_abandon();
    pending.present = false;
    return failure;
}

static int write_device(const struct d1_walk *walk, struct d1_str text)
{
    int fd = openat(walk->directory, walk->name, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC), failure;

    if (fd < 0)
        return errno;
    failure = d1_file_write_descriptor(fd, text);
    if (close(fd) < 0 && !failure)
        failure = errno;
    return failure;
}

static const char *no_file(mode_t mode)
{
    return S_ISFIFO(mode)   ? "it is a pipe, which might never be read"
           : S_ISSOCK(mode) ? "it is a socket"
                            : "it is a device";
}

int d1_file_write(const char *path, struct d1_str text, struct d1_error *error)
{
    int descriptor = descriptor_of(path), failure, code = 0;
    struct d1_walk walk;
    struct stat st;

    if (descriptor >= 0) {
        failure = d1_file_write_descriptor(descriptor, text);
        return failure ? failed(error, path, failure) : 0;
    }
    failure = d1_walk(&walk, path, D1_WALK_KEEP_LAST);
    if (failure) {
        code = strayed(error, path, &walk, failure);
    } else if (fstatat(walk.directory, walk.name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
        failure = errno == ENOENT ? put_file(walk.directory, walk.name, default_mode(), text, true) : errno;
    } else if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) {
        mode_t mode = S_ISREG(st.st_mode) ? st.st_mode & 0777 : default_mode();

        failure = put_file(walk.directory, walk.name, mode, text, true);
    } else if (S_ISDIR(st.st_mode)) {
        failure = EISDIR;
    } else if (S_ISCHR(st.st_mode) && is_of_the_system(path)) {
        failure = write_device(&walk, text);
    } else {
        code = unwritten(error, path, no_file(st.st_mode));
    }
    d1_walk_end(&walk);
    return code || !failure ? code : failed(error, path, failure);
}

/* Keeps where something was made; the walk's descriptor goes over to it. */
static void keep_made(struct d1_file_made *made, struct d1_walk *walk, bool folder)
{
    *made = (struct d1_file_made){.present = true, .folder = folder, .directory = walk->directory};
    memcpy(made->name, walk->name, sizeof made->name);
    walk->directory = -1;
}

int d1_file_create(const char *path, struct d1_str text, struct d1_file_made *made, struct d1_error *error)
{
    struct d1_walk walk;
    int failure = d1_walk(&walk, path, D1_WALK_KEEP_LAST), code = 0;

    if (failure)
        code = strayed(error, path, &walk, failure);
    else
        failure = put_file(walk.directory, walk.name, default_mode(), text, false);
    if (!code && !failure)
        keep_made(made, &walk, false);
    d1_walk_end(&walk);
    if (!code && failure == EEXIST)
        return unwritten(error, path, "it is there already, and nothing is overwritten");
    return code || !failure ? code : failed(error, path, failure);
}

int d1_file_create_directory(const char *path, struct d1_file_made *made, struct d1_error *error)
{
    struct d1_walk walk;
    int failure = d1_walk(&walk, path, D1_WALK_FOLLOW_LAST), code = 0;

    if (!failure && mkdirat(walk.directory, walk.name, 0777) == 0)
        keep_made(made, &walk, true);
    else if (!failure && errno != EEXIST)
        failure = errno;
    if (failure)
        code = strayed(error, path, &walk, failure);
    d1_walk_end(&walk);
    return code;
}

void d1_file_take_back(struct d1_file_made *made)
{
    if (made->present)
        unlinkat(made->directory, made->name, made->folder ? AT_REMOVEDIR : 0);
    d1_file_leave(made);
}

void d1_file_leave(struct d1_file_made *made)
{
    if (made->present)
        close(made->directory);
    *made = (struct d1_file_made){0};
}

bool d1_file_exists(const char *path)
{
    struct d1_walk walk;
    struct stat st;
    bool exists = d1_walk(&walk, path, D1_WALK_KEEP_LAST) == 0 &&
                  fstatat(walk.directory, walk.name, &st, AT_SYMLINK_NOFOLLOW) == 0;

    d1_walk_end(&walk);
    return exists;
}

int d1_file_make_directory(const char *path, struct d1_error *error)
{
    struct d1_file_made made = {0};
    int code = d1_file_create_directory(path, &made, error);

    d1_file_leave(&made);
    return code;
}
