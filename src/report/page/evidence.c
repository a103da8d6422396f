/* How strong the evidence of sign-offs is. */
#include <stdio.h>

#include "report/page/page.h"

enum { WIDTH = 720, BAR = 26 };

/* The strengths from the weakest on, as the colours of a bar. */
static const struct d1_page_key strengths[] = {
    {D1_PAGE_SQUARE, "bF", "E0 asserted"},
    {D1_PAGE_SQUARE, "bf", "E1 documented, at most"},
    {D1_PAGE_SQUARE, "bW", "E2 attributed, at most"},
    {D1_PAGE_SQUARE, "bP", "E3 signed, at most"},
    {0, NULL, NULL},
};

enum { STRENGTHS = sizeof strengths / sizeof *strengths - 1 };

/* What a method can show at most. Whether a commit is that of the person it names is for a check to say. */
static const struct {
    const char *method;
    int strength;
} methods[] = {
    {"signedTag", 3}, {"signedCommit", 3}, {"commit", 2}, {"document", 1}, {"email", 1},
};

static int strength_of(struct d1_str method)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (d1_str_is(method, methods[i].method))
            return methods[i].strength;
    return 0;
}

static void draw(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;
    size_t counts[STRENGTHS] = {0}, total = 0;
    double x = 0;

    for (size_t i = 0; i < figures->signoffs_count; i++) {
        counts[strength_of(figures->signoffs[i].method)] += figures->signoffs[i].count;
        total += figures->signoffs[i].count;
    }
    if (!total)
        return;
    d1_page_begin_chart(page, WIDTH, BAR + 8, "Sign-offs by the strength of their method",
                        "Each part of the bar is the share of a strength, with its number.");
    for (int i = 0; i < STRENGTHS; i++) {
        double width = (double)counts[i] * (WIDTH - 2) / (double)total;
        char text[32];

        if (!counts[i])
            continue;
        d1_page_rect(page, strengths[i].css, x + 1, 4, width, BAR);
        snprintf(text, sizeof text, "E%d %zu", i, counts[i]);
        if (width > 40)
            d1_page_label(page, NULL, x + width / 2, 4 + BAR / 2.0 + 4, "middle", d1_str(text));
        x += width;
    }
    d1_page_end_chart(page);
    d1_page_legend(page, strengths);
}

static void write_methods(struct d1_page *page)
{
    static const char *const columns[] = {"Method", "What it can show", ">Sign-offs",
                                          ">Of them only a person can check", NULL};
    const struct d1_figures *figures = page->engagement->figures;

    d1_page_begin_table(page, "tight", d1_str("Approvals and acceptances by the method that they name"), columns);
    for (size_t i = 0; i < figures->signoffs_count; i++) {
        d1_page_begin_row(page);
        d1_page_begin_heading(page);
        d1_page_name(page, figures->signoffs[i].method);
        d1_markup_end(&page->m);
        d1_page_cell(page, d1_str(strengths[strength_of(figures->signoffs[i].method)].words));
        d1_page_number(page, figures->signoffs[i].count);
        d1_page_number(page, figures->signoffs[i].outside);
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
}

void d1_page_evidence(struct d1_page *page)
{
    d1_page_begin_section(page, "evidence", "Strength of the evidence");
    if (page->engagement->figures->signoffs_count) {
        draw(page);
        write_methods(page);
    } else {
        d1_page_say(page, "note", "Nothing is signed off yet: that takes an Approval or an AcceptanceRecord.");
    }
    d1_page_found(page, (const char *const[]){"APR-", "GIT-", "TIM-", NULL});
    d1_page_end_section(page);
}
