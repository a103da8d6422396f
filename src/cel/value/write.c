/* Values as text. */
#include "cel/value/data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/utf8.h"

enum { DEEPEST = 4000, NANOS = 1000000000 };

size_t d1_cel_double_text(double number, char *text)
{
    if (isnan(number))
        return (size_t)snprintf(text, 32, "NaN");
    if (isinf(number))
        return (size_t)snprintf(text, 32, number < 0 ? "-Infinity" : "Infinity");
    /* Whole numbers that print exactly do so without exponent, as people write them. */
    if (fabs(number) < 1e15 && number == trunc(number))
        return (size_t)snprintf(text, 32, "%.0f", number);
    for (int digits = 15; digits < 17; digits++) {
        snprintf(text, 32, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            return strlen(text);
    }
    return (size_t)snprintf(text, 32, "%.17g", number);
}

/* ".5" for half a second; nothing for none. */
static size_t fraction_text(uint32_t nanos, char *text)
{
    size_t len;

    if (nanos == 0)
        return 0;
    len = (size_t)snprintf(text, 16, ".%09u", nanos);
    while (text[len - 1] == '0')
        len--;
    return len;
}

/* Writes "5400s", "-1.5s"; text must hold 40 bytes. Returns the length. */
static size_t duration_text(int64_t seconds, int32_t nanos, char *text)
{
    bool negative = seconds < 0 || nanos < 0;
    uint64_t whole = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
    size_t len = (size_t)snprintf(text, 32, "%s%llu", negative ? "-" : "", (unsigned long long)whole);

    len += fraction_text((uint32_t)abs(nanos), text + len);
    text[len++] = 's';
    text[len] = '\0';
    return len;
}

/* Writes RFC 3339 in UTC with as many digits of a second as needed; text must hold 40 bytes. */
static size_t timestamp_text(int64_t seconds, int32_t nanos, char *text)
{
    int64_t days = seconds / 86400, second = seconds % 86400;
    size_t len;

    if (second < 0) {
        second += 86400;
        days--;
    }
    d1_date_format((d1_date)days, text);
    len = strlen(text);
    len += (size_t)snprintf(text + len, 16, "T%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60),
                            (int)(second % 60));
    len += fraction_text((uint32_t)nanos, text + len);
    text[len++] = 'Z';
    text[len] = '\0';
    return len;
}

static void write_quoted(struct d1_strbuf *out, struct d1_str text, bool bytes)
{
    static const char plain[] = "\a\b\f\n\r\t\v\"\\";
    static const char letters[] = "abfnrtv\"\\";

    d1_strbuf_puts(out, bytes ? "b\"" : "\"");
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.ptr[at];
        const char *special = byte ? strchr(plain, byte) : NULL;
        size_t start = at;
        uint32_t code;

        if (special) {
            d1_strbuf_putc(out, '\\');
            d1_strbuf_putc(out, letters[special - plain]);
            at++;
            continue;
        }
        code = bytes && (byte >= 0x80 || byte < ' ') ? D1_UTF8_INVALID : d1_utf8_decode(text, &at);
        if (code == D1_UTF8_INVALID) {
            at = start + 1;
            d1_strbuf_printf(out, "\\x%02x", byte);
        } else if (d1_utf8_is_control(code) || d1_utf8_is_bidi(code)) {
            d1_strbuf_printf(out, "\\u%04x", (unsigned)code);
        } else {
            d1_strbuf_add(out, text.ptr + start, at - start);
        }
    }
    d1_strbuf_putc(out, '"');
}

static void write_double(struct d1_strbuf *out, double number, bool literal)
{
    char text[32];
    size_t len = d1_cel_double_text(number, text);

    if (literal && !isfinite(number))
        d1_strbuf_printf(out, "double(\"%s\")", text);
    else
        d1_strbuf_add(out, text, len);
    if (literal && isfinite(number) && !strpbrk(text, ".e"))
        d1_strbuf_puts(out, ".0");
}

/* A value that is written as a call with its text, or shown as the text alone. */
static void write_call(struct d1_strbuf *out, const char *name, const char *text, bool literal)
{
    if (literal)
        d1_strbuf_printf(out, "%s(\"%s\")", name, text);
    else
        d1_strbuf_puts(out, text);
}

static void write_time(struct d1_strbuf *out, struct d1_cel_value value, bool literal)
{
    char text[64];

    if (value.kind == D1_CEL_DATE) {
        d1_date_format(d1_cel_as_date(value), text);
        write_call(out, "date", text, literal);
    } else if (value.kind == D1_CEL_TIMESTAMP) {
        timestamp_text(value.as.integer, (int32_t)value.extra, text);
        write_call(out, "timestamp", text, literal);
    } else {
        duration_text(value.as.integer, (int32_t)value.extra, text);
        write_call(out, "duration", text, literal);
    }
}

static void write_at(struct d1_strbuf *out, struct d1_cel_value value, bool literal, unsigned depth);

static void write_list(struct d1_strbuf *out, struct d1_cel_value list, bool literal, unsigned depth)
{
    size_t count = d1_cel_list_len(list);

    d1_strbuf_putc(out, '[');
    for (size_t i = 0; i < count && out->len <= D1_CEL_SHOWN; i++) {
        if (i)
            d1_strbuf_puts(out, ", ");
        write_at(out, d1_cel_list_get(list, i), literal, depth);
    }
    d1_strbuf_putc(out, ']');
}

static void write_map(struct d1_strbuf *out, struct d1_cel_value map, bool literal, unsigned depth)
{
    size_t count = d1_cel_map_len(map);

    d1_strbuf_putc(out, '{');
    for (size_t i = 0; i < count && out->len <= D1_CEL_SHOWN; i++) {
        struct d1_cel_value key, value;

        d1_cel_map_entry(map, i, &key, &value);
        if (i)
            d1_strbuf_puts(out, ", ");
        write_at(out, key, literal, depth);
        d1_strbuf_puts(out, ": ");
        write_at(out, value, literal, depth);
    }
    d1_strbuf_putc(out, '}');
}

static void write_optional(struct d1_strbuf *out, struct d1_cel_value value, bool literal, unsigned depth)
{
    struct d1_cel_value inner;

    if (!d1_cel_optional_get(value, &inner)) {
        d1_strbuf_puts(out, literal ? "optional.none()" : "nothing");
        return;
    }
    d1_strbuf_puts(out, literal ? "optional.of(" : "");
    write_at(out, inner, literal, depth);
    d1_strbuf_puts(out, literal ? ")" : "");
}

static void write_type(struct d1_strbuf *out, const struct d1_cel_type *type)
{
    /* As an expression names them: without arguments, and by the names of cel-spec. */
    if (type->kind == D1_CEL_TIMESTAMP)
        d1_strbuf_puts(out, "google.protobuf.Timestamp");
    else if (type->kind == D1_CEL_DURATION)
        d1_strbuf_puts(out, "google.protobuf.Duration");
    else if (type->kind == D1_CEL_NULL)
        d1_strbuf_puts(out, "null_type");
    else if (type->kind == D1_CEL_OPAQUE)
        d1_strbuf_puts(out, type->name);
    else
        d1_cel_type_write(out, &(struct d1_cel_type){.kind = type->kind});
}

static void write_at(struct d1_strbuf *out, struct d1_cel_value value, bool literal, unsigned depth)
{
    if (depth > DEEPEST || out->len > D1_CEL_SHOWN || out->oom) {
        d1_strbuf_puts(out, "...");
        return;
    }
    switch (value.kind) {
    case D1_CEL_NULL:
        d1_strbuf_puts(out, "null");
        break;
    case D1_CEL_BOOL:
        d1_strbuf_puts(out, value.as.boolean ? "true" : "false");
        break;
    case D1_CEL_INT:
        d1_strbuf_int(out, value.as.integer);
        break;
    case D1_CEL_UINT:
        d1_strbuf_printf(out, literal ? "%lluu" : "%llu", (unsigned long long)value.as.natural);
        break;
    case D1_CEL_DOUBLE:
        write_double(out, value.as.number, literal);
        break;
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        if (literal || value.kind == D1_CEL_BYTES)
            write_quoted(out, d1_cel_text(value), value.kind == D1_CEL_BYTES);
        else
            d1_strbuf_str(out, d1_cel_text(value));
        break;
    case D1_CEL_DATE:
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        write_time(out, value, literal);
        break;
    case D1_CEL_TYPE:
        write_type(out, value.as.type);
        break;
    case D1_CEL_LIST:
        write_list(out, value, literal, depth + 1);
        break;
    case D1_CEL_MAP:
        write_map(out, value, literal, depth + 1);
        break;
    case D1_CEL_OPTIONAL:
        write_optional(out, value, literal, depth + 1);
        break;
    case D1_CEL_OPAQUE:
        d1_strbuf_printf(out, "<%s>", d1_cel_type_of(value)->name);
        break;
    default:
        d1_strbuf_printf(out, "<error: " D1_STR_FMT ">", D1_STR_ARG(d1_cel_failure_of(value)->message));
    }
}

void d1_cel_value_write(struct d1_strbuf *out, struct d1_cel_value value)
{
    write_at(out, value, true, 0);
}

void d1_cel_value_show(struct d1_strbuf *out, struct d1_cel_value value)
{
    write_at(out, value, false, 0);
}
