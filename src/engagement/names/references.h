/* References between artifacts (REF-001): every value under `x-d1d-ref` names something of an allowed type. */
#ifndef D1_ENGAGEMENT_NAMES_REFERENCES_H
#define D1_ENGAGEMENT_NAMES_REFERENCES_H

#include "engagement/engagement.h"

/*
 * Checks every reference of the engagement's artifacts against its symbol table and appends faults. A reference to a
 * type that an unreadable artifact may define is not judged. Returns 0 or D1_ERR_MEMORY.
 */
int d1_references_check(struct d1_engagement *engagement);

#endif
