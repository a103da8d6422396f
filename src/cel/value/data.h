/*
 * Private to cel/: how built lists, maps and objects are laid out, and what the parts of the engine share about
 * values.
 */
#ifndef D1_CEL_VALUE_DATA_H
#define D1_CEL_VALUE_DATA_H

#include <string.h>

#include "cel/value.h"

enum {
    D1_CEL_LINEAR = 8, /* up to this many items a search in order is quicker than a hash index */
    D1_CEL_SHORT = 64, /* comparing texts up to this many bytes costs no more than any step; longer ones are charged */
    D1_CEL_WALK = 1 << 26, /* values looked at by one comparison outside an evaluation */
    D1_CEL_SHOWN = 1 << 20 /* bytes of text of one value; the rest is "..." */
};

struct d1_cel_list {
    const struct d1_cel_value *items;
    size_t count;
    struct d1_arena *arena; /* where an index may be built; NULL when it may not (constants, shared by threads) */
    uint32_t *slots;        /* item number plus 1; NULL without index */
    size_t mask;
};

struct d1_cel_map {
    const struct d1_cel_value *keys, *values;
    size_t count;
    uint32_t *slots; /* entry number plus 1; NULL for few entries */
    size_t mask;
    bool frozen;
};

struct d1_cel_object {
    const struct d1_cel_type *type; /* RECORD */
    struct d1_cel_slot *slots;
};

static inline uint64_t d1_cel_word8(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint32_t d1_cel_word4(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Like memcmp() == 0, without a call: keys, ids and enum values are a few bytes long. */
static inline bool d1_cel_same_bytes(const char *a, const char *b, size_t len)
{
    if (len < 4) {
        for (; len > 0; len--)
            if (*a++ != *b++)
                return false;
        return true;
    }
    /* The last words overlap those before them. */
    if (len < 8)
        return d1_cel_word4(a) == d1_cel_word4(b) && d1_cel_word4(a + len - 4) == d1_cel_word4(b + len - 4);
    for (size_t at = 0; at + 8 < len; at += 8)
        if (d1_cel_word8(a + at) != d1_cel_word8(b + at))
            return false;
    return d1_cel_word8(a + len - 8) == d1_cel_word8(b + len - 8);
}

/* A list or map over arrays that already lie in the arena: not copied. The index of a map takes from *left; where
 * nothing is left of it the map must not be used. */
struct d1_cel_value d1_cel_list_wrap(struct d1_arena *arena, const struct d1_cel_value *items, size_t count);
struct d1_cel_value d1_cel_map_wrap(struct d1_arena *arena, const struct d1_cel_value *keys,
                                    const struct d1_cel_value *values, size_t count, uint64_t *left);

/* Whether two keys of a built map are equal; *left as below. */
bool d1_cel_map_has_duplicate(struct d1_cel_value map, uint64_t *left);

/* The list as a built one with a hash index in arena where it is long; *list is unchanged when memory is short. */
void d1_cel_list_index(struct d1_arena *arena, struct d1_cel_value *list);

/* Makes the indexes of all lists in the value now, and never again: it can then be shared by threads. */
void d1_cel_freeze(struct d1_cel_value value);

/* Like the public functions, but what they look at is taken from *left; 0 left means that the answer is unknown. */
bool d1_cel_equal_within(struct d1_cel_value a, struct d1_cel_value b, uint64_t *left);
bool d1_cel_list_has_within(struct d1_cel_value value, struct d1_cel_value wanted, uint64_t *left);
bool d1_cel_map_get_within(struct d1_cel_value map, struct d1_cel_value key, struct d1_cel_value *value,
                           uint64_t *left);
uint64_t d1_cel_hash_within(struct d1_cel_value value, uint64_t *left);

/* What it costs to compare a value with another one of its kind for order. */
static inline uint64_t d1_cel_order_cost(struct d1_cel_value value)
{
    return 1 + (value.kind == D1_CEL_STRING || value.kind == D1_CEL_BYTES ? value.extra / 16 : 0);
}

/* What it costs to sort so many values whose costs come to `sum`. */
static inline uint64_t d1_cel_sort_cost(uint64_t sum, size_t count)
{
    return count ? sum * (64 - (unsigned)__builtin_clzll(count)) : 0;
}

/* The value of a slot, computed where needed; ERROR with failure NULL for an empty slot. */
struct d1_cel_value d1_cel_slot_get(struct d1_cel_slot *slot);

/* Whether a slot holds or can compute a value. */
static inline bool d1_cel_slot_present(const struct d1_cel_slot *slot)
{
    return slot->fill || slot->value.kind != D1_CEL_ERROR || slot->value.as.failure;
}

/* The value of a field by name, hash and, for objects of the static type, number (SIZE_MAX: unknown). */
bool d1_cel_map_field(struct d1_cel_value map, struct d1_str name, uint32_t hash, size_t index,
                      const struct d1_cel_type *type, struct d1_cel_value *value);

/* An ERROR of d1_cel_of_node: which node does not fit which type. */
static inline bool d1_cel_is_misfit(struct d1_cel_value value)
{
    return value.kind == D1_CEL_ERROR && value.form == D1_CEL_FORM_NODE;
}

/* The message for a misfit, in arena. */
struct d1_cel_value d1_cel_settle_misfit(struct d1_arena *arena, struct d1_cel_value wrong);

/* Whether a double is an int64 or uint64, exactly. */
bool d1_cel_double_is_int(double number, int64_t *value);
bool d1_cel_double_is_uint(double number, uint64_t *value);

/*
 * Durations as cel-spec writes them ("1h30m", "-1.5s"), at most 2^63 nanoseconds to either side. nanos has the sign
 * of seconds.
 */
bool d1_cel_duration_parse(struct d1_str text, int64_t *seconds, int32_t *nanos);

/* Writes the shortest text that reads back as the same double ("1", "0.1", "1e+100", "NaN"); 32 bytes. */
size_t d1_cel_double_text(double number, char *text);

#endif
