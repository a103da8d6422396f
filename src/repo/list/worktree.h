/*
 * What the files of the work tree share: worktree.c walks it, lookup.c looks at one path of it, sparse.c knows what is
 * not on disk. Private to src/repo/list.
 */
#ifndef D1_REPO_LIST_WORKTREE_H
#define D1_REPO_LIST_WORKTREE_H

#include "repo/internal.h"
#include "repo/list/ignore.h"

/* ---- worktree.c ---- */

/* Adds the ignore rules that hold for the whole work tree: core.excludesFile, .git/info/exclude. 0 or D1_ERR_MEMORY. */
int d1_repo_worktree_rules(struct d1_repo_ignore *ignore, const struct d1_repo *repo);

/* Whether another repository lives in a directory: it has a ".git" that is a file, or a directory with a HEAD. */
bool d1_repo_is_repository(int fd);

/*
 * What lies at a path, of the type that the directory gives it (DT_*); git writes a link as a file that holds its
 * target where core.symlinks says there are none. 0, or the error of the index.
 */
int d1_repo_worktree_kind(enum d1_repo_kind *kind, struct d1_repo_snapshot *snapshot, struct d1_str path,
                          unsigned char type, struct d1_error *error);

/* ---- sparse.c ---- */

/*
 * Files that a sparse checkout leaves out are not on disk, but they are what they are in the index: git takes them for
 * unchanged, and so they are read from there. Adds them to the list, which is in order, and says how many there are.
 */
int d1_repo_sparse_list(struct d1_repo_snapshot *snapshot, struct d1_error *error);

/* The entry of a path that is not on disk, where it is left out, as a file or as the directory of one. */
int d1_repo_sparse_lookup(struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_repo_entry *entry,
                          struct d1_error *error);

#endif
