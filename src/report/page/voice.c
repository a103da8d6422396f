/* What the customer says: the mean of each time they were asked, beside what was aimed at. */
#include <stdio.h>

#include "report/page/page.h"

enum { WIDTH = 720, LEFT = 90, RIGHT = 40, TOP = 14, TALL = 120, LISTED = 60 };

/* The share of the scale that a score has reached, or -1. */
static double share_of(const struct d1_feedback_figure *feedback, double score)
{
    if (score < 0 || feedback->highest <= feedback->lowest || feedback->lowest < 0)
        return -1;
    score = (score - feedback->lowest) / (feedback->highest - feedback->lowest);
    return score < 0 ? 0 : score > 1 ? 1 : score;
}

static double height_of(double share)
{
    return TOP + TALL - share * TALL;
}

/* The scale of a survey from its lowest step to its highest, whatever these are. */
static void draw_scale(struct d1_page *page, const struct d1_page_axis *axis)
{
    static const char *const words[] = {"lowest", "middle", "highest"};

    for (int i = 0; i < 3; i++) {
        double y = height_of(i / 2.0);

        d1_page_line(page, "axis", axis->left - 16, y, axis->right + 16, y);
        d1_page_label(page, "soft", axis->left - 22, y + 4, "end", d1_str(words[i]));
    }
}

static void draw_answer(struct d1_page *page, const struct d1_page_axis *axis,
                        const struct d1_feedback_figure *feedback)
{
    double x = d1_page_axis_at(axis, feedback->sent.date), mean = share_of(feedback, feedback->mean),
           target = share_of(feedback, feedback->target);
    char text[32];

    if (target >= 0)
        d1_page_line(page, "ink", x - 12, height_of(target), x + 12, height_of(target));
    if (mean < 0)
        return;
    if (target >= 0 && mean < target)
        d1_page_rect(page, "bF", x - 6, height_of(mean) - 6, 12, 12);
    else
        d1_page_circle(page, "bP", x, height_of(mean), 6);
    snprintf(text, sizeof text, "n %zu", feedback->responses);
    d1_page_label(page, "soft", x, TOP + TALL + 16, "middle", d1_str(text));
}

static void draw_voice(struct d1_page *page, size_t from)
{
    static const struct d1_page_key keys[] = {
        {D1_PAGE_RING, "bP", "mean of the answers"},
        {D1_PAGE_SQUARE, "bF", "mean below what was aimed at"},
        {D1_PAGE_DASH, "ink", "aimed at"},
        {0, NULL, NULL},
    };
    const struct d1_figures *figures = page->engagement->figures;
    struct d1_page_axis axis = {.left = LEFT, .right = WIDTH - RIGHT};

    d1_page_axis_widen(&axis, page->engagement->as_of);
    for (size_t i = from; i < figures->feedback_count; i++)
        if (figures->feedback[i].sent.has_date)
            d1_page_axis_widen(&axis, figures->feedback[i].sent.date);
    d1_page_begin_chart(page, WIDTH, TOP + TALL + 50, "Mean scores of the customer, by day",
                        "A dot is the mean of the answers on the scale of its survey, a square one that is below what "
                        "was aimed at, which is the dash; n is the number of answers.");
    draw_scale(page, &axis);
    for (size_t i = from; i < figures->feedback_count; i++)
        if (figures->feedback[i].sent.has_date)
            draw_answer(page, &axis, &figures->feedback[i]);
    d1_page_axis_draw(page, &axis, TOP + TALL + 26);
    d1_page_end_chart(page);
    d1_page_legend(page, keys);
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
        draw_voice(page, from);
        d1_page_begin_table(page, "rows tight asking", d1_str("The times that the customer was asked"), columns);
        for (size_t i = from; i < figures->feedback_count; i++)
            write_voice(page, &figures->feedback[i]);
        d1_page_end_table(page);
    }
    d1_page_found(page, (const char *const[]){"CSF-", NULL});
    d1_page_end_section(page);
}
