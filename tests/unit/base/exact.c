/* Exact decimal arithmetic: against what is known, and against 128-bit integers. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/exact.h"
#include "base/limits.h"
#include "base/text/strbuf.h"

static struct d1_arena arena;

static struct d1_exact number(const char *text)
{
    struct d1_exact made = {0};

    cr_assert_eq(d1_exact_parse(&made, d1_str(text), &arena), 0, "%s", text);
    return made;
}

static const char *text_of(const struct d1_exact *value)
{
    return d1_exact_text(value, &arena).ptr;
}

Test(exact, reads_and_writes_numbers)
{
    static const char *const cases[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"480000.00", "480000"},
        {"-0.05", "-0.05"},
        {"000120.0", "120"},
        {"1e3", "1000"},
        {"1.5E-3", "0.0015"},
        {"123456789012345678901234567890.12", "123456789012345678901234567890.12"},
        {"+7", "7"},
    };
    static const char *const wrong[] = {"", ".", "1,5", "1.2.3", "0x10", "NaN", "12 "};
    struct d1_exact kept = number("42");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_exact value = number(cases[i][0]);

        cr_expect_str_eq(text_of(&value), cases[i][1]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(d1_exact_parse(&kept, d1_str(wrong[i]), &arena), D1_ERR_SYNTAX, "%s", wrong[i]);
    cr_expect_str_eq(text_of(&kept), "42");
    d1_arena_release(&arena);
}

Test(exact, adds_subtracts_multiplies_and_compares)
{
    static const struct {
        const char *a, *b, *sum, *difference, *product;
        int order;
    } cases[] = {
        {"0.1", "0.2", "0.3", "-0.1", "0.02", -1},
        {"480000.00", "9000", "489000", "471000", "4320000000", 1},
        {"-5", "5", "0", "-10", "-25", -1},
        {"-5", "-7.5", "-12.5", "2.5", "37.5", 1},
        {"1.0", "1.00", "2", "0", "1", 0},
        {"0", "-3", "-3", "3", "0", 1},
        {"99999999999999999999.99", "0.01", "100000000000000000000", "99999999999999999999.98",
         "999999999999999999.9999", 1},
        {"999999999999999999999999999999", "0.000000000000000000000000000001",
         "999999999999999999999999999999.000000000000000000000000000001",
         "999999999999999999999999999998.999999999999999999999999999999", "0.999999999999999999999999999999", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_exact a = number(cases[i].a), b = number(cases[i].b), result;
        int order = d1_exact_cmp(&a, &b), back = d1_exact_cmp(&b, &a);

        cr_expect_eq(d1_exact_add(&result, &a, &b, &arena), 0);
        cr_expect_str_eq(text_of(&result), cases[i].sum);
        cr_expect_eq(d1_exact_subtract(&result, &a, &b, &arena), 0);
        cr_expect_str_eq(text_of(&result), cases[i].difference);
        cr_expect_eq(d1_exact_multiply(&result, &a, &b, &arena), 0);
        cr_expect_str_eq(text_of(&result), cases[i].product);
        cr_expect_eq((order > 0) - (order < 0), cases[i].order, "%s %s", cases[i].a, cases[i].b);
        cr_expect_eq((back > 0) - (back < 0), -cases[i].order, "%s %s", cases[i].b, cases[i].a);
    }
    d1_arena_release(&arena);
}

__extension__ typedef __int128 wide;

static const char *show(wide value, char *end)
{
    wide rest = value < 0 ? -value : value;

    *end = '\0';
    do {
        *--end = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--end = '-';
    return end;
}

Test(exact, agrees_with_integers)
{
    char buffer[64];
    int64_t a, b;

    srand(7);
    for (int i = 0; i < 20000; i++) {
        struct d1_exact x, y, result;

        a = (int64_t)((uint64_t)rand() << 32 ^ (uint64_t)rand() << 11 ^ (uint64_t)rand()) >> (rand() % 64);
        b = (int64_t)((uint64_t)rand() << 33 ^ (uint64_t)rand() << 10 ^ (uint64_t)rand()) >> (rand() % 64);
        x = number(show(a, buffer + 60));
        y = number(show(b, buffer + 60));
        cr_assert_eq(d1_exact_add(&result, &x, &y, &arena), 0);
        cr_assert_str_eq(text_of(&result), show((wide)a + b, buffer + 60));
        cr_assert_eq(d1_exact_subtract(&result, &x, &y, &arena), 0);
        cr_assert_str_eq(text_of(&result), show((wide)a - b, buffer + 60));
        cr_assert_eq(d1_exact_multiply(&result, &x, &y, &arena), 0);
        cr_assert_str_eq(text_of(&result), show((wide)a * b, buffer + 60));
        d1_arena_reset(&arena);
    }
    d1_arena_release(&arena);
}

Test(exact, a_quotient_is_rounded_once)
{
    static const struct {
        const char *a, *b;
        unsigned digits;
        const char *quotient;
    } cases[] = {
        {"100", "3", 1, "33.3"},
        {"200", "3", 1, "66.7"},
        {"17850000.00", "480000.00", 1, "37.2"},
        {"1", "1", 2, "1.00"},
        {"0", "5", 1, "0.0"},
        {"0", "5", 0, "0"},
        {"-100", "3", 1, "-33.3"},
        {"100", "-3", 0, "-33"},
        {"1", "20", 1, "0.1"},
        {"1", "20.01", 1, "0.0"},
        {"99.95", "1", 1, "100.0"},
        {"99.949", "1", 1, "99.9"},
        {"-5", "2", 0, "-3"},
        {"1234567890123456789012", "0.1", 3, "12345678901234567890120.000"},
        {"2", "3", 20, "0.66666666666666666667"},
        {"0.5", "1", 3, "0.500"},
    };
    struct d1_exact zero = {0}, one = number("1");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_exact a = number(cases[i].a), b = number(cases[i].b);

        cr_expect_str_eq(d1_exact_quotient(&a, &b, cases[i].digits, &arena).ptr, cases[i].quotient, "%s / %s",
                         cases[i].a, cases[i].b);
    }
    cr_expect(d1_exact_quotient(&one, &zero, 1, &arena).ptr == NULL);
    d1_arena_release(&arena);
}

Test(exact, has_an_end)
{
    struct d1_strbuf text = {0};
    struct d1_exact most, result = {0}, tenth = number("0.1"), one = number("1");

    for (int i = 0; i < D1_LIMIT_EXACT_DIGITS; i++)
        d1_strbuf_puts(&text, "9");
    most = number(text.ptr);
    cr_expect_eq(d1_exact_add(&result, &most, &tenth, &arena), D1_ERR_LIMIT);
    cr_expect_eq(d1_exact_add(&result, &most, &one, &arena), D1_ERR_LIMIT);
    cr_expect_eq(d1_exact_multiply(&result, &most, &most, &arena), D1_ERR_LIMIT);
    cr_expect_eq(d1_exact_subtract(&result, &most, &one, &arena), 0);
    d1_strbuf_puts(&text, "9");
    cr_expect_eq(d1_exact_parse(&result, d1_str(text.ptr), &arena), D1_ERR_LIMIT);
    cr_expect_eq(d1_exact_parse(&result, d1_str("1e1000000000000000000000"), &arena), D1_ERR_LIMIT);
    cr_expect_eq(d1_exact_parse(&result, d1_str("1e-1001"), &arena), D1_ERR_LIMIT);
    d1_strbuf_release(&text);
    d1_arena_release(&arena);
}

Test(exact, memory_that_is_short_is_told)
{
    struct d1_exact a = number("12.5"), b = number("7"), result = a;
    struct d1_arena empty;

    d1_arena_init(&empty, 1);
    cr_expect_eq(d1_exact_parse(&result, d1_str("1234567890"), &empty), D1_ERR_MEMORY);
    cr_expect_eq(d1_exact_add(&result, &a, &b, &empty), D1_ERR_MEMORY);
    cr_expect_eq(d1_exact_multiply(&result, &a, &b, &empty), D1_ERR_MEMORY);
    cr_expect(d1_exact_text(&a, &empty).ptr == NULL);
    cr_expect(d1_exact_quotient(&a, &b, 1, &empty).ptr == NULL);
    cr_expect_eq(result.digits, a.digits);
    d1_arena_release(&empty);
    d1_arena_release(&arena);
}
