/*
 * Private to cel/: what the tables of functions share. One file holds one table (lib_*.c); library.c lists them.
 */
#ifndef D1_CEL_LIBRARY_LIBRARY_H
#define D1_CEL_LIBRARY_LIBRARY_H

#include "cel/environment/env_data.h"
#include "cel/function.h"
#include "cel/value/data.h"

extern const struct d1_cel_table d1_cel_lib_convert, d1_cel_lib_standard, d1_cel_lib_time, d1_cel_lib_optional,
    d1_cel_lib_list, d1_cel_lib_set, d1_cel_lib_string, d1_cel_lib_format, d1_cel_lib_math, d1_cel_lib_encode,
    d1_cel_lib_regex;

/* Short names for tables. */
#define DYN D1_CEL_T(DYN)
#define BOOL D1_CEL_T(BOOL)
#define INT D1_CEL_T(INT)
#define UINT D1_CEL_T(UINT)
#define DOUBLE D1_CEL_T(DOUBLE)
#define STRING D1_CEL_T(STRING)
#define BYTES D1_CEL_T(BYTES)
#define DATE D1_CEL_T(DATE)
#define TIMESTAMP D1_CEL_T(TIMESTAMP)
#define DURATION D1_CEL_T(DURATION)
#define A (&d1_cel_type_a)
#define B (&d1_cel_type_b)
#define LIST_A (&d1_cel_type_list_a)
#define LIST_LIST_A (&d1_cel_type_list_list_a)
#define LIST_STRING (&d1_cel_type_list_string)
#define LIST_INT (&d1_cel_type_list_int)
#define MAP_A_B (&d1_cel_type_map_a_b)
#define OPTIONAL_A (&d1_cel_type_optional_a)
#define LIST_DYN D1_CEL_T(LIST)

/* The initialiser of a table of functions. */
#define D1_LIBRARY(rows)                                                                                               \
    {                                                                                                                  \
        (rows), sizeof(rows) / sizeof *(rows)                                                                          \
    }

/* A string of the arena as a value; ERROR when ptr is NULL. */
struct d1_cel_value d1_cel_lib_string_value(struct d1_cel_call *call, struct d1_str text);

/* Room for count values; NULL when memory is short (return d1_cel_fail_alloc). */
struct d1_cel_value *d1_cel_lib_items(struct d1_cel_call *call, size_t count);

/* A list over such items. */
struct d1_cel_value d1_cel_lib_list_value(struct d1_cel_call *call, const struct d1_cel_value *items, size_t count);

/* Item `index` of a list, counted as one step; an ERROR for one that cannot be read, or at the cost limit. */
struct d1_cel_value d1_cel_lib_item(struct d1_cel_call *call, struct d1_cel_value list, size_t index);

/* Whether two values are equal, counted; false with *failed an ERROR at the cost limit. */
bool d1_cel_lib_equal(struct d1_cel_call *call, struct d1_cel_value a, struct d1_cel_value b,
                      struct d1_cel_value *failed);

/* Whether the list has the value, counted in the same way. */
bool d1_cel_lib_has(struct d1_cel_call *call, struct d1_cel_value list, struct d1_cel_value value,
                    struct d1_cel_value *failed);

#endif
