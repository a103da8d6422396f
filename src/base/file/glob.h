/*
 * Path patterns as people know them from ignore files: `?` is one character and `*` any number of them within a
 * component, `**` any number of components, all else stands for itself. A pattern that ends in '/' means everything
 * beneath; one without any '/' matches the last component alone.
 */
#ifndef D1_BASE_FILE_GLOB_H
#define D1_BASE_FILE_GLOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Whether the pattern matches the whole path; the steps that this takes are added to *steps (d1_wildmatch). */
bool d1_glob_match(struct d1_str pattern, struct d1_str path, uint64_t *steps);

#endif
