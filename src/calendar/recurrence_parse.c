/* Reading recurrence rules: the parts stand in one table, each with the function that reads its value. */
#include "calendar/recurrence.h"

#include <strings.h>

#include "calendar/calendar.h"

/* "%.*s" of a piece of the rule, cut where a hostile one would make the message long. */
#define SHOWN(s) ((s).len > 24 ? 24 : (int)(s).len), ((s).ptr ? (s).ptr : "")

struct reader {
    struct d1_str text;
    size_t at; /* where the piece that is being read begins */
    struct d1_recurrence rule;
    unsigned seen; /* bit i: parts[i] was given */
    struct d1_error *error;
};

static bool is_word(struct d1_str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

/* The next piece before the separator; *at moves behind the separator, or one behind the text when it was the last. */
static struct d1_str piece(struct d1_str text, size_t *at, char separator)
{
    size_t start = *at, end = d1_str_find(text, separator, start);

    *at = end + 1;
    return d1_str_sub(text, start, end - start);
}

/* A whole number of 1 to `most`; 0 when the text is none. */
static int32_t number(struct d1_str text, int32_t most)
{
    int32_t value = 0;

    if (text.len == 0 || text.len > 6)
        return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return 0;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value <= most ? value : 0;
}

/* The same with an optional sign; *last is set for a minus. */
static int32_t signed_number(struct d1_str text, int32_t most, bool *last)
{
    *last = text.len && text.ptr[0] == '-';
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = d1_str_sub(text, 1, text.len);
    return number(text, most);
}

static int read_freq(struct reader *reader, struct d1_str value)
{
    static const char *const supported[] = {"DAILY", "WEEKLY", "MONTHLY"};
    static const char *const other[] = {"YEARLY", "HOURLY", "MINUTELY", "SECONDLY"};

    for (int i = 0; i < 3; i++) {
        if (is_word(value, supported[i])) {
            reader->rule.frequency = (enum d1_frequency)(D1_FREQUENCY_DAILY + i);
            return 0;
        }
    }
    for (int i = 0; i < 4; i++) {
        if (is_word(value, other[i]))
            return d1_error_set(reader->error, D1_ERR_SYNTAX,
                                "FREQ=%s is not supported; use DAILY, WEEKLY or MONTHLY%s", other[i],
                                i == 0 ? " (a year is FREQ=MONTHLY;INTERVAL=12)" : "");
    }
    return d1_error_set(reader->error, D1_ERR_SYNTAX, "FREQ is DAILY, WEEKLY or MONTHLY, not \"%.*s\"", SHOWN(value));
}

static int read_number(struct reader *reader, struct d1_str value, const char *name, int32_t *result)
{
    *result = number(value, 999999);
    if (*result)
        return 0;
    return d1_error_set(reader->error, D1_ERR_SYNTAX, "%s is a whole number from 1 to 999999, not \"%.*s\"", name,
                        SHOWN(value));
}

static int read_interval(struct reader *reader, struct d1_str value)
{
    return read_number(reader, value, "INTERVAL", &reader->rule.interval);
}

static int read_count(struct reader *reader, struct d1_str value)
{
    return read_number(reader, value, "COUNT", &reader->rule.count);
}

static int read_until(struct reader *reader, struct d1_str value)
{
    char text[D1_DATE_TEXT];

    if (value.len > 8 && (value.ptr[8] == 'T' || value.ptr[8] == 't'))
        return d1_error_set(reader->error, D1_ERR_SYNTAX,
                            "UNTIL is a date here, as the start is: write \"%.8s\" without the time", value.ptr);
    if (value.len == 8) {
        const char *p = value.ptr;

        for (int i = 0, from = 0; i < D1_DATE_TEXT - 1; i++)
            text[i] = i == 4 || i == 7 ? '-' : p[from++];
        if (d1_date_parse(d1_strn(text, D1_DATE_TEXT - 1), &reader->rule.until)) {
            reader->rule.has_until = true;
            return 0;
        }
    }
    return d1_error_set(reader->error, D1_ERR_SYNTAX, "UNTIL is a date such as 20261231, not \"%.*s\"", SHOWN(value));
}

/* One weekday of BYDAY, with or without its number. */
static int read_day(struct reader *reader, struct d1_str day)
{
    char name[2] = {0};
    struct d1_str digits;
    int weekday = -1;
    int32_t nth;
    bool last;

    if (day.len >= 2) {
        for (int i = 0; i < 2; i++)
            name[i] = (char)(day.ptr[day.len - 2 + (size_t)i] & ~0x20);
        weekday = d1_calendar_weekday(d1_strn(name, 2));
    }
    if (weekday < 0)
        return d1_error_set(reader->error, D1_ERR_SYNTAX,
                            "BYDAY lists MO, TU, WE, TH, FR, SA, SU, with a number as in 1TU or -1FR, not \"%.*s\"",
                            SHOWN(day));
    digits = d1_str_sub(day, 0, day.len - 2);
    if (digits.len == 0) {
        reader->rule.weekdays |= (uint8_t)(1u << weekday);
        return 0;
    }
    nth = signed_number(digits, 5, &last);
    if (!nth)
        return d1_error_set(reader->error, D1_ERR_SYNTAX,
                            "the number of a weekday in a month is 1 to 5 or -1 to -5, not \"%.*s\"", SHOWN(digits));
    if (last)
        reader->rule.nth_last[nth - 1] |= (uint8_t)(1u << weekday);
    else
        reader->rule.nth[nth - 1] |= (uint8_t)(1u << weekday);
    return 0;
}

static int read_month_day(struct reader *reader, struct d1_str day)
{
    bool last;
    int32_t value = signed_number(day, 31, &last);

    if (!value)
        return d1_error_set(reader->error, D1_ERR_SYNTAX, "BYMONTHDAY lists 1 to 31 or -1 to -31, not \"%.*s\"",
                            SHOWN(day));
    if (last)
        reader->rule.month_days_last |= 1u << (value - 1);
    else
        reader->rule.month_days |= 1u << (value - 1);
    return 0;
}

/* Reads the entries of a list separated by commas. */
static int read_list(struct reader *reader, struct d1_str value, int (*read)(struct reader *, struct d1_str))
{
    size_t begin = reader->at, at = 0;

    while (at <= value.len) {
        int code;

        reader->at = begin + at;
        code = read(reader, piece(value, &at, ','));
        if (code)
            return code;
    }
    return 0;
}

static int read_by_day(struct reader *reader, struct d1_str value)
{
    return read_list(reader, value, read_day);
}

static int read_by_month_day(struct reader *reader, struct d1_str value)
{
    return read_list(reader, value, read_month_day);
}

enum { PART_FREQ, PART_INTERVAL, PART_BYDAY, PART_BYMONTHDAY, PART_COUNT, PART_UNTIL, PARTS };

static const struct part {
    const char *name;
    int (*read)(struct reader *reader, struct d1_str value);
} parts[PARTS] = {
    [PART_FREQ] = {"FREQ", read_freq},     [PART_INTERVAL] = {"INTERVAL", read_interval},
    [PART_BYDAY] = {"BYDAY", read_by_day}, [PART_BYMONTHDAY] = {"BYMONTHDAY", read_by_month_day},
    [PART_COUNT] = {"COUNT", read_count},  [PART_UNTIL] = {"UNTIL", read_until},
};

/* The parts of RFC 5545 that are left out. */
static const char *const unsupported[] = {"BYSECOND", "BYMINUTE", "BYHOUR",   "BYYEARDAY",
                                          "BYWEEKNO", "BYMONTH",  "BYSETPOS", "WKST"};

static int unknown_part(struct reader *reader, struct d1_str name)
{
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++) {
        if (is_word(name, unsupported[i]))
            return d1_error_set(reader->error, D1_ERR_SYNTAX,
                                "%s is not supported; the parts are FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL",
                                unsupported[i]);
    }
    return d1_error_set(reader->error, D1_ERR_SYNTAX,
                        "expected FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL, found \"%.*s\"", SHOWN(name));
}

/* Reads "NAME=VALUE" that begins at reader->at. */
static int read_part(struct reader *reader, struct d1_str text)
{
    size_t equals = d1_str_find(text, '=', 0);
    struct d1_str name = d1_str_sub(text, 0, equals);

    for (unsigned i = 0; i < PARTS; i++) {
        if (!is_word(name, parts[i].name))
            continue;
        if (equals == text.len)
            return d1_error_set(reader->error, D1_ERR_SYNTAX, "expected \"=\" and a value behind %s", parts[i].name);
        if (reader->seen >> i & 1)
            return d1_error_set(reader->error, D1_ERR_SYNTAX, "%s is given twice", parts[i].name);
        reader->seen |= 1u << i;
        if ((i == PART_COUNT || i == PART_UNTIL) && reader->seen >> PART_COUNT & reader->seen >> PART_UNTIL & 1)
            return d1_error_set(reader->error, D1_ERR_SYNTAX, "a rule has COUNT or UNTIL, not both");
        reader->at += equals + 1;
        return parts[i].read(reader, d1_str_sub(text, equals + 1, text.len));
    }
    return unknown_part(reader, name);
}

/* What the parts forbid each other, whatever their order (RFC 5545 section 3.3.10). */
static int check_parts(struct reader *reader, const size_t offsets[PARTS])
{
    const struct d1_recurrence *rule = &reader->rule;
    bool numbered = false;

    for (int i = 0; i < 5; i++)
        numbered = numbered || rule->nth[i] || rule->nth_last[i];
    reader->at = 0;
    if (!rule->frequency)
        return d1_error_set(reader->error, D1_ERR_SYNTAX, "a rule needs FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY");
    reader->at = offsets[PART_BYDAY];
    if (numbered && rule->frequency != D1_FREQUENCY_MONTHLY)
        return d1_error_set(reader->error, D1_ERR_SYNTAX, "a weekday has a number, as in 1TU, only with FREQ=MONTHLY");
    reader->at = offsets[PART_BYMONTHDAY];
    if (reader->seen >> PART_BYMONTHDAY & 1 && rule->frequency == D1_FREQUENCY_WEEKLY)
        return d1_error_set(reader->error, D1_ERR_SYNTAX, "BYMONTHDAY does not go with FREQ=WEEKLY");
    return 0;
}

int d1_recurrence_parse(struct d1_str text, struct d1_recurrence *rule, size_t *offset, struct d1_error *error)
{
    struct reader reader = {.text = text, .rule = {.interval = 1}, .error = error};
    size_t offsets[PARTS] = {0}, at = 0;
    int code = 0;

    while (code == 0 && at <= text.len) {
        unsigned before = reader.seen;
        size_t start = at;

        reader.at = at;
        code = read_part(&reader, piece(text, &at, ';'));
        if (reader.seen != before)
            offsets[__builtin_ctz(reader.seen ^ before)] = start;
    }
    if (code == 0)
        code = check_parts(&reader, offsets);
    if (code == 0)
        *rule = reader.rule;
    else if (offset)
        *offset = reader.at;
    return code;
}
