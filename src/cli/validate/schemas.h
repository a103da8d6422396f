/* The schema of `d1lint validate` and the documents that it may refer to. */
#ifndef D1_CLI_VALIDATE_SCHEMAS_H
#define D1_CLI_VALIDATE_SCHEMAS_H

#include <sys/types.h>

#include "base/memory/arena.h"
#include "base/vec.h"
#include "cli/source.h"
#include "schema/schema.h"

struct d1_schemas_options {
    const char *schema;            /* path */
    const char *const *references; /* "[URL=]FILE" each */
    size_t reference_count;
    enum d1_yaml_merging merging;
    const char *dialect; /* NULL for the default */
    bool assert_format, legacy_patterns;
};

/* Which file of the machine a path led to when it was read. */
struct d1_schema_file {
    dev_t device;
    ino_t inode;
};

/* All zero bytes is none. */
struct d1_schemas {
    D1_VEC(struct d1_document) documents; /* the schema, then the references */
    D1_VEC(struct d1_schema_file) files;  /* of these; standard input is none */
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
/* Whether the path leads to the file of the schema or of a reference, by whatever name that was given. */
bool d1_schemas_have_file(const struct d1_schemas *schemas, const char *path);

void d1_schemas_release(struct d1_schemas *schemas);

#endif
