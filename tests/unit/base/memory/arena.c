/* An arena hands out memory that is given back all at once. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "base/memory/arena.h"

Test(arena, objects_are_aligned_and_do_not_overlap)
{
    struct d1_arena arena = {0};
    unsigned char *objects[500];

    for (size_t i = 0; i < 500; i++) {
        objects[i] = d1_arena_alloc(&arena, i);
        cr_assert_not_null(objects[i]);
        cr_expect_eq((uintptr_t)objects[i] % _Alignof(max_align_t), 0, "size %zu", i);
        memset(objects[i], (int)(i & 0xff), i);
        (void)d1_arena_bytes(&arena, i % 3); /* text between them breaks the alignment of nothing */
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < i; j++)
            cr_assert_eq(objects[i][j], i & 0xff, "object %zu was overwritten at %zu", i, j);
    d1_arena_release(&arena);
    cr_expect_eq(arena.total, 0);
}

Test(arena, a_rewind_drops_what_came_after_the_mark)
{
    struct d1_arena arena = {0};
    struct d1_str kept = d1_arena_str(&arena, d1_str("kept"));
    struct d1_arena_mark mark = d1_arena_mark(&arena);
    size_t total = arena.total;
    char *first = d1_arena_bytes(&arena, 100);

    for (int i = 0; i < 100; i++)
        cr_assert_not_null(d1_arena_alloc(&arena, 10000));
    cr_expect_gt(arena.total, total);
    d1_arena_rewind(&arena, mark);
    cr_expect_eq(arena.total, total, "the chunks are given back");
    cr_expect_eq(d1_arena_bytes(&arena, 100), first, "the same memory is handed out again");
    cr_expect(d1_str_is(kept, "kept"));
    d1_arena_release(&arena);
}

Test(arena, a_rewind_to_the_empty_arena_forgets_all)
{
    struct d1_arena arena = {0};
    struct d1_arena_mark mark = d1_arena_mark(&arena);

    for (int i = 0; i < 50; i++)
        cr_assert_not_null(d1_arena_alloc(&arena, 5000));
    d1_arena_rewind(&arena, mark);
    cr_expect_eq(arena.used, 0);
    d1_arena_release(&arena);
}

Test(arena, a_reset_keeps_one_chunk)
{
    struct d1_arena arena = {0};
    size_t total;

    for (int i = 0; i < 1000; i++)
        cr_assert_not_null(d1_arena_alloc(&arena, 1000));
    d1_arena_reset(&arena);
    total = arena.total;
    cr_expect_gt(total, 0);
    cr_expect_not_null(d1_arena_alloc(&arena, 1000));
    cr_expect_eq(arena.total, total, "the kept chunk serves");
    d1_arena_release(&arena);
}

Test(arena, it_knows_what_lies_in_it)
{
    struct d1_arena arena = {0};
    char elsewhere, *first = d1_arena_bytes(&arena, 10), *last = first;

    for (int i = 0; i < 100; i++)
        last = d1_arena_bytes(&arena, 1000);
    cr_expect(d1_arena_holds(&arena, first) && d1_arena_holds(&arena, first + 9), "also in an older chunk");
    cr_expect(d1_arena_holds(&arena, last) && d1_arena_holds(&arena, last + 999));
    cr_expect_not(d1_arena_holds(&arena, &elsewhere));
    d1_arena_release(&arena);
    cr_expect_not(d1_arena_holds(&arena, &elsewhere));
}

Test(arena, the_limit_bounds_its_memory)
{
    struct d1_arena arena;
    size_t served = 0;

    d1_arena_init(&arena, 100000);
    cr_expect_null(d1_arena_alloc(&arena, 100001));
    while (d1_arena_alloc(&arena, 1000))
        served++;
    cr_expect_leq(arena.total, 100000);
    cr_expect_geq(served, 80, "most of the limit can be used; %zu kB were", served);
    d1_arena_release(&arena);
}

Test(arena, cleared_memory_is_zero_and_sizes_cannot_overflow)
{
    struct d1_arena arena = {0};
    unsigned char *bytes = d1_arena_alloc(&arena, 64);

    memset(bytes, 0xff, 64);
    d1_arena_reset(&arena);
    bytes = d1_arena_calloc(&arena, 8, 8);
    for (size_t i = 0; i < 64; i++)
        cr_expect_eq(bytes[i], 0);
    cr_expect_null(d1_arena_calloc(&arena, SIZE_MAX / 2, 4));
    cr_expect_null(d1_arena_alloc(&arena, SIZE_MAX - 8));
    d1_arena_release(&arena);
}

Test(arena, texts_end_with_nul)
{
    struct d1_arena arena = {0};
    struct d1_str text = d1_arena_printf(&arena, "%s %d", "risk", 7);

    cr_expect_str_eq(text.ptr, "risk 7");
    cr_expect_eq(text.len, 6);
    cr_expect_str_eq(d1_arena_strdup(&arena, "owner"), "owner");
    cr_expect_str_eq(d1_arena_str(&arena, d1_strn("a\0b", 3)).ptr, "a");
    cr_expect_eq(d1_arena_str(&arena, d1_strn(NULL, 0)).len, 0);
    d1_arena_release(&arena);
}

Test(arena, a_refused_chunk_leaves_the_arena_usable)
{
    struct d1_arena arena = {0};

    cr_assert_not_null(d1_arena_alloc(&arena, 100));
    d1_alloc_fail_after(0);
    cr_expect_null(d1_arena_alloc(&arena, 1 << 20));
    cr_expect_null(d1_arena_printf(&arena, "%0*d", 100000, 1).ptr);
    cr_expect(d1_alloc_failed());
    d1_alloc_fail_after(-1);
    cr_expect_not_null(d1_arena_alloc(&arena, 1 << 20));
    d1_arena_release(&arena);
}
