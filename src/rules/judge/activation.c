/* The values behind the names that every rule sees; each is made when a rule first reads it. */
#include "base/vec.h"
#include "rules/judge.h"

static struct d1_cel_value fill_items(void *data, size_t index)
{
    struct d1_judge *judge = data;
    const struct d1_node_list *list = &judge->engagement->by_type[index];

    return d1_cel_list_of_nodes(judge->arena, list->items, list->len, judge->ruleset->private->item_types[index]);
}

static struct d1_cel_value fill_artifacts(void *data, size_t index)
{
    struct d1_judge *judge = data;
    const struct d1_node_list *list = &judge->engagement->by_kind[index];

    return d1_cel_list_of_nodes(judge->arena, list->items, list->len, judge->ruleset->private->kind_types[index]);
}

int d1_judge_table(struct d1_map *table, const struct d1_node_list *list, const struct d1_item_type *type)
{
    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *id = d1_node_get_str(list->items[i], type->key);

        if (id && id->kind == D1_NODE_STRING &&
            d1_map_insert(table, d1_node_text(id), (void *)(uintptr_t)list->items[i], NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static struct d1_cel_value fill_by_id(void *data, size_t index)
{
    struct d1_judge *judge = data;
    struct d1_map *table = &judge->tables[index];

    if (d1_judge_table(table, &judge->engagement->by_type[index], &judge->engagement->kinds->types[index]) < 0)
        return d1_cel_fail_memory();
    return d1_cel_map_of_table(table, judge->ruleset->private->item_types[index]);
}

static struct d1_cel_value fill_parameter(void *data, size_t index)
{
    struct d1_judge *judge = data;
    const struct d1_parameter *parameter = &judge->ruleset->private->parameters.items[index];
    const struct d1_node *value =
        d1_policy_parameter(judge->policy, parameter, judge->rule, judge->engagement->profile);
    const struct d1_cel_field *field =
        d1_cel_record_peek(judge->ruleset->private->params_type, parameter->name, d1_str_hash(parameter->name), NULL);

    judge->params.read[judge->params.read_count++] = (uint32_t)index;
    if (!value || !field)
        return d1_cel_fail_in(judge->arena, D1_ERR_EVAL, "parameter " D1_STR_FMT " has no value",
                              D1_STR_ARG(parameter->name));
    /* Without its node: a finding is never placed in a rule file or a policy. */
    return d1_cel_value_at(d1_cel_of_node(value, field->type), NULL);
}

/* The name of the property that an act is the value of; of an entry of a list that of the list. */
static struct d1_str act_name(const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);

    if (!key && d1_node_parent(node))
        key = d1_node_key(d1_node_parent(node));
    return key ? d1_node_text(key) : d1_strn("", 0);
}

static struct d1_cel_value fill_act_node(void *data, size_t index)
{
    const struct d1_judge *judge = data;

    return d1_cel_of_node(judge->engagement->acts.items[index].node, NULL);
}

static struct d1_cel_value fill_act_name(void *data, size_t index)
{
    const struct d1_judge *judge = data;

    return d1_cel_string(act_name(judge->engagement->acts.items[index].node));
}

/* Of most acts only the date is asked for; the document is not looked into for that. */
static struct d1_cel_value fill_acts(void *data, size_t index)
{
    struct d1_judge *judge = data;
    size_t count = judge->engagement->acts.len;
    struct d1_cel_value *acts = d1_arena_alloc(&judge->scratch, count * sizeof *acts);
    struct d1_cel_slot *slots = d1_arena_alloc(&judge->scratch, count * 4 * sizeof *slots);

    (void)index;
    if (!acts || !slots)
        return d1_cel_fail_memory();
    for (size_t i = 0; i < count; i++, slots += 4) {
        const struct d1_act *act = &judge->engagement->acts.items[i];

        slots[0] = (struct d1_cel_slot){.fill = fill_act_node, .data = judge, .index = i};
        slots[1] = (struct d1_cel_slot){.value = d1_cel_value_at(d1_cel_date(act->date), act->node)};
        slots[2] = (struct d1_cel_slot){.fill = fill_act_name, .data = judge, .index = i};
        slots[3] = (struct d1_cel_slot){.value = d1_cel_bool(act->reported)};
        acts[i] =
            d1_cel_value_at(d1_cel_object_new(&judge->scratch, judge->ruleset->private->act_type, slots), act->node);
    }
    return d1_cel_list_new(&judge->scratch, acts, count);
}

static struct d1_cel_value fill_close_day(void *data, size_t index)
{
    struct d1_judge *judge = data;
    struct d1_day day = d1_judge_close_day(judge);

    (void)index;
    return day.known ? d1_cel_some(judge->arena, d1_cel_date(day.date)) : d1_cel_none();
}

/* `count` slots that `fill` computes by their numbers; NULL when memory is short. */
static struct d1_cel_slot *slots_of(struct d1_judge *judge, size_t count, d1_cel_fill *fill)
{
    struct d1_cel_slot *slots = d1_arena_alloc(judge->arena, count * sizeof *slots);

    for (size_t i = 0; slots && i < count; i++)
        slots[i] = (struct d1_cel_slot){.fill = fill, .data = judge, .index = i};
    return slots;
}

/* An object with such slots for its fields. */
static struct d1_cel_value object(struct d1_judge *judge, const struct d1_cel_type *type, size_t count,
                                  d1_cel_fill *fill)
{
    struct d1_cel_slot *slots = slots_of(judge, count, fill);

    return slots ? d1_cel_object_new(judge->arena, type, slots) : d1_cel_fail_memory();
}

/* The parameters are one object for all rules, of which only what one rule has read is made anew for the next. */
static int make_params(struct d1_judge *judge)
{
    size_t count = judge->ruleset->private->parameters.len;

    judge->params.slots = slots_of(judge, count, fill_parameter);
    judge->params.read = d1_arena_alloc(judge->arena, count * sizeof *judge->params.read);
    if (!judge->params.slots || !judge->params.read)
        return D1_ERR_MEMORY;
    judge->base.slots[D1_VARIABLE_PARAMS].value =
        d1_cel_object_new(judge->arena, judge->ruleset->private->params_type, judge->params.slots);
    return 0;
}

void d1_judge_bind_rule(struct d1_judge *judge, const struct d1_rule *rule)
{
    judge->rule = rule;
    while (judge->params.read_count) {
        size_t index = judge->params.read[--judge->params.read_count];

        judge->params.slots[index] = (struct d1_cel_slot){.fill = fill_parameter, .data = judge, .index = index};
    }
    judge->base.slots[D1_VARIABLE_ACTS] = (struct d1_cel_slot){.fill = fill_acts, .data = judge};
}

void d1_judge_set_today(struct d1_judge *judge, d1_date today)
{
    judge->today = today;
    if (judge->memo)
        judge->memo->tag = today;
    judge->base.slots[D1_VARIABLE_TODAY].value = d1_cel_date(today);
}

static bool has_gaps(const struct d1_engagement *engagement)
{
    for (size_t i = 0; i < engagement->kinds->type_count; i++)
        if (engagement->by_type[i].left_out || engagement->by_type[i].partial)
            return true;
    for (size_t i = 0; i < engagement->kinds->kind_count; i++)
        if (engagement->by_kind[i].left_out || engagement->by_kind[i].partial)
            return true;
    return engagement->partial;
}

int d1_judge_bind(struct d1_judge *judge)
{
    const struct d1_ruleset_private *private = judge->ruleset->private;
    const struct d1_kinds *kinds = judge->engagement->kinds;
    struct d1_cel_slot *slots = d1_arena_calloc(judge->arena, D1_VARIABLES, sizeof *slots);
    const struct d1_kind *engagement = d1_kinds_find(kinds, d1_str("Engagement"));

    d1_judge_read_end(judge);
    judge->gaps = has_gaps(judge->engagement);
    judge->tables = d1_arena_calloc(judge->arena, kinds->type_count, sizeof *judge->tables);
    if (!slots || !judge->tables)
        return D1_ERR_MEMORY;
    slots[D1_VARIABLE_ENGAGEMENT].value =
        d1_cel_of_node(judge->engagement->root, private->kind_types[engagement->index]);
    slots[D1_VARIABLE_ARTIFACTS].value = object(judge, private->artifacts_type, kinds->kind_count, fill_artifacts);
    slots[D1_VARIABLE_ITEMS].value = object(judge, private->items_type, kinds->type_count, fill_items);
    slots[D1_VARIABLE_BY_ID].value = object(judge, private->by_id_type, kinds->type_count, fill_by_id);
    slots[D1_VARIABLE_TODAY].value = d1_cel_date(judge->today);
    slots[D1_VARIABLE_POLICIES] = (struct d1_cel_slot){.fill = d1_judge_fill_policies, .data = judge};
    slots[D1_VARIABLE_POLICY_CHANGES] = (struct d1_cel_slot){.fill = d1_judge_fill_changes, .data = judge};
    slots[D1_VARIABLE_CATALOG] = (struct d1_cel_slot){.fill = d1_judge_fill_catalog, .data = judge};
    slots[D1_VARIABLE_CLOSE_DAY] = (struct d1_cel_slot){.fill = fill_close_day, .data = judge};
    slots[D1_VARIABLE_LINE] = (struct d1_cel_slot){.fill = d1_judge_fill_line, .data = judge};
    slots[D1_VARIABLE_EVER].value = object(judge, private->ever_type, kinds->type_count, d1_judge_fill_ever);
    slots[D1_VARIABLE_BASELINE] = (struct d1_cel_slot){.fill = d1_judge_fill_baseline, .data = judge};
    judge->base = (struct d1_cel_activation){.count = D1_VARIABLES, .slots = slots, .arena = judge->arena};
    judge->context = (struct d1_cel_context){
        .arena = &judge->scratch, .user = judge, .patterns = judge->patterns, .memo = judge->memo};
    if (make_params(judge) < 0)
        return D1_ERR_MEMORY;
    d1_judge_bind_rule(judge, NULL);
    return 0;
}

int d1_judge_eval(struct d1_judge *judge, const struct d1_cel_program *program, struct d1_cel_activation *activation,
                  struct d1_cel_value *value)
{
    int result = d1_cel_eval(program, activation, &judge->context, value);

    if (result < 0 && judge->failed)
        judge->failed(judge->failed_context, judge, d1_cel_failure_of(*value));
    return result;
}
