/* Arithmetic: a table with one row for each operator and pair of kinds. */
#include "cel/eval/read.h"
#include "cel/value/time.h"

#include <string.h>

/* What every operation is given: two operands of the kinds of its row, and where the result goes. */
#define OPERATION                                                                                                      \
    struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *a,                              \
        const struct d1_cel_value *b, struct d1_cel_value *out

static void overflow(struct d1_cel_run *run, const struct d1_cel_expr *expr, const char *type, struct d1_cel_value *out)
{
    *out = d1_cel_run_fail(run, expr, "the result does not fit %s", type);
}

#define AN_INT "an int (64 bits)"
#define A_UINT "a uint (64 bits)"
#define A_DURATION "a duration (about 292 years)"
#define A_TIMESTAMP "a timestamp (years 0001 to 9999)"

static inline void put_int(struct d1_cel_value *out, int64_t value)
{
    out->kind = D1_CEL_INT;
    out->form = D1_CEL_FORM_PLAIN;
    out->as.integer = value;
    out->ref = NULL;
}

static inline void put_uint(struct d1_cel_value *out, uint64_t value)
{
    out->kind = D1_CEL_UINT;
    out->form = D1_CEL_FORM_PLAIN;
    out->as.natural = value;
    out->ref = NULL;
}

static inline void put_double(struct d1_cel_value *out, double value)
{
    out->kind = D1_CEL_DOUBLE;
    out->form = D1_CEL_FORM_PLAIN;
    out->as.number = value;
    out->ref = NULL;
}

/* The operations that differ only in kind and operator. */
#define CHECKED(name, type, field, put, builtin, range)                                                                \
    static inline void name(OPERATION)                                                                                 \
    {                                                                                                                  \
        type result;                                                                                                   \
                                                                                                                       \
        if (builtin(a->as.field, b->as.field, &result))                                                                \
            overflow(run, expr, range, out);                                                                           \
        else                                                                                                           \
            put(out, result);                                                                                          \
    }

CHECKED(add_int, int64_t, integer, put_int, __builtin_add_overflow, AN_INT)
CHECKED(sub_int, int64_t, integer, put_int, __builtin_sub_overflow, AN_INT)
CHECKED(mul_int, int64_t, integer, put_int, __builtin_mul_overflow, AN_INT)
CHECKED(add_uint, uint64_t, natural, put_uint, __builtin_add_overflow, A_UINT)
CHECKED(sub_uint, uint64_t, natural, put_uint, __builtin_sub_overflow, A_UINT)
CHECKED(mul_uint, uint64_t, natural, put_uint, __builtin_mul_overflow, A_UINT)

#define FLOATING(name, op)                                                                                             \
    static inline void name(OPERATION)                                                                                 \
    {                                                                                                                  \
        (void)run;                                                                                                     \
        (void)expr;                                                                                                    \
        put_double(out, a->as.number op b->as.number);                                                                 \
    }

FLOATING(add_double, +)
FLOATING(sub_double, -)
FLOATING(mul_double, *)
FLOATING(div_double, /)

static void div_int(OPERATION)
{
    if (b->as.integer == 0)
        *out = d1_cel_run_fail(run, expr, "division by zero");
    else if (a->as.integer == INT64_MIN && b->as.integer == -1)
        overflow(run, expr, AN_INT, out);
    else
        put_int(out, a->as.integer / b->as.integer);
}

static void mod_int(OPERATION)
{
    if (b->as.integer == 0)
        *out = d1_cel_run_fail(run, expr, "remainder of a division by zero");
    else
        put_int(out, b->as.integer == -1 ? 0 : a->as.integer % b->as.integer);
}

static void div_uint(OPERATION)
{
    if (b->as.natural == 0)
        *out = d1_cel_run_fail(run, expr, "division by zero");
    else
        put_uint(out, a->as.natural / b->as.natural);
}

static void mod_uint(OPERATION)
{
    if (b->as.natural == 0)
        *out = d1_cel_run_fail(run, expr, "remainder of a division by zero");
    else
        put_uint(out, a->as.natural % b->as.natural);
}

static void add_text(OPERATION)
{
    size_t len = (size_t)a->extra + b->extra;
    char *text = len <= UINT32_MAX ? d1_arena_bytes(run->arena, len) : NULL;

    if (!text) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    if (!d1_cel_run_charge(run, len / 16)) {
        *out = d1_cel_run_cost(run, expr);
        return;
    }
    if (a->extra)
        memcpy(text, a->as.text, a->extra);
    if (b->extra)
        memcpy(text + a->extra, b->as.text, b->extra);
    *out = (struct d1_cel_value){.kind = a->kind, .extra = (uint32_t)len, .as.text = text};
}

static void add_list(OPERATION)
{
    size_t first = d1_cel_list_len(*a), second = d1_cel_list_len(*b);
    struct d1_cel_value *items = d1_arena_alloc(run->arena, (first + second) * sizeof *items);

    if (!items) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    if (!d1_cel_run_charge(run, first + second)) {
        *out = d1_cel_run_cost(run, expr);
        return;
    }
    for (size_t i = 0; i < first + second; i++) {
        items[i] = i < first ? d1_cel_list_get(*a, i) : d1_cel_list_get(*b, i - first);
        if (d1_cel_is_error(items[i])) {
            *out = d1_cel_run_settle_error(run, expr, items[i]);
            return;
        }
    }
    *out = d1_cel_list_wrap(run->arena, items, first + second);
    if (d1_cel_is_error(*out))
        *out = d1_cel_run_memory(run, expr);
}

static void add_duration(OPERATION)
{
    int64_t x, y;

    if (!d1_cel_time_nanos(*a, &x) || !d1_cel_time_nanos(*b, &y) || __builtin_add_overflow(x, y, &x))
        overflow(run, expr, A_DURATION, out);
    else
        *out = d1_cel_time_duration(x);
}

static void sub_duration(OPERATION)
{
    int64_t x, y;

    if (!d1_cel_time_nanos(*a, &x) || !d1_cel_time_nanos(*b, &y) || __builtin_sub_overflow(x, y, &x))
        overflow(run, expr, A_DURATION, out);
    else
        *out = d1_cel_time_duration(x);
}

static void add_timestamp(OPERATION)
{
    if (!d1_cel_time_add(*a, *b, 1, out))
        overflow(run, expr, A_TIMESTAMP, out);
}

static void add_to_timestamp(OPERATION)
{
    add_timestamp(run, expr, b, a, out);
}

static void sub_timestamp(OPERATION)
{
    if (!d1_cel_time_add(*a, *b, -1, out))
        overflow(run, expr, A_TIMESTAMP, out);
}

static void between(OPERATION)
{
    if (!d1_cel_time_between(*a, *b, out))
        overflow(run, expr, A_DURATION, out);
}

/* The functions of nodes whose operands are known: one for each row. */
#define TYPED(name)                                                                                                    \
    static void run_##name(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)           \
    {                                                                                                                  \
        struct d1_cel_value room[2];                                                                                   \
        const struct d1_cel_value *a, *b;                                                                              \
                                                                                                                       \
        if (d1_cel_operands(run, expr, room, &a, &b, out))                                                             \
            name(run, expr, a, b, out);                                                                                \
    }

#define ALL_TYPED(OF)                                                                                                  \
    OF(add_int)                                                                                                        \
    OF(sub_int)                                                                                                        \
    OF(mul_int)                                                                                                        \
    OF(div_int)                                                                                                        \
    OF(mod_int)                                                                                                        \
    OF(add_uint)                                                                                                       \
    OF(sub_uint)                                                                                                       \
    OF(mul_uint)                                                                                                       \
    OF(div_uint)                                                                                                       \
    OF(mod_uint)                                                                                                       \
    OF(add_double)                                                                                                     \
    OF(sub_double)                                                                                                     \
    OF(mul_double)                                                                                                     \
    OF(div_double)                                                                                                     \
    OF(add_text)                                                                                                       \
    OF(add_list) OF(add_duration) OF(sub_duration) OF(add_timestamp) OF(add_to_timestamp) OF(sub_timestamp) OF(between)

ALL_TYPED(TYPED)

#define ROW(token, left, right, result, name)                                                                          \
    {                                                                                                                  \
        D1_TOKEN_##token, D1_CEL_##left, D1_CEL_##right, D1_CEL_##result, name, run_##name                             \
    }

static const struct d1_cel_arithmetic arithmetic[] = {
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

const struct d1_cel_arithmetic *d1_cel_arithmetic_rows(size_t *count)
{
    *count = sizeof arithmetic / sizeof *arithmetic;
    return arithmetic;
}

const struct d1_cel_arithmetic *d1_cel_arithmetic_find(int token, int left, int right)
{
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++)
        if (arithmetic[i].token == token && arithmetic[i].left == left && arithmetic[i].right == right)
            return &arithmetic[i];
    return NULL;
}

/* Two ints and two doubles are what values of unknown types mostly are. False: the row is to be looked for. */
static inline bool apply_frequent(OPERATION)
{
    bool ints = a->kind == D1_CEL_INT && b->kind == D1_CEL_INT;

    if (!ints && !(a->kind == D1_CEL_DOUBLE && b->kind == D1_CEL_DOUBLE))
        return false;
    switch (expr->u.args.by.token) {
    case D1_TOKEN_PLUS:
        (ints ? add_int : add_double)(run, expr, a, b, out);
        return true;
    case D1_TOKEN_MINUS:
        (ints ? sub_int : sub_double)(run, expr, a, b, out);
        return true;
    case D1_TOKEN_STAR:
        (ints ? mul_int : mul_double)(run, expr, a, b, out);
        return true;
    default:
        return false;
    }
}

const char *d1_cel_arithmetic_hint(int token, const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    if (a->kind == D1_CEL_DATE && b->kind == D1_CEL_DATE)
        return "; days(a, b) counts the days between two dates";
    if (a->kind == D1_CEL_DATE || b->kind == D1_CEL_DATE)
        return "; addDays(date, n) gives the date n days later";
    if (token == D1_TOKEN_PLUS && (a->kind == D1_CEL_STRING || b->kind == D1_CEL_STRING))
        return "; string() makes a string of a value";
    if (d1_cel_type_is_number(a) && d1_cel_type_is_number(b))
        return "; int(), uint() and double() convert";
    return "";
}

void d1_cel_run_arithmetic(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *a, *b;
    const struct d1_cel_arithmetic *row;

    if (!d1_cel_operands(run, expr, room, &a, &b, out))
        return;
    if (apply_frequent(run, expr, a, b, out))
        return;
    row = d1_cel_arithmetic_find((int)expr->u.args.by.token, a->kind, b->kind);
    if (row)
        row->apply(run, expr, a, b, out);
    else
        *out = d1_cel_run_fail(
            run, expr, "%s does not work on %s and %s%s", d1_cel_token_name(expr->u.args.by.token),
            d1_cel_kind_name(*a), d1_cel_kind_name(*b),
            d1_cel_arithmetic_hint((int)expr->u.args.by.token, &d1_cel_types[a->kind], &d1_cel_types[b->kind]));
}

void d1_cel_run_negate(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    int64_t nanos;

    d1_cel_run_expr(run, expr->u.args.items[0], out);
    switch (out->kind) {
    case D1_CEL_ERROR:
        break;
    case D1_CEL_INT:
        if (out->as.integer == INT64_MIN)
            overflow(run, expr, AN_INT, out);
        else
            put_int(out, -out->as.integer);
        break;
    case D1_CEL_DOUBLE:
        put_double(out, -out->as.number);
        break;
    case D1_CEL_DURATION:
        if (!d1_cel_time_nanos(*out, &nanos) || nanos == INT64_MIN)
            overflow(run, expr, A_DURATION, out);
        else
            *out = d1_cel_time_duration(-nanos);
        break;
    default:
        *out = d1_cel_run_fail(run, expr, "`-` does not work on %s", d1_cel_kind_name(*out));
    }
}
