/*
 * The rules by themselves: reads and parses every YAML file under DIR, the root of a repository of artifacts, then
 * judges its engagements by all rules, on one thread, and prints the second as a share of the first. Judging is all
 * that `check` does with an engagement: the policy, every rule over every subject, the findings, criteria and gates.
 *
 *     rules_share DIR
 *
 * The exit status is 1 when the share is above its target.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/strbuf.h"
#include "base/vec.h"
#include "bench/artifacts.h"
#include "bench/process.h"
#include "rules/opened.h"
#include "yaml/yaml.h"

enum { ROUNDS = 9, OPEN_FILES = 16 };

static const double most_share = 0.15;

static D1_VEC(char *) paths;

struct bench {
    struct d1_opened opened;
    struct d1_yaml_loader *loader;
    struct d1_stream *streams; /* of the files */
    size_t checks, subjects, found;
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "rules_share: %s %s\n", what, name);
    exit(2);
}

/* Processor time: one thread does it all, and what else the machine does is not counted. */
static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int add_path(const char *path, const struct stat *status, int type, struct FTW *where)
{
    char *copy = type == FTW_F && d1_str_ends(d1_str(path), ".yaml") ? d1_strdup(path) : NULL;

    (void)status;
    (void)where;
    if (copy && d1_vec_push(&paths, copy) < 0)
        fail("short of memory at", path);
    return 0;
}

/* ---- loading ---- */

static void load(struct bench *bench, struct d1_strbuf *bytes, size_t index)
{
    char piece[65536];
    size_t got;
    FILE *file = fopen(paths.items[index], "rb");

    d1_strbuf_clear(bytes);
    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0)
        d1_strbuf_add(bytes, piece, got);
    if (!file || fclose(file) || bytes->oom ||
        d1_yaml_load(bench->loader, d1_strbuf_view(bytes), &bench->streams[index], NULL) < 0)
        fail("cannot read", paths.items[index]);
}

static double load_all(struct bench *bench)
{
    struct d1_strbuf bytes = {0};
    double time, start;

    for (size_t i = 0; i < paths.len; i++)
        d1_stream_release(&bench->streams[i]);
    start = now();
    for (size_t i = 0; i < paths.len; i++)
        load(bench, &bytes, i);
    time = now() - start;
    d1_strbuf_release(&bytes);
    return time;
}

/* ---- judging ---- */

static void judge(struct bench *bench, const struct d1_engagement *engagement)
{
    struct d1_judge_options options = {.ruleset = bench->opened.ruleset, .as_of = bench->opened.as_of};
    struct d1_judged judged = {.engagement = engagement,
                               .policy_artifact = d1_opened_policy(&bench->opened, engagement)};

    if (d1_judged_make(&judged, &options) < 0)
        fail("short of memory at", engagement->name.ptr);
    for (size_t i = 0; i < judged.verdict.check_count; i++) {
        bench->checks += judged.verdict.checks[i].check->built;
        bench->subjects += judged.verdict.checks[i].subjects;
        bench->found += judged.verdict.checks[i].failed;
    }
    d1_judged_release(&judged);
}

static double judge_all(struct bench *bench)
{
    double start = now();

    bench->checks = bench->subjects = bench->found = 0;
    for (size_t i = 0; i < bench->opened.workspace.engagements.len; i++)
        judge(bench, bench->opened.workspace.engagements.items[i]);
    return now() - start;
}

static void open_repository(struct bench *bench, const char *directory)
{
    static struct d1_run_options options = {.as_of = BENCH_AS_OF, .jobs = 1};
    struct d1_error error = {0};

    options.directory = directory;
    if (d1_opened_rules(&bench->opened, &options, &error) < 0 || d1_opened_snapshot(&bench->opened, &error) < 0 ||
        d1_opened_load(&bench->opened, &error) < 0)
        fail("cannot open", d1_error_message(&error));
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    double loads[ROUNDS], judgements[ROUNDS], share;

    if (argc != 2 || nftw(argv[1], add_path, OPEN_FILES, FTW_PHYS) != 0 || !paths.len)
        fail("usage: rules_share DIR; there are no YAML files in", argc == 2 ? argv[1] : "nothing");
    bench.streams = calloc(paths.len, sizeof *bench.streams);
    if (!bench.streams || d1_yaml_loader_new(&bench.loader, NULL) < 0)
        fail("short of memory", "");
    open_repository(&bench, argv[1]);
    for (int round = 0; round < ROUNDS; round++) {
        loads[round] = load_all(&bench);
        judgements[round] = judge_all(&bench);
    }
    share = bench_median(judgements, ROUNDS) / bench_median(loads, ROUNDS);
    printf(
        "%s  rules over %zu artifacts: %zu checks of %zu engagements, %zu subjects, %zu findings: %.1f ms, %.1f%% of "
        "the %.1f ms to load them, at most %g%%\n",
        share <= most_share ? "PASS" : "FAIL", bench.opened.workspace.artifacts, bench.checks,
        bench.opened.workspace.engagements.len, bench.subjects, bench.found, bench_median(judgements, ROUNDS) * 1e3,
        share * 100, bench_median(loads, ROUNDS) * 1e3, most_share * 100);
    for (size_t i = 0; i < paths.len; i++) {
        d1_stream_release(&bench.streams[i]);
        d1_free(paths.items[i]);
    }
    d1_vec_release(&paths);
    free(bench.streams);
    d1_yaml_loader_free(bench.loader);
    d1_opened_release(&bench.opened);
    return share > most_share;
}
