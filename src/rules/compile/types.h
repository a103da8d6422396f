/*
 * The one bridge between shapes and expressions: types of the expression language made from the JSON Schemas of
 * artifacts. An object becomes a record, `integer` int, `number` double, `format: date` a date, `date-time` a
 * timestamp, `duration` a duration, a closed enum of strings a string with known values; branches of `oneOf` and
 * `anyOf` that differ become dyn, and `if`/`then` adds nothing. Properties that are not `required` are optional.
 */
#ifndef D1_RULES_COMPILE_TYPES_H
#define D1_RULES_COMPILE_TYPES_H

#include "base/error.h"
#include "cel/type.h"
#include "engagement/kinds.h"

struct d1_types;

/* To be freed with d1_types_free; borrows kinds, whose schemas must outlive it. 0 or D1_ERR_MEMORY. */
int d1_types_new(struct d1_types **types, const struct d1_kinds *kinds, struct d1_error *error);
void d1_types_free(struct d1_types *types);

/* The type of an artifact's root; NULL when memory is short. */
const struct d1_cel_type *d1_types_kind(struct d1_types *types, const struct d1_kind *kind);

/* The type of an item; dyn for an item type that no schema describes, NULL when memory is short. */
const struct d1_cel_type *d1_types_item(struct d1_types *types, const struct d1_item_type *type);

/* The type of values that a schema describes, for example that of a parameter. name is borrowed. */
const struct d1_cel_type *d1_types_schema(struct d1_types *types, const struct d1_node *schema, const char *name);

#endif
