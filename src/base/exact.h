/*
 * Exact decimal arithmetic for money, shares and means: what base/decimal.h compares, this adds and multiplies. A
 * number has at most D1_LIMIT_EXACT_DIGITS digits; nothing is ever rounded but what d1_exact_quotient writes.
 *
 * A number is a plain value whose digits lie in the arena it was made in. All zero bytes is the number 0.
 */
#ifndef D1_BASE_EXACT_H
#define D1_BASE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/str.h"

/* digits[i] counts 10^(i - scale); neither end is a zero that could be left out. Of 0 there are none. */
struct d1_exact {
    bool negative;
    uint32_t scale; /* digits behind the point */
    uint32_t len;
    const uint8_t *digits; /* 0 to 9, the lowest first */
};

/*
 * All of these return 0 with *result, or leave it alone and return D1_ERR_LIMIT (too many digits) or D1_ERR_MEMORY.
 * result may be an operand.
 */

/* The text of a number as base/decimal.h reads it; D1_ERR_SYNTAX for another one. */
int d1_exact_parse(struct d1_exact *result, struct d1_str text, struct d1_arena *arena);
int d1_exact_add(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b, struct d1_arena *arena);
int d1_exact_subtract(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b,
                      struct d1_arena *arena);
int d1_exact_multiply(struct d1_exact *result, const struct d1_exact *a, const struct d1_exact *b,
                      struct d1_arena *arena);

/* Negative, 0 or positive. */
int d1_exact_cmp(const struct d1_exact *a, const struct d1_exact *b);

/* "-1234.5", in the arena; ptr is NULL when memory is short. */
struct d1_str d1_exact_text(const struct d1_exact *number, struct d1_arena *arena);

/*
 * a divided by b, with so many digits behind the point, rounded (a half away from 0): "33.3", "-4.0". digits is at
 * most 20. The text lies in the arena; its ptr is NULL when b is 0 or memory is short.
 */
struct d1_str d1_exact_quotient(const struct d1_exact *a, const struct d1_exact *b, unsigned digits,
                                struct d1_arena *arena);

#endif
