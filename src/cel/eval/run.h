/*
 * Private to cel/: an evaluation in progress, and what the functions of nodes share.
 *
 * Errors are values of kind ERROR and travel upwards; `||`, `&&` and the macros built on them may absorb one. An
 * error of a limit is not absorbed: it sets `stopped`, and every node that looks at an error passes it on.
 */
#ifndef D1_CEL_EVAL_RUN_H
#define D1_CEL_EVAL_RUN_H

#include "cel/parse/ast.h"
#include "cel/value/data.h"

struct d1_cel_run {
    struct d1_arena *arena;
    struct d1_cel_activation *activation;
    struct d1_cel_value *locals;
    const struct d1_cel_program *program;
    struct d1_cel_context *context;
    void *env_user;
    uint64_t cost_left;
    uint64_t cost_limit;
    unsigned calls;                   /* functions of CEL inside one another */
    struct d1_cel_patterns *patterns; /* of the context, or this evaluation's own */
    bool stopped;
    struct d1_cel_value stop; /* the error that stopped it */
};

enum {
    D1_CEL_NESTED = 32, /* evaluations inside evaluations, and calls of CEL-bodied functions inside calls */
    D1_CEL_FRAME = 16,  /* locals kept on the C stack */
    D1_CEL_FOLD_COST = 20000,
    D1_CEL_FOLD_MEMORY = 64 * 1024
};

/* ---- patterns.c ---- */

/* The kept expression of a text, or NULL. */
const struct d1_regex *d1_cel_patterns_find(const struct d1_cel_patterns *patterns, struct d1_str text);

/* Keeps an expression, which it owns from then on, under a copy of its text. 0 or D1_ERR_MEMORY: then it is freed. */
int d1_cel_patterns_keep(struct d1_cel_patterns *patterns, struct d1_str text, struct d1_regex *regex);

/* What all of them match with; NULL when memory is short. */
struct d1_regex_scratch *d1_cel_patterns_scratch(struct d1_cel_patterns *patterns);

static inline void d1_cel_run_expr(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    expr->run(run, expr, out);
}

static inline bool d1_cel_is_error(struct d1_cel_value value)
{
    return value.kind == D1_CEL_ERROR;
}

/*
 * An error at expr (its `at` part) of a code with a message: of a faulty expression, of what the data does not tell, of
 * a limit; the last stops the evaluation.
 */
struct d1_cel_value d1_cel_run_fail_as(struct d1_cel_run *run, const struct d1_cel_expr *expr, int code,
                                       const char *format, ...) __attribute__((format(printf, 4, 5)));
struct d1_cel_value d1_cel_run_vfail(struct d1_cel_run *run, const struct d1_cel_expr *expr, int code,
                                     const char *format, va_list args) __attribute__((format(printf, 4, 0)));
#define d1_cel_run_fail(run, expr, ...) d1_cel_run_fail_as(run, expr, D1_ERR_EVAL, __VA_ARGS__)
#define d1_cel_run_limit(run, expr, ...) d1_cel_run_fail_as(run, expr, D1_ERR_LIMIT, __VA_ARGS__)

/* Limits: cost, or memory (which of memory and its limit it was is found out). */
struct d1_cel_value d1_cel_run_cost(struct d1_cel_run *run, const struct d1_cel_expr *expr);
struct d1_cel_value d1_cel_run_memory(struct d1_cel_run *run, const struct d1_cel_expr *expr);

/*
 * Gives an ERROR that came from data, a slot or a function its place in the program; other values come back as
 * they are.
 */
struct d1_cel_value d1_cel_run_settle_error(struct d1_cel_run *run, const struct d1_cel_expr *expr,
                                            struct d1_cel_value value);

static inline void d1_cel_run_settle(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *value)
{
    if (__builtin_expect(value->kind == D1_CEL_ERROR, 0))
        *value = d1_cel_run_settle_error(run, expr, *value);
}

/* Counts work; false when the limit is reached. */
static inline bool d1_cel_run_charge(struct d1_cel_run *run, uint64_t cost)
{
    if (run->cost_left < cost) {
        run->cost_left = 0;
        run->stopped = true;
        return false;
    }
    run->cost_left -= cost;
    return true;
}

/* "string", "list" ... with an article where the sentence wants one: for messages about values. */
const char *d1_cel_kind_name(struct d1_cel_value value);

/* A map over arrays of the run's arena into *out; an ERROR with the message `duplicate`, unless that is NULL, where two
 * keys are equal. */
void d1_cel_run_put_map(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *keys,
                        const struct d1_cel_value *values, size_t count, struct d1_cel_value *out,
                        const char *duplicate);

/* Evaluates a whole program in run's place, with room for its locals; parameters are copied into the first. */
void d1_cel_run_body(struct d1_cel_run *run, const struct d1_cel_program *program, const struct d1_cel_value *arguments,
                     size_t count, struct d1_cel_value *out);

/* Evaluates a node that depends on nothing, with room for so many locals. */
struct d1_cel_value d1_cel_run_constant(struct d1_cel_run *run, const struct d1_cel_expr *expr, size_t locals);

/* ---- the functions of nodes, chosen by the checker ---- */

d1_expr_run d1_cel_run_literal, d1_cel_run_fault, d1_cel_run_variable, d1_cel_run_local, d1_cel_run_once;
d1_expr_run d1_cel_run_select, d1_cel_run_select_optional, d1_cel_run_has;
d1_expr_run d1_cel_run_index, d1_cel_run_index_optional, d1_cel_run_or_value, d1_cel_run_has_value;
d1_expr_run d1_cel_run_list, d1_cel_run_map, d1_cel_run_not, d1_cel_run_negate, d1_cel_run_and, d1_cel_run_or,
    d1_cel_run_cond, d1_cel_run_bind;
d1_expr_run d1_cel_run_call, d1_cel_run_call_dynamic, d1_cel_run_call_fallback;
d1_expr_run d1_cel_run_equal, d1_cel_run_not_equal, d1_cel_run_equal_text, d1_cel_run_not_equal_text;
d1_expr_run d1_cel_run_less, d1_cel_run_less_equal, d1_cel_run_greater, d1_cel_run_greater_equal;
d1_expr_run d1_cel_run_in, d1_cel_run_in_variable, d1_cel_run_arithmetic;
d1_expr_run d1_cel_run_less_int, d1_cel_run_less_equal_int, d1_cel_run_greater_int, d1_cel_run_greater_equal_int,
    d1_cel_run_equal_int, d1_cel_run_not_equal_int;

/*
 * The function for calls of an overload whose receiver is sure to be an optional, which reads what it would hold
 * without making it; NULL for an overload that has none.
 */
d1_expr_run *d1_cel_run_on_optional(const struct d1_cel_overload *overload);

/* Whether an overload fails where its receiver, an optional, holds nothing. */
bool d1_cel_run_needs_value(const struct d1_cel_overload *overload);

/* The function for a loop. */
d1_expr_run *d1_cel_run_loop(enum d1_cel_loop_kind kind);

/*
 * Arithmetic: the row for a token and two kinds, NULL when there is none. `apply` never sees an ERROR.
 */
struct d1_cel_arithmetic {
    uint8_t token, left, right, result; /* enum d1_cel_token_kind, three enum d1_cel_kind */
    void (*apply)(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *a,
                  const struct d1_cel_value *b, struct d1_cel_value *out);
    d1_expr_run *run; /* for operands whose kinds are known from their types */
};
const struct d1_cel_arithmetic *d1_cel_arithmetic_find(int token, int left, int right);

/* How what was meant is written, for the end of a message about an operator without a row; or "". */
const char *d1_cel_arithmetic_hint(int token, const struct d1_cel_type *a, const struct d1_cel_type *b);

/* All rows, for the checker's messages and for operands of type dyn. */
const struct d1_cel_arithmetic *d1_cel_arithmetic_rows(size_t *count);

#endif
