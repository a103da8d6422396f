/*
 * What stood at a path at a point, whatever it is called: looked for once for each point that may have put something
 * else there.
 */
#include "engagement/past/private.h"

/* ---- which points touch a path ---- */

/* Another point that touches something, for those whose paths have a number in common. */
struct d1_touch {
    uint32_t touch, point, next; /* next: the place of the one before it plus 1; 0 for none */
};

/* A path that was asked for: the points that may have put something else there, oldest first, and what it was. */
struct trail {
    uint32_t *points;
    const struct d1_digest **files; /* NULL: nobody has asked yet */
    size_t count;
};

/* What is not committed may be anything. */
static bool touches_all(const struct d1_past *past, size_t point)
{
    return point == 0 || past->options.line->points[point].touches_all || d1_past_is_unsaved(past, point);
}

/* Lists all touches by their numbers, youngest last, and the points that may touch anything. */
static int find_touches(struct d1_past *past)
{
    const struct d1_repo_line *line = past->options.line;
    size_t count = 0, heads = 1;
    uint32_t at = 0;

    if (past->touch_heads)
        return 0;
    past->touching_all.len = 0;
    for (size_t i = 0; i < line->count; i++) {
        count += line->points[i].touched_count;
        if (touches_all(past, i) && d1_vec_push(&past->touching_all, (uint32_t)i) < 0)
            return D1_ERR_MEMORY;
    }
    while (heads < count)
        heads *= 2;
    past->touches = d1_arena_alloc(&past->arena, (count + 1) * sizeof *past->touches);
    past->touch_heads = d1_arena_calloc(&past->arena, heads, sizeof *past->touch_heads);
    past->touch_mask = (uint32_t)(heads - 1);
    if (!past->touches || !past->touch_heads) {
        past->touch_heads = NULL;
        return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < line->count; i++)
        for (size_t j = 0; j < line->points[i].touched_count; j++) {
            uint32_t touch = line->points[i].touched[j], *head = &past->touch_heads[touch & past->touch_mask];

            past->touches[at] = (struct d1_touch){touch, (uint32_t)i, *head};
            *head = ++at;
        }
    return 0;
}

/* The points from the youngest to the oldest, where `end` is not NULL to before it. Returns how many. */
static size_t list_points(const struct d1_past *past, uint32_t touch, uint32_t *end)
{
    uint32_t next = past->touch_heads[touch & past->touch_mask];
    size_t all = past->touching_all.len, count = 0;

    while (next || all) {
        const struct d1_touch *at = next ? &past->touches[next - 1] : NULL;
        bool any = all && (!at || past->touching_all.items[all - 1] >= at->point);
        uint32_t point = any ? past->touching_all.items[all - 1] : at->point;
        bool counts = any || at->touch == touch;

        all -= any;
        next = any ? next : at->next;
        if (!counts)
            continue;
        count++;
        if (end)
            *--end = point;
    }
    return count;
}

static struct trail *trail_of(struct d1_past *past, struct d1_str path)
{
    struct trail *trail = d1_map_get(&past->trails, path);
    uint32_t touch = d1_repo_touch(path);

    if (trail || find_touches(past) < 0)
        return trail;
    path = d1_arena_str(&past->arena, path);
    trail = d1_arena_calloc(&past->arena, 1, sizeof *trail);
    if (!path.ptr || !trail)
        return NULL;
    trail->count = list_points(past, touch, NULL);
    trail->points = d1_arena_alloc(&past->arena, (trail->count + 1) * sizeof *trail->points);
    trail->files = d1_arena_calloc(&past->arena, trail->count + 1, sizeof *trail->files);
    if (!trail->points || !trail->files || d1_map_insert(&past->trails, path, trail, NULL) < 0)
        return NULL;
    list_points(past, touch, trail->points + trail->count);
    return trail;
}

/* How many points of it are not behind a point. */
static size_t count_until(const struct trail *trail, size_t point)
{
    size_t low = 0, high = trail->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (trail->points[middle] <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- asking ---- */

int d1_past_touched(struct d1_past *past, struct d1_str path, size_t point, uint32_t *next)
{
    const struct trail *trail;
    size_t number;

    *next = D1_PAST_NONE;
    pthread_mutex_lock(&past->lock);
    trail = trail_of(past, path);
    number = trail ? count_until(trail, point) : 0;
    if (trail && number < trail->count)
        *next = trail->points[number];
    pthread_mutex_unlock(&past->lock);
    return trail ? 0 : D1_ERR_MEMORY;
}

static int read_file(struct d1_past *past, struct trail *trail, size_t number, struct d1_str path)
{
    const struct d1_past_source *source = &past->options.source;
    struct d1_digest *read = d1_arena_calloc(&past->arena, 1, sizeof *read);

    if (!read || source->file(source->context, trail->points[number], path, read, &past->arena) < 0)
        return D1_ERR_MEMORY;
    trail->files[number] = read;
    return 0;
}

int d1_past_file(struct d1_past *past, size_t point, struct d1_str path, const struct d1_digest **digest)
{
    struct trail *trail;
    size_t number;
    int result = D1_ERR_MEMORY;

    pthread_mutex_lock(&past->lock);
    trail = trail_of(past, path);
    if (trail) {
        number = count_until(trail, point) - 1; /* the first point touches all */
        result = trail->files[number] ? 0 : read_file(past, trail, number, path);
        *digest = trail->files[number];
    }
    pthread_mutex_unlock(&past->lock);
    return result;
}

void d1_past_release_files(struct d1_past *past)
{
    d1_vec_release(&past->touching_all);
    d1_map_release(&past->trails);
}
