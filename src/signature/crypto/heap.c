#include "signature/crypto/heap.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <gmp.h>

#include "base/error.h"
#include "base/memory/alloc.h"

/* A key of 16384 bits takes a twentieth of this, the other types less; a page that is not touched costs nothing. */
enum { SIZE = 256 * 1024, ALIGNMENT = 16 };

static _Thread_local struct {
    char *memory;
    size_t used;
} heap;

static bool is_inside(const void *ptr)
{
    return heap.memory && (uintptr_t)ptr - (uintptr_t)heap.memory < SIZE;
}

/* Nobody else in the program uses GMP; a test that makes signatures does, outside of open and close. */
static void *take(size_t size)
{
    void *taken = NULL;

    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (!heap.memory)
        taken = d1_malloc(size);
    else if (size <= SIZE - heap.used) {
        taken = heap.memory + heap.used;
        heap.used += size;
    }
    if (!taken)
        d1_alloc_exhausted();
    return taken;
}

static void give_back(void *ptr, size_t size)
{
    (void)size;
    if (!is_inside(ptr))
        d1_free(ptr);
}

static void *resize(void *ptr, size_t old_size, size_t size)
{
    void *taken = take(size);

    memcpy(taken, ptr, old_size < size ? old_size : size);
    give_back(ptr, old_size);
    return taken;
}

static void install(void)
{
    mp_set_memory_functions(take, resize, give_back);
}

int d1_crypto_heap_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, install);
    heap.used = 0;
    heap.memory = d1_malloc(SIZE);
    return heap.memory ? 0 : D1_ERR_MEMORY;
}

void d1_crypto_heap_close(void)
{
    d1_free(heap.memory);
    heap.memory = NULL;
}
