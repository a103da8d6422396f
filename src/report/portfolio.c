/* Many engagements: their order, the sentence above them, and the table for a terminal. */
#include "report/portfolio.h"

#include <stdlib.h>

#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/headline.h"
#include "report/paint.h"

enum { NAME = 32, GATE = 20 };

/* Missed gates by days, then what is undecided, then what is due next. */
static int urgency(const struct d1_gate_result *gate)
{
    if (!gate)
        return 3;
    return gate->state == D1_GATE_UNDECIDED ? 1 : d1_gate_state_is_unmet(gate->state) ? 0 : 2;
}

static int by_urgency(const void *left, const void *right)
{
    const struct d1_summary *a = *(const struct d1_summary *const *)left, *b = *(const struct d1_summary *const *)right;
    const struct d1_gate_result *of_a = d1_headline_gate_of(a->gates, a->gate_count),
                                *of_b = d1_headline_gate_of(b->gates, b->gate_count);

    if (urgency(of_a) != urgency(of_b))
        return urgency(of_a) < urgency(of_b) ? -1 : 1;
    if (of_a && of_b && of_a->has_due && of_b->has_due && of_a->due != of_b->due)
        return of_a->due < of_b->due ? -1 : 1;
    return a < b ? -1 : a > b; /* as they stand, which is by name */
}

const struct d1_summary **d1_portfolio_ranked(const struct d1_portfolio *portfolio)
{
    const struct d1_summary **rows = d1_calloc(portfolio->count + 1, sizeof *rows);

    if (!rows)
        return NULL;
    for (size_t i = 0; i < portfolio->count; i++)
        rows[i] = &portfolio->items[i];
    qsort(rows, portfolio->count, sizeof *rows, by_urgency);
    return rows;
}

void d1_portfolio_sentence(struct d1_strbuf *out, const struct d1_portfolio *portfolio)
{
    size_t missed = 0;

    for (size_t i = 0; i < portfolio->count; i++) {
        const struct d1_gate_result *gate =
            d1_headline_gate_of(portfolio->items[i].gates, portfolio->items[i].gate_count);

        missed += gate && d1_gate_state_is_unmet(gate->state);
    }
    d1_strbuf_printf(out, "%zu of %zu %s a gate that is due and not met", missed, portfolio->count,
                     portfolio->count == 1 ? "engagement has" : "engagements have");
    if (portfolio->absent_count)
        d1_strbuf_printf(out, "; of %zu there is no report", portfolio->absent_count);
    d1_strbuf_putc(out, '.');
}

int d1_portfolio_of(struct d1_portfolio *portfolio, const struct d1_verdict *verdict, struct d1_error *error)
{
    struct d1_summary *items = d1_calloc(verdict->engagement_count + 1, sizeof *items);

    if (!items)
        return d1_error_memory(error);
    for (size_t i = 0; i < verdict->engagement_count; i++)
        d1_summary_make(&items[i], verdict, &verdict->engagements[i]);
    qsort(items, verdict->engagement_count, sizeof *items, d1_summary_order);
    *portfolio = (struct d1_portfolio){.items = items, .count = verdict->engagement_count};
    return 0;
}

/* ---- text ---- */

static void write_row(struct d1_paint *paint, const struct d1_summary *s)
{
    const struct d1_gate_result *gate = d1_headline_gate_of(s->gates, s->gate_count);
    enum d1_style style = !gate ? D1_STYLE_GOOD : d1_gate_state_is_unmet(gate->state) ? D1_STYLE_ERROR : D1_STYLE_PLAIN;
    struct d1_strbuf text = {0};

    d1_paint_puts(paint, D1_STYLE_PLAIN, "  ");
    d1_paint_cell(paint, D1_STYLE_STRONG, s->name, NAME);
    if (gate) {
        char date[D1_DATE_TEXT] = "";

        d1_paint_puts(paint, D1_STYLE_PLAIN, " ");
        d1_paint_cell(paint, D1_STYLE_PLAIN, gate->id, GATE);
        d1_strbuf_printf(&text, " %-17s", d1_headline_gate_state(gate->state));
        d1_paint_puts(paint, style, text.ptr ? text.ptr : "");
        if (gate->has_due)
            d1_date_format(gate->due, date);
        d1_strbuf_clear(&text);
        d1_strbuf_printf(&text, "%-10s  %zu of %zu hold", date, gate->criteria_met, gate->criteria);
    } else {
        d1_strbuf_puts(&text, s->gate_count ? " every gate is met" : " there is no gate");
    }
    if (s->criteria[D1_STATE_WAIVED])
        d1_strbuf_printf(&text, ", %zu waived", s->criteria[D1_STATE_WAIVED]);
    if (s->relaxed)
        d1_strbuf_printf(&text, ", %zu relaxed", s->relaxed);
    d1_paint_puts(paint, D1_STYLE_PLAIN, text.ptr ? text.ptr : "");
    d1_strbuf_putc(paint->out, '\n');
    paint->out->oom = paint->out->oom || text.oom;
    d1_strbuf_release(&text);
}

int d1_portfolio_text(const struct d1_portfolio *portfolio, const struct d1_report_options *options,
                      struct d1_strbuf *out, struct d1_error *error)
{
    const struct d1_summary **rows = d1_portfolio_ranked(portfolio);
    struct d1_paint paint = d1_paint_begin(out, options);

    if (!rows)
        return d1_error_memory(error);
    for (size_t i = 0; i < portfolio->count; i++)
        write_row(&paint, rows[i]);
    for (size_t i = 0; i < portfolio->absent_count; i++) {
        d1_paint_puts(&paint, D1_STYLE_PLAIN, "  ");
        d1_paint_cell(&paint, D1_STYLE_STRONG, portfolio->absent[i].what, NAME);
        d1_paint_puts(&paint, D1_STYLE_ERROR, " no report: ");
        d1_paint_text(&paint, D1_STYLE_PLAIN, portfolio->absent[i].why);
        d1_strbuf_putc(out, '\n');
    }
    d1_portfolio_sentence(out, portfolio);
    d1_strbuf_putc(out, '\n');
    d1_free(rows);
    return out->oom ? d1_error_memory(error) : 0;
}
