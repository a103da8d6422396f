#include "engine/said/recurring.h"

#include <stdlib.h>

#include "base/text/strbuf.h"
#include "base/vec.h"
#include "calendar/recurrence.h"
#include "engine/said/said.h"

enum { FIRST_WITHIN = 5 * 366, OFF_WITHIN = 2 * 366, SHORTEST_MONTH = 28 };

struct days {
    D1_VEC_MEMBERS(d1_date);
};

static int by_date(const void *left, const void *right)
{
    d1_date a = *(const d1_date *)left, b = *(const d1_date *)right;

    return a < b ? -1 : a > b;
}

/* The days that were called off, sorted. */
static int read_exceptions(struct days *days, const struct d1_node *node)
{
    const struct d1_node *list = d1_node_get(node, "exceptions");

    for (size_t i = 0; list && list->kind == D1_NODE_SEQUENCE && i < d1_node_count(list); i++) {
        struct d1_figure_day day = d1_said_day(d1_node_item(list, i), "date");

        if (day.has_date && d1_vec_push(days, day.date) < 0)
            return D1_ERR_MEMORY;
    }
    if (days->len)
        qsort(days->items, days->len, sizeof *days->items, by_date);
    return 0;
}

/* A walk, when there are steps left for as many months as it may take: with COUNT all since the start. */
static bool begin(struct d1_recurrence_iter *iter, const struct d1_recurrence *rule, d1_date start, d1_date from,
                  d1_date to, int64_t *steps)
{
    d1_date first = rule->count || from < start ? start : from;

    *steps -= to > first ? (to - first) / SHORTEST_MONTH + 1 : 1;
    if (*steps < 0)
        return false;
    d1_recurrence_begin(iter, rule, start, from, to);
    return true;
}

/* Ends the rule with the last day: by the number of times if these are over before, else by the day. */
static int end_rule(struct d1_recurrence *rule, d1_date start, d1_date last, int64_t *steps)
{
    struct d1_recurrence_iter iter;
    d1_date day;
    int32_t times = 0;

    if (rule->count) {
        if (!begin(&iter, rule, start, start, last, steps))
            return D1_ERR_LIMIT;
        while (d1_recurrence_next(&iter, &day) > 0)
            times++;
        *steps -= times;
        if (times == rule->count)
            return 0;
        rule->count = 0;
    }
    if (!rule->has_until || last < rule->until)
        rule->until = last;
    rule->has_until = true;
    return 0;
}

/* The first day; 1, 0 or D1_ERR_LIMIT. */
static int find_first(const struct d1_recurrence *rule, d1_date start, int64_t *steps, d1_date *first)
{
    struct d1_recurrence_iter iter;

    return begin(&iter, rule, start, start, start + FIRST_WITHIN, steps) ? d1_recurrence_next(&iter, first)
                                                                         : D1_ERR_LIMIT;
}

/* The days off around the as-of date, and the first from it on that is none. */
static int find_off(struct d1_recurring *recurring, struct days *off, const struct d1_recurrence *rule, d1_date start,
                    const struct days *exceptions, const struct d1_recurring_reading *reading)
{
    struct d1_recurrence_iter iter;
    bool found = false;
    d1_date day;

    if (!begin(&iter, rule, start, reading->as_of - OFF_WITHIN, reading->as_of + OFF_WITHIN, reading->steps))
        return D1_ERR_LIMIT;
    while (d1_recurrence_next(&iter, &day) > 0 && --*reading->steps >= 0) {
        bool is_off = (exceptions->len && bsearch(&day, exceptions->items, exceptions->len, sizeof day, by_date)) ||
                      (reading->calendar && d1_calendar_is_holiday(reading->calendar, day));

        if (is_off && d1_vec_push(off, day) < 0)
            return D1_ERR_MEMORY;
        if (!is_off && !found && day >= reading->as_of) {
            recurring->next = day;
            found = true;
        }
    }
    return *reading->steps < 0 ? D1_ERR_LIMIT : 0;
}

/* Takes rule and days off into the arena. */
static int keep(struct d1_recurring *recurring, const struct d1_recurrence *rule, const struct days *off,
                struct d1_arena *arena)
{
    struct d1_strbuf text = {0};
    d1_date *kept = d1_arena_alloc(arena, (off->len + 1) * sizeof *kept);
    int result;

    d1_recurrence_write(&text, rule);
    recurring->rule = d1_arena_str(arena, d1_strbuf_view(&text));
    if (kept && off->len)
        memcpy(kept, off->items, off->len * sizeof *kept);
    recurring->off = kept;
    recurring->off_count = off->len;
    result = kept && recurring->rule.ptr && !text.oom ? 0 : D1_ERR_MEMORY;
    d1_strbuf_release(&text);
    return result;
}

int d1_recurring_read(struct d1_recurring *recurring, const struct d1_node *node,
                      const struct d1_recurring_reading *reading)
{
    struct d1_figure_day start = d1_said_day(node, "start"), end = d1_said_day(node, "end");
    struct d1_recurrence rule;
    struct days exceptions = {0}, off = {0};
    int status;

    if (!start.has_date || d1_recurrence_parse(d1_said_text(node, "rrule"), &rule, NULL, NULL) < 0)
        return 0;
    if (reading->has_last && (!end.has_date || reading->last < end.date))
        end = (struct d1_figure_day){true, reading->last};
    status = end.has_date ? end_rule(&rule, start.date, end.date, reading->steps) : 0;
    if (status == 0)
        status = find_first(&rule, start.date, reading->steps, &recurring->date);
    if (status <= 0)
        return status;
    recurring->next = recurring->date;
    status = read_exceptions(&exceptions, node);
    if (status == 0)
        status = find_off(recurring, &off, &rule, start.date, &exceptions, reading);
    if (status == 0)
        status = keep(recurring, &rule, &off, reading->arena);
    d1_vec_release(&exceptions);
    d1_vec_release(&off);
    return status < 0 ? status : 1;
}
