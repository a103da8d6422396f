/* Functions on the dates that gates hang on, now and as an earlier Engagement or LintPolicy had them. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

enum { DUE_GATE_ID, DUE_GATE_DUE, DUE_GATE_ANCHOR, DUE_GATE_FIELDS };

/* Outside of a run nobody has asked for the gates yet. */
static bool find_gates(struct d1_judge *judge)
{
    return judge->once || d1_judge_gates(judge) == 0;
}

static struct d1_cel_value optional_day(const struct d1_cel_call *call, struct d1_day day)
{
    return day.known ? d1_cel_some(call->arena, d1_cel_date(day.date)) : d1_cel_none();
}

/* ---- gates ---- */

static struct d1_cel_value due_gate(struct d1_cel_call *call, const struct d1_gate *gate)
{
    const struct d1_gate_instance *instance = d1_judge_gate(d1_judge_of(call), gate);
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, DUE_GATE_FIELDS, sizeof *slots);
    struct d1_str anchor;
    bool business;
    long count;

    if (!slots)
        return d1_cel_fail_alloc(call);
    if (!d1_offset_parse(gate->due, &anchor, &count, &business))
        anchor = d1_str("");
    slots[DUE_GATE_ID].value = d1_cel_string(gate->id);
    slots[DUE_GATE_ANCHOR].value = d1_cel_string(anchor);
    if (instance->due.known)
        slots[DUE_GATE_DUE].value = d1_cel_date(instance->due.date);
    return d1_cel_object_new(call->arena, d1_cel_type_item(call->overload->result), slots);
}

static struct d1_cel_value gates(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value *values = d1_arena_alloc(call->arena, (judge->ruleset->gate_count + 1) * sizeof *values);
    size_t count = 0;

    (void)args;
    if (!values || !find_gates(judge))
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < judge->ruleset->gate_count; i++) {
        const struct d1_gate *gate = &judge->ruleset->gates[i];

        if (!d1_judge_gate(judge, gate))
            continue;
        values[count] = due_gate(call, gate);
        if (d1_cel_is(values[count], D1_CEL_ERROR))
            return values[count];
        count++;
    }
    return d1_cel_list_new(call->arena, values, count);
}

/* ---- goalposts ---- */

static struct d1_day day_at(const struct d1_node *root, const char *path)
{
    const struct d1_node *node = d1_node_at(root, path);
    struct d1_day day = {0};

    day.known = node && d1_date_parse(d1_node_text(node), &day.date);
    return day;
}

/* args: the field, the Engagement, and where there is one the LintPolicy. */
static struct d1_cel_value goalpost(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_node *engagement = d1_cel_value_node(args[1]);
    const struct d1_node *policy = call->overload->params[2] ? d1_cel_value_node(args[2]) : NULL;
    struct d1_str field = d1_cel_text(args[0]), below = d1_str_sub(field, d1_str_find(field, '.', 0) + 1, field.len);
    const struct d1_gate *gate = NULL;
    struct d1_str path;

    if (!find_gates(judge))
        return d1_cel_fail_memory();
    if (d1_str_is(field, "adopted"))
        return optional_day(call, day_at(policy, "spec.adopted"));
    if (d1_str_starts(field, "gates."))
        gate = d1_ruleset_gate(judge->ruleset, below);
    if (gate && d1_judge_gate(judge, gate))
        return optional_day(call, d1_judge_gate_day(judge, gate, engagement, policy));
    if (!d1_str_starts(field, "dates."))
        return d1_cel_fail(call, "it is asked of `dates.` and the name of a date, `gates.` and the id of a gate that "
                                 "comes once, or `adopted`");
    path = d1_arena_join(call->arena, d1_str("spec.dates"), '.', below);
    return path.ptr ? optional_day(call, day_at(engagement, path.ptr)) : d1_cel_fail_memory();
}

int d1_functions_declare_goalposts(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    static const char gates_summary[] =
        "The gates that come once, in their order, with `id`, `due`, none where that is not known, and `anchor`, the "
        "date of the Engagement that the catalogue hangs it on: 'kickoff', 'close', ...";
    static const char goalpost_summary[] =
        "The day that an Engagement, and where it is given a LintPolicy, put a goalpost on, now or earlier: "
        "'dates.kickoff', 'gates.baseline' (its default date where the policy does not set it), 'adopted'. None for "
        "what is no date.";
    const struct d1_cel_field fields[DUE_GATE_FIELDS] = {
        [DUE_GATE_ID] = {d1_str("id"), T(STRING), false},
        [DUE_GATE_DUE] = {d1_str("due"), T(DATE), true},
        [DUE_GATE_ANCHOR] = {d1_str("anchor"), T(STRING), false},
    };
    enum { ROWS = 3 };
    struct d1_cel_overload *rows = d1_arena_calloc(&private->arena, ROWS, sizeof *rows);
    const struct d1_cel_type *of = private->kind_types[d1_kinds_find(kinds, d1_str("Engagement"))->index];
    const struct d1_cel_type *by = private->kind_types[d1_kinds_find(kinds, d1_str("LintPolicy"))->index];
    const struct d1_cel_type *day = d1_cel_type_optional(&private->arena, T(DATE)), *type, *list;

    if (!rows || !day || d1_record_declare(private, "DueGate", fields, DUE_GATE_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    list = d1_cel_type_list(&private->arena, type);
    if (!list)
        return D1_ERR_MEMORY;
    rows[0] = (struct d1_cel_overload){"gates", D1_CEL_USER | D1_CEL_BOUNDED, {NULL}, list, gates, gates_summary};
    rows[1] = (struct d1_cel_overload){"goalpost",      D1_CEL_USER | D1_CEL_BOUNDED, {T(STRING), of}, day, goalpost,
                                       goalpost_summary};
    rows[2] =
        (struct d1_cel_overload){"goalpost", D1_CEL_USER | D1_CEL_BOUNDED, {T(STRING), of, by}, day, goalpost, NULL};
    return d1_cel_env_functions(private->env, rows, ROWS);
}
