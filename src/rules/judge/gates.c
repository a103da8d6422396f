/* Gates of one engagement: their instances and due dates. */
#include "base/vec.h"
#include "rules/judge.h"

struct d1_day d1_judge_anchor(const struct d1_engagement *engagement, const char *name)
{
    const struct d1_node *dates = d1_node_at(engagement->root, "spec.dates");
    const struct d1_node *date = d1_node_get(dates, name);
    struct d1_day day = {0};

    if (strcmp(name, "close") == 0) {
        day = d1_judge_end(engagement);
        return day.known ? day : d1_judge_anchor(engagement, "targetEnd");
    }
    day.known = date && d1_date_parse(d1_node_text(date), &day.date);
    return day;
}

struct d1_day d1_judge_cancelled(const struct d1_engagement *engagement)
{
    if (!d1_node_is_string(d1_node_at(engagement->root, "spec.lifecycle"), "cancelled"))
        return (struct d1_day){0};
    return d1_judge_anchor(engagement, "cancelled");
}

struct d1_day d1_judge_end(const struct d1_engagement *engagement)
{
    struct d1_day day = d1_judge_anchor(engagement, "actualEnd");

    return day.known ? day : d1_judge_cancelled(engagement);
}

bool d1_judge_is_called_off(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due)
{
    struct d1_day cancelled = d1_judge_cancelled(judge->engagement);
    struct d1_str anchor;
    bool business;
    long count;

    if (!cancelled.known)
        return false;
    if (gate && d1_offset_parse(gate->due, &anchor, &count, &business) && d1_str_is(anchor, "close"))
        return !d1_judge_anchor(judge->engagement, "actualEnd").known;
    return due.known && due.date > cancelled.date;
}

/* The day that "kickoff-1bd" means in an engagement; unknown when the anchor is. */
static struct d1_day offset_day(const struct d1_engagement *engagement, struct d1_str text)
{
    static const char *const anchors[] = {"contractSigned", "s2dExit", "kickoff", "close", "targetEnd", "actualEnd"};
    struct d1_day day = {0};
    struct d1_str anchor;
    bool business;
    long count;

    if (!d1_offset_parse(text, &anchor, &count, &business))
        return day;
    for (size_t i = 0; i < sizeof anchors / sizeof *anchors; i++)
        if (d1_str_is(anchor, anchors[i]))
            day = d1_judge_anchor(engagement, anchors[i]);
    if (!day.known)
        return day;
    day.known = business ? d1_calendar_add_business_days(engagement->calendar, day.date, count, &day.date)
                         : d1_calendar_add_days(day.date, count, &day.date);
    return day;
}

static struct d1_str day_text(struct d1_arena *arena, struct d1_day day)
{
    char text[D1_DATE_TEXT];

    if (!day.known)
        return d1_strn("", 0);
    d1_date_format(day.date, text);
    return d1_arena_str(arena, d1_str(text));
}

struct d1_str d1_judge_called_off(const struct d1_judge *judge)
{
    struct d1_str day = day_text(judge->arena, d1_judge_cancelled(judge->engagement));

    return day.ptr ? d1_arena_join(judge->arena, d1_str("cancelled on"), ' ', day) : day;
}

/* What a policy says of a gate, when it says something else than the catalogue. */
static int apply_policy(struct d1_judge *judge, struct d1_policy *policy, const struct d1_gate *gate,
                        struct d1_day *day)
{
    const struct d1_policy_gate *setting = &policy->gates[gate->order];
    const struct d1_node *node = setting->due ? setting->due : setting->offset;
    struct d1_policy_change change = {.what = d1_str("gate"), .name = gate->id};
    struct d1_day set = {0};

    if (!node)
        return 0;
    if (setting->due)
        set.known = d1_date_parse(d1_node_text(node), &set.date);
    else
        set = offset_day(judge->engagement, d1_node_text(node));
    if (!set.known || (day->known && set.date == day->date))
        return 0;
    change.from = day_text(judge->arena, *day);
    change.to = day_text(judge->arena, set);
    change.relaxes = day->known && set.date > day->date;
    *day = set;
    return d1_policy_note(policy, judge->arena, node, change);
}

/* Whether a gate comes once, on a day that the catalogue has and a policy may change. */
static bool comes_once(const struct d1_gate *gate)
{
    return !gate->instances.len && !d1_node_get(gate->node, "continuous");
}

int d1_judge_note_gates(struct d1_judge *judge, struct d1_policy *policy)
{
    for (size_t i = 0; i < judge->ruleset->gate_count; i++) {
        const struct d1_gate *gate = &judge->ruleset->gates[i];
        struct d1_day day = offset_day(judge->engagement, gate->due);

        if (comes_once(gate) && apply_policy(judge, policy, gate, &day) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* A gate that comes once for each item: an instance for each item whose date is known. */
static int add_instances(struct d1_judge *judge, const struct d1_gate *gate)
{
    const struct d1_gate_data *data = &judge->ruleset->private->gate_data[gate->order];
    const struct d1_node_list *items;

    if (!data->type || !data->date)
        return 0;
    items = &judge->engagement->by_type[data->type->index];
    for (size_t i = 0; i < items->len; i++) {
        struct d1_cel_slot slot = {
            .value = d1_cel_of_node(items->items[i], judge->ruleset->private->item_types[data->type->index])};
        struct d1_cel_activation activation = {
            .parent = &judge->base, .first = d1_cel_env_first(data->env), .count = 1, .slots = &slot};
        struct d1_gate_instance instance = {.gate = gate, .item = items->items[i]};
        struct d1_cel_value value;

        if (d1_judge_eval(judge, data->date, &activation, &value) < 0)
            continue;
        if (d1_cel_is(value, D1_CEL_OPTIONAL) && !d1_cel_optional_get(value, &value))
            continue;
        if (!d1_cel_is(value, D1_CEL_DATE))
            continue;
        instance.due = (struct d1_day){true, d1_cel_as_date(value)};
        if (data->awaits && d1_judge_eval(judge, data->awaits, &activation, &value) == 0 &&
            d1_cel_is(value, D1_CEL_STRING))
            instance.awaits = d1_arena_str(judge->arena, d1_cel_text(value));
        instance.id = d1_arena_printf(judge->arena, D1_STR_FMT ":" D1_STR_FMT, D1_STR_ARG(gate->id),
                                      D1_STR_ARG(d1_node_get_text(items->items[i], data->type->key.ptr)));
        if (!instance.id.ptr || d1_vec_push(&judge->gates, instance) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Of two items of one id, which another check reports, the first one's. */
static int index_instances(struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->gates.len; i++) {
        struct d1_gate_instance *instance = &judge->gates.items[i];
        struct d1_str item = d1_str_sub(instance->id, instance->gate->id.len + 1, instance->id.len);

        if (instance->item && d1_map_insert(&judge->instances, item, instance, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_judge_gates(struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->ruleset->gate_count; i++) {
        const struct d1_gate *gate = &judge->ruleset->gates[i];
        struct d1_gate_instance instance = {.gate = gate, .id = gate->id};

        if (gate->instances.len) {
            if (add_instances(judge, gate) < 0)
                return D1_ERR_MEMORY;
            continue;
        }
        if (!comes_once(gate))
            continue;
        instance.due = offset_day(judge->engagement, gate->due);
        if (apply_policy(judge, judge->policy, gate, &instance.due) < 0 || d1_vec_push(&judge->gates, instance) < 0)
            return D1_ERR_MEMORY;
    }
    return index_instances(judge);
}

static bool is_asked(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance)
{
    if (!judge->asked_gate || !gate)
        return false;
    if (!gate->instances.len)
        return gate->order <= judge->asked_order;
    return d1_str_is(gate->id, judge->asked_gate) || d1_str_is(instance, judge->asked_gate);
}

bool d1_judge_is_due(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance,
                     struct d1_day due)
{
    return is_asked(judge, gate, instance) || (due.known && judge->today >= due.date);
}

const struct d1_gate_instance *d1_judge_instance(const struct d1_judge *judge, struct d1_str item)
{
    return d1_map_get(&judge->instances, item);
}
