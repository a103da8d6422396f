#include "report/excerpt.h"

#include <stdio.h>
#include <string.h>

#include "base/text/utf8.h"
#include "report/escape.h"

enum { TAB = 4, ELLIPSIS = 3, NARROWEST = 32 };

/* Reads a line character by character, knowing the terminal column of each. */
struct cursor {
    struct d1_str line;
    bool utf8;
    size_t at;     /* byte offset of the next character */
    size_t column; /* terminal column of it, from 0 */
    char text[D1_ESCAPE_TEXT];
    size_t width; /* columns of the character just read, whose text is `text` */
};

static bool next(struct cursor *c)
{
    size_t start = c->at;
    uint32_t code;

    if (c->at >= c->line.len || c->at >= D1_EXCERPT_BYTES)
        return false;
    c->column += c->width;
    code = d1_utf8_decode(c->line, &c->at);
    if (code == '\t') {
        c->width = TAB - c->column % TAB;
        snprintf(c->text, sizeof c->text, "%*s", (int)c->width, "");
    } else if (code == '[' && d1_escape_is_command(c->line, start)) {
        c->width = (size_t)snprintf(c->text, sizeof c->text, "\\x5b");
    } else {
        c->width = (size_t)d1_escape_code(c->text, code, (unsigned char)c->line.ptr[start], c->utf8);
    }
    return true;
}

/* Where things stand in terminal columns, from 0, ends exclusive. */
struct layout {
    size_t from, to;    /* the span */
    size_t end;         /* of the line */
    size_t left, right; /* the part that is shown */
    bool cut_left, cut_right;
};

/*
 * Where what is written from a byte on ends in this line: before white space and a comment. A `#` begins one behind
 * white space, but in quotes; a quote that begins something stands behind white space, a bracket or a comma.
 */
static size_t end_of_text(struct d1_str line, size_t from)
{
    size_t end = from;
    char quote = '\0', before = ' ';

    for (size_t i = from; i < line.len && i < D1_EXCERPT_BYTES; i++) {
        char c = line.ptr[i];
        bool behind = i == from || strchr(" \t[{,", before);

        if (!quote && c == '#' && (before == ' ' || before == '\t'))
            return end;
        if ((quote == '"' && c == '\\') || (quote == '\'' && c == quote && i + 1 < line.len && line.ptr[i + 1] == c))
            i++; /* what is escaped ends nothing */
        else if (quote ? c == quote : behind && (c == '"' || c == '\''))
            quote = quote ? '\0' : c;
        if (c != ' ' && c != '\t')
            end = i + 1;
        before = c;
    }
    return line.len;
}

/* False when the span begins beyond what is looked at. */
static bool measure(struct cursor c, const struct d1_place *place, struct layout *layout)
{
    bool one_line = place->end_line <= place->line;
    size_t stop = SIZE_MAX; /* byte at which the span ends in its first line, where it goes on in others */
    uint32_t column = 1;
    bool begun = false, ended = false;

    *layout = (struct layout){0};
    for (size_t at = 0; next(&c); at = c.at) {
        if (column == place->column) {
            layout->from = c.column;
            begun = true;
            stop = one_line ? stop : end_of_text(c.line, at);
        }
        if (at == stop || (one_line && begun && column == place->end_column && place->end_column > place->column)) {
            layout->to = c.column;
            ended = true;
        }
        column++;
    }
    layout->end = c.column + c.width;
    if (!begun && c.at < c.line.len)
        return false;
    if (!begun)
        layout->from = layout->end;
    if (!ended)
        layout->to = one_line && place->end_column <= place->column ? layout->from + 1 : layout->end;
    if (layout->to <= layout->from)
        layout->to = layout->from + 1;
    return true;
}

/* Chooses what is shown: all, or a window in which the beginning of the span stands. */
static void clip(struct layout *layout, size_t room, bool more)
{
    size_t wanted = layout->end > layout->to ? layout->end : layout->to;

    layout->right = wanted;
    if (wanted <= room && !more)
        return;
    if (layout->to + ELLIPSIS <= room) {
        layout->right = room - ELLIPSIS;
    } else {
        size_t span = layout->to - layout->from, inner = room - ELLIPSIS - ELLIPSIS;
        size_t before = span >= inner ? 0 : (inner - span) / 2;

        layout->left = layout->from > before ? layout->from - before : 0;
        layout->right = layout->left + inner;
        if (layout->right > wanted && !more)
            layout->left -= layout->right - wanted < layout->left ? layout->right - wanted : layout->left;
    }
    layout->cut_left = layout->left > 0;
    layout->cut_right = more || layout->right < wanted;
    if (layout->right > wanted)
        layout->right = wanted;
    if (layout->to > layout->right)
        layout->to = layout->right;
}

/* Writes the shown part; a character that the left edge would split is left out. Returns the column it began at. */
static size_t draw_source(struct d1_paint *paint, struct cursor c, const struct layout *layout)
{
    size_t begin = layout->left;
    bool first = true;

    if (layout->cut_left)
        d1_paint_puts(paint, D1_STYLE_FAINT, "...");
    while (next(&c) && c.column + c.width <= layout->right) {
        if (c.column < layout->left)
            continue;
        if (first)
            begin = c.column;
        first = false;
        d1_strbuf_puts(paint->out, c.text);
    }
    if (layout->cut_right)
        d1_paint_puts(paint, D1_STYLE_FAINT, "...");
    return begin;
}

size_t d1_excerpt_gutter(const struct d1_place *place)
{
    return (size_t)snprintf(NULL, 0, "%u", (unsigned)place->line) + 1;
}

void d1_excerpt_bar(struct d1_paint *paint, size_t gutter, const char *bar)
{
    d1_strbuf_fill(paint->out, ' ', gutter);
    d1_paint_puts(paint, D1_STYLE_LABEL, bar);
}

/* White space at the end of a line is not shown, so that no line of a report ends in it. */
static struct d1_str trim_end(struct d1_str line)
{
    size_t len = line.len;

    while (len && (line.ptr[len - 1] == ' ' || line.ptr[len - 1] == '\t' || line.ptr[len - 1] == '\r'))
        len--;
    return d1_str_sub(line, 0, len);
}

bool d1_excerpt_draw(struct d1_paint *paint, struct d1_str line, const struct d1_place *place, enum d1_style style)
{
    size_t gutter = d1_excerpt_gutter(place), begin, shift;
    size_t columns = paint->width ? paint->width : D1_EXCERPT_COLUMNS;
    struct cursor cursor = {.line = trim_end(line), .utf8 = paint->utf8};
    struct layout layout;

    if (!line.ptr || !measure(cursor, place, &layout))
        return false;
    if (columns < gutter + NARROWEST)
        columns = gutter + NARROWEST;
    clip(&layout, columns - gutter - 2, cursor.line.len > D1_EXCERPT_BYTES);

    d1_excerpt_bar(paint, gutter, "|");
    d1_strbuf_putc(paint->out, '\n');
    d1_paint_on(paint, D1_STYLE_LABEL);
    d1_strbuf_printf(paint->out, "%u |", (unsigned)place->line);
    d1_paint_off(paint, D1_STYLE_LABEL);
    if (cursor.line.len)
        d1_strbuf_putc(paint->out, ' ');
    begin = draw_source(paint, cursor, &layout);
    d1_strbuf_putc(paint->out, '\n');

    d1_excerpt_bar(paint, gutter, "| ");
    shift = layout.from > begin ? layout.from - begin : 0;
    d1_strbuf_fill(paint->out, ' ', shift + (layout.cut_left ? ELLIPSIS : 0));
    d1_paint_on(paint, style);
    d1_strbuf_fill(paint->out, '^', layout.to > begin + shift ? layout.to - begin - shift : 1);
    d1_paint_off(paint, style);
    d1_strbuf_putc(paint->out, '\n');
    return true;
}
