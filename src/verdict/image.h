/*
 * A verdict as bytes, for a cache: all of it but what belongs to the process, which is the checks and criteria of the
 * rule set and the way to the lines of files. These are named by their numbers.
 *
 *     packed words | packed words | ...
 *
 * The image itself is the structures of verdict.h one behind the other, the verdict first, with offsets in place of
 * pointers; it is made, looked at and read by one table of these structures (image_parts.c), so that a member which is
 * a pointer is in it or does not compile. Since most of it is zero, it is packed: of 64 words of eight bytes a mask
 * says which are not, and those follow. It is for the program that wrote it alone, on the machine that it wrote it on.
 *
 * Nothing of an image is believed: each offset, count and choice is held against what there is before it is used.
 */
#ifndef D1_VERDICT_IMAGE_H
#define D1_VERDICT_IMAGE_H

#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "verdict/verdict.h"

/* What an image names by number. */
struct d1_image_rules {
    const struct d1_check *checks;
    size_t check_count;
    const struct d1_criterion *criteria;
    size_t criterion_count;
};

/* Appends the image; out->oom when memory is short, or there is more of it than D1_LIMIT_CACHE_ENTRY_BYTES. */
void d1_image_write(struct d1_strbuf *out, const struct d1_verdict *verdict, const struct d1_image_rules *rules);

/* The same of one engagement by itself, as it was judged: its subjects may name artifacts that nobody has listed yet.
 */
void d1_image_write_engagement(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement,
                               const struct d1_image_rules *rules);
int d1_image_read_engagement(struct d1_str bytes, const struct d1_image_rules *rules, struct d1_arena *arena,
                             struct d1_engagement_verdict *engagement);

/*
 * Makes the verdict that was written, without the way to lines, in the arena. 1, or 0 when the bytes are no image;
 * D1_ERR_MEMORY: then nothing of it stays there.
 */
int d1_image_read(struct d1_str bytes, const struct d1_image_rules *rules, struct d1_arena *arena,
                  struct d1_verdict *verdict);

#endif
