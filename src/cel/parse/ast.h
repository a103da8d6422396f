/*
 * Private to cel/: the tree of an expression. The parser makes it, the checker gives each node its type and the
 * function that evaluates it (`run`); constant parts become literals. After that it does not change and is the
 * program.
 */
#ifndef D1_CEL_PARSE_AST_H
#define D1_CEL_PARSE_AST_H

#include "cel/environment/env_data.h"
#include "cel/parse/lex.h"
#include "cel/type.h"
#include "cel/value.h"

struct d1_cel_run;
struct d1_cel_expr;
struct d1_regex;

/*
 * Evaluates a node into *out. Values are written where they are wanted and not returned: copying 24 bytes that were
 * just written piece by piece makes a processor wait for its own stores.
 */
typedef void d1_expr_run(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out);

enum d1_cel_expr_op {
    D1_EXPR_LITERAL,
    D1_EXPR_NAME,     /* as parsed; the checker makes it one of the next two or a type */
    D1_EXPR_VARIABLE, /* declared in the environment */
    D1_EXPR_LOCAL,    /* of a macro, or a parameter */
    D1_EXPR_SELECT,   /* a.b, a.?b, has(a.b) */
    D1_EXPR_INDEX,    /* a[b], a[?b] */
    D1_EXPR_CALL,
    D1_EXPR_LIST,
    D1_EXPR_MAP,
    D1_EXPR_NOT,
    D1_EXPR_NEGATE,
    D1_EXPR_AND, /* any number of operands */
    D1_EXPR_OR,
    D1_EXPR_COND,
    D1_EXPR_BINARY, /* arithmetic, comparison, in */
    D1_EXPR_LOOP,   /* a macro over a list or map */
    D1_EXPR_BIND,   /* cel.bind */
    D1_EXPR_ONCE,   /* an expression inside a loop that does not depend on the loop */
    D1_EXPR_FAULT   /* without type checking: an error that evaluation gives when it gets here */
};

enum {
    D1_EXPR_OPTIONAL = 1 << 0, /* SELECT, INDEX: .? [? */
    D1_EXPR_HAS = 1 << 1,      /* SELECT: only asks whether the field is there */
    D1_EXPR_ABSOLUTE = 1 << 2, /* NAME, SELECT: begins with a dot */
    D1_EXPR_RECEIVER = 1 << 3, /* CALL: args[0] stood before the dot */
    D1_EXPR_PAREN = 1 << 4,    /* stood in parentheses: not part of a name with dots */
    D1_EXPR_SINGLE = 1 << 5,   /* CALL: only the first candidate fits; those behind it in the chain do not count */
    D1_EXPR_VARIES = 1 << 6,   /* depends on a variable or an impure function */
    D1_EXPR_COSTLY = 1 << 7,   /* a call or a loop is in it */
    D1_EXPR_PERHAPS = 1 << 8   /* item or key of a literal: ? before it */
};

/* The bit of a local in d1_expr.locals; those from D1_EXPR_LAST_LOCAL on share one. */
enum { D1_EXPR_LAST_LOCAL = 63 };

static inline uint64_t d1_cel_local_bit(uint32_t index)
{
    return 1ULL << (index < D1_EXPR_LAST_LOCAL ? index : D1_EXPR_LAST_LOCAL);
}

enum d1_cel_loop_kind {
    D1_LOOP_ALL,
    D1_LOOP_EXISTS,
    D1_LOOP_EXISTS_ONE,
    D1_LOOP_FILTER,
    D1_LOOP_MAP,           /* also transformList */
    D1_LOOP_TRANSFORM_MAP, /* transformMap */
    D1_LOOP_TRANSFORM_ENTRY,
    D1_LOOP_SORT_BY,
    D1_LOOP_OPT_MAP, /* over an optional: none stays none */
    D1_LOOP_OPT_FLAT_MAP
};

struct d1_cel_expr_name {
    struct d1_str name;
    uint32_t hash;
    uint32_t index; /* VARIABLE: number in the activation; LOCAL: in the frame */
};

struct d1_cel_expr_select {
    struct d1_cel_expr *operand;
    struct d1_str field;
    uint32_t hash;
    uint32_t index; /* number of the field in the record, UINT32_MAX when not known */
    uint16_t hint;  /* where the field stood in the last mapping; only a guess, so threads may share it */
    const struct d1_cel_type *record;     /* RECORD that was selected from, or NULL */
    const struct d1_cel_type *field_type; /* how a node is read; NULL for as it says itself */
};

/* Operands in order: of CALL (receiver first), LIST, MAP (key, value, key, value ...), AND, OR, COND, BINARY ... */
struct d1_cel_expr_args {
    struct d1_cel_expr **items;
    union {
        const struct d1_cel_candidate *candidates; /* CALL: those that fit the static types */
        enum d1_cel_token_kind token;              /* BINARY */
    } by;
    struct d1_str name;           /* CALL */
    const struct d1_regex *regex; /* CALL with a literal pattern; belongs to the environment */
};

struct d1_cel_expr_loop {
    enum d1_cel_loop_kind kind;
    uint32_t local;  /* first of its locals: one variable, or two (then index or key first) */
    uint32_t weight; /* nodes of the body: the cost of one turn */
    bool two;
    struct d1_cel_expr *range;
    struct d1_cel_expr *filter;         /* predicate; NULL where there is none */
    struct d1_cel_expr *body;           /* transformation; NULL where there is none */
    struct d1_cel_expr *first, *second; /* names of the variables, as parsed */
    struct d1_cel_expr_kept *kept;      /* what is forgotten when the loop begins */
};

/* A local that keeps the value of a ONCE node; forgotten when its loop begins. */
struct d1_cel_expr_kept {
    struct d1_cel_expr_kept *next; /* of the same loop */
    uint32_t local;
};

struct d1_cel_expr_once {
    struct d1_cel_expr *inner;
    uint32_t local;
};

struct d1_cel_expr_bind {
    uint32_t local;
    struct d1_cel_expr *name, *value, *body;
};

struct d1_cel_expr {
    d1_expr_run *run;
    const struct d1_cel_type *type;
    uint32_t offset, end; /* bytes of the source */
    uint32_t at, at_end;  /* the part that messages point to: operator, field, function name */
    uint8_t op;           /* enum d1_cel_expr_op */
    uint16_t flags;
    uint16_t height;          /* of the tree below it: bounds every recursion */
    uint64_t locals;          /* the locals it depends on, a bit for each */
    uint32_t count;           /* of args.items */
    struct d1_cel_expr *next; /* while operands are collected; of an opaque LITERAL what was folded into it */
    union {
        struct d1_cel_value literal;
        struct d1_cel_expr_name name;
        struct d1_cel_expr_select select;
        struct d1_cel_expr_args args;
        struct d1_cel_expr_loop *loop;
        struct d1_cel_expr_bind *bind;
        struct d1_cel_expr_once once;
        struct d1_str fault;
    } u;
};

/*
 * Calls `each` for every part of a condition that is sure to be true when the condition has the value `holds`: `!`,
 * `&&`, `||` and `? :` are taken apart as far as that is so.
 */
void d1_cel_condition_parts(const struct d1_cel_expr *condition, bool holds,
                            void (*each)(void *context, const struct d1_cel_expr *part), void *context);

/* In `assumed` of a source: the optional at this path has a value. Behind the path, where no field can be. */
#define D1_CEL_HAS_VALUE ".value()"

/* A parse or check in progress writes its complaints here. */
struct d1_cel_reporter {
    struct d1_cel_diagnostics *diagnostics; /* may be NULL */
    const struct d1_cel_source *source;
    size_t count;
    bool oom;
};

/* Adds a diagnostic about bytes offset..end. */
void d1_cel_report(struct d1_cel_reporter *reporter, int kind, uint32_t offset, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void d1_cel_vreport(struct d1_cel_reporter *reporter, int kind, uint32_t offset, uint32_t end, const char *format,
                    va_list args) __attribute__((format(printf, 5, 0)));

/*
 * Parses source into a tree in env's arena. Returns 0, D1_ERR_SYNTAX or D1_ERR_LIMIT with a diagnostic, or
 * D1_ERR_MEMORY.
 */
int d1_cel_parse(struct d1_cel_env *env, const struct d1_cel_source *source, struct d1_cel_reporter *reporter,
                 struct d1_cel_expr **root);

#endif
