/* Operators: arithmetic by a table with one row for each pair of kinds, comparison, `in`. */
#include "cel/run.h"
#include "cel/time.h"

#include <math.h>
#include <string.h>

/* ---- arithmetic ---- */

static struct d1_cel_value overflow(struct d1_cel_run *run, const struct d1_expr *expr, const char *type)
{
    return d1_run_fail(run, expr, "the result does not fit %s", type);
}

#define AN_INT "an int (64 bits)"
#define A_UINT "a uint (64 bits)"
#define A_DURATION "a duration (about 292 years)"
#define A_TIMESTAMP "a timestamp (years 0001 to 9999)"

/* The four operations that differ only in kind and operator. */
#define CHECKED(name, field, make, builtin, range)                                                                     \
    static struct d1_cel_value name(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,         \
                                    struct d1_cel_value b)                                                             \
    {                                                                                                                  \
        struct d1_cel_value result = make(0);                                                                          \
                                                                                                                       \
        if (builtin(a.as.field, b.as.field, &result.as.field))                                                         \
            return overflow(run, expr, range);                                                                         \
        return result;                                                                                                 \
    }

CHECKED(add_int, integer, d1_cel_int, __builtin_add_overflow, AN_INT)
CHECKED(sub_int, integer, d1_cel_int, __builtin_sub_overflow, AN_INT)
CHECKED(mul_int, integer, d1_cel_int, __builtin_mul_overflow, AN_INT)
CHECKED(add_uint, natural, d1_cel_uint, __builtin_add_overflow, A_UINT)
CHECKED(sub_uint, natural, d1_cel_uint, __builtin_sub_overflow, A_UINT)
CHECKED(mul_uint, natural, d1_cel_uint, __builtin_mul_overflow, A_UINT)

#define FLOATING(name, op)                                                                                             \
    static struct d1_cel_value name(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,         \
                                    struct d1_cel_value b)                                                             \
    {                                                                                                                  \
        (void)run;                                                                                                     \
        (void)expr;                                                                                                    \
        return d1_cel_double(a.as.number op b.as.number);                                                              \
    }

FLOATING(add_double, +)
FLOATING(sub_double, -)
FLOATING(mul_double, *)
FLOATING(div_double, /)

static struct d1_cel_value div_int(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                   struct d1_cel_value b)
{
    if (b.as.integer == 0)
        return d1_run_fail(run, expr, "division by zero");
    if (a.as.integer == INT64_MIN && b.as.integer == -1)
        return overflow(run, expr, AN_INT);
    return d1_cel_int(a.as.integer / b.as.integer);
}

static struct d1_cel_value mod_int(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                   struct d1_cel_value b)
{
    if (b.as.integer == 0)
        return d1_run_fail(run, expr, "remainder of a division by zero");
    return d1_cel_int(b.as.integer == -1 ? 0 : a.as.integer % b.as.integer);
}

static struct d1_cel_value div_uint(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                    struct d1_cel_value b)
{
    if (b.as.natural == 0)
        return d1_run_fail(run, expr, "division by zero");
    return d1_cel_uint(a.as.natural / b.as.natural);
}

static struct d1_cel_value mod_uint(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                    struct d1_cel_value b)
{
    if (b.as.natural == 0)
        return d1_run_fail(run, expr, "remainder of a division by zero");
    return d1_cel_uint(a.as.natural % b.as.natural);
}

static struct d1_cel_value add_text(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                    struct d1_cel_value b)
{
    size_t len = (size_t)a.extra + b.extra;
    char *text = len <= UINT32_MAX ? d1_arena_bytes(run->arena, len) : NULL;

    if (!text)
        return d1_run_memory(run, expr);
    if (!d1_run_charge(run, len / 16))
        return d1_run_cost(run, expr);
    if (a.extra)
        memcpy(text, a.as.text, a.extra);
    if (b.extra)
        memcpy(text + a.extra, b.as.text, b.extra);
    return (struct d1_cel_value){.kind = a.kind, .extra = (uint32_t)len, .as.text = text};
}

static struct d1_cel_value add_list(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                    struct d1_cel_value b)
{
    size_t first = d1_cel_list_len(a), second = d1_cel_list_len(b);
    struct d1_cel_value *items = d1_arena_alloc(run->arena, (first + second) * sizeof *items), result;

    if (!items)
        return d1_run_memory(run, expr);
    if (!d1_run_charge(run, first + second))
        return d1_run_cost(run, expr);
    for (size_t i = 0; i < first + second; i++) {
        items[i] = i < first ? d1_cel_list_get(a, i) : d1_cel_list_get(b, i - first);
        if (d1_is_error(items[i]))
            return d1_run_settle(run, expr, items[i]);
    }
    result = d1_cel_list_wrap(run->arena, items, first + second);
    return d1_is_error(result) ? d1_run_memory(run, expr) : result;
}

static struct d1_cel_value add_duration(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                        struct d1_cel_value b)
{
    int64_t x, y;

    if (!d1_time_nanos(a, &x) || !d1_time_nanos(b, &y) || __builtin_add_overflow(x, y, &x))
        return overflow(run, expr, A_DURATION);
    return d1_time_duration(x);
}

static struct d1_cel_value sub_duration(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                        struct d1_cel_value b)
{
    int64_t x, y;

    if (!d1_time_nanos(a, &x) || !d1_time_nanos(b, &y) || __builtin_sub_overflow(x, y, &x))
        return overflow(run, expr, A_DURATION);
    return d1_time_duration(x);
}

static struct d1_cel_value add_timestamp(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                         struct d1_cel_value b)
{
    struct d1_cel_value result;

    return d1_time_add(a, b, 1, &result) ? result : overflow(run, expr, A_TIMESTAMP);
}

static struct d1_cel_value add_to_timestamp(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                            struct d1_cel_value b)
{
    return add_timestamp(run, expr, b, a);
}

static struct d1_cel_value sub_timestamp(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                         struct d1_cel_value b)
{
    struct d1_cel_value result;

    return d1_time_add(a, b, -1, &result) ? result : overflow(run, expr, A_TIMESTAMP);
}

static struct d1_cel_value between(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value a,
                                   struct d1_cel_value b)
{
    struct d1_cel_value result;

    return d1_time_between(a, b, &result) ? result : overflow(run, expr, A_DURATION);
}

/* The functions of nodes whose operands are known: one for each row. */
#define TYPED(name)                                                                                                    \
    static struct d1_cel_value run_##name(struct d1_cel_run *run, const struct d1_expr *expr)                          \
    {                                                                                                                  \
        struct d1_cel_value a = d1_run(run, expr->u.args.items[0]), b;                                                 \
                                                                                                                       \
        if (d1_is_error(a))                                                                                            \
            return a;                                                                                                  \
        b = d1_run(run, expr->u.args.items[1]);                                                                        \
        return d1_is_error(b) ? b : name(run, expr, a, b);                                                             \
    }

#define ALL_TYPED(OF)                                                                                                  \
    OF(add_int)                                                                                                        \
    OF(sub_int)                                                                                                        \
    OF(mul_int)                                                                                                        \
    OF(div_int)                                                                                                        \
    OF(mod_int)                                                                                                        \
    OF(add_uint)                                                                                                       \
    OF(sub_uint)                                                                                                       \
    OF(mul_uint) OF(div_uint) OF(mod_uint) OF(add_double) OF(sub_double) OF(mul_double) OF(div_double) OF(add_text)    \
        OF(add_list) OF(add_duration) OF(sub_duration) OF(add_timestamp) OF(add_to_timestamp) OF(sub_timestamp)        \
            OF(between)

ALL_TYPED(TYPED)

#define ROW(token, left, right, result, name)                                                                          \
    {                                                                                                                  \
        D1_TOKEN_##token, D1_CEL_##left, D1_CEL_##right, D1_CEL_##result, name, run_##name                             \
    }

static const struct d1_arithmetic arithmetic[] = {
    ROW(PLUS, INT, INT, INT, add_int),
    ROW(PLUS, UINT, UINT, UINT, add_uint),
    ROW(PLUS, DOUBLE, DOUBLE, DOUBLE, add_double),
    ROW(PLUS, STRING, STRING, STRING, add_text),
    ROW(PLUS, BYTES, BYTES, BYTES, add_text),
    ROW(PLUS, LIST, LIST, LIST, add_list),
    ROW(PLUS, DURATION, DURATION, DURATION, add_duration),
    ROW(PLUS, TIMESTAMP, DURATION, TIMESTAMP, add_timestamp),
    ROW(PLUS, DURATION, TIMESTAMP, TIMESTAMP, add_to_timestamp),
    ROW(MINUS, INT, INT, INT, sub_int),
    ROW(MINUS, UINT, UINT, UINT, sub_uint),
    ROW(MINUS, DOUBLE, DOUBLE, DOUBLE, sub_double),
    ROW(MINUS, DURATION, DURATION, DURATION, sub_duration),
    ROW(MINUS, TIMESTAMP, DURATION, TIMESTAMP, sub_timestamp),
    ROW(MINUS, TIMESTAMP, TIMESTAMP, DURATION, between),
    ROW(STAR, INT, INT, INT, mul_int),
    ROW(STAR, UINT, UINT, UINT, mul_uint),
    ROW(STAR, DOUBLE, DOUBLE, DOUBLE, mul_double),
    ROW(SLASH, INT, INT, INT, div_int),
    ROW(SLASH, UINT, UINT, UINT, div_uint),
    ROW(SLASH, DOUBLE, DOUBLE, DOUBLE, div_double),
    ROW(PERCENT, INT, INT, INT, mod_int),
    ROW(PERCENT, UINT, UINT, UINT, mod_uint),
};

const struct d1_arithmetic *d1_arithmetic_rows(size_t *count)
{
    *count = sizeof arithmetic / sizeof *arithmetic;
    return arithmetic;
}

const struct d1_arithmetic *d1_arithmetic_find(int token, int left, int right)
{
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++)
        if (arithmetic[i].token == token && arithmetic[i].left == left && arithmetic[i].right == right)
            return &arithmetic[i];
    return NULL;
}

struct d1_cel_value d1_run_arithmetic(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value a = d1_run(run, expr->u.args.items[0]), b;
    const struct d1_arithmetic *row;

    if (d1_is_error(a))
        return a;
    b = d1_run(run, expr->u.args.items[1]);
    if (d1_is_error(b))
        return b;
    row = d1_arithmetic_find((int)expr->u.args.by.token, a.kind, b.kind);
    if (!row)
        return d1_run_fail(run, expr, "%s does not work on %s and %s", d1_cel_token_name(expr->u.args.by.token),
                           d1_kind_name(a), d1_kind_name(b));
    return row->apply(run, expr, a, b);
}

struct d1_cel_value d1_run_negate(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value value = d1_run(run, expr->u.args.items[0]);
    int64_t nanos;

    switch (value.kind) {
    case D1_CEL_ERROR:
        return value;
    case D1_CEL_INT:
        return value.as.integer == INT64_MIN ? overflow(run, expr, AN_INT) : d1_cel_int(-value.as.integer);
    case D1_CEL_DOUBLE:
        return d1_cel_double(-value.as.number);
    case D1_CEL_DURATION:
        if (!d1_time_nanos(value, &nanos) || nanos == INT64_MIN)
            return overflow(run, expr, A_DURATION);
        return d1_time_duration(-nanos);
    default:
        return d1_run_fail(run, expr, "`-` does not work on %s", d1_kind_name(value));
    }
}

/* ---- equality ---- */

static struct d1_cel_value equality(struct d1_cel_run *run, const struct d1_expr *expr, bool wanted)
{
    struct d1_cel_value a = d1_run(run, expr->u.args.items[0]), b;
    bool equal;

    if (d1_is_error(a))
        return a;
    b = d1_run(run, expr->u.args.items[1]);
    if (d1_is_error(b))
        return b;
    equal = d1_cel_equal_within(a, b, &run->cost_left);
    if (run->cost_left == 0)
        return d1_run_cost(run, expr);
    return d1_cel_bool(equal == wanted);
}

struct d1_cel_value d1_run_equal(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return equality(run, expr, true);
}

struct d1_cel_value d1_run_not_equal(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return equality(run, expr, false);
}

/* The left operand is a string by its type, the right one a literal: the most frequent condition in rules. */
static struct d1_cel_value equals_text(struct d1_cel_run *run, const struct d1_expr *expr, bool wanted)
{
    struct d1_cel_value a = d1_run(run, expr->u.args.items[0]);
    const struct d1_cel_value *b = &expr->u.args.items[1]->u.literal;

    if (d1_is_error(a))
        return a;
    return d1_cel_bool(
        (a.kind == D1_CEL_STRING && a.extra == b->extra && memcmp(a.as.text, b->as.text, a.extra) == 0) == wanted);
}

struct d1_cel_value d1_run_equal_text(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return equals_text(run, expr, true);
}

struct d1_cel_value d1_run_not_equal_text(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return equals_text(run, expr, false);
}

/* ---- order ---- */

static struct d1_cel_value ordered(struct d1_cel_run *run, const struct d1_expr *expr, int *order, bool *known)
{
    struct d1_cel_value a = d1_run(run, expr->u.args.items[0]), b;

    *known = false;
    if (d1_is_error(a))
        return a;
    b = d1_run(run, expr->u.args.items[1]);
    if (d1_is_error(b))
        return b;
    *known = d1_cel_compare(a, b, order);
    if (*known || (a.kind == D1_CEL_DOUBLE && isnan(a.as.number)) || (b.kind == D1_CEL_DOUBLE && isnan(b.as.number)))
        return d1_cel_bool(false);
    return d1_run_fail(run, expr, "%s does not work on %s and %s", d1_cel_token_name(expr->u.args.by.token),
                       d1_kind_name(a), d1_kind_name(b));
}

/* The general form, and one for two operands that are int (or date: both keep their number in the same place). */
#define ORDER(name, op)                                                                                                \
    struct d1_cel_value d1_run_##name(struct d1_cel_run *run, const struct d1_expr *expr)                              \
    {                                                                                                                  \
        struct d1_cel_value result;                                                                                    \
        bool known;                                                                                                    \
        int order = 0;                                                                                                 \
                                                                                                                       \
        result = ordered(run, expr, &order, &known);                                                                   \
        return known ? d1_cel_bool(order op 0) : result;                                                               \
    }

#define INTEGER(name, op)                                                                                              \
    struct d1_cel_value d1_run_##name##_int(struct d1_cel_run *run, const struct d1_expr *expr)                        \
    {                                                                                                                  \
        struct d1_cel_value a = d1_run(run, expr->u.args.items[0]), b;                                                 \
                                                                                                                       \
        if (d1_is_error(a))                                                                                            \
            return a;                                                                                                  \
        b = d1_run(run, expr->u.args.items[1]);                                                                        \
        return d1_is_error(b) ? b : d1_cel_bool(a.as.integer op b.as.integer);                                         \
    }

ORDER(less, <)
ORDER(less_equal, <=)
ORDER(greater, >)
ORDER(greater_equal, >=)
INTEGER(less, <)
INTEGER(less_equal, <=)
INTEGER(greater, >)
INTEGER(greater_equal, >=)
INTEGER(equal, ==)
INTEGER(not_equal, !=)

/* ---- in ---- */

static struct d1_cel_value contains(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value item,
                                    struct d1_cel_value container)
{
    bool found;

    if (container.kind == D1_CEL_LIST) {
        found = d1_cel_list_has_within(container, item, &run->cost_left);
        if (run->cost_left == 0)
            return d1_run_cost(run, expr);
        return d1_cel_bool(found);
    }
    if (container.kind == D1_CEL_MAP)
        return d1_cel_bool(d1_cel_map_get(container, item, NULL));
    return d1_run_fail(run, expr, "`in` looks into a list or a map, not into %s", d1_kind_name(container));
}

struct d1_cel_value d1_run_in(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value item = d1_run(run, expr->u.args.items[0]), container;

    if (d1_is_error(item))
        return item;
    container = d1_run(run, expr->u.args.items[1]);
    return d1_is_error(container) ? container : contains(run, expr, item, container);
}

/*
 * The right operand is a variable: where it is a long list of a document, the activation keeps a hashed copy of it
 * for the next time.
 */
struct d1_cel_value d1_run_in_variable(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value item = d1_run(run, expr->u.args.items[0]), container;
    size_t index = expr->u.args.items[1]->u.name.index;
    struct d1_cel_activation *activation = run->activation;

    if (d1_is_error(item))
        return item;
    container = d1_run(run, expr->u.args.items[1]);
    if (d1_is_error(container))
        return container;
    if (container.kind == D1_CEL_LIST && container.form == D1_CEL_FORM_NODE) {
        while (index < activation->first)
            activation = activation->parent;
        if (activation->arena) {
            d1_cel_list_index(activation->arena, &container);
            activation->slots[index - activation->first].value = container;
        }
    }
    return contains(run, expr, item, container);
}
