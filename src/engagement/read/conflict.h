/* What git leaves in a file when it could not merge two changes of the same lines. */
#ifndef D1_ENGAGEMENT_READ_CONFLICT_H
#define D1_ENGAGEMENT_READ_CONFLICT_H

#include <stdint.h>

#include "engagement/artifact.h"

/*
 * The line, from 1, of the first "<<<<<<<" behind which "=======" and ">>>>>>>" follow, each at the beginning of a
 * line; 0 where there is none. Such lines may stand in a text on purpose: ask only of a file that cannot be read.
 */
uint32_t d1_conflict_line(struct d1_str text);

/* Adds the fault of a file with such marks, in place of what cannot be read because of them. 0 or D1_ERR_MEMORY. */
int d1_conflict_fault(struct d1_faults *faults, struct d1_arena *arena, struct d1_fault fault, uint32_t line);

#endif
