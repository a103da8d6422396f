/*
 * An arena hands out memory that is given back all at once: chunks are taken from the heap, objects are cut from
 * them in order, nothing is freed singly. One arena belongs to one thread at a time.
 */
#ifndef D1_BASE_MEMORY_ARENA_H
#define D1_BASE_MEMORY_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct d1_arena_chunk;

struct d1_arena {
    struct d1_arena_chunk *head; /* the chunk objects are cut from; older ones hang behind it */
    size_t used;                 /* bytes cut from head */
    size_t total;                /* bytes of all chunks together, for limits and for measuring */
    size_t limit;                /* upper bound of total; 0 is none */
    bool large; /* its chunks are large blocks (alloc.h): set first, where two megabytes will be filled */
};

/* A place in an arena to come back to. */
struct d1_arena_mark {
    struct d1_arena_chunk *head;
    size_t used;
};

/* An arena of all zero bytes is empty and ready; init says so in words. limit bounds the bytes it may hold (0: none).
 */
void d1_arena_init(struct d1_arena *arena, size_t limit);

/* Gives everything back; the arena is empty and ready again. */
void d1_arena_release(struct d1_arena *arena);

/* Forgets every object but keeps the largest chunk for the next use. */
void d1_arena_reset(struct d1_arena *arena);

/* mark remembers a state, rewind drops what was allocated since. Marks are rewound in reverse order. */
struct d1_arena_mark d1_arena_mark(const struct d1_arena *arena);
void d1_arena_rewind(struct d1_arena *arena, struct d1_arena_mark mark);

/*
 * size bytes aligned for any object, not cleared (calloc: cleared). NULL when memory or the limit is exhausted.
 * The memory lives until release, reset, or a rewind to an earlier mark.
 */
void *d1_arena_alloc(struct d1_arena *arena, size_t size);
void *d1_arena_calloc(struct d1_arena *arena, size_t count, size_t size);

/* Whether a place in memory is one of the arena. */
bool d1_arena_holds(const struct d1_arena *arena, const void *object);

/* size bytes without alignment, for text. */
char *d1_arena_bytes(struct d1_arena *arena, size_t size);

/* Copies of text with a terminating NUL (not counted in len); ptr is NULL when memory is short. */
struct d1_str d1_arena_str(struct d1_arena *arena, struct d1_str text);
char *d1_arena_strdup(struct d1_arena *arena, const char *text);

/* "a" and "b" with a character between them; ptr is NULL when memory is short. */
struct d1_str d1_arena_join(struct d1_arena *arena, struct d1_str a, char between, struct d1_str b);

/* Formatted text in the arena; ptr is NULL when memory is short. */
struct d1_str d1_arena_printf(struct d1_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct d1_str d1_arena_vprintf(struct d1_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
