/* When checks ask, and for what, as their rule files say. */
#ifndef D1_CLI_EXPLAIN_ASKED_H
#define D1_CLI_EXPLAIN_ASKED_H

#include "base/text/strbuf.h"
#include "rules/ruleset.h"

/* What checks ask from on: each gate that has a date, in their order; then what has none: "rolling" ... */
struct d1_moment {
    struct d1_str name;
    const struct d1_gate *gate; /* NULL for what is no gate */
};

size_t d1_moment_count(const struct d1_ruleset *ruleset);
struct d1_moment d1_moment_at(const struct d1_ruleset *ruleset, size_t index);

/* Whether the check asks first at the moment: of "s2d-exit, rolling" that is s2d-exit. False where it is not built. */
bool d1_moment_is_first(const struct d1_moment *moment, const struct d1_check *check);

/*
 * Appends the checks that find an item of the type to lack a field (keys joined by dots): "RSK-001, RSK-004", or with
 * when each first asks: "RSK-001 (s2d-exit), RSK-004 (rolling)". Nothing for a field that none asks for.
 */
void d1_asked_for_field(struct d1_strbuf *out, const struct d1_ruleset *ruleset, struct d1_str type,
                        struct d1_str field, bool when);

/* The check that tells that the engagement has no artifact of a kind; NULL for none. */
const struct d1_check *d1_asked_for_kind(const struct d1_ruleset *ruleset, struct d1_str kind);

/* Appends when a check first asks, as in "s2d-exit". */
void d1_asked_first(struct d1_strbuf *out, const struct d1_check *check);

#endif
