/* Texts that are too long for a message: their beginning, and how long they are. */
#include <criterion/criterion.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/problem.h"
#include "base/text/shorten.h"
#include "base/text/utf8.h"

static void fill(struct d1_strbuf *text, const char *piece, size_t count)
{
    d1_strbuf_clear(text);
    while (count--)
        d1_strbuf_puts(text, piece);
}

Test(shorten, a_text_of_the_limit_stays_and_one_more_is_told)
{
    static const struct {
        const char *piece;
        size_t count;
        const char *tail; /* NULL: stays as it is */
    } cases[] = {
        {"", 0, NULL},
        {"q", D1_LIMIT_SHOWN, NULL},
        {"\xe2\x82\xac", D1_LIMIT_SHOWN, NULL},
        {"q", D1_LIMIT_SHOWN + 1, "q... (1001 bytes in all)"},
        {"\xe2\x82\xac", D1_LIMIT_SHOWN + 1, "\xe2\x82\xac... (3003 bytes in all)"},
        {"\xff", 4 * 1024 * 1024, "\xff... (4194304 bytes in all)"},
    };
    struct d1_strbuf text = {0}, out = {0};
    struct d1_arena arena = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fill(&text, cases[i].piece, cases[i].count);
        d1_strbuf_clear(&out);
        d1_shorten(&out, d1_strbuf_view(&text));
        cr_expect(d1_utf8_count(d1_strbuf_view(&out)) <= D1_LIMIT_SHOWN, "case %zu", i);
        cr_expect(cases[i].tail ? d1_str_ends(d1_strbuf_view(&out), cases[i].tail)
                                : d1_str_eq(d1_strbuf_view(&out), d1_strbuf_view(&text)),
                  "case %zu", i);
        cr_expect(d1_str_eq(d1_shorten_in(&arena, d1_strbuf_view(&text)), d1_strbuf_view(&out)), "case %zu", i);
        d1_shorten_buffer(&text);
        cr_expect(d1_str_eq(d1_strbuf_view(&text), d1_strbuf_view(&out)), "case %zu", i);
        d1_shorten_buffer(&text);
        cr_expect(d1_str_eq(d1_strbuf_view(&text), d1_strbuf_view(&out)), "once is enough");
    }
    d1_strbuf_release(&text);
    d1_strbuf_release(&out);
    d1_arena_release(&arena);
}

Test(shorten, errors_and_problems_are)
{
    struct d1_strbuf text = {0};
    struct d1_error error = {0};
    struct d1_problems problems = {0};

    fill(&text, "q", 100000);
    d1_error_set(&error, D1_ERR_USAGE, "there is no `%s`", text.ptr);
    cr_expect(d1_str_ends(d1_str(d1_error_message(&error)), "q... (100014 bytes in all)"));
    d1_error_prefix(&error, "%s", text.ptr);
    cr_expect(strlen(d1_error_message(&error)) <= D1_LIMIT_SHOWN);
    cr_expect_eq(d1_problems_add(&problems, "syntax", (struct d1_place){0}, "`%s`", text.ptr), 0);
    cr_expect(d1_str_ends(d1_str(problems.items[0].text), "q... (100002 bytes in all)"));
    d1_error_clear(&error);
    d1_problems_release(&problems);
    d1_strbuf_release(&text);
}

Test(shorten, memory_may_run_out)
{
    struct d1_strbuf text = {0};
    struct d1_arena arena = {0};

    fill(&text, "q", 5000);
    d1_alloc_fail_after(0);
    cr_expect_null(d1_shorten_in(&arena, d1_strbuf_view(&text)).ptr);
    d1_alloc_fail_after(-1);
    d1_strbuf_release(&text);
    d1_arena_release(&arena);
}
