/*
 * What a revision by name leads to, for the files of this step. libgit2 resolves the part before the colon; the colon
 * itself is dealt with here, because the commit that a directory belongs to is wanted too and because libgit2 knows no
 * "./" behind it. Private to src/repo/name.
 */
#ifndef D1_REPO_NAME_TARGET_H
#define D1_REPO_NAME_TARGET_H

#include "repo/internal.h"

/* What a revision leads to. Free with d1_repo_target_release. */
struct d1_repo_target {
    git_object *object; /* what was named, before any peeling */
    git_reference *ref; /* how, when it was by a ref */
    git_commit *commit; /* NULL when a bare tree was named */
    git_tree *tree;     /* of the commit, or the tree that was named */
};

void d1_repo_target_release(struct d1_repo_target *t);

/* Offset of the colon behind which a path begins, or the length: not one in braces, nor the one of ":/text". */
size_t d1_repo_spec_colon(struct d1_str spec);

/* Refuses what cannot be a revision before anything is looked up; base is the part before the colon. 0 or D1_ERR_USAGE.
 */
int d1_repo_spec_check(const struct d1_repo *repo, struct d1_str spec, struct d1_str base, struct d1_error *error);

/* The path behind the colon as a path of the tree; "./" and "../" begin at the start directory, as in git. */
int d1_repo_spec_path(struct d1_strbuf *path, const struct d1_repo *repo, struct d1_str text, struct d1_error *error);

/* Finds what the part before the colon leads to, down to its commit and tree. t is released by the caller in any case.
 */
int d1_repo_target_find(struct d1_repo_target *t, const struct d1_repo *repo, struct d1_str base,
                        struct d1_error *error);

/* Looks a path up in the tree of a target; D1_ERR_USAGE when it is not there. */
int d1_repo_target_entry(git_tree_entry **entry, const struct d1_repo_target *t, struct d1_str base, const char *path,
                         struct d1_error *error);

/* ---- rivals.c ---- */

/*
 * Refuses the name at the beginning of a revision where it may mean several things that lead to different commits: two
 * refs by the rules of git (gitrevisions), or a ref and an id. Which of them is meant, its whole name says. 0,
 * D1_ERR_USAGE or D1_ERR_MEMORY.
 */
int d1_repo_name_check(const struct d1_repo *repo, struct d1_str name, struct d1_error *error);

#endif
