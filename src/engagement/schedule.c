#include "engagement/schedule.h"

#include "base/error.h"

/* ---- order ---- */

/* The text before the digits at its end, and these without leading zeros. */
static void split_id(struct d1_str id, struct d1_str *stem, struct d1_str *number)
{
    size_t start = id.len;

    while (start > 0 && id.ptr[start - 1] >= '0' && id.ptr[start - 1] <= '9')
        start--;
    *stem = d1_str_sub(id, 0, start);
    while (start < id.len && id.ptr[start] == '0')
        start++;
    *number = d1_str_sub(id, start, SIZE_MAX);
}

int d1_schedule_id_cmp(struct d1_str a, struct d1_str b)
{
    struct d1_str a_stem, a_number, b_stem, b_number;
    int order;

    split_id(a, &a_stem, &a_number);
    split_id(b, &b_stem, &b_number);
    order = d1_str_cmp(a_stem, b_stem);
    if (order == 0 && a_number.len != b_number.len)
        order = a_number.len < b_number.len ? -1 : 1;
    if (order == 0)
        order = d1_str_cmp(a_number, b_number);
    return order ? order : d1_str_cmp(a, b);
}

/* The tasks that come behind each, as one array cut by `first`, and how many predecessors each still waits for. */
struct passes {
    struct d1_schedule_task *tasks;
    size_t count;
    size_t *first, *behind; /* those behind task t: behind[first[t] .. first[t + 1]) */
    size_t *waiting;
    size_t *order; /* every task after those it depends on */
    size_t ordered;
};

static int make_passes(struct passes *passes, struct d1_arena *arena)
{
    size_t links = 0, count = passes->count;

    for (size_t t = 0; t < count; t++)
        links += passes->tasks[t].link_count;
    passes->first = d1_arena_calloc(arena, count + 2, sizeof *passes->first);
    passes->behind = d1_arena_calloc(arena, links + 1, sizeof *passes->behind);
    passes->waiting = d1_arena_calloc(arena, count + 1, sizeof *passes->waiting);
    passes->order = d1_arena_calloc(arena, count + 1, sizeof *passes->order);
    if (!passes->first || !passes->behind || !passes->waiting || !passes->order)
        return D1_ERR_MEMORY;
    /* Counted two places on and summed up, first[t + 1] is where the next entry of t goes; filled, where t ends. */
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < passes->tasks[t].link_count; i++)
            passes->first[passes->tasks[t].links[i].from + 2]++;
    for (size_t t = 0; t < count; t++)
        passes->first[t + 2] += passes->first[t + 1];
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < passes->tasks[t].link_count; i++)
            passes->behind[passes->first[passes->tasks[t].links[i].from + 1]++] = t;
    return 0;
}

/* Takes the tasks that wait for nothing, then those that waited for these only. Those of a cycle are never taken. */
static void sort(struct passes *passes)
{
    for (size_t t = 0; t < passes->count; t++) {
        passes->waiting[t] = passes->tasks[t].link_count;
        if (!passes->waiting[t])
            passes->order[passes->ordered++] = t;
    }
    for (size_t next = 0; next < passes->ordered; next++) {
        size_t t = passes->order[next];

        for (size_t i = passes->first[t]; i < passes->first[t + 1]; i++)
            if (--passes->waiting[passes->behind[i]] == 0)
                passes->order[passes->ordered++] = passes->behind[i];
    }
}

/* ---- cycles ---- */

/* The first predecessor that was not taken either; a task that was not taken has one. */
static size_t untaken(const struct passes *passes, size_t task)
{
    const struct d1_schedule_link *link = passes->tasks[task].links;

    while (!passes->waiting[link->from])
        link++;
    return link->from;
}

/* From any task that was not taken the way back along such predecessors ends in a cycle. */
static int find_cycle(struct d1_schedule *schedule, const struct passes *passes, struct d1_arena *arena)
{
    bool *seen = d1_arena_calloc(arena, passes->count, sizeof *seen);
    size_t *cycle = d1_arena_alloc(arena, passes->count * sizeof *cycle);
    size_t start = SIZE_MAX, task;

    if (!seen || !cycle)
        return D1_ERR_MEMORY;
    for (size_t t = 0; t < passes->count; t++)
        if (passes->waiting[t] &&
            (start == SIZE_MAX || d1_schedule_id_cmp(passes->tasks[t].id, passes->tasks[start].id) < 0))
            start = t;
    for (task = start; !seen[task]; task = untaken(passes, task))
        seen[task] = true;
    start = task;
    for (size_t t = untaken(passes, task); t != task; t = untaken(passes, t))
        if (d1_schedule_id_cmp(passes->tasks[t].id, passes->tasks[start].id) < 0)
            start = t;
    task = start;
    do {
        cycle[schedule->cycle_len++] = task;
        task = untaken(passes, task);
    } while (task != start);
    schedule->cycle = cycle;
    return 0;
}

/* ---- the passes ---- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void pass_forward(struct d1_schedule *schedule, const struct passes *passes)
{
    for (size_t i = 0; i < passes->count; i++) {
        struct d1_schedule_task *task = &passes->tasks[passes->order[i]];

        task->early_start = later(0, task->not_before);
        for (size_t k = 0; k < task->link_count; k++)
            task->early_start =
                later(task->early_start, passes->tasks[task->links[k].from].early_finish + task->links[k].lag);
        task->early_finish = later(task->early_start + task->duration, task->finish);
        if (task->done) {
            task->early_finish = task->finish;
            task->early_start = task->finish - task->duration;
        }
    }
    for (size_t t = 0; t < passes->count; t++)
        if (t == 0 || passes->tasks[t].early_finish > schedule->finish) {
            schedule->finish = passes->tasks[t].early_finish;
            schedule->last = t;
        }
}

/*
 * Everything is to be done by the end of the whole, also what others only wait for with a negative lag. What is done
 * already asks nothing of those before it.
 */
static void pass_backward(const struct d1_schedule *schedule, const struct passes *passes)
{
    for (size_t t = 0; t < passes->count; t++) {
        passes->tasks[t].late_finish = schedule->finish;
        passes->tasks[t].free_float = schedule->finish - passes->tasks[t].early_finish;
    }
    for (size_t i = passes->count; i-- > 0;) {
        struct d1_schedule_task *task = &passes->tasks[passes->order[i]];

        task->late_start = task->late_finish - task->duration;
        task->total_float = task->late_finish - task->early_finish;
        for (size_t k = 0; k < task->link_count && !task->done; k++) {
            const struct d1_schedule_link *link = &task->links[k];
            struct d1_schedule_task *before = &passes->tasks[link->from];

            before->late_finish = earlier(before->late_finish, task->late_start - link->lag);
            before->free_float = earlier(before->free_float, task->early_start - link->lag - before->early_finish);
        }
    }
}

int d1_schedule_compute(struct d1_schedule *schedule, struct d1_schedule_task *tasks, size_t count,
                        struct d1_arena *arena)
{
    struct passes passes = {.tasks = tasks, .count = count};

    *schedule = (struct d1_schedule){0};
    if (make_passes(&passes, arena) < 0)
        return D1_ERR_MEMORY;
    sort(&passes);
    if (passes.ordered < count)
        return find_cycle(schedule, &passes, arena);
    pass_forward(schedule, &passes);
    pass_backward(schedule, &passes);
    return 0;
}
