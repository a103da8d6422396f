/* The tables of functions that every environment has. */
#include "cel/library/library.h"

const struct d1_cel_table *const d1_cel_library[] = {
    &d1_lib_convert, &d1_lib_standard, &d1_lib_time,  &d1_lib_optional, &d1_lib_list,   &d1_lib_set,
    &d1_lib_string,  &d1_lib_format,   &d1_lib_regex, &d1_lib_math,     &d1_lib_encode, NULL,
};
