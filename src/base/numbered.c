#include "base/numbered.h"

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/vec.h"

enum { FIRST_BITS = 6 };

void d1_numbered_release(struct d1_numbered *table)
{
    d1_free(table->entries);
    d1_free(table->slots);
    *table = (struct d1_numbered){0};
}

/* The slot that holds a number, or the free one where it would go. There is always a free slot. */
static uint32_t *probe(const struct d1_numbered *table, uint32_t number)
{
    uint32_t mask = (UINT32_C(1) << table->bits) - 1;
    uint32_t slot = (number * UINT32_C(0x9e3779b1)) >> (32 - table->bits); /* neighbours come to lie far apart */

    while (table->slots[slot] && table->entries[table->slots[slot] - 1].number != number)
        slot = (slot + 1) & mask;
    return &table->slots[slot];
}

void *d1_numbered_get(const struct d1_numbered *table, uint32_t number)
{
    const uint32_t *slot = table->len ? probe(table, number) : NULL;

    return slot && *slot ? table->entries[*slot - 1].value : NULL;
}

static int widen(struct d1_numbered *table)
{
    unsigned bits = table->bits ? table->bits + 2 : FIRST_BITS;
    uint32_t *slots = d1_calloc((size_t)1 << bits, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    d1_free(table->slots);
    table->slots = slots;
    table->bits = bits;
    for (size_t i = 0; i < table->len; i++)
        *probe(table, table->entries[i].number) = (uint32_t)i + 1;
    return 0;
}

int d1_numbered_insert(struct d1_numbered *table, uint32_t number, void *value)
{
    uint32_t *slot;

    if (2 * (table->len + 1) > ((size_t)1 << table->bits) && widen(table) < 0)
        return D1_ERR_MEMORY;
    slot = probe(table, number);
    if (*slot)
        return 0;
    if (table->len == table->cap &&
        d1_vec_reserve_((void **)&table->entries, &table->cap, table->len, 1, sizeof *table->entries) < 0)
        return D1_ERR_MEMORY;
    table->entries[table->len++] = (struct d1_numbered_entry){number, value};
    *slot = (uint32_t)table->len;
    return 1;
}
