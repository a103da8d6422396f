/*
 * Whole engagements of the bench: copies of the bases that rule examples start from, in the middle of their delivery or
 * closed, with all their kinds of artifacts. Names are made the engagement's own, and all dates are moved by whole
 * weeks so that the base's day comes to lie on BENCH_AS_OF; digests and paths of what was approved are those of the
 * copies.
 */
#ifndef D1_BENCH_MADE_WHOLE_H
#define D1_BENCH_MADE_WHOLE_H

#include <stddef.h>

/* A base, read once. */
struct bench_whole;

/* Reads the YAML files below a folder; each document becomes a file of its own. `weeks` earlier. Exits on failure. */
struct bench_whole *bench_whole_read(const char *folder, int weeks);
void bench_whole_free(struct bench_whole *whole);

/* How many artifacts each copy has. */
int bench_whole_count(const struct bench_whole *whole);

/* Writes the copy of a number beneath its folder, e-NNNN of the repository, which there is already. Exits on failure.
 */
void bench_whole_write(const struct bench_whole *whole, const char *folder, int number);

/* Copies one artifact of the base, unmoved, to a file. */
void bench_whole_copy(const struct bench_whole *whole, const char *path, const char *to);

#endif
