/* Numbers of instances and schemas by their exact value. */
#ifndef D1_SCHEMA_COMPILE_NUMBER_H
#define D1_SCHEMA_COMPILE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/compile/program.h"

/* The exact value of a number node. False for what is no decimal number (.inf, .nan); its double is then all there
 * is to know. */
bool d1_schema_number(const struct d1_node *node, struct number *number);

/* The value of a count (an integer of 0 or more, 2.0 is one); beyond 64 bits the largest. False when it is none. */
bool d1_schema_count(const struct d1_node *node, uint64_t *count);

/* Whether a number's value is an integer. strict: draft-04, where it must also be written as one. */
bool d1_schema_is_integer(const struct d1_node *node, bool strict);

/* The order of a number of the instance and a bound: negative, 0, positive; 2 when they have none (.nan). */
int d1_schema_compare(const struct d1_node *node, const struct number *bound);

/* Whether the number is an integer times the divisor, as d1_decimal_is_multiple tells it. */
int d1_schema_is_multiple(const struct d1_node *node, const struct number *divisor, uint64_t *steps);

#endif
