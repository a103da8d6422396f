#include "base/memory/alloc.h"

#include <linux/mman.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Negative: every request is granted. The fast path is one relaxed load. */
static atomic_long remaining = -1;
static atomic_long after_refusal; /* what `remaining` is then */
static atomic_bool refused = false;

static void (*end_of_process)(void) = abort;

static bool granted(void)
{
    if (atomic_load_explicit(&remaining, memory_order_relaxed) < 0)
        return true;
    if (atomic_fetch_sub(&remaining, 1) > 0)
        return true;
    atomic_store(&remaining, atomic_load(&after_refusal));
    return false;
}

/* What was asked for, NULL when it was refused. */
static void *noted(void *block)
{
    if (!block)
        d1_alloc_note();
    return block;
}

/* ---- large blocks ---- */

/* What is left over of a block is worth one more huge page where it is a good part of it. */
enum { LARGE = D1_ALLOC_LARGE, HUGE = D1_ALLOC_HUGE, WORTH_ONE = HUGE / 4 };

/*
 * A large block begins where a huge page does and is asked for in such pages, where the kernel has them: a fault for
 * each of the ordinary ones takes longer than most of what is done with what is in them.
 */
static void *large(size_t size)
{
    size_t rest;
    void *block;

    if (size > SIZE_MAX - 2 * HUGE)
        return NULL;
    rest = (size + D1_ALLOC_BEHIND) % HUGE;
    size += rest >= WORTH_ONE ? HUGE - rest : 0;
    if (posix_memalign(&block, HUGE, size) != 0)
        return NULL;
    (void)madvise(block, size, MADV_HUGEPAGE); /* a hint, which may be refused */
    return block;
}

/* A block that becomes a large one moves to where these begin. */
static void *enlarge(void *block, size_t size)
{
    size_t had = malloc_usable_size(block);
    void *to;

    if (had >= LARGE)
        return realloc(block, size);
    to = large(size);
    if (!to)
        return NULL;
    memcpy(to, block, had);
    free(block);
    return to;
}

/* ---- the heap ---- */

/*
 * Blocks beyond OWN_MAPPING are the system's at once; what is free at the end of the heap, beyond MOST_FREE. A thread's
 * heap is HEAP of address space, which the C library would otherwise make readable a few pages at a time.
 */
enum { OWN_MAPPING = 8 << 20, MOST_FREE = 256 << 20, HEAP = 64 << 20, HEAP_USED = HEAP - (1 << 20) };

static bool prepared = false; /* not where the C library's allocator is replaced, by a sanitizer's for example */

void d1_alloc_prepare(void)
{
    prepared = mallopt(M_MMAP_THRESHOLD, OWN_MAPPING) == 1 && mallopt(M_TRIM_THRESHOLD, MOST_FREE) == 1 &&
               mallopt(M_TOP_PAD, HEAP_USED) == 1;
}

/*
 * The heap of a thread begins at a multiple of its size (glibc's malloc/arena.c, HEAP_MAX_SIZE). Where there is a block
 * its first page is there, which keeps the kernel from giving a huge one in its place, and is made one with the others.
 */
void d1_alloc_ready(void)
{
    char *block = prepared ? malloc(1) : NULL, *heap;

    if (!block)
        return;
    heap = block - (uintptr_t)block % HEAP;
    if (madvise(heap, HEAP_USED, MADV_HUGEPAGE) == 0)
        (void)madvise(heap, HUGE, MADV_COLLAPSE);
    free(block);
}

/* ---- requests ---- */

void *d1_malloc(size_t size)
{
    if (!granted())
        return noted(NULL);
    return noted(size >= LARGE ? large(size) : malloc(size ? size : 1));
}

void *d1_calloc(size_t count, size_t size)
{
    return noted(granted() ? calloc(count ? count : 1, size ? size : 1) : NULL);
}

void *d1_aligned_alloc(size_t alignment, size_t size)
{
    void *block;

    return noted(granted() && posix_memalign(&block, alignment, size ? size : 1) == 0 ? block : NULL);
}

void *d1_realloc(void *ptr, size_t size)
{
    if (!ptr)
        return d1_malloc(size);
    if (!granted())
        return noted(NULL);
    return noted(size >= LARGE ? enlarge(ptr, size) : realloc(ptr, size ? size : 1));
}

void d1_free(void *ptr)
{
    free(ptr);
}

char *d1_strndup(const char *text, size_t len)
{
    char *copy = len < SIZE_MAX ? d1_malloc(len + 1) : NULL;

    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *d1_strdup(const char *text)
{
    return d1_strndup(text, strlen(text));
}

bool d1_alloc_failed(void)
{
    return atomic_load(&refused);
}

void d1_alloc_note(void)
{
    atomic_store(&refused, true);
}

void d1_alloc_forget(void)
{
    atomic_store(&refused, false);
}

void d1_alloc_exhausted(void)
{
    end_of_process();
    abort();
}

void d1_alloc_on_exhausted(void (*end)(void))
{
    end_of_process = end;
}

static void refuse_from(long countdown, long then)
{
    d1_alloc_forget();
    atomic_store(&after_refusal, then);
    atomic_store(&remaining, countdown);
}

void d1_alloc_fail_after(long countdown)
{
    refuse_from(countdown, 0);
}

void d1_alloc_fail_once(long countdown)
{
    refuse_from(countdown, -1);
}
