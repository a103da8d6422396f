/*
 * What checks were found to be when an engagement was judged last, carried along its line to the next point that is
 * judged. A check that reads nothing of what changed on the way stands as it stood, and is not judged again: so that a
 * long history costs what changes in it. Private to src/rules and to those who tell of its history.
 *
 *     d1_carried_new(&carried, ruleset, only)
 *     at each point: d1_carried_pass(carried, replay), and where it is judged d1_then_make with it in the question
 *
 * What a check reads is told by its rule (d1_then_reads_of); one that has asked for files is judged again where one of
 * those that were asked for changes. All are judged again on another day, and where gates have
 * other days or instances, waivers come to stand otherwise, or something else can be read than before: what every rule
 * may look at, whatever it names.
 */
#ifndef D1_RULES_CARRIED_H
#define D1_RULES_CARRIED_H

#include "engagement/replay.h"
#include "rules/judge.h"

struct d1_carried;

/*
 * Of the checks that are judged, by their index; NULL: of all. These and the rule set outlive it. The caller frees *out
 * with d1_carried_free. 0 or D1_ERR_MEMORY.
 */
int d1_carried_new(struct d1_carried **out, const struct d1_ruleset *ruleset, const bool *only);
void d1_carried_free(struct d1_carried *carried); /* NULL is allowed */

/* The replay has come to a point: touches the checks that read what changed there. */
void d1_carried_pass(struct d1_carried *carried, const struct d1_replay *replay);

/* Nothing is known any more. */
void d1_carried_forget(struct d1_carried *carried);

/*
 * Whether all that decides criteria and gates came out at the last judging as it did at the one before; these were not
 * decided again then, and the verdict has none.
 */
bool d1_carried_is_same(const struct d1_carried *carried);

/* ---- while an engagement is judged (carried.c) ---- */

/*
 * Once gates and waivers are known: finds out whether what every rule may look at is as it was. 0 or D1_ERR_MEMORY;
 * judge->carried NULL is allowed in all of these.
 */
int d1_carried_begin(struct d1_judge *judge);

/* Gives a check the state that it had, and its doubts: 1; 0 where it has to be judged, or D1_ERR_MEMORY. */
int d1_carried_restore(struct d1_judge *judge, const struct d1_check *check);

/* Once all are judged: keeps what was found. 0 or D1_ERR_MEMORY. */
int d1_carried_keep(struct d1_judge *judge);

#endif
