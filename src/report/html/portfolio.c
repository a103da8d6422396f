/* The page over several engagements: a row for each, those that miss a gate first. There is no mean of scores. */
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "report/headline.h"
#include "report/html/page.h"

enum { ROWS = 500 };

/* Missed gates by days, then what is undecided, then what is due next. */
static int urgency(const struct d1_engagement_verdict *e)
{
    const struct d1_gate_result *gate = d1_headline_gate(e);

    if (!gate)
        return 3;
    return gate->state == D1_GATE_UNDECIDED ? 1 : d1_gate_state_is_unmet(gate->state) ? 0 : 2;
}

static int by_urgency(const void *left, const void *right)
{
    const struct d1_engagement_verdict *a = *(const struct d1_engagement_verdict *const *)left,
                                       *b = *(const struct d1_engagement_verdict *const *)right;
    const struct d1_gate_result *of_a = d1_headline_gate(a), *of_b = d1_headline_gate(b);

    if (urgency(a) != urgency(b))
        return urgency(a) < urgency(b) ? -1 : 1;
    if (of_a && of_b && of_a->has_due && of_b->has_due && of_a->due != of_b->due)
        return of_a->due < of_b->due ? -1 : 1;
    return a < b ? -1 : a > b; /* as in the verdict, where they are sorted by name */
}

static size_t count_relaxed(const struct d1_engagement_verdict *e)
{
    size_t count = 0;

    for (size_t i = 0; i < e->change_count; i++)
        count += e->changes[i].relaxes;
    return count;
}

static size_t count_state(const struct d1_engagement_verdict *e, enum d1_state state, bool gating)
{
    size_t count = 0;

    for (size_t i = 0; i < e->criterion_count; i++)
        count += e->criteria[i].state == state &&
                 (!gating || d1_str_is(e->criteria[i].criterion->criterion_class, "gating"));
    return count;
}

static void write_row(struct d1_page *page, const struct d1_engagement_verdict *e)
{
    const struct d1_gate_result *gate = d1_headline_gate(e);
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
    d1_page_number(page, count_state(e, D1_STATE_FAIL, true));
    d1_page_number(page, count_state(e, D1_STATE_WAIVED, false));
    d1_page_number(page, count_state(e, D1_STATE_INDETERMINATE, false));
    d1_page_number(page, count_relaxed(e));
    d1_page_day(page, true, e->as_of);
    d1_page_end_row(page);
}

void d1_page_portfolio(struct d1_page *page)
{
    static const char *const columns[] = {"Engagement", "Customer",
                                          "Profile",    "Gate that matters now",
                                          "Due",        ">Gating that fail",
                                          ">Waived",    ">Not judged",
                                          ">Relaxed",   "As of",
                                          NULL};
    const struct d1_verdict *v = page->verdict;
    const struct d1_engagement_verdict **rows = d1_calloc(v->engagement_count, sizeof *rows);

    if (!rows) {
        page->text.oom = true;
        return;
    }
    for (size_t i = 0; i < v->engagement_count; i++)
        rows[i] = &v->engagements[i];
    qsort(rows, v->engagement_count, sizeof *rows, by_urgency);
    d1_page_begin_section(page, "portfolio", "Engagements");
    d1_page_begin_table(page, NULL, d1_str("Each engagement with the gate that matters now, the latest first"),
                        columns);
    for (size_t i = 0; i < v->engagement_count && i < ROWS; i++)
        write_row(page, rows[i]);
    d1_page_end_table(page);
    if (v->engagement_count > ROWS) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are less urgent; --engagement shows one by itself.",
                         v->engagement_count - ROWS);
        d1_markup_end(&page->m);
    }
    d1_page_say(page, "note", "With --engagement NAME the page of one engagement shows all of it.");
    d1_page_end_section(page);
    d1_free(rows);
}
