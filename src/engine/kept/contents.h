/*
 * What the bytes of a work tree's files are, by when these were written: who has read a file once knows its content
 * again without reading it, as git does by its index, but also of files that git does not track, and of their bytes as
 * they lie, whatever git makes of line ends. Kept in the cache, many files under one key. Private to src/engine.
 *
 * Whether git has a file as it lies there shows by its bytes, but where git stores other bytes than those: then it
 * hangs on what the index knows of the file, too, which is asked for (d1_contents_store) and written beside the bytes.
 */
#ifndef D1_ENGINE_KEPT_CONTENTS_H
#define D1_ENGINE_KEPT_CONTENTS_H

#include "base/text/strbuf.h"
#include "engine/opened.h"
#include "repo/state.h"

/* Looks up what is known. The snapshot of what was opened is that of a work tree. 0 or D1_ERR_MEMORY. */
int d1_contents_find(struct d1_contents *contents, struct d1_opened *opened);

/* Reads those that are not known, where they are few; else they stay unknown. 0 or D1_ERR_MEMORY. */
int d1_contents_complete(struct d1_contents *contents, struct d1_opened *opened);

/*
 * Asks the index for the id of each file that was not modified since, once; d1_contents_find does where git converts
 * files. What the index knows is kept, so that it is not read as long as it stays. 0 or D1_ERR_MEMORY.
 */
int d1_contents_store(struct d1_contents *contents, struct d1_opened *opened);

/*
 * Appends the ids of all files, known or not; and as far as that was asked, what the index knows of them, where it does
 * not follow from that.
 */
void d1_contents_write(struct d1_strbuf *out, const struct d1_contents *contents);

/*
 * Appends what an entry of a snapshot is, by its number, and the id of its content as d1_contents_write, whatever the
 * snapshot is of. 1, or 0 where that is not known.
 */
int d1_contents_write_one(struct d1_strbuf *out, const struct d1_opened *opened, size_t number);

/* Whether each file is known. */
bool d1_contents_are_known(const struct d1_contents *contents);

/* Whether each file is known, and what was read of it is for certain what lay there when it was looked up. */
bool d1_contents_stayed(const struct d1_contents *contents, const struct d1_opened *opened);

/* Keeps what is known now. 0 or D1_ERR_MEMORY. */
int d1_contents_keep(const struct d1_contents *contents, struct d1_opened *opened);

#endif
