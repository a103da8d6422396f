/*
 * One engagement judged from beginning to end: what `d1lint check` does for each engagement of a snapshot, and
 * `d1lint test` for each example.
 */
#ifndef D1_RULES_JUDGED_H
#define D1_RULES_JUDGED_H

#include "base/vec.h"
#include "rules/judge.h"

enum d1_as_of_kind { D1_AS_OF_TODAY, D1_AS_OF_DATE, D1_AS_OF_COMMIT };

struct d1_as_of {
    enum d1_as_of_kind kind;
    d1_date date;       /* D1_AS_OF_DATE */
    int64_t seconds;    /* else: the instant, whose date in the engagement's zone counts */
    const char *commit; /* D1_AS_OF_COMMIT: its id */
};

struct d1_judge_options {
    const struct d1_ruleset *ruleset;
    struct d1_as_of as_of;
    const char *gate; /* of --gate, or NULL */
    size_t gate_order;
    bool gate_past;             /* its day is past, and not today as that of one which is asked for */
    const struct d1_held *held; /* at gates, before the point of the past that is judged; NULL: nobody has looked */
    size_t most_findings; /* kept of an engagement, besides one of each check, state and severity; 0: no such limit */
    size_t most_subjects; /* listed of an engagement; 0: none */
    struct d1_digests *digests; /* of the snapshot's files; NULL where there is none to read */
    d1_past_ask *ask_past;      /* gives the past; NULL where there is no history to read */
    void *past_context;
    const struct d1_previous *previous; /* reports that were made earlier, of whatever engagements */
    size_t previous_count;
    struct d1_carried *carried; /* what checks were found to be at the point before; NULL: each is judged */
    const bool *only;           /* by index of checks: those that are judged; NULL: all */
    bool checks_alone;          /* criteria and gates are not: the verdict has none */
    bool counts_only;           /* nobody reads what is found: the verdict has no findings */
    bool anew;                  /* criteria and gates are decided, be all as it was at the point before */
    bool weighs_claims;         /* whether an act was written down in time is looked at; over_time does it, too */
    bool notes;                 /* how checks stand at gates is noted */
    bool over_time; /* what came late, and since when something fails, is looked up in the past (rules/course.h) */
    bool settled;   /* what is judged stood before the change at hand: nothing in it waits to be merged */
    d1_judge_failed *failed; /* hears of expressions without a value, on the thread that judges; NULL for nobody */
    void *failed_context;
};

struct d1_notices {
    D1_VEC_MEMBERS(struct d1_notice);
};

/*
 * What is said of an engagement as a whole: an address and a key that its roster gives to two persons, and that it had
 * another name.
 */
enum { D1_REMARK_ADDRESS, D1_REMARK_KEY, D1_REMARK_NAME, D1_REMARKS };

/* One engagement with its verdict; all zero but for what the caller sets. */
struct d1_judged {
    const struct d1_engagement *engagement;    /* set by the caller; NULL for what belongs to no engagement */
    const struct d1_artifact *policy_artifact; /* set by the caller; NULL for the built-in policy */
    bool policy_elsewhere;
    bool policy_of_other;                      /* set by the caller: that is of another snapshot, ... */
    const struct d1_artifact *stated_artifact; /* ... and this of its own, of which rules speak; NULL for none */
    const struct d1_engagement *trusted;       /* set by the caller: as in struct d1_judge, with its name */
    const char *trusted_as;
    d1_trusted_has *trusted_has;
    void *trusted_context;
    struct d1_line *replayed; /* set by the caller: the line up to a point of the past that is judged; NULL: of today */
    struct d1_beyond *beyond; /* set by the caller: hears what is looked at beyond it; NULL for nobody */
    const struct d1_judged *like; /* set by the caller: as of whose day it is judged; NULL: that of the options */
    struct d1_faults faults;      /* of its artifacts; filled by the caller, freed by release */
    struct d1_policy policy;
    struct d1_policy stated; /* of stated_artifact */
    struct d1_engagement_verdict verdict;
    struct d1_finding *findings;          /* the verdict's, to be changed until it is handed out */
    struct d1_check_result *results;      /* likewise; NULL for what belongs to no engagement */
    struct d1_criterion_result *criteria; /* likewise */
    struct d1_gate_result *gates;         /* likewise */
    struct d1_noted_list noted;           /* how checks stand at gates, where that was asked for */
    struct d1_arena arena;
    size_t dropped;                    /* findings beyond the limits that the results of no check count */
    size_t gates_left_out;             /* gates beyond the limit, which are not judged */
    struct d1_day next_gate;           /* the first day of a gate that is still to come; not known: there is none */
    struct d1_str remarks[D1_REMARKS]; /* a sentence each; empty for none */
    int result;
};

/* Reads its policies; different ones on different threads. 0 or D1_ERR_MEMORY. */
int d1_judged_prepare(struct d1_judged *judged, const struct d1_judge_options *options);

/* The policy that rules speak of, and whose faults are its own: that by which is judged, or the one it states. */
struct d1_policy *d1_judged_stated(struct d1_judged *judged);

/* What judging leaves for the next engagement that the same thread judges. All zero bytes is empty. */
struct d1_judge_room {
    struct d1_arena working;         /* memory, to be used again: of what a verdict is made from, ... */
    struct d1_arena scratch;         /* ... and of a rule */
    struct d1_cel_patterns patterns; /* that rules have computed */
    struct d1_cel_memo memo;         /* memory again; what it keeps ends with the engagement */
};

void d1_judge_room_release(struct d1_judge_room *room);

/* Judges it; different ones on different threads. room: the thread's, or NULL for none. 0 or D1_ERR_MEMORY. */
int d1_judged_make(struct d1_judged *judged, const struct d1_judge_options *options, struct d1_judge_room *room);

void d1_judged_release(struct d1_judged *judged);

/* The judge of an engagement whose policy was read, ready for d1_judge_bind; to be released before what was judged. */
struct d1_judge d1_judged_judge(struct d1_judged *judged, const struct d1_judge_options *options);

#endif
