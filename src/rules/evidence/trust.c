/* What a trusted revision says in place of the one that is judged. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

/* The list of a type or kind of the trusted engagement; the argument itself where no revision is trusted. */
static struct d1_cel_value trusted(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);
    const struct d1_ruleset_private *private = judge->ruleset->private;
    const struct d1_cel_type *item = d1_cel_type_item(call->overload->result);
    const struct d1_node_list *list = NULL;

    if (!judge->trusted)
        return args[0];
    for (size_t i = 0; i < judge->ruleset->kinds->type_count && !list; i++)
        if (private->item_types[i] == item)
            list = &judge->trusted->by_type[i];
    for (size_t i = 0; i < judge->ruleset->kinds->kind_count && !list; i++)
        if (private->kind_types[i] == item)
            list = &judge->trusted->by_kind[i];
    if (!list)
        return d1_cel_fail(call, "there is nothing of this type that could be trusted");
    if (!d1_cel_charge(call, list->len))
        return d1_cel_fail_cost(call);
    return d1_cel_list_of_nodes(call->arena, list->items, list->len, item);
}

/* What says who may do what: authorities, and where there is no plan the roles of people. */
int d1_functions_declare_trust(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    static const char summary[] =
        "The same list in the revision that is trusted (`--trust`), where one is: of `items.Authority`, `items.Person` "
        "and `artifacts.GovernancePlan`, as a whole.";
    const struct d1_item_type *authority = d1_kinds_type(kinds, d1_str("Authority")),
                              *person = d1_kinds_type(kinds, d1_str("Person"));
    const struct d1_kind *plan = d1_kinds_find(kinds, d1_str("GovernancePlan"));
    const struct d1_cel_type *types[] = {private->item_types[authority->index], private->item_types[person->index],
                                         private->kind_types[plan->index]};
    enum { ROWS = sizeof types / sizeof *types };
    struct d1_cel_overload *rows = d1_arena_calloc(&private->arena, ROWS, sizeof *rows);

    if (!rows)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < ROWS; i++) {
        const struct d1_cel_type *list = d1_cel_type_list(&private->arena, types[i]);

        if (!list)
            return D1_ERR_MEMORY;
        rows[i] = (struct d1_cel_overload){"trusted", D1_CEL_USER, {list}, list, trusted, i ? NULL : summary};
    }
    return d1_cel_env_functions(private->env, rows, ROWS);
}
