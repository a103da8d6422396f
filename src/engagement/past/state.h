/*
 * An engagement as it stood at a point: that of the present where nothing has changed since, else one of its own, made
 * of the documents that stood there. Private to src/engagement.
 */
#ifndef D1_ENGAGEMENT_PAST_STATE_H
#define D1_ENGAGEMENT_PAST_STATE_H

#include "engagement/past/standing.h"
#include "engagement/workspace.h"

struct d1_past_state {
    size_t number;                          /* of the point; the caller's */
    const struct d1_engagement *engagement; /* NULL where there was none yet */
    struct d1_engagement *own;              /* made of these files */
    D1_VEC(struct d1_file) files;
    struct d1_artifact_loader *loader;
};

/*
 * Makes it from the files that stood at the point; `now` is the engagement of today, past reads what stands no longer.
 * state is all zero but for its number, its memory in the arena where the files do not own it, and to be released also
 * when this fails: 0, D1_ERR_READ or D1_ERR_MEMORY.
 */
int d1_past_state_make(struct d1_past_state *state, struct d1_past *past, const struct d1_engagement *now,
                       const struct d1_standings *standings, struct d1_arena *arena, struct d1_error *error);

void d1_past_state_release(struct d1_past_state *state);

#endif
