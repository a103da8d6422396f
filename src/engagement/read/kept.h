/*
 * A file that was read, as bytes for a cache: its documents as they were before anything was looked up in a schema.
 *
 *     head | artifacts | remarks | texts of remarks | blocks of the documents, aligned to 8 bytes
 *
 * Only a file without a fault of syntax is kept; what is wrong with one is said from its bytes. One that holds nothing
 * of ours is kept, too: as one that holds nothing.
 */
#ifndef D1_ENGAGEMENT_READ_KEPT_H
#define D1_ENGAGEMENT_READ_KEPT_H

#include "base/memory/region.h"
#include "base/text/strbuf.h"
#include "engagement/artifact.h"

/* Whether a file, whose artifacts nobody has recognised yet, can be kept. */
bool d1_kept_may(const struct d1_file *file);

/* Appends the file, which was read from so many bytes; out->oom when memory is short, or it comes to too much. */
void d1_kept_write(struct d1_strbuf *out, const struct d1_file *file, size_t bytes);

/*
 * Makes the artifacts of a file from what was kept, not recognised: documents are copies in the region, texts lie in
 * the arena. *bytes receives the length that it was read from. 1, or 0 when the text is no such file, which leaves
 * *file as it is; D1_ERR_MEMORY.
 */
int d1_kept_read(struct d1_str kept, struct d1_arena *arena, struct d1_region *region, struct d1_file *file,
                 size_t *bytes);

#endif
