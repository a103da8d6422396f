/* The milestones: agreed, expected and reached, as a line from one to the other, and as a table. */
#include "report/page/page.h"

enum { WIDTH = 960, LEFT = 120, RIGHT = 30, HEAD = 18, ROW = 24, DRAWN = 40, LISTED = 200 };

static void widen(struct d1_page_axis *axis, struct d1_figure_day day)
{
    if (day.has_date)
        d1_page_axis_widen(axis, day.date);
}

/* What is known best of the day it comes to. */
static struct d1_figure_day latest(const struct d1_milestone_figure *milestone)
{
    return milestone->actual.has_date ? milestone->actual : milestone->forecast;
}

static void draw_milestone(struct d1_page *page, const struct d1_page_axis *axis,
                           const struct d1_milestone_figure *milestone, double y)
{
    struct d1_figure_day end = latest(milestone);
    const struct d1_figure_day *from = &milestone->baseline;

    d1_page_label(page, milestone->critical ? "bold" : "soft", LEFT - 12, y + 4, "end",
                  d1_str_sub(milestone->id, 0, 14));
    if (from->has_date && end.has_date)
        d1_page_line(page, "ink", d1_page_axis_at(axis, from->date), y, d1_page_axis_at(axis, end.date), y);
    if (from->has_date)
        d1_page_circle(page, "open", d1_page_axis_at(axis, from->date), y, 6);
    if (end.has_date && milestone->actual.has_date)
        d1_page_circle(page, "full", d1_page_axis_at(axis, end.date), y, 5);
    else if (end.has_date)
        d1_page_rect(page, "bf", d1_page_axis_at(axis, end.date) - 5, y - 5, 10, 10);
}

static void draw(struct d1_page *page)
{
    static const struct d1_page_key keys[] = {
        {D1_PAGE_RING, "open", "agreed"},          {D1_PAGE_SQUARE, "bf", "expected"},
        {D1_PAGE_RING, "full", "reached"},         {D1_PAGE_DASH, "ink", "how far it has moved"},
        {D1_PAGE_STROKE, "now", "the as-of date"}, {0, NULL, NULL},
    };
    const struct d1_figures *figures = page->engagement->figures;
    size_t count = figures->milestones_count < DRAWN ? figures->milestones_count : DRAWN;
    struct d1_page_axis axis = {.left = LEFT, .right = WIDTH - RIGHT};
    double base = HEAD + (double)count * ROW + 8;

    d1_page_axis_widen(&axis, page->engagement->as_of);
    for (size_t i = 0; i < count; i++) {
        widen(&axis, figures->milestones[i].baseline);
        widen(&axis, latest(&figures->milestones[i]));
    }
    if (axis.first == axis.last)
        return;
    d1_page_begin_chart(page, WIDTH, (int)base + 22, "Milestones: agreed, and expected or reached",
                        "A ring is the day that was agreed, a square the day that is expected, a dot the day on which "
                        "it was reached; names in bold lie on the critical path.");
    d1_page_axis_today(page, &axis, 0, base);
    for (size_t i = 0; i < count; i++)
        draw_milestone(page, &axis, &figures->milestones[i], HEAD + (double)i * ROW + ROW / 2.0);
    d1_page_axis_draw(page, &axis, base);
    d1_page_end_chart(page);
    d1_page_legend(page, keys);
    d1_page_say(page, "note", "Names in bold lie on the critical path.");
}

/* How far a milestone has moved, in days; 0 where that is not known. */
static long slip_of(const struct d1_milestone_figure *milestone)
{
    struct d1_figure_day end = latest(milestone);

    return milestone->baseline.has_date && end.has_date ? (long)end.date - milestone->baseline.date : 0;
}

static void write_slip(struct d1_page *page, const struct d1_milestone_figure *milestone)
{
    long days = slip_of(milestone);

    d1_markup_open(&page->m, "td", "num");
    if (milestone->baseline.has_date && latest(milestone).has_date)
        d1_markup_printf(&page->m, days > 0 ? "+%ld" : "%ld", days);
    d1_markup_end(&page->m);
}

static void write_milestone(struct d1_page *page, const struct d1_milestone_figure *milestone)
{
    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_page_name(page, milestone->id);
    d1_markup_end(&page->m);
    d1_markup_open(&page->m, "td", "msg");
    d1_page_name(page, milestone->title);
    d1_markup_end(&page->m);
    d1_page_cell(page, d1_str(milestone->critical ? "critical" : ""));
    d1_page_day(page, milestone->baseline.has_date, milestone->baseline.date);
    d1_page_day(page, milestone->forecast.has_date, milestone->forecast.date);
    d1_page_day(page, milestone->actual.has_date, milestone->actual.date);
    write_slip(page, milestone);
    d1_page_id(page, milestone->owner);
    d1_page_end_row(page);
}

/* Whether its day, as far as it is known, went by without it. */
static bool is_past(const struct d1_milestone_figure *milestone, d1_date as_of)
{
    struct d1_figure_day day = milestone->forecast.has_date ? milestone->forecast : milestone->baseline;

    return !milestone->actual.has_date && day.has_date && day.date < as_of;
}

/* How the plan stands, in a sentence: what is reached, what is past its day, and what has moved furthest. */
static void write_state(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;
    const struct d1_milestone_figure *furthest = NULL;
    size_t reached = 0, past = 0;
    struct d1_markup *m = &page->m;

    for (size_t i = 0; i < figures->milestones_count; i++) {
        const struct d1_milestone_figure *milestone = &figures->milestones[i];

        reached += milestone->actual.has_date;
        past += is_past(milestone, page->engagement->as_of);
        if (slip_of(milestone) > (furthest ? slip_of(furthest) : 0))
            furthest = milestone;
    }
    d1_markup_begin(m, "p");
    d1_markup_printf(m, "%zu of %zu milestones %s reached", reached, figures->milestones_count,
                     reached == 1 ? "is" : "are");
    if (past)
        d1_markup_printf(m, ", %zu %s past the day and not reached", past, past == 1 ? "is" : "are");
    d1_markup_puts(m, ". ");
    if (furthest) {
        d1_page_name(page, furthest->title.len ? furthest->title : furthest->id);
        d1_markup_printf(m, " has moved furthest: %ld %s behind the agreed day.", slip_of(furthest),
                         slip_of(furthest) == 1 ? "day" : "days");
    } else {
        d1_markup_puts(m, "None is known to have moved behind its agreed day.");
    }
    d1_markup_end(m);
    d1_markup_line(m);
}

static void write_plan(struct d1_page *page)
{
    static const char *const columns[] = {"Milestone", "Title",     "Path",  "Agreed", "Expected",
                                          "Reached",   ">Days off", "Owner", NULL};
    const struct d1_figures *figures = page->engagement->figures;

    write_state(page);
    draw(page);
    d1_page_begin_table(page, "rows plan", d1_str("Milestones in the order of the plan"), columns);
    for (size_t i = 0; i < figures->milestones_count && i < LISTED; i++)
        write_milestone(page, &figures->milestones[i]);
    d1_page_end_table(page);
    if (figures->milestones_count > LISTED) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are listed by the format json.", figures->milestones_count - LISTED);
        d1_markup_end(&page->m);
    }
}

void d1_page_schedule(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;

    d1_page_begin_section(page, "schedule", "Schedule");
    if (figures->milestones_count)
        write_plan(page);
    else
        d1_page_say(page, "note", "There are no milestones: they stand in a MilestonePlan.");
    d1_page_found(page, (const char *const[]){"SCH-", "MSR-", NULL});
    d1_page_end_section(page);
}
