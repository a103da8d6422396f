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

/* The map of the items of a type of the trusted engagement, by their ids; the argument itself as above. */
static struct d1_cel_value trusted_map(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_ruleset_private *private = judge->ruleset->private;
    const struct d1_kinds *kinds = judge->ruleset->kinds;
    size_t index = 0;

    if (!judge->trusted)
        return args[0];
    while (private->item_types[index] != call->overload->result->args[1])
        index++;
    if (!judge->trusted_tables)
        judge->trusted_tables = d1_arena_calloc(judge->arena, kinds->type_count, sizeof *judge->trusted_tables);
    if (!judge->trusted_tables ||
        d1_judge_table(&judge->trusted_tables[index], &judge->trusted->by_type[index], &kinds->types[index]) < 0)
        return d1_cel_fail_memory();
    return d1_cel_map_of_table(&judge->trusted_tables[index], private->item_types[index]);
}

/* The Engagement there. One that is not there yet has nothing to be held against: it is its own. */
static struct d1_cel_value trusted_engagement(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);

    if (!judge->trusted || !judge->trusted->root)
        return args[0];
    return d1_cel_of_node(judge->trusted->root, call->overload->result);
}

int d1_evidence_trusted_has(struct d1_cel_call *call, uint32_t point, struct d1_cel_value *none)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_past *past = d1_line_past(judge->line);
    struct d1_error why = {0};
    char text[D1_REPO_ID_TEXT];
    int result;

    if (d1_past_is_unsaved(past, point))
        return 0;
    d1_repo_id_format(d1_past_line(past)->points[point].id, text);
    result = judge->trusted_has(judge->trusted_context, d1_str(text), &why);
    if (result < 0)
        *none = d1_evidence_unknown(judge, call->arena, result, &why);
    return result;
}

/* The same of a point of the engagement's own line. */
static int is_trusted(struct d1_cel_call *call, size_t number, struct d1_cel_value *none)
{
    size_t count;

    return d1_evidence_trusted_has(call, d1_line_points(d1_judge_of(call)->line, &count)[number].point, none);
}

/*
 * Without a revision that is trusted the second day stands in for it: what came with a change is not yet there the day
 * before. What a trusted revision has of the line is its beginning, so the last such point is looked for from behind.
 */
static struct d1_cel_value trusted_on(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    d1_date day = d1_cel_as_date(args[0]), other = d1_cel_as_date(args[1]);
    struct d1_cel_value state;
    const char *cut;
    size_t number;
    bool found;
    int has = 1;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    found = d1_line_on(judge->line, !judge->trusted_has && other < day ? other : day, &number);
    while (found && judge->trusted_has && (has = is_trusted(call, number, &state)) == 0)
        found = number-- > 0;
    if (has < 0)
        return state;
    cut = d1_past_cut(d1_line_past(judge->line));
    if (!found)
        return cut ? d1_judge_no_history(judge, call->arena, "%s", cut) : d1_cel_none();
    state = d1_judge_state(judge, number);
    return d1_cel_is(state, D1_CEL_ERROR) ? state : d1_cel_some(call->arena, state);
}

/* What says who may do what: authorities, and where there is no plan the roles of people. */
int d1_functions_declare_trust(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    static const char summary[] =
        "The same list, map or document in the revision that is trusted (`--trust`), where one is: of "
        "`items.Authority`, "
        "`items.Person`, `byId.Authority`, `byId.Person`, `artifacts.GovernancePlan`, as a whole, and of `engagement`.";
    const struct d1_item_type *authority = d1_kinds_type(kinds, d1_str("Authority")),
                              *person = d1_kinds_type(kinds, d1_str("Person"));
    const struct d1_kind *plan = d1_kinds_find(kinds, d1_str("GovernancePlan")),
                         *engagement = d1_kinds_find(kinds, d1_str("Engagement"));
    const struct d1_cel_type *items[] = {private->item_types[authority->index], private->item_types[person->index]};
    const struct {
        const struct d1_cel_type *type;
        d1_cel_function *call;
    } trust[] = {
        {d1_cel_type_list(&private->arena, items[0]), trusted},
        {d1_cel_type_list(&private->arena, items[1]), trusted},
        {d1_cel_type_list(&private->arena, private->kind_types[plan->index]), trusted},
        {d1_cel_type_map(&private->arena, T(STRING), items[0]), trusted_map},
        {d1_cel_type_map(&private->arena, T(STRING), items[1]), trusted_map},
        {private->kind_types[engagement->index], trusted_engagement},
    };
    enum { ROWS = sizeof trust / sizeof *trust };
    struct d1_cel_overload *rows = d1_arena_calloc(&private->arena, ROWS + 1, sizeof *rows);

    if (!rows)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < ROWS; i++) {
        if (!trust[i].type)
            return D1_ERR_MEMORY;
        rows[i] = (struct d1_cel_overload){
            "trusted", D1_CEL_USER | D1_CEL_BOUNDED, {trust[i].type}, trust[i].type, trust[i].call, i ? NULL : summary};
    }
    rows[ROWS] = (struct d1_cel_overload){
        "trustedOn",
        D1_CEL_USER,
        {T(DATE), T(DATE)},
        d1_cel_type_optional(&private->arena, private->state_type),
        trusted_on,
        "The engagement as it stood at the last point on or before a day that the revision which is trusted "
        "(`--trust`) has too; where none is trusted, at the last point on or before the earlier of both days. A state "
        "as of stateOn().",
    };
    return rows[ROWS].result ? d1_cel_env_functions(private->env, rows, ROWS + 1) : D1_ERR_MEMORY;
}
