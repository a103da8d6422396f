/* The instances of gates that come once for each sprint, milestone or submission. */
#include "base/limits.h"
#include "base/vec.h"
#include "rules/judge/evaluation.h"

/* ---- making them ---- */

/* One entry of a source of instances, and where its expressions find it. */
struct entry {
    struct d1_judge *judge;
    const struct d1_gate_source *source;
    struct d1_cel_slot slot;
    struct d1_cel_activation activation;
};

static bool eval(struct entry *entry, const struct d1_cel_program *program, struct d1_cel_value *value)
{
    return program && d1_judge_eval(entry->judge, program, &entry->activation, value) == 0 &&
           (!d1_cel_is(*value, D1_CEL_OPTIONAL) || d1_cel_optional_get(*value, value));
}

/* Two entries may make one instance, such as a submission and the decision on it: it is due on the earlier day. */
static void join(struct d1_gate_instance *known, const struct d1_gate_instance *instance)
{
    if (instance->due.date < known->due.date)
        known->due = instance->due;
    if (!known->since.known)
        known->since = instance->since;
}

static int add(struct entry *entry, const struct d1_gate *gate)
{
    struct d1_judge *judge = entry->judge;
    struct d1_gate_instance instance = {.gate = gate, .item = d1_cel_value_node(entry->slot.value)};
    struct d1_cel_value id, awaits;
    struct d1_map_entry *known;
    struct d1_str item;
    int result;

    instance.due = d1_judge_eval_day(judge, entry->source->date, &entry->activation);
    if (!instance.item || !instance.due.known || !eval(entry, entry->source->id, &id) || !d1_cel_is(id, D1_CEL_STRING))
        return 0;
    instance.since = d1_judge_eval_day(judge, entry->source->since, &entry->activation);
    if (eval(entry, entry->source->awaits, &awaits) && d1_cel_is(awaits, D1_CEL_STRING))
        instance.awaits = d1_arena_str(judge->arena, d1_cel_text(awaits));
    instance.id =
        d1_arena_printf(judge->arena, D1_STR_FMT ":" D1_STR_FMT, D1_STR_ARG(gate->id), D1_STR_ARG(d1_cel_text(id)));
    if (!instance.id.ptr || (instance.awaits.len && !instance.awaits.ptr))
        return D1_ERR_MEMORY;
    item = d1_str_sub(instance.id, gate->id.len + 1, instance.id.len);
    if (judge->gates.len >= D1_LIMIT_GATE_INSTANCES && !d1_map_find(&judge->instances, item)) {
        judge->gates_left_out++;
        return 0;
    }
    /* The map holds places in the list, which still grows, counted from 1. */
    result = d1_map_insert(&judge->instances, item, (void *)(uintptr_t)(judge->gates.len + 1), &known);
    if (result < 0)
        return result;
    if (result == 1)
        return d1_vec_push(&judge->gates, instance);
    if (judge->gates.items[(uintptr_t)known->value - 1].gate == gate)
        join(&judge->gates.items[(uintptr_t)known->value - 1], &instance);
    return 0;
}

int d1_judge_instances(struct d1_judge *judge, const struct d1_gate *gate)
{
    const struct d1_gate_data *data = &judge->ruleset->private->gate_data[gate->order];

    for (size_t i = 0; i < data->source_count; i++) {
        struct entry entry = {.judge = judge, .source = &data->sources[i]};
        struct d1_cel_value list;

        if (!entry.source->each || d1_judge_eval(judge, entry.source->each, &judge->base, &list) < 0 ||
            !d1_cel_is(list, D1_CEL_LIST))
            continue;
        entry.activation = (struct d1_cel_activation){
            .parent = &judge->base, .first = d1_cel_env_first(entry.source->env), .count = 1, .slots = &entry.slot};
        for (size_t j = 0; j < d1_cel_list_len(list); j++) {
            entry.slot = (struct d1_cel_slot){.value = d1_cel_list_get(list, j)};
            if (add(&entry, gate) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}

/* ---- finding them ---- */

/* "del-01" of "deliverable:del-01@1.0": the item whose newest instance may be named by it alone. */
static struct d1_str item_of(const struct d1_gate_instance *instance)
{
    struct d1_str rest = d1_str_sub(instance->id, instance->gate->id.len + 1, instance->id.len);

    return d1_str_sub(rest, 0, d1_str_find(rest, '@', 0));
}

static bool is_newer(const struct d1_gate_instance *instance, const struct d1_gate_instance *other)
{
    if (instance->since.known != other->since.known)
        return instance->since.known;
    return instance->since.date > other->since.date ||
           (instance->since.date == other->since.date && instance->due.date > other->due.date);
}

int d1_judge_index_instances(struct d1_judge *judge)
{
    struct d1_map_entry *known;
    int result = 0;

    d1_map_release(&judge->instances);
    judge->instances = (struct d1_map){0};
    for (size_t i = 0; i < judge->gates.len && result >= 0; i++) {
        struct d1_gate_instance *instance = &judge->gates.items[i], *newest;

        if (!instance->item)
            continue;
        result = d1_map_insert(&judge->instances,
                               d1_str_sub(instance->id, instance->gate->id.len + 1, instance->id.len), instance, NULL);
        if (result >= 0)
            result = d1_map_insert(&judge->instances, item_of(instance), instance, &known);
        if (result < 0)
            break;
        newest = known->value;
        if (newest != instance && is_newer(instance, newest)) {
            newest->newest = false;
            known->value = newest = instance;
        }
        newest->newest = true;
    }
    return result < 0 ? result : 0;
}

const struct d1_gate_instance *d1_judge_instance(const struct d1_judge *judge, struct d1_str item)
{
    return d1_map_get(&judge->instances, item);
}

bool d1_judge_is_asked(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    struct d1_str asked = d1_str(judge->asked_gate ? judge->asked_gate : "");
    size_t colon = d1_str_find(asked, ':', 0);

    if (!asked.len || !d1_str_eq(d1_str_sub(asked, 0, colon), instance->gate->id))
        return false;
    return colon == asked.len || d1_str_eq(asked, instance->id) ||
           (instance->newest && d1_str_eq(d1_str_sub(asked, colon + 1, asked.len), item_of(instance)));
}
