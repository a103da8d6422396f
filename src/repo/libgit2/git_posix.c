/*
 * The member posix.c.o of libgit2's static archive: the one place from which libgit2 opens files. libgit2 1.5 opens
 * whatever bears the name of a file of git: it waits for ever on a FIFO, and reads all that there is of the rest. Here
 * each file that was opened is shown to d1_repo_guard_opened (guard.c) first. Nothing is created, renamed or written,
 * since d1lint only reads.
 *
 * As no_network.c does, this object stands before the archive on the command line, so that the archive's member, which
 * defines the same functions and nothing else, is not looked at. With the shared library nothing here is used.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* libgit2 declares these in headers that it does not install. */
#pragma GCC visibility push(hidden)
extern size_t p_fsync__cnt;
int p_open(const char *path, volatile int flags, ...);
int p_creat(const char *path, mode_t mode);
int p_getcwd(char *buffer, size_t size);
int p_rename(const char *from, const char *to);
ssize_t p_read(int fd, void *bytes, size_t size);
int p_write(int fd, const void *bytes, size_t size);
#pragma GCC visibility pop

/* Weak, so that a program that does not use src/repo need not take any of it. */
int d1_repo_guard_opened(int fd, const char *path);
#pragma weak d1_repo_guard_opened

size_t p_fsync__cnt = 0;

int p_open(const char *path, volatile int flags, ...)
{
    int fd;

    if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT)) {
        errno = EROFS;
        return -1;
    }
    fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
    return fd >= 0 && d1_repo_guard_opened ? d1_repo_guard_opened(fd, path) : fd;
}

int p_creat(const char *path, mode_t mode)
{
    (void)path;
    (void)mode;
    errno = EROFS;
    return -1;
}

int p_rename(const char *from, const char *to)
{
    (void)from;
    (void)to;
    errno = EROFS;
    return -1;
}

int p_write(int fd, const void *bytes, size_t size)
{
    (void)fd;
    (void)bytes;
    (void)size;
    errno = EROFS;
    return -1;
}

/* The directory with a '/' behind it, as libgit2 wants directories. */
int p_getcwd(char *buffer, size_t size)
{
    size_t len;

    if (!getcwd(buffer, size))
        return -1;
    len = strlen(buffer);
    if (len > 0 && buffer[len - 1] == '/')
        return 0;
    if (len + 2 > size) {
        errno = ERANGE;
        return -1;
    }
    memcpy(buffer + len, "/", 2);
    return 0;
}

ssize_t p_read(int fd, void *bytes, size_t size)
{
    char *to = bytes;
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(fd, to + done, size - done);

        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}
