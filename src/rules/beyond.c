#include "rules/beyond.h"

#include "engagement/past.h"

static void note(struct d1_beyond *beyond, struct d1_map *map, struct d1_str what)
{
    if (d1_map_find(map, what))
        return;
    what = d1_arena_str(&beyond->arena, what);
    if (!what.ptr || d1_map_insert(map, what, NULL, NULL) < 0)
        beyond->lost = true;
}

void d1_beyond_file(struct d1_beyond *beyond, struct d1_str path)
{
    if (beyond)
        note(beyond, &beyond->files, path);
}

void d1_beyond_trail(struct d1_beyond *beyond, struct d1_str path)
{
    if (beyond)
        note(beyond, &beyond->trails, path);
}

void d1_beyond_point(struct d1_beyond *beyond, const uint8_t id[D1_REPO_ID_BYTES])
{
    if (beyond)
        note(beyond, &beyond->points, d1_strn((const char *)id, D1_REPO_ID_BYTES));
}

void d1_beyond_line(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->line = true;
}

void d1_beyond_behind(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->behind = true;
}

void d1_beyond_head(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->head = true;
}

void d1_beyond_lacks(struct d1_beyond *beyond)
{
    if (beyond)
        beyond->lacks = true;
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

/* The committed events of an engagement: how many. */
static const struct d1_past_event *committed_events(const struct d1_past *past, struct d1_str engagement, size_t *count)
{
    const struct d1_past_event *events = d1_past_events(past, engagement, count);

    while (*count && d1_past_is_unsaved(past, events[*count - 1].point))
        --*count;
    return events;
}

bool d1_beyond_last(const struct d1_past *past, struct d1_str engagement, size_t *point)
{
    size_t count;
    const struct d1_past_event *events = committed_events(past, engagement, &count);

    *point = count ? events[count - 1].point : 0;
    return count > 0;
}

/* What comes to a path last is there, unless it leaves; of several documents one may stay. */
bool d1_beyond_stands(const struct d1_past *past, struct d1_str engagement, struct d1_str path)
{
    size_t count;
    const struct d1_past_event *events = committed_events(past, engagement, &count);
    const struct d1_repo_line *line = d1_past_line(past);

    while (count && !d1_str_is(path, line->paths[events[count - 1].path]))
        count--;
    return count && events[count - 1].comes;
}

void d1_beyond_release(struct d1_beyond *beyond)
{
    d1_map_release(&beyond->files);
    d1_map_release(&beyond->trails);
    d1_map_release(&beyond->points);
    d1_arena_release(&beyond->arena);
}
