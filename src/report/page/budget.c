/* The budget: what was approved, what was spent, and what it will have come to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/page/page.h"

enum { WIDTH = 720, MARGIN = 40, BASE = 50 };

/* An amount as a number for a chart, or -1; it is shown as it is written. */
static double amount_of(struct d1_str text)
{
    char digits[32], *end;
    double value;

    if (!text.len || text.len >= sizeof digits)
        return -1;
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = '\0';
    value = strtod(digits, &end);
    return *end || !(value >= 0) || value > 1e15 ? -1 : value;
}

/* The distance of ticks, 1, 2 or 5 of a power of ten, of which at most six come up to an amount. */
static double step_of(double most)
{
    static const double steps[] = {2, 2.5, 2}; /* from 1 to 2 to 5 to 10 */
    double step = 1e-2;

    for (size_t i = 0; most / step > 6; i++)
        step *= steps[i % 3];
    return step;
}

static void draw_amounts(struct d1_page *page, double most, double scale)
{
    double step = step_of(most);
    char text[40];

    d1_page_line(page, "axis", MARGIN, BASE, MARGIN + most * scale, BASE);
    for (int i = 0; i * step <= most; i++) {
        double x = MARGIN + i * step * scale;

        snprintf(text, sizeof text, step < 1 ? "%.2f" : "%.0f", i * step);
        d1_page_line(page, "axis", x, BASE, x, BASE + 5);
        d1_page_label(page, "soft", x, BASE + 18, "middle", d1_str(text));
    }
}

static void draw_budget(struct d1_page *page, double approved, double actual, double estimate)
{
    static const struct d1_page_key keys[] = {
        {D1_PAGE_SQUARE, "bD", "approved"},
        {D1_PAGE_SQUARE, "full", "spent"},
        {D1_PAGE_SQUARE, "tF", "spent, and more than approved"},
        {D1_PAGE_STROKE, "ink", "expected at completion"},
        {0, NULL, NULL},
    };
    double most = approved > actual ? approved : actual, scale;

    most = estimate > most ? estimate : most;
    if (most <= 0)
        return;
    scale = (WIDTH - 2 * MARGIN) / most;
    d1_page_begin_chart(page, WIDTH, BASE + 22, "Budget: approved, spent, at completion",
                        "The wide bar is what was approved, the narrow one what was spent, the stroke what is expected "
                        "at completion.");
    if (approved >= 0)
        d1_page_rect(page, "bD", MARGIN, 10, approved * scale, 30);
    if (actual >= 0)
        d1_page_rect(page, actual > approved && approved >= 0 ? "tF" : "full", MARGIN, 19, actual * scale, 12);
    if (estimate >= 0)
        d1_page_line(page, "ink", MARGIN + estimate * scale, 4, MARGIN + estimate * scale, 46);
    draw_amounts(page, most, scale);
    d1_page_end_chart(page);
    d1_page_legend(page, keys);
}

/* The newest report that says something of money. */
static const struct d1_status_figure *newest(const struct d1_figures *figures)
{
    for (size_t i = figures->statuses_count; i-- > 0;)
        if (figures->statuses[i].actual.len || figures->statuses[i].estimate.len)
            return &figures->statuses[i];
    return NULL;
}

static void write_amount(struct d1_page *page, const char *name, struct d1_str amount, struct d1_str currency)
{
    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_markup_puts(&page->m, name);
    d1_markup_end(&page->m);
    d1_markup_open(&page->m, "td", "num");
    if (amount.len) {
        d1_markup_text(&page->m, amount);
        d1_markup_puts(&page->m, " ");
        d1_markup_text(&page->m, currency);
    }
    d1_markup_end(&page->m);
    d1_page_end_row(page);
}

/* An amount of a report beside what was approved; -1 where it is of another currency, which compares with nothing. */
static double beside(const struct d1_page *page, const struct d1_status_figure *status, struct d1_str amount)
{
    return d1_str_eq(status->currency, page->engagement->figures->currency) ? amount_of(amount) : -1;
}

/* How the budget stands, in sentences. */
static void write_state(struct d1_page *page, const struct d1_status_figure *status)
{
    const struct d1_figures *figures = page->engagement->figures;
    double approved = amount_of(figures->approved), percent = approved > 0 ? 100 / approved : 0;
    double actual = beside(page, status, status->actual) * percent;
    double estimate = beside(page, status, status->estimate) * percent;
    struct d1_markup *m = &page->m;

    if (status->complete < 0 && actual <= 0 && estimate <= 0)
        return;
    d1_markup_begin(m, "p");
    if (actual > 0)
        d1_markup_printf(m, "Of what was approved, %.0f percent is spent. ", actual);
    if (estimate > 0)
        d1_markup_printf(m, "At completion it will be %.0f percent. ", estimate);
    if (status->complete >= 0)
        d1_markup_printf(m, "%.0f percent of the work is done.", status->complete);
    d1_markup_end(m);
    d1_markup_line(m);
}

static void write_budget(struct d1_page *page, const struct d1_status_figure *status)
{
    static const char *const columns[] = {"Budget", ">Amount", NULL};
    const struct d1_figures *figures = page->engagement->figures;

    write_state(page, status);
    draw_budget(page, amount_of(figures->approved), beside(page, status, status->actual),
                beside(page, status, status->estimate));
    d1_page_begin_table(page, "tight", d1_str("What was approved, what was spent, and what is expected at completion"),
                        columns);
    write_amount(page, "Approved", figures->approved, figures->currency);
    write_amount(page, "Spent", status->actual, status->currency);
    write_amount(page, "At completion", status->estimate, status->currency);
    d1_page_end_table(page);
}

void d1_page_budget(struct d1_page *page)
{
    static const struct d1_status_figure nothing = {.complete = -1};
    const struct d1_figures *figures = page->engagement->figures;
    const struct d1_status_figure *status = newest(figures);

    d1_page_begin_section(page, "budget", "Budget");
    if (figures->approved.len || status)
        write_budget(page, status ? status : &nothing);
    else
        d1_page_say(page, "note", "No amount is known: they stand in the StatementOfWork and in each StatusReport.");
    d1_page_found(page, (const char *const[]){"BUD-", NULL});
    d1_page_end_section(page);
}
