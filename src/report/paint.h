/*
 * Text for people: pieces in a style, on a terminal in colour. Colours are set and reset around each piece, so that
 * a line that is cut or filtered leaves nothing behind.
 */
#ifndef D1_REPORT_PAINT_H
#define D1_REPORT_PAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/text/strbuf.h"
#include "verdict/verdict.h"

enum d1_style {
    D1_STYLE_PLAIN,
    D1_STYLE_STRONG,
    D1_STYLE_FAINT,
    D1_STYLE_ERROR,
    D1_STYLE_WARNING,
    D1_STYLE_NOTE,
    D1_STYLE_GOOD,
    D1_STYLE_LABEL /* "help:", the gutter of an excerpt */
};

struct d1_paint {
    struct d1_strbuf *out;
    bool colour;
    bool utf8;
    size_t width;          /* columns of the terminal; 0 for none */
    const char *directory; /* where the reader stands: paths are shown from there; NULL and "": the root */
};

/* For a report that is appended to out. */
struct d1_report_options;
struct d1_paint d1_paint_begin(struct d1_strbuf *out, const struct d1_report_options *options);

/* The style in which a severity is shown. */
enum d1_style d1_style_of(enum d1_severity severity);

/* Begin and end a style. */
void d1_paint_on(struct d1_paint *paint, enum d1_style style);
void d1_paint_off(struct d1_paint *paint, enum d1_style style);

/* A constant text of the program, as it is. */
void d1_paint_puts(struct d1_paint *paint, enum d1_style style, const char *text);

/* Text from elsewhere, escaped; a path of the snapshot, from where the reader stands, C-quoted where it must be. */
void d1_paint_text(struct d1_paint *paint, enum d1_style style, struct d1_str text);
void d1_paint_path(struct d1_paint *paint, enum d1_style style, const char *path);

/* The same, followed by spaces up to `columns`. */
void d1_paint_cell(struct d1_paint *paint, enum d1_style style, struct d1_str text, size_t columns);

/* Ends a line of cells: the spaces behind the last one go. */
void d1_paint_end_row(struct d1_paint *paint);

/* "path:line:column", as far as it is known. */
void d1_paint_place(struct d1_paint *paint, enum d1_style style, const struct d1_place *place);

/*
 * Text from elsewhere, escaped, with lines broken between words so that none passes the width of the terminal;
 * `column` is where the text begins, further lines are indented by `indent` spaces. Without a width it is one line.
 */
void d1_paint_wrapped(struct d1_paint *paint, struct d1_str text, size_t column, size_t indent);

/* "1 error", "3 errors". */
void d1_paint_count(struct d1_paint *paint, size_t count, const char *one, const char *many);

#endif
