/*
 * Runs command lines with a request for memory refused, and with standard output that cannot be written, and holds
 * each run to what the README promises: the whole output with its status, or status 3 and a message.
 *
 *     run PROGRAM REFUSE.SO CASES BOX [WORD...]
 *
 * BOX has the folder `fixture`, of which each worker makes itself a copy.
 */
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oom/oom.h"

enum { SHOWN = 5 /* failures of a case that each worker tells */ };

/* ---- what must hold ---- */

static const char *crashed(const struct oom_result *is)
{
    if (is->signal == SIGALRM)
        return "hangs";
    if (is->signal)
        return "ends by a signal";
    if (is->status > 3 || (is->err.ptr && strstr(is->err.ptr, "Sanitizer")))
        return "is stopped by a sanitizer or could not be run";
    return NULL;
}

/* What is wrong, or NULL. `should` is the undisturbed run. */
static const char *wrong_when_refused(const struct oom_result *should, const struct oom_result *is)
{
    bool whole = oom_same(&should->out, &is->out);

    if (crashed(is))
        return crashed(is);
    if (is->status == should->status && whole && oom_same_files(should, is, true) && oom_same(&should->err, &is->err))
        return NULL;
    if (is->status != 3)
        return "ends as if nothing were wrong, with other output";
    if (!strstr(is->err.ptr, "out of memory"))
        return "does not say \"out of memory\"";
    if (is->out.len && !whole && !oom_is_failure_report(&is->out))
        return "prints half of its output";
    if (!oom_same_files(should, is, false))
        return "leaves half a file, or a temporary one";
    return NULL;
}

static const char *wrong_when_unwritten(const struct oom_result *should, const struct oom_result *is,
                                        const struct oom_trouble *trouble)
{
    if (crashed(is))
        return crashed(is);
    if (!should->out.len)
        return oom_same_files(should, is, false) ? NULL : "leaves half a file, or a temporary one";
    if (is->status != 3)
        return "ends as if everything had been printed";
    if (!is->err.len && trouble->out != OOM_STDOUT_UNREAD)
        return "says nothing";
    return oom_same_files(should, is, false) ? NULL : "leaves half a file, or a temporary one";
}

/* ---- workers ---- */

/* What a worker found in a case. */
struct tally {
    const struct oom_case *what;
    size_t runs, failed;
};

static void tell(struct tally *tally, const char *why, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell(struct tally *tally, const char *why, const char *format, ...)
{
    char how[128];
    va_list args;

    tally->runs++;
    if (!why || tally->failed++ >= SHOWN)
        return;
    va_start(args, format);
    vsnprintf(how, sizeof how, format, args);
    va_end(args);
    printf("d1lint %s [%s]: %s\n", tally->what->line, how, why);
    fflush(stdout);
}

static void refuse_memory(struct tally *tally, const struct oom_result *should, long number)
{
    for (int all = 0; all < 2; all++) {
        struct oom_result is;

        oom_run(tally->what, &(struct oom_trouble){.refused = number, .all = all}, &is);
        tell(tally, wrong_when_refused(should, &is), "OOM_FAIL=%ld%s", number, all ? " OOM_ALL=1" : "");
        oom_forget(&is);
    }
}

static void refuse_writes(struct tally *tally, const struct oom_result *should)
{
    static const char *const names[] = {"", "output closed", "output full", "output unread", "output cut off"};

    for (int out = OOM_STDOUT_CLOSED; out <= OOM_STDOUT_CUT; out++) {
        struct oom_trouble trouble = {.out = out, .limit = should->out.len / 2};
        struct oom_result is;

        oom_run(tally->what, &trouble, &is);
        tell(tally, wrong_when_unwritten(should, &is, &trouble), "%s", names[out]);
        oom_forget(&is);
    }
}

/* One worker's share of a case: each `of`-th request. */
static size_t work_on(const struct oom_case *what, size_t worker, size_t of, size_t *runs)
{
    struct tally tally = {.what = what};
    struct oom_result should;

    oom_run(what, &(struct oom_trouble){0}, &should);
    if (crashed(&should) || should.status == 127)
        tell(&tally, "does not even run undisturbed", "undisturbed");
    if (worker == 0)
        refuse_writes(&tally, &should);
    for (size_t i = worker; i < what->request_count; i += of)
        refuse_memory(&tally, &should, what->requests[i]);
    if (tally.failed > SHOWN)
        printf("d1lint %s: and %zu more\n", what->line, tally.failed - SHOWN);
    fflush(stdout);
    *runs += tally.runs;
    oom_forget(&should);
    return tally.failed;
}

/* On a processor of its own, so that a run which asks for as many threads as there are processors gets one. */
static void settle(size_t worker, const cpu_set_t *processors)
{
    cpu_set_t own;
    size_t seen = 0;

    CPU_ZERO(&own);
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, processors) && seen++ == worker)
            CPU_SET(i, &own);
    sched_setaffinity(0, sizeof own, &own);
}

/* Makes a copy of the fixture and goes there. */
static void enter_copy(const char *box, size_t number)
{
    char command[8192];

    snprintf(command, sizeof command, "mkdir '%s/%zu' && cp -a '%s/fixture' '%s/%zu/here'", box, number, box, box,
             number);
    if (system(command) != 0) /* NOLINT(cert-env33-c): the words are the harness's own */
        oom_give_up("a copy of the fixture");
    snprintf(command, sizeof command, "%s/%zu/here", box, number);
    if (chdir(command) < 0)
        oom_give_up(command);
}

static _Noreturn void be_worker(const struct oom_case *cases, size_t count, size_t worker, size_t of, int report)
{
    size_t sums[2] = {0}; /* failures, runs */

    for (size_t i = 0; i < count; i++)
        sums[0] += work_on(&cases[i], worker, of, &sums[1]);
    if (write(report, sums, sizeof sums) != sizeof sums)
        oom_give_up("the sums");
    _exit(0);
}

int main(int argc, char **argv)
{
    size_t count, workers, failed = 0, runs = 0;
    struct oom_case *cases;
    cpu_set_t processors;
    int report[2];

    if (argc < 5 || sched_getaffinity(0, sizeof processors, &processors) < 0 || pipe(report) < 0)
        oom_give_up("usage: run PROGRAM REFUSE.SO CASES BOX [WORD...]");
    oom_preload(argv[2]);
    cases = oom_cases(argv[3], argv[1], argv + 5, argc - 5, &count);
    workers = (size_t)CPU_COUNT(&processors);
    enter_copy(argv[4], workers);
    settle(0, &processors);
    oom_plan(cases, count, getenv("OOM_FULL"));
    for (size_t i = 0; i < workers; i++) {
        if (fork() != 0)
            continue;
        settle(i, &processors);
        enter_copy(argv[4], i);
        be_worker(cases, count, i, workers, report[1]);
    }
    close(report[1]);
    for (size_t i = 0; i < workers; i++) {
        size_t sums[2];

        if (read(report[0], sums, sizeof sums) != sizeof sums)
            oom_give_up("a worker gave up");
        failed += sums[0];
        runs += sums[1];
    }
    while (wait(NULL) > 0)
        ;
    printf("%zu of %zu runs of %zu command lines are whole, or end with status 3 and a message\n", runs - failed, runs,
           count);
    return failed || !runs;
}
