#include "base/decimal.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory/alloc.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads [-+]digits at *at and moves behind it; clamps to a quarter of the range, so that sums cannot overflow. */
static bool exponent_at(struct d1_str text, size_t *at, int64_t *exponent)
{
    bool negative = false;
    size_t start;

    if (*at < text.len && (text.ptr[*at] == '-' || text.ptr[*at] == '+'))
        negative = text.ptr[(*at)++] == '-';
    start = *at;
    *exponent = 0;
    for (; *at < text.len && is_digit(text.ptr[*at]); ++*at)
        if (*exponent < INT64_MAX / 64)
            *exponent = *exponent * 10 + (text.ptr[*at] - '0');
    if (negative)
        *exponent = -*exponent;
    return *at > start;
}

bool d1_decimal_parse(struct d1_str text, struct d1_decimal *decimal)
{
    size_t at = 0, first = SIZE_MAX, last = 0;
    int64_t whole = 0, exponent = 0, before_point = 0, first_digit = 0, seen = 0;
    size_t count_to_last = 0, counted = 0;
    bool point = false;

    *decimal = (struct d1_decimal){0};
    if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+'))
        decimal->negative = text.ptr[at++] == '-';
    for (; at < text.len && (is_digit(text.ptr[at]) || (text.ptr[at] == '.' && !point)); at++) {
        if (text.ptr[at] == '.') {
            point = true;
            continue;
        }
        seen++;
        if (!point)
            whole++;
        if (first != SIZE_MAX)
            counted++;
        if (text.ptr[at] == '0')
            continue;
        if (first == SIZE_MAX) {
            first = at;
            first_digit = seen;
            counted = 1;
        }
        last = at;
        count_to_last = counted;
    }
    if (!seen)
        return false;
    before_point = whole;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        at++;
        if (!exponent_at(text, &at, &exponent))
            return false;
    }
    if (at != text.len)
        return false;
    if (first == SIZE_MAX) {
        decimal->negative = false;
        return true;
    }
    decimal->digits = d1_str_sub(text, first, last - first + 1);
    decimal->count = count_to_last;
    decimal->exponent = exponent + before_point - first_digit + 1;
    return true;
}

/* The next digit at or behind *at, skipping the point; '0' behind the end. */
static char next_digit(const struct d1_decimal *decimal, size_t *at)
{
    if (*at < decimal->digits.len && decimal->digits.ptr[*at] == '.')
        ++*at;
    return *at < decimal->digits.len ? decimal->digits.ptr[(*at)++] : '0';
}

static int cmp_magnitude(const struct d1_decimal *a, const struct d1_decimal *b)
{
    size_t i = 0, j = 0;

    if (!a->count || !b->count)
        return (a->count > 0) - (b->count > 0);
    if (a->exponent != b->exponent)
        return a->exponent > b->exponent ? 1 : -1;
    while (i < a->digits.len || j < b->digits.len) {
        char x = next_digit(a, &i), y = next_digit(b, &j);

        if (x != y)
            return x > y ? 1 : -1;
    }
    return 0;
}

int d1_decimal_cmp(const struct d1_decimal *a, const struct d1_decimal *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? -cmp_magnitude(a, b) : cmp_magnitude(a, b);
}

bool d1_decimal_is_integer(const struct d1_decimal *decimal)
{
    return !decimal->count || decimal->exponent >= (int64_t)decimal->count;
}

/* ---- divisibility ---- */

/* The digits as a number, when they are few enough for one word. */
static uint64_t word_of(const struct d1_decimal *decimal)
{
    uint64_t word = 0;

    for (size_t i = 0; i < decimal->digits.len;)
        word = word * 10 + (uint64_t)(next_digit(decimal, &i) - '0');
    return word;
}

/* (remainder * 10 + digit) mod divisor for the digits and then `zeros` zeros: is nothing left? */
static bool divides_word(const struct d1_decimal *value, uint64_t zeros, uint64_t divisor)
{
    __extension__ unsigned __int128 left = 0;

    assert(divisor);
    for (size_t i = 0; i < value->digits.len;)
        left = (left * 10 + (unsigned)(next_digit(value, &i) - '0')) % divisor;
    for (; zeros && left; zeros--)
        left = left * 10 % divisor;
    return left == 0;
}

/*
 * Long division by a divisor of many digits. left and by hold digits, most significant first; left has one more, so
 * that it can be multiplied by ten before the divisor is taken off as often as it goes.
 */
static bool divides_long(const struct d1_decimal *value, uint64_t zeros, const unsigned char *by, unsigned char *left,
                         size_t count)
{
    size_t at = 0;
    bool rest = false;

    memset(left, 0, count + 1);
    while (at < value->digits.len || (zeros && rest)) {
        unsigned char digit = 0;

        if (at < value->digits.len)
            digit = (unsigned char)(next_digit(value, &at) - '0');
        else
            zeros--;
        memmove(left, left + 1, count);
        left[count] = digit;
        while (left[0] || memcmp(left + 1, by, count) >= 0) {
            int borrow = 0;

            for (size_t i = count; i-- > 0;) {
                int difference = left[i + 1] - by[i] - borrow;

                borrow = difference < 0;
                left[i + 1] = (unsigned char)(difference + 10 * borrow);
            }
            left[0] = (unsigned char)(left[0] - borrow);
        }
        rest = false;
        for (size_t i = 0; i <= count && !rest; i++)
            rest = left[i] != 0;
    }
    return !rest;
}

int d1_decimal_is_multiple(const struct d1_decimal *value, const struct d1_decimal *divisor, uint64_t *steps)
{
    /* Both are made integers of the same scale: value's digits with `zeros` behind them over the divisor's digits. */
    int64_t scale = value->exponent - (int64_t)value->count, other = divisor->exponent - (int64_t)divisor->count;
    uint64_t zeros;
    unsigned char *digits;
    bool divides;
    size_t count = divisor->count;

    if (!value->count)
        return 1;
    /* The last digit of value is not zero, so ten does not divide it, and a divisor with zeros behind it cannot. */
    if (scale < other)
        return 0;
    zeros = (uint64_t)(scale - other);
    /* A divisor of n digits holds the factors 2 and 5 at most 4n times; more zeros change nothing. */
    if (zeros > 4 * count + 4)
        zeros = 4 * count + 4;
    if (count > 18 && value->count + zeros < count)
        return 0;
    /* A digit of the divisor is taken off up to ten times for each of the value; a word is divided in such a time. */
    if (value->count + zeros > *steps / (10 * (count > 18 ? count : 1)))
        return D1_ERR_LIMIT;
    *steps -= (value->count + zeros) * 10 * (count > 18 ? count : 1);
    if (count <= 18)
        return divides_word(value, zeros, word_of(divisor));
    digits = d1_malloc(2 * count + 1);
    if (!digits)
        return D1_ERR_MEMORY;
    for (size_t i = 0, at = 0; i < count; i++)
        digits[i] = (unsigned char)(next_digit(divisor, &at) - '0');
    divides = divides_long(value, zeros, digits, digits + count, count);
    d1_free(digits);
    return divides;
}
