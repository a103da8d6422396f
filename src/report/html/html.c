/*
 * The format `html`: one page for the lead, the auditor and those who look after many engagements.
 *
 * One file, without a script, without a request, without an image or a font: it works from a disk, in a mail, in a CI
 * server's window. Its policy (Content Security Policy Level 3) allows the one style that stands in it, by its digest,
 * and nothing else. Charts are SVG with attributes, so that they draw where the style is taken away.
 *
 * The source is in the order of reading: the sentence, the gates, what to do today; then the reasons; at the end every
 * criterion, every finding, and how the page was made. A row of a table is a line, so that two pages can be compared.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "base/text/base64.h"
#include "base/text/utf8.h"
#include "base/version.h"
#include "report/formats.h"
#include "report/headline.h"
#include "report/page/page.h"
#include "report/portfolio.h"

enum { FINDINGS = 1000, TITLE = 40 /* code points, so that a tab can show them */ };

/* page.css, a line each. */
static const char *const style[] = {
#include "report/html/page_css.inc"
};

static unsigned digit_of(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The digest of the style as a policy names it. */
static void write_digest(struct d1_strbuf *out, struct d1_str css)
{
    char hex[D1_SHA256_TEXT], bytes[32], letters[D1_BASE64_LETTERS(sizeof bytes) + 1];

    d1_sha256(css, hex);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(digit_of(hex[2 * i]) * 16 + digit_of(hex[2 * i + 1]));
    d1_base64_encode(d1_strn(bytes, sizeof bytes), letters);
    d1_strbuf_printf(out, "sha256-%s", letters);
}

static void write_meta(struct d1_page *page, const char *attribute, const char *name, struct d1_str content)
{
    d1_markup_begin(&page->m, "meta");
    d1_markup_attrf(&page->m, attribute, "%s", name);
    d1_markup_attr(&page->m, "content", content);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* The style is the program's own, and the one text of the page that no escape is for. */
static void write_head(struct d1_page *page, struct d1_str title)
{
    struct d1_markup *m = &page->m;
    struct d1_strbuf css = {0}, policy = {0};

    for (size_t i = 0; i < sizeof style / sizeof *style; i++)
        d1_strbuf_puts(&css, style[i]);
    d1_strbuf_puts(&policy, "default-src 'none'; style-src '");
    write_digest(&policy, d1_strbuf_view(&css));
    d1_strbuf_puts(&policy, "'; base-uri 'none'; form-action 'none'");
    d1_markup_begin(m, "head");
    d1_markup_line(m);
    d1_markup_begin(m, "meta");
    d1_markup_attr(m, "charset", d1_str("utf-8"));
    d1_markup_end(m);
    d1_markup_line(m);
    write_meta(page, "http-equiv", "Content-Security-Policy", d1_strbuf_view(&policy));
    write_meta(page, "name", "viewport", d1_str("width=device-width, initial-scale=1"));
    write_meta(page, "name", "referrer", d1_str("no-referrer"));
    d1_markup_element(m, "title", NULL, d1_utf8_prefix(title, TITLE));
    d1_markup_line(m);
    d1_markup_begin(m, "style");
    d1_markup_puts(m, "");
    d1_strbuf_str(m->out, d1_strbuf_view(&css));
    d1_markup_end(m);
    d1_markup_line(m);
    d1_markup_end(m);
    d1_markup_line(m);
    page->text.oom = page->text.oom || css.oom || policy.oom;
    d1_strbuf_release(&css);
    d1_strbuf_release(&policy);
}

/* ---- the top ---- */

static void write_fact(struct d1_page *page, const char *css, const char *name, struct d1_str value)
{
    if (!value.len)
        return;
    d1_markup_open(&page->m, "div", css);
    d1_markup_element(&page->m, "dt", NULL, d1_str(name));
    d1_markup_begin(&page->m, "dd");
    d1_page_name(page, value);
    d1_markup_end(&page->m);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/*
 * "97 of 113 criteria judged, 3 could not be judged, 0 waived; the policy relaxes nothing": a criterion counts once,
 * however many gates ask for it. Its results lie beside each other.
 */
static void make_judged(struct d1_strbuf *out, const struct d1_engagement_verdict *e)
{
    size_t criteria = 0, judged = 0, unsure = 0, waived = 0, relaxed = 0;

    for (size_t i = 0, end; i < e->criterion_count; i = end) {
        bool has[D1_STATE_FAIL + 1] = {false};

        for (end = i; end < e->criterion_count && e->criteria[end].criterion == e->criteria[i].criterion; end++)
            has[e->criteria[end].state] = true;
        criteria++;
        judged += has[D1_STATE_PASS] || has[D1_STATE_FAIL] || has[D1_STATE_WAIVED];
        unsure += has[D1_STATE_INDETERMINATE];
        waived += has[D1_STATE_WAIVED];
    }
    for (size_t i = 0; i < e->change_count; i++)
        relaxed += e->changes[i].relaxes;
    d1_strbuf_printf(out, "%zu of %zu criteria judged, %zu could not be judged, %zu waived; ", judged, criteria, unsure,
                     waived);
    if (relaxed)
        d1_strbuf_printf(out, "the policy relaxes %zu %s", relaxed, relaxed == 1 ? "thing" : "things");
    else
        d1_strbuf_puts(out, "the policy relaxes nothing");
}

static void write_identity(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;
    char date[D1_DATE_TEXT];

    d1_markup_open(&page->m, "dl", "facts");
    d1_markup_line(&page->m);
    write_fact(page, NULL, "Customer", e->customer);
    write_fact(page, NULL, "Profile", e->profile);
    d1_date_format(e->as_of, date);
    write_fact(page, NULL, "As of", d1_str(date));
    write_fact(page, NULL, "Commit", d1_str_sub(page->verdict->source.commit, 0, 12));
    write_fact(page, NULL, "Rules", d1_str_sub(page->verdict->tool.rules, 0, 12));
    write_fact(page, NULL, "For",
               d1_str(page->verdict->audience == D1_AUDIENCE_CUSTOMER ? "the customer" : "internal use"));
    d1_strbuf_clear(&page->text);
    make_judged(&page->text, e);
    write_fact(page, "wide", "Judgement", d1_strbuf_view(&page->text));
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

static const struct {
    const char *id, *title;
    void (*write)(struct d1_page *page);
    bool figures; /* needs them */
} sections[] = {
    {"gates", "Gates", d1_page_gates, false},          {"today", "Today", d1_page_today, false},
    {"phases", "Phases", d1_page_phases, false},       {"todo", "To do", d1_page_todo, false},
    {"doubts", "Doubts", d1_page_doubts, false},       {"people", "People", d1_page_people, true},
    {"risks", "Risks", d1_page_risks, true},           {"schedule", "Schedule", d1_page_schedule, true},
    {"voice", "Voice", d1_page_voice, true},           {"budget", "Budget", d1_page_budget, true},
    {"colours", "Colours", d1_page_colours, true},     {"evidence", "Evidence", d1_page_evidence, true},
    {"criteria", "Criteria", d1_page_criteria, false}, {"findings", "Findings", d1_page_findings, false},
    {"made", "How made", d1_page_made, false},
};

static void write_contents(struct d1_page *page)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "nav");
    d1_markup_attr(m, "aria-label", d1_str("Sections"));
    d1_markup_begin(m, "ul");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (sections[i].figures && !page->engagement->figures)
            continue;
        d1_markup_begin(m, "li");
        d1_markup_begin(m, "a");
        d1_markup_attrf(m, "href", "#%s", sections[i].id);
        d1_markup_puts(m, sections[i].title);
        d1_markup_end(m);
        d1_markup_end(m);
    }
    d1_markup_end(m);
    d1_markup_end(m);
    d1_markup_line(m);
}

/* ---- the whole ---- */

static void begin_body(struct d1_page *page, struct d1_str title, struct d1_str lead)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "body");
    d1_markup_line(m);
    d1_markup_open(m, "a", "skip");
    d1_markup_attr(m, "href", d1_str("#main"));
    d1_markup_puts(m, "Skip to the gates");
    d1_markup_end(m);
    d1_markup_line(m);
    d1_markup_begin(m, "header");
    d1_markup_line(m);
    d1_markup_begin(m, "h1");
    d1_page_name(page, title);
    d1_markup_end(m);
    d1_markup_line(m);
    d1_markup_open(m, "p", "lead");
    d1_page_sentence(page, lead);
    d1_markup_end(m);
    d1_markup_line(m);
}

static void write_engagement(struct d1_page *page)
{
    write_identity(page);
    d1_markup_end(&page->m); /* header */
    d1_markup_line(&page->m);
    write_contents(page);
    d1_markup_begin(&page->m, "main");
    d1_markup_attr(&page->m, "id", d1_str("main"));
    d1_markup_line(&page->m);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (!sections[i].figures || page->engagement->figures)
            sections[i].write(page);
}

/* Of no engagement, or of several: those of a verdict, with its findings; or those of a portfolio by themselves. */
static void write_others(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    d1_markup_end(&page->m); /* header */
    d1_markup_line(&page->m);
    d1_markup_begin(&page->m, "main");
    d1_markup_attr(&page->m, "id", d1_str("main"));
    d1_markup_line(&page->m);
    if (portfolio->count || portfolio->absent_count)
        d1_page_portfolio(page, portfolio);
    if (!page->verdict) {
        d1_page_makings(page, portfolio);
        return;
    }
    d1_page_findings(page);
    d1_page_made(page);
}

static void make_lead(struct d1_strbuf *title, struct d1_strbuf *lead, const struct d1_page *page,
                      const struct d1_portfolio *portfolio)
{
    const struct d1_engagement_verdict *e = page->engagement;

    if (e) {
        d1_strbuf_str(title, e->title.len ? e->title : e->name);
        d1_headline(lead, e);
        d1_strbuf_putc(lead, '.');
        d1_headline_rest(lead, e);
        return;
    }
    d1_strbuf_puts(title, "Engagements");
    if (portfolio->count || portfolio->absent_count)
        d1_portfolio_sentence(lead, portfolio);
    else
        d1_strbuf_puts(lead, page->verdict ? "The run is not complete: there is no engagement that could be judged."
                                           : "There is no engagement in what was read.");
}

static void write_footer(struct d1_page *page)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "footer");
    d1_markup_begin(m, "p");
    d1_markup_puts(m, "Made by d1lint ");
    d1_markup_text(m, page->verdict ? page->verdict->tool.version : d1_str(D1_VERSION));
    d1_markup_puts(m, page->verdict ? " without a clock: the same commit, rules and date give the same bytes."
                                    : " without a clock: the same reports give the same bytes.");
    d1_markup_end(m);
    d1_markup_end(m);
    d1_markup_line(m);
}

static void write_page(struct d1_page *page, const struct d1_portfolio *portfolio)
{
    struct d1_markup *m = &page->m;
    struct d1_strbuf title = {0}, lead = {0};

    make_lead(&title, &lead, page, portfolio);
    d1_strbuf_puts(m->out, "<!DOCTYPE html>\n");
    d1_markup_begin(m, "html");
    d1_markup_attr(m, "lang", d1_str("en"));
    d1_markup_line(m);
    write_head(page, d1_strbuf_view(&title));
    begin_body(page, d1_strbuf_view(&title), d1_strbuf_view(&lead));
    if (page->engagement)
        write_engagement(page);
    else
        write_others(page, portfolio);
    d1_markup_end(m); /* main */
    d1_markup_line(m);
    write_footer(page);
    d1_markup_end(m); /* body */
    d1_markup_line(m);
    d1_markup_end(m); /* html */
    d1_markup_line(m);
    page->text.oom = page->text.oom || title.oom || lead.oom;
    d1_strbuf_release(&title);
    d1_strbuf_release(&lead);
}

static int by_day(const void *left, const void *right)
{
    const struct d1_gate_result *a = *(const struct d1_gate_result *const *)left,
                                *b = *(const struct d1_gate_result *const *)right;

    if (a->has_due != b->has_due)
        return a->has_due ? -1 : 1;
    if (a->due != b->due)
        return a->due < b->due ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The gates of the engagement by their days; of one day, and without one, as the verdict has them. */
static bool sort_gates(struct d1_page *page)
{
    size_t count = page->engagement ? page->engagement->gate_count : 0;

    page->gates = d1_calloc(count + 1, sizeof(const struct d1_gate_result *));
    for (size_t i = 0; page->gates && i < count; i++)
        page->gates[i] = &page->engagement->gates[i];
    if (page->gates && count)
        qsort(page->gates, count, sizeof *page->gates, by_day);
    return page->gates != NULL;
}

/* Ends what a page holds. 0 or D1_ERR_MEMORY. */
static int end_page(struct d1_page *page, struct d1_error *error)
{
    bool short_of_memory = page->m.out->oom || page->text.oom || page->m.text.oom;

    d1_free((void *)page->gates);
    d1_strbuf_release(&page->text);
    d1_markup_release(&page->m);
    return short_of_memory ? d1_error_memory(error) : 0;
}

int d1_portfolio_html(const struct d1_portfolio *portfolio, const struct d1_report_options *options,
                      struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_page page = {.m = {.out = out}};

    (void)options;
    write_page(&page, portfolio);
    return end_page(&page, error);
}

int d1_report_html(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                   struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    struct d1_portfolio portfolio = {0};
    struct d1_page page = {
        .m = {.out = out},
        .verdict = verdict,
        .engagement = verdict->engagement_count == 1 ? verdict->engagements : NULL,
        .ranking = &ranking,
        .budget = FINDINGS,
    };
    int status = d1_ranking_make(&ranking, verdict, D1_RANKING_SAID, error);

    (void)options;
    if (status == 0)
        status = d1_portfolio_of(&portfolio, verdict, error);
    if (status == 0 && !sort_gates(&page))
        status = d1_error_memory(error);
    if (status == 0)
        write_page(&page, &portfolio);
    if (page.gates)
        status = end_page(&page, error);
    d1_free((void *)portfolio.items);
    d1_ranking_release(&ranking);
    return status;
}
