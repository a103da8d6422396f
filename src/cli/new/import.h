/* A table that becomes the list of a document: `d1lint new RaidLog --from risks.csv`. Shared by import.c and cell.c. */
#ifndef D1_CLI_NEW_IMPORT_H
#define D1_CLI_NEW_IMPORT_H

#include "cli/new/new.h"
#include "table/table.h"

struct d1_import_column {
    struct d1_str header;
    struct d1_str path;           /* of the field; empty: there is none, and its cells become comments */
    const struct d1_node *schema; /* of the field */
    struct d1_lazy_schema lazy;   /* compiled */
};

struct d1_import {
    struct d1_new *new;
    const struct d1_item_type *type;
    const struct d1_node *schema; /* of an item */
    struct d1_table table;
    struct d1_stream map; /* the document of --map; empty without */
    struct d1_import_column *columns;
    size_t column_count;
    D1_VEC(struct d1_doc *) items;
    struct d1_schema_scratch *scratch;
    struct d1_arena arena;
};

/* Tells of a row, and remembers that something was left out. */
void d1_import_tell(struct d1_import *import, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A part of --map ("columns", "values", "defaults"); NULL where there is none. */
const struct d1_node *d1_import_map(const struct d1_import *import, const char *part);

/* Whether the table itself defines an id. */
bool d1_import_has(struct d1_import *import, struct d1_str id);

/*
 * Takes a cell over into an item. Returns 1 when it was understood, 0 when it was not, and told; D1_ERR_MEMORY.
 */
int d1_import_cell(struct d1_import *import, struct d1_tree *item, struct d1_import_column *column, uint32_t line,
                   struct d1_str text);

#endif
