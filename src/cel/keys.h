/*
 * Which keys an expression looks for in mappings, as a set in which two keys may share a place: what is in it may have
 * been looked for, what is not in it never is.
 */
#ifndef D1_CEL_KEYS_H
#define D1_CEL_KEYS_H

#include "cel/cel.h"

enum { D1_CEL_KEYS_WORDS = 4 };

/* All zero for none. */
struct d1_cel_keys {
    bool all; /* any may be: a mapping is compared, gone through or given away as a whole */
    uint64_t places[D1_CEL_KEYS_WORDS];
};

static inline void d1_cel_keys_add(struct d1_cel_keys *keys, struct d1_str key)
{
    uint32_t hash = d1_str_hash(key);

    keys->places[hash / 64 % D1_CEL_KEYS_WORDS] |= (uint64_t)1 << hash % 64;
}

static inline void d1_cel_keys_merge(struct d1_cel_keys *to, const struct d1_cel_keys *from)
{
    to->all = to->all || from->all;
    for (size_t i = 0; i < D1_CEL_KEYS_WORDS; i++)
        to->places[i] |= from->places[i];
}

/* Whether the two may have a key in common. */
static inline bool d1_cel_keys_meet(const struct d1_cel_keys *a, const struct d1_cel_keys *b)
{
    uint64_t common = 0;

    for (size_t i = 0; i < D1_CEL_KEYS_WORDS; i++)
        common |= a->places[i] & b->places[i];
    return a->all || b->all || common;
}

/*
 * Adds the keys that the expression looks for in any mapping that it can come to, also in functions in CEL that it
 * calls; what the variables hold that it reads is the caller's matter. Where a mapping goes to a function of C that is
 * not known to leave it closed, or is compared with another, any key may be looked for.
 */
void d1_cel_program_keys(const struct d1_cel_program *program, struct d1_cel_keys *keys);

#endif
