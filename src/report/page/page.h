/*
 * The page while it is written: what its sections share. Private to src/report.
 *
 * A section is a function of one file. It writes its heading even where it has nothing, and says in one line why, and
 * which kind of document brings it. The order of the source is the order of reading: the page can be read without its
 * style, and everything that a chart shows stands in a table beside it.
 */
#ifndef D1_REPORT_PAGE_PAGE_H
#define D1_REPORT_PAGE_PAGE_H

#include "report/markup.h"
#include "report/ranking.h"
#include "verdict/summary.h"
#include "verdict/verdict.h"

struct d1_page {
    struct d1_markup m;
    struct d1_strbuf text; /* for one text of the program at a time */
    const struct d1_verdict *verdict;
    const struct d1_engagement_verdict *engagement; /* the one that the page is about */
    const struct d1_ranking *ranking;
    const struct d1_gate_result **gates; /* those of the engagement by their days, which number them from 1 */
    size_t budget;                       /* rows of findings that are still written */
};

/* The letter of a state, which is its class in the style, too: P F W I D N, where D is not due and N does not apply. */
char d1_page_letter(enum d1_state state);
char d1_page_gate_letter(enum d1_gate_state state);

/* ---- page.c: what sections are made of ---- */

/* A section with its heading; id is what a link names. */
void d1_page_begin_section(struct d1_page *page, const char *id, const char *title);
void d1_page_end_section(struct d1_page *page);

/* A paragraph of the program's own words; `css` may be NULL. */
void d1_page_say(struct d1_page *page, const char *css, const char *words);

/* "F fail": a letter and words in the colour of the letter. */
void d1_page_badge(struct d1_page *page, char letter, const char *words);

/*
 * A table in a region that scrolls, with its caption, which no other table has, and the names of its columns, which
 * NULL ends; '>' before a name is for numbers.
 */
void d1_page_begin_table(struct d1_page *page, const char *css, struct d1_str caption, const char *const *columns);
void d1_page_end_table(struct d1_page *page);

/*
 * Rows: a row begins and ends a line of the source. Cells of text, of an id or a name that stays on a line, of a
 * number, of a day; and the heading of a row.
 */
void d1_page_begin_row(struct d1_page *page);
void d1_page_end_row(struct d1_page *page);
void d1_page_cell(struct d1_page *page, struct d1_str text);
void d1_page_id(struct d1_page *page, struct d1_str id);
void d1_page_number(struct d1_page *page, size_t number);
void d1_page_day(struct d1_page *page, bool known, d1_date day);
void d1_page_begin_heading(struct d1_page *page);

/* A name from the repository, which must not turn the text around it: <bdi>. */
void d1_page_name(struct d1_page *page, struct d1_str name);

/* A message or a help, in which what stands between two backticks is code. */
void d1_page_words(struct d1_page *page, struct d1_str text);

/* A sentence in which no day is broken over two lines. */
void d1_page_sentence(struct d1_page *page, struct d1_str text);

/*
 * "path:line:column" in the style of places, broken behind slashes alone; a link to the line where the forge has it
 * (report/forge.h).
 */
void d1_page_place(struct d1_page *page, const struct d1_place *place);

/* Whom to ask about a finding, as a cell: who answers, and for whom that has left. */
void d1_page_whom(struct d1_page *page, const struct d1_finding *finding);

/* The title of a gate, and of which milestone or version it is where it comes for each. */
void d1_page_gate_name(struct d1_page *page, const struct d1_gate_result *gate);

/*
 * What was found in what a section shows: each check with its number of findings, leading to the first; `checks` is a
 * list of beginnings of ids, which NULL ends. Nothing where there is none.
 */
void d1_page_found(struct d1_page *page, const char *const *checks);

/* ---- chart.c: what charts are made of ---- */

struct d1_page_point {
    double x, y;
};

/* Begins a chart: an image with a title and what it shows in words, of so many units in width and height. */
void d1_page_begin_chart(struct d1_page *page, int width, int height, const char *title, const char *words);
void d1_page_end_chart(struct d1_page *page);
void d1_page_line(struct d1_page *page, const char *css, double x1, double y1, double x2, double y2);
void d1_page_polyline(struct d1_page *page, const char *css, const struct d1_page_point *points, size_t count);
void d1_page_circle(struct d1_page *page, const char *css, double x, double y, double r);
void d1_page_rect(struct d1_page *page, const char *css, double x, double y, double width, double height);
void d1_page_label(struct d1_page *page, const char *css, double x, double y, const char *anchor, struct d1_str text);

/* An axis of time between two days and two places of a chart; all zero bytes but the places before the first day. */
struct d1_page_axis {
    double left, right;
    bool known; /* it has a day */
    d1_date first, last;
};

void d1_page_axis_widen(struct d1_page_axis *axis, d1_date day);
double d1_page_axis_at(const struct d1_page_axis *axis, d1_date day);
void d1_page_axis_draw(struct d1_page *page, const struct d1_page_axis *axis, double y); /* with its months; 20 high */
void d1_page_axis_today(struct d1_page *page, const struct d1_page_axis *axis, double top, double bottom);

/* What the marks of a chart mean, in words behind each mark; a key without words ends the list. */
enum d1_page_shape { D1_PAGE_RING, D1_PAGE_SQUARE, D1_PAGE_DASH, D1_PAGE_STROKE };

struct d1_page_key {
    enum d1_page_shape shape;
    const char *css, *words;
};

void d1_page_legend(struct d1_page *page, const struct d1_page_key *keys);

/* ---- sections ---- */

void d1_page_gates(struct d1_page *page);      /* gates.c: the strip */
void d1_page_gate_table(struct d1_page *page); /* gates.c, within d1_page_criteria: all that is known of each */
void d1_page_today(struct d1_page *page);      /* today.c */
void d1_page_secret(struct d1_page *page);     /* findings.c: what "[secret]" means, where there may be one */
void d1_page_todo(struct d1_page *page);       /* work.c */
void d1_page_phases(struct d1_page *page);     /* phases.c */
void d1_page_course(struct d1_page *page);     /* course.c, within d1_page_phases: how criteria came to hold */
void d1_page_waivers(struct d1_page *page);    /* waivers.c, within d1_page_doubts: every waiver, in force or not */
void d1_page_doubts(struct d1_page *page);     /* work.c: waived, indeterminate, relaxed */
void d1_page_people(struct d1_page *page);     /* people.c */
void d1_page_risks(struct d1_page *page);      /* risks.c */
void d1_page_schedule(struct d1_page *page);   /* schedule.c */
void d1_page_voice(struct d1_page *page);      /* voice.c: what the customer says */
void d1_page_budget(struct d1_page *page);     /* budget.c */
void d1_page_colours(struct d1_page *page);    /* colours.c */
void d1_page_evidence(struct d1_page *page);   /* evidence.c */
void d1_page_criteria(struct d1_page *page);   /* criteria.c */
void d1_page_findings(struct d1_page *page);   /* findings.c */
void d1_page_made(struct d1_page *page);       /* made.c */

/* portfolio.c: several engagements, and what is absent; and by what they were judged. */
void d1_page_portfolio(struct d1_page *page, const struct d1_portfolio *portfolio);
void d1_page_makings(struct d1_page *page, const struct d1_portfolio *portfolio);

#endif
