/*
 * What an approval covers: one content of one file, by its id in git, read from the object database; and whether the
 * subject of the approval still says the same.
 *
 * Of an artifact its spec is compared, of an item the item. What lives on after an approval does not count (fields with
 * x-d1d-living), nor do comments, layout, other documents of the file, the order of keys and the order of lists of
 * references.
 */
#ifndef D1_ENGAGEMENT_APPROVED_H
#define D1_ENGAGEMENT_APPROVED_H

#include "base/memory/arena.h"
#include "engagement/digests.h"
#include "engagement/engagement.h"

enum d1_approved_state {
    D1_APPROVED_CURRENT, /* the subject says what was approved */
    D1_APPROVED_CHANGED, /* it says something else */
    D1_APPROVED_NOWHERE, /* the repository has no file content with that id; whoever knows its history says why */
    D1_APPROVED_UNKNOWN  /* what was approved cannot be read */
};

struct d1_approved {
    enum d1_approved_state state;
    bool lacking;       /* git does not have what was approved, or not any more */
    struct d1_str text; /* CHANGED: what differs first; NOWHERE, UNKNOWN: why. A clause for people, in the arena */
};

/*
 * Compares a subject ("Kind/name" or the id of an item) that the engagement has with the content of a file by its id in
 * git. Who knows that its file has this content still need not ask. 0 or D1_ERR_MEMORY.
 */
int d1_approved_compare(struct d1_approved *approved, const struct d1_engagement *engagement,
                        const struct d1_symbol *subject, struct d1_digests *digests, struct d1_str blob,
                        struct d1_arena *arena);

/*
 * The same where the file is at hand: whether `before`, an artifact loaded from it or NULL, says of the subject what
 * `now` says. For what has read it already, and for tests.
 */
int d1_approved_differs(struct d1_approved *approved, const struct d1_artifact *before, const struct d1_node *was,
                        const struct d1_artifact *now, const struct d1_node *is, struct d1_arena *arena);

#endif
