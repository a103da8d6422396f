/* Gates of one engagement: the days that they hang on, and what is due when. */
#include "base/vec.h"
#include "rules/judge/evaluation.h"

/* ---- the days of the engagement ---- */

/* A date of an Engagement, which may be one of the past. */
static struct d1_day date_of(const struct d1_node *engagement, const char *name)
{
    const struct d1_node *dates = d1_node_at(engagement, "spec.dates");
    const struct d1_node *date = d1_node_get(dates, name);
    struct d1_day day = {0};

    day.known = date && d1_date_parse(d1_node_text(date), &day.date);
    return day;
}

struct d1_day d1_judge_anchor(const struct d1_engagement *engagement, const char *name)
{
    return date_of(engagement->root, name);
}

/* It is called off only where its lifecycle and its dates both say so. */
void d1_judge_read_end(struct d1_judge *judge)
{
    struct d1_day cancelled = d1_judge_anchor(judge->engagement, "cancelled");

    judge->ended = d1_judge_anchor(judge->engagement, "actualEnd");
    judge->last = judge->ended;
    if (cancelled.known && (!judge->last.known || cancelled.date < judge->last.date))
        judge->last = cancelled;
    if (d1_node_is_string(d1_node_at(judge->engagement->root, "spec.lifecycle"), "cancelled"))
        judge->cancelled = cancelled;
}

struct d1_day d1_judge_eval_day(struct d1_judge *judge, const struct d1_cel_program *program,
                                struct d1_cel_activation *activation)
{
    struct d1_cel_value value;

    if (!program || d1_judge_eval(judge, program, activation, &value) < 0 ||
        (d1_cel_is(value, D1_CEL_OPTIONAL) && !d1_cel_optional_get(value, &value)) || !d1_cel_is(value, D1_CEL_DATE))
        return (struct d1_day){0};
    return (struct d1_day){true, d1_cel_as_date(value)};
}

static struct d1_str day_text(struct d1_arena *arena, struct d1_day day)
{
    char text[D1_DATE_TEXT];

    if (!day.known)
        return d1_strn("", 0);
    d1_date_format(day.date, text);
    return d1_arena_str(arena, d1_str(text));
}

struct d1_day d1_judge_close_day(struct d1_judge *judge)
{
    struct d1_day end = judge->ended.known ? judge->ended : judge->cancelled;

    return end.known ? end : d1_judge_eval_day(judge, judge->ruleset->private->close, &judge->base);
}

/* Why nothing is asked for that is due later; a day that has not come is one that somebody says. */
static struct d1_str called_off(const struct d1_judge *judge)
{
    char text[D1_DATE_TEXT];

    d1_date_format(judge->cancelled.date, text);
    return d1_arena_printf(
        judge->arena,
        judge->cancelled.date > judge->as_of ? "said to be cancelled on %s, which is ahead" : "cancelled on %s", text);
}

/* What the days of an engagement as a whole mean for whatever is due in it. */
static int find_span(struct d1_judge *judge)
{
    struct d1_day adopted = judge->policy->adopted;

    judge->runs_on = !judge->cancelled.known && !judge->ended.known;
    judge->close = d1_judge_close_day(judge);
    if (judge->cancelled.known)
        judge->called_off = called_off(judge);
    if (adopted.known)
        judge->before_adoption =
            d1_arena_join(judge->arena, d1_str("before adoption on"), ' ', day_text(judge->arena, adopted));
    return (judge->cancelled.known && !judge->called_off.ptr) || (adopted.known && !judge->before_adoption.ptr)
               ? D1_ERR_MEMORY
               : 0;
}

static bool hangs_on_close(const struct d1_judge *judge, const struct d1_gate *gate)
{
    return gate && judge->ruleset->private->gate_data[gate->order].closing;
}

bool d1_judge_is_called_off(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due)
{
    if (!judge->cancelled.known)
        return false;
    if (hangs_on_close(judge, gate))
        return !judge->ended.known;
    return due.known && due.date > judge->cancelled.date;
}

struct d1_str d1_judge_exemption(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due)
{
    if (d1_judge_is_called_off(judge, gate, due))
        return judge->called_off;
    if (judge->policy->adopted.known && due.known && due.date < judge->policy->adopted.date)
        return judge->before_adoption;
    return d1_str("");
}

/* The close as an Engagement of the past had it: its end, else the later of the day it planned and the one known now.
 */
static struct d1_day close_of(const struct d1_judge *judge, const struct d1_node *engagement)
{
    struct d1_day end = date_of(engagement, "actualEnd"), planned = date_of(engagement, "targetEnd");

    if (engagement == judge->engagement->root)
        return judge->close;
    if (end.known)
        return end;
    return planned.known && (!judge->close.known || planned.date > judge->close.date) ? planned : judge->close;
}

/* The day that "kickoff-1bd" means by the dates of an Engagement; unknown when the anchor is. */
static struct d1_day offset_day(const struct d1_judge *judge, struct d1_str text, const struct d1_node *engagement)
{
    static const char *const anchors[] = {"contractSigned", "s2dExit", "kickoff", "targetEnd", "actualEnd"};
    struct d1_day day = {0};
    struct d1_str anchor;
    bool business;
    long count;

    if (!d1_offset_parse(text, &anchor, &count, &business))
        return day;
    if (d1_str_is(anchor, "close"))
        day = close_of(judge, engagement);
    for (size_t i = 0; i < sizeof anchors / sizeof *anchors; i++)
        if (d1_str_is(anchor, anchors[i]))
            day = date_of(engagement, anchors[i]);
    if (!day.known)
        return day;
    day.known = business ? d1_calendar_add_business_days(judge->engagement->calendar, day.date, count, &day.date)
                         : d1_calendar_add_days(day.date, count, &day.date);
    return day;
}

/* ---- gates ---- */

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
        set = offset_day(judge, d1_node_text(node), judge->engagement->root);
    if (!set.known || (day->known && set.date == day->date))
        return 0;
    change.from = day_text(judge->arena, *day);
    change.to = day_text(judge->arena, set);
    change.relaxes = day->known && set.date > day->date;
    *day = set;
    return d1_policy_note(policy, judge->arena, node, change);
}

struct d1_day d1_judge_gate_day(const struct d1_judge *judge, const struct d1_gate *gate,
                                const struct d1_node *engagement, const struct d1_node *policy)
{
    const struct d1_node *gates = d1_node_at(policy, "spec.gates");
    const struct d1_node *setting = gates ? d1_node_get_str(gates, gate->id) : NULL;
    const struct d1_node *due = d1_node_get(setting, "due"), *offset = d1_node_get(setting, "offset");
    struct d1_day day = {0};

    if (due)
        day.known = d1_date_parse(d1_node_text(due), &day.date);
    else if (offset)
        day = offset_day(judge, d1_node_text(offset), engagement);
    return day.known ? day : offset_day(judge, gate->due, engagement);
}

int d1_judge_note_gates(struct d1_judge *judge, struct d1_policy *policy)
{
    for (size_t i = 0; i < judge->ruleset->gate_count; i++) {
        const struct d1_gate *gate = &judge->ruleset->gates[i];
        struct d1_day day = offset_day(judge, gate->due, judge->engagement->root);

        if (!gate->instances.len && !gate->continuous && apply_policy(judge, policy, gate, &day) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int add_once(struct d1_judge *judge, const struct d1_gate *gate)
{
    struct d1_gate_instance instance = {
        .gate = gate, .id = gate->id, .due = offset_day(judge, gate->due, judge->engagement->root)};

    judge->once[gate->order] = judge->gates.len;
    if (apply_policy(judge, judge->policy, gate, &instance.due) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&judge->gates, instance);
}

int d1_judge_gates(struct d1_judge *judge)
{
    size_t count = judge->ruleset->gate_count;
    int result = find_span(judge);

    judge->once = d1_arena_alloc(judge->arena, count * sizeof *judge->once);
    if (!judge->once)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_gate *gate = &judge->ruleset->gates[i];

        judge->once[i] = SIZE_MAX;
        if (gate->instances.len)
            result = d1_judge_instances(judge, gate);
        else if (!gate->continuous)
            result = add_once(judge, gate);
    }
    return result == 0 ? d1_judge_index_instances(judge) : result;
}

const struct d1_gate_instance *d1_judge_gate(const struct d1_judge *judge, const struct d1_gate *gate)
{
    size_t index = judge->once[gate->order];

    return index == SIZE_MAX ? NULL : &judge->gates.items[index];
}

/* ---- what is due ---- */

bool d1_judge_is_brought_forward(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    if (!judge->asked_gate)
        return false;
    if (!instance->gate->instances.len)
        return instance->gate->order <= judge->asked_order;
    return d1_judge_is_asked(judge, instance);
}

bool d1_judge_is_past(const struct d1_judge *judge, const struct d1_gate_instance *instance)
{
    if (d1_judge_is_brought_forward(judge, instance))
        return judge->asked_past;
    return instance->due.known && judge->today > instance->due.date;
}

/* The same of what is due at a gate, by the id of the instance. */
static bool is_brought_forward(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance)
{
    const struct d1_gate_instance *found = NULL;

    if (!judge->asked_gate || !gate || gate->continuous)
        return false;
    found = gate->instances.len ? d1_judge_instance(judge, d1_str_sub(instance, gate->id.len + 1, instance.len))
                                : d1_judge_gate(judge, gate);
    return found && found->gate == gate && d1_judge_is_brought_forward(judge, found);
}

bool d1_judge_is_due(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance,
                     struct d1_day due)
{
    if (is_brought_forward(judge, gate, instance))
        return true;
    if (!due.known || judge->today < due.date)
        return false;
    return !(judge->runs_on && hangs_on_close(judge, gate)) || !judge->close.known || due.date < judge->close.date;
}
