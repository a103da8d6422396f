/*
 * What a page costs: the one of an engagement of 113 criteria beside its JSON, and the one that a thousand engagements'
 * lines are merged into. Whole processes, interleaved, medians.
 *
 *     pages BUILD
 *
 * takes BUILD/d1lint and the repository BUILD/bench/troubled, and writes beside it. The exit status is 1 when a target
 * is missed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/process.h"

enum { ROUNDS = 9, TEXT = 8192, ENGAGEMENTS = 1000 };

/* The targets: a multiple of the time of json, and seconds. */
static const double most_of_json = 1.5, most_of_merging = 1;

static char build[TEXT / 2];
static int missed;

static void target(bool met, const char *what, double value, const char *unit, double limit)
{
    printf("%s  %-58s %8.2f%s, at most %g%s\n", met ? "PASS" : "FAIL", what, value, unit, limit, unit);
    missed += !met;
}

/* BUILD/name behind a prefix, in a buffer of its own that lives as long as the program. */
static const char *path(const char *prefix, const char *name)
{
    char *text = malloc(TEXT);

    if (!text)
        bench_stop("short of memory");
    snprintf(text, TEXT, "%s%s/%s", prefix, build, name);
    return text;
}

static struct bench_command check(const char *format)
{
    return (struct bench_command){
        .directory = path("", "bench/troubled"),
        .argv = {path("", "d1lint"), "check", "--as-of", "2026-04-24", "--no-cache", "--format", format}};
}

/* The engagement has findings, so that each command ends with 1. */
static double seconds(const struct bench_command *command, const char *output)
{
    struct bench_run run = bench_run(command, output);

    if (run.status != 1)
        bench_fail(command, run.status);
    return run.wall;
}

static void measure_page(void)
{
    struct bench_command html = check(path("html=", "bench/page.html")), json = check(path("json=", "bench/page.json"));
    double pages[ROUNDS], trees[ROUNDS], page, tree;

    for (int round = -1; round < ROUNDS; round++) { /* the first counts for nothing */
        tree = seconds(&json, NULL);
        page = seconds(&html, NULL);
        if (round >= 0) {
            trees[round] = tree;
            pages[round] = page;
        }
    }
    page = bench_median(pages, ROUNDS);
    tree = bench_median(trees, ROUNDS);
    printf("the page %.0f ms, its json %.0f ms\n", page * 1e3, tree * 1e3);
    target(page <= most_of_json * tree, "the page as a multiple of the time of json", page / tree, "", most_of_json);
}

/* The line of the engagement, a thousand times, each with another name. */
static void write_lines(const char *one, const char *many)
{
    static const char name[] = "\"name\":\"";
    char line[TEXT], *from, *to;
    FILE *file = fopen(one, "r");

    if (!file || !fgets(line, sizeof line, file) || fclose(file) != 0)
        bench_stop("cannot read %s", one);
    from = strstr(line, name);
    to = from ? strchr(from + sizeof name - 1, '"') : NULL;
    file = fopen(many, "w");
    if (!to || !file)
        bench_stop("cannot write %s", many);
    for (int i = 0; i < ENGAGEMENTS; i++)
        fprintf(file, "%.*s%sengagement-%04d%s", (int)(from - line), line, name, i, to);
    if (fclose(file) != 0)
        bench_stop("cannot write %s", many);
}

static void measure_merging(void)
{
    const char *one = path("", "bench/one.jsonl"), *many = path("", "bench/many.jsonl");
    struct bench_command lines = check("summary-jsonl"), merge = {.directory = path("", "bench")};
    double walls[ROUNDS];

    seconds(&lines, one);
    write_lines(one, many);
    merge.argv[0] = path("", "d1lint");
    merge.argv[1] = "report";
    merge.argv[2] = many;
    merge.argv[3] = "--format";
    merge.argv[4] = path("html=", "bench/many.html");
    for (int round = 0; round < ROUNDS; round++)
        walls[round] = seconds(&merge, NULL);
    walls[0] = bench_median(walls, ROUNDS);
    target(walls[0] <= most_of_merging, "1,000 engagements' lines merged into a page", walls[0], " s", most_of_merging);
}

int main(int argc, char **argv)
{
    if (argc != 2 || !realpath(argv[1], build)) {
        fprintf(stderr, "usage: pages BUILD\n");
        return 2;
    }
    measure_page();
    measure_merging();
    return missed > 0;
}
