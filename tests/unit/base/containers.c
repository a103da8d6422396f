/* Growing arrays and hash maps. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/numbered.h"
#include "base/vec.h"

Test(vec, keeps_what_was_pushed)
{
    D1_VEC(uint32_t) numbers = {0};

    for (uint32_t i = 0; i < 10000; i++)
        cr_assert_eq(d1_vec_push(&numbers, i), 0);
    for (uint32_t i = 0; i < 10000; i++)
        cr_assert_eq(numbers.items[i], i);
    cr_expect_eq(d1_vec_reserve(&numbers, 5), 0);
    cr_expect_geq(numbers.cap - numbers.len, 5);
    d1_vec_release(&numbers);
    cr_expect_eq(numbers.cap, 0);
}

Test(vec, is_unchanged_when_memory_is_short)
{
    D1_VEC(uint64_t) numbers = {0};

    for (uint64_t i = 0; i < 8; i++)
        cr_assert_eq(d1_vec_push(&numbers, i), 0);
    d1_alloc_fail_after(0);
    cr_expect_eq(d1_vec_reserve(&numbers, 100), D1_ERR_MEMORY);
    d1_alloc_fail_after(-1);
    cr_expect_eq(numbers.len, 8);
    cr_expect_eq(numbers.items[7], 7);
    cr_expect_eq(d1_vec_reserve(&numbers, SIZE_MAX / 8), D1_ERR_MEMORY, "sizes cannot overflow");
    cr_expect_eq(d1_vec_reserve(&numbers, SIZE_MAX), D1_ERR_MEMORY, "sizes cannot overflow");
    d1_vec_release(&numbers);
}

Test(map, finds_each_key_and_no_other)
{
    struct d1_map map = {0};
    static char keys[5000][16];

    cr_expect_null(d1_map_find(&map, d1_str("key")), "in the empty map");
    for (size_t i = 0; i < 5000; i++) {
        snprintf(keys[i], sizeof keys[i], "key-%zu", i);
        cr_assert_eq(d1_map_insert(&map, d1_str(keys[i]), (void *)(i + 1), NULL), 1);
    }
    for (size_t i = 0; i < 5000; i++) {
        cr_assert_eq(d1_map_get(&map, d1_str(keys[i])), (void *)(i + 1));
        cr_assert(d1_str_is(map.entries[i].key, keys[i]), "iteration is in order of insertion");
    }
    cr_expect_null(d1_map_get(&map, d1_str("key-5000")));
    cr_expect_null(d1_map_get(&map, d1_str("")));
    d1_map_clear(&map);
    cr_expect_null(d1_map_get(&map, d1_str("key-1")));
    cr_expect_eq(d1_map_insert(&map, d1_str("key-1"), NULL, NULL), 1);
    d1_map_release(&map);
}

Test(map, the_first_value_of_a_key_stays)
{
    struct d1_map map = {0};
    struct d1_map_entry *entry = NULL;
    int first, second;

    cr_expect_eq(d1_map_insert(&map, d1_str("id"), &first, NULL), 1);
    cr_expect_eq(d1_map_insert(&map, d1_str("id"), &second, &entry), 0);
    cr_expect_eq(entry->value, &first);
    cr_expect_eq(map.len, 1);
    cr_expect_eq(d1_map_insert(&map, d1_strn("", 0), &second, NULL), 1, "the empty text is a key");
    cr_expect_eq(d1_map_get(&map, d1_strn(NULL, 0)), &second);
    d1_map_release(&map);
}

Test(map, is_unchanged_when_memory_is_short)
{
    static char keys[200][16];

    for (long n = 0; n < 20; n++) {
        struct d1_map map = {0};
        size_t inserted = 0;

        d1_alloc_fail_after(n);
        for (size_t i = 0; i < 200; i++) {
            snprintf(keys[i], sizeof keys[i], "k%zu", i);
            if (d1_map_insert(&map, d1_str(keys[i]), keys[i], NULL) != 1)
                break;
            inserted++;
        }
        d1_alloc_fail_after(-1);
        cr_expect_eq(map.len, inserted, "n=%ld", n);
        for (size_t i = 0; i < inserted; i++)
            cr_expect_eq(d1_map_get(&map, d1_str(keys[i])), keys[i], "n=%ld, key %zu", n, i);
        cr_expect_eq(d1_map_insert(&map, d1_str("after"), keys, NULL), 1, "n=%ld", n);
        d1_map_release(&map);
    }
}

Test(numbered, finds_each_number_and_no_other)
{
    struct d1_numbered table = {0};

    cr_expect_null(d1_numbered_get(&table, 0), "in the empty table");
    for (uint32_t i = 0; i < 5000; i++)
        cr_assert_eq(d1_numbered_insert(&table, i % 2 ? UINT32_MAX - i : i, (void *)(uintptr_t)(i + 1)), 1);
    cr_expect_eq(d1_numbered_insert(&table, 4, &table), 0, "it is there already");
    for (uint32_t i = 0; i < 5000; i++) {
        cr_assert_eq(d1_numbered_get(&table, i % 2 ? UINT32_MAX - i : i), (void *)(uintptr_t)(i + 1));
        cr_assert_eq(table.entries[i].value, (void *)(uintptr_t)(i + 1), "iteration is in order of insertion");
    }
    cr_expect_null(d1_numbered_get(&table, 1));
    cr_expect_null(d1_numbered_get(&table, UINT32_MAX));
    d1_numbered_release(&table);
    cr_expect_eq(table.len, 0);
}

Test(numbered, is_unchanged_when_memory_is_short)
{
    struct d1_numbered table = {0};
    uint32_t count = 0;

    for (long n = 0; count < 200 && n < 100; n++) {
        d1_alloc_fail_after(n % 2);
        while (count < 200 && d1_numbered_insert(&table, count, &table) == 1)
            count++;
        d1_alloc_fail_after(-1);
        cr_assert_eq(table.len, count);
        for (uint32_t i = 0; i < count; i++)
            cr_assert_eq(d1_numbered_get(&table, i), &table);
        cr_expect_null(d1_numbered_get(&table, count));
    }
    cr_expect_eq(count, 200, "with enough memory it goes on");
    d1_numbered_release(&table);
}
