/*
 * Memory for libyaml. The build takes a copy of libyaml's static archive in which malloc, realloc, free and strdup
 * are renamed to the four functions below; a third of the time of its event parser goes into these calls, which
 * serve a handful of short-lived sizes. Where there is no static archive libyaml keeps the C library's functions,
 * and nothing here is called.
 *
 * A heap serves one thread at a time: that which made it current. What was not freed when a file has been read is
 * given back by the reset, so nothing that libyaml might forget outlives the file. Blocks asked for while no heap is
 * current come from base/memory/alloc.h and may be freed at any time.
 */
#ifndef D1_YAML_HEAP_H
#define D1_YAML_HEAP_H

#include <stddef.h>

#include "base/memory/arena.h"

/* Small blocks have a power of two of bytes, header included; the largest of these sizes is kept in free lists. */
enum { D1_YAML_HEAP_SMALLEST = 5, D1_YAML_HEAP_LARGEST = 16 };

struct d1_yaml_block;

/* All zero bytes is an empty heap. */
struct d1_yaml_heap {
    struct d1_arena arena;
    struct d1_yaml_block *unused[D1_YAML_HEAP_LARGEST + 1]; /* freed small blocks by the logarithm of their size */
    struct d1_yaml_block *large;                            /* blocks of their own, which are not in the arena */
};

/* Makes heap the one that this thread's calls use; NULL for none. Returns the one that was before. */
struct d1_yaml_heap *d1_yaml_heap_use(struct d1_yaml_heap *heap);

/* Takes back every block; reset keeps memory for the next file. The heap must not be in use by libyaml any more. */
void d1_yaml_heap_reset(struct d1_yaml_heap *heap);
void d1_yaml_heap_release(struct d1_yaml_heap *heap);

/* What libyaml calls. As in the C library, with a size of 0 taken as 1. */
void *d1_yaml_heap_malloc(size_t size);
void *d1_yaml_heap_realloc(void *ptr, size_t size);
void d1_yaml_heap_free(void *ptr);
char *d1_yaml_heap_strdup(const char *text);

#endif
