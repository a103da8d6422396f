/*
 * Excerpts: the source line a finding is about, with the span underlined, behind a gutter with the line's number.
 *
 *        |
 *     12 |     strategy: accept
 *        |               ^^^^^^
 *
 * Places count code points; an excerpt counts columns of the terminal: tabs become spaces up to the next multiple
 * of four, wide characters take two columns, combining marks none, what is escaped as many as its escape. Of a line
 * that is too long the part around the span is shown, with "..." where it was cut.
 */
#ifndef D1_REPORT_EXCERPT_H
#define D1_REPORT_EXCERPT_H

#include "base/place.h"
#include "base/str.h"
#include "report/paint.h"

enum {
    D1_EXCERPT_COLUMNS = 120, /* of a line that is not written to a terminal */
    D1_EXCERPT_BYTES = 65536  /* what lies further right in a line is not looked for, so that no line costs much */
};

/* Columns of the gutter before the bar for the line numbers of this place: 2 for line 7, 3 for line 12. */
size_t d1_excerpt_gutter(const struct d1_place *place);

/*
 * Appends the three lines of the excerpt. line is the text of line place->line without its line break. A span of
 * several lines is underlined to the end of the first, or to the comment that ends it. Nothing is written when the line
 * has no text (ptr NULL) or the span begins beyond D1_EXCERPT_BYTES; returns whether something was.
 */
bool d1_excerpt_draw(struct d1_paint *paint, struct d1_str line, const struct d1_place *place, enum d1_style style);

/* Appends the empty gutter and its bar: "   |". */
void d1_excerpt_bar(struct d1_paint *paint, size_t gutter, const char *bar);

#endif
