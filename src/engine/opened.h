/*
 * A repository opened and read, with the rules that it is to be judged by: what comes before any judgement, for a run
 * of the checks and for a scope alike. Private to src/engine.
 *
 *     d1_opened_rules      the rule set, so that names of the options can be looked up in it; meanwhile, where there
 *                          are two threads, what comes next
 *     d1_opened_snapshot   the repository and its snapshot, and the date as of which is judged
 *     d1_opened_prepare    the policy from elsewhere, the cache, and which contents it knows
 *     d1_opened_load       every file, sorted into engagements; the rules are compiled meanwhile
 *
 * They are called in this order. Each returns 0, D1_ERR_USAGE, D1_ERR_READ or D1_ERR_MEMORY as d1_run does, and then
 * d1_opened_release is all that may follow; it is to be called in any case. Where files are only outlined, loading
 * returns 1 when one is not any more what was kept of it (d1_workspace_sort).
 */
#ifndef D1_ENGINE_OPENED_H
#define D1_ENGINE_OPENED_H

#include "base/problem.h"
#include "engagement/workspace.h"
#include "engine/run.h"
#include "repo/repo.h"
#include "rules/judged.h"

struct d1_timeline;
struct d1_trust; /* engine/read/trust.h */
struct d1_unseen;

/* What the files of a work tree hold, as contents.h finds it. All zero bytes: nothing is known, and nobody asks. */
struct d1_contents {
    struct d1_content_id *ids;    /* of each entry of the snapshot; NULL but for a work tree with a cache */
    struct d1_repo_stamp *stamps; /* as they were before anything was read; of what is no file all zero */
    bool *settled;                /* whether whatever was written since has another stamp */
    bool *kept;                   /* of the first entry of each group: an earlier run has kept what they hold */
    struct d1_content_id *stored; /* the ids that git has of them, as d1_contents_store finds them; else NULL */
    struct d1_strbuf index;       /* what the index knows, from when that was first asked for */
    bool converts;                /* what git has may be other bytes than those that lie there */
    size_t count;
};

/* All zero bytes to begin with. */
struct d1_opened {
    const struct d1_run_options *options;
    struct d1_ruleset *ruleset;
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
    struct d1_digests *digests; /* of the snapshot's files */
    struct d1_as_of as_of;
    struct d1_workspace workspace;
    struct d1_timeline *timeline;     /* from d1_opened_load on; reads history when somebody asks for it */
    struct d1_cache *cache;           /* from d1_opened_prepare on; NULL for none */
    struct d1_keeping keeping;        /* in it */
    struct d1_contents contents;      /* of a work tree, from d1_opened_prepare on, where there is a cache */
    struct d1_unseen *unseen;         /* from d1_opened_prepare on; reads when something is missing */
    struct d1_pool *pool;             /* from d1_opened_load on; before that of two threads or NULL */
    bool alone;                       /* one thread judges, which has the rule set to itself */
    const struct d1_artifact *policy; /* of --policy; NULL also for "default" */
    struct d1_file policy_file;       /* it stands in */
    struct d1_digest policy_digest;   /* of that file */
    struct d1_artifact_loader *policy_loader;
    struct d1_problems problems; /* of compiling the rules */
    struct d1_arena arena;
    int compiled;
    bool git;                      /* the library is prepared */
    bool early;                    /* the snapshot was opened beside the rules, with ... */
    int early_result;              /* ... what d1_opened_snapshot is to return, and ... */
    struct d1_error early_error;   /* ... what is wrong then */
    struct d1_trust *trust;        /* of --trust, from d1_opened_load on; NULL for none, and beside another */
    bool outlined;                 /* set by the caller: documents are made where they are needed (d1_workspace_make) */
    bool past;                     /* set by the caller: engagements that are gone are asked for, too */
    bool recalls;                  /* set by the caller: who wrote what is taken from earlier runs (read/brought.h) */
    bool apart;                    /* of one beside another: its own policies are for its engagements */
    const struct d1_opened *first; /* of one beside another: whose rules, policies, date, repository and pool it uses */
};

int d1_opened_rules(struct d1_opened *opened, const struct d1_run_options *options, struct d1_error *error);
int d1_opened_snapshot(struct d1_opened *opened, struct d1_error *error);
int d1_opened_prepare(struct d1_opened *opened, struct d1_error *error);
int d1_opened_load(struct d1_opened *opened, struct d1_error *error);

/*
 * Of what d1_opened_load refuses unless `past` is set: that there is no engagement of a name, always an error, ...
 */
int d1_opened_unknown(const struct d1_opened *opened, struct d1_str name, struct d1_error *error);

/* ... and that there is none at all, and nothing wrong that would explain it. */
int d1_opened_require(const struct d1_opened *opened, struct d1_error *error);

/* When nothing more is read: what was read is there for the next run. Not where memory was short: it may lack
 * something. */
void d1_opened_keep(struct d1_opened *opened);

/*
 * In place of the four: a second snapshot of the same repository, to be judged by the rules and policies of the first
 * and as of its date. `first` is loaded, and is released later. The options name the snapshot; it may hold no
 * engagement.
 */
int d1_opened_beside(struct d1_opened *opened, const struct d1_opened *first, const struct d1_run_options *options,
                     struct d1_error *error);

/* The same, but it is not judged, and its policies are its own. */
int d1_opened_apart(struct d1_opened *opened, const struct d1_opened *first, const struct d1_run_options *options,
                    struct d1_error *error);

void d1_opened_release(struct d1_opened *opened);

/* The name nearest to one that is none: a file, an item or an artifact; empty for none near. Borrowed. */
struct d1_str d1_opened_nearest(const struct d1_opened *opened, struct d1_str name);

/* The policy of the snapshot itself for an engagement, whatever judges it; NULL for none. */
const struct d1_artifact *d1_opened_own_policy(const struct d1_opened *opened, const struct d1_engagement *engagement);

/* The policy for an engagement: that of --policy, else one of the snapshot; NULL for the built-in one. */
const struct d1_artifact *d1_opened_policy(const struct d1_opened *opened, const struct d1_engagement *engagement);

#endif
