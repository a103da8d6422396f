#include "calendar/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

struct d1_calendar {
    unsigned work_week;
    int32_t per_week;        /* working weekdays of a week */
    int32_t upto_weekday[7]; /* working weekdays from Monday to this one, both included */
    size_t holiday_count;
    size_t day_off_count;
    const d1_date *days_off; /* all holidays as given, ascending; they lie behind the others */
    d1_date holidays[];      /* ascending, each once, only days of the work week */
};

static int compare_dates(const void *a, const void *b)
{
    d1_date left = *(const d1_date *)a, right = *(const d1_date *)b;

    return (left > right) - (left < right);
}

/* Keeps each holiday once, and only those that take a day from the work week. */
static void tidy_holidays(struct d1_calendar *calendar)
{
    size_t kept = 0;

    for (size_t i = 0; i < calendar->day_off_count; i++) {
        d1_date day = calendar->days_off[i];

        if (!(calendar->work_week >> d1_date_weekday(day) & 1))
            continue;
        if (kept == 0 || calendar->holidays[kept - 1] != day)
            calendar->holidays[kept++] = day;
    }
    calendar->holiday_count = kept;
}

int d1_calendar_new(struct d1_calendar **calendar, unsigned work_week, const d1_date *holidays, size_t count,
                    struct d1_error *error)
{
    struct d1_calendar *made;
    int32_t days = 0;

    if (count > D1_LIMIT_HOLIDAYS)
        return d1_error_set(error, D1_ERR_LIMIT, "a calendar takes at most %d holidays, here are %zu",
                            D1_LIMIT_HOLIDAYS, count);
    made = d1_malloc(sizeof *made + 2 * count * sizeof *holidays);
    if (!made)
        return d1_error_memory(error);
    made->work_week = work_week & D1_CALENDAR_EVERY_DAY;
    for (int i = 0; i < 7; i++) {
        days += (int32_t)(made->work_week >> i & 1);
        made->upto_weekday[i] = days;
    }
    made->per_week = days;
    made->day_off_count = count;
    made->days_off = made->holidays + count;
    if (count) {
        memcpy(made->holidays + count, holidays, count * sizeof *holidays);
        qsort(made->holidays + count, count, sizeof *holidays, compare_dates);
    }
    tidy_holidays(made);
    *calendar = made;
    return 0;
}

void d1_calendar_free(struct d1_calendar *calendar)
{
    d1_free(calendar);
}

int d1_calendar_weekday(struct d1_str name)
{
    static const char names[7][3] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

    for (int i = 0; i < 7; i++) {
        if (d1_str_is(name, names[i]))
            return i;
    }
    return -1;
}

/* Number of holidays on or before the date. */
static int32_t holidays_upto(const struct d1_calendar *calendar, d1_date date)
{
    size_t low = 0, high = calendar->holiday_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->holidays[middle] <= date)
            low = middle + 1;
        else
            high = middle;
    }
    return (int32_t)low;
}

/*
 * Working days from some fixed Monday before every date to this one, this one included. Only differences of two
 * such numbers have a meaning.
 */
static int32_t working_upto(const struct d1_calendar *calendar, d1_date date)
{
    int32_t since_monday = date - (D1_DATE_MIN - 7); /* 0001-01-01 is a Monday */

    return since_monday / 7 * calendar->per_week + calendar->upto_weekday[since_monday % 7] -
           holidays_upto(calendar, date);
}

bool d1_calendar_is_working(const struct d1_calendar *calendar, d1_date date)
{
    int32_t before;

    if (!(calendar->work_week >> d1_date_weekday(date) & 1))
        return false;
    before = holidays_upto(calendar, date);
    return before == 0 || calendar->holidays[before - 1] != date;
}

bool d1_calendar_is_holiday(const struct d1_calendar *calendar, d1_date date)
{
    return calendar->day_off_count &&
           bsearch(&date, calendar->days_off, calendar->day_off_count, sizeof date, compare_dates) != NULL;
}

int32_t d1_calendar_business_days(const struct d1_calendar *calendar, d1_date a, d1_date b)
{
    return working_upto(calendar, b) - working_upto(calendar, a);
}

/* The first date in [low, high] up to which `wanted` working days are counted: those up to `high` are enough. */
static d1_date first_within(const struct d1_calendar *calendar, d1_date low, d1_date high, int64_t wanted)
{
    while (low < high) {
        d1_date middle = low + (high - low) / 2;

        if (working_upto(calendar, middle) >= wanted)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/*
 * The first date from `low` on up to which `wanted` working days are counted; false when there is none. It is mostly
 * near, so steps that double find the days that it lies between.
 */
static bool first_reaching(const struct d1_calendar *calendar, d1_date low, int64_t wanted, d1_date *result)
{
    d1_date step = 4, high = low;

    while (high < D1_DATE_MAX && working_upto(calendar, high) < wanted) {
        low = high + 1;
        high = step < D1_DATE_MAX - high ? high + step : D1_DATE_MAX;
        step = step < D1_DATE_MAX / 2 ? 2 * step : step;
    }
    if (high > D1_DATE_MAX || working_upto(calendar, high) < wanted)
        return false;
    *result = first_within(calendar, low, high, wanted);
    return true;
}

/* The first date up to which `wanted` working days are counted, which `high` is or lies behind. */
static d1_date first_reaching_before(const struct d1_calendar *calendar, d1_date high, int64_t wanted)
{
    d1_date step = 4, low = high;

    while (low > D1_DATE_MIN && working_upto(calendar, low) >= wanted) {
        high = low;
        low = step < low - D1_DATE_MIN ? low - step : D1_DATE_MIN;
        step = step < D1_DATE_MAX / 2 ? 2 * step : step;
    }
    return first_within(calendar, low, high, wanted);
}

enum { NEAR_DAYS = 21 };

/* Goes to the n-th working day behind a date day by day, as most that are asked for are near; false where it is not. */
static bool find_near(const struct d1_calendar *calendar, d1_date date, int64_t n, d1_date *result)
{
    size_t next = (size_t)holidays_upto(calendar, date);
    unsigned weekday = (unsigned)d1_date_weekday(date);
    d1_date last = date < D1_DATE_MAX - NEAR_DAYS ? date + NEAR_DAYS : D1_DATE_MAX;

    while (n && date < last) {
        date++;
        weekday = weekday < 6 ? weekday + 1 : 0;
        if (next < calendar->holiday_count && calendar->holidays[next] == date)
            next++;
        else
            n -= calendar->work_week >> weekday & 1;
    }
    if (!n)
        *result = date;
    return !n;
}

bool d1_calendar_add_business_days(const struct d1_calendar *calendar, d1_date date, int64_t n, d1_date *result)
{
    const int64_t most = D1_DATE_MAX - (int64_t)D1_DATE_MIN;

    if (n == 0) {
        *result = date;
        return true;
    }
    if (n > most || n < -most)
        return false;
    if (n > 0 && n < NEAR_DAYS && find_near(calendar, date, n, result))
        return true;
    if (n > 0)
        return first_reaching(calendar, date + 1, working_upto(calendar, date) + n, result);
    /* The n-th working day before date is the one up to which n - 1 fewer are counted than up to the day before. */
    n = working_upto(calendar, date - 1) + n + 1;
    if (n <= working_upto(calendar, D1_DATE_MIN - 1))
        return false;
    *result = first_reaching_before(calendar, date - 1, n);
    return true;
}

bool d1_calendar_next_working_day(const struct d1_calendar *calendar, d1_date date, d1_date *result)
{
    return first_reaching(calendar, date, working_upto(calendar, date - 1) + (int64_t)1, result);
}

bool d1_calendar_add_days(d1_date date, int64_t n, d1_date *result)
{
    if (n > D1_DATE_MAX - (int64_t)date || n < D1_DATE_MIN - (int64_t)date)
        return false;
    *result = (d1_date)(date + n);
    return true;
}
