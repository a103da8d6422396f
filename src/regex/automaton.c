/*
 * A deterministic automaton over bytes, whose states are sets of the steps of a nondeterministic one (steps.h). Its
 * states and transitions are made when a text first needs them, so that a pattern costs little before it is used much;
 * what is made is published atomically, and threads share it. When it would grow too large the rest of the text is run
 * by the nondeterministic one, which is slower and linear all the same.
 *
 * Linear with a factor: a set may have as many states as the pattern has, for each byte of the text. So the visits of
 * states are counted, and counted alike by both: what a transition visited when it was made is kept with it. Whether a
 * text is given up thus depends on the pattern and the text alone, not on what other texts or threads were before.
 *
 * Patterns that have no steps are left to PCRE2.
 */
#include "regex/steps.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/vec.h"

enum { SETS_MAX = 256 }; /* states */

/* ---- states ---- */

struct state;

/* Where a class of bytes leads from a state. */
struct transition {
    _Atomic(const struct state *) to; /* NULL where it is not known yet */
    uint32_t visits; /* states of the nondeterministic automaton on the way; holds once `to` is known */
};

/* A state: the steps that wait for a byte, or for the end of the text, in rising order; and where each class leads. */
struct state {
    const uint16_t *steps;
    uint32_t count;
    uint32_t bucket_next; /* number plus 1 of the next state whose steps have this hash, among its automaton's */
    bool at_end;          /* whether the text may end here */
    struct transition next[];
};

/* A match was found; none can be found any more. */
static const struct state accept, dead;

struct automaton {
    struct step *steps;
    uint32_t count;
    uint16_t start;        /* the first step */
    uint8_t class_of[256]; /* bytes that no step tells apart are one class */
    uint8_t members[256];  /* a byte of each class */
    uint32_t classes;
    bool accepts_start; /* matches before the first byte */
    struct state *first;

    pthread_mutex_t lock; /* for what follows, and for making states */
    struct d1_arena arena;
    D1_VEC(struct state *) states; /* SETS_MAX at most */
    uint32_t buckets[SETS_MAX];    /* number plus 1 of the first state of a hash */
};

/* A set of steps under construction. */
struct sets {
    uint16_t stack[STEPS_MAX];
    uint8_t seen[STEPS_MAX];
    uint16_t found[STEPS_MAX]; /* those that were seen and wait for something */
    uint32_t depth, count;
    uint32_t visits; /* of steps, since the set was begun */
};

static void push(struct sets *sets, uint16_t step)
{
    if (!sets->seen[step]) {
        sets->seen[step] = 1;
        sets->stack[sets->depth++] = step;
    }
}

/*
 * Finds all steps that can be reached without a byte from those on the stack. Those that wait are added to `found`.
 * Returns whether a match is among them.
 */
static bool close_set(const struct automaton *automaton, struct sets *sets, bool at_start, bool at_end)
{
    bool accepts = false;

    while (sets->depth) {
        uint16_t number = sets->stack[--sets->depth];
        const struct step *step = &automaton->steps[number];

        sets->visits++;
        switch ((enum step_kind)step->kind) {
        case STEP_SPLIT:
            push(sets, step->other);
            push(sets, step->next);
            break;
        case STEP_START:
            if (at_start)
                push(sets, step->next);
            break;
        case STEP_END:
            if (at_end)
                push(sets, step->next);
            else
                sets->found[sets->count++] = number;
            break;
        case STEP_BYTES:
            sets->found[sets->count++] = number;
            break;
        case STEP_MATCH:
            accepts = true;
            break;
        }
    }
    return accepts;
}

static void begin_set(const struct automaton *automaton, struct sets *sets)
{
    memset(sets->seen, 0, automaton->count);
    sets->depth = sets->count = sets->visits = 0;
}

/* Whether the text may end where these steps wait. Uses the set under construction. */
static bool ends_well(const struct automaton *automaton, struct sets *sets, const uint16_t *steps, uint32_t count,
                      bool at_start)
{
    begin_set(automaton, sets);
    for (uint32_t i = 0; i < count; i++)
        if (automaton->steps[steps[i]].kind == STEP_END)
            push(sets, steps[i]);
    return sets->depth && close_set(automaton, sets, at_start, true);
}

/* The steps that wait behind a byte; a match may also begin there. Returns whether one has been found. */
static bool follow(const struct automaton *automaton, struct sets *sets, const uint16_t *steps, uint32_t count,
                   uint8_t byte)
{
    begin_set(automaton, sets);
    sets->visits = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct step *step = &automaton->steps[steps[i]];

        if (step->kind == STEP_BYTES && step->first <= byte && byte <= step->last)
            push(sets, step->next);
    }
    push(sets, automaton->start);
    return close_set(automaton, sets, false, false);
}

/* The steps found in rising order; the longer they are, the nearer they come to all that there are. */
static void sort(const struct automaton *automaton, struct sets *sets)
{
    uint8_t waits[STEPS_MAX];
    uint32_t count = 0;

    memset(waits, 0, automaton->count);
    for (uint32_t i = 0; i < sets->count; i++)
        waits[sets->found[i]] = 1;
    for (uint32_t i = 0; i < automaton->count && count < sets->count; i++)
        if (waits[i])
            sets->found[count++] = (uint16_t)i;
}

static uint32_t bucket_of(const struct sets *sets)
{
    uint32_t hash = 0;

    for (uint32_t i = 0; i < sets->count; i++)
        hash = (hash ^ sets->found[i]) * 0x9e3779b1u;
    return hash >> 24 & (SETS_MAX - 1);
}

/* A new state of the steps found; NULL when memory is short. */
static struct state *state_new(struct automaton *automaton, struct sets *sets, bool at_start)
{
    uint32_t count = sets->count;
    struct state *state =
        d1_arena_calloc(&automaton->arena, 1, sizeof *state + automaton->classes * sizeof *state->next);
    uint16_t *steps = d1_arena_alloc(&automaton->arena, count * sizeof *steps);

    if (!state || !steps)
        return NULL;
    if (count)
        memcpy(steps, sets->found, count * sizeof *steps);
    state->steps = steps;
    state->count = count;
    state->at_end = ends_well(automaton, sets, steps, count, at_start);
    return state;
}

/* The state of the steps found, among those there are or new; NULL when there is no room or no memory for it. */
static const struct state *state_of(struct automaton *automaton, struct sets *sets)
{
    uint32_t *bucket;
    struct state *state;

    sort(automaton, sets);
    bucket = &automaton->buckets[bucket_of(sets)];
    for (uint32_t number = *bucket; number; number = state->bucket_next) {
        state = automaton->states.items[number - 1];
        if (state->count == sets->count && !memcmp(state->steps, sets->found, sets->count * sizeof *state->steps))
            return state;
    }
    if (automaton->states.len == SETS_MAX)
        return NULL;
    state = state_new(automaton, sets, false);
    if (!state || d1_vec_push(&automaton->states, state) < 0)
        return NULL;
    state->bucket_next = *bucket;
    *bucket = (uint32_t)automaton->states.len;
    return state;
}

/* Where a state leads with a class of bytes; NULL when there is no room or no memory to know it. */
static const struct state *make_next(struct automaton *automaton, const struct state *state, unsigned class)
{
    /* States are constant but for their transitions, which only this function changes. */
    struct state *from = (struct state *)(uintptr_t)state;
    const struct state *next;
    struct sets sets;

    pthread_mutex_lock(&automaton->lock);
    next = atomic_load_explicit(&from->next[class].to, memory_order_relaxed);
    if (!next) {
        bool found = follow(automaton, &sets, state->steps, state->count, automaton->members[class]);

        from->next[class].visits = sets.visits;
        /* Where nothing waits nothing can begin any more either. */
        next = found ? &accept : !sets.count ? &dead : state_of(automaton, &sets);
        atomic_store_explicit(&from->next[class].to, next, memory_order_release);
    }
    pthread_mutex_unlock(&automaton->lock);
    return next;
}

/* The rest of a text by the nondeterministic automaton. */
static enum d1_regex_result simulate(const struct automaton *automaton, const struct state *state, struct d1_str text,
                                     uint64_t *visits, uint64_t most)
{
    struct sets sets;
    uint16_t waiting[STEPS_MAX];
    uint32_t count = state->count;

    memcpy(waiting, state->steps, count * sizeof *waiting);
    for (size_t i = 0; i < text.len; i++) {
        if (*visits > most)
            return D1_REGEX_LIMIT;
        if (follow(automaton, &sets, waiting, count, (uint8_t)text.ptr[i]))
            return D1_REGEX_MATCH;
        count = sets.count;
        *visits += sets.visits;
        if (!count)
            return D1_REGEX_NO_MATCH;
        memcpy(waiting, sets.found, count * sizeof *waiting);
    }
    return ends_well(automaton, &sets, waiting, count, false) ? D1_REGEX_MATCH : D1_REGEX_NO_MATCH;
}

enum d1_regex_result d1_regex_automaton_test(struct automaton *automaton, struct d1_str text, uint64_t *visits,
                                             uint64_t most)
{
    const struct state *state = automaton->first;
    uint64_t visited = 0;

    *visits = 0;
    if (automaton->accepts_start)
        return D1_REGEX_MATCH;
    for (size_t i = 0; i < text.len; i++) {
        unsigned class = automaton->class_of[(unsigned char)text.ptr[i]];
        const struct transition *transition = &state->next[class];
        const struct state *next = atomic_load_explicit(&transition->to, memory_order_acquire);

        *visits = visited;
        if (visited > most)
            return D1_REGEX_LIMIT;
        if (!next)
            next = make_next(automaton, state, class);
        if (!next)
            return simulate(automaton, state, d1_str_sub(text, i, text.len), visits, most);
        if (next == &accept || next == &dead)
            return next == &accept ? D1_REGEX_MATCH : D1_REGEX_NO_MATCH;
        visited += transition->visits;
        state = next;
    }
    *visits = visited;
    return state->at_end ? D1_REGEX_MATCH : D1_REGEX_NO_MATCH;
}

/* ---- making and freeing ---- */

/* Bytes that every step takes or refuses together are of one class. */
static void classify(struct automaton *automaton)
{
    uint8_t begins[257] = {0};

    for (uint32_t i = 0; i < automaton->count; i++)
        if (automaton->steps[i].kind == STEP_BYTES) {
            begins[automaton->steps[i].first] = 1;
            begins[automaton->steps[i].last + 1] = 1;
        }
    automaton->classes = 1;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte && begins[byte])
            automaton->members[automaton->classes++] = (uint8_t)byte;
        automaton->class_of[byte] = (uint8_t)(automaton->classes - 1);
    }
}

/* The state before the text is its own: there the text's start can be passed. */
static bool make_first(struct automaton *automaton)
{
    struct sets sets;

    begin_set(automaton, &sets);
    push(&sets, automaton->start);
    automaton->accepts_start = close_set(automaton, &sets, true, false);
    automaton->first = state_new(automaton, &sets, true);
    return automaton->first != NULL;
}

/* The automaton of steps that were made; NULL when memory is short. */
static struct automaton *automaton_new(const struct maker *maker, uint16_t start)
{
    struct automaton *automaton = d1_calloc(1, sizeof *automaton);

    if (!automaton)
        return NULL;
    pthread_mutex_init(&automaton->lock, NULL);
    automaton->start = start;
    automaton->count = maker->count;
    automaton->steps = d1_malloc(maker->count * sizeof *automaton->steps);
    if (automaton->steps) {
        memcpy(automaton->steps, maker->steps, maker->count * sizeof *automaton->steps);
        classify(automaton);
        if (make_first(automaton))
            return automaton;
    }
    d1_regex_automaton_free(automaton);
    return NULL;
}

int d1_regex_automaton_build(struct automaton **out, const struct parsed *parsed)
{
    struct maker maker;
    uint16_t start = d1_regex_steps_make(&maker, parsed->root);

    *out = maker.failed ? NULL : automaton_new(&maker, start);
    return !maker.failed && !*out ? D1_ERR_MEMORY : 0;
}

void d1_regex_automaton_free(struct automaton *automaton)
{
    if (!automaton)
        return;
    pthread_mutex_destroy(&automaton->lock);
    d1_arena_release(&automaton->arena);
    d1_free(automaton->steps);
    d1_vec_release(&automaton->states);
    d1_free(automaton);
}
