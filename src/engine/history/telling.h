/* One engagement while its history is read: what the files beside it share. Private to src/engine. */
#ifndef D1_ENGINE_HISTORY_TELLING_H
#define D1_ENGINE_HISTORY_TELLING_H

#include "base/vec.h"
#include "engagement/identities.h"
#include "engine/history.h"
#include "engine/opened.h"

struct d1_history_reading {
    struct d1_history history;
    const struct d1_history_options *options;
    struct d1_opened opened;
    struct d1_arena arena;
};

/* One engagement while it is read. */
struct d1_history_tracing {
    struct d1_history_reading *reading;
    const struct d1_engagement *engagement;
    d1_date as_of;
    struct d1_past *past;
    struct d1_line *line; /* the whole */
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

/* states.c: check, criterion, gate, all. 0 or a negative code. */
int d1_history_states(struct d1_history_tracing *tracing, struct d1_error *error);

/*
 * words.c: item, artifact, act: whether an engagement has or had the subject, and of what kind it is ... 1, 0
 * or D1_ERR_MEMORY.
 */
int d1_history_finds(const struct d1_history_tracing *tracing, enum d1_history_kind *kind);

/* ... and what it said. 0 or a negative code. */
int d1_history_words(struct d1_history_tracing *tracing, struct d1_error *error);

#endif
