/*
 * What a command writes: each --format, with the file that it goes to. Every report is written, also when one of them
 * fails; and whoever asked for data gets some when there is nothing to report, so that no file of yesterday is taken
 * for today's.
 */
#ifndef D1_CLI_TARGETS_H
#define D1_CLI_TARGETS_H

#include "base/error.h"
#include "cli/option.h"
#include "report/report.h"

/* One --format: what is written where. */
struct d1_target {
    const struct d1_report_format *format;
    const char *path; /* "-" for standard output */
};

/* Of what --format has the choice: the reports on a verdict, and the days of its engagements. */
struct d1_target_choice {
    const struct d1_report_format *(*formats)(size_t *count);
    const struct d1_report_format *(*find)(struct d1_str name); /* or NULL */
    const char *(*name)(size_t index);                          /* of a format; NULL behind the last */
};

extern const struct d1_target_choice d1_targets_reports, d1_targets_calendars;

struct d1_targets {
    D1_VEC_MEMBERS(struct d1_target);
    struct d1_report_options asked; /* how each is written, beside what the terminal can show; the command's to set */
};

/*
 * Reads the values of --format; none is `text` on standard output. *targets must be all zero and is the caller's, to be
 * released with d1_vec_release in any case. Returns 0, or the exit status of bad usage of the command.
 */
int d1_targets_read(struct d1_targets *targets, const char *command, const struct d1_target_choice *choice,
                    const struct d1_option_list *formats);

/* Whether one of the formats has the subjects of checks and the digests of artifacts. */
bool d1_targets_have_details(const struct d1_targets *targets);

/* Whether one of them tells what came late, and since when something fails; closely: `text` is asked for more. */
bool d1_targets_are_over_time(const struct d1_targets *targets, bool closely);

/*
 * Reads the value of --created, NULL where it was not given, which a format that says when it was made has need of.
 * Returns 0, or the exit status of bad usage of the command.
 */
int d1_targets_read_created(struct d1_targets *targets, const char *command, const char *created);

/*
 * Writes every report. Returns status, or D1_EXIT_FAILURE when one could not be written, which is said; or
 * D1_EXIT_USAGE, with nothing written, when a format says nothing of such a verdict.
 */
int d1_targets_write(const struct d1_targets *targets, const struct d1_verdict *verdict, int status);

/*
 * The same of a portfolio, for formats that have one; which the command makes sure of with d1_targets_have_portfolio:
 * 0, or the exit status of bad usage.
 */
int d1_targets_have_portfolio(const struct d1_targets *targets, const char *command);
int d1_targets_write_portfolio(const struct d1_targets *targets, const struct d1_portfolio *portfolio, int status);

/* Writes reports for programs that say why there is no verdict, after that was said on standard error. The same. */
int d1_targets_write_failure(const struct d1_targets *targets, const struct d1_error *error, int status);

/* Appends the formats of a choice as help shows them. */
void d1_targets_write_help(struct d1_strbuf *out, const struct d1_target_choice *choice);

#endif
