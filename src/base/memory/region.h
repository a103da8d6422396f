/*
 * Memory for blocks that live about as long as each other, such as the documents of a run. Blocks are cut in order from
 * chunks of half a megabyte, whose pages the kernel is asked for at once as soon as there is more than one chunk; a
 * block is given back singly, by any thread, and a chunk when its last block is. A chunk knows its start by its
 * alignment, so that a block needs no header.
 *
 * Ten thousand documents cost ten thousand calls of malloc, and a page fault for each page of them, otherwise. With
 * AddressSanitizer each block is a request of its own, so that it sees who reads beyond one or after its end.
 */
#ifndef D1_BASE_MEMORY_REGION_H
#define D1_BASE_MEMORY_REGION_H

#include <stddef.h>

struct d1_region_chunk;

/* Where blocks are cut from now; all zero bytes is an empty region. It belongs to one thread at a time. */
struct d1_region {
    struct d1_region_chunk *chunk;
    size_t used; /* bytes cut from it */
};

/* Lets go of the chunk at hand. Blocks that were cut live on. */
void d1_region_release(struct d1_region *region);

/* A block of size bytes, aligned to 16, not cleared; NULL when memory is short. d1_region_free gives it back. */
void *d1_region_alloc(struct d1_region *region, size_t size);

/* Gives a block back; NULL is allowed. Thread-safe, also beside calls that cut from the same chunk. */
void d1_region_free(void *block);

#endif
