/*
 * What the tests of cel/ evaluate in: a document of risks, the record types that its schema would give, and the
 * variables `it` (the first risk), `risks`, `today`, `any` (the same list as dyn), `ids` and `table`.
 */
#ifndef D1_TESTS_UNIT_CEL_WORLD_H
#define D1_TESTS_UNIT_CEL_WORLD_H

#include "base/map.h"
#include "cel/cel.h"
#include "json/json.h"

enum { WORLD_VARIABLES = 6 };

struct world {
    struct d1_arena arena;   /* environment and programs */
    struct d1_arena scratch; /* evaluations */
    struct d1_stream stream;
    const struct d1_node *root;
    struct d1_cel_env *env;
    const struct d1_cel_type *risk;
    struct d1_cel_slot slots[WORLD_VARIABLES];
    struct d1_cel_activation activation;
    struct d1_cel_context context;
    struct d1_cel_diagnostics diagnostics;
    struct d1_map table;
};

/* Aborts the test when memory is short. */
void world_init(struct world *world, unsigned flags);
void world_release(struct world *world);

/* Compiles; NULL with diagnostics when that fails. */
const struct d1_cel_program *world_compile(struct world *world, const char *text);

/* Compiles and evaluates; ERROR when either fails. */
struct d1_cel_value world_eval(struct world *world, const char *text);

/* The value as an expression, or the message of what failed; borrowed until the next call. */
const char *world_text(struct world *world, const char *text);

/* The diagnostics as a person reads them, one behind the other: message, line, carets; "" when there is none. */
const char *world_complaint(struct world *world, const char *text);

#endif
