#include "table/table.h"

#include <csv.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/utf8.h"

enum { MARK = 3 }; /* bytes of a byte order mark */

struct reading {
    struct d1_table *table;
    uint32_t line;  /* of what is read now */
    uint32_t begin; /* of the row at hand */
    size_t first;   /* its first cell */
    int failed;     /* a code */
};

/* The characters that libcsv would take off a cell: none. */
static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static void take_cell(void *text, size_t len, void *context)
{
    struct reading *reading = context;
    struct d1_table *table = reading->table;
    struct d1_str cell = d1_arena_str(&table->arena, d1_strn(text, len));

    if (reading->failed)
        return;
    if (table->cells.len - reading->first == D1_LIMIT_TABLE_COLUMNS)
        reading->failed = D1_ERR_LIMIT;
    else if (!cell.ptr || d1_vec_push(&table->cells, cell) < 0)
        reading->failed = D1_ERR_MEMORY;
    for (size_t i = 0; i < len; i++)
        reading->line += cell.ptr && cell.ptr[i] == '\n';
}

/* libcsv reports each CR and LF outside of quotes, so that lines can be counted. */
static void take_end(int c, void *context)
{
    struct reading *reading = context;
    struct d1_table *table = reading->table;
    struct d1_table_row row = {reading->begin, reading->first, table->cells.len - reading->first};
    bool blank = row.count == 1 && !table->cells.items[row.first].len;

    if (reading->failed)
        return;
    reading->line += c == '\n';
    if (blank)
        table->cells.len--;
    else if (row.count && table->rows.len == D1_LIMIT_TABLE_ROWS)
        reading->failed = D1_ERR_LIMIT;
    else if (row.count && d1_vec_push(&table->rows, row) < 0)
        reading->failed = D1_ERR_MEMORY;
    reading->begin = reading->line;
    reading->first = table->cells.len;
}

static unsigned char find_delimiter(struct d1_str bytes)
{
    static const char delimiters[] = ",;\t";
    size_t counts[sizeof delimiters - 1] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < bytes.len && (quoted || bytes.ptr[i] != '\n'); i++) {
        quoted = quoted != (bytes.ptr[i] == '"');
        for (size_t k = 0; k < sizeof delimiters - 1; k++)
            counts[k] += !quoted && bytes.ptr[i] == delimiters[k];
    }
    for (size_t k = 1; k < sizeof delimiters - 1; k++)
        best = counts[k] > counts[best] ? k : best;
    return (unsigned char)delimiters[best];
}

static int no_csv(struct d1_error *error, uint32_t line, const char *what)
{
    return d1_error_at(error, D1_ERR_SYNTAX, (struct d1_place){.line = line, .column = 1}, "%s", what);
}

static int finish(const struct reading *reading, int state, struct d1_error *error)
{
    if (reading->failed == D1_ERR_LIMIT)
        return d1_error_at(error, D1_ERR_LIMIT, (struct d1_place){.line = reading->line, .column = 1},
                           "a table may have %d rows of %d cells; split it", D1_LIMIT_TABLE_ROWS,
                           D1_LIMIT_TABLE_COLUMNS);
    if (reading->failed || state == CSV_ENOMEM)
        return d1_error_memory(error);
    if (state != CSV_SUCCESS)
        return no_csv(
            error, reading->line,
            "a quote stands where none can: a cell that has one stands in quotes as a whole, and has it doubled");
    return 0;
}

int d1_table_read(struct d1_table *table, struct d1_str bytes, struct d1_error *error)
{
    struct reading reading = {.table = table, .line = 1, .begin = 1};
    struct csv_parser parser;
    size_t bad, read;
    int state = CSV_SUCCESS;

    if (d1_utf8_detect(bytes) == D1_UTF8_BOM)
        bytes = d1_str_sub(bytes, MARK, SIZE_MAX);
    bad = d1_utf8_check(bytes);
    for (size_t i = 0; i < bad; i++)
        reading.line += bytes.ptr[i] == '\n';
    if (bad < bytes.len)
        return no_csv(error, reading.line, "it is not in UTF-8; export it as \"CSV UTF-8\"");
    reading.line = 1;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return d1_error_memory(error);
    csv_set_delim(&parser, find_delimiter(bytes));
    csv_set_space_func(&parser, no_space);
    csv_set_realloc_func(&parser, d1_realloc);
    csv_set_free_func(&parser, d1_free);
    read = csv_parse(&parser, bytes.ptr ? bytes.ptr : "", bytes.len, take_cell, take_end, &reading);
    if (read != bytes.len || csv_fini(&parser, take_cell, take_end, &reading) != 0)
        state = csv_error(&parser) == CSV_SUCCESS ? CSV_EPARSE : csv_error(&parser);
    csv_free(&parser);
    return finish(&reading, state, error);
}

void d1_table_release(struct d1_table *table)
{
    d1_vec_release(&table->rows);
    d1_vec_release(&table->cells);
    d1_arena_release(&table->arena);
    *table = (struct d1_table){0};
}

struct d1_str d1_table_cell(const struct d1_table *table, size_t row, size_t column)
{
    const struct d1_table_row *found = &table->rows.items[row];

    return column < found->count ? d1_str_trim(table->cells.items[found->first + column]) : d1_strn("", 0);
}
