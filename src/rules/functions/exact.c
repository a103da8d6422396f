/*
 * Functions on exact numbers: money in the engagement's currency, shares, means. The type `decimal` holds every digit;
 * only what is written for people is rounded.
 */
#include "base/exact.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

const struct d1_cel_type d1_type_decimal = {.kind = D1_CEL_OPAQUE, .name = "decimal"};

static const struct d1_exact *exact_of(struct d1_cel_value value)
{
    return value.as.opaque;
}

static bool is_decimal(struct d1_cel_value value)
{
    return d1_cel_is(value, D1_CEL_OPAQUE) && value.ref == &d1_type_decimal;
}

/* What an operation of base/exact.h gave, as a value. */
static struct d1_cel_value give(struct d1_cel_call *call, int result, const struct d1_exact *number)
{
    struct d1_exact *kept;

    if (result == D1_ERR_LIMIT)
        return d1_cel_fail_limit(call, "a number has more than %d digits", D1_LIMIT_EXACT_DIGITS);
    if (result == 0 && !d1_cel_charge(call, ((uint64_t)number->len + number->scale) / 10))
        return d1_cel_fail_cost(call);
    kept = result == 0 ? d1_arena_alloc(call->arena, sizeof *kept) : NULL;
    if (!kept)
        return d1_cel_fail_alloc(call);
    *kept = *number;
    return (struct d1_cel_value){.kind = D1_CEL_OPAQUE, .as.opaque = kept, .ref = &d1_type_decimal};
}

static struct d1_cel_value of_text(struct d1_cel_call *call, struct d1_str text)
{
    struct d1_exact number;
    int result;

    if (!d1_cel_charge(call, text.len / 10))
        return d1_cel_fail_cost(call);
    result = d1_exact_parse(&number, text, call->arena);
    if (result == D1_ERR_SYNTAX)
        return d1_cel_fail_limit(call, "`" D1_STR_FMT "` is no decimal number", (int)(text.len < 40 ? text.len : 40),
                                 text.ptr ? text.ptr : "");
    return give(call, result, &number);
}

/* The number as it was written where it stands in a document, else the shortest text that reads back the same. */
static struct d1_cel_value of_double(struct d1_cel_call *call, struct d1_cel_value value)
{
    const struct d1_node *node = d1_cel_value_node(value);
    char text[40];

    if (node && d1_node_is_number(node))
        return of_text(call, d1_node_text(node));
    if (!isfinite(value.as.number))
        return d1_cel_fail(call, "%s is no decimal number", isnan(value.as.number) ? "NaN" : "infinity");
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value.as.number);
        if (strtod(text, NULL) == value.as.number)
            break;
    }
    return of_text(call, d1_str(text));
}

static struct d1_cel_value make_decimal(struct d1_cel_call *call, struct d1_cel_value value)
{
    char text[24];

    if (is_decimal(value))
        return value;
    if (d1_cel_is(value, D1_CEL_STRING))
        return of_text(call, d1_cel_text(value));
    if (d1_cel_is(value, D1_CEL_DOUBLE))
        return of_double(call, value);
    if (d1_cel_is(value, D1_CEL_INT))
        snprintf(text, sizeof text, "%lld", (long long)value.as.integer);
    else if (d1_cel_is(value, D1_CEL_UINT))
        snprintf(text, sizeof text, "%llu", (unsigned long long)value.as.natural);
    else
        return d1_cel_fail(call, "a decimal number is made of a number or its text");
    return of_text(call, d1_str(text));
}

static struct d1_cel_value to_decimal(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return make_decimal(call, args[0]);
}

/* ---- money ---- */

static struct d1_cel_value worth(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str amount = d1_field_text(args[0], "amount"), currency = d1_field_text(args[0], "currency");
    struct d1_str rate = d1_field_text(args[0], "fxRate");
    const struct d1_node *spec = d1_node_get(d1_judge_of(call)->engagement->root, "spec");
    struct d1_str own = d1_node_get_text(spec, "currency");
    struct d1_cel_value number, factor;
    struct d1_exact product;

    if (!amount.len || !currency.len)
        return d1_cel_fail_unknown(call, "an amount of money has an `amount` and a `currency`");
    if (!own.len)
        return d1_cel_fail_unknown(call, "the Engagement names no currency to reckon in");
    number = of_text(call, amount);
    if (d1_str_eq(currency, own) || d1_cel_is(number, D1_CEL_ERROR))
        return number;
    if (!rate.len)
        return d1_cel_fail_unknown(call, "the amount of " D1_STR_FMT " " D1_STR_FMT " has no `fxRate` to " D1_STR_FMT,
                                   D1_STR_ARG(currency), D1_STR_ARG(amount), D1_STR_ARG(own));
    factor = of_text(call, rate);
    if (d1_cel_is(factor, D1_CEL_ERROR))
        return factor;
    if (!d1_cel_charge(call, (uint64_t)exact_of(number)->len * exact_of(factor)->len / 10))
        return d1_cel_fail_cost(call);
    return give(call, d1_exact_multiply(&product, exact_of(number), exact_of(factor), call->arena), &product);
}

/* ---- arithmetic ---- */

static struct d1_cel_value plus(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_exact sum;

    return give(call, d1_exact_add(&sum, exact_of(args[0]), exact_of(args[1]), call->arena), &sum);
}

static struct d1_cel_value minus(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_exact difference;

    return give(call, d1_exact_subtract(&difference, exact_of(args[0]), exact_of(args[1]), call->arena), &difference);
}

static struct d1_cel_value times(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_exact *a = exact_of(args[0]), *b = exact_of(args[1]);
    struct d1_exact product;

    if (!d1_cel_charge(call, (uint64_t)a->len * b->len / 10))
        return d1_cel_fail_cost(call);
    return give(call, d1_exact_multiply(&product, a, b, call->arena), &product);
}

static struct d1_cel_value absolute(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_exact size = *exact_of(args[0]);

    size.negative = false;
    return give(call, 0, &size);
}

static struct d1_cel_value compare(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    int order = d1_exact_cmp(exact_of(args[0]), exact_of(args[1]));

    (void)call;
    return d1_cel_int((order > 0) - (order < 0));
}

/* ---- lists ---- */

static struct d1_cel_value total(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_exact sum = {0};

    for (size_t i = 0; i < d1_cel_list_len(args[0]); i++) {
        struct d1_cel_value item = make_decimal(call, d1_cel_list_get(args[0], i));
        int result;

        if (d1_cel_is(item, D1_CEL_ERROR))
            return item;
        if (!d1_cel_charge(call, 1 + (sum.len + sum.scale) / 10))
            return d1_cel_fail_cost(call);
        result = d1_exact_add(&sum, &sum, exact_of(item), call->arena);
        if (result < 0)
            return give(call, result, &sum);
    }
    return give(call, 0, &sum);
}

static int by_size(const void *a, const void *b)
{
    return d1_exact_cmp(a, b);
}

static struct d1_cel_value median(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    static const uint8_t five = 5;
    const struct d1_exact half = {.scale = 1, .len = 1, .digits = &five};
    size_t count = d1_cel_list_len(args[0]), middle = count / 2;
    struct d1_exact *numbers = d1_arena_alloc(call->arena, (count + 1) * sizeof *numbers), sum;
    int result;

    if (!numbers)
        return d1_cel_fail_alloc(call);
    if (!count)
        return d1_cel_fail(call, "nothing has no median");
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = make_decimal(call, d1_cel_list_get(args[0], i));

        if (d1_cel_is(item, D1_CEL_ERROR))
            return item;
        numbers[i] = *exact_of(item);
        if (!d1_cel_charge(call, 20 + (uint64_t)numbers[i].len + numbers[i].scale))
            return d1_cel_fail_cost(call);
    }
    qsort(numbers, count, sizeof *numbers, by_size);
    if (count % 2)
        return give(call, 0, &numbers[middle]);
    result = d1_exact_add(&sum, &numbers[middle - 1], &numbers[middle], call->arena);
    if (result == 0)
        result = d1_exact_multiply(&sum, &sum, &half, call->arena);
    return give(call, result, &sum);
}

/* ---- for people ---- */

static struct d1_cel_value text_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_exact_text(exact_of(args[0]), call->arena);

    return text.ptr ? d1_cel_string(text) : d1_cel_fail_alloc(call);
}

static struct d1_cel_value ratio(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    enum { MOST_DIGITS = 20 };
    const struct d1_exact *a = exact_of(args[0]), *b = exact_of(args[1]);
    int64_t digits = args[2].as.integer;
    struct d1_str text;

    if (digits < 0 || digits > MOST_DIGITS)
        return d1_cel_fail(call, "a ratio has 0 to %d digits behind the point, not %lld", MOST_DIGITS,
                           (long long)digits);
    if (!b->len)
        return d1_cel_fail(call, "nothing is divided by 0");
    if (!d1_cel_charge(call,
                       ((uint64_t)a->len + a->scale + b->scale + MOST_DIGITS) * ((uint64_t)b->len + a->scale + 1) / 10))
        return d1_cel_fail_cost(call);
    text = d1_exact_quotient(a, b, (unsigned)digits, call->arena);
    return text.ptr ? d1_cel_string(text) : d1_cel_fail_alloc(call);
}

static const struct d1_cel_overload rows[] = {
    {"decimal",
     0,
     {T(DYN)},
     &d1_type_decimal,
     to_decimal,
     "A number, or the text of one, with all its digits: decimals are added, multiplied and compared exactly."},
    {"worth",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DYN)},
     &d1_type_decimal,
     worth,
     "An amount of money in the engagement's currency, exactly; another currency counts by its `fxRate`, and without "
     "one what asks for it is indeterminate."},
    {"plus", D1_CEL_RECEIVER, {&d1_type_decimal, &d1_type_decimal}, &d1_type_decimal, plus, "The sum, exactly."},
    {"minus",
     D1_CEL_RECEIVER,
     {&d1_type_decimal, &d1_type_decimal},
     &d1_type_decimal,
     minus,
     "The difference, exactly."},
    {"times", D1_CEL_RECEIVER, {&d1_type_decimal, &d1_type_decimal}, &d1_type_decimal, times, "The product, exactly."},
    {"abs", D1_CEL_RECEIVER, {&d1_type_decimal}, &d1_type_decimal, absolute, "The number without its sign."},
    {"compare",
     0,
     {&d1_type_decimal, &d1_type_decimal},
     T(INT),
     compare,
     "-1 when the first decimal is smaller than the second, 0 when they are equal, 1 when it is larger."},
    {"total",
     0,
     {&d1_cel_type_list_a},
     &d1_type_decimal,
     total,
     "The exact sum of a list of decimals or numbers; 0 for an empty list."},
    {"median",
     0,
     {&d1_cel_type_list_a},
     &d1_type_decimal,
     median,
     "The middle one of a list of decimals or numbers by size, of an even count the mean of the middle two; the list "
     "is not empty."},
    {"string", 0, {&d1_type_decimal}, T(STRING), text_of, "A decimal with all its digits: '-1234.5'."},
    {"ratio",
     0,
     {&d1_type_decimal, &d1_type_decimal, T(INT)},
     T(STRING),
     ratio,
     "The first decimal divided by the second, for a message: rounded to so many digits behind the point."},
};

const struct d1_function_table d1_functions_exact = {rows, sizeof rows / sizeof *rows};
