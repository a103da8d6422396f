/*
 * Private to calendar/: what a zone is made of, shared by the reader of TZif files, the POSIX TZ string and the
 * look-up.
 */
#ifndef D1_CALENDAR_ZONE_DATA_H
#define D1_CALENDAR_ZONE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum d1_tz_day {
    D1_TZ_MONTH_WEEK_DAY, /* Mm.w.d: weekday d of week w of month m; week 5 is the last */
    D1_TZ_JULIAN,         /* Jn: day n of the year, 1 to 365, 29 February never counted */
    D1_TZ_DAY_OF_YEAR     /* n: day n of the year, 0 to 365 */
};

/* When clocks change, in the local time before the change. */
struct d1_tz_change {
    enum d1_tz_day form;
    int32_t month, week, day; /* only day for the last two forms; its weekday counts from Sunday = 0 */
    int32_t time;             /* seconds behind the midnight that begins the day; may be negative or days long */
};

/* The footer of a TZif file (POSIX.1 TZ with the extension of RFC 8536 section 3.3.1): what holds for ever after. */
struct d1_tz_rule {
    bool present;
    bool has_dst;
    int32_t standard, dst; /* seconds east of UTC */
    struct d1_tz_change start, end;
};

struct d1_zone {
    struct d1_tz_rule rule;
    int32_t first_offset;  /* before the first transition */
    size_t count;          /* transitions */
    const int64_t *times;  /* ascending, each once */
    const int32_t *offset; /* seconds east of UTC from times[i] on */
    char name[];           /* NUL-terminated; the arrays lie behind it */
};

/* Parses the text of a footer; false when it does not follow the grammar. The empty text is a rule not present. */
bool d1_tz_rule_parse(struct d1_str text, struct d1_tz_rule *rule);

/* Seconds east of UTC at the instant, for a rule that is present. */
int32_t d1_tz_rule_offset(const struct d1_tz_rule *rule, int64_t seconds);

#endif
