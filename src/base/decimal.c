#include "base/decimal.h"

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
