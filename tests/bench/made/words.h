/* Words, names and sentences for the bench's artifacts: the same key always gives the same text. */
#ifndef D1_BENCH_MADE_WORDS_H
#define D1_BENCH_MADE_WORDS_H

#include <stdint.h>
#include <stdio.h>

/* A number that looks random, below `below`, made of two keys. */
unsigned bench_pick(uint64_t key, uint64_t salt, unsigned below);

/* Writes `count` words as a phrase without quotes, capital first; it holds no character that YAML gives a meaning. */
void bench_phrase(FILE *out, uint64_t key, int count);

/* First and last name of person i (0 .. 39) of an engagement; the first names of one engagement all differ. */
const char *bench_first_name(int engagement, int i);
const char *bench_last_name(int engagement, int i);

#endif
