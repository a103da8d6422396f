/* The page over several engagements: a row for each, those that miss a gate first. There is no mean of scores. */
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "report/headline.h"
#include "report/page/page.h"
#include "report/portfolio.h"

enum { ROWS = 500 };

static void write_row(struct d1_page *page, const struct d1_summary *e)
{
    const struct d1_gate_result *gate = d1_headline_gate_of(e->gates, e->gate_count);
    struct d1_markup *m = &page->m;

    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_page_name(page, e->title.len ? e->title : e->name);
    if (e->title.len) {
        d1_markup_puts(m, " ");
        d1_markup_element(m, "bdi", "meta", e->name);
    }
    d1_markup_end(m);
    d1_markup_begin(m, "td");
    d1_page_name(page, e->customer);
    d1_markup_end(m);
    d1_page_cell(page, e->profile);
    d1_markup_begin(m, "td");
    if (gate) {
        d1_page_badge(page, d1_page_gate_letter(gate->state), d1_headline_gate_state(gate->state));
        d1_markup_puts(m, " ");
        d1_page_name(page, gate->title.len ? gate->title : gate->id);
    }
    d1_markup_end(m);
    d1_page_day(page, gate && gate->has_due, gate ? gate->due : 0);
    d1_page_number(page, e->gating);
    d1_page_number(page, e->criteria[D1_STATE_WAIVED]);
    d1_page_number(page, e->criteria[D1_STATE_INDETERMINATE]);
    d1_page_number(page, e->relaxed);
    d1_page_day(page, true, e->as_of);
    d1_page_end_row(page);
}

static void write_rows(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    static const char *const columns[] = {"Engagement", "Customer",
                                          "Profile",    "Gate that matters now",
                                          "Due",        ">Gating that fail",
                                          ">Waived",    ">Not judged",
                                          ">Relaxed",   "As of",
                                          NULL};
    const struct d1_summary **rows = d1_portfolio_ranked(portfolio);

    if (!rows) {
        page->text.oom = true;
        return;
    }
    d1_page_begin_table(page, "folio", d1_str("Each engagement with the gate that matters now, the latest first"),
                        columns);
    for (size_t i = 0; i < portfolio->count && i < ROWS; i++)
        write_row(page, rows[i]);
    d1_page_end_table(page);
    if (portfolio->count > ROWS) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m,
                         "%zu more are less urgent; --engagement shows one by itself, the format "
                         "summary-jsonl has all.",
                         portfolio->count - ROWS);
        d1_markup_end(&page->m);
    }
    d1_free(rows);
}

/* What should be there and is not stands in a table of its own: nobody knows how it is. */
static void write_absent(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    static const char *const columns[] = {"Engagement or file", "Why", NULL};

    if (!portfolio->absent_count)
        return;
    d1_page_begin_section(page, "absent", "No report");
    d1_page_begin_table(page, NULL, d1_str("Of these nobody knows how they are"), columns);
    for (size_t i = 0; i < portfolio->absent_count && i < ROWS; i++) {
        d1_page_begin_row(page);
        d1_page_begin_heading(page);
        d1_page_name(page, portfolio->absent[i].what);
        d1_markup_end(&page->m);
        d1_page_cell(page, portfolio->absent[i].why);
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
    if (portfolio->absent_count > ROWS) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more have none.", portfolio->absent_count - ROWS);
        d1_markup_end(&page->m);
    }
    d1_page_end_section(page);
}

void d1_page_portfolio(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    d1_page_begin_section(page, "portfolio", "Engagements");
    write_rows(page, portfolio);
    if (page->verdict)
        d1_page_say(page, "note", "With --engagement NAME the page of one engagement shows all of it.");
    d1_page_end_section(page);
    write_absent(page, portfolio);
}

/* ---- what judged them ---- */

static int by_making(const void *left, const void *right)
{
    const struct d1_summary *a = *(const struct d1_summary *const *)left, *b = *(const struct d1_summary *const *)right;
    int order = d1_str_cmp(a->version, b->version);

    if (order == 0)
        order = d1_str_cmp(a->rules, b->rules);
    return order ? order : a->as_of < b->as_of ? -1 : a->as_of > b->as_of;
}

static void write_group(struct d1_page *page, const struct d1_summary *of, size_t count)
{
    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_page_name(page, of->version);
    d1_markup_end(&page->m);
    d1_markup_open(&page->m, "td", "path");
    d1_markup_text(&page->m, d1_str_sub(of->rules, 0, 12));
    d1_markup_end(&page->m);
    d1_page_day(page, true, of->as_of);
    d1_page_number(page, count);
    d1_page_end_row(page);
}

/* Engagements that were judged by other rules, or as of another day, cannot be compared as they stand. */
void d1_page_makings(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    static const char *const columns[] = {"d1lint", "Rules, SHA-256", "As of", ">Engagements", NULL};
    const struct d1_summary **rows = d1_portfolio_ranked(portfolio);
    size_t groups = 0, first = 0;

    if (!rows) {
        page->text.oom = true;
        return;
    }
    qsort(rows, portfolio->count, sizeof *rows, by_making);
    d1_page_begin_section(page, "made", "How they were judged");
    d1_page_begin_table(page, NULL, d1_str("By which program and rules, and as of which day"), columns);
    for (size_t i = 1; i <= portfolio->count; i++) {
        if (i < portfolio->count && by_making(&rows[i - 1], &rows[i]) == 0)
            continue;
        if (groups++ < ROWS)
            write_group(page, rows[first], i - first);
        first = i;
    }
    d1_page_end_table(page);
    if (groups > 1)
        d1_page_say(page, "note",
                    "They were not all judged by the same rules as of the same day: compare only what stands in one "
                    "row.");
    d1_page_end_section(page);
    d1_free(rows);
}
