/* The phases: of the criteria of each, how many hold, with a bar that is made of the same numbers. */
#include <stdio.h>
#include <string.h>

#include "report/page/page.h"

enum { WIDTH = 560, HEIGHT = 26, LEFT = 90, BAR = 440 };

/* The states in the order of a bar. */
static const char letters[] = "PWFIDN";

enum { STATES = sizeof letters - 1 };

struct tally {
    size_t by_letter[STATES];
    size_t total;
};

/* Each criterion counts once for each gate that asks for it. */
static struct tally count(const struct d1_engagement_verdict *e, struct d1_str phase)
{
    struct tally tally = {0};

    for (size_t i = 0; i < e->criterion_count; i++) {
        const struct d1_criterion_result *result = &e->criteria[i];

        if (phase.len && !d1_str_eq(result->criterion->phase, phase))
            continue;
        tally.by_letter[strchr(letters, d1_page_letter(result->state)) - letters]++;
        tally.total++;
    }
    return tally;
}

static void draw_bar(struct d1_page *page, const struct tally *tally, struct d1_str name, int row)
{
    double x = LEFT, y = row * HEIGHT;
    char text[32];

    d1_page_label(page, NULL, LEFT - 8, y + 17, "end", name);
    for (unsigned i = 0; i < STATES; i++) {
        double width = tally->total ? (double)tally->by_letter[i] * BAR / (double)tally->total : 0;
        char css[3] = {'b', letters[i], '\0'};

        if (!tally->by_letter[i])
            continue;
        d1_page_rect(page, css, x, y + 3, width, HEIGHT - 6);
        snprintf(text, sizeof text, width > 30 ? "%c %zu" : "%c", letters[i], tally->by_letter[i]);
        css[0] = 't';
        if (width > 12)
            d1_page_label(page, css, x + width / 2, y + 17, "middle", d1_str(text));
        x += width;
    }
}

static struct d1_str name_of(const struct d1_score *score)
{
    return score->phase.len ? score->phase : d1_str("all");
}

static void draw(struct d1_page *page)
{
    const struct d1_engagement_verdict *e = page->engagement;

    d1_page_begin_chart(
        page, WIDTH, (int)e->score_count * HEIGHT + 4, "Criteria of each phase by state",
        "P holds, W holds by a waiver, F fails, I could not be judged, D is not due, N does not apply.");
    for (size_t i = 0; i < e->score_count; i++) {
        struct tally tally = count(e, e->scores[i].phase);

        draw_bar(page, &tally, name_of(&e->scores[i]), (int)i);
    }
    d1_page_end_chart(page);
}

static void write_row(struct d1_page *page, const struct d1_score *score)
{
    struct tally tally = count(page->engagement, score->phase);
    struct d1_markup *m = &page->m;

    d1_page_begin_row(page);
    d1_page_begin_heading(page);
    d1_markup_text(m, name_of(score));
    d1_markup_end(m);
    d1_markup_open(m, "td", "num");
    if (score->score < 0)
        d1_markup_puts(m, "nothing due");
    else if (score->score == score->raw)
        d1_markup_printf(m, "%d", score->score);
    else
        d1_markup_printf(m, "%d (%d without waivers)", score->score, score->raw);
    d1_markup_end(m);
    d1_page_number(page, score->gating);
    for (unsigned i = 0; i < STATES; i++)
        d1_page_number(page, tally.by_letter[i]);
    d1_page_end_row(page);
}

void d1_page_phases(struct d1_page *page)
{
    static const char *const columns[] = {
        "Phase",    ">Score",        ">Gating that fail", ">P holds",          ">W waived",
        ">F fails", ">I not judged", ">D not due",        ">N not applicable", NULL};
    const struct d1_engagement_verdict *e = page->engagement;

    d1_page_begin_section(page, "phases", "Phases");
    if (!e->score_count) {
        d1_page_say(page, "note", "No criterion was judged.");
    } else {
        draw(page);
        d1_page_begin_table(page, "rows tight phases",
                            d1_str("Criteria of each phase, each counted once for every gate that asks for it; a score "
                                   "never stands alone"),
                            columns);
        for (size_t i = 0; i < e->score_count; i++)
            write_row(page, &e->scores[i]);
        d1_page_end_table(page);
        d1_page_course(page);
    }
    d1_page_end_section(page);
}
