/*
 * The lines of a text, for excerpts. A line ends with LF or CR LF.
 */
#ifndef D1_BASE_FILE_LINES_H
#define D1_BASE_FILE_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Set bytes, which are borrowed; the rest is all zero. d1_lines_release frees the index of lines. */
struct d1_lines {
    struct d1_str bytes;
    uint32_t *starts;
    size_t count;
};

/* Line `number` (from 1) without its line break; ptr is NULL where there is none, or memory is short. */
struct d1_str d1_lines_get(struct d1_lines *lines, uint32_t number);

/* Afterwards the structure is all zero. */
void d1_lines_release(struct d1_lines *lines);

#endif
