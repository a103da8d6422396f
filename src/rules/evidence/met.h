/* When the gates that come once were met, as the line tells: by then what was said is sealed. */
#ifndef D1_RULES_EVIDENCE_MET_H
#define D1_RULES_EVIDENCE_MET_H

#include "base/vec.h"
#include "rules/judge.h"

struct d1_met_gate {
    const struct d1_gate *gate;
    struct d1_str id; /* of the instance */
    d1_date due;
    struct d1_day met; /* the first day from its own on by which it stood met; unknown where it did on none */
};

struct d1_met_gates {
    D1_VEC_MEMBERS(struct d1_met_gate);
};

/* Adds the gates that come once and are due, in their order, of none of which is known whether it was met. */
int d1_met_find(struct d1_met_gates *gates, struct d1_judge *judge);

/*
 * Asks the line, which there is, when they were met: 1; 0 where a state of the past could not be read, or
 * D1_ERR_MEMORY.
 */
int d1_met_walk(struct d1_met_gates *gates, struct d1_judge *judge);

#endif
