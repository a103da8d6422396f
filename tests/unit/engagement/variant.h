/*
 * A document written anew as JSON, which YAML is too, with one of its values changed: for tests of what comes of a
 * field that holds anything but what it should.
 */
#ifndef D1_TESTS_ENGAGEMENT_VARIANT_H
#define D1_TESTS_ENGAGEMENT_VARIANT_H

#include <criterion/criterion.h>

#include "base/text/strbuf.h"
#include "doc/node.h"
#include "json/writer.h"

enum change {
    LEFT_OUT,
    WITHOUT_VALUE,
    TWICE,   /* the key with its value */
    DOUBLED, /* each entry of a list */
    EMPTY_TEXT,
    EMPTY_LIST,
    EMPTY_MAPPING,
    TRUE,
    FAR_BELOW,
    FAR_ABOVE,
    WORD,
    CHANGES
};

/* What stands in the place of the value; NULL where it is written as it is. */
static const char *const variant_values[CHANGES] = {
    [WITHOUT_VALUE] = "null", [EMPTY_TEXT] = "\"\"",      [EMPTY_LIST] = "[]",       [EMPTY_MAPPING] = "{}",
    [TRUE] = "true",          [FAR_BELOW] = "-1000000.5", [FAR_ABOVE] = "1000000.5", [WORD] = "\"a word\"",
};

struct variant {
    const struct d1_node *node; /* the value that is changed */
    enum change change;
};

static inline void variant_write(struct d1_strbuf *out, const struct d1_node *node, const struct variant *variant);

static inline void variant_write_pairs(struct d1_strbuf *out, const struct d1_node *mapping,
                                       const struct variant *variant)
{
    const char *joint = "";

    for (size_t i = 0; i < d1_node_count(mapping); i++) {
        const struct d1_node *value = d1_node_pair_value(mapping, i);
        bool changed = value == variant->node;

        for (int times = changed && variant->change == TWICE      ? 2
                         : changed && variant->change == LEFT_OUT ? 0
                                                                  : 1;
             times; times--) {
            d1_strbuf_printf(out, "%s\"" D1_STR_FMT "\": ", joint,
                             D1_STR_ARG(d1_node_text(d1_node_pair_key(mapping, i))));
            variant_write(out, value, variant);
            joint = ", ";
        }
    }
}

static inline void variant_write_entries(struct d1_strbuf *out, const struct d1_node *list,
                                         const struct variant *variant)
{
    size_t rounds = list == variant->node && variant->change == DOUBLED ? 2 : 1;
    const char *joint = "";

    for (size_t i = 0; i < rounds * d1_node_count(list); i++) {
        const struct d1_node *entry = d1_node_item(list, i % d1_node_count(list));

        if (entry == variant->node && variant->change == LEFT_OUT)
            continue;
        d1_strbuf_puts(out, joint);
        variant_write(out, entry, variant);
        joint = ", ";
    }
}

/* Appends the node; of what is inside of it one value is as the variant has it. */
static inline void variant_write(struct d1_strbuf *out, const struct d1_node *node, const struct variant *variant)
{
    struct d1_json_writer writer;

    if (node == variant->node && variant_values[variant->change]) {
        d1_strbuf_puts(out, variant_values[variant->change]);
    } else if (node->kind >= D1_NODE_SEQUENCE) {
        d1_strbuf_putc(out, node->kind == D1_NODE_MAPPING ? '{' : '[');
        (node->kind == D1_NODE_MAPPING ? variant_write_pairs : variant_write_entries)(out, node, variant);
        d1_strbuf_putc(out, node->kind == D1_NODE_MAPPING ? '}' : ']');
    } else {
        d1_json_writer_init(&writer, D1_JSON_COMPACT, NULL, NULL);
        d1_json_node(&writer, node);
        cr_assert_eq(d1_json_writer_finish(&writer, NULL), 0);
        d1_strbuf_str(out, d1_strbuf_view(&writer.buffer));
        d1_json_writer_release(&writer);
    }
}

/* Whether the schema says nothing of the value: values of a change request, parameters. */
static inline bool variant_is_free(const struct d1_node *node)
{
    for (; node; node = d1_node_parent(node)) {
        const struct d1_node *key = d1_node_key(node);

        if (key &&
            (d1_node_is_string(key, "from") || d1_node_is_string(key, "to") || d1_node_is_string(key, "parameters")))
            return true;
    }
    return false;
}

#endif
