/*
 * The bench: d1lint beside the floor of its own source, whole processes, interleaved, medians.
 *
 *     run BUILD
 *
 * takes BUILD/d1lint, BUILD/tests/bench/floor and startup_floor and the repositories under BUILD/bench that
 * prepare.sh made. First every run has to find exactly the defects that were seeded, from each source; then come
 * the figures, each with its target. The exit status is 1 when a target is missed or a defect was not found.
 */
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/made/artifacts.h"
#include "bench/made/foreign.h"
#include "bench/process.h"

enum { SOURCES = 3, SIZES = 2, JOBS = 2, MOST_RUNS = 301, STARTUP_RUNS = 300, CHECKS = 64 };

static const struct {
    const char *name, *option, *value; /* of `d1lint check` */
} sources[SOURCES] = {{"worktree", NULL, NULL}, {"index", "--staged", NULL}, {"revision", "--rev", "HEAD"}};

static const struct {
    int artifacts, rounds;
} sizes[SIZES] = {{1000, 51}, {10000, 11}};

static const int verified[] = {100, 1000, 10000};

/* The targets. */
static const double most_ratio = 1.5, most_growth = 11, most_memory = 5, most_startup_ms = 6, most_above_ms = 3;

static char build[4096];
static int missed;

static void target(bool met, const char *what, double value, const char *unit, double limit)
{
    printf("%s  %-58s %8.2f%s, at most %g%s\n", met ? "PASS" : "FAIL", what, value, unit, limit, unit);
    missed += !met;
}

/* BUILD/name, or BUILD/bench/repo-N with a suffix; in one of a few buffers that are used in turn. */
static char *next_path(void)
{
    static char paths[16][sizeof build + 256];
    static int next;

    return paths[next++ % 16];
}

static const char *path(const char *name)
{
    char *text = next_path();

    snprintf(text, sizeof build + 256, "%s/%s", build, name);
    return text;
}

static const char *repository(int artifacts, const char *suffix)
{
    char *text = next_path();

    snprintf(text, sizeof build + 256, "%s/bench/repo-%d%s", build, artifacts, suffix);
    return text;
}

static struct bench_command d1lint(int artifacts, int source, int jobs, const char *format)
{
    struct bench_command command = {.directory = repository(artifacts, "")};
    const char **arg = command.argv;

    *arg++ = path("d1lint");
    *arg++ = "check";
    *arg++ = "--no-cache";
    *arg++ = "--as-of";
    *arg++ = BENCH_AS_OF;
    *arg++ = "--jobs";
    *arg++ = jobs == 1 ? "1" : "2";
    if (format) {
        *arg++ = "--format";
        *arg++ = format;
    }
    if (sources[source].option)
        *arg++ = sources[source].option;
    if (sources[source].value)
        *arg++ = sources[source].value;
    return command;
}

static struct bench_command floor_of(int artifacts, int source, int jobs, bool heap)
{
    struct bench_command command = {.argv = {path("tests/bench/floor"), sources[source].name, jobs == 1 ? "1" : "2",
                                             repository(artifacts, ""), heap ? "heap" : NULL}};

    return command;
}

/* ---- the findings ---- */

struct count {
    char check[16];
    int found, expected;
};

static struct count *count_of(struct count counts[CHECKS], const char *check)
{
    int i = 0;

    for (; i < CHECKS - 1 && counts[i].check[0]; i++) {
        if (strcmp(counts[i].check, check) == 0)
            break;
    }
    snprintf(counts[i].check, sizeof counts[i].check, "%s", check);
    return &counts[i];
}

static void read_expected(struct count counts[CHECKS], int artifacts)
{
    FILE *file = fopen(repository(artifacts, ".expected"), "r");
    char check[16];
    int expected;

    if (!file) {
        perror(repository(artifacts, ".expected"));
        exit(3);
    }
    while (fscanf(file, "%15s %d", check, &expected) == 2)
        count_of(counts, check)->expected = expected;
    fclose(file);
}

/* Counts the findings of the format concise: "path:line:column: severity ID message". What follows from others is told
 * as d1lint's own note. */
static void read_found(struct count counts[CHECKS], const char *name)
{
    FILE *file = fopen(name, "r");
    char line[8192];

    while (file && fgets(line, sizeof line, file)) {
        char *at = strstr(line, ": "), severity[16], check[16];

        if (at && strncmp(line, "d1lint: ", strlen("d1lint: ")) != 0 &&
            sscanf(at + 2, "%15s %15s", severity, check) == 2)
            count_of(counts, check)->found++;
    }
    if (file)
        fclose(file);
}

/*
 * A gate that is missed because of the defects is a finding of GTE-001, one for each gate; all others are expected
 * to the number.
 */
static void verify(int artifacts, int source)
{
    struct count counts[CHECKS] = {0};
    struct bench_command command = d1lint(artifacts, source, 2, "concise");
    const char *output = path("bench/found.txt");
    struct bench_run run = bench_run(&command, output);
    int found = 0, wrong = 0;

    read_expected(counts, artifacts);
    read_found(counts, output);
    for (int i = 0; i < CHECKS && counts[i].check[0]; i++) {
        found += counts[i].found;
        if (counts[i].found == counts[i].expected || strcmp(counts[i].check, "GTE-001") == 0)
            continue;
        printf("      %s: %d found, %d expected\n", counts[i].check, counts[i].found, counts[i].expected);
        wrong++;
    }
    printf("%s  %5d artifacts, %-8s: %d findings, exit status %d\n", wrong || run.status != 1 ? "FAIL" : "PASS",
           artifacts, sources[source].name, found, run.status);
    missed += wrong || run.status != 1;
}

/* ---- the figures ---- */

struct figure {
    double floor, heap_floor, d1lint; /* median seconds */
    double floor_cpu, d1lint_cpu;     /* median seconds of processor time */
    long peak;                        /* KiB, the most of all runs */
};

static struct figure measure(int size, int source, int jobs)
{
    struct bench_command commands[3] = {floor_of(sizes[size].artifacts, source, jobs, false),
                                        floor_of(sizes[size].artifacts, source, jobs, true),
                                        d1lint(sizes[size].artifacts, source, jobs, NULL)};
    double walls[3][MOST_RUNS], cpus[3][MOST_RUNS];
    struct figure figure = {0};

    /* Round -1 warms the page cache and is not counted. */
    for (int round = -1; round < sizes[size].rounds; round++) {
        for (int i = 0; i < 3; i++) {
            int which = (round + 1 + i) % 3;
            struct bench_run run = bench_run(&commands[which], NULL);

            if (run.status != (which == 2 ? 1 : 0))
                bench_fail(&commands[which], run.status);
            if (round >= 0) {
                walls[which][round] = run.wall;
                cpus[which][round] = run.cpu;
            }
            if (which == 2 && run.peak > figure.peak)
                figure.peak = run.peak;
        }
    }
    figure.floor = bench_median(walls[0], (size_t)sizes[size].rounds);
    figure.heap_floor = bench_median(walls[1], (size_t)sizes[size].rounds);
    figure.d1lint = bench_median(walls[2], (size_t)sizes[size].rounds);
    figure.floor_cpu = bench_median(cpus[0], (size_t)sizes[size].rounds);
    figure.d1lint_cpu = bench_median(cpus[2], (size_t)sizes[size].rounds);
    return figure;
}

static double bytes_found; /* nftw() passes no context */

static int add_bytes(const char *name, const struct stat *status, int type, struct FTW *where)
{
    const char *end = strrchr(name, '.');

    (void)where;
    if (type == FTW_F && end && strcmp(end, ".yaml") == 0 && !strstr(name, "/" BENCH_FOREIGN_FOLDER "/"))
        bytes_found += (double)status->st_size;
    return 0;
}

/* Bytes of the artifacts alone, without the files that are not d1lint's. */
static double artifact_bytes(int artifacts)
{
    bytes_found = 0;
    if (nftw(repository(artifacts, ""), add_bytes, 16, FTW_PHYS) != 0 || bytes_found == 0) {
        fprintf(stderr, "bench: there are no artifacts in %s\n", repository(artifacts, ""));
        exit(3);
    }
    return bytes_found;
}

static void print_figures(struct figure figures[SIZES][SOURCES][JOBS])
{
    puts("\n                             time                        processor    floor with d1lint's allocator");
    puts("artifacts  jobs  source        floor     d1lint   ratio      ratio          time   ratio");
    for (int size = 0; size < SIZES; size++) {
        for (int jobs = 1; jobs <= JOBS; jobs++) {
            for (int source = 0; source < SOURCES; source++) {
                struct figure *f = &figures[size][source][jobs - 1];

                *f = measure(size, source, jobs);
                printf("%9d  %4d  %-8s  %6.1f ms  %6.1f ms    %4.2f       %4.2f     %6.1f ms    %4.2f\n",
                       sizes[size].artifacts, jobs, sources[source].name, f->floor * 1e3, f->d1lint * 1e3,
                       f->d1lint / f->floor, f->d1lint_cpu / f->floor_cpu, f->heap_floor * 1e3,
                       f->d1lint / f->heap_floor);
                fflush(stdout);
            }
        }
    }
    puts("");
}

static void judge(struct figure figures[SIZES][SOURCES][JOBS])
{
    double bytes = artifact_bytes(sizes[SIZES - 1].artifacts), peak = 0;
    char what[80];

    for (int size = 0; size < SIZES; size++) {
        for (int jobs = 1; jobs <= JOBS; jobs++) {
            for (int source = 0; source < SOURCES; source++) {
                const struct figure *f = &figures[size][source][jobs - 1];

                snprintf(what, sizeof what, "ratio to the floor, %d artifacts, --jobs %d, %s", sizes[size].artifacts,
                         jobs, sources[source].name);
                target(f->d1lint <= most_ratio * f->floor, what, f->d1lint / f->floor, "", most_ratio);
            }
        }
    }
    for (int jobs = 1; jobs <= JOBS; jobs++) {
        for (int source = 0; source < SOURCES; source++) {
            double growth = figures[1][source][jobs - 1].d1lint / figures[0][source][jobs - 1].d1lint;

            snprintf(what, sizeof what, "growth from 1,000 to 10,000, --jobs %d, %s", jobs, sources[source].name);
            target(growth <= most_growth, what, growth, "", most_growth);
            if ((double)figures[1][source][jobs - 1].peak * 1024 > peak)
                peak = (double)figures[1][source][jobs - 1].peak * 1024;
        }
    }
    printf("      peak memory %.1f MB for %.1f MB of artifacts\n", peak / 1e6, bytes / 1e6);
    target(peak <= most_memory * bytes, "peak memory as a multiple of the artifacts' bytes", peak / bytes, "",
           most_memory);
}

static void startup(void)
{
    struct bench_command commands[2] = {
        {.argv = {path("tests/bench/startup_floor"), "."}, .directory = path("bench/twelve")},
        {.argv = {path("d1lint"), "check", "--no-cache", "--as-of", "2026-02-16"}, .directory = path("bench/twelve")}};
    double walls[2][MOST_RUNS], medians[2];

    for (int run = -3; run < STARTUP_RUNS; run++) {
        for (int i = 0; i < 2; i++) {
            struct bench_run one = bench_run(&commands[i], NULL);

            if (one.status != 0)
                bench_fail(&commands[i], one.status);
            if (run >= 0)
                walls[i][run] = one.wall;
        }
    }
    for (int i = 0; i < 2; i++)
        medians[i] = bench_median(walls[i], STARTUP_RUNS) * 1e3;
    printf("      start-up: opening the repository %.2f ms, d1lint %.2f ms\n", medians[0], medians[1]);
    target(medians[1] - medians[0] <= most_above_ms, "start-up above opening the repository, 12 artifacts",
           medians[1] - medians[0], " ms", most_above_ms);
    target(medians[1] <= most_startup_ms, "start-up in all, 12 artifacts", medians[1], " ms", most_startup_ms);
}

int main(int argc, char **argv)
{
    static struct figure figures[SIZES][SOURCES][JOBS];

    if (argc != 2 || !realpath(argv[1], build)) {
        fprintf(stderr, "usage: run BUILD\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof verified / sizeof *verified; i++) {
        for (int source = 0; source < SOURCES; source++)
            verify(verified[i], source);
    }
    print_figures(figures);
    judge(figures);
    startup();
    printf("\n%s\n", missed ? "bench: targets were missed" : "bench: all targets are met");
    return missed > 0;
}
