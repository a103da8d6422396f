/*
 * A nondeterministic automaton over bytes, made of the tree of a pattern that is regular in the strict sense: steps
 * that lead to others by their number. A match begins anywhere, so that the automaton of automaton.c takes up the first
 * step again before each byte.
 */
#ifndef D1_REGEX_STEPS_H
#define D1_REGEX_STEPS_H

#include "regex/ast.h"

enum { STEPS_MAX = 1000 };

enum step_kind {
    STEP_BYTES, /* takes a byte from first to last */
    STEP_SPLIT, /* goes on at next and at other */
    STEP_START, /* holds at the start of the text */
    STEP_END,   /* ... and at its end */
    STEP_MATCH
};

struct step {
    uint8_t kind;         /* enum step_kind */
    uint8_t first, last;  /* STEP_BYTES */
    uint16_t next, other; /* numbers of steps */
};

/* Steps that are being made. Large: what is not used of it is not written either. */
struct maker {
    struct step steps[STEPS_MAX];
    uint32_t count;
    bool failed; /* not regular, or too large */
};

/*
 * Makes the steps of a pattern and returns the number of the first. maker->failed tells of patterns that need more than
 * the memory of a state (references, looking around, properties of Unicode, matching without regard to case), and of
 * those of more than STEPS_MAX steps; the result then means nothing.
 */
uint16_t d1_regex_steps_make(struct maker *maker, const struct ast *root);

#endif
