/*
 * The engagement as it stood at each point of its line, one after the other: what a judge of the past is given.
 *
 *     d1_replay_new(&replay, past, present, as_of, &error);
 *     while (d1_replay_next(replay, &point) > 0)
 *         d1_replay_stand(replay, &engagement, &error) ... d1_replay_line(replay)
 *
 * Points are those of the engagement, and others at which a file that somebody has asked for (d1_line_file) is not what
 * it was.
 *
 * Going on reads nothing; to stand somewhere reads what is there and was not read for an earlier point. Each content is
 * read as it was, but the calendar, the zone and the profile are those of the present, which judges the past; of a
 * present that has no calendar, since the engagement is gone, they are those of the point. A replay is for one thread
 * at a time.
 */
#ifndef D1_ENGAGEMENT_REPLAY_H
#define D1_ENGAGEMENT_REPLAY_H

#include "engagement/line.h"

struct d1_replay;

/*
 * The past and the engagement of the present outlive it. The caller frees *out with d1_replay_free. 0 or
 * D1_ERR_MEMORY.
 */
int d1_replay_new(struct d1_replay **out, struct d1_past *past, const struct d1_engagement *present, d1_date as_of);
void d1_replay_free(struct d1_replay *replay);

/* Goes to the next point behind the one whose files are seen: 1; 0 behind the last one; D1_ERR_MEMORY. */
int d1_replay_next(struct d1_replay *replay, struct d1_line_point *point);

/*
 * The next point at which a file may have changed that was asked for by now, or `documents`, whichever comes first: 1;
 * 0 where neither is any, D1_PAST_NONE in place of the latter; D1_ERR_MEMORY.
 */
int d1_replay_peek(const struct d1_replay *replay, uint32_t documents, struct d1_line_point *point);

/*
 * Has the files seen as they were at the end of a day, or before a point that comes on it (D1_PAST_NONE: none does),
 * behind the point of the replay: none of the engagement that matters comes until then.
 */
void d1_replay_see(struct d1_replay *replay, d1_date day, uint32_t before);

/* Whether a file that was asked for may have changed at the point, or since the one whose files were seen last. */
bool d1_replay_files(const struct d1_replay *replay);

/* The events of the point: what came to the engagement there, and what left it; none where only a file is another. */
const struct d1_past_event *d1_replay_events(const struct d1_replay *replay, size_t *count);

/* The past that it follows. */
struct d1_past *d1_replay_past(const struct d1_replay *replay);

/*
 * How the engagement stands at the point; *engagement is borrowed until the next call of d1_replay_next, and NULL where
 * there was none, or its Engagement could not be read. 0, D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY.
 */
int d1_replay_stand(struct d1_replay *replay, const struct d1_engagement **engagement, struct d1_error *error);

/* The line up to the point; once it was stood there, it is asked about the nodes of that engagement. */
struct d1_line *d1_replay_line(const struct d1_replay *replay);

/* Appends what is wrong in the artifacts of that engagement by themselves. 0 or D1_ERR_MEMORY. */
int d1_replay_faults(const struct d1_replay *replay, struct d1_faults *faults);

#endif
