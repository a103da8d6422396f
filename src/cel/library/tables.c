/* The tables of functions that every environment has. */
#include "cel/library/library.h"

const struct d1_cel_table *const d1_cel_library[] = {
    &d1_cel_lib_convert, &d1_cel_lib_standard, &d1_cel_lib_time,   &d1_cel_lib_optional,
    &d1_cel_lib_list,    &d1_cel_lib_set,      &d1_cel_lib_string, &d1_cel_lib_format,
    &d1_cel_lib_regex,   &d1_cel_lib_math,     &d1_cel_lib_encode, NULL,
};
