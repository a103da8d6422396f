/* Equality, order and hashes as cel-spec defines them. */
#include "cel/value/data.h"

#include <math.h>
#include <string.h>

/*
 * Expressions and documents nest within limits, but `let` upon `let` could nest a value as deep as the rules are
 * many; beyond DEEPEST two values count as different. And a value may hold the same list many times over ([a, a]
 * where a is [b, b] ...), so that a walk through it would never end: walks are counted.
 */
enum { DEEPEST = 4000, HASH_DEEPEST = 3, HASH_ITEMS = 16 };

static bool is_number(struct d1_cel_value value)
{
    return value.kind >= D1_CEL_INT && value.kind <= D1_CEL_DOUBLE;
}

static int sign(bool less, bool greater)
{
    return greater - less;
}

static int compare_int_uint(int64_t a, uint64_t b)
{
    if (a < 0)
        return -1;
    return sign((uint64_t)a<b, (uint64_t)a> b);
}

/* As cel-spec has it: in doubles, where neighbours of large integers are not told apart. number is not NaN. */
static int compare_doubles(double a, double b)
{
    return sign(a<b, a> b);
}

/* False for NaN. a.kind <= b.kind. */
static bool compare_mixed(struct d1_cel_value a, struct d1_cel_value b, int *order)
{
    if (b.kind == D1_CEL_UINT) {
        *order = compare_int_uint(a.as.integer, b.as.natural);
        return true;
    }
    if (isnan(b.as.number))
        return false;
    if (a.kind == D1_CEL_INT)
        *order = compare_doubles((double)a.as.integer, b.as.number);
    else
        *order = compare_doubles((double)a.as.natural, b.as.number);
    return true;
}

static bool compare_numbers(struct d1_cel_value a, struct d1_cel_value b, int *order)
{
    if (a.kind > b.kind) {
        if (!compare_mixed(b, a, order))
            return false;
        *order = -*order;
        return true;
    }
    if (a.kind < b.kind)
        return compare_mixed(a, b, order);
    if (a.kind == D1_CEL_INT)
        *order = sign(a.as.integer<b.as.integer, a.as.integer> b.as.integer);
    else if (a.kind == D1_CEL_UINT)
        *order = sign(a.as.natural<b.as.natural, a.as.natural> b.as.natural);
    else if (isnan(a.as.number) || isnan(b.as.number))
        return false;
    else
        *order = sign(a.as.number<b.as.number, a.as.number> b.as.number);
    return true;
}

bool d1_cel_compare(struct d1_cel_value a, struct d1_cel_value b, int *order)
{
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b, order);
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case D1_CEL_BOOL:
        *order = a.as.boolean - b.as.boolean;
        return true;
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        *order = d1_str_cmp(d1_cel_text(a), d1_cel_text(b));
        return true;
    case D1_CEL_DATE:
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        *order = sign(a.as.integer<b.as.integer, a.as.integer> b.as.integer);
        if (*order == 0)
            *order = sign((int32_t)a.extra<(int32_t)b.extra, (int32_t)a.extra>(int32_t) b.extra);
        return true;
    default:
        return false;
    }
}

/* ---- equality ---- */

static bool equal_at(struct d1_cel_value a, struct d1_cel_value b, unsigned depth, uint64_t *left);

static bool equal_lists(struct d1_cel_value a, struct d1_cel_value b, unsigned depth, uint64_t *left)
{
    size_t count = d1_cel_list_len(a);

    if (count != d1_cel_list_len(b))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!equal_at(d1_cel_list_get(a, i), d1_cel_list_get(b, i), depth, left))
            return false;
    return true;
}

static bool equal_maps(struct d1_cel_value a, struct d1_cel_value b, unsigned depth, uint64_t *left)
{
    size_t count = d1_cel_map_len(a);

    if (count != d1_cel_map_len(b))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value key, value, other;

        d1_cel_map_entry(a, i, &key, &value);
        if (!d1_cel_map_get_within(b, key, &other, left) || !equal_at(value, other, depth, left))
            return false;
    }
    return true;
}

/* Exact, unlike the order: a double equals the one integer that it is. a.kind <= b.kind, the kinds differ. */
static bool equal_mixed(struct d1_cel_value a, struct d1_cel_value b)
{
    uint64_t natural;
    int64_t integer;

    if (b.kind == D1_CEL_UINT)
        return a.as.integer >= 0 && a.as.natural == b.as.natural;
    if (a.kind == D1_CEL_INT)
        return d1_cel_double_is_int(b.as.number, &integer) && integer == a.as.integer;
    return d1_cel_double_is_uint(b.as.number, &natural) && natural == a.as.natural;
}

static bool equal_types(const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    return a == b || (a->kind == b->kind && (a->kind != D1_CEL_OPAQUE || strcmp(a->name, b->name) == 0));
}

/* Takes cost from what is left; false, and nothing is left, when that is too little. */
static bool spend(uint64_t *left, uint64_t cost)
{
    bool enough = *left > cost;

    *left = enough ? *left - cost : 0;
    return enough;
}

static bool equal_at(struct d1_cel_value a, struct d1_cel_value b, unsigned depth, uint64_t *left)
{
    int order;

    if (depth > DEEPEST || !spend(left, 1))
        return false;
    switch (a.kind) {
    case D1_CEL_NULL:
        return b.kind == D1_CEL_NULL;
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        return a.kind == b.kind && a.extra == b.extra && spend(left, a.extra / 16) &&
               d1_str_eq(d1_cel_text(a), d1_cel_text(b));
    case D1_CEL_LIST:
        return b.kind == D1_CEL_LIST && equal_lists(a, b, depth + 1, left);
    case D1_CEL_MAP:
        return b.kind == D1_CEL_MAP && equal_maps(a, b, depth + 1, left);
    case D1_CEL_TYPE:
        return b.kind == D1_CEL_TYPE && equal_types(a.as.type, b.as.type);
    case D1_CEL_OPTIONAL:
        if (b.kind != D1_CEL_OPTIONAL || !a.as.inner || !b.as.inner)
            return b.kind == D1_CEL_OPTIONAL && a.as.inner == b.as.inner;
        return equal_at(*a.as.inner, *b.as.inner, depth + 1, left);
    case D1_CEL_OPAQUE:
        return b.kind == D1_CEL_OPAQUE && a.as.opaque == b.as.opaque;
    default:
        if (a.kind != b.kind && is_number(a) && is_number(b))
            return a.kind < b.kind ? equal_mixed(a, b) : equal_mixed(b, a);
        return d1_cel_compare(a, b, &order) && order == 0;
    }
}

bool d1_cel_equal(struct d1_cel_value a, struct d1_cel_value b)
{
    uint64_t left = D1_CEL_WALK;

    return equal_at(a, b, 0, &left);
}

bool d1_cel_equal_within(struct d1_cel_value a, struct d1_cel_value b, uint64_t *left)
{
    return equal_at(a, b, 0, left);
}

/* ---- hashes ---- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t hash_number(struct d1_cel_value value)
{
    uint64_t bits = value.as.natural;
    int64_t integer;

    /* Equal numbers of different kinds hash alike: as int64 where they are one, as uint64 above. */
    if (value.kind == D1_CEL_DOUBLE) {
        if (d1_cel_double_is_int(value.as.number, &integer))
            bits = (uint64_t)integer;
        else if (!d1_cel_double_is_uint(value.as.number, &bits))
            memcpy(&bits, &value.as.number, sizeof bits);
    }
    return d1_str_hash_seeded(d1_strn((const char *)&bits, sizeof bits));
}

/* Lists are told apart by their length and first items, maps by their keys: enough for a hash. Texts are read whole. */
static uint64_t hash_at(struct d1_cel_value value, unsigned depth, uint64_t *left)
{
    uint64_t hash = value.kind;
    size_t count;

    if (!spend(left, 1))
        return hash;
    switch (value.kind) {
    case D1_CEL_BOOL:
        return mix(hash, value.as.boolean);
    case D1_CEL_INT:
    case D1_CEL_UINT:
    case D1_CEL_DOUBLE:
        return hash_number(value);
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        return spend(left, value.extra / 16) ? d1_str_hash_seeded(d1_cel_text(value)) : hash;
    case D1_CEL_DATE:
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        return mix(d1_str_hash_seeded(d1_strn((const char *)&value.as.integer, 8)), value.extra);
    case D1_CEL_TYPE:
        return mix(hash, value.as.type->kind);
    case D1_CEL_LIST:
        count = d1_cel_list_len(value);
        hash = mix(hash, count);
        for (size_t i = 0; i < count && i < HASH_ITEMS && depth < HASH_DEEPEST; i++)
            hash = mix(hash, hash_at(d1_cel_list_get(value, i), depth + 1, left));
        return hash;
    case D1_CEL_MAP:
        /* The order of entries does not count, so they are added; a large map is told by its size alone. */
        count = d1_cel_map_len(value);
        for (size_t i = 0; i < count && count <= HASH_ITEMS; i++) {
            struct d1_cel_value key, item;

            d1_cel_map_entry(value, i, &key, &item);
            hash += mix(count, hash_at(key, depth + 1, left));
        }
        return mix(hash, count);
    case D1_CEL_OPTIONAL:
        return value.as.inner && depth < HASH_DEEPEST ? mix(hash, hash_at(*value.as.inner, depth + 1, left)) : hash;
    default:
        return hash;
    }
}

uint64_t d1_cel_hash(struct d1_cel_value value)
{
    uint64_t left = D1_CEL_WALK;

    return hash_at(value, 0, &left);
}

uint64_t d1_cel_hash_within(struct d1_cel_value value, uint64_t *left)
{
    return hash_at(value, 0, left);
}
