/* Whether the colours of status reports are honest. */
#include "report/page/page.h"

enum { LISTED = 60 };

static int rank_of(struct d1_str colour)
{
    return d1_str_is(colour, "red") ? 3 : d1_str_is(colour, "amber") ? 2 : d1_str_is(colour, "green") ? 1 : 0;
}

static void write_colour(struct d1_page *page, struct d1_str colour)
{
    static const char letters[] = "NPfF";
    int rank = rank_of(colour);

    d1_markup_begin(&page->m, "td");
    if (rank) {
        static const char *const words[] = {"", "green", "amber", "red"};

        d1_markup_begin(&page->m, "span");
        d1_markup_attrf(&page->m, "class", "st %c", letters[rank]);
        d1_markup_begin(&page->m, "b");
        d1_markup_printf(&page->m, "%c", "?GAR"[rank]);
        d1_markup_end(&page->m);
        d1_markup_printf(&page->m, " %s", words[rank]);
        d1_markup_end(&page->m);
    }
    d1_markup_end(&page->m);
}

/* A report whose overall colour is better than the worst of its dimensions says less than it knows. */
static bool is_flattering(const struct d1_status_figure *status)
{
    const struct d1_str dimensions[] = {status->scope, status->schedule, status->budget, status->quality, status->risk};
    int worst = 0;

    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
        worst = rank_of(dimensions[i]) > worst ? rank_of(dimensions[i]) : worst;
    return rank_of(status->overall) && rank_of(status->overall) < worst;
}

static bool is_declared(const struct d1_figures *figures)
{
    for (size_t i = 0; i < figures->statuses_count; i++)
        if (figures->statuses[i].overall.len)
            return true;
    return false;
}

static void write_report(struct d1_page *page, const struct d1_status_figure *status)
{
    d1_page_begin_row(page);
    d1_page_day(page, status->day.has_date, status->day.date);
    write_colour(page, status->overall);
    write_colour(page, status->scope);
    write_colour(page, status->schedule);
    write_colour(page, status->budget);
    write_colour(page, status->quality);
    write_colour(page, status->risk);
    d1_page_cell(page, d1_str(is_flattering(status) ? "no: a dimension is worse" : "yes"));
    d1_page_end_row(page);
}

static void write_reports(struct d1_page *page)
{
    static const char *const columns[] = {"Day",     "Overall", "Scope",  "Schedule", "Budget",
                                          "Quality", "Risk",    "Honest", NULL};
    static const struct d1_page_key keys[] = {
        {D1_PAGE_SQUARE, "bP", "G green: as agreed"},
        {D1_PAGE_SQUARE, "bf", "A amber: at risk"},
        {D1_PAGE_SQUARE, "bF", "R red: will not be as agreed"},
        {0, NULL, NULL},
    };
    const struct d1_figures *figures = page->engagement->figures;
    size_t from = figures->statuses_count > LISTED ? figures->statuses_count - LISTED : 0;

    d1_page_begin_table(page, "rows tight reports",
                        d1_str("Declared colours; overall may not be better than the worst dimension"), columns);
    for (size_t i = from; i < figures->statuses_count; i++)
        write_report(page, &figures->statuses[i]);
    d1_page_end_table(page);
    d1_page_legend(page, keys);
}

void d1_page_colours(struct d1_page *page)
{
    d1_page_begin_section(page, "colours", "Honesty of the colours");
    if (is_declared(page->engagement->figures))
        write_reports(page);
    else
        d1_page_say(page, "note", "No colour is declared yet: colours stand in each StatusReport.");
    d1_page_found(page, (const char *const[]){"COM-008", "COM-009", NULL});
    d1_page_end_section(page);
}
