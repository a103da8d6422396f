/*
 * Which commit concerned each engagement last (engagement/concern.h), up to the newest of a snapshot's line, without
 * reading the line: that is kept by the id of the newest commit, and told anew for commits that have come since, one
 * after the other. Where any of a line is missing nothing is kept, and nothing told. Private to src/engine.
 */
#ifndef D1_ENGINE_KEPT_TIP_H
#define D1_ENGINE_KEPT_TIP_H

#include "engagement/concern.h"
#include "engine/kept/stored.h"

/* All zero bytes to begin with; to be released. */
struct d1_tip {
    bool asked;
    bool fresh;                 /* it is to be kept */
    struct d1_concern *concern; /* up to the newest commit; NULL where it is not known */
    uint64_t grown;             /* by so many commits since the line was read */
    struct d1_stored stored;
};

/* Looks for what is known, once. 1, 0 where nothing is, D1_ERR_MEMORY. */
int d1_tip_find(struct d1_tip *tip, const struct d1_opened *opened);

/*
 * After judging: makes it of the line, where that was read and nothing of it is missing, unless it is known. 0 or
 * D1_ERR_MEMORY.
 */
int d1_tip_make(struct d1_tip *tip, const struct d1_opened *opened);

/* Keeps what is fresh. 0 or D1_ERR_MEMORY. */
int d1_tip_keep(struct d1_tip *tip, const struct d1_opened *opened);

void d1_tip_release(struct d1_tip *tip);

#endif
