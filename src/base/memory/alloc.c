#include "base/memory/alloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Negative: every request is granted. The fast path is one relaxed load. */
static atomic_long remaining = -1;
static atomic_int refused = 0;

static int granted(void)
{
    if (atomic_load_explicit(&remaining, memory_order_relaxed) < 0)
        return 1;
    if (atomic_fetch_sub(&remaining, 1) > 0)
        return 1;
    atomic_store(&remaining, 0);
    atomic_store(&refused, 1);
    return 0;
}

void *d1_malloc(size_t size)
{
    return granted() ? malloc(size ? size : 1) : NULL;
}

void *d1_calloc(size_t count, size_t size)
{
    return granted() ? calloc(count ? count : 1, size ? size : 1) : NULL;
}

void *d1_aligned_alloc(size_t alignment, size_t size)
{
    void *block;

    return granted() && posix_memalign(&block, alignment, size ? size : 1) == 0 ? block : NULL;
}

void *d1_realloc(void *ptr, size_t size)
{
    return granted() ? realloc(ptr, size ? size : 1) : NULL;
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

void d1_alloc_fail_after(long countdown)
{
    atomic_store(&refused, 0);
    atomic_store(&remaining, countdown);
}

int d1_alloc_failed(void)
{
    return atomic_exchange(&refused, 0);
}
