/*
 * The functions of rules that ask for evidence: what history tells, who signed, what a gate has sealed, what was
 * reported, what waivers excuse. Made as rules/functions/functions.h says. Private to src/rules.
 */
#ifndef D1_RULES_EVIDENCE_EVIDENCE_H
#define D1_RULES_EVIDENCE_EVIDENCE_H

#include "rules/functions/functions.h"

/* The types of records of history, before any variable is declared; and whether a row is `versions` of a type of items.
 */
int d1_history_types(struct d1_ruleset_private *private, const struct d1_kinds *kinds);

/* Those of one file each. 0 or D1_ERR_MEMORY. */
int d1_functions_declare_signatures(struct d1_ruleset_private *private);
int d1_functions_declare_history(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_stays(struct d1_ruleset_private *private);
int d1_functions_declare_previous(struct d1_ruleset_private *private);
int d1_functions_declare_goalposts(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_sealed(struct d1_ruleset_private *private);
int d1_functions_declare_trust(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_waivers(struct d1_ruleset_private *private, const struct d1_kinds *kinds);

#endif
