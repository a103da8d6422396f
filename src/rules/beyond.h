/*
 * What judging an engagement has looked at beyond the engagement, so that its verdict can be known again: what its own
 * documents say, the policy, the rules and history as it is committed count in any case, and are not told here.
 *
 * A verdict hangs on other files where evidence names them. And it hangs on what is not committed elsewhere, since that
 * is a point of the line, too: the newest, with which a day comes that the line did not have.
 */
#ifndef D1_RULES_BEYOND_H
#define D1_RULES_BEYOND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/str.h"

struct d1_past;

/* All zero bytes to begin with; to be released. For one thread at a time. */
struct d1_beyond {
    struct d1_map files; /* paths from the root, of whatever files of the snapshot */
    bool newest;         /* whether anything is not committed yet may have made a difference */
    bool rest;           /* what the snapshot holds anywhere may have */
    bool lost;           /* there was no memory to note something */
    struct d1_arena arena;
};

/* Notes what is looked at: a file, or as in the structure. Where `beyond` is NULL nobody asks. */
void d1_beyond_file(struct d1_beyond *beyond, struct d1_str path);
void d1_beyond_newest(struct d1_beyond *beyond);
void d1_beyond_rest(struct d1_beyond *beyond);

/*
 * How many points of a past are committed; and whether a point of it is the last of these, or what is not committed, so
 * that something that is committed nowhere may come behind it.
 */
size_t d1_beyond_committed(const struct d1_past *past);
bool d1_beyond_is_newest(const struct d1_past *past, size_t point);

void d1_beyond_release(struct d1_beyond *beyond);

#endif
