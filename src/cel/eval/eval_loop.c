/* Loops: the macros over lists, maps and optionals. */
#include "cel/eval/read.h"

#include <stdlib.h>

/* The items of a range in order, bound to the loop's locals. */
struct turn {
    struct d1_cel_value range;
    size_t index, count;
    const struct d1_node *nodes;    /* of a list in a document: all nodes of it, ... */
    const uint32_t *entries;        /* ... the numbers of the items, ... */
    const struct d1_cel_type *type; /* ... and what they are read as */
    bool failed;
};

static void begin_nodes(struct turn *turn)
{
    const struct d1_doc *doc = d1_node_doc(turn->range.as.node);
    const struct d1_cel_type *list = turn->range.ref;

    turn->nodes = d1_doc_root(doc);
    turn->entries = (const uint32_t *)(const void *)((const char *)doc + doc->child_table) +
                    turn->range.as.node->value.children.first;
    turn->type = list && list->kind == D1_CEL_LIST ? list->args[0] : NULL;
}

/* Evaluates the range; false with an ERROR in *out when it is none. */
static bool begin(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct turn *turn, struct d1_cel_value *out)
{
    d1_cel_run_expr(run, expr->u.loop->range, &turn->range);
    for (const struct d1_cel_expr_kept *kept = expr->u.loop->kept; kept; kept = kept->next)
        run->locals[kept->local] = (struct d1_cel_value){0};
    turn->index = 0;
    turn->failed = false;
    turn->entries = NULL;
    if (turn->range.kind == D1_CEL_LIST) {
        turn->count = d1_cel_list_len(turn->range);
        if (turn->range.form == D1_CEL_FORM_NODE)
            begin_nodes(turn);
        return true;
    }
    if (turn->range.kind == D1_CEL_MAP) {
        turn->count = d1_cel_map_len(turn->range);
        return true;
    }
    *out = turn->range;
    if (!d1_cel_is_error(*out))
        *out = d1_cel_run_fail(run, expr, "the macro goes over a list or a map, not over %s", d1_cel_kind_name(*out));
    return false;
}

static void stop(struct turn *turn, struct d1_cel_value failed, struct d1_cel_value *out)
{
    turn->failed = true;
    *out = failed;
}

/*
 * Binds the next item to the loop's variables. False at the end, and also, with turn->failed and an ERROR in *out,
 * when it cannot be read or a limit is reached.
 */
static inline bool next(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct turn *turn,
                        struct d1_cel_value *out)
{
    const struct d1_cel_expr_loop *loop = expr->u.loop;
    struct d1_cel_value *locals = run->locals + loop->local, *item = &locals[loop->two];

    if (turn->index == turn->count)
        return false;
    if (!d1_cel_run_charge(run, loop->weight)) {
        stop(turn, d1_cel_run_cost(run, expr), out);
        return false;
    }
    if (turn->entries) {
        d1_cel_read_node(&turn->nodes[turn->entries[turn->index]], turn->type, item);
    } else if (turn->range.kind == D1_CEL_LIST) {
        *item = turn->range.as.list->items[turn->index];
    } else {
        struct d1_cel_value key, value;

        d1_cel_map_entry(turn->range, turn->index, &key, &value);
        locals[0] = key;
        if (loop->two)
            locals[1] = value;
    }
    if (loop->two && turn->range.kind == D1_CEL_LIST)
        locals[0] = d1_cel_int((int64_t)turn->index);
    turn->index++;
    if (!d1_cel_is_error(*item))
        return true;
    stop(turn, d1_cel_run_settle_error(run, expr, *item), out);
    return false;
}

/* The condition of the macro for the item that is bound, into *out: a BOOL or an ERROR. */
static inline void condition(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    d1_cel_run_expr(run, expr->u.loop->filter, out);
    if (out->kind != D1_CEL_BOOL && !d1_cel_is_error(*out))
        *out = d1_cel_run_fail(run, expr, "the condition of the macro is a bool, not %s", d1_cel_kind_name(*out));
}

/* ---- all, exists, exists_one ---- */

/* all() is `&&` over the items, exists() is `||`: an error counts only where no item decides. */
static inline void quantify(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out,
                            bool decisive)
{
    struct d1_cel_value kept;
    bool undecided = false;
    struct turn turn;

    if (!begin(run, expr, &turn, out))
        return;
    while (next(run, expr, &turn, out)) {
        condition(run, expr, out);
        if (out->kind == D1_CEL_BOOL) {
            if (out->as.boolean == decisive)
                return;
        } else if (run->stopped) {
            return;
        } else if (!undecided) {
            kept = *out;
            undecided = true;
        }
    }
    if (turn.failed)
        return;
    if (undecided)
        *out = kept;
    else
        d1_cel_put_bool(out, !decisive);
}

static void run_all(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    quantify(run, expr, out, false);
}

static void run_exists(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    quantify(run, expr, out, true);
}

static void run_exists_one(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct turn turn;
    size_t found = 0;

    if (!begin(run, expr, &turn, out))
        return;
    while (next(run, expr, &turn, out)) {
        condition(run, expr, out);
        if (d1_cel_is_error(*out))
            return;
        found += out->as.boolean;
    }
    if (!turn.failed)
        d1_cel_put_bool(out, found == 1);
}

/* ---- filter, map ---- */

/* The next item that the filter keeps, bound; false at the end or with turn->failed. */
static inline bool next_kept(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct turn *turn,
                             struct d1_cel_value *out)
{
    while (next(run, expr, turn, out)) {
        if (!expr->u.loop->filter)
            return true;
        condition(run, expr, out);
        if (d1_cel_is_error(*out)) {
            turn->failed = true;
            return false;
        }
        if (out->as.boolean)
            return true;
    }
    return false;
}

static void put_list(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *items,
                     size_t count, struct d1_cel_value *out)
{
    *out = d1_cel_list_wrap(run->arena, items, count);
    if (d1_cel_is_error(*out))
        *out = d1_cel_run_memory(run, expr);
}

static void run_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    const struct d1_cel_expr_loop *loop = expr->u.loop;
    const struct d1_cel_value *item = &run->locals[loop->local + loop->two];
    struct d1_cel_value *items;
    struct turn turn;
    size_t count = 0;

    if (!begin(run, expr, &turn, out))
        return;
    items = d1_arena_alloc(run->arena, turn.count * sizeof *items);
    if (!items) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    while (next_kept(run, expr, &turn, out)) {
        if (!loop->body) {
            items[count++] = *item;
            continue;
        }
        d1_cel_run_expr(run, loop->body, &items[count]);
        if (d1_cel_is_error(items[count])) {
            *out = items[count];
            return;
        }
        count++;
    }
    if (!turn.failed)
        put_list(run, expr, items, count, out);
}

/* ---- transformMap, transformMapEntry ---- */

/* The entry that the body gives for transformMapEntry: a map with one. False with an ERROR in *out. */
static bool single_entry(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *key,
                         struct d1_cel_value *value, struct d1_cel_value *out)
{
    struct d1_cel_value map = *value;

    if (map.kind != D1_CEL_MAP || d1_cel_map_len(map) != 1) {
        *out = d1_cel_run_fail(run, expr, "transformMapEntry() needs a map with one entry for each item");
        return false;
    }
    d1_cel_map_entry(map, 0, key, value);
    if (!d1_cel_is_error(*value))
        return true;
    *out = d1_cel_run_settle_error(run, expr, *value);
    return false;
}

static void transform(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out, bool entries)
{
    const struct d1_cel_expr_loop *loop = expr->u.loop;
    struct d1_cel_value *keys, *values;
    struct turn turn;
    size_t count = 0;

    if (!begin(run, expr, &turn, out))
        return;
    keys = d1_arena_alloc(run->arena, 2 * turn.count * sizeof *keys);
    if (!keys) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    values = keys + turn.count;
    while (next_kept(run, expr, &turn, out)) {
        d1_cel_run_expr(run, loop->body, &values[count]);
        if (d1_cel_is_error(values[count])) {
            *out = values[count];
            return;
        }
        keys[count] = run->locals[loop->local];
        if (entries && !single_entry(run, expr, &keys[count], &values[count], out))
            return;
        count++;
    }
    if (turn.failed)
        return;
    d1_cel_run_put_map(run, expr, keys, values, count, out,
                       entries ? "transformMapEntry() gives the same key for two items" : NULL);
}

static void run_transform_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    transform(run, expr, out, false);
}

static void run_transform_entry(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    transform(run, expr, out, true);
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

/* Evaluates the keys, and charges for sorting them; false with an ERROR in *out. */
static bool read_keys(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct turn *turn, struct keyed *rows,
                      struct d1_cel_value *out)
{
    const struct d1_cel_expr_loop *loop = expr->u.loop;
    uint64_t sum = 0;
    int order;

    while (next(run, expr, turn, out)) {
        struct keyed *row = &rows[turn->index - 1];

        d1_cel_run_expr(run, loop->body, &row->key);
        row->item = run->locals[loop->local];
        row->index = turn->index;
        if (d1_cel_is_error(row->key)) {
            *out = row->key;
            return false;
        }
        if (!d1_cel_compare(rows[0].key, row->key, &order)) {
            *out = d1_cel_run_fail(run, expr, "the keys of sortBy() have no order: %s and %s",
                                   d1_cel_kind_name(rows[0].key), d1_cel_kind_name(row->key));
            return false;
        }
        sum += d1_cel_order_cost(row->key);
    }
    if (turn->failed || d1_cel_run_charge(run, d1_cel_sort_cost(sum, turn->count)))
        return !turn->failed;
    *out = d1_cel_run_cost(run, expr);
    return false;
}

static void run_sort_by(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value *items;
    struct keyed *rows;
    struct turn turn;

    if (!begin(run, expr, &turn, out))
        return;
    rows = d1_arena_alloc(run->arena, turn.count * sizeof *rows);
    items = d1_arena_alloc(run->arena, turn.count * sizeof *items);
    if (!rows || !items) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    if (!read_keys(run, expr, &turn, rows, out))
        return;
    if (turn.count)
        qsort(rows, turn.count, sizeof *rows, by_key);
    for (size_t i = 0; i < turn.count; i++)
        items[i] = rows[i].item;
    put_list(run, expr, items, turn.count, out);
}

/* ---- optMap, optFlatMap ---- */

static void over_optional(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out, bool flat)
{
    const struct d1_cel_expr_loop *loop = expr->u.loop;

    d1_cel_run_expr(run, loop->range, out);
    if (d1_cel_is_error(*out))
        return;
    if (out->kind != D1_CEL_OPTIONAL) {
        *out = d1_cel_run_fail(run, expr, "the macro works on an optional, not on %s", d1_cel_kind_name(*out));
        return;
    }
    if (!d1_cel_optional_get(*out, &run->locals[loop->local]))
        return;
    d1_cel_run_expr(run, loop->body, out);
    if (d1_cel_is_error(*out) || (flat && out->kind == D1_CEL_OPTIONAL))
        return;
    if (flat) {
        *out = d1_cel_run_fail(run, expr, "optFlatMap() needs an optional, not %s", d1_cel_kind_name(*out));
        return;
    }
    *out = d1_cel_some(run->arena, *out);
    if (d1_cel_is_error(*out))
        *out = d1_cel_run_memory(run, expr);
}

static void run_opt_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    over_optional(run, expr, out, false);
}

static void run_opt_flat_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    over_optional(run, expr, out, true);
}

d1_expr_run *d1_cel_run_loop(enum d1_cel_loop_kind kind)
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
