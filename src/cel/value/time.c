/* Timestamps and durations: their text and arithmetic (cel-spec, "Timestamps and Durations"). */
#include "cel/value/time.h"

#include <string.h>

#include "cel/value/data.h"

enum { NANOS = 1000000000 };

static const struct unit {
    const char *name;
    int64_t nanos;
} units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", NANOS}, {"m", 60LL * NANOS}, {"h", 3600LL * NANOS}};

/* "µs" is written with U+00B5 or U+03BC. */
static const struct unit *find_unit(struct d1_str text, size_t *at)
{
    size_t start = *at;

    if (d1_str_starts(d1_str_sub(text, start, text.len), "\xc2\xb5s") ||
        d1_str_starts(d1_str_sub(text, start, text.len), "\xce\xbcs")) {
        *at += 3;
        return &units[1];
    }
    while (*at < text.len && text.ptr[*at] >= 'a' && text.ptr[*at] <= 'z')
        (*at)++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (d1_str_is(d1_str_sub(text, start, *at - start), units[i].name))
            return &units[i];
    return NULL;
}

/* One number with its unit, added to *total, which is kept negative so that the lowest value can be reached. */
static bool parse_part(struct d1_str text, size_t *at, int64_t *total)
{
    int64_t whole = 0, fraction = 0, scale = 1;
    size_t start = *at, digits;
    const struct unit *unit;

    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; (*at)++)
        if (__builtin_mul_overflow(whole, 10, &whole) || __builtin_add_overflow(whole, text.ptr[*at] - '0', &whole))
            return false;
    digits = *at - start;
    if (*at < text.len && text.ptr[*at] == '.') {
        for ((*at)++; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; (*at)++, digits++)
            if (scale < 100000000000000LL) {
                fraction = fraction * 10 + (text.ptr[*at] - '0');
                scale *= 10;
            }
    }
    unit = find_unit(text, at);
    if (!digits || !unit || __builtin_mul_overflow(whole, unit->nanos, &whole))
        return false;
    fraction = (int64_t)((long double)fraction * (long double)unit->nanos / (long double)scale);
    return !__builtin_sub_overflow(*total, whole, total) && !__builtin_sub_overflow(*total, fraction, total);
}

bool d1_cel_duration_parse(struct d1_str text, int64_t *seconds, int32_t *nanos)
{
    bool negative = text.len && text.ptr[0] == '-';
    size_t at = negative || (text.len && text.ptr[0] == '+');
    int64_t total = 0;

    if (d1_str_is(d1_str_sub(text, at, text.len), "0")) {
        *seconds = *nanos = 0;
        return true;
    }
    if (at == text.len)
        return false;
    while (at < text.len)
        if (!parse_part(text, &at, &total))
            return false;
    if (!negative && __builtin_sub_overflow(0, total, &total))
        return false;
    *seconds = total / NANOS;
    *nanos = (int32_t)(total % NANOS);
    return true;
}

bool d1_cel_time_nanos(struct d1_cel_value duration, int64_t *nanos)
{
    return !__builtin_mul_overflow(duration.as.integer, (int64_t)NANOS, nanos) &&
           !__builtin_add_overflow(*nanos, (int32_t)duration.extra, nanos);
}

struct d1_cel_value d1_cel_time_duration(int64_t nanos)
{
    return d1_cel_duration(nanos / NANOS, (int32_t)(nanos % NANOS));
}

bool d1_cel_time_in_range(int64_t seconds)
{
    return seconds >= (int64_t)D1_DATE_MIN * 86400 && seconds < ((int64_t)D1_DATE_MAX + 1) * 86400;
}

bool d1_cel_time_add(struct d1_cel_value timestamp, struct d1_cel_value duration, int direction,
                     struct d1_cel_value *result)
{
    int64_t seconds = duration.as.integer * direction;
    int32_t nanos = (int32_t)timestamp.extra + (int32_t)duration.extra * direction;

    if (duration.as.integer == INT64_MIN || __builtin_add_overflow(timestamp.as.integer, seconds, &seconds))
        return false;
    if (nanos < 0) {
        nanos += NANOS;
        seconds--;
    } else if (nanos >= NANOS) {
        nanos -= NANOS;
        seconds++;
    }
    *result = d1_cel_timestamp((struct d1_instant){seconds, nanos});
    return d1_cel_time_in_range(seconds);
}

bool d1_cel_time_between(struct d1_cel_value later, struct d1_cel_value earlier, struct d1_cel_value *result)
{
    int64_t seconds = later.as.integer - earlier.as.integer, total;

    if (__builtin_mul_overflow(seconds, (int64_t)NANOS, &total) ||
        __builtin_add_overflow(total, (int32_t)later.extra - (int32_t)earlier.extra, &total))
        return false;
    *result = d1_cel_time_duration(total);
    return true;
}
