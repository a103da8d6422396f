/*
 * A deterministic automaton over bytes, made from the tree by way of a nondeterministic one (Thompson's construction,
 * then sets of its states). Patterns that need more than memory of a state (references, looking around, properties of
 * Unicode, matching without regard to case) and automata that would grow large are left to PCRE2.
 */
#include "regex/ast.h"

#include <string.h>

#include "base/alloc.h"

enum {
    STATES_MAX = 1000,    /* of the nondeterministic automaton */
    SETS_MAX = 400,       /* states of the deterministic one */
    CELLS_MAX = 16 * 1024 /* of its table */
};

/* Where the deterministic automaton can stop. */
enum { ACCEPT = 0xffff, DEAD = 0xfffe };

struct automaton {
    uint8_t class_of[256]; /* bytes that no transition tells apart are one class */
    uint32_t classes;
    uint32_t states;
    uint16_t *table;    /* state and class → state, ACCEPT or DEAD */
    uint8_t *at_end;    /* whether the text may end in the state */
    bool accepts_start; /* matches before the first byte */
};

/* ---- the nondeterministic automaton ---- */

enum step_kind { STEP_BYTES, STEP_SPLIT, STEP_START, STEP_END, STEP_MATCH };

struct step {
    uint8_t kind;
    uint8_t first, last; /* STEP_BYTES */
    uint16_t next, other;
};

struct maker {
    struct step steps[STATES_MAX];
    uint32_t count;
    bool failed; /* not regular, or too large */
};

static uint16_t add_step(struct maker *maker, struct step step)
{
    if (maker->count == STATES_MAX) {
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
    const struct ast *children[STATES_MAX];
    size_t count = 0;

    for (; child; child = child->next) {
        if (count == STATES_MAX) {
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

/* ---- the deterministic automaton ---- */

struct set {
    uint16_t *states; /* states that wait for a byte or for the end of the text, in rising order */
    uint32_t count;
    bool accepts, accepts_at_end;
};

struct builder {
    const struct maker *maker;
    struct automaton *automaton;
    uint16_t start; /* of the nondeterministic automaton */
    struct d1_arena arena;
    struct set sets[SETS_MAX];
    uint8_t seen[STATES_MAX];
    uint16_t stack[2 * STATES_MAX];
    size_t depth;
};

static void push(struct builder *builder, uint16_t state)
{
    if (!builder->seen[state]) {
        builder->seen[state] = 1;
        builder->stack[builder->depth++] = state;
    }
}

/* Marks all states that can be reached without a byte from those on the stack. Returns whether a match is among them.
 */
static bool close_set(struct builder *builder, bool at_start, bool at_end)
{
    bool accepts = false;

    while (builder->depth) {
        const struct step *step = &builder->maker->steps[builder->stack[--builder->depth]];

        switch ((enum step_kind)step->kind) {
        case STEP_SPLIT:
            push(builder, step->next);
            push(builder, step->other);
            break;
        case STEP_START:
            if (at_start)
                push(builder, step->next);
            break;
        case STEP_END:
            if (at_end)
                push(builder, step->next);
            break;
        case STEP_MATCH:
            accepts = true;
            break;
        case STEP_BYTES:
            break;
        }
    }
    return accepts;
}

/* Makes a set of the states that are marked; false when memory is short. */
static bool collect(struct builder *builder, struct set *set, bool at_start)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < builder->maker->count; i++)
        count += builder->seen[i] &&
                 (builder->maker->steps[i].kind == STEP_BYTES || builder->maker->steps[i].kind == STEP_END);
    set->states = d1_arena_alloc(&builder->arena, count * sizeof *set->states);
    if (!set->states)
        return false;
    set->count = 0;
    for (uint16_t i = 0; i < builder->maker->count; i++)
        if (builder->seen[i] &&
            (builder->maker->steps[i].kind == STEP_BYTES || builder->maker->steps[i].kind == STEP_END))
            set->states[set->count++] = i;
    memset(builder->seen, 0, sizeof builder->seen);
    for (uint32_t i = 0; i < set->count; i++)
        push(builder, set->states[i]);
    set->accepts_at_end = close_set(builder, at_start, true) || set->accepts;
    memset(builder->seen, 0, sizeof builder->seen);
    return true;
}

static bool same_set(const struct set *a, const struct set *b)
{
    return a->count == b->count && a->accepts == b->accepts &&
           (!a->count || memcmp(a->states, b->states, a->count * sizeof *a->states) == 0);
}

/* The number of a set among those known, adding it when it is new. The first set, before the text, is never reused. */
static uint32_t number_of(struct builder *builder, const struct set *set)
{
    struct automaton *automaton = builder->automaton;

    for (uint32_t i = 1; i < automaton->states; i++)
        if (same_set(&builder->sets[i], set))
            return i;
    if (automaton->states == SETS_MAX || (automaton->states + 1) * automaton->classes > CELLS_MAX)
        return DEAD;
    builder->sets[automaton->states] = *set;
    return automaton->states++;
}

/* Bytes that every transition takes or refuses together are of one class; representatives go to `members`. */
static void classify(struct automaton *automaton, const struct maker *maker, uint8_t members[256])
{
    uint8_t begins[257] = {0};

    for (uint32_t i = 0; i < maker->count; i++)
        if (maker->steps[i].kind == STEP_BYTES) {
            begins[maker->steps[i].first] = 1;
            begins[maker->steps[i].last + 1] = 1;
        }
    automaton->classes = 1;
    members[0] = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte && begins[byte])
            members[automaton->classes++] = (uint8_t)byte;
        automaton->class_of[byte] = (uint8_t)(automaton->classes - 1);
    }
}

/* Where a set goes with a byte; a match may also begin behind it. False when memory is short. */
static bool follow(struct builder *builder, const struct set *set, uint8_t byte, struct set *next)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const struct step *step = &builder->maker->steps[set->states[i]];

        if (step->kind == STEP_BYTES && step->first <= byte && byte <= step->last)
            push(builder, step->next);
    }
    push(builder, builder->start);
    next->accepts = close_set(builder, false, false);
    return collect(builder, next, false);
}

/* Returns 1 when the table is complete, 0 when it would be too large, -1 when memory is short. */
static int fill_table(struct builder *builder)
{
    struct automaton *automaton = builder->automaton;
    uint8_t members[256];

    classify(automaton, builder->maker, members);
    automaton->table = d1_malloc(CELLS_MAX * sizeof *automaton->table);
    if (!automaton->table)
        return -1;
    push(builder, builder->start);
    builder->sets[0].accepts = close_set(builder, true, false);
    automaton->states = 1;
    if (!collect(builder, &builder->sets[0], true))
        return -1;
    for (uint32_t state = 0; state < automaton->states; state++)
        for (uint32_t class = 0; class < automaton->classes; class ++) {
            uint16_t *cell = &automaton->table[state * automaton->classes + class];
            struct set next = {0};
            uint32_t number;

            if (!follow(builder, &builder->sets[state], members[class], &next))
                return -1;
            if (next.accepts) {
                *cell = ACCEPT;
                continue;
            }
            number = number_of(builder, &next);
            if (number == DEAD)
                return 0;
            /* Nothing waits and nothing can begin any more. */
            *cell = next.count ? (uint16_t)number : DEAD;
        }
    return 1;
}

static int finish(struct builder *builder)
{
    struct automaton *automaton = builder->automaton;
    uint16_t *table;

    automaton->at_end = d1_malloc(automaton->states);
    if (!automaton->at_end)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < automaton->states; i++)
        automaton->at_end[i] = builder->sets[i].accepts_at_end;
    automaton->accepts_start = builder->sets[0].accepts;
    table = d1_realloc(automaton->table, (size_t)automaton->states * automaton->classes * sizeof *table);
    if (!table)
        return D1_ERR_MEMORY;
    automaton->table = table;
    return 0;
}

int d1_automaton_build(struct automaton **out, const struct parsed *parsed)
{
    struct maker *maker = d1_malloc(sizeof *maker);
    struct builder *builder = d1_calloc(1, sizeof *builder);
    struct automaton *automaton = d1_calloc(1, sizeof *automaton);
    int rc = D1_ERR_MEMORY, filled;

    *out = NULL;
    if (!maker || !builder || !automaton)
        goto done;
    maker->count = 0;
    maker->failed = false;
    builder->maker = maker;
    builder->automaton = automaton;
    builder->start = make(maker, parsed->root, add_step(maker, (struct step){.kind = STEP_MATCH}));
    rc = 0;
    if (maker->failed)
        goto done;
    filled = fill_table(builder);
    rc = filled < 0 ? D1_ERR_MEMORY : 0;
    if (filled > 0)
        rc = finish(builder);
    if (filled > 0 && rc == 0) {
        *out = automaton;
        automaton = NULL;
    }
done:
    if (builder)
        d1_arena_release(&builder->arena);
    d1_automaton_free(automaton);
    d1_free(builder);
    d1_free(maker);
    return rc;
}

void d1_automaton_free(struct automaton *automaton)
{
    if (!automaton)
        return;
    d1_free(automaton->table);
    d1_free(automaton->at_end);
    d1_free(automaton);
}

bool d1_automaton_test(const struct automaton *automaton, struct d1_str text)
{
    const uint16_t *table = automaton->table;
    uint32_t classes = automaton->classes, state = 0;

    if (automaton->accepts_start)
        return true;
    for (size_t i = 0; i < text.len; i++) {
        state = table[state * classes + automaton->class_of[(unsigned char)text.ptr[i]]];
        if (state >= DEAD)
            return state == ACCEPT;
    }
    return automaton->at_end[state];
}
