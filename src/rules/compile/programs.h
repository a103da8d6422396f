/*
 * The expressions of the built-in rules as the build has compiled them. Private to src/rules/load.
 *
 *     digest of the embedded files they are of | digest of the built-in catalogue of criteria | image (cel/image.h)
 */
#ifndef D1_RULES_COMPILE_PROGRAMS_H
#define D1_RULES_COMPILE_PROGRAMS_H

#include "rules/rule.h"

/* What an expression is found by: where it stands, and for which part and assertion of a rule; 0 for an own one. */
uint64_t d1_program_key(const struct d1_node *node, struct d1_str text, size_t part, size_t assertion);

/*
 * Lets the environment of the rule set take what the build has compiled; or note what is compiled, for the build
 * itself. Where the user adds or replaces what those expressions may be over (functions, schemas, a parameter that is
 * theirs), everything is compiled. 0 or D1_ERR_MEMORY.
 */
int d1_programs_take(struct d1_ruleset_private *private);

/* The digest of the built-in catalogue; empty where the build has left none. */
struct d1_str d1_programs_catalog_digest(void);

#endif
