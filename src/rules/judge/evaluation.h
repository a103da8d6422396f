/*
 * The evaluation of one rule over one engagement: what its files share. Private to src/rules.
 *
 * evaluate.c walks rules and subjects, needs.c finds what there has to be before, names.c binds the names they see and
 * finds due dates, assess.c judges a subject and files what it finds, undecided.c what it could not judge.
 */
#ifndef D1_RULES_JUDGE_EVALUATION_H
#define D1_RULES_JUDGE_EVALUATION_H

#include "rules/judge.h"

/* The rule and the subject at hand. */
struct d1_evaluation {
    struct d1_judge *judge;
    const struct d1_rule *rule;
    const struct d1_part *part;
    struct d1_tally *tally;
    struct d1_cel_activation lets;  /* gateDate and the lets of the rule */
    struct d1_cel_activation names; /* the subject and the names of `with` */
    const struct d1_node *subject;  /* of the innermost `each`; NULL for the engagement or a computed value */
    struct d1_day due;              /* of this subject */
    const struct d1_gate *gate;     /* it is due at; NULL for rolling, always and dates */
    struct d1_str gate_name;
    const struct d1_gate_instance **instances; /* that the subject belongs to, of `due.of`; in scratch */
    size_t instance_count;
    struct d1_map told; /* of assertions that tell once: the assertion and its text, for those that have told */
    bool no_history;    /* that history is wanting was said of a subject of the check, which is enough */
    bool awaits;        /* of the subject at hand it was said that somebody has still to do something */
    bool quiet;         /* what fails is counted only, since one finding says why it does */
};

/* Whether a check is judged all the time: from the contract's signature, or from the date of a gate, on. */
bool d1_rule_is_rolling(const struct d1_rule *rule);

/* Whether its subjects are due at different gates (`due.gates`). */
bool d1_rule_has_gates(const struct d1_rule *rule);

/* Whether its subjects have due dates of their own, so that it has none as a whole. */
bool d1_rule_has_own_due(const struct d1_rule *rule);

/* ---- needs.c ---- */

/* Whether the rule says something of the engagement at all (its `appliesWhen`). */
bool d1_rule_applies(struct d1_judge *judge, const struct d1_rule *rule);

/*
 * A kind that the check needs and that the engagement lacks: *done when there is nothing more to judge. Where subjects
 * belong to gates of their own they are counted all the same, so that only those gates are missed that are theirs.
 * 0 or D1_ERR_MEMORY.
 */
int d1_evaluation_needs(struct d1_evaluation *evaluation, bool *done);

/* ---- names.c ---- */

/* The values of `gateDate` and the lets, and of the names of a part; slots lie in scratch. 0 or D1_ERR_MEMORY. */
int d1_evaluation_bind_lets(struct d1_evaluation *evaluation);
int d1_evaluation_bind_part(struct d1_evaluation *evaluation);

/* Forgets the names of `with`, which are computed anew for each subject. */
void d1_evaluation_reset_with(struct d1_evaluation *evaluation);

/* The value of an expression of the part for the subject at hand; of kind ERROR when it has none. */
struct d1_cel_value d1_evaluation_run(struct d1_evaluation *evaluation, const struct d1_cel_program *program);

/* The day from which an entry of `due` holds; makes it the one at hand. */
struct d1_day d1_evaluation_due_day(const struct d1_judge *judge, const struct d1_due *due);
void d1_evaluation_set_due(struct d1_evaluation *evaluation, const struct d1_due *due);

/* Finds the due date of a subject that has one of its own. False: it is due at no gate, so it is not judged. */
bool d1_evaluation_find_due(struct d1_evaluation *evaluation);

/*
 * Where subjects have due dates of their own: takes up the first of the rule's that is due, for what cannot be judged
 * before a subject is at hand. A date that only a subject would tell may have come.
 */
void d1_evaluation_find_first_due(struct d1_evaluation *evaluation);

/* Whether what is found now is a failure already. */
bool d1_evaluation_is_due(const struct d1_evaluation *evaluation);

/* ---- assess.c ---- */

/* Judges the subject by the part's assertions, or by what it must be complete in. 0 or D1_ERR_MEMORY. */
int d1_evaluation_assert(struct d1_evaluation *evaluation);
int d1_evaluation_complete(struct d1_evaluation *evaluation, const struct d1_completeness *entry);

/* Whether an item (NULL: none) has no value, or an empty one, at a field. */
bool d1_evaluation_lacks(const struct d1_node *item, const struct d1_field_path *field);

/* Where a finding stands when its rule does not say: the subject, else the first artifact it needs, else the root. */
const struct d1_node *d1_evaluation_place(const struct d1_evaluation *evaluation);

/* Files a finding at a node. 0 or D1_ERR_MEMORY. */
int d1_evaluation_file(struct d1_evaluation *evaluation, struct d1_draft *draft, const struct d1_node *node);

/* ---- undecided.c ---- */

/*
 * Counts what has no answer, and says nothing of it: it is indeterminate once it is due. Before that it is still to do,
 * since it may have one by then.
 */
void d1_evaluation_unknown(struct d1_evaluation *evaluation, size_t count);

/* Files a judgement that could not be made, with its reason. 0 or D1_ERR_MEMORY. */
int d1_evaluation_undecided(struct d1_evaluation *evaluation, struct d1_cel_value error);

/* ---- builtin.c ---- */

/*
 * Once all other rules are judged: which of them had no answer for want of history (GIT-001). 0 or D1_ERR_MEMORY.
 */
int d1_builtin_history(struct d1_judge *judge);

/* Counts a built-in check; for all but that of gates this also gives its state. 0 or D1_ERR_MEMORY. */
int d1_builtin_count(struct d1_judge *judge, const struct d1_rule *rule);

/* Drops findings that another check's finding at the same place tells already; their checks fail all the same. */
void d1_findings_drop_subsumed(struct d1_judge *judge);

/* ---- evaluate.c ---- */

/* Judges one rule over the engagement and gives its check a state. 0 or D1_ERR_MEMORY. */
int d1_judge_rule(struct d1_judge *judge, const struct d1_rule *rule);

/* Whether some of what a check would look at may be where nobody can look. */
bool d1_tally_is_hidden(const struct d1_judge *judge, const struct d1_tally *tally);

/*
 * The state of a check from what was counted. Nothing holds while a file of the engagement could not be read.
 */
void d1_tally_conclude(const struct d1_judge *judge, struct d1_tally *tally);

#endif
