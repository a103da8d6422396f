#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/memory/region.h"
#include "base/pool.h"

enum { BLOCKS = 3000, LARGE = 3 * 1024 * 1024 };

static size_t size_of(size_t number)
{
    return number % 7 == 0 ? 300000 : number % 5000;
}

Test(region, blocks_are_aligned_apart_and_outlive_the_region)
{
    static unsigned char *blocks[BLOCKS];
    struct d1_region region = {0};

    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = d1_region_alloc(&region, size_of(i));
        cr_assert_not_null(blocks[i]);
        cr_expect_eq((uintptr_t)blocks[i] % 16, 0, "block %zu", i);
        memset(blocks[i], (int)(i % 251), size_of(i));
    }
    d1_region_release(&region);
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < size_of(i); j++)
            cr_assert_eq(blocks[i][j], i % 251, "byte %zu of block %zu", j, i);
    for (size_t i = 0; i < BLOCKS; i++)
        d1_region_free(blocks[BLOCKS - 1 - i]);
    d1_region_free(NULL);
}

Test(region, memory_that_nothing_holds_is_used_again)
{
    struct d1_region region = {0};
    size_t moves = 0;
    void *before = NULL;

    for (size_t i = 0; i < 10000; i++) {
        void *block = d1_region_alloc(&region, 4096);

        moves += block != before;
        before = block;
        d1_region_free(block);
    }
#ifndef __SANITIZE_ADDRESS__
    cr_expect_eq(moves, 1);
#endif
    d1_region_release(&region);
}

Test(region, a_large_block_has_memory_of_its_own)
{
    struct d1_region region = {0};
    char *small = d1_region_alloc(&region, 10), *large = d1_region_alloc(&region, LARGE);

    cr_assert(small && large);
    memset(large, 1, LARGE);
    memcpy(small, "123456789", 10);
    d1_region_free(large);
    cr_expect_str_eq(small, "123456789");
    d1_region_free(small);
    d1_region_release(&region);
}

/* Cut by this thread while others give back. */
static void give_back(void *context, size_t index, unsigned thread)
{
    (void)thread;
    d1_region_free(((void **)context)[index]);
}

Test(region, any_thread_gives_back)
{
    static void *blocks[BLOCKS];
    struct d1_region region = {0};
    struct d1_pool *pool;

    cr_assert_eq(d1_pool_new(&pool, 4), 0);
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            blocks[i] = d1_region_alloc(&region, 100 + i);
            cr_assert_not_null(blocks[i]);
            memset(blocks[i], round, 100 + i);
        }
        d1_pool_run(pool, BLOCKS, 1, give_back, blocks);
    }
    d1_pool_free(pool);
    d1_region_release(&region);
}

Test(region, want_of_memory_is_told)
{
    struct d1_region region = {0};
    void *block;

    d1_alloc_fail_after(0);
    cr_expect_null(d1_region_alloc(&region, 100));
    cr_expect_null(d1_region_alloc(&region, LARGE));
    d1_alloc_fail_after(-1);
    block = d1_region_alloc(&region, 100);
    cr_expect_not_null(block);
    d1_region_free(block);
    d1_region_release(&region);
}
