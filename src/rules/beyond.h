/*
 * What judging an engagement has looked at beyond the engagement, so that its verdict can be known again: what its own
 * documents say, the policy and the rules count in any case, and are not told here.
 *
 * A verdict hangs on other files where evidence names them. Of history it hangs on the points up to the last one of the
 * engagement's own; what lies behind that, and what is not committed elsewhere, which is a point of the line, too, may
 * matter: what comes with it is a day that the line did not have, and that it is there at all.
 */
#ifndef D1_RULES_BEYOND_H
#define D1_RULES_BEYOND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/str.h"
#include "repo/repo.h"

struct d1_past;

/* All zero bytes to begin with; to be released. For one thread at a time. */
struct d1_beyond {
    struct d1_map files;  /* paths from the root, of whatever files of the snapshot */
    struct d1_map trails; /* likewise, of any point of the line up to the newest: when another came to stand there */
    struct d1_map points; /* ids of commits, whether they are points of the line */
    bool line;            /* history was looked at, up to the last point of the engagement's own */
    bool behind;          /* whether there is any point behind that may have made a difference */
    bool newest;          /* whether anything is not committed yet may have */
    bool head;            /* every point that is committed may have */
    bool lacks;           /* something of history that could not be had may have */
    bool rest;            /* what the snapshot holds anywhere may have */
    bool lost;            /* there was no memory to note something */
    struct d1_arena arena;
};

/* Notes what is looked at: a file, or as in the structure. Where `beyond` is NULL nobody asks. */
void d1_beyond_file(struct d1_beyond *beyond, struct d1_str path);
void d1_beyond_trail(struct d1_beyond *beyond, struct d1_str path);
void d1_beyond_point(struct d1_beyond *beyond, const uint8_t id[D1_REPO_ID_BYTES]);
void d1_beyond_line(struct d1_beyond *beyond);
void d1_beyond_behind(struct d1_beyond *beyond);
void d1_beyond_newest(struct d1_beyond *beyond);
void d1_beyond_head(struct d1_beyond *beyond);
void d1_beyond_lacks(struct d1_beyond *beyond);
void d1_beyond_rest(struct d1_beyond *beyond);

/*
 * How many points of a past are committed; and whether a point of it is the last of these, or what is not committed, so
 * that something that is committed nowhere may come behind it.
 */
size_t d1_beyond_committed(const struct d1_past *past);
bool d1_beyond_is_newest(const struct d1_past *past, size_t point);

/* The last point of an engagement's own that is committed; false where there is none. */
bool d1_beyond_last(const struct d1_past *past, struct d1_str engagement, size_t *point);

/* Whether a document of the engagement stands at a path as it is committed. */
bool d1_beyond_stands(const struct d1_past *past, struct d1_str engagement, struct d1_str path);

void d1_beyond_release(struct d1_beyond *beyond);

#endif
