/* The strip of gates: a time axis with a mark for each, and a tile for each with the same in words. */
#include <stdio.h>
#include <string.h>

#include "report/headline.h"
#include "report/html/page.h"

enum { WIDTH = 760, MARGIN = 24, LANES = 4, LANE = 24, DRAWN = 60 };

/* The days that the axis spans, today's with them. */
static bool span_of(const struct d1_engagement_verdict *e, d1_date *first, d1_date *last)
{
    size_t dated = 0;

    *first = *last = e->as_of;
    for (size_t i = 0; i < e->gate_count; i++) {
        if (!e->gates[i].has_due)
            continue;
        dated++;
        *first = e->gates[i].due < *first ? e->gates[i].due : *first;
        *last = e->gates[i].due > *last ? e->gates[i].due : *last;
    }
    return dated > 0 && *last > *first;
}

static double place_of(d1_date day, d1_date first, d1_date last)
{
    return MARGIN + (double)((long)day - first) * (WIDTH - 2 * MARGIN) / (double)((long)last - first);
}

/* A mark by its state: a square for what is missed, a circle for the others; its number is that of the tile. */
static void draw_mark(struct d1_page *page, const struct d1_gate_result *gate, size_t number, double x, double y)
{
    char letter = d1_page_gate_letter(gate->state), css[3] = {'b', letter, '\0'}, text[24];

    if (letter == 'F')
        d1_page_rect(page, css, x - 9, y - 9, 18, 18);
    else
        d1_page_circle(page, css, x, y, 10);
    snprintf(text, sizeof text, "%zu", number);
    css[0] = 't';
    d1_page_label(page, css, x, y + 4, "middle", d1_str(text));
}

/* Gates that are near to each other stand in lanes above each other. */
static void draw_marks(struct d1_page *page, d1_date first, d1_date last, double base)
{
    const struct d1_engagement_verdict *e = page->engagement;
    double taken[LANES] = {-LANE, -LANE, -LANE, -LANE};

    for (size_t i = 0; i < e->gate_count && i < DRAWN; i++) {
        double x = e->gates[i].has_due ? place_of(e->gates[i].due, first, last) : 0;
        int lane = 0;

        if (!e->gates[i].has_due)
            continue;
        while (lane < LANES - 1 && x - taken[lane] < LANE)
            lane++;
        taken[lane] = x;
        draw_mark(page, &e->gates[i], i + 1, x, base - 14 - lane * LANE);
    }
}

static void draw_axis(struct d1_page *page)
{
    const double base = LANES * LANE + 8;
    d1_date first, last;
    char text[D1_DATE_TEXT];
    double now;

    if (!span_of(page->engagement, &first, &last))
        return;
    d1_page_begin_chart(page, WIDTH, (int)base + 40, "Gates on the axis of time",
                        "Each mark is a gate with the number of its tile below; a square is missed.");
    now = place_of(page->engagement->as_of, first, last);
    d1_page_line(page, "axis", MARGIN, base, WIDTH - MARGIN, base);
    d1_page_line(page, "now", now, 4, now, base + 6);
    draw_marks(page, first, last, base);
    d1_date_format(first, text);
    d1_page_label(page, "soft", MARGIN, base + 18, "start", d1_str(text));
    d1_date_format(last, text);
    d1_page_label(page, "soft", WIDTH - MARGIN, base + 18, "end", d1_str(text));
    d1_date_format(page->engagement->as_of, text);
    d1_strbuf_clear(&page->text);
    d1_strbuf_printf(&page->text, "as of %s", text);
    d1_page_label(page, NULL, now, base + 34,
                  now < 80           ? "start"
                  : now > WIDTH - 80 ? "end"
                                     : "middle",
                  d1_strbuf_view(&page->text));
    d1_page_end_chart(page);
}

static void write_facts(struct d1_page *page, const struct d1_gate_result *gate)
{
    struct d1_markup *m = &page->m;

    if (memchr(gate->id.ptr, ':', gate->id.len)) {
        d1_page_name(page, gate->id);
        d1_markup_begin(m, "br");
        d1_markup_end(m);
    }
    if (gate->has_due) {
        d1_strbuf_clear(&page->text);
        d1_headline_date(&page->text, gate->due);
        d1_strbuf_puts(&page->text, ", ");
        d1_headline_distance(&page->text, gate->due, page->engagement->as_of);
        d1_markup_element(m, "span", "day", d1_strbuf_view(&page->text));
        d1_markup_begin(m, "br");
        d1_markup_end(m);
    }
    if (gate->state == D1_GATE_MET_LATE)
        d1_markup_printf(m, "%d %s late; ", gate->days_late, gate->days_late == 1 ? "day" : "days");
    if (gate->reopened)
        d1_markup_puts(m, "met before; ");
    if (gate->criteria)
        d1_markup_printf(m, "%zu of %zu gating criteria hold", gate->criteria_met, gate->criteria);
    if (gate->indeterminate)
        d1_markup_printf(m, ", %zu could not be judged", gate->indeterminate);
    if (gate->open_findings)
        d1_markup_printf(m, "%s%zu to do", gate->criteria ? ", " : "", gate->open_findings);
    if (gate->reason.len) {
        d1_markup_puts(m, gate->criteria || gate->open_findings ? ": " : "");
        d1_markup_text(m, gate->reason);
    }
}

static void write_tile(struct d1_page *page, const struct d1_gate_result *gate, size_t number)
{
    struct d1_markup *m = &page->m;
    char letter = d1_page_gate_letter(gate->state);

    d1_markup_begin(m, "li");
    d1_markup_attrf(m, "class", "t%c%s", letter, gate->asked ? " asked" : "");
    d1_markup_begin(m, "b");
    d1_markup_printf(m, "%zu ", number);
    d1_page_name(page, gate->title.len ? gate->title : gate->id);
    d1_markup_end(m);
    d1_page_badge(page, letter, d1_headline_gate_state(gate->state));
    if (gate->asked)
        d1_markup_puts(m, " asked for");
    d1_markup_begin(m, "br");
    d1_markup_end(m);
    d1_markup_open(m, "span", "meta");
    write_facts(page, gate);
    d1_markup_end(m);
    d1_markup_end(m);
    d1_markup_line(m);
}

void d1_page_gates(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;

    d1_page_begin_section(page, "gates", "Gates");
    if (!e->gate_count) {
        d1_page_say(page, "note", "No gate has a date: they follow from the dates of the Engagement.");
    } else {
        draw_axis(page);
        d1_markup_open(&page->m, "ol", "tiles");
        d1_markup_line(&page->m);
        for (size_t i = 0; i < e->gate_count; i++)
            write_tile(page, &e->gates[i], i + 1);
        d1_markup_end(&page->m);
        d1_markup_line(&page->m);
    }
    d1_page_end_section(page);
}
