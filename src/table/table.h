/*
 * A table in CSV (RFC 4180): rows of cells, each row with the line that it begins on.
 *
 * The delimiter is a comma, a semicolon or a tab: that of the three which the first row has most of. Cells may stand in
 * double quotes, which are doubled within; white space is part of a cell. Lines end with CR LF or LF, the last may lack
 * its end; a byte order mark is passed over, and so are empty lines. Rows may have different numbers of cells.
 */
#ifndef D1_TABLE_TABLE_H
#define D1_TABLE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct d1_table_row {
    uint32_t line;       /* from 1 */
    size_t first, count; /* of its cells */
};

/* All zero bytes is an empty table. Texts of cells live in its arena. */
struct d1_table {
    D1_VEC(struct d1_table_row) rows;
    D1_VEC(struct d1_str) cells;
    struct d1_arena arena;
};

/*
 * Reads the bytes of a file. Returns 0, D1_ERR_SYNTAX where they are no CSV in UTF-8 (with the line), D1_ERR_LIMIT for
 * more than D1_LIMIT_TABLE_ROWS rows or D1_LIMIT_TABLE_COLUMNS cells in one, or D1_ERR_MEMORY.
 */
int d1_table_read(struct d1_table *table, struct d1_str bytes, struct d1_error *error);
void d1_table_release(struct d1_table *table);

/* A cell without white space around it; empty where the row has no such cell. */
struct d1_str d1_table_cell(const struct d1_table *table, size_t row, size_t column);

#endif
