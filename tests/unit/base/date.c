/* Dates and instants of RFC 3339. */
#include <criterion/criterion.h>

#include "base/date.h"

Test(date, every_day_converts_to_and_fro)
{
    int year = 1, month = 1, day = 1;

    for (d1_date date = D1_DATE_MIN; date <= D1_DATE_MAX; date++) {
        int y, m, d;

        d1_date_to_civil(date, &y, &m, &d);
        cr_assert(y == year && m == month && d == day, "day %d is %d-%d-%d", date, y, m, d);
        cr_assert_eq(d1_date_from_civil(y, m, d), date);
        if (++day > d1_date_days_in_month(year, month)) {
            day = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
    cr_expect_eq(year, 10000);
    cr_expect_eq(d1_date_from_civil(1970, 1, 1), 0);
}

Test(date, weekdays_and_months)
{
    cr_expect_eq(d1_date_weekday(0), 3, "1970-01-01 was a Thursday");
    cr_expect_eq(d1_date_weekday(d1_date_from_civil(2026, 3, 2)), 0, "2026-03-02 is a Monday");
    cr_expect_eq(d1_date_weekday(-1), 2);
    cr_expect_eq(d1_date_weekday(D1_DATE_MIN), 0, "0001-01-01 is a Monday");
    cr_expect_eq(d1_date_days_in_month(2024, 2), 29);
    cr_expect_eq(d1_date_days_in_month(2026, 2), 28);
    cr_expect_eq(d1_date_days_in_month(1900, 2), 28);
    cr_expect_eq(d1_date_days_in_month(2000, 2), 29);
}

Test(date, a_date_is_a_full_date_and_nothing_else)
{
    const struct {
        const char *text, *written; /* written is NULL for what is no date */
    } cases[] = {
        {"2026-03-02", "2026-03-02"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"2024-02-29", "2024-02-29"},
        {"2026-02-29", NULL},
        {"2026-13-01", NULL},
        {"2026-00-01", NULL},
        {"2026-01-00", NULL},
        {"2026-01-32", NULL},
        {"0000-01-01", NULL},
        {"2026-3-2", NULL},
        {"2026-03-02 ", NULL},
        {" 2026-03-02", NULL},
        {"2026/03/02", NULL},
        {"20260302", NULL},
        {"2026-03-0", NULL},
        {"", NULL},
        {"2026-03-02T00:00:00Z", NULL},
        {"+026-03-02", NULL},
        {"2026-0a-02", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char written[D1_DATE_TEXT];
        d1_date date = 12345;
        bool is_date = d1_date_parse(d1_str(cases[i].text), &date);

        cr_expect_eq(is_date, cases[i].written != NULL, "'%s'", cases[i].text);
        if (!is_date) {
            cr_expect_eq(date, 12345, "'%s' changed the output", cases[i].text);
            continue;
        }
        d1_date_format(date, written);
        cr_expect_str_eq(written, cases[i].written);
    }
}

Test(date, instants_have_a_zone)
{
    const struct {
        const char *text;
        bool valid;
        int64_t seconds;
        int32_t nanos;
    } cases[] = {
        {"1970-01-01T00:00:00Z", true, 0, 0},
        {"1970-01-01t00:00:00z", true, 0, 0},
        {"2026-03-02T09:30:00+01:00", true, 1772440200, 0},
        {"2026-03-02T09:30:00-08:30", true, 1772474400, 0},
        {"1969-12-31T23:59:59.25Z", true, -1, 250000000},
        {"2026-03-02T09:30:00.123456789123Z", true, 1772443800, 123456789},
        {"2016-12-31T23:59:60Z", true, 1483228800, 0},
        {"2026-03-02T09:30:00-00:00", true, 1772443800, 0},
        {"2026-03-02T09:30:00", false, 0, 0},
        {"2026-03-02T09:30Z", false, 0, 0},
        {"2026-03-02T24:00:00Z", false, 0, 0},
        {"2026-03-02T09:60:00Z", false, 0, 0},
        {"2026-03-02T09:30:61Z", false, 0, 0},
        {"2026-03-02T09:30:00.Z", false, 0, 0},
        {"2026-03-02T09:30:00+24:00", false, 0, 0},
        {"2026-03-02T09:30:00+0100", false, 0, 0},
        {"2026-03-02 09:30:00Z", false, 0, 0},
        {"2026-02-30T09:30:00Z", false, 0, 0},
        {"2026-03-02T09:30:00Zx", false, 0, 0},
        {"2026-03-02T09:30:00.5", false, 0, 0},
        {"", false, 0, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_instant instant = {0};

        cr_expect_eq(d1_instant_parse(d1_str(cases[i].text), &instant), cases[i].valid, "'%s'", cases[i].text);
        cr_expect_eq(instant.seconds, cases[i].seconds, "'%s': %ld", cases[i].text, (long)instant.seconds);
        cr_expect_eq(instant.nanos, cases[i].nanos, "'%s'", cases[i].text);
    }
}

Test(date, an_instant_is_written_in_utc)
{
    static const char *const texts[] = {"2026-03-02T09:30:05Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
                                        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct d1_instant instant;
        char text[D1_INSTANT_TEXT];
        d1_date day;

        cr_assert(d1_instant_parse(d1_str(texts[i]), &instant));
        d1_instant_format(instant.seconds, text);
        cr_expect_str_eq(text, texts[i]);
        cr_assert(d1_date_parse(d1_strn(texts[i], 10), &day));
        cr_expect_eq(d1_instant_day(instant.seconds), day, "%s", texts[i]);
    }
}
