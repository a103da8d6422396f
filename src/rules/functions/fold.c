/*
 * Change after change on one value: what a field may hold when it began with one value and change requests moved it.
 */
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

enum { FOLD_VALUES, FOLD_MISFITS, FOLD_FIELDS };

/* Whether a change begins where the field stands; one that does not say where it begins does. */
static bool begins_at(struct d1_cel_value change, struct d1_cel_value value)
{
    struct d1_cel_value from;

    return !d1_cel_map_get_text(change, "from", &from) || d1_cel_is(from, D1_CEL_NULL) || d1_cel_equal(from, value);
}

/* As a value of a document without a type, as changes hold them: a date is its text. */
static struct d1_cel_value plain(struct d1_cel_call *call, struct d1_cel_value value)
{
    char text[D1_DATE_TEXT];
    struct d1_str kept;

    if (!d1_cel_is(value, D1_CEL_DATE))
        return value;
    d1_date_format(d1_cel_as_date(value), text);
    kept = d1_arena_str(call->arena, d1_str(text));
    return kept.ptr ? d1_cel_string(kept) : d1_cel_fail_alloc(call);
}

static struct d1_cel_value fold(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count = d1_cel_list_len(args[1]), kept = 0, misfits = 0;
    struct d1_cel_value *values = d1_arena_alloc(call->arena, (count + 1) * sizeof *values);
    struct d1_cel_value *misfit = d1_arena_alloc(call->arena, (count + 1) * sizeof *misfit);
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, FOLD_FIELDS, sizeof *slots);

    if (!values || !misfit || !slots)
        return d1_cel_fail_alloc(call);
    values[kept++] = plain(call, args[0]);
    if (d1_cel_is(values[0], D1_CEL_ERROR))
        return values[0];
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value change = d1_cel_list_get(args[1], i), to;

        if (!d1_cel_charge(call, 1))
            return d1_cel_fail_cost(call);
        if (!d1_cel_is(change, D1_CEL_MAP))
            return d1_cel_fail(call, "the list holds something else than changes");
        if (!d1_cel_map_get_text(change, "to", &to) || !begins_at(change, values[kept - 1]))
            misfit[misfits++] = change;
        else
            values[kept++] = to;
    }
    slots[FOLD_VALUES].value = d1_cel_list_new(call->arena, values, kept);
    slots[FOLD_MISFITS].value = d1_cel_list_new(call->arena, misfit, misfits);
    return d1_cel_object_new(call->arena, call->overload->result, slots);
}

int d1_functions_declare_fold(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    const struct d1_item_type *item = d1_kinds_type(kinds, d1_str("Change"));
    const struct d1_cel_type *change = item ? private->item_types[item->index] : T(DYN), *type = NULL;
    const struct d1_cel_type *changes = d1_cel_type_list(&private->arena, change);
    const struct d1_cel_field fields[FOLD_FIELDS] = {
        [FOLD_VALUES] = {d1_str("values"), T(LIST), false},
        [FOLD_MISFITS] = {d1_str("misfits"), changes, false},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);

    if (!row || !changes || d1_record_declare(private, "Fold", fields, FOLD_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "fold",
        0,
        {T(DYN), changes},
        type,
        fold,
        "What a field holds in turn when it begins with a value and changes are applied in their order: `values`, the "
        "beginning first, dates as their text; `misfits` are the changes whose `from` is not the value then, which "
        "change nothing.",
    };
    return d1_cel_env_functions(private->env, row, 1);
}
