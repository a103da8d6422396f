/* Comparison and `in`. */
#include "cel/eval/read.h"

#include <math.h>

/* ---- equality ---- */

static void equality(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out, bool wanted)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *a, *b;
    bool equal;

    if (!d1_cel_operands(run, expr, room, &a, &b, out))
        return;
    if (a->kind == D1_CEL_STRING && b->kind == D1_CEL_STRING && a->extra <= D1_CEL_SHORT) {
        d1_cel_put_bool(out, (a->extra == b->extra && d1_cel_same_bytes(a->as.text, b->as.text, a->extra)) == wanted);
        return;
    }
    equal = d1_cel_equal_within(*a, *b, &run->cost_left);
    if (run->cost_left == 0)
        *out = d1_cel_run_cost(run, expr);
    else
        d1_cel_put_bool(out, equal == wanted);
}

void d1_cel_run_equal(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    equality(run, expr, out, true);
}

void d1_cel_run_not_equal(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    equality(run, expr, out, false);
}

/* The right operand is a literal string: the most frequent condition in rules. */
static inline void equals_text(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out,
                               bool wanted)
{
    struct d1_cel_value room;
    const struct d1_cel_value *a = d1_cel_operand(run, expr->u.args.items[0], &room);
    const struct d1_cel_value *b = &expr->u.args.items[1]->u.literal;

    if (d1_cel_is_error(*a))
        *out = *a;
    else if (b->extra > D1_CEL_SHORT && !d1_cel_run_charge(run, b->extra / 16))
        *out = d1_cel_run_cost(run, expr);
    else
        d1_cel_put_bool(out, (a->kind == D1_CEL_STRING && a->extra == b->extra &&
                              d1_cel_same_bytes(a->as.text, b->as.text, a->extra)) == wanted);
}

void d1_cel_run_equal_text(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    equals_text(run, expr, out, true);
}

void d1_cel_run_not_equal_text(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    equals_text(run, expr, out, false);
}

/* ---- order ---- */

/* True with the order of the values; else *out is the result: an error, or false beside NaN. */
static bool ordered(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *a,
                    const struct d1_cel_value *b, int *order, struct d1_cel_value *out)
{
    /* Texts as long as they are alike. */
    if (a->extra > D1_CEL_SHORT && b->extra > D1_CEL_SHORT &&
        !d1_cel_run_charge(run, (a->extra < b->extra ? d1_cel_order_cost(*a) : d1_cel_order_cost(*b)))) {
        *out = d1_cel_run_cost(run, expr);
        return false;
    }
    if (d1_cel_compare(*a, *b, order))
        return true;
    if ((a->kind == D1_CEL_DOUBLE && isnan(a->as.number)) || (b->kind == D1_CEL_DOUBLE && isnan(b->as.number)))
        d1_cel_put_bool(out, false);
    else
        *out = d1_cel_run_fail(run, expr, "%s does not work on %s and %s", d1_cel_token_name(expr->u.args.by.token),
                               d1_cel_kind_name(*a), d1_cel_kind_name(*b));
    return false;
}

/* Two ints and two doubles, which are frequent, are compared in line; beside NaN C says false too. */
#define ORDER(name, op)                                                                                                \
    void d1_cel_run_##name(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)           \
    {                                                                                                                  \
        struct d1_cel_value room[2];                                                                                   \
        const struct d1_cel_value *a, *b;                                                                              \
        int order;                                                                                                     \
                                                                                                                       \
        if (!d1_cel_operands(run, expr, room, &a, &b, out))                                                            \
            return;                                                                                                    \
        if (a->kind == D1_CEL_INT && b->kind == D1_CEL_INT)                                                            \
            d1_cel_put_bool(out, a->as.integer op b->as.integer);                                                      \
        else if (a->kind == D1_CEL_DOUBLE && b->kind == D1_CEL_DOUBLE)                                                 \
            d1_cel_put_bool(out, a->as.number op b->as.number);                                                        \
        else if (ordered(run, expr, a, b, &order, out))                                                                \
            d1_cel_put_bool(out, order op 0);                                                                          \
    }

/* For two operands that are both int or both date: they keep their numbers in the same place. */
#define INTEGER(name, op)                                                                                              \
    void d1_cel_run_##name##_int(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)     \
    {                                                                                                                  \
        struct d1_cel_value room[2];                                                                                   \
        const struct d1_cel_value *a, *b;                                                                              \
                                                                                                                       \
        if (d1_cel_operands(run, expr, room, &a, &b, out))                                                             \
            d1_cel_put_bool(out, a->as.integer op b->as.integer);                                                      \
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

static void contains(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *item,
                     const struct d1_cel_value *container, struct d1_cel_value *out)
{
    bool found;

    if (container->kind == D1_CEL_LIST) {
        found = d1_cel_list_has_within(*container, *item, &run->cost_left);
        if (run->cost_left == 0)
            *out = d1_cel_run_cost(run, expr);
        else
            d1_cel_put_bool(out, found);
    } else if (container->kind == D1_CEL_MAP) {
        found = d1_cel_map_get_within(*container, *item, NULL, &run->cost_left);
        if (run->cost_left == 0)
            *out = d1_cel_run_cost(run, expr);
        else
            d1_cel_put_bool(out, found);
    } else {
        *out = d1_cel_run_fail(run, expr, "`in` looks into a list or a map, not into %s", d1_cel_kind_name(*container));
    }
}

void d1_cel_run_in(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *item, *container;

    if (d1_cel_operands(run, expr, room, &item, &container, out))
        contains(run, expr, item, container, out);
}

/*
 * The right operand is a variable: where it is a long list of a document, the activation keeps a hashed copy of it
 * for the next time.
 */
void d1_cel_run_in_variable(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *item, *container;
    size_t index = expr->u.args.items[1]->u.name.index;
    struct d1_cel_activation *activation = run->activation;

    if (!d1_cel_operands(run, expr, room, &item, &container, out))
        return;
    if (container->kind == D1_CEL_LIST && container->form == D1_CEL_FORM_NODE) {
        while (index < activation->first)
            activation = activation->parent;
        if (activation->arena) {
            struct d1_cel_slot *slot = &activation->slots[index - activation->first];

            d1_cel_list_index(activation->arena, &slot->value);
            container = &slot->value;
        }
    }
    contains(run, expr, item, container, out);
}
