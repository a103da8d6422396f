/*
 * Makes the bench's repository, without git: `generate ARTIFACTS DIR BASES` writes that many artifacts into engagement
 * folders e-0001, e-0002 ... under DIR, which must not exist yet, and prints the findings that are to be expected as
 * lines of check id and count. Of four engagements two stand at their sales-to-delivery exit, one is in the middle of
 * its delivery and one is closed; the latter are copies of the bases of that name below the folder BASES. With every
 * four artifacts comes a file that is not d1lint's. The same number and bases always give the same bytes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/made/artifacts.h"
#include "bench/made/foreign.h"
#include "bench/process.h"
#include "bench/made/whole.h"

enum { DEFECTS_EACH = 2, LAST_CHECKED = 9999 };

/* What an engagement is made of, in an order that leaves the indispensable to the front. */
static const struct {
    const char *path; /* takes the part when there are several */
    bench_writer *write;
    int parts;
} plan[] = {
    {"engagement.yaml", bench_engagement, 1},
    {"policy.yaml", NULL, 1}, /* that of the bases */
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

enum { PLANNED = sizeof plan / sizeof *plan, FEWEST = 40, MOST = 61, FOREIGN_EACH = 4, SLACK = 4 * MOST };

/* The weeks from BENCH_AS_OF to the day on which a base passes every check, or that and some for one that is closed. */
enum { MANAGE_WEEKS = 9, CLOSE_WEEKS = 22 };

/* Windows of 30 days from the kickoff to the close of the base that is closed; there is one to the day of the other. */
enum { CLOSE_WINDOWS = 3 };

/* What is written, and what of it was written so far. */
struct work {
    const char *dir;
    struct bench_whole *manage, *close;
    int total, written;
    int found[DEFECTS], next; /* defects seeded, and the one that is to come */
    int managed, closed;      /* engagements that are copies of these */
};

static void fail(const char *what)
{
    bench_stop("%s: %s", what, strerror(errno));
}

/* DIR/e-NNNN/path; the path of the plan holds "%02d" where it has parts. */
static const char *path_of(const struct work *work, int engagement, const char *path, int part)
{
    static char name[8192];
    size_t len = (size_t)snprintf(name, sizeof name, "%s/e-%04d/", work->dir, engagement);

    if (len >= sizeof name - 64) {
        errno = ENAMETOOLONG;
        fail(work->dir);
    }
    for (const char *p = path; *p; p++) {
        if (*p != '%') {
            name[len++] = *p;
            continue;
        }
        len += (size_t)snprintf(name + len, sizeof name - len, "%02d", part);
        p += 3;
    }
    name[len] = '\0';
    return name;
}

static void make_directory(const char *path)
{
    if (mkdir(path, 0777) != 0)
        fail(path);
}

static FILE *open_file(const char *name)
{
    FILE *out = fopen(name, "w");

    if (!out)
        fail(name);
    return out;
}

static void close_file(FILE *out, const char *name)
{
    if (fclose(out) != 0)
        fail(name);
}

static void write_artifact(const struct work *work, const struct bench_engagement *e, int planned, int part)
{
    const char *name = path_of(work, e->number, plan[planned].path, part);
    FILE *out;

    if (!plan[planned].write) {
        bench_whole_copy(work->close, plan[planned].path, name);
        return;
    }
    out = open_file(name);
    plan[planned].write(out, e, part);
    close_file(out, name);
}

/* An engagement at its sales-to-delivery exit, of so many artifacts. */
static void write_early(struct work *work, int number, int artifacts)
{
    static const char *const folders[] = {"contract", "team", "s2d", "raid", "meetings", "feedback"};
    struct bench_engagement e = {.number = number};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        make_directory(path_of(work, number, folders[i], 0));
    for (int i = 0; i < DEFECTS_EACH; i++, work->next = (work->next + 1) % DEFECTS) {
        e.defects[work->next] = true;
        work->found[work->next]++;
    }
    for (int i = 0; i < PLANNED; i++)
        for (int part = 1; part <= plan[i].parts && artifacts; part++, artifacts--)
            write_artifact(work, &e, i, part);
}

static void write_foreign(const struct work *work, int number, int count)
{
    make_directory(path_of(work, number, BENCH_FOREIGN_FOLDER, 0));
    for (int part = 1; part <= count; part++) {
        const char *name = path_of(work, number, BENCH_FOREIGN_FOLDER "/file-%02d.yaml", part);
        FILE *out = open_file(name);

        bench_foreign(out, number, part);
        close_file(out, name);
    }
}

/* Writes the engagement of a number; the last ones share evenly what is left. */
static void write_engagement(struct work *work, int number)
{
    int left = work->total - work->written, count;
    struct bench_whole *whole = number % 4 == 2 ? work->manage : number % 4 == 0 ? work->close : NULL;

    make_directory(path_of(work, number, "", 0));
    if (whole && left - bench_whole_count(whole) >= SLACK) {
        count = bench_whole_count(whole);
        bench_whole_write(whole, path_of(work, number, ".", 0), number);
        *(whole == work->manage ? &work->managed : &work->closed) += 1;
    } else {
        count = (left + (left + MOST - 1) / MOST - 1) / ((left + MOST - 1) / MOST);
        write_early(work, number, count);
    }
    write_foreign(work, number, count / FOREIGN_EACH);
    work->written += count;
}

static struct bench_whole *read_base(const char *bases, const char *name, int weeks)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", bases, name);
    return bench_whole_read(path, weeks);
}

static void print_expected(const struct work *work)
{
    int whole = work->managed + work->closed;

    for (int i = 0; i < DEFECTS; i++)
        printf("%s %d\n", bench_defect_checks[i], work->found[i]);
    /* A reading on the last Friday of a month comes on another one when it is moved by weeks. */
    printf("OUT-005 %d\n", work->managed);
    /* All that was done in these came into the repository at once, months later, and nobody tagged a baseline. */
    printf("TIM-002 %d\nTRL-005 %d\nGIT-002 %d\n", whole, whole, whole);
    printf("RSK-008 %d\nRSK-012 %d\n", work->managed + CLOSE_WINDOWS * work->closed, work->closed);
}

int main(int argc, char **argv)
{
    struct work work = {.total = argc == 4 ? atoi(argv[1]) : 0};

    if (work.total < 2 * FEWEST) {
        fprintf(stderr, "usage: generate ARTIFACTS DIR BASES (at least %d artifacts)\n", 2 * FEWEST);
        return 2;
    }
    work.dir = argv[2];
    work.manage = read_base(argv[3], "manage", MANAGE_WEEKS);
    work.close = read_base(argv[3], "close", CLOSE_WEEKS);
    make_directory(work.dir);
    for (int number = 1; work.written < work.total && number <= LAST_CHECKED; number++)
        write_engagement(&work, number);
    print_expected(&work);
    bench_whole_free(work.manage);
    bench_whole_free(work.close);
    return 0;
}
