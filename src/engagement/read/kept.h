/*
 * A file that was read, as bytes for a cache: its documents, and what their schemas mark in them.
 *
 *     head | artifacts | marks | remarks | texts of remarks | blocks of the documents, aligned to 8 bytes
 *
 * Only a file without a fault of syntax is kept; what is wrong with one is said from its bytes. Of one that has a fault
 * of another kind no marks are kept: it is held against its schemas anew, which say what is wrong. One that holds
 * nothing of ours is kept, too: as one that holds nothing. Marks lead into the schemas by number, so that whoever keeps
 * a file has the schemas in its key.
 */
#ifndef D1_ENGAGEMENT_READ_KEPT_H
#define D1_ENGAGEMENT_READ_KEPT_H

#include "base/memory/region.h"
#include "base/text/strbuf.h"
#include "engagement/artifact.h"

/* Whether a file, whose artifacts nobody has recognised yet, can be kept. */
bool d1_kept_may(const struct d1_file *file);

/* Whether nothing at all is wrong with a file whose artifacts are recognised. */
bool d1_kept_is_clean(const struct d1_file *file);

/*
 * Appends the file, recognised by these kinds, which was read from so many bytes; out->oom when memory is short, or it
 * comes to too much.
 */
void d1_kept_write(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_file *file, size_t bytes);

/* What a file is read with, and what of it is not in the file. */
struct d1_kept_reading {
    const struct d1_kinds *kinds;
    struct d1_arena *arena;   /* for texts and marks */
    struct d1_region *region; /* for copies of documents */
    size_t bytes;             /* out: the length that it was read from */
    bool clean;               /* out: marks are there; else the artifacts are still to be recognised */
};

/*
 * Makes the artifacts of a file from what was kept; their kinds and names nobody has looked up. 1, or 0 when the text
 * is no such file, which leaves *file as it is; D1_ERR_MEMORY.
 */
int d1_kept_read(struct d1_str kept, struct d1_kept_reading *reading, struct d1_file *file);

#endif
