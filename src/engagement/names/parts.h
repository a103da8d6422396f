/*
 * Names that are known inside one item only: the acceptance criteria of a deliverable have ids, `a` and `b`, that say
 * nothing elsewhere. Each list that is asked about is read once.
 */
#ifndef D1_ENGAGEMENT_NAMES_PARTS_H
#define D1_ENGAGEMENT_NAMES_PARTS_H

#include "base/map.h"
#include "base/memory/arena.h"
#include "doc/node.h"

/* All zero bytes is the empty one. */
struct d1_parts {
    struct d1_map names; /* "LIST" and "LIST NAME", LIST being the address of a list */
    struct d1_arena arena;
};

void d1_parts_release(struct d1_parts *parts);

/*
 * Whether a mapping of the list, which may be NULL, has the id: 1 or 0, or D1_ERR_MEMORY. What is no list has none.
 */
int d1_parts_has(struct d1_parts *parts, const struct d1_node *list, struct d1_str id);

#endif
