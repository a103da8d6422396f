/* Which versions the program has at least. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "base/version.h"

/* With what a release changes in the number, these cases change. */
Test(version, is_compared_by_its_numbers)
{
    static const struct {
        const char *wanted;
        int reaches;
    } cases[] = {
        {"0", 1},     {"0.1", 1},       {"0.1.0", 1},       {"v0.1.0", 1},   {"0.0.99", 1}, {"0.1.1", 0}, {"0.2", 0},
        {"0.10", 0},  {"1", 0},         {"v2", 0},          {"0.1.0.0", -1}, {"", -1},      {"v", -1},    {"0.", -1},
        {".1", -1},   {"0.1.", -1},     {"0.1-rc", -1},     {"main", -1},    {"-1", -1},    {"0 .1", -1}, {"1e3", -1},
        {"0.1x", -1}, {"999999999", 0}, {"1000000000", -1}, {"vv0.1", -1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(d1_version_reaches(d1_str(cases[i].wanted)), cases[i].reaches, "%s", cases[i].wanted);
}

Test(version, has_one_date_in_words_and_in_figures)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int year = 0, month = 0, day = 0;
    char words[64];

    cr_assert_eq(sscanf(D1_VERSION_DAY, "%4d-%2d-%2d", &year, &month, &day), 3);
    cr_assert(month >= 1 && month <= 12);
    snprintf(words, sizeof words, "%s %d, %d", months[month - 1], day, year);
    cr_expect_str_eq(words, D1_VERSION_DATE);
}
