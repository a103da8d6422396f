/* Documents come from events, keep their order and places, and survive being moved as bytes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "doc/builder.h"
#include "doc/pointer.h"

static struct d1_span at(uint32_t line, uint32_t column)
{
    return (struct d1_span){line, column, line, column + 1};
}

/* {id: risk-01, scores: [4, 5.50], open: true, note: null} */
static void add_events(struct d1_builder *b)
{
    d1_builder_begin(b, at(0, 0), D1_NODE_MAPPING);
    d1_builder_key(b, at(0, 0), d1_str("id"), true);
    d1_builder_string(b, at(0, 4), d1_str("risk-01"), true);
    d1_builder_key(b, at(1, 0), d1_str("scores"), true);
    d1_builder_begin(b, at(1, 8), D1_NODE_SEQUENCE);
    d1_builder_int(b, at(1, 9), 4, d1_str("4"));
    d1_builder_double(b, at(1, 12), 5.5, d1_str("5.50"));
    d1_builder_end(b, 1, 17);
    d1_builder_key(b, at(2, 0), d1_str("open"), true);
    d1_builder_bool(b, at(2, 6), true);
    d1_builder_key(b, at(3, 0), d1_str("note"), true);
    d1_builder_null(b, at(3, 6), d1_str("null"));
    d1_builder_end(b, 4, 0);
}

static struct d1_doc *build(void)
{
    struct d1_builder builder = {0};
    struct d1_doc *doc = NULL;

    add_events(&builder);
    cr_assert_eq(d1_builder_finish(&builder, 4, &doc), 0);
    d1_builder_release(&builder);
    return doc;
}

Test(builder, a_document_can_be_copied_whole)
{
    struct d1_region region = {0};
    struct d1_doc *doc = build(), *copy = d1_doc_copy(&region, doc);

    cr_assert(copy && copy != doc);
    cr_expect(d1_node_equal(d1_doc_root(copy), d1_doc_root(doc)));
    d1_doc_free(doc);
    d1_region_release(&region);
    cr_expect_str_eq(d1_node_get_text(d1_doc_root(copy), "id").ptr, "risk-01");
    d1_doc_free(copy);
}

Test(builder, keeps_values_order_and_places)
{
    struct d1_doc *doc = build();
    const struct d1_node *root = d1_doc_root(doc), *scores = d1_node_get(root, "scores");
    struct d1_place place = d1_node_place(d1_node_item(scores, 1));

    cr_expect_eq(d1_node_count(root), 4);
    cr_expect(d1_node_is_string(d1_node_get(root, "id"), "risk-01"));
    cr_expect(d1_node_is_string(d1_node_pair_key(root, 2), "open"));
    cr_expect(d1_node_get(root, "open")->value.boolean);
    cr_expect_eq(d1_node_count(scores), 2);
    cr_expect(d1_str_is(d1_node_text(d1_node_item(scores, 1)), "5.50"));
    cr_expect_eq(place.line, 2);
    cr_expect_eq(place.column, 13);
    cr_expect_eq(d1_node_parent(d1_node_item(scores, 0)), scores);
    cr_expect(d1_node_is_string(d1_node_key(scores), "scores"));
    cr_expect_null(d1_node_get(root, "score"));
    d1_doc_free(doc);
}

Test(builder, a_block_works_wherever_it_lies)
{
    struct d1_doc *doc = build();
    size_t size = doc->size;
    void *copy = malloc(size);
    const struct d1_doc *moved;

    memcpy(copy, doc, size);
    memset(doc, 0xff, size);
    d1_doc_free(doc);
    moved = d1_doc_from_bytes(copy, size);
    cr_assert_not_null(moved);
    cr_expect(d1_node_is_string(d1_node_at(d1_doc_root(moved), "id"), "risk-01"));
    cr_expect_null(d1_doc_from_bytes(copy, size - 1), "a block cut short is refused");
    ((struct d1_doc *)copy)->version++;
    cr_expect_null(d1_doc_from_bytes(copy, size), "another version is refused");
    free(copy);
}

Test(builder, an_alias_is_a_copy_at_its_own_place)
{
    struct d1_builder b = {0};
    struct d1_doc *doc = NULL;
    uint32_t anchor;
    const struct d1_node *copy;
    struct d1_strbuf pointer = {0};

    d1_builder_begin(&b, at(0, 0), D1_NODE_SEQUENCE);
    anchor = d1_builder_next(&b);
    add_events(&b);
    cr_expect_eq(d1_builder_alias(&b, anchor, at(9, 2)), 11);
    d1_builder_end(&b, 10, 0);
    cr_assert_eq(d1_builder_finish(&b, 10, &doc), 0);
    copy = d1_node_item(d1_doc_root(doc), 1);
    cr_expect(d1_node_equal(d1_node_item(d1_doc_root(doc), 0), copy));
    cr_expect(copy->expanded);
    cr_expect_eq(d1_node_place(d1_node_at(copy, "id")).line, 10);
    d1_pointer_write(&pointer, d1_node_item(d1_node_get(copy, "scores"), 1));
    cr_expect_str_eq(pointer.ptr, "/1/scores/1");
    cr_expect_eq(d1_pointer_resolve(d1_doc_root(doc), d1_str("/1/scores/1")),
                 d1_node_item(d1_node_get(copy, "scores"), 1));
    d1_strbuf_release(&pointer);
    d1_doc_free(doc);
    d1_builder_release(&b);
}

Test(builder, a_copy_of_a_document_equals_it)
{
    struct d1_doc *doc = build(), *copy = NULL;
    struct d1_builder b = {0};

    d1_builder_copy(&b, d1_doc_root(doc), NULL);
    cr_assert_eq(d1_builder_finish(&b, 0, &copy), 0);
    cr_expect(d1_node_equal(d1_doc_root(doc), d1_doc_root(copy)));
    cr_expect_eq(d1_node_hash(d1_doc_root(doc)), d1_node_hash(d1_doc_root(copy)));
    d1_doc_free(doc);
    d1_doc_free(copy);
    d1_builder_release(&b);
}

Test(builder, each_allocation_may_fail)
{
    for (long n = 0; n < 100; n++) {
        struct d1_builder b = {0};
        struct d1_doc *doc = NULL;
        int result;

        d1_alloc_fail_after(n);
        add_events(&b);
        if (!b.oom)
            d1_builder_alias(&b, 0, at(5, 5));
        result = b.oom ? D1_ERR_MEMORY : d1_builder_finish(&b, 4, &doc);
        d1_alloc_fail_after(-1);
        cr_expect((result == 0) == (doc != NULL), "n=%ld", n);
        d1_doc_free(doc);
        d1_builder_release(&b);
    }
}

/* A mapping of `count` keys "k0", "k1" ... in a mixed order, with a second "k7" of value -1 at its end. */
static void add_many(struct d1_builder *b, size_t count)
{
    d1_builder_begin(b, at(0, 0), D1_NODE_MAPPING);
    for (size_t i = 0; i <= count; i++) {
        size_t number = i == count ? 7 : i * 7919 % count;
        char name[24];

        snprintf(name, sizeof name, "k%zu", number);
        d1_builder_key(b, at(1, 0), d1_str(name), true);
        d1_builder_int(b, at(1, 4), i == count ? -1 : (int64_t)number, d1_str(""));
    }
    d1_builder_end(b, 2, 0);
}

static void expect_many(const struct d1_node *mapping, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[24];
        const struct d1_node *value;

        snprintf(name, sizeof name, "k%zu", i);
        value = d1_node_get(mapping, name);
        cr_assert(value && value->value.integer == (int64_t)i, "%s of %zu", name, count);
    }
    cr_expect_null(d1_node_get(mapping, "k"));
    cr_expect_null(d1_node_get(mapping, "l1"));
    cr_expect_eq(d1_node_count(mapping), count + 1);
    cr_expect_eq(d1_node_pair_value(mapping, count)->value.integer, -1);
}

/* Of two equal keys the first counts; a copy made for an alias, or node by node, is looked into in the same way. */
Test(builder, keys_are_found_in_mappings_of_any_length)
{
    static const size_t counts[] = {8, 31, 32, 33, 1000, 100000};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct d1_builder builder = {0}, copier = {0};
        struct d1_doc *doc, *copy;

        d1_builder_begin(&builder, at(0, 0), D1_NODE_SEQUENCE);
        add_many(&builder, counts[i]);
        d1_builder_alias(&builder, 1, at(3, 0));
        d1_builder_end(&builder, 3, 0);
        cr_assert_eq(d1_builder_finish(&builder, 4, &doc), 0);
        expect_many(d1_node_item(d1_doc_root(doc), 0), counts[i]);
        expect_many(d1_node_item(d1_doc_root(doc), 1), counts[i]);
        d1_builder_copy(&copier, d1_node_item(d1_doc_root(doc), 1), NULL);
        cr_assert_eq(d1_builder_finish(&copier, 4, &copy), 0);
        expect_many(d1_doc_root(copy), counts[i]);
        d1_builder_release(&builder);
        d1_builder_release(&copier);
        d1_doc_free(doc);
        d1_doc_free(copy);
    }
}

/* Dropping pairs leaves the rest to be found: what stays long, and what becomes short. */
Test(builder, keys_are_found_when_nulls_were_dropped)
{
    for (size_t nulls = 0; nulls <= 200; nulls += 20) {
        struct d1_builder builder = {0};
        struct d1_doc *doc;

        d1_builder_begin(&builder, at(0, 0), D1_NODE_MAPPING);
        for (size_t i = 0; i < 200; i++) {
            char name[24];

            snprintf(name, sizeof name, "k%zu", i);
            d1_builder_key(&builder, at(1, 0), d1_str(name), true);
            if (i * 7919 % 200 < nulls)
                d1_builder_null(&builder, at(1, 4), d1_str(""));
            else
                d1_builder_int(&builder, at(1, 4), (int64_t)i, d1_str(""));
        }
        d1_builder_end(&builder, 2, 0);
        cr_assert_eq(d1_builder_finish(&builder, 3, &doc), 0);
        d1_doc_drop_nulls(doc);
        cr_expect_eq(d1_node_count(d1_doc_root(doc)), 200 - nulls);
        for (size_t i = 0; i < 200; i++) {
            char name[24];
            const struct d1_node *value;

            snprintf(name, sizeof name, "k%zu", i);
            value = d1_node_get(d1_doc_root(doc), name);
            cr_expect_eq(value != NULL, i * 7919 % 200 >= nulls, "%s of %zu", name, 200 - nulls);
            cr_expect(!value || value->value.integer == (int64_t)i, "%s of %zu", name, 200 - nulls);
        }
        d1_builder_release(&builder);
        d1_doc_free(doc);
    }
}
