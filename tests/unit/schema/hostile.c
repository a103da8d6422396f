/* Schemas and instances made to be slow: each ends soon, in a verdict or a message that names the limit. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "unit/schema/slow.h"

/* "[a,a,...]" with a number of items that `next` writes. */
static struct d1_doc *list_of(size_t count, void (*next)(struct d1_strbuf *out, size_t index))
{
    struct d1_strbuf text = {0};
    struct d1_doc *doc;

    d1_strbuf_putc(&text, '[');
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_puts(&text, i ? "," : "");
        next(&text, i);
    }
    d1_strbuf_putc(&text, ']');
    doc = read_json(text.ptr);
    d1_strbuf_release(&text);
    return doc;
}

static void write_number(struct d1_strbuf *out, size_t index)
{
    d1_strbuf_printf(out, "%zu", index);
}

static void write_small_list(struct d1_strbuf *out, size_t index)
{
    d1_strbuf_printf(out, "[%zu,{\"k\":%zu}]", index / 2, index % 2 + index);
}

/* Decimals with equal values written in many ways, the last pair alone. */
static void write_zeros(struct d1_strbuf *out, size_t index)
{
    d1_strbuf_printf(out, "1e%zu", index);
}

static void write_as(struct d1_strbuf *out, size_t index)
{
    (void)index;
    d1_strbuf_puts(out, "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"");
}

/* Each of five schemas asks the next one four times. */
#define TWICE(name) "{$ref: '#/$defs/" name "'}, {$ref: '#/$defs/" name "'}"
#define FOUR(name) "{anyOf: [" TWICE(name) ", " TWICE(name) "]}"
#define DOUBLING                                                                                                       \
    "$defs: {a: " FOUR("b") ", b: " FOUR("c") ", c: " FOUR("d") ", d: " FOUR("e") ", e: " FOUR(                        \
        "f") ", f: {type: string}}}"

Test(schema_hostile, lists_made_to_be_slow_end_in_seconds)
{
    static const struct {
        const char *name, *schema;
        size_t items;
        void (*next)(struct d1_strbuf *, size_t);
        enum d1_schema_verdict verdict;
        const char *message;
    } cases[] = {
        {"unique numbers", "{uniqueItems: true}", 100000, write_number, D1_SCHEMA_VALID, ""},
        {"unique lists", "{uniqueItems: true}", 50000, write_small_list, D1_SCHEMA_VALID, ""},
        {"unique exponents", "{uniqueItems: true}", 50000, write_zeros, D1_SCHEMA_VALID, ""},
        {"doubling branches", "{items: {not: {$ref: '#/$defs/a'}}, " DOUBLING, 50000, write_number, D1_SCHEMA_UNDECIDED,
         "validation was given up here"},
        {"doubling branches, where the first fault is found soon", "{items: {$ref: '#/$defs/a'}, " DOUBLING, 50000,
         write_number, D1_SCHEMA_INVALID, "validation was given up here"},
        {"a pattern that backtracks", "{items: {pattern: '^(?=a)(a+)+$'}}", 1, write_as, D1_SCHEMA_UNDECIDED,
         "whether this text matches could not be found out within the limits of matching: ^(?=a)(a+)+$"},
        {"a regular one does not", "{items: {pattern: '^(a+)+$'}}", 30000, write_as, D1_SCHEMA_INVALID,
         "there are more errors in this document than the 10000 that are looked at"},
        {"many small matches", "{items: {pattern: '^(?=a)a*[bc]$'}}", 30000, write_as, D1_SCHEMA_VALID, ""},
        {"dynamic references without progress",
         "{$id: 'https://example.com/x', $dynamicAnchor: n, allOf: [{$ref: y}], "
         "$defs: {y: {$id: y, $dynamicAnchor: n, $dynamicRef: '#n'}}}",
         1, write_number, D1_SCHEMA_UNDECIDED,
         "validation was given up here: `$dynamicRef` at `https://example.com/y#/$dynamicRef` leads back"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_doc *instance = list_of(cases[i].items, cases[i].next);
        struct fixture fixture = {0};
        struct last seen = {0};
        struct d1_schema_sink sink = {.context = &seen, .error = note_last};
        double begun = pace_seconds();
        int verdict;

        setup(&fixture, cases[i].schema);
        verdict = d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);
        cr_expect_eq(verdict, (int)cases[i].verdict, "%s: verdict %d", cases[i].name, verdict);
        cr_expect(d1_str_starts(d1_str(seen.message), cases[i].message), "%s: %s", cases[i].name, seen.message);
        if (verdict == D1_SCHEMA_UNDECIDED)
            cr_expect_eq(seen.keyword, D1_KEYWORD_LIMIT, "%s", cases[i].name);
        pace_expect(cases[i].name, begun, MOST_SECONDS);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

Test(schema_hostile, a_huge_enum_is_looked_up_at_once)
{
    struct d1_strbuf text = {0};
    struct d1_doc *instance = list_of(50000, write_number);
    struct fixture fixture = {0};
    double begun = pace_seconds();

    d1_strbuf_puts(&text, "{\"items\": {\"enum\": [");
    for (int i = 50000; i-- > 0;)
        d1_strbuf_printf(&text, "%d.0%s", i, i ? "," : "");
    d1_strbuf_puts(&text, "]}}");
    setup(&fixture, text.ptr);
    cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, NULL), D1_SCHEMA_VALID);
    pace_expect("50,000 values", begun, MOST_SECONDS);
    d1_strbuf_release(&text);
    d1_doc_free(instance);
    teardown(&fixture);
}

Test(schema_hostile, many_digits_are_divided_exactly_or_given_up)
{
    static const struct {
        const char *name;
        size_t value, divisor; /* digits */
        enum d1_schema_verdict verdict;
    } cases[] = {
        {"a hundred by ten", 100, 10, D1_SCHEMA_VALID},
        {"ten thousand by a hundred", 10000, 100, D1_SCHEMA_VALID},
        {"ten thousand by seventy", 10000, 70, D1_SCHEMA_INVALID},
        {"more than can be", 200000, 100000, D1_SCHEMA_UNDECIDED},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf schema = {0}, number = {0};
        struct fixture fixture = {0};
        struct d1_doc *instance;
        int verdict;

        /* A repunit divides another exactly when its length divides that one's. */
        d1_strbuf_puts(&schema, "{multipleOf: ");
        d1_strbuf_fill(&schema, '1', cases[i].divisor);
        d1_strbuf_puts(&schema, "}");
        d1_strbuf_fill(&number, '1', cases[i].value);
        instance = read_json(number.ptr);
        setup(&fixture, schema.ptr);
        verdict = d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, NULL);
        cr_expect_eq(verdict, (int)cases[i].verdict, "%s: verdict %d", cases[i].name, verdict);
        d1_strbuf_release(&schema);
        d1_strbuf_release(&number);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

/* ---- texts that are written for the case ---- */

static void nested_any_of(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    nest(schema, "{\"anyOf\":[", "{\"type\":\"string\"}", ",{\"required\":[\"x\"],\"type\":\"object\"}]}", 90);
    d1_strbuf_puts(instance, "[1]");
}

/* Two ways at each of 150 levels, none of which leads anywhere. */
static void recursive_references(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"anyOf\":[{\"type\":\"integer\"},"
                           "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"}},"
                           "{\"items\":{\"$ref\":\"#/$defs/n\"},\"minItems\":1,\"type\":\"array\"}]}}}");
    nest(instance, "[", "\"x\"", "]", 150);
}

/* The same with one way: each level is looked at once, and the mistake is the innermost value. */
static void recursive_reference(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"anyOf\":[{\"type\":\"integer\"},"
                           "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"}}]}}}");
    nest(instance, "[", "\"x\"", "]", 150);
}

static void patterns(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"anyOf\":[{\"pattern\":\"^(a|aa)+$\"},{\"pattern\":\"^(a|a?)+$\"},"
                           "{\"pattern\":\"^((a?){20}){20}b{2}$\"},{\"pattern\":\"(a+a+)+y\"}]}}");
    d1_strbuf_puts(instance, "[");
    for (int i = 0; i < 20; i++) {
        d1_strbuf_puts(instance, i ? ",\"" : "\"");
        d1_strbuf_fill(instance, 'a', 2000);
        d1_strbuf_puts(instance, "b\"");
    }
    d1_strbuf_puts(instance, "]");
}

static void backreference(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"pattern\":\"^(a*)*\\\\1b$\"}}");
    d1_strbuf_puts(instance, "[\"");
    d1_strbuf_fill(instance, 'a', 5000);
    d1_strbuf_puts(instance, "\"]");
}

static void many_patterns(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"patternProperties\":{", "\"^p", ".*x$\":{\"type\":\"integer\"}", 3000, "}}");
    rows(instance, "{", "\"p", "\":1", 20000, "}");
}

static void huge_enum_of_mappings(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"items\":{\"enum\":[", "{\"b\":[1],\"a\":", "}", 50000, "]}}");
    rows(instance, "[", "{\"b\":[1,2],\"a\":", "}", 50000, "]");
}

static void huge_enum_of_texts(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"items\":{\"enum\":[", "\"v", "\"", 100000, "]}}");
    rows(instance, "[", "\"w", "\"", 100000, "]");
}

static void unique_mappings(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"uniqueItems\":true}");
    rows(instance, "[", "{\"v\":[1,2],\"k\":", "}", 100000, ",{\"k\":99999.0,\"v\":[1.0,2]}]");
}

/* The hash that documents keep of a key sees the first and the last sixteen bytes of a long one. */
static void write_colliding(struct d1_strbuf *out, size_t count, const char *value)
{
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, "%s\"aaaaaaaaaaaaaaaa%08zubbbbbbbbbbbbbbbb\"%s", i ? "," : "", i, value);
}

static void colliding_keys(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"properties\":{");
    write_colliding(schema, 250, ":{\"type\":\"integer\"}");
    d1_strbuf_puts(schema, "},\"dependentRequired\":{");
    write_colliding(schema, 250, ":[\"aaaaaaaaaaaaaaaa00049999bbbbbbbbbbbbbbbb\"]");
    d1_strbuf_puts(schema, "},\"additionalProperties\":{\"type\":\"integer\"}}");
    d1_strbuf_puts(instance, "{");
    write_colliding(instance, 50000, ":1");
    d1_strbuf_puts(instance, "}");
}

static void colliding_names(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"additionalProperties\":false,\"properties\":{");
    write_colliding(schema, 30000, ":{\"type\":\"integer\"}");
    d1_strbuf_puts(schema, "},\"required\":[");
    write_colliding(schema, 30000, "");
    d1_strbuf_puts(schema, "]}");
    d1_strbuf_puts(instance, "{");
    write_colliding(instance, 30000, ":1");
    d1_strbuf_puts(instance, "}");
}

/* Two of them are equal, but in the opposite order, so that each key has to be looked for. */
static void colliding_items(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"uniqueItems\":true}");
    d1_strbuf_puts(instance, "[{");
    write_colliding(instance, 30000, ":1");
    d1_strbuf_puts(instance, "},{\"b\":2},{");
    for (size_t i = 30000; i-- > 0;)
        d1_strbuf_printf(instance, "\"aaaaaaaaaaaaaaaa%08zubbbbbbbbbbbbbbbb\":1%s", i, i ? "," : "}]");
}

static void unknown_keys(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"additionalProperties\":false,\"properties\":{", "\"p", "\":true", 50000, "}}");
    rows(instance, "{", "\"q", "\":1", 100000, "}");
}

static void many_branches(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"items\":{\"oneOf\":[", "{\"properties\":{\"v\":{\"type\":\"string\"},\"k\":{\"const\":", "}}}",
         2000, "]}}");
    rows(instance, "[", "{\"v\":1,\"k\":", "}", 2000, "]");
}

static void unevaluated(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"unevaluatedProperties\":false,\"anyOf\":[", "{\"properties\":{\"a", "\":true}}", 300, "]}");
    rows(instance, "{", "\"b", "\":1", 100000, "}");
}

static void many_conditions(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"allOf\":[", "{\"if\":{\"properties\":{\"s\":{\"const\":1}}},\"then\":{\"required\":[\"z", "\"]}}",
         20000, "]}");
    rows(instance, "{", "\"b", "\":1", 100, ",\"s\":1}");
}

Test(schema_hostile, documents_made_to_be_slow_end_in_seconds)
{
    static const struct slow_case cases[] = {
        {"anyOf in anyOf", nested_any_of, D1_SCHEMA_INVALID, "the document must be "},
        {"references with two ways at each level", recursive_references, D1_SCHEMA_UNDECIDED,
         "validation was given up here"},
        {"references with one way", recursive_reference, D1_SCHEMA_INVALID,
         "item 1 of item 1 of item 1 of a list must"},
        {"patterns in which a text repeats itself", patterns, D1_SCHEMA_INVALID, "item 20 of the document must match"},
        {"a reference back into a repeat", backreference, D1_SCHEMA_UNDECIDED, "whether this text matches"},
        {"many patterns for many keys", many_patterns, D1_SCHEMA_UNDECIDED, "validation was given up here after"},
        {"a huge enum of mappings", huge_enum_of_mappings, D1_SCHEMA_INVALID, "there are more errors in this document"},
        {"a huge enum of texts", huge_enum_of_texts, D1_SCHEMA_INVALID, "there are more errors in this document"},
        {"100,001 mappings of which two are equal", unique_mappings, D1_SCHEMA_INVALID,
         "item 100001 of the document is the same as item 100000"},
        {"keys of one hash in the instance", colliding_keys, D1_SCHEMA_VALID, ""},
        {"keys of one hash in both", colliding_names, D1_SCHEMA_VALID, ""},
        {"keys of one hash in items that are compared", colliding_items, D1_SCHEMA_INVALID,
         "item 3 of the document is the same as item 1"},
        {"many unknown keys", unknown_keys, D1_SCHEMA_INVALID,
         "there are more errors in this document than the 10000 that are looked at"},
        {"many branches for many items", many_branches, D1_SCHEMA_INVALID, NULL},
        {"what 300 branches evaluated of 100,000 keys", unevaluated, D1_SCHEMA_UNDECIDED, "validation was given up"},
        {"many conditions", many_conditions, D1_SCHEMA_INVALID,
         "there are more errors in this document than the 10000 that are looked at"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_in_seconds(&cases[i]);
}

/* ---- schemas that are slow to compile ---- */

/* Each resource is found to be in the dynamic scope only once the one before it is compiled. */
static void dynamic_rounds(struct d1_strbuf *schema)
{
    d1_strbuf_puts(schema,
                   "{\"$id\":\"http://x/root\",\"$dynamicAnchor\":\"n\",\"properties\":{\"a\":{\"$dynamicRef\":\"#n\"},"
                   "\"b\":{\"$ref\":\"d19999\"}},\"contentSchema\":{\"properties\":{\"d\":true");
    for (size_t i = 1; i < 20000; i++)
        d1_strbuf_printf(schema,
                         ",\"d%zu\":{\"$id\":\"d%zu\",\"contentSchema\":{\"$dynamicAnchor\":\"n\","
                         "\"properties\":{\"x\":{\"$ref\":\"d%zu\"}}}}",
                         i, i, i > 1 ? i - 1 : 1);
    d1_strbuf_puts(schema, "}}}");
}

static void many_resources(struct d1_strbuf *schema)
{
    d1_strbuf_puts(schema, "{\"$defs\":{");
    for (size_t i = 0; i < 30000; i++)
        d1_strbuf_printf(schema, "%s\"d%zu\":{\"$id\":\"http://x/%zu\",\"items\":{\"$ref\":\"%zu\"}}", i ? "," : "", i,
                         i, 7 * i % 30000);
    d1_strbuf_puts(schema, "}}");
}

static void many_anchors(struct d1_strbuf *schema)
{
    d1_strbuf_puts(schema, "{\"$defs\":{");
    for (size_t i = 0; i < 30000; i++)
        d1_strbuf_printf(schema, "%s\"d%zu\":{\"$anchor\":\"a%zu\",\"items\":{\"$ref\":\"#a%zu\"}}", i ? "," : "", i, i,
                         7 * i % 30000);
    d1_strbuf_puts(schema, "}}");
}

static void many_pointers(struct d1_strbuf *schema)
{
    d1_strbuf_puts(schema, "{\"$defs\":{");
    for (size_t i = 0; i < 30000; i++)
        d1_strbuf_printf(schema,
                         "%s\"aaaaaaaaaaaaaaaa%08zubbbbbbbbbbbbbbbb\":{\"items\":{\"$ref\":"
                         "\"#/$defs/aaaaaaaaaaaaaaaa%08zubbbbbbbbbbbbbbbb\"}}",
                         i ? "," : "", i, 7 * i % 30000);
    d1_strbuf_puts(schema, "}}");
}

static void large_patterns(struct d1_strbuf *schema)
{
    rows(schema, "{\"properties\":{", "\"p", "\":{\"pattern\":\"^(([a-z]{9}){9}|(?=b)b{30}){9}$\"}", 20000, "}}");
}

static void tripling_references(struct d1_strbuf *schema)
{
    d1_strbuf_puts(schema, "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\"d10000\":{}");
    for (size_t i = 0; i < 10000; i++)
        d1_strbuf_printf(schema,
                         ",\"d%zu\":{\"allOf\":[{\"$ref\":\"#/$defs/d%zu\"},{\"$ref\":\"#/$defs/d%zu\"},"
                         "{\"$ref\":\"#/$defs/d%zu\"}]}",
                         i, i + 1, i + 1, i + 1);
    d1_strbuf_puts(schema, "}}");
}

Test(schema_hostile, schemas_made_to_be_slow_compile_in_seconds)
{
    static const struct {
        const char *name;
        void (*write)(struct d1_strbuf *schema);
    } cases[] = {
        {"a dynamic scope that grows step by step", dynamic_rounds},
        {"many resources", many_resources},
        {"many anchors", many_anchors},
        {"many pointers into a mapping of keys of one hash", many_pointers},
        {"many large patterns", large_patterns},
        {"references that triple at each step", tripling_references},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_schema_options options = {.assert_format = true, .whole = true};
        struct d1_strbuf text = {0};
        struct fixture fixture = {0};
        struct d1_error error = {0};
        double begun;
        int rc;

        cases[i].write(&text);
        fixture.doc = read_json(text.ptr);
        cr_assert_eq(d1_schema_set_new(&fixture.set, NULL), 0);
        begun = pace_seconds();
        rc = d1_schema_compile(&fixture.schema, fixture.set, d1_doc_root(fixture.doc), d1_str(""), &options, &error);
        cr_expect_eq(rc, 0, "%s: %s", cases[i].name, d1_error_message(&error));
        pace_expect(cases[i].name, begun, MOST_SECONDS);
        d1_error_clear(&error);
        d1_strbuf_release(&text);
        teardown(&fixture);
    }
}
