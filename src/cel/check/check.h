/*
 * Private to cel/: the checker. It walks the tree once, bottom up: gives each node its type, resolves names, chooses
 * the function that evaluates the node, and turns constant parts into literals.
 *
 * Without type checking (D1_CEL_UNCHECKED) the same walk is made, and what would be a diagnostic becomes an error
 * of evaluation at that node.
 */
#ifndef D1_CEL_CHECK_CHECK_H
#define D1_CEL_CHECK_CHECK_H

#include "cel/eval/run.h"
#include "cel/parse/ast.h"

/* A local variable in sight. */
struct d1_cel_scope {
    const struct d1_cel_scope *outer;
    struct d1_str name;
    uint32_t hash;
    uint32_t index;
    const struct d1_cel_type *type;
};

/* An entry that is known to be there: of a has(of.field), or of `key in of`, that held; or that `of` has a value. */
struct d1_cel_fact {
    const struct d1_cel_fact *before;
    const struct d1_cel_expr *of;
    const struct d1_cel_expr *key; /* NULL: field */
    struct d1_str field;
    bool value; /* of.hasValue() held */
};

struct d1_cel_checker {
    struct d1_cel_env *env;
    struct d1_arena *arena; /* of types: that of env */
    const struct d1_cel_source *source;
    struct d1_cel_reporter *reporter;
    const struct d1_cel_scope *scopes; /* the innermost local first; NULL outside of all */
    const struct d1_cel_fact *facts;   /* what is known here, the last first */
    uint32_t locals;                   /* in use here */
    uint32_t most_locals;              /* in use anywhere */
    uint32_t nodes;                    /* checked so far */
    uint32_t loops;                    /* found so far */
    struct d1_cel_run fold;
    struct d1_cel_context fold_context;
    struct d1_cel_program *program;
    bool unchecked, strict;
    bool oom;
};

/* Checks expr and everything below it; the type is also in expr->type. Never NULL. */
const struct d1_cel_type *d1_cel_check_expr(struct d1_cel_checker *c, struct d1_cel_expr *expr);

/*
 * Complains about expr (its `at` part) and makes it what fits everywhere, so that nothing more is said of what follows
 * from it; without type checking, makes it an error of evaluation of type dyn. Returns that type, so that
 * `return d1_cel_complain(...)` reads well.
 */
const struct d1_cel_type *d1_cel_complain(struct d1_cel_checker *c, struct d1_cel_expr *expr, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A type that memory was short for becomes dyn, and compiling fails. */
const struct d1_cel_type *d1_cel_check_made(struct d1_cel_checker *c, const struct d1_cel_type *type);

/* Text of a type for a message. */
const char *d1_cel_check_text(struct d1_cel_checker *c, const struct d1_cel_type *type);

static inline bool d1_cel_is_wild(const struct d1_cel_type *type)
{
    return type->kind == D1_CEL_DYN || type->kind == D1_CEL_FREE;
}

/* Notes that expr depends on what child depends on. */
static inline void d1_cel_depends(struct d1_cel_expr *expr, const struct d1_cel_expr *child)
{
    expr->flags |= child->flags & (D1_EXPR_VARIES | D1_EXPR_COSTLY);
    expr->locals |= child->locals;
}

/* The same for a child in sight of locals of expr's own: `count` of them from `local` on. */
static inline void d1_cel_depends_inside(struct d1_cel_expr *expr, const struct d1_cel_expr *child, uint32_t local,
                                         uint32_t count)
{
    uint64_t own = 0;

    for (uint32_t i = local; i < local + count && i < D1_EXPR_LAST_LOCAL; i++)
        own |= d1_cel_local_bit(i);
    expr->flags |= child->flags & (D1_EXPR_VARIES | D1_EXPR_COSTLY);
    expr->locals |= child->locals & ~own;
}

/* The parts, one for each kind of node. */
const struct d1_cel_type *d1_cel_check_call(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_binary(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_loop(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_select(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_index(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_name(struct d1_cel_checker *c, struct d1_cel_expr *expr);

/* Complain about a name, a call or a select of what there is not, with what was meant or what there is. */
const struct d1_cel_type *d1_cel_check_no_variable(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_no_function(struct d1_cel_checker *c, struct d1_cel_expr *expr);
const struct d1_cel_type *d1_cel_check_no_field(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                                const struct d1_cel_type *type);

/* A condition of type bool or dyn; complains otherwise. `what` begins the sentence ("the operand of `!`"). */
void d1_cel_check_bool(struct d1_cel_checker *c, struct d1_cel_expr *expr, const char *what);

/*
 * Whether values of the two types can be equal; where not, *why is a sentence for the message, in the arena. Looks
 * at literals too: a string outside the known values of the other operand can never be equal.
 */
bool d1_cel_check_comparable(struct d1_cel_checker *c, const struct d1_cel_expr *a, const struct d1_cel_type *type_a,
                             const struct d1_cel_expr *b, const struct d1_cel_type *type_b, struct d1_str *why);

/*
 * The type of a choice between a value of type `known` and `other`: where the one has known values and the other is a
 * literal string, those values and the literal; else NULL.
 */
const struct d1_cel_type *d1_cel_check_choice(struct d1_cel_checker *c, const struct d1_cel_type *known,
                                              const struct d1_cel_expr *other);

/* Where strict, makes an int literal that stands beside a double a double. True when it did. */
bool d1_cel_check_as_double(struct d1_cel_checker *c, struct d1_cel_expr *expr, const struct d1_cel_type *wanted);

/* Whether the entry that a select or an index reads is known to be there. */
bool d1_cel_check_present(const struct d1_cel_checker *c, const struct d1_cel_expr *path);

/* Whether an optional is known to hold a value. */
bool d1_cel_check_holds(const struct d1_cel_checker *c, const struct d1_cel_expr *optional);

/* Adds what is present when the condition is true (or false) to c->facts; the caller restores c->facts. */
void d1_cel_check_assume(struct d1_cel_checker *c, const struct d1_cel_expr *condition, bool holds);

/* Adds that the map has the key; as d1_cel_check_assume. */
void d1_cel_check_assume_key(struct d1_cel_checker *c, const struct d1_cel_expr *map, const struct d1_cel_expr *key);

/*
 * Makes ONCE nodes of what is costly inside loops and does not depend on them, so that it is evaluated once for each
 * run of the loop and not for each item. `first` is the first free local; returns the first that is free then.
 */
uint32_t d1_cel_hoist(struct d1_cel_checker *c, struct d1_cel_expr *root, uint32_t first);

/* The name with dots that a chain of selects spells ("a.b.c") in buffer; empty when it is none or too long. */
struct d1_str d1_cel_check_spelled(const struct d1_cel_expr *expr, char *buffer, size_t size);

/* The name at the root of a chain of selects, or NULL. */
const struct d1_cel_expr *d1_cel_check_root(const struct d1_cel_expr *expr);

/* The local of that name, or NULL. */
const struct d1_cel_scope *d1_cel_check_scope(const struct d1_cel_checker *c, struct d1_str name, uint32_t hash);

#endif
