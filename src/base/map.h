/*
 * A hash map from text to a pointer-sized value. Open addressing with a seeded hash, so that hostile keys cannot
 * make it slow. Keys are borrowed: they must outlive the map. Iteration is in order of insertion. Nothing is
 * removed singly.
 */
#ifndef D1_BASE_MAP_H
#define D1_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct d1_map_entry {
    struct d1_str key; /* borrowed */
    uint64_t hash;     /* of the key, with the process's seed */
    void *value;       /* the caller's; may be a number in a pointer's place */
};

/* All zero bytes is the empty map. `entries[0 .. len)` are the entries in order of insertion, for iteration. */
struct d1_map {
    struct d1_map_entry *entries;
    size_t len, cap;
    uint32_t *slots; /* index into entries plus 1, 0 for a free slot; count is a power of two or 0 */
    size_t slot_count;
};

/* Frees the tables (not keys, not values). clear keeps the memory. */
void d1_map_release(struct d1_map *map);
void d1_map_clear(struct d1_map *map);

/* The entry of the key, or NULL. */
struct d1_map_entry *d1_map_find(const struct d1_map *map, struct d1_str key);

/* The value of the key, or NULL when it is absent. */
void *d1_map_get(const struct d1_map *map, struct d1_str key);

/*
 * Inserts key with value unless it is there already. Returns 1 when it was inserted, 0 when the key was there
 * (its value is unchanged), D1_ERR_MEMORY when memory is short. *entry, which may be NULL, receives the entry; it
 * is valid until the next insertion.
 */
int d1_map_insert(struct d1_map *map, struct d1_str key, void *value, struct d1_map_entry **entry);

#endif
