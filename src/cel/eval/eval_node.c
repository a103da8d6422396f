/* Evaluation of names, conditions and literals. */
#include "cel/eval/read.h"

/* ---- names and literals ---- */

void d1_cel_run_literal(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    (void)run;
    *out = expr->u.literal;
}

void d1_cel_run_fault(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    *out = d1_cel_run_fail(run, expr, D1_STR_FMT, D1_STR_ARG(expr->u.fault));
}

void d1_cel_run_local(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    *out = run->locals[expr->u.name.index];
}

void d1_cel_run_variable(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_slot *slot = d1_cel_find_slot(run, expr->u.name.index);

    if (!slot) {
        *out = d1_cel_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
        return;
    }
    *out = slot->fill ? d1_cel_slot_get(slot) : slot->value;
    if (!d1_cel_is_error(*out))
        return;
    if (!d1_cel_is_misfit(*out) && !out->as.failure) {
        *out = d1_cel_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
        return;
    }
    if (!d1_cel_is_misfit(*out) && out->as.failure->code == D1_ERR_LIMIT) {
        run->stopped = true;
        run->stop = *out;
    }
    d1_cel_run_settle(run, expr, out);
}

void d1_cel_run_once(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value *kept = &run->locals[expr->u.once.local];

    /* No evaluation gives an ERROR without a failure. */
    if (d1_cel_is_error(*kept) && !kept->as.failure)
        d1_cel_run_expr(run, expr->u.once.inner, kept);
    *out = *kept;
}

/* ---- logic ---- */

static void not_bool(struct d1_cel_run *run, const struct d1_cel_expr *expr, const char *what,
                     struct d1_cel_value *value)
{
    if (!d1_cel_is_error(*value))
        *value = d1_cel_run_fail(run, expr, "%s is a bool, not %s", what, d1_cel_kind_name(*value));
}

/* `decisive` is what decides without the other operands: false for &&, true for ||. */
static inline void logic(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out,
                         bool decisive, const char *what)
{
    struct d1_cel_value kept;
    bool failed = false;

    for (uint32_t i = 0; i < expr->count; i++) {
        d1_cel_run_expr(run, expr->u.args.items[i], out);
        if (out->kind == D1_CEL_BOOL) {
            if (out->as.boolean == decisive)
                return;
            continue;
        }
        if (run->stopped)
            return;
        if (!failed) {
            not_bool(run, expr, what, out);
            kept = *out;
            failed = true;
        }
    }
    if (failed)
        *out = kept;
    else
        d1_cel_put_bool(out, !decisive);
}

void d1_cel_run_and(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    logic(run, expr, out, false, "an operand of `&&`");
}

void d1_cel_run_or(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    logic(run, expr, out, true, "an operand of `||`");
}

void d1_cel_run_not(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    d1_cel_run_expr(run, expr->u.args.items[0], out);
    if (out->kind == D1_CEL_BOOL)
        d1_cel_put_bool(out, !out->as.boolean);
    else
        not_bool(run, expr, "the operand of `!`", out);
}

void d1_cel_run_cond(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    d1_cel_run_expr(run, expr->u.args.items[0], out);
    if (out->kind == D1_CEL_BOOL)
        d1_cel_run_expr(run, expr->u.args.items[out->as.boolean ? 1 : 2], out);
    else
        not_bool(run, expr, "the condition of `? :`", out);
}

void d1_cel_run_bind(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    const struct d1_cel_expr_bind *bind = expr->u.bind;

    d1_cel_run_expr(run, bind->value, out);
    if (d1_cel_is_error(*out))
        return;
    run->locals[bind->local] = *out;
    d1_cel_run_expr(run, bind->body, out);
}

/* ---- literals of lists and maps ---- */

/* The value of an item; false when it is an optional that holds none, and so is left out. */
static bool literal_item(struct d1_cel_run *run, const struct d1_cel_expr *item, bool optional,
                         struct d1_cel_value *value)
{
    d1_cel_run_expr(run, item, value);
    if (!optional || d1_cel_is_error(*value))
        return true;
    if (value->kind != D1_CEL_OPTIONAL) {
        *value =
            d1_cel_run_fail(run, item, "an item with `?` before it is an optional, not %s", d1_cel_kind_name(*value));
        return true;
    }
    return d1_cel_optional_get(*value, value);
}

void d1_cel_run_list(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value *items = d1_arena_alloc(run->arena, expr->count * sizeof *items);
    size_t count = 0;

    for (uint32_t i = 0; items && i < expr->count; i++) {
        const struct d1_cel_expr *item = expr->u.args.items[i];

        if (!literal_item(run, item, item->flags & D1_EXPR_PERHAPS, &items[count]))
            continue;
        if (d1_cel_is_error(items[count])) {
            *out = items[count];
            return;
        }
        count++;
    }
    *out = items ? d1_cel_list_wrap(run->arena, items, count) : d1_cel_fail_memory();
    if (d1_cel_is_error(*out))
        *out = d1_cel_run_memory(run, expr);
}

static bool map_key(struct d1_cel_run *run, const struct d1_cel_expr *key, struct d1_cel_value *value)
{
    d1_cel_run_expr(run, key, value);
    if (d1_cel_is_error(*value))
        return false;
    if (value->kind != D1_CEL_DOUBLE && d1_cel_is_map_key(value))
        return true;
    *value =
        d1_cel_run_fail(run, key, "the key of a map is a bool, int, uint or string, not %s", d1_cel_kind_name(*value));
    return false;
}

void d1_cel_run_put_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *keys,
                        const struct d1_cel_value *values, size_t count, struct d1_cel_value *out,
                        const char *duplicate)
{
    bool again;

    *out = d1_cel_map_wrap(run->arena, keys, values, count, &run->cost_left);
    if (d1_cel_is_error(*out)) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    again = duplicate && d1_cel_map_has_duplicate(*out, &run->cost_left);
    if (run->cost_left == 0)
        *out = d1_cel_run_cost(run, expr);
    else if (again)
        *out = d1_cel_run_fail(run, expr, "%s", duplicate);
}

void d1_cel_run_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    size_t most = expr->count / 2, count = 0;
    struct d1_cel_value *keys = d1_arena_alloc(run->arena, 2 * most * sizeof *keys), *values;

    if (!keys) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    values = keys + most;
    for (size_t i = 0; i < most; i++) {
        const struct d1_cel_expr *key = expr->u.args.items[2 * i];

        if (!map_key(run, key, &keys[count])) {
            *out = keys[count];
            return;
        }
        if (!literal_item(run, expr->u.args.items[2 * i + 1], key->flags & D1_EXPR_PERHAPS, &values[count]))
            continue;
        if (d1_cel_is_error(values[count])) {
            *out = values[count];
            return;
        }
        count++;
    }
    d1_cel_run_put_map(run, expr, keys, values, count, out, "two entries of the map have the same key");
}
