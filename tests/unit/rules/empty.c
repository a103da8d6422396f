/* What counts as filled in. */
#include <criterion/criterion.h>

#include "rules/empty.h"

Test(empty, a_placeholder_says_as_little_as_nothing)
{
    static const struct {
        const char *text;
        bool nothing;
    } rows[] = {
        {"", true},
        {" \t\n", true},
        {"\xc2\xa0\xe2\x80\x8b", true},
        {"TODO", true},
        {"todo", true},
        {"  Tbd ", true},
        {"tbc", true},
        {"?", true},
        {"...", true},
        {"\xe2\x80\xa6", true},
        {"<name of the sponsor>", true},
        {"\xe2\x80\x8b<x>\xe2\x80\x8b", true},
        {"TODO: ask", false},
        {"Tomas", false},
        {"??", false},
        {"....", false},
        {"<a> and <b>", false},
        {"<a", false},
        {"0", false},
        {"-", false},
        {"n/a", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(d1_text_says_nothing(d1_str(rows[i].text)), rows[i].nothing, "`%s`", rows[i].text);
}
