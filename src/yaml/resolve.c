#include "yaml/resolve.h"

#include <stdlib.h>
#include <string.h>

/* Classes of bytes, as the first character of a plain scalar and within numbers. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int digit_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

enum d1_yaml_tag d1_yaml_tag(const char *name)
{
    static const struct {
        const char *name;
        enum d1_yaml_tag tag;
    } tags[] = {
        {"str", D1_YAML_TAG_STR},   {"int", D1_YAML_TAG_INT}, {"float", D1_YAML_TAG_FLOAT}, {"bool", D1_YAML_TAG_BOOL},
        {"null", D1_YAML_TAG_NULL}, {"map", D1_YAML_TAG_MAP}, {"seq", D1_YAML_TAG_SEQ},
    };
    static const char prefix[] = "tag:yaml.org,2002:";

    if (!name)
        return D1_YAML_TAG_NONE;
    if (strcmp(name, "!") == 0)
        return D1_YAML_TAG_NON_SPECIFIC;
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return D1_YAML_TAG_UNKNOWN;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(name + sizeof prefix - 1, tags[i].name) == 0)
            return tags[i].tag;
    return D1_YAML_TAG_UNKNOWN;
}

static bool is_one_of(struct d1_str text, const char *const spellings[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (d1_str_is(text, spellings[i]))
            return true;
    return false;
}

static bool resolve_null(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    static const char *const spellings[] = {"", "~", "null", "Null", "NULL"};

    if (!is_one_of(text, spellings, sizeof spellings / sizeof *spellings))
        return false;
    scalar->kind = D1_NODE_NULL;
    return true;
}

static bool resolve_bool(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    static const char *const yes[] = {"true", "True", "TRUE"}, *const no[] = {"false", "False", "FALSE"};

    scalar->boolean = is_one_of(text, yes, 3);
    if (!scalar->boolean && !is_one_of(text, no, 3))
        return false;
    scalar->kind = D1_NODE_BOOL;
    return true;
}

/* Sets a number of any size from its decimal text. */
static void set_integer(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    bool negative = text.ptr[0] == '-';
    size_t at = negative || text.ptr[0] == '+';
    uint64_t limit = (uint64_t)INT64_MAX + negative, value = 0;

    scalar->text = text;
    for (; at < text.len; at++) {
        uint64_t digit = (uint64_t)(text.ptr[at] - '0');

        if (value > (limit - digit) / 10) {
            scalar->kind = D1_NODE_DOUBLE;
            scalar->number = strtod(text.ptr, NULL);
            return;
        }
        value = value * 10 + digit;
    }
    scalar->kind = D1_NODE_INT;
    scalar->integer = negative ? (int64_t)(0 - value) : (int64_t)value;
}

/*
 * The decimal digits of the number in `digits` of the base 1 << bits, built in limbs of nine digits. Quadratic in the
 * number of digits, which the caller has bounded.
 */
static struct d1_str to_decimal(struct d1_str digits, unsigned bits, struct d1_strbuf *out)
{
    enum { LIMBS = D1_YAML_RADIX_DIGITS * 4 / 29 + 1, BASE = 1000000000 };
    uint32_t limbs[LIMBS] = {0};
    size_t used = 1;

    for (size_t i = 0; i < digits.len; i++) {
        uint64_t carry = (uint64_t)digit_value(digits.ptr[i]);

        for (size_t j = 0; j < used; j++) {
            carry += (uint64_t)limbs[j] << bits;
            limbs[j] = (uint32_t)(carry % BASE);
            carry /= BASE;
        }
        if (carry)
            limbs[used++] = (uint32_t)carry;
    }
    d1_strbuf_clear(out);
    d1_strbuf_printf(out, "%u", limbs[used - 1]);
    while (--used > 0)
        d1_strbuf_printf(out, "%09u", limbs[used - 1]);
    return d1_strbuf_view(out);
}

/* 0o17 and 0x1F. */
static bool resolve_radix(struct d1_str text, struct d1_strbuf *scratch, struct d1_yaml_scalar *scalar, bool *too_long)
{
    unsigned bits = 0;

    if (text.len < 3 || text.ptr[0] != '0')
        return false;
    bits = text.ptr[1] == 'o' ? 3 : text.ptr[1] == 'x' ? 4 : 0;
    if (!bits)
        return false;
    for (size_t i = 2; i < text.len; i++)
        if (digit_value(text.ptr[i]) >= 1 << bits)
            return false;
    *too_long = text.len - 2 > D1_YAML_RADIX_DIGITS;
    if (!*too_long)
        set_integer(to_decimal(d1_str_sub(text, 2, text.len), bits, scratch), scalar);
    return true;
}

/* Offset behind the digits from `at` on. */
static size_t digits_end(struct d1_str text, size_t at)
{
    while (at < text.len && is_digit(text.ptr[at]))
        at++;
    return at;
}

static size_t sign_end(struct d1_str text, size_t at)
{
    return at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+') ? at + 1 : at;
}

/* [-+]? [0-9]+ */
static bool resolve_int(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    size_t start = sign_end(text, 0);

    if (start == text.len || digits_end(text, start) != text.len)
        return false;
    set_integer(text, scalar);
    return true;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool resolve_float(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    size_t start = sign_end(text, 0), whole = digits_end(text, start), end = whole;

    if (end < text.len && text.ptr[end] == '.') {
        end = digits_end(text, end + 1);
        if (whole == start && end == whole + 1)
            return false;
    } else if (whole == start) {
        return false;
    }
    if (end < text.len && (text.ptr[end] == 'e' || text.ptr[end] == 'E')) {
        size_t exponent = sign_end(text, end + 1);

        end = digits_end(text, exponent);
        if (end == exponent)
            return false;
    }
    if (end != text.len)
        return false;
    scalar->kind = D1_NODE_DOUBLE;
    scalar->number = strtod(text.ptr, NULL);
    scalar->text = text;
    return true;
}

/* Infinities and not-a-number; the document keeps one spelling of each, so that equal values have equal text. */
static bool resolve_not_finite(struct d1_str text, struct d1_yaml_scalar *scalar)
{
    static const char *const nan[] = {".nan", ".NaN", ".NAN"}, *const inf[] = {".inf", ".Inf", ".INF"};
    struct d1_str unsigned_text = d1_str_sub(text, sign_end(text, 0), text.len);

    if (is_one_of(text, nan, 3)) {
        scalar->text = d1_str(".nan");
        scalar->number = __builtin_nan("");
    } else if (is_one_of(unsigned_text, inf, 3)) {
        bool negative = text.ptr[0] == '-';

        scalar->text = d1_str(negative ? "-.inf" : ".inf");
        scalar->number = negative ? -__builtin_inf() : __builtin_inf();
    } else {
        return false;
    }
    scalar->kind = D1_NODE_DOUBLE;
    return true;
}

/* Whether null and booleans can begin with it; '\0' stands for the empty text. */
static bool may_be_word(char first)
{
    switch (first) {
    case '\0':
    case '~':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
        return true;
    default:
        return false;
    }
}

enum d1_yaml_resolution d1_yaml_resolve(struct d1_str text, bool plain, enum d1_yaml_tag tag, struct d1_strbuf *scratch,
                                        struct d1_yaml_scalar *scalar)
{
    bool matches = true, too_long = false;
    bool any = tag == D1_YAML_TAG_NONE && plain;
    char first = text.len ? text.ptr[0] : '\0';

    *scalar = (struct d1_yaml_scalar){.kind = D1_NODE_STRING, .text = text};
    if (any) {
        /* Nearly every scalar is a string and shows it by its first character. */
        if (is_digit(first) || first == '-' || first == '+' || first == '.')
            (void)(resolve_int(text, scalar) || resolve_float(text, scalar) || resolve_not_finite(text, scalar) ||
                   resolve_radix(text, scratch, scalar, &too_long));
        else if (may_be_word(first))
            (void)(resolve_null(text, scalar) || resolve_bool(text, scalar));
    } else if (tag == D1_YAML_TAG_INT) {
        matches = resolve_int(text, scalar) || resolve_radix(text, scratch, scalar, &too_long);
    } else if (tag == D1_YAML_TAG_FLOAT) {
        matches = resolve_float(text, scalar) || resolve_not_finite(text, scalar);
    } else if (tag == D1_YAML_TAG_BOOL) {
        matches = resolve_bool(text, scalar);
    } else if (tag == D1_YAML_TAG_NULL) {
        matches = resolve_null(text, scalar);
    } else if (tag == D1_YAML_TAG_MAP || tag == D1_YAML_TAG_SEQ) {
        matches = false;
    }
    if (too_long)
        return D1_YAML_TOO_LONG;
    return matches ? D1_YAML_RESOLVED : D1_YAML_MISMATCH;
}
