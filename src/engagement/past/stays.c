/* Which contents stood at which paths, and from when to when, by their ids alone: none of them has to be read. */
#include "engagement/past/private.h"

/* A stay with the content that stays. */
struct staying {
    uint32_t content;
    struct d1_past_stay stay;
};

struct stays {
    struct d1_past *past;
    D1_VEC(struct staying) all;
    uint32_t *open; /* by number of the path: the number of the stay that has not ended plus 1, or 0 */
};

static int follow_change(struct stays *stays, const struct d1_repo_change *change, uint32_t point)
{
    struct staying fresh = {change->after, {.path = change->path, .from = point, .to = D1_PAST_NONE}};

    if (stays->open[change->path])
        stays->all.items[stays->open[change->path] - 1].stay.to = point;
    stays->open[change->path] = 0;
    if (change->after == D1_REPO_NO_BLOB)
        return 0;
    if (d1_vec_push(&stays->all, fresh) < 0)
        return D1_ERR_MEMORY;
    stays->open[change->path] = (uint32_t)stays->all.len;
    return 0;
}

static int follow(struct stays *stays)
{
    const struct d1_repo_line *line = stays->past->options.line;

    for (size_t i = 0; i < line->count; i++)
        for (size_t j = 0; j < line->points[i].change_count; j++)
            if (follow_change(stays, &line->points[i].changes[j], (uint32_t)i) < 0)
                return D1_ERR_MEMORY;
    return 0;
}

/* Adds a stay to those of the same id. What is not committed yet has none. */
static int file_stay(struct d1_past *past, const struct staying *staying)
{
    const struct d1_past_source *source = &past->options.source;
    const uint8_t *id = source->id ? source->id(source->context, staying->content) : NULL;
    struct d1_str key = id ? d1_strn((const char *)id, D1_REPO_ID_BYTES) : d1_str("");
    struct d1_stays *same = id ? d1_map_get(&past->stays, key) : NULL;

    if (!id)
        return 0;
    if (!same) {
        key = d1_arena_str(&past->arena, key);
        same = d1_arena_calloc(&past->arena, 1, sizeof *same);
        if (!key.ptr || !same || d1_map_insert(&past->stays, key, same, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return d1_vec_push(same, staying->stay);
}

static int find_stays(struct d1_past *past)
{
    struct stays stays = {.past = past};
    int result = 0;

    stays.open = d1_calloc(past->options.line->path_count + 1, sizeof *stays.open);
    if (!stays.open || follow(&stays) < 0)
        result = D1_ERR_MEMORY;
    for (size_t i = 0; i < stays.all.len && result == 0; i++)
        result = file_stay(past, &stays.all.items[i]);
    d1_vec_release(&stays.all);
    d1_free(stays.open);
    return result;
}

void d1_past_release_stays(struct d1_past *past)
{
    for (size_t i = 0; i < past->stays.len; i++) {
        struct d1_stays *stays = past->stays.entries[i].value;

        d1_vec_release(stays);
    }
    d1_map_release(&past->stays);
    past->stays_found = false;
}

int d1_past_stays(struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_past_stay **stays,
                  size_t *count)
{
    const struct d1_stays *found;
    int result = 0;

    pthread_mutex_lock(&past->lock);
    if (!past->stays_found) {
        result = find_stays(past);
        if (result < 0)
            d1_past_release_stays(past);
        else
            past->stays_found = true;
    }
    found = d1_map_get(&past->stays, d1_strn((const char *)id, D1_REPO_ID_BYTES));
    *stays = found ? found->items : NULL;
    *count = found ? found->len : 0;
    pthread_mutex_unlock(&past->lock);
    return result;
}
