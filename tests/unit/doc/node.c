/* Nodes are found by key, path and pointer, and compared by value. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory/alloc.h"
#include "doc/builder.h"
#include "doc/pointer.h"
#include "pace.h"

/*
 * A document from a shorthand, so that cases fit in a line: { } and [ ] as in JSON, 'text' for strings and keys,
 * n t f for null, true and false, and numbers. Commas and colons are taken as white space.
 */
static struct d1_doc *make(const char *shorthand)
{
    struct d1_builder b = {0};
    struct d1_doc *doc = NULL;
    bool mapping[50] = {false}, key[50] = {false};
    size_t depth = 0;

    for (const char *at = shorthand; *at; at++) {
        struct d1_span span = {0, (uint32_t)(at - shorthand), 0, (uint32_t)(at - shorthand) + 1};
        bool is_key = depth && mapping[depth] && key[depth];

        if (strchr(" ,:", *at))
            continue;
        if (depth && mapping[depth] && !strchr("]}", *at))
            key[depth] = !key[depth];
        if (*at == '{' || *at == '[') {
            d1_builder_begin(&b, span, *at == '{' ? D1_NODE_MAPPING : D1_NODE_SEQUENCE);
            depth++;
            mapping[depth] = key[depth] = *at == '{';
        } else if (*at == '}' || *at == ']') {
            d1_builder_end(&b, 0, span.end_column);
            depth--;
        } else if (*at == '\'') {
            size_t len = strcspn(at + 1, "'");

            if (is_key)
                d1_builder_key(&b, span, d1_strn(at + 1, len), false);
            else
                d1_builder_string(&b, span, d1_strn(at + 1, len), false);
            at += len + 1;
        } else if (*at == 'n') {
            d1_builder_null(&b, span, d1_str(""));
        } else if (*at == 't' || *at == 'f') {
            d1_builder_bool(&b, span, *at == 't');
        } else {
            size_t len = strspn(at, "-+.0123456789eE");
            struct d1_str text = d1_strn(at, len);
            char number[64] = {0};

            memcpy(number, at, len);
            if (strpbrk(number, ".eE") || len > 18)
                d1_builder_double(&b, span, strtod(number, NULL), text);
            else
                d1_builder_int(&b, span, strtoll(number, NULL, 10), text);
            at += len - 1;
        }
    }
    cr_assert_eq(d1_builder_finish(&b, 0, &doc), 0, "%s", shorthand);
    d1_builder_release(&b);
    return doc;
}

Test(node, values_are_found_by_key_and_path)
{
    struct d1_doc *doc = make("{'metadata': {'name': 'raid'}, 'spec': {'items': [1, 2]}, '': 3, 'a.b': 4}");
    const struct d1_node *root = d1_doc_root(doc);

    cr_expect(d1_node_is_string(d1_node_at(root, "metadata.name"), "raid"));
    cr_expect_eq(d1_node_at(root, ""), root);
    cr_expect_null(d1_node_at(root, "metadata.name.x"), "a string has no keys");
    cr_expect_null(d1_node_at(root, "spec.item"));
    cr_expect_null(d1_node_at(NULL, "spec"));
    cr_expect_null(d1_node_get(d1_node_at(root, "spec.items"), "0"), "a sequence has no keys");
    cr_expect_eq(d1_node_get(root, "")->value.integer, 3);
    cr_expect_eq(d1_node_get(root, "a.b")->value.integer, 4);
    cr_expect(d1_str_is(d1_node_get_text(d1_node_get(root, "metadata"), "name"), "raid"));
    cr_expect_eq(d1_node_get_text(root, "spec").len, 0, "a mapping has no text");
    cr_expect_eq(d1_node_get_text(root, "none").len, 0);
    cr_expect_eq(d1_node_count(d1_node_at(root, "metadata.name")), 0);
    d1_doc_free(doc);
    d1_doc_free(NULL);
}

Test(node, the_mappings_that_have_a_key_come_in_the_order_of_the_document)
{
    struct d1_doc *doc =
        make("{'a': {'b': [{'x': 1}, {'y': {'x': n}}], 'x': 2}, 'xx': 'x', 'c': ['x', {'z': 'x'}], 'x': 3}");
    const struct d1_node *root = d1_doc_root(doc), *list = d1_node_at(root, "a.b");
    struct d1_holders holders = {0};

    cr_assert_eq(d1_doc_holders(&holders, doc, d1_str("x")), 0);
    cr_assert_eq(holders.len, 4);
    cr_expect_eq(holders.items[0], root, "its key stands behind those of all others");
    cr_expect_eq(holders.items[1], d1_node_get(root, "a"));
    cr_expect_eq(holders.items[2], d1_node_item(list, 0));
    cr_expect_eq(holders.items[3], d1_node_get(d1_node_item(list, 1), "y"));
    cr_assert_eq(d1_doc_holders(&holders, doc, d1_str("nowhere")), 0);
    cr_expect_eq(holders.len, 4);
    d1_doc_drop_nulls(doc);
    holders.len = 0;
    cr_assert_eq(d1_doc_holders(&holders, doc, d1_str("x")), 0);
    cr_expect_eq(holders.len, 3, "what has no value any more has gone");
    d1_vec_release(&holders);
    d1_doc_free(doc);
}

Test(node, equality_is_that_of_json_schema)
{
    const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        {"1", "1.0", true},
        {"1", "10e-1", true},
        {"100", "1e2", true},
        {"0", "-0", true},
        {"0.0", "-0.0", true},
        {"1", "2", false},
        {"1", "t", false},
        {"0", "f", false},
        {"0", "n", false},
        {"1", "'1'", false},
        {"9007199254740993", "9007199254740992.0", false},
        {"9007199254740993", "9007199254740993.0", true},
        {"123456789012345678901234567890", "123456789012345678901234567890.00", true},
        {"123456789012345678901234567890", "123456789012345678901234567891", false},
        {"0.1", "0.10000000000000001", false},
        {"n", "n", true},
        {"t", "f", false},
        {"''", "n", false},
        {"'a'", "'a'", true},
        {"'a'", "'A'", false},
        {"[1, 2]", "[1.0, 2]", true},
        {"[1, 2]", "[2, 1]", false},
        {"[]", "{}", false},
        {"{'a': 1, 'b': [2]}", "{'b': [2.0], 'a': 1}", true},
        {"{'a': 1}", "{'a': 1, 'b': 1}", false},
        {"{'a': 1, 'b': n}", "{'a': 1, 'c': n}", false},
        {"{'a': {'x': 1}}", "{'a': {'x': 2}}", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_doc *a = make(cases[i].a), *b = make(cases[i].b);
        const struct d1_node *x = d1_doc_root(a), *y = d1_doc_root(b);

        cr_expect_eq(d1_node_equal(x, y), cases[i].equal, "%s and %s", cases[i].a, cases[i].b);
        cr_expect_eq(d1_node_equal(y, x), cases[i].equal, "%s and %s", cases[i].b, cases[i].a);
        cr_expect_eq(d1_node_hash(x) == d1_node_hash(y), cases[i].equal, "hashes of %s and %s", cases[i].a, cases[i].b);
        d1_doc_free(a);
        d1_doc_free(b);
    }
}

/* A mapping of many keys, from the first to the last or the other way, with one value changed. */
static struct d1_doc *many_keys(uint32_t count, bool backwards, uint32_t changed)
{
    struct d1_builder b = {0};
    struct d1_doc *doc = NULL;

    d1_builder_begin(&b, (struct d1_span){0}, D1_NODE_MAPPING);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = backwards ? count - 1 - i : i;
        char name[20];

        snprintf(name, sizeof name, "key-%u", number);
        d1_builder_key(&b, (struct d1_span){0}, d1_str(name), true);
        d1_builder_bool(&b, (struct d1_span){0}, number == changed);
    }
    d1_builder_end(&b, 0, 0);
    cr_assert_eq(d1_builder_finish(&b, 0, &doc), 0);
    d1_builder_release(&b);
    return doc;
}

Test(node, large_mappings_compare_in_time)
{
    uint32_t count = 200000;
    struct d1_doc *a = many_keys(count, false, count), *b = many_keys(count, true, count);
    struct d1_doc *c = many_keys(count, true, 77);
    double begun = pace_seconds();

    cr_expect(d1_node_equal(d1_doc_root(a), d1_doc_root(b)));
    cr_expect_not(d1_node_equal(d1_doc_root(a), d1_doc_root(c)));
    pace_expect("two large mappings", begun, 1); /* each with each would take minutes */
    d1_doc_free(a);
    d1_doc_free(b);
    d1_doc_free(c);
}

Test(node, mappings_compare_without_memory_too)
{
    struct d1_doc *a = many_keys(100, false, 3), *b = many_keys(100, true, 3), *c = many_keys(100, true, 4);

    d1_alloc_fail_after(0);
    cr_expect(d1_node_equal(d1_doc_root(a), d1_doc_root(b)));
    cr_expect_not(d1_node_equal(d1_doc_root(a), d1_doc_root(c)));
    d1_alloc_fail_after(-1);
    d1_doc_free(a);
    d1_doc_free(b);
    d1_doc_free(c);
}

Test(pointer, resolves_as_rfc_6901_says)
{
    struct d1_doc *doc = make("{'foo': ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, '~1': 9, '0': {'x': n}}");
    const struct d1_node *root = d1_doc_root(doc);
    const struct {
        const char *pointer, *leads_to; /* a path of keys by number of pair or item; NULL: nowhere */
    } cases[] = {
        {"", ""},
        {"/foo", "0"},
        {"/foo/0", "0.0"},
        {"/foo/1", "0.1"},
        {"/foo/2", NULL},
        {"/foo/-", NULL},
        {"/foo/01", NULL},
        {"/foo/", NULL},
        {"/foo/0/0", NULL},
        {"/", "1"},
        {"/a~1b", "2"},
        {"/a/b", NULL},
        {"/c%d", "3"},
        {"/m~0n", "4"},
        {"/m~n", NULL},
        {"/~01", "5"},
        {"/~1", NULL},
        {"/~", NULL},
        {"foo", NULL},
        {"/0", "6"},
        {"/0/x", "6.0"},
        {"/foo/+1", NULL},
        {"/foo/4294967296", NULL},
        {"/foo/99999999999999999999", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_node *node = root, *found = d1_pointer_resolve(root, d1_str(cases[i].pointer));

        for (const char *at = cases[i].leads_to; at && *at; at++)
            if (*at != '.')
                node = node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, (size_t)(*at - '0'))
                                                     : d1_node_item(node, (size_t)(*at - '0'));
        cr_expect_eq(found, cases[i].leads_to ? node : NULL, "'%s'", cases[i].pointer);
        if (found) {
            struct d1_strbuf written = {0};

            d1_pointer_write(&written, found);
            cr_expect(d1_str_is(d1_strbuf_view(&written), cases[i].pointer), "'%s' is written '%s'", cases[i].pointer,
                      written.ptr);
            d1_strbuf_release(&written);
        }
    }
    d1_doc_free(doc);
}

Test(pointer, the_index_of_an_item_is_its_place_among_its_siblings)
{
    struct d1_doc *doc = make("[[1, [2], 3], {'a': 4, 'b': [5, 6]}, 7]");
    const struct d1_node *root = d1_doc_root(doc);

    cr_expect_eq(d1_pointer_index(root), 0);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(d1_pointer_index(d1_node_item(root, i)), i);
        cr_expect_eq(d1_pointer_index(d1_node_item(d1_node_item(root, 0), i)), i);
    }
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(d1_pointer_index(d1_node_pair_value(d1_node_item(root, 1), i)), i);
        cr_expect_eq(d1_pointer_index(d1_node_pair_key(d1_node_item(root, 1), i)), i);
    }
    d1_doc_free(doc);
}

Test(node, pairs_without_a_value_can_be_taken_out)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"{'a': n 'b': t}", "{'b': t}"},
        {"{'a': n 'b': n}", "{}"},
        {"[n {'a': [n] 'b': {'c': n 'd': 1 'e': n}}]", "[n {'a': [n] 'b': {'d': 1}}]"},
        {"n", "n"},
        {"'text'", "'text'"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_doc *before = make(cases[i].before), *after = make(cases[i].after);

        d1_doc_drop_nulls(before);
        cr_expect(d1_node_equal(d1_doc_root(before), d1_doc_root(after)), "%s", cases[i].before);
        d1_doc_free(before);
        d1_doc_free(after);
    }
}
