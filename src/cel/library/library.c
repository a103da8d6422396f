#include "cel/library/library.h"

#include "cel/eval/run.h"

struct d1_cel_value d1_cel_lib_string_value(struct d1_cel_call *call, struct d1_str text)
{
    if (!text.ptr || text.len > UINT32_MAX)
        return d1_cel_fail_alloc(call);
    return d1_cel_string(text);
}

struct d1_cel_value *d1_cel_lib_items(struct d1_cel_call *call, size_t count)
{
    if (count > SIZE_MAX / sizeof(struct d1_cel_value))
        return NULL;
    return d1_arena_alloc(call->arena, count * sizeof(struct d1_cel_value));
}

struct d1_cel_value d1_cel_lib_list_value(struct d1_cel_call *call, const struct d1_cel_value *items, size_t count)
{
    struct d1_cel_value list = d1_cel_list_wrap(call->arena, items, count);

    return d1_cel_is_error(list) ? d1_cel_fail_alloc(call) : list;
}

struct d1_cel_value d1_cel_lib_item(struct d1_cel_call *call, struct d1_cel_value list, size_t index)
{
    struct d1_cel_value item;

    if (!d1_cel_charge(call, 1))
        return d1_cel_fail_cost(call);
    item = d1_cel_list_get(list, index);
    d1_cel_run_settle(call->run, call->expr, &item);
    return item;
}

bool d1_cel_lib_equal(struct d1_cel_call *call, struct d1_cel_value a, struct d1_cel_value b,
                      struct d1_cel_value *failed)
{
    bool equal = d1_cel_equal_within(a, b, &call->run->cost_left);

    *failed = call->run->cost_left ? d1_cel_null() : d1_cel_fail_cost(call);
    return equal && call->run->cost_left;
}

bool d1_cel_lib_has(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value value,
                    struct d1_cel_value *failed)
{
    bool found = d1_cel_list_has_within(list, value, &call->run->cost_left);

    *failed = call->run->cost_left ? d1_cel_null() : d1_cel_fail_cost(call);
    return found && call->run->cost_left;
}
