#include "report/html/page.h"

#include "report/escape.h"
#include "report/headline.h"

char d1_page_letter(enum d1_state state)
{
    static const char letters[] = {
        [D1_STATE_NOT_APPLICABLE] = 'N', [D1_STATE_EMPTY] = 'N', [D1_STATE_NOT_DUE] = 'D',       [D1_STATE_PASS] = 'P',
        [D1_STATE_WAIVED] = 'W',         [D1_STATE_FAIL] = 'F',  [D1_STATE_INDETERMINATE] = 'I',
    };

    return letters[state];
}

char d1_page_gate_letter(enum d1_gate_state state)
{
    static const char letters[] = {
        [D1_GATE_FUTURE] = 'D', [D1_GATE_MET] = 'P',       [D1_GATE_MET_LATE] = 'P', [D1_GATE_MET_WITH_WAIVERS] = 'W',
        [D1_GATE_MISSED] = 'F', [D1_GATE_UNDECIDED] = 'I', [D1_GATE_BLOCKED] = 'F',  [D1_GATE_NOT_APPLICABLE] = 'N',
    };

    return letters[state];
}

/* ---- sections ---- */

void d1_page_begin_section(struct d1_page *page, const char *id, const char *title)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "section");
    d1_markup_attrf(m, "id", "%s", id);
    d1_markup_attrf(m, "aria-labelledby", "%s-h", id);
    d1_markup_line(m);
    d1_markup_begin(m, "h2");
    d1_markup_attrf(m, "id", "%s-h", id);
    d1_markup_puts(m, title);
    d1_markup_end(m);
    d1_markup_line(m);
}

void d1_page_end_section(struct d1_page *page)
{
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_say(struct d1_page *page, const char *css, const char *words)
{
    d1_markup_open(&page->m, "p", css);
    d1_markup_puts(&page->m, words);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_badge(struct d1_page *page, char letter, const char *words)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "span");
    d1_markup_attrf(m, "class", "st %c", letter);
    d1_markup_begin(m, "b");
    d1_markup_printf(m, "%c", letter == 'f' ? 'F' : letter);
    d1_markup_end(m);
    d1_markup_printf(m, " %s", words);
    d1_markup_end(m);
}

/* ---- tables ---- */

void d1_page_begin_table(struct d1_page *page, const char *css, struct d1_str caption, const char *const *columns)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "section", "scroll");
    d1_markup_attr(m, "aria-label", caption);
    d1_markup_attr(m, "tabindex", d1_str("0"));
    d1_markup_open(m, "table", css);
    d1_markup_line(m);
    d1_markup_element(m, "caption", NULL, caption);
    d1_markup_begin(m, "thead");
    d1_markup_begin(m, "tr");
    for (; *columns; columns++) {
        bool number = **columns == '>';

        d1_markup_open(m, "th", number ? "num" : NULL);
        d1_markup_attr(m, "scope", d1_str("col"));
        d1_markup_puts(m, *columns + number);
        d1_markup_end(m);
    }
    d1_markup_end(m);
    d1_markup_end(m);
    d1_markup_begin(m, "tbody");
    d1_markup_line(m);
}

void d1_page_end_table(struct d1_page *page)
{
    for (int i = 0; i < 3; i++)
        d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_begin_row(struct d1_page *page)
{
    d1_markup_begin(&page->m, "tr");
}

void d1_page_end_row(struct d1_page *page)
{
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_cell(struct d1_page *page, struct d1_str text)
{
    d1_markup_element(&page->m, "td", NULL, text);
}

void d1_page_id(struct d1_page *page, struct d1_str id)
{
    d1_markup_open(&page->m, "td", "id");
    if (id.len)
        d1_page_name(page, id);
    d1_markup_end(&page->m);
}

void d1_page_number(struct d1_page *page, size_t number)
{
    d1_markup_open(&page->m, "td", "num");
    d1_markup_printf(&page->m, "%zu", number);
    d1_markup_end(&page->m);
}

void d1_page_day(struct d1_page *page, bool known, d1_date day)
{
    char text[D1_DATE_TEXT] = "";

    if (known)
        d1_date_format(day, text);
    d1_markup_element(&page->m, "td", "day", d1_str(text));
}

void d1_page_begin_heading(struct d1_page *page)
{
    d1_markup_begin(&page->m, "th");
    d1_markup_attr(&page->m, "scope", d1_str("row"));
}

void d1_page_name(struct d1_page *page, struct d1_str name)
{
    d1_markup_element(&page->m, "bdi", NULL, name);
}

void d1_page_words(struct d1_page *page, struct d1_str text)
{
    struct d1_markup *m = &page->m;
    struct d1_str shown;
    size_t at = 0;

    d1_strbuf_clear(&page->text);
    d1_escape_text(&page->text, text, true);
    shown = d1_strbuf_view(&page->text);
    for (size_t open, close;; at = close + 1) {
        open = d1_str_find(shown, '`', at);
        close = open < shown.len ? d1_str_find(shown, '`', open + 1) : shown.len;
        if (close == shown.len)
            break;
        d1_markup_shown(m, d1_str_sub(shown, at, open - at));
        d1_markup_begin(m, "code");
        d1_markup_shown(m, d1_str_sub(shown, open + 1, close - open - 1));
        d1_markup_end(m);
    }
    d1_markup_shown(m, d1_str_sub(shown, at, shown.len - at));
}

/* "2026-03-02", with what may stand behind it. */
static bool is_day(struct d1_str word)
{
    return word.len >= 10 && word.ptr[4] == '-' && word.ptr[7] == '-' && word.ptr[0] >= '0' && word.ptr[0] <= '9';
}

void d1_page_sentence(struct d1_page *page, struct d1_str text)
{
    struct d1_markup *m = &page->m;
    struct d1_str shown;

    d1_strbuf_clear(&page->text);
    d1_escape_text(&page->text, text, true);
    shown = d1_strbuf_view(&page->text);
    for (size_t at = 0, end; at < shown.len; at = end + 1) {
        struct d1_str word;

        end = d1_str_find(shown, ' ', at);
        word = d1_str_sub(shown, at, end - at);
        if (at)
            d1_markup_puts(m, " ");
        if (is_day(word))
            d1_markup_open(m, "span", "day");
        d1_markup_shown(m, word);
        if (is_day(word))
            d1_markup_end(m);
    }
}

void d1_page_place(struct d1_page *page, const struct d1_place *place)
{
    d1_markup_open(&page->m, "span", "path");
    if (place->path)
        d1_markup_path(&page->m, place->path);
    if (place->path && place->line)
        d1_markup_printf(&page->m, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
    d1_markup_end(&page->m);
}

/* ---- charts ---- */

void d1_page_begin_chart(struct d1_page *page, int width, int height, const char *title, const char *words)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "section", "scroll");
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

void d1_page_line(struct d1_page *page, const char *css, double x1, double y1, double x2, double y2)
{
    d1_markup_open(&page->m, "line", css);
    d1_markup_attrf(&page->m, "x1", "%.1f", x1);
    d1_markup_attrf(&page->m, "y1", "%.1f", y1);
    d1_markup_attrf(&page->m, "x2", "%.1f", x2);
    d1_markup_attrf(&page->m, "y2", "%.1f", y2);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_circle(struct d1_page *page, const char *css, double x, double y, double r)
{
    d1_markup_open(&page->m, "circle", css);
    d1_markup_attrf(&page->m, "cx", "%.1f", x);
    d1_markup_attrf(&page->m, "cy", "%.1f", y);
    d1_markup_attrf(&page->m, "r", "%.1f", r);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_rect(struct d1_page *page, const char *css, double x, double y, double width, double height)
{
    d1_markup_open(&page->m, "rect", css);
    d1_markup_attrf(&page->m, "x", "%.1f", x);
    d1_markup_attrf(&page->m, "y", "%.1f", y);
    d1_markup_attrf(&page->m, "width", "%.1f", width);
    d1_markup_attrf(&page->m, "height", "%.1f", height);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
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
