#include "base/date.h"

#include <stdio.h>

enum { SECONDS_PER_DAY = 86400 };

/* Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year. */
d1_date d1_date_from_civil(int year, int month, int day)
{
    int shifted = month <= 2 ? year - 1 : year;
    int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int of_era = shifted - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

void d1_date_to_civil(d1_date date, int *year, int *month, int *day)
{
    int days = date + 719468;
    int era = (days >= 0 ? days : days - 146096) / 146097;
    int of_era = days - era * 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;

    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

int d1_date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

int d1_date_weekday(d1_date date)
{
    int day = (date + 3) % 7; /* 1970-01-01 was a Thursday */

    return day < 0 ? day + 7 : day;
}

/* The number in `count` digits at the offset, or -1. */
static int digits(struct d1_str text, size_t at, size_t count)
{
    int number = 0;

    if (at + count > text.len)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

bool d1_date_parse(struct d1_str text, d1_date *date)
{
    int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);

    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > d1_date_days_in_month(year, month))
        return false;
    *date = d1_date_from_civil(year, month, day);
    return true;
}

/* Nanoseconds of ".digits" at *at, which is moved behind it; -1 when a digit is missing. */
static int fraction(struct d1_str text, size_t *at)
{
    int nanos = 0, scale = 100000000;
    size_t start = ++*at;

    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at) {
        nanos += (text.ptr[*at] - '0') * scale;
        scale /= 10;
    }
    return *at > start ? nanos : -1;
}

/* Seconds east of UTC of the offset that the text ends with; false when it is none. */
static bool zone_offset(struct d1_str text, size_t at, int *seconds)
{
    int hours = digits(text, at + 1, 2), minutes = digits(text, at + 4, 2);

    if (text.len == at + 1 && (text.ptr[at] == 'Z' || text.ptr[at] == 'z')) {
        *seconds = 0;
        return true;
    }
    if (text.len != at + 6 || (text.ptr[at] != '+' && text.ptr[at] != '-') || text.ptr[at + 3] != ':')
        return false;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * 60;
    if (text.ptr[at] == '-')
        *seconds = -*seconds;
    return true;
}

bool d1_instant_parse(struct d1_str text, struct d1_instant *instant)
{
    int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    int nanos = 0, offset;
    size_t at = 19;
    d1_date date;

    if (text.len < 20 || !d1_date_parse(d1_str_sub(text, 0, 10), &date))
        return false;
    if ((text.ptr[10] != 'T' && text.ptr[10] != 't') || text.ptr[13] != ':' || text.ptr[16] != ':')
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    if (text.ptr[at] == '.')
        nanos = fraction(text, &at);
    if (nanos < 0 || at >= text.len || !zone_offset(text, at, &offset))
        return false;
    instant->seconds = (int64_t)date * SECONDS_PER_DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second - offset;
    instant->nanos = nanos;
    return true;
}

static void put_digits(char *text, int count, int number)
{
    while (count--) {
        text[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Every report writes many of them, so printf() is not asked. */
void d1_date_format(d1_date date, char text[D1_DATE_TEXT])
{
    int year, month, day;

    d1_date_to_civil(date, &year, &month, &day);
    put_digits(text, 4, year);
    text[4] = text[7] = '-';
    put_digits(text + 5, 2, month);
    put_digits(text + 8, 2, day);
    text[D1_DATE_TEXT - 1] = '\0';
}

int64_t d1_instant_day(int64_t seconds)
{
    int64_t day = seconds / SECONDS_PER_DAY;

    return seconds % SECONDS_PER_DAY < 0 ? day - 1 : day;
}

void d1_instant_format(int64_t seconds, char text[D1_INSTANT_TEXT])
{
    int64_t day = d1_instant_day(seconds);
    int rest = (int)(seconds - day * SECONDS_PER_DAY);
    char wide[40];

    d1_date_format((d1_date)day, text);
    snprintf(wide, sizeof wide, "T%02d:%02d:%02dZ", rest / 3600, rest / 60 % 60, rest % 60);
    memcpy(text + D1_DATE_TEXT - 1, wide, D1_INSTANT_TEXT - D1_DATE_TEXT + 1);
}
