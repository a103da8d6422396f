/* The risks: a table of five by five with their ids, and the list behind it. */
#include "report/page/page.h"

enum { LISTED = 100 };

static bool is_open(const struct d1_risk_figure *risk)
{
    return !risk->status.len || !d1_str_is(risk->status, "closed");
}

/* How a score is told: high from 15, middle from 6, as the method of the guide has it where a plan says nothing else.
 */
static const struct level {
    int from;
    const char *css;
    char letter;
} levels[] = {{15, "hot", 'H'}, {6, "warm", 'M'}, {1, "cool", 'L'}};

static void write_square(struct d1_page *page, int probability, int impact)
{
    const struct d1_figures *figures = page->engagement->figures;
    const struct level *level = levels;
    int score = probability * impact;

    while (score < level->from)
        level++;
    d1_markup_open(&page->m, "td", level->css);
    d1_markup_open(&page->m, "small", NULL);
    d1_markup_printf(&page->m, "%c %d", level->letter, score);
    d1_markup_end(&page->m);
    for (size_t i = 0; i < figures->risks_count; i++) {
        const struct d1_risk_figure *risk = &figures->risks[i];

        if (!is_open(risk) || risk->probability != probability || risk->impact != impact)
            continue;
        d1_markup_begin(&page->m, "div");
        d1_page_name(page, risk->id);
        if (risk->residual_probability && risk->residual_impact)
            d1_markup_printf(&page->m, " → %d", risk->residual_probability * risk->residual_impact);
        d1_markup_end(&page->m);
    }
    d1_markup_end(&page->m);
}

static void write_matrix(struct d1_page *page)
{
    static const char *const columns[] = {"Probability ↓ Impact →", "1", "2", "3", "4", "5", NULL};
    static const struct d1_page_key keys[] = {
        {D1_PAGE_SQUARE, "bF", "H: a score of 15 or more"},
        {D1_PAGE_SQUARE, "bf", "M: from 6 to 14"},
        {D1_PAGE_SQUARE, "bP", "L: below 6"},
        {0, NULL, NULL},
    };

    d1_page_begin_table(page, "matrix",
                        d1_str("Open risks by probability and impact, from 1 to 5 each; the small number is the score, "
                               "their product, and the arrow leads to the score once the actions are done"),
                        columns);
    for (int probability = 5; probability >= 1; probability--) {
        d1_page_begin_row(page);
        d1_page_begin_heading(page);
        d1_markup_printf(&page->m, "%d", probability);
        d1_markup_end(&page->m);
        for (int impact = 1; impact <= 5; impact++)
            write_square(page, probability, impact);
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
    d1_page_legend(page, keys);
}

static void write_score(struct d1_page *page, int probability, int impact)
{
    d1_markup_open(&page->m, "td", "num");
    if (probability && impact)
        d1_markup_printf(&page->m, "%d", probability * impact);
    d1_markup_end(&page->m);
}

static void write_risk(struct d1_page *page, const struct d1_risk_figure *risk)
{
    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_page_name(page, risk->id);
    d1_markup_end(&page->m);
    d1_markup_open(&page->m, "td", "msg");
    d1_page_name(page, risk->title);
    d1_markup_end(&page->m);
    d1_page_cell(page, risk->type);
    write_score(page, risk->probability, risk->impact);
    write_score(page, risk->residual_probability, risk->residual_impact);
    d1_page_id(page, risk->owner);
    d1_page_day(page, risk->reviewed.has_date, risk->reviewed.date);
    d1_page_end_row(page);
}

/* By score, the highest first: each score has its turn, so that nothing is sorted. */
static void write_list(struct d1_page *page)
{
    static const char *const columns[] = {"Risk",       "Title", "Type",          ">Score",
                                          ">Once done", "Owner", "Last reviewed", NULL};
    const struct d1_figures *figures = page->engagement->figures;
    size_t told = 0, open = 0;

    d1_page_begin_table(page, "rows risks", d1_str("Open risks, the highest score first"), columns);
    for (int score = 25; score >= 0; score--)
        for (size_t i = 0; i < figures->risks_count; i++) {
            const struct d1_risk_figure *risk = &figures->risks[i];

            if (!is_open(risk) || risk->probability * risk->impact != score)
                continue;
            if (open++ < LISTED) {
                write_risk(page, risk);
                told++;
            }
        }
    d1_page_end_table(page);
    if (told < open) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are listed by the format json.", open - told);
        d1_markup_end(&page->m);
    }
}

void d1_page_risks(struct d1_page *page)
{
    const struct d1_figures *figures = page->engagement->figures;
    size_t open = 0;

    for (size_t i = 0; i < figures->risks_count; i++)
        open += is_open(&figures->risks[i]);
    d1_page_begin_section(page, "risks", "Risks");
    if (!open) {
        d1_page_say(page, "note", "No risk is open: risks stand in a RaidLog.");
    } else {
        write_matrix(page);
        write_list(page);
    }
    d1_page_found(page, (const char *const[]){"RSK-", "ISS-", NULL});
    d1_page_end_section(page);
}
