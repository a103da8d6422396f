/* The POSIX TZ string that ends a TZif file: "IST-1GMT0,M10.5.0,M3.5.0/1". */
#include "calendar/zone_data.h"

#include "base/date.h"

enum { HOUR = 3600, DAY = 86400 };

struct scanner {
    const char *at, *end;
};

static bool take(struct scanner *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A number of one to three digits, low .. high. */
static bool number(struct scanner *s, int32_t low, int32_t high, int32_t *value)
{
    const char *start = s->at;
    int32_t n = 0;

    for (; s->at < s->end && is_digit(*s->at) && s->at - start < 3; s->at++)
        n = n * 10 + (*s->at - '0');
    if (s->at == start || n < low || n > high)
        return false;
    *value = n;
    return true;
}

/* An abbreviation: three or more letters, or anything alphanumeric with signs within <>. Its text has no use here. */
static bool abbreviation(struct scanner *s)
{
    const char *start = s->at;

    if (take(s, '<')) {
        while (s->at < s->end && (is_letter(*s->at) || is_digit(*s->at) || *s->at == '+' || *s->at == '-'))
            s->at++;
        return s->at - start > 3 && take(s, '>');
    }
    while (s->at < s->end && is_letter(*s->at))
        s->at++;
    return s->at - start >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool hms(struct scanner *s, int32_t most_hours, int32_t *seconds)
{
    int32_t hours, minutes = 0, rest = 0;
    bool minus = take(s, '-');

    if (!minus)
        take(s, '+');
    if (!number(s, 0, most_hours, &hours))
        return false;
    if (take(s, ':')) {
        if (!number(s, 0, 59, &minutes))
            return false;
        if (take(s, ':') && !number(s, 0, 59, &rest))
            return false;
    }
    *seconds = hours * HOUR + minutes * 60 + rest;
    if (minus)
        *seconds = -*seconds;
    return true;
}

/* ",date[/time]" */
static bool change(struct scanner *s, struct d1_tz_change *change)
{
    bool ok;

    *change = (struct d1_tz_change){.time = 2 * HOUR};
    if (!take(s, ','))
        return false;
    if (take(s, 'M')) {
        change->form = D1_TZ_MONTH_WEEK_DAY;
        ok = number(s, 1, 12, &change->month) && take(s, '.') && number(s, 1, 5, &change->week) && take(s, '.') &&
             number(s, 0, 6, &change->day);
    } else if (take(s, 'J')) {
        change->form = D1_TZ_JULIAN;
        ok = number(s, 1, 365, &change->day);
    } else {
        change->form = D1_TZ_DAY_OF_YEAR;
        ok = number(s, 0, 365, &change->day);
    }
    /* RFC 8536 section 3.3.1 extends the hours of POSIX to -167 .. 167. */
    return ok && (!take(s, '/') || hms(s, 167, &change->time));
}

bool d1_tz_rule_parse(struct d1_str text, struct d1_tz_rule *rule)
{
    struct d1_tz_rule parsed = {.present = true};
    struct scanner s;

    if (text.len == 0) {
        *rule = (struct d1_tz_rule){0};
        return true;
    }
    s = (struct scanner){text.ptr, text.ptr + text.len};
    if (!abbreviation(&s) || !hms(&s, 24, &parsed.standard))
        return false;
    parsed.standard = -parsed.standard; /* POSIX counts offsets west of Greenwich */
    if (s.at < s.end) {
        parsed.has_dst = true;
        if (!abbreviation(&s))
            return false;
        parsed.dst = parsed.standard + HOUR;
        if (s.at < s.end && *s.at != ',') {
            if (!hms(&s, 24, &parsed.dst))
                return false;
            parsed.dst = -parsed.dst;
        }
        /* RFC 8536 does not allow daylight saving time without its dates: nothing says when it would begin. */
        if (!change(&s, &parsed.start) || !change(&s, &parsed.end) || s.at < s.end)
            return false;
    }
    *rule = parsed;
    return true;
}

/* The date of a change in a year. */
static d1_date change_date(const struct d1_tz_change *change, int year)
{
    d1_date first;
    int days;

    if (change->form == D1_TZ_DAY_OF_YEAR)
        return d1_date_from_civil(year, 1, 1) + change->day;
    if (change->form == D1_TZ_JULIAN) {
        bool leap = d1_date_days_in_month(year, 2) == 29;

        return d1_date_from_civil(year, 1, 1) + change->day - 1 + (leap && change->day > 59);
    }
    first = d1_date_from_civil(year, change->month, 1);
    days = (change->day + 6 - d1_date_weekday(first) + 7) % 7 + (change->week - 1) * 7;
    while (days >= d1_date_days_in_month(year, change->month))
        days -= 7;
    return first + days;
}

/*
 * The changes of the years around decide: those of a year before or after may reach into it by their extended
 * hours. Of changes at one instant the start of daylight saving time counts last, so that a rule that ends it at
 * the moment when it begins again has it all the year (RFC 8536 section 3.3.1).
 */
int32_t d1_tz_rule_offset(const struct d1_tz_rule *rule, int64_t seconds)
{
    int64_t latest = INT64_MIN;
    int32_t offset = rule->standard;
    int year, month, day;
    int64_t local = seconds + rule->standard;

    if (!rule->has_dst)
        return rule->standard;
    d1_date_to_civil((d1_date)(local / DAY - (local % DAY < 0)), &year, &month, &day);
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t end = (int64_t)change_date(&rule->end, y) * DAY + rule->end.time - rule->dst;
        int64_t start = (int64_t)change_date(&rule->start, y) * DAY + rule->start.time - rule->standard;

        if (end <= seconds && end > latest) {
            latest = end;
            offset = rule->standard;
        }
        if (start <= seconds && start >= latest) {
            latest = start;
            offset = rule->dst;
        }
    }
    return offset;
}
