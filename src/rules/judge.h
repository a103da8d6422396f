/*
 * Judging one engagement: all rules over its artifacts, then criteria and gates. Private to src/rules.
 *
 * A judge belongs to one thread and one engagement. What it finds lives in its arena, which the verdict keeps; what
 * it computes on the way lives in a scratch arena that is reset after each rule.
 */
#ifndef D1_RULES_JUDGE_H
#define D1_RULES_JUDGE_H

#include "base/memory/arena.h"
#include "base/vec.h"
#include "cel/cel.h"
#include "engagement/digests.h"
#include "engagement/engagement.h"
#include "engagement/identities.h"
#include "engagement/line.h"
#include "rules/beyond.h"
#include "rules/policy.h"
#include "rules/rule.h"

/* One instance of a gate in an engagement. */
struct d1_gate_instance {
    const struct d1_gate *gate;
    struct d1_str id; /* "s2d-exit", "deliverable:del-01@1.0" */
    struct d1_day due;
    const struct d1_node *item; /* the item or artifact that it comes for; NULL for a gate that comes once */
    struct d1_day since;        /* when what it is about began, to tell the newest of several of one item */
    bool newest;                /* of the instances of its item */
    struct d1_str awaits;       /* what has not come about, so that it cannot be met; empty for nothing */
};

/* What an integrity error casts doubt on. */
struct d1_doubt {
    const struct d1_check *check;
    const struct d1_kind *kind;      /* of the document it lies in, outside of any item; else NULL */
    const struct d1_item_type *type; /* of the item it lies in; else NULL */
    const struct d1_kind *approved;  /* of what is approved, where it lies in an approval; else NULL */
    const struct d1_node *item;      /* the item; of what was found earlier only where a gate comes for it */
    bool waived;                     /* the error is */
};

/* What a check found among its subjects, or among those that are due at one gate instance. */
struct d1_share {
    size_t subjects, failed, open, waived, indeterminate;
    size_t failed_errors, open_errors, waived_errors; /* of failed, open and waived those of severity error */
    size_t open_subjects;                             /* subjects with something in `open` */
    size_t awaited; /* of what is open: what the change at hand brings and somebody has still to merge or to sign */
    struct d1_day claimed; /* the latest date claimed by a subject that holds */
    size_t unrecorded;     /* of such dates those whose act was not written down in time, as far as that is looked at */
};

/* What a waiver of a criterion excuses of one of its checks, where the check fails in other criteria all the same. */
struct d1_excuse {
    const struct d1_criterion *criterion;
    struct d1_share all;     /* what it excuses: `failed` and `failed_errors` alone */
    struct d1_share *shares; /* of it, by gate instance, as in struct d1_tally; NULL where there are none */
    struct d1_share before;  /* what it was before the subject at hand */
    bool missing;            /* a kind that is missing, too */
};

/* What is known of one check while an engagement is judged; struct d1_check_result is made of it. */
struct d1_tally {
    const struct d1_rule *rule; /* NULL for a check that is not built */
    enum d1_severity severity;  /* after policy */
    enum d1_state state;
    struct d1_str reason;
    struct d1_share all;
    /*
     * Where subjects are due at different gates, what was found of those of each: by gate instance, and behind these
     * of what is due at none. NULL where all are due alike, or none was judged.
     */
    struct d1_share *shares;
    struct d1_excuse *excuses; /* by waivers of criteria; NULL for none */
    size_t excuse_count;
    size_t unseen;       /* of all.indeterminate: subjects that may be where nobody could look */
    size_t dropped;      /* findings that are counted and not kept */
    size_t kept;         /* findings kept in the list */
    unsigned kept_forms; /* of which states and severities there is one among them */
    struct d1_day due;   /* of the check as a whole; not known: always due */
    size_t by_state[D1_SUBJECT_STATES];
    size_t first_listed, listed; /* its subjects in d1_judge.subjects */
    uint8_t *faulty;             /* of a built-in check: by artifact the worst enum d1_subject_state; or NULL */
    bool missing;                /* a kind it needs is required and there is none */
    bool waits;                  /* as in struct d1_check_result */
    bool ahead;                  /* nothing of it is due yet */
    bool missing_due;            /* and ought to be there by now */
    bool missing_waived;         /* which a waiver excuses */
    enum d1_severity missing_severity;
    struct d1_str exempt;                   /* why some of its subjects were not asked for; empty when all were */
    bool hidden;                            /* a kind it needs may be what could not be read */
    bool lacks_history;                     /* a subject is indeterminate for want of history */
    bool wide;                              /* it has looked at more than its rule names (struct d1_cel_context) */
    bool files;                             /* it has asked for files (likewise) */
    bool lifted;                            /* it is switched off, and a waiver says why */
    D1_VEC(const struct d1_node *) failing; /* subjects that fail, sorted by address, for checks that come after */
};

/* How a check stood at a gate instance, for those who compare it with how it stood at another time. */
struct d1_noted {
    const struct d1_criterion *criterion; /* among whose checks; NULL: as one that is due at the gate itself */
    const struct d1_check *check;
    size_t gate; /* number of the instance */
    enum d1_state state;
    bool decides;
    bool until_held;       /* it counts at the gate only until it has held once on or after its day */
    struct d1_day claimed; /* the latest date that the acts claim by which it holds */
    bool recorded;         /* each of them was written down in time */
};

struct d1_noted_list {
    D1_VEC_MEMBERS(struct d1_noted);
};

struct d1_judge;
struct d1_draft;
struct d1_waivers; /* rules/waivers.h */
struct d1_held;    /* rules/held.h */
struct d1_carried; /* rules/carried.h */

/* Hears of an expression that has no value: of judge->rule, or of the rule set where that is NULL. */
typedef void d1_judge_failed(void *context, const struct d1_judge *judge, const struct d1_cel_failure *failure);

/*
 * Gives the past of the repository, made when it is first asked for; any thread may ask. 0, with *past NULL and *reason
 * a clause for people where there is none, or D1_ERR_MEMORY.
 */
typedef int d1_past_ask(void *context, struct d1_past **past, struct d1_str *reason);

/*
 * Whether the revision that is trusted is a commit, given by its id in hexadecimal, or descends from it; any thread may
 * ask. As d1_past_has.
 */
typedef int d1_trusted_has(void *context, struct d1_str commit, struct d1_error *error);

struct d1_judge {
    const struct d1_ruleset *ruleset;
    const struct d1_engagement *engagement;
    struct d1_policy *policy;   /* this engagement's own */
    struct d1_policy *stated;   /* the one that rules speak of: mostly the same (rules/judged.h) */
    const struct d1_rule *rule; /* at hand; NULL outside of rules */
    d1_date today;              /* as rules see it */
    d1_date as_of;
    const char *asked_gate; /* of --gate, or NULL */
    bool asked_past;        /* whose day, and that of those before it, is past and not today */
    size_t most_findings;   /* that are kept; 0: no limit of its own */
    size_t most_subjects;   /* that are listed; 0: none */
    size_t asked_order;     /* gates up to this one are judged as if due today; only with asked_gate */

    struct d1_arena *arena;  /* of the engagement; what its verdict needs of it is copied at the end (judge/kept.h) */
    struct d1_arena scratch; /* of the rule at hand */
    struct d1_cel_context context;
    struct d1_cel_patterns *patterns; /* that rules compute */
    struct d1_cel_memo *memo;         /* what functions gave; NULL for none */
    struct d1_cel_activation base;    /* the names that every rule sees */
    struct {
        struct d1_cel_slot *slots; /* of `params`, by number of the parameter */
        uint32_t *read;            /* those that the rule at hand has read */
        size_t read_count;
    } params;
    struct d1_map *tables;    /* by item type: id to item, for `byId`; released with the judge */
    struct d1_tally *tallies; /* by check index */
    D1_VEC(struct d1_finding) findings;
    struct d1_map told; /* places at which built-in checks tell a fault, of the findings before `told_from` */
    size_t told_from;
    D1_VEC(struct d1_subject) subjects; /* those of one check behind each other */
    D1_VEC(struct d1_gate_instance) gates;
    size_t gates_left_out;   /* that are beyond D1_LIMIT_GATE_INSTANCES */
    struct d1_map approved;  /* "subject blob" to its struct d1_approved, for as many as were asked for */
    size_t *once;            /* by gate order: index in gates of a gate that comes once */
    struct d1_map instances; /* what follows the colon of an instance's id, and before its `@`, to the instance */
    struct d1_day ended, cancelled; /* actualEnd, and the day on which it was called off, where it was */
    struct d1_day last;             /* the earlier of these days as written down: people are asked for up to it */
    struct d1_day close;            /* the day on which the engagement closes */
    bool gaps;                      /* something that rules may read is left out or may be there unseen */
    bool runs_on;                   /* nobody has said yet that it ended */
    struct d1_str called_off, before_adoption; /* why something does not apply, with the day */
    D1_VEC(struct d1_doubt) doubts;
    D1_VEC(struct d1_criterion_result) criteria;
    bool oom;
    /*
     * The engagement as it stands in the revision that is trusted: whose people, authorities and waivers count in place
     * of its own. NULL where none is trusted. trusted_as: how the user calls that revision; trusted_has: which commits
     * it has, NULL where it is what is judged.
     */
    const struct d1_engagement *trusted;
    struct d1_map *trusted_tables; /* as tables, of that engagement; NULL until one is asked for */
    const char *trusted_as;
    d1_trusted_has *trusted_has;
    void *trusted_context;
    struct d1_waivers *waivers; /* NULL where the engagement has none */
    struct d1_digests *digests; /* of the snapshot's files; NULL where there is none to read */
    d1_past_ask *ask_past;      /* NULL where there is no history to read */
    void *past_context;
    struct d1_beyond *beyond;           /* hears what is looked at beyond the engagement; NULL for nobody */
    const struct d1_previous *previous; /* reports that were made earlier, of whatever engagements */
    size_t previous_count;
    struct d1_str *absences;  /* what is said of a kind that is not there, by kind; behind them, where it ought to be */
    bool settled;             /* what is judged stood before the change at hand */
    const bool *only;         /* by index of checks: those that are judged; NULL: all */
    bool checks_alone;        /* criteria and gates are not */
    bool counts_only;         /* nobody reads what is found: it is counted, and nothing is said of it */
    struct d1_line *replayed; /* of a point of the past: the line up to it; NULL: the present is judged */
    const struct d1_held *held; /* at gates before; NULL where nobody has looked */
    struct d1_carried *carried; /* what checks were found to be at the point before; NULL: each is judged */
    bool notes;                 /* how checks stand at gates is noted ... */
    struct d1_noted_list noted; /* ... here, those of a criterion at a gate behind each other */
    bool anew;                  /* criteria and gates are decided, be all as it was at the point before */
    bool weighs_claims;         /* whether an act was written down in time is looked at */
    bool line_asked;
    struct d1_cel_value points, based;    /* behind the names `line` and `baseline`, once they were read */
    struct d1_line *line;                 /* NULL until it is asked for, and where there is none */
    struct d1_identities *identities;     /* with it */
    struct d1_str no_line;                /* why there is none */
    D1_VEC(struct d1_map *) state_tables; /* by item type, of each state of the past: as tables above */
    bool lacked_history;                  /* something had no answer for want of history since this was cleared */
    d1_judge_failed *failed;              /* NULL where nobody asks */
    void *failed_context;
};

/* The judge that a function's call belongs to. */
static inline struct d1_judge *d1_judge_of(const struct d1_cel_call *call)
{
    return call->user;
}

/* Frees what the judge holds outside of the verdict's arena. */
void d1_judge_release(struct d1_judge *judge);

/* Fills a table from id to item; of two items with one id the first counts. 0 or D1_ERR_MEMORY. */
int d1_judge_table(struct d1_map *table, const struct d1_node_list *list, const struct d1_item_type *type);

/* Sets up the names that every rule sees (src/rules/judge/activation.c). 0 or D1_ERR_MEMORY. */
int d1_judge_bind(struct d1_judge *judge);

/* Reads on which days the engagement ended or was called off. */
void d1_judge_read_end(struct d1_judge *judge);

/*
 * Evaluates one of the rule set's expressions as d1_cel_eval does; an expression that has no value is told to
 * judge->failed, where that is set.
 */
int d1_judge_eval(struct d1_judge *judge, const struct d1_cel_program *program, struct d1_cel_activation *activation,
                  struct d1_cel_value *value);

/*
 * Sets the names whose values end with the rule: `params`, since a rule may have defaults of its own, and `acts`,
 * since few rules read it and it is large. rule may be NULL.
 */
void d1_judge_bind_rule(struct d1_judge *judge, const struct d1_rule *rule);

/* ---- history (src/rules/judge/history.c) ---- */

/*
 * The line of the engagement, made when it is first asked for. NULL where there is none; judge->no_line says why then,
 * or judge->oom is set.
 */
struct d1_line *d1_judge_line(struct d1_judge *judge);

/*
 * Notes that a point of the line was looked at, wherever it is, D1_PAST_NONE for one that is nowhere; or whether any
 * lies behind a point. Both of the line that there is.
 */
void d1_judge_note_point(const struct d1_judge *judge, uint32_t point);

/* The point of that line which a tag leads to, noted; D1_PAST_NONE for none. */
uint32_t d1_judge_tagged(const struct d1_judge *judge, const struct d1_repo_tag *tag);
void d1_judge_note_behind(const struct d1_judge *judge, uint32_t point);

/*
 * Whether the act whose date a value is was written down within the working days that TIM-002 allows (its parameter
 * `recordingLagBusinessDays`); false where that is not known, since the value is no act's or there is no history.
 */
bool d1_judge_is_recorded(struct d1_judge *judge, struct d1_cel_value date);

/*
 * Says in sentences, which lie in the arena, what there is to say of the engagement as a whole, as far as history was
 * asked for (D1_REMARKS of rules/judged.h). 0 or D1_ERR_MEMORY.
 */
int d1_judge_remarks(const struct d1_judge *judge, struct d1_arena *arena, struct d1_str *sentences);

/*
 * Why a content that the repository does not have, by its id in git, may have stood in it all the same: its history is
 * not all there, or has the id and only the content is lost. Empty where there never was such a content.
 */
struct d1_str d1_judge_lost(struct d1_judge *judge, struct d1_str blob);

/* The value of what has no answer for want of history, with the reason. */
struct d1_cel_value d1_judge_no_history(struct d1_judge *judge, struct d1_arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A point of the line as a value of the type Point, which lives in the judge's arena. */
struct d1_cel_value d1_judge_point(struct d1_judge *judge, const struct d1_line_point *at);

/* The values behind the names `line`, `ever` and `baseline`; data is the judge. */
struct d1_cel_value d1_judge_fill_line(void *data, size_t index);
struct d1_cel_value d1_judge_fill_ever(void *data, size_t index);
struct d1_cel_value d1_judge_fill_baseline(void *data, size_t index);

/* The engagement at a point of its line as a value of the type State, which lives in the judge's arena. */
struct d1_cel_value d1_judge_state(struct d1_judge *judge, size_t number);

/* Values behind the names `policies`, `policyChanges` and `catalog` (src/rules/judge/policies.c); data is the judge. */
struct d1_cel_value d1_judge_fill_policies(void *data, size_t index);
struct d1_cel_value d1_judge_fill_changes(void *data, size_t index);
struct d1_cel_value d1_judge_fill_catalog(void *data, size_t index);

/* Makes a day the one that rules see as `today`, and by which their failures are due. */
void d1_judge_set_today(struct d1_judge *judge, d1_date today);

/* The gate instances with their dates (src/rules/gates/gates.c), in order. 0 or D1_ERR_MEMORY. */
int d1_judge_gates(struct d1_judge *judge);

/* Adds to a policy's changes what it says of the dates of gates. 0 or D1_ERR_MEMORY. */
int d1_judge_note_gates(struct d1_judge *judge, struct d1_policy *policy);

/* Adds the instances of a gate that has several; once all are there, tells them by their names (gates/instances.c). */
int d1_judge_instances(struct d1_judge *judge, const struct d1_gate *gate);
int d1_judge_index_instances(struct d1_judge *judge);

/*
 * Whether what is due on a day at a gate (NULL: at none) is due. A gate that is asked for brings forward what is due at
 * it and at those before it; what hangs on events of items keeps its day unless this instance, or its gate, is asked
 * for. What hangs on the close waits until somebody says that the engagement has ended.
 */
bool d1_judge_is_due(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance,
                     struct d1_day due);

/* Whether --gate has an instance judged as if its day had come; and whether its day is past, so judged or not. */
bool d1_judge_is_brought_forward(const struct d1_judge *judge, const struct d1_gate_instance *instance);
bool d1_judge_is_past(const struct d1_judge *judge, const struct d1_gate_instance *instance);

/* Whether `--gate` asks for an instance: by its id, by that of its gate, or by the item alone, whose newest it is. */
bool d1_judge_is_asked(const struct d1_judge *judge, const struct d1_gate_instance *instance);

/* The instance of a gate that comes once; NULL for none. */
const struct d1_gate_instance *d1_judge_gate(const struct d1_judge *judge, const struct d1_gate *gate);

/* The gate instance of "spr-01" or "del-01@1.0", or the newest of "del-01"; NULL for none. */
const struct d1_gate_instance *d1_judge_instance(const struct d1_judge *judge, struct d1_str item);

/*
 * The anchor dates of the Engagement: "contractSigned", "s2dExit", "kickoff", "targetEnd", "actualEnd", "cancelled".
 */
/*
 * The date that a gate which comes once has by the dates of an Engagement and the settings of a LintPolicy, which may
 * be those of an earlier time, as their documents; policy may be NULL. What no date can be made of counts as not there.
 * After d1_judge_gates.
 */
struct d1_day d1_judge_gate_day(const struct d1_judge *judge, const struct d1_gate *gate,
                                const struct d1_node *engagement, const struct d1_node *policy);

struct d1_day d1_judge_anchor(const struct d1_engagement *engagement, const char *name);

/* The day of the close: of the end, or the cancellation; else the one agreed, as change requests have moved it. */
struct d1_day d1_judge_close_day(struct d1_judge *judge);

/* The day that an expression gives, if it gives one. */
struct d1_day d1_judge_eval_day(struct d1_judge *judge, const struct d1_cel_program *program,
                                struct d1_cel_activation *activation);

/*
 * Whether what is due at a gate (NULL: at none) or on a day no longer applies, because the engagement was called off
 * before. One that was called off is not closed either, unless it has an end beside that.
 */
bool d1_judge_is_called_off(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due);

/* Why what is due once, at a gate or on a day, does not apply: called off, or before adoption; empty where it does. */
struct d1_str d1_judge_exemption(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due);

/* Judges every rule (src/rules/judge/evaluate.c), the built-in ones included but for gates. 0 or D1_ERR_MEMORY. */
int d1_judge_rules(struct d1_judge *judge);

/* Notes on what a finding casts doubt, where it is an error of a rule that does (gates/doubt.c). 0 or D1_ERR_MEMORY. */
int d1_judge_doubt(struct d1_judge *judge, const struct d1_draft *draft);

/* Files faults of the engagement layer as findings of the checks they name; before d1_judge_rules. */
int d1_judge_faults(struct d1_judge *judge, const struct d1_faults *faults);

/* Criteria and gates (src/rules/gates/criteria.c): fills the verdict's lists. 0 or D1_ERR_MEMORY. */
int d1_judge_criteria(struct d1_judge *judge, struct d1_engagement_verdict *verdict);

/*
 * A finding in the making. The place is that of node, or of `place` when node is NULL.
 */
struct d1_draft {
    const struct d1_check *check;
    enum d1_severity severity;
    struct d1_str message;
    struct d1_str help; /* empty: the check's */
    const struct d1_node *node;
    const struct d1_artifact *artifact;
    struct d1_place place;
    struct d1_str key;  /* for the fingerprint; empty: the scalar at the place */
    struct d1_str gate; /* "s2d-exit", "rolling", "always" */
    struct d1_day due;
    enum d1_finding_state state;
    const struct d1_waiver *waiver; /* as in struct d1_finding */
    bool follows;                   /* as in struct d1_finding */
    bool unanswered;                /* it could not be judged */
    struct d1_related *related;
    size_t related_count;
};

/* Files a draft under its check (src/rules/judge/finding.c): counts it and keeps it within the limit. */
int d1_finding_file(struct d1_judge *judge, struct d1_draft *draft);

/*
 * Whom to ask about what a file says of the person `named`, whose id may be empty or nobody's: *owner is that person,
 * and *gone empty. Of a person whose last day in the roster is before the as-of date *owner is who answers for their
 * organisation by a role, or for the provider where nobody of it is there, and *gone is `named`; where nobody answers,
 * the named one stays. Both are borrowed of the documents.
 */
void d1_judge_whom(const struct d1_judge *judge, struct d1_str named, struct d1_str *owner, struct d1_str *gone);

/*
 * Names in the help of a finding the file in which that is done: "in the GovernancePlan" becomes "in the
 * GovernancePlan (launch/governance.yaml)", a path from the folder of the engagement on, where one file holds the kind,
 * an engagement has one of it, and the finding stands in another. Where nothing is to be named the help stays what it
 * is, that of the check included. 0 or D1_ERR_MEMORY.
 */
int d1_finding_remedy(const struct d1_judge *judge, struct d1_finding *finding);

/* Counts a draft under its check and keeps nothing of it, where another finding tells what is wrong. */
void d1_finding_count(struct d1_judge *judge, const struct d1_draft *draft);

/*
 * Counts a subject of a check and lists it where that is asked for: an artifact (its number), and a node of it or NULL.
 * 0 or D1_ERR_MEMORY.
 */
int d1_subject_note(struct d1_judge *judge, struct d1_tally *tally, enum d1_subject_state state, uint32_t artifact,
                    const struct d1_node *node);

/* A location from an artifact and a node of it (NULL: the document). */
struct d1_location d1_location_of(struct d1_arena *arena, const struct d1_artifact *artifact,
                                  const struct d1_node *node);

/* Sorts findings by path, line, column, check id and numbers equal fingerprints. */
void d1_findings_sort(struct d1_finding *findings, size_t count);

#endif
