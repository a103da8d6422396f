/* Blocks that come from outside: what readers follow leads nowhere but into the block. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/builder.h"
#include "doc/check.h"

static struct d1_span at(uint32_t line)
{
    return (struct d1_span){line, 0, line, 1};
}

/* {list: [1, 2.5, text], flag: true, none: null} and behind these pairs so many more. */
static struct d1_doc *build(unsigned pairs)
{
    struct d1_builder b = {0};
    struct d1_doc *doc = NULL;
    char name[16];

    d1_builder_begin(&b, at(0), D1_NODE_MAPPING);
    d1_builder_key(&b, at(1), d1_str("list"), true);
    d1_builder_begin(&b, at(1), D1_NODE_SEQUENCE);
    d1_builder_int(&b, at(2), 1, d1_str("1"));
    d1_builder_double(&b, at(3), 2.5, d1_str("2.5"));
    d1_builder_string(&b, at(4), d1_str("text"), true);
    d1_builder_end(&b, 5, 0);
    d1_builder_key(&b, at(6), d1_str("flag"), true);
    d1_builder_bool(&b, at(6), true);
    d1_builder_key(&b, at(7), d1_str("none"), true);
    d1_builder_null(&b, at(7), d1_str("null"));
    for (unsigned i = 0; i < pairs; i++) {
        snprintf(name, sizeof name, "key-%u", i);
        d1_builder_key(&b, at(8 + i), d1_str(name), true);
        d1_builder_int(&b, at(8 + i), i, d1_str("7"));
    }
    d1_builder_end(&b, 8 + pairs, 0);
    cr_assert_eq(d1_builder_finish(&b, 8 + pairs, &doc), 0);
    d1_builder_release(&b);
    return doc;
}

/* A copy of just its size, so that a sanitizer sees who reads beyond it. */
static void *copy_of(const struct d1_doc *doc)
{
    void *bytes = malloc(doc->size);

    cr_assert(bytes);
    memcpy(bytes, doc, doc->size);
    return bytes;
}

/* Goes wherever readers go; returns something that depends on all of it. */
static size_t walk(const struct d1_node *node, unsigned depth)
{
    size_t sum = d1_node_text(node).len + (d1_node_key(node) ? d1_node_text(d1_node_key(node)).len : 0);

    cr_assert_leq(depth, (unsigned)D1_LIMIT_DEPTH);
    for (size_t i = 0; i < d1_node_count(node); i++)
        sum += walk(node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i), depth + 1);
    sum += d1_node_span(node).line;
    return sum + (d1_node_get(node, "key-30") != NULL) + (d1_node_parent(node) != NULL);
}

Test(doc_check, what_the_builder_makes_is_good)
{
    static const unsigned sizes[] = {0, 1, 29, 30, 200};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct d1_doc *doc = build(sizes[i]);

        cr_expect_eq(d1_doc_check(doc, doc->size), doc, "%u pairs", sizes[i]);
        cr_expect_null(d1_doc_check(doc, doc->size - 1), "%u pairs", sizes[i]);
        d1_doc_free(doc);
    }
}

Test(doc_check, the_deepest_document_is_good_and_one_deeper_is_not)
{
    for (unsigned depth = D1_LIMIT_DEPTH; depth <= D1_LIMIT_DEPTH + 1; depth++) {
        struct d1_builder b = {0};
        struct d1_doc *doc = NULL;

        for (unsigned i = 0; i < depth; i++)
            d1_builder_begin(&b, at(0), D1_NODE_SEQUENCE);
        d1_builder_int(&b, at(0), 1, d1_str("1"));
        for (unsigned i = 0; i < depth; i++)
            d1_builder_end(&b, 0, 0);
        cr_assert_eq(d1_builder_finish(&b, 0, &doc), 0);
        cr_expect_eq(d1_doc_check(doc, doc->size) != NULL, depth <= D1_LIMIT_DEPTH, "%u", depth);
        d1_doc_free(doc);
        d1_builder_release(&b);
    }
}

/* Each word in turn with each of some values: it is refused, or can be read from one end to the other. */
Test(doc_check, a_block_with_anything_in_it_is_refused_or_can_be_read)
{
    static const uint32_t values[] = {0, 1, 2, 8, 32, 0x7f, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff};
    struct d1_doc *doc = build(40);
    size_t refused = 0, read = 0, sum = 0;

    for (size_t word = 0; word < doc->size / 4; word++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++)
            for (int added = 0; added < 2; added++) {
                uint32_t *bytes = copy_of(doc);
                const struct d1_doc *checked;

                bytes[word] = added ? bytes[word] + values[i] : values[i];
                checked = d1_doc_check(bytes, doc->size);
                if (checked)
                    sum += walk(d1_doc_root(checked), 0);
                refused += !checked;
                read += checked != NULL;
                free(bytes);
            }
    cr_expect_gt(refused, 1000);
    cr_expect_gt(read, 100);
    cr_expect_gt(sum, 0);
    d1_doc_free(doc);
}

static struct d1_node *node_of(void *bytes, uint32_t index)
{
    return (struct d1_node *)(void *)((char *)bytes + sizeof(struct d1_doc)) + index;
}

static void spoil_parent(void *bytes)
{
    node_of(bytes, 3)->parent = 3; /* its own */
}
static void spoil_parent_forwards(void *bytes)
{
    node_of(bytes, 3)->parent = 5;
}
static void spoil_self(void *bytes)
{
    node_of(bytes, 3)->self = 2;
}
static void spoil_kind(void *bytes)
{
    node_of(bytes, 3)->kind = 7;
}
static void spoil_text(void *bytes)
{
    node_of(bytes, 5)->value.string.text = ((struct d1_doc *)bytes)->size;
}
static void spoil_length(void *bytes)
{
    node_of(bytes, 5)->value.string.length = 1000000;
}
static void spoil_end_of_text(void *bytes)
{
    node_of(bytes, 5)->value.string.length = 2; /* no NUL there */
}
static void spoil_last_byte(void *bytes)
{
    ((char *)bytes)[((struct d1_doc *)bytes)->size - 1] = 'x';
}
static void spoil_count(void *bytes)
{
    node_of(bytes, 0)->value.children.count = 1000000;
}
static void spoil_first(void *bytes)
{
    node_of(bytes, 0)->value.children.first = 0xfffffff0;
}
static void spoil_key(void *bytes)
{
    node_of(bytes, 1)->is_key = 0;
}
static void spoil_bool(void *bytes)
{
    *(unsigned char *)&node_of(bytes, 7)->value = 2;
}
/* The first number and the first place of a document. */
static struct d1_number_text *number_of(void *bytes)
{
    struct d1_doc *doc = bytes;

    return (struct d1_number_text *)(void *)((char *)bytes + doc->child_table + doc->children * sizeof(uint32_t));
}
static void spoil_number(void *bytes)
{
    node_of(bytes, 3)->tag = 1;
}
static void spoil_number_far(void *bytes)
{
    node_of(bytes, 3)->high = 31;
}
static void spoil_number_text(void *bytes)
{
    number_of(bytes)->text = ((struct d1_doc *)bytes)->size;
}
static uint32_t *places_of(void *bytes)
{
    return (uint32_t *)(void *)(number_of(bytes) + ((struct d1_doc *)bytes)->numbers);
}
static void spoil_places(void *bytes)
{
    *places_of(bytes) = 1;
}
static void spoil_place(void *bytes)
{
    memset(places_of(bytes) + 1, 0xff, 8); /* a number without an end */
}
static void spoil_place_fields(void *bytes)
{
    *(unsigned char *)(places_of(bytes) + 1) |= 0x40;
}
/* One item twice: a tree that is written so, level upon level, has no end that anybody reaches. */
static void spoil_once(void *bytes)
{
    struct d1_doc *doc = bytes;
    uint32_t *table = (uint32_t *)(void *)((char *)bytes + doc->child_table);

    table[node_of(bytes, 2)->value.children.first + 1] = table[node_of(bytes, 2)->value.children.first];
}

Test(doc_check, what_is_refused)
{
    static const struct {
        const char *name;
        void (*spoil)(void *bytes);
    } cases[] = {
        {"a node that is its own parent", spoil_parent},
        {"a parent behind its child", spoil_parent_forwards},
        {"a number that is another node's", spoil_self},
        {"a kind that there is not", spoil_kind},
        {"a text behind the block", spoil_text},
        {"a text longer than the block", spoil_length},
        {"a text without its NUL", spoil_end_of_text},
        {"a block without its NUL", spoil_last_byte},
        {"more items than there are", spoil_count},
        {"items behind the table", spoil_first},
        {"a key that is none", spoil_key},
        {"neither true nor false", spoil_bool},
        {"an item twice", spoil_once},
        {"the text of another number", spoil_number},
        {"a text behind all numbers", spoil_number_far},
        {"a number's text behind the block", spoil_number_text},
        {"places that begin elsewhere", spoil_places},
        {"a place that is too long", spoil_place},
        {"a place of another form", spoil_place_fields},
    };
    struct d1_doc *doc = build(0);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *bytes = copy_of(doc);

        cases[i].spoil(bytes);
        cr_expect_null(d1_doc_check(bytes, doc->size), "%s", cases[i].name);
        free(bytes);
    }
    d1_doc_free(doc);
}
