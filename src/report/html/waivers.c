/* The waivers of an engagement: those in force with the days they have left, and why the others are not. */
#include "report/formats.h"
#include "report/page/page.h"

static void write_state(struct d1_page *page, const struct d1_waiver *waiver)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "td");
    if (waiver->state == D1_WAIVER_IN_FORCE) {
        d1_page_badge(page, 'W', "in force");
        d1_markup_printf(m, " %d %s left", waiver->days_left, waiver->days_left == 1 ? "day" : "days");
    } else {
        d1_page_badge(page, waiver->state == D1_WAIVER_UNKNOWN ? 'I' : 'N', d1_waiver_state_name(waiver->state));
        d1_markup_puts(m, " ");
        d1_markup_text(m, waiver->why);
    }
    if (waiver->renewal_of.len) {
        d1_markup_puts(m, "; renews ");
        d1_markup_text(m, waiver->renewal_of);
    }
    d1_markup_end(m);
}

static void write_texts(struct d1_page *page, const struct d1_str *texts, size_t count, const char *none)
{
    d1_markup_begin(&page->m, "td");
    for (size_t i = 0; i < count; i++) {
        d1_markup_puts(&page->m, i ? ", " : "");
        d1_markup_text(&page->m, texts[i]);
    }
    if (!count)
        d1_markup_puts(&page->m, none);
    d1_markup_end(&page->m);
}

static void write_grounds(struct d1_page *page, const struct d1_waiver *waiver)
{
    struct d1_markup *m = &page->m;

    d1_markup_open(m, "td", "msg");
    d1_page_words(page, waiver->reason);
    d1_markup_begin(m, "br");
    d1_markup_end(m);
    d1_markup_puts(m, "In its place: ");
    d1_page_words(page, waiver->measure);
    d1_markup_end(m);
}

static void write_waiver(struct d1_page *page, const struct d1_waiver *waiver)
{
    struct d1_markup *m = &page->m;

    d1_markup_begin(m, "tr");
    d1_page_begin_heading(page);
    d1_markup_text(m, waiver->id);
    d1_markup_end(m);
    write_state(page, waiver);
    write_texts(page, waiver->names, waiver->name_count, "nothing");
    write_texts(page, waiver->subjects, waiver->subject_count, "the whole engagement");
    write_grounds(page, waiver);
    d1_page_id(page, waiver->approver);
    d1_page_id(page, waiver->requester);
    d1_page_day(page, waiver->has_granted, waiver->granted);
    d1_page_day(page, waiver->has_expires, waiver->expires);
    d1_page_number(page, d1_waiver_count(page->engagement, waiver));
    d1_markup_begin(m, "td");
    d1_page_place(page, &waiver->at.place);
    d1_markup_end(m);
    d1_page_end_row(page);
}

void d1_page_waivers(struct d1_page *page)
{
    static const char *const columns[] = {"Waiver",     "State", "Excuses", "In",    "Why, and what is done",
                                          "Granted by", "To",    "From",    "Until", ">Covers",
                                          "Place",      NULL};
    const struct d1_engagement_verdict *e = page->engagement;

    if (!e->waiver_count)
        return;
    d1_page_begin_table(page, "rows waivers", d1_str("Waivers, in force or not"), columns);
    for (size_t i = 0; i < e->waiver_count; i++)
        write_waiver(page, &e->waivers[i]);
    d1_page_end_table(page);
}
