#include "edit/write.h"

#include <strings.h>

#include "base/text/utf8.h"
#include "yaml/resolve.h"

enum {
    WIDTH = 100, /* of a line in which a list of scalars still stands in [ ] */
    HIGHEST = 0x10FFFF
};

/* ---- scalars ---- */

/* Characters that stand as they are: no controls, nothing that is read otherwise than it is written. */
static bool is_visible(uint32_t code)
{
    return code <= HIGHEST && !d1_utf8_is_control(code) && !d1_utf8_is_bidi(code) && code != 0x2028 && code != 0x2029 &&
           code != 0xFEFF && code != 0xFFFE && code != 0xFFFF;
}

static bool all_visible(struct d1_str text, bool line_feeds)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t code = d1_utf8_decode(text, &at);

        if (!is_visible(code) && !(line_feeds && code == '\n'))
            return false;
    }
    return true;
}

/* What YAML 1.1, and with it many a tool, takes for a boolean, a number, a date or a time. */
static bool is_other_elsewhere(struct d1_str text)
{
    static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "="};
    bool digit = false;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.len == strlen(words[i]) && strncasecmp(text.ptr, words[i], text.len) == 0)
            return true;
    for (size_t i = 0; i < text.len; i++) {
        digit = digit || (text.ptr[i] >= '0' && text.ptr[i] <= '9');
        if (!strchr("0123456789+-.,:_eETtZz ", text.ptr[i]) || !text.ptr[i])
            return false;
    }
    return digit;
}

static bool is_a_string(struct d1_str text)
{
    struct d1_strbuf digits = {0}, terminated = {0};
    struct d1_yaml_scalar scalar = {0};
    bool is_string;

    d1_strbuf_str(&terminated, text);
    if (terminated.oom)
        return false;
    d1_yaml_resolve(d1_strbuf_view(&terminated), true, D1_YAML_TAG_NONE, &digits, &scalar);
    is_string = !digits.oom && scalar.kind == D1_NODE_STRING;
    d1_strbuf_release(&digits);
    d1_strbuf_release(&terminated);
    return is_string;
}

static bool may_be_plain(struct d1_str text, bool in_flow)
{
    static const char indicators[] = "-?:,[]{}#&*!|>'\"%@`";

    if (!text.len || text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ':' ||
        strchr(indicators, text.ptr[0]) || d1_str_starts(text, "...") || !all_visible(text, false))
        return false;
    for (size_t i = 0; i + 1 < text.len; i++)
        if ((text.ptr[i] == ':' && text.ptr[i + 1] == ' ') || (text.ptr[i] == ' ' && text.ptr[i + 1] == '#'))
            return false;
    for (size_t i = 0; in_flow && i < text.len; i++)
        if (strchr(",[]{}:", text.ptr[i]))
            return false;
    return !is_other_elsewhere(text) && is_a_string(text);
}

static void write_single(struct d1_strbuf *out, struct d1_str text)
{
    d1_strbuf_putc(out, '\'');
    for (size_t i = 0; i < text.len; i++)
        d1_strbuf_puts(out, text.ptr[i] == '\'' ? "''" : (char[]){text.ptr[i], '\0'});
    d1_strbuf_putc(out, '\'');
}

/* With the escapes that JSON has, too, so that this can stand in a file of JSON. */
static void write_double(struct d1_strbuf *out, struct d1_str text)
{
    d1_strbuf_putc(out, '"');
    for (size_t at = 0; at < text.len;) {
        uint32_t code = d1_utf8_decode(text, &at);

        if (code == '"' || code == '\\')
            d1_strbuf_printf(out, "\\%c", (char)code);
        else if (code == '\n' || code == '\t')
            d1_strbuf_puts(out, code == '\n' ? "\\n" : "\\t");
        else if (is_visible(code) || code > 0xFFFF)
            d1_strbuf_utf8(out, code);
        else
            d1_strbuf_printf(out, "\\u%04x", (unsigned)code);
    }
    d1_strbuf_putc(out, '"');
}

void d1_edit_write_text(struct d1_strbuf *out, struct d1_str text, bool in_flow, enum d1_edit_quotes quotes)
{
    if (quotes == D1_EDIT_QUOTES_NEEDED && may_be_plain(text, in_flow))
        d1_strbuf_str(out, text);
    else if (quotes == D1_EDIT_QUOTES_SINGLE && all_visible(text, false))
        write_single(out, text);
    else
        write_double(out, text);
}

void d1_edit_write_scalar(struct d1_strbuf *out, const struct d1_node *scalar, bool in_flow, enum d1_edit_quotes quotes)
{
    switch (scalar->kind) {
    case D1_NODE_NULL:
        d1_strbuf_puts(out, "null");
        break;
    case D1_NODE_BOOL:
        d1_strbuf_puts(out, scalar->value.boolean ? "true" : "false");
        break;
    case D1_NODE_STRING:
        d1_edit_write_text(out, d1_node_text(scalar), in_flow, quotes);
        break;
    default:
        d1_strbuf_str(out, d1_node_text(scalar));
        break;
    }
}

/* ---- flow style ---- */

void d1_edit_write_flow(struct d1_strbuf *out, const struct d1_node *node, enum d1_edit_quotes quotes)
{
    bool mapping = node->kind == D1_NODE_MAPPING;

    if (node->kind < D1_NODE_SEQUENCE) {
        d1_edit_write_scalar(out, node, true, quotes);
        return;
    }
    d1_strbuf_putc(out, mapping ? '{' : '[');
    for (size_t i = 0; i < d1_node_count(node); i++) {
        d1_strbuf_puts(out, i ? ", " : "");
        if (mapping) {
            d1_edit_write_text(out, d1_node_text(d1_node_pair_key(node, i)), true, quotes);
            d1_strbuf_puts(out, ": ");
        }
        d1_edit_write_flow(out, mapping ? d1_node_pair_value(node, i) : d1_node_item(node, i), quotes);
    }
    d1_strbuf_putc(out, mapping ? '}' : ']');
}

/* ---- block style ---- */

static void begin_line(struct d1_strbuf *out, const struct d1_edit_layout *layout, size_t column)
{
    d1_strbuf_puts(out, layout->newline);
    d1_strbuf_fill(out, ' ', column);
}

/* Texts of several lines that a literal block scalar gives back as they are. */
static bool may_be_literal(struct d1_str text)
{
    if (d1_str_find(text, '\n', 0) == text.len || !all_visible(text, true) || strchr(" \n", text.ptr[0]))
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] == '\n' && (text.ptr[i - 1] == ' ' || (text.ptr[i - 1] == '\n' && i + 1 == text.len)))
            return false;
    return text.ptr[text.len - 1] != ' ';
}

static void write_literal(struct d1_strbuf *out, struct d1_str text, const struct d1_edit_layout *layout, size_t column)
{
    bool ended = text.ptr[text.len - 1] == '\n';

    d1_strbuf_puts(out, ended ? "|" : "|-");
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = d1_str_find(text, '\n', at);
        if (end > at)
            begin_line(out, layout, column);
        else
            d1_strbuf_puts(out, layout->newline);
        d1_strbuf_str(out, d1_str_sub(text, at, end - at));
    }
}

/* A list of scalars stands in one line while there is room for it. False, with nothing written, where it does not. */
static bool write_short(struct d1_strbuf *out, const struct d1_node *node, size_t column)
{
    size_t before = out->len;

    for (size_t i = 0; i < d1_node_count(node); i++)
        if (node->kind == D1_NODE_MAPPING || d1_node_item(node, i)->kind >= D1_NODE_SEQUENCE)
            return false;
    d1_edit_write_flow(out, node, D1_EDIT_QUOTES_NEEDED);
    if (column + out->len - before <= WIDTH)
        return true;
    d1_strbuf_truncate(out, before);
    return false;
}

static void write_pairs(struct d1_strbuf *out, const struct d1_node *mapping, const struct d1_edit_layout *layout,
                        size_t column)
{
    for (size_t i = 0; i < d1_node_count(mapping); i++) {
        struct d1_edit_value value = {.node = d1_node_pair_value(mapping, i)};

        if (i)
            begin_line(out, layout, column);
        d1_edit_write_text(out, d1_node_text(d1_node_pair_key(mapping, i)), false, D1_EDIT_QUOTES_NEEDED);
        d1_strbuf_putc(out, ':');
        d1_edit_write_behind_key(out, &value, layout, column);
    }
}

static void write_remarks(struct d1_strbuf *out, const struct d1_edit_value *value, const struct d1_edit_layout *layout,
                          size_t column)
{
    for (size_t i = 0; i < value->remark_count; i++) {
        begin_line(out, layout, column);
        d1_strbuf_puts(out, value->remarks[i].len ? "# " : "#");
        d1_strbuf_str(out, value->remarks[i]);
    }
}

static void write_leaf(struct d1_strbuf *out, const struct d1_node *node, const struct d1_edit_layout *layout,
                       size_t column)
{
    if (node->kind == D1_NODE_STRING && may_be_literal(d1_node_text(node)))
        write_literal(out, d1_node_text(node), layout, column);
    else if (node->kind == D1_NODE_STRING)
        d1_edit_write_scalar(out, node, false, D1_EDIT_QUOTES_NEEDED);
    else
        d1_edit_write_flow(out, node, D1_EDIT_QUOTES_NEEDED);
}

void d1_edit_write_behind_key(struct d1_strbuf *out, const struct d1_edit_value *value,
                              const struct d1_edit_layout *layout, size_t column)
{
    const struct d1_node *node = value->node;

    if (node->kind == D1_NODE_MAPPING && d1_node_count(node)) {
        begin_line(out, layout, column + layout->step);
        write_pairs(out, node, layout, column + layout->step);
        write_remarks(out, value, layout, column + layout->step);
        return;
    }
    d1_strbuf_putc(out, ' ');
    if (node->kind != D1_NODE_SEQUENCE) {
        write_leaf(out, node, layout, column + layout->step);
        return;
    }
    if (write_short(out, node, column))
        return;
    d1_strbuf_truncate(out, out->len - 1);
    for (size_t i = 0; i < d1_node_count(node); i++) {
        struct d1_edit_value item = {.node = d1_node_item(node, i)};

        begin_line(out, layout, column + layout->dash);
        d1_strbuf_putc(out, '-');
        d1_edit_write_behind_dash(out, &item, layout, column + layout->dash);
    }
}

void d1_edit_write_behind_dash(struct d1_strbuf *out, const struct d1_edit_value *value,
                               const struct d1_edit_layout *layout, size_t column)
{
    const struct d1_node *node = value->node;
    size_t inside = column + layout->pad;

    d1_strbuf_fill(out, ' ', layout->pad - 1);
    if (node->kind == D1_NODE_MAPPING && d1_node_count(node)) {
        write_pairs(out, node, layout, inside);
        write_remarks(out, value, layout, inside);
    } else if (node->kind == D1_NODE_SEQUENCE) {
        d1_edit_write_flow(out, node, D1_EDIT_QUOTES_NEEDED);
    } else {
        write_leaf(out, node, layout, inside);
    }
}

int d1_edit_write(struct d1_strbuf *out, const struct d1_edit_value *value)
{
    if (value->node->kind == D1_NODE_MAPPING && d1_node_count(value->node)) {
        write_pairs(out, value->node, &d1_edit_layout_usual, 0);
        write_remarks(out, value, &d1_edit_layout_usual, 0);
    } else {
        write_leaf(out, value->node, &d1_edit_layout_usual, 0);
    }
    d1_strbuf_putc(out, '\n');
    return out->oom ? D1_ERR_MEMORY : 0;
}

void d1_edit_write_pair(struct d1_strbuf *out, struct d1_str key, const struct d1_node *value, size_t column)
{
    d1_strbuf_fill(out, ' ', column);
    d1_edit_write_text(out, key, false, D1_EDIT_QUOTES_NEEDED);
    d1_strbuf_putc(out, ':');
    d1_edit_write_behind_key(out, &(struct d1_edit_value){.node = value}, &d1_edit_layout_usual, column);
    d1_strbuf_putc(out, '\n');
}
