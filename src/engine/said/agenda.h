/*
 * The days of an engagement, gathered from what was judged (struct d1_agenda). Private to src/engine.
 */
#ifndef D1_ENGINE_SAID_AGENDA_H
#define D1_ENGINE_SAID_AGENDA_H

#include "rules/judged.h"
#include "verdict/agenda.h"

/*
 * Gathers them into the arena, with the dates of reviews by the parameters of the policy. owner: NULL, or a person:
 * then only what that person sees to, meetings to which the person is invited, and the gates of an engagement that the
 * person is in. 0 or D1_ERR_MEMORY.
 */
int d1_agenda_make(struct d1_agenda *agenda, const struct d1_judged *judged, const struct d1_ruleset *ruleset,
                   const char *owner, struct d1_arena *arena);

#endif
