/*
 * Values of expressions for people: lists and maps as YAML lays them out, scalars as an expression would write them,
 * and behind a value the place it was read from.
 *
 *     - id: "risk-01"  # raid.yaml:12:9
 *       title: "Data migration slips"
 *     - id: "risk-02"  # raid.yaml:31:9
 *       ...
 *
 * A place stands behind the value itself and behind the items of lists and of computed maps; what lies inside a mapping
 * of a document stands near it there and has none of its own.
 */
#ifndef D1_CLI_EVAL_VALUE_H
#define D1_CLI_EVAL_VALUE_H

#include "base/place.h"
#include "cel/value.h"
#include "report/paint.h"

/*
 * Items of a list, and entries of a map, that are shown; how many more there are is told. The values of all lists and
 * maps together are bounded by D1_LIMIT_SHOWN_VALUES and D1_LIMIT_SHOWN_BYTES.
 */
enum { D1_VALUE_ITEMS = 1000 };

struct d1_value_places {
    /* The place of a node; path NULL when it is unknown. NULL for no places. */
    struct d1_place (*place)(void *context, const struct d1_node *node);
    /* Takes out of a text what is to be shown to nobody: 0 or D1_ERR_MEMORY. NULL where there is nothing such. */
    int (*hide)(void *context, struct d1_str *text);
    void *context;
};

/* Appends the value; it ends with a line break. An item that cannot be read as its type is shown as an error. */
void d1_value_show(struct d1_paint *paint, struct d1_cel_value value, const struct d1_value_places *places);

#endif
