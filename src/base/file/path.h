/*
 * Paths of a snapshot: from its root, with '/' between components and none at the ends.
 */
#ifndef D1_BASE_FILE_PATH_H
#define D1_BASE_FILE_PATH_H

#include <stdbool.h>

#include "base/str.h"
#include "base/text/strbuf.h"

/* The directory that a path lies in, "" for the root; a part of the path. */
struct d1_str d1_path_directory(const char *path);

/* The directory that a directory lies in; of the root, "", it is the root. */
struct d1_str d1_path_above(struct d1_str directory);

/* Whether a directory is, or encloses, another path. The root, "", encloses everything. */
bool d1_path_encloses(struct d1_str directory, struct d1_str path);

/* Appends a path as seen from a directory: "../raid/risks.yaml" from "s2d". One that begins with '/' stays as it is. */
void d1_path_relative(struct d1_strbuf *out, const char *directory, const char *path);

#endif
