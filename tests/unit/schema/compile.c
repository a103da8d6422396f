/* Schemas that are none, with place and sentence; and what references, identifiers and dialects mean. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "unit/schema/helper.h"

struct refusal {
    const char *name, *schema;
    const char *expected; /* line:column and the beginning of the message */
};

static void check(const struct refusal *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_schema_set *set = NULL;
        struct d1_doc *doc = read_yaml(cases[i].schema);
        struct d1_schema_options options = {.assert_format = true, .whole = true};
        struct d1_schema *schema = NULL;
        struct d1_error error = {0};
        struct d1_strbuf line = {0};
        int rc;

        cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
        cr_assert_eq(d1_schema_set_add(set, d1_str("file:/s.yaml"), d1_doc_root(doc), "s.yaml", NULL), 0);
        rc = d1_schema_compile(&schema, set, d1_doc_root(doc), d1_str(""), &options, &error);
        cr_expect_eq(rc, D1_ERR_TYPE, "%s gives %d", cases[i].name, rc);
        cr_expect_null(schema);
        d1_strbuf_printf(&line, "%u:%u %s", error.place.line, error.place.column, d1_error_message(&error));
        cr_expect(d1_str_starts(d1_strbuf_view(&line), cases[i].expected), "%s:\n%s\ninstead of\n%s", cases[i].name,
                  line.ptr, cases[i].expected);
        cr_expect(error.place.path && d1_str_is(d1_str(error.place.path), "s.yaml"), "%s: path", cases[i].name);
        d1_strbuf_release(&line);
        d1_error_clear(&error);
        d1_schema_free(schema);
        d1_schema_set_free(set);
        d1_doc_free(doc);
    }
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

Test(schema_compile, says_what_is_no_schema)
{
    static const struct refusal cases[] = {
        {"a text", "just text", "1:1 a schema must be a mapping, true or false, this is a string"},
        {"a list", "[]", "1:1 a schema must be a mapping, true or false, this is a sequence"},
        {"type", "type: 3", "1:7 `type` must be the name of a type or a list of at least one such name"},
        {"no type", "type: []", "1:7 `type` must be the name of a type or a list of at least one such name"},
        {"an anchor twice", "$defs: {a: {$anchor: x}, b: {$anchor: x}}", "1:29 the anchor `x` is given a second time"},
        {"a name for two kinds of anchors", "$defs: {a: {$anchor: x}, b: {$dynamicAnchor: x}}",
         "1:29 the anchor `x` is given a second time"},
        {"an identifier twice", "$defs: {a: {$id: 'https://y/'}, b: {$id: 'https://y/'}}",
         "1:36 the identifier `https://y/` is that of another schema"},
        {"a type's name", "type: text", "1:7 `text` is not a type; types are null, boolean, integer"},
        {"one of several", "type: [string, int]", "1:16 `int` is not a type"},
        {"count", "minLength: -1", "1:12 `minLength` must be a whole number of 0 or more"},
        {"fraction", "maxItems: 1.5", "1:11 `maxItems` must be a whole number of 0 or more"},
        {"number", "minimum: low", "1:10 `minimum` must be a number"},
        {"infinite", "maximum: .inf", "1:10 `maximum` must be a number"},
        {"positive", "multipleOf: 0", "1:13 `multipleOf` must be a number above 0"},
        {"truth", "uniqueItems: 'yes'", "1:14 `uniqueItems` must be true or false"},
        {"draft-04's exclusive", "exclusiveMinimum: true", "1:19 `exclusiveMinimum` must be a number; true and false"},
        {"pattern", "pattern: 3", "1:10 `pattern` must be a string"},
        {"title", "title: 3", "1:8 `title` must be a string"},
        {"description", "properties: {a: {description: [x]}}", "1:31 `description` must be a string"},
        {"comment", "$comment: {}", "1:11 `$comment` must be a string"},
        {"examples", "examples: x", "1:11 `examples` must be a list of values"},
        {"readOnly", "readOnly: 1", "1:11 `readOnly` must be true or false"},
        {"deprecated", "deprecated: 'no'", "1:13 `deprecated` must be true or false"},
        {"bad pattern", "pattern: '(a'", "1:10 the pattern is not a regular expression of ECMA-262: the group lacks"},
        {"bad key pattern", "patternProperties: {'a**': true}",
         "1:21 the pattern is not a regular expression of ECMA-262: a repeat cannot be repeated, at column 3"},
        {"enum", "enum: a", "1:7 `enum` must be a list of values"},
        {"required", "required: a", "1:11 `required` must be a list of property names"},
        {"required names", "required: [a, 1]", "1:15 `required` must be a list of property names"},
        {"dependent", "dependentRequired: {a: b}", "1:24 `dependentRequired` must be a mapping to lists of property"},
        {"dependent names", "dependentRequired: {a: [1]}", "1:25 `dependentRequired` must be a mapping to lists"},
        {"properties", "properties: [a]", "1:13 `properties` must be a mapping to schemas"},
        {"a property", "properties: {a: string}", "1:17 `properties` must be a mapping to schemas"},
        {"additional", "additionalProperties: no", "1:23 `additionalProperties` must be a schema"},
        {"items", "items: [{}]", "1:8 `items` must be a schema; a list of schemas is called `prefixItems`"},
        {"branches", "anyOf: {}", "1:8 `anyOf` must be a list of at least one schema"},
        {"no branch", "oneOf: []", "1:8 `oneOf` must be a list of at least one schema"},
        {"a branch", "allOf: [{}, x]", "1:13 `allOf` must be a list of at least one schema"},
        {"definitions nobody uses", "$defs: {a: {type: 3}}", "1:19 `type` must be the name of a type"},
        {"not", "not: 5", "1:6 `not` must be a schema"},
        {"further in", "properties:\n  a:\n    items:\n      minimum: x\n", "4:16 `minimum` must be a number"},
        {"no such document", "$ref: other.json",
         "1:7 $ref `other.json` leads to nothing: no document is known under `file:/other.json`; none is fetched, it "
         "must be given"},
        {"no such place", "$ref: '#/$defs/a'",
         "1:7 $ref `#/$defs/a` leads to nothing: `file:/s.yaml` has nothing at `/$defs/a`"},
        {"no such anchor", "$ref: '#a'", "1:7 $ref `#a` leads to nothing: `file:/s.yaml` has no anchor `a`"},
        {"no schema there", "{$ref: '#/title', title: x}", "1:26 a schema must be a mapping"},
        {"dialect", "$schema: https://example.com/mine",
         "1:10 unknown dialect `https://example.com/mine`; give its metaschema as a document, or write `https://json-"},
        {"an old dialect, as far from one as from the other", "$schema: http://json-schema.org/draft-03/schema#",
         "1:10 unknown dialect `http://json-schema.org/draft-03/schema`; give its metaschema"},
        {"another scheme", "$schema: https://json-schema.org/draft-07/schema#",
         "1:10 unknown dialect `https://json-schema.org/draft-07/schema`; did you mean "
         "`http://json-schema.org/draft-07/schema#`?"},
        {"the other way round", "$schema: http://json-schema.org/draft/2020-12/schema",
         "1:10 unknown dialect `http://json-schema.org/draft/2020-12/schema`; did you mean "
         "`https://json-schema.org/draft/2020-12/schema`?"},
        {"a short name is no dialect's URI", "$schema: draft-07",
         "1:10 unknown dialect `draft-07`; did you mean `http://json-schema.org/draft-07/schema#`?"},
        {"draft-04 has no true", "{$schema: 'http://json-schema.org/draft-04/schema#', properties: {a: true}}",
         "1:70 `properties` must be a mapping to schemas"},
    };

    CHECK(cases);
}

/* Whoever compiles a schema frees it, its documents and their names, and then tells what was wrong. */
Test(schema_compile, an_error_outlives_everything_it_is_about)
{
    struct d1_schema_set *set = NULL;
    struct d1_doc *doc = read_yaml("{properties: {a: {$ref: '#/$defs/lost'}}}");
    struct d1_schema *schema = NULL;
    struct d1_error error = {0};
    char path[] = "orders/line.yaml", uri[] = "file:/orders/line.yaml";

    cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
    cr_assert_eq(d1_schema_set_add(set, d1_str(uri), d1_doc_root(doc), path, NULL), 0);
    cr_assert_eq(d1_schema_compile(&schema, set, d1_doc_root(doc), d1_str(""), NULL, &error), D1_ERR_TYPE);
    d1_schema_set_free(set);
    d1_doc_free(doc);
    memset(path, '?', sizeof path - 1);
    memset(uri, '?', sizeof uri - 1);
    cr_expect_str_eq(error.place.path, "orders/line.yaml");
    cr_expect_str_eq(d1_error_message(&error), "$ref `#/$defs/lost` leads to nothing: `file:/orders/line.yaml` has "
                                               "nothing at `/$defs/lost`");
    d1_error_clear(&error);
}

/* A circle of references is told to whoever gets into it, with the reference that leads back, and to nobody else. */
Test(schema_compile, a_circle_counts_where_an_instance_reaches_it)
{
    static const struct {
        const char *name, *schema, *instance;
        int verdict;
        const char *lines; /* NULL: none */
    } cases[] = {
        {"nothing refers to it", "{$defs: {a: {$ref: '#/$defs/a'}}}", "1", D1_SCHEMA_VALID, ""},
        {"two that nothing refers to",
         "{$defs: {a: {$ref: '#/$defs/b'}, b: {$ref: '#/$defs/a'}, c: {$ref: '#/$defs/b'}}}", "1", D1_SCHEMA_VALID, ""},
        {"a property that is not there", "{properties: {a: {$ref: '#/properties/a'}}}", "{b: 1}", D1_SCHEMA_VALID, ""},
        {"a property that is", "{properties: {a: {$ref: '#/properties/a'}}}", "{a: 1}", D1_SCHEMA_UNDECIDED,
         "1:5 validation was given up here: `$ref` at `#/properties/a/$ref` leads back to a schema that is "
         "being applied to the same value, so it would never end\n"},
        {"a branch that is not needed", "{anyOf: [{type: string}, {$ref: '#'}]}", "text", D1_SCHEMA_VALID, ""},
        {"a branch that is", "{anyOf: [{type: string}, {$ref: '#'}]}", "1", D1_SCHEMA_UNDECIDED,
         "1:1 validation was given up here: `$ref` at `#/anyOf/1/$ref` leads back to a schema that is "
         "being "
         "applied to the same value, so it would never end\n"},
        {"to itself", "$ref: '#'", "1", D1_SCHEMA_UNDECIDED, "1:1 validation was given up here: `$ref` at"},
        {"to each other",
         "{$ref: '#/$defs/a', $defs: {a: {allOf: [{$ref: '#/$defs/b'}]}, b: {not: {$ref: '#/$defs/a'}}}}", "1",
         D1_SCHEMA_UNDECIDED, "1:1 validation was given up here: `allOf` at `#/$defs/a/allOf`"},
        {"by if", "if: {$ref: '#'}", "1", D1_SCHEMA_UNDECIDED, "1:1 validation was given up here: `if` at"},
        {"into a circle of two",
         "{$ref: '#/$defs/c', $defs: {a: {$ref: '#/$defs/b'}, b: {$ref: '#/$defs/a'}, "
         "c: {$ref: '#/$defs/b'}}}",
         "1", D1_SCHEMA_UNDECIDED, "1:1 validation was given up here: `$ref` at"},
        {"by a dynamic reference", "{$dynamicAnchor: a, $dynamicRef: '#a'}", "1", D1_SCHEMA_UNDECIDED,
         "1:1 validation was given up here: `$dynamicRef` at"},
        {"by a recursive reference",
         "{$schema: 'https://json-schema.org/draft/2019-09/schema', $recursiveAnchor: true, "
         "allOf: [{$recursiveRef: '#'}]}",
         "1", D1_SCHEMA_UNDECIDED, "1:1 validation was given up here: `$recursiveRef` at"},
        {"by a dependency that there is not", "dependentSchemas: {a: {$ref: '#'}}", "{b: 1}", D1_SCHEMA_VALID, ""},
        {"by a dependency", "dependentSchemas: {a: {$ref: '#'}}", "{a: 1}", D1_SCHEMA_UNDECIDED,
         "1:1 validation was given up here: `$ref` at"},
        {"what is wrong elsewhere is known all the same", "{required: [b], properties: {a: {$ref: '#/properties/a'}}}",
         "{a: 1}", D1_SCHEMA_UNDECIDED, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture fixture = {0};
        struct d1_doc *instance = read_yaml(cases[i].instance);
        struct d1_strbuf lines = {0};
        int verdict;

        setup(&fixture, cases[i].schema);
        verdict = explain(&fixture, d1_doc_root(instance), &lines);
        cr_expect_eq(verdict, cases[i].verdict, "%s: verdict %d", cases[i].name, verdict);
        if (cases[i].lines)
            cr_expect(d1_str_starts(d1_strbuf_view(&lines), cases[i].lines), "%s: %s", cases[i].name,
                      lines.ptr ? lines.ptr : "");
        d1_strbuf_release(&lines);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

Test(schema_compile, a_circle_with_progress_is_none)
{
    struct fixture fixture = {0};
    struct d1_doc *instance = read_yaml("{a: {a: {a: 1}}}");
    struct d1_strbuf lines = {0};

    setup(&fixture, "{type: object, properties: {a: {$ref: '#'}}}");
    cr_expect_eq(explain(&fixture, d1_doc_root(instance), &lines), D1_SCHEMA_INVALID);
    cr_expect_str_eq(lines.ptr, "1:13 `a` must be a mapping, is `1`\n");
    d1_strbuf_release(&lines);
    d1_doc_free(instance);
    teardown(&fixture);
}

Test(schema_compile, references_lead_to_documents_of_the_set)
{
    struct d1_doc *common = read_yaml("{$id: 'https://example.com/schemas/common.json', $defs: {Name: {$anchor: n, "
                                      "type: string}, Far: {$id: far/away.json, $defs: {x: {type: integer}}}}}");
    struct d1_doc *main = read_yaml("{$id: 'https://example.com/schemas/main.json', properties: {"
                                    "a: {$ref: 'common.json#/$defs/Name'}, b: {$ref: 'common.json#n'}, "
                                    "c: {$ref: 'far/away.json#/$defs/x'}, d: {$ref: 'common.json#/$defs/Far/$defs/x'}, "
                                    "e: {$ref: '#/properties/a'}, f: {$ref: '#/properties/e'}}}");
    struct d1_doc *instance = read_yaml("{a: 1, b: 2, c: x, d: y, e: 3, f: 4}");
    struct d1_strbuf lines = {0};
    struct fixture fixture = {0};
    const struct d1_node *root = d1_doc_root(main), *properties = d1_node_get(root, "properties");
    const struct d1_node *name = d1_node_at(d1_doc_root(common), "$defs.Name");

    cr_assert_eq(d1_schema_set_new(&fixture.set, NULL), 0);
    cr_assert_eq(d1_schema_set_add(fixture.set, d1_str("common.schema.json"), d1_doc_root(common), NULL, NULL), 0);
    cr_assert_eq(d1_schema_set_add(fixture.set, d1_str("main.schema.json"), root, NULL, NULL), 0);
    cr_expect_eq(d1_schema_set_add(fixture.set, d1_str("main.schema.json"), root, NULL, NULL), D1_ERR_USAGE);
    cr_assert_eq(d1_schema_compile(&fixture.schema, fixture.set, root, d1_str(""), NULL, NULL), 0);
    fixture.scratch = d1_schema_scratch_new();
    cr_expect_eq(explain(&fixture, d1_doc_root(instance), &lines), D1_SCHEMA_INVALID);
    cr_expect_str_eq(lines.ptr, "1:5 `a` must be text, is `1`; put it in quotes\n"
                                "1:11 `b` must be text, is `2`; put it in quotes\n"
                                "1:17 `c` must be a whole number, is `x`\n"
                                "1:23 `d` must be a whole number, is `y`\n"
                                "1:29 `e` must be text, is `3`; put it in quotes\n"
                                "1:35 `f` must be text, is `4`; put it in quotes\n");

    cr_expect_eq(d1_schema_set_find(fixture.set, d1_str("common.schema.json")), d1_doc_root(common));
    cr_expect_eq(d1_schema_set_find(fixture.set, d1_str("https://example.com/schemas/common.json#n")), name);
    cr_expect_eq(d1_schema_set_find(fixture.set, d1_str("https://example.com/schemas/far/away.json")),
                 d1_node_at(d1_doc_root(common), "$defs.Far"));
    cr_expect_null(d1_schema_set_find(fixture.set, d1_str("nowhere.json")));
    cr_expect_not_null(d1_schema_set_find(fixture.set, d1_str("http://json-schema.org/draft-07/schema#")));
    cr_expect_eq(d1_schema_resolve(fixture.set, d1_node_get(properties, "f")), name);
    cr_expect_eq(d1_schema_resolve_once(fixture.set, d1_node_get(properties, "f")), d1_node_get(properties, "e"));
    cr_expect_eq(d1_schema_resolve(fixture.set, name), name);
    d1_strbuf_release(&lines);
    d1_schema_scratch_free(fixture.scratch);
    d1_schema_free(fixture.schema);
    d1_schema_set_free(fixture.set);
    d1_doc_free(common);
    d1_doc_free(main);
    d1_doc_free(instance);
}

Test(schema_compile, a_schema_inside_another_document_is_one_of_its_own)
{
    struct d1_doc *rule = read_yaml("{parameters: {days: {schema: {$ref: '#/$defs/n', $defs: {n: {minimum: 3}}}}}}");
    struct d1_doc *instance = read_yaml("2");
    struct d1_schema_set *set = NULL;
    struct d1_schema *schema = NULL;
    struct d1_schema_scratch *scratch = d1_schema_scratch_new();

    cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
    cr_assert_eq(d1_schema_compile(&schema, set, d1_node_at(d1_doc_root(rule), "parameters.days.schema"), d1_str(""),
                                   NULL, NULL),
                 0);
    cr_expect_eq(d1_schema_validate(schema, d1_doc_root(instance), scratch, NULL), D1_SCHEMA_INVALID);
    d1_schema_scratch_free(scratch);
    d1_schema_free(schema);
    d1_schema_set_free(set);
    d1_doc_free(rule);
    d1_doc_free(instance);
}

Test(schema_compile, references_that_end_nowhere_resolve_to_nothing)
{
    struct d1_doc *doc = read_yaml("{a: {$ref: '#/b'}, b: {$ref: '#/a'}, c: {$ref: '#/d'}, e: {}}");
    struct d1_schema_set *set = NULL;

    cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
    cr_expect_null(d1_schema_resolve(set, d1_node_get(d1_doc_root(doc), "a")), "in a circle");
    cr_expect_null(d1_schema_resolve(set, d1_node_get(d1_doc_root(doc), "c")), "dangling");
    cr_expect_null(d1_schema_resolve(set, NULL));
    d1_schema_set_free(set);
    d1_doc_free(doc);
}

/* Every metaschema judges every metaschema of its dialect, itself among them, and refuses what is no schema. */
Test(schema_compile, metaschemas_are_built_in)
{
    static const struct {
        const char *uri, *good, *bad;
    } cases[] = {
        {"https://json-schema.org/draft/2020-12/schema", "{prefixItems: [true], $defs: {a: {minLength: 1}}}",
         "{$defs: {a: {minLength: -1}}}"},
        {"https://json-schema.org/draft/2019-09/schema", "{items: [true], $defs: {a: {minLength: 1}}}",
         "{properties: {a: {type: text}}}"},
        {"http://json-schema.org/draft-07/schema#", "{if: true, definitions: {a: {const: 1}}}", "{anyOf: []}"},
        {"http://json-schema.org/draft-06/schema#", "{contains: {}, examples: [1]}", "{required: [a, a]}"},
        {"http://json-schema.org/draft-04/schema#", "{minimum: 1, exclusiveMinimum: true}", "{exclusiveMinimum: true}"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_doc *good = read_yaml(cases[i].good), *bad = read_yaml(cases[i].bad);
        struct d1_schema_scratch *scratch = d1_schema_scratch_new();
        struct d1_schema_set *set = NULL;
        struct d1_schema *schema = NULL;
        const struct d1_node *metaschema;

        cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
        metaschema = d1_schema_set_find(set, d1_str(cases[i].uri));
        cr_assert_not_null(metaschema, "%s", cases[i].uri);
        cr_assert_eq(d1_schema_compile(&schema, set, metaschema, d1_str(cases[i].uri), NULL, NULL), 0, "%s",
                     cases[i].uri);
        cr_expect_eq(d1_schema_validate(schema, metaschema, scratch, NULL), D1_SCHEMA_VALID, "%s", cases[i].uri);
        cr_expect_eq(d1_schema_validate(schema, d1_doc_root(good), scratch, NULL), D1_SCHEMA_VALID, "%s", cases[i].uri);
        cr_expect_eq(d1_schema_validate(schema, d1_doc_root(bad), scratch, NULL), D1_SCHEMA_INVALID, "%s",
                     cases[i].uri);
        d1_schema_free(schema);
        d1_schema_set_free(set);
        d1_schema_scratch_free(scratch);
        d1_doc_free(good);
        d1_doc_free(bad);
    }
}

Test(schema_compile, options_are_checked)
{
    static const char *const many[33] = {0};
    struct d1_doc *doc = read_yaml("true");
    struct d1_schema_options dialect = {.default_dialect = "draft-3"};
    struct d1_schema_options annotations = {.annotations = many, .annotation_count = 33};
    struct d1_schema_set *set = NULL;
    struct d1_schema *schema = NULL;

    cr_assert_eq(d1_schema_set_new(&set, NULL), 0);
    cr_expect_eq(d1_schema_compile(&schema, set, d1_doc_root(doc), d1_str(""), &dialect, NULL), D1_ERR_TYPE);
    cr_expect_eq(d1_schema_compile(&schema, set, d1_doc_root(doc), d1_str(""), &annotations, NULL), D1_ERR_USAGE);
    cr_expect_null(schema);
    d1_schema_set_free(set);
    d1_doc_free(doc);
}
