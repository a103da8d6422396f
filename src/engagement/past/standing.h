/*
 * Which files stood at a point, with the documents in them that were an engagement's, kept from event to event. Private
 * to src/engagement.
 */
#ifndef D1_ENGAGEMENT_PAST_STANDING_H
#define D1_ENGAGEMENT_PAST_STANDING_H

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/vec.h"
#include "engagement/past.h"

/* A file as it stood; without documents it stands no longer. */
struct d1_standing {
    uint32_t path, content;
    D1_VEC(uint32_t) documents;
};

/* All zero bytes to begin with. */
struct d1_standings {
    D1_VEC(struct d1_standing) list; /* each file that ever stood, in the order in which they came */
    struct d1_map places;            /* path and content, as 8 bytes in the arena, to the number in the list plus 1 */
    struct d1_arena arena;
};

/* Takes what an event changes; *number, unless NULL, is that of the file in the list. 0 or D1_ERR_MEMORY. */
int d1_standings_take(struct d1_standings *standings, const struct d1_past_event *event, size_t *number);

void d1_standings_release(struct d1_standings *standings);

#endif
