/*
 * Problems: what is wrong in the content of a file. A reader appends them to a list and goes on; the list owns
 * the texts. Problems never stop a run.
 */
#ifndef D1_BASE_PROBLEM_H
#define D1_BASE_PROBLEM_H

#include <stddef.h>

#include "base/place.h"
#include "base/vec.h"

struct d1_problem {
    const char *code;        /* short stable name in kebab-case ("duplicate-key"); a string constant */
    struct d1_place place;   /* place.path is filled in by whoever knows the file */
    struct d1_place related; /* a second place (the first of two equal keys); line 0 when there is none */
    char *text;              /* one sentence for people, without a final full stop; owned by the list */
};

/* All zero bytes is an empty list. */
struct d1_problems {
    D1_VEC_MEMBERS(struct d1_problem);
};

/* Appends a problem. Returns 0 or D1_ERR_MEMORY, and then the list is as before. */
int d1_problems_add(struct d1_problems *list, const char *code, struct d1_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts them in the order of files and places, and lets what is said twice of a place stand once. */
void d1_problems_sort(struct d1_problems *list);

/* Frees the texts and the list. */
void d1_problems_release(struct d1_problems *list);

#endif
