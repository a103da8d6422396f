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
#include <unistd.h>

#include "bench/made/artifacts.h"
#include "bench/process.h"

enum { ROUNDS = 9, MOST_ROUNDS = 45 /* of what takes milliseconds */, MOST_IN_TURN = 2 };
enum { TEXT = 8192, FILE_MOST = 65536, TICK = 60000 /* microseconds, of the clock of a file system */ };

/* The targets: milliseconds, and multiples of a floor. */
static const double most_above_opening = 15, most_of_walk = 1.5, most_of_parsing = 3, most_afterwards = 100;
static const double most_told = 5000, most_told_again = 1000, most_told_memory = 200, most_of_sarif = 1.5;
static const double most_of_commit = 4;
static const double most_of_since = 2.5, most_of_since_again = 1.2, most_of_branches = 0.6;

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

/*
 * Commands in turn, so that what slows the machine for a while slows all of them. The first run of each counts for
 * nothing: it warms the page cache, and d1lint's own.
 */
static void measure_in_turn(const struct bench_command *const *commands, struct figure *figures, size_t count,
                            int rounds)
{
    double walls[MOST_IN_TURN][MOST_ROUNDS];

    for (int round = -1; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            struct bench_run run = bench_run(commands[i], NULL);

            if (run.status > 1)
                bench_fail(commands[i], run.status);
            if (round >= 0)
                walls[i][round] = run.wall;
            if (run.peak > figures[i].peak)
                figures[i].peak = run.peak;
        }
    for (size_t i = 0; i < count; i++)
        figures[i].wall = bench_median(walls[i], (size_t)rounds) * 1e3;
}

static struct figure measure(const struct bench_command *command, int rounds)
{
    struct figure figure = {0};

    measure_in_turn(&command, &figure, 1, rounds);
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

static void unchanged_revision(const struct bench_command *warm)
{
    struct bench_command opening = {.argv = {path("tests/bench/startup_floor"), path("bench/repo-10000")}};
    const struct bench_command *in_turn[] = {&opening, warm};
    struct figure figures[2] = {0};
    double above;

    measure_in_turn(in_turn, figures, 2, MOST_ROUNDS);
    above = figures[1].wall - figures[0].wall;
    printf("      10000 artifacts, revision: with the cache %.1f ms, opening %.1f ms; peak memory %.1f MB\n",
           figures[1].wall, figures[0].wall, (double)figures[1].peak * 1.024e-3);
    target(above <= most_above_opening, "nothing has changed, revision, above opening", above, " ms",
           most_above_opening);
}

static void unchanged_worktree(const struct bench_command *warm)
{
    struct bench_command walking = {.argv = {path("tests/bench/warm_floor"), path("bench/repo-10000")}};
    const struct bench_command *in_turn[] = {&walking, warm};
    struct figure figures[2] = {0};
    double ratio;

    measure_in_turn(in_turn, figures, 2, ROUNDS);
    ratio = figures[1].wall / figures[0].wall;
    printf("      10000 artifacts, worktree: with the cache %.1f ms, index, lstat and walk %.1f ms; peak memory %.1f "
           "MB\n",
           figures[1].wall, figures[0].wall, (double)figures[1].peak * 1.024e-3);
    target(ratio <= most_of_walk, "nothing has changed, worktree, ratio to its floor", ratio, "", most_of_walk);
}

static void unchanged(void)
{
    for (int revision = 0; revision < 2; revision++) {
        struct bench_command cold = check("bench/repo-10000", revision ? "HEAD" : NULL, false);
        struct bench_command warm = check("bench/repo-10000", revision ? "HEAD" : NULL, true);
        struct figure first = measure(&cold, ROUNDS);

        printf("      10000 artifacts, %s: without the cache %.1f ms; peak memory %.1f MB\n",
               revision ? "revision" : "worktree", first.wall, (double)first.peak * 1.024e-3);
        same_verdict(revision ? "revision" : "worktree", &cold, &warm);
        if (revision)
            unchanged_revision(&warm);
        else
            unchanged_worktree(&warm);
    }
}

/* ---- one changed file ---- */

static char *read_text(const char *name)
{
    FILE *file = fopen(name, "rb");
    char *text = file ? calloc(1, FILE_MOST) : NULL;

    if (!text || fread(text, 1, FILE_MOST - 1, file) == 0 || !feof(file))
        bench_stop("%s cannot be read", name);
    fclose(file);
    return text;
}

/* Writes a file anew: its text, and a remark with a number, for 0 none. */
static void write_text(const char *name, const char *text, int number)
{
    FILE *file = fopen(name, "wb");

    if (!file || fputs(text, file) < 0 || (number && fprintf(file, "# remark %d\n", number) < 0) || fclose(file))
        bench_stop("%s cannot be written", name);
}

/* As somebody who goes from one correction to the next: what each leaves behind is there for the one after it. */
static double measure_changes(const struct bench_command *command, const char *name)
{
    char *text = read_text(name);
    double walls[ROUNDS];

    for (int round = -1; round < ROUNDS; round++) {
        struct bench_run run;

        write_text(name, text, round + 2);
        usleep(TICK);
        run = bench_run(command, NULL);
        if (run.status > 1)
            bench_fail(command, run.status);
        if (round >= 0)
            walls[round] = run.wall;
    }
    write_text(name, text, 0);
    free(text);
    usleep(TICK);
    return bench_median(walls, ROUNDS) * 1e3;
}

/* Beside a run in which nothing has changed, and the engagement that the file belongs to, read and judged alone. */
static void changed(void)
{
    struct bench_command walking = {.argv = {path("tests/bench/warm_floor"), path("bench/repo-10000")}};
    struct bench_command alone = check("bench/single", NULL, false), again = check("bench/repo-10000", NULL, true);
    double walk = measure(&walking, ROUNDS).wall, one = measure(&alone, ROUNDS).wall;
    double wall = measure_changes(&again, path("bench/repo-10000/e-0001/engagement.yaml"));

    printf("      10000 artifacts, one file changed: %.1f ms; its engagement alone, without the cache, %.1f ms\n", wall,
           one);
    target(wall - one <= most_of_walk * walk, "one file has changed, above its engagement, ratio to its floor",
           (wall - one) / walk, "", most_of_walk);
}

/* A shell's command in the repository of 10,000 artifacts, with a number for it. */
static void in_repository(const char *script, int number)
{
    char text[16];
    struct bench_command command = {.directory = path("bench/repo-10000"), .argv = {"sh", "-euc", script, "sh", text}};
    struct bench_run run;

    snprintf(text, sizeof text, "%d", number);
    run = bench_run(&command, NULL);
    if (run.status != 0)
        bench_fail(&command, run.status);
}

/* Something is committed that is of no engagement, one time after the other, and then all of it is taken back. */
static void committed(void)
{
    struct bench_command walking = {.argv = {path("tests/bench/warm_floor"), path("bench/repo-10000")}};
    struct bench_command cold = check("bench/repo-10000", NULL, false), again = check("bench/repo-10000", NULL, true);
    double walk = measure(&walking, ROUNDS).wall, walls[ROUNDS];

    for (int round = -1; round < ROUNDS; round++) {
        struct bench_run run;

        in_repository("echo $1 > BESIDE; git add BESIDE; git -c user.name=b -c user.email=b@example.com commit -q -m b",
                      round + 2);
        usleep(TICK);
        run = bench_run(&again, NULL);
        if (run.status > 1)
            bench_fail(&again, run.status);
        if (round >= 0)
            walls[round] = run.wall;
    }
    same_verdict("a commit beside", &cold, &again);
    in_repository("git reset -q --hard HEAD~$1", ROUNDS + 1);
    usleep(TICK);
    printf("      10000 artifacts, a commit beside: %.1f ms\n", bench_median(walls, ROUNDS) * 1e3);
    target(bench_median(walls, ROUNDS) * 1e3 <= most_of_commit * walk, "a commit beside, ratio to its floor",
           bench_median(walls, ROUNDS) * 1e3 / walk, "", most_of_commit);
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

/* What `d1lint history` tells of one thing, the first time and again, on as many processors as most machines have. */
static void tell(const char *what, const char *subject)
{
    enum { FEW = 3 };
    struct bench_command told = {.directory = path("bench/history"),
                                 .argv = {path("d1lint"), "history", "--as-of", BENCH_AS_OF, "--jobs", "2", subject}};
    struct bench_command afresh = told;
    const char **arg = afresh.argv;
    char text[TEXT];
    struct figure first, again;

    while (*arg)
        arg++;
    *arg = "--no-cache";
    snprintf(text, sizeof text, "history of %s", what);
    same_verdict(text, &afresh, &told);
    first = measure(&afresh, FEW);
    again = measure(&told, FEW);
    snprintf(text, sizeof text, "history of %s over 10000 points", what);
    target(first.wall <= most_told, text, first.wall, " ms", most_told);
    snprintf(text, sizeof text, "history of %s over 10000 points, again", what);
    target(again.wall <= most_told_again, text, again.wall, " ms", most_told_again);
    snprintf(text, sizeof text, "history of %s over 10000 points, peak memory", what);
    target((double)first.peak <= most_told_memory * 1024, text, (double)first.peak / 1024, " MiB", most_told_memory);
}

/* What `d1lint history` tells of each sort of subject, and what a format tells that says since when something fails. */
static void over_time(void)
{
    enum { FEW = 3 };
    struct bench_command plain = check("bench/history", NULL, false), sarif = plain;
    const char **arg;
    struct figure concise, since;

    tell("a check", "CHA-002");
    tell("a criterion", "S2D-A2");
    tell("a gate", "s2d-exit");
    tell("all gates and criteria", NULL);
    tell("an item", "risk-01");
    tell("an artifact", "Handover/s2d");
    tell("an act", "Handover/s2d.acknowledgements.date");
    for (arg = sarif.argv; strcmp(*arg, "concise") != 0; arg++)
        ;
    *arg = "sarif";
    concise = measure(&plain, FEW);
    since = measure(&sarif, FEW);
    target(since.wall <= most_of_sarif * concise.wall, "since when it fails over 10000 points, ratio to without",
           since.wall / concise.wall, "", most_of_sarif);
}

/* Who wrote what merges brought, of one artifact: what is told is kept for its day alone, who wrote what for good. */
static void merged(void)
{
    enum { FEW = 3 };
    struct bench_command afresh = {
        .directory = path("bench/merges"),
        .argv = {path("d1lint"), "history", "RaidLog/risks-01", "--as-of", BENCH_AS_OF, "--jobs", "1", "--no-cache"}};
    struct bench_command again = afresh;
    double walls[FEW], first = measure(&afresh, FEW).wall, later;
    char day[] = BENCH_AS_OF;

    again.argv[4] = day;
    again.argv[7] = NULL;
    for (int round = -1; round < FEW; round++) {
        struct bench_run run;

        day[sizeof day - 2]++;
        run = bench_run(&again, NULL);
        if (run.status > 1)
            bench_fail(&again, run.status);
        if (round >= 0)
            walls[round] = run.wall;
    }
    day[sizeof day - 2]++;
    afresh.argv[4] = day;
    same_verdict("who wrote what", &afresh, &again);
    later = bench_median(walls, FEW) * 1e3;
    printf(
        "      2000 merges of 5 commits over 100 artifacts: history of one, without the cache %.1f ms, on another day "
        "%.1f ms\n",
        first, later);
    target(later <= most_of_branches * first, "history of an artifact on another day, ratio to without the cache",
           later / first, "", most_of_branches);
}

/* What is staged, judged beside what it is compared with, as a hook does it. */
static void staged(void)
{
    for (int cached = 0; cached < 2; cached++) {
        struct bench_command alone = check("bench/single", NULL, cached), beside;
        const char **arg = alone.argv;
        double one, both;

        while (*arg)
            arg++;
        *arg++ = "--staged";
        beside = alone;
        beside.argv[arg - alone.argv] = "--since";
        beside.argv[arg - alone.argv + 1] = "HEAD";
        one = measure(&alone, ROUNDS).wall;
        both = measure(&beside, ROUNDS).wall;
        printf("      one engagement, staged, with%s the cache: %.1f ms, compared with HEAD %.1f ms\n",
               cached ? "" : "out", one, both);
        target(both <= (cached ? most_of_since_again : most_of_since) * one,
               cached ? "compared with HEAD, with the cache, ratio to without" : "compared with HEAD, ratio to without",
               both / one, "", cached ? most_of_since_again : most_of_since);
    }
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
    changed();
    committed();
    long_history();
    over_time();
    merged();
    staged();
    return missed > 0;
}
