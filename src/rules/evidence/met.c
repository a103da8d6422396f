/* A function on history: which gates that come once were met, and when. */
#include "rules/evidence/met.h"

#include "base/memory/alloc.h"
#include "rules/course.h"
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

enum { MET_GATE, MET_DATE, MET_FIELDS };

int d1_met_find(struct d1_met_gates *gates, struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->gates.len; i++) {
        const struct d1_gate_instance *instance = &judge->gates.items[i];
        struct d1_met_gate gate = {.gate = instance->gate, .id = instance->id, .due = instance->due.date};

        if (instance->item || !instance->due.known || instance->due.date > judge->as_of ||
            d1_judge_exemption(judge, instance->gate, instance->due).len)
            continue;
        if (d1_vec_push(gates, gate) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* ---- asking the line ---- */

static int hear(void *context, struct d1_course_gate *gate, const struct d1_judged *then, d1_date day,
                enum d1_course_where where)
{
    size_t number;
    const struct d1_gate_result *at = d1_course_gate_of(then, gate->gate->id, &number);

    (void)context;
    (void)where;
    if (!at || !d1_gate_state_is_met(at->state))
        return 0;
    ((struct d1_met_gate *)gate->user)->met = (struct d1_day){true, day};
    gate->settled = true;
    return 0;
}

/*
 * Of a gate from before there was a line nobody knows what stood there on its day: it has sealed nothing, and whoever
 * puts right what was brought in late has not changed what the gate was met by. The next gate seals it.
 */
static int young(void *context, struct d1_course_gate *gate)
{
    (void)context;
    gate->settled = true;
    return 0;
}

int d1_met_walk(struct d1_met_gates *gates, struct d1_judge *judge)
{
    struct d1_course_gate *asked = d1_calloc(gates->len + 1, sizeof *asked);
    struct d1_then_judge present;
    struct d1_judge_room room = {0};
    struct d1_course_walk walk = d1_course_walk_of(judge, &present, &room);
    int result;

    if (!asked)
        return D1_ERR_MEMORY;
    walk.gates = asked;
    walk.count = gates->len;
    walk.hear = hear;
    walk.young = young;
    for (size_t i = 0; i < gates->len; i++)
        asked[i] = (struct d1_course_gate){
            .gate = gates->items[i].gate,
            .id = gates->items[i].id,
            .due = gates->items[i].due,
            .user = &gates->items[i],
        };
    result = d1_course_walk(&walk);
    d1_judge_room_release(&room);
    d1_free(asked);
    return result < 0 ? result : !walk.lost;
}

/* ---- the function ---- */

/* Those that were met, as records of a type. */
static struct d1_cel_value list_met(struct d1_arena *arena, const struct d1_met_gates *gates,
                                    const struct d1_cel_type *type)
{
    struct d1_cel_value *values = d1_arena_alloc(arena, (gates->len + 1) * sizeof *values);
    size_t count = 0;

    for (size_t i = 0; values && i < gates->len; i++) {
        struct d1_cel_slot *slots;

        if (!gates->items[i].met.known)
            continue;
        slots = d1_arena_calloc(arena, MET_FIELDS, sizeof *slots);
        if (!slots)
            return d1_cel_fail_memory();
        slots[MET_GATE].value = d1_cel_string(gates->items[i].gate->id);
        slots[MET_DATE].value = d1_cel_date(gates->items[i].met.date);
        values[count++] = d1_cel_object_new(arena, type, slots);
    }
    return values ? d1_cel_some(arena, d1_cel_list_new(arena, values, count)) : d1_cel_fail_memory();
}

/* For what people are told only, so that what history does not tell is no failure. */
static struct d1_cel_value met_gates(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_met_gates gates = {0};
    struct d1_cel_value answer = d1_cel_none();
    int result;

    (void)args;
    if (judge->replayed || !d1_judge_line(judge) || d1_past_cut(d1_line_past(judge->line)))
        return judge->oom ? d1_cel_fail_memory() : answer;
    result = d1_met_find(&gates, judge);
    if (result == 0)
        result = d1_met_walk(&gates, judge);
    if (result < 0)
        answer = d1_cel_fail_memory();
    else if (result > 0)
        answer = list_met(call->arena, &gates, d1_cel_type_item(d1_cel_type_item(call->overload->result)));
    d1_vec_release(&gates);
    return answer;
}

int d1_functions_declare_met(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[MET_FIELDS] = {
        [MET_GATE] = {d1_str("gate"), T(STRING), false},
        [MET_DATE] = {d1_str("date"), T(DATE), false},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *type;

    if (!row || d1_record_declare(private, "MetGate", fields, MET_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    type = d1_cel_type_list(&private->arena, type);
    *row = (struct d1_cel_overload){
        "metGates",
        D1_CEL_USER,
        {NULL},
        type ? d1_cel_type_optional(&private->arena, type) : NULL,
        met_gates,
        "The gates that come once and were met, in their order: `gate` and the `date` from which it stood met, which "
        "is "
        "when what was said by then was sealed. A gate from before the first commit has sealed nothing. None where "
        "history does not tell.",
    };
    if (!row->result)
        return D1_ERR_MEMORY;
    return d1_cel_env_functions(private->env, row, 1);
}
