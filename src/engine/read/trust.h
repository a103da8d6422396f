/*
 * The revision of --trust: whose people, authorities, policy, profile and waivers judge what is asked for, so that a
 * change brings none of these for itself. Private to src/engine.
 */
#ifndef D1_ENGINE_READ_TRUST_H
#define D1_ENGINE_READ_TRUST_H

#include <pthread.h>

#include "engine/opened.h"
#include "repo/history.h"
#include "rules/judged.h"

struct d1_trust {
    const char *revision; /* as the user wrote it */
    struct d1_run_options options;
    struct d1_opened opened;      /* the revision, beside the run's own */
    struct d1_engagement nobody;  /* in place of an engagement that it does not have */
    struct d1_node_list *nothing; /* the lists of that one */
    pthread_mutex_t lock;
    struct d1_repo_history *history; /* once somebody asks which commits it has; under the lock */
};

/*
 * Opens and loads the revision that the options of `first` trust, which is loaded and is released later. The caller
 * frees *out with d1_trust_free. As d1_run; a revision that cannot be used is D1_ERR_USAGE.
 */
int d1_trust_open(struct d1_trust **out, const struct d1_opened *first, struct d1_error *error);
void d1_trust_free(struct d1_trust *trust);

/* The engagement of the same name there; one that holds nothing where there is none. */
const struct d1_engagement *d1_trust_engagement(const struct d1_trust *trust, const struct d1_engagement *engagement);

/* Makes the profiles of the revision those by which the engagements of a workspace are judged that it has, too. */
void d1_trust_bind(const struct d1_trust *trust, struct d1_workspace *workspace);

/* Which commits it has; `context` is the struct d1_trust. */
d1_trusted_has d1_trust_has;

/* The policy for an engagement: that of --policy, else one of the revision; NULL for the built-in one. */
const struct d1_artifact *d1_trust_policy(const struct d1_trust *trust, const struct d1_engagement *engagement);

/*
 * Says in notes what a judged engagement has beyond the revision, and what therefore counts for nothing: its profile,
 * people and identities, authorities, its policy, waivers; and what of the Engagement counts all the same. Texts lie in
 * the arena. 0 or D1_ERR_MEMORY.
 */
int d1_trust_tell(const struct d1_trust *trust, const struct d1_judged *judged, struct d1_notices *notices,
                  struct d1_arena *arena);

#endif
