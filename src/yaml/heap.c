#include "yaml/heap.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/memory/alloc.h"

/* What stands before the bytes that the caller sees. */
struct d1_yaml_block {
    union {
        struct d1_yaml_block *next; /* of a freed small block */
        size_t size;                /* bytes behind the header of a large one */
    } link;
    uint32_t log; /* of a small block's size */
    enum { SMALL, LARGE, FOREIGN } origin;
};

/* A large block stands in its heap's list, so that the reset finds it. */
struct large {
    struct d1_yaml_block *before, *after;
    alignas(max_align_t) struct d1_yaml_block block;
};

_Static_assert(sizeof(struct d1_yaml_block) % alignof(max_align_t) == 0, "what follows the header is aligned");

static _Thread_local struct d1_yaml_heap *current;

struct d1_yaml_heap *d1_yaml_heap_use(struct d1_yaml_heap *heap)
{
    struct d1_yaml_heap *before = current;

    current = heap;
    return before;
}

static struct large *large_of(struct d1_yaml_block *block)
{
    return (struct large *)(void *)((char *)block - offsetof(struct large, block));
}

static void free_large_blocks(struct d1_yaml_heap *heap)
{
    while (heap->large) {
        struct large *large = large_of(heap->large);

        heap->large = large->after;
        d1_free(large);
    }
}

void d1_yaml_heap_reset(struct d1_yaml_heap *heap)
{
    free_large_blocks(heap);
    memset(heap->unused, 0, sizeof heap->unused);
    d1_arena_reset(&heap->arena);
}

void d1_yaml_heap_release(struct d1_yaml_heap *heap)
{
    free_large_blocks(heap);
    d1_arena_release(&heap->arena);
    *heap = (struct d1_yaml_heap){0};
}

static void *new_large(size_t size)
{
    struct large *large = size < SIZE_MAX / 2 ? d1_malloc(sizeof *large + size) : NULL;

    if (!large)
        return NULL;
    large->block = (struct d1_yaml_block){.link.size = size, .origin = current ? LARGE : FOREIGN};
    if (current) {
        large->before = NULL;
        large->after = current->large;
        if (large->after)
            large_of(large->after)->before = &large->block;
        current->large = &large->block;
    }
    return &large->block + 1;
}

static void free_large(struct d1_yaml_block *block)
{
    struct large *large = large_of(block);

    if (block->origin == LARGE) {
        if (large->before)
            large_of(large->before)->after = large->after;
        else
            current->large = large->after;
        if (large->after)
            large_of(large->after)->before = large->before;
    }
    d1_free(large);
}

/* Logarithm of the smallest power of two that holds the bytes and the header. */
static uint32_t log_for(size_t size)
{
    uint32_t log = 64u - (uint32_t)__builtin_clzll((unsigned long long)(size + sizeof(struct d1_yaml_block) - 1));

    return log < D1_YAML_HEAP_SMALLEST ? D1_YAML_HEAP_SMALLEST : log;
}

/* Bytes that the caller may use. */
static size_t capacity(const struct d1_yaml_block *block)
{
    return block->origin == SMALL ? ((size_t)1 << block->log) - sizeof *block : block->link.size;
}

void *d1_yaml_heap_malloc(size_t size)
{
    struct d1_yaml_block *block;
    uint32_t log;

    if (!current || size > ((size_t)1 << D1_YAML_HEAP_LARGEST) - sizeof *block)
        return new_large(size);
    log = log_for(size);
    block = current->unused[log];
    if (block) {
        current->unused[log] = block->link.next;
    } else {
        block = d1_arena_alloc(&current->arena, (size_t)1 << log);
        if (!block)
            return NULL;
        block->log = log;
        block->origin = SMALL;
    }
    return block + 1;
}

void d1_yaml_heap_free(void *ptr)
{
    struct d1_yaml_block *block = ptr ? (struct d1_yaml_block *)ptr - 1 : NULL;

    if (!block)
        return;
    if (block->origin != SMALL) {
        free_large(block);
        return;
    }
    block->link.next = current->unused[block->log];
    current->unused[block->log] = block;
}

void *d1_yaml_heap_realloc(void *ptr, size_t size)
{
    size_t held = ptr ? capacity((struct d1_yaml_block *)ptr - 1) : 0;
    void *moved;

    if (ptr && size <= held)
        return ptr;
    moved = d1_yaml_heap_malloc(size);
    if (!moved)
        return NULL;
    if (held)
        memcpy(moved, ptr, held);
    d1_yaml_heap_free(ptr);
    return moved;
}

char *d1_yaml_heap_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = d1_yaml_heap_malloc(size);

    return copy ? memcpy(copy, text, size) : NULL;
}
