#include "base/exact.h"

#include <string.h>

#include "base/decimal.h"
#include "base/limits.h"

/* ---- digits ---- */

/* Drops the zeros that could be left out. The digits are those of a number with that scale. */
static struct d1_exact tidy(bool negative, const uint8_t *digits, uint32_t len, uint32_t scale)
{
    while (len && digits[len - 1] == 0)
        len--;
    while (len && scale && digits[0] == 0) {
        digits++;
        len--;
        scale--;
    }
    return len ? (struct d1_exact){negative, scale, len, digits} : (struct d1_exact){0};
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Digits that the number has when `scale` of them stand behind the point. */
static uint32_t length_at(const struct d1_exact *number, uint32_t scale)
{
    return number->len + (scale - number->scale);
}

/* Digit i of the number, counted from the last when `scale` digits stand behind the point. */
static unsigned digit_at(const struct d1_exact *number, uint32_t scale, uint32_t i)
{
    uint32_t shift = scale - number->scale;

    return i < shift || i - shift >= number->len ? 0 : number->digits[i - shift];
}

/* Whether a number of so many digits, so many of them behind the point, is kept. */
static bool fits(uint64_t len, uint64_t scale)
{
    return len <= D1_LIMIT_EXACT_DIGITS && scale <= D1_LIMIT_EXACT_DIGITS;
}

int d1_exact_parse(struct d1_exact *result, struct d1_str text, struct d1_arena *arena)
{
    struct d1_decimal decimal;
    uint8_t *digits;
    uint32_t len, at;
    int64_t scale;

    if (!d1_decimal_parse(text, &decimal))
        return D1_ERR_SYNTAX;
    if (!decimal.count) {
        *result = (struct d1_exact){0};
        return 0;
    }
    if (decimal.count > D1_LIMIT_EXACT_DIGITS || decimal.exponent > D1_LIMIT_EXACT_DIGITS ||
        decimal.exponent < -D1_LIMIT_EXACT_DIGITS)
        return D1_ERR_LIMIT;
    scale = (int64_t)decimal.count - decimal.exponent;
    len = (uint32_t)decimal.count + (scale < 0 ? (uint32_t)-scale : 0);
    if (scale < 0)
        scale = 0;
    if (!fits(len, (uint64_t)scale))
        return D1_ERR_LIMIT;
    digits = d1_arena_calloc(arena, len, 1);
    if (!digits)
        return D1_ERR_MEMORY;
    at = len;
    for (size_t i = 0; i < decimal.digits.len; i++)
        if (decimal.digits.ptr[i] != '.')
            digits[--at] = (uint8_t)(decimal.digits.ptr[i] - '0');
    *result = tidy(decimal.negative, digits, len, (uint32_t)scale);
    return 0;
}

/* ---- order ---- */

static int cmp_size(const struct d1_exact *a, const struct d1_exact *b)
{
    uint32_t scale = larger(a->scale, b->scale);

    for (uint32_t i = larger(length_at(a, scale), length_at(b, scale)); i-- > 0;) {
        int difference = (int)digit_at(a, scale, i) - (int)digit_at(b, scale, i);

        if (difference)
            return difference;
    }
    return 0;
}

int d1_exact_cmp(const struct d1_exact *a, const struct d1_exact *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? cmp_size(b, a) : cmp_size(a, b);
}

/* ---- arithmetic ---- */

/* a + b (minus: a - b, which must not be negative) of their sizes, with a sign of its own. */
static int combine(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b, bool minus,
                   bool negative, struct d1_arena *arena)
{
    uint32_t scale = larger(a->scale, b->scale), len = larger(length_at(a, scale), length_at(b, scale)) + 1;
    uint8_t *digits;
    int carry = 0;
    struct d1_exact made;

    digits = d1_arena_alloc(arena, len);
    if (!digits)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < len; i++) {
        int other = (int)digit_at(b, scale, i), sum = (int)digit_at(a, scale, i) + (minus ? -other : other) + carry;

        carry = sum < 0 ? -1 : sum / 10;
        digits[i] = (uint8_t)(sum - 10 * carry);
    }
    made = tidy(negative, digits, len, scale);
    if (!fits(made.len, made.scale))
        return D1_ERR_LIMIT;
    *result = made;
    return 0;
}

int d1_exact_add(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b, struct d1_arena *arena)
{
    if (a->negative == b->negative)
        return combine(result, a, b, false, a->negative, arena);
    if (cmp_size(a, b) >= 0)
        return combine(result, a, b, true, a->negative, arena);
    return combine(result, b, a, true, b->negative, arena);
}

int d1_exact_subtract(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b,
                      struct d1_arena *arena)
{
    struct d1_exact negated = *b;

    negated.negative = b->len && !b->negative;
    return d1_exact_add(result, a, &negated, arena);
}

int d1_exact_multiply(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b,
                      struct d1_arena *arena)
{
    uint32_t len = a->len + b->len;
    struct d1_exact made;
    uint8_t *digits;

    if (!a->len || !b->len) {
        *result = (struct d1_exact){0};
        return 0;
    }
    digits = d1_arena_calloc(arena, len, 1);
    if (!digits)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < a->len; i++) {
        unsigned carry = 0;

        for (uint32_t k = 0; k < b->len; k++) {
            carry += digits[i + k] + (unsigned)a->digits[i] * b->digits[k];
            digits[i + k] = (uint8_t)(carry % 10);
            carry /= 10;
        }
        digits[i + b->len] = (uint8_t)carry;
    }
    made = tidy(a->negative != b->negative, digits, len, a->scale + b->scale);
    if (!fits(made.len, made.scale))
        return D1_ERR_LIMIT;
    *result = made;
    return 0;
}

/* ---- text ---- */

struct d1_str d1_exact_text(const struct d1_exact *number, struct d1_arena *arena)
{
    uint32_t len = number->len > number->scale ? number->len : number->scale + 1;
    char *text = d1_arena_bytes(arena, len + sizeof "-."), *at = text;

    if (!text)
        return (struct d1_str){0};
    if (number->negative)
        *at++ = '-';
    for (uint32_t i = len; i-- > 0;) {
        *at++ = (char)('0' + (i < number->len ? number->digits[i] : 0));
        if (i == number->scale && i)
            *at++ = '.';
    }
    *at = '\0';
    return d1_strn(text, (size_t)(at - text));
}

/* Takes the divisor from the remainder as often as it goes into it; both are digits from the lowest, len of them. */
static unsigned take(uint8_t *rest, const uint8_t *divide, uint32_t len)
{
    for (unsigned times = 0;; times++) {
        int borrow = 0;
        uint32_t top = len;

        while (top && rest[top - 1] == divide[top - 1])
            top--;
        if (top && rest[top - 1] < divide[top - 1])
            return times;
        for (uint32_t i = 0; i < len; i++) {
            int digit = rest[i] - divide[i] - borrow;

            borrow = digit < 0;
            rest[i] = (uint8_t)(digit + 10 * borrow);
        }
    }
}

/* The remainder times ten, plus a digit. */
static void bring_down(uint8_t *rest, uint32_t len, unsigned digit)
{
    memmove(rest + 1, rest, len - 1);
    rest[0] = (uint8_t)digit;
}

/* The text of a number with so many digits behind the point, of which it has no more. */
static struct d1_str fixed(const struct d1_exact *number, uint32_t digits, struct d1_arena *arena)
{
    struct d1_str text = d1_exact_text(number, arena);
    uint32_t missing = digits - number->scale;
    char *padded;

    if (!text.ptr || !missing)
        return text;
    padded = d1_arena_bytes(arena, text.len + missing + sizeof ".");
    if (!padded)
        return (struct d1_str){0};
    memcpy(padded, text.ptr, text.len);
    if (!number->scale)
        padded[text.len++] = '.';
    memset(padded + text.len, '0', missing);
    padded[text.len + missing] = '\0';
    return d1_strn(padded, text.len + missing);
}

struct d1_str d1_exact_quotient(const struct d1_exact *a, const struct d1_exact *b, unsigned digits,
                                struct d1_arena *arena)
{
    static const uint8_t one = 1;
    bool negative = a->negative != b->negative;
    uint32_t scale = larger(a->scale, b->scale), divisor = length_at(b, scale) + 1;
    uint32_t len = length_at(a, scale) + digits;
    uint8_t *rest = d1_arena_calloc(arena, divisor, 1), *divide = d1_arena_calloc(arena, divisor, 1);
    uint8_t *quotient = d1_arena_calloc(arena, len + 1, 1);
    struct d1_exact rounded, last = {.scale = digits, .len = 1, .digits = &one};

    if (!b->len || !rest || !divide || !quotient)
        return (struct d1_str){0};
    for (uint32_t i = 0; i < divisor; i++)
        divide[i] = (uint8_t)digit_at(b, scale, i);
    for (uint32_t i = len; i-- > 0;) {
        bring_down(rest, divisor, i < digits ? 0 : digit_at(a, scale, i - digits));
        quotient[i] = (uint8_t)take(rest, divide, divisor);
    }
    bring_down(rest, divisor, 0);
    rounded = tidy(negative, quotient, len, digits);
    if (take(rest, divide, divisor) >= 5 && combine(&rounded, &rounded, &last, false, negative, arena) < 0)
        return (struct d1_str){0};
    return fixed(&rounded, digits, arena);
}
