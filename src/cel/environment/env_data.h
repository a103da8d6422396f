/* Private to cel/: what an environment and a program hold. */
#ifndef D1_CEL_ENVIRONMENT_ENV_DATA_H
#define D1_CEL_ENVIRONMENT_ENV_DATA_H

#include "base/vec.h"
#include "cel/cel.h"

struct d1_cel_expr;
struct d1_cel_image;
struct d1_regex;

/* One way a call can go: an overload of C, or a function with a body in CEL. */
struct d1_cel_candidate {
    const struct d1_cel_overload *overload;
    const struct d1_cel_program *body; /* of a function in CEL; NULL for one of C */
    const struct d1_cel_candidate *next;
};

/* All candidates of one name, in the order of their tables. */
struct d1_cel_function {
    struct d1_str name;
    uint32_t hash;
    struct d1_cel_candidate *first, *last;
};

struct d1_cel_variable {
    struct d1_str name; /* may have dots in it */
    uint32_t hash;      /* d1_str_hash of it */
    bool fleeting;      /* d1_cel_env_fleeting */
    const struct d1_cel_type *type;
};

/* A compiled pattern that a program holds; env gives it back. */
struct d1_cel_pattern {
    struct d1_regex *regex;
    struct d1_cel_pattern *next;
};

struct d1_cel_env {
    struct d1_arena *arena;    /* of all but the variables; borrowed */
    struct d1_cel_env *parent; /* NULL for none */
    unsigned flags;            /* D1_CEL_STRICT and its like; those of the parent, too */
    void *user;                /* d1_cel_env_user */
    struct d1_str container;   /* in which names are looked up first */
    bool dotted;               /* a variable here or above has a dot in its name */
    size_t first;              /* number of the first variable; those before it are the parents' */
    D1_VEC(struct d1_cel_variable) variables;
    struct d1_cel_function *functions; /* open addressing; a power of two, or 0 */
    size_t function_count, function_cap;
    struct d1_cel_pattern *patterns; /* that programs of it hold */
    struct d1_cel_image *image;      /* that programs are taken from or noted for; the parent's, NULL for none */
};

struct d1_cel_program {
    struct d1_cel_source source;
    struct d1_cel_expr *root;                /* NULL while it is only promised */
    const struct d1_cel_parameter *promised; /* the parameters of a body that is; NULL once it is being compiled */
    const struct d1_cel_type *type;
    const struct d1_cel_env *env;
    void *user;
    bool fleeting;   /* reads a variable that is */
    bool costly;     /* loops, or calls what does */
    bool kept;       /* its results are, where there is a memo: costly and not fleeting */
    uint32_t locals; /* size of the frame: parameters first */
    uint32_t parameters;
};

/* The variable of that name, in env or above; *index receives its number. */
const struct d1_cel_variable *d1_cel_env_find(const struct d1_cel_env *env, struct d1_str name, uint32_t hash,
                                              size_t *index);

/* The function of that name, the nearest environment first; NULL when there is none. */
const struct d1_cel_function *d1_cel_env_function(const struct d1_cel_env *env, struct d1_str name, uint32_t hash);

/* Compiles, with parameters as locals. The body of d1_cel_compile and d1_cel_env_define. */
int d1_cel_compile_body(struct d1_cel_env *env, const struct d1_cel_source *source,
                        const struct d1_cel_parameter *parameters, size_t count, struct d1_cel_diagnostics *diagnostics,
                        const struct d1_cel_program **program);

/*
 * Compiles the body of a function that is only promised: when a call of it is checked, or, where that call was taken
 * from an image, when it is first evaluated. 0, D1_ERR_TYPE (it calls itself) or what compiling gives.
 */
int d1_cel_body_ready(const struct d1_cel_program *body);

struct d1_cel_table {
    const struct d1_cel_overload *rows;
    size_t count;
};

/* All tables of the language and its extensions, ended by NULL. */
extern const struct d1_cel_table *const d1_cel_library[];

/* The macros, as rows with `call` NULL, for the list of functions. */
extern const struct d1_cel_table d1_cel_macro_table;

#endif
