/* Functions of lists, named as cel-go ("lists") and Kubernetes ("CEL list library") name them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cel/eval/run.h"
#include "cel/library/library.h"
#include "cel/value/time.h"

static bool is_error(struct d1_cel_value value)
{
    return value.kind == D1_CEL_ERROR;
}

/* Copies the items of a list to items; an ERROR where one cannot be read, else null. */
static struct d1_cel_value read_items(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value *items)
{
    size_t count = d1_cel_list_len(list);

    for (size_t i = 0; i < count; i++) {
        items[i] = d1_cel_lib_item(call, list, i);
        if (is_error(items[i]))
            return items[i];
    }
    return d1_cel_null();
}

/* ---- parts ---- */

static struct d1_cel_value slice(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    int64_t from = args[1].as.integer, to = args[2].as.integer;
    size_t len = d1_cel_list_len(args[0]);
    struct d1_cel_value *items;

    if (from < 0 || to < from || (uint64_t)to > len)
        return d1_cel_fail(call, "slice(%lld, %lld) is outside the list, which has %zu items", (long long)from,
                           (long long)to, len);
    items = d1_cel_lib_items(call, (size_t)(to - from));
    if (!items)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < (size_t)(to - from); i++) {
        items[i] = d1_cel_lib_item(call, args[0], (size_t)from + i);
        if (is_error(items[i]))
            return items[i];
    }
    return d1_cel_lib_list_value(call, items, (size_t)(to - from));
}

static struct d1_cel_value end_of(struct d1_cel_call *call, struct d1_cel_value list, bool last)
{
    size_t len = d1_cel_list_len(list);
    struct d1_cel_value item;

    if (len == 0)
        return d1_cel_none();
    item = d1_cel_lib_item(call, list, last ? len - 1 : 0);
    if (is_error(item))
        return item;
    item = d1_cel_some(call->arena, item);
    return is_error(item) ? d1_cel_fail_alloc(call) : item;
}

static struct d1_cel_value first(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return end_of(call, args[0], false);
}

static struct d1_cel_value last(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return end_of(call, args[0], true);
}

static struct d1_cel_value index_from(struct d1_cel_call *call, const struct d1_cel_value *args, bool backwards)
{
    size_t len = d1_cel_list_len(args[0]);

    for (size_t i = 0; i < len; i++) {
        size_t at = backwards ? len - 1 - i : i;
        struct d1_cel_value item = d1_cel_lib_item(call, args[0], at), failed;

        if (is_error(item))
            return item;
        if (d1_cel_lib_equal(call, item, args[1], &failed))
            return d1_cel_int((int64_t)at);
        if (is_error(failed))
            return failed;
    }
    return d1_cel_int(-1);
}

static struct d1_cel_value index_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return index_from(call, args, false);
}

static struct d1_cel_value last_index_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return index_from(call, args, true);
}

/* ---- order ---- */

static int by_order(const void *a, const void *b)
{
    int order = 0;

    d1_cel_compare(*(const struct d1_cel_value *)a, *(const struct d1_cel_value *)b, &order);
    return order;
}

/* Whether all items have an order among each other; an ERROR where not. */
static struct d1_cel_value check_order(struct d1_cel_call *call, const struct d1_cel_value *items, size_t count)
{
    int order;

    for (size_t i = 0; i < count; i++)
        if (!d1_cel_compare(items[0], items[i], &order))
            return d1_cel_fail(call,
                               "the items of the list have no order: they are of different types, or not numbers, "
                               "strings or times");
    return d1_cel_null();
}

static struct d1_cel_value sort(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count = d1_cel_list_len(args[0]);
    struct d1_cel_value *items = d1_cel_lib_items(call, count), failed;
    uint64_t sum = 0;

    if (!items)
        return d1_cel_fail_alloc(call);
    failed = read_items(call, args[0], items);
    if (is_error(failed))
        return failed;
    for (size_t i = 0; i < count; i++)
        sum += d1_cel_order_cost(items[i]);
    if (!d1_cel_charge(call, d1_cel_sort_cost(sum, count)))
        return d1_cel_fail_cost(call);
    failed = check_order(call, items, count);
    if (is_error(failed))
        return failed;
    if (count)
        qsort(items, count, sizeof *items, by_order);
    return d1_cel_lib_list_value(call, items, count);
}

static struct d1_cel_value is_sorted(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count = d1_cel_list_len(args[0]);
    struct d1_cel_value before = {0}, item;
    int order;

    for (size_t i = 0; i < count; i++, before = item) {
        item = d1_cel_lib_item(call, args[0], i);
        if (is_error(item))
            return item;
        if (i == 0)
            continue;
        if (!d1_cel_charge(call, d1_cel_order_cost(item)))
            return d1_cel_fail_cost(call);
        if (!d1_cel_compare(before, item, &order))
            return d1_cel_fail(call, "the items of the list have no order");
        if (order > 0)
            return d1_cel_bool(false);
    }
    return d1_cel_bool(true);
}

static struct d1_cel_value extreme(struct d1_cel_call *call, struct d1_cel_value list, int direction)
{
    size_t count = d1_cel_list_len(list);
    struct d1_cel_value best = {0};
    int order;

    if (count == 0)
        return d1_cel_fail(call, "%s() of an empty list", direction < 0 ? "min" : "max");
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, list, i);

        if (is_error(item))
            return item;
        if (!d1_cel_charge(call, d1_cel_order_cost(item)))
            return d1_cel_fail_cost(call);
        if (!d1_cel_compare(item, i == 0 ? item : best, &order))
            return d1_cel_fail(call, "the items of the list have no order");
        if (i == 0 || order * direction > 0)
            best = item;
    }
    return best;
}

static struct d1_cel_value min(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return extreme(call, args[0], -1);
}

static struct d1_cel_value max(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return extreme(call, args[0], 1);
}

static struct d1_cel_value reverse(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count = d1_cel_list_len(args[0]);
    struct d1_cel_value *items = d1_cel_lib_items(call, count);

    if (!items)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++) {
        items[i] = d1_cel_lib_item(call, args[0], count - 1 - i);
        if (is_error(items[i]))
            return items[i];
    }
    return d1_cel_lib_list_value(call, items, count);
}

/* ---- sums ---- */

/* Adds item to *total, which is null at first; false when they do not add up. */
static bool add(struct d1_cel_value *total, struct d1_cel_value item)
{
    int64_t a, b;

    if (total->kind == D1_CEL_NULL) {
        *total = d1_cel_value_at(item, NULL);
        return item.kind == D1_CEL_INT || item.kind == D1_CEL_UINT || item.kind == D1_CEL_DOUBLE ||
               item.kind == D1_CEL_DURATION;
    }
    if (total->kind != item.kind)
        return false;
    switch (item.kind) {
    case D1_CEL_INT:
        return !__builtin_add_overflow(total->as.integer, item.as.integer, &total->as.integer);
    case D1_CEL_UINT:
        return !__builtin_add_overflow(total->as.natural, item.as.natural, &total->as.natural);
    case D1_CEL_DOUBLE:
        total->as.number += item.as.number;
        return true;
    default:
        if (!d1_cel_time_nanos(*total, &a) || !d1_cel_time_nanos(item, &b) || __builtin_add_overflow(a, b, &a))
            return false;
        *total = d1_cel_time_duration(a);
        return true;
    }
}

static struct d1_cel_value sum_from(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value empty)
{
    size_t count = d1_cel_list_len(list);
    struct d1_cel_value total = d1_cel_null();

    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, list, i);

        if (is_error(item))
            return item;
        if (!add(&total, item))
            return d1_cel_fail(call,
                               "the items of the list do not add up: they are no numbers or durations of one type, "
                               "or their sum does not fit");
    }
    return count ? total : empty;
}

static struct d1_cel_value sum_int(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return sum_from(call, args[0], d1_cel_int(0));
}

static struct d1_cel_value sum_uint(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return sum_from(call, args[0], d1_cel_uint(0));
}

static struct d1_cel_value sum_double(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return sum_from(call, args[0], d1_cel_double(0));
}

static struct d1_cel_value sum_duration(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return sum_from(call, args[0], d1_cel_duration(0, 0));
}

/* ---- shape ---- */

/* Items of lists to the given depth, counted first and then copied: `items` is NULL while counting. */
static struct d1_cel_value flatten_into(struct d1_cel_call *call, struct d1_cel_value list, int64_t depth,
                                        struct d1_cel_value *items, size_t *count)
{
    size_t len = d1_cel_list_len(list);

    for (size_t i = 0; i < len; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, list, i);

        if (is_error(item))
            return item;
        if (item.kind == D1_CEL_LIST && depth > 0) {
            item = flatten_into(call, item, depth - 1, items, count);
            if (is_error(item))
                return item;
            continue;
        }
        if (items)
            items[*count] = item;
        ++*count;
    }
    return d1_cel_null();
}

static struct d1_cel_value flatten_to(struct d1_cel_call *call, struct d1_cel_value list, int64_t depth)
{
    struct d1_cel_value failed, *items;
    size_t count = 0, copied = 0;

    failed = flatten_into(call, list, depth, NULL, &count);
    if (is_error(failed))
        return failed;
    items = d1_cel_lib_items(call, count);
    if (!items)
        return d1_cel_fail_alloc(call);
    failed = flatten_into(call, list, depth, items, &copied);
    return is_error(failed) ? failed : d1_cel_lib_list_value(call, items, copied);
}

static struct d1_cel_value flatten(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return flatten_to(call, args[0], 1);
}

static struct d1_cel_value flatten_depth(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (args[1].as.integer < 0)
        return d1_cel_fail(call, "the depth of flatten() is not negative");
    /* Values nest no deeper than documents and expressions do. */
    return flatten_to(call, args[0], args[1].as.integer < 1000 ? args[1].as.integer : 1000);
}

/* The first of equal items each. Found by a hash table beside the items. */
static struct d1_cel_value distinct(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t len = d1_cel_list_len(args[0]), count = 0, size = 16;
    struct d1_cel_value *items = d1_cel_lib_items(call, len), failed;
    uint32_t *slots;

    while (size < 2 * len)
        size *= 2;
    slots = d1_arena_calloc(call->arena, size, sizeof *slots);
    if (!items || !slots)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < len; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, args[0], i);
        size_t at;

        if (is_error(item))
            return item;
        for (at = d1_cel_hash_within(item, &call->run->cost_left) & (size - 1); slots[at]; at = (at + 1) & (size - 1)) {
            if (d1_cel_lib_equal(call, items[slots[at] - 1], item, &failed))
                break;
            if (is_error(failed))
                return failed;
        }
        if (!call->run->cost_left)
            return d1_cel_fail_cost(call);
        if (slots[at])
            continue;
        items[count++] = item;
        slots[at] = (uint32_t)count;
    }
    return d1_cel_lib_list_value(call, items, count);
}

static struct d1_cel_value range(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    int64_t count = args[0].as.integer;
    struct d1_cel_value *items;

    if (count <= 0)
        return d1_cel_lib_list_value(call, NULL, 0);
    if (!d1_cel_charge(call, (uint64_t)count))
        return d1_cel_fail_cost(call);
    items = d1_cel_lib_items(call, (size_t)count);
    if (!items)
        return d1_cel_fail_alloc(call);
    for (int64_t i = 0; i < count; i++)
        items[i] = d1_cel_int(i);
    return d1_cel_lib_list_value(call, items, (size_t)count);
}

static const struct d1_cel_type *const uint_args[] = {D1_CEL_T(UINT)};
static const struct d1_cel_type *const double_args[] = {D1_CEL_T(DOUBLE)};
static const struct d1_cel_type *const duration_args[] = {D1_CEL_T(DURATION)};
static const struct d1_cel_type list_uint = {.kind = D1_CEL_LIST, .arg_count = 1, .args = uint_args};
static const struct d1_cel_type list_double = {.kind = D1_CEL_LIST, .arg_count = 1, .args = double_args};
static const struct d1_cel_type list_duration = {.kind = D1_CEL_LIST, .arg_count = 1, .args = duration_args};

static const struct d1_cel_overload rows[] = {
    {"distinct", D1_CEL_RECEIVER, {LIST_A}, LIST_A, distinct, "The list without repetitions."},
    {"first", D1_CEL_RECEIVER, {LIST_A}, OPTIONAL_A, first, "The first item, none for an empty list."},
    {"last", D1_CEL_RECEIVER, {LIST_A}, OPTIONAL_A, last, "The last item, none for an empty list."},
    {"flatten", D1_CEL_RECEIVER, {LIST_LIST_A}, LIST_A, flatten, "The items of the lists in a list, as one list."},
    {"flatten",
     D1_CEL_RECEIVER,
     {LIST_DYN, INT},
     LIST_DYN,
     flatten_depth,
     "The same for lists in lists, as many levels deep as given."},
    {"indexOf",
     D1_CEL_RECEIVER,
     {LIST_A, A},
     INT,
     index_of,
     "Number of the first item equal to the value, -1 if none is."},
    {"lastIndexOf",
     D1_CEL_RECEIVER,
     {LIST_A, A},
     INT,
     last_index_of,
     "Number of the last item equal to the value, -1 if none is."},
    {"isSorted", D1_CEL_RECEIVER, {LIST_A}, BOOL, is_sorted, "Whether the items stand in rising order."},
    {"lists.range", 0, {INT}, LIST_INT, range, "The list of 0, 1, ... up to one below the number."},
    {"max", D1_CEL_RECEIVER, {LIST_A}, A, max, "The greatest item; an error for an empty list."},
    {"min", D1_CEL_RECEIVER, {LIST_A}, A, min, "The least item; an error for an empty list."},
    {"reverse", D1_CEL_RECEIVER, {LIST_A}, LIST_A, reverse, "The items in reverse order."},
    {"slice",
     D1_CEL_RECEIVER,
     {LIST_A, INT, INT},
     LIST_A,
     slice,
     "The items from the first number up to, but not including, the second."},
    {"sort", D1_CEL_RECEIVER, {LIST_A}, LIST_A, sort, "The items in rising order."},
    {"sum", D1_CEL_RECEIVER, {LIST_INT}, INT, sum_int, "The sum of the items, 0 for an empty list."},
    {"sum", D1_CEL_RECEIVER, {&list_uint}, UINT, sum_uint, "The sum of the items, 0 for an empty list."},
    {"sum", D1_CEL_RECEIVER, {&list_double}, DOUBLE, sum_double, "The sum of the items, 0 for an empty list."},
    {"sum", D1_CEL_RECEIVER, {&list_duration}, DURATION, sum_duration, "The sum of the items, 0s for an empty list."},
};

const struct d1_cel_table d1_cel_lib_list = D1_LIBRARY(rows);
