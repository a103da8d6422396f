/* What to do today: of what is due and does not hold, at most seven causes, each of another check. */
#include "report/formats.h"
#include "report/headline.h"
#include "report/page/page.h"

enum { TODAY = 7 };

static void write_owner(struct d1_page *page, const struct d1_finding *finding)
{
    if (!finding->owner.len)
        return;
    d1_markup_begin(&page->m, "span");
    d1_markup_puts(&page->m, "ask ");
    d1_page_name(page, finding->owner);
    if (finding->gone.len) {
        d1_markup_puts(&page->m, " (");
        d1_page_name(page, finding->gone);
        d1_markup_puts(&page->m, " has left)");
    }
    d1_markup_end(&page->m);
}

static void write_since(struct d1_page *page, const struct d1_finding *finding)
{
    if (!finding->has_due)
        return;
    d1_strbuf_clear(&page->text);
    d1_strbuf_puts(&page->text, "due ");
    d1_headline_date(&page->text, finding->due);
    if (finding->days_overdue)
        d1_strbuf_printf(&page->text, ", %d %s late", finding->days_overdue,
                         finding->days_overdue == 1 ? "day" : "days");
    d1_markup_element(&page->m, "span", "day", d1_strbuf_view(&page->text));
}

/* Whether what is ranked is a thing to do: a cause, of the engagement. */
static bool is_task(const struct d1_page *page, const struct d1_ranked *item)
{
    return !item->said && !item->finding->follows && item->engagement == page->engagement;
}

/* How many more tasks a check has behind one; the first of them in *next. */
static size_t count_alike(const struct d1_page *page, size_t from, const struct d1_finding **next)
{
    const struct d1_check *check = page->ranking->items[from].finding->check;
    size_t count = 0;

    for (size_t i = from + 1; i < page->ranking->len; i++)
        if (is_task(page, &page->ranking->items[i]) && page->ranking->items[i].finding->check == check && !count++)
            *next = page->ranking->items[i].finding;
    return count;
}

static void write_alike(struct d1_page *page, size_t count, const struct d1_finding *next)
{
    struct d1_markup *m = &page->m;

    if (!count)
        return;
    d1_markup_begin(m, "a");
    d1_markup_attrf(m, "href", "#f-%s", next->fingerprint);
    d1_markup_printf(m, "%zu more of this kind", count);
    d1_markup_end(m);
}

/* Returns for how many findings it stands. */
static size_t write_task(struct d1_page *page, size_t index)
{
    const struct d1_ranked *item = &page->ranking->items[index];
    const struct d1_finding *finding = item->finding, *next = NULL;
    struct d1_markup *m = &page->m;
    struct d1_str help = d1_finding_help(finding);
    size_t alike = count_alike(page, index, &next);

    d1_markup_begin(m, "li");
    d1_markup_open(m, "span", "what");
    d1_page_words(page, finding->message);
    d1_markup_end(m);
    if (help.len) {
        d1_markup_begin(m, "p");
        d1_page_words(page, help);
        d1_markup_end(m);
    }
    d1_markup_open(m, "p", "meta");
    d1_markup_begin(m, "a");
    d1_markup_attrf(m, "href", "#f-%s", finding->fingerprint);
    d1_markup_text(m, finding->check->id);
    d1_markup_end(m);
    d1_page_place(page, &finding->at.place);
    if (item->gating)
        d1_markup_element(m, "span", NULL, d1_str("keeps a gate from being met"));
    write_since(page, finding);
    write_owner(page, finding);
    write_alike(page, alike, next);
    d1_markup_end(m);
    d1_markup_end(m);
    d1_markup_line(m);
    return alike + 1;
}

/* Whether a task of the same check stands before it. */
static bool is_told(const struct d1_check *const told[TODAY], size_t count, const struct d1_check *check)
{
    for (size_t i = 0; i < count; i++)
        if (told[i] == check)
            return true;
    return false;
}

static void write_rest(struct d1_page *page, size_t rest)
{
    if (!rest)
        return;
    d1_markup_begin(&page->m, "p");
    d1_markup_begin(&page->m, "a");
    d1_markup_attr(&page->m, "href", d1_str("#findings"));
    d1_markup_printf(&page->m, "%zu more %s", rest, rest == 1 ? "finding" : "findings");
    d1_markup_end(&page->m);
    d1_markup_puts(&page->m, rest == 1 ? " of another check is less urgent." : " of other checks are less urgent.");
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

void d1_page_today(struct d1_page *page)
{
    const struct d1_check *told[TODAY];
    size_t count = 0, tasks = 0, spoken_for = 0;

    d1_page_begin_section(page, "today", "Do this today");
    for (size_t i = 0; i < page->ranking->len; i++) {
        const struct d1_ranked *item = &page->ranking->items[i];

        if (!is_task(page, item))
            continue;
        tasks++;
        if (count == TODAY || is_told(told, count, item->finding->check))
            continue;
        if (!count)
            d1_markup_open(&page->m, "ol", "today");
        told[count++] = item->finding->check;
        spoken_for += write_task(page, i);
    }
    if (count)
        d1_markup_end(&page->m);
    else
        d1_page_say(page, NULL, "Nothing that is due stands against the engagement.");
    write_rest(page, tasks - spoken_for);
    d1_page_secret(page);
    d1_page_end_section(page);
}
