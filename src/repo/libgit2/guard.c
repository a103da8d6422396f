/*
 * What libgit2 may take. It believes what files say about themselves: a few packed bytes make it ask for gigabytes, or
 * follow a circle of deltas until memory ends. All its memory comes from here, where each request has a bound, and
 * while it unpacks an object so have all of them together. Files that it opens are shown here as well (git_posix.c).
 *
 * What was refused is remembered for the thread, since libgit2 itself only says that memory is short.
 *
 * Where there is no memory at all the process ends, as git's does: libgit2 1.5 asks in many places without looking what
 * it got, and its way of saying that there is none asks for more. d1_alloc_fail_after does not reach in here.
 */
#include "repo/internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/sys/alloc.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

enum {
    SLACK = 4096, /* what an object needs beside its bytes */
    /* Bytes from which on a request is for the content of an object or a file; there libgit2 looks what it got. */
    CONTENT = 16 * 1024 * 1024
};

static _Thread_local struct {
    bool unpacking;
    size_t left; /* of D1_LIMIT_OBJECT_WORK */
    enum d1_repo_refusal refusal;
    size_t blobs; /* the limit of a blob; 0 for the usual one */
    bool counts_files;
    unsigned files;
    char file[PATH_MAX]; /* the last file that was refused, and why */
    const char *reason;
} guard;

void d1_repo_guard_blobs(size_t limit)
{
    guard.blobs = limit;
}

size_t d1_repo_guard_blob_limit(void)
{
    return guard.blobs ? guard.blobs : D1_LIMIT_FILE_BYTES;
}

size_t d1_repo_guard_object_limit(void)
{
    return guard.blobs > D1_LIMIT_TREE_BYTES ? guard.blobs : D1_LIMIT_TREE_BYTES;
}

/* ---- memory ---- */

/* The fields of git_allocator are those of this version; a later one keeps its own memory. */
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR == 5

static bool is_admitted(size_t size, bool is_list)
{
    if (!guard.unpacking) {
        if (size <= D1_LIMIT_GIT_MEMORY)
            return true;
        git_error_set_str(GIT_ERROR_INVALID, "it asks for more than 512 MiB of memory at once, the limit");
        return false;
    }
    if (is_list && size > D1_LIMIT_DELTA_LIST)
        guard.refusal = D1_REPO_REFUSED_CHAIN;
    else if (size > d1_repo_guard_object_limit() + SLACK)
        guard.refusal = D1_REPO_REFUSED_SIZE;
    else if (size > guard.left)
        guard.refusal = D1_REPO_REFUSED_WORK;
    else {
        guard.left -= size;
        return true;
    }
    return false;
}

static void *checked(void *memory, size_t size)
{
    if (!memory && size < CONTENT)
        d1_alloc_exhausted();
    if (!memory)
        git_error_set_oom();
    return memory;
}

static void *guard_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return is_admitted(size, false) ? checked(malloc(size ? size : 1), size) : NULL;
}

static void *guard_calloc(size_t count, size_t size, const char *file, int line)
{
    size_t all;

    (void)file;
    (void)line;
    if (__builtin_mul_overflow(count, size, &all))
        all = SIZE_MAX;
    return is_admitted(all, false) ? checked(calloc(1, all ? all : 1), all) : NULL;
}

static void *resize(void *memory, size_t size)
{
    return is_admitted(size, true) ? checked(realloc(memory, size ? size : 1), size) : NULL;
}

static void *guard_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return resize(memory, size);
}

static void *guard_reallocarray(void *memory, size_t count, size_t size, const char *file, int line)
{
    size_t all;

    (void)file;
    (void)line;
    return resize(memory, __builtin_mul_overflow(count, size, &all) ? SIZE_MAX : all);
}

static void *guard_mallocarray(size_t count, size_t size, const char *file, int line)
{
    return guard_reallocarray(NULL, count, size, file, line);
}

static char *guard_substrdup(const char *text, size_t len, const char *file, int line)
{
    char *copy = len < SIZE_MAX ? guard_malloc(len + 1, file, line) : NULL;

    if (copy) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

static char *guard_strdup(const char *text, const char *file, int line)
{
    return guard_substrdup(text, strlen(text), file, line);
}

static char *guard_strndup(const char *text, size_t len, const char *file, int line)
{
    return guard_substrdup(text, strnlen(text, len), file, line);
}

static void guard_free(void *memory)
{
    free(memory);
}

int d1_repo_guard_install(void)
{
    static git_allocator allocator = {
        .gmalloc = guard_malloc,
        .gcalloc = guard_calloc,
        .gstrdup = guard_strdup,
        .gstrndup = guard_strndup,
        .gsubstrdup = guard_substrdup,
        .grealloc = guard_realloc,
        .greallocarray = guard_reallocarray,
        .gmallocarray = guard_mallocarray,
        .gfree = guard_free,
    };

    return git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}

#else

int d1_repo_guard_install(void)
{
    return 0;
}

#endif

void d1_repo_guard_unpack(void)
{
    guard.unpacking = true;
    guard.left = D1_LIMIT_OBJECT_WORK;
    guard.refusal = D1_REPO_REFUSED_NOTHING;
}

enum d1_repo_refusal d1_repo_guard_unpacked(void)
{
    guard.unpacking = false;
    return guard.refusal;
}

/* ---- files ---- */

void d1_repo_guard_count_files(bool on)
{
    guard.counts_files = on;
    guard.files = 0;
    guard.reason = NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);

    return len >= n && memcmp(text + len - n, end, n) == 0;
}

/* Packs and what is about them are mapped, not read, and may be as large as they like. */
static bool is_mapped(const char *path)
{
    return ends_with(path, ".pack") || ends_with(path, ".idx") || ends_with(path, "/multi-pack-index");
}

/* Who wants no configuration names this file, or puts a link to it in place of his own. */
static bool is_null_device(const struct stat *st)
{
    struct stat null;

    return S_ISCHR(st->st_mode) && stat("/dev/null", &null) == 0 && st->st_rdev == null.st_rdev;
}

static const char *refusal_of(int fd, const char *path)
{
    struct stat st;

    if (guard.counts_files && ++guard.files > D1_LIMIT_CONFIG_FILES)
        return "it is one configuration file too many: no more than 500 are read, with those that they include";
    if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode))
        return NULL; /* which fails by itself */
    if (!S_ISREG(st.st_mode))
        return is_null_device(&st) ? NULL : "it is a FIFO, a socket or a device, not a file";
    if (st.st_size > D1_LIMIT_GIT_FILE_BYTES && !is_mapped(path))
        return "it is larger than 128 MiB, the limit for a file of git";
    return NULL;
}

int d1_repo_guard_opened(int fd, const char *path)
{
    const char *reason = refusal_of(fd, path);
    size_t len = strlen(path);

    if (!reason)
        return fd;
    close(fd);
    if (len < sizeof(guard.file)) {
        memcpy(guard.file, path, len + 1);
        guard.reason = reason;
    }
    errno = EIO;
    return -1;
}

const char *d1_repo_guard_refused(const char **path)
{
    *path = guard.file;
    return guard.reason;
}

void d1_repo_guard_forget(void)
{
    guard.reason = NULL;
}
