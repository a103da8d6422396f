/* The schema of `d1lint validate` and the documents that it may refer to. */
#ifndef D1_CLI_VALIDATE_SCHEMAS_H
#define D1_CLI_VALIDATE_SCHEMAS_H

#include "base/memory/arena.h"
#include "base/vec.h"
#include "cli/source.h"
#include "schema/schema.h"

struct d1_schemas_options {
    const char *schema;            /* path */
    const char *const *references; /* "[URL=]FILE" each */
    size_t reference_count;
    const char *dialect; /* NULL for the default */
    bool assert_format;
};

/* All zero bytes is none. */
struct d1_schemas {
    D1_VEC(struct d1_document) documents; /* the schema, then the references */
    struct d1_loaders loaders;
    struct d1_schema_set *set;
    struct d1_schema *schema;
    struct d1_arena arena;
};

/*
 * Reads and compiles the schema. A document without a URL of its own is known by that of its file, so that relative
 * references between schemas without `$id` lead from file to file. What is wrong is told on standard error with its
 * place and the source line, and the first of it is in error. Returns 0 or the exit status: D1_EXIT_USAGE for a fault
 * of a schema, D1_EXIT_FAILURE for a file that cannot be read. The options must outlive the schemas.
 */
int d1_schemas_load(struct d1_schemas *schemas, const struct d1_schemas_options *options, struct d1_error *error);
void d1_schemas_release(struct d1_schemas *schemas);

#endif
