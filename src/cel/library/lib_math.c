/* Mathematics (the extension "math" of cel-go). */
#include <math.h>

#include "cel/library/library.h"

static bool is_number(struct d1_cel_value value)
{
    return value.kind == D1_CEL_INT || value.kind == D1_CEL_UINT || value.kind == D1_CEL_DOUBLE;
}

/* ---- greatest, least ---- */

static struct d1_cel_value pick(struct d1_cel_call *call, struct d1_cel_value best, struct d1_cel_value value,
                                int direction)
{
    int order = 0;

    if (!is_number(best) || !is_number(value))
        return d1_cel_fail(call, "%s() works on numbers", call->overload->name);
    d1_cel_compare(value, best, &order);
    return order * direction > 0 ? value : best;
}

static struct d1_cel_value of_arguments(struct d1_cel_call *call, const struct d1_cel_value *args, int direction)
{
    struct d1_cel_value best = pick(call, args[0], args[0], direction);

    for (size_t i = 1; i < call->count && best.kind != D1_CEL_ERROR; i++)
        best = pick(call, best, args[i], direction);
    return best;
}

static struct d1_cel_value of_list(struct d1_cel_call *call, struct d1_cel_value list, int direction)
{
    size_t count = d1_cel_list_len(list);
    struct d1_cel_value best = {0};

    if (count == 0)
        return d1_cel_fail(call, "%s() of an empty list", call->overload->name);
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, list, i);

        if (item.kind == D1_CEL_ERROR)
            return item;
        best = pick(call, i ? best : item, item, direction);
        if (best.kind == D1_CEL_ERROR)
            return best;
    }
    return best;
}

static struct d1_cel_value greatest(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return of_arguments(call, args, 1);
}

static struct d1_cel_value least(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return of_arguments(call, args, -1);
}

static struct d1_cel_value greatest_item(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return of_list(call, args[0], 1);
}

static struct d1_cel_value least_item(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return of_list(call, args[0], -1);
}

/* ---- functions of one number ---- */

/*
 * The nearest whole number, halves away from zero, as round() has it; that alone would take the library of mathematics
 * into every start of the program.
 */
static double nearest(double x)
{
    double whole = trunc(x);

    return fabs(x - whole) < 0.5 || !isfinite(x) ? whole : whole + copysign(1, x);
}

#define ONE(name, expression)                                                                                          \
    static struct d1_cel_value name(struct d1_cel_call *call, const struct d1_cel_value *args)                         \
    {                                                                                                                  \
        double x = args[0].as.number;                                                                                  \
                                                                                                                       \
        (void)call;                                                                                                    \
        return expression;                                                                                             \
    }

ONE(ceiling, d1_cel_double(ceil(x)))
ONE(floored, d1_cel_double(floor(x)))
ONE(rounded, d1_cel_double(nearest(x)))
ONE(truncated, d1_cel_double(trunc(x)))
ONE(root, d1_cel_double(sqrt(x)))
ONE(abs_double, d1_cel_double(fabs(x)))
ONE(sign_double, d1_cel_double(x > 0 ? 1 : x < 0 ? -1 : x))
ONE(is_nan, d1_cel_bool(isnan(x)))
ONE(is_inf, d1_cel_bool(isinf(x)))
ONE(is_finite, d1_cel_bool(isfinite(x)))

static struct d1_cel_value root_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_double(sqrt((double)args[0].as.integer));
}

static struct d1_cel_value root_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_double(sqrt((double)args[0].as.natural));
}

static struct d1_cel_value abs_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (args[0].as.integer == INT64_MIN)
        return d1_cel_fail(call, "the result does not fit an int (64 bits)");
    return d1_cel_int(args[0].as.integer < 0 ? -args[0].as.integer : args[0].as.integer);
}

static struct d1_cel_value abs_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return args[0];
}

static struct d1_cel_value sign_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int((args[0].as.integer > 0) - (args[0].as.integer < 0));
}

static struct d1_cel_value sign_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_uint(args[0].as.natural > 0);
}

/* ---- bits: int and uint keep theirs in the same place ---- */

static struct d1_cel_value with_bits(struct d1_cel_value value, uint64_t bits)
{
    return value.kind == D1_CEL_INT ? d1_cel_int((int64_t)bits) : d1_cel_uint(bits);
}

#define BITS(name, expression)                                                                                         \
    static struct d1_cel_value name(struct d1_cel_call *call, const struct d1_cel_value *args)                         \
    {                                                                                                                  \
        (void)call;                                                                                                    \
        return with_bits(args[0], expression);                                                                         \
    }

BITS(bit_and, args[0].as.natural &args[1].as.natural)
BITS(bit_or, args[0].as.natural | args[1].as.natural)
BITS(bit_xor, args[0].as.natural ^ args[1].as.natural)
BITS(bit_not, ~args[0].as.natural)

static struct d1_cel_value shift(struct d1_cel_call *call, const struct d1_cel_value *args, bool left)
{
    int64_t by = args[1].as.integer;
    uint64_t bits = args[0].as.natural;

    if (by < 0)
        return d1_cel_fail(call, "bits are shifted by a number that is not negative");
    if (by >= 64)
        return with_bits(args[0], 0);
    return with_bits(args[0], left ? bits << by : bits >> by);
}

static struct d1_cel_value shift_left(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return shift(call, args, true);
}

static struct d1_cel_value shift_right(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return shift(call, args, false);
}

#define EXTREME(name, function, items, doc)                                                                            \
    {name, D1_CEL_VARIADIC, {INT}, INT, function, doc " of the numbers."},                                             \
        {name, D1_CEL_VARIADIC, {UINT}, UINT, function, doc " of the numbers."},                                       \
        {name, D1_CEL_VARIADIC, {DOUBLE}, DOUBLE, function, doc " of the numbers."},                                   \
        {name, 0, {LIST_A}, A, items, doc " of a list of numbers."},                                                   \
    {                                                                                                                  \
        name, D1_CEL_VARIADIC, {DYN}, DYN, function, doc " of numbers of different types."                             \
    }

#define BOTH_INTS(name, function, doc)                                                                                 \
    {name, 0, {INT, INT}, INT, function, doc},                                                                         \
    {                                                                                                                  \
        name, 0, {UINT, UINT}, UINT, function, doc                                                                     \
    }

static const struct d1_cel_overload rows[] = {
    EXTREME("math.greatest", greatest, greatest_item, "The greatest"),
    EXTREME("math.least", least, least_item, "The least"),
    {"math.ceil", 0, {DOUBLE}, DOUBLE, ceiling, "The least whole number that is not less."},
    {"math.floor", 0, {DOUBLE}, DOUBLE, floored, "The greatest whole number that is not greater."},
    {"math.round", 0, {DOUBLE}, DOUBLE, rounded, "The nearest whole number; halves go away from zero."},
    {"math.trunc", 0, {DOUBLE}, DOUBLE, truncated, "The number without its fraction."},
    {"math.sqrt", 0, {DOUBLE}, DOUBLE, root, "The square root."},
    {"math.sqrt", 0, {INT}, DOUBLE, root_int, "The square root."},
    {"math.sqrt", 0, {UINT}, DOUBLE, root_uint, "The square root."},
    {"math.abs", 0, {INT}, INT, abs_int, "The number without its sign."},
    {"math.abs", 0, {UINT}, UINT, abs_uint, "The number itself."},
    {"math.abs", 0, {DOUBLE}, DOUBLE, abs_double, "The number without its sign."},
    {"math.sign", 0, {INT}, INT, sign_int, "-1, 0 or 1."},
    {"math.sign", 0, {UINT}, UINT, sign_uint, "0 or 1."},
    {"math.sign", 0, {DOUBLE}, DOUBLE, sign_double, "-1.0, 0.0 or 1.0."},
    {"math.isNaN", 0, {DOUBLE}, BOOL, is_nan, "Whether the number is not a number."},
    {"math.isInf", 0, {DOUBLE}, BOOL, is_inf, "Whether the number is infinite."},
    {"math.isFinite", 0, {DOUBLE}, BOOL, is_finite, "Whether the number is neither infinite nor not a number."},
    BOTH_INTS("math.bitAnd", bit_and, "The bits set in both."),
    BOTH_INTS("math.bitOr", bit_or, "The bits set in either."),
    BOTH_INTS("math.bitXor", bit_xor, "The bits set in one of the two."),
    {"math.bitNot", 0, {INT}, INT, bit_not, "The bits inverted."},
    {"math.bitNot", 0, {UINT}, UINT, bit_not, "The bits inverted."},
    {"math.bitShiftLeft", 0, {INT, INT}, INT, shift_left, "The bits shifted to the left."},
    {"math.bitShiftLeft", 0, {UINT, INT}, UINT, shift_left, "The bits shifted to the left."},
    {"math.bitShiftRight", 0, {INT, INT}, INT, shift_right, "The bits shifted to the right, zeros from the left."},
    {"math.bitShiftRight", 0, {UINT, INT}, UINT, shift_right, "The bits shifted to the right, zeros from the left."},
};

const struct d1_cel_table d1_cel_lib_math = D1_LIBRARY(rows);
