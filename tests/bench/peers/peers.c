/*
 * d1lint beside the validators that people use: Sourcemeta's `jsonschema validate` and `ajv validate`, over the same
 * 10,000 files with the same schemas, as YAML and as JSON. Whole processes, interleaved, medians.
 *
 *     peers BUILD JSONSCHEMA AJV SCHEMA RESOLVE...
 *
 * JSONSCHEMA is the one peer's program and AJV the script of the other, SCHEMA the schema that chooses by kind, and
 * RESOLVE the schemas it refers to. First each has to find as many invalid files as the others, from YAML and from
 * JSON. The exit status is 1 when a target is missed: `d1lint validate` on one thread takes less time than the fastest
 * peer in its fastest mode and less memory than the leanest, and `d1lint check` on one thread, which does far more,
 * less time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/made/artifacts.h"
#include "bench/process.h"

enum { FORMS = 2, VALIDATORS = 4, OURS = VALIDATORS - 1, CHECKS = 2, ROUNDS = 7, MOST_SCHEMAS = 40, MOST_PATH = 4608 };
enum { COMMANDS = FORMS * VALIDATORS + CHECKS };

static const struct form {
    const char *name, *directory, *extension, *glob;
} forms[FORMS] = {{"YAML", "yaml-10000", ".yaml", "**/*.yaml"}, {"JSON", "json-10000", ".json", "**/*.json"}};

static const struct validator {
    const char *name;
    int status;        /* where files are invalid */
    const char *found; /* stands in the line that tells of an invalid file, and in no other */
} validators[VALIDATORS] = {{"jsonschema validate", 2, "fail: "},
                            {"jsonschema validate --fast", 2, NULL},
                            {"ajv validate", 1, " invalid\n"},
                            {"d1lint validate --jobs 1", 1, ": error "}};

/* What was measured of one command. */
struct figure {
    const char *name;
    int status;
    struct bench_command command;
    double walls[ROUNDS], cpus[ROUNDS];
    double wall, cpu; /* medians */
    long peak;        /* KiB, the most of all rounds */
};

static struct figure figures[COMMANDS];
static char build[4096];
static int missed;

static char *path(const char *name)
{
    char *text = malloc(MOST_PATH);

    if (!text)
        exit(3);
    snprintf(text, MOST_PATH, "%s/%s", build, name);
    return text;
}

/* ---- command lines ---- */

struct arguments {
    const char *jsonschema, *ajv, *schema;
    char **resolve;
    int resolves;
};

static const char **add(const char **arg, const char *const *words)
{
    while (*words)
        *arg++ = *words++;
    return arg;
}

static const char **add_resolves(const char **arg, const char *option, const struct arguments *arguments)
{
    for (int i = 0; i < arguments->resolves; i++) {
        *arg++ = option;
        *arg++ = arguments->resolve[i];
    }
    return arg;
}

#define ADD(arg, ...) add(arg, (const char *const[]){__VA_ARGS__, NULL})

static void prepare_validator(struct figure *figure, const struct form *form, int which,
                              const struct arguments *arguments)
{
    const char **arg = figure->command.argv;

    switch (which) {
    case 0:
    case 1:
        arg = ADD(arg, arguments->jsonschema, "validate", arguments->schema, ".", "--extension", form->extension,
                  "--continue");
        arg = add_resolves(arg, "--resolve", arguments);
        if (which == 1)
            arg = ADD(arg, "--fast");
        break;
    case 2:
        /* What the others do: unknown keywords and formats annotate. */
        arg = ADD(arg, "node", arguments->ajv, "validate", "--spec=draft2020", "--strict=false",
                  "--validate-formats=false", "-s", arguments->schema);
        arg = add_resolves(arg, "-r", arguments);
        arg = ADD(arg, "-d", form->glob);
        break;
    default:
        arg = ADD(arg, path("d1lint"), "validate", "--jobs", "1", "--format", "concise", "--schema", arguments->schema);
        arg = add_resolves(arg, "--ref", arguments);
        arg = ADD(arg, ".");
        break;
    }
    *arg = NULL;
}

static void prepare(const struct arguments *arguments)
{
    static const char *const jobs[CHECKS] = {"1", "2"};
    static const char *const names[CHECKS] = {"d1lint check --jobs 1", "d1lint check --jobs 2"};

    for (int i = 0; i < FORMS * VALIDATORS; i++) {
        const struct form *form = &forms[i / VALIDATORS];
        char directory[64];

        snprintf(directory, sizeof directory, "bench/%s", form->directory);
        figures[i].name = validators[i % VALIDATORS].name;
        figures[i].status = validators[i % VALIDATORS].status;
        figures[i].command.directory = path(directory);
        prepare_validator(&figures[i], form, i % VALIDATORS, arguments);
    }
    for (int i = 0; i < CHECKS; i++)
        figures[FORMS * VALIDATORS + i] = (struct figure){
            .name = names[i],
            .status = 1,
            .command = {.argv = {path("d1lint"), "check", "--no-cache", "--as-of", BENCH_AS_OF, "--jobs", jobs[i]},
                        .directory = path("bench/repo-10000")}};
}

/* ---- what they find ---- */

static int lines_with(const char *file, const char *text)
{
    char line[4096];
    FILE *in = fopen(file, "r");
    int count = 0;

    if (!in) {
        perror(file);
        exit(3);
    }
    while (fgets(line, sizeof line, in))
        count += strstr(line, text) != NULL;
    fclose(in);
    return count;
}

/* Runs every command once, so that files are in memory, and compares what the validators found. */
static void verify(void)
{
    const char *output = path("bench/peers.out");
    int expected = -1, wrong = 0;

    for (int i = 0; i < COMMANDS; i++) {
        const char *text = i < FORMS * VALIDATORS ? validators[i % VALIDATORS].found : NULL;
        struct bench_command command = figures[i].command;
        struct bench_run run;
        int found;

        command.errors = true;
        run = bench_run(&command, output);
        if (run.status != figures[i].status)
            bench_fail(&command, run.status);
        if (!text)
            continue;
        found = lines_with(output, text);
        if (expected < 0)
            expected = found;
        if (found == expected && found > 0)
            continue;
        printf("      %s, %s: %d invalid files, not %d\n", figures[i].name, forms[i / VALIDATORS].name, found,
               expected);
        wrong++;
    }
    printf("%s  all validators find the same number of invalid files (%d) in YAML and in JSON\n",
           wrong ? "FAIL" : "PASS", expected);
    missed += wrong;
}

/* ---- figures ---- */

static void measure(void)
{
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < COMMANDS; i++) {
            struct figure *figure = &figures[(round + i) % COMMANDS];
            struct bench_run run = bench_run(&figure->command, NULL);

            if (run.status != figure->status)
                bench_fail(&figure->command, run.status);
            figure->walls[round] = run.wall;
            figure->cpus[round] = run.cpu;
            if (run.peak > figure->peak)
                figure->peak = run.peak;
        }
    for (int i = 0; i < COMMANDS; i++) {
        figures[i].wall = bench_median(figures[i].walls, ROUNDS);
        figures[i].cpu = bench_median(figures[i].cpus, ROUNDS);
    }
}

static void print(const struct figure *figure, const char *form)
{
    printf("%-28s %-5s %9.1f ms %9.1f ms %9.1f MB\n", figure->name, form, figure->wall * 1e3, figure->cpu * 1e3,
           (double)figure->peak * 1024 / 1e6);
}

static void target(const char *what, double ours, double theirs)
{
    double ratio = ours / theirs;

    printf("%s  %-76s %5.2f, below 1\n", ratio < 1 ? "PASS" : "FAIL", what, ratio);
    missed += ratio >= 1;
}

/* The least time and the least memory of the peers with one form of the files. */
static void best_of_peers(const struct figure *of, double *wall, long *peak)
{
    *wall = of[0].wall;
    *peak = of[0].peak;
    for (int i = 1; i < OURS; i++) {
        *wall = of[i].wall < *wall ? of[i].wall : *wall;
        *peak = of[i].peak < *peak ? of[i].peak : *peak;
    }
}

static void report(void)
{
    const struct figure *checks = figures + FORMS * VALIDATORS;
    double wall, yaml_wall = 0;
    char what[128];
    long peak;

    printf("\n%-34s %12s %12s %12s\n", "10,000 files", "time", "processor", "peak memory");
    for (int i = 0; i < FORMS * VALIDATORS; i++)
        print(&figures[i], forms[i / VALIDATORS].name);
    for (int i = 0; i < CHECKS; i++)
        print(&checks[i], "YAML");
    putchar('\n');
    for (int i = 0; i < FORMS; i++) {
        const struct figure *of = figures + (ptrdiff_t)i * VALIDATORS;

        best_of_peers(of, &wall, &peak);
        yaml_wall = i == 0 ? wall : yaml_wall;
        snprintf(what, sizeof what, "%s, d1lint validate on one thread: time over that of the fastest peer",
                 forms[i].name);
        target(what, of[OURS].wall, wall);
        snprintf(what, sizeof what, "%s, d1lint validate on one thread: memory over that of the leanest peer",
                 forms[i].name);
        target(what, (double)of[OURS].peak, (double)peak);
    }
    target("YAML, d1lint check on one thread: time over that of the fastest peer", checks[0].wall, yaml_wall);
    printf("      %-76s %5.2f\n", "YAML, d1lint check on two threads: the same", checks[1].wall / yaml_wall);
}

int main(int argc, char **argv)
{
    if (argc < 6 || argc - 5 > MOST_SCHEMAS || !realpath(argv[1], build)) {
        fprintf(stderr, "usage: peers BUILD JSONSCHEMA AJV SCHEMA RESOLVE...\n");
        return 2;
    }
    prepare(&(struct arguments){argv[2], argv[3], argv[4], argv + 5, argc - 5});
    verify();
    measure();
    report();
    return missed > 0;
}
