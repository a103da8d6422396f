/*
 * Dates and times of RFC 3339 in the proleptic Gregorian calendar. A date is a count of days since 1970-01-01
 * (negative before); an instant is seconds since 1970-01-01T00:00:00Z plus nanoseconds. Years 0001 to 9999.
 */
#ifndef D1_BASE_DATE_H
#define D1_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef int32_t d1_date;

#define D1_DATE_MIN ((d1_date)-719162) /* 0001-01-01 */
#define D1_DATE_MAX ((d1_date)2932896) /* 9999-12-31 */

struct d1_instant {
    int64_t seconds;
    int32_t nanos; /* 0 .. 999999999, also before 1970 */
};

enum {
    D1_DATE_TEXT = 11,   /* bytes of "2026-03-02" with its NUL */
    D1_INSTANT_TEXT = 21 /* and of "2026-03-02T09:30:00Z" */
};

/* Day count of a civil date; month 1..12, day 1..31 are not checked. */
d1_date d1_date_from_civil(int year, int month, int day);
void d1_date_to_civil(d1_date date, int *year, int *month, int *day);

/* 28 to 31; month 1..12 is not checked. */
int d1_date_days_in_month(int year, int month);

/* 0 is Monday, 6 is Sunday. */
int d1_date_weekday(d1_date date);

/* Parses the whole text as RFC 3339 full-date ("2026-03-02"); false when it is none or no such day exists. */
bool d1_date_parse(struct d1_str text, d1_date *date);

/* Parses the whole text as RFC 3339 date-time with its offset. A leap second (":60") counts as the next second. */
bool d1_instant_parse(struct d1_str text, struct d1_instant *instant);

/* Writes "2026-03-02" and a NUL. */
void d1_date_format(d1_date date, char text[D1_DATE_TEXT]);

/* Writes "2026-03-02T09:30:00Z" and a NUL, of seconds since 1970 that lie in the years 0001 to 9999. */
void d1_instant_format(int64_t seconds, char text[D1_INSTANT_TEXT]);

/* The day of UTC in which an instant lies. */
int64_t d1_instant_day(int64_t seconds);

#endif
