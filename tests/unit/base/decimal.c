/* Decimal numbers by their exact value. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/error.h"

Test(decimal, what_is_a_number)
{
    const char *numbers[] = {"0",   "-0",   "+1",   "1.",  ".5",   "-.5e3",
                             "1e5", "1E+5", "1e-5", "007", "1.50", "9e99999999999999"};
    const char *others[] = {"", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x1f", " 1", "1 ", "1,5", "inf", "--1", "1e5.0"};
    struct d1_decimal decimal;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cr_expect(d1_decimal_parse(d1_str(numbers[i]), &decimal), "'%s'", numbers[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_not(d1_decimal_parse(d1_str(others[i]), &decimal), "'%s'", others[i]);
}

Test(decimal, order_is_that_of_values)
{
    /* Each row holds spellings of one value; rows rise. */
    const char *rows[][4] = {
        {"-1e400", "-10e399", "-100e398", "-1000000e394"},
        {"-12.5", "-1.25e1", "-0012.50", "-125e-1"},
        {"-0.001", "-1e-3", "-.001", "-0.0010"},
        {"0", "-0", "0.000", "0e999"},
        {"1e-400", "0.1e-399", "10e-401", "+1e-400"},
        {"0.1", ".1", "1e-1", "0.10"},
        {"0.10000000000000000001", "10000000000000000001e-20", ".10000000000000000001", "1.0000000000000000001e-1"},
        {"1", "1.0", "+1", "10e-1"},
        {"9007199254740992", "9007199254740992.0", "9.007199254740992e15", "09007199254740992"},
        {"9007199254740993", "9007199254740993.0", "9.007199254740993e15", "9007199254740993e0"},
        {"1e999999999999999999999", "1e999999999999999999999", "1e999999999999999999999", "1e999999999999999999999"},
    };
    size_t count = sizeof rows / sizeof *rows;

    for (size_t i = 0; i < count * 4; i++)
        for (size_t j = 0; j < count * 4; j++) {
            struct d1_decimal a, b;
            size_t x = i / 4, y = j / 4;
            int order;

            cr_assert(d1_decimal_parse(d1_str(rows[x][i % 4]), &a) && d1_decimal_parse(d1_str(rows[y][j % 4]), &b));
            order = d1_decimal_cmp(&a, &b);
            cr_expect_eq((order > 0) - (order < 0), (x > y) - (x < y), "%s and %s", rows[x][i % 4], rows[y][j % 4]);
        }
}

Test(decimal, integers)
{
    const struct {
        const char *text;
        bool integer;
    } cases[] = {{"1", true},      {"1.0", true},    {"10e-1", true},  {"1.5", false}, {"15e-1", false},
                 {"1.5e1", true},  {"0", true},      {"0.0", true},    {"0e-5", true}, {"1e-1", false},
                 {"1e400", true},  {"-3.00", true},  {"-3.01", false}, {".5", false},  {"1e-400", false},
                 {"100e-2", true}, {"100e-3", false}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_decimal decimal;

        cr_assert(d1_decimal_parse(d1_str(cases[i].text), &decimal));
        cr_expect_eq(d1_decimal_is_integer(&decimal), cases[i].integer, "%s", cases[i].text);
    }
}

Test(decimal, multiples_are_exact)
{
    const struct {
        const char *value, *divisor;
        int multiple;
    } cases[] = {
        {"6", "3", 1},
        {"7", "3", 0},
        {"0.3", "0.1", 1},
        {"0.35", "0.1", 0},
        {"1.1", "0.1", 1},
        {"0", "7", 1},
        {"-9", "3", 1},
        {"9", "-3", 1},
        {"1e3", "8", 1},
        {"1e2", "8", 0},
        {"4.5", "1.5", 1},
        {"0.0075", "0.0001", 1},
        {"0.00751", "0.0001", 0},
        {"12345678910", "7", 0},
        {"123456789123456789123456789", "9", 1},
        {"123456789123456789123456788", "9", 0},
        {"1", "2", 0},
        {"3.07", "0.01", 1},
        {"1e30", "1e-30", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_decimal value, divisor;
        uint64_t steps = 1000000;

        cr_assert(d1_decimal_parse(d1_str(cases[i].value), &value));
        cr_assert(d1_decimal_parse(d1_str(cases[i].divisor), &divisor));
        cr_expect_eq(d1_decimal_is_multiple(&value, &divisor, &steps), cases[i].multiple, "%s of %s", cases[i].value,
                     cases[i].divisor);
    }
}

Test(decimal, the_work_for_multiples_is_bounded)
{
    static char digits[100001];
    struct d1_decimal value, divisor;
    uint64_t steps = 10000;

    memset(digits, '7', 100000);
    cr_assert(d1_decimal_parse(d1_str(digits), &value));
    cr_assert(d1_decimal_parse(d1_strn(digits, 50000), &divisor));
    cr_expect_eq(d1_decimal_is_multiple(&value, &divisor, &steps), D1_ERR_LIMIT);
    cr_expect_eq(steps, 10000, "what is not begun costs nothing");
    cr_assert(d1_decimal_parse(d1_str("7"), &divisor));
    cr_expect_eq(d1_decimal_is_multiple(&value, &divisor, &steps), D1_ERR_LIMIT, "a short divisor has its price, too");
    steps = 1000000;
    cr_expect_eq(d1_decimal_is_multiple(&value, &divisor, &steps), 1);
    cr_expect_eq(steps, 0);
    steps = 10000;
    cr_assert(d1_decimal_parse(d1_str("1e999999999"), &value) && d1_decimal_parse(d1_str("7"), &divisor));
    cr_expect_leq(d1_decimal_is_multiple(&value, &divisor, &steps), 0, "no answer but a wrong one");
}
