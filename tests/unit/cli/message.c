/* Messages are one line, but for the excerpt of an expression. */
#include <criterion/criterion.h>

#include "cli/message.h"
#include "verdict/verdict.h"

Test(message, expressions_are_drawn_as_excerpts)
{
    static const struct {
        const char *name, *text, *expected;
    } cases[] = {
        {"one line", "there is no function `x`", "there is no function `x`\n"},
        {"an expression", "there is no function `x`\n    a + x(b)\n        ^",
         "there is no function `x`\n"
         "   |\n"
         "24 | a + x(b)\n"
         "   |     ^\n"},
        {"a line break of somebody else's", "no file a\n::error::b", "no file a\\n::error::b\n"},
        {"lines without carets", "a\n    b\n    c", "a\\n    b\\n    c\n"},
        {"carets and more", "a\n    b\n    ^ x", "a\\n    b\\n    ^ x\n"},
        {"too many lines", "a\n    b\n    ^\n    c", "a\\n    b\\n    ^\\n    c\n"},
        {"a command of a CI runner", "::error::x", "\\x3a:error::x\n"},
    };
    struct d1_place place = {"rule.yaml", 24, 9, 24, 10};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};
        struct d1_paint paint = {.out = &out, .utf8 = true};

        d1_message_write(&paint, d1_str(cases[i].text), &place);
        cr_expect_str_eq(out.ptr, cases[i].expected, "%s: got\n%s", cases[i].name, out.ptr);
        d1_strbuf_release(&out);
    }
}

Test(message, codes_of_errors_are_exit_statuses)
{
    static const struct {
        int code, status;
    } cases[] = {
        {D1_OK, D1_EXIT_OK},
        {D1_ERR_USAGE, D1_EXIT_USAGE},
        {D1_ERR_SYNTAX, D1_EXIT_USAGE},
        {D1_ERR_TYPE, D1_EXIT_USAGE},
        {D1_ERR_READ, D1_EXIT_FAILURE},
        {D1_ERR_WRITE, D1_EXIT_FAILURE},
        {D1_ERR_MEMORY, D1_EXIT_FAILURE},
        {D1_ERR_LIMIT, D1_EXIT_FAILURE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(d1_exit_of(cases[i].code), cases[i].status, "%d", cases[i].code);
}
