/* What the customer says, what was spent, and whether the colours are honest. */
#include <stdlib.h>
#include <string.h>

#include "report/html/page.h"

enum { WIDTH = 560, LEFT = 40, TOP = 12, TALL = 120, LISTED = 60 };

/* ---- the customer's voice ---- */

/* The share of the scale that a score has reached, or -1. */
static double share_of(const struct d1_feedback_figure *feedback, double score)
{
    if (score < 0 || feedback->highest <= feedback->lowest || feedback->lowest < 0)
        return -1;
    score = (score - feedback->lowest) / (feedback->highest - feedback->lowest);
    return score < 0 ? 0 : score > 1 ? 1 : score;
}

static void draw_voice(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;
    size_t count = figures->feedback_count < LISTED ? figures->feedback_count : LISTED;
    double step = count > 1 ? (double)(WIDTH - 2 * LEFT) / (double)(count - 1) : 0;

    d1_page_begin_chart(page, WIDTH, TOP + TALL + 24, "Mean scores of the customer, by day",
                        "A dot is the mean of the answers on the scale of its survey, a dash what was aimed at.");
    d1_page_line(page, "axis", LEFT - 20, TOP, WIDTH - 20, TOP);
    d1_page_line(page, "axis", LEFT - 20, TOP + TALL, WIDTH - 20, TOP + TALL);
    for (size_t i = 0; i < count; i++) {
        const struct d1_feedback_figure *feedback = &figures->feedback[i];
        double x = LEFT + (double)i * step, mean = share_of(feedback, feedback->mean),
               target = share_of(feedback, feedback->target);

        if (target >= 0)
            d1_page_line(page, "ink", x - 10, TOP + TALL - target * TALL, x + 10, TOP + TALL - target * TALL);
        if (mean >= 0)
            d1_page_circle(page, target >= 0 && mean < target ? "bF" : "bP", x, TOP + TALL - mean * TALL, 6);
    }
    d1_page_end_chart(page);
}

static void write_real(struct d1_page *page, double value)
{
    d1_markup_open(&page->m, "td", "num");
    if (value >= 0)
        d1_markup_printf(&page->m, "%.1f", value);
    d1_markup_end(&page->m);
}

static void write_voice(struct d1_page *page, const struct d1_feedback_figure *feedback)
{
    d1_page_begin_row(page);
    d1_page_day(page, feedback->sent.has_date, feedback->sent.date);
    d1_page_cell(page, feedback->type);
    d1_page_number(page, feedback->responses);
    write_real(page, feedback->mean);
    write_real(page, feedback->target);
    d1_markup_open(&page->m, "td", "day");
    if (feedback->lowest >= 0 && feedback->highest >= 0)
        d1_markup_printf(&page->m, "%.0f to %.0f", feedback->lowest, feedback->highest);
    d1_markup_end(&page->m);
    d1_page_end_row(page);
}

void d1_page_voice(struct d1_page *page)
{
    static const char *const columns[] = {"Sent", "Survey", ">Answers", ">Mean", ">Aimed at", "Scale", NULL};
    const struct d1_figures *figures = page->engagement->figures;
    size_t from = figures->feedback_count > LISTED ? figures->feedback_count - LISTED : 0;

    d1_page_begin_section(page, "voice", "The customer's voice");
    if (!figures->feedback_count) {
        d1_page_say(page, "note", "The customer was not asked yet: answers stand in CustomerFeedback.");
    } else {
        draw_voice(page);
        d1_page_begin_table(page, "tight", d1_str("The times that the customer was asked"), columns);
        for (size_t i = from; i < figures->feedback_count; i++)
            write_voice(page, &figures->feedback[i]);
        d1_page_end_table(page);
    }
    d1_page_end_section(page);
}

/* ---- the budget ---- */

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

static void draw_budget(struct d1_page *page, double approved, double actual, double estimate)
{
    double most = approved > actual ? approved : actual, scale;

    most = estimate > most ? estimate : most;
    if (most <= 0)
        return;
    scale = (WIDTH - 2 * 16) / most;
    d1_page_begin_chart(page, WIDTH, 60, "Budget: approved, spent, at completion",
                        "The wide bar is what was approved, the narrow one what was spent, the stroke what is expected "
                        "at completion.");
    if (approved >= 0)
        d1_page_rect(page, "bD", 16, 10, approved * scale, 30);
    if (actual >= 0)
        d1_page_rect(page, actual > approved && approved >= 0 ? "tF" : "full", 16, 19, actual * scale, 12);
    if (estimate >= 0)
        d1_page_line(page, "ink", 16 + estimate * scale, 4, 16 + estimate * scale, 46);
    d1_page_end_chart(page);
}

/* The newest report that says something of money. */
static const struct d1_status_figure *newest(const struct d1_figures *figures, bool money)
{
    for (size_t i = figures->statuses_count; i-- > 0;)
        if (money ? figures->statuses[i].actual.len || figures->statuses[i].estimate.len
                  : figures->statuses[i].overall.len > 0)
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

void d1_page_budget(struct d1_page *page)
{
    static const char *const columns[] = {"Budget", ">Amount", NULL};
    const struct d1_figures *figures = page->engagement->figures;
    const struct d1_status_figure *status = newest(figures, true);
    static const struct d1_status_figure nothing = {.complete = -1};

    d1_page_begin_section(page, "budget", "Budget");
    if (!figures->approved.len && !status) {
        d1_page_say(page, "note", "No amount is known: they stand in the StatementOfWork and in each StatusReport.");
        d1_page_end_section(page);
        return;
    }
    status = status ? status : &nothing;
    draw_budget(page, amount_of(figures->approved), amount_of(status->actual), amount_of(status->estimate));
    d1_page_begin_table(page, "tight", d1_str("What was approved, what was spent, and what is expected at completion"),
                        columns);
    write_amount(page, "Approved", figures->approved, figures->currency);
    write_amount(page, "Spent", status->actual, status->currency);
    write_amount(page, "At completion", status->estimate, status->currency);
    d1_page_end_table(page);
    if (status->complete >= 0) {
        d1_markup_begin(&page->m, "p");
        d1_markup_printf(&page->m, "%.0f percent of the work are done.", status->complete);
        d1_markup_end(&page->m);
        d1_markup_line(&page->m);
    }
    d1_page_end_section(page);
}

/* ---- colours ---- */

static int rank_of(struct d1_str colour)
{
    return d1_str_is(colour, "red") ? 3 : d1_str_is(colour, "amber") ? 2 : d1_str_is(colour, "green") ? 1 : 0;
}

static void write_colour(struct d1_page *page, struct d1_str colour)
{
    static const char letters[] = "NPfF";
    int rank = rank_of(colour);

    d1_markup_begin(&page->m, "td");
    if (rank) {
        static const char *const words[] = {"", "green", "amber", "red"};

        d1_markup_begin(&page->m, "span");
        d1_markup_attrf(&page->m, "class", "st %c", letters[rank]);
        d1_markup_begin(&page->m, "b");
        d1_markup_printf(&page->m, "%c", "?GAR"[rank]);
        d1_markup_end(&page->m);
        d1_markup_printf(&page->m, " %s", words[rank]);
        d1_markup_end(&page->m);
    }
    d1_markup_end(&page->m);
}

/* A report whose overall colour is better than the worst of its dimensions says less than it knows. */
static bool is_flattering(const struct d1_status_figure *status)
{
    const struct d1_str dimensions[] = {status->scope, status->schedule, status->budget, status->quality, status->risk};
    int worst = 0;

    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
        worst = rank_of(dimensions[i]) > worst ? rank_of(dimensions[i]) : worst;
    return rank_of(status->overall) && rank_of(status->overall) < worst;
}

void d1_page_colours(struct d1_page *page)
{
    static const char *const columns[] = {"Day",     "Overall", "Scope",  "Schedule", "Budget",
                                          "Quality", "Risk",    "Honest", NULL};
    const struct d1_figures *figures = page->engagement->figures;
    size_t from = figures->statuses_count > LISTED ? figures->statuses_count - LISTED : 0;

    d1_page_begin_section(page, "colours", "Honesty of the colours");
    if (!newest(figures, false)) {
        d1_page_say(page, "note", "No colour is declared yet: colours stand in each StatusReport.");
        d1_page_end_section(page);
        return;
    }
    d1_page_begin_table(page, "tight", d1_str("Declared colours; overall may not be better than the worst dimension"),
                        columns);
    for (size_t i = from; i < figures->statuses_count; i++) {
        const struct d1_status_figure *status = &figures->statuses[i];

        d1_page_begin_row(page);
        d1_page_day(page, status->day.has_date, status->day.date);
        write_colour(page, status->overall);
        write_colour(page, status->scope);
        write_colour(page, status->schedule);
        write_colour(page, status->budget);
        write_colour(page, status->quality);
        write_colour(page, status->risk);
        d1_page_cell(page, d1_str(is_flattering(status) ? "no: a dimension is worse" : "yes"));
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
    d1_page_end_section(page);
}
