/* Tables as RFC 4180 has them, and as spreadsheets write them. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "table/table.h"

/* "1[a|b] 2[c]": each row with its line and cells; or "3: message". */
static const char *read_table(struct d1_strbuf *out, struct d1_str bytes)
{
    struct d1_table table = {0};
    struct d1_error error = {0};

    d1_strbuf_clear(out);
    d1_strbuf_puts(out, "");
    if (d1_table_read(&table, bytes, &error) < 0)
        d1_strbuf_printf(out, "%u: %s", error.place.line, d1_error_message(&error));
    for (size_t i = 0; !error.code && i < table.rows.len; i++) {
        d1_strbuf_printf(out, "%s%u[", i ? " " : "", table.rows.items[i].line);
        for (size_t k = 0; k < table.rows.items[i].count; k++) {
            d1_strbuf_puts(out, k ? "|" : "");
            d1_strbuf_str(out, table.cells.items[table.rows.items[i].first + k]);
        }
        d1_strbuf_puts(out, "]");
    }
    d1_error_clear(&error);
    d1_table_release(&table);
    return out->ptr;
}

Test(table, rows_and_cells)
{
    static const struct {
        const char *bytes, *expected;
    } rows[] = {
        {"", ""},
        {"a,b\r\nc,d\r\n", "1[a|b] 2[c|d]"},
        {"a,b\nc,d", "1[a|b] 2[c|d]"},
        {"a;b\nc,d;e\n", "1[a|b] 2[c,d|e]"},
        {"a\tb\nc\td,e,f\n", "1[a|b] 2[c|d,e,f]"},
        {"\"a,1\";b\n", "1[a,1|b]"},
        {"\xef\xbb\xbf"
         "a,b\n",
         "1[a|b]"},
        {"a, b \n", "1[a| b ]"},
        {"\"a\nb\",c\nd,e\n", "1[a\nb|c] 3[d|e]"},
        {"\"a \"\"b\"\"\",c\n", "1[a \"b\"|c]"},
        {"\"a,;\"\"\n;\",b\nc,d\n", "1[a,;\"\n;|b] 3[c|d]"},
        {"a,b\n\n\r\nc,d\n", "1[a|b] 4[c|d]"},
        {"a,,\n,\n", "1[a||] 2[|]"},
        {"a,b,c\nd\n", "1[a|b|c] 2[d]"},
        {"a\n", "1[a]"},
        {"ä,ö\n", "1[ä|ö]"},
        {"a,b\nc,d\"e\n",
         "2: a quote stands where none can: a cell that has one stands in quotes as a whole, and has it doubled"},
        {"a,b\n\"c\"d,e\n",
         "2: a quote stands where none can: a cell that has one stands in quotes as a whole, and has it doubled"},
        {"a,b\n\"c,d\n",
         "2: a quote stands where none can: a cell that has one stands in quotes as a whole, and has it doubled"},
        {"a,b\nc,\xe4\n", "2: it is not in UTF-8; export it as \"CSV UTF-8\""},
    };
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_str_eq(read_table(&text, d1_str(rows[i].bytes)), rows[i].expected, "%s: %s", rows[i].bytes, text.ptr);
    d1_strbuf_release(&text);
}

Test(table, there_is_a_limit_of_rows_and_of_cells)
{
    struct d1_strbuf bytes = {0}, text = {0};

    for (int i = 0; i < D1_LIMIT_TABLE_ROWS; i++)
        d1_strbuf_puts(&bytes, "a\n");
    cr_expect(strncmp(read_table(&text, d1_strbuf_view(&bytes)), "1[a]", 4) == 0);
    d1_strbuf_puts(&bytes, "a\n");
    cr_expect(strstr(read_table(&text, d1_strbuf_view(&bytes)), "a table may have"));
    d1_strbuf_clear(&bytes);
    d1_strbuf_fill(&bytes, ',', D1_LIMIT_TABLE_COLUMNS - 1);
    cr_expect(!strstr(read_table(&text, d1_strbuf_view(&bytes)), "a table may have"));
    d1_strbuf_putc(&bytes, ',');
    cr_expect(strstr(read_table(&text, d1_strbuf_view(&bytes)), "1: a table may have"));
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&text);
}

Test(table, memory_may_run_out_at_any_allocation)
{
    static const char bytes[] = "a,b\n\"c\nd\",e\n";
    bool done = false;

    for (long n = 0; !done && n < 1000; n++) {
        struct d1_table table = {0};
        struct d1_error error = {0};
        int result;

        d1_alloc_fail_after(n);
        result = d1_table_read(&table, d1_str(bytes), &error);
        done = !d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result, done ? 0 : D1_ERR_MEMORY, "n=%ld", n);
        d1_error_clear(&error);
        d1_table_release(&table);
    }
    cr_expect(done);
}
