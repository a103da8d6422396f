/* One engagement while its history is read: what the files beside it share. Private to src/engine. */
#ifndef D1_ENGINE_HISTORY_TELLING_H
#define D1_ENGINE_HISTORY_TELLING_H

#include "base/vec.h"
#include "engagement/identities.h"
#include "engine/history.h"
#include "engine/opened.h"

struct d1_history_gone;
struct d1_history_tracing;

struct d1_history_reading {
    struct d1_history history;
    const struct d1_history_options *options;
    struct d1_run_options run; /* the same without the names of engagements, which may be gone */
    struct d1_opened opened;
    struct d1_arena arena;
    D1_VEC(struct d1_history_gone *) gone; /* engagements whose texts are told */
    struct d1_history_tracing *tracings;   /* in the arena; one behind the other, in the order in which they are told */
    size_t tracing_count;
    struct d1_strbuf state; /* how everything stood before anything was read; empty where that cannot be told */
};

/* One engagement while it is read, on one thread. */
struct d1_history_tracing {
    struct d1_history_reading *reading;
    struct d1_arena arena; /* what is told of it */
    struct d1_history_line told;
    bool found; /* it knows the subject */
    int result;
    struct d1_error error;
    struct d1_judged today; /* whose policy judges, where states are told */
    const struct d1_engagement *engagement;
    d1_date as_of;
    const struct d1_engagement *trusted; /* whose identities and authorities count; NULL: its own */
    const struct d1_history_gone *gone;  /* of an engagement that is gone; NULL else */
    struct d1_past *past;
    struct d1_line *line; /* the whole; of one that is gone, up to where it stood last when its words are told */
    struct d1_identities *identities;
    D1_VEC(struct d1_history_event) events;
};

/* Fills in what is known of the point that brought an event, and of who wrote `says` there (D1_PAST_NONE: the point).
 */
int d1_history_attribute(struct d1_history_tracing *tracing, struct d1_history_event *event, uint32_t point,
                         uint32_t says, struct d1_error *error);

/* Keeps an event. 0, D1_ERR_LIMIT or D1_ERR_MEMORY. */
int d1_history_add(struct d1_history_tracing *tracing, const struct d1_history_event *event, struct d1_error *error);

/* A gate by its id, or by that of an instance: "sprint:spr-01"; NULL for none. */
const struct d1_gate *d1_history_gate(const struct d1_ruleset *ruleset, struct d1_str subject);

/*
 * states.c: check, criterion, gate, all. First what is done for one engagement at a time, into `today`; then what may
 * be done for several. 0 or a negative code.
 */
int d1_history_prepare(struct d1_history_tracing *tracing);
int d1_history_states(struct d1_history_tracing *tracing, struct d1_error *error);

/*
 * choose.c: only what the subject rests on is judged. *only: by index of checks those that are; NULL, as the caller has
 * set it: all. *bears, of a check: by number of the point whether it may change anything, since it is told from what
 * kinds of artifacts the check reads; NULL: each may, for on criteria and gates doubts are cast by checks that read
 * everything. Both are the caller's, also where memory is short: 0 or D1_ERR_MEMORY.
 */
int d1_history_choose(const struct d1_history_tracing *tracing, bool **only, bool **bears);

/*
 * came.c: by id of a gate that was met, kept in the arena, in which state it came to be; NULL where it did not since
 * its day is the one that it has. 0 or D1_ERR_MEMORY.
 */
const char *d1_history_came_as(const struct d1_map *came, const struct d1_gate_result *gate);
int d1_history_note_came(struct d1_map *came, struct d1_arena *arena, const struct d1_gate_result *gate);

/*
 * words.c: item, artifact, act: whether an engagement has or had the subject, and of what kind it is ... 1, 0
 * or D1_ERR_MEMORY.
 */
int d1_history_finds(struct d1_history_tracing *tracing, enum d1_history_kind *kind);

/* ... and what it said. 0 or a negative code. */
int d1_history_words(struct d1_history_tracing *tracing, struct d1_error *error);

/*
 * continuity.c: of a line of states, all of whose events are told, how long what is judged all along has held. 0 or
 * D1_ERR_MEMORY.
 */
int d1_history_continue(struct d1_history_tracing *tracing, struct d1_history_line *line);

/* ---- gone.c ---- */

/*
 * Looks for an engagement of a name that what is read does not have. 1; 0 where there was none either, with *out NULL;
 * D1_ERR_MEMORY. The caller frees *out with d1_history_gone_free, behind whatever came of it.
 */
int d1_history_gone_new(struct d1_history_gone **out, struct d1_history_reading *reading, struct d1_str name);
void d1_history_gone_free(struct d1_history_gone *gone);

/* The engagement as it stood last, and how many points changed something of it, its end included. */
const struct d1_engagement *d1_history_gone_last(const struct d1_history_gone *gone);
size_t d1_history_gone_points(const struct d1_history_gone *gone);

/* Its line up to there. 0 or D1_ERR_MEMORY; *line is the caller's in any case, NULL where there is none. */
int d1_history_gone_line(const struct d1_history_gone *gone, struct d1_line **line, struct d1_past *past,
                         d1_date as_of);

/* Tells that the subject went with it. 0 or a negative code. */
int d1_history_gone_end(struct d1_history_tracing *tracing, struct d1_error *error);

/* ---- kept.c ---- */

/*
 * After d1_opened_prepare: notes how things stand, and looks for what an earlier run told. 1 with the history as it
 * was; 0 when it is to be read; D1_ERR_MEMORY.
 */
int d1_history_recall(struct d1_history_reading *reading);

/* The bytes that are kept: what a reading told, but for what it was asked. Reading: 1, 0 where they are none,
 * D1_ERR_MEMORY.
 */
void d1_history_form_write(struct d1_strbuf *out, const struct d1_history *history);
int d1_history_form_read(struct d1_history *history, struct d1_str bytes, struct d1_arena *arena);

/* After it was read: keeps it, where it may be. 0 or D1_ERR_MEMORY. */
int d1_history_keep(struct d1_history_reading *reading);

#endif
