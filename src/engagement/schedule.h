/*
 * Networks of milestones: the critical path method on working days, as plain data.
 *
 * An offset is a number of working days after the start of the plan: work of three days from offset 0 is done at
 * offset 3. Links go from finish to start; a lag waits that many working days behind the finish of the predecessor,
 * a negative one begins before it. Nothing starts before offset 0.
 *
 * The same passes give the network as planned (durations, links and earliest starts only) and as it stands (some
 * tasks are done, others cannot be before a forecast): the caller says which by the members it sets.
 */
#ifndef D1_ENGAGEMENT_SCHEDULE_H
#define D1_ENGAGEMENT_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory/arena.h"
#include "base/str.h"

/* Durations, lags and offsets given lie within this many working days to either side: all that the years 1 to 9999
 * have, and more. Then no sum of a million of them overflows. */
#define D1_SCHEDULE_SPAN INT64_C(4000000)

struct d1_schedule_link {
    size_t from; /* number of the predecessor */
    int64_t lag; /* working days */
};

/* One milestone. All zero bytes: no work, no predecessor. */
struct d1_schedule_task {
    struct d1_str id;   /* a cycle begins with the smallest */
    int64_t duration;   /* working days of work behind the last predecessor, not negative */
    int64_t not_before; /* offset before which it does not start */
    bool done;          /* finished at `finish`, whatever it depends on */
    int64_t finish;     /* done: the offset at which it was; else one before which it is not finished */
    const struct d1_schedule_link *links;
    size_t link_count;

    /* Computed. Of a task that is done early_start is early_finish less its duration. */
    int64_t early_start, early_finish; /* as soon as can be */
    int64_t late_start, late_finish;   /* as late as can be without a later end of the whole */
    int64_t total_float;               /* late_finish - early_finish: 0 is critical */
    int64_t free_float;                /* what it may be late without moving any other */
};

struct d1_schedule {
    const size_t *cycle; /* numbers of tasks that depend on each other in a circle, each on the next and the last on
                            the first, which has the smallest id; NULL without one */
    size_t cycle_len;
    int64_t finish; /* the latest early finish of all tasks */
    size_t last;    /* the first task that has it; 0 without tasks */
};

/*
 * Computes the members of the tasks and *schedule, in time linear in tasks and links. With a cycle only that is set:
 * one of those there are, always the same. What is needed on the way, and the cycle, lie in the arena. Returns 0 or
 * D1_ERR_MEMORY.
 */
int d1_schedule_compute(struct d1_schedule *schedule, struct d1_schedule_task *tasks, size_t count,
                        struct d1_arena *arena);

/* The order of ids: ms-2 before ms-10. Negative, 0 or positive. */
int d1_schedule_id_cmp(struct d1_str a, struct d1_str b);

#endif
