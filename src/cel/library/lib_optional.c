/* Optional values (the extension "optional types" of cel-go). */
#include "cel/eval/run.h"
#include "cel/library/library.h"

static struct d1_cel_value some(struct d1_cel_call *call, struct d1_cel_value value)
{
    value = d1_cel_some(call->arena, value);
    return value.kind == D1_CEL_ERROR ? d1_cel_fail_alloc(call) : value;
}

static struct d1_cel_value of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return some(call, args[0]);
}

static struct d1_cel_value none(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    (void)args;
    return d1_cel_none();
}

/* The zero of a type: false, 0, "", an empty list or map, null, none. */
static bool is_zero(struct d1_cel_value value)
{
    switch (value.kind) {
    case D1_CEL_NULL:
        return true;
    case D1_CEL_BOOL:
        return !value.as.boolean;
    case D1_CEL_INT:
    case D1_CEL_UINT:
        return value.as.natural == 0;
    case D1_CEL_DOUBLE:
        return value.as.number == 0;
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        return value.extra == 0;
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        return value.as.integer == 0 && value.extra == 0;
    case D1_CEL_LIST:
        return d1_cel_list_len(value) == 0;
    case D1_CEL_MAP:
        return d1_cel_map_len(value) == 0;
    case D1_CEL_OPTIONAL:
        return !d1_cel_optional_get(value, NULL);
    default:
        return false;
    }
}

static struct d1_cel_value of_non_zero(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return is_zero(args[0]) ? d1_cel_none() : some(call, args[0]);
}

static struct d1_cel_value has_value(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_bool(d1_cel_optional_get(args[0], NULL));
}

static struct d1_cel_value value_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value value;

    if (d1_cel_optional_get(args[0], &value))
        return value;
    return d1_cel_fail(call, "value() of an optional that holds nothing; hasValue() asks, orValue() gives another");
}

static struct d1_cel_value or_other(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return args[d1_cel_optional_get(args[0], NULL) ? 0 : 1];
}

static struct d1_cel_value or_value(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value value;

    (void)call;
    return d1_cel_optional_get(args[0], &value) ? value : args[1];
}

/* The items of optionals that hold one. */
static struct d1_cel_value unwrap(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t len = d1_cel_list_len(args[0]), count = 0;
    struct d1_cel_value *items = d1_cel_lib_items(call, len);

    if (!items)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < len; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, args[0], i);

        if (item.kind == D1_CEL_ERROR)
            return item;
        if (item.kind != D1_CEL_OPTIONAL)
            return d1_cel_fail(call, "item %zu of the list is no optional", i);
        count += d1_cel_optional_get(item, &items[count]);
    }
    return d1_cel_lib_list_value(call, items, count);
}

static const struct d1_cel_overload rows[] = {
    {"optional.of", 0, {A}, OPTIONAL_A, of, "An optional that holds the value."},
    {"optional.none", 0, {0}, OPTIONAL_A, none, "An optional that holds nothing."},
    {"optional.ofNonZeroValue",
     0,
     {A},
     OPTIONAL_A,
     of_non_zero,
     "An optional that holds the value, or nothing where it is 0, '', false, null or empty."},
    {"optional.unwrap", 0, {&d1_cel_type_list_optional_a}, LIST_A, unwrap, "What the optionals of a list hold."},
    {"unwrapOpt",
     D1_CEL_RECEIVER,
     {&d1_cel_type_list_optional_a},
     LIST_A,
     unwrap,
     "What the optionals of a list hold."},
    {"hasValue", D1_CEL_RECEIVER, {OPTIONAL_A}, BOOL, has_value, "Whether the optional holds a value."},
    {"value", D1_CEL_RECEIVER, {OPTIONAL_A}, A, value_of, "What the optional holds; an error where that is nothing."},
    {"or",
     D1_CEL_RECEIVER | D1_CEL_FALLBACK,
     {OPTIONAL_A, OPTIONAL_A},
     OPTIONAL_A,
     or_other,
     "The optional, or the other where it holds nothing."},
    {"orValue",
     D1_CEL_RECEIVER | D1_CEL_FALLBACK,
     {OPTIONAL_A, A},
     A,
     or_value,
     "What the optional holds, or the value where that is nothing."},
};

const struct d1_cel_table d1_cel_lib_optional = D1_LIBRARY(rows);

d1_expr_run *d1_cel_run_on_optional(const struct d1_cel_overload *overload)
{
    return overload->call == or_value ? d1_cel_run_or_value : overload->call == has_value ? d1_cel_run_has_value : NULL;
}

bool d1_cel_run_needs_value(const struct d1_cel_overload *overload)
{
    return overload->call == value_of;
}
