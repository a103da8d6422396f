#include "engagement/past/asked.h"

static void *of_point(uint32_t point)
{
    return (void *)(uintptr_t)point;
}

static uint32_t point_of(const struct d1_map_entry *entry)
{
    return (uint32_t)(uintptr_t)entry->value;
}

void d1_asked_release(struct d1_asked *asked)
{
    d1_map_release(&asked->files);
    d1_arena_release(&asked->arena);
}

int d1_asked_note(struct d1_asked *asked, struct d1_past *past, struct d1_str path, uint32_t at)
{
    uint32_t next;

    if (d1_map_find(&asked->files, path))
        return 0;
    path = d1_arena_str(&asked->arena, path);
    if (!path.ptr || d1_past_touched(past, path, at, &next) < 0)
        return D1_ERR_MEMORY;
    if (!asked->files.len || next < asked->soonest)
        asked->soonest = next;
    return d1_map_insert(&asked->files, path, of_point(next), NULL) < 0 ? D1_ERR_MEMORY : 0;
}

int d1_asked_pass(struct d1_asked *asked, struct d1_past *past, uint32_t at)
{
    if (!asked->files.len || asked->soonest > at)
        return 0;
    asked->soonest = D1_PAST_NONE;
    for (size_t i = 0; i < asked->files.len; i++) {
        struct d1_map_entry *entry = &asked->files.entries[i];
        uint32_t next = point_of(entry);

        if (next <= at && d1_past_touched(past, entry->key, at, &next) < 0)
            return D1_ERR_MEMORY;
        entry->value = of_point(next);
        asked->soonest = next < asked->soonest ? next : asked->soonest;
    }
    return 0;
}

int d1_asked_next(const struct d1_asked *asked, struct d1_past *past, uint32_t point, uint32_t *next)
{
    *next = asked->files.len ? asked->soonest : D1_PAST_NONE;
    if (*next > point)
        return 0;
    *next = D1_PAST_NONE;
    for (size_t i = 0; i < asked->files.len; i++) {
        uint32_t touched = point_of(&asked->files.entries[i]);

        if (touched <= point && d1_past_touched(past, asked->files.entries[i].key, point, &touched) < 0)
            return D1_ERR_MEMORY;
        *next = touched < *next ? touched : *next;
    }
    return 0;
}
