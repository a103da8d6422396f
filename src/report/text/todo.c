/* The section of `text` on what is open: a count for each gate, or the list, next gate first. */
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/text/text.h"

enum { GROUPS_COUNTED = 3 /* gates with something to do that are named one by one */ };

/* By date, undated last, then by gate; findings of one gate keep their order. */
static int compare_todo(const void *left, const void *right)
{
    const struct d1_finding *a = *(const struct d1_finding *const *)left;
    const struct d1_finding *b = *(const struct d1_finding *const *)right;
    int order;

    if (a->has_due != b->has_due)
        return a->has_due ? -1 : 1;
    if (a->has_due && a->due != b->due)
        return a->due < b->due ? -1 : 1;
    order = d1_str_cmp(a->gate, b->gate);
    return order ? order : (a > b) - (a < b);
}

static bool same_group(const struct d1_finding *a, const struct d1_finding *b)
{
    return d1_str_eq(a->gate, b->gate) && a->has_due == b->has_due && (!a->has_due || a->due == b->due);
}

/* ", due 2026-03-02", " for kickoff, 2026-03-02": a date of its own belongs to no gate. */
static void write_group_name(struct d1_paint *paint, const struct d1_finding *finding)
{
    char date[D1_DATE_TEXT];
    bool own = !finding->gate.len || d1_str_is(finding->gate, "date");

    if (finding->has_due)
        d1_date_format(finding->due, date);
    if (own) {
        d1_strbuf_puts(paint->out, finding->has_due ? ", due " : ", without a date");
    } else {
        d1_strbuf_puts(paint->out, " for ");
        d1_paint_text(paint, D1_STYLE_STRONG, finding->gate);
    }
    if (finding->has_due)
        d1_strbuf_printf(paint->out, "%s%s", own ? "" : ", ", date);
}

static void write_days(struct d1_strbuf *out, int days)
{
    if (days == 0)
        d1_strbuf_puts(out, "today");
    else if (days == 1)
        d1_strbuf_puts(out, "tomorrow");
    else if (days > 0)
        d1_strbuf_printf(out, "in %d days", days);
    else
        d1_strbuf_printf(out, "%d day%s ago", -days, days == -1 ? "" : "s");
}

/* "raid.yaml:12:17: to do RSK-002: message"; nothing is wrong yet, so no severity says so. */
static void list_finding(struct d1_paint *paint, const struct d1_finding *finding)
{
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_place(paint, D1_STYLE_PLAIN, &finding->at.place);
    d1_strbuf_puts(paint->out, ": ");
    d1_paint_on(paint, D1_STYLE_NOTE);
    d1_strbuf_puts(paint->out, "to do ");
    d1_escape_text(paint->out, finding->check->id, paint->utf8);
    d1_paint_off(paint, D1_STYLE_NOTE);
    d1_strbuf_puts(paint->out, ": ");
    d1_paint_text(paint, D1_STYLE_PLAIN, finding->message);
    d1_strbuf_putc(paint->out, '\n');
}

/* Once for findings in a row that need the same remedy: behind the last of them. */
static void list_help(struct d1_paint *paint, const struct d1_finding *finding, const struct d1_finding *next)
{
    struct d1_str help = d1_finding_help(finding);

    if (!help.len || (next && next->check == finding->check && d1_str_eq(d1_finding_help(next), help)))
        return;
    d1_strbuf_puts(paint->out, "    ");
    d1_paint_puts(paint, D1_STYLE_LABEL, "help: ");
    d1_paint_wrapped(paint, help, 10, 10);
    d1_strbuf_putc(paint->out, '\n');
}

static void list_group(struct d1_paint *paint, const struct d1_finding *const *items, size_t count, d1_date as_of)
{
    d1_strbuf_printf(paint->out, "%zu still to do", count);
    write_group_name(paint, items[0]);
    if (items[0]->has_due) {
        d1_strbuf_puts(paint->out, " (");
        write_days(paint->out, items[0]->due - as_of);
        d1_strbuf_puts(paint->out, ")");
    }
    d1_strbuf_puts(paint->out, ":\n");
    for (size_t i = 0; i < count; i++) {
        list_finding(paint, items[i]);
        list_help(paint, items[i], i + 1 < count ? items[i + 1] : NULL);
    }
    d1_strbuf_putc(paint->out, '\n');
}

/* all: of every group, which the hint behind the first one is about; 0 for no hint. */
static void count_group(struct d1_paint *paint, const struct d1_finding *first, size_t count, size_t all)
{
    d1_strbuf_printf(paint->out, "%zu still to do", count);
    write_group_name(paint, first);
    d1_strbuf_puts(paint->out, all == 1 ? ": `--todo` lists it\n" : all ? ": `--todo` lists them\n" : "\n");
}

/* What is open and is to be told: with --gate of that gate alone. */
static bool is_told(const struct d1_text *t, const struct d1_engagement_verdict *engagement,
                    const struct d1_finding *finding)
{
    return d1_finding_is_asked(finding) && finding->state == D1_FINDING_OPEN &&
           d1_text_concerns_gate(t->verdict, engagement, finding->check, finding->gate);
}

void d1_text_todo(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    const struct d1_finding **open = d1_calloc(engagement->finding_count, sizeof *open);
    struct d1_paint *paint = &t->paint;
    bool list = t->options->todo;
    size_t count = 0, groups = 0, end;

    if (!open) {
        paint->out->oom = true;
        return;
    }
    for (size_t i = 0; i < engagement->finding_count; i++)
        if (is_told(t, engagement, &engagement->findings[i]))
            open[count++] = &engagement->findings[i];
    qsort(open, count, sizeof *open, compare_todo);
    for (size_t at = 0; at < count; at = end, groups++) {
        for (end = at + 1; end < count && same_group(open[at], open[end]); end++)
            ;
        if (list) {
            list_group(paint, open + at, end - at, engagement->as_of);
        } else if (groups < GROUPS_COUNTED) {
            count_group(paint, open[at], end - at, groups ? 0 : count);
        } else {
            d1_strbuf_printf(paint->out, "%zu still to do later\n", count - at);
            end = count;
        }
    }
    if (count && !list)
        d1_strbuf_putc(paint->out, '\n');
    d1_free(open);
}
