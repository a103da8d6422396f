/*
 * The gates: a time axis with a mark for each, and a strip with a line for those that matter now; the others are folded
 * behind it. All that is known of each stands in a table with the criteria, to which its number leads.
 */
#include <stdio.h>
#include <string.h>

#include "report/headline.h"
#include "report/page/page.h"

enum { WIDTH = 960, MARGIN = 30, LANES = 4, LANE = 24, HEAD = 18, DRAWN = 60 };

/* Lines of the strip: gates that are not met and should be, and gates that come next. */
enum { UNMET = 6, NEXT = 3 };

/* ---- the axis ---- */

/* A mark by its state: a square for what is missed, a circle for the others; its number is that of the strip. */
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

/* Gates that are near to each other stand in lanes above each other: the first lane that is free at a place. */
static int lane_at(double taken[LANES], double x)
{
    int lane = 0;

    while (lane < LANES - 1 && x - taken[lane] < LANE)
        lane++;
    taken[lane] = x;
    return lane;
}

/* The lanes that the marks take; each is drawn where its base is known. */
static int draw_marks(struct d1_page *page, const struct d1_page_axis *axis, double base)
{
    double taken[LANES] = {-LANE, -LANE, -LANE, -LANE};
    int lanes = 1;

    for (size_t i = 0; i < page->engagement->gate_count && i < DRAWN && page->gates[i]->has_due; i++) {
        double x = d1_page_axis_at(axis, page->gates[i]->due);
        int lane = lane_at(taken, x);

        lanes = lane + 1 > lanes ? lane + 1 : lanes;
        if (base > 0)
            draw_mark(page, page->gates[i], i + 1, x, base - 14 - lane * LANE);
    }
    return lanes;
}

static void draw_axis(struct d1_page *page)
{
    static const struct d1_page_key keys[] = {
        {D1_PAGE_SQUARE, "bF", "F missed"},
        {D1_PAGE_RING, "bP", "P met"},
        {D1_PAGE_RING, "bW", "W met with waivers"},
        {D1_PAGE_RING, "bI", "I could not be judged"},
        {D1_PAGE_RING, "bD", "D ahead"},
        {D1_PAGE_RING, "bN", "N does not apply"},
        {D1_PAGE_STROKE, "now", "the as-of date"},
        {0, NULL, NULL},
    };
    const struct d1_engagement_verdict *e = page->engagement;
    struct d1_page_axis axis = {.left = MARGIN, .right = WIDTH - MARGIN};
    int base;

    d1_page_axis_widen(&axis, e->as_of);
    for (size_t i = 0; i < e->gate_count; i++)
        if (e->gates[i].has_due)
            d1_page_axis_widen(&axis, e->gates[i].due);
    if (axis.first == axis.last)
        return;
    base = HEAD + draw_marks(page, &axis, 0) * LANE + 4;
    d1_page_begin_chart(page, WIDTH, base + 22, "Gates on the axis of time",
                        "Each mark is a gate with its number in the strip below; a square is missed.");
    d1_page_axis_today(page, &axis, 0, base);
    draw_marks(page, &axis, base);
    d1_page_axis_draw(page, &axis, base);
    d1_page_end_chart(page);
    d1_page_legend(page, keys);
}

/* ---- the strip ---- */

static void write_number(struct d1_page *page, size_t number)
{
    d1_markup_begin(&page->m, "a");
    d1_markup_attrf(&page->m, "href", "#g-%zu", number);
    d1_markup_printf(&page->m, "%zu", number);
    d1_markup_end(&page->m);
}

static void write_when(struct d1_page *page, const struct d1_gate_result *gate)
{
    char date[D1_DATE_TEXT];

    d1_strbuf_clear(&page->text);
    if (gate->has_due) {
        d1_date_format(gate->due, date);
        d1_strbuf_printf(&page->text, "%s, ", date);
        d1_headline_distance(&page->text, gate->due, page->engagement->as_of);
    }
    if (gate->state == D1_GATE_MET_LATE)
        d1_strbuf_printf(&page->text, ", %d %s late", gate->days_late, gate->days_late == 1 ? "day" : "days");
    if (gate->reopened)
        d1_strbuf_puts(&page->text, ", was met before");
    if (gate->criteria)
        d1_strbuf_printf(&page->text, ", %zu of %zu hold", gate->criteria_met, gate->criteria);
    if (gate->open_findings)
        d1_strbuf_printf(&page->text, ", %zu to do", gate->open_findings);
    d1_markup_element(&page->m, "span", "meta", d1_strbuf_view(&page->text));
}

static void write_line(struct d1_page *page, size_t index)
{
    const struct d1_gate_result *gate = page->gates[index];
    struct d1_markup *m = &page->m;
    char letter = d1_page_gate_letter(gate->state);

    d1_markup_begin(m, "li");
    d1_markup_attrf(m, "class", "t%c%s", letter, gate->asked ? " asked" : "");
    write_number(page, index + 1);
    d1_markup_puts(m, " ");
    d1_page_badge(page, letter, d1_headline_gate_state(gate->state));
    d1_markup_puts(m, " ");
    d1_markup_begin(m, "b");
    d1_page_gate_name(page, gate);
    d1_markup_end(m);
    d1_markup_puts(m, gate->asked ? " asked for " : " ");
    write_when(page, gate);
    d1_markup_end(m);
    d1_markup_line(m);
}

/* Whether a gate has a line of its own; `unmet` and `next` count those before it. */
static bool matters(const struct d1_gate_result *gate, size_t *unmet, size_t *next)
{
    if (d1_gate_state_is_unmet(gate->state) && ++*unmet <= UNMET)
        return true;
    if (gate->state == D1_GATE_FUTURE && ++*next <= NEXT)
        return true;
    return gate->asked;
}

static void begin_strip(struct d1_page *page)
{
    d1_markup_open(&page->m, "ol", "strip");
    d1_markup_line(&page->m);
}

static void end_strip(struct d1_page *page)
{
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* "8 more: 1 missed, 4 future, 3 not applicable", what is not met first. */
static void write_folded(struct d1_page *page, const size_t by_state[D1_GATE_NOT_APPLICABLE + 1], size_t count)
{
    static const enum d1_gate_state order[] = {
        D1_GATE_MISSED,   D1_GATE_UNDECIDED,        D1_GATE_BLOCKED, D1_GATE_FUTURE,
        D1_GATE_MET_LATE, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET,     D1_GATE_NOT_APPLICABLE,
    };
    struct d1_markup *m = &page->m;
    const char *before = "";

    d1_markup_printf(m, "%zu more:", count);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!by_state[order[i]])
            continue;
        d1_markup_printf(m, "%s %zu %s", before, by_state[order[i]], d1_headline_gate_state(order[i]));
        before = ",";
    }
}

static void write_strip(struct d1_page *page)
{
    size_t count = page->engagement->gate_count, unmet = 0, next = 0, folded = 0;
    size_t by_state[D1_GATE_NOT_APPLICABLE + 1] = {0};
    struct d1_markup *m = &page->m;

    begin_strip(page);
    for (size_t i = 0; i < count; i++) {
        if (matters(page->gates[i], &unmet, &next)) {
            write_line(page, i);
        } else {
            by_state[page->gates[i]->state]++;
            folded++;
        }
    }
    end_strip(page);
    if (!folded)
        return;
    unmet = next = 0;
    d1_markup_begin(m, "details");
    d1_markup_begin(m, "summary");
    write_folded(page, by_state, folded);
    d1_markup_end(m);
    d1_markup_line(m);
    begin_strip(page);
    for (size_t i = 0; i < count; i++)
        if (!matters(page->gates[i], &unmet, &next))
            write_line(page, i);
    end_strip(page);
    d1_markup_end(m);
    d1_markup_line(m);
}

void d1_page_gates(struct d1_page *page)
{
    d1_page_begin_section(page, "gates", "Gates");
    if (!page->engagement->gate_count) {
        d1_page_say(page, "note", "No gate has a date: they follow from the dates of the Engagement.");
    } else {
        draw_axis(page);
        write_strip(page);
    }
    d1_page_end_section(page);
}

/* ---- the table ---- */

/* "2 of 4 hold, 1 fails, 1 could not be judged, 1 waived": the gating criteria. */
static void write_criteria(struct d1_page *page, const struct d1_gate_result *gate)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "td");
    if (gate->criteria)
        d1_markup_printf(m, "%zu of %zu hold", gate->criteria_met, gate->criteria);
    else
        d1_markup_puts(m, "none");
    if (gate->failing)
        d1_markup_printf(m, ", %zu %s", gate->failing, gate->failing == 1 ? "fails" : "fail");
    if (gate->indeterminate)
        d1_markup_printf(m, ", %zu not judged", gate->indeterminate);
    if (gate->waived)
        d1_markup_printf(m, ", %zu waived", gate->waived);
    d1_markup_end(m);
}

static void write_state(struct d1_page *page, const struct d1_gate_result *gate)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "td");
    d1_page_badge(page, d1_page_gate_letter(gate->state), d1_headline_gate_state(gate->state));
    if (gate->days_late)
        d1_markup_printf(m, " by %d %s", gate->days_late, gate->days_late == 1 ? "day" : "days");
    if (gate->reopened)
        d1_markup_puts(m, " was met before");
    d1_markup_end(m);
}

static void write_row(struct d1_page *page, size_t index)
{
    const struct d1_gate_result *gate = page->gates[index];

    d1_markup_begin(&page->m, "tr");
    d1_markup_attrf(&page->m, "id", "g-%zu", index + 1);
    d1_page_number(page, index + 1);
    d1_page_begin_heading(page);
    d1_page_gate_name(page, gate);
    d1_markup_end(&page->m);
    d1_page_id(page, gate->id);
    write_state(page, gate);
    d1_page_day(page, gate->has_due, gate->due);
    d1_page_day(page, gate->has_met, gate->met);
    write_criteria(page, gate);
    d1_page_number(page, gate->failed_findings);
    d1_page_number(page, gate->open_findings);
    d1_page_cell(page, gate->reason);
    d1_page_end_row(page);
}

void d1_page_gate_table(struct d1_page *page)
{
    static const char *const columns[] = {"No.",       "Gate",   "Id",  "State", "Due", "Met", "Gating criteria",
                                          ">Findings", ">To do", "Why", NULL};

    if (!page->engagement->gate_count)
        return;
    d1_page_begin_table(page, "rows gates", d1_str("Every gate, by its day"), columns);
    for (size_t i = 0; i < page->engagement->gate_count; i++)
        write_row(page, i);
    d1_page_end_table(page);
}
