/* A part of d1_workspace_sort: files that policies leave out. */
#ifndef D1_ENGAGEMENT_LOAD_EXCLUDE_H
#define D1_ENGAGEMENT_LOAD_EXCLUDE_H

#include "engagement/workspace.h"

/*
 * Drops what the nearest policy of the workspace excludes, or, with `own_policy`, what the patterns given do. Where
 * matching takes more than D1_LIMIT_EXCLUDE_STEPS the rest is kept, and the file from which on that is so is put among
 * the skipped as unread. 0 or D1_ERR_MEMORY.
 */
int d1_workspace_exclude(struct d1_workspace *workspace, bool own_policy, const struct d1_node *own_patterns,
                         d1_match *match);

#endif
