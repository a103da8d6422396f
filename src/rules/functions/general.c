/*
 * The functions that rules see beyond those of the language: dates, working days and clocks, the tables of zones and
 * currencies, items by a field.
 */
#include "base/decimal.h"
#include "base/limits.h"
#include "calendar/clock.h"
#include "calendar/currency.h"
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

/* The date is read through a pointer: an argument beside the call that fills it might be read before. */
static struct d1_cel_value date_result(struct d1_cel_call *call, bool ok, const d1_date *date)
{
    return ok ? d1_cel_date(*date) : d1_cel_fail(call, "the date lies outside the years 0001 to 9999");
}

static struct d1_cel_value date_of_timestamp(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_date(d1_zone_date(d1_judge_of(call)->engagement->zone, args[0].as.integer));
}

/* For values of any type, such as those that a change request gives a field. */
static struct d1_cel_value as_day(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date date = 0;
    struct d1_cel_value day;

    if (d1_cel_is(args[0], D1_CEL_DATE))
        day = args[0];
    else if (d1_cel_is(args[0], D1_CEL_STRING) && d1_date_parse(d1_cel_text(args[0]), &date))
        day = d1_cel_value_at(d1_cel_date(date), d1_cel_value_node(args[0]));
    else
        return d1_cel_none();
    day = d1_cel_some(call->arena, day);
    return d1_cel_is(day, D1_CEL_ERROR) ? d1_cel_fail_alloc(call) : day;
}

static struct d1_cel_value days(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int(args[1].as.integer - args[0].as.integer);
}

static struct d1_cel_value add_days(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date date = 0;

    return date_result(call, d1_calendar_add_days(d1_cel_as_date(args[0]), args[1].as.integer, &date), &date);
}

static struct d1_cel_value business_days(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_int(
        d1_calendar_business_days(d1_calendar_of(call), d1_cel_as_date(args[0]), d1_cel_as_date(args[1])));
}

static struct d1_cel_value add_business_days(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date date = 0;
    bool ok = d1_calendar_add_business_days(d1_calendar_of(call), d1_cel_as_date(args[0]), args[1].as.integer, &date);

    return date_result(call, ok, &date);
}

static struct d1_cel_value next_working_day(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date date = 0;

    return date_result(call, d1_calendar_next_working_day(d1_calendar_of(call), d1_cel_as_date(args[0]), &date), &date);
}

static struct d1_cel_value is_working_day(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_bool(d1_calendar_is_working(d1_calendar_of(call), d1_cel_as_date(args[0])));
}

static struct d1_cel_value is_holiday(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_bool(d1_calendar_is_holiday(d1_calendar_of(call), d1_cel_as_date(args[0])));
}

/* A limit in calendar days that ends on a day off ends on the next working day. */
static struct d1_cel_value overdue(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    d1_date end;

    if (!d1_calendar_add_days(d1_cel_as_date(args[0]), args[1].as.integer, &end))
        return d1_cel_bool(args[1].as.integer < 0);
    if (!d1_calendar_next_working_day(d1_calendar_of(call), end, &end))
        return d1_cel_bool(false);
    return d1_cel_bool(d1_judge_of(call)->today > end);
}

/* ---- clocks ---- */

static struct d1_cel_value start_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_zone *zone = d1_judge_of(call)->engagement->zone;

    return d1_cel_timestamp((struct d1_instant){.seconds = d1_zone_instant(zone, d1_cel_as_date(args[0]), 0)});
}

static struct d1_cel_value now(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_cel_value today = d1_cel_date(d1_judge_of(call)->today);

    (void)args;
    return start_of(call, &today);
}

static struct d1_cel_value working_time(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_instant from = d1_cel_as_instant(args[0]), to = d1_cel_as_instant(args[1]);
    int64_t apart = to.seconds - from.seconds;
    struct d1_clock_time time;

    if (!d1_cel_charge(call, (uint64_t)(apart < 0 ? -apart : apart) / 86400))
        return d1_cel_fail_cost(call);
    time = d1_clock_working(d1_calendar_of(call), d1_judge_of(call)->engagement->zone, from, to);
    return d1_cel_duration(time.seconds, time.nanos);
}

/* ---- the days of the engagement ---- */

/* After the end nobody is expected to stay in office: people are asked for as they were on the last day. */
static struct d1_cel_value people_date(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);

    (void)args;
    return d1_cel_date(judge->last.known && judge->last.date < judge->today ? judge->last.date : judge->today);
}

/* ---- tables ---- */

static struct d1_cel_value is_time_zone(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_error error = {0};
    const struct d1_zone *zone;
    struct d1_cel_value result;

    switch (d1_zone_find(d1_cel_text(args[0]), &zone, &error)) {
    case 0:
        return d1_cel_bool(true);
    case D1_ERR_NOT_FOUND:
        result = d1_cel_bool(false);
        break;
    default: /* without the database nobody can tell */
        result = d1_cel_fail_limit(call, "%s", d1_error_message(&error));
        break;
    }
    d1_error_clear(&error);
    return result;
}

static struct d1_cel_value is_currency(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_bool(d1_currency_find(d1_cel_text(args[0])) != NULL);
}

/* -1 for a currency that ISO 4217 gives no minor unit, and for no currency at all. */
static struct d1_cel_value minor_digits(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_currency *currency = d1_currency_find(d1_cel_text(args[0]));

    (void)call;
    return d1_cel_int(currency ? currency->minor : -1);
}

/* Digits behind the point of an amount as it is written. */
static int fraction_digits(struct d1_str amount)
{
    size_t point = d1_str_find(amount, '.', 0);

    return point < amount.len ? (int)(amount.len - point - 1) : 0;
}

/* The amount times 10^digits as a whole number; false when it does not fit or has more digits than that. */
static bool scaled(struct d1_str amount, int digits, int64_t *result)
{
    struct d1_decimal decimal;
    int fraction = fraction_digits(amount);

    *result = 0;
    if (!d1_decimal_parse(amount, &decimal) || fraction > digits || memchr(amount.ptr, 'e', amount.len) ||
        memchr(amount.ptr, 'E', amount.len))
        return false;
    for (size_t i = 0; i < amount.len; i++)
        if (amount.ptr[i] >= '0' && amount.ptr[i] <= '9' &&
            (__builtin_mul_overflow(*result, 10, result) ||
             __builtin_add_overflow(*result, amount.ptr[i] - '0', result)))
            return false;
    for (; fraction < digits; fraction++)
        if (__builtin_mul_overflow(*result, 10, result))
            return false;
    if (decimal.negative)
        *result = -*result;
    return true;
}

static struct d1_cel_value minor(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value amount, code;
    const struct d1_currency *currency;
    int64_t units;

    if (!d1_cel_map_get_text(args[0], "amount", &amount) || !d1_cel_is(amount, D1_CEL_STRING) ||
        !d1_cel_map_get_text(args[0], "currency", &code) || !d1_cel_is(code, D1_CEL_STRING))
        return d1_cel_fail(call, "money is a mapping with `amount` and `currency`");
    currency = d1_currency_find(d1_cel_text(code));
    if (!currency || currency->minor < 0)
        return d1_cel_fail(call, "`" D1_STR_FMT "` is no currency with a minor unit", D1_STR_ARG(d1_cel_text(code)));
    if (!scaled(d1_cel_text(amount), currency->minor, &units))
        return d1_cel_fail(call, "`" D1_STR_FMT "` is no amount of %s", D1_STR_ARG(d1_cel_text(amount)),
                           currency->code);
    return d1_cel_int(units);
}

/* The groups of a list: for each item the number of its group, for each group its key and size. */
struct groups {
    size_t *of_item; /* SIZE_MAX for an item without the field */
    struct d1_cel_value *keys;
    size_t *sizes;
    size_t count;
};

static bool find_groups(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value field,
                        struct groups *groups)
{
    size_t len = d1_cel_list_len(list);
    struct d1_map seen = {0};
    bool ok = true;

    groups->of_item = d1_arena_alloc(call->arena, len * sizeof *groups->of_item);
    groups->keys = d1_arena_alloc(call->arena, len * sizeof *groups->keys);
    groups->sizes = d1_arena_calloc(call->arena, len, sizeof *groups->sizes);
    if (!groups->of_item || !groups->keys || !groups->sizes)
        return false;
    for (size_t i = 0; i < len && ok; i++) {
        struct d1_cel_value key, item = d1_cel_list_get(list, i);
        struct d1_map_entry *entry;
        int inserted;

        groups->of_item[i] = SIZE_MAX;
        if (!d1_cel_is(item, D1_CEL_MAP) || !d1_cel_map_get(item, field, &key) || !d1_cel_is(key, D1_CEL_STRING))
            continue;
        inserted = d1_map_insert(&seen, d1_cel_text(key), (void *)(uintptr_t)groups->count, &entry);
        ok = inserted >= 0 && d1_cel_charge(call, 1);
        if (!ok)
            break;
        groups->of_item[i] = (size_t)(uintptr_t)entry->value;
        groups->sizes[groups->of_item[i]]++;
        if (inserted)
            groups->keys[groups->count++] = key;
    }
    d1_map_release(&seen);
    return ok;
}

/* Items by the text of one of their fields, so that a rule need not search a list for each entry of another. */
static struct d1_cel_value group_by(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    size_t len = d1_cel_list_len(args[0]), start = 0;
    struct d1_cel_value *items = d1_arena_alloc(call->arena, len * sizeof *items), *lists;
    struct groups groups = {0};
    size_t *next;

    if (!items || !find_groups(call, args[0], args[1], &groups))
        return d1_cel_fail_alloc(call);
    next = d1_arena_alloc(call->arena, groups.count * sizeof *next);
    lists = d1_arena_alloc(call->arena, groups.count * sizeof *lists);
    if (!next || !lists)
        return d1_cel_fail_alloc(call);
    for (size_t g = 0; g < groups.count; start += groups.sizes[g++])
        next[g] = start;
    for (size_t i = 0; i < len; i++)
        if (groups.of_item[i] != SIZE_MAX)
            items[next[groups.of_item[i]]++] = d1_cel_list_get(args[0], i);
    for (size_t g = 0; g < groups.count; g++)
        lists[g] = d1_cel_list_new(call->arena, items + next[g] - groups.sizes[g], groups.sizes[g]);
    return d1_cel_map_new(call->arena, groups.keys, lists, groups.count);
}

/* map(string, list(A)) */
static const struct d1_cel_type *const map_of_lists_args[] = {T(STRING), &d1_cel_type_list_a};
static const struct d1_cel_type map_of_lists = {
    .kind = D1_CEL_MAP, .generic = true, .arg_count = 2, .args = map_of_lists_args};

static const struct d1_cel_type *const optional_date_args[] = {T(DATE)};
static const struct d1_cel_type optional_date = {.kind = D1_CEL_OPTIONAL, .arg_count = 1, .args = optional_date_args};

static const struct d1_cel_overload rows[] = {
    {"asDay",
     0,
     {T(DYN)},
     &optional_date,
     as_day,
     "The date that a value of any type is, or writes as a text; none where it is none."},
    {"date",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(TIMESTAMP)},
     T(DATE),
     date_of_timestamp,
     "The date of an instant in the engagement's time zone."},
    {"days", 0, {T(DATE), T(DATE)}, T(INT), days, "Calendar days from the first date to the second."},
    {"addDays", 0, {T(DATE), T(INT)}, T(DATE), add_days, "The date that many calendar days later."},
    {"businessDays",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE), T(DATE)},
     T(INT),
     business_days,
     "Working days after the first date up to and including the second; negative when it comes before."},
    {"addBusinessDays",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE), T(INT)},
     T(DATE),
     add_business_days,
     "The date that many working days later, or earlier for a negative number."},
    {"nextWorkingDay",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE)},
     T(DATE),
     next_working_day,
     "The date itself when it is a working day, else the next one."},
    {"isWorkingDay",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE)},
     T(BOOL),
     is_working_day,
     "Whether the date is in the work week and no holiday."},
    {"isHoliday",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE)},
     T(BOOL),
     is_holiday,
     "Whether the date is a holiday of the Engagement's calendar, on whatever weekday."},
    {"overdue",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE), T(INT)},
     T(BOOL),
     overdue,
     "Whether today is after the date plus that many calendar days; a limit on a day off ends on the next working "
     "day."},
    {"startOf",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DATE)},
     T(TIMESTAMP),
     start_of,
     "The instant at which the date begins in the engagement's time zone."},
    {"now",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {NULL},
     T(TIMESTAMP),
     now,
     "The instant at which the date as of which is judged begins."},
    {"workingTime",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(TIMESTAMP), T(TIMESTAMP)},
     T(DURATION),
     working_time,
     "The time from one instant to another on a clock that runs on working days only, from midnight to midnight of the "
     "engagement's time zone."},
    {"peopleDate",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {NULL},
     T(DATE),
     people_date,
     "The day for which people, roles and authorities are asked: the date as of which is judged, but not after the "
     "engagement ended or was cancelled."},
    {"isTimeZone", D1_CEL_LATE, {T(STRING)}, T(BOOL), is_time_zone, "Whether the text is a zone of the IANA database."},
    {"isCurrency", 0, {T(STRING)}, T(BOOL), is_currency, "Whether the text is an active code of ISO 4217."},
    {"minorDigits",
     0,
     {T(STRING)},
     T(INT),
     minor_digits,
     "Digits behind the point in amounts of the currency; -1 where there are none defined."},
    {"minor", 0, {T(DYN)}, T(INT), minor, "An amount of money in the smallest unit of its currency, exactly."},
    {"groupBy",
     0,
     {&d1_cel_type_list_a, T(STRING)},
     &map_of_lists,
     group_by,
     "The entries of a list by the text of one of their fields; entries without it are left out."},
};

const struct d1_function_table d1_functions_general = {rows, sizeof rows / sizeof *rows};

int d1_functions_declare(struct d1_cel_env *env, bool plain)
{
    static const struct d1_function_table *const tables[] = {
        &d1_functions_general,   &d1_functions_named,     &d1_functions_recurrence,
        &d1_functions_exact,     &d1_functions_text,      &d1_functions_version,
        &d1_functions_catalogue, &d1_functions_artifacts, &d1_functions_meant,
    };

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < tables[t]->count; i++)
            if (!(plain && tables[t]->rows[i].flags & D1_CEL_USER) &&
                d1_cel_env_functions(env, &tables[t]->rows[i], 1) < 0)
                return D1_ERR_MEMORY;
    return 0;
}

/* ---- what fields hold ---- */

bool d1_field_date(struct d1_cel_value item, const char *field, d1_date *date)
{
    struct d1_cel_value value;

    if (!d1_cel_map_get_text(item, field, &value))
        return false;
    if (d1_cel_is(value, D1_CEL_STRING))
        return d1_date_parse(d1_cel_text(value), date);
    if (!d1_cel_is(value, D1_CEL_DATE))
        return false;
    *date = d1_cel_as_date(value);
    return true;
}

bool d1_field_int(struct d1_cel_value item, const char *field, int64_t *number)
{
    struct d1_cel_value value;

    if (!d1_cel_map_get_text(item, field, &value) || !d1_cel_is(value, D1_CEL_INT))
        return false;
    *number = value.as.integer;
    return true;
}

struct d1_str d1_field_text(struct d1_cel_value item, const char *field)
{
    struct d1_cel_value value;

    if (!d1_cel_map_get_text(item, field, &value) || !d1_cel_is(value, D1_CEL_STRING))
        return d1_str("");
    return d1_cel_text(value);
}
