#include "cache/home.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

int d1_cache_folder(int at, const char *name)
{
    struct stat st;
    int fd;

    if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
        return -1;
    fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && !(st.st_mode & 022) &&
        faccessat(fd, ".", W_OK, AT_EACCESS) == 0)
        return fd;
    close(fd);
    return -1;
}

/* The user's cache home; made where only its last component is missing, with the mode that the specification wants. */
static int open_home(char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length = -1;

    if (cache && cache[0] == '/')
        length = snprintf(path, size, "%s", cache);
    else if (home && home[0] == '/')
        length = snprintf(path, size, "%s/.cache", home);
    if (length < 0 || (size_t)length >= size)
        return -1;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int d1_cache_home(char *path, size_t size)
{
    char cache[PATH_MAX];
    int home = open_home(cache, sizeof cache), fd = -1, length;

    if (home < 0)
        return -1;
    length = snprintf(path, size, "%s/d1lint", cache);
    if (length > 0 && (size_t)length < size)
        fd = d1_cache_folder(home, "d1lint");
    close(home);
    return fd;
}

int d1_cache_file(int folder, const char *name, mode_t others, struct stat *st)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return -1;
    if (fstat(fd, st) == 0 && S_ISREG(st->st_mode) && st->st_uid == geteuid() && !(st->st_mode & others))
        return fd;
    close(fd);
    return -1;
}

bool d1_cache_read(int fd, void *bytes, size_t count, uint64_t offset)
{
    char *to = bytes;

    while (count) {
        ssize_t got = pread(fd, to, count, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        count -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

bool d1_cache_write(int fd, const void *bytes, size_t count, uint64_t offset)
{
    const char *from = bytes;

    while (count) {
        ssize_t put = pwrite(fd, from, count, (off_t)offset);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        count -= (size_t)put;
        offset += (uint64_t)put;
    }
    return true;
}

/* ---- the secret ---- */

static bool read_secret(int home, struct d1_cache_secret *secret)
{
    struct stat st;
    int fd = d1_cache_file(home, "secret", 077, &st);
    bool good = fd >= 0 && st.st_size == sizeof *secret && d1_cache_read(fd, secret, sizeof *secret, 0);

    if (fd >= 0)
        close(fd);
    return good;
}

/* Makes one whole before it has its name, which it takes only where no other run was quicker. */
static void make_secret(int home)
{
    struct d1_cache_secret secret;
    uint64_t number;
    char name[32];
    int fd;

    if (getrandom(&secret, sizeof secret, 0) != (ssize_t)sizeof secret ||
        getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return;
    snprintf(name, sizeof name, "new-%016" PRIx64, number);
    fd = openat(home, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    if (d1_cache_write(fd, &secret, sizeof secret, 0) && fsync(fd) == 0 &&
        renameat2(home, name, home, "secret", RENAME_NOREPLACE) < 0)
        (void)linkat(home, name, home, "secret", 0); /* where the file system cannot do the first */
    close(fd);
    unlinkat(home, name, 0);
}

bool d1_cache_secret(int home, struct d1_cache_secret *secret)
{
    if (read_secret(home, secret))
        return true;
    if (faccessat(home, "secret", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return false;
    make_secret(home);
    return read_secret(home, secret);
}
