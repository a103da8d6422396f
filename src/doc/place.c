#include "doc/place.h"

#include <string.h>

enum { LINE_FAR = 3, COLUMN_END = 0, COLUMN_SAME, COLUMN_KEY, COLUMN_FAR, END_TEXT = 0, END_QUOTED, END_NEAR, END_FAR };

enum { GAP = 2, /* ": ", and a pair of quotes */ LONGEST = 1 + 4 * 5 };

/* Columns that a node is taken to cover: those of a string in ASCII. */
static uint32_t width_of(const struct d1_node *node)
{
    return node->kind == D1_NODE_STRING ? node->value.string.length : 0;
}

/* ---- packing ---- */

static void put(struct d1_places_packed *packed, uint32_t number)
{
    for (; number >= 0x80; number >>= 7)
        packed->bytes.items[packed->bytes.len++] = (unsigned char)(number | 0x80);
    packed->bytes.items[packed->bytes.len++] = (unsigned char)number;
}

/* Differences are taken modulo 2^32, so that any two numbers have one. */
static void put_signed(struct d1_places_packed *packed, uint32_t difference)
{
    put(packed, difference << 1 ^ (difference >> 31 ? UINT32_MAX : 0));
}

static void pack_one(struct d1_places_packed *packed, const struct d1_node *node, struct d1_span span,
                     struct d1_span before, uint32_t key_column)
{
    uint32_t line = span.line - before.line, width = width_of(node);
    uint32_t farther = span.end_column - span.column - width;
    unsigned line_field = line < LINE_FAR ? line : LINE_FAR, column_field = COLUMN_FAR, end_field = END_NEAR;

    if (span.column == before.end_column + GAP)
        column_field = COLUMN_END;
    else if (span.column == before.column)
        column_field = COLUMN_SAME;
    else if (span.column == key_column)
        column_field = COLUMN_KEY;
    if (span.end_line != span.line)
        end_field = END_FAR;
    else if (farther == 0 || farther == GAP)
        end_field = farther ? END_QUOTED : END_TEXT;
    packed->bytes.items[packed->bytes.len++] = (unsigned char)(line_field | column_field << 2 | end_field << 4);
    if (line_field == LINE_FAR)
        put_signed(packed, line);
    if (column_field == COLUMN_FAR)
        put_signed(packed, span.column - before.column);
    if (end_field == END_NEAR)
        put_signed(packed, farther);
    if (end_field == END_FAR) {
        put_signed(packed, span.end_line - span.line);
        put(packed, span.end_column);
    }
}

int d1_places_pack(struct d1_places_packed *packed, const struct d1_node *nodes, const struct d1_span *spans,
                   size_t count)
{
    struct d1_span before = {0};
    uint32_t key_column = 0;

    packed->table.len = packed->bytes.len = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % D1_PLACES_APART == 0) {
            before = (struct d1_span){0};
            key_column = 0;
            if (d1_vec_push(&packed->table, (uint32_t)packed->bytes.len) < 0)
                return D1_ERR_MEMORY;
        }
        if (d1_vec_reserve(&packed->bytes, LONGEST) < 0)
            return D1_ERR_MEMORY;
        pack_one(packed, &nodes[i], spans[i], before, key_column);
        before = spans[i];
        if (nodes[i].is_key)
            key_column = spans[i].column;
    }
    return 0;
}

size_t d1_places_size(const struct d1_places_packed *packed)
{
    return packed->table.len * sizeof(uint32_t) + packed->bytes.len;
}

void d1_places_write(const struct d1_places_packed *packed, void *to)
{
    size_t table = packed->table.len * sizeof(uint32_t);

    if (table)
        memcpy(to, packed->table.items, table);
    if (packed->bytes.len)
        memcpy((char *)to + table, packed->bytes.items, packed->bytes.len);
}

void d1_places_release(struct d1_places_packed *packed)
{
    d1_vec_release(&packed->table);
    d1_vec_release(&packed->bytes);
}

/* ---- reading ---- */

static uint32_t get(struct d1_places *places)
{
    uint32_t number = 0;

    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = *places->at++;

        number |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
}

static uint32_t get_signed(struct d1_places *places)
{
    uint32_t number = get(places);

    return number >> 1 ^ (number & 1 ? UINT32_MAX : 0);
}

struct d1_span d1_places_next(struct d1_places *places)
{
    const struct d1_node *node = &places->nodes[places->next];
    struct d1_span span;
    unsigned fields, field;

    if (places->next++ % D1_PLACES_APART == 0) {
        places->before = (struct d1_span){0};
        places->key_column = 0;
    }
    fields = *places->at++;
    field = fields & 3;
    span.line = places->before.line + (field == LINE_FAR ? get_signed(places) : field);
    field = fields >> 2 & 3;
    if (field == COLUMN_FAR)
        span.column = places->before.column + get_signed(places);
    else if (field == COLUMN_END)
        span.column = places->before.end_column + GAP;
    else
        span.column = field == COLUMN_SAME ? places->before.column : places->key_column;
    field = fields >> 4;
    span.end_line = span.line;
    if (field == END_FAR) {
        span.end_line += get_signed(places);
        span.end_column = get(places);
    } else {
        span.end_column = span.column + width_of(node) + (field == END_QUOTED ? GAP : 0);
        if (field == END_NEAR)
            span.end_column += get_signed(places);
    }
    places->before = span;
    if (node->is_key)
        places->key_column = span.column;
    return span;
}

/* ---- checking ---- */

enum { LONGEST_NUMBER = 5 /* bytes */ };

/* Goes over so many numbers; false where one is too long, or ends beyond the bytes. */
static bool skip_numbers(const unsigned char *bytes, size_t size, size_t *at, int count)
{
    for (; count; count--) {
        size_t begin = *at;

        while (*at < size && bytes[*at] >= 0x80 && *at - begin < LONGEST_NUMBER)
            ++*at;
        if (*at >= size || ++*at - begin > LONGEST_NUMBER)
            return false;
    }
    return true;
}

bool d1_places_check(const struct d1_doc *doc, const void *bytes, size_t size)
{
    size_t begins = ((size_t)doc->nodes + D1_PLACES_APART - 1) / D1_PLACES_APART, at = 0;
    const uint32_t *table = bytes;
    const unsigned char *places = (const unsigned char *)(table + begins);

    if (begins > size / sizeof *table)
        return false;
    size -= begins * sizeof *table;
    for (uint32_t i = 0; i < doc->nodes; i++) {
        unsigned fields, line, column, end;

        if (at >= size || (i % D1_PLACES_APART == 0 && table[i / D1_PLACES_APART] != at))
            return false;
        fields = places[at++];
        line = fields & 3, column = fields >> 2 & 3, end = fields >> 4;
        if (end > END_FAR ||
            !skip_numbers(places, size, &at,
                          (line == LINE_FAR) + (column == COLUMN_FAR) + (end == END_NEAR) + (end == END_FAR ? 2 : 0)))
            return false;
    }
    return at == size;
}

/* ---- places of nodes ---- */

struct d1_places d1_places_from(const struct d1_doc *doc, uint32_t index)
{
    size_t numbers = doc->child_table + (size_t)doc->children * sizeof(uint32_t);
    size_t table = numbers + (size_t)doc->numbers * sizeof(struct d1_number_text);
    size_t begins = ((size_t)doc->nodes + D1_PLACES_APART - 1) / D1_PLACES_APART;
    const uint32_t *offsets = (const uint32_t *)(const void *)((const char *)doc + table);
    struct d1_places places = {
        .nodes = d1_doc_root(doc),
        .next = index / D1_PLACES_APART * D1_PLACES_APART,
        .at = (const unsigned char *)(offsets + begins),
    };

    if (index >= doc->nodes) {
        places.next = index;
        return places;
    }
    places.at += offsets[index / D1_PLACES_APART];
    while (places.next < index)
        (void)d1_places_next(&places);
    return places;
}

struct d1_span d1_node_span(const struct d1_node *node)
{
    struct d1_places places = d1_places_from(d1_node_doc(node), node->self);

    return d1_places_next(&places);
}

struct d1_place d1_span_place(struct d1_span span)
{
    return (struct d1_place){
        .line = span.line + 1,
        .column = span.column + 1,
        .end_line = span.end_line + 1,
        .end_column = span.end_column + 1,
    };
}

struct d1_place d1_node_place(const struct d1_node *node)
{
    return d1_span_place(d1_node_span(node));
}
