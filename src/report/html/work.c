/* What is to be done for the gates ahead; and what weakens the judgement. */
#include "report/formats.h"
#include "report/headline.h"
#include "report/page/page.h"

enum { LISTED = 200 };

static bool is_todo(const struct d1_finding *finding)
{
    return finding->reported && finding->state == D1_FINDING_OPEN;
}

static void write_todo(struct d1_page *page, const struct d1_finding *finding)
{
    struct d1_markup *m = &page->m;

    d1_page_begin_row(page);
    d1_page_day(page, finding->has_due, finding->due);
    d1_markup_open(m, "td", "msg");
    d1_page_words(page, finding->message);
    d1_markup_end(m);
    d1_page_id(page, finding->check->id);
    d1_markup_begin(m, "td");
    d1_page_place(page, &finding->at.place);
    d1_markup_end(m);
    d1_page_whom(page, finding);
    d1_page_end_row(page);
}

static void write_gate(struct d1_page *page, const struct d1_gate_result *result, size_t *told)
{
    static const char *const columns[] = {"Due", "What is to be done", "Check", "Where", "Ask", NULL};
    const struct d1_engagement_verdict *e = page->engagement;
    struct d1_str gate = result->id;
    size_t count = 0;

    for (size_t i = 0; i < e->finding_count; i++)
        count += is_todo(&e->findings[i]) && d1_str_eq(e->findings[i].gate, gate);
    if (!count)
        return;
    d1_markup_begin(&page->m, "h3");
    d1_page_gate_name(page, result);
    d1_markup_printf(&page->m, ", %zu to do", count);
    d1_markup_end(&page->m);
    d1_strbuf_clear(&page->text);
    d1_strbuf_puts(&page->text, "To be done for the gate ");
    d1_strbuf_str(&page->text, gate);
    d1_page_begin_table(page, "rows todo", d1_strbuf_view(&page->text), columns);
    for (size_t i = 0; i < e->finding_count && *told < LISTED; i++)
        if (is_todo(&e->findings[i]) && d1_str_eq(e->findings[i].gate, gate)) {
            write_todo(page, &e->findings[i]);
            ++*told;
        }
    d1_page_end_table(page);
}

void d1_page_todo(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;
    size_t told = 0, open = 0;

    for (size_t i = 0; i < e->finding_count; i++)
        open += is_todo(&e->findings[i]);
    d1_page_begin_section(page, "todo", "Still to do for the gates ahead");
    for (size_t i = 0; i < e->gate_count && told < LISTED; i++)
        write_gate(page, page->gates[i], &told);
    if (!open) {
        d1_page_say(page, NULL, "Nothing is open.");
    } else if (told < open) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are listed by d1lint check --todo.", open - told);
        d1_markup_end(&page->m);
        d1_markup_line(&page->m);
    }
    d1_page_end_section(page);
}

/* ---- what weakens the judgement ---- */

static void write_waived(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;
    struct d1_markup *m = &page->m;
    size_t waived = 0;

    d1_markup_element(m, "h3", NULL, d1_str("Waived"));
    for (size_t i = 0; i < e->criterion_count; i++)
        waived += e->criteria[i].state == D1_STATE_WAIVED;
    d1_markup_begin(m, "p");
    if (waived)
        d1_markup_printf(m, "%zu %s by waivers alone; the table of criteria marks them W.", waived,
                         waived == 1 ? "criterion holds" : "criteria hold");
    else
        d1_markup_puts(m, "None: no criterion holds by a waiver.");
    d1_markup_end(m);
    d1_markup_line(m);
    d1_page_waivers(page);
}

static void write_unsure(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;
    struct d1_markup *m = &page->m;
    bool any = false;

    d1_markup_element(m, "h3", NULL, d1_str("Could not be judged"));
    for (size_t i = 0; i < page->ranking->len; i++) {
        const struct d1_ranked *item = &page->ranking->items[i];

        if (item->engagement != e || item->finding->state != D1_FINDING_INDETERMINATE)
            continue;
        if (!any)
            d1_markup_open(m, "ul", "plain");
        any = true;
        d1_markup_begin(m, "li");
        d1_markup_element(m, "b", NULL, item->finding->check->id);
        d1_markup_puts(m, " ");
        d1_markup_text(m, item->finding->check->title);
        d1_markup_puts(m, ": ");
        d1_markup_text(m, item->finding->message);
        d1_markup_end(m);
        d1_markup_line(m);
    }
    if (any)
        d1_markup_end(m);
    else
        d1_page_say(page, NULL, "None: everything that applies was judged.");
}

static void write_changes(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;
    struct d1_markup *m = &page->m;

    d1_markup_element(m, "h3", NULL, d1_str("Changed by the policy"));
    if (!e->change_count) {
        d1_page_say(page, NULL, "None: the policy relaxes nothing.");
        return;
    }
    d1_markup_open(m, "ul", "plain");
    for (size_t i = 0; i < e->change_count; i++) {
        d1_strbuf_clear(&page->text);
        d1_change_sentence(&page->text, &e->changes[i]);
        d1_markup_begin(m, "li");
        d1_page_badge(page, e->changes[i].relaxes ? 'f' : 'N', e->changes[i].relaxes ? "relaxes" : "changes");
        d1_markup_puts(m, " ");
        d1_markup_text(m, d1_strbuf_view(&page->text));
        d1_markup_puts(m, " ");
        d1_page_place(page, &e->changes[i].at.place);
        d1_markup_end(m);
        d1_markup_line(m);
    }
    d1_markup_end(m);
}

void d1_page_doubts(struct d1_page *page)
{
    d1_page_begin_section(page, "doubts", "What weakens this judgement");
    write_waived(page);
    write_unsure(page);
    write_changes(page);
    d1_page_found(page, (const char *const[]){"WVR-", NULL});
    d1_page_end_section(page);
}
