/* Places come back as they were given, whatever they are, and numbers keep how they are written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc/builder.h"

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Mostly as texts have them, now and then anything at all. */
static struct d1_span any_span(uint32_t *seed, uint32_t line)
{
    struct d1_span span = {line, next(seed) % 40, line, 0};

    switch (next(seed) % 8) {
    case 0:
        return (struct d1_span){next(seed), next(seed), next(seed), next(seed)};
    case 1:
        return (struct d1_span){UINT32_MAX, 0, 0, UINT32_MAX};
    case 2:
        span.end_line += next(seed) % 5;
        break;
    default:
        break;
    }
    span.end_column = span.column + next(seed) % 12;
    return span;
}

static bool same(struct d1_span a, struct d1_span b)
{
    return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

enum { PAIRS = 500, NODES = 1 + 2 * PAIRS };

Test(place, any_place_is_kept)
{
    struct d1_builder builder = {0};

    for (uint32_t turn = 1; turn < 40; turn++) {
        struct d1_span spans[NODES];
        struct d1_places places;
        struct d1_doc *doc;
        uint32_t seed = turn, count = 0;

        spans[count++] = any_span(&seed, 0);
        d1_builder_begin(&builder, spans[0], D1_NODE_MAPPING);
        for (uint32_t i = 0; i < PAIRS; i++) {
            spans[count] = any_span(&seed, i);
            d1_builder_key(&builder, spans[count++], d1_str("key"), true);
            spans[count] = any_span(&seed, i);
            if (i % 3)
                d1_builder_string(&builder, spans[count++], d1_str("text"), i % 2);
            else
                d1_builder_bool(&builder, spans[count++], true);
        }
        d1_builder_end(&builder, spans[0].end_line, spans[0].end_column);
        cr_assert_eq(d1_builder_finish(&builder, 0, &doc), 0);
        places = d1_places_from(doc, 0);
        for (uint32_t i = 0; i < NODES; i++) {
            cr_assert(same(d1_places_next(&places), spans[i]), "turn %u, node %u, in order", turn, i);
            cr_assert(same(d1_node_span(d1_doc_node(doc, i)), spans[i]), "turn %u, node %u", turn, i);
        }
        cr_expect_eq(d1_places_from(doc, NODES).next, NODES, "there is an end");
        d1_doc_free(doc);
    }
    d1_builder_release(&builder);
}

/* Of texts as people write them a place takes a few bytes. */
Test(place, usual_places_are_short)
{
    struct d1_builder builder = {0};
    struct d1_places_packed packed = {0};
    struct d1_doc *doc;

    d1_builder_begin(&builder, (struct d1_span){0}, D1_NODE_MAPPING);
    for (uint32_t line = 0; line < 1000; line++) {
        d1_builder_key(&builder, (struct d1_span){line, 4, line, 7}, d1_str("key"), true);
        d1_builder_string(&builder, (struct d1_span){line, 9, line, 15}, d1_str("text"), false);
    }
    d1_builder_end(&builder, 1000, 0);
    cr_assert_eq(d1_places_pack(&packed, builder.nodes.items, builder.spans.items, builder.nodes.len), 0);
    cr_expect_leq(d1_places_size(&packed), 2001 + 2001 / 4, "%zu bytes for 2,001 nodes", d1_places_size(&packed));
    cr_assert_eq(d1_builder_finish(&builder, 1000, &doc), 0);
    d1_places_release(&packed);
    d1_doc_free(doc);
    d1_builder_release(&builder);
}

/* More numbers than a node can count, one of which an alias repeats. */
Test(place, numbers_keep_how_they_are_written)
{
    enum { COUNT = D1_NUMBERS_APART + 1000 };
    struct d1_builder builder = {0};
    const struct d1_node *root;
    struct d1_doc *doc;
    char text[24];

    d1_builder_begin(&builder, (struct d1_span){0}, D1_NODE_SEQUENCE);
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%d.%d", i, i % 2 * 50);
        d1_builder_double(&builder, (struct d1_span){0}, i + i % 2 * 0.5, d1_str(text));
    }
    cr_assert_eq(d1_builder_alias(&builder, COUNT - 1, (struct d1_span){0}), 1);
    d1_builder_end(&builder, 0, 0);
    cr_assert_eq(d1_builder_finish(&builder, 0, &doc), 0);
    root = d1_doc_root(doc);
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%d.%d", i, i % 2 * 50);
        cr_assert(d1_str_is(d1_node_text(d1_node_item(root, (size_t)i)), text), "%s", text);
    }
    cr_expect(d1_str_eq(d1_node_text(d1_node_item(root, COUNT)), d1_node_text(d1_node_item(root, COUNT - 2))));
    d1_doc_free(doc);
    d1_builder_release(&builder);
}
