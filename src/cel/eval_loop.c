/* Loops: the macros over lists, maps and optionals. */
#include "cel/run.h"

#include <stdlib.h>

/* The items of a range in order, bound to the loop's locals. */
struct turn {
    struct d1_cel_value range;
    size_t index, count;
    struct d1_cel_value key; /* of a map, or the index of a list */
    struct d1_cel_value item;
};

/* Evaluates the range; false with *failed when it is none. */
static bool begin(struct d1_cel_run *run, const struct d1_expr *expr, struct turn *turn, struct d1_cel_value *failed)
{
    turn->range = d1_run(run, expr->u.loop->range);
    turn->index = 0;
    if (turn->range.kind == D1_CEL_LIST) {
        turn->count = d1_cel_list_len(turn->range);
        return true;
    }
    if (turn->range.kind == D1_CEL_MAP) {
        turn->count = d1_cel_map_len(turn->range);
        return true;
    }
    *failed = turn->range;
    if (!d1_is_error(turn->range))
        *failed = d1_run_fail(run, expr, "the macro goes over a list or a map, not over %s", d1_kind_name(turn->range));
    return false;
}

/* Binds the next item; false at the end, or with *failed an ERROR when the item cannot be read or a limit is hit. */
static bool next(struct d1_cel_run *run, const struct d1_expr *expr, struct turn *turn, struct d1_cel_value *failed)
{
    const struct d1_expr_loop *loop = expr->u.loop;
    struct d1_cel_value *locals = run->locals + loop->local;

    if (turn->index == turn->count)
        return false;
    if (!d1_run_charge(run, loop->weight)) {
        *failed = d1_run_cost(run, expr);
        return false;
    }
    if (turn->range.kind == D1_CEL_LIST) {
        turn->item = d1_cel_list_get(turn->range, turn->index);
        turn->key = d1_cel_int((int64_t)turn->index);
        locals[0] = loop->two ? turn->key : turn->item;
    } else {
        d1_cel_map_entry(turn->range, turn->index, &turn->key, &turn->item);
        locals[0] = turn->key;
        if (!loop->two)
            turn->item = turn->key;
    }
    if (d1_is_error(turn->item)) {
        *failed = d1_run_settle(run, expr, turn->item);
        return false;
    }
    if (loop->two)
        locals[1] = turn->item;
    turn->index++;
    return true;
}

static struct d1_cel_value condition(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value value = d1_run(run, expr->u.loop->filter);

    if (value.kind == D1_CEL_BOOL || d1_is_error(value))
        return value;
    return d1_run_fail(run, expr, "the condition of the macro is a bool, not %s", d1_kind_name(value));
}

/* ---- all, exists, exists_one ---- */

/* all() is `&&` over the items, exists() is `||`: an error counts only where no item decides. */
static struct d1_cel_value quantify(struct d1_cel_run *run, const struct d1_expr *expr, bool decisive)
{
    struct d1_cel_value failed = d1_cel_null(), kept = d1_cel_bool(!decisive), value;
    struct turn turn;

    if (!begin(run, expr, &turn, &failed))
        return failed;
    while (next(run, expr, &turn, &failed)) {
        value = condition(run, expr);
        if (value.kind == D1_CEL_BOOL) {
            if (value.as.boolean == decisive)
                return d1_cel_bool(decisive);
        } else if (run->stopped) {
            return value;
        } else if (!d1_is_error(kept)) {
            kept = value;
        }
    }
    return d1_is_error(failed) ? failed : kept;
}

static struct d1_cel_value run_all(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return quantify(run, expr, false);
}

static struct d1_cel_value run_exists(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return quantify(run, expr, true);
}

static struct d1_cel_value run_exists_one(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value failed = d1_cel_null(), value;
    struct turn turn;
    size_t found = 0;

    if (!begin(run, expr, &turn, &failed))
        return failed;
    while (next(run, expr, &turn, &failed)) {
        value = condition(run, expr);
        if (d1_is_error(value))
            return value;
        found += value.as.boolean;
    }
    return d1_is_error(failed) ? failed : d1_cel_bool(found == 1);
}

/* ---- filter, map ---- */

/* Whether the item is kept; *failed is an ERROR when that cannot be said. */
static bool kept(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value *failed)
{
    struct d1_cel_value value;

    if (!expr->u.loop->filter)
        return true;
    value = condition(run, expr);
    if (value.kind == D1_CEL_BOOL)
        return value.as.boolean;
    *failed = value;
    return false;
}

static struct d1_cel_value run_map(struct d1_cel_run *run, const struct d1_expr *expr)
{
    const struct d1_expr_loop *loop = expr->u.loop;
    struct d1_cel_value failed = d1_cel_null(), *items;
    struct turn turn;
    size_t count = 0;

    if (!begin(run, expr, &turn, &failed))
        return failed;
    items = d1_arena_alloc(run->arena, turn.count * sizeof *items);
    if (!items)
        return d1_run_memory(run, expr);
    while (next(run, expr, &turn, &failed)) {
        if (kept(run, expr, &failed)) {
            items[count] = loop->body ? d1_run(run, loop->body) : turn.item;
            if (d1_is_error(items[count]))
                return items[count];
            count++;
        }
        if (d1_is_error(failed))
            return failed;
    }
    if (d1_is_error(failed))
        return failed;
    failed = d1_cel_list_wrap(run->arena, items, count);
    return d1_is_error(failed) ? d1_run_memory(run, expr) : failed;
}

/* ---- transformMap, transformMapEntry ---- */

/* The entry that the body gives for transformMapEntry: a map with one. */
static bool single_entry(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value map,
                         struct d1_cel_value *key, struct d1_cel_value *value, struct d1_cel_value *failed)
{
    if (map.kind != D1_CEL_MAP || d1_cel_map_len(map) != 1) {
        *failed = d1_run_fail(run, expr, "transformMapEntry() needs a map with one entry for each item");
        return false;
    }
    d1_cel_map_entry(map, 0, key, value);
    if (!d1_is_error(*value))
        return true;
    *failed = d1_run_settle(run, expr, *value);
    return false;
}

static struct d1_cel_value transform(struct d1_cel_run *run, const struct d1_expr *expr, bool entries)
{
    struct d1_cel_value failed = d1_cel_null(), *keys, *values, made;
    struct turn turn;
    size_t count = 0;

    if (!begin(run, expr, &turn, &failed))
        return failed;
    keys = d1_arena_alloc(run->arena, 2 * turn.count * sizeof *keys);
    if (!keys)
        return d1_run_memory(run, expr);
    values = keys + turn.count;
    while (next(run, expr, &turn, &failed)) {
        if (kept(run, expr, &failed)) {
            values[count] = d1_run(run, expr->u.loop->body);
            if (d1_is_error(values[count]))
                return values[count];
            keys[count] = turn.key;
            if (entries && !single_entry(run, expr, values[count], &keys[count], &values[count], &failed))
                return failed;
            count++;
        }
        if (d1_is_error(failed))
            return failed;
    }
    if (d1_is_error(failed))
        return failed;
    made = d1_cel_map_wrap(run->arena, keys, values, count);
    if (d1_is_error(made))
        return d1_run_memory(run, expr);
    if (entries && d1_cel_map_has_duplicate(made))
        return d1_run_fail(run, expr, "transformMapEntry() gives the same key for two items");
    return made;
}

static struct d1_cel_value run_transform_map(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return transform(run, expr, false);
}

static struct d1_cel_value run_transform_entry(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return transform(run, expr, true);
}

/* ---- sortBy ---- */

struct keyed {
    struct d1_cel_value key, item;
    size_t index;
};

/* Equal keys keep their order. Keys were checked to be comparable. */
static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = 0;

    d1_cel_compare(x->key, y->key, &order);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static struct d1_cel_value run_sort_by(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value failed = d1_cel_null(), *items;
    struct keyed *rows;
    struct turn turn;
    size_t count = 0;
    int order;

    if (!begin(run, expr, &turn, &failed))
        return failed;
    rows = d1_arena_alloc(run->arena, turn.count * sizeof *rows);
    items = d1_arena_alloc(run->arena, turn.count * sizeof *items);
    if (!rows || !items)
        return d1_run_memory(run, expr);
    while (next(run, expr, &turn, &failed)) {
        rows[count] = (struct keyed){d1_run(run, expr->u.loop->body), turn.item, count};
        if (d1_is_error(rows[count].key))
            return rows[count].key;
        if (!d1_cel_compare(rows[0].key, rows[count].key, &order))
            return d1_run_fail(run, expr, "the keys of sortBy() have no order: %s and %s", d1_kind_name(rows[0].key),
                               d1_kind_name(rows[count].key));
        count++;
    }
    if (d1_is_error(failed))
        return failed;
    if (!d1_run_charge(run, count * 8))
        return d1_run_cost(run, expr);
    if (count)
        qsort(rows, count, sizeof *rows, by_key);
    for (size_t i = 0; i < count; i++)
        items[i] = rows[i].item;
    failed = d1_cel_list_wrap(run->arena, items, count);
    return d1_is_error(failed) ? d1_run_memory(run, expr) : failed;
}

/* ---- optMap, optFlatMap ---- */

static struct d1_cel_value over_optional(struct d1_cel_run *run, const struct d1_expr *expr, bool flat)
{
    const struct d1_expr_loop *loop = expr->u.loop;
    struct d1_cel_value value = d1_run(run, loop->range);

    if (d1_is_error(value))
        return value;
    if (value.kind != D1_CEL_OPTIONAL)
        return d1_run_fail(run, expr, "the macro works on an optional, not on %s", d1_kind_name(value));
    if (!d1_cel_optional_get(value, &run->locals[loop->local]))
        return d1_cel_none();
    value = d1_run(run, loop->body);
    if (d1_is_error(value))
        return value;
    if (flat) {
        if (value.kind == D1_CEL_OPTIONAL)
            return value;
        return d1_run_fail(run, expr, "optFlatMap() needs an optional, not %s", d1_kind_name(value));
    }
    value = d1_cel_some(run->arena, value);
    return d1_is_error(value) ? d1_run_memory(run, expr) : value;
}

static struct d1_cel_value run_opt_map(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return over_optional(run, expr, false);
}

static struct d1_cel_value run_opt_flat_map(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return over_optional(run, expr, true);
}

d1_expr_run *d1_run_loop(enum d1_loop_kind kind)
{
    static d1_expr_run *const runs[] = {
        [D1_LOOP_ALL] = run_all,
        [D1_LOOP_EXISTS] = run_exists,
        [D1_LOOP_EXISTS_ONE] = run_exists_one,
        [D1_LOOP_FILTER] = run_map,
        [D1_LOOP_MAP] = run_map,
        [D1_LOOP_TRANSFORM_MAP] = run_transform_map,
        [D1_LOOP_TRANSFORM_ENTRY] = run_transform_entry,
        [D1_LOOP_SORT_BY] = run_sort_by,
        [D1_LOOP_OPT_MAP] = run_opt_map,
        [D1_LOOP_OPT_FLAT_MAP] = run_opt_flat_map,
    };

    return runs[kind];
}
