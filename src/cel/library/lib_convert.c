/* Conversions between types (cel-spec, "Conversions"). */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/utf8.h"
#include "cel/library/library.h"
#include "cel/value/time.h"

/* Any conversion of a value to its own type. */
static struct d1_cel_value same(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return args[0];
}

static struct d1_cel_value out_of_range(struct d1_cel_call *call, struct d1_cel_value value, const char *range)
{
    struct d1_strbuf text = {0};
    struct d1_cel_value failed;

    d1_cel_value_show(&text, value);
    failed = d1_cel_fail(call, "%.*s does not fit %s", D1_STR_ARG(d1_str_sub(d1_strbuf_view(&text), 0, 60)), range);
    d1_strbuf_release(&text);
    return failed;
}

static struct d1_cel_value not_a(struct d1_cel_call *call, const char *what, struct d1_cel_value text)
{
    return d1_cel_fail(call, "'%.*s' is no %s", D1_STR_ARG(d1_str_sub(d1_cel_text(text), 0, 60)), what);
}

#define AN_INT "an int (-9223372036854775808 to 9223372036854775807)"
#define A_UINT "a uint (0 to 18446744073709551615)"

/* ---- to int ---- */

static struct d1_cel_value int_of_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (args[0].as.natural > INT64_MAX)
        return out_of_range(call, args[0], AN_INT);
    return d1_cel_int((int64_t)args[0].as.natural);
}

static struct d1_cel_value int_of_double(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    double number = args[0].as.number;

    /* The ends of the range are no ints: as doubles they stand for neighbours that do not fit. */
    if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0))
        return out_of_range(call, args[0], AN_INT);
    return d1_cel_int((int64_t)number);
}

/* Digits with an optional sign, nothing else. */
static bool parse_natural(struct d1_str text, bool *negative, uint64_t *value)
{
    size_t at = text.len && (text.ptr[0] == '-' || text.ptr[0] == '+');

    *negative = at && text.ptr[0] == '-';
    *value = 0;
    if (at == text.len)
        return false;
    for (; at < text.len; at++) {
        unsigned digit = (unsigned)(text.ptr[at] - '0');

        if (digit > 9 || __builtin_mul_overflow(*value, 10u, value) || __builtin_add_overflow(*value, digit, value))
            return false;
    }
    return true;
}

static struct d1_cel_value int_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    bool negative;
    uint64_t value;

    if (!parse_natural(d1_cel_text(args[0]), &negative, &value) || value > (uint64_t)INT64_MAX + negative)
        return not_a(call, "int", args[0]);
    return d1_cel_int(negative ? (int64_t)(0 - value) : (int64_t)value);
}

static struct d1_cel_value int_of_timestamp(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int(args[0].as.integer);
}

/* ---- to uint ---- */

static struct d1_cel_value uint_of_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (args[0].as.integer < 0)
        return out_of_range(call, args[0], A_UINT);
    return d1_cel_uint((uint64_t)args[0].as.integer);
}

static struct d1_cel_value uint_of_double(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    double number = args[0].as.number;

    if (!(number >= 0 && number < 18446744073709551616.0))
        return out_of_range(call, args[0], A_UINT);
    return d1_cel_uint((uint64_t)number);
}

static struct d1_cel_value uint_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    bool negative;
    uint64_t value;

    if (!parse_natural(d1_cel_text(args[0]), &negative, &value) || negative)
        return not_a(call, "uint", args[0]);
    return d1_cel_uint(value);
}

/* ---- to double ---- */

static struct d1_cel_value double_of_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_double((double)args[0].as.integer);
}

static struct d1_cel_value double_of_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_double((double)args[0].as.natural);
}

static struct d1_cel_value double_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    const char *copy;
    char *end;
    double number;

    if (!d1_cel_charge(call, text.len / 4))
        return d1_cel_fail_cost(call);
    /* strtod reads more than numbers of this language: white space before them, hexadecimal, NaN(...). */
    for (size_t i = 0; i < text.len; i++)
        if (!text.ptr[i] || !strchr("+-.0123456789eEinfatyINFATY", text.ptr[i]))
            return not_a(call, "double", args[0]);
    copy = d1_arena_str(call->arena, text).ptr;
    if (!copy)
        return d1_cel_fail_alloc(call);
    number = strtod(copy, &end);
    if (text.len == 0 || end != copy + text.len)
        return not_a(call, "double", args[0]);
    return d1_cel_double(number);
}

/* ---- to bool, bytes ---- */

static struct d1_cel_value bool_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    static const char *const words[] = {"1", "t", "T", "true",  "TRUE",  "True",
                                        "0", "f", "F", "false", "FALSE", "False"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (d1_str_is(d1_cel_text(args[0]), words[i]))
            return d1_cel_bool(i < 6);
    return not_a(call, "bool", args[0]);
}

static struct d1_cel_value bytes_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_bytes(d1_cel_text(args[0]));
}

/* ---- to string ---- */

static struct d1_cel_value string_of_any(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_strbuf text = {0};
    struct d1_str copy = {0};

    if (!d1_cel_charge(call, args[0].kind == D1_CEL_STRING ? args[0].extra / 16 : 0))
        return d1_cel_fail_cost(call);
    d1_cel_value_show(&text, args[0]);
    if (!text.oom)
        copy = d1_arena_str(call->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return d1_cel_lib_string_value(call, copy);
}

static struct d1_cel_value string_of_bytes(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);

    if (!d1_cel_charge(call, text.len / 16))
        return d1_cel_fail_cost(call);
    if (d1_utf8_check(text) < text.len)
        return d1_cel_fail(call, "the bytes are no valid UTF-8");
    return d1_cel_string(text);
}

/* ---- to times ---- */

static struct d1_cel_value timestamp_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_instant at;

    if (!d1_instant_parse(d1_cel_text(args[0]), &at) || !d1_cel_time_in_range(at.seconds))
        return not_a(call, "timestamp of RFC 3339, such as 2026-03-02T09:30:00Z", args[0]);
    return d1_cel_timestamp(at);
}

static struct d1_cel_value timestamp_of_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (!d1_cel_time_in_range(args[0].as.integer))
        return out_of_range(call, args[0], "a timestamp (years 0001 to 9999)");
    return d1_cel_timestamp((struct d1_instant){args[0].as.integer, 0});
}

static struct d1_cel_value duration_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    int64_t seconds;
    int32_t nanos;

    if (!d1_cel_duration_parse(d1_cel_text(args[0]), &seconds, &nanos))
        return not_a(call, "duration, such as 90s or 1h30m", args[0]);
    return d1_cel_duration(seconds, nanos);
}

static struct d1_cel_value date_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date date;

    if (!d1_date_parse(d1_cel_text(args[0]), &date))
        return not_a(call, "date, such as 2026-03-02", args[0]);
    return d1_cel_date(date);
}

static struct d1_cel_value type_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_type_value(d1_cel_type_of(args[0]));
}

static const struct d1_cel_overload rows[] = {
    {"bool", 0, {BOOL}, BOOL, same, "The value itself."},
    {"bool", 0, {STRING}, BOOL, bool_of_string, "True for 'true' and '1', false for 'false' and '0'."},
    {"bytes", 0, {BYTES}, BYTES, same, "The value itself."},
    {"bytes", 0, {STRING}, BYTES, bytes_of_string, "The UTF-8 bytes of a string."},
    {"date", 0, {DATE}, DATE, same, "The value itself."},
    {"date", D1_CEL_LITERAL, {STRING}, DATE, date_of_string, "The date of a text such as '2026-03-02'."},
    {"double", 0, {DOUBLE}, DOUBLE, same, "The value itself."},
    {"double", 0, {INT}, DOUBLE, double_of_int, "The nearest double."},
    {"double", 0, {UINT}, DOUBLE, double_of_uint, "The nearest double."},
    {"double", 0, {STRING}, DOUBLE, double_of_string, "The number that a text writes."},
    {"duration", 0, {DURATION}, DURATION, same, "The value itself."},
    {"duration", D1_CEL_LITERAL, {STRING}, DURATION, duration_of_string, "The duration of a text such as '1h30m'."},
    {"dyn", 0, {A}, DYN, same, "The value itself, with a type that is known at run time only."},
    {"int", 0, {INT}, INT, same, "The value itself."},
    {"int", 0, {UINT}, INT, int_of_uint, "The same number."},
    {"int", 0, {DOUBLE}, INT, int_of_double, "The whole part of the number."},
    {"int", 0, {STRING}, INT, int_of_string, "The number that a text writes."},
    {"int", 0, {TIMESTAMP}, INT, int_of_timestamp, "Seconds since 1970-01-01T00:00:00Z."},
    {"string", 0, {STRING}, STRING, same, "The value itself."},
    {"string", 0, {BOOL}, STRING, string_of_any, "'true' or 'false'."},
    {"string", 0, {INT}, STRING, string_of_any, "The number in decimal digits."},
    {"string", 0, {UINT}, STRING, string_of_any, "The number in decimal digits."},
    {"string", 0, {DOUBLE}, STRING, string_of_any, "The shortest text that reads back as the number."},
    {"string", 0, {BYTES}, STRING, string_of_bytes, "The text that UTF-8 bytes stand for."},
    {"string", 0, {DATE}, STRING, string_of_any, "The date as '2026-03-02'."},
    {"string", 0, {TIMESTAMP}, STRING, string_of_any, "The timestamp as RFC 3339 in UTC."},
    {"string", 0, {DURATION}, STRING, string_of_any, "The duration in seconds, as '5400s'."},
    {"timestamp", 0, {TIMESTAMP}, TIMESTAMP, same, "The value itself."},
    {"timestamp", D1_CEL_LITERAL, {STRING}, TIMESTAMP, timestamp_of_string, "The instant of a text of RFC 3339."},
    {"timestamp", 0, {INT}, TIMESTAMP, timestamp_of_int, "The instant so many seconds after 1970-01-01T00:00:00Z."},
    {"type", 0, {A}, &d1_cel_type_type_a, type_of, "The type of a value, to be compared with int, string, list ..."},
    {"uint", 0, {UINT}, UINT, same, "The value itself."},
    {"uint", 0, {INT}, UINT, uint_of_int, "The same number."},
    {"uint", 0, {DOUBLE}, UINT, uint_of_double, "The whole part of the number."},
    {"uint", 0, {STRING}, UINT, uint_of_string, "The number that a text writes."},
};

const struct d1_cel_table d1_cel_lib_convert = D1_LIBRARY(rows);
