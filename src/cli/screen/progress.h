/*
 * "reading 1200 of 10000 files" on standard error while a run takes long: only on a terminal, only after a second,
 * and wiped before anything else is printed.
 */
#ifndef D1_CLI_SCREEN_PROGRESS_H
#define D1_CLI_SCREEN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct d1_progress {
    bool enabled, shown;
    int64_t start, last; /* milliseconds of the monotonic clock */
};

void d1_progress_begin(struct d1_progress *progress);

/* For d1_run_options.progress; context is the struct d1_progress. */
void d1_progress_show(void *context, size_t done, size_t total);

/* Wipes the line. */
void d1_progress_end(struct d1_progress *progress);

#endif
