/*
 * The network of milestones as rules see it: items of type Milestone, read into engagement/schedule.h, and the result
 * as records.
 */
#include "engagement/schedule.h"

#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

/* The milestones of one call. */
struct network {
    struct d1_cel_call *call;
    struct d1_cel_value list;
    struct d1_schedule_task *tasks;
    size_t count;
    struct d1_map by_id; /* number of the task plus 1 */
    d1_date start;
    d1_date as_of; /* of the network as it stands; unset in the planned one */
    bool current;
    struct d1_cel_value fault; /* why there is no answer; null while there may be one */
    struct d1_schedule schedule;
};

static bool fail(struct network *network, struct d1_cel_value fault)
{
    network->fault = fault;
    return false;
}

/* ---- reading ---- */

/* Of two milestones with one id the first counts, as everywhere. */
static bool read_ids(struct network *network)
{
    struct d1_cel_call *call = network->call;

    network->count = d1_cel_list_len(network->list);
    network->tasks = d1_arena_calloc(call->arena, network->count + 1, sizeof *network->tasks);
    if (!network->tasks)
        return fail(network, d1_cel_fail_alloc(call));
    for (size_t i = 0; i < network->count; i++) {
        struct d1_schedule_task *task = &network->tasks[i];

        task->id = d1_field_text(d1_cel_list_get(network->list, i), "id");
        if (!d1_cel_charge(call, 1))
            return fail(network, d1_cel_fail_cost(call));
        if (task->id.len && d1_map_insert(&network->by_id, task->id, (void *)(uintptr_t)(i + 1), NULL) < 0)
            return fail(network, d1_cel_fail_memory());
    }
    return true;
}

static bool is_bounded(int64_t days)
{
    return days >= -D1_SCHEDULE_SPAN && days <= D1_SCHEDULE_SPAN;
}

static bool too_long(struct network *network, const struct d1_schedule_task *task)
{
    return fail(network,
                d1_cel_fail_limit(network->call, D1_STR_FMT " takes or waits longer than the calendar has days",
                                  D1_STR_ARG(task->id)));
}

/* Links to what is no milestone are left out: they are reported as references. */
static bool read_links(struct network *network, struct d1_schedule_task *task, struct d1_cel_value item)
{
    struct d1_cel_value list;
    struct d1_schedule_link *links;
    size_t count;

    if (!d1_cel_map_get_text(item, "dependsOn", &list) || !d1_cel_is(list, D1_CEL_LIST))
        return true;
    count = d1_cel_list_len(list);
    if (!d1_cel_charge(network->call, count))
        return fail(network, d1_cel_fail_cost(network->call));
    links = d1_arena_alloc(network->call->arena, (count + 1) * sizeof *links);
    if (!links)
        return fail(network, d1_cel_fail_alloc(network->call));
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value entry = d1_cel_list_get(list, i);
        size_t number = 0;
        int64_t lag = 0;

        if (d1_cel_is(entry, D1_CEL_MAP))
            number = (size_t)(uintptr_t)d1_map_get(&network->by_id, d1_field_text(entry, "ref"));
        if (!number)
            continue;
        (void)d1_field_int(entry, "lagBusinessDays", &lag);
        if (!is_bounded(lag))
            return too_long(network, task);
        links[task->link_count++] = (struct d1_schedule_link){number - 1, lag};
    }
    task->links = links;
    return true;
}

static int64_t offset_of(const struct network *network, d1_date date)
{
    return d1_calendar_business_days(d1_calendar_of(network->call), network->start, date);
}

/* The first day of work may be a day off; the next working day is meant. A day of work ends at its offset. */
static void read_not_before(struct network *network, struct d1_schedule_task *task, struct d1_cel_value item)
{
    d1_date day;

    if (!d1_field_date(item, "notBefore", &day))
        return;
    if (!d1_calendar_next_working_day(d1_calendar_of(network->call), day, &day))
        day = D1_DATE_MAX;
    task->not_before = offset_of(network, day) - (task->duration > 0);
}

/* What has happened and what is forecast; what is not done cannot be before the day as of which is judged. */
static void read_progress(struct network *network, struct d1_schedule_task *task, struct d1_cel_value item)
{
    d1_date day;

    if (d1_field_date(item, "actual", &day) && day <= network->as_of) {
        task->done = true;
        task->finish = offset_of(network, day);
        return;
    }
    task->finish = offset_of(network, network->as_of);
    if (d1_field_date(item, "forecast", &day) && offset_of(network, day) > task->finish)
        task->finish = offset_of(network, day);
}

static bool read_times(struct network *network, struct d1_schedule_task *task, struct d1_cel_value item)
{
    if (!d1_field_int(item, "durationBusinessDays", &task->duration))
        return fail(network, d1_cel_fail_limit(network->call,
                                               D1_STR_FMT " has no `durationBusinessDays`, so the network cannot be "
                                                          "reckoned",
                                               D1_STR_ARG(task->id)));
    if (!is_bounded(task->duration) || task->duration < 0)
        return too_long(network, task);
    read_not_before(network, task, item);
    if (network->current)
        read_progress(network, task, item);
    return true;
}

/* Reads the links of all milestones, and with times all else, and runs the passes. False with fault set. */
static bool solve(struct network *network, bool times)
{
    bool ok = read_ids(network);

    for (size_t i = 0; ok && i < network->count; i++) {
        struct d1_cel_value item = d1_cel_list_get(network->list, i);

        if (!d1_cel_is(item, D1_CEL_MAP))
            ok = fail(network, d1_cel_fail(network->call, "the list holds something else than milestones"));
        else
            ok = read_links(network, &network->tasks[i], item) &&
                 (!times || read_times(network, &network->tasks[i], item));
    }
    d1_map_release(&network->by_id);
    if (ok && d1_schedule_compute(&network->schedule, network->tasks, network->count, network->call->arena) < 0)
        ok = fail(network, d1_cel_fail_alloc(network->call));
    return ok;
}

/* ---- cycles ---- */

static struct d1_str cycle_text(const struct network *network)
{
    struct d1_strbuf text = {0};
    struct d1_str kept;

    for (size_t i = 0; i < network->schedule.cycle_len; i++)
        d1_strbuf_printf(&text, D1_STR_FMT " -> ", D1_STR_ARG(network->tasks[network->schedule.cycle[i]].id));
    d1_strbuf_str(&text, network->tasks[network->schedule.cycle[0]].id);
    kept = text.oom ? d1_strn(NULL, 0) : d1_arena_str(network->call->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return kept;
}

/* The milestones of one cycle, the first of them again at the end. */
static struct d1_cel_value dependency_cycle(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct network network = {.call = call, .list = args[0]};
    struct d1_cel_value *items;

    if (!solve(&network, false))
        return network.fault;
    items = d1_arena_alloc(call->arena, (network.schedule.cycle_len + 1) * sizeof *items);
    if (!items)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < network.schedule.cycle_len; i++)
        items[i] = d1_cel_list_get(args[0], network.schedule.cycle[i]);
    if (network.schedule.cycle_len)
        items[network.schedule.cycle_len] = items[0];
    return d1_cel_list_new(call->arena, items, network.schedule.cycle_len + (network.schedule.cycle_len > 0));
}

/* ---- results ---- */

enum {
    AT_MILESTONE,
    AT_ID,
    AT_EARLY_START,
    AT_EARLY_FINISH,
    AT_LATE_START,
    AT_LATE_FINISH,
    AT_TOTAL_FLOAT,
    AT_FREE_FLOAT,
    AT_FINISH,
    AT_LATEST_FINISH,
    AT_FIELDS
};

enum { OF_MILESTONES, OF_BY_ID, OF_CRITICAL, OF_LENGTH, OF_FINISH, OF_LAST, OF_FIELDS };

static struct d1_cel_value date_at(const struct network *network, int64_t offset)
{
    d1_date date;

    if (!d1_calendar_add_business_days(d1_calendar_of(network->call), network->start, offset, &date))
        return d1_cel_fail_limit(network->call, "the network reaches beyond the years 0001 to 9999");
    return d1_cel_date(date);
}

static struct d1_cel_value milestone_record(const struct network *network, size_t number,
                                            const struct d1_cel_type *type)
{
    const struct d1_schedule_task *task = &network->tasks[number];
    struct d1_cel_slot *slots = d1_arena_calloc(network->call->arena, AT_FIELDS, sizeof *slots);

    if (!slots)
        return d1_cel_fail_alloc(network->call);
    slots[AT_MILESTONE].value = d1_cel_list_get(network->list, number);
    slots[AT_ID].value = d1_cel_string(task->id);
    slots[AT_EARLY_START].value = d1_cel_int(task->early_start);
    slots[AT_EARLY_FINISH].value = d1_cel_int(task->early_finish);
    slots[AT_LATE_START].value = d1_cel_int(task->late_start);
    slots[AT_LATE_FINISH].value = d1_cel_int(task->late_finish);
    slots[AT_TOTAL_FLOAT].value = d1_cel_int(task->total_float);
    slots[AT_FREE_FLOAT].value = d1_cel_int(task->free_float);
    slots[AT_FINISH].value = date_at(network, task->early_finish);
    slots[AT_LATEST_FINISH].value = date_at(network, task->late_finish);
    return d1_cel_object_new(network->call->arena, type, slots);
}

/* The record `Schedule`; its fields as lists and maps over the milestones. */
static struct d1_cel_value result(const struct network *network)
{
    struct d1_cel_call *call = network->call;
    const struct d1_cel_type *schedule = call->overload->result;
    const struct d1_cel_type *type = d1_cel_type_item(
        d1_cel_record_peek(schedule, d1_str("milestones"), d1_str_hash(d1_str("milestones")), NULL)->type);
    struct d1_cel_value *records = d1_arena_alloc(call->arena, (network->count + 1) * sizeof *records);
    struct d1_cel_value *ids = d1_arena_alloc(call->arena, (network->count + 1) * sizeof *ids);
    struct d1_cel_value *critical = d1_arena_alloc(call->arena, (network->count + 1) * sizeof *critical);
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, OF_FIELDS, sizeof *slots);
    size_t critical_count = 0;

    if (!records || !ids || !critical || !slots)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < network->count; i++) {
        records[i] = milestone_record(network, i, type);
        if (d1_cel_is(records[i], D1_CEL_ERROR))
            return records[i];
        ids[i] = d1_cel_string(network->tasks[i].id);
        if (network->tasks[i].total_float <= 0)
            critical[critical_count++] = ids[i];
    }
    slots[OF_MILESTONES].value = d1_cel_list_new(call->arena, records, network->count);
    slots[OF_BY_ID].value = d1_cel_map_new(call->arena, ids, records, network->count);
    slots[OF_CRITICAL].value = d1_cel_list_new(call->arena, critical, critical_count);
    slots[OF_LENGTH].value = d1_cel_int(network->schedule.finish);
    slots[OF_FINISH].value = date_at(network, network->schedule.finish);
    if (network->count) /* without milestones nothing is the last */
        slots[OF_LAST].value = records[network->schedule.last];
    return d1_cel_object_new(call->arena, schedule, slots);
}

static struct d1_cel_value run(struct network *network)
{
    struct d1_str cycle;

    if (!solve(network, true))
        return network->fault;
    if (!network->schedule.cycle_len)
        return result(network);
    cycle = cycle_text(network);
    if (!cycle.ptr)
        return d1_cel_fail_alloc(network->call);
    return d1_cel_fail_limit(network->call, "the milestones depend on each other in a circle (" D1_STR_FMT ")",
                             D1_STR_ARG(cycle));
}

static struct d1_cel_value planned(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct network network = {.call = call, .list = args[0], .start = d1_cel_as_date(args[1])};

    return run(&network);
}

static struct d1_cel_value current(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct network network = {.call = call,
                              .list = args[0],
                              .start = d1_cel_as_date(args[1]),
                              .as_of = d1_cel_as_date(args[2]),
                              .current = true};

    return run(&network);
}

/* ---- types ---- */

static int declare_types(struct d1_ruleset_private *private, const struct d1_cel_type *milestone,
                         const struct d1_cel_type **schedule)
{
    const struct d1_cel_field times[AT_FIELDS] = {
        [AT_MILESTONE] = {d1_str("milestone"), milestone, false},
        [AT_ID] = {d1_str("id"), T(STRING), false},
        [AT_EARLY_START] = {d1_str("earlyStart"), T(INT), false},
        [AT_EARLY_FINISH] = {d1_str("earlyFinish"), T(INT), false},
        [AT_LATE_START] = {d1_str("lateStart"), T(INT), false},
        [AT_LATE_FINISH] = {d1_str("lateFinish"), T(INT), false},
        [AT_TOTAL_FLOAT] = {d1_str("totalFloat"), T(INT), false},
        [AT_FREE_FLOAT] = {d1_str("freeFloat"), T(INT), false},
        [AT_FINISH] = {d1_str("finish"), T(DATE), false},
        [AT_LATEST_FINISH] = {d1_str("latestFinish"), T(DATE), false},
    };
    const struct d1_cel_type *scheduled = NULL;
    struct d1_cel_field fields[OF_FIELDS];

    if (d1_record_declare(private, "ScheduledMilestone", times, AT_FIELDS, &scheduled) < 0)
        return D1_ERR_MEMORY;
    fields[OF_MILESTONES] =
        (struct d1_cel_field){d1_str("milestones"), d1_cel_type_list(&private->arena, scheduled), false};
    fields[OF_BY_ID] =
        (struct d1_cel_field){d1_str("byId"), d1_cel_type_map(&private->arena, T(STRING), scheduled), false};
    fields[OF_CRITICAL] = (struct d1_cel_field){d1_str("critical"), &d1_cel_type_list_string, false};
    fields[OF_LENGTH] = (struct d1_cel_field){d1_str("length"), T(INT), false};
    fields[OF_FINISH] = (struct d1_cel_field){d1_str("finish"), T(DATE), false};
    fields[OF_LAST] = (struct d1_cel_field){d1_str("last"), scheduled, true};
    if (!fields[OF_MILESTONES].type || !fields[OF_BY_ID].type)
        return D1_ERR_MEMORY;
    return d1_record_declare(private, "Schedule", fields, OF_FIELDS, schedule);
}

int d1_functions_declare_schedule(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    enum { PLANNED, CURRENT, CYCLE, ROWS };
    const struct d1_item_type *item = d1_kinds_type(kinds, d1_str("Milestone"));
    const struct d1_cel_type *milestone = item ? private->item_types[item->index] : T(DYN), *schedule = NULL;
    const struct d1_cel_type *list = d1_cel_type_list(&private->arena, milestone);
    struct d1_cel_overload *rows = d1_arena_calloc(&private->arena, ROWS, sizeof *rows);

    if (!rows || !list || declare_types(private, milestone, &schedule) < 0)
        return D1_ERR_MEMORY;
    rows[PLANNED] = (struct d1_cel_overload){
        "schedule",
        D1_CEL_USER | D1_CEL_BOUNDED,
        {list, T(DATE)},
        schedule,
        planned,
        "The network of milestones as planned, from a start on: durations, dependencies and `notBefore` only. "
        "`milestones` (each with `milestone`, `id`, `earlyStart`, `earlyFinish`, `lateStart`, `lateFinish`, "
        "`totalFloat`, `freeFloat` in working days, `finish` and `latestFinish` as dates), the same `byId`, "
        "`critical` (ids without total float), `length`, `finish` and the `last`. Indeterminate with a cycle.",
    };
    rows[CURRENT] = (struct d1_cel_overload){
        "schedule",
        D1_CEL_USER | D1_CEL_BOUNDED,
        {list, T(DATE), T(DATE)},
        schedule,
        current,
        "The same as it stands on a day: what was done by then stays, all else ends on that day or its `forecast` at "
        "the earliest.",
    };
    rows[CYCLE] = (struct d1_cel_overload){
        "dependencyCycle",
        D1_CEL_USER | D1_CEL_BOUNDED,
        {list},
        list,
        dependency_cycle,
        "Milestones that depend on each other in a circle, from that with the smallest id back to it; empty when none "
        "do.",
    };
    return d1_cel_env_functions(private->env, rows, ROWS);
}
