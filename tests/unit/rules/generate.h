/*
 * Artifacts made from their schemas: every property that a schema knows is there, references lead to items that other
 * generated artifacts have, and what a schema leaves open (words of an enum, dates, numbers) is chosen by a seed.
 *
 * All artifacts of one seed make one engagement. What a condition of a schema forbids is not known here: a generated
 * artifact may hold a property too many for it.
 */
#ifndef D1_TESTS_UNIT_RULES_GENERATE_H
#define D1_TESTS_UNIT_RULES_GENERATE_H

#include "base/text/strbuf.h"
#include "engagement/kinds.h"

/* Appends an artifact of the kind as JSON. Aborts the test where a schema asks for what this cannot make. */
void generate_artifact(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_kind *kind, unsigned seed);

#endif
