/* The documents of files that were outlined, made where somebody needs them. */
#ifndef D1_ENGAGEMENT_LOAD_MAKE_H
#define D1_ENGAGEMENT_LOAD_MAKE_H

#include "engagement/workspace.h"

/*
 * Makes the documents of those files of a workspace that are `needed`, by their number, and were only outlined; on all
 * threads. 0; 1 where a file is no longer what its outline says, so that everything is to be loaded anew;
 * D1_ERR_MEMORY.
 */
int d1_files_make(struct d1_workspace *workspace, const bool *needed);

#endif
