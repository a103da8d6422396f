/*
 * Path patterns as people know them from ignore files: `?` is one character and `*` any number of them within a
 * component, `**` any number of components, all else stands for itself. A pattern that matches a folder means
 * everything beneath it, and one that ends in '/' matches folders alone; one without any other '/' matches the name of
 * a file or folder wherever it lies.
 */
#ifndef D1_BASE_FILE_GLOB_H
#define D1_BASE_FILE_GLOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Whether the pattern matches the path of a file, or a folder on the way to it; the steps that this takes are added to
 * *steps (d1_wildmatch). */
bool d1_glob_match(struct d1_str pattern, struct d1_str path, uint64_t *steps);

#endif
