/*
 * What files hold, without their documents: which artifacts there are, of which kind, called what, and at which lines.
 * It is all that sorting files into engagements asks for, and is kept apart from the documents, for many files under
 * one key, so that what nobody reads is not made.
 *
 *     head | files | artifacts | texts of names
 *
 * A file is outlined only where its documents leave nothing to be said before somebody judges them: it has no fault,
 * and holds none of the documents that say how files are sorted and judged, which are an Engagement and the tool's own.
 */
#ifndef D1_ENGAGEMENT_LOAD_OUTLINES_H
#define D1_ENGAGEMENT_LOAD_OUTLINES_H

#include "base/text/strbuf.h"
#include "engagement/artifact.h"

/* A file, and from how many bytes it was read. */
struct d1_outlined {
    struct d1_file *file;
    size_t bytes;
    bool known; /* there is an outline of it */
};

/* Whether a file whose documents are made can be outlined. */
bool d1_outline_may(const struct d1_file *file);

/* Appends the outlines of files, of those that are `known`; out->oom when memory is short, or it comes to too much. */
void d1_outlines_write(struct d1_strbuf *out, const struct d1_outlined *files, size_t count);

/*
 * Fills the files of which there is an outline, `known`, with artifacts that are not made (d1_artifact_outline), texts
 * in the arena. 1, or 0 when the text is nothing of so many files, which leaves them as they are; D1_ERR_MEMORY.
 */
int d1_outlines_read(struct d1_str kept, const struct d1_kinds *kinds, struct d1_arena *arena,
                     struct d1_outlined *files, size_t count);

/*
 * Puts the documents of a file in the place of its outline: those of *whole, which is the same file read, and has
 * nothing left then. Whether they are what was outlined; else neither is touched.
 */
bool d1_outline_fill(struct d1_file *file, struct d1_file *whole);

#endif
