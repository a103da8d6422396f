/* The values of literals: numbers, and strings with their escapes (cel-spec, "Syntax"). */
#include "cel/parse/parser.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/utf8.h"

/* ---- numbers ---- */

static bool natural(struct d1_str digits, uint64_t *value)
{
    unsigned base = 10;

    if (digits.len > 2 && (digits.ptr[1] | 0x20) == 'x') {
        base = 16;
        digits = d1_str_sub(digits, 2, digits.len);
    }
    *value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned char c = (unsigned char)digits.ptr[i];
        unsigned digit = c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);

        if (__builtin_mul_overflow(*value, base, value) || __builtin_add_overflow(*value, digit, value))
            return false;
    }
    return true;
}

static bool integer_literal(struct d1_str text, bool negative, struct d1_cel_value *value, const char **fault)
{
    uint64_t number, most = (uint64_t)INT64_MAX + negative;

    if (!natural(text, &number) || number > most) {
        *fault = "the number does not fit an int (-9223372036854775808 to 9223372036854775807)";
        return false;
    }
    *value = d1_cel_int(negative ? (int64_t)(0 - number) : (int64_t)number);
    return true;
}

static bool double_literal(struct d1_arena *arena, struct d1_str text, bool negative, struct d1_cel_value *value)
{
    char small[64], *copy = small;

    if (text.len >= sizeof small) {
        copy = (char *)d1_arena_str(arena, text).ptr;
        if (!copy)
            return false;
    } else {
        memcpy(copy, text.ptr, text.len);
        copy[text.len] = '\0';
    }
    *value = d1_cel_double(negative ? -strtod(copy, NULL) : strtod(copy, NULL));
    return true;
}

/* ---- strings ---- */

struct unescape {
    struct d1_str body;
    size_t at;
    char *out;
    size_t len;
    bool bytes;
    const char *fault;
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return (c | 0x20) - 'a' + 10;
    return -1;
}

/* `count` digits of a base; false when there are fewer. */
static bool read_digits(struct unescape *u, unsigned count, unsigned base, uint32_t *code)
{
    *code = 0;
    for (unsigned i = 0; i < count; i++) {
        int digit = u->at < u->body.len ? hex_digit(u->body.ptr[u->at]) : -1;

        if (digit < 0 || (unsigned)digit >= base)
            return false;
        *code = *code * base + (unsigned)digit;
        u->at++;
    }
    return true;
}

static void put_code(struct unescape *u, uint32_t code)
{
    if (u->bytes) {
        u->out[u->len++] = (char)code;
        return;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        u->fault = "the escape names no Unicode code point";
        return;
    }
    u->len += d1_utf8_encode(u->out + u->len, code);
}

static void numeric_escape(struct unescape *u, char kind)
{
    uint32_t code = 0;

    switch (kind) {
    case 'x':
    case 'X':
        if (!read_digits(u, 2, 16, &code))
            u->fault = "\\x needs two hexadecimal digits";
        break;
    case 'u':
        if (u->bytes)
            u->fault = "\\u has no meaning in a bytes literal; write the bytes as \\x";
        else if (!read_digits(u, 4, 16, &code))
            u->fault = "\\u needs four hexadecimal digits";
        break;
    case 'U':
        if (u->bytes)
            u->fault = "\\U has no meaning in a bytes literal; write the bytes as \\x";
        else if (!read_digits(u, 8, 16, &code))
            u->fault = "\\U needs eight hexadecimal digits";
        break;
    default:
        u->at--;
        if (!read_digits(u, 3, 8, &code) || code > 0xff)
            u->fault = "an octal escape has three digits, \\000 to \\377";
    }
    if (!u->fault)
        put_code(u, code);
}

static void escape(struct unescape *u)
{
    static const char letters[] = "abfnrtv\"'`\\?";
    static const char meanings[] = "\a\b\f\n\r\t\v\"'`\\?";
    char kind = u->at < u->body.len ? u->body.ptr[u->at++] : '\0';
    const char *letter = kind ? strchr(letters, kind) : NULL;

    if (letter)
        u->out[u->len++] = meanings[letter - letters];
    else if (kind && strchr("xXuU0123", kind))
        numeric_escape(u, kind);
    else
        u->fault = "no such escape; known are \\a \\b \\f \\n \\r \\t \\v \\\\ \\\" \\' \\` \\? \\xHH \\uHHHH "
                   "\\UHHHHHHHH and \\OOO (a pattern is easier as r'...')";
}

static bool string_literal(struct d1_arena *arena, struct d1_str text, struct d1_cel_token token,
                           struct d1_cel_value *value, const char **fault, size_t *at)
{
    struct unescape u = {.bytes = token.kind == D1_TOKEN_BYTES};
    size_t start = token.offset, quotes;
    bool raw = false;

    for (; text.ptr[start] != '"' && text.ptr[start] != '\''; start++)
        raw |= (text.ptr[start] | 0x20) == 'r';
    quotes = token.end - start >= 6 && text.ptr[start + 1] == text.ptr[start] && text.ptr[start + 2] == text.ptr[start]
                 ? 3
                 : 1;
    start += quotes;
    u.body = d1_str_sub(text, start, token.end - quotes - start);
    *value = u.bytes ? d1_cel_bytes(u.body) : d1_cel_string(u.body);
    if (raw || !memchr(u.body.ptr, '\\', u.body.len))
        return true;
    u.out = d1_arena_bytes(arena, u.body.len);
    if (!u.out)
        return false;
    while (u.at < u.body.len && !u.fault) {
        *at = start + u.at;
        if (u.body.ptr[u.at] != '\\') {
            u.out[u.len++] = u.body.ptr[u.at++];
            continue;
        }
        u.at++;
        escape(&u);
    }
    *fault = u.fault;
    *value = u.bytes ? d1_cel_bytes(d1_strn(u.out, u.len)) : d1_cel_string(d1_strn(u.out, u.len));
    return !u.fault;
}

bool d1_cel_literal(struct d1_arena *arena, struct d1_str text, struct d1_cel_token token, bool negative,
                    struct d1_cel_value *value, const char **fault, size_t *at)
{
    struct d1_str digits = d1_str_sub(text, token.offset, token.end - token.offset);

    *fault = NULL;
    *at = token.offset;
    switch (token.kind) {
    case D1_TOKEN_INT:
        return integer_literal(digits, negative, value, fault);
    case D1_TOKEN_UINT:
        if (natural(d1_str_sub(digits, 0, digits.len - 1), &value->as.natural)) {
            *value = d1_cel_uint(value->as.natural);
            return true;
        }
        *fault = "the number does not fit a uint (0 to 18446744073709551615)";
        return false;
    case D1_TOKEN_DOUBLE:
        return double_literal(arena, digits, negative, value);
    default:
        return string_literal(arena, text, token, value, fault, at);
    }
}
