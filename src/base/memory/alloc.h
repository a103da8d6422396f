/*
 * Allocation: every byte of heap that d1lint asks for itself goes through here, so that a test can make each
 * request fail in turn. Each function returns NULL when memory is short (or when a test says so); the caller
 * must check. Sizes are bytes. Thread-safe.
 */
#ifndef D1_BASE_MEMORY_ALLOC_H
#define D1_BASE_MEMORY_ALLOC_H

#include <stddef.h>

/* Like malloc, realloc and free of the C library; a size of 0 is taken as 1. */
void *d1_malloc(size_t size);
void *d1_calloc(size_t count, size_t size);
void *d1_realloc(void *ptr, size_t size);
void d1_free(void *ptr);

/* The alignment is a power of two and at least that of a pointer; any size. Given back with d1_free. */
void *d1_aligned_alloc(size_t alignment, size_t size);

/* A copy of len bytes of text with a terminating NUL; the caller frees it with d1_free. */
char *d1_strndup(const char *text, size_t len);
char *d1_strdup(const char *text);

/*
 * For tests: let `countdown` allocations succeed and fail every one after them; a negative number lets all
 * succeed (the state at start). d1_alloc_failed tells whether one was refused since the last call.
 */
void d1_alloc_fail_after(long countdown);
int d1_alloc_failed(void);

#endif
