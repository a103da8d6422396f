/* YAML documents made at random, in every style that edits must get along with. */
#ifndef D1_TESTS_EDIT_GENERATE_H
#define D1_TESTS_EDIT_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text/strbuf.h"

/* A sequence of numbers that begins anew with the same state. */
struct random {
    uint64_t state;
};

/* One of 0 .. below - 1. */
unsigned random_below(struct random *random, unsigned below);

/*
 * Appends a stream of one or two documents: mappings and lists in lines and in brackets, one in the other, with scalars
 * in all quotes, blocks and several lines, with comments wherever one may stand, indented by 1 to 4 columns, with line
 * ends of either kind. Each key, scalar and comment has a number of its own, so that none is mistaken for another: a
 * comment is "# c7.".
 */
void generate_yaml(struct d1_strbuf *out, struct random *random);

#endif
