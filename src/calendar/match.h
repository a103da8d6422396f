/*
 * Which of the dates that were expected took place: each expected date takes at most one actual date near it, and each
 * actual date stands for at most one expected one.
 */
#ifndef D1_CALENDAR_MATCH_H
#define D1_CALENDAR_MATCH_H

#include <stddef.h>

#include "base/date.h"
#include "base/error.h"

#define D1_MATCH_NONE ((size_t)-1)

/* A date that was expected, and from when to when (both included) an actual one may stand for it. */
struct d1_expected {
    d1_date date, from, to;
    size_t match; /* the number of the actual date, or D1_MATCH_NONE; computed */
};

/*
 * Pairs both: first those that are the fewest days apart, of equals the earlier expected date, then the earlier actual
 * one, then that which stands first. Returns 0, D1_ERR_MEMORY, or D1_ERR_LIMIT when there are more than
 * D1_LIMIT_PAIRS pairs to choose from.
 */
int d1_match_dates(struct d1_expected *expected, size_t count, const d1_date *actual, size_t actual_count);

#endif
