/* Portfolios: engagements of many saved reports. */
#ifndef D1_CLI_REPORT_MANY_H
#define D1_CLI_REPORT_MANY_H

#include "cli/targets.h"

/*
 * Writes the portfolio of the reports and lines in a folder (NULL for none) and in the files. expect, which may be
 * NULL, is a file of names. A file that cannot be read is told, and stands in the portfolio as one of which nothing is
 * known. Returns the exit status.
 */
int d1_report_many(const struct d1_targets *targets, const char *from, const char *expect, char **paths, size_t count);

#endif
