#include "calendar/duration.h"

#include <stdbool.h>

static int bad(struct d1_error *error, const char *why)
{
    return d1_error_set(error, D1_ERR_SYNTAX, "%s; a duration is written as P14D, PT4H, P1DT12H30M or P2W", why);
}

/* Reads "digits letter" at *at, which is moved behind them; false when there is none. Too large a number is -1. */
static bool part(struct d1_str text, size_t *at, int64_t *number, char *letter)
{
    size_t start = *at;
    int64_t value = 0;

    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at) {
        if (value < 0 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, text.ptr[*at] - '0', &value))
            value = -1;
    }
    if (*at == start || *at == text.len)
        return false;
    *number = value;
    *letter = text.ptr[(*at)++];
    return true;
}

/* The units in the order in which they must come; those behind T have time set. */
static const struct unit {
    char letter;
    bool time;
    int64_t seconds;
} units[] = {
    {'W', false, 7 * INT64_C(86400)}, {'D', false, 86400}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1},
};

enum { UNIT_COUNT = sizeof units / sizeof *units };

/* The first unit at or behind `from` that the letter means on this side of T, or UNIT_COUNT. */
static size_t find_unit(char letter, bool time, size_t from)
{
    while (from < UNIT_COUNT && (units[from].letter != letter || units[from].time != time))
        from++;
    return from;
}

int d1_duration_parse(struct d1_str text, int64_t *seconds, struct d1_error *error)
{
    int64_t total = 0, number;
    bool time = false, any = false, weeks = false;
    size_t at = 1, next = 0;
    char letter;

    if (text.len == 0 || text.ptr[0] != 'P')
        return bad(error, "a duration begins with P");
    while (at < text.len) {
        if (text.ptr[at] == 'T' && !time) {
            time = true;
            any = false;
            at++;
            continue;
        }
        if (!part(text, &at, &number, &letter))
            return bad(error, "expected a whole number and its unit");
        if (letter == 'Y' || (letter == 'M' && !time))
            return bad(error, "years and months have no fixed length");
        next = find_unit(letter, time, next);
        if (next == UNIT_COUNT)
            return bad(error, "the units are W alone, or D, then T with H, M, S, each once and in this order");
        weeks = units[next].letter == 'W';
        if (number < 0 || __builtin_mul_overflow(number, units[next].seconds, &number) ||
            __builtin_add_overflow(total, number, &total))
            return bad(error, "this duration is too long");
        next++;
        any = true;
        if (weeks && at < text.len)
            return bad(error, "weeks stand alone");
    }
    if (!any)
        return bad(error, "expected a whole number and its unit");
    *seconds = total;
    return 0;
}
