/*
 * The rules by themselves: reads and parses every artifact under DIR, the root of a repository, then judges its
 * engagements by all rules, on one thread, and prints the second as a share of the first. Judging is all
 * that `check` does with an engagement: the policy, every rule over every subject, its line of history, the findings,
 * criteria and gates. The past of the repository, which all lines are made of, is read once before that.
 *
 * Beside it stands what the checks take that find nothing to judge in an engagement: by how much less all the others
 * take without them.
 *
 *     rules_share DIR
 *
 * The exit status is 1 when the share is above its target.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "bench/made/artifacts.h"
#include "bench/corpus.h"
#include "bench/process.h"
#include "engine/opened.h"
#include "engine/read/timeline.h"

enum { ROUNDS = 9 };

static const double most_share = 0.20;

struct bench {
    struct d1_opened opened;
    struct d1_judge_room room; /* of the thread that judges, as the engine has it */
    size_t checks, subjects, failures, idle;
    bool *busy;       /* by engagement and check: it found something to judge there */
    const bool *only; /* those alone that are judged, likewise; NULL: all */
};

static void count(struct bench *bench, const struct d1_check_result *result, bool *busy)
{
    bench->checks += result->check->built;
    bench->subjects += result->subjects;
    bench->failures += result->failed;
    bench->idle += result->check->built && !result->subjects;
    *busy = result->subjects > 0;
}

static void judge(struct bench *bench, size_t number)
{
    const struct d1_engagement *engagement = bench->opened.workspace.engagements.items[number];
    size_t first = number * bench->opened.ruleset->check_count;
    struct d1_judge_options options = {.ruleset = bench->opened.ruleset,
                                       .as_of = bench->opened.as_of,
                                       .digests = bench->opened.digests,
                                       .only = bench->only ? bench->only + first : NULL,
                                       .ask_past = d1_timeline_past,
                                       .past_context = bench->opened.timeline};
    struct d1_judged judged = {.engagement = engagement,
                               .policy_artifact = d1_opened_policy(&bench->opened, engagement)};

    if (d1_judged_make(&judged, &options, &bench->room) < 0)
        bench_stop("short of memory at %s", engagement->name.ptr);
    for (size_t i = 0; i < judged.verdict.check_count && !bench->only; i++)
        count(bench, &judged.verdict.checks[i], &bench->busy[first + i]);
    d1_judged_release(&judged);
}

/* `only`: as in struct bench. */
static double judge_all(struct bench *bench, const bool *only)
{
    double start = bench_cpu();

    bench->only = only;
    if (!only)
        bench->checks = bench->subjects = bench->failures = bench->idle = 0;
    for (size_t i = 0; i < bench->opened.workspace.engagements.len; i++)
        judge(bench, i);
    return bench_cpu() - start;
}

static void open_repository(struct bench *bench, const char *directory)
{
    static struct d1_run_options options = {.as_of = BENCH_AS_OF, .jobs = 1};
    struct d1_error error = {0};

    options.directory = directory;
    if (d1_opened_rules(&bench->opened, &options, &error) < 0 || d1_opened_snapshot(&bench->opened, &error) < 0 ||
        d1_opened_load(&bench->opened, &error) < 0)
        bench_stop("%s", d1_error_message(&error));
    bench->busy = d1_calloc(bench->opened.workspace.engagements.len, bench->opened.ruleset->check_count);
    if (!bench->busy)
        bench_stop("short of memory");
}

int main(int argc, char **argv)
{
    struct bench_corpus corpus;
    struct bench bench = {0};
    double loads[ROUNDS], judgements[ROUNDS], others[ROUNDS], load, judgement, idle;

    if (argc != 2)
        bench_stop("usage: rules_share DIR");
    bench_corpus_find(&corpus, argv[1]);
    open_repository(&bench, argv[1]);
    judge_all(&bench, NULL); /* compiles what is judged, and asks for the past */
    for (int round = 0; round < ROUNDS; round++) {
        loads[round] = bench_corpus_load(&corpus);
        judgements[round] = judge_all(&bench, NULL);
        others[round] = judge_all(&bench, bench.busy);
    }
    load = bench_median(loads, ROUNDS);
    judgement = bench_median(judgements, ROUNDS);
    idle = judgement - bench_median(others, ROUNDS);
    printf("%s  rules over %zu artifacts: %zu checks of %zu engagements, %zu subjects, of which %zu fail: %.1f ms, "
           "%.1f%% of "
           "the %.1f ms to load them, at most %g%%\n",
           judgement <= most_share * load ? "PASS" : "FAIL", bench.opened.workspace.artifacts, bench.checks,
           bench.opened.workspace.engagements.len, bench.subjects, bench.failures, judgement * 1e3,
           judgement / load * 100, load * 1e3, most_share * 100);
    printf("      of these checks %zu find nothing to judge: %.1f ms, %.2f us each\n", bench.idle, idle * 1e3,
           idle * 1e6 / (double)bench.idle);
    d1_free(bench.busy);
    d1_judge_room_release(&bench.room);
    bench_corpus_release(&corpus);
    d1_opened_release(&bench.opened);
    return judgement > most_share * load;
}
