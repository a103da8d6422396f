#include "cli/screen/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 1000, INTERVAL = 100 /* milliseconds */ };

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void d1_progress_begin(struct d1_progress *progress)
{
    const char *terminal = getenv("TERM");

    *progress = (struct d1_progress){
        .enabled = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0,
        .start = now(),
    };
}

void d1_progress_show(void *context, size_t done, size_t total)
{
    struct d1_progress *progress = context;
    int64_t time;

    if (!progress->enabled)
        return;
    time = now();
    if (time - progress->start < PATIENCE || time - progress->last < INTERVAL)
        return;
    progress->last = time;
    progress->shown = true;
    fprintf(stderr, "\r\033[Kreading %zu of %zu files", done, total);
    fflush(stderr);
}

void d1_progress_end(struct d1_progress *progress)
{
    if (!progress->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->shown = false;
}
