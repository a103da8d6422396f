/*
 * What the files of this folder share: how commits and trees are read for a history. Private to src/repo/history.
 */
#ifndef D1_REPO_HISTORY_HISTORY_H
#define D1_REPO_HISTORY_HISTORY_H

#include "base/map.h"
#include "repo/history.h"
#include "repo/internal.h"

/* A commit as it stands in the object, taken apart without trust: what is not there is empty. */
struct d1_commit_text {
    git_oid tree;
    const git_oid *parents; /* in the arena that was given */
    size_t parent_count;
    struct d1_str author, committer; /* addresses, pieces of the commit; empty when there is none, or none to show */
    int64_t time;
    bool dated;
    struct d1_str message;
};

/* Takes apart the bytes of a commit. False when it has no tree; NULL in parents and a count when memory is short. */
bool d1_commit_text_parse(struct d1_commit_text *commit, struct d1_str bytes, struct d1_arena *arena);

/*
 * The address and the time of a line "author NAME <ADDRESS> SECONDS ZONE" behind its first word. An address that cannot
 * be shown is the empty text.
 */
struct d1_str d1_commit_address(struct d1_str line, int64_t *time, bool *dated);

/*
 * Calls each for every address of a trailer `Co-authored-by` in the last paragraph of a message: in any case, with or
 * without blanks before its colon, on one line or continued on lines that begin with a blank, as git reads them.
 */
typedef int d1_co_author(void *context, struct d1_str address);
int d1_commit_co_authors(struct d1_str message, d1_co_author *each, void *context);

struct d1_repo_history {
    struct d1_repo_snapshot *snapshot;
    const struct d1_repo *repo;
    const char *const *suffixes, *const *sighted;
    git_odb *odb; /* its own, so that no lock is shared */
    struct d1_arena arena;
    struct d1_repo_line line;
    D1_VEC(struct d1_repo_writing) points;
    D1_VEC(git_oid) trees;   /* of the points: their roots */
    D1_VEC(git_oid) parents; /* of the points with several: where theirs begin is in firsts */
    D1_VEC(uint32_t) firsts; /* of each point: the place of its parents behind the first */
    D1_VEC(const char *) paths;
    struct d1_map path_numbers; /* path to its number plus 1 */
    D1_VEC(git_oid) blobs;
    struct d1_map blob_numbers;            /* id to its number plus 1 */
    struct d1_map addresses;               /* each once */
    D1_VEC(struct d1_repo_change) changes; /* of the commit at hand */
    D1_VEC(uint32_t) touched;              /* likewise */
    size_t touches;                        /* of all points so far */
    struct d1_map sightings;               /* id to the point that first had it, counted from the youngest, plus 1 */
    size_t at;                             /* the point at hand, counted so; SIZE_MAX: none of the line is */
    uint64_t bytes;                        /* of commits and trees that were read */

    struct d1_map ancestors;           /* ids of the commits that the points walked so far have, in the arena */
    D1_VEC(struct d1_branch) branches; /* by point, as far as they were walked */
    size_t branch_commits;             /* in all of them */
    uint64_t branch_bytes;             /* of these commits */
    bool gaps;                         /* a commit inside of a branch is not there */
    bool noting;                       /* directories that are read are noted ... */
    D1_VEC(git_oid) noted;             /* ... here */
    struct d1_repo_branch_cost spared; /* of what was taken from earlier runs */

    bool tags_read;
    D1_VEC(struct d1_repo_tag) tags;
};

/* ---- commit.c ---- */

/*
 * Reads an object of a type. GIT_OBJECT_ANY takes any. 0 and *object, to be freed with git_odb_object_free; or
 * D1_ERR_READ, D1_ERR_LIMIT, D1_ERR_MEMORY with the reason. *absent, which may be NULL: it is not there at all.
 */
int d1_history_object(struct d1_repo_history *history, git_odb_object **object, const git_oid *id, git_object_t type,
                      const char *what, bool *absent, struct d1_error *error);

/* Fills what a commit says of itself into *writing; 0 or D1_ERR_MEMORY. */
int d1_history_describe(struct d1_repo_history *history, struct d1_repo_writing *writing, const git_oid *id,
                        const struct d1_commit_text *commit);

/* An address that lives as long as the history; NULL when memory is short. */
const char *d1_history_address(struct d1_repo_history *history, struct d1_str address);

/* ---- compare.c ---- */

/* What could not be read of two trees that are compared. */
struct d1_unread_tree {
    bool late;   /* it is of the later one */
    bool absent; /* it is not there at all */
};

/*
 * What differs between two trees of commits, NULL standing for the empty one, into writing->changes. 0, D1_ERR_READ
 * where one of them, or one below, cannot be read, D1_ERR_LIMIT or D1_ERR_MEMORY.
 */
int d1_history_compare(struct d1_repo_history *history, struct d1_repo_writing *writing, const git_oid *before,
                       const git_oid *after, struct d1_unread_tree *unread, struct d1_error *error);

/* ---- line.c ---- */

/* A history of which nothing is read yet; as d1_repo_history_open. */
int d1_history_new(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                   const char *const *sighted, struct d1_error *error);

/* Puts the lists as they are now into history->line. */
void d1_history_show(struct d1_repo_history *history);

/* ---- branch.c ---- */

/* The commits that the merge at a point brought. */
struct d1_branch {
    const struct d1_repo_writing *commits;
    size_t count;
    int code; /* why they are not known */
    const char *reason;
    bool read; /* what they changed is known too */
    const struct d1_branch_commit *walked;
    struct d1_repo_branch_ground ground;
};

void d1_history_release_branches(struct d1_repo_history *history);

#endif
