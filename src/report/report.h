/*
 * Reports: a verdict written as text for people or as data for programs.
 *
 * A format is a row of the table in report.c and a file of its own; the command line, its help and its messages
 * take the names from the table. Writing a report only reads the verdict. The output is a pure function of verdict
 * and options: no clock, no environment, no locale.
 *
 * Whatever comes from the repository under test is escaped for the format (escape.h): no report can move a
 * terminal's cursor, reorder its text or give a command to a CI runner that reads the log.
 */
#ifndef D1_REPORT_REPORT_H
#define D1_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text/strbuf.h"
#include "verdict/summary.h"
#include "verdict/verdict.h"

struct d1_report_options {
    bool colour;           /* escape sequences of ECMA-48 for colours (text alone) */
    unsigned width;        /* columns of the terminal; 0 is not a terminal: nothing is wrapped */
    const char *directory; /* of the snapshot, from which paths are shown to people; NULL and "": its root */
    bool verbose;          /* also what follows from something else, and what was read */
    bool quiet;            /* findings and the gate asked for, nothing else */
    bool todo;             /* list what is open, not only count it */
    bool created;          /* whether created_at is set */
    int64_t created_at; /* when the report is made, as the user says: seconds since 1970, in the years 0001 to 9999 */
    bool utf8;          /* false: the terminal shows no UTF-8, so that everything beyond ASCII is written escaped */
};

/* Appends the report to out. Returns 0 or D1_ERR_MEMORY. */
typedef int d1_report_function(const struct d1_verdict *verdict, const struct d1_report_options *options,
                               struct d1_strbuf *out, struct d1_error *error);

/* The same of engagements of anywhere, in a few figures each. */
typedef int d1_portfolio_function(const struct d1_portfolio *portfolio, const struct d1_report_options *options,
                                  struct d1_strbuf *out, struct d1_error *error);

/* Why a format cannot be written of a verdict, as what stands behind its name in a message; NULL where it can. */
typedef const char *d1_report_refusal(const struct d1_verdict *verdict, const struct d1_report_options *options);

/* Whether a format tells what came late, and since when something fails, which a run has to look up in history. */
enum d1_report_course { D1_REPORT_NO_COURSE, D1_REPORT_COURSE_CLOSELY /* verbose, or of a gate */, D1_REPORT_COURSE };

struct d1_report_format {
    const char *name;    /* "sarif" */
    const char *summary; /* one line for --help */
    d1_report_function *write;
    bool text;    /* for people on a terminal: colour and width matter */
    bool details; /* has the subjects of checks and the digests of artifacts */
    bool dated;   /* says when it was made, which the user has to say (options.created) */
    enum d1_report_course course;
    d1_portfolio_function *portfolio; /* NULL for a format of one repository */
    d1_report_refusal *refuses;       /* asked before it is written; NULL for a format of every verdict */
};

/* The table of formats, in the order in which help shows them; *count receives how many. */
const struct d1_report_format *d1_report_formats(size_t *count);

/* The format of a name, or NULL. */
const struct d1_report_format *d1_report_find(struct d1_str name);

/* Appends a report on a portfolio, for a format that has such a function. Returns what d1_report_write returns. */
int d1_report_write_portfolio(const struct d1_report_format *format, const struct d1_portfolio *portfolio,
                              const struct d1_report_options *options, struct d1_strbuf *out, struct d1_error *error);

/*
 * Appends the report to out, which is as before when it fails. Returns 0, D1_ERR_LIMIT for a report
 * larger than D1_LIMIT_REPORT_BYTES, or D1_ERR_MEMORY. The excerpts of `text`
 * call verdict->source_line; it may be NULL, and then there are none.
 */
int d1_report_write(const struct d1_report_format *format, const struct d1_verdict *verdict,
                    const struct d1_report_options *options, struct d1_strbuf *out, struct d1_error *error);

#endif
