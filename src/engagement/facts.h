/*
 * What an artifact says, as fingerprints by which the same can be found again in another file, at another place and at
 * another time: the artifact, its items, and its acts.
 *
 * An item is told by its type and its id, an artifact by its kind and name; what it says is its value: comments,
 * layout, quoting and the order of keys are no part of that. Of an artifact the spec counts, or the fields of it that
 * its schema names under `x-d1d-statement`. An act is told by the item it stands in (else the artifact), the names of
 * the fields that lead to it (positions in lists are none), the person beside it, and what it says, a date-time as an
 * instant.
 */
#ifndef D1_ENGAGEMENT_FACTS_H
#define D1_ENGAGEMENT_FACTS_H

#include "base/siphash.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "engagement/artifact.h"

/* SETTLED is of the past alone (past.h): what an approval of an artifact or item is of, where that is not all of it. */
enum d1_fact_kind { D1_FACT_ARTIFACT, D1_FACT_ITEM, D1_FACT_ACT, D1_FACT_SETTLED };

/*
 * What is settled by an approval is equal where engagement/approved.h finds no difference: what lives on afterwards
 * (x-d1d-living) is no part of it, nor is the order of a list of references, nor that one stands there twice.
 */
struct d1_fact {
    enum d1_fact_kind kind;
    struct d1_print identity; /* of the artifact or item; of an act that of what it stands in */
    struct d1_print says;     /* identity and value in one: equal where the same says the same */
    struct d1_print settled;  /* of an artifact or item: what an approval of it is of (below); else says */
    const struct d1_node *node;
    const struct d1_item_type *type; /* of an item; else NULL */
};

struct d1_facts {
    struct d1_fact *items;
    size_t len, cap;
};

/*
 * Appends the facts of an artifact that was read: first its own, then those of its items and acts as they stand. 0 or
 * D1_ERR_MEMORY.
 */
int d1_facts_find(struct d1_facts *facts, const struct d1_kinds *kinds, const struct d1_artifact *artifact);

/* The person beside an act: whom the entry is about (`personRef`), else who says so (`byRef`); empty for none. */
struct d1_str d1_act_person(const struct d1_node *act);

/*
 * Appends the names of the fields that lead to an act from the item or artifact that it stands in, joined by dots;
 * positions in lists and `spec` are none: "acknowledgements.date".
 */
void d1_act_name(struct d1_strbuf *name, const struct d1_node *act, const struct d1_node *holder);

/* What tells an artifact from all others, by its kind and name. 0 or D1_ERR_MEMORY. */
int d1_artifact_identity(struct d1_str kind, struct d1_str name, struct d1_print *identity);

/* The same of an item, by its type and its id. */
int d1_item_identity(struct d1_str type, struct d1_str id, struct d1_print *identity);

/* The fingerprint of a value: equal for values that are equal. */
int d1_value_print(const struct d1_node *node, struct d1_print *print);

#endif
