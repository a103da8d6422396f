/*
 * How the criteria came to hold, week by week: of the gates that come once and are due, how many criteria were due by
 * then and how many were met. A score of an earlier day would have to be judged as of it; these days are known.
 */
#include <stdio.h>
#include <string.h>

#include "report/page/page.h"

enum { WIDTH = 960, LEFT = 60, RIGHT = 40, TOP = 18, TALL = 100, WEEK = 7, WEEKS = 120 };

/* Whether a criterion is of a gate that comes once, and due. */
static bool is_counted(const struct d1_page *page, const struct d1_criterion_result *result)
{
    return result->has_due && result->due <= page->engagement->as_of && !d1_str_is(result->gate, "rolling") &&
           d1_str_find(result->gate, ':', 0) == result->gate.len && result->state != D1_STATE_NOT_APPLICABLE;
}

struct count {
    size_t due, met;
};

/* How many were due, and were met, up to a day, it included. */
static struct count count_by(const struct d1_page *page, d1_date day)
{
    const struct d1_engagement_verdict *e = page->engagement;
    struct count count = {0, 0};

    for (size_t i = 0; i < e->criterion_count; i++) {
        if (!is_counted(page, &e->criteria[i]))
            continue;
        count.due += e->criteria[i].due <= day;
        count.met += e->criteria[i].has_met && e->criteria[i].met <= day;
    }
    return count;
}

/* The days that have something to show, up to the as-of date; unknown where no day is known of any criterion. */
static bool span_of(const struct d1_page *page, struct d1_page_axis *axis)
{
    const struct d1_engagement_verdict *e = page->engagement;
    bool known = false;

    d1_page_axis_widen(axis, e->as_of);
    for (size_t i = 0; i < e->criterion_count; i++) {
        const struct d1_criterion_result *result = &e->criteria[i];

        if (!is_counted(page, result))
            continue;
        known = known || result->has_met;
        d1_page_axis_widen(axis, result->due - WEEK);
        if (result->has_met && result->met <= e->as_of)
            d1_page_axis_widen(axis, result->met - WEEK);
    }
    return known;
}

static double height_of(size_t count, size_t most)
{
    return TOP + TALL - (double)count * TALL / (double)most;
}

/* The two lines, a point for each week, or for so many as there is room for. */
static void draw_lines(struct d1_page *page, const struct d1_page_axis *axis, size_t most)
{
    long step = ((long)axis->last - axis->first) / WEEKS / WEEK * WEEK + WEEK;
    struct d1_page_point due[WEEKS + 2], met[WEEKS + 2];
    size_t count = 0;

    for (long day = axis->first;; day = axis->last - day > step ? day + step : axis->last) {
        struct count now = count_by(page, (d1_date)day);
        double x = d1_page_axis_at(axis, (d1_date)day);

        due[count] = (struct d1_page_point){x, height_of(now.due, most)};
        met[count++] = (struct d1_page_point){x, height_of(now.met, most)};
        if (day == axis->last)
            break;
    }
    d1_page_polyline(page, "now", due, count);
    d1_page_polyline(page, "met", met, count);
}

/* The gates that come once, by their numbers in the strip. */
static void draw_gates(struct d1_page *page, const struct d1_page_axis *axis)
{
    double before = -WIDTH;

    for (size_t i = 0; i < page->engagement->gate_count; i++) {
        const struct d1_gate_result *gate = page->gates[i];
        char css[3] = {'t', d1_page_gate_letter(gate->state), '\0'}, text[24];
        double x;

        if (!gate->has_due || gate->due > axis->last || gate->due < axis->first ||
            d1_str_find(gate->id, ':', 0) < gate->id.len)
            continue;
        x = d1_page_axis_at(axis, gate->due);
        d1_page_line(page, "axis", x, TOP, x, TOP + TALL);
        snprintf(text, sizeof text, "%zu", i + 1);
        if (x - before > 18)
            d1_page_label(page, css, x, TOP - 5, "middle", d1_str(text));
        before = x;
    }
}

static void draw(struct d1_page *page, const struct d1_page_axis *axis)
{
    static const struct d1_page_key keys[] = {
        {D1_PAGE_DASH, "met", "criteria that were met"},
        {D1_PAGE_DASH, "now", "criteria that were due"},
        {D1_PAGE_STROKE, "axis", "the day of a gate, with its number"},
        {0, NULL, NULL},
    };
    size_t most = count_by(page, axis->last).due;
    char text[24];

    d1_page_begin_chart(page, WIDTH, TOP + TALL + 22, "Criteria due and met, week by week",
                        "Of the gates that come once: the line of what was met, beside the dashed line of what was "
                        "due.");
    d1_page_label(page, "soft", LEFT - 8, TOP + TALL + 4, "end", d1_str("0"));
    snprintf(text, sizeof text, "%zu", most);
    d1_page_label(page, "soft", LEFT - 8, TOP + 4, "end", d1_str(text));
    draw_gates(page, axis);
    draw_lines(page, axis, most);
    d1_page_axis_draw(page, axis, TOP + TALL);
    d1_page_end_chart(page);
    d1_page_legend(page, keys);
}

static void write_table(struct d1_page *page)
{
    static const char *const columns[] = {"Gate", "Due", ">Criteria due", ">Met", NULL};

    d1_page_begin_table(page, "rows tight course",
                        d1_str("Criteria due and met up to the day of each gate that comes once"), columns);
    for (size_t i = 0; i < page->engagement->gate_count; i++) {
        const struct d1_gate_result *gate = page->gates[i];
        struct count count;

        if (!gate->has_due || gate->due > page->engagement->as_of || d1_str_find(gate->id, ':', 0) < gate->id.len)
            continue;
        count = count_by(page, gate->due);
        d1_page_begin_row(page);
        d1_page_begin_heading(page);
        d1_page_gate_name(page, gate);
        d1_markup_end(&page->m);
        d1_page_day(page, true, gate->due);
        d1_page_number(page, count.due);
        d1_page_number(page, count.met);
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
}

void d1_page_course(struct d1_page *page)
{
    struct d1_page_axis axis = {.left = LEFT, .right = WIDTH - RIGHT};

    if (!span_of(page, &axis)) {
        d1_page_say(page, "note",
                    "How the criteria came to hold over time, a repository with its history tells: d1lint history.");
        return;
    }
    draw(page, &axis);
    write_table(page);
}
