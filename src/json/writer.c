#include "json/writer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/text/shorten.h"
#include "base/text/utf8.h"

/* Bytes after which the output is handed on. */
enum { PIECE = 32 * 1024 };

/* What is open, as kept in `open`. */
enum { EMPTY = 1, OBJECT = 2 };

void d1_json_writer_init(struct d1_json_writer *w, enum d1_json_layout layout, d1_json_write *write, void *context)
{
    *w = (struct d1_json_writer){.layout = layout, .write = write, .context = context};
}

void d1_json_writer_release(struct d1_json_writer *w)
{
    d1_strbuf_release(&w->buffer);
    d1_error_clear(&w->error);
    *w = (struct d1_json_writer){0};
}

static void hand_on(struct d1_json_writer *w)
{
    int result;

    if (!w->write || w->error.code || w->buffer.oom || !w->buffer.len)
        return;
    result = w->write(w->context, w->buffer.ptr, w->buffer.len, &w->error);
    if (result < 0 && !w->error.code)
        d1_error_set(&w->error, result, "the output could not be written");
    d1_strbuf_clear(&w->buffer);
}

int d1_json_writer_finish(struct d1_json_writer *w, struct d1_error *error)
{
    int result = 0;

    assert(!w->depth && !w->key_set);
    if (w->layout == D1_JSON_INDENT)
        d1_strbuf_putc(&w->buffer, '\n');
    hand_on(w);
    if (w->buffer.oom)
        return d1_error_memory(error);
    if (w->error.code) {
        result = w->error.code;
        if (error) {
            d1_error_clear(error);
            *error = w->error;
            w->error = (struct d1_error){.code = result};
        }
    }
    return result;
}

static void new_line(struct d1_json_writer *w)
{
    if (w->layout != D1_JSON_INDENT)
        return;
    d1_strbuf_putc(&w->buffer, '\n');
    d1_strbuf_fill(&w->buffer, ' ', (size_t)w->depth * 2);
}

/* What must precede an item or key: the comma behind the one before it, and the line break. */
static void separate(struct d1_json_writer *w)
{
    uint8_t *open;

    if (!w->depth)
        return;
    open = &w->open[w->depth - 1];
    if (!(*open & EMPTY))
        d1_strbuf_putc(&w->buffer, ',');
    *open &= (uint8_t)~EMPTY;
    new_line(w);
}

/* To be called before a value. */
static void begin_value(struct d1_json_writer *w)
{
    assert(!w->depth || !(w->open[w->depth - 1] & OBJECT) == !w->key_set);
    if (w->key_set)
        w->key_set = false;
    else
        separate(w);
    if (w->buffer.len >= PIECE)
        hand_on(w);
}

static void begin(struct d1_json_writer *w, uint8_t kind)
{
    begin_value(w);
    assert(w->depth < D1_JSON_WRITER_DEPTH);
    d1_strbuf_putc(&w->buffer, kind & OBJECT ? '{' : '[');
    w->open[w->depth++] = kind | EMPTY;
}

void d1_json_begin_object(struct d1_json_writer *w)
{
    begin(w, OBJECT);
}

void d1_json_begin_array(struct d1_json_writer *w)
{
    begin(w, 0);
}

void d1_json_end(struct d1_json_writer *w)
{
    uint8_t open;

    assert(w->depth && !w->key_set);
    open = w->open[--w->depth];
    if (!(open & EMPTY))
        new_line(w);
    d1_strbuf_putc(&w->buffer, open & OBJECT ? '}' : ']');
}

/* Writes one code point of a string. */
static void put_character(struct d1_strbuf *out, uint32_t code)
{
    static const char names[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";
    const char *name = code && code < 0x80 ? strchr(names, (int)code) : NULL;

    if (name)
        d1_strbuf_printf(out, "\\%c", escapes[name - names]);
    else if (code == D1_UTF8_INVALID)
        d1_strbuf_utf8(out, 0xfffd);
    else if (d1_utf8_is_control(code) || d1_utf8_is_bidi(code) || code == 0x2028 || code == 0x2029 || code == 0xfeff)
        d1_strbuf_printf(out, "\\u%04" PRIx32, code);
    else
        d1_strbuf_utf8(out, code);
}

/* Writes a string in quotes: runs of plain ASCII at once, the rest one code point at a time. */
static void put_string(struct d1_strbuf *out, struct d1_str text)
{
    size_t start = 0, at = 0;

    d1_strbuf_putc(out, '"');
    while (at < text.len) {
        unsigned char c = (unsigned char)text.ptr[at];

        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            at++;
            continue;
        }
        d1_strbuf_add(out, text.ptr + start, at - start);
        put_character(out, d1_utf8_decode(text, &at));
        start = at;
    }
    if (at > start)
        d1_strbuf_add(out, text.ptr + start, at - start);
    d1_strbuf_putc(out, '"');
}

void d1_json_key_str(struct d1_json_writer *w, struct d1_str key)
{
    assert(w->depth && (w->open[w->depth - 1] & OBJECT) && !w->key_set);
    separate(w);
    put_string(&w->buffer, key);
    d1_strbuf_puts(&w->buffer, w->layout == D1_JSON_INDENT ? ": " : ":");
    w->key_set = true;
}

void d1_json_key(struct d1_json_writer *w, const char *key)
{
    d1_json_key_str(w, d1_str(key));
}

static void put_literal(struct d1_json_writer *w, const char *text)
{
    begin_value(w);
    d1_strbuf_puts(&w->buffer, text);
}

void d1_json_null(struct d1_json_writer *w)
{
    put_literal(w, "null");
}

void d1_json_bool(struct d1_json_writer *w, bool value)
{
    put_literal(w, value ? "true" : "false");
}

void d1_json_int(struct d1_json_writer *w, int64_t value)
{
    begin_value(w);
    d1_strbuf_printf(&w->buffer, "%" PRId64, value);
}

void d1_json_string(struct d1_json_writer *w, struct d1_str text)
{
    struct d1_strbuf shorter = {0};

    begin_value(w);
    if (!w->longest || text.len <= w->longest) {
        put_string(&w->buffer, text);
        return;
    }
    d1_shorten(&shorter, text);
    put_string(&w->buffer, d1_strbuf_view(&shorter));
    w->buffer.oom = w->buffer.oom || shorter.oom;
    d1_strbuf_release(&shorter);
}

void d1_json_text(struct d1_json_writer *w, const char *text)
{
    if (text)
        d1_json_string(w, d1_str(text));
    else
        d1_json_null(w);
}

void d1_json_printf(struct d1_json_writer *w, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    d1_json_string(w, d1_strbuf_view(&text));
    w->buffer.oom = w->buffer.oom || text.oom;
    d1_strbuf_release(&text);
}

void d1_json_real(struct d1_json_writer *w, double value)
{
    char digits[40];

    if (!__builtin_isfinite(value)) {
        d1_json_null(w);
        return;
    }
    /* 17 significant digits always read back as the same double (IEEE 754), so the loop finds its end. */
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    put_literal(w, digits);
    if (!strpbrk(digits, ".e"))
        d1_strbuf_puts(&w->buffer, ".0");
}

/*
 * A number of a document as JSON writes it: without a plus sign, leading zeros, and a point that has no digit before
 * or behind it. The value stays exact.
 */
static void put_number(struct d1_json_writer *w, struct d1_str text)
{
    struct d1_decimal decimal;
    struct d1_strbuf *out = &w->buffer;
    size_t at = 0;

    if (!d1_decimal_parse(text, &decimal)) {
        d1_json_string(w, text);
        return;
    }
    begin_value(w);
    if (text.ptr[at] == '-')
        d1_strbuf_putc(out, '-');
    if (text.ptr[at] == '-' || text.ptr[at] == '+')
        at++;
    while (at + 1 < text.len && text.ptr[at] == '0' && text.ptr[at + 1] >= '0' && text.ptr[at + 1] <= '9')
        at++;
    if (text.ptr[at] == '.')
        d1_strbuf_putc(out, '0');
    for (; at < text.len; at++) {
        bool bare_point =
            text.ptr[at] == '.' && (at + 1 == text.len || text.ptr[at + 1] < '0' || text.ptr[at + 1] > '9');

        if (!bare_point)
            d1_strbuf_putc(out, text.ptr[at]);
    }
}

void d1_json_node(struct d1_json_writer *w, const struct d1_node *node)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        d1_json_null(w);
        break;
    case D1_NODE_BOOL:
        d1_json_bool(w, node->value.boolean);
        break;
    case D1_NODE_INT:
    case D1_NODE_DOUBLE:
        put_number(w, d1_node_text(node));
        break;
    case D1_NODE_STRING:
        d1_json_string(w, d1_node_text(node));
        break;
    case D1_NODE_SEQUENCE:
    case D1_NODE_MAPPING:
        begin(w, node->kind == D1_NODE_MAPPING ? OBJECT : 0);
        for (size_t i = 0; i < d1_node_count(node); i++) {
            if (node->kind == D1_NODE_MAPPING)
                d1_json_key_str(w, d1_node_text(d1_node_pair_key(node, i)));
            d1_json_node(w, node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i));
        }
        d1_json_end(w);
        break;
    }
}

void d1_json_member_bool(struct d1_json_writer *w, const char *key, bool value)
{
    d1_json_key(w, key);
    d1_json_bool(w, value);
}

void d1_json_member_int(struct d1_json_writer *w, const char *key, int64_t value)
{
    d1_json_key(w, key);
    d1_json_int(w, value);
}

void d1_json_member_text(struct d1_json_writer *w, const char *key, const char *text)
{
    d1_json_key(w, key);
    d1_json_text(w, text);
}

void d1_json_member_string(struct d1_json_writer *w, const char *key, struct d1_str text)
{
    d1_json_key(w, key);
    d1_json_string(w, text);
}

void d1_json_member_null(struct d1_json_writer *w, const char *key)
{
    d1_json_key(w, key);
    d1_json_null(w);
}

void d1_json_member_object(struct d1_json_writer *w, const char *key)
{
    d1_json_key(w, key);
    d1_json_begin_object(w);
}

void d1_json_member_array(struct d1_json_writer *w, const char *key)
{
    d1_json_key(w, key);
    d1_json_begin_array(w);
}
