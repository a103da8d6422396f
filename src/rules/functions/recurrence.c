/* Functions on what comes back: the dates of a recurrence, those that were missed, the periods between them. */
#include "base/limits.h"
#include "calendar/match.h"
#include "calendar/recurrence.h"
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

static const struct d1_cel_type *const dates_args[] = {T(DATE)};
const struct d1_cel_type d1_type_dates = {.kind = D1_CEL_LIST, .arg_count = 1, .args = dates_args};

/* The dates from `from` to `to` of a rule that begins on `start`. */
static struct d1_cel_value expand(struct d1_cel_call *call, struct d1_str text, d1_date start, d1_date from, d1_date to)
{
    struct d1_recurrence rule;
    struct d1_recurrence_iter iter;
    struct d1_error error = {0};
    D1_VEC(struct d1_cel_value) dates = {0};
    struct d1_cel_value result;
    d1_date date;
    int more;

    if (d1_recurrence_parse(text, &rule, NULL, &error) < 0) {
        result = d1_cel_fail_limit(call, "%s", d1_error_message(&error));
        d1_error_clear(&error);
        return result;
    }
    d1_recurrence_begin(&iter, &rule, start, from, to);
    while ((more = d1_recurrence_next(&iter, &date)) > 0)
        if (!d1_cel_charge(call, 1) || d1_vec_push(&dates, d1_cel_date(date)) < 0)
            break;
    if (more < 0)
        result = d1_cel_fail_limit(call, "the rule gives more than %d dates", D1_LIMIT_OCCURRENCES);
    else if (more > 0)
        result = d1_cel_fail_cost(call);
    else
        result = d1_cel_list_new(call->arena, dates.items, dates.len);
    d1_vec_release(&dates);
    return result;
}

static struct d1_cel_value occurrences(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date start = d1_cel_as_date(args[1]);

    return expand(call, d1_cel_text(args[0]), start, start, d1_cel_as_date(args[2]));
}

static struct d1_cel_value occurrences_within(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return expand(call, d1_cel_text(args[0]), d1_cel_as_date(args[1]), d1_cel_as_date(args[2]),
                  d1_cel_as_date(args[3]));
}

static struct d1_cel_value is_recurrence(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_recurrence rule;

    (void)call;
    return d1_cel_bool(d1_recurrence_parse(d1_cel_text(args[0]), &rule, NULL, NULL) == 0);
}

static struct d1_cel_value recurrence_fault(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_recurrence rule;
    struct d1_error error = {0};
    struct d1_str message = d1_str("");

    if (d1_recurrence_parse(d1_cel_text(args[0]), &rule, NULL, &error) < 0)
        message = d1_arena_str(call->arena, d1_str(d1_error_message(&error)));
    d1_error_clear(&error);
    return message.ptr ? d1_cel_string(message) : d1_cel_fail_alloc(call);
}

/* ---- what was missed ---- */

/* A list of dates as an array in the arena; NULL with the reason in *fault. */
static d1_date *read_dates(struct d1_cel_call *call, struct d1_cel_value list, size_t *count,
                           struct d1_cel_value *fault)
{
    d1_date *dates;

    *count = d1_cel_list_len(list);
    if (!d1_cel_charge(call, *count)) {
        *fault = d1_cel_fail_cost(call);
        return NULL;
    }
    dates = d1_arena_alloc(call->arena, (*count + 1) * sizeof *dates);
    if (!dates)
        *fault = d1_cel_fail_alloc(call);
    for (size_t i = 0; dates && i < *count; i++) {
        struct d1_cel_value item = d1_cel_list_get(list, i);

        if (!d1_cel_is(item, D1_CEL_DATE)) {
            *fault =
                d1_cel_is(item, D1_CEL_ERROR) ? item : d1_cel_fail(call, "the list holds something else than dates");
            return NULL;
        }
        dates[i] = d1_cel_as_date(item);
    }
    return dates;
}

/* The dates from which and to which a meeting that was planned for a day still is that meeting. */
static struct d1_expected expect(const struct d1_calendar *calendar, d1_date date, int64_t tolerance)
{
    struct d1_expected expected = {.date = date, .from = D1_DATE_MIN, .to = D1_DATE_MAX};

    (void)d1_calendar_add_business_days(calendar, date, -tolerance, &expected.from);
    (void)d1_calendar_add_business_days(calendar, date, tolerance, &expected.to);
    return expected;
}

static struct d1_cel_value match_failed(struct d1_cel_call *call, int code)
{
    if (code == D1_ERR_LIMIT)
        return d1_cel_fail_limit(call, "there are more than %d pairs of a date and a record near it", D1_LIMIT_PAIRS);
    return d1_cel_fail_alloc(call);
}

static struct d1_cel_value missed_occurrences(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count, held_count, missed = 0;
    struct d1_cel_value fault = d1_cel_null(), *list;
    int64_t tolerance = args[2].as.integer;
    d1_date *dates = read_dates(call, args[0], &count, &fault), *held;
    struct d1_expected *expected;
    int result;

    if (!dates)
        return fault;
    held = read_dates(call, args[1], &held_count, &fault);
    if (!held)
        return fault;
    if (tolerance < 0)
        return d1_cel_fail(call, "a tolerance is not negative");
    expected = d1_arena_alloc(call->arena, (count + 1) * sizeof *expected);
    list = d1_arena_alloc(call->arena, (count + 1) * sizeof *list);
    if (!expected || !list)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++)
        expected[i] = expect(d1_calendar_of(call), dates[i], tolerance);
    result = d1_match_dates(expected, count, held, held_count);
    if (result < 0)
        return match_failed(call, result);
    for (size_t i = 0; i < count; i++)
        if (expected[i].match == D1_MATCH_NONE && d1_judge_of(call)->today > expected[i].to)
            list[missed++] = d1_cel_date(dates[i]);
    return d1_cel_list_new(call->arena, list, missed);
}

static struct d1_cel_value longest_run(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t count = d1_cel_list_len(args[0]);
    int64_t longest = 0, run = 0;

    if (!d1_cel_charge(call, count + d1_cel_list_len(args[1])))
        return d1_cel_fail_cost(call);
    for (size_t i = 0; i < count; i++) {
        run = d1_cel_list_has(args[1], d1_cel_list_get(args[0], i)) ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return d1_cel_int(longest);
}

/* ---- periods ---- */

enum { PERIOD_BEGIN, PERIOD_END, PERIOD_FIELDS };

static struct d1_cel_value periods(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_cel_type *type = d1_cel_type_item(call->overload->result);
    d1_date begin = d1_cel_as_date(args[1]);
    struct d1_cel_value fault = d1_cel_null(), *list;
    struct d1_cel_slot *slots;
    size_t count, made = 0;
    d1_date *ends = read_dates(call, args[0], &count, &fault);

    if (!ends)
        return fault;
    list = d1_arena_alloc(call->arena, (count + 1) * sizeof *list);
    slots = d1_arena_calloc(call->arena, count + 1, PERIOD_FIELDS * sizeof *slots);
    if (!list || !slots)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++, slots += PERIOD_FIELDS) {
        if (ends[i] < begin)
            continue;
        slots[PERIOD_BEGIN].value = d1_cel_date(begin);
        slots[PERIOD_END].value = d1_cel_date(ends[i]);
        list[made++] = d1_cel_object_new(call->arena, type, slots);
        begin = ends[i] + 1;
    }
    return d1_cel_list_new(call->arena, list, made);
}

int d1_functions_declare_periods(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[PERIOD_FIELDS] = {
        [PERIOD_BEGIN] = {d1_str("begin"), T(DATE), false},
        [PERIOD_END] = {d1_str("end"), T(DATE), false},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *period;

    if (!row || d1_record_declare(private, "Period", fields, PERIOD_FIELDS, &period) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "periods",
        0,
        {&d1_type_dates, T(DATE)},
        d1_cel_type_list(&private->arena, period),
        periods,
        "The periods that end on dates given in order: each has a `begin`, the day behind the end of the one before, "
        "and an `end`. The first begins on the second argument; ends before that are passed over.",
    };
    return row->result ? d1_cel_env_functions(private->env, row, 1) : D1_ERR_MEMORY;
}

static const struct d1_cel_overload rows[] = {
    {"occurrences",
     0,
     {T(STRING), T(DATE), T(DATE)},
     &d1_type_dates,
     occurrences,
     "The dates of a recurrence rule (RFC 5545) from its start to a last day."},
    {"occurrences",
     0,
     {T(STRING), T(DATE), T(DATE), T(DATE)},
     &d1_type_dates,
     occurrences_within,
     "The dates of a recurrence rule (RFC 5545) with its start, from one day to another, both included."},
    {"isRecurrence",
     0,
     {T(STRING)},
     T(BOOL),
     is_recurrence,
     "Whether the text is a recurrence rule that d1lint reads."},
    {"recurrenceFault",
     0,
     {T(STRING)},
     T(STRING),
     recurrence_fault,
     "What keeps the text from being a recurrence rule that d1lint reads; '' when it is one."},
    {"missedOccurrences",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {&d1_type_dates, &d1_type_dates, T(INT)},
     &d1_type_dates,
     missed_occurrences,
     "Which of the dates (first list) no record (dates of the second list) stands for, within so many working days to "
     "either side; not those that may still be recorded in time. A record stands for one date, the nearest."},
    {"longestRun",
     0,
     {&d1_cel_type_list_a, &d1_cel_type_list_a},
     T(INT),
     longest_run,
     "How many neighbours in the first list are in the second one, at most."},
};

const struct d1_function_table d1_functions_recurrence = {rows, sizeof rows / sizeof *rows};
