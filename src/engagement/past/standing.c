#include "engagement/past/standing.h"

static void leave(struct d1_standing *standing, uint32_t document)
{
    for (size_t i = 0; i < standing->documents.len; i++)
        if (standing->documents.items[i] == document) {
            standing->documents.items[i] = standing->documents.items[--standing->documents.len];
            return;
        }
}

int d1_standings_take(struct d1_standings *standings, const struct d1_past_event *event, size_t *number)
{
    uint32_t numbers[2] = {event->path, event->document->content};
    struct d1_str key = d1_strn((const char *)numbers, sizeof numbers);
    uintptr_t at = (uintptr_t)d1_map_get(&standings->places, key);
    struct d1_standing fresh = {.path = event->path, .content = event->document->content};

    if (!at) {
        key = d1_arena_str(&standings->arena, key);
        at = standings->list.len + 1;
        if (!key.ptr || d1_vec_push(&standings->list, fresh) < 0 ||
            d1_map_insert(&standings->places, key, (void *)at, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    if (number)
        *number = at - 1;
    if (event->comes)
        return d1_vec_push(&standings->list.items[at - 1].documents, event->document->number);
    leave(&standings->list.items[at - 1], event->document->number);
    return 0;
}

void d1_standings_release(struct d1_standings *standings)
{
    for (size_t i = 0; i < standings->list.len; i++)
        d1_vec_release(&standings->list.items[i].documents);
    d1_vec_release(&standings->list);
    d1_map_release(&standings->places);
    d1_arena_release(&standings->arena);
}
