/*
 * A place in a text file. Lines and columns count from 1; a column counts code points, as libyaml does, and the
 * end is exclusive. Line 0 means that only the file is known; a NULL path that not even that is.
 */
#ifndef D1_BASE_PLACE_H
#define D1_BASE_PLACE_H

#include <stdint.h>

struct d1_place {
    const char *path; /* relative to the root of the snapshot, '/' between components; raw bytes; borrowed */
    uint32_t line, column;
    uint32_t end_line, end_column;
};

#endif
