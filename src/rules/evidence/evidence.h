/*
 * The functions of rules that ask for evidence: what history tells, who signed, what a gate has sealed, what was
 * reported, what waivers excuse. Made as rules/functions/functions.h says. Private to src/rules.
 */
#ifndef D1_RULES_EVIDENCE_EVIDENCE_H
#define D1_RULES_EVIDENCE_EVIDENCE_H

#include "rules/functions/functions.h"
#include "signature/signers.h"

/* The types of records of history, before any variable is declared; and whether a row is `versions` of a type of items.
 */
int d1_history_types(struct d1_ruleset_private *private, const struct d1_kinds *kinds);

/* Those of one file each. 0 or D1_ERR_MEMORY. */
int d1_functions_declare_signatures(struct d1_ruleset_private *private);
int d1_functions_declare_files(struct d1_ruleset_private *private);
int d1_functions_declare_history(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_stays(struct d1_ruleset_private *private);
int d1_functions_declare_previous(struct d1_ruleset_private *private);
int d1_functions_declare_goalposts(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_met(struct d1_ruleset_private *private);
int d1_functions_declare_sealed(struct d1_ruleset_private *private);
int d1_functions_declare_trust(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_awaited(struct d1_ruleset_private *private);
int d1_functions_declare_waivers(struct d1_ruleset_private *private, const struct d1_kinds *kinds);

/* ---- signatures.c, for the others that ask who signed ---- */

/* Whether the roster has a key of a person; false with *answer: why not, or that nobody has one, so that it is unknown.
 */
bool d1_evidence_has_key(struct d1_cel_call *call, struct d1_str person, struct d1_cel_value *answer);

/*
 * Whose signature it is that was made on a day, or brought by a point of the past, D1_PAST_NONE for none; as
 * d1_signers_ask.
 */
int d1_evidence_ask(struct d1_signed_by *by, struct d1_judge *judge, const struct d1_signature *signature, d1_date day,
                    uint32_t point, struct d1_str person, struct d1_arena *arena, struct d1_error *error);

/* The value for what is not known, for the reason that *why is about; it is cleared. */
struct d1_cel_value d1_evidence_unknown(struct d1_judge *judge, struct d1_arena *arena, int code, struct d1_error *why);

/*
 * Whether the revision that is trusted has a point of the past; there is one. 1, 0, or less than 0 with *none, why that
 * is not known.
 */
int d1_evidence_trusted_has(struct d1_cel_call *call, uint32_t point, struct d1_cel_value *none);

#endif
