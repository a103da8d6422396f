/* The critical path method: the networks of textbooks, and what people get wrong. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "engagement/schedule.h"

enum { MOST = 16 };

/* "A B~3 C~-2": predecessors with their lags. */
struct row {
    const char *id, *after;
    int64_t duration, not_before;
    bool done;
    int64_t finish;
    const char *times; /* "ES EF LS LF TF FF" */
};

struct network {
    struct d1_schedule_task tasks[MOST];
    struct d1_schedule_link links[MOST][MOST];
    struct d1_schedule schedule;
    struct d1_arena arena;
};

static void read_links(struct network *network, size_t task, size_t count, const char *after)
{
    while (after && *after) {
        struct d1_schedule_link *link = &network->links[task][network->tasks[task].link_count++];
        char id[16];
        long long lag = 0;
        int used = 0;

        cr_assert_eq(sscanf(after, "%15[^ ~]%n", id, &used), 1);
        after += used;
        if (*after == '~') {
            cr_assert_eq(sscanf(after, "~%lld%n", &lag, &used), 1);
            after += used;
        }
        after += *after == ' ';
        link->from = SIZE_MAX;
        for (size_t i = 0; i < count; i++)
            if (d1_str_is(network->tasks[i].id, id))
                link->from = i;
        cr_assert_neq(link->from, SIZE_MAX, "%s", id);
        link->lag = lag;
    }
}

static void compute(struct network *network, const struct row *rows, size_t count)
{
    *network = (struct network){0};
    cr_assert_leq(count, MOST);
    for (size_t i = 0; i < count; i++)
        network->tasks[i] = (struct d1_schedule_task){
            .id = d1_str(rows[i].id),
            .duration = rows[i].duration,
            .not_before = rows[i].not_before,
            .done = rows[i].done,
            .finish = rows[i].finish,
            .links = network->links[i],
        };
    for (size_t i = 0; i < count; i++)
        read_links(network, i, count, rows[i].after);
    cr_assert_eq(d1_schedule_compute(&network->schedule, network->tasks, count, &network->arena), 0);
}

/* Compares the times of all tasks; returns the end of the whole. */
static int64_t expect_times(const char *name, const struct row *rows, size_t count)
{
    struct network network;

    compute(&network, rows, count);
    cr_assert_eq(network.schedule.cycle_len, 0, "%s", name);
    for (size_t i = 0; i < count; i++) {
        const struct d1_schedule_task *task = &network.tasks[i];
        char text[128];

        snprintf(text, sizeof text, "%lld %lld %lld %lld %lld %lld", (long long)task->early_start,
                 (long long)task->early_finish, (long long)task->late_start, (long long)task->late_finish,
                 (long long)task->total_float, (long long)task->free_float);
        cr_expect_str_eq(text, rows[i].times, "%s: %s is %s, not %s", name, rows[i].id, text, rows[i].times);
    }
    d1_arena_release(&network.arena);
    return network.schedule.finish;
}

#define LENGTH(rows) (sizeof(rows) / sizeof *(rows))

/* Hillier and Lieberman, Introduction to Operations Research: the Reliable Construction project of 44 weeks. */
Test(schedule, the_reliable_construction_project)
{
    static const struct row rows[] = {
        {"A", "", 2, .times = "0 2 0 2 0 0"},      {"B", "A", 4, .times = "2 6 2 6 0 0"},
        {"C", "B", 10, .times = "6 16 6 16 0 0"},  {"D", "C", 6, .times = "16 22 20 26 4 0"},
        {"E", "C", 4, .times = "16 20 16 20 0 0"}, {"F", "E", 5, .times = "20 25 20 25 0 0"},
        {"G", "D", 7, .times = "22 29 26 33 4 0"}, {"H", "E G", 9, .times = "29 38 33 42 4 0"},
        {"I", "C", 7, .times = "16 23 18 25 2 2"}, {"J", "F I", 8, .times = "25 33 25 33 0 0"},
        {"K", "J", 4, .times = "33 37 34 38 1 1"}, {"L", "J", 5, .times = "33 38 33 38 0 0"},
        {"M", "H", 2, .times = "38 40 42 44 4 4"}, {"N", "K L", 6, .times = "38 44 38 44 0 0"},
    };

    cr_expect_eq(expect_times("Reliable", rows, LENGTH(rows)), 44);
}

/* Taha, Operations Research, critical path example of 25 days: total and free floats that differ. */
Test(schedule, floats_of_a_textbook)
{
    static const struct row rows[] = {
        {"A", "", 5, .times = "0 5 0 5 0 0"},        {"B", "", 6, .times = "0 6 5 11 5 2"},
        {"C", "A", 3, .times = "5 8 8 11 3 0"},      {"D", "A", 8, .times = "5 13 5 13 0 0"},
        {"E", "B C", 2, .times = "8 10 11 13 3 3"},  {"F", "B C", 11, .times = "8 19 14 25 6 6"},
        {"G", "D", 1, .times = "13 14 24 25 11 11"}, {"H", "D E", 12, .times = "13 25 13 25 0 0"},
    };

    cr_expect_eq(expect_times("Taha", rows, LENGTH(rows)), 25);
}

Test(schedule, what_people_get_wrong)
{
    static const struct row two_paths[] = {
        {"ms-1", "", 0, .times = "0 0 0 0 0 0"},
        {"ms-2", "ms-1", 10, .times = "0 10 0 10 0 0"},
        {"ms-3", "ms-1", 10, .times = "0 10 0 10 0 0"},
        {"ms-4", "ms-2 ms-3", 5, .times = "10 15 10 15 0 0"},
    };
    static const struct row lags[] = {
        {"A", "", 5, .times = "0 5 0 5 0 0"},
        {"B", "A~3", 2, .times = "8 10 8 10 0 0"},
        {"C", "A~-2", 4, .times = "3 7 4 8 1 1"},
        {"D", "B C~2", 1, .times = "10 11 10 11 0 0"},
    };
    /* A successor may begin, and even end, before what it waits for; nothing begins before the plan does. */
    static const struct row deep_lead[] = {
        {"A", "", 10, .times = "0 10 0 10 0 0"},
        {"B", "A~-20", 2, .times = "0 2 8 10 8 8"},
    };
    static const struct row waits[] = {
        {"A", "", 3, .times = "0 3 6 9 6 6"},
        {"B", "A", 2, .not_before = 9, .times = "9 11 9 11 0 0"},
    };
    /* Done three days early, and what follows begins at once; the forecast of C holds although its work is shorter. */
    static const struct row current[] = {
        {"A", "", 5, .done = true, .finish = 2, .times = "-3 2 4 9 7 0"},
        {"B", "A", 4, .times = "2 6 9 13 7 7"},
        {"C", "A", 3, .finish = 13, .times = "2 13 10 13 0 0"},
    };
    /* What is done does not wait for what is not, and asks nothing of it; the end is that of all. */
    static const struct row out_of_order[] = {
        {"A", "", 20, .times = "0 20 0 20 0 0"},
        {"B", "A", 5, .done = true, .finish = 7, .times = "2 7 15 20 13 13"},
    };
    static const struct row alone[] = {{"A", "", 0, .times = "0 0 0 0 0 0"}};
    static const struct row twice[] = {
        {"A", "", 2, .times = "0 2 0 2 0 0"},
        {"B", "A A~1", 1, .times = "3 4 3 4 0 0"},
    };
    static const struct {
        const char *name;
        const struct row *rows;
        size_t count;
        int64_t finish;
        size_t last;
    } cases[] = {
        {"two critical paths", two_paths, LENGTH(two_paths), 15, 3},
        {"lags and leads", lags, LENGTH(lags), 11, 3},
        {"a lead longer than the work", deep_lead, LENGTH(deep_lead), 10, 0},
        {"not before", waits, LENGTH(waits), 11, 1},
        {"as it stands", current, LENGTH(current), 13, 2},
        {"done out of order", out_of_order, LENGTH(out_of_order), 20, 0},
        {"one milestone", alone, LENGTH(alone), 0, 0},
        {"two links between the same", twice, LENGTH(twice), 4, 1},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct network network;

        cr_expect_eq(expect_times(cases[i].name, cases[i].rows, cases[i].count), cases[i].finish, "%s", cases[i].name);
        compute(&network, cases[i].rows, cases[i].count);
        cr_expect_eq(network.schedule.last, cases[i].last, "%s", cases[i].name);
        d1_arena_release(&network.arena);
    }
}

Test(schedule, one_cycle_from_its_smallest_id)
{
    static const struct row self[] = {{.id = "ms-1", .after = "ms-1"}};
    static const struct row pair[] = {{.id = "ms-5", .after = "ms-3"}, {.id = "ms-3", .after = "ms-5"}};
    /* ms-1 only waits for the circle, ms-9 is only waited for. */
    static const struct row tail[] = {
        {.id = "ms-1", .after = "ms-10"}, {.id = "ms-9", .after = ""},          {.id = "ms-10", .after = "ms-2 ms-9"},
        {.id = "ms-7", .after = "ms-10"}, {.id = "ms-2", .after = "ms-9 ms-7"},
    };
    static const struct row apart[] = {
        {.id = "ms-4", .after = "ms-3"},
        {.id = "ms-3", .after = "ms-4"},
        {.id = "ms-2", .after = "ms-1"},
        {.id = "ms-1", .after = "ms-2"},
    };
    static const struct {
        const struct row *rows;
        size_t count;
        const char *cycle;
    } cases[] = {
        {self, LENGTH(self), "ms-1"},
        {pair, LENGTH(pair), "ms-3 ms-5"},
        {tail, LENGTH(tail), "ms-2 ms-7 ms-10"},
        {apart, LENGTH(apart), "ms-1 ms-2"},
    };

    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct network network;
        struct d1_strbuf text = {0};

        compute(&network, cases[i].rows, cases[i].count);
        for (size_t k = 0; k < network.schedule.cycle_len; k++)
            d1_strbuf_printf(&text, "%s%s", k ? " " : "", network.tasks[network.schedule.cycle[k]].id.ptr);
        d1_strbuf_puts(&text, "");
        cr_expect_str_eq(text.ptr, cases[i].cycle);
        d1_strbuf_release(&text);
        d1_arena_release(&network.arena);
    }
}

Test(schedule, ids_are_ordered_by_their_numbers)
{
    static const char *const ordered[] = {"a-9", "ms-0", "ms-01", "ms-1", "ms-2", "ms-010", "ms-10", "ms-11", "x"};

    for (size_t i = 0; i < LENGTH(ordered); i++)
        for (size_t k = 0; k < LENGTH(ordered); k++) {
            int order = d1_schedule_id_cmp(d1_str(ordered[i]), d1_str(ordered[k]));

            cr_expect_eq((order > 0) - (order < 0), (i > k) - (i < k), "%s %s", ordered[i], ordered[k]);
        }
}

/* A chain of a hundred thousand, given from its end: no recursion, no quadratic pass, no overflow. */
Test(schedule, a_long_chain)
{
    enum { COUNT = 100000 };
    struct d1_schedule_task *tasks = d1_calloc(COUNT, sizeof *tasks);
    struct d1_schedule_link *links = d1_calloc(COUNT, sizeof *links);
    struct d1_schedule schedule;
    struct d1_arena arena = {0};

    cr_assert(tasks && links);
    for (size_t i = 0; i < COUNT; i++) {
        links[i] = (struct d1_schedule_link){i + 1, D1_SCHEDULE_SPAN};
        tasks[i] = (struct d1_schedule_task){.id = d1_str("ms-1"), .duration = D1_SCHEDULE_SPAN, .links = &links[i]};
        tasks[i].link_count = i + 1 < COUNT;
    }
    cr_assert_eq(d1_schedule_compute(&schedule, tasks, COUNT, &arena), 0);
    cr_expect_eq(schedule.finish, (2 * (int64_t)COUNT - 1) * D1_SCHEDULE_SPAN);
    cr_expect_eq(schedule.last, 0);
    cr_expect_eq(tasks[COUNT - 1].total_float, 0);
    d1_arena_release(&arena);
    d1_free(tasks);
    d1_free(links);
}

Test(schedule, memory_that_is_short_is_told)
{
    struct d1_schedule_task tasks[2] = {{.id = {"a", 1}}, {.id = {"b", 1}}};
    struct d1_schedule schedule;
    struct d1_arena arena;

    d1_arena_init(&arena, 1);
    cr_expect_eq(d1_schedule_compute(&schedule, tasks, 2, &arena), D1_ERR_MEMORY);
    d1_arena_release(&arena);
}
