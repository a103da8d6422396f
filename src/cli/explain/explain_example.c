/* An example of a kind, from the engagements that the program carries. */
#include "cli/explain/explain.h"
#include "cli/screen/page.h"
#include "doc/embedded.h"

enum { EXAMPLE_LINES = 60 };

/*
 * The node, if there is one, that begins the second entry of a list of mappings on this line, which no list around it
 * begins; such lists are shown by their first entry. Lists are few and short in an example.
 */
static const struct d1_node *further_entry(const struct d1_doc *doc, uint32_t line)
{
    for (uint32_t i = 0; i < doc->nodes; i++) {
        const struct d1_node *list = d1_doc_node(doc, i), *second;

        if (list->kind != D1_NODE_SEQUENCE || d1_node_count(list) < 2)
            continue;
        second = d1_node_item(list, 1);
        if (second->kind == D1_NODE_MAPPING && d1_node_span(second).line == line &&
            d1_node_span(d1_node_item(list, 0)).line < line)
            return second;
    }
    return NULL;
}

/* The last line of a list: that of the deepest last node in it. */
static uint32_t last_line(const struct d1_node *node)
{
    struct d1_span span;

    while (d1_node_count(node))
        node = node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, d1_node_count(node) - 1)
                                             : d1_node_item(node, d1_node_count(node) - 1);
    span = d1_node_span(node);
    return span.end_column || span.end_line == span.line ? span.end_line : span.end_line - 1;
}

static void write_line(struct d1_paint *page, struct d1_str text)
{
    if (text.len) {
        d1_strbuf_puts(page->out, "  ");
        d1_paint_text(page, D1_STYLE_PLAIN, text);
    }
    d1_strbuf_putc(page->out, '\n');
}

/* The text of a document, indented, each list of mappings with its first entry only; at most EXAMPLE_LINES lines. */
static void write_lines(struct d1_paint *page, struct d1_str source, const struct d1_node *root)
{
    struct d1_span span = d1_node_span(root);
    uint32_t line = 0, shown = 0, resume = 0, first = span.line;
    uint32_t last = span.end_column ? span.end_line : span.end_line - 1;

    for (size_t at = 0, end; at < source.len && line <= last; at = end + 1, line++) {
        const struct d1_node *further = NULL;
        uint32_t column;

        end = d1_str_find(source, '\n', at);
        if (line < first || line < resume)
            continue;
        if (shown++ >= EXAMPLE_LINES) {
            d1_strbuf_puts(page->out, "  ...\n");
            return;
        }
        further = further_entry(d1_node_doc(root), line);
        if (!further) {
            write_line(page, d1_str_sub(source, at, end - at));
            continue;
        }
        resume = last_line(d1_node_parent(further)) + 1;
        column = d1_node_span(further).column;
        d1_strbuf_printf(page->out, "  %*s# and so on\n", column >= 2 ? (int)column - 2 : 0, "");
    }
}

/* Writes the first document of a kind among the files of a folder; false when there is none. */
static bool write_from(struct d1_paint *page, const char *folder, struct d1_str kind)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++) {
        if (!d1_str_starts(d1_embedded_name(&files[i]), folder))
            continue;
        for (size_t k = 0; k < files[i].documents; k++) {
            const struct d1_node *root = d1_doc_root(d1_embedded_doc(&files[i], k));

            if (!d1_str_eq(d1_node_get_text(root, "kind"), kind))
                continue;
            d1_page_title(page, "Example");
            write_lines(page, d1_embedded_source(&files[i]), root);
            return true;
        }
    }
    return false;
}

void d1_explain_example(struct d1_paint *page, struct d1_str kind)
{
    /* From the beginning of an engagement to its end: what is shown is what one writes first. */
    static const char *const folders[] = {"rules/bases/s2d/", "rules/bases/launch/", "rules/bases/manage/",
                                          "rules/bases/close/"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (write_from(page, folders[i], kind))
            return;
}
