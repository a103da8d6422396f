/* Recurrence rules: what is read, what is refused and why, and the dates that come of it. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text/strbuf.h"
#include "calendar/recurrence.h"
#include "pace.h"

static d1_date date(const char *text)
{
    d1_date day = 0;

    cr_assert(d1_date_parse(d1_str(text), &day), "%s is no date", text);
    return day;
}

/* The occurrences as "2026-03-03 2026-03-17 ..."; the caller frees them. */
static char *occurrences(const char *rule_text, const char *start, const char *from, const char *to)
{
    struct d1_recurrence rule;
    struct d1_recurrence_iter iter;
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    d1_date day;
    int code;

    cr_assert_eq(d1_recurrence_parse(d1_str(rule_text), &rule, NULL, &error), 0, "%s: %s", rule_text,
                 d1_error_message(&error));
    d1_recurrence_begin(&iter, &rule, date(start), date(from), date(to));
    while ((code = d1_recurrence_next(&iter, &day)) == 1) {
        char text[D1_DATE_TEXT];

        d1_date_format(day, text);
        d1_strbuf_printf(&out, "%s%s", out.len ? " " : "", text);
    }
    cr_assert_eq(code, 0);
    d1_strbuf_puts(&out, "");
    return d1_strbuf_detach(&out);
}

/* Written rules are in one order and in capitals; those of an engagement read them as they were meant. */
Test(recurrence, is_written_as_it_is_read)
{
    static const struct {
        const char *read, *written;
    } cases[] = {
        {"freq=daily", "FREQ=DAILY"},
        {"BYDAY=FR,MO;INTERVAL=2;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"},
        {"FREQ=MONTHLY;BYDAY=-1FR,1MO,TU", "FREQ=MONTHLY;BYDAY=TU,1MO,-1FR"},
        {"FREQ=MONTHLY;BYDAY=5SU,-5SA", "FREQ=MONTHLY;BYDAY=5SU,-5SA"},
        {"FREQ=MONTHLY;BYMONTHDAY=31,-1,-31,1", "FREQ=MONTHLY;BYMONTHDAY=1,31,-1,-31"},
        {"FREQ=DAILY;COUNT=999999", "FREQ=DAILY;COUNT=999999"},
        {"FREQ=DAILY;INTERVAL=1;UNTIL=20260105", "FREQ=DAILY;UNTIL=20260105"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_recurrence rule, again;
        struct d1_strbuf out = {0};

        cr_assert_eq(d1_recurrence_parse(d1_str(cases[i].read), &rule, NULL, NULL), 0, "%s", cases[i].read);
        d1_recurrence_write(&out, &rule);
        cr_expect_str_eq(out.ptr, cases[i].written);
        cr_assert_eq(d1_recurrence_parse(d1_strbuf_view(&out), &again, NULL, NULL), 0, "%s", out.ptr);
        cr_expect_arr_eq(&again, &rule, sizeof rule, "%s", cases[i].read);
        d1_strbuf_release(&out);
    }
}

Test(recurrence, gives_the_dates_of_the_rule)
{
    static const struct {
        const char *rule, *start, *from, *to, *dates;
    } cases[] = {
        {"FREQ=DAILY", "2026-02-27", "2026-02-27", "2026-03-02", "2026-02-27 2026-02-28 2026-03-01 2026-03-02"},
        {"FREQ=DAILY;INTERVAL=10", "2026-02-25", "2026-01-01", "2026-03-31",
         "2026-02-25 2026-03-07 2026-03-17 2026-03-27"},
        {"FREQ=DAILY;INTERVAL=45", "2026-01-31", "2026-02-01", "2026-07-31",
         "2026-03-17 2026-05-01 2026-06-15 2026-07-30"},
        {"FREQ=DAILY;BYDAY=MO,FR", "2026-03-03", "2026-03-01", "2026-03-14", "2026-03-06 2026-03-09 2026-03-13"},
        {"FREQ=DAILY;COUNT=3", "2026-03-30", "2026-01-01", "2026-12-31", "2026-03-30 2026-03-31 2026-04-01"},
        {"FREQ=DAILY;COUNT=3", "2026-03-30", "2026-03-31", "2026-12-31", "2026-03-31 2026-04-01"},
        {"FREQ=DAILY;UNTIL=20260331", "2026-03-30", "2026-01-01", "2026-12-31", "2026-03-30 2026-03-31"},
        {"FREQ=WEEKLY", "2026-03-04", "2026-03-01", "2026-03-20", "2026-03-04 2026-03-11 2026-03-18"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-03", "2026-03-01", "2026-04-30",
         "2026-03-03 2026-03-17 2026-03-31 2026-04-14 2026-04-28"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-05", "2026-03-01", "2026-04-04", "2026-03-17 2026-03-31"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4", "1997-08-05", "1997-01-01", "1997-12-31",
         "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
        {"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-03-03", "2026-05-01", "2026-07-01", "2026-05-26 2026-06-23"},
        {"FREQ=WEEKLY;INTERVAL=8;BYDAY=MO,SU", "2026-01-28", "2026-02-01", "2026-06-01",
         "2026-02-01 2026-03-23 2026-03-29 2026-05-18 2026-05-24"},
        {"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-05", "2026-03-05", "2026-03-10",
         "2026-03-05 2026-03-06 2026-03-09 2026-03-10"},
        {"FREQ=MONTHLY", "2026-01-31", "2026-01-01", "2026-06-30", "2026-01-31 2026-03-31 2026-05-31"},
        {"FREQ=MONTHLY;COUNT=3", "2026-01-31", "2026-01-01", "2027-06-30", "2026-01-31 2026-03-31 2026-05-31"},
        {"FREQ=MONTHLY;BYDAY=1TU", "2026-03-03", "2026-03-01", "2026-06-30",
         "2026-03-03 2026-04-07 2026-05-05 2026-06-02"},
        {"FREQ=MONTHLY;BYDAY=-1FR", "2026-03-03", "2026-03-01", "2026-05-31", "2026-03-27 2026-04-24 2026-05-29"},
        {"FREQ=MONTHLY;BYDAY=5WE", "2026-01-01", "2026-01-01", "2026-12-31",
         "2026-04-29 2026-07-29 2026-09-30 2026-12-30"},
        {"FREQ=MONTHLY;BYDAY=-5WE", "2026-01-01", "2026-01-01", "2026-12-31",
         "2026-04-01 2026-07-01 2026-09-02 2026-12-02"},
        {"FREQ=MONTHLY;BYDAY=1SU,-1SU;INTERVAL=2", "1997-09-07", "1997-01-01", "1998-01-31",
         "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25"},
        {"FREQ=MONTHLY;BYDAY=MO;UNTIL=20260316", "2026-03-01", "2026-01-01", "2026-12-31",
         "2026-03-02 2026-03-09 2026-03-16"},
        {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-01-01", "1997-12-31",
         "1997-09-28 1997-10-29 1997-11-28 1997-12-29"},
        {"FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=5", "1997-09-30", "1997-01-01", "1998-12-31",
         "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30"},
        {"FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "1997-09-02", "1997-01-01", "1999-12-31",
         "1998-02-13 1998-03-13 1998-11-13 1999-08-13"},
        {"FREQ=MONTHLY;BYMONTHDAY=29;INTERVAL=12", "2024-02-29", "2025-01-01", "2033-12-31", "2028-02-29 2032-02-29"},
        {"FREQ=DAILY;BYMONTHDAY=31", "2026-01-01", "2026-01-01", "2026-06-01", "2026-01-31 2026-03-31 2026-05-31"},
        {"FREQ=DAILY;BYMONTHDAY=-31", "2026-01-01", "2026-01-01", "2026-06-01", "2026-01-01 2026-03-01 2026-05-01"},
        {"freq=weekly;byday=mo", "2026-03-01", "2026-03-01", "2026-03-10", "2026-03-02 2026-03-09"},
        {"FREQ=DAILY", "2026-03-05", "2026-03-01", "2026-03-04", ""},
        {"FREQ=DAILY", "2026-03-05", "2026-03-09", "2026-03-08", ""},
        {"FREQ=DAILY;UNTIL=20260304", "2026-03-05", "2026-03-01", "2026-03-31", ""},
        {"FREQ=WEEKLY", "9999-12-20", "9999-12-01", "9999-12-31", "9999-12-20 9999-12-27"},
        {"FREQ=MONTHLY;INTERVAL=999999", "9999-12-20", "0001-01-01", "9999-12-31", "9999-12-20"},
        {"FREQ=WEEKLY;INTERVAL=999999", "0001-01-03", "0001-01-01", "9999-12-31", "0001-01-03"},
        {"FREQ=DAILY;INTERVAL=999999", "0001-01-03", "0001-01-01", "9999-12-31",
         "0001-01-03 2738-11-30 5476-10-25 8214-09-21"},
        {"FREQ=WEEKLY;BYDAY=MO", "2026-03-02", "0001-01-01", "2026-03-02", "2026-03-02"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *dates = occurrences(cases[i].rule, cases[i].start, cases[i].from, cases[i].to);

        cr_expect_str_eq(dates ? dates : "", cases[i].dates, "%s from %s gives %s, not %s", cases[i].rule,
                         cases[i].start, dates, cases[i].dates);
        free(dates);
    }
}

Test(recurrence, refuses_with_a_reason_and_its_place)
{
    static const struct {
        const char *rule;
        size_t offset;
        const char *message;
    } cases[] = {
        {"", 0, "expected FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL, found \"\""},
        {"INTERVAL=2", 0, "a rule needs FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY"},
        {"FREQ", 0, "expected \"=\" and a value behind FREQ"},
        {"FREQ=", 5, "FREQ is DAILY, WEEKLY or MONTHLY, not \"\""},
        {"FREQ=FORTNIGHTLY", 5, "FREQ is DAILY, WEEKLY or MONTHLY, not \"FORTNIGHTLY\""},
        {"FREQ=YEARLY", 5,
         "FREQ=YEARLY is not supported; use DAILY, WEEKLY or MONTHLY (a year is FREQ=MONTHLY;INTERVAL=12)"},
        {"FREQ=HOURLY", 5, "FREQ=HOURLY is not supported; use DAILY, WEEKLY or MONTHLY"},
        {"FREQ=DAILY;", 11, "expected FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL, found \"\""},
        {"FREQ=DAILY;FREQ=DAILY", 11, "FREQ is given twice"},
        {"RRULE:FREQ=DAILY", 0, "expected FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL, found \"RRULE:FREQ\""},
        {"FREQ=DAILY;BYMONTH=1", 11,
         "BYMONTH is not supported; the parts are FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL"},
        {"FREQ=DAILY;WKST=MO", 11,
         "WKST is not supported; the parts are FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL"},
        {"FREQ=DAILY; COUNT=1", 11, "expected FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL, found \" COUNT\""},
        {"FREQ=DAILY;INTERVAL=0", 20, "INTERVAL is a whole number from 1 to 999999, not \"0\""},
        {"FREQ=DAILY;INTERVAL=-1", 20, "INTERVAL is a whole number from 1 to 999999, not \"-1\""},
        {"FREQ=DAILY;INTERVAL=1000000", 20, "INTERVAL is a whole number from 1 to 999999, not \"1000000\""},
        {"FREQ=DAILY;COUNT=x", 17, "COUNT is a whole number from 1 to 999999, not \"x\""},
        {"FREQ=DAILY;COUNT=1;UNTIL=20260101", 19, "a rule has COUNT or UNTIL, not both"},
        {"FREQ=DAILY;UNTIL=20260101;COUNT=1", 26, "a rule has COUNT or UNTIL, not both"},
        {"FREQ=DAILY;UNTIL=2026-01-01", 17, "UNTIL is a date such as 20261231, not \"2026-01-01\""},
        {"FREQ=DAILY;UNTIL=20260229", 17, "UNTIL is a date such as 20261231, not \"20260229\""},
        {"FREQ=DAILY;UNTIL=20261231T000000Z", 17,
         "UNTIL is a date here, as the start is: write \"20261231\" without the time"},
        {"FREQ=WEEKLY;BYDAY=", 18, "BYDAY lists MO, TU, WE, TH, FR, SA, SU, with a number as in 1TU or -1FR, not \"\""},
        {"FREQ=WEEKLY;BYDAY=MO,", 21,
         "BYDAY lists MO, TU, WE, TH, FR, SA, SU, with a number as in 1TU or -1FR, not \"\""},
        {"FREQ=WEEKLY;BYDAY=MO,MONDAY", 21,
         "BYDAY lists MO, TU, WE, TH, FR, SA, SU, with a number as in 1TU or -1FR, not \"MONDAY\""},
        {"FREQ=MONTHLY;BYDAY=6TU", 19, "the number of a weekday in a month is 1 to 5 or -1 to -5, not \"6\""},
        {"FREQ=MONTHLY;BYDAY=0TU", 19, "the number of a weekday in a month is 1 to 5 or -1 to -5, not \"0\""},
        {"FREQ=MONTHLY;BYDAY=--1TU", 19, "the number of a weekday in a month is 1 to 5 or -1 to -5, not \"--1\""},
        {"BYDAY=1TU;FREQ=WEEKLY", 0, "a weekday has a number, as in 1TU, only with FREQ=MONTHLY"},
        {"FREQ=WEEKLY;BYMONTHDAY=1", 12, "BYMONTHDAY does not go with FREQ=WEEKLY"},
        {"FREQ=MONTHLY;BYMONTHDAY=32", 24, "BYMONTHDAY lists 1 to 31 or -1 to -31, not \"32\""},
        {"FREQ=MONTHLY;BYMONTHDAY=1,0", 26, "BYMONTHDAY lists 1 to 31 or -1 to -31, not \"0\""},
        {"FREQ=MONTHLY;BYMONTHDAY=1,99999999999999999999999999999999", 26,
         "BYMONTHDAY lists 1 to 31 or -1 to -31, not \"999999999999999999999999\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_recurrence rule = {.interval = 77};
        struct d1_error error = {0};
        size_t offset = 99;

        cr_expect_eq(d1_recurrence_parse(d1_str(cases[i].rule), &rule, &offset, &error), D1_ERR_SYNTAX, "%s",
                     cases[i].rule);
        cr_expect_eq(offset, cases[i].offset, "%s: at %zu, not %zu", cases[i].rule, offset, cases[i].offset);
        cr_expect_str_eq(d1_error_message(&error), cases[i].message, "%s: %s", cases[i].rule, d1_error_message(&error));
        cr_expect_eq(rule.interval, 77, "%s: the rule is untouched", cases[i].rule);
        d1_error_clear(&error);
    }
}

/* Whether a day is an occurrence, from the text of the RFC, one day at a time. */
static bool matches(const struct d1_recurrence *rule, d1_date start, d1_date day)
{
    int year, month, of_month, start_year, start_month, start_day, length, weekday = d1_date_weekday(day);
    bool by_day = rule->weekdays >> weekday & 1, any_day = rule->weekdays, by_month_day;

    d1_date_to_civil(day, &year, &month, &of_month);
    d1_date_to_civil(start, &start_year, &start_month, &start_day);
    length = d1_date_days_in_month(year, month);
    for (int n = 0; n < 5; n++) {
        any_day = any_day || rule->nth[n] || rule->nth_last[n];
        by_day = by_day || (rule->nth[n] >> weekday & 1 && (of_month - 1) / 7 == n) ||
                 (rule->nth_last[n] >> weekday & 1 && (length - of_month) / 7 == n);
    }
    by_month_day = rule->month_days >> (of_month - 1) & 1 || rule->month_days_last >> (length - of_month) & 1;
    if (any_day && !by_day)
        return false;
    if ((rule->month_days || rule->month_days_last) && !by_month_day)
        return false;
    if (rule->frequency == D1_FREQUENCY_DAILY)
        return (day - start) % rule->interval == 0;
    if (rule->frequency == D1_FREQUENCY_WEEKLY)
        return (any_day || weekday == d1_date_weekday(start)) &&
               (day - weekday - (start - d1_date_weekday(start))) / 7 % rule->interval == 0;
    if (!any_day && !rule->month_days && !rule->month_days_last && of_month != start_day)
        return false;
    return ((year - start_year) * 12 + month - start_month) % rule->interval == 0;
}

Test(recurrence, agrees_with_asking_each_day)
{
    static const int intervals[] = {1, 1, 2, 3, 4, 5, 7, 12, 31, 40};

    srand(3);
    for (int round = 0; round < 3000; round++) {
        struct d1_recurrence rule = {.frequency = (enum d1_frequency)(rand() % 3 + 1),
                                     .interval = intervals[rand() % 10]};
        d1_date start = date("2025-11-01") + rand() % 200, from = start - 50 + rand() % 400, to = from + rand() % 900;
        struct d1_recurrence_iter iter;
        d1_date found = 0;
        int left;

        if (rand() % 2)
            rule.weekdays = (uint8_t)(rand() % 128);
        if (rule.frequency == D1_FREQUENCY_MONTHLY && rand() % 2) {
            rule.nth[rand() % 5] = (uint8_t)(rand() % 128);
            rule.nth_last[rand() % 5] = (uint8_t)(rand() % 128);
        }
        if (rule.frequency != D1_FREQUENCY_WEEKLY && rand() % 2) {
            rule.month_days = (uint32_t)rand() & 0x7fffffff & (uint32_t)rand();
            rule.month_days_last = 1u << rand() % 31;
        }
        rule.count = rand() % 2 ? rand() % 60 + 1 : 0;
        left = rule.count ? rule.count : INT32_MAX;
        d1_recurrence_begin(&iter, &rule, start, from, to);
        for (d1_date day = start; day <= to && left > 0; day++) {
            if (!matches(&rule, start, day))
                continue;
            left--;
            if (day < from)
                continue;
            cr_assert_eq(d1_recurrence_next(&iter, &found), 1, "round %d: day %d is missing", round, day);
            cr_assert_eq(found, day, "round %d: %d, not %d", round, found, day);
        }
        cr_assert_eq(d1_recurrence_next(&iter, &found), 0, "round %d: %d is too much", round, found);
    }
}

Test(recurrence, stops_at_the_limit_of_occurrences)
{
    struct d1_recurrence rule = {.frequency = D1_FREQUENCY_DAILY, .interval = 1};
    struct d1_recurrence_iter iter;
    d1_date day = 0;
    int given = 0, code;

    d1_recurrence_begin(&iter, &rule, D1_DATE_MIN, D1_DATE_MIN, D1_DATE_MIN + D1_LIMIT_OCCURRENCES - 1);
    while ((code = d1_recurrence_next(&iter, &day)) == 1)
        given++;
    cr_expect_eq(code, 0, "exactly at the limit is allowed");
    cr_expect_eq(given, D1_LIMIT_OCCURRENCES);
    d1_recurrence_begin(&iter, &rule, D1_DATE_MIN, D1_DATE_MIN, D1_DATE_MIN + D1_LIMIT_OCCURRENCES);
    for (given = 0; (code = d1_recurrence_next(&iter, &day)) == 1; given++)
        ;
    cr_expect_eq(code, D1_ERR_LIMIT);
    cr_expect_eq(given, D1_LIMIT_OCCURRENCES);
    cr_expect_eq(d1_recurrence_next(&iter, &day), 0, "the walk is over");
    d1_recurrence_begin(&iter, &rule, D1_DATE_MIN, D1_DATE_MAX - 5, INT32_MAX);
    for (given = 0; (code = d1_recurrence_next(&iter, &day)) == 1; given++)
        ;
    cr_expect_eq(given, 6, "days before the window are not counted, and the last year ends it");
    cr_expect_eq(code, 0);
}

/* A thousand hostile rules, each over all years, within a second or so: each is at most a step a month. */
Test(recurrence, rules_that_hardly_or_never_match_end)
{
    static const char *const rules[] = {
        "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12", "FREQ=MONTHLY;BYMONTHDAY=30,31;INTERVAL=12;COUNT=999999",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",         "FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=999999",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    };
    d1_date start = date("0001-02-06"), day;
    double begun = pace_seconds();

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct d1_recurrence rule;
        struct d1_recurrence_iter iter;

        cr_assert_eq(d1_recurrence_parse(d1_str(rules[i]), &rule, NULL, NULL), 0);
        for (int n = 0; n < 20; n++) {
            d1_recurrence_begin(&iter, &rule, start, start, D1_DATE_MAX);
            cr_expect_eq(d1_recurrence_next(&iter, &day), 0, "%s", rules[i]);
        }
    }
    pace_expect("100 walks", begun, 2);
}
