/*
 * From the states of checks to criteria, gates and scores: what the files of this step share. Private to src/rules.
 *
 * criteria.c decides criteria, gate_state.c gates and the criteria that say that a gate is met, score.c scores.
 */
#ifndef D1_RULES_JUDGE_ASSESSMENT_H
#define D1_RULES_JUDGE_ASSESSMENT_H

#include "rules/judge.h"

/* What is worked out once for an engagement. */
struct d1_assessment {
    struct d1_judge *judge;
    const struct d1_check **spoiled; /* by kind: the integrity check with an error in an artifact of it */
    bool *unreadable;                /* by kind: an artifact of it could not be read */
};

/* Whether a criterion is of the class "gating", "rolling" or "indicator". */
bool d1_criterion_is_class(const struct d1_criterion *criterion, const char *name);

/*
 * What is known of a check as far as a gate instance is concerned: where its rule says whose gate a subject is due at,
 * of an instance that is an item's own only what was found for that item.
 */
struct d1_tally d1_assessment_tally(const struct d1_judge *judge, const struct d1_check *check,
                                    const struct d1_gate_instance *instance);

/* Whether an error check holds: nothing was found, or nothing but what its rule calls a warning. */
bool d1_assessment_holds(const struct d1_tally *tally);

/* Whether a check fails as far as a gate instance is concerned; any_severity: warnings count too. */
bool d1_assessment_check_fails(const struct d1_judge *judge, const struct d1_check *check,
                               const struct d1_gate_instance *instance, bool any_severity);

/* Whether the policy makes less of an error check than its rule does, without switching it off. */
bool d1_assessment_is_lowered(const struct d1_judge *judge, const struct d1_check *check);

/* The gates' states (results: one for each instance), the findings about missed ones, the criteria that follow them. */
int d1_assessment_gates(struct d1_assessment *assessment, struct d1_gate_result *results);
int d1_assessment_report_gates(struct d1_judge *judge, const struct d1_gate_result *results);
int d1_assessment_roll_up(struct d1_judge *judge, const struct d1_gate_result *results);

/* Scores by phase and of the whole. */
int d1_assessment_scores(struct d1_judge *judge, struct d1_engagement_verdict *verdict);

#endif
