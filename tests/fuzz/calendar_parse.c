/*
 * The parsers of the calendar over any bytes, which choose one by how they begin. A recurrence rule that is read has
 * occurrences in order, within its window and no more than the limit; a zone that is read has an offset at any time.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "calendar/calendar.h"
#include "calendar/duration.h"
#include "calendar/recurrence.h"
#include "calendar/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static void walk(const struct d1_recurrence *rule, d1_date start, d1_date from, d1_date to)
{
    struct d1_recurrence_iter iter;
    d1_date day = 0, last = D1_DATE_MIN - 1;
    int given = 0, code;

    d1_recurrence_begin(&iter, rule, start, from, to);
    while ((code = d1_recurrence_next(&iter, &day)) == 1) {
        require(day > last && day >= start && day >= from && day <= to && day <= D1_DATE_MAX);
        require(!rule->has_until || day <= rule->until);
        require(++given <= D1_LIMIT_OCCURRENCES && (!rule->count || given <= rule->count));
        last = day;
    }
    require(code == 0 || (code == D1_ERR_LIMIT && given == D1_LIMIT_OCCURRENCES));
}

static void recurrence(struct d1_str text)
{
    struct d1_recurrence rule;
    struct d1_error error = {0};
    size_t offset = 0;

    if (d1_recurrence_parse(text, &rule, &offset, &error) == 0) {
        walk(&rule, D1_DATE_MIN, D1_DATE_MIN, D1_DATE_MAX);
        walk(&rule, 20514, 20000, 21000);
        walk(&rule, D1_DATE_MAX, INT32_MIN, INT32_MAX);
    } else {
        require(error.message && offset <= text.len);
    }
    d1_error_clear(&error);
}

static void zone(struct d1_str text)
{
    static const int64_t times[] = {INT64_MIN, -62135596800, -1, 0, 1772000000, 4102444800, 253402300799, INT64_MAX};
    struct d1_zone *made = NULL;

    if (d1_zone_read(&made, d1_str("fuzz"), text.ptr, text.len, NULL) != 0)
        return;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int32_t offset = d1_zone_offset(made, times[i]);

        require(offset > -168 * 3600 && offset < 168 * 3600);
        d1_zone_date(made, times[i]);
    }
    d1_zone_instant(made, D1_DATE_MIN, 0);
    d1_zone_instant(made, 20514, 43200);
    d1_zone_instant(made, D1_DATE_MAX, 86399);
    d1_zone_free(made);
}

/* A date and a count from the bytes; adding and counting business days undo each other. */
static void business_days(struct d1_str text)
{
    struct d1_calendar *calendar = NULL;
    d1_date holidays[64], day = 0, date;
    size_t count = 0;

    if (text.len < 9)
        return;
    for (; count < 64 && 9 + count * 2 + 1 < text.len; count++)
        holidays[count] = 20400 + (unsigned char)text.ptr[9 + count * 2] + 2 * (unsigned char)text.ptr[10 + count * 2];
    require(d1_calendar_new(&calendar, (unsigned char)text.ptr[0], holidays, count, NULL) == 0);
    memcpy(&date, text.ptr + 1, sizeof date);
    date = D1_DATE_MIN + (d1_date)((uint32_t)date % (uint32_t)(D1_DATE_MAX - D1_DATE_MIN + 1));
    for (int n = -70; n <= 70; n += 7) {
        if (!d1_calendar_add_business_days(calendar, date, n, &day))
            continue;
        require(n == 0 ? day == date : d1_calendar_is_working(calendar, day));
        if (n > 0 || d1_calendar_is_working(calendar, date))
            require(d1_calendar_business_days(calendar, date, day) == n);
    }
    d1_calendar_free(calendar);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};
    int64_t seconds = -1;
    int32_t offset;

    if (d1_str_starts(text, "TZif")) {
        zone(text);
    } else if (d1_str_starts(text, "P")) {
        require(d1_duration_parse(text, &seconds, NULL) != 0 || seconds >= 0);
    } else if (len % 2) {
        business_days(text);
    } else {
        recurrence(text);
        d1_zone_parse_offset(text, &offset);
        d1_zone_is_name(text);
    }
    return 0;
}
