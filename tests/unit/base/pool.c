/* Work on numbered items with a few threads. */
#include <criterion/criterion.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"

struct tally {
    atomic_uint done[1000];
    atomic_uint highest_thread;
};

static void count(void *context, size_t index, unsigned thread)
{
    struct tally *tally = context;
    unsigned highest = atomic_load(&tally->highest_thread);

    atomic_fetch_add(&tally->done[index], 1);
    while (thread > highest && !atomic_compare_exchange_weak(&tally->highest_thread, &highest, thread))
        continue;
}

Test(pool, each_item_is_worked_on_once)
{
    const struct {
        unsigned threads;
        size_t count, chunk;
    } cases[] = {{1, 1000, 1}, {2, 1000, 1}, {4, 1000, 7},   {8, 3, 1},  {8, 1000, 5000},
                 {2, 0, 1},    {0, 10, 1},   {500, 1000, 1}, {3, 10, 0}, {2, 1, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct tally tally;
        struct d1_pool *pool;

        memset(&tally, 0, sizeof tally);
        cr_assert_eq(d1_pool_new(&pool, cases[i].threads), 0);
        d1_pool_run(pool, cases[i].count, cases[i].chunk, count, &tally);
        d1_pool_free(pool);
        for (size_t j = 0; j < 1000; j++)
            cr_assert_eq(atomic_load(&tally.done[j]), j < cases[i].count, "case %zu, item %zu", i, j);
        cr_expect_lt(atomic_load(&tally.highest_thread),
                     cases[i].threads > 64 ? 64u : cases[i].threads + !cases[i].threads);
    }
}

static void add(void *context, size_t index, unsigned thread)
{
    size_t(*sums)[8] = context;

    (*sums)[thread] += index;
}

Test(pool, rounds_follow_each_other)
{
    struct d1_pool *pool;
    unsigned threads;

    cr_assert_eq(d1_pool_new(&pool, 4), 0);
    threads = d1_pool_threads(pool);
    cr_expect(threads >= 1 && threads <= 4);
    for (size_t items = 0; items < 3000; items++) {
        size_t sums[8] = {0}, sum = 0;

        d1_pool_run(pool, items, 1 + items % 3, add, &sums); /* the sums live on this stack frame only */
        for (unsigned i = 0; i < 8; i++)
            sum += sums[i];
        cr_assert_eq(sum, items ? items * (items - 1) / 2 : 0, "%zu items", items);
    }
    d1_pool_free(pool);
}

static void set(void *context)
{
    atomic_store((atomic_uint *)context, 1);
}

Test(pool, a_task_runs_beside_rounds)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct d1_pool *pool;

        cr_assert_eq(d1_pool_new(&pool, threads), 0);
        for (size_t i = 0; i < 500; i++) {
            size_t sums[8] = {0}, sum = 0;
            atomic_uint done = 0;

            d1_pool_start(pool, set, &done);
            d1_pool_run(pool, i, 1, add, &sums);
            for (unsigned j = 0; j < 8; j++)
                sum += sums[j];
            cr_assert_eq(sum, i ? i * (i - 1) / 2 : 0);
            d1_pool_wait(pool);
            cr_assert_eq(atomic_load(&done), 1, "%u threads", threads);
        }
        d1_pool_free(pool);
    }
}

Test(pool, a_task_is_done_before_the_pool_ends)
{
    for (size_t i = 0; i < 200; i++) {
        atomic_uint done = 0;
        struct d1_pool *pool;

        cr_assert_eq(d1_pool_new(&pool, 3), 0);
        d1_pool_start(pool, set, &done);
        d1_pool_free(pool);
        cr_assert_eq(atomic_load(&done), 1);
    }
}

Test(pool, without_one_the_caller_works_alone)
{
    size_t sums[8] = {0};

    cr_expect_eq(d1_pool_threads(NULL), 1);
    d1_pool_run(NULL, 10, 1, add, &sums);
    cr_expect_eq(sums[0], 45);
    d1_pool_free(NULL);
}

Test(pool, want_of_memory_is_told)
{
    struct d1_pool *pool = NULL;

    d1_alloc_fail_after(0);
    cr_expect_eq(d1_pool_new(&pool, 4), D1_ERR_MEMORY);
    d1_alloc_fail_after(-1);
    cr_expect_null(pool);
}

Test(pool, there_is_at_least_one_processor)
{
    cr_expect_geq(d1_pool_processors(), 1);
    cr_expect_leq(d1_pool_processors(), D1_LIMIT_THREADS);
}
