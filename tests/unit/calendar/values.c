/* Currencies and durations. */
#include <criterion/criterion.h>

#include "calendar/currency.h"
#include "calendar/duration.h"

Test(currency, knows_active_codes_and_their_minor_units)
{
    static const struct {
        const char *code;
        int minor; /* -2: no currency */
    } cases[] = {
        {"EUR", 2},   {"USD", 2},  {"JPY", 0},  {"KWD", 3},  {"CLF", 4},  {"CLP", 0},  {"IQD", 3},
        {"MGA", 2},   {"XAU", -1}, {"XDR", -1}, {"AED", 2},  {"ZWG", 2},  {"ZMW", 2},  {"XCG", 2},
        {"XAD", 2},   {"XTS", -2}, {"XXX", -2}, {"HRK", -2}, {"DEM", -2}, {"eur", -2}, {"EU", -2},
        {"EURO", -2}, {"", -2},    {"ZZZ", -2}, {"AAA", -2}, {"BGN", -2}, {"SLL", -2}, {"ZWL", -2},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_currency *currency = d1_currency_find(d1_str(cases[i].code));

        cr_expect_eq(currency ? currency->minor : -2, cases[i].minor, "%s", cases[i].code);
    }
}

Test(currency, every_code_is_found_and_in_order)
{
    size_t count;
    const struct d1_currency *all = d1_currencies(&count);

    cr_expect_eq(count, 176);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(d1_currency_find(d1_str(all[i].code)), &all[i], "%s", all[i].code);
        cr_expect(i == 0 || strcmp(all[i - 1].code, all[i].code) < 0, "%s", all[i].code);
    }
}

Test(duration, reads_lengths_that_are_fixed)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"P14D", 14 * 86400}, {"PT4H", 4 * 3600},
        {"P2W", 14 * 86400},  {"PT90M", 5400},
        {"PT1S", 1},          {"P1DT12H30M", 131400},
        {"PT1H1S", 3601},     {"P0D", 0},
        {"PT0S", 0},          {"P106751991167300D", 9223372036854720000},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds = -1;

        cr_expect_eq(d1_duration_parse(d1_str(cases[i].text), &seconds, NULL), 0, "%s", cases[i].text);
        cr_expect_eq(seconds, cases[i].seconds, "%s: %lld", cases[i].text, (long long)seconds);
    }
}

Test(duration, refuses_what_has_no_fixed_length_or_no_meaning)
{
    static const char *const cases[][2] = {
        {"", "a duration begins with P"},
        {"14D", "a duration begins with P"},
        {"p14D", "a duration begins with P"},
        {"-P1D", "a duration begins with P"},
        {"P", "expected a whole number and its unit"},
        {"PT", "expected a whole number and its unit"},
        {"P1DT", "expected a whole number and its unit"},
        {"P1", "expected a whole number and its unit"},
        {"P1.5D", "the units are W alone"},
        {"PD", "expected a whole number and its unit"},
        {"P-1D", "expected a whole number and its unit"},
        {"P 1D", "expected a whole number and its unit"},
        {"P1D ", "expected a whole number and its unit"},
        {"P1Y", "years and months have no fixed length"},
        {"P1M", "years and months have no fixed length"},
        {"P1DT1Y", "years and months have no fixed length"},
        {"P1H", "the units are W alone"},
        {"PT1D", "the units are W alone"},
        {"PT1M1H", "the units are W alone"},
        {"P1D1D", "the units are W alone"},
        {"PT1HT1M", "expected a whole number and its unit"},
        {"P1W1D", "weeks stand alone"},
        {"P1WT1H", "weeks stand alone"},
        {"P1X", "the units are W alone"},
        {"P99999999999999999999D", "this duration is too long"},
        {"PT99999999999999999999S", "this duration is too long"},
        {"P106751991167301D", "this duration is too long"},
        {"P106751991167300DT99999999999H", "this duration is too long"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds = -1;
        struct d1_error error = {0};

        cr_expect_eq(d1_duration_parse(d1_str(cases[i][0]), &seconds, &error), D1_ERR_SYNTAX, "%s", cases[i][0]);
        cr_expect_eq(seconds, -1, "%s: the result is untouched", cases[i][0]);
        cr_expect(d1_str_starts(d1_str(d1_error_message(&error)), cases[i][1]), "%s: %s", cases[i][0],
                  d1_error_message(&error));
        d1_error_clear(&error);
    }
}
