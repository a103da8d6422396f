/* Who has something to do, on both sides. Nobody is ranked. */
#include "report/page/page.h"

static void write_people(struct d1_page *page, bool customer)
{
    static const char *const columns[] = {"Person", "Organisation", ">Open", ">Overdue", "Next due", NULL};
    const struct d1_figures *figures = page->engagement->figures;
    size_t count = 0, open = 0, overdue = 0;

    for (size_t i = 0; i < figures->people_count; i++) {
        if (figures->people[i].customer != customer)
            continue;
        count++;
        open += figures->people[i].open;
        overdue += figures->people[i].overdue;
    }
    d1_markup_begin(&page->m, "h3");
    d1_markup_printf(&page->m, "%s: %zu open, %zu overdue", customer ? "The customer" : "The provider and partners",
                     open, overdue);
    d1_markup_end(&page->m);
    if (!count) {
        d1_page_say(page, "note", "Nobody of this side owns anything that is not finished.");
        return;
    }
    d1_page_begin_table(page, "rows tight owners",
                        d1_str(customer ? "What people of the customer own that is not finished"
                                        : "What people of the provider own that is not finished"),
                        columns);
    for (size_t i = 0; i < figures->people_count; i++) {
        const struct d1_person_figure *person = &figures->people[i];

        if (person->customer != customer)
            continue;
        d1_page_begin_row(page);
        d1_page_begin_heading(page);
        d1_page_name(page, person->name.len ? person->name : person->id);
        d1_markup_end(&page->m);
        d1_page_cell(page, person->organisation);
        d1_page_number(page, person->open);
        d1_page_number(page, person->overdue);
        d1_page_day(page, person->next.has_date, person->next.date);
        d1_page_end_row(page);
    }
    d1_page_end_table(page);
}

void d1_page_people(struct d1_page *page)
{
    d1_page_begin_section(page, "people", "People");
    d1_page_say(page, "note",
                "Actions, issues, decisions, dependencies, obligations and risks that are not finished, by the id of "
                "their owner. The order says nothing.");
    write_people(page, true);
    write_people(page, false);
    d1_page_found(page, (const char *const[]){"TEM-", "REF-003", NULL});
    d1_page_end_section(page);
}
