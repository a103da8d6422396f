/* What charts are made of: shapes of SVG by attributes, an axis of time, and the legend in words. */
#include <stdio.h>
#include <string.h>

#include "report/page/page.h"

enum {
    TICKS = 12,  /* months on an axis at most */
    KEY = 16,    /* units of a mark in a legend */
    SMALL = 600, /* units of a chart that can still be read when it is as wide as a phone */
};

void d1_page_begin_chart(struct d1_page *page, int width, int height, const char *title, const char *words)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "section", width <= SMALL ? "scroll chart small" : "scroll chart");
    d1_markup_attrf(m, "aria-label", "Chart: %s", title);
    d1_markup_attr(m, "tabindex", d1_str("0"));
    d1_markup_begin(m, "svg");
    d1_markup_attr(m, "role", d1_str("img"));
    d1_markup_attrf(m, "width", "%d", width);
    d1_markup_attrf(m, "height", "%d", height);
    d1_markup_attrf(m, "viewBox", "0 0 %d %d", width, height);
    d1_markup_line(m);
    d1_markup_element(m, "title", NULL, d1_str(title));
    d1_markup_element(m, "desc", NULL, d1_str(words));
    d1_markup_line(m);
}

void d1_page_end_chart(struct d1_page *page)
{
    d1_markup_end(&page->m);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* A shape with its attributes, which are lengths. */
static void write_shape(struct d1_page *page, const char *shape, const char *css, const char *const names[],
                        const double lengths[], size_t count)
{
    d1_markup_open(&page->m, shape, css);
    for (size_t i = 0; i < count; i++)
        d1_markup_attrf(&page->m, names[i], "%.1f", lengths[i]);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_line(struct d1_page *page, const char *css, double x1, double y1, double x2, double y2)
{
    write_shape(page, "line", css, (const char *[]){"x1", "y1", "x2", "y2"}, (double[]){x1, y1, x2, y2}, 4);
}

void d1_page_polyline(struct d1_page *page, const char *css, const struct d1_page_point *points, size_t count)
{
    d1_strbuf_clear(&page->text);
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(&page->text, "%s%.1f,%.1f", i ? " " : "", points[i].x, points[i].y);
    d1_markup_open(&page->m, "polyline", css);
    d1_markup_attrf(&page->m, "points", D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&page->text)));
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_circle(struct d1_page *page, const char *css, double x, double y, double r)
{
    write_shape(page, "circle", css, (const char *[]){"cx", "cy", "r"}, (double[]){x, y, r}, 3);
}

void d1_page_rect(struct d1_page *page, const char *css, double x, double y, double width, double height)
{
    write_shape(page, "rect", css, (const char *[]){"x", "y", "width", "height"}, (double[]){x, y, width, height}, 4);
}

void d1_page_label(struct d1_page *page, const char *css, double x, double y, const char *anchor, struct d1_str text)
{
    d1_markup_open(&page->m, "text", css);
    d1_markup_attrf(&page->m, "x", "%.1f", x);
    d1_markup_attrf(&page->m, "y", "%.1f", y);
    d1_markup_attrf(&page->m, "text-anchor", "%s", anchor);
    d1_markup_text(&page->m, text);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* ---- an axis of time ---- */

void d1_page_axis_widen(struct d1_page_axis *axis, d1_date day)
{
    axis->first = !axis->known || day < axis->first ? day : axis->first;
    axis->last = !axis->known || day > axis->last ? day : axis->last;
    axis->known = true;
}

double d1_page_axis_at(const struct d1_page_axis *axis, d1_date day)
{
    double days = (double)((long)axis->last - axis->first);

    return days > 0 ? axis->left + (double)((long)day - axis->first) * (axis->right - axis->left) / days : axis->left;
}

static void draw_tick(struct d1_page *page, double x, double y, const char *anchor, struct d1_str text)
{
    d1_page_line(page, "axis", x, y, x, y + 5);
    d1_page_label(page, "soft", x, y + 18, anchor, text);
}

/* The months of the axis, counted from the year 0, and of how many there is one tick. */
static int step_of(const struct d1_page_axis *axis, int *from, int *to)
{
    int year, month, day, step;

    d1_date_to_civil(axis->first, &year, &month, &day);
    *from = year * 12 + month - 1 + (day > 1);
    d1_date_to_civil(axis->last, &year, &month, &day);
    *to = year * 12 + month - 1;
    step = (*to - *from) / TICKS + 1;
    return step <= 1 ? 1 : step <= 3 ? 3 : step <= 6 ? 6 : (step + 11) / 12 * 12;
}

void d1_page_axis_draw(struct d1_page *page, const struct d1_page_axis *axis, double y)
{
    char text[D1_DATE_TEXT];
    int from, to, step = step_of(axis, &from, &to);

    d1_page_line(page, "axis", axis->left, y, axis->right, y);
    if (to - from < step) { /* too short for two months */
        d1_date_format(axis->first, text);
        draw_tick(page, axis->left, y, "start", d1_str(text));
        d1_date_format(axis->last, text);
        draw_tick(page, axis->right, y, "end", d1_str(text));
        return;
    }
    for (int month = (from + step - 1) / step * step; month <= to; month += step) {
        d1_date day = d1_date_from_civil(month / 12, month % 12 + 1, 1);

        d1_date_format(day, text);
        draw_tick(page, d1_page_axis_at(axis, day), y, "middle", d1_str_sub(d1_str(text), 0, strlen("2026-03")));
    }
}

void d1_page_axis_today(struct d1_page *page, const struct d1_page_axis *axis, double top, double bottom)
{
    double x = d1_page_axis_at(axis, page->engagement->as_of);
    const char *anchor = x - axis->left < 60 ? "start" : axis->right - x < 60 ? "end" : "middle";
    char text[D1_DATE_TEXT];

    d1_date_format(page->engagement->as_of, text);
    d1_page_line(page, "now", x, top + 16, x, bottom);
    d1_strbuf_clear(&page->text);
    d1_strbuf_printf(&page->text, "as of %s", text);
    d1_page_label(page, NULL, x, top + 11, anchor, d1_strbuf_view(&page->text));
}

/* ---- the legend ---- */

static void draw_key(struct d1_page *page, const struct d1_page_key *key)
{
    const double middle = KEY / 2.0;

    switch (key->shape) {
    case D1_PAGE_RING:
        d1_page_circle(page, key->css, middle, middle, 6);
        break;
    case D1_PAGE_SQUARE:
        d1_page_rect(page, key->css, 2, 2, KEY - 4, KEY - 4);
        break;
    case D1_PAGE_DASH:
        d1_page_line(page, key->css, 1, middle, KEY - 1, middle);
        break;
    case D1_PAGE_STROKE:
        d1_page_line(page, key->css, middle, 0, middle, KEY);
        break;
    }
}

void d1_page_legend(struct d1_page *page, const struct d1_page_key *keys)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "ul", "legend");
    d1_markup_line(m);
    for (; keys->words; keys++) {
        d1_markup_begin(m, "li");
        d1_markup_begin(m, "svg");
        d1_markup_attr(m, "aria-hidden", d1_str("true"));
        d1_markup_attrf(m, "width", "%d", KEY);
        d1_markup_attrf(m, "height", "%d", KEY);
        d1_markup_line(m);
        draw_key(page, keys);
        d1_markup_end(m);
        d1_markup_printf(m, " %s", keys->words);
        d1_markup_end(m);
        d1_markup_line(m);
    }
    d1_markup_end(m);
    d1_markup_line(m);
}
