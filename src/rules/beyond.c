#include "rules/beyond.h"

#include "engagement/past.h"

void d1_beyond_file(struct d1_beyond *beyond, struct d1_str path)
{
    if (!beyond || d1_map_find(&beyond->files, path))
        return;
    path = d1_arena_str(&beyond->arena, path);
    if (!path.ptr || d1_map_insert(&beyond->files, path, NULL, NULL) < 0)
        beyond->lost = true;
}

void d1_beyond_newest(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->newest = true;
}

void d1_beyond_rest(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->rest = true;
}

size_t d1_beyond_committed(const struct d1_past *past)
{
    size_t count = d1_past_line(past)->count;

    return count - (count && d1_past_is_unsaved(past, count - 1));
}

bool d1_beyond_is_newest(const struct d1_past *past, size_t point)
{
    return point + 1 >= d1_beyond_committed(past);
}

void d1_beyond_release(struct d1_beyond *beyond)
{
    d1_map_release(&beyond->files);
    d1_arena_release(&beyond->arena);
}
