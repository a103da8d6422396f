/*
 * Stands between the libraries that are linked into the program and the C library's functions that take memory: a
 * refusal counts (d1_alloc_note), also where a library takes it for something else, as libgit2 does of zlib's. The
 * Makefile names these functions to the linker (--wrap), which lets each call of NAME go to __wrap_NAME and calls
 * NAME itself __real_NAME; what is not linked so does not get this file out of its archive.
 */
#include <dirent.h>
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/memory/alloc.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming): the linker's */

/* The function NAME, which returns `failed` when it fails. */
#define NOTE(type, name, failed, parameters, arguments)                                                                \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        type result = __real_##name arguments;                                                                         \
                                                                                                                       \
        if (result == (failed) && errno == ENOMEM)                                                                     \
            d1_alloc_note();                                                                                           \
        return result;                                                                                                 \
    }

NOTE(void *, malloc, NULL, (size_t size), (size))
NOTE(void *, calloc, NULL, (size_t count, size_t size), (count, size))
NOTE(void *, realloc, NULL, (void *ptr, size_t size), (ptr, size))
NOTE(char *, strdup, NULL, (const char *text), (text))
NOTE(char *, realpath, NULL, (const char *path, char *resolved), (path, resolved))
NOTE(FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode))
NOTE(DIR *, opendir, NULL, (const char *path), (path))
NOTE(DIR *, fdopendir, NULL, (int fd), (fd))
NOTE(void *, mmap, MAP_FAILED, (void *at, size_t size, int protection, int flags, int fd, off_t offset),
     (at, size, protection, flags, fd, offset))
NOTE(int, regcomp, REG_ESPACE, (regex_t * regex, const char *pattern, int flags), (regex, pattern, flags))
NOTE(int, regexec, REG_ESPACE, (const regex_t *regex, const char *text, size_t count, regmatch_t *found, int flags),
     (regex, text, count, found, flags))

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming) */
