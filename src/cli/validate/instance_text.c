/* The formats `text` and `concise` of `d1lint validate`. */
#include "cli/validate/instance_report.h"
#include "report/escape.h"
#include "report/excerpt.h"

enum {
    DRAWN_BYTES = 4 * 1024 * 1024 /* of source lines; a file on one line with a mistake in every word has no end else */
};

static void write_name(struct d1_paint *paint, const char *name)
{
    d1_paint_on(paint, D1_STYLE_ERROR);
    d1_strbuf_puts(paint->out, "error ");
    d1_escape_text(paint->out, d1_str(name), paint->utf8);
    d1_paint_off(paint, D1_STYLE_ERROR);
}

static void write_message(struct d1_paint *paint, enum d1_style style, struct d1_str message)
{
    d1_paint_text(paint, style, message);
    d1_strbuf_putc(paint->out, '\n');
}

static bool same_span(const struct d1_place *a, const struct d1_place *b)
{
    return a->line == b->line && a->column == b->column && a->end_line == b->end_line && a->end_column == b->end_column;
}

static void write_place(struct d1_paint *paint, size_t gutter, const char *label, const struct d1_place *place)
{
    if (!place->path)
        return;
    d1_excerpt_bar(paint, gutter, "= ");
    d1_paint_puts(paint, D1_STYLE_LABEL, label);
    d1_strbuf_putc(paint->out, ' ');
    d1_paint_place(paint, D1_STYLE_PLAIN, place);
    d1_strbuf_putc(paint->out, '\n');
}

static void draw(struct d1_instance_writer *w, const struct d1_place *place)
{
    struct d1_str line = d1_lines_get(&w->lines, place->line);

    w->drawn += line.len < D1_EXCERPT_BYTES ? line.len : D1_EXCERPT_BYTES;
    if (w->drawn <= DRAWN_BYTES)
        d1_excerpt_draw(&w->paint, line, place, D1_STYLE_ERROR);
}

void d1_instance_text_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault)
{
    struct d1_paint *paint = &w->paint;
    size_t gutter = fault->place.line ? d1_excerpt_gutter(&fault->place) : 2;

    d1_paint_place(paint, D1_STYLE_STRONG, &fault->place);
    d1_strbuf_puts(paint->out, ": ");
    write_name(paint, fault->name);
    d1_strbuf_puts(paint->out, ": ");
    write_message(paint, D1_STYLE_STRONG, fault->message);
    if (fault->place.line && !same_span(&w->last, &fault->place))
        draw(w, &fault->place);
    w->last = fault->place;
    write_place(paint, gutter, "see:", &fault->related);
    if (fault->error && fault->error->schema) {
        struct d1_place schema = d1_schema_place(w->schema, fault->error->schema);

        write_place(paint, gutter, "schema:", &schema);
    }
    d1_strbuf_putc(paint->out, '\n');
}

/* "; 1 file of the schema and 2 excluded files were passed over" */
static void write_passed_over(struct d1_paint *paint, const struct d1_passed_over *passed)
{
    if (!passed->schemas && !passed->excluded)
        return;
    d1_strbuf_puts(paint->out, "; ");
    if (passed->schemas)
        d1_paint_count(paint, passed->schemas, "file of the schema", "files of the schema");
    if (passed->schemas && passed->excluded)
        d1_strbuf_puts(paint->out, " and ");
    if (passed->excluded)
        d1_paint_count(paint, passed->excluded, "excluded file", "excluded files");
    d1_strbuf_puts(paint->out, passed->schemas + passed->excluded == 1 ? " was passed over" : " were passed over");
}

void d1_instance_text_end(struct d1_paint *paint, const struct d1_instance_totals *totals)
{
    struct d1_strbuf *out = paint->out;

    if (totals->faults) {
        d1_paint_on(paint, D1_STYLE_ERROR);
        d1_paint_count(paint, totals->faults, "error", "errors");
        d1_paint_off(paint, D1_STYLE_ERROR);
        d1_strbuf_printf(out, " in %zu of ", totals->faulty);
        d1_paint_count(paint, totals->files, "file", "files");
        if (totals->unread)
            d1_strbuf_printf(out, "; %zu could not be read", totals->unread);
    } else if (totals->unread) {
        d1_strbuf_printf(out, "%zu of ", totals->unread);
        d1_paint_count(paint, totals->files, "file", "files");
        d1_strbuf_puts(out, " could not be read");
    } else {
        d1_paint_count(paint, totals->files, "file", "files");
        if (totals->documents != totals->files) {
            d1_strbuf_puts(out, " with ");
            d1_paint_count(paint, totals->documents, "document", "documents");
        }
        d1_strbuf_puts(out, totals->files == 1 ? " is " : " are ");
        d1_paint_puts(paint, D1_STYLE_GOOD, "valid");
    }
    write_passed_over(paint, &totals->passed_over);
    d1_strbuf_putc(out, '\n');
}

void d1_instance_concise_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault)
{
    struct d1_paint *paint = &w->paint;

    d1_paint_path(paint, D1_STYLE_STRONG, fault->place.path);
    d1_strbuf_printf(paint->out, ":%u:%u: ", fault->place.line ? (unsigned)fault->place.line : 1,
                     fault->place.line ? (unsigned)fault->place.column : 1);
    write_name(paint, fault->name);
    d1_strbuf_putc(paint->out, ' ');
    write_message(paint, D1_STYLE_PLAIN, fault->message);
}
