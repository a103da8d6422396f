/* A listing as a table for people, and as JSON. */
#include <string.h>

#include "cli/list/listing.h"
#include "cli/screen/page.h"
#include "json/writer.h"
#include "report/escape.h"

static size_t column_count(const struct d1_listing *listing)
{
    size_t count = 0;

    while (count < D1_LISTING_COLUMNS && listing->columns[count])
        count++;
    return count;
}

static void cell_text(struct d1_strbuf *out, const struct d1_listing_cell *cell)
{
    d1_strbuf_clear(out);
    if (cell->list)
        d1_page_join(out, cell->list);
    else if (cell->counts)
        d1_strbuf_printf(out, cell->count ? "%zu not built" : "", cell->count);
    else
        d1_strbuf_str(out, cell->text);
    for (size_t i = 0; i < cell->word_count; i++)
        d1_strbuf_printf(out, "%s" D1_STR_FMT, i ? ", " : "", D1_STR_ARG(cell->words[i]));
}

enum { WIDEST = 30 };

/* Columns that the widest cell of each column takes, within reason. */
static void measure(const struct d1_listing_source *source, const struct d1_listing *listing,
                    size_t widths[D1_LISTING_COLUMNS], struct d1_strbuf *text)
{
    for (size_t c = 0; c < column_count(listing); c++)
        widths[c] = strlen(listing->columns[c]);
    for (size_t i = 0; i < listing->count(source); i++) {
        struct d1_listing_row row = {0};

        listing->row(source, i, &row);
        for (size_t c = 0; c < column_count(listing); c++) {
            size_t columns;

            cell_text(text, &row.cells[c]);
            columns = d1_escape_columns(d1_strbuf_view(text));
            if (columns > widths[c])
                widths[c] = columns < WIDEST ? columns : WIDEST;
        }
    }
}

static void write_row(struct d1_paint *page, const struct d1_listing *listing, const struct d1_listing_row *row,
                      const size_t widths[D1_LISTING_COLUMNS], struct d1_strbuf *text)
{
    size_t column = 0, last = column_count(listing) - 1;

    for (size_t c = 0; c < last; c++) {
        cell_text(text, &row->cells[c]);
        d1_paint_cell(page, row->faint ? D1_STYLE_FAINT : D1_STYLE_PLAIN, d1_strbuf_view(text), widths[c]);
        d1_strbuf_puts(page->out, "  ");
        column += widths[c] + 2;
    }
    cell_text(text, &row->cells[last]);
    d1_paint_wrapped(page, d1_strbuf_view(text), column, column);
    d1_paint_end_row(page);
}

static void write_header(struct d1_paint *page, const struct d1_listing *listing,
                         const size_t widths[D1_LISTING_COLUMNS])
{
    for (size_t c = 0; c < column_count(listing); c++) {
        d1_paint_cell(page, D1_STYLE_STRONG, d1_str(listing->columns[c]), widths[c]);
        d1_strbuf_puts(page->out, "  ");
    }
    d1_paint_end_row(page);
}

void d1_listing_table(struct d1_paint *page, const struct d1_listing_source *source, const struct d1_listing *listing)
{
    size_t widths[D1_LISTING_COLUMNS] = {0}, faint = 0, count = listing->count(source);
    struct d1_strbuf text = {0};

    measure(source, listing, widths, &text);
    if (count)
        write_header(page, listing, widths);
    for (size_t i = 0; i < count; i++) {
        struct d1_listing_row row = {0};

        listing->row(source, i, &row);
        write_row(page, listing, &row, widths, &text);
        faint += row.faint;
    }
    d1_strbuf_printf(page->out, "\n%zu %s", count, listing->name);
    if (faint)
        d1_strbuf_printf(page->out, ", %zu of them %s", faint, listing->faint_means);
    d1_strbuf_putc(page->out, '\n');
    d1_strbuf_release(&text);
}

static void write_cell_json(struct d1_json_writer *w, const char *key, const struct d1_listing_cell *cell)
{
    if (cell->list) {
        d1_json_key(w, key);
        d1_json_node(w, cell->list);
    } else if (cell->words) {
        d1_json_member_array(w, key);
        for (size_t i = 0; i < cell->word_count; i++)
            d1_json_string(w, cell->words[i]);
        d1_json_end(w);
    } else if (cell->counts) {
        d1_json_member_int(w, key, (int64_t)cell->count);
    } else if (cell->text.len) {
        d1_json_member_string(w, key, cell->text);
    }
}

void d1_listing_json(struct d1_strbuf *out, const struct d1_listing_source *source, const struct d1_listing *listing)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    d1_json_begin_array(&w);
    for (size_t i = 0; i < listing->count(source); i++) {
        struct d1_listing_row row = {0};

        listing->row(source, i, &row);
        d1_json_begin_object(&w);
        for (size_t c = 0; c < column_count(listing); c++)
            write_cell_json(&w, listing->columns[c], &row.cells[c]);
        d1_json_end(&w);
    }
    d1_json_end(&w);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_strbuf_str(out, d1_strbuf_view(&w.buffer));
    d1_json_writer_release(&w);
}
