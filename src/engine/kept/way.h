/*
 * The way to what an earlier run has kept of what it made. Private to src/engine.
 *
 * What such a value is a function of is known in part before anything is read: the program and its rules, what was
 * asked, the repository with its objects and tags, the snapshot with its contents. The rest shows while it is made:
 * which other files evidence names, which time zones are asked for, whether anybody wanted to know what lies beside the
 * snapshot. So what is kept under the first part is either the value or further questions; these are answered anew, and
 * under what was asked and answered so far lies again either the value or further questions. Whoever comes to where
 * nothing lies makes the value, and keeps there what it still had to ask.
 *
 *     d1_way_state(&state, opened, "word")            before anything is read
 *     d1_way_find(&way, opened, &state)               1: d1_way_value() is what was made then
 *     ... d1_way_state again, and where it is the same as before, and d1_contents_stayed: ...
 *     d1_way_end(&way, opened, &state, kind)             1: the caller appends the value to way.value, and
 *     d1_way_keep(&way, kind)
 *
 * What is made of a part of the snapshot has a way that is apart: its state begins with d1_way_frame and tells of that
 * part alone, and what was looked at beside it is asked for. That nothing was written meanwhile the caller sees to.
 */
#ifndef D1_ENGINE_KEPT_WAY_H
#define D1_ENGINE_KEPT_WAY_H

#include "cache/cache.h"
#include "engine/kept/questions.h"
#include "engine/opened.h"

/* All zero bytes to begin with; to be released. */
struct d1_way {
    struct d1_opened *opened;
    struct d1_asking asking; /* set by the caller of a way that is apart: all but what was opened */
    struct d1_print key;     /* as far as the way has led */
    struct d1_strbuf asked;  /* so far, each question with a NUL behind it */
    struct d1_strbuf value;  /* that lies where the way has led, behind a word that says whether it is questions */
    struct d1_strbuf text;   /* of the next key */
};

/*
 * Puts how everything stands in place of what out holds: all that is known after d1_opened_prepare, but for the
 * contents of a work tree. `word` tells sorts of values apart; what else one depends on the caller appends. 1, 0 where
 * it cannot be told, or D1_ERR_MEMORY.
 */
int d1_way_state(struct d1_strbuf *out, const struct d1_opened *opened, const char *word);

/* The same without its commit, the files of the snapshot and objects, and as if these options had been given. */
int d1_way_frame(struct d1_strbuf *out, const struct d1_opened *opened, const struct d1_run_options *options,
                 const char *word);

/* Appends which commit it is, and which objects there are. As d1_way_state. */
int d1_way_head(struct d1_strbuf *out, const struct d1_opened *opened);

/* Whether anything lies where a way that is apart begins, so that there may be a value: 1, 0 or D1_ERR_MEMORY. */
int d1_way_begins(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state);

/* 1 when there is a value, 0 when not, D1_ERR_MEMORY. */
int d1_way_find(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state);

/* Goes straight to where a way has led, by its key. 1 when a value lies there, 0 when not, D1_ERR_MEMORY. */
int d1_way_return(struct d1_way *way, struct d1_opened *opened, struct d1_print key);

/* The value that was found; borrowed, aligned to 8. */
struct d1_str d1_way_value(const struct d1_way *way);

/*
 * Where d1_contents_stayed: goes to where a value is to be kept, and keeps what this run has asked. 1; 0 where it may
 * not be kept, since something could not be asked, or lies there already; D1_ERR_MEMORY.
 */
int d1_way_end(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state, enum d1_cache_kind kind);

/* Keeps what the caller has appended to way->value, unless it is too large. 0 or D1_ERR_MEMORY. */
int d1_way_keep(struct d1_way *way, enum d1_cache_kind kind);

void d1_way_release(struct d1_way *way);

#endif
