/*
 * Recurrence rules: a subset of RFC 5545 section 3.3.10, on dates.
 *
 *   FREQ        DAILY, WEEKLY or MONTHLY; required
 *   INTERVAL    1 to 999999
 *   BYDAY       MO .. SU; with FREQ=MONTHLY also 1MO .. 5SU and -1MO .. -5SU
 *   BYMONTHDAY  1 to 31 and -1 to -31; not with FREQ=WEEKLY
 *   COUNT       1 to 999999, or UNTIL, a date as 20261231 (included); not both
 *
 * Every other part of the RFC is refused by name. Weeks begin on Monday (the RFC's default). Values are read
 * without regard to case.
 *
 * Where BYDAY and BYMONTHDAY are both absent, WEEKLY takes the weekday and MONTHLY the day of the month of the
 * start; months without that day are skipped. Where both are given, both must hold. The RFC leaves open what a
 * start that the rule does not match means; here it is no occurrence, and COUNT counts from the first that is.
 */
#ifndef D1_CALENDAR_RECURRENCE_H
#define D1_CALENDAR_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text/strbuf.h"

enum d1_frequency { D1_FREQUENCY_DAILY = 1, D1_FREQUENCY_WEEKLY, D1_FREQUENCY_MONTHLY };

/* A parsed rule: a plain value, nothing to free. */
struct d1_recurrence {
    enum d1_frequency frequency;
    int32_t interval;
    int32_t count;            /* 0: no COUNT */
    bool has_until;           /* until is set */
    d1_date until;            /* the last date that may be an occurrence */
    uint8_t weekdays;         /* BYDAY without number: bit 0 is Monday */
    uint8_t nth[5];           /* BYDAY with number: weekdays of nth[n - 1] are the n-th from the start of the month */
    uint8_t nth_last[5];      /* the same from its end: nth_last[0] for -1 */
    uint32_t month_days;      /* BYMONTHDAY: bit d - 1 for day d */
    uint32_t month_days_last; /* bit d - 1 for the d-th day from the end of the month */
};

/*
 * Parses a rule ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"). Fails with D1_ERR_SYNTAX; the message says what was found and
 * what is accepted, and *offset, which may be NULL, receives the byte it is about. *rule is then untouched.
 */
int d1_recurrence_parse(struct d1_str text, struct d1_recurrence *rule, size_t *offset, struct d1_error *error);

/*
 * Appends the rule as text, its parts in the order of the list above; read again it is the same rule. Whoever gives the
 * text to readers of RFC 5545 begins with an occurrence, since they take their DTSTART for one.
 */
void d1_recurrence_write(struct d1_strbuf *out, const struct d1_recurrence *rule);

/*
 * Walks the occurrences of a rule in order. All members are private. It works month by month: at most one step for
 * each month between start and the end of the window, whatever the rule.
 */
struct d1_recurrence_iter {
    struct d1_recurrence rule;
    d1_date start, from, to;
    int32_t month;     /* months since year 0, the next to expand */
    int32_t left;      /* occurrences that COUNT still allows; -1 without COUNT */
    int32_t given;     /* occurrences given */
    d1_date first_day; /* of the month that days belongs to */
    uint32_t days;     /* bit d - 1: day d of it is still to be given */
};

/*
 * Starts a walk over the occurrences o with from <= o <= to of the rule that starts on start, which must lie in the
 * years 0001 to 9999; the window may be any.
 */
void d1_recurrence_begin(struct d1_recurrence_iter *iter, const struct d1_recurrence *rule, d1_date start, d1_date from,
                         d1_date to);

/*
 * The next occurrence: 1 and *date, 0 when there is none left, D1_ERR_LIMIT once when there are more than
 * D1_LIMIT_OCCURRENCES of them in the window, which ends the walk.
 */
int d1_recurrence_next(struct d1_recurrence_iter *iter, d1_date *date);

#endif
