/* The milestones: agreed, expected and reached, as a line from one to the other, and as a table. */
#include "report/html/page.h"

enum { WIDTH = 760, LEFT = 110, RIGHT = 24, ROW = 24, DRAWN = 40, LISTED = 200 };

struct span {
    d1_date first, last;
    bool known;
};

static void widen(struct span *span, struct d1_figure_day day)
{
    if (!day.has_date)
        return;
    span->first = !span->known || day.date < span->first ? day.date : span->first;
    span->last = !span->known || day.date > span->last ? day.date : span->last;
    span->known = true;
}

static double place_of(const struct span *span, d1_date day)
{
    return LEFT + (double)((long)day - span->first) * (WIDTH - LEFT - RIGHT) / (double)((long)span->last - span->first);
}

/* What is known best of the day it comes to. */
static struct d1_figure_day latest(const struct d1_milestone_figure *milestone)
{
    return milestone->actual.has_date ? milestone->actual : milestone->forecast;
}

static void draw_milestone(struct d1_page *page, const struct span *span, const struct d1_milestone_figure *milestone,
                           double y)
{
    struct d1_figure_day end = latest(milestone);
    const struct d1_figure_day *from = &milestone->baseline;

    d1_page_label(page, milestone->critical ? NULL : "soft", LEFT - 12, y + 4, "end", d1_str_sub(milestone->id, 0, 14));
    if (from->has_date && end.has_date)
        d1_page_line(page, "ink", place_of(span, from->date), y, place_of(span, end.date), y);
    if (from->has_date)
        d1_page_circle(page, "open", place_of(span, from->date), y, 6);
    if (end.has_date && milestone->actual.has_date)
        d1_page_circle(page, "full", place_of(span, end.date), y, 5);
    else if (end.has_date)
        d1_page_rect(page, "bf", place_of(span, end.date) - 5, y - 5, 10, 10);
}

static void draw(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;
    size_t count = figures->milestones_count < DRAWN ? figures->milestones_count : DRAWN;
    struct span span = {0};
    double height = (double)count * ROW + 8;
    char text[D1_DATE_TEXT];

    widen(&span, (struct d1_figure_day){true, page->engagement->as_of});
    for (size_t i = 0; i < count; i++) {
        widen(&span, figures->milestones[i].baseline);
        widen(&span, latest(&figures->milestones[i]));
    }
    if (span.first == span.last)
        return;
    d1_page_begin_chart(
        page, WIDTH, (int)height + 30, "Milestones: agreed, and expected or reached",
        "A ring is the day that was agreed, a square the day that is expected, a dot the day on which it "
        "was reached.");
    d1_page_line(page, "now", place_of(&span, page->engagement->as_of), 0, place_of(&span, page->engagement->as_of),
                 height);
    for (size_t i = 0; i < count; i++)
        draw_milestone(page, &span, &figures->milestones[i], (double)i * ROW + ROW / 2.0);
    d1_page_line(page, "axis", LEFT, height, WIDTH - RIGHT, height);
    d1_date_format(span.first, text);
    d1_page_label(page, "soft", LEFT, height + 18, "start", d1_str(text));
    d1_date_format(span.last, text);
    d1_page_label(page, "soft", WIDTH - RIGHT, height + 18, "end", d1_str(text));
    d1_page_end_chart(page);
}

static void write_slip(struct d1_page *page, const struct d1_milestone_figure *milestone)
{
    struct d1_figure_day end = latest(milestone);
    long days;

    d1_markup_open(&page->m, "td", "num");
    if (milestone->baseline.has_date && end.has_date) {
        days = (long)end.date - milestone->baseline.date;
        d1_markup_printf(&page->m, days > 0 ? "+%ld" : "%ld", days);
    }
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

void d1_page_schedule(struct d1_page *page)
{
    static const char *const columns[] = {"Milestone", "Title",     "Path",  "Agreed", "Expected",
                                          "Reached",   ">Days off", "Owner", NULL};
    const struct d1_figures *figures = page->engagement->figures;

    d1_page_begin_section(page, "schedule", "Schedule");
    if (!figures->milestones_count) {
        d1_page_say(page, "note", "There are no milestones: they stand in a MilestonePlan.");
        d1_page_end_section(page);
        return;
    }
    draw(page);
    d1_page_begin_table(page, NULL, d1_str("Milestones in the order of the plan"), columns);
    for (size_t i = 0; i < figures->milestones_count && i < LISTED; i++)
        write_milestone(page, &figures->milestones[i]);
    d1_page_end_table(page);
    if (figures->milestones_count > LISTED) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are listed by the format json.", figures->milestones_count - LISTED);
        d1_markup_end(&page->m);
    }
    d1_page_end_section(page);
}
