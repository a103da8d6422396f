#include "edit/text.h"

#include "base/text/utf8.h"

enum { MARK = 3 }; /* bytes of a byte order mark */

int d1_edit_text_init(struct d1_edit_text *text, struct d1_str bytes)
{
    size_t first = d1_utf8_detect(bytes) == D1_UTF8_BOM ? MARK : 0, end = d1_str_find(bytes, '\n', 0);

    *text = (struct d1_edit_text){.bytes = bytes};
    text->newline = end < bytes.len && end && bytes.ptr[end - 1] == '\r' ? "\r\n" : "\n";
    if (d1_vec_push(&text->starts, first) < 0)
        return D1_ERR_MEMORY;
    for (; end < bytes.len; end = d1_str_find(bytes, '\n', end + 1))
        if (d1_vec_push(&text->starts, end + 1) < 0) {
            d1_edit_text_release(text);
            return D1_ERR_MEMORY;
        }
    return 0;
}

void d1_edit_text_release(struct d1_edit_text *text)
{
    d1_vec_release(&text->starts);
}

/* ---- places ---- */

static size_t offset_of(const struct d1_edit_text *text, uint32_t line, uint32_t column)
{
    size_t at;

    if (line >= text->starts.len)
        return text->bytes.len;
    at = text->starts.items[line];
    while (column-- && at < text->bytes.len)
        d1_utf8_decode(text->bytes, &at);
    return at;
}

size_t d1_edit_begin(const struct d1_edit_text *text, const struct d1_node *node)
{
    struct d1_span span = d1_node_span(node);

    return offset_of(text, span.line, span.column);
}

size_t d1_edit_end(const struct d1_edit_text *text, const struct d1_node *node)
{
    struct d1_span span = d1_node_span(node);

    return offset_of(text, span.end_line, span.end_column);
}

size_t d1_edit_line_begin(const struct d1_edit_text *text, size_t offset)
{
    while (offset > text->starts.items[0] && text->bytes.ptr[offset - 1] != '\n')
        offset--;
    return offset;
}

size_t d1_edit_line_end(const struct d1_edit_text *text, size_t offset)
{
    size_t end = d1_str_find(text->bytes, '\n', offset);

    return end > offset && end < text->bytes.len && text->bytes.ptr[end - 1] == '\r' ? end - 1 : end;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool d1_edit_begins_line(const struct d1_edit_text *text, size_t offset)
{
    size_t at = d1_edit_line_begin(text, offset);

    while (at < offset && is_blank(text->bytes.ptr[at]))
        at++;
    return at == offset;
}

size_t d1_edit_column(const struct d1_edit_text *text, size_t offset)
{
    size_t begin = d1_edit_line_begin(text, offset);

    return d1_utf8_count(d1_str_sub(text->bytes, begin, offset - begin));
}

size_t d1_edit_skip(const struct d1_edit_text *text, size_t offset)
{
    for (;;) {
        char c = d1_edit_byte(text, offset);

        if (c == '#')
            offset = d1_edit_line_end(text, offset);
        else if (is_blank(c) || c == '\r' || c == '\n')
            offset++;
        else
            return offset;
    }
}

const char *d1_edit_newline(const struct d1_edit_text *text, size_t offset)
{
    size_t end = d1_edit_line_end(text, offset);

    if (end >= text->bytes.len)
        return text->newline;
    return text->bytes.ptr[end] == '\r' ? "\r\n" : "\n";
}

/* ---- nodes ---- */

size_t d1_edit_inside(const struct d1_edit_text *text, const struct d1_node *node)
{
    size_t at = d1_edit_begin(text, node);

    while (d1_edit_byte(text, at) == '&' || d1_edit_byte(text, at) == '!') {
        char c;

        do
            c = d1_edit_byte(text, ++at);
        while (c && !strchr(" \t\r\n,[]{}", c));
        at = d1_edit_skip(text, at);
    }
    return at;
}

bool d1_edit_is_flow(const struct d1_edit_text *text, const struct d1_node *node)
{
    char c = d1_edit_byte(text, d1_edit_inside(text, node));

    return node->kind >= D1_NODE_SEQUENCE && (c == '[' || c == '{');
}

/* Whether a string is written in lines behind | or >. */
static bool is_block_scalar(const struct d1_edit_text *text, const struct d1_node *node)
{
    char c = d1_edit_byte(text, d1_edit_inside(text, node));

    return node->kind == D1_NODE_STRING && !node->expanded && !node->is_key && (c == '|' || c == '>');
}

/* Whether a block scalar keeps the empty lines behind it: its header has a "+". */
static bool keeps_lines(const struct d1_edit_text *text, size_t header)
{
    char c;

    do
        c = d1_edit_byte(text, ++header);
    while (c == '-' || (c >= '0' && c <= '9'));
    return c == '+';
}

/* A block scalar ends for the reader where the next token could begin; empty lines before that are seldom part of it.
 */
static size_t block_scalar_end(const struct d1_edit_text *text, const struct d1_node *node)
{
    size_t begin = d1_edit_inside(text, node), end = d1_edit_end(text, node);
    size_t least = d1_edit_line_end(text, begin), line = d1_edit_line_begin(text, end);

    if (d1_edit_skip(text, line) >= end)
        end = line;
    if (keeps_lines(text, begin)) {
        end -= end > least && text->bytes.ptr[end - 1] == '\n';
        return end - (end > least && text->bytes.ptr[end - 1] == '\r');
    }
    while (end > least && strchr(" \t\r\n", text->bytes.ptr[end - 1]))
        end--;
    return end;
}

size_t d1_edit_content_end(const struct d1_edit_text *text, const struct d1_node *node)
{
    while (node->kind >= D1_NODE_SEQUENCE && d1_node_count(node) && !node->expanded && !d1_edit_is_flow(text, node))
        node = node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, d1_node_count(node) - 1)
                                             : d1_node_item(node, d1_node_count(node) - 1);
    return is_block_scalar(text, node) ? block_scalar_end(text, node) : d1_edit_end(text, node);
}
