/*
 * Engagements of anywhere, gathered from saved reports and from lines of `summary-jsonl`: a portfolio. What comes of it
 * depends on what was read, and not on how it was divided or in which order it came.
 */
#ifndef D1_SAVED_GATHER_H
#define D1_SAVED_GATHER_H

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/vec.h"
#include "verdict/summary.h"

/* All zero bytes has gathered nothing. */
struct d1_gathered {
    struct d1_arena arena; /* texts and gates of all */
    D1_VEC(struct d1_summary) items;
    D1_VEC(const char *) paths; /* where each of them was read, until it is finished */
    D1_VEC(struct d1_absent) absent;
    size_t failed; /* lines of runs that failed, which are among `absent` */
};

/*
 * Reads a file, whose path must outlive *gathered: a report, of which each engagement is taken, or lines; one of a
 * run that failed is among what is absent. Returns 0,
 * D1_ERR_READ for what is neither, and for the report of a run that failed; D1_ERR_MEMORY. Then nothing of it is taken.
 */
int d1_gathered_add(struct d1_gathered *gathered, struct d1_str bytes, const char *path, struct d1_error *error);

/* Notes that there is no report of something, and why; both are copied. 0 or D1_ERR_MEMORY. */
int d1_gathered_miss(struct d1_gathered *gathered, struct d1_str what, struct d1_str why);

/*
 * Puts everything in order, and leaves out what is there again with the same words. Returns 0, D1_ERR_READ when two
 * files say different things of one engagement, or D1_ERR_MEMORY.
 */
int d1_gathered_finish(struct d1_gathered *gathered, struct d1_error *error);

/* What was gathered, once it is finished. */
struct d1_portfolio d1_gathered_portfolio(const struct d1_gathered *gathered);

void d1_gathered_release(struct d1_gathered *gathered);

#endif
