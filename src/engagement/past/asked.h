/*
 * The files that were asked for while a line is followed, and where it comes to one that may have changed. Private to
 * src/engagement.
 */
#ifndef D1_ENGAGEMENT_PAST_ASKED_H
#define D1_ENGAGEMENT_PAST_ASKED_H

#include "engagement/past.h"

/* All zero bytes to begin with. */
struct d1_asked {
    struct d1_arena arena;
    struct d1_map files; /* path, in the arena, to the next point that touches it */
    uint32_t soonest;    /* of these points; of no file it is any */
};

void d1_asked_release(struct d1_asked *asked);

/* Notes a path, where the line has come to a point. 0 or D1_ERR_MEMORY. */
int d1_asked_note(struct d1_asked *asked, struct d1_past *past, struct d1_str path, uint32_t at);

/* The line has come to a point, and does not go back. 0 or D1_ERR_MEMORY. */
int d1_asked_pass(struct d1_asked *asked, struct d1_past *past, uint32_t at);

/*
 * The next point behind one, at which the line is or which lies before it, that may have changed a file; D1_PAST_NONE
 * for none. 0 or D1_ERR_MEMORY.
 */
int d1_asked_next(const struct d1_asked *asked, struct d1_past *past, uint32_t point, uint32_t *next);

#endif
