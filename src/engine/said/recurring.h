/*
 * What comes back in an engagement, forums and reports, as calendars want it: a first day, a rule that begins on it,
 * and the days on which nothing takes place. Private to src/engine.
 *
 * The first day is the first that the rule gives, which need not be `start`; readers of RFC 5545 take the day that an
 * event begins on for one of its days whatever the rule says. The rule ends with `end`, and with the engagement.
 */
#ifndef D1_ENGINE_SAID_RECURRING_H
#define D1_ENGINE_SAID_RECURRING_H

#include "engagement/engagement.h"

struct d1_recurring {
    d1_date date;       /* the first day */
    d1_date next;       /* the first from the as-of date on on which it takes place; else date */
    struct d1_str rule; /* RFC 5545 */
    const d1_date *off; /* exceptions and holidays among its days, in their order */
    size_t off_count;
};

/* How a forum or report is read. */
struct d1_recurring_reading {
    const struct d1_calendar *calendar; /* whose holidays are off; NULL: none are */
    d1_date as_of;                      /* off are days of the two years before and after it */
    bool has_last;                      /* last is set */
    d1_date last;                       /* the engagement's own last day */
    int64_t *steps;                     /* months and days that may still be looked at; counted down */
    struct d1_arena *arena;             /* for rule and off */
};

/*
 * Reads `start`, `rrule`, `end` and `exceptions` of a mapping. Returns 1, 0 where they give no day within five years of
 * `start`, D1_ERR_LIMIT when the steps are used up, or D1_ERR_MEMORY.
 */
int d1_recurring_read(struct d1_recurring *recurring, const struct d1_node *node,
                      const struct d1_recurring_reading *reading);

#endif
