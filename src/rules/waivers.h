/*
 * Waivers: which of them are in force, and what they make of what fails. Private to src/rules.
 *
 * A waiver counts from the day of its grant to its last day, when the checks of waivers (WVR-001 to WVR-004) find no
 * fault with it, and when the tree before the change that is judged has it already, saying the same: no change brings
 * the waiver that covers it. So these checks are judged before all others, and no waiver excuses them. A waiver of
 * which one of this cannot be told makes what it would cover indeterminate.
 *
 * It covers what fails in the checks that it names, all of it or what lies in the items and artifacts that it is
 * limited to. A waiver of a criterion excuses the criterion's checks there, but for those that nobody may waive; a
 * check that another gating criterion asks for fails all the same, unless that one is not due, or waived as well.
 */
#ifndef D1_RULES_WAIVERS_H
#define D1_RULES_WAIVERS_H

#include "rules/judge.h"

/*
 * Reads the waivers of the engagement, judges the checks of waivers and says which are in force, into judge->waivers;
 * where there is no waiver it stays NULL and nothing is judged. faults: the lists of what is wrong in files. Once the
 * gates have their days, before anything is filed. 0 or D1_ERR_MEMORY.
 */
int d1_waivers_judge(struct d1_judge *judge, const struct d1_faults *const *faults, size_t count);

/* NULL is allowed. The waivers of the verdict stay. */
void d1_waivers_release(struct d1_waivers *waivers);

/* Whether a check says whether waivers are sound, so that it comes first, and none excuses it. */
bool d1_waivers_rest_on(const struct d1_check *check);

/* How a subject of such a check came out; NULL: one of which the node is not known. Ignored once that is settled. */
void d1_waivers_note(struct d1_judge *judge, const struct d1_check *check, const struct d1_node *subject,
                     enum d1_subject_state state);

/*
 * What is told of a waiver that has run out weighs more where something that it would excuse fails: its note becomes a
 * warning, as far as the policy leaves it one, and says what fails. Once all checks are judged. 0 or D1_ERR_MEMORY.
 */
int d1_waivers_remind(struct d1_judge *judge);

/*
 * What waivers make of a draft in state fail, whose check, artifact and node are set: it becomes waived, or
 * indeterminate, or its message says why a waiver that would cover it does not. A message that is not made yet is left
 * so. What a criterion's waiver excuses of it is added to the excuses of its tally. subject: what the check looked at,
 * or NULL. Called once for each draft, before it is counted. 0 or D1_ERR_MEMORY.
 */
int d1_waivers_apply(struct d1_judge *judge, struct d1_draft *draft, const struct d1_node *subject);

/*
 * The same of a kind that a check needs and that is missing: sets missing_waived of its tally, or counts it as
 * indeterminate in place of missing. 0 or D1_ERR_MEMORY.
 */
int d1_waivers_apply_missing(struct d1_judge *judge, struct d1_tally *tally, const struct d1_check *check);

/* Whether a waiver in force excuses a check as a whole. */
bool d1_waivers_lift(struct d1_judge *judge, const struct d1_check *check);

/* All of them, by id; they outlive the judge. NULL for none. */
const struct d1_waiver *d1_waivers_all(const struct d1_judge *judge, size_t *count);

/* How the waiver that stands in an item is; NULL where the item is no waiver. */
const struct d1_waiver *d1_waivers_find(const struct d1_judge *judge, const struct d1_node *item);

/*
 * Whether the tree before the change that is judged has the waiver of an item, saying the same: IN_FORCE, PENDING, or
 * UNKNOWN; *why says in a clause why not. What is not committed is a change of its own, so that HEAD is before it;
 * and what is judged in order to compare with it (`--since`) is before it as a whole.
 */
enum d1_waiver_state d1_waivers_stood_before(struct d1_judge *judge, const struct d1_node *item, struct d1_str *why);

/* Whether a criterion is a gating one, is due at one of its gates, and applies. */
bool d1_waivers_ask_for(struct d1_judge *judge, const struct d1_criterion *criterion);

/* Whether the waivers in force name a criterion, or all its error checks, for the whole engagement. */
bool d1_waivers_name(const struct d1_judge *judge, const struct d1_criterion *criterion);

#endif
