/*
 * The comments of artifacts. No tree has them, and no rule but one asks: what may not stand in an artifact may not
 * stand in a comment either.
 */
#ifndef D1_ENGAGEMENT_READ_REMARKS_H
#define D1_ENGAGEMENT_READ_REMARKS_H

#include "base/memory/arena.h"
#include "engagement/artifact.h"

/*
 * Fills the remarks of every artifact of a file that was read, from the bytes that the file was read from, as UTF-8; in
 * another encoding they are not looked for. Returns 0 or D1_ERR_MEMORY.
 */
int d1_remarks_read(struct d1_arena *arena, struct d1_file *file, struct d1_str bytes);

#endif
