/* A clock that runs on working days: over nights, weekends, holidays and changes of the clock. */
#include <criterion/criterion.h>

#include "calendar/clock.h"

static struct d1_instant at(const char *text)
{
    struct d1_instant instant = {0};

    cr_assert(d1_instant_parse(d1_str(text), &instant), "%s", text);
    return instant;
}

static const struct d1_zone *zone(const char *name)
{
    const struct d1_zone *found = NULL;

    cr_assert_eq(d1_zone_find(d1_str(name), &found, NULL), 0, "%s", name);
    return found;
}

Test(clock, runs_on_working_days_only)
{
    static const struct {
        const char *name, *zone;
        unsigned week;
        const char *from, *to;
        int64_t minutes;
    } cases[] = {
        {"one day", "Europe/Dublin", 0x1f, "2026-03-02T09:00:00Z", "2026-03-02T12:30:00Z", 210},
        {"a night counts", "Europe/Dublin", 0x1f, "2026-03-02T16:00:00Z", "2026-03-03T10:00:00Z", 18 * 60},
        {"a weekend does not", "Europe/Dublin", 0x1f, "2026-03-06T16:00:00Z", "2026-03-09T10:00:00Z", 18 * 60},
        {"from a Saturday", "Europe/Dublin", 0x1f, "2026-03-07T12:00:00Z", "2026-03-09T08:00:00Z", 8 * 60},
        {"to a Sunday", "Europe/Dublin", 0x1f, "2026-03-06T23:00:00Z", "2026-03-08T08:00:00Z", 60},
        {"within a weekend", "Europe/Dublin", 0x1f, "2026-03-07T12:00:00Z", "2026-03-08T08:00:00Z", 0},
        {"a holiday does not", "Europe/Dublin", 0x1f, "2026-03-16T12:00:00Z", "2026-03-18T12:00:00Z", 24 * 60},
        {"on a holiday", "Europe/Dublin", 0x1f, "2026-03-17T09:00:00Z", "2026-03-17T18:00:00Z", 0},
        {"no time", "Europe/Dublin", 0x1f, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", 0},
        {"offsets are applied", "Europe/Dublin", 0x1f, "2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00Z", 60},
        {"backwards", "Europe/Dublin", 0x1f, "2026-03-09T10:00:00Z", "2026-03-06T16:00:00Z", -18 * 60},
        /* Clocks go forward on Sunday 2026-03-29: no working day is shorter, midnights are an hour earlier. */
        {"over the change", "Europe/Dublin", 0x1f, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00+01:00", 24 * 60},
        {"a day of 23 hours", "Europe/Dublin", 0x7f, "2026-03-29T00:00:00Z", "2026-03-30T00:00:00+01:00", 23 * 60},
        {"a day of 25 hours", "Europe/Dublin", 0x40, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 25 * 60},
        /* Midnight of the zone: Friday evening in New York is Saturday in UTC. */
        {"west of Greenwich", "America/New_York", 0x1f, "2026-03-07T03:00:00Z", "2026-03-07T12:00:00Z", 2 * 60},
        {"a calendar without working days", "Europe/Dublin", 0, "2026-03-02T09:00:00Z", "2026-03-09T09:00:00Z", 0},
        {"to the end of all dates", "UTC", 0x1f, "9999-12-31T00:00:00Z", "9999-12-31T23:59:00Z", 24 * 60 - 1},
    };
    const d1_date holiday = (d1_date)(at("2026-03-17T00:00:00Z").seconds / 86400);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_calendar *calendar = NULL;
        struct d1_clock_time time;

        cr_assert_eq(d1_calendar_new(&calendar, cases[i].week, &holiday, 1, NULL), 0);
        time = d1_clock_working(calendar, zone(cases[i].zone), at(cases[i].from), at(cases[i].to));
        cr_expect_eq(time.seconds, cases[i].minutes * 60, "%s: %lld", cases[i].name, (long long)time.seconds);
        cr_expect_eq(time.nanos, 0, "%s", cases[i].name);
        d1_calendar_free(calendar);
    }
}

Test(clock, keeps_fractions_of_a_second)
{
    struct d1_calendar *calendar = NULL;
    struct d1_clock_time time;

    cr_assert_eq(d1_calendar_new(&calendar, D1_CALENDAR_MONDAY_TO_FRIDAY, NULL, 0, NULL), 0);
    time = d1_clock_working(calendar, d1_zone_utc(), at("2026-03-06T23:59:59.75Z"), at("2026-03-09T00:00:01.5Z"));
    cr_expect_eq(time.seconds, 1);
    cr_expect_eq(time.nanos, 750000000);
    time = d1_clock_working(calendar, d1_zone_utc(), at("2026-03-09T00:00:01.5Z"), at("2026-03-06T23:59:59.75Z"));
    cr_expect_eq(time.seconds, -1);
    cr_expect_eq(time.nanos, -750000000);
    d1_calendar_free(calendar);
}
