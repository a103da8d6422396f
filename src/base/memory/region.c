#include "base/memory/region.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/memory/alloc.h"

#if defined(__SANITIZE_ADDRESS__)
#define SINGLY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SINGLY 1
#endif
#endif
#ifndef SINGLY
#define SINGLY 0
#endif

enum {
    CHUNK = 512 * 1024,
    ROOM = CHUNK - D1_ALLOC_BEHIND, /* what is used of it */
    LARGEST = CHUNK / 8             /* of the blocks that share a chunk */
};

struct d1_region_chunk {
    atomic_size_t held; /* blocks that were not given back, and one for the region that cuts from it */
    alignas(max_align_t) char data[];
};

static struct d1_region_chunk *chunk_of(void *block)
{
    char *bytes = block;

    return (struct d1_region_chunk *)(void *)(bytes - ((uintptr_t)bytes & (CHUNK - 1)));
}

static void let_go(struct d1_region_chunk *chunk)
{
    if (atomic_fetch_sub_explicit(&chunk->held, 1, memory_order_acq_rel) == 1)
        d1_free(chunk);
}

/* A chunk that will be filled gets its pages by one call rather than by a fault for each. */
static struct d1_region_chunk *new_chunk(size_t size, bool filled)
{
    struct d1_region_chunk *chunk = d1_aligned_alloc(CHUNK, size);

    if (!chunk)
        return NULL;
    if (filled)
        (void)madvise(chunk, size, MADV_POPULATE_WRITE); /* makes it faster, or is refused */
    atomic_init(&chunk->held, 1);
    return chunk;
}

void d1_region_release(struct d1_region *region)
{
    if (region->chunk)
        let_go(region->chunk);
    *region = (struct d1_region){0};
}

/* Makes room: in the chunk at hand when nothing of it is held any more, so that memory in use stays small and warm. */
static int make_room(struct d1_region *region, size_t need)
{
    struct d1_region_chunk *chunk = region->chunk;

    if (chunk && atomic_load_explicit(&chunk->held, memory_order_acquire) == 1)
        region->used = offsetof(struct d1_region_chunk, data);
    if (chunk && need <= ROOM - region->used)
        return 0;
    chunk = new_chunk(ROOM, region->chunk);
    if (!chunk)
        return -1;
    if (region->chunk)
        let_go(region->chunk);
    region->chunk = chunk;
    region->used = offsetof(struct d1_region_chunk, data);
    return 0;
}

void *d1_region_alloc(struct d1_region *region, size_t size)
{
    size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct d1_region_chunk *chunk;
    char *block;

    if (SINGLY)
        return d1_malloc(size);
    if (need > LARGEST) {
        chunk = need < SIZE_MAX / 2 ? new_chunk(sizeof *chunk + need, false) : NULL;
        return chunk ? chunk->data : NULL;
    }
    if (make_room(region, need) < 0)
        return NULL;
    block = (char *)region->chunk + region->used;
    region->used += need;
    atomic_fetch_add_explicit(&region->chunk->held, 1, memory_order_relaxed);
    return block;
}

void d1_region_free(void *block)
{
    if (SINGLY)
        d1_free(block);
    else if (block)
        let_go(chunk_of(block));
}
