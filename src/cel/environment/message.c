/* Messages: where something stands, and the excerpt with carets below it. */
#include "cel/environment/env_data.h"

#include "base/text/utf8.h"

/* Bytes of a line that an excerpt shows, and how many of them stand before the part that it is about. */
enum { WIDEST = 160, BEFORE = 80 };

struct d1_place d1_cel_place(const struct d1_node *origin, struct d1_str text, uint32_t offset, uint32_t end)
{
    struct d1_place place = {0};
    size_t columns, quotes;

    if (!origin)
        return place;
    place = d1_node_place(origin);
    if (place.line != place.end_line || place.end_column < place.column)
        return place;
    /* Escapes, and whatever else makes the source differ from the text, make it longer than text and quotes. */
    columns = place.end_column - place.column;
    quotes = origin->plain ? 0 : 2;
    if (columns != d1_utf8_count(text) + quotes || offset > text.len)
        return place;
    place.column += (uint32_t)(quotes / 2 + d1_utf8_count(d1_str_sub(text, 0, offset)));
    place.end_column =
        place.column + (uint32_t)d1_utf8_count(d1_str_sub(text, offset, end > offset ? end - offset : 0));
    if (place.end_column == place.column)
        place.end_column++;
    return place;
}

/* The line that holds the byte, without its line break. */
static struct d1_str line_of(struct d1_str text, size_t offset, size_t *start)
{
    *start = offset < text.len ? offset : text.len;
    while (*start > 0 && text.ptr[*start - 1] != '\n')
        (*start)--;
    return d1_str_sub(text, *start, d1_str_find(text, '\n', *start) - *start);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Byte of a file at a line and column that count from 1; its length where there is none. */
static size_t byte_at(struct d1_str file, uint32_t line, uint32_t column)
{
    size_t at = 0;

    for (uint32_t i = 1; i < line && at < file.len; i++)
        at = d1_str_find(file, '\n', at) + 1;
    for (uint32_t i = 1; i < column && at < file.len; i++)
        d1_utf8_decode(file, &at);
    return at < file.len ? at : file.len;
}

/* Where a scalar's text begins: behind the quote, or on the line under the header of a block scalar. */
static size_t skip_opening(struct d1_str file, size_t at)
{
    if (at < file.len && (file.ptr[at] == '|' || file.ptr[at] == '>'))
        return d1_str_find(file, '\n', at);
    return at < file.len && (file.ptr[at] == '"' || file.ptr[at] == '\'') ? at + 1 : at;
}

bool d1_cel_locate(const struct d1_node *origin, struct d1_str file, struct d1_str text, uint32_t offset, uint32_t end,
                   size_t *from, size_t *to)
{
    struct d1_place place = d1_node_place(origin);
    size_t at = skip_opening(file, byte_at(file, place.line, place.column)), first = SIZE_MAX;

    if (place.line == place.end_line || offset >= text.len)
        return false;
    for (size_t i = 0; i < text.len && i < end; i++) {
        /* White space of the text is white space of the file, however much: lines are folded, indentation goes. */
        if (is_space(text.ptr[i]))
            continue;
        while (at < file.len && is_space(file.ptr[at]))
            at++;
        if (at >= file.len || file.ptr[at] != text.ptr[i])
            return false; /* an escape */
        if (i >= offset && first == SIZE_MAX)
            first = at;
        at++;
    }
    *from = first;
    *to = at;
    return first != SIZE_MAX;
}

struct d1_place d1_cel_place_in(struct d1_str file, size_t from, size_t to)
{
    struct d1_place place = {.line = 1};
    size_t start;

    for (size_t at = d1_str_find(file, '\n', 0); at < from; at = d1_str_find(file, '\n', at + 1))
        place.line++;
    line_of(file, from, &start);
    place.column = (uint32_t)d1_utf8_count(d1_str_sub(file, start, from - start)) + 1;
    place.end_line = place.line;
    place.end_column = place.column + (uint32_t)d1_utf8_count(d1_str_sub(file, from, to - from));
    return place;
}

/* Appends what a terminal can show of the text; returns the columns it takes. */
static size_t show(struct d1_strbuf *out, struct d1_str text)
{
    size_t columns = 0;

    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);

        if (code == D1_UTF8_INVALID || d1_utf8_is_control(code) || d1_utf8_is_bidi(code)) {
            if (out)
                d1_strbuf_putc(out, code == '\t' ? ' ' : '?');
            columns++;
            continue;
        }
        if (out)
            d1_strbuf_add(out, text.ptr + start, at - start);
        columns += (size_t)d1_utf8_width(code);
    }
    return columns;
}

/* Cuts a long line to what stands around bytes from..end of it, at code points; *from moves with it. */
static struct d1_str clip(struct d1_str line, size_t *from, bool *cut_before, bool *cut_behind)
{
    size_t start = *from > BEFORE ? *from - BEFORE : 0, end;

    if (line.len <= WIDEST)
        return line;
    while (start > 0 && ((unsigned char)line.ptr[start] & 0xc0) == 0x80)
        start--;
    end = start + WIDEST < line.len ? start + WIDEST : line.len;
    while (end < line.len && ((unsigned char)line.ptr[end] & 0xc0) == 0x80)
        end++;
    *cut_before = start > 0;
    *cut_behind = end < line.len;
    *from -= start;
    return d1_str_sub(line, start, end - start);
}

void d1_cel_excerpt(struct d1_strbuf *out, struct d1_str text, uint32_t offset, uint32_t end, size_t indent)
{
    size_t from = offset < text.len ? offset : text.len, len = end > from ? end - from : 0, start, width;
    struct d1_str line = line_of(text, from, &start);
    bool cut_before = false, cut_behind = false;

    from -= start;
    line = clip(line, &from, &cut_before, &cut_behind);
    d1_strbuf_fill(out, ' ', indent);
    d1_strbuf_puts(out, cut_before ? "..." : "");
    show(out, line);
    d1_strbuf_puts(out, cut_behind ? "...\n" : "\n");
    d1_strbuf_fill(out, ' ', indent + (cut_before ? 3 : 0) + show(NULL, d1_str_sub(line, 0, from)));
    width = show(NULL, d1_str_sub(line, from, len));
    d1_strbuf_fill(out, '^', width ? width : 1);
    d1_strbuf_putc(out, '\n');
}

void d1_cel_diagnostic_write(struct d1_strbuf *out, const struct d1_cel_diagnostic *diagnostic, struct d1_str text)
{
    d1_strbuf_str(out, diagnostic->message);
    d1_strbuf_putc(out, '\n');
    d1_cel_excerpt(out, text, diagnostic->offset, diagnostic->end, 2);
}

void d1_cel_failure_write(struct d1_strbuf *out, const struct d1_cel_failure *failure)
{
    d1_strbuf_str(out, failure->message);
    d1_strbuf_putc(out, '\n');
    if (failure->program)
        d1_cel_excerpt(out, failure->program->source.text, failure->offset, failure->end, 2);
}
