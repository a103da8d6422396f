#include "base/map.h"

#include <string.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/vec.h"

void d1_map_release(struct d1_map *map)
{
    d1_free(map->entries);
    d1_free(map->slots);
    *map = (struct d1_map){0};
}

void d1_map_clear(struct d1_map *map)
{
    map->len = 0;
    if (map->slots)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
}

/* The slot that holds the key, or the free one where it would go. There is always a free slot. */
static size_t probe(const struct d1_map *map, struct d1_str key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;

    while (map->slots[slot]) {
        const struct d1_map_entry *entry = &map->entries[map->slots[slot] - 1];

        if (entry->hash == hash && d1_str_eq(entry->key, key))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

struct d1_map_entry *d1_map_find(const struct d1_map *map, struct d1_str key)
{
    size_t slot;

    if (!map->len)
        return NULL;
    slot = probe(map, key, d1_str_hash_seeded(key));
    return map->slots[slot] ? &map->entries[map->slots[slot] - 1] : NULL;
}

void *d1_map_get(const struct d1_map *map, struct d1_str key)
{
    struct d1_map_entry *entry = d1_map_find(map, key);

    return entry ? entry->value : NULL;
}

static int widen(struct d1_map *map)
{
    size_t count = map->slot_count ? map->slot_count * 2 : 16;
    uint32_t *slots = d1_calloc(count, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < map->len; i++) {
        size_t slot = (size_t)map->entries[i].hash & (count - 1);

        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    d1_free(map->slots);
    map->slots = slots;
    map->slot_count = count;
    return 0;
}

int d1_map_insert(struct d1_map *map, struct d1_str key, void *value, struct d1_map_entry **entry)
{
    struct d1_map_entry new = {.key = key, .hash = d1_str_hash_seeded(key), .value = value};
    size_t slot;

    if (map->len + map->len / 2 + 1 >= map->slot_count && widen(map) < 0)
        return D1_ERR_MEMORY;
    slot = probe(map, key, new.hash);
    if (map->slots[slot]) {
        if (entry)
            *entry = &map->entries[map->slots[slot] - 1];
        return 0;
    }
    if (map->len == map->cap &&
        d1_vec_reserve_((void **)&map->entries, &map->cap, map->len, 1, sizeof *map->entries) < 0)
        return D1_ERR_MEMORY;
    map->entries[map->len++] = new;
    map->slots[slot] = (uint32_t)map->len;
    if (entry)
        *entry = &map->entries[map->len - 1];
    return 1;
}
