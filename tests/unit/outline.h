/*
 * A document in one line, for tests of readers: null, true, false, numbers as i(text) and d(text), strings in single
 * quotes, containers as in JSON, keys bare. With places, each value and key is followed by @line:column-line:column.
 */
#ifndef D1_TESTS_OUTLINE_H
#define D1_TESTS_OUTLINE_H

#include "base/text/strbuf.h"
#include "doc/stream.h"

static void outline_place(struct d1_strbuf *out, const struct d1_node *node, bool places)
{
    struct d1_place place = d1_node_place(node);

    if (places)
        d1_strbuf_printf(out, "@%u:%u-%u:%u", place.line, place.column, place.end_line, place.end_column);
}

static void outline_node(struct d1_strbuf *out, const struct d1_node *node, bool places)
{
    static const char *const opening[] = {"null", "", "i(", "d(", "'", "[", "{"};
    static const char *const closing[] = {"", "", ")", ")", "'", "]", "}"};

    d1_strbuf_puts(out, opening[node->kind]);
    if (node->kind == D1_NODE_BOOL)
        d1_strbuf_puts(out, node->value.boolean ? "true" : "false");
    d1_strbuf_str(out, d1_node_text(node));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        d1_strbuf_puts(out, i ? ", " : "");
        if (node->kind == D1_NODE_MAPPING) {
            d1_strbuf_str(out, d1_node_text(d1_node_pair_key(node, i)));
            outline_place(out, d1_node_pair_key(node, i), places);
            d1_strbuf_puts(out, ": ");
        }
        outline_node(out, node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i), places);
    }
    d1_strbuf_puts(out, closing[node->kind]);
    outline_place(out, node, places);
}

/* All documents, parted by " | ", and then the problems, each as " !line:column code". */
static inline void outline_stream(struct d1_strbuf *out, const struct d1_stream *stream, bool places)
{
    d1_strbuf_clear(out);
    d1_strbuf_puts(out, "");
    for (size_t i = 0; i < stream->len; i++) {
        d1_strbuf_puts(out, i ? " | " : "");
        outline_node(out, d1_doc_root(stream->items[i].doc), places);
    }
    for (size_t i = 0; i < stream->problems.len; i++)
        d1_strbuf_printf(out, "%s!%u:%u %s", out->len ? " " : "", stream->problems.items[i].place.line,
                         stream->problems.items[i].place.column, stream->problems.items[i].code);
}

#endif
