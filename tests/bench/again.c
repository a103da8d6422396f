/*
 * What is asked a second time, and what a long history costs: d1lint with its cache and without, beside the floors of
 * both, whole processes, medians.
 *
 *     again BUILD
 *
 * takes BUILD/d1lint, the floors under BUILD/tests/bench and the repositories under BUILD/bench that prepare.sh made.
 * The cache's secret goes to BUILD/bench/cache. Each verdict has to be the same with the cache and without. The exit
 * status is 1 when one is not, or a target is missed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/artifacts.h"
#include "bench/process.h"

enum { ROUNDS = 9, TEXT = 8192 };

/* The targets: milliseconds, and multiples of a floor. */
static const double most_above_opening = 15, most_of_walk = 1.5, most_of_parsing = 3, most_afterwards = 100;

static char build[TEXT / 2];
static int missed;

static void target(bool met, const char *what, double value, const char *unit, double limit)
{
    printf("%s  %-58s %8.2f%s, at most %g%s\n", met ? "PASS" : "FAIL", what, value, unit, limit, unit);
    missed += !met;
}

/* BUILD/name, in a buffer of its own that lives as long as the program. */
static const char *path(const char *name)
{
    char *text = malloc(TEXT);

    if (!text)
        bench_stop("short of memory");
    snprintf(text, TEXT, "%s/%s", build, name);
    return text;
}

static struct bench_command check(const char *repository, const char *revision, bool cached)
{
    struct bench_command command = {
        .directory = path(repository),
        .argv = {path("d1lint"), "check", "--as-of", BENCH_AS_OF, "--jobs", "1", "--format", "concise"}};
    const char **arg = command.argv;

    while (*arg)
        arg++;
    if (!cached)
        *arg++ = "--no-cache";
    if (revision) {
        *arg++ = "--rev";
        *arg++ = revision;
    }
    return command;
}

struct figure {
    double wall; /* median, in milliseconds */
    long peak;   /* KiB, the most of all runs */
};

/* The first run of a command counts for nothing: it warms the page cache, and d1lint's own. */
static struct figure measure(const struct bench_command *command, int rounds)
{
    struct figure figure = {0};
    double walls[ROUNDS];

    for (int round = -1; round < rounds; round++) {
        struct bench_run run = bench_run(command, NULL);

        if (run.status > 1)
            bench_fail(command, run.status);
        if (round >= 0)
            walls[round] = run.wall;
        if (run.peak > figure.peak)
            figure.peak = run.peak;
    }
    figure.wall = bench_median(walls, (size_t)rounds) * 1e3;
    return figure;
}

/* ---- the same verdict ---- */

static bool same_files(const char *a, const char *b)
{
    FILE *left = fopen(a, "rb"), *right = fopen(b, "rb");
    int x = 0, y = 0;

    if (!left || !right)
        bench_stop("%s and %s cannot be read", a, b);
    while (x != EOF && x == y) {
        x = getc(left);
        y = getc(right);
    }
    fclose(left);
    fclose(right);
    return x == y;
}

static void same_verdict(const char *what, const struct bench_command *cold, const struct bench_command *warm)
{
    const char *without = path("bench/without.txt"), *with = path("bench/with.txt");
    bool same = bench_run(cold, without).status == bench_run(warm, with).status && same_files(without, with);

    printf("%s  %s: the same verdict with the cache and without\n", same ? "PASS" : "FAIL", what);
    missed += !same;
}

/* ---- rows ---- */

static void unchanged(void)
{
    struct bench_command opening = {.argv = {path("tests/bench/startup_floor"), path("bench/repo-10000")}};
    struct bench_command walking = {.argv = {path("tests/bench/warm_floor"), path("bench/repo-10000")}};
    double open = measure(&opening, ROUNDS).wall, walk = measure(&walking, ROUNDS).wall;

    for (int revision = 0; revision < 2; revision++) {
        const char *source = revision ? "revision" : "worktree";
        struct bench_command cold = check("bench/repo-10000", revision ? "HEAD" : NULL, false);
        struct bench_command warm = check("bench/repo-10000", revision ? "HEAD" : NULL, true);
        struct figure first = measure(&cold, ROUNDS), again = measure(&warm, ROUNDS);

        same_verdict(source, &cold, &warm);
        printf("      10000 artifacts, %s: without the cache %.1f ms, with it %.1f ms; opening %.1f ms, index, lstat "
               "and walk %.1f ms; peak memory %.1f MB and %.1f MB\n",
               source, first.wall, again.wall, open, walk, (double)first.peak * 1.024e-3,
               (double)again.peak * 1.024e-3);
        if (revision)
            target(again.wall - open <= most_above_opening, "nothing has changed, revision, above opening",
                   again.wall - open, " ms", most_above_opening);
        else
            target(again.wall <= most_of_walk * walk, "nothing has changed, worktree, ratio to its floor",
                   again.wall / walk, "", most_of_walk);
    }
}

static void long_history(void)
{
    enum { FEW = 3 };
    struct bench_command parsing = {.argv = {path("tests/bench/floor"), "history", "1", path("bench/history")}};
    struct bench_command cold = check("bench/history", NULL, false), warm = check("bench/history", NULL, true);
    struct figure floor = measure(&parsing, FEW), first = measure(&cold, FEW), again = measure(&warm, FEW);

    same_verdict("history", &cold, &warm);
    printf("      10000 points over 100 artifacts: their distinct contents parsed %.1f ms, the first time %.1f ms, "
           "afterwards %.1f ms; peak memory %.1f MB and %.1f MB\n",
           floor.wall, first.wall, again.wall, (double)first.peak * 1.024e-3, (double)again.peak * 1.024e-3);
    target(first.wall <= most_of_parsing * floor.wall, "history of 10000 points, ratio to parsing its contents",
           first.wall / floor.wall, "", most_of_parsing);
    target(again.wall <= most_afterwards, "history of 10000 points, afterwards", again.wall, " ms", most_afterwards);
}

int main(int argc, char **argv)
{
    if (argc != 2 || !realpath(argv[1], build)) {
        fprintf(stderr, "usage: again BUILD\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    setenv("XDG_CACHE_HOME", path("bench/cache"), 1);
    unchanged();
    long_history();
    return missed > 0;
}
