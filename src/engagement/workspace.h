/*
 * A workspace: everything of a snapshot that is ours, loaded on all processors and sorted into engagements.
 *
 * Which engagement an artifact belongs to: the one that `metadata.namespace` names; else the Engagement in the same
 * or the nearest enclosing directory; else the repository's only one. What belongs to none is a fault, and so are
 * two Engagements in one directory, under which nothing is judged.
 *
 * A file that is there and could not be read (a missing object, no permission, an unfinished merge, too large) may be
 * anything: it stands as one artifact without a document and without a kind, in the engagement of its directory.
 */
#ifndef D1_ENGAGEMENT_WORKSPACE_H
#define D1_ENGAGEMENT_WORKSPACE_H

#include <stddef.h>

#include "base/error.h"
#include "base/vec.h"
#include "engagement/artifact.h"
#include "engagement/engagement.h"
#include "repo/repo.h"

/* Ends of the names of the files that a snapshot is to list for a workspace, ended by NULL. */
extern const char *const d1_workspace_suffixes[];

/* Whether the file is named as JSON, which is not linted. */
bool d1_file_is_json(const struct d1_file *file);

/* Whether a pattern of a policy matches a path; the steps that this takes are added to *steps. */
typedef bool d1_match(struct d1_str pattern, struct d1_str path, uint64_t *steps);

/* A file that was passed over, with the reason. */
struct d1_skipped {
    const char *path;
    struct d1_str reason;
    bool unread; /* it should have been read and could not be: the run is not complete */
};

struct d1_workspace {
    struct d1_file *files; /* in order of their paths */
    size_t file_count;
    size_t yaml_count;                           /* of them; the others are JSON, which is only looked at */
    size_t excluded;                             /* files that a policy leaves out */
    uint64_t exclude_steps;                      /* what finding these took; D1_LIMIT_EXCLUDE_STEPS ends it */
    D1_VEC(struct d1_engagement *) engagements;  /* sorted by name, then path; indexed by d1_workspace_sort */
    D1_VEC(const struct d1_artifact *) policies; /* LintPolicy artifacts that can be read */
    struct d1_map governed;                      /* a directory with such to the first of them */
    bool excludes;                               /* one of them names files that it leaves out */
    const struct d1_workspace *like;             /* set by the caller: whose policies count here; NULL: its own */
    D1_VEC(const struct d1_artifact *) strays;   /* artifacts of no engagement */
    const struct d1_elsewhere *elsewhere;        /* set by the caller for its engagements; NULL for none */
    struct d1_faults faults;                     /* of no engagement */
    D1_VEC(struct d1_skipped) skipped;
    size_t artifacts, foreign;
    struct d1_arena arena;
    struct d1_artifact_loader **loaders; /* one per thread */
    struct d1_pool *pool;                /* borrowed; NULL for none */
    struct d1_repo_snapshot *snapshot;   /* it was loaded from; borrowed */
    bool outlined; /* documents are made by d1_workspace_make, of the engagements that are wanted */
};

/* The id that the bytes of a file would have as an object of git, whatever git makes of them on the way. */
struct d1_content_id {
    uint8_t bytes[D1_REPO_ID_BYTES];
    bool known;
};

struct d1_workspace_options {
    struct d1_pool *pool;             /* for this and for d1_workspace_sort; NULL for none */
    const struct d1_keeping *keeping; /* where what files hold is kept; NULL: nowhere. Borrowed */
    /*
     * Of each file of a work tree what its bytes are: those that are known need not be read where they are kept, and
     * those that are read are known afterwards. NULL: nobody asks.
     */
    struct d1_content_id *contents;
    /*
     * Of files of which it is kept what they hold the documents are not made but by d1_workspace_make. Then the
     * snapshot and the contents outlive the workspace.
     */
    bool outlined;
    void (*progress)(void *context, size_t done, size_t total);
    void *progress_context;
};

/*
 * Loads every file of the snapshot. The workspace must be all zero; d1_workspace_release frees what it holds. Returns
 * 0, D1_ERR_MEMORY, or what preparing the readers failed with. What is wrong with a file is in the workspace.
 */
int d1_workspace_load(struct d1_workspace *workspace, struct d1_repo_snapshot *snapshot, const struct d1_kinds *kinds,
                      const struct d1_workspace_options *options, struct d1_error *error);

/*
 * Sorts artifacts into engagements and indexes these, on all threads; where documents are still to be made, they are
 * only opened (d1_engagement_open). `match` is for the patterns of policies: those of
 * the snapshot, or of `like`, exclude files unless `own_policy` is set, whose patterns then do. Where that takes too
 * long the run is not complete: the file at which it was given up is among the skipped. Returns 0 or D1_ERR_MEMORY; 1
 * where a file is not any more what was kept of it, so that the workspace is to be loaded anew without outlines.
 */
int d1_workspace_sort(struct d1_workspace *workspace, const struct d1_kinds *kinds, bool own_policy,
                      const struct d1_node *own_patterns, d1_match *match);

/* Whether the documents of an engagement are needed. */
typedef bool d1_wanted(const void *context, const struct d1_engagement *engagement);

/*
 * Once it is known which engagements are needed: makes all documents of these, and fills them (d1_engagement_fill), on
 * all threads; nothing where everything is made. Once for a workspace. NULL: all are. Returns as d1_workspace_sort.
 */
int d1_workspace_make(struct d1_workspace *workspace, d1_wanted *wanted, const void *context);

/*
 * Whether the file at a path, of any time, is left out by the policies of a workspace that is sorted; for one thread at
 * a time. Where matching takes too long it is not.
 */
bool d1_workspace_excludes(struct d1_workspace *workspace, bool own_policy, const struct d1_node *own_patterns,
                           d1_match *match, const char *path);

void d1_workspace_release(struct d1_workspace *workspace);

#endif
