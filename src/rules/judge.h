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
#include "rules/policy.h"
#include "rules/rule.h"

/* A due date: none (always due) or a day. */
struct d1_day {
    bool known;
    d1_date date;
};

/* One instance of a gate in an engagement. */
struct d1_gate_instance {
    const struct d1_gate *gate;
    struct d1_str id; /* "s2d-exit", "deliverable:del-01" */
    struct d1_day due;
    const struct d1_node *item; /* of an instance; NULL for a gate that comes once */
    struct d1_str awaits;       /* what has not come about, so that it cannot be met; empty for nothing */
};

/* What a check found among the subjects that belong to one instance of a gate. */
struct d1_share {
    size_t subjects, failed, failed_errors, open, indeterminate;
    struct d1_day claimed;
};

/* What is known of one check while an engagement is judged; struct d1_check_result is made of it. */
struct d1_tally {
    const struct d1_rule *rule; /* NULL for a check that is not built */
    enum d1_severity severity;  /* after policy */
    enum d1_state state;
    struct d1_str reason;
    size_t subjects, failed, failed_errors, open, indeterminate, dropped;
    size_t kept;             /* findings kept in the list */
    unsigned kept_forms;     /* of which states and severities there is one among them */
    struct d1_day due;       /* of the check as a whole; not known: always due */
    struct d1_day claimed;   /* the latest date claimed by a subject that holds */
    struct d1_share *shares; /* by gate instance, where its rule says whose gate a subject is due at; or NULL */
    bool missing;            /* a kind it needs is required and there is none */
    enum d1_severity missing_severity;
    bool hidden;                    /* a kind it needs may be what could not be read */
    const struct d1_node **failing; /* subjects that fail, sorted by address, for checks that come after */
    size_t failing_len, failing_cap;
};

struct d1_judge;

/* Hears of an expression that has no value: of judge->rule, or of the rule set where that is NULL. */
typedef void d1_judge_failed(void *context, const struct d1_judge *judge, const struct d1_cel_failure *failure);

struct d1_judge {
    const struct d1_ruleset *ruleset;
    const struct d1_engagement *engagement;
    struct d1_policy *policy;   /* this engagement's own */
    const struct d1_rule *rule; /* at hand; NULL outside of rules */
    d1_date today;
    const char *asked_gate; /* of --gate, or NULL */
    size_t most_findings;   /* that are kept; 0: no limit of its own */
    size_t asked_order;     /* gates up to this one are judged as if due today; only with asked_gate */

    struct d1_arena *arena;  /* of the verdict */
    struct d1_arena scratch; /* of the rule at hand */
    struct d1_cel_context context;
    struct d1_cel_activation base; /* the names that every rule sees */
    struct d1_map *tables;         /* by item type: id to item, for `byId`; released with the judge */
    struct d1_tally *tallies;      /* by check index */
    D1_VEC(struct d1_finding) findings;
    D1_VEC(struct d1_gate_instance) gates;
    struct d1_map instances; /* id of an item to its struct d1_gate_instance */
    struct d1_map approved;  /* "subject blob" to its struct d1_approved, for as many as were asked for */
    D1_VEC(struct d1_criterion_result) criteria;
    bool oom;
    struct d1_digests *digests; /* of the snapshot's files; NULL where there is none to read */
    d1_judge_failed *failed;    /* NULL where nobody asks */
    void *failed_context;
};

/* The judge that a function's call belongs to. */
static inline struct d1_judge *d1_judge_of(const struct d1_cel_call *call)
{
    return call->user;
}

/* Frees what the judge holds outside of the verdict's arena. */
void d1_judge_release(struct d1_judge *judge);

/* Sets up the names that every rule sees (src/rules/judge/activation.c). 0 or D1_ERR_MEMORY. */
int d1_judge_bind(struct d1_judge *judge);

/*
 * Evaluates one of the rule set's expressions as d1_cel_eval does; an expression that has no value is told to
 * judge->failed, where that is set.
 */
int d1_judge_eval(struct d1_judge *judge, const struct d1_cel_program *program, struct d1_cel_activation *activation,
                  struct d1_cel_value *value);

/*
 * Sets the names whose values lie in scratch and end with the rule: `params`, since a rule may have defaults of its
 * own, and `acts`, since few rules read it and it is large. rule may be NULL.
 */
void d1_judge_bind_rule(struct d1_judge *judge, const struct d1_rule *rule);

/* Values behind the names `policies`, `policyChanges` and `catalog` (src/rules/judge/policies.c); data is the judge. */
struct d1_cel_value d1_judge_fill_policies(void *data, size_t index);
struct d1_cel_value d1_judge_fill_changes(void *data, size_t index);
struct d1_cel_value d1_judge_fill_catalog(void *data, size_t index);

/* "cancelled on 2026-04-15", in the arena of the verdict; a NULL text when memory is short. */
struct d1_str d1_judge_called_off(const struct d1_judge *judge);

/* Makes a day the one that rules see as `today`, and by which their failures are due. */
void d1_judge_set_today(struct d1_judge *judge, d1_date today);

/* The gate instances with their dates (src/rules/judge/gates.c), in order. 0 or D1_ERR_MEMORY. */
int d1_judge_gates(struct d1_judge *judge);

/* Adds to a policy's changes what it says of the dates of gates. 0 or D1_ERR_MEMORY. */
int d1_judge_note_gates(struct d1_judge *judge, struct d1_policy *policy);

/*
 * Whether what is due on a day at a gate (NULL: at none) is due. A gate that is asked for brings forward what is due at
 * it and at those before it; what hangs on events of items keeps its day unless this instance, or its gate, is asked
 * for.
 */
bool d1_judge_is_due(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_str instance,
                     struct d1_day due);

/* The gate instance of an item, by its id; NULL for none. */
const struct d1_gate_instance *d1_judge_instance(const struct d1_judge *judge, struct d1_str item);

/*
 * The anchor dates of the Engagement: "contractSigned", "s2dExit", "kickoff", "targetEnd", "actualEnd", "cancelled",
 * and "close", which is the day it ended, else the one agreed.
 */
struct d1_day d1_judge_anchor(const struct d1_engagement *engagement, const char *name);

/* The day on which the engagement was called off; unknown unless its lifecycle and its dates both say so. */
struct d1_day d1_judge_cancelled(const struct d1_engagement *engagement);

/* The day on which the engagement ended, or was called off; unknown while it goes on. */
struct d1_day d1_judge_end(const struct d1_engagement *engagement);

/*
 * Whether what is due at a gate (NULL: at none) or on a day no longer applies, because the engagement was called off
 * before. One that was called off is not closed either, unless it has an end beside that.
 */
bool d1_judge_is_called_off(const struct d1_judge *judge, const struct d1_gate *gate, struct d1_day due);

/* Judges every rule (src/rules/judge/evaluate.c), the built-in ones included but for gates. 0 or D1_ERR_MEMORY. */
int d1_judge_rules(struct d1_judge *judge);

/* Files faults of the engagement layer as findings of the checks they name; before d1_judge_rules. */
int d1_judge_faults(struct d1_judge *judge, const struct d1_faults *faults);

/* Criteria and gates (src/rules/judge/criteria.c): fills the verdict's lists. 0 or D1_ERR_MEMORY. */
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
    struct d1_related *related;
    size_t related_count;
};

/* Files a draft under its check (src/rules/judge/finding.c): counts it and keeps it within the limit. */
int d1_finding_file(struct d1_judge *judge, struct d1_draft *draft);

/* Counts a draft under its check and keeps nothing of it, where another finding tells what is wrong. */
void d1_finding_count(struct d1_judge *judge, const struct d1_draft *draft);

/* A location from an artifact and a node of it (NULL: the document). */
struct d1_location d1_location_of(struct d1_arena *arena, const struct d1_artifact *artifact,
                                  const struct d1_node *node);

/* Sorts findings by path, line, column, check id and numbers equal fingerprints. */
void d1_findings_sort(struct d1_finding *findings, size_t count);

#endif
