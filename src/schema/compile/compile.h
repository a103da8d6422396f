/* The compiler's own: compile.c makes units and binds them, compile_table.c says what each keyword becomes. */
#ifndef D1_SCHEMA_COMPILE_COMPILE_H
#define D1_SCHEMA_COMPILE_COMPILE_H

#include "schema/compile/program.h"

struct compiler {
    struct d1_schema *schema;
    struct resolver *resolver;
    const struct d1_schema_options *options;
    struct d1_error *error;
    struct node_map by_node; /* schema node → index of its unit */
    D1_VEC(struct unit *) units;
    D1_VEC(struct d1_str) anchors;           /* names that dynamic references use */
    D1_VEC(const struct resource *) entered; /* resources of which schemas are compiled, in the order of their first */
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

/* The functions of compile_values.c and compile_children.c. */
compile_keyword d1_schema_compile_bound;
compile_keyword d1_schema_compile_const;
compile_keyword d1_schema_compile_contains;
compile_keyword d1_schema_compile_content;
compile_keyword d1_schema_compile_count;
compile_keyword d1_schema_compile_dependent;
compile_keyword d1_schema_compile_enum;
compile_keyword d1_schema_compile_format;
compile_keyword d1_schema_compile_mapping;
compile_keyword d1_schema_compile_multiple;
compile_keyword d1_schema_compile_pattern;
compile_keyword d1_schema_compile_property_names;
compile_keyword d1_schema_compile_sequence;
compile_keyword d1_schema_compile_type;
compile_keyword d1_schema_compile_unique;

/* Checks the shape of a keyword's value. */
int d1_schema_check_shape(const struct work *work, enum keyword keyword, const struct d1_node *value);

/* The unit of a schema node that lies in a resource or begins one in it. */
int d1_schema_unit(struct compiler *compiler, const struct resource *parent, const struct d1_node *node,
                   const struct unit **unit);

/* The unit of a schema node under the one being compiled. */
static inline int d1_schema_subunit(struct work *work, const struct d1_node *node, const struct unit **unit)
{
    return d1_schema_unit(work->compiler, work->unit->resource, node, unit);
}

/* The units of a list of schemas. */
int d1_schema_units_of(struct work *work, const struct d1_node *list, const struct unit ***units, uint32_t *count);

/* A pattern whose text is that of `node`, a string or a key; checked, and compiled when first needed. */
int d1_schema_pattern_of(struct work *work, const struct d1_node *node, struct pattern **out);

/* Zeroed memory that lives as long as the schema; NULL when memory is short. */
static inline void *d1_schema_room(struct work *work, size_t count, size_t size)
{
    return d1_arena_calloc(&work->compiler->schema->arena, count ? count : 1, size);
}

static inline int d1_schema_short_of_memory(const struct work *work)
{
    return d1_error_memory(work->compiler->error);
}

/* Adds an instruction; there is room for one for each keyword. */
static inline struct instruction *d1_schema_emit(struct work *work, enum op op, enum d1_schema_keyword keyword,
                                                 unsigned kinds, const struct d1_node *node)
{
    struct instruction *instruction = &work->unit->instructions[work->unit->count++];

    *instruction =
        (struct instruction){.op = (uint8_t)op, .keyword = (uint8_t)keyword, .kinds = (uint8_t)kinds, .node = node};
    return instruction;
}

static inline const struct d1_node *d1_schema_sibling(const struct work *work, enum keyword keyword)
{
    return d1_schema_keyword_value(work->values, keyword);
}

#endif
