/*
 * Allocation: every byte of heap that d1lint asks for itself goes through here, so that a test can make each
 * request fail in turn. Each function returns NULL when memory is short (or when a test says so); the caller
 * must check. Sizes are bytes. Thread-safe.
 */
#ifndef D1_BASE_MEMORY_ALLOC_H
#define D1_BASE_MEMORY_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes of a huge page, of what the C library writes behind a block at most, and of a block that fills such a page but
 * for that: were it to begin the next one, the kernel would have to make that zero for a few bytes.
 */
enum { D1_ALLOC_HUGE = 2 * 1024 * 1024, D1_ALLOC_BEHIND = 64, D1_ALLOC_LARGE = D1_ALLOC_HUGE - D1_ALLOC_BEHIND };

/*
 * Like malloc, realloc and free of the C library; a size of 0 is taken as 1. Blocks from D1_ALLOC_LARGE on may take up
 * to 1.5 MiB more than was asked for, so that the kernel can give them in huge pages.
 */
void *d1_malloc(size_t size);
void *d1_calloc(size_t count, size_t size);
void *d1_realloc(void *ptr, size_t size);
void d1_free(void *ptr);

/* The alignment is a power of two and at least that of a pointer; any size. Given back with d1_free. */
void *d1_aligned_alloc(size_t alignment, size_t size);

/*
 * For a process that ends soon, before any thread is made: what is freed is taken again by what is asked for later, in
 * place of being given back to the system, which has to make it zero anew; and each thread's heap is readable as a
 * whole from the start.
 */
void d1_alloc_prepare(void);

/*
 * Has the heap of the calling thread given in huge pages, before its first request: a fault for each of the ordinary
 * ones takes longer than most of what is done with what is in them. It takes some two mebibytes a thread more. A hint,
 * which may be refused.
 */
void d1_alloc_ready(void);

/* A copy of len bytes of text with a terminating NUL; the caller frees it with d1_free. */
char *d1_strndup(const char *text, size_t len);
char *d1_strdup(const char *text);

/*
 * Whether a request was refused since the start, or since d1_alloc_forget. What was made meanwhile is not to be
 * trusted, whoever made it and whatever it says: a look-up that was short of memory may have found nothing, a text may
 * have lost a piece. So the command line asks once more before a byte goes out, and at the end.
 * d1_alloc_note is for memory that was refused to somebody else, the C library or another: it counts as well.
 */
bool d1_alloc_failed(void);
void d1_alloc_note(void);
void d1_alloc_forget(void);

/*
 * For libraries that do not survive a refusal: ends the process, by the function that was given or else by abort. That
 * function must not return, and runs on whatever thread was refused, perhaps with locks held.
 */
_Noreturn void d1_alloc_exhausted(void);
void d1_alloc_on_exhausted(void (*end)(void));

/*
 * For tests: let `countdown` allocations succeed and fail every one after them; a negative number lets all
 * succeed (the state at start). What was refused before is forgotten.
 */
void d1_alloc_fail_after(long countdown);

/* The same, but one request alone fails: what is made late, and was made by half, is met again by who asks anew. */
void d1_alloc_fail_once(long countdown);

#endif
