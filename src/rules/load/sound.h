/*
 * Rule files whose shape is not right, for those who want to hear of all that is wrong with them. Private to src/rules.
 *
 * Zero it, note each fault that validation finds, make the copy, and release it in any case.
 */
#ifndef D1_RULES_LOAD_SOUND_H
#define D1_RULES_LOAD_SOUND_H

#include "base/vec.h"
#include "engagement/kinds.h"

struct d1_sound {
    D1_VEC(const struct d1_node *) out; /* what is not of its type, and examples that have a fault */
    bool nameless;                      /* what gives names to expressions is among it: they cannot be judged */
    bool shapeless;                     /* there is nothing to be judged in it */
    bool oom;
};

void d1_sound_note(struct d1_sound *sound, const struct d1_schema_error *error);

/*
 * The document of root, which is a Rule, without what is left out, each node at the place it had: whatever is in it is
 * of its type, and anything may be missing but its id and its spec. *doc is NULL when nothing can be judged, else the
 * caller's. 0 or D1_ERR_MEMORY.
 */
int d1_sound_copy(struct d1_sound *sound, const struct d1_node *root, const struct d1_schema *schema,
                  struct d1_schema_scratch *scratch, struct d1_doc **doc);

void d1_sound_release(struct d1_sound *sound);

#endif
