/* The steps of a pattern, by Thompson's construction: each part is made knowing what follows it. */
#include "regex/steps.h"

static uint16_t add_step(struct maker *maker, struct step step)
{
    if (maker->count == STEPS_MAX) {
        maker->failed = true;
        return 0;
    }
    maker->steps[maker->count] = step;
    return (uint16_t)maker->count++;
}

static uint16_t split(struct maker *maker, uint16_t next, uint16_t other)
{
    return add_step(maker, (struct step){.kind = STEP_SPLIT, .next = next, .other = other});
}

static uint16_t bytes(struct maker *maker, uint8_t first, uint8_t last, uint16_t next)
{
    return add_step(maker, (struct step){.kind = STEP_BYTES, .first = first, .last = last, .next = next});
}

/*
 * Code points first to last, all of `length` bytes in UTF-8. Where the bytes behind the first do not run through all of
 * their values the range is cut in parts in which they do.
 */
static uint16_t encoded_range(struct maker *maker, uint32_t first, uint32_t last, unsigned length, uint16_t next)
{
    static const uint8_t leads[5] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (unsigned tail = 1; tail < length; tail++) {
        uint32_t mask = (1u << 6 * tail) - 1;

        if ((first & ~mask) == (last & ~mask))
            break;
        if (first & mask)
            return split(maker, encoded_range(maker, first, first | mask, length, next),
                         encoded_range(maker, (first | mask) + 1, last, length, next));
        if ((last & mask) != mask)
            return split(maker, encoded_range(maker, first, (last & ~mask) - 1, length, next),
                         encoded_range(maker, last & ~mask, last, length, next));
    }
    for (unsigned tail = 0; tail + 1 < length; tail++)
        next = bytes(maker, (uint8_t)(0x80 | (first >> 6 * tail & 0x3f)), (uint8_t)(0x80 | (last >> 6 * tail & 0x3f)),
                     next);
    return bytes(maker, (uint8_t)(leads[length] | first >> 6 * (length - 1)),
                 (uint8_t)(leads[length] | last >> 6 * (length - 1)), next);
}

static uint16_t code_range(struct maker *maker, struct range range, uint16_t next, bool *any, uint16_t start)
{
    static const uint32_t limits[] = {0x7f, 0x7ff, 0xffff, 0x10ffff};
    uint32_t from = range.first;

    for (unsigned length = 1; length <= 4 && from <= range.last; length++) {
        uint32_t to = range.last < limits[length - 1] ? range.last : limits[length - 1];
        uint16_t part;

        if (from > to)
            continue;
        part =
            length == 1 ? bytes(maker, (uint8_t)from, (uint8_t)to, next) : encoded_range(maker, from, to, length, next);
        start = *any ? split(maker, part, start) : part;
        *any = true;
        from = to + 1;
    }
    return start;
}

static uint16_t make(struct maker *maker, const struct ast *ast, uint16_t next);

static uint16_t make_class(struct maker *maker, const struct ast *ast, uint16_t next)
{
    const struct class *class = ast->class;
    uint16_t start = 0;
    bool any = false;

    if (class->property_count || class->negated || ast->ignore_case) {
        maker->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < class->range_count && !maker->failed; i++)
        start = code_range(maker, class->ranges[i], next, &any, start);
    /* The empty set: a byte that no UTF-8 has. */
    return any ? start : bytes(maker, 0xff, 0xff, next);
}

static uint16_t make_repeat(struct maker *maker, const struct ast *ast, uint16_t next)
{
    uint16_t start = next;

    if (ast->max == AST_NO_LIMIT) {
        start = split(maker, 0, next);
        if (!maker->failed)
            maker->steps[start].next = make(maker, ast->child, start);
    }
    for (uint32_t i = ast->min; ast->max != AST_NO_LIMIT && i < ast->max && !maker->failed; i++)
        start = split(maker, make(maker, ast->child, start), next);
    for (uint32_t i = 0; i < ast->min && !maker->failed; i++)
        start = make(maker, ast->child, start);
    return start;
}

/* A sequence is made from its end, so that each part knows what follows it; lists are short or fail on size. */
static uint16_t make_sequence(struct maker *maker, const struct ast *child, uint16_t next)
{
    const struct ast *children[STEPS_MAX];
    size_t count = 0;

    for (; child; child = child->next) {
        if (count == STEPS_MAX) {
            maker->failed = true;
            return 0;
        }
        children[count++] = child;
    }
    while (count-- && !maker->failed)
        next = make(maker, children[count], next);
    return next;
}

/* The state from which a tree is matched and then goes on at `next`. The parser bounds the depth. */
static uint16_t make(struct maker *maker, const struct ast *ast, uint16_t next)
{
    uint16_t start;

    if (maker->failed)
        return 0;
    switch (ast->kind) {
    case AST_EMPTY:
        return next;
    case AST_CLASS:
        return make_class(maker, ast, next);
    case AST_SEQUENCE:
        return make_sequence(maker, ast->child, next);
    case AST_CHOICE:
        start = make(maker, ast->child, next);
        for (const struct ast *child = ast->child->next; child && !maker->failed; child = child->next)
            start = split(maker, start, make(maker, child, next));
        return start;
    case AST_REPEAT:
        return make_repeat(maker, ast, next);
    case AST_GROUP:
        return make(maker, ast->child, next);
    case AST_TEXT_START:
        return add_step(maker, (struct step){.kind = STEP_START, .next = next});
    case AST_TEXT_END:
        return add_step(maker, (struct step){.kind = STEP_END, .next = next});
    default:
        maker->failed = true;
        return 0;
    }
}

uint16_t d1_regex_steps_make(struct maker *maker, const struct ast *root)
{
    maker->count = 0;
    maker->failed = false;
    return make(maker, root, add_step(maker, (struct step){.kind = STEP_MATCH}));
}
