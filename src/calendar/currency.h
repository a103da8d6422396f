/*
 * Currencies of ISO 4217: the active codes of list one, funds and precious metals included, without XTS (testing)
 * and XXX (no currency).
 */
#ifndef D1_CALENDAR_CURRENCY_H
#define D1_CALENDAR_CURRENCY_H

#include <stddef.h>

#include "base/str.h"

struct d1_currency {
    char code[4];      /* three capital letters and a NUL */
    signed char minor; /* digits after the decimal point; -1 where ISO 4217 gives none ("N.A.": gold, SDR ...) */
};

/* The currency of a code, in capitals, or NULL. Static. */
const struct d1_currency *d1_currency_find(struct d1_str code);

/* All of them in the order of their codes. */
const struct d1_currency *d1_currencies(size_t *count);

#endif
