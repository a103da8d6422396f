/* What was refused is remembered, whoever was refused it, until somebody says that it no longer matters. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "base/memory/arena.h"
#include "base/text/strbuf.h"

Test(alloc, one_request_alone_may_be_refused)
{
    void *block;

    d1_alloc_fail_once(0);
    cr_expect_null(d1_malloc(1));
    block = d1_malloc(1);
    cr_expect_not_null(block);
    cr_expect(d1_alloc_failed());
    d1_free(block);
    d1_alloc_fail_once(-1);
    cr_expect_not(d1_alloc_failed());
}

Test(alloc, a_refusal_is_remembered)
{
    cr_expect_not(d1_alloc_failed());
    d1_alloc_fail_after(1);
    d1_free(d1_malloc(1));
    cr_expect_not(d1_alloc_failed(), "granted");
    cr_expect_null(d1_calloc(1, 1));
    cr_expect(d1_alloc_failed());
    cr_expect(d1_alloc_failed(), "asking changes nothing");
    d1_alloc_forget();
    cr_expect_not(d1_alloc_failed());
    cr_expect_null(d1_realloc(NULL, 1), "the rest is refused as well");
    cr_expect(d1_alloc_failed());
    d1_alloc_fail_after(-1);
    cr_expect_not(d1_alloc_failed(), "a test begins anew");
}

Test(alloc, what_the_system_refuses_is_remembered)
{
#ifdef __SANITIZE_ADDRESS__
    cr_skip_test("the sanitizer reports a request that nothing could grant");
#endif
    cr_expect_null(d1_malloc(PTRDIFF_MAX));
    cr_expect(d1_alloc_failed());
    d1_alloc_forget();
    cr_expect_null(d1_calloc(PTRDIFF_MAX, 4));
    cr_expect(d1_alloc_failed());
    d1_alloc_forget();
    d1_alloc_note();
    cr_expect(d1_alloc_failed(), "somebody else was refused");
}

/* A limit of d1lint's own is no lack of memory: it has a message that says so. */
Test(alloc, a_limit_is_no_refusal)
{
    struct d1_arena arena;

    d1_arena_init(&arena, 1000);
    cr_expect_null(d1_arena_alloc(&arena, 2000));
    cr_expect_not(d1_alloc_failed());
    d1_arena_release(&arena);
}

/* Whatever the kernel gives them, large blocks begin where a huge page does, and keep what is in them as they grow. */
Test(alloc, large_blocks_begin_where_huge_pages_do)
{
    enum { HUGE_PAGE = 2 * 1024 * 1024, SMALL = 1000 };
    static const size_t sizes[] = {HUGE_PAGE, HUGE_PAGE + 1, 3 * HUGE_PAGE - 1, 5 * HUGE_PAGE + HUGE_PAGE / 2};
    char *block = d1_malloc(SMALL);

    for (size_t i = 0; i < SMALL; i++)
        block[i] = (char)(i % 100);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        block = d1_realloc(block, sizes[i]);
        cr_assert_not_null(block);
        cr_expect(i || (uintptr_t)block % HUGE_PAGE == 0, "the first that is large");
        block[sizes[i] - 1] = 'x';
        for (size_t j = 0; j < SMALL; j++)
            cr_assert_eq(block[j], (char)(j % 100), "%zu of %zu bytes", j, sizes[i]);
    }
    block = d1_realloc(block, SMALL);
    cr_expect_eq(block[SMALL - 1], (char)((SMALL - 1) % 100));
    d1_free(block);
    block = d1_malloc(HUGE_PAGE + 1);
    cr_expect_eq((uintptr_t)block % HUGE_PAGE, 0);
    d1_free(block);
    d1_alloc_fail_after(0);
    cr_expect_null(d1_malloc(HUGE_PAGE));
    d1_alloc_fail_after(-1);
}

static void end(void)
{
    _exit(7);
}

Test(alloc, exhaustion_ends_the_process_as_it_was_told, .exit_code = 7)
{
    d1_alloc_on_exhausted(end);
    d1_alloc_exhausted();
}
