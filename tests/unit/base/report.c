/* Errors and problems carry a sentence and a place. */
#include <criterion/criterion.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/problem.h"

Test(error, holds_the_last_message)
{
    struct d1_error error = {0};
    struct d1_place place = {.path = "a.yaml", .line = 3, .column = 4};

    cr_expect_eq(d1_error_set(&error, D1_ERR_USAGE, "no revision \"%s\"", "v9"), D1_ERR_USAGE);
    cr_expect_str_eq(d1_error_message(&error), "no revision \"v9\"");
    cr_expect_eq(d1_error_at(&error, D1_ERR_SYNTAX, place, "expected %d", 1), D1_ERR_SYNTAX);
    cr_expect_eq(error.code, D1_ERR_SYNTAX);
    cr_expect_eq(error.place.line, 3);
    d1_error_prefix(&error, "rule %s", "STK-001");
    cr_expect_str_eq(d1_error_message(&error), "rule STK-001: expected 1");
    d1_error_clear(&error);
    cr_expect_eq(error.code, 0);
    cr_expect_null(error.message);
}

Test(error, outlives_the_path_it_is_about)
{
    struct d1_error error = {0};
    char path[] = "a.yaml";

    d1_error_at(&error, D1_ERR_SYNTAX, (struct d1_place){.path = path, .line = 3}, "expected %s", "a list");
    path[0] = 'b';
    cr_expect_str_eq(error.place.path, "a.yaml");
    d1_error_at(&error, D1_ERR_TYPE, error.place, "%s, again", d1_error_message(&error));
    cr_expect_str_eq(error.place.path, "a.yaml");
    cr_expect_str_eq(d1_error_message(&error), "expected a list, again");
    d1_error_place(&error, (struct d1_place){.line = 7});
    cr_expect_null(error.place.path);
    cr_expect_eq(error.place.line, 7);
    d1_error_clear(&error);
    cr_expect_null(error.path);
}

Test(error, nobody_needs_to_listen)
{
    d1_error_place(NULL, (struct d1_place){0});
    cr_expect_eq(d1_error_set(NULL, D1_ERR_READ, "x"), D1_ERR_READ);
    cr_expect_eq(d1_error_at(NULL, D1_ERR_READ, (struct d1_place){0}, "x"), D1_ERR_READ);
    cr_expect_eq(d1_error_memory(NULL), D1_ERR_MEMORY);
    d1_error_prefix(NULL, "x");
    d1_error_clear(NULL);
}

Test(error, has_a_message_even_without_memory)
{
    struct d1_error error = {0};

    d1_error_memory(&error);
    cr_expect_str_eq(d1_error_message(&error), "out of memory");
    d1_alloc_fail_after(0);
    cr_expect_eq(d1_error_set(&error, D1_ERR_WRITE, "disk full"), D1_ERR_WRITE);
    d1_alloc_fail_after(-1);
    cr_expect_eq(error.code, D1_ERR_WRITE);
    cr_expect_str_eq(d1_error_message(&error), "unknown error");
    d1_error_clear(&error);
}

Test(problem, the_list_owns_the_texts)
{
    struct d1_problems list = {0};
    struct d1_place place = {.line = 7, .column = 2};

    for (int i = 0; i < 100; i++)
        cr_assert_eq(d1_problems_add(&list, "duplicate-key", place, "key %d", i), 0);
    cr_expect_eq(list.len, 100);
    cr_expect_str_eq(list.items[42].text, "key 42");
    cr_expect_eq(list.items[42].place.line, 7);
    cr_expect_eq(list.items[42].related.line, 0);
    d1_problems_release(&list);
    cr_expect_eq(list.len, 0);
}

Test(problem, is_not_added_when_memory_is_short)
{
    struct d1_problems list = {0};
    struct d1_place place = {.line = 1};

    while (list.len == 0 || list.len < list.cap)
        cr_assert_eq(d1_problems_add(&list, "syntax", place, "x"), 0);
    for (long n = 0; n < 2; n++) { /* the text, then the list */
        size_t len = list.len;

        d1_alloc_fail_after(n);
        cr_expect_eq(d1_problems_add(&list, "syntax", place, "x"), D1_ERR_MEMORY, "n=%ld", n);
        d1_alloc_fail_after(-1);
        cr_expect_eq(list.len, len);
    }
    d1_problems_release(&list);
    cr_expect_eq(list.len, 0);
}
