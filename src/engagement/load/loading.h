/*
 * Files while they are loaded: what the threads share. load.c reads files, known.c finds and keeps their outlines.
 */
#ifndef D1_ENGAGEMENT_LOAD_LOADING_H
#define D1_ENGAGEMENT_LOAD_LOADING_H

#include "engagement/load/allowance.h"
#include "engagement/workspace.h"

/* What came of a file. */
struct d1_loaded {
    struct d1_skipped skipped; /* path NULL when the file was read */
    size_t bytes;              /* it was read from, or its outline tells of */
    int result;
};

struct d1_loading {
    struct d1_workspace *workspace;
    const struct d1_repo_entry *entries;
    struct d1_repo_reader **readers;
    const struct d1_kinds *kinds;
    const struct d1_workspace_options *options;
    struct d1_loaded *loaded; /* by number of the file */
    size_t count;
    struct d1_allowance taken;
};

/* Which content a file has, where that is known without its bytes; NULL where not. */
const uint8_t *d1_loading_id(const struct d1_loading *loading, size_t index);

/* Whether git gives the content of an entry an id, and has it no more. */
bool d1_loading_lacks(const struct d1_loading *loading, size_t index, unsigned thread);

/* ---- known.c ---- */

/* The files in groups, whose outlines are kept together. */
struct d1_groups;

/*
 * Before anything is read: fills the files whose outlines are kept. 0 or D1_ERR_MEMORY; *groups is to be freed in any
 * case.
 */
int d1_groups_find(struct d1_groups **groups, struct d1_loading *loading);

/* When all is read: keeps the outlines of those groups of which none were. 0 or D1_ERR_MEMORY. */
int d1_groups_keep(struct d1_groups *groups);

void d1_groups_free(struct d1_groups *groups);

#endif
