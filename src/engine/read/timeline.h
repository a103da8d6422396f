/*
 * The past of a snapshot: the line of its repository, with what is not committed yet as a further point (before the
 * first commit the only one), taken from git when somebody first asks for it. Private to src/engine.
 */
#ifndef D1_ENGINE_READ_TIMELINE_H
#define D1_ENGINE_READ_TIMELINE_H

#include "engine/opened.h"

struct d1_timeline;

/*
 * Prepares it and reads nothing. What was opened and loaded outlives it. The caller frees *out with d1_timeline_free. 0
 * or D1_ERR_MEMORY.
 */
int d1_timeline_new(struct d1_timeline **out, const struct d1_opened *opened);
void d1_timeline_free(struct d1_timeline *timeline);

/* Before anybody asks: of whom the past is wanted (`wanted` of past.h). What is not told is wanted of all. */
void d1_timeline_want(struct d1_timeline *timeline, bool (*wanted)(const void *context, struct d1_str engagement),
                      const void *context);

/* A d1_past_ask (rules/judge.h) whose context is the timeline. Any thread may call it. */
int d1_timeline_past(void *context, struct d1_past **past, struct d1_str *reason);

/* Says that somebody will ask for the past in any case. */
void d1_timeline_expect(struct d1_timeline *timeline);

/*
 * Whether what is not committed makes a point of the line: 1 with *unsaved; 0 where that is not known, since nobody has
 * asked for the past and nobody is expected to, or there is none, also where timeline is NULL; D1_ERR_MEMORY. Contents
 * are not read for it.
 */
int d1_timeline_unsaved(struct d1_timeline *timeline, bool *unsaved);

/*
 * How much of what may be read and walked for the past of a repository was, in thousandths: of whatever it is most of.
 * While nobody asks.
 */
unsigned d1_timeline_share(const struct d1_timeline *timeline);

/*
 * Whether something of that was taken from earlier runs, which is counted and was not read (brought.h), and all may
 * come to more than half of a limit: then it is to be read. While nobody asks.
 */
bool d1_timeline_exceeds(const struct d1_timeline *timeline);

/* The past, where somebody has asked for it and there is one; else NULL. */
const struct d1_past *d1_timeline_known(const struct d1_timeline *timeline);

#endif
