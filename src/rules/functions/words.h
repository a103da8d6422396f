/*
 * A quick look for many words at once in a text, be they within others; of ASCII letters case does not matter.
 */
#ifndef D1_RULES_FUNCTIONS_WORDS_H
#define D1_RULES_FUNCTIONS_WORDS_H

#include "rules/functions/functions.h"

enum { D1_WORDS_LETTERS = 32 }; /* as far as words are told apart quickly: by the low bits, alike for both cases */

struct d1_words {
    struct d1_str *items;
    uint32_t count;
    uint64_t print;                   /* a fingerprint of all of them, never 0 */
    bool empty;                       /* one of them is */
    uint32_t *next;                   /* of each word the next of the same first letter, counted from 1 */
    uint32_t first[D1_WORDS_LETTERS]; /* by first letter; 0 where no word begins with it */
    /* By two letters with which a word begins, or goes on behind its first: a bit for each that may follow them. */
    uint32_t follow[D1_WORDS_LETTERS * D1_WORDS_LETTERS];
};

/* Takes the words of a list of strings, in the arena of the call. False with why not in *failed. */
bool d1_words_take(struct d1_words *words, struct d1_cel_call *call, struct d1_cel_value list,
                   struct d1_cel_value *failed);

/* Whether one of the words stands in a text. */
bool d1_words_found(const struct d1_words *words, struct d1_str text);

#endif
