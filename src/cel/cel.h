/*
 * Expressions: an environment says which names exist and of what type; compiling a text in it gives a program;
 * a program is evaluated over an activation, which holds the values.
 *
 *     env = d1_cel_env_new(arena, NULL, 0);
 *     d1_cel_env_variable(env, d1_str("it"), risk, NULL);
 *     d1_cel_compile(env, &(struct d1_cel_source){.text = text}, &diagnostics, &program)
 *     d1_cel_eval(program, &activation, &context, &value)
 *
 * The language is that of cel-spec without protocol buffers, with the macros of the two-variable comprehensions and
 * cel.bind, optional syntax, the extension libraries that function tables list, the type `date`, records and known
 * values of strings.
 *
 * Environments and programs live in the arena given to d1_cel_env_new. A program never changes, and several threads
 * may evaluate it at once with contexts and activations of their own. Compiling changes the environment's arena, so
 * that is for one thread at a time (an environment made over another one with an arena of its own is another).
 */
#ifndef D1_CEL_CEL_H
#define D1_CEL_CEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/place.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "cel/function.h"
#include "cel/type.h"
#include "cel/value.h"
#include "doc/node.h"

struct d1_cel_env;
struct d1_cel_program;

/* ---- environments ---- */

enum {
    /*
     * For rules: a map literal with constant string keys is a record, so that its fields are checked; equality of
     * types that can never be equal is an error; an int literal beside a double is a double; an entry of a map or of
     * a dyn value is read like an optional property, after has() or `in`, or with `.?` or `[?`.
     */
    D1_CEL_STRICT = 1 << 0,
    /* Without type checking: every name and type error is one of evaluation, where it is reached. */
    D1_CEL_UNCHECKED = 1 << 1,
    /* Macros are not expanded: has(), all() ... are calls of functions. */
    D1_CEL_NO_MACROS = 1 << 2
};

/*
 * An environment in arena, with the functions of the language and its extensions, or, with a parent, over that one:
 * what the parent declares is known in it, what it declares itself hides equal names. Making one over a parent is
 * cheap. flags are those above; with a parent the parent's flags hold too. NULL when memory is short. The parent
 * must outlive it and gets no further variables once it has children.
 */
struct d1_cel_env *d1_cel_env_new(struct d1_arena *arena, struct d1_cel_env *parent, unsigned flags);

/*
 * Gives back what the environment and the programs compiled in it hold outside the arena (the list of variables,
 * compiled regular expressions); neither can be used afterwards. To be called before the arena is released. NULL is
 * allowed.
 */
void d1_cel_env_release(struct d1_cel_env *env);

/* Namespace in which names are looked up first, as cel-spec "Name Resolution" has it ("a.b"); borrowed. */
void d1_cel_env_container(struct d1_cel_env *env, struct d1_str container);

/* The pointer that functions find in call->env_user; inherited from the parent. */
void d1_cel_env_user(struct d1_cel_env *env, void *user);

/*
 * Declares a variable; a name with dots ("items.Risk") is one variable. name is borrowed. *index, which may be NULL,
 * receives its number in the activation: variables of an environment follow those of its parent. 0 or D1_ERR_MEMORY.
 */
int d1_cel_env_variable(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_type *type, size_t *index);

/*
 * Says of a variable that its value is not the same for all evaluations that share a memo, or does not last as long:
 * results of functions that read it are not kept.
 */
void d1_cel_env_fleeting(struct d1_cel_env *env, size_t index);

/* Number of variables, the parent's included; and how many of them are the parent's. */
size_t d1_cel_env_variables(const struct d1_cel_env *env);
size_t d1_cel_env_first(const struct d1_cel_env *env);

/* Adds overloads; rows are borrowed. 0, D1_ERR_MEMORY. */
int d1_cel_env_functions(struct d1_cel_env *env, const struct d1_cel_overload *rows, size_t count);

struct d1_cel_source;
struct d1_cel_diagnostics;

/* A parameter of a function with a body in CEL. name is borrowed. */
struct d1_cel_parameter {
    struct d1_str name;
    const struct d1_cel_type *type;
};

/*
 * Adds a global function whose body is an expression over its parameters and over what env declares so far; so
 * functions call only earlier ones, and none calls itself. Arguments are evaluated once. result may be NULL: then
 * it is the type of the body. The parameters are copied. doc is for the list of functions. Returns as d1_cel_compile
 * does. *body, which may be NULL, receives the program of the body.
 */
int d1_cel_env_define(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_parameter *parameters,
                      size_t count, const struct d1_cel_type *result, const char *doc,
                      const struct d1_cel_source *source, struct d1_cel_diagnostics *diagnostics,
                      const struct d1_cel_program **body);

/*
 * The same of a function that is known to be sound: its body is compiled when an expression that calls it is. Until
 * then what env declares may still grow; a body that calls itself is a fault of whoever calls it. 0 or D1_ERR_MEMORY.
 */
int d1_cel_env_promise(struct d1_cel_env *env, struct d1_str name, const struct d1_cel_parameter *parameters,
                       size_t count, const struct d1_cel_type *result, const char *doc,
                       const struct d1_cel_source *source);

/*
 * Calls `each` for every documented overload that env knows, by name and then in the order of their tables. Macros
 * are among them, with `call` NULL.
 */
void d1_cel_env_each_function(const struct d1_cel_env *env,
                              void (*each)(void *context, const struct d1_cel_overload *overload), void *context);

/* Appends "string.startsWith(string) -> bool". */
void d1_cel_overload_write(struct d1_strbuf *out, const struct d1_cel_overload *overload);

/* ---- compiling ---- */

/* Where an expression comes from. Only text is needed; everything is borrowed and must outlive the program. */
struct d1_cel_source {
    struct d1_str text;
    const struct d1_node *origin; /* the string scalar that holds the text, for places; or NULL */
    const struct d1_str *assumed; /* paths of optional properties that are taken as present ("it.strategy"), and of
                                     optionals that are taken to hold something ("due.value()") */
    size_t assumed_count;
    bool all_assumed;                   /* each of them is, since what would show it is faulty itself */
    const struct d1_cel_type *expected; /* the type that the expression must have; NULL for any */
    uint64_t key;                       /* what it is found by in an image (cel/image.h); 0: it is in none */
};

enum d1_cel_diagnostic_kind {
    D1_CEL_PARSE,
    D1_CEL_CHECK,
    /* Of the check too: a name that the environment does not have, and has nothing like. */
    D1_CEL_NO_VARIABLE,
    D1_CEL_NO_FUNCTION
};

struct d1_cel_diagnostic {
    enum d1_cel_diagnostic_kind kind;
    struct d1_str message; /* for people, without a final full stop */
    uint32_t offset, end;  /* bytes of the expression that it is about */
    struct d1_place place; /* in the file, when the origin is known: path NULL, the lines and columns set */
};

/* All zero bytes is an empty list. */
struct d1_cel_diagnostics {
    D1_VEC_MEMBERS(struct d1_cel_diagnostic);
    struct d1_arena texts;
    /* Of an expression that does not check, what it gives as far as is known: for those who go on with what uses it.
     * NULL for one that does not parse. */
    const struct d1_cel_type *type;
};

void d1_cel_diagnostics_release(struct d1_cel_diagnostics *diagnostics);

/*
 * Compiles an expression. *program lives as long as env. Returns 0; or D1_ERR_SYNTAX (it does not parse), D1_ERR_TYPE
 * (it does not check), D1_ERR_LIMIT (too long or too deep), each with one diagnostic at least; or D1_ERR_MEMORY.
 * diagnostics may be NULL; it is appended to.
 */
int d1_cel_compile(struct d1_cel_env *env, const struct d1_cel_source *source, struct d1_cel_diagnostics *diagnostics,
                   const struct d1_cel_program **program);

/* The type that the checker deduced. */
const struct d1_cel_type *d1_cel_program_type(const struct d1_cel_program *program);

/* The text it was compiled from, and its origin. */
const struct d1_cel_source *d1_cel_program_source(const struct d1_cel_program *program);

/* Whether the expression is a constant, whatever the activation. */
bool d1_cel_program_is_constant(const struct d1_cel_program *program);

enum d1_cel_use_kind {
    D1_CEL_USE_PATH,    /* a declared variable with the fields selected from it: "items.Risk", "params.days" */
    D1_CEL_USE_FIELD,   /* a field of a record type: "Risk.strategy"; also those reached through macro variables */
    D1_CEL_USE_FUNCTION /* "businessDays" */
};

struct d1_cel_use {
    enum d1_cel_use_kind kind;
    struct d1_str name; /* borrowed for the call */
    size_t variable;    /* PATH: number of the variable */
    bool wide;          /* FUNCTION: it may read whatever the caller of the evaluation lends (struct d1_cel_context) */
    uint32_t offset, end; /* where, in the program that was asked */
};

/*
 * Calls `each` for everything that the expression reads or calls, in the order of the source, with repetitions; also,
 * once, what the CEL-bodied functions that it calls read (offsets then are those of the first call).
 */
void d1_cel_program_uses(const struct d1_cel_program *program,
                         void (*each)(void *context, const struct d1_cel_use *use), void *context);

/*
 * Calls `each` for every optional property that is sure to be there when the program, a condition, has the value
 * `holds`: because a has() in it asks for it; and for optionals that hasValue() asks. The path begins with the name of
 * a variable ("it.owner", "due.value()") and is borrowed for the call. Whoever evaluates another expression only then
 * may compile it with such paths as `assumed`.
 */
void d1_cel_program_shows(const struct d1_cel_program *program, bool holds,
                          void (*each)(void *context, struct d1_str path), void *context);

/* The same for each item of the list that the program gives, where filter() makes it; paths are from an item: "owner".
 */
void d1_cel_program_shows_of_items(const struct d1_cel_program *program,
                                   void (*each)(void *context, struct d1_str path), void *context);

/* ---- evaluating ---- */

/*
 * The values of an environment's variables: slots[i] is the variable of number first + i. Variables below first are
 * those of the parent. One activation belongs to one thread at a time.
 */
struct d1_cel_activation {
    struct d1_cel_activation *parent;
    size_t first;
    size_t count;
    struct d1_cel_slot *slots;
    struct d1_arena *arena; /* lives as long as the slots: hash indexes of lists go here; NULL for none */
};

/*
 * Regular expressions whose texts are computed: compiled when first asked for, and kept for the evaluations that
 * follow. When there is no more room the oldest gives way. Belongs to one thread at a time; release it in the end.
 */
enum { D1_CEL_PATTERNS = 32 };

struct d1_cel_kept_pattern {
    char *text;
    size_t text_len;
    struct d1_regex *regex;
};

struct d1_cel_patterns {
    size_t len, next; /* those there are; the place of the one that comes next */
    struct d1_regex_scratch *scratch;
    struct d1_cel_kept_pattern items[D1_CEL_PATTERNS];
};

/* Makes it empty. The items need no clearing, which would take as long as a small expression does. */
static inline void d1_cel_patterns_init(struct d1_cel_patterns *patterns)
{
    patterns->len = patterns->next = 0;
    patterns->scratch = NULL;
}

void d1_cel_patterns_release(struct d1_cel_patterns *patterns);

/*
 * Results of functions with a body in CEL, by their arguments, for evaluations that read the same documents and
 * variables. All zero bytes is empty. What is in it lives until it is forgotten.
 */
struct d1_cel_memo_entry;

struct d1_cel_memo {
    struct d1_arena arena;
    struct d1_cel_memo_entry *entries; /* a power of two, or none */
    size_t count, cap;
    size_t usual; /* room to begin with: what comes is mostly as much as what was forgotten */
    int64_t tag;  /* the caller's: what was kept under another one is not taken for this one */
};

/* Forgets all results, and keeps the memory for others; or gives it back. */
void d1_cel_memo_forget(struct d1_cel_memo *memo);
void d1_cel_memo_release(struct d1_cel_memo *memo);

struct d1_cel_context {
    struct d1_arena *arena;           /* scratch memory: holds the result, is not reset by evaluations */
    void *user;                       /* for functions: call->user */
    struct d1_cel_patterns *patterns; /* kept from one evaluation to the next; NULL: each has its own */
    struct d1_cel_memo *memo;         /* NULL: every call is evaluated */
    uint64_t cost_limit;              /* steps of one evaluation; 0 is D1_LIMIT_CEL_COST */
    size_t memory_limit;              /* bytes one evaluation may add to arena; 0 is D1_LIMIT_CEL_MEMORY */
    uint64_t cost;                    /* steps of the last evaluation */
    bool wide; /* set where a function was called that is D1_CEL_USER and not D1_CEL_BOUNDED, or a result of it taken */
    bool files;     /* likewise of one that is D1_CEL_FILE */
    unsigned depth; /* evaluations inside one another (a slot is filled by evaluating); private */
};

/*
 * Evaluates a program; activation may be NULL where there are no variables. Returns 0 and the value, which is valid
 * as long as context->arena, the activation and the documents it came from; or D1_ERR_EVAL, D1_ERR_UNKNOWN,
 * D1_ERR_LIMIT or D1_ERR_MEMORY, and then *value is of kind ERROR and tells why (d1_cel_failure_of).
 *
 * A slot's fill function may evaluate another program with the same context.
 */
int d1_cel_eval(const struct d1_cel_program *program, struct d1_cel_activation *activation,
                struct d1_cel_context *context, struct d1_cel_value *value);

/* ---- messages ---- */

/*
 * The place of bytes offset..end of an expression that the string scalar `origin` holds: exact where the scalar
 * stands on one line, plain or in quotes without escapes; else the scalar's place. origin may be NULL (line 0).
 */
struct d1_place d1_cel_place(const struct d1_node *origin, struct d1_str text, uint32_t offset, uint32_t end);

/*
 * Finds bytes offset..end of an expression in the file that it was read from, where the string scalar `origin` of YAML
 * stands on several lines and has no escapes. False when that is not so; then *from and *to are unchanged.
 */
bool d1_cel_locate(const struct d1_node *origin, struct d1_str file, struct d1_str text, uint32_t offset, uint32_t end,
                   size_t *from, size_t *to);

/* The place of bytes from..to of a file; path is NULL. A part that goes on is taken to end on its first line. */
struct d1_place d1_cel_place_in(struct d1_str file, size_t from, size_t to);

/*
 * Appends the line of the expression that offset is on, and under it a line with carets below the part, each line
 * indented by `indent` spaces and ended by a newline. Control characters are shown as '?', a long line only around the
 * part.
 */
void d1_cel_excerpt(struct d1_strbuf *out, struct d1_str text, uint32_t offset, uint32_t end, size_t indent);

/* Appends the message, a newline and the excerpt. */
void d1_cel_diagnostic_write(struct d1_strbuf *out, const struct d1_cel_diagnostic *diagnostic, struct d1_str text);
void d1_cel_failure_write(struct d1_strbuf *out, const struct d1_cel_failure *failure);

#endif
