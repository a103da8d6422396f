/* Evaluation of fields and indexes, and of optionals that are read through them. */
#include "base/text/utf8.h"
#include "cel/eval/read.h"

/* ---- what an optional holds ---- */

/*
 * `a.?b.c[?d]` is read step by step without making an optional of each: what the optional would hold is evaluated, or
 * it is found that it holds nothing.
 */
enum held { HELD_NOTHING, HELD_VALUE, HELD_ERROR, HELD_OTHER };

static enum held settled(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    d1_cel_run_settle(run, expr, out);
    return d1_cel_is_error(*out) ? HELD_ERROR : HELD_VALUE;
}

/* What was held, as an optional again. */
static void put_held(struct d1_cel_run *run, const struct d1_cel_expr *expr, enum held held, struct d1_cel_value *out)
{
    if (held == HELD_NOTHING)
        *out = d1_cel_none();
    if (held != HELD_VALUE)
        return;
    *out = d1_cel_some(run->arena, *out);
    if (d1_cel_is_error(*out))
        *out = d1_cel_run_memory(run, expr);
}

/* ---- fields ---- */

static inline bool is_mapping(const struct d1_cel_value *value)
{
    return value->kind == D1_CEL_MAP && value->form == D1_CEL_FORM_NODE;
}

/*
 * Whether the fields of an operand are read straight from its node, as the type of the field says: where the checker
 * knows that, the type that the value carries says the same; a value that carries none is read as it is.
 */
static inline bool is_plain(const struct d1_cel_expr *expr, const struct d1_cel_value *operand)
{
    return is_mapping(operand) && (expr->u.select.field_type || !operand->ref);
}

/* The node of a field of a mapping node, or NULL. */
static inline const struct d1_node *field_node(const struct d1_cel_expr *expr, const struct d1_cel_value *operand)
{
    const struct d1_cel_expr_select *select = &expr->u.select;

    return d1_cel_read_key(operand->as.node, select->field, select->hash, (uint16_t *)(uintptr_t)&select->hint);
}

/* The field of a map of any form; value may be NULL. */
static bool read_field(const struct d1_cel_expr *expr, const struct d1_cel_value *operand, struct d1_cel_value *value)
{
    const struct d1_cel_expr_select *select = &expr->u.select;
    size_t index = SIZE_MAX;

    /* The number of a field holds only for objects of the very type that the checker saw. */
    if (operand->form == D1_CEL_FORM_OBJECT && select->index != UINT32_MAX &&
        select->record == operand->as.object->type) {
        const struct d1_cel_slot *slot = &operand->as.object->slots[select->index];

        index = select->index;
        if (value && !slot->fill && slot->value.kind != D1_CEL_ERROR) {
            *value = slot->value;
            return true;
        }
    }
    return d1_cel_map_field(*operand, select->field, select->hash, index, select->field_type, value);
}

/* The key of a mapping that is most like a name, NULL when none is close. */
static const struct d1_node *nearest_key(const struct d1_node *mapping, struct d1_str name)
{
    enum { MOST_KEYS = 64 };
    const struct d1_node *nearest = NULL;
    size_t distance = d1_str_reach(name);

    for (size_t i = 0; i < d1_node_count(mapping) && i < MOST_KEYS; i++) {
        const struct d1_node *key = d1_node_pair_key(mapping, i);

        if (d1_str_nearer(name, d1_node_text(key), &distance))
            nearest = key;
    }
    return nearest;
}

static void no_field(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *operand,
                     struct d1_cel_value *out)
{
    enum { SEARCH_COST = 100 };
    const struct d1_node *node = d1_cel_value_node(*operand);
    const struct d1_node *nearest;

    if (!d1_cel_run_charge(run, SEARCH_COST)) {
        *out = d1_cel_run_cost(run, expr);
        return;
    }
    nearest = is_mapping(operand) ? nearest_key(node, expr->u.select.field) : NULL;

    if (operand->kind != D1_CEL_MAP) {
        *out = d1_cel_run_fail(run, expr, "there is no field `%.*s` in %s", D1_STR_ARG(expr->u.select.field),
                               d1_cel_kind_name(*operand));
        return;
    }
    *out = d1_cel_run_fail(run, expr, "there is no field `%.*s` here%s%.*s%s", D1_STR_ARG(expr->u.select.field),
                           nearest ? "; did you mean `" : "",
                           D1_STR_ARG(nearest ? d1_node_text(nearest) : d1_strn("", 0)), nearest ? "`?" : "");
    if (!run->stopped)
        ((struct d1_cel_failure *)out->as.failure)->node = node;
}

/* The field of an operand that is neither an optional nor an ERROR, as an optional would hold it. */
static enum held select_from(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *operand,
                             struct d1_cel_value *out)
{
    const struct d1_node *node;

    if (is_plain(expr, operand)) {
        node = field_node(expr, operand);
        if (!node)
            return HELD_NOTHING;
        d1_cel_read_node(node, expr->u.select.field_type, out);
        return settled(run, expr, out);
    }
    if (operand->kind != D1_CEL_MAP) {
        no_field(run, expr, operand, out);
        return HELD_ERROR;
    }
    return read_field(expr, operand, out) ? settled(run, expr, out) : HELD_NOTHING;
}

/* Selecting from an optional selects from what it holds; the result is an optional. */
static void select_inside(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *optional,
                          struct d1_cel_value *out)
{
    const struct d1_cel_value *inner = optional->as.inner;

    put_held(run, expr, inner ? select_from(run, expr, inner, out) : HELD_NOTHING, out);
}

void d1_cel_run_select(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room;
    const struct d1_cel_value *operand = d1_cel_operand(run, expr->u.select.operand, &room);
    const struct d1_node *node;

    if (is_plain(expr, operand)) {
        node = field_node(expr, operand);
        if (!node) {
            no_field(run, expr, operand, out);
            return;
        }
        d1_cel_read_node(node, expr->u.select.field_type, out);
        d1_cel_run_settle(run, expr, out);
    } else if (operand->kind == D1_CEL_MAP) {
        if (read_field(expr, operand, out))
            d1_cel_run_settle(run, expr, out);
        else
            no_field(run, expr, operand, out);
    } else if (d1_cel_is_error(*operand)) {
        *out = *operand;
    } else if (operand->kind == D1_CEL_OPTIONAL) {
        select_inside(run, expr, operand, out);
    } else {
        no_field(run, expr, operand, out);
    }
}

void d1_cel_run_has(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room, inner;
    const struct d1_cel_value *operand = d1_cel_operand(run, expr->u.select.operand, &room);

    if (is_mapping(operand)) {
        d1_cel_put_bool(out, field_node(expr, operand));
        return;
    }
    if (operand->kind == D1_CEL_OPTIONAL) {
        if (!d1_cel_optional_get(*operand, &inner)) {
            d1_cel_put_bool(out, false);
            return;
        }
        operand = &inner;
    }
    if (d1_cel_is_error(*operand))
        *out = *operand;
    else if (operand->kind != D1_CEL_MAP)
        no_field(run, expr, operand, out);
    else
        d1_cel_put_bool(out, read_field(expr, operand, NULL));
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

/* 1 and the item; 0 where there is none; -1 and an ERROR for an index that cannot be one. */
static int read_index(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *operand,
                      const struct d1_cel_value *index, struct d1_cel_value *out)
{
    int64_t at;

    if (operand->kind == D1_CEL_LIST && as_index(index, &at)) {
        if (at < 0 || (uint64_t)at >= d1_cel_list_len(*operand))
            return 0;
        *out = d1_cel_list_get(*operand, (size_t)at);
        return 1;
    }
    if (operand->kind == D1_CEL_MAP && d1_cel_is_map_key(index)) {
        bool found = d1_cel_map_get_within(*operand, *index, out, &run->cost_left);

        if (run->cost_left)
            return found;
        *out = d1_cel_run_cost(run, expr);
        return -1;
    }
    if (operand->kind == D1_CEL_LIST)
        *out = d1_cel_run_fail(run, expr, "the index of a list is a whole number, not %s", d1_cel_kind_name(*index));
    else if (operand->kind == D1_CEL_MAP)
        *out = d1_cel_run_fail(run, expr, "the key of a map is a bool, number or string, not %s",
                               d1_cel_kind_name(*index));
    else
        *out = d1_cel_run_fail(run, expr, "only lists and maps have an index, not %s", d1_cel_kind_name(*operand));
    return -1;
}

static void no_item(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *operand,
                    const struct d1_cel_value *index, struct d1_cel_value *out)
{
    enum { SHOWN = 80 };
    struct d1_strbuf key = {0};

    if (index->kind == D1_CEL_STRING)
        d1_cel_value_write(&key, d1_cel_string(d1_utf8_prefix(d1_cel_text(*index), SHOWN)));
    else
        d1_cel_value_write(&key, *index);
    if (key.oom)
        *out = d1_cel_run_memory(run, expr);
    else if (operand->kind == D1_CEL_LIST)
        *out = d1_cel_run_fail(run, expr, "index %.*s is outside the list, which has %zu %s",
                               D1_STR_ARG(d1_strbuf_view(&key)), d1_cel_list_len(*operand),
                               d1_cel_list_len(*operand) == 1 ? "item" : "items");
    else
        *out = d1_cel_run_fail(run, expr, "the map has no key %.*s",
                               D1_STR_ARG(d1_utf8_prefix(d1_strbuf_view(&key), SHOWN)));
    d1_strbuf_release(&key);
}

static enum held index_from(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *operand,
                            const struct d1_cel_value *index, struct d1_cel_value *out)
{
    int result = read_index(run, expr, operand, index, out);

    if (result > 0)
        return settled(run, expr, out);
    return result < 0 ? HELD_ERROR : HELD_NOTHING;
}

static void index_inside(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *optional,
                         const struct d1_cel_value *index, struct d1_cel_value *out)
{
    const struct d1_cel_value *inner = optional->as.inner;

    put_held(run, expr, inner ? index_from(run, expr, inner, index, out) : HELD_NOTHING, out);
}

void d1_cel_run_index(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *operand, *index;
    int result;

    if (!d1_cel_operands(run, expr, room, &operand, &index, out))
        return;
    if (operand->kind == D1_CEL_OPTIONAL) {
        index_inside(run, expr, operand, index, out);
        return;
    }
    result = read_index(run, expr, operand, index, out);
    if (result == 0)
        no_item(run, expr, operand, index, out);
    else
        d1_cel_run_settle(run, expr, out);
}

/* ---- chains of optionals ---- */

static enum held held_by(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out);

/* The operand of a step into *operand: a value, or what an optional holds. */
static enum held step_into(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *room,
                           const struct d1_cel_value **operand)
{
    enum held held;

    *operand = room;
    if (expr->type->kind == D1_CEL_OPTIONAL) {
        held = held_by(run, expr, room);
        return held == HELD_OTHER ? HELD_VALUE : held;
    }
    *operand = d1_cel_operand(run, expr, room);
    if (d1_cel_is_error(**operand))
        return HELD_ERROR;
    if ((*operand)->kind == D1_CEL_OPTIONAL) {
        if (!(*operand)->as.inner)
            return HELD_NOTHING;
        *operand = (*operand)->as.inner;
    }
    return HELD_VALUE;
}

static enum held held_by_select(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room;
    const struct d1_cel_value *operand;
    enum held held = step_into(run, expr->u.select.operand, &room, &operand);

    if (held == HELD_VALUE)
        return select_from(run, expr, operand, out);
    if (held == HELD_ERROR)
        *out = *operand;
    return held;
}

static enum held held_by_index(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room[2];
    const struct d1_cel_value *operand, *index;
    enum held held = step_into(run, expr->u.args.items[0], &room[0], &operand);

    if (held == HELD_ERROR) {
        *out = *operand;
        return held;
    }
    index = d1_cel_operand(run, expr->u.args.items[1], &room[1]);
    if (d1_cel_is_error(*index)) {
        *out = *index;
        return HELD_ERROR;
    }
    return held == HELD_VALUE ? index_from(run, expr, operand, index, out) : held;
}

/* What an expression of the static type optional holds; OTHER and the value where it is none after all. */
static enum held held_by(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value room;
    const struct d1_cel_value *value;

    if (expr->run == d1_cel_run_select_optional)
        return held_by_select(run, expr, out);
    if (expr->run == d1_cel_run_index_optional)
        return held_by_index(run, expr, out);
    value = d1_cel_operand(run, expr, &room);
    if (value->kind != D1_CEL_OPTIONAL) {
        *out = *value;
        return d1_cel_is_error(*out) ? HELD_ERROR : HELD_OTHER;
    }
    if (!value->as.inner)
        return HELD_NOTHING;
    *out = *value->as.inner;
    return HELD_VALUE;
}

void d1_cel_run_select_optional(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    put_held(run, expr, held_by_select(run, expr, out), out);
}

void d1_cel_run_index_optional(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    put_held(run, expr, held_by_index(run, expr, out), out);
}

/* What the receiver of a call holds; a receiver that is no optional is an ERROR. */
static enum held receiver(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    enum held held;

    if (!d1_cel_run_charge(run, 1)) {
        *out = d1_cel_run_cost(run, expr);
        return HELD_ERROR;
    }
    held = held_by(run, expr->u.args.items[0], out);
    if (held != HELD_OTHER)
        return held;
    *out =
        d1_cel_run_fail(run, expr, "%.*s() does not work on %s", D1_STR_ARG(expr->u.args.name), d1_cel_kind_name(*out));
    return HELD_ERROR;
}

void d1_cel_run_or_value(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    if (receiver(run, expr, out) == HELD_NOTHING)
        d1_cel_run_expr(run, expr->u.args.items[1], out);
}

void d1_cel_run_has_value(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    enum held held = receiver(run, expr, out);

    if (held != HELD_ERROR)
        d1_cel_put_bool(out, held == HELD_VALUE);
}
