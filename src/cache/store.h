/* A cache and its folder: what cache.c and upkeep.c share. Private to cache/. */
#ifndef D1_CACHE_STORE_H
#define D1_CACHE_STORE_H

#include <limits.h>
#include <pthread.h>

#include "base/map.h"
#include "base/memory/arena.h"
#include "cache/cache.h"
#include "cache/pack.h"

struct d1_pack_name {
    char text[D1_PACK_NAME];
};

struct d1_cache {
    struct d1_cache_secret secret;
    struct d1_seal_key seal;
    int folder;                   /* in which the packs lie */
    char path[PATH_MAX];          /* of it */
    uint64_t limit;               /* bytes of all packs */
    D1_VEC(struct d1_pack) packs; /* those that can be read, the one used last first; does not change while in use */
    D1_VEC(struct d1_pack_name) surplus; /* packs that cannot, or are too many */

    pthread_mutex_t lock; /* for what follows */
    struct d1_pack_writer writer;
    struct d1_map fresh; /* the keys of what was put, in the arena */
    struct d1_arena arena;
};

/* Opens the packs that lie in the folder, D1_LIMIT_CACHE_PACKS at most. 0 or D1_ERR_MEMORY. */
int d1_store_list(struct d1_cache *cache);

#endif
