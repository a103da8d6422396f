#include "cli/screen/page.h"

#include "json/writer.h"
#include "report/escape.h"

void d1_page_heading(struct d1_paint *page, struct d1_str name, struct d1_str title)
{
    d1_paint_text(page, D1_STYLE_STRONG, name);
    d1_strbuf_puts(page->out, "  ");
    d1_paint_text(page, D1_STYLE_PLAIN, title);
    d1_strbuf_putc(page->out, '\n');
}

void d1_page_title(struct d1_paint *page, const char *title)
{
    d1_strbuf_putc(page->out, '\n');
    d1_paint_puts(page, D1_STYLE_STRONG, title);
    d1_strbuf_putc(page->out, '\n');
}

void d1_page_paragraph(struct d1_paint *page, struct d1_str text)
{
    d1_strbuf_puts(page->out, "  ");
    d1_paint_wrapped(page, d1_str_trim(text), 2, 2);
    d1_strbuf_putc(page->out, '\n');
}

void d1_page_section(struct d1_paint *page, const char *title, struct d1_str text)
{
    if (!text.len)
        return;
    d1_page_title(page, title);
    d1_page_paragraph(page, text);
}

void d1_page_row(struct d1_paint *page, size_t indent, struct d1_str name, size_t columns, struct d1_str text)
{
    size_t used = indent + d1_escape_columns(name);

    d1_strbuf_fill(page->out, ' ', indent);
    d1_paint_text(page, D1_STYLE_PLAIN, name);
    if (text.len) {
        if (used >= columns) {
            d1_strbuf_putc(page->out, '\n');
            used = 0;
        }
        d1_strbuf_fill(page->out, ' ', columns - used);
        d1_paint_wrapped(page, d1_str_trim(text), columns, columns);
    }
    d1_strbuf_putc(page->out, '\n');
}

void d1_page_join(struct d1_strbuf *out, const struct d1_node *node)
{
    if (!node)
        return;
    if (d1_node_kind(node) != D1_NODE_SEQUENCE) {
        d1_strbuf_str(out, d1_node_text(node));
        return;
    }
    for (size_t i = 0; i < d1_node_count(node); i++) {
        if (i)
            d1_strbuf_puts(out, ", ");
        d1_strbuf_str(out, d1_node_text(d1_node_item(node, i)));
    }
}

void d1_page_value(struct d1_strbuf *out, const struct d1_node *value)
{
    struct d1_json_writer w;

    if (d1_node_kind(value) == D1_NODE_STRING) {
        d1_strbuf_str(out, d1_node_text(value));
        return;
    }
    d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
    d1_json_node(&w, value);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_strbuf_str(out, d1_strbuf_view(&w.buffer));
    else
        out->oom = true;
    d1_json_writer_release(&w);
}
