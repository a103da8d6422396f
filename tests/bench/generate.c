/*
 * Makes the bench's repository, without git: `generate ARTIFACTS DIR` writes that many artifacts into engagement
 * folders e-0001, e-0002 ... under DIR, which must not exist yet, and prints the findings that are to be expected as
 * lines of check id and count. The same number always gives the same bytes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/artifacts.h"

enum { DEFECTS_EACH = 2, LAST_CHECKED = 9999 };

/* What an engagement is made of, in an order that leaves the indispensable to the front. */
static const struct {
    const char *path; /* takes the part when there are several */
    bench_writer *write;
    int parts;
} plan[] = {
    {"engagement.yaml", bench_engagement, 1},
    {"contract/statement-of-work.yaml", bench_statement_of_work, 1},
    {"team/roster.yaml", bench_roster, 1},
    {"s2d/context.yaml", bench_context, 1},
    {"s2d/stakeholders.yaml", bench_stakeholders, 1},
    {"s2d/outcomes.yaml", bench_outcomes, 1},
    {"s2d/communication.yaml", bench_communication, 1},
    {"s2d/handover.yaml", bench_handover, 1},
    {"raid/risks-%02d.yaml", bench_risks, BENCH_RISK_PARTS},
    {"raid/actions-%02d.yaml", bench_actions, BENCH_ACTION_PARTS},
    {"raid/issues-%02d.yaml", bench_issues, BENCH_ISSUE_PARTS},
    {"raid/decisions-%02d.yaml", bench_decisions, BENCH_DECISION_PARTS},
    {"feedback/pulse-%02d.yaml", bench_feedback, BENCH_FEEDBACKS},
    {"meetings/meeting-%02d.yaml", bench_meeting, BENCH_MEETINGS},
};

enum { PLANNED = sizeof plan / sizeof *plan, FEWEST = 40 };

static void fail(const char *what)
{
    fprintf(stderr, "generate: %s: %s\n", what, strerror(errno));
    exit(3);
}

static void make_directory(const char *path)
{
    if (mkdir(path, 0777) != 0)
        fail(path);
}

/* Opens DIR/e-NNNN/path for writing. */
static FILE *open_artifact(const char *dir, int engagement, const char *path, int part)
{
    char name[4096];
    size_t len = (size_t)snprintf(name, sizeof name, "%s/e-%04d/", dir, engagement);
    FILE *out;

    if (len >= sizeof name - 64) {
        errno = ENAMETOOLONG;
        fail(dir);
    }
    /* The path of the plan holds "%02d" where it has parts. */
    for (const char *p = path; *p; p++) {
        if (*p != '%') {
            name[len++] = *p;
            continue;
        }
        len += (size_t)snprintf(name + len, sizeof name - len, "%02d", part);
        p += 3;
    }
    name[len] = '\0';
    out = fopen(name, "w");
    if (!out)
        fail(name);
    return out;
}

static void make_directories(const char *dir, int engagement)
{
    static const char *const folders[] = {"", "/contract", "/team", "/s2d", "/raid", "/meetings", "/feedback"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/e-%04d%s", dir, engagement, folders[i]);
        make_directory(path);
    }
}

/* Writes one engagement of at most `most` artifacts; returns how many it has. */
static int generate_engagement(const char *dir, const struct bench_engagement *e, int most)
{
    int written = 0;

    make_directories(dir, e->number);
    for (int i = 0; i < PLANNED; i++) {
        for (int part = 1; part <= plan[i].parts && written < most; part++, written++) {
            FILE *out = open_artifact(dir, e->number, plan[i].path, part);

            plan[i].write(out, e, part);
            if (fclose(out) != 0)
                fail(plan[i].path);
        }
    }
    return written;
}

int main(int argc, char **argv)
{
    int total = argc == 3 ? atoi(argv[1]) : 0, written = 0, found[DEFECTS] = {0}, next = 0;

    if (total < FEWEST) {
        fprintf(stderr, "usage: generate ARTIFACTS DIR (at least %d artifacts)\n", FEWEST);
        return 2;
    }
    make_directory(argv[2]);
    for (int number = 1; written < total; number++) {
        struct bench_engagement e = {.number = number};

        if (number > LAST_CHECKED || total - written < FEWEST) {
            fprintf(stderr, "generate: %d artifacts do not divide into engagements of 40 to 60\n", total);
            return 2;
        }
        for (int i = 0; i < DEFECTS_EACH; i++, next = (next + 1) % DEFECTS) {
            e.defects[next] = true;
            found[next]++;
        }
        written += generate_engagement(argv[2], &e, total - written);
    }
    for (int i = 0; i < DEFECTS; i++)
        printf("%s %d\n", bench_defect_checks[i], found[i]);
    return 0;
}
