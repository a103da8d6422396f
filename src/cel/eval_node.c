/* Evaluation of names, fields, indexes, conditions and literals. */
#include "cel/read.h"

/* ---- names and literals ---- */

void d1_run_literal(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    (void)run;
    *out = expr->u.literal;
}

void d1_run_fault(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    *out = d1_run_fail(run, expr, D1_STR_FMT, D1_STR_ARG(expr->u.fault));
}

void d1_run_local(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    *out = run->locals[expr->u.name.index];
}

void d1_run_variable(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_slot *slot = d1_find_slot(run, expr->u.name.index);

    if (!slot) {
        *out = d1_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
        return;
    }
    *out = slot->fill ? d1_cel_slot_get(slot) : slot->value;
    if (!d1_is_error(*out))
        return;
    if (!d1_cel_is_misfit(*out) && !out->as.failure) {
        *out = d1_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
        return;
    }
    if (!d1_cel_is_misfit(*out) && out->as.failure->code == D1_ERR_LIMIT) {
        run->stopped = true;
        run->stop = *out;
    }
    d1_run_settle(run, expr, out);
}

void d1_run_once(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value *kept = &run->locals[expr->u.once.local];

    /* No evaluation gives an ERROR without a failure. */
    if (d1_is_error(*kept) && !kept->as.failure)
        d1_run(run, expr->u.once.inner, kept);
    *out = *kept;
}

/* ---- fields ---- */

static inline bool is_mapping(const struct d1_cel_value *value)
{
    return value->kind == D1_CEL_MAP && value->form == D1_CEL_FORM_NODE;
}

/* The node of a field of a mapping node, or NULL. */
static inline const struct d1_node *field_node(const struct d1_expr *expr, const struct d1_cel_value *operand)
{
    const struct d1_expr_select *select = &expr->u.select;

    return d1_read_key(operand->as.node, select->field, select->hash, (uint16_t *)(uintptr_t)&select->hint);
}

/* The field of a map of any form; value may be NULL. */
static bool read_field(const struct d1_expr *expr, const struct d1_cel_value *operand, struct d1_cel_value *value)
{
    const struct d1_expr_select *select = &expr->u.select;
    size_t index = SIZE_MAX;

    /* The number of a field holds only for objects of the very type that the checker saw. */
    if (operand->form == D1_CEL_FORM_OBJECT && select->index != UINT32_MAX &&
        select->record == operand->as.object->type)
        index = select->index;
    return d1_cel_map_field(*operand, select->field, select->hash, index, select->field_type, value);
}

static void no_field(struct d1_cel_run *run, const struct d1_expr *expr, const struct d1_cel_value *operand,
                     struct d1_cel_value *out)
{
    const struct d1_node *node = d1_cel_value_node(*operand);

    if (operand->kind != D1_CEL_MAP) {
        *out = d1_run_fail(run, expr, "there is no field `%.*s` in %s", D1_STR_ARG(expr->u.select.field),
                           d1_kind_name(*operand));
        return;
    }
    *out = d1_run_fail(run, expr, "there is no field `%.*s` here", D1_STR_ARG(expr->u.select.field));
    if (!run->stopped)
        ((struct d1_cel_failure *)out->as.failure)->node = node;
}

/* What was found, as an optional. */
static void put_some(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value found,
                     struct d1_cel_value *out)
{
    if (d1_is_error(found)) {
        *out = found;
        d1_run_settle(run, expr, out);
        return;
    }
    *out = d1_cel_some(run->arena, found);
    if (d1_is_error(*out))
        *out = d1_run_memory(run, expr);
}

/* Selecting from an optional selects from what it holds; the result is an optional. */
static void select_inside(struct d1_cel_run *run, const struct d1_expr *expr, const struct d1_cel_value *operand,
                          struct d1_cel_value *out)
{
    struct d1_cel_value inner, found;

    if (operand->kind == D1_CEL_OPTIONAL) {
        if (!d1_cel_optional_get(*operand, &inner)) {
            *out = d1_cel_none();
            return;
        }
        operand = &inner;
    }
    if (operand->kind != D1_CEL_MAP)
        no_field(run, expr, operand, out);
    else if (read_field(expr, operand, &found))
        put_some(run, expr, found, out);
    else
        *out = d1_cel_none();
}

void d1_run_select(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room;
    const struct d1_cel_value *operand = d1_operand(run, expr->u.select.operand, &room);
    const struct d1_node *node;

    /* Where the checker knows the type of the field, the type that the value carries says the same. */
    if (is_mapping(operand) && expr->u.select.field_type) {
        node = field_node(expr, operand);
        if (!node) {
            no_field(run, expr, operand, out);
            return;
        }
        d1_read_node(node, expr->u.select.field_type, out);
        d1_run_settle(run, expr, out);
    } else if (operand->kind == D1_CEL_MAP) {
        if (read_field(expr, operand, out))
            d1_run_settle(run, expr, out);
        else
            no_field(run, expr, operand, out);
    } else if (d1_is_error(*operand)) {
        *out = *operand;
    } else if (operand->kind == D1_CEL_OPTIONAL) {
        select_inside(run, expr, operand, out);
    } else {
        no_field(run, expr, operand, out);
    }
}

void d1_run_select_optional(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room;
    const struct d1_cel_value *operand = d1_operand(run, expr->u.select.operand, &room);

    if (d1_is_error(*operand))
        *out = *operand;
    else
        select_inside(run, expr, operand, out);
}

void d1_run_has(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room, inner;
    const struct d1_cel_value *operand = d1_operand(run, expr->u.select.operand, &room);

    if (is_mapping(operand)) {
        d1_put_bool(out, field_node(expr, operand));
        return;
    }
    if (operand->kind == D1_CEL_OPTIONAL) {
        if (!d1_cel_optional_get(*operand, &inner)) {
            d1_put_bool(out, false);
            return;
        }
        operand = &inner;
    }
    if (d1_is_error(*operand))
        *out = *operand;
    else if (operand->kind != D1_CEL_MAP)
        no_field(run, expr, operand, out);
    else
        d1_put_bool(out, read_field(expr, operand, NULL));
}

/* ---- indexes ---- */

static bool as_index(const struct d1_cel_value *value, int64_t *index)
{
    switch (value->kind) {
    case D1_CEL_INT:
        *index = value->as.integer;
        return true;
    case D1_CEL_UINT:
        *index = value->as.natural <= INT64_MAX ? (int64_t)value->as.natural : INT64_MAX;
        return true;
    case D1_CEL_DOUBLE:
        return d1_cel_double_is_int(value->as.number, index);
    default:
        return false;
    }
}

static bool is_key(const struct d1_cel_value *value)
{
    return value->kind == D1_CEL_BOOL || value->kind == D1_CEL_INT || value->kind == D1_CEL_UINT ||
           value->kind == D1_CEL_DOUBLE || value->kind == D1_CEL_STRING;
}

/* 1 and the item; 0 where there is none; -1 and an ERROR for an index that cannot be one. */
static int read_index(struct d1_cel_run *run, const struct d1_expr *expr, const struct d1_cel_value *operand,
                      const struct d1_cel_value *index, struct d1_cel_value *out)
{
    int64_t at;

    if (operand->kind == D1_CEL_LIST && as_index(index, &at)) {
        if (at < 0 || (uint64_t)at >= d1_cel_list_len(*operand))
            return 0;
        *out = d1_cel_list_get(*operand, (size_t)at);
        return 1;
    }
    if (operand->kind == D1_CEL_MAP && is_key(index))
        return d1_cel_map_get(*operand, *index, out);
    if (operand->kind == D1_CEL_LIST)
        *out = d1_run_fail(run, expr, "the index of a list is a whole number, not %s", d1_kind_name(*index));
    else if (operand->kind == D1_CEL_MAP)
        *out = d1_run_fail(run, expr, "the key of a map is a bool, number or string, not %s", d1_kind_name(*index));
    else
        *out = d1_run_fail(run, expr, "only lists and maps have an index, not %s", d1_kind_name(*operand));
    return -1;
}

static void no_item(struct d1_cel_run *run, const struct d1_expr *expr, const struct d1_cel_value *operand,
                    const struct d1_cel_value *index, struct d1_cel_value *out)
{
    struct d1_strbuf key = {0};

    d1_cel_value_write(&key, *index);
    if (key.oom)
        *out = d1_run_memory(run, expr);
    else if (operand->kind == D1_CEL_LIST)
        *out = d1_run_fail(run, expr, "index %.*s is outside the list, which has %zu items",
                           D1_STR_ARG(d1_strbuf_view(&key)), d1_cel_list_len(*operand));
    else
        *out = d1_run_fail(run, expr, "the map has no key %.*s", D1_STR_ARG(d1_str_sub(d1_strbuf_view(&key), 0, 80)));
    d1_strbuf_release(&key);
}

static void index_inside(struct d1_cel_run *run, const struct d1_expr *expr, const struct d1_cel_value *operand,
                         const struct d1_cel_value *index, struct d1_cel_value *out)
{
    struct d1_cel_value inner, found;
    int result;

    if (operand->kind == D1_CEL_OPTIONAL) {
        if (!d1_cel_optional_get(*operand, &inner)) {
            *out = d1_cel_none();
            return;
        }
        operand = &inner;
    }
    result = read_index(run, expr, operand, index, &found);
    if (result > 0)
        put_some(run, expr, found, out);
    else
        *out = result < 0 ? found : d1_cel_none();
}

static void run_index(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out, bool optional)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *operand = d1_operand(run, expr->u.args.items[0], &room[0]), *index;
    int result;

    if (d1_is_error(*operand)) {
        *out = *operand;
        return;
    }
    index = d1_operand(run, expr->u.args.items[1], &room[1]);
    if (d1_is_error(*index)) {
        *out = *index;
        return;
    }
    if (optional || operand->kind == D1_CEL_OPTIONAL) {
        index_inside(run, expr, operand, index, out);
        return;
    }
    result = read_index(run, expr, operand, index, out);
    if (result == 0)
        no_item(run, expr, operand, index, out);
    else
        d1_run_settle(run, expr, out);
}

void d1_run_index(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    run_index(run, expr, out, false);
}

void d1_run_index_optional(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    run_index(run, expr, out, true);
}

/* ---- logic ---- */

static void not_bool(struct d1_cel_run *run, const struct d1_expr *expr, const char *what, struct d1_cel_value *value)
{
    if (!d1_is_error(*value))
        *value = d1_run_fail(run, expr, "%s is a bool, not %s", what, d1_kind_name(*value));
}

/* `decisive` is what decides without the other operands: false for &&, true for ||. */
static inline void logic(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out, bool decisive,
                         const char *what)
{
    struct d1_cel_value kept;
    bool failed = false;

    for (uint32_t i = 0; i < expr->count; i++) {
        d1_run(run, expr->u.args.items[i], out);
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
        d1_put_bool(out, !decisive);
}

void d1_run_and(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    logic(run, expr, out, false, "an operand of `&&`");
}

void d1_run_or(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    logic(run, expr, out, true, "an operand of `||`");
}

void d1_run_not(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    d1_run(run, expr->u.args.items[0], out);
    if (out->kind == D1_CEL_BOOL)
        d1_put_bool(out, !out->as.boolean);
    else
        not_bool(run, expr, "the operand of `!`", out);
}

void d1_run_cond(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    d1_run(run, expr->u.args.items[0], out);
    if (out->kind == D1_CEL_BOOL)
        d1_run(run, expr->u.args.items[out->as.boolean ? 1 : 2], out);
    else
        not_bool(run, expr, "the condition of `? :`", out);
}

void d1_run_bind(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    const struct d1_expr_bind *bind = expr->u.bind;

    d1_run(run, bind->value, out);
    if (d1_is_error(*out))
        return;
    run->locals[bind->local] = *out;
    d1_run(run, bind->body, out);
}

/* ---- literals of lists and maps ---- */

/* The value of an item; false when it is an optional that holds none, and so is left out. */
static bool literal_item(struct d1_cel_run *run, const struct d1_expr *item, bool optional, struct d1_cel_value *value)
{
    d1_run(run, item, value);
    if (!optional || d1_is_error(*value))
        return true;
    if (value->kind != D1_CEL_OPTIONAL) {
        *value = d1_run_fail(run, item, "an item with `?` before it is an optional, not %s", d1_kind_name(*value));
        return true;
    }
    return d1_cel_optional_get(*value, value);
}

void d1_run_list(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value *items = d1_arena_alloc(run->arena, expr->count * sizeof *items);
    size_t count = 0;

    for (uint32_t i = 0; items && i < expr->count; i++) {
        const struct d1_expr *item = expr->u.args.items[i];

        if (!literal_item(run, item, item->flags & D1_EXPR_OPTIONAL, &items[count]))
            continue;
        if (d1_is_error(items[count])) {
            *out = items[count];
            return;
        }
        count++;
    }
    *out = items ? d1_cel_list_wrap(run->arena, items, count) : d1_cel_fail_memory();
    if (d1_is_error(*out))
        *out = d1_run_memory(run, expr);
}

static bool map_key(struct d1_cel_run *run, const struct d1_expr *key, struct d1_cel_value *value)
{
    d1_run(run, key, value);
    if (d1_is_error(*value))
        return false;
    if (value->kind != D1_CEL_DOUBLE && is_key(value))
        return true;
    *value = d1_run_fail(run, key, "the key of a map is a bool, int, uint or string, not %s", d1_kind_name(*value));
    return false;
}

void d1_run_map(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *out)
{
    size_t most = expr->count / 2, count = 0;
    struct d1_cel_value *keys = d1_arena_alloc(run->arena, 2 * most * sizeof *keys), *values;

    if (!keys) {
        *out = d1_run_memory(run, expr);
        return;
    }
    values = keys + most;
    for (size_t i = 0; i < most; i++) {
        const struct d1_expr *key = expr->u.args.items[2 * i];

        if (!map_key(run, key, &keys[count])) {
            *out = keys[count];
            return;
        }
        if (!literal_item(run, expr->u.args.items[2 * i + 1], key->flags & D1_EXPR_OPTIONAL, &values[count]))
            continue;
        if (d1_is_error(values[count])) {
            *out = values[count];
            return;
        }
        count++;
    }
    *out = d1_cel_map_wrap(run->arena, keys, values, count);
    if (d1_is_error(*out))
        *out = d1_run_memory(run, expr);
    else if (d1_cel_map_has_duplicate(*out))
        *out = d1_run_fail(run, expr, "two entries of the map have the same key");
}
