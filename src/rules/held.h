/*
 * What has held once on or after the day of a gate. Private to src/rules and to those who tell of its history.
 *
 * A check that is due at a gate and goes on behind it, or that is due all the time, counts at the gate until it has
 * held once on the gate's day or later; so does an error that says what can be believed. From then on a lapse stands
 * for itself and is no matter of the gate's: nothing is cured by waiting a day, and nothing of month five closes a gate
 * of month two again.
 */
#ifndef D1_RULES_HELD_H
#define D1_RULES_HELD_H

#include "rules/judged.h"

struct d1_held_gate {
    struct d1_str id; /* of the instance */
    bool *once;       /* by criterion, the last one being none, and by check: it has held */
};

/* All zero but for the rule set is nothing. */
struct d1_held {
    const struct d1_ruleset *ruleset;
    bool *fails; /* for the time of a call */
    struct d1_arena arena;
    D1_VEC_MEMBERS(struct d1_held_gate);
};

void d1_held_release(struct d1_held *held);

/*
 * Adds what held at a gate instance, by its number in what was judged as of the gate's day or a later one, with notes.
 * only: by index of checks those that were judged; NULL: all. 0 or D1_ERR_MEMORY.
 */
int d1_held_add(struct d1_held *held, const struct d1_judged *then, size_t gate, const bool *only);

/* Whether a check has held at a gate instance, among those of a criterion or, where that is NULL, for itself. */
bool d1_held_once(const struct d1_held *held, struct d1_str gate, const struct d1_criterion *criterion,
                  const struct d1_check *check);

#endif
