/*
 * `looser` of a parameter: which change of its value makes a rule demand less. Private to src/rules.
 *
 *     smaller, larger    numbers, dates and durations
 *     shorter, longer    lists, and mappings of lists: an entry is gone, or is new; one that changes is both
 *     [a, b, c]          an order of words or truth values, the loosest first
 *     {member: ...}      for each member of a record one of these
 *     any                each change
 */
#ifndef D1_RULES_LOOSER_H
#define D1_RULES_LOOSER_H

#include "base/text/strbuf.h"
#include "doc/node.h"

/*
 * Whether a rule demands less with the value `to` than with `from`, as `looser` of the parameter says. What cannot be
 * compared (another type, a word that the order does not have, a member that is on one side only) counts as looser,
 * so that nothing is relaxed unseen. Equal values never do.
 */
bool d1_looser(const struct d1_node *looser, const struct d1_node *from, const struct d1_node *to);

/*
 * Appends why the `looser` of a parameter (its mapping in a rule file) is none for its schema and its default, or
 * nothing when it is one. Returns the node that the fault is about, or NULL.
 */
const struct d1_node *d1_looser_misfit(const struct d1_node *parameter, struct d1_strbuf *why);

#endif
