/* Each allocation of an edit may fail; then nothing comes out. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "unit/edit/change.h"

Test(edit_memory, each_allocation_may_fail)
{
    static const char source[] = "a:\n  - x: 1\nb: {}\nc: [1]\nd: text\ne: one\n";
    static const struct change changes[] = {
        {"append", "/a", NULL, "{y: [2, {z: \"p\\nq\"}]}"},
        {"insert", "/b", "k", "v"},
        {"append", "/c", NULL, "'no'"},
        {"replace", "/d", NULL, "other"},
        {"rename", "/d", "f", NULL},
        {"enlist", "/e", NULL, NULL},
    };
    struct d1_strbuf whole = {0}, text = {0};
    bool done = false;

    cr_assert_eq(make_changes(&whole, d1_str(source), changes, 6, NULL), 0);
    for (long n = 0; !done && n < 10000; n++) {
        struct d1_error error = {0};
        int result;

        d1_alloc_fail_after(n);
        result = make_changes(&text, d1_str(source), changes, 6, &error);
        done = !d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result, done ? 0 : D1_ERR_MEMORY, "n=%ld: %d", n, result);
        cr_expect(result == 0 ? d1_str_eq(d1_strbuf_view(&text), d1_strbuf_view(&whole)) : !text.len, "n=%ld", n);
        d1_error_clear(&error);
        d1_strbuf_release(&text);
    }
    cr_expect(done);
    d1_strbuf_release(&whole);
}
