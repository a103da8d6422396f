/*
 * A verdict as bytes, for a cache: all of it but what belongs to the process, which is the checks and criteria of the
 * rule set and the way to the lines of files. These are named by their numbers.
 *
 *     sizes | lengths of texts | texts | structures | padding
 *
 * The structures of verdict.h follow one another as they lead to each other, the verdict first. Of each a mask says
 * which of its words differ from those of the structure before it in its list, or lead somewhere; what these hold
 * follows as numbers (image_number.h), in place of a text its own. So what is alike in a list, which is most of it,
 * takes neither room nor time. An image is made and read by one table of the structures (image_parts.c), so that a
 * member which is a pointer is in it or does not compile. It is for the program that wrote it alone, on the machine
 * that it wrote it on.
 *
 * Nothing of an image is believed: each count, number and choice is held against what there is before it is used,
 * and a structure is made where nothing else is.
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
