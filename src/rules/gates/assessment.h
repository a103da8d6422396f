/*
 * From the states of checks to criteria, gates and scores: what the files of this step share. Private to src/rules.
 *
 * stand.c says how a check stands at a gate, doubt.c what integrity errors cast doubt on, decide.c what follows from
 * that, and nothing else does. criteria.c and gate_state.c gather what is to be decided and write down what came of it,
 * score.c counts.
 */
#ifndef D1_RULES_GATES_ASSESSMENT_H
#define D1_RULES_GATES_ASSESSMENT_H

#include "rules/judge.h"
#include "rules/gates/decide.h"

struct d1_check_list {
    D1_VEC_MEMBERS(const struct d1_check *);
};

/* What is worked out once for an engagement. */
struct d1_assessment {
    struct d1_judge *judge;
    /*
     * The first error that casts doubt, one that is waived where no other does: on items by type, the rest of documents
     * by kind, on approvals by kind.
     */
    const struct d1_doubt **by_type, **by_kind, **by_approved;
    const struct d1_doubt ***by_instance; /* by gate instance and type: on the item that it comes for; or NULL */
    struct d1_check_list *own;            /* by gate order: the error checks that are due at a gate */
    D1_VEC(size_t)
    homes;                   /* by criterion result: the gate instance, by its number; SIZE_MAX for what is judged all
                                along */
    size_t *results, *first; /* numbers of criterion results by gate instance, and where those of each begin */
    struct d1_stands stands; /* of the criterion or gate at hand: what counts there, ... */
    struct d1_stands over;   /* ... and what counts no more, having held: it is noted as that */
    D1_VEC(enum d1_state) states; /* of the gating criteria of the gate at hand */
};

/* Under which circumstances a check is looked at. */
struct d1_question {
    const struct d1_criterion *criterion; /* among whose checks it is looked at; NULL where it is for itself */
    bool any_severity;                    /* warnings decide too, as they do where there are no error checks */
    bool all_along; /* of a criterion of class rolling, or at the gate that is: what rolls counts as it is now */
    bool indicator;
    bool due; /* the gate's day has come */
    bool own; /* the check is due at the gate itself, so that it counts there in any case */
};

/* Whether a criterion is of the class "gating", "rolling" or "indicator". */
bool d1_criterion_is_class(const struct d1_criterion *criterion, const char *name);

/* ---- stand.c ---- */

/*
 * How a check stands at a gate instance; false when it does not count there, or (`over`) no more:
 *
 *     due at a gate        it counts at that gate and at later ones
 *     rolling              up to and including the gate's day; what was due by then has its own row afterwards
 *     a gate and rolling   as due at the gate, until it has held once on or after its day (rules/held.h)
 *     always               at every gate, until then
 *
 * Of an instance of a gate only what its rule says belongs to it.
 */
bool d1_assessment_stand(const struct d1_judge *judge, const struct d1_check *check,
                         const struct d1_gate_instance *instance, const struct d1_question *question,
                         struct d1_stand *stand);

/* Whether what a check is due at lets it count at a gate only until it has held once on or after the gate's day. */
bool d1_assessment_is_until_held(const struct d1_rule *rule);

/* Adds how a check stands to what is at hand. 0 or D1_ERR_MEMORY. */
int d1_assessment_add_stand(struct d1_assessment *assessment, const struct d1_check *check,
                            const struct d1_gate_instance *instance, const struct d1_question *question);

/* Notes how the checks at hand stand at a gate instance, where that is asked for (struct d1_judge). */
int d1_assessment_note(struct d1_assessment *assessment, const struct d1_criterion *criterion,
                       const struct d1_gate_instance *instance);

/* Whether the policy lets a check say nothing at all, since it is not essential. */
bool d1_assessment_is_silent(const struct d1_judge *judge, const struct d1_check *check);

/* ---- doubt.c ---- */

/* Sorts what was noted, and adds what it says of a check at a gate instance, as failing stands. 0 or D1_ERR_MEMORY. */
int d1_assessment_doubts(struct d1_assessment *assessment);
int d1_assessment_add_doubts(const struct d1_assessment *assessment, const struct d1_check *check,
                             const struct d1_gate_instance *instance, const struct d1_question *question,
                             struct d1_stands *stands);

/* ---- held.c ---- */

/* Whether something fails that may have held at a gate before, so that notes are needed to ask for it. */
bool d1_assessment_may_lapse(const struct d1_judge *judge);

/*
 * Once it was noted how checks stand at gates, asks the line which of those that fail have held before. 0 or
 * D1_ERR_MEMORY; what the line does not tell has not.
 */
int d1_assessment_ask_held(struct d1_assessment *assessment, struct d1_held *held);

/* ---- gate_state.c ---- */

/* The error checks that are due at each gate. 0 or D1_ERR_MEMORY. */
int d1_assessment_own(struct d1_assessment *assessment);

/* The gates' states (results: one for each instance), the findings about missed ones, the criteria that follow them. */
int d1_assessment_gates(struct d1_assessment *assessment, struct d1_gate_result *results);
int d1_assessment_report_gates(struct d1_assessment *assessment, const struct d1_gate_result *results);
int d1_assessment_roll_up(struct d1_judge *judge, const struct d1_gate_result *results);

/* ---- score.c ---- */

/* Scores by phase and of the whole. */
int d1_assessment_scores(struct d1_judge *judge, struct d1_engagement_verdict *verdict);

#endif
