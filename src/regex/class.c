#include "regex/ast.h"

#include <stdlib.h>
#include <string.h>

enum { LAST_CODE = 0x10ffff, FIRST_SURROGATE = 0xd800, LAST_SURROGATE = 0xdfff };

void d1_regex_class_release(struct class_builder *builder)
{
    d1_vec_release(&builder->ranges);
    d1_vec_release(&builder->properties);
}

int d1_regex_class_add(struct class_builder *builder, uint32_t first, uint32_t last)
{
    return d1_vec_push(&builder->ranges, ((struct range){first, last}));
}

int d1_regex_class_add_ranges(struct class_builder *builder, const struct range *ranges, size_t count, bool negated)
{
    uint32_t next = 0;
    int rc = 0;

    for (size_t i = 0; i < count && rc == 0; i++) {
        if (!negated)
            rc = d1_regex_class_add(builder, ranges[i].first, ranges[i].last);
        else if (ranges[i].first > next)
            rc = d1_regex_class_add(builder, next, ranges[i].first - 1);
        next = ranges[i].last + 1;
    }
    if (rc == 0 && negated && next <= LAST_CODE)
        rc = d1_regex_class_add(builder, next, LAST_CODE);
    return rc;
}

static int range_order(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

/* Sorts and joins ranges in place. */
static void normalise(struct class_builder *builder)
{
    struct range *ranges = builder->ranges.items;
    size_t len = 0;

    if (builder->ranges.len)
        qsort(ranges, builder->ranges.len, sizeof *ranges, range_order);
    for (size_t i = 0; i < builder->ranges.len; i++) {
        if (len && ranges[i].first <= ranges[len - 1].last + 1) {
            if (ranges[i].last > ranges[len - 1].last)
                ranges[len - 1].last = ranges[i].last;
        } else {
            ranges[len++] = ranges[i];
        }
    }
    builder->ranges.len = len;
}

/* Copies ranges without the surrogates among them; returns how many there are then. out has room for one more. */
static uint32_t copy_without_surrogates(struct range *out, const struct range *ranges, size_t count)
{
    uint32_t len = 0;

    for (size_t i = 0; i < count; i++) {
        struct range range = ranges[i];

        if (range.first < FIRST_SURROGATE && range.last >= FIRST_SURROGATE)
            out[len++] = (struct range){range.first, FIRST_SURROGATE - 1};
        if (range.last > LAST_SURROGATE && range.first <= LAST_SURROGATE)
            out[len++] = (struct range){LAST_SURROGATE + 1, range.last};
        if (range.last < FIRST_SURROGATE || range.first > LAST_SURROGATE)
            out[len++] = range;
    }
    return len;
}

static bool invert(struct class_builder *builder)
{
    struct class_builder inverse = {0};

    if (d1_regex_class_add_ranges(&inverse, builder->ranges.items, builder->ranges.len, true) < 0) {
        d1_regex_class_release(&inverse);
        return false;
    }
    d1_vec_release(&builder->ranges);
    builder->ranges.items = inverse.ranges.items;
    builder->ranges.len = inverse.ranges.len;
    builder->ranges.cap = inverse.ranges.cap;
    return true;
}

const struct class *d1_regex_class_finish(struct class_builder *builder, struct d1_arena *arena, bool negated,
                                          bool ignore_case)
{
    struct class *class = d1_arena_calloc(arena, 1, sizeof *class);

    normalise(builder);
    if (negated && !builder->properties.len && !ignore_case) {
        if (!invert(builder))
            return NULL;
        negated = false;
    }
    if (class) {
        class->ranges = d1_arena_alloc(arena, (builder->ranges.len + 1) * sizeof *class->ranges);
        class->properties = d1_arena_alloc(arena, (builder->properties.len + 1) * sizeof *class->properties);
    }
    if (!class || !class->ranges || !class->properties)
        return NULL;
    class->range_count = copy_without_surrogates(class->ranges, builder->ranges.items, builder->ranges.len);
    if (builder->properties.len)
        memcpy(class->properties, builder->properties.items, builder->properties.len * sizeof *class->properties);
    class->property_count = (uint32_t)builder->properties.len;
    class->negated = negated;
    return class;
}

/* ---- named sets ---- */

static const struct range digits[] = {{'0', '9'}};
static const struct range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};

/* WhiteSpace and LineTerminator of ECMA-262: tab to carriage return, no-break space, BOM, Zs, and U+2028, U+2029. */
static const struct range ecma_spaces[] = {
    {0x09, 0x0d},     {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
    {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
};
static const struct range re2_spaces[] = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};

#define RANGES(list) (*count = sizeof(list) / sizeof *(list), (list))

const struct range *d1_regex_class_shorthand(char letter, enum d1_regex_dialect dialect, size_t *count)
{
    switch (letter) {
    case 'd':
    case 'D':
        return RANGES(digits);
    case 'w':
    case 'W':
        return RANGES(words);
    case 's':
    case 'S':
        return dialect == D1_REGEX_ECMA ? RANGES(ecma_spaces) : RANGES(re2_spaces);
    default:
        return NULL;
    }
}

static const struct range alnum[] = {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}};
static const struct range alpha[] = {{'A', 'Z'}, {'a', 'z'}};
static const struct range ascii[] = {{0, 0x7f}};
static const struct range blank[] = {{'\t', '\t'}, {' ', ' '}};
static const struct range cntrl[] = {{0, 0x1f}, {0x7f, 0x7f}};
static const struct range graph[] = {{'!', '~'}};
static const struct range lower[] = {{'a', 'z'}};
static const struct range print[] = {{' ', '~'}};
static const struct range punct[] = {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}};
static const struct range space[] = {{'\t', '\r'}, {' ', ' '}};
static const struct range upper[] = {{'A', 'Z'}};
static const struct range xdigit[] = {{'0', '9'}, {'A', 'F'}, {'a', 'f'}};

#define POSIX(name)                                                                                                    \
    {                                                                                                                  \
#name, name, sizeof(name) / sizeof *(name)                                                                     \
    }

static const struct {
    const char *name;
    const struct range *ranges;
    size_t count;
} posix[] = {
    POSIX(alnum), POSIX(alpha), POSIX(ascii), POSIX(blank), POSIX(cntrl), {"digit", digits, 1}, POSIX(graph),
    POSIX(lower), POSIX(print), POSIX(punct), POSIX(space), POSIX(upper), {"word", words, 4},   POSIX(xdigit),
};

const struct range *d1_regex_class_posix(struct d1_str name, size_t *count)
{
    for (size_t i = 0; i < sizeof posix / sizeof *posix; i++)
        if (d1_str_is(name, posix[i].name)) {
            *count = posix[i].count;
            return posix[i].ranges;
        }
    return NULL;
}
