/* Engagements that were given another name. */
#include "engagement/past/private.h"

static bool is_engagement(const struct d1_past_event *event)
{
    return event->document->kind && d1_str_is(event->document->kind->name, "Engagement");
}

/* The event by which an Engagement first comes; NULL for none. */
static const struct d1_past_event *first_of(const struct d1_events *events)
{
    for (size_t i = 0; events && i < events->len; i++)
        if (events->items[i].comes && is_engagement(&events->items[i]))
            return &events->items[i];
    return NULL;
}

/* The event by which an Engagement goes at a point, and does not come back there; NULL for none. */
static const struct d1_past_event *last_of(const struct d1_events *events, uint32_t point)
{
    const struct d1_past_event *last = NULL;

    for (size_t i = 0; i < events->len && events->items[i].point <= point; i++)
        if (events->items[i].point == point && is_engagement(&events->items[i]))
            last = events->items[i].comes ? NULL : &events->items[i];
    return last;
}

struct d1_str d1_past_formerly(const struct d1_past *past, struct d1_str engagement, uint32_t *point)
{
    const struct d1_past_event *first = first_of(d1_map_get(&past->engagements, engagement));
    struct d1_str former = d1_str("");
    size_t gone = 0, begun = 0;

    if (!first || first->point == past->first)
        return former;
    *point = first->point;
    for (size_t i = 0; i < past->engagements.len; i++) {
        const struct d1_events *events = past->engagements.entries[i].value;
        const struct d1_past_event *last = last_of(events, first->point), *other = first_of(events);

        if (last && last->path == first->path)
            return past->engagements.entries[i].key;
        begun += other && other->point == first->point;
        gone += last != NULL;
        if (last)
            former = past->engagements.entries[i].key;
    }
    /* Moved at the same time it is the one that went, where no other went or came. */
    return gone == 1 && begun == 1 ? former : d1_str("");
}
