/*
 * Durations: the part of ISO 8601 that has a fixed length. "P14D", "PT4H", "P1DT12H30M", "P2W"; no years and months
 * (their length differs), no fractions, no sign. A day is 24 hours.
 */
#ifndef D1_CALENDAR_DURATION_H
#define D1_CALENDAR_DURATION_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

/*
 * Parses the whole text into seconds. Fails with D1_ERR_SYNTAX and a message that says what is expected;
 * *seconds is then untouched.
 */
int d1_duration_parse(struct d1_str text, int64_t *seconds, struct d1_error *error);

#endif
