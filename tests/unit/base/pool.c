/* Work on numbered items with a few threads. */
#include <criterion/criterion.h>
#include <stdatomic.h>

#include "base/limits.h"
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

        memset(&tally, 0, sizeof tally);
        d1_pool_run(cases[i].threads, cases[i].count, cases[i].chunk, count, &tally);
        for (size_t j = 0; j < 1000; j++)
            cr_assert_eq(atomic_load(&tally.done[j]), j < cases[i].count, "case %zu, item %zu", i, j);
        cr_expect_lt(atomic_load(&tally.highest_thread),
                     cases[i].threads > 64 ? 64u : cases[i].threads + !cases[i].threads);
    }
}

Test(pool, there_is_at_least_one_processor)
{
    cr_expect_geq(d1_pool_processors(), 1);
    cr_expect_leq(d1_pool_processors(), D1_LIMIT_THREADS);
}
