/* Private to cel/: arithmetic with values of kind TIMESTAMP and DURATION. */
#ifndef D1_CEL_VALUE_TIME_H
#define D1_CEL_VALUE_TIME_H

#include "cel/value.h"

/* A duration as nanoseconds; false when they do not fit, which cel-spec calls out of range. And back. */
bool d1_cel_time_nanos(struct d1_cel_value duration, int64_t *nanos);
struct d1_cel_value d1_cel_time_duration(int64_t nanos);

/* Whether an instant lies in the years 0001 to 9999. */
bool d1_cel_time_in_range(int64_t seconds);

/* timestamp + duration (direction 1) or - duration (-1); false when the result is out of range. */
bool d1_cel_time_add(struct d1_cel_value timestamp, struct d1_cel_value duration, int direction,
                     struct d1_cel_value *result);

/* later - earlier; false when that is out of range. */
bool d1_cel_time_between(struct d1_cel_value later, struct d1_cel_value earlier, struct d1_cel_value *result);

#endif
