/*
 * Functions that expressions may call. One C function and one row of a table are one overload:
 *
 *     static struct d1_cel_value size_of_list(struct d1_cel_call *call, const struct d1_cel_value *args) ...
 *
 *     static const struct d1_cel_overload rows[] = {
 *         {"size", D1_CEL_BOTH, {D1_CEL_T(LIST)}, D1_CEL_T(INT), size_of_list, "Number of items."},
 *
 * A name with dots ("math.greatest") is a global function in a namespace. Overloads of one name differ in the number
 * of arguments or in their kinds; where argument types are dyn the overload is chosen at run time by the kinds of
 * the values. Rows are borrowed and must outlive the environment; they may be static.
 */
#ifndef D1_CEL_FUNCTION_H
#define D1_CEL_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cel/type.h"
#include "cel/value.h"

struct d1_cel_run;
struct d1_cel_expr;

/* What a C function is given besides its arguments. Borrowed for the call. */
struct d1_cel_call {
    struct d1_arena *arena; /* for the result and for what it needs: lives at least as long as the result is used */
    void *user;             /* `user` of the struct d1_cel_context of this evaluation */
    void *env_user;         /* what d1_cel_env_user gave */
    const struct d1_cel_overload *overload; /* the row that was chosen */
    size_t count;                           /* number of arguments; the receiver is the first */
    struct d1_cel_run *run;                 /* private */
    const struct d1_cel_expr *expr;         /* private */
};

/*
 * Computes the result. Arguments are never ERROR and have the kinds of the row; what lists and maps hold is not
 * looked at, so a function of list(string) checks its items. Errors are returned as values
 * (d1_cel_fail); a result that is an argument or a part of one keeps its place in the document by itself.
 */
typedef struct d1_cel_value d1_cel_function(struct d1_cel_call *call, const struct d1_cel_value *args);

enum {
    D1_CEL_GLOBAL = 0,        /* f(a, b) */
    D1_CEL_RECEIVER = 1 << 0, /* a.f(b): the receiver is the first parameter */
    D1_CEL_BOTH = 1 << 1,     /* either */
    D1_CEL_VARIADIC = 1 << 2, /* the last parameter may be repeated, up to D1_CEL_VARIADIC_MAX arguments in all */
    D1_CEL_USER = 1 << 3,     /* reads `user`, which there is none of at compile time: it is not called then */
    D1_CEL_BOUNDED = 1 << 8,  /* with USER: what it reads there is told by its arguments and its name (cel.h, `wide`) */
    D1_CEL_FILE = 1 << 9,     /* with both: among it is a file that its arguments name (cel.h, `files`) */
    D1_CEL_LATE = 1 << 7,     /* reads what only the machine that evaluates knows: it is not called at compile time */
    D1_CEL_LITERAL = 1 << 4,  /* a call with literal arguments that fails is an error at compile time */
    D1_CEL_PATTERN = 1 << 5,  /* the second argument is a regular expression of RE2; a literal one is compiled once */
    D1_CEL_FALLBACK = 1 << 6  /* of two arguments: the first is an optional, and the second is evaluated only where it
                                 holds nothing; where it holds a value the second is null */
};

enum { D1_CEL_PARAMS = 5, D1_CEL_VARIADIC_MAX = 64 };

struct d1_cel_overload {
    const char *name;
    unsigned flags;
    const struct d1_cel_type *params[D1_CEL_PARAMS]; /* NULL behind the last */
    const struct d1_cel_type *result;
    d1_cel_function *call; /* NULL: declared, but it cannot be called; for checking only */
    const char *doc;       /* one sentence for the list of functions; NULL leaves the row out of it */
};

/* Whether what it answers hangs on more of what the caller lends than its arguments and its name tell. */
static inline bool d1_cel_overload_is_wide(const struct d1_cel_overload *overload)
{
    return (overload->flags & (D1_CEL_USER | D1_CEL_BOUNDED)) == D1_CEL_USER;
}

/*
 * An ERROR value of a code with a message (one sentence, no final full stop):
 *   fail          D1_ERR_EVAL, the expression is faulty
 *   fail_unknown  D1_ERR_UNKNOWN, the data does not tell; like the first it counts only where nothing else decides:
 *                 `unknown || true` is true
 *   fail_awaited  D1_ERR_AWAITED, it is still to come, as the message says; else as the second
 *   fail_limit    D1_ERR_LIMIT, which ends the evaluation whatever else would decide: the expression could not be
 *                 judged, whatever the data
 */
struct d1_cel_value d1_cel_fail_as(struct d1_cel_call *call, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define d1_cel_fail(call, ...) d1_cel_fail_as(call, D1_ERR_EVAL, __VA_ARGS__)
#define d1_cel_fail_unknown(call, ...) d1_cel_fail_as(call, D1_ERR_UNKNOWN, __VA_ARGS__)
#define d1_cel_fail_awaited(call, ...) d1_cel_fail_as(call, D1_ERR_AWAITED, __VA_ARGS__)
#define d1_cel_fail_limit(call, ...) d1_cel_fail_as(call, D1_ERR_LIMIT, __VA_ARGS__)

/* The ERROR value for a failed allocation in call->arena: the memory limit, or memory itself. */
struct d1_cel_value d1_cel_fail_alloc(struct d1_cel_call *call);

/*
 * Counts work that grows with the data, one for about each item looked at or ten bytes read. False when the limit
 * is reached: the function then returns d1_cel_fail_cost(call) at once.
 */
bool d1_cel_charge(struct d1_cel_call *call, uint64_t cost);
struct d1_cel_value d1_cel_fail_cost(struct d1_cel_call *call);

#endif
