/*
 * A clock that runs on working days only, from midnight to midnight of a zone: what a promise of "eight working hours"
 * or "three working days" is measured by. A day has the hours that it has: 23 or 25 where clocks are changed.
 */
#ifndef D1_CALENDAR_CLOCK_H
#define D1_CALENDAR_CLOCK_H

#include "base/date.h"
#include "calendar/calendar.h"
#include "calendar/zone.h"

/* A length of time; nanos has the sign of seconds, or either sign where seconds is 0. */
struct d1_clock_time {
    int64_t seconds;
    int32_t nanos;
};

/*
 * The time that the clock shows from one instant to another, negative when `to` is the earlier. It looks at each day
 * between them, so callers bound their distance.
 */
struct d1_clock_time d1_clock_working(const struct d1_calendar *calendar, const struct d1_zone *zone,
                                      struct d1_instant from, struct d1_instant to);

#endif
