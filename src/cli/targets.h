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

struct d1_targets {
    D1_VEC_MEMBERS(struct d1_target);
};

/*
 * Reads the values of --format; none is `text` on standard output. *targets must be all zero and is the caller's, to be
 * released with d1_vec_release in any case. Returns 0, or the exit status of bad usage of the command.
 */
int d1_targets_read(struct d1_targets *targets, const char *command, const struct d1_option_list *formats);

/* Whether one of the formats has the subjects of checks and the digests of artifacts. */
bool d1_targets_have_details(const struct d1_targets *targets);

/*
 * Reads the value of --created, or nothing where that is NULL, into what reports are asked for. Returns 0, or the exit
 * status of bad usage of the command.
 */
int d1_targets_read_created(const char *command, const char *text, struct d1_report_options *asked);

/*
 * Writes every report; `asked` is how, beside what the terminal can show. Returns status, or D1_EXIT_FAILURE when one
 * could not be written, which is said; or D1_EXIT_USAGE, with nothing written, when a format says nothing of such a
 * verdict.
 */
int d1_targets_write(const struct d1_targets *targets, const struct d1_verdict *verdict,
                     const struct d1_report_options *asked, int status);

/*
 * The same of a portfolio, for formats that have one; which the command makes sure of with d1_targets_have_portfolio:
 * 0, or the exit status of bad usage.
 */
int d1_targets_have_portfolio(const struct d1_targets *targets, const char *command);
int d1_targets_write_portfolio(const struct d1_targets *targets, const struct d1_portfolio *portfolio,
                               const struct d1_report_options *asked, int status);

/* Writes reports for programs that say why there is no verdict, after that was said on standard error. The same. */
int d1_targets_write_failure(const struct d1_targets *targets, const struct d1_error *error, int status);

/* Appends the table of formats as help shows it. */
void d1_targets_write_help(struct d1_strbuf *out);

#endif
