/* The criteria, one row for each and each gate that asks for it, with filters that need no script. */
#include "report/headline.h"
#include "report/page/page.h"

struct choice {
    const char *id, *words;
};

/* Radio buttons whose state the style reads; where it cannot, everything is shown. */
static void write_filter(struct d1_page *page, const char *name, const char *legend, const struct choice *choices)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "fieldset");
    d1_markup_element(m, "legend", NULL, d1_str(legend));
    for (size_t i = 0; choices[i].id; i++) {
        d1_markup_begin(m, "label");
        d1_markup_begin(m, "input");
        d1_markup_attr(m, "type", d1_str("radio"));
        d1_markup_attrf(m, "name", "%s", name);
        d1_markup_attrf(m, "id", "%s", choices[i].id);
        if (!i)
            d1_markup_flag(m, "checked");
        d1_markup_end(m);
        d1_markup_printf(m, " %s", choices[i].words);
        d1_markup_end(m);
    }
    d1_markup_end(m);
    d1_markup_line(m);
}

static void write_filters(struct d1_page *page)
{
    static const struct choice states[] = {
        {"s-all", "all"},     {"s-F", "F fails"},  {"s-I", "I not judged"},     {"s-P", "P holds"},
        {"s-D", "D not due"}, {"s-W", "W waived"}, {"s-N", "N not applicable"}, {NULL, NULL}};
    static const struct choice phases[] = {{"p-all", "all"},       {"p-s2d", "s2d"},     {"p-launch", "launch"},
                                           {"p-manage", "manage"}, {"p-close", "close"}, {NULL, NULL}};
    static const struct choice classes[] = {
        {"k-all", "all"}, {"k-gating", "gating"}, {"k-rolling", "rolling"}, {"k-indicator", "indicator"}, {NULL, NULL}};

    d1_markup_open(&page->m, "div", "filters");
    d1_markup_line(&page->m);
    write_filter(page, "state", "State", states);
    write_filter(page, "phase", "Phase", phases);
    write_filter(page, "class", "Class", classes);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* The first finding of a check that is shown in the section of findings, or NULL. */
static const struct d1_finding *finding_of(const struct d1_page *page, const struct d1_check *check)
{
    for (size_t i = 0; i < page->ranking->len && i < page->budget; i++) {
        const struct d1_ranked *item = &page->ranking->items[i];

        if (!item->said && item->engagement == page->engagement && item->finding->check == check)
            return item->finding;
    }
    return NULL;
}

static bool is_failing(const struct d1_criterion_result *result, const struct d1_check *check)
{
    for (size_t i = 0; i < result->failing_count; i++)
        if (result->failing[i] == check)
            return true;
    return false;
}

/* Its checks: those that fail lead to their first finding. */
static void write_checks(struct d1_page *page, const struct d1_criterion_result *result)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "td");
    for (size_t i = 0; i < result->criterion->check_count; i++) {
        const struct d1_check *check = result->criterion->checks[i];
        const struct d1_finding *finding = is_failing(result, check) ? finding_of(page, check) : NULL;

        if (i)
            d1_markup_puts(m, " ");
        if (finding) {
            d1_markup_begin(m, "a");
            d1_markup_attrf(m, "href", "#f-%s", finding->fingerprint);
        }
        d1_markup_text(m, check->id);
        if (finding)
            d1_markup_end(m);
        else if (is_failing(result, check))
            d1_markup_puts(m, "!");
    }
    d1_markup_end(m);
}

static void write_criterion(struct d1_page *page, const struct d1_criterion_result *result, bool first)
{
    const struct d1_criterion *criterion = result->criterion;
    struct d1_markup *m = &page->m;
    char letter = d1_page_letter(result->state);

    d1_markup_begin(m, "tr");
    if (first) {
        d1_strbuf_clear(&page->text);
        d1_strbuf_printf(&page->text, "c-" D1_STR_FMT, D1_STR_ARG(criterion->id));
        d1_markup_attr(m, "id", d1_strbuf_view(&page->text));
    }
    d1_strbuf_clear(&page->text);
    d1_strbuf_printf(&page->text, "r%c p-" D1_STR_FMT " k-" D1_STR_FMT, letter, D1_STR_ARG(criterion->phase),
                     D1_STR_ARG(criterion->criterion_class));
    d1_markup_attr(m, "class", d1_strbuf_view(&page->text));
    d1_page_begin_heading(page);
    d1_markup_text(m, criterion->id);
    d1_markup_end(m);
    d1_markup_open(m, "td", "msg");
    d1_markup_text(m, criterion->title);
    if (result->reason.len && result->state != D1_STATE_PASS) {
        d1_markup_open(m, "span", "meta");
        d1_markup_puts(m, " ");
        d1_markup_text(m, result->reason);
        d1_markup_end(m);
    }
    d1_markup_end(m);
    d1_markup_begin(m, "td");
    d1_page_badge(page, letter, d1_headline_state(result->state));
    d1_markup_end(m);
    d1_page_cell(page, criterion->criterion_class);
    d1_page_id(page, result->gate);
    d1_page_day(page, result->has_due, result->due);
    d1_page_day(page, result->has_met, result->met);
    write_checks(page, result);
    d1_page_end_row(page);
}

void d1_page_criteria(struct d1_page *page)
{
    static const char *const columns[] = {
        "Criterion", "What is asked for", "State", "Class", "Gate", "Due", "Met", "Checks", NULL};
    const struct d1_engagement_verdict *e = page->engagement;

    d1_page_begin_section(page, "criteria", "Gates and criteria");
    d1_page_gate_table(page);
    write_filters(page);
    d1_page_begin_table(page, "rows criteria", d1_str("Every criterion, once for each gate that asks for it"), columns);
    for (size_t i = 0; i < e->criterion_count; i++)
        write_criterion(page, &e->criteria[i], !i || e->criteria[i - 1].criterion != e->criteria[i].criterion);
    d1_page_end_table(page);
    d1_page_end_section(page);
}
