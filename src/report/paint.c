#include "report/paint.h"

#include "base/file/path.h"
#include "report/escape.h"
#include "report/report.h"

/* Parameters of the sequence Select Graphic Rendition (ECMA-48 §8.3.117), by style. */
static const char *const codes[] = {
    [D1_STYLE_PLAIN] = "",       [D1_STYLE_STRONG] = "1",  [D1_STYLE_FAINT] = "2", [D1_STYLE_ERROR] = "1;31",
    [D1_STYLE_WARNING] = "1;33", [D1_STYLE_NOTE] = "1;36", [D1_STYLE_GOOD] = "32", [D1_STYLE_LABEL] = "1;34",
};

struct d1_paint d1_paint_begin(struct d1_strbuf *out, const struct d1_report_options *options)
{
    return (struct d1_paint){
        .out = out,
        .colour = options->colour,
        .utf8 = options->utf8,
        .width = options->width,
        .directory = options->directory,
    };
}

enum d1_style d1_style_of(enum d1_severity severity)
{
    static const enum d1_style styles[] = {D1_STYLE_FAINT, D1_STYLE_NOTE, D1_STYLE_WARNING, D1_STYLE_ERROR};

    return styles[severity];
}

void d1_paint_on(struct d1_paint *paint, enum d1_style style)
{
    if (paint->colour && style != D1_STYLE_PLAIN)
        d1_strbuf_printf(paint->out, "\033[%sm", codes[style]);
}

void d1_paint_off(struct d1_paint *paint, enum d1_style style)
{
    if (paint->colour && style != D1_STYLE_PLAIN)
        d1_strbuf_puts(paint->out, "\033[0m");
}

void d1_paint_puts(struct d1_paint *paint, enum d1_style style, const char *text)
{
    d1_paint_on(paint, style);
    d1_strbuf_puts(paint->out, text);
    d1_paint_off(paint, style);
}

void d1_paint_text(struct d1_paint *paint, enum d1_style style, struct d1_str text)
{
    d1_paint_on(paint, style);
    d1_escape_text(paint->out, text, paint->utf8);
    d1_paint_off(paint, style);
}

void d1_paint_path(struct d1_paint *paint, enum d1_style style, const char *path)
{
    struct d1_strbuf shown = {0};

    d1_paint_on(paint, style);
    d1_path_relative(&shown, paint->directory ? paint->directory : "", path);
    d1_escape_path(paint->out, shown.ptr ? shown.ptr : "", paint->utf8);
    d1_paint_off(paint, style);
    paint->out->oom = paint->out->oom || shown.oom;
    d1_strbuf_release(&shown);
}

void d1_paint_cell(struct d1_paint *paint, enum d1_style style, struct d1_str text, size_t columns)
{
    size_t start, used;

    d1_paint_on(paint, style);
    start = paint->out->len;
    d1_escape_text(paint->out, text, paint->utf8);
    used = paint->out->oom ? columns : d1_escape_columns(d1_str_sub(d1_strbuf_view(paint->out), start, SIZE_MAX));
    d1_paint_off(paint, style);
    if (used < columns)
        d1_strbuf_fill(paint->out, ' ', columns - used);
}

void d1_paint_end_row(struct d1_paint *paint)
{
    size_t len = paint->out->len;

    while (len && paint->out->ptr[len - 1] == ' ')
        len--;
    d1_strbuf_truncate(paint->out, len);
    d1_strbuf_putc(paint->out, '\n');
}

void d1_paint_place(struct d1_paint *paint, enum d1_style style, const struct d1_place *place)
{
    d1_paint_path(paint, style, place->path);
    if (place->line)
        d1_strbuf_printf(paint->out, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
}

void d1_paint_wrapped(struct d1_paint *paint, struct d1_str text, size_t column, size_t indent)
{
    struct d1_strbuf word = {0};
    bool first = true;

    for (size_t at = 0; at < text.len;) {
        size_t end = d1_str_find(text, ' ', at), columns;

        d1_strbuf_clear(&word);
        d1_escape_text(&word, d1_str_sub(text, at, end - at), paint->utf8);
        columns = d1_escape_columns(d1_strbuf_view(&word));
        if (!first && paint->width && column + 1 + columns > paint->width) {
            d1_strbuf_putc(paint->out, '\n');
            d1_strbuf_fill(paint->out, ' ', indent);
            column = indent;
        } else if (!first) {
            d1_strbuf_putc(paint->out, ' ');
            column++;
        }
        d1_strbuf_str(paint->out, d1_strbuf_view(&word));
        paint->out->oom = paint->out->oom || word.oom;
        column += columns;
        first = false;
        at = end + 1;
    }
    d1_strbuf_release(&word);
}

void d1_paint_count(struct d1_paint *paint, size_t count, const char *one, const char *many)
{
    d1_strbuf_printf(paint->out, "%zu %s", count, count == 1 ? one : many);
}
