/* Working days: counted and added as the definitions say, whatever the calendar and however far. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "calendar/calendar.h"

static d1_date date(const char *text)
{
    d1_date day = 0;

    cr_assert(d1_date_parse(d1_str(text), &day), "%s is no date", text);
    return day;
}

static const char *text(d1_date day)
{
    static char buffers[4][D1_DATE_TEXT];
    static int next;
    char *buffer = buffers[next++ % 4];

    d1_date_format(day, buffer);
    return buffer;
}

static struct d1_calendar *calendar(unsigned work_week, const char *const *holidays)
{
    d1_date days[16] = {0};
    size_t count = 0;
    struct d1_calendar *made = NULL;

    for (; holidays && holidays[count] && count < 16; count++)
        days[count] = date(holidays[count]);
    cr_assert_eq(d1_calendar_new(&made, work_week, days, count, NULL), 0);
    return made;
}

/* St Patrick's Day 2026 is a Tuesday; 14 March a Saturday, which costs nothing; both given twice and out of order. */
static const char *const march[] = {"2026-03-17", "2026-03-14", "2026-03-17", "2026-04-06", "2026-04-03", NULL};

Test(calendar, counts_working_days_behind_a_up_to_b)
{
    static const struct {
        const char *name, *a, *b;
        int32_t days;
    } cases[] = {
        {"the same day", "2026-03-02", "2026-03-02", 0},
        {"Monday to Tuesday", "2026-03-02", "2026-03-03", 1},
        {"Friday to Monday", "2026-03-06", "2026-03-09", 1},
        {"Friday to Sunday", "2026-03-06", "2026-03-08", 0},
        {"Saturday to Sunday", "2026-03-07", "2026-03-08", 0},
        {"Sunday to Monday counts the Monday", "2026-03-08", "2026-03-09", 1},
        {"a week", "2026-03-02", "2026-03-09", 5},
        {"over a holiday", "2026-03-16", "2026-03-18", 1},
        {"to a holiday", "2026-03-16", "2026-03-17", 0},
        {"from a holiday", "2026-03-17", "2026-03-18", 1},
        {"over Easter", "2026-04-02", "2026-04-07", 1},
        {"backwards", "2026-03-18", "2026-03-16", -1},
        {"all years", "0001-01-01", "9999-12-31", 2608614 - 3},
        {"all years backwards", "9999-12-31", "0001-01-01", -2608614 + 3},
    };
    struct d1_calendar *c = calendar(D1_CALENDAR_MONDAY_TO_FRIDAY, march);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t days = d1_calendar_business_days(c, date(cases[i].a), date(cases[i].b));

        cr_expect_eq(days, cases[i].days, "%s: %d, not %d", cases[i].name, days, cases[i].days);
    }
    d1_calendar_free(c);
}

Test(calendar, adds_business_days)
{
    static const struct {
        const char *name, *from;
        int64_t n;
        const char *result; /* NULL: out of range */
    } cases[] = {
        {"none", "2026-03-07", 0, "2026-03-07"},
        {"one from Monday", "2026-03-02", 1, "2026-03-03"},
        {"one from Friday", "2026-03-06", 1, "2026-03-09"},
        {"one from Saturday", "2026-03-07", 1, "2026-03-09"},
        {"one back from Monday", "2026-03-09", -1, "2026-03-06"},
        {"one back from Sunday", "2026-03-08", -1, "2026-03-06"},
        {"one back from Saturday", "2026-03-07", -1, "2026-03-06"},
        {"over a holiday", "2026-03-16", 1, "2026-03-18"},
        {"back over a holiday", "2026-03-18", -1, "2026-03-16"},
        {"from a holiday", "2026-03-17", 1, "2026-03-18"},
        {"over Easter", "2026-04-02", 2, "2026-04-08"},
        {"back over Easter", "2026-04-08", -2, "2026-04-02"},
        {"ten", "2026-03-02", 10, "2026-03-16"},
        {"to the last working day", "9999-12-30", 1, "9999-12-31"},
        {"beyond the last day", "9999-12-31", 1, NULL},
        {"before the first day", "0001-01-01", -1, NULL},
        {"to the first day", "0001-01-02", -1, "0001-01-01"},
        {"more days than there are", "2026-03-02", 3000000, NULL},
        {"the largest number", "2026-03-02", INT64_MAX, NULL},
        {"the smallest number", "2026-03-02", INT64_MIN, NULL},
    };
    struct d1_calendar *c = calendar(D1_CALENDAR_MONDAY_TO_FRIDAY, march);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d1_date day = 77;
        bool found = d1_calendar_add_business_days(c, date(cases[i].from), cases[i].n, &day);

        cr_expect_eq(found, cases[i].result != NULL, "%s", cases[i].name);
        if (found && cases[i].result)
            cr_expect_str_eq(text(day), cases[i].result, "%s: %s", cases[i].name, text(day));
        else
            cr_expect_eq(day, 77, "%s: the result is untouched", cases[i].name);
    }
    d1_calendar_free(c);
}

Test(calendar, next_working_day_is_the_day_itself_or_later)
{
    static const char *const cases[][2] = {
        {"2026-03-06", "2026-03-06"}, {"2026-03-07", "2026-03-09"}, {"2026-03-17", "2026-03-18"},
        {"2026-04-03", "2026-04-07"}, {"0001-01-01", "0001-01-01"},
    };
    struct d1_calendar *c = calendar(D1_CALENDAR_MONDAY_TO_FRIDAY, march);
    d1_date day;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(d1_calendar_next_working_day(c, date(cases[i][0]), &day));
        cr_expect_str_eq(text(day), cases[i][1], "after %s comes %s", cases[i][0], text(day));
    }
    d1_calendar_free(c);
    c = calendar(1u << 0, NULL);
    cr_expect_not(d1_calendar_next_working_day(c, date("9999-12-28"), &day), "the last Monday is 9999-12-27");
    d1_calendar_free(c);
}

Test(calendar, a_work_week_may_be_any_set_of_days)
{
    struct d1_calendar *none = calendar(0, march), *all = calendar(0xff, march), *gulf = calendar(0x4f, NULL);
    d1_date day = 77;

    cr_expect_not(d1_calendar_is_working(none, date("2026-03-02")));
    cr_expect_eq(d1_calendar_business_days(none, D1_DATE_MIN, D1_DATE_MAX), 0);
    cr_expect_not(d1_calendar_add_business_days(none, date("2026-03-02"), 1, &day));
    cr_expect_not(d1_calendar_add_business_days(none, date("2026-03-02"), -1, &day));
    cr_expect_not(d1_calendar_next_working_day(none, date("2026-03-02"), &day));
    cr_expect_eq(day, 77);
    cr_expect_eq(d1_calendar_business_days(all, D1_DATE_MIN, D1_DATE_MAX), D1_DATE_MAX - D1_DATE_MIN - 4);
    cr_expect_not(d1_calendar_is_working(all, date("2026-03-14")));
    cr_expect(d1_calendar_is_working(all, date("2026-03-15")));
    cr_expect(d1_calendar_is_working(gulf, date("2026-03-08")), "a Sunday");
    cr_expect_not(d1_calendar_is_working(gulf, date("2026-03-06")), "a Friday");
    d1_calendar_free(none);
    d1_calendar_free(all);
    d1_calendar_free(gulf);
}

/* The definitions themselves, day by day, on many calendars and dates. */
Test(calendar, agrees_with_stepping_day_by_day)
{
    srand(1);
    for (int round = 0; round < 200; round++) {
        d1_date holidays[60], base = date("2026-01-01"), day;
        struct d1_calendar *c = NULL;
        size_t count = (size_t)rand() % 60;

        for (size_t i = 0; i < count; i++)
            holidays[i] = base + rand() % 120;
        cr_assert_eq(d1_calendar_new(&c, (unsigned)rand() % 127 + 1, holidays, count, NULL), 0);
        for (int i = 0; i < 50; i++) {
            d1_date a = base + rand() % 120, b = a + rand() % 60, d;
            int32_t working = 0, n = rand() % 20 + 1, left = n;

            for (d = a + 1; d <= b; d++)
                working += d1_calendar_is_working(c, d);
            cr_assert_eq(d1_calendar_business_days(c, a, b), working);
            cr_assert_eq(d1_calendar_business_days(c, b, a), -working);
            for (d = a; left > 0; left -= d1_calendar_is_working(c, d))
                d++;
            cr_assert(d1_calendar_add_business_days(c, a, n, &day));
            cr_assert_eq(day, d);
            for (d = a, left = n; left > 0; left -= d1_calendar_is_working(c, d))
                d--;
            cr_assert(d1_calendar_add_business_days(c, a, -n, &day));
            cr_assert_eq(day, d);
        }
        d1_calendar_free(c);
    }
}

Test(calendar, business_days_reach_to_both_ends_of_the_years)
{
    struct d1_calendar *c = NULL;
    d1_date day = 77;
    int32_t all;

    cr_assert_eq(d1_calendar_new(&c, 0x1f, NULL, 0, NULL), 0);
    all = d1_calendar_business_days(c, D1_DATE_MIN, D1_DATE_MAX); /* 0001-01-01 is a Monday, 9999-12-31 a Friday */
    cr_expect(d1_calendar_add_business_days(c, D1_DATE_MIN, all, &day));
    cr_expect_eq(day, D1_DATE_MAX);
    cr_expect(d1_calendar_add_business_days(c, D1_DATE_MAX, -all, &day));
    cr_expect_eq(day, D1_DATE_MIN);
    cr_expect(d1_calendar_add_business_days(c, D1_DATE_MAX - 1, 1, &day));
    cr_expect_eq(day, D1_DATE_MAX);
    cr_expect(d1_calendar_add_business_days(c, D1_DATE_MIN + 1, -1, &day));
    cr_expect_eq(day, D1_DATE_MIN);
    cr_expect_not(d1_calendar_add_business_days(c, D1_DATE_MIN, all + 1, &day));
    cr_expect_not(d1_calendar_add_business_days(c, D1_DATE_MAX, -all - 1, &day));
    cr_expect_not(d1_calendar_add_business_days(c, D1_DATE_MAX, 1, &day));
    cr_expect_not(d1_calendar_add_business_days(c, D1_DATE_MIN, -1, &day));
    cr_expect_eq(day, D1_DATE_MIN, "a date that cannot be is left as it was");
    d1_calendar_free(c);
}

Test(calendar, many_holidays_are_as_quick_as_few)
{
    d1_date *holidays = malloc((D1_LIMIT_HOLIDAYS + 1) * sizeof *holidays), day;
    struct d1_calendar *c = NULL;
    struct d1_error error = {0};
    int64_t sum = 0;

    for (int i = 0; i <= D1_LIMIT_HOLIDAYS; i++)
        holidays[i] = date("2026-01-01") + (i * 7919) % (D1_LIMIT_HOLIDAYS + 1);
    cr_expect_eq(d1_calendar_new(&c, 0x7f, holidays, D1_LIMIT_HOLIDAYS + 1, &error), D1_ERR_LIMIT);
    cr_expect_str_eq(d1_error_message(&error), "a calendar takes at most 10000 holidays, here are 10001");
    cr_assert_eq(d1_calendar_new(&c, 0x7f, holidays, D1_LIMIT_HOLIDAYS, NULL), 0);
    for (int i = 0; i < 100000; i++) {
        cr_assert(d1_calendar_add_business_days(c, D1_DATE_MIN, 700000 + i, &day));
        sum += day + d1_calendar_business_days(c, D1_DATE_MIN, day);
    }
    cr_expect_neq(sum, 0);
    d1_error_clear(&error);
    d1_calendar_free(c);
    free(holidays);
}

Test(calendar, calendar_days_stay_within_the_years_0001_to_9999)
{
    d1_date day = 77;

    cr_expect(d1_calendar_add_days(date("2026-03-02"), 14, &day));
    cr_expect_str_eq(text(day), "2026-03-16");
    cr_expect(d1_calendar_add_days(D1_DATE_MAX, D1_DATE_MIN - (int64_t)D1_DATE_MAX, &day));
    cr_expect_eq(day, D1_DATE_MIN);
    cr_expect_not(d1_calendar_add_days(D1_DATE_MAX, 1, &day));
    cr_expect_not(d1_calendar_add_days(D1_DATE_MIN, -1, &day));
    cr_expect_not(d1_calendar_add_days(0, INT64_MAX, &day));
    cr_expect_not(d1_calendar_add_days(-1, INT64_MIN, &day));
    cr_expect_eq(day, D1_DATE_MIN);
}

Test(calendar, weekdays_have_two_letters)
{
    static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

    for (int i = 0; i < 7; i++)
        cr_expect_eq(d1_calendar_weekday(d1_str(names[i])), i);
    cr_expect_eq(d1_calendar_weekday(d1_str("mo")), -1);
    cr_expect_eq(d1_calendar_weekday(d1_str("MON")), -1);
    cr_expect_eq(d1_calendar_weekday(d1_str("")), -1);
}

Test(calendar, short_memory_is_an_error)
{
    struct d1_calendar *c = NULL;
    struct d1_error error = {0};

    d1_alloc_fail_after(0);
    cr_expect_eq(d1_calendar_new(&c, 0x1f, NULL, 0, &error), D1_ERR_MEMORY);
    d1_alloc_fail_after(-1);
    cr_expect_null(c);
    d1_error_clear(&error);
    d1_calendar_free(NULL);
}

Test(calendar, a_holiday_is_one_on_any_weekday)
{
    struct d1_calendar *made = calendar(D1_CALENDAR_MONDAY_TO_FRIDAY, march), *none = calendar(0x1f, NULL);

    cr_expect(d1_calendar_is_holiday(made, date("2026-03-17")));
    cr_expect(d1_calendar_is_holiday(made, date("2026-03-14")), "a Saturday");
    cr_expect(d1_calendar_is_holiday(made, date("2026-04-03")));
    cr_expect_not(d1_calendar_is_holiday(made, date("2026-03-16")));
    cr_expect_not(d1_calendar_is_holiday(made, date("2026-03-15")), "a Sunday is no holiday");
    cr_expect_not(d1_calendar_is_holiday(none, date("2026-03-17")));
    d1_calendar_free(made);
    d1_calendar_free(none);
}
