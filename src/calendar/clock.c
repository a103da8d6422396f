#include "calendar/clock.h"

static d1_date clip(d1_date date)
{
    return date < D1_DATE_MIN ? D1_DATE_MIN : date > D1_DATE_MAX ? D1_DATE_MAX : date;
}

/* The first day on or after the date, up to `last` + 1, that is a working day (or is none). */
static d1_date next_that(const struct d1_calendar *calendar, d1_date date, d1_date last, bool working)
{
    while (date <= last && d1_calendar_is_working(calendar, date) != working)
        date++;
    return date;
}

static bool is_before(struct d1_instant a, struct d1_instant b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanos < b.nanos;
}

struct d1_clock_time d1_clock_working(const struct d1_calendar *calendar, const struct d1_zone *zone,
                                      struct d1_instant from, struct d1_instant to)
{
    struct d1_clock_time total = {0};
    d1_date day, end, last;

    if (is_before(to, from)) {
        total = d1_clock_working(calendar, zone, to, from);
        return (struct d1_clock_time){-total.seconds, -total.nanos};
    }
    last = clip(d1_zone_date(zone, to.seconds));
    day = next_that(calendar, clip(d1_zone_date(zone, from.seconds)), last, true);
    /* Working days that follow each other are one stretch of time. */
    for (; day <= last; day = next_that(calendar, end, last, true)) {
        struct d1_instant begin = {.seconds = d1_zone_instant(zone, day, 0)}, stop;

        end = next_that(calendar, day, last, false);
        stop = (struct d1_instant){.seconds = d1_zone_instant(zone, end, 0)};
        if (is_before(begin, from))
            begin = from;
        if (is_before(to, stop))
            stop = to;
        total.seconds += stop.seconds - begin.seconds;
        total.nanos += stop.nanos - begin.nanos;
    }
    /* Only the ends have a fraction, so at most one second is to be carried. */
    if (total.nanos < 0 && total.seconds > 0) {
        total.nanos += 1000000000;
        total.seconds--;
    }
    return total;
}
