/* Lists as sets, named as cel-go ("sets") names them. Long lists are looked into by hash. */
#include "cel/library/library.h"

/* Whether `every` item of needles is in the list, or any of them. */
static struct d1_cel_value look(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value needles,
                                bool every)
{
    size_t count = d1_cel_list_len(needles);

    /* A list of a document gets a hashed copy for this call. */
    if (count > D1_CEL_LINEAR && !d1_cel_charge(call, d1_cel_list_len(list)))
        return d1_cel_fail_cost(call);
    if (count > D1_CEL_LINEAR)
        d1_cel_list_index(call->arena, &list);
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, needles, i), failed;
        bool found;

        if (item.kind == D1_CEL_ERROR)
            return item;
        found = d1_cel_lib_has(call, list, item, &failed);
        if (failed.kind == D1_CEL_ERROR)
            return failed;
        if (found != every)
            return d1_cel_bool(found);
    }
    return d1_cel_bool(every);
}

static struct d1_cel_value contains(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return look(call, args[0], args[1], true);
}

static struct d1_cel_value intersects(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return look(call, args[0], args[1], false);
}

static struct d1_cel_value equivalent(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value one = look(call, args[0], args[1], true);

    return d1_cel_is_true(one) ? look(call, args[1], args[0], true) : one;
}

static const struct d1_cel_overload rows[] = {
    {"sets.contains", 0, {LIST_A, LIST_A}, BOOL, contains, "Whether the first list has every item of the second."},
    {"sets.equivalent", 0, {LIST_A, LIST_A}, BOOL, equivalent, "Whether each list has every item of the other."},
    {"sets.intersects", 0, {LIST_A, LIST_A}, BOOL, intersects, "Whether the lists have an item in common."},
};

const struct d1_cel_table d1_cel_lib_set = D1_LIBRARY(rows);
