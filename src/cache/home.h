/* Where a cache may lie, and the secret that makes it believable. Private to cache/. */
#ifndef D1_CACHE_HOME_H
#define D1_CACHE_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* Keys of SipHash, one for each use, so that no digest can stand for another. */
struct d1_cache_secret {
    uint64_t keys[2];   /* of the names of values */
    uint64_t values[2]; /* of their bytes */
    uint64_t seals[2];  /* of both together */
};

/*
 * The folder `name` in the directory `at`, made with mode 0700 where there is none. Returns its descriptor, or -1: it
 * cannot be made, is no directory (a link is none), belongs to somebody else, or others may write in it.
 */
int d1_cache_folder(int at, const char *name);

/* The folder d1lint in the user's cache home, and its path at most `size` bytes long; -1 when there can be none. */
int d1_cache_home(char *path, size_t size);

/*
 * Reads the secret in the cache home, and makes it where there is none. False when it cannot be had: it is of another
 * length, belongs to somebody else, or others may read it.
 */
bool d1_cache_secret(int home, struct d1_cache_secret *secret);

/*
 * A file of a folder opened to be read, and what it is. -1 unless it is a regular file of this user whose mode has none
 * of the bits `others`.
 */
int d1_cache_file(int folder, const char *name, mode_t others, struct stat *st);

/* Writes all, reads all of so many bytes at an offset; false when that fails. */
bool d1_cache_write(int fd, const void *bytes, size_t count, uint64_t offset);
bool d1_cache_read(int fd, void *bytes, size_t count, uint64_t offset);

#endif
