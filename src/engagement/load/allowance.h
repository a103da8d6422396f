/*
 * What all files of a snapshot together may come to. Each by itself is within its limits, but one blob of git can stand
 * at a million paths. Threads take what they read; when more is taken than there is, no more is read, and loading fails
 * as a whole: which files would be left out must not depend on threads.
 */
#ifndef D1_ENGAGEMENT_LOAD_ALLOWANCE_H
#define D1_ENGAGEMENT_LOAD_ALLOWANCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What was taken; all zero bytes is nothing. */
struct d1_allowance {
    atomic_size_t bytes, artifacts, faults;
};

/* Takes from it; any thread. Returns whether it was there. */
bool d1_allowance_take(struct d1_allowance *taken, size_t bytes, size_t artifacts, size_t faults);

/* 0, or D1_ERR_LIMIT with what there is too much of. */
int d1_allowance_check(struct d1_allowance *taken, struct d1_error *error);

#endif
