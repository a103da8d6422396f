/* What comes back in an engagement: its first and next day, its rule, its days off, and how much of it is looked at. */
#include <criterion/criterion.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory/arena.h"
#include "calendar/calendar.h"
#include "engine/said/recurring.h"
#include "yaml/yaml.h"

static struct {
    struct d1_yaml_loader *loader;
    struct d1_stream stream;
    struct d1_arena arena;
} all;

static d1_date date(const char *text)
{
    d1_date day;

    cr_assert(d1_date_parse(d1_str(text), &day), "%s", text);
    return day;
}

static const struct d1_node *node_of(const char *yaml)
{
    cr_assert_eq(d1_yaml_loader_new(&all.loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(all.loader, d1_str(yaml), &all.stream, NULL), 0);
    return d1_doc_root(all.stream.items[0].doc);
}

static void release(void)
{
    d1_arena_release(&all.arena);
    d1_stream_release(&all.stream);
    d1_yaml_loader_free(all.loader);
}

Test(recurring, a_meeting_is_read_with_its_days_off, .fini = release)
{
    const struct d1_node *node = node_of("{start: '2026-03-02', rrule: 'FREQ=WEEKLY;BYDAY=TU', end: '2026-06-30', "
                                         "exceptions: [{date: '2026-03-17'}, {date: '2026-03-18'}]}");
    const d1_date holidays[] = {date("2026-03-24")};
    struct d1_calendar *calendar = NULL;
    int64_t steps = 1000;
    struct d1_recurring_reading reading = {.as_of = date("2026-03-17"), .steps = &steps, .arena = &all.arena};
    struct d1_recurring recurring = {0};

    cr_assert_eq(d1_calendar_new(&calendar, 0x1f, holidays, 1, NULL), 0);
    reading.calendar = calendar;
    cr_assert_eq(d1_recurring_read(&recurring, node, &reading), 1);
    cr_expect_eq(recurring.date, date("2026-03-03"));
    cr_expect_eq(recurring.next, date("2026-03-31"), "neither an exception nor a holiday");
    cr_expect(d1_str_is(recurring.rule, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630"), D1_STR_FMT, D1_STR_ARG(recurring.rule));
    cr_assert_eq(recurring.off_count, 2);
    cr_expect(recurring.off[0] == date("2026-03-17") && recurring.off[1] == holidays[0]);
    d1_calendar_free(calendar);
}

Test(recurring, the_engagement_ends_it, .fini = release)
{
    const struct d1_node *node = node_of("{start: '2026-03-03', rrule: 'FREQ=WEEKLY;COUNT=10', end: '2026-12-31'}");
    int64_t steps = 1000;
    const struct d1_recurring_reading reading = {.as_of = date("2026-03-03"),
                                                 .has_last = true,
                                                 .last = date("2026-03-20"),
                                                 .steps = &steps,
                                                 .arena = &all.arena};
    struct d1_recurring recurring = {0};

    cr_assert_eq(d1_recurring_read(&recurring, node, &reading), 1);
    cr_expect(d1_str_is(recurring.rule, "FREQ=WEEKLY;UNTIL=20260320"), D1_STR_FMT, D1_STR_ARG(recurring.rule));
}

Test(recurring, what_gives_no_day_is_none, .fini = release)
{
    const struct d1_node *list = node_of("[{rrule: FREQ=DAILY}, {start: '2026-03-02', rrule: FREQ=OFTEN}, "
                                         "{start: '2026-02-01', rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'}]");
    int64_t steps = 1000;
    const struct d1_recurring_reading reading = {.as_of = date("2026-03-02"), .steps = &steps, .arena = &all.arena};
    struct d1_recurring recurring = {0};

    for (size_t i = 0; i < d1_node_count(list); i++)
        cr_expect_eq(d1_recurring_read(&recurring, d1_node_item(list, i), &reading), 0, "%zu", i);
}

/* A log of many meetings over centuries costs no more than the steps that there are for all of them. */
Test(recurring, no_more_is_looked_at_than_there_are_steps, .fini = release)
{
    const struct d1_node *list = node_of("[{start: '2026-03-02', rrule: FREQ=DAILY}, "
                                         "{start: '0001-01-01', rrule: 'FREQ=DAILY;COUNT=9000', end: '9999-12-31'}]");

    for (size_t i = 0; i < d1_node_count(list); i++) {
        const struct d1_node *node = d1_node_item(list, i);
        int64_t steps = D1_LIMIT_AGENDA_STEPS, needed;
        struct d1_recurring_reading reading = {.as_of = date("2026-03-02"), .steps = &steps, .arena = &all.arena};
        struct d1_recurring recurring = {0};

        cr_assert_eq(d1_recurring_read(&recurring, node, &reading), 1, "%zu", i);
        needed = D1_LIMIT_AGENDA_STEPS - steps;
        cr_expect(needed > 0 && steps > 0, "%zu", i);
        steps = needed;
        cr_expect_eq(d1_recurring_read(&recurring, node, &reading), 1, "%zu: as many as it needs", i);
        cr_expect_eq(steps, 0, "%zu", i);
        for (int64_t less = needed - 1; less >= 0; less -= less / 7 + 1) {
            steps = less;
            cr_expect_eq(d1_recurring_read(&recurring, node, &reading), D1_ERR_LIMIT, "%zu: %lld of %lld", i,
                         (long long)less, (long long)needed);
        }
    }
}
