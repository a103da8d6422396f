/*
 * Decimal numbers by their exact value, as text says them: [-+]digits[.digits][e[-+]digits]. No limit on digits.
 * An exponent beyond 64 bits is clamped, which no text of a few megabytes can tell from the truth.
 */
#ifndef D1_BASE_DECIMAL_H
#define D1_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* value = sign * 0.d1 d2 d3 ... * 10^exponent, where d1 is not zero; zero has no digits. */
struct d1_decimal {
    bool negative;
    struct d1_str digits; /* from the first to the last digit that is not zero; may hold one '.', which is skipped */
    size_t count;         /* digits in it, without the '.' */
    int64_t exponent;
};

/* False when the text is no number of the form above. decimal borrows text. */
bool d1_decimal_parse(struct d1_str text, struct d1_decimal *decimal);

/* Negative, 0 or positive. */
int d1_decimal_cmp(const struct d1_decimal *a, const struct d1_decimal *b);

/* Whether the value is an integer (1.0 and 10e-1 are). */
bool d1_decimal_is_integer(const struct d1_decimal *decimal);

/*
 * Whether the value is an integer times the divisor, which must not be zero: 1 or 0; D1_ERR_LIMIT when that would take
 * more than *steps, D1_ERR_MEMORY. *steps receives what is left of them; a step is a digit gone over. They grow with
 * the product of the digits of both, beyond a divisor of 18 digits.
 */
int d1_decimal_is_multiple(const struct d1_decimal *value, const struct d1_decimal *divisor, uint64_t *steps);

#endif
