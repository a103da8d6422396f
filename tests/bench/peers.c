/*
 * d1lint beside the fastest validator that reads YAML: Sourcemeta's `jsonschema validate`, which checks the shape of
 * the same 10,000 files with the same schemas and nothing else. Whole processes, interleaved, medians.
 *
 *     peers BUILD JSONSCHEMA SCHEMA RESOLVE...
 *
 * JSONSCHEMA is the peer's program, SCHEMA the schema that chooses by kind, and RESOLVE the schemas it refers to. The
 * exit status is 1 when d1lint is not faster than the peer in its fastest mode.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/artifacts.h"
#include "bench/process.h"

enum { COMMANDS = 4, ROUNDS = 11, MOST_SCHEMAS = 32 };

static const struct {
    const char *name;
    int status; /* both find the seeded defects of shape */
} peers[COMMANDS] = {{"jsonschema validate", 2},
                     {"jsonschema validate --fast", 2},
                     {"d1lint check, all checks, --jobs 1", 1},
                     {"d1lint check, all checks, --jobs 2", 1}};

int main(int argc, char **argv)
{
    char build[4096], directory[4352], d1lint[4352];
    struct bench_command commands[COMMANDS] = {0};
    double walls[COMMANDS][ROUNDS], medians[COMMANDS], best;

    if (argc < 5 || argc > MOST_SCHEMAS || !realpath(argv[1], build)) {
        fprintf(stderr, "usage: peers BUILD JSONSCHEMA SCHEMA RESOLVE...\n");
        return 2;
    }
    snprintf(directory, sizeof directory, "%s/bench/repo-10000", build);
    snprintf(d1lint, sizeof d1lint, "%s/d1lint", build);
    for (int i = 0; i < 2; i++) {
        const char **arg = commands[i].argv;

        commands[i].directory = directory;
        *arg++ = argv[2];
        *arg++ = "validate";
        *arg++ = argv[3];
        *arg++ = ".";
        *arg++ = "--extension";
        *arg++ = ".yaml";
        *arg++ = "--continue";
        for (int schema = 4; schema < argc; schema++) {
            *arg++ = "--resolve";
            *arg++ = argv[schema];
        }
        *arg++ = i == 1 ? "--fast" : NULL;
        *arg = NULL;
        commands[2 + i] = (struct bench_command){
            .argv = {d1lint, "check", "--as-of", BENCH_AS_OF, "--jobs", i == 0 ? "1" : "2", NULL},
            .directory = directory};
    }
    for (int round = -1; round < ROUNDS; round++) {
        for (int i = 0; i < COMMANDS; i++) {
            int which = (round + 1 + i) % COMMANDS;
            struct bench_run run = bench_run(&commands[which], NULL);

            if (run.status != peers[which].status)
                bench_fail(&commands[which], run.status);
            if (round >= 0)
                walls[which][round] = run.wall;
        }
    }
    for (int i = 0; i < COMMANDS; i++) {
        medians[i] = bench_median(walls[i], ROUNDS);
        printf("%-40s %8.1f ms\n", peers[i].name, medians[i] * 1e3);
    }
    best = medians[0] < medians[1] ? medians[0] : medians[1];
    printf("%s  d1lint --jobs 2 takes %.2f of the peer's time\n", medians[3] < best ? "PASS" : "FAIL",
           medians[3] / best);
    return medians[3] >= best;
}
