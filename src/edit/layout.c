#include "edit/layout.h"

const struct d1_edit_layout d1_edit_layout_usual = {.step = 2, .dash = 2, .pad = 2, .newline = "\n"};

size_t d1_edit_layout_column(const struct d1_edit_text *text, const struct d1_node *collection)
{
    if (collection->kind == D1_NODE_MAPPING)
        return d1_node_span(d1_node_pair_key(collection, 0)).column;
    return d1_edit_column(text, d1_edit_inside(text, collection));
}

static bool is_block(const struct d1_edit_text *text, const struct d1_node *node)
{
    return d1_node_count(node) && !node->expanded && !d1_edit_is_flow(text, node);
}

struct d1_edit_layout d1_edit_layout_of(const struct d1_edit_text *text, const struct d1_node *root)
{
    const struct d1_doc *doc = d1_node_doc(root);
    struct d1_edit_layout layout = d1_edit_layout_usual;
    bool has_step = false, has_dash = false;

    layout.newline = text->newline;
    for (uint32_t i = 1; i < doc->nodes && !(has_step && has_dash); i++) {
        const struct d1_node *node = d1_doc_node(doc, i), *key = d1_node_key(node);
        struct d1_span at, named, first;
        size_t column;

        if (!key || node->kind < D1_NODE_SEQUENCE || !is_block(text, node))
            continue;
        at = d1_node_span(node);
        named = d1_node_span(key);
        if (named.line == at.line)
            continue;
        column = d1_edit_layout_column(text, node);
        if (node->kind == D1_NODE_MAPPING && !has_step && column > named.column) {
            layout.step = column - named.column;
            has_step = true;
        } else if (node->kind == D1_NODE_SEQUENCE && !has_dash && column >= named.column) {
            layout.dash = column - named.column;
            first = d1_node_span(d1_node_item(node, 0));
            if (first.line == at.line && first.column > column)
                layout.pad = first.column - column;
            has_dash = true;
        }
    }
    return layout;
}
