/* What git stores of a file of the work tree: its bytes with line ends and keywords as `git add` would leave them. */
#ifndef D1_REPO_CONVERT_CLEAN_H
#define D1_REPO_CONVERT_CLEAN_H

#include "repo/internal.h"

/*
 * Puts into *out, which is empty, what would be stored, and says in *changed whether that differs from the bytes; where
 * it does not, *out is left empty. Nothing is executed: D1_ERR_READ where a filter or another encoding decides, and the
 * error says which. D1_ERR_LIMIT as d1_repo_attributes_read; D1_ERR_MEMORY.
 */
int d1_repo_clean(struct d1_strbuf *out, bool *changed, struct d1_repo_snapshot *snapshot, struct d1_str path,
                  struct d1_str bytes, struct d1_error *error);

#endif
