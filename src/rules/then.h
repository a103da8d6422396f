/*
 * An engagement judged as it stood at a point of its line: by the rules, the policy, the people and the calendar of the
 * present, as of a day of the past. Private to src/rules and to those who tell of its history.
 */
#ifndef D1_RULES_THEN_H
#define D1_RULES_THEN_H

#include "engagement/replay.h"
#include "rules/judged.h"

/* Who judges: what the present lends. All of it outlives the judging. */
struct d1_then_judge {
    const struct d1_engagement *present;
    const struct d1_engagement *trusted; /* whose identities and authorities count; NULL: those of the present */
    d1_trusted_has *trusted_has;         /* as in struct d1_judge */
    void *trusted_context;
    const struct d1_policy *policy;
    const struct d1_artifact *policy_artifact;
    bool policy_elsewhere;
    const struct d1_ruleset *ruleset;
    struct d1_digests *digests;
    struct d1_beyond *beyond; /* of the present */
};

/* The judge of the past that an engagement which was judged as of today lends, or one that is being judged. */
struct d1_then_judge d1_then_of(const struct d1_judged *judged, const struct d1_judge_options *options);
struct d1_then_judge d1_then_of_judge(const struct d1_judge *judge);

/* As of when, and of what. */
struct d1_then_question {
    d1_date day;
    const struct d1_gate *gate; /* that is judged as if it were due on that day; NULL for none ... */
    bool past;                  /* ... or as if it had been due before */
    const struct d1_held *held; /* what has held at gates before; NULL: nobody has looked */
    struct d1_carried *carried; /* what was judged at the points before (rules/carried.h); NULL: nothing is known */
    const bool *only;           /* by index of checks: those that are judged; NULL: all */
    bool checks_alone;          /* nobody asks for criteria and gates */
    bool anew;                  /* they are decided, be all as it was when it was judged last */
    bool weighs_claims;         /* whether an act was written down in time is looked at */
};

/*
 * Judges the engagement where the replay is. *then is the caller's, to be freed with d1_then_release; where there was
 * no engagement its verdict is empty. 0, D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY.
 */
int d1_then_make(struct d1_judged *then, const struct d1_then_judge *judge, struct d1_replay *replay,
                 const struct d1_then_question *question, struct d1_judge_room *room, struct d1_error *error);
void d1_then_release(struct d1_judged *then);

/* Adds a check to those that are judged, with those that have to be judged before it. */
void d1_then_want(bool *only, const struct d1_ruleset *ruleset, const struct d1_check *check);

/* The same of those of a criterion; of all that decide a gate: by its criteria, since they are due at it, or since it
 * names them; and of those whose errors cast doubt on whatever others find. */
void d1_then_want_criterion(bool *only, const struct d1_ruleset *ruleset, const struct d1_criterion *criterion);
void d1_then_want_gate(bool *only, const struct d1_ruleset *ruleset, const struct d1_gate *gate);
void d1_then_want_doubts(bool *only, const struct d1_ruleset *ruleset);

/*
 * What has to change for checks to come out otherwise, by kinds of artifacts: `kinds` has an entry for each by its
 * index, which is set where one of the checks reads it; all of them where what one reads is not told by kinds. 0 or
 * D1_ERR_MEMORY.
 */
int d1_then_reads(bool *kinds, const struct d1_ruleset *ruleset, const bool *only);

/*
 * What one check reads. What it reads beyond that shows when it is judged (`wide` of struct d1_tally), and what the
 * checks read that are judged before it is theirs.
 */
struct d1_then_reading {
    bool *kinds;               /* by index: artifacts of the kind, with all that is in them */
    bool *there;               /* by index: which artifacts of the kind there are, and nothing of what they say */
    bool *types;               /* by index: items of the type, wherever they stand, and nothing beside them; ... */
    struct d1_cel_keys fields; /* ... of them what stands under these keys, and which there are */
    bool names;                /* which ids there are */
    bool acts;                 /* the acts of all artifacts */
};

/* The caller lends the lists, all false, for all kinds and types. 0 or D1_ERR_MEMORY. */
int d1_then_reads_of(struct d1_then_reading *reading, const struct d1_ruleset *ruleset, const struct d1_check *check);

/* Whether what changed at the point where the replay is may bear on them. */
bool d1_then_bears(const struct d1_replay *replay, const bool *kinds);

#endif
