/* Parts of timestamps, dates and durations (cel-spec, "List of Standard Definitions"). */
#include "calendar/zone.h"
#include "cel/library/library.h"

/* The local date and second of the day of an instant. */
struct local {
    d1_date date;
    int64_t second;
    int32_t nanos;
};

static struct local local_at(struct d1_cel_value timestamp, int32_t offset)
{
    int64_t seconds = timestamp.as.integer + offset;
    struct local local = {(d1_date)(seconds / 86400), seconds % 86400, (int32_t)timestamp.extra};

    if (local.second < 0) {
        local.second += 86400;
        local.date--;
    }
    return local;
}

/* The local time of a timestamp, in the zone of the second argument where there is one. */
static bool read_local(struct d1_cel_call *call, const struct d1_cel_value *args, struct local *local,
                       struct d1_cel_value *failed)
{
    struct d1_error error = {0};
    int32_t offset = 0;

    if (args[0].kind == D1_CEL_DATE) {
        *local = (struct local){.date = d1_cel_as_date(args[0])};
        return true;
    }
    if (call->count > 1 && d1_zone_offset_named(d1_cel_text(args[1]), args[0].as.integer, &offset, &error) < 0) {
        *failed = d1_cel_fail(call, "%s", d1_error_message(&error));
        d1_error_clear(&error);
        return false;
    }
    *local = local_at(args[0], offset);
    return true;
}

#define PART(name, expression)                                                                                         \
    static struct d1_cel_value name(struct d1_cel_call *call, const struct d1_cel_value *args)                         \
    {                                                                                                                  \
        struct d1_cel_value failed;                                                                                    \
        struct local at;                                                                                               \
        int year, month, day;                                                                                          \
                                                                                                                       \
        if (!read_local(call, args, &at, &failed))                                                                     \
            return failed;                                                                                             \
        d1_date_to_civil(at.date, &year, &month, &day);                                                                \
        return d1_cel_int(expression);                                                                                 \
    }

PART(full_year, year)
PART(month_from_0, month - 1)
PART(day_from_1, day)
PART(day_from_0, day - 1)
PART(day_of_year, at.date - d1_date_from_civil(year, 1, 1))
PART(day_of_week, (d1_date_weekday(at.date) + 1) % 7)
PART(hours, at.second / 3600)
PART(minutes, at.second / 60 % 60)
PART(seconds, at.second % 60)
PART(milliseconds, at.nanos / 1000000)

#define WHOLE(name, expression)                                                                                        \
    static struct d1_cel_value name(struct d1_cel_call *call, const struct d1_cel_value *args)                         \
    {                                                                                                                  \
        (void)call;                                                                                                    \
        return d1_cel_int(expression);                                                                                 \
    }

WHOLE(duration_hours, args[0].as.integer / 3600)
WHOLE(duration_minutes, args[0].as.integer / 60)
WHOLE(duration_seconds, args[0].as.integer)
WHOLE(duration_milliseconds, (int32_t)args[0].extra / 1000000)

#define ZONED(name, function, doc)                                                                                     \
    {name, D1_CEL_RECEIVER, {TIMESTAMP}, INT, function, doc " In UTC."},                                               \
    {                                                                                                                  \
        name, D1_CEL_RECEIVER, {TIMESTAMP, STRING}, INT, function,                                                     \
            doc " In the zone given ('Europe/Dublin', '+01:00')."                                                      \
    }

static const struct d1_cel_overload rows[] = {
    ZONED("getFullYear", full_year, "The year."),
    ZONED("getMonth", month_from_0, "The month, 0 is January."),
    ZONED("getDate", day_from_1, "The day of the month, from 1."),
    ZONED("getDayOfMonth", day_from_0, "The day of the month, from 0."),
    ZONED("getDayOfYear", day_of_year, "The day of the year, from 0."),
    ZONED("getDayOfWeek", day_of_week, "The day of the week, 0 is Sunday."),
    ZONED("getHours", hours, "The hour."),
    ZONED("getMinutes", minutes, "The minute."),
    ZONED("getSeconds", seconds, "The second."),
    ZONED("getMilliseconds", milliseconds, "The milliseconds."),
    {"getFullYear", D1_CEL_RECEIVER, {DATE}, INT, full_year, "The year."},
    {"getMonth", D1_CEL_RECEIVER, {DATE}, INT, month_from_0, "The month, 0 is January."},
    {"getDate", D1_CEL_RECEIVER, {DATE}, INT, day_from_1, "The day of the month, from 1."},
    {"getDayOfMonth", D1_CEL_RECEIVER, {DATE}, INT, day_from_0, "The day of the month, from 0."},
    {"getDayOfYear", D1_CEL_RECEIVER, {DATE}, INT, day_of_year, "The day of the year, from 0."},
    {"getDayOfWeek", D1_CEL_RECEIVER, {DATE}, INT, day_of_week, "The day of the week, 0 is Sunday."},
    {"getHours", D1_CEL_RECEIVER, {DURATION}, INT, duration_hours, "The whole duration in hours."},
    {"getMinutes", D1_CEL_RECEIVER, {DURATION}, INT, duration_minutes, "The whole duration in minutes."},
    {"getSeconds", D1_CEL_RECEIVER, {DURATION}, INT, duration_seconds, "The whole duration in seconds."},
    {"getMilliseconds", D1_CEL_RECEIVER, {DURATION}, INT, duration_milliseconds, "The milliseconds of the second."},
};

const struct d1_cel_table d1_cel_lib_time = D1_LIBRARY(rows);
