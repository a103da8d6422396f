/*
 * Errors: what stops an operation, as opposed to what is wrong in a user's artifact (base/problem.h).
 *
 * A function that can fail returns 0 or one of the negative codes below and fills a `struct d1_error` that the
 * caller gave, which may be NULL. The message is one sentence for people, without a final full stop and without
 * a line break, says what to do where that is known, and is shortened where it repeats a text that is too long
 * (base/text/shorten.h).
 */
#ifndef D1_BASE_ERROR_H
#define D1_BASE_ERROR_H

#include <stdarg.h>

#include "base/place.h"

struct d1_problems;

enum d1_err {
    D1_OK = 0,
    D1_ERR_MEMORY = -1,    /* an allocation failed */
    D1_ERR_USAGE = -2,     /* the caller asked for something that cannot be: bad option, bad revision, bad rule */
    D1_ERR_READ = -3,      /* a file, a repository or an object could not be read */
    D1_ERR_WRITE = -4,     /* output could not be written */
    D1_ERR_SYNTAX = -5,    /* text does not follow its grammar (expression, pattern, JSON, YAML) */
    D1_ERR_TYPE = -6,      /* an expression or schema is well-formed but wrong: type, unknown name */
    D1_ERR_LIMIT = -7,     /* a limit of base/limits.h was reached */
    D1_ERR_EVAL = -8,      /* an expression could not be evaluated */
    D1_ERR_NOT_FOUND = -9, /* what was looked for is not there */
    D1_ERR_UNKNOWN = -10,  /* an expression has no answer for want of something in the data */
    D1_ERR_AWAITED = -11   /* an expression has no answer yet: somebody has still to do something about the change */
};

/*
 * All zero bytes is "no error". The error owns its texts, since it outlives what failed: a rule that cannot be used is
 * freed with all that was loaded before anybody reads why.
 */
struct d1_error {
    int code;
    char *message; /* NULL when even the message could not be allocated */
    struct d1_place place;
    char *path;            /* what place.path points to */
    struct d1_error *next; /* what else stops the operation, where several things were looked for at once; owned */
};

/* Replaces what error held and returns code, so that `return d1_error_set(...)` reads well. error may be NULL. */
int d1_error_set(struct d1_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int d1_error_vset(struct d1_error *error, int code, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Like d1_error_set, with the place the message is about. */
int d1_error_at(struct d1_error *error, int code, struct d1_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Says what place the error that is set is about; the path is copied. error may be NULL. */
void d1_error_place(struct d1_error *error, struct d1_place place);

/* Replaces what error held by the problems of a list, one behind the other; there is at least one. Returns code. */
int d1_error_problems(struct d1_error *error, int code, const struct d1_problems *problems);

/* Sets "out of memory" and returns D1_ERR_MEMORY. */
int d1_error_memory(struct d1_error *error);

/* Puts "text: " before the message. */
void d1_error_prefix(struct d1_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The message, or a fixed text when there is none; never NULL. */
const char *d1_error_message(const struct d1_error *error);

/* Frees the texts; error is "no error" again. */
void d1_error_clear(struct d1_error *error);

#endif
