/* The compiler's own: compile.c makes units and binds them, compile_table.c says what each keyword becomes. */
#ifndef D1_SCHEMA_COMPILE_H
#define D1_SCHEMA_COMPILE_H

#include "schema/program.h"

struct compiler {
    struct d1_schema *schema;
    struct resolver *resolver;
    const struct d1_schema_options *options;
    struct d1_error *error;
    struct node_map by_node; /* schema node → index of its unit */
    D1_VEC(struct unit *) units;
    D1_VEC(struct d1_str) anchors; /* names that dynamic references use */
    struct d1_schema_options defaults;
    uint32_t annotation_hashes[32];
    uint64_t annotation_bloom;
};

/* The unit being compiled. */
struct work {
    struct compiler *compiler;
    struct unit *unit;
    const struct keyword_values *values;
    bool mapping_done, sequence_done;
};

/* Compiles what one keyword says; the keyword's value is there and has the right shape. 0 or an error. */
typedef int compile_keyword(struct work *work, enum keyword keyword, const struct d1_node *value);

extern compile_keyword *const d1_schema_compilers[KEYWORDS];

/* Checks the shape of a keyword's value. */
int d1_schema_check_shape(const struct work *work, enum keyword keyword, const struct d1_node *value);

/* The unit of a schema node that lies in a resource or begins one in it. */
int d1_schema_unit(struct compiler *compiler, const struct resource *parent, const struct d1_node *node,
                   const struct unit **unit);

/* The unit of a schema node under the one being compiled. */
static inline int subunit(struct work *work, const struct d1_node *node, const struct unit **unit)
{
    return d1_schema_unit(work->compiler, work->unit->resource, node, unit);
}

#endif
