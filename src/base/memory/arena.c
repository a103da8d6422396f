#include "base/memory/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory/alloc.h"

/* The first chunk; each further one is twice as large as the one before, up to the largest. */
enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

struct d1_arena_chunk {
    struct d1_arena_chunk *older;
    size_t size; /* bytes of data */
    alignas(max_align_t) char data[];
};

void d1_arena_init(struct d1_arena *arena, size_t limit)
{
    *arena = (struct d1_arena){.limit = limit};
}

static void drop_head(struct d1_arena *arena)
{
    struct d1_arena_chunk *chunk = arena->head;

    arena->head = chunk->older;
    arena->total -= chunk->size;
    d1_free(chunk);
}

void d1_arena_release(struct d1_arena *arena)
{
    while (arena->head)
        drop_head(arena);
    arena->used = 0;
}

void d1_arena_reset(struct d1_arena *arena)
{
    struct d1_arena_chunk *largest = arena->head;

    for (struct d1_arena_chunk *chunk = arena->head; chunk; chunk = chunk->older)
        if (chunk->size > largest->size)
            largest = chunk;
    while (arena->head) {
        struct d1_arena_chunk *chunk = arena->head;

        arena->head = chunk->older;
        if (chunk != largest)
            d1_free(chunk);
    }
    arena->head = largest;
    arena->used = 0;
    arena->total = 0;
    if (largest) {
        largest->older = NULL;
        arena->total = largest->size;
    }
}

struct d1_arena_mark d1_arena_mark(const struct d1_arena *arena)
{
    return (struct d1_arena_mark){arena->head, arena->used};
}

void d1_arena_rewind(struct d1_arena *arena, struct d1_arena_mark mark)
{
    if (!mark.head) {
        d1_arena_reset(arena);
        return;
    }
    while (arena->head && arena->head != mark.head)
        drop_head(arena);
    arena->used = mark.used;
}

static int grow(struct d1_arena *arena, size_t need)
{
    size_t size = arena->head ? arena->head->size * 2 : FIRST_CHUNK;
    struct d1_arena_chunk *chunk;

    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    if (arena->large)
        size = D1_ALLOC_LARGE - sizeof *chunk;
    if (size < need)
        size = need;
    if (arena->limit && (arena->total >= arena->limit || size > arena->limit - arena->total))
        size = need;
    if (arena->limit && (arena->total >= arena->limit || size > arena->limit - arena->total))
        return -1;
    if (size > SIZE_MAX - sizeof *chunk)
        return -1;
    chunk = d1_malloc(sizeof *chunk + size);
    if (!chunk)
        return -1;
    chunk->older = arena->head;
    chunk->size = size;
    arena->head = chunk;
    arena->used = 0;
    arena->total += size;
    return 0;
}

static void *cut(struct d1_arena *arena, size_t size, size_t align)
{
    size_t start = (arena->used + align - 1) & ~(align - 1);

    if (!arena->head || start > arena->head->size || size > arena->head->size - start) {
        if (grow(arena, size) < 0)
            return NULL;
        start = 0;
    }
    arena->used = start + size;
    return arena->head->data + start;
}

void *d1_arena_alloc(struct d1_arena *arena, size_t size)
{
    return cut(arena, size ? size : 1, alignof(max_align_t));
}

void *d1_arena_calloc(struct d1_arena *arena, size_t count, size_t size)
{
    void *ptr;

    if (size && count > SIZE_MAX / size)
        return NULL;
    ptr = d1_arena_alloc(arena, count * size);
    if (ptr)
        memset(ptr, 0, count * size);
    return ptr;
}

bool d1_arena_holds(const struct d1_arena *arena, const void *object)
{
    uintptr_t at = (uintptr_t)object;

    for (const struct d1_arena_chunk *chunk = arena->head; chunk; chunk = chunk->older)
        if (at >= (uintptr_t)chunk->data && at - (uintptr_t)chunk->data < chunk->size)
            return true;
    return false;
}

char *d1_arena_bytes(struct d1_arena *arena, size_t size)
{
    return cut(arena, size ? size : 1, 1);
}

struct d1_str d1_arena_str(struct d1_arena *arena, struct d1_str text)
{
    char *copy = text.len < SIZE_MAX ? d1_arena_bytes(arena, text.len + 1) : NULL;

    if (!copy)
        return (struct d1_str){NULL, 0};
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (struct d1_str){copy, text.len};
}

char *d1_arena_strdup(struct d1_arena *arena, const char *text)
{
    return (char *)d1_arena_str(arena, d1_str(text)).ptr;
}

struct d1_str d1_arena_vprintf(struct d1_arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text = NULL;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len >= 0)
        text = d1_arena_bytes(arena, (size_t)len + 1);
    if (!text)
        return (struct d1_str){NULL, 0};
    vsnprintf(text, (size_t)len + 1, format, args);
    return (struct d1_str){text, (size_t)len};
}

struct d1_str d1_arena_join(struct d1_arena *arena, struct d1_str a, char between, struct d1_str b)
{
    struct d1_str text = {d1_arena_bytes(arena, a.len + b.len + 2), a.len + 1 + b.len};
    char *at = (char *)(uintptr_t)text.ptr;

    if (!at)
        return (struct d1_str){NULL, 0};
    if (a.len)
        memcpy(at, a.ptr, a.len);
    at[a.len] = between;
    if (b.len)
        memcpy(at + a.len + 1, b.ptr, b.len);
    at[text.len] = '\0';
    return text;
}

struct d1_str d1_arena_printf(struct d1_arena *arena, const char *format, ...)
{
    struct d1_str text;
    va_list args;

    va_start(args, format);
    text = d1_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
