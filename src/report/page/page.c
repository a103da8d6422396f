#include "report/page/page.h"

#include <string.h>

#include "report/escape.h"
#include "report/forge.h"
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

/* Whether a text is of ASCII alone, which turns nothing around it. */
static bool is_ascii(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

void d1_page_id(struct d1_page *page, struct d1_str id)
{
    d1_markup_open(&page->m, "td", id.len ? "id" : NULL);
    if (is_ascii(id))
        d1_markup_text(&page->m, id);
    else
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
    d1_markup_element(&page->m, "td", known ? "day" : NULL, d1_str(text));
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

/* A path, which may be broken behind its slashes and nowhere else. */
static void write_path(struct d1_page *page, const char *path)
{
    struct d1_str shown;

    d1_strbuf_clear(&page->text);
    d1_escape_path(&page->text, path, true);
    shown = d1_strbuf_view(&page->text);
    for (size_t at = 0, end; at < shown.len; at = end) {
        end = d1_str_find(shown, '/', at);
        end += end < shown.len;
        d1_markup_shown(&page->m, d1_str_sub(shown, at, end - at));
        if (end < shown.len) {
            d1_markup_begin(&page->m, "wbr");
            d1_markup_end(&page->m);
        }
    }
}

void d1_page_place(struct d1_page *page, const struct d1_place *place)
{
    struct d1_markup *m = &page->m;
    bool linked;

    d1_strbuf_clear(&page->text);
    linked = page->verdict && d1_forge_link(&page->text, &page->verdict->source, place);
    d1_markup_open(m, linked ? "a" : "span", "path");
    if (linked) {
        d1_markup_attr(m, "href", d1_strbuf_view(&page->text));
        d1_markup_attr(m, "rel", d1_str("noreferrer"));
    }
    if (place->path)
        write_path(page, place->path);
    if (place->path && place->line)
        d1_markup_printf(m, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
    d1_markup_end(m);
}

void d1_page_whom(struct d1_page *page, const struct d1_finding *finding)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "td", finding->owner.len ? "id" : NULL);
    if (finding->owner.len)
        d1_page_name(page, finding->owner);
    if (finding->gone.len) {
        d1_markup_puts(m, " ");
        d1_markup_begin(m, "small");
        d1_markup_puts(m, "for ");
        d1_page_name(page, finding->gone);
        d1_markup_puts(m, ", who has left");
        d1_markup_end(m);
    }
    d1_markup_end(m);
}

void d1_page_gate_name(struct d1_page *page, const struct d1_gate_result *gate)
{
    struct d1_str instance = d1_headline_instance(page->engagement, gate);

    d1_page_name(page, gate->title.len ? gate->title : gate->id);
    if (!gate->title.len || !instance.len)
        return;
    d1_markup_puts(&page->m, ": ");
    d1_page_name(page, instance);
}

/* ---- what was found ---- */

static bool is_of(const struct d1_check *check, const char *const *beginnings)
{
    for (; *beginnings; beginnings++)
        if (d1_str_starts(check->id, *beginnings))
            return true;
    return false;
}

/* The first finding of a check that the section of findings lists, and how many it lists. */
static const struct d1_finding *listed(const struct d1_page *page, const struct d1_check *check, size_t *count)
{
    const struct d1_finding *first = NULL;

    *count = 0;
    for (size_t i = 0; i < page->ranking->len && i < page->budget; i++) {
        const struct d1_ranked *item = &page->ranking->items[i];

        if (item->said || item->engagement != page->engagement || item->finding->check != check)
            continue;
        first = first ? first : item->finding;
        ++*count;
    }
    return first;
}

void d1_page_found(struct d1_page *page, const char *const *checks)
{
    struct d1_markup *m = &page->m;
    bool any = false;

    for (size_t i = 0; i < page->verdict->check_count; i++) {
        const struct d1_check *check = &page->verdict->checks[i];
        size_t count = 0;
        const struct d1_finding *first = is_of(check, checks) ? listed(page, check, &count) : NULL;

        if (!first)
            continue;
        if (!any) {
            d1_page_say(page, "found", "Found here:");
            d1_markup_open(m, "ul", "found");
            d1_markup_line(m);
        }
        any = true;
        d1_markup_begin(m, "li");
        d1_markup_begin(m, "a");
        d1_markup_attrf(m, "href", "#f-%s", first->fingerprint);
        d1_markup_text(m, check->id);
        d1_markup_end(m);
        d1_markup_puts(m, " ");
        d1_markup_text(m, check->title);
        if (count > 1)
            d1_markup_printf(m, " (%zu times)", count);
        d1_markup_end(m);
        d1_markup_line(m);
    }
    if (any) {
        d1_markup_end(m);
        d1_markup_line(m);
    }
}
