/* "Did you mean" helps with slips of the hand and is silent about anything else. */
#include <criterion/criterion.h>

#include "cli/suggest.h"

Test(suggest, the_nearest_name)
{
    static const char *const names[] = {"check", "explain", "list", "STK-003", "STK-004", "RaidLog", "s2d-exit"};
    static const struct {
        const char *written, *expected;
    } cases[] = {
        {"chek", "check"},
        {"Check", "check"},
        {"hceck", "check"},
        {"lst", "list"},
        {"stk-003", "STK-003"},
        {"STK-03", "STK-003"},
        {"raidlog", "RaidLog"},
        {"RiskLog", "RaidLog"},
        {"s2dexit", "s2d-exit"},
        {"xyz", ""},
        {"", ""},
        {"a", ""},
        {"entirely-different", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_suggest nearest = {0};

        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            d1_suggest_look(&nearest, d1_str(cases[i].written), d1_str(names[k]));
        cr_expect(d1_str_is(nearest.found, cases[i].expected), "%s: expected <%s>, got <" D1_STR_FMT ">",
                  cases[i].written, cases[i].expected, D1_STR_ARG(nearest.found));
    }
}
