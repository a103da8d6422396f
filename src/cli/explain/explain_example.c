/* An example of a kind: one of the documents that the program carries as text (examples/every-kind). */
#include "cli/explain/explain.h"
#include "cli/screen/page.h"
#include "yaml/yaml.h"

/* Made by the build (src/embed); weak, so that the unit tests link. */
extern const char d1_examples_data[] __attribute__((weak));

enum { EXAMPLE_LINES = 80 };

/* The last line of a node: that of the deepest last node in it. */
static uint32_t last_line(const struct d1_node *node)
{
    struct d1_span span;

    while (d1_node_count(node))
        node = node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, d1_node_count(node) - 1)
                                             : d1_node_item(node, d1_node_count(node) - 1);
    span = d1_node_span(node);
    return span.end_column || span.end_line == span.line ? span.end_line : span.end_line - 1;
}

/* A list of mappings that stand on lines of their own. */
static bool is_shortened(const struct d1_node *list)
{
    return list && list->kind == D1_NODE_SEQUENCE && d1_node_count(list) > 1 &&
           d1_node_item(list, 0)->kind == D1_NODE_MAPPING &&
           d1_node_span(d1_node_item(list, 0)).line < d1_node_span(d1_node_item(list, 1)).line;
}

/* The entry of such a list with the most fields: it is the one that is shown. */
static const struct d1_node *fullest(const struct d1_node *list)
{
    const struct d1_node *best = d1_node_item(list, 0);

    for (size_t i = 1; i < d1_node_count(list); i++)
        if (d1_node_count(d1_node_item(list, i)) > d1_node_count(best))
            best = d1_node_item(list, i);
    return best;
}

/* The entry that begins on a line and is left out, if there is one. Lists are few and short in an example. */
static const struct d1_node *left_out(const struct d1_doc *doc, uint32_t line)
{
    for (uint32_t i = 0; i < doc->nodes; i++) {
        const struct d1_node *node = d1_doc_node(doc, i), *list = d1_node_parent(node);

        if (d1_node_span(node).line == line && is_shortened(list) && node != fullest(list))
            return node;
    }
    return NULL;
}

static void write_line(struct d1_paint *page, struct d1_str text)
{
    if (text.len) {
        d1_strbuf_puts(page->out, "  ");
        d1_paint_text(page, D1_STYLE_PLAIN, text);
    }
    d1_strbuf_putc(page->out, '\n');
}

/* Says where entries that are shown end that there are others; the inner list ends first. */
static void write_ends(struct d1_paint *page, const struct d1_doc *doc, uint32_t line)
{
    for (uint32_t i = doc->nodes; i-- > 0;) {
        const struct d1_node *node = d1_doc_node(doc, i), *list = d1_node_parent(node);
        uint32_t column = d1_node_span(node).column;

        if (is_shortened(list) && node == fullest(list) && last_line(node) == line)
            d1_strbuf_printf(page->out, "  %*s# and so on\n", column >= 2 ? (int)column - 2 : 0, "");
    }
}

/* The text of a document, indented, of each list of mappings the fullest entry only; at most EXAMPLE_LINES lines. */
static void write_lines(struct d1_paint *page, struct d1_str source, const struct d1_node *root)
{
    struct d1_span span = d1_node_span(root);
    uint32_t line = 0, shown = 0, resume = 0, first = span.line;
    uint32_t last = span.end_column ? span.end_line : span.end_line - 1;

    for (size_t at = 0, end; at < source.len && line <= last; at = end + 1, line++) {
        const struct d1_node *hidden;

        end = d1_str_find(source, '\n', at);
        if (line < first || line < resume)
            continue;
        hidden = left_out(d1_node_doc(root), line);
        if (hidden) {
            resume = last_line(hidden) + 1;
            continue;
        }
        if (shown++ >= EXAMPLE_LINES) {
            d1_strbuf_puts(page->out, "  ...\n");
            return;
        }
        write_line(page, d1_str_sub(source, at, end - at));
        write_ends(page, d1_node_doc(root), line);
    }
}

/* The first document of a kind; NULL for none. */
static const struct d1_node *find(const struct d1_stream *stream, struct d1_str kind)
{
    for (size_t i = 0; i < stream->len; i++) {
        const struct d1_node *root = d1_doc_root(stream->items[i].doc);

        if (d1_str_eq(d1_node_get_text(root, "kind"), kind))
            return root;
    }
    return NULL;
}

void d1_explain_example(struct d1_paint *page, struct d1_str kind)
{
    struct d1_str text = d1_str(d1_examples_data ? d1_examples_data : "");
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    const struct d1_node *root;

    if (d1_yaml_loader_new(&loader, NULL) < 0 || d1_yaml_load(loader, text, &stream, NULL) < 0) {
        page->out->oom = true;
    } else if ((root = find(&stream, kind))) {
        d1_page_title(page, "Example, with all that may stand in one: write what you need");
        write_lines(page, text, root);
    }
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
}
