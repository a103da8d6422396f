/* The findings in full, the most important first; nothing that an auditor needs is folded away. */
#include "report/formats.h"
#include "report/page/page.h"

static void write_severity(struct d1_page *page, const struct d1_finding *finding)
{
    d1_markup_begin(&page->m, "td");
    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_page_badge(page, 'I', "not judged");
    else if (finding->severity == D1_SEVERITY_ERROR)
        d1_page_badge(page, 'F', "error");
    else if (finding->severity == D1_SEVERITY_WARNING)
        d1_page_badge(page, 'f', "warning");
    else
        d1_page_badge(page, 'N', "note");
    d1_markup_end(&page->m);
}

static void write_message(struct d1_page *page, const struct d1_finding *finding)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "td", "msg");
    d1_page_words(page, finding->message);
    for (size_t i = 0; i < finding->related_count && i < 5; i++) {
        d1_markup_begin(m, "br");
        d1_markup_end(m);
        d1_markup_open(m, "span", "meta");
        d1_markup_text(m, finding->related[i].message.len ? finding->related[i].message : d1_str("see also"));
        d1_markup_puts(m, " ");
        d1_page_place(page, &finding->related[i].at.place);
        d1_markup_end(m);
    }
    d1_markup_end(m);
}

static void write_finding(struct d1_page *page, const struct d1_ranked *item)
{
    const struct d1_finding *finding = item->finding;
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "tr");
    if (page->engagement) /* two engagements of one name have the same fingerprints */
        d1_markup_attrf(m, "id", "f-%s", finding->fingerprint);
    d1_page_begin_heading(page);
    d1_markup_text(m, finding->check->id);
    d1_markup_end(m);
    write_severity(page, finding);
    write_message(page, finding);
    d1_markup_begin(m, "td");
    d1_page_place(page, &finding->at.place);
    d1_markup_end(m);
    d1_page_id(page, finding->gate);
    d1_page_day(page, finding->has_due, finding->due);
    d1_page_whom(page, finding);
    d1_page_end_row(page);
}

static bool has_discreet(const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (findings[i].discreet)
            return true;
    return false;
}

void d1_page_secret(struct d1_page *page)
{
    const struct d1_verdict *v = page->verdict;
    bool any = has_discreet(v->loose, v->loose_count);

    for (size_t i = 0; i < v->engagement_count; i++)
        any = any || has_discreet(v->engagements[i].findings, v->engagements[i].finding_count);
    if (any)
        d1_page_say(
            page, "note",
            "Where it says [secret], the file has what looks like a secret or personal data (CNF-002). No report "
            "repeats it; it has to be taken out of the repository, and a secret be made void.");
}

void d1_page_findings(struct d1_page *page)
{
    static const char *const columns[] = {"Check", "Severity", "What is wrong", "Where", "Gate", "Due", "Ask", NULL};
    size_t count = 0, told = 0;

    for (size_t i = 0; i < page->ranking->len; i++)
        count += !page->ranking->items[i].said;
    d1_page_begin_section(page, "findings", "Findings");
    if (!count) {
        d1_page_say(page, NULL, "There are none that are due.");
        d1_page_end_section(page);
        return;
    }
    d1_page_secret(page);
    d1_page_begin_table(page, "rows findings",
                        d1_str("Everything that is due and does not hold, what keeps a gate from being met first"),
                        columns);
    for (size_t i = 0; i < page->ranking->len && i < page->budget; i++)
        if (!page->ranking->items[i].said) {
            write_finding(page, &page->ranking->items[i]);
            told++;
        }
    d1_page_end_table(page);
    if (told < count) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more, of less importance, are listed by d1lint check.", count - told);
        d1_markup_end(&page->m);
        d1_markup_line(&page->m);
    }
    d1_page_end_section(page);
}
