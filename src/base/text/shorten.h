/*
 * Long texts in what the program says. A message repeats names, values, paths and patterns of the input, any of which
 * may be megabytes long; of one that is longer than D1_LIMIT_SHOWN code points it has the beginning, and how long it
 * is:
 *
 *     there is no kind `QQQQQQQQ... (300018 bytes in all)
 *
 * What was shortened is within the limit, so that it passes through here again as it is.
 */
#ifndef D1_BASE_SHORTEN_H
#define D1_BASE_SHORTEN_H

#include "base/memory/arena.h"
#include "base/str.h"
#include "base/text/strbuf.h"

/* The text itself, or its beginning; borrowed. For whoever escapes it, and then appends the tail. */
struct d1_str d1_shorten_head(struct d1_str text);

/* Appends how long the text is, where `head` is not all of it. */
void d1_shorten_tail(struct d1_strbuf *out, struct d1_str text, struct d1_str head);

/* Appends the text, shortened where it is too long. */
void d1_shorten(struct d1_strbuf *out, struct d1_str text);

/* Shortens what is in a buffer. */
void d1_shorten_buffer(struct d1_strbuf *buf);

/* The text itself, or a shorter one in the arena; ptr is NULL when memory is short. */
struct d1_str d1_shorten_in(struct d1_arena *arena, struct d1_str text);

#endif
