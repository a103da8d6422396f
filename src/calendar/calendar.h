/*
 * Working days: a work week and holidays, and arithmetic on dates with them. Every function is a binary search or
 * arithmetic, so the years 0001 to 9999 and thousands of holidays cost no more than a fortnight does.
 *
 * The meaning of the functions: businessDays(a, b) counts the working days d with a < d <= b, so a limit of n
 * business days that starts on a ends on addBusinessDays(a, n), whatever day a is.
 */
#ifndef D1_CALENDAR_CALENDAR_H
#define D1_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"

/* Bit 0 is Monday, bit 6 Sunday, as d1_date_weekday counts. */
enum { D1_CALENDAR_MONDAY_TO_FRIDAY = 0x1f, D1_CALENDAR_EVERY_DAY = 0x7f };

struct d1_calendar; /* immutable once made; any number of threads may read it */

/*
 * Makes a calendar of the weekdays in work_week (bits above 6 are ignored; 0 is a calendar without a working day)
 * less the holidays, which may come in any order and more than once and are copied. *calendar is the caller's to
 * free. Fails with D1_ERR_LIMIT for more than D1_LIMIT_HOLIDAYS holidays and with D1_ERR_MEMORY.
 */
int d1_calendar_new(struct d1_calendar **calendar, unsigned work_week, const d1_date *holidays, size_t count,
                    struct d1_error *error);

/* Frees it; NULL does nothing. */
void d1_calendar_free(struct d1_calendar *calendar);

/* 0 to 6 for the two-letter names of RFC 5545 ("MO" .. "SU", capitals only), -1 for anything else. */
int d1_calendar_weekday(struct d1_str name);

bool d1_calendar_is_working(const struct d1_calendar *calendar, d1_date date);

/* Whether the date is one of the holidays, on whatever weekday. */
bool d1_calendar_is_holiday(const struct d1_calendar *calendar, d1_date date);

/* Number of working days d with a < d <= b; the negative of the same for (b, a) when b is before a. */
int32_t d1_calendar_business_days(const struct d1_calendar *calendar, d1_date a, d1_date b);

/*
 * n steps from date to the next (n < 0: previous) working day; n = 0 is date itself. False, and *result is
 * untouched, when that day would lie outside the years 0001 to 9999 or the calendar has no working day.
 */
bool d1_calendar_add_business_days(const struct d1_calendar *calendar, d1_date date, int64_t n, d1_date *result);

/* The first working day on or after date; false under the same conditions. */
bool d1_calendar_next_working_day(const struct d1_calendar *calendar, d1_date date, d1_date *result);

/* date + n calendar days; false, and *result is untouched, outside the years 0001 to 9999. */
bool d1_calendar_add_days(d1_date date, int64_t n, d1_date *result);

#endif
