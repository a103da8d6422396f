/*
 * A table from numbers of 32 bits to a pointer-sized value, for what the program has numbered itself from 0: nobody
 * chooses such keys so that they collide, and so neither a seeded hash nor a key in memory is needed as in map.h.
 * Iteration is in order of insertion. Nothing is removed singly.
 */
#ifndef D1_BASE_NUMBERED_H
#define D1_BASE_NUMBERED_H

#include <stddef.h>
#include <stdint.h>

struct d1_numbered_entry {
    uint32_t number;
    void *value; /* the caller's; may be a number in a pointer's place */
};

/* All zero bytes is the empty table. `entries[0 .. len)` are the entries in order of insertion, for iteration. */
struct d1_numbered {
    struct d1_numbered_entry *entries;
    size_t len, cap;
    uint32_t *slots; /* index into entries plus 1, 0 for a free slot; 1 << bits of them, or none */
    unsigned bits;
};

/* Frees the table, not values. */
void d1_numbered_release(struct d1_numbered *table);

/* The value of a number, or NULL when it is absent. */
void *d1_numbered_get(const struct d1_numbered *table, uint32_t number);

/* Inserts a number unless it is there already: 1; 0 when it was (its value is unchanged); D1_ERR_MEMORY. */
int d1_numbered_insert(struct d1_numbered *table, uint32_t number, void *value);

#endif
