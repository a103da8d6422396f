/* What a sink hears: annotations, the standard's units, locations; threads; memory. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>

#include "base/memory/alloc.h"
#include "doc/pointer.h"
#include "unit/schema/helper.h"

static const char *const keywords[] = {"x-item", "x-ref"};
static const struct d1_schema_options with_annotations = {
    .assert_format = true, .annotations = keywords, .annotation_count = 2};

/* ---- annotations ---- */

static bool add_annotation(void *context, const struct d1_schema_annotation *annotation)
{
    d1_strbuf_printf(context, "%s=" D1_STR_FMT " ", keywords[annotation->keyword],
                     D1_STR_ARG(d1_node_text(annotation->value)));
    d1_pointer_write(context, annotation->node);
    d1_strbuf_puts(context, annotation->valid ? " valid\n" : " invalid\n");
    return true;
}

static bool ignore_error(void *context, const struct d1_schema_error *error)
{
    (void)context;
    (void)error;
    return true;
}

struct annotation_case {
    const char *name, *schema, *instance, *expected;
};

Test(schema_sink, annotations_are_delivered_of_valid_and_invalid_instances)
{
    static const struct annotation_case cases[] = {
        {"through references and items",
         "{properties: {risks: {items: {$ref: '#/$defs/Risk'}}, owner: {x-ref: Person}}, "
         "$defs: {Risk: {x-item: Risk, type: object, properties: {by: {x-ref: Person}, n: {type: integer}}}}}",
         "{risks: [{by: a}, {by: b}], owner: c}",
         "x-item=Risk /risks/0 valid\nx-ref=Person /risks/0/by valid\nx-item=Risk /risks/1 valid\n"
         "x-ref=Person /risks/1/by valid\nx-ref=Person /owner valid\n"},
        {"of invalid items too",
         "{properties: {risks: {items: {$ref: '#/$defs/Risk'}}}, "
         "$defs: {Risk: {x-item: Risk, type: object, properties: {by: {x-ref: Person}, n: {type: integer}}}}}",
         "{risks: [{by: a, n: x}, {by: b}, 3]}",
         "x-item=Risk /risks/0 invalid\nx-ref=Person /risks/0/by valid\nx-item=Risk /risks/1 valid\n"
         "x-ref=Person /risks/1/by valid\nx-item=Risk /risks/2 invalid\n"},
        {"behind a mistake in the same text",
         "{properties: {a: {pattern: '^x', $ref: '#/$defs/r'}}, $defs: {r: {x-ref: R}}}", "a: y", "x-ref=R /a valid\n"},
        {"of the branch that holds", "{anyOf: [{type: integer, x-ref: A}, {type: string, x-ref: B}, {x-ref: C}]}", "s",
         "x-ref=B  valid\nx-ref=C  valid\n"},
        {"of the branch that was meant",
         "{oneOf: [{properties: {k: {const: a}}, x-item: A}, {properties: {k: {const: b}, n: {type: integer}}, x-item: "
         "B}]}",
         "{k: b, n: x}", "x-item=B  invalid\n"},
        {"of the branch that holds, in an invalid instance",
         "{required: [z], anyOf: [{properties: {k: {const: a, x-ref: A}}}, {properties: {k: {const: b, x-ref: B}}}]}",
         "{k: b}", "x-ref=B /k valid\n"},
        {"of then, not of else", "{if: {required: [a]}, then: {x-item: T}, else: {x-item: E}}", "{a: 1}",
         "x-item=T  valid\n"},
        {"never under not", "{not: {required: [a], x-item: N}, x-item: Y}", "{}", "x-item=Y  valid\n"},
        {"of items that contains finds", "{contains: {type: string, x-ref: R}}", "[1, a, b]",
         "x-ref=R /1 valid\nx-ref=R /2 valid\n"},
        {"hidden beside a reference of draft-07",
         "{$schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/definitions/a', x-item: N, definitions: {a: "
         "{x-item: Y}}}",
         "{}", "x-item=Y  valid\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int with_errors = 0; with_errors < 2; with_errors++) {
            struct fixture fixture = {0};
            struct d1_doc *instance = read_yaml(cases[i].instance);
            struct d1_strbuf lines = {0};
            struct d1_schema_sink sink = {.context = &lines, .annotation = add_annotation};

            sink.error = with_errors ? ignore_error : NULL;
            setup_with(&fixture, cases[i].schema, &with_annotations);
            d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);
            cr_expect_str_eq(lines.ptr ? lines.ptr : "", cases[i].expected, "%s:\n%sinstead of\n%s", cases[i].name,
                             lines.ptr ? lines.ptr : "nothing\n", cases[i].expected);
            d1_strbuf_release(&lines);
            d1_doc_free(instance);
            teardown(&fixture);
        }
}

/* ---- the standard's units ---- */

struct units {
    const struct d1_schema *schema;
    struct d1_strbuf lines;
};

static bool add_unit(void *context, const struct d1_schema_error *error)
{
    struct units *units = context;

    d1_strbuf_str(&units->lines, error->keyword_location);
    d1_strbuf_putc(&units->lines, ' ');
    d1_schema_location(units->schema, error->schema, &units->lines);
    d1_strbuf_puts(&units->lines, " @");
    d1_pointer_write(&units->lines, error->instance);
    d1_strbuf_putc(&units->lines, '\n');
    return true;
}

/* The example of JSON Schema 2020-12 §12.4.2 and what else is worth knowing. */
Test(schema_sink, basic_units_name_every_keyword_that_failed)
{
    static const struct annotation_case cases[] = {
        {"the standard's example",
         "{$id: 'https://example.com/polygon', $defs: {point: {type: object, properties: {x: {type: number}, "
         "y: {type: number}}, additionalProperties: false, required: [x, y]}}, type: array, "
         "items: {$ref: '#/$defs/point'}, minItems: 3}",
         "[{x: 2.5, y: 1.3}, {x: 1, z: 6.7}]",
         "/minItems https://example.com/polygon#/minItems @\n"
         "/items/$ref/additionalProperties https://example.com/polygon#/$defs/point/additionalProperties @/1/z\n"
         "/items/$ref/required https://example.com/polygon#/$defs/point/required @/1\n"
         "/items/$ref/additionalProperties https://example.com/polygon#/$defs/point/additionalProperties @/1\n"
         "/items/$ref https://example.com/polygon#/items/$ref @/1\n"
         "/items https://example.com/polygon#/items @\n"},
        {"all branches", "{$id: 'https://example.com/b', anyOf: [{type: integer}, {minLength: 5, pattern: '^x'}]}",
         "abc",
         "/anyOf/0/type https://example.com/b#/anyOf/0/type @\n"
         "/anyOf/1/minLength https://example.com/b#/anyOf/1/minLength @\n"
         "/anyOf/1/pattern https://example.com/b#/anyOf/1/pattern @\n"
         "/anyOf https://example.com/b#/anyOf @\n"},
        {"an embedded resource has its own location",
         "{$id: 'https://example.com/c', properties: {'a b': {$id: d, type: integer}}}", "{a b: x}",
         "/properties/a b/type https://example.com/d#/type @/a b\n"
         "/properties https://example.com/c#/properties @\n"},
        {"a fragment is escaped", "{$id: 'https://example.com/e', patternProperties: {'^%~/': {type: integer}}}",
         "{'%~/': x}",
         "/patternProperties/^%~0~1/type https://example.com/e#/patternProperties/%5E%25~0~1/type @/%~0~1\n"
         "/patternProperties https://example.com/e#/patternProperties @\n"},
        {"not, oneOf, false", "{not: {type: object}, oneOf: [true, true], properties: {a: false}}", "{a: 1}",
         "/properties/a #/properties/a @/a\n/properties #/properties @\n/oneOf #/oneOf @\n/not #/not @\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture fixture = {0};
        struct d1_doc *instance = read_yaml(cases[i].instance);
        struct units units = {0};
        struct d1_schema_sink sink = {.context = &units, .detail = D1_SCHEMA_BASIC, .error = add_unit};

        setup(&fixture, cases[i].schema);
        units.schema = fixture.schema;
        cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink),
                     D1_SCHEMA_INVALID, "%s", cases[i].name);
        cr_expect_str_eq(units.lines.ptr ? units.lines.ptr : "", cases[i].expected, "%s:\n%sinstead of\n%s",
                         cases[i].name, units.lines.ptr ? units.lines.ptr : "nothing\n", cases[i].expected);
        d1_strbuf_release(&units.lines);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

static bool stop_after_two(void *context, const struct d1_schema_error *error)
{
    (void)error;
    return ++*(int *)context < 2;
}

Test(schema_sink, a_sink_may_have_heard_enough)
{
    struct fixture fixture = {0};
    struct d1_doc *instance = read_yaml("[a, b, c, d]");
    int heard = 0;
    struct d1_schema_sink sink = {.context = &heard, .error = stop_after_two};

    setup(&fixture, "{items: {type: integer}}");
    cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink), D1_SCHEMA_INVALID);
    cr_expect_eq(heard, 2);
    d1_doc_free(instance);
    teardown(&fixture);
}

struct seen {
    enum d1_schema_keyword keyword;
    char property[32], suggestion[32], message[160];
    struct d1_place place, schema;
};

static bool note_error(void *context, const struct d1_schema_error *error)
{
    struct seen *seen = context;

    seen->keyword = error->keyword;
    snprintf(seen->property, sizeof seen->property, D1_STR_FMT, D1_STR_ARG(error->property));
    snprintf(seen->suggestion, sizeof seen->suggestion, D1_STR_FMT, D1_STR_ARG(error->suggestion));
    snprintf(seen->message, sizeof seen->message, D1_STR_FMT, D1_STR_ARG(error->message));
    seen->place = d1_node_place(error->node);
    seen->schema = d1_node_place(error->schema);
    return true;
}

Test(schema_sink, an_error_names_key_suggestion_and_places)
{
    struct fixture fixture = {0};
    struct d1_doc *instance = read_yaml("{colour: red, sise: 3}");
    struct seen seen = {0};
    struct d1_schema_sink sink = {.context = &seen, .error = note_error};

    setup(&fixture, "properties: {size: {}, colour: {}}\nadditionalProperties: false\n");
    d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);
    cr_expect_eq(seen.keyword, D1_KEYWORD_ADDITIONAL_PROPERTIES);
    cr_expect_str_eq(d1_schema_keyword_name(seen.keyword), "additionalProperties");
    cr_expect_str_eq(seen.property, "sise");
    cr_expect_str_eq(seen.suggestion, "size");
    cr_expect_eq(seen.place.column, 15);
    cr_expect_eq(seen.place.end_column, 19);
    cr_expect_eq(seen.schema.line, 2);
    cr_expect_eq(seen.schema.column, 23);
    d1_doc_free(instance);
    teardown(&fixture);
}

/* ---- threads and memory ---- */

#define BUSY_SCHEMA                                                                                                    \
    "{type: object, properties: {a: {pattern: '^[a-z]+$', x-ref: P}, b: {pattern: '(?=x)x', format: date}, "           \
    "c: {uniqueItems: true, items: {oneOf: [{type: integer}, {enum: [p, q]}]}}, d: {$ref: '#'}}, "                     \
    "unevaluatedProperties: false, allOf: [{properties: {e: {contains: {const: 1}}}}], x-item: I}"
#define BUSY_INSTANCE "{a: A, b: y, c: [1, 2, 3, 4, 5, 6, 7, 8, 9, p, r, 1], d: {a: b, dd: 1}, e: [2], f: 3}"

struct job {
    const struct fixture *fixture;
    const struct d1_node *instance;
    const char *expected;
    int differences;
};

static void *work(void *context)
{
    struct job *job = context;
    struct fixture own = *job->fixture;

    own.scratch = d1_schema_scratch_new();
    for (int i = 0; i < 200; i++) {
        struct d1_strbuf lines = {0};

        explain(&own, job->instance, &lines);
        job->differences += strcmp(lines.ptr, job->expected) != 0;
        d1_strbuf_release(&lines);
    }
    d1_schema_scratch_free(own.scratch);
    return NULL;
}

Test(schema_sink, threads_share_a_schema)
{
    struct fixture fixture = {0}, first = {0};
    struct d1_doc *instance = read_yaml(BUSY_INSTANCE);
    struct d1_strbuf lines = {0};
    struct job jobs[4];
    pthread_t threads[4];

    setup_with(&first, BUSY_SCHEMA, &with_annotations);
    explain(&first, d1_doc_root(instance), &lines);
    setup_with(&fixture, BUSY_SCHEMA, &with_annotations); /* whose patterns are not yet compiled */
    for (size_t i = 0; i < 4; i++) {
        jobs[i] = (struct job){&fixture, d1_doc_root(instance), lines.ptr, 0};
        cr_assert_eq(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(jobs[i].differences, 0);
    }
    d1_strbuf_release(&lines);
    d1_doc_free(instance);
    teardown(&fixture);
    teardown(&first);
}

/* Compiles and validates with so many allocations granted; true when none was refused. */
static bool survives(const struct d1_node *root, const struct d1_node *other, const struct d1_node *instance,
                     long allowed)
{
    struct d1_schema_set *set = NULL;
    struct d1_schema *schema = NULL;
    struct d1_schema_scratch *scratch = NULL;
    struct d1_error error = {0};
    struct d1_strbuf lines = {0};
    struct d1_schema_sink sink = {.context = &lines, .annotation = add_annotation, .error = ignore_error};
    int rc;
    bool failed;

    d1_alloc_fail_after(allowed);
    rc = d1_schema_set_new(&set, &error);
    if (rc == 0)
        rc = d1_schema_set_add(set, d1_str("https://example.com/other"), other, NULL, &error);
    if (rc == 0)
        rc = d1_schema_compile(&schema, set, root, d1_str("https://example.com/s"), &with_annotations, &error);
    if (rc == 0) {
        scratch = d1_schema_scratch_new();
        rc = scratch ? d1_schema_validate(schema, instance, scratch, &sink) : D1_ERR_MEMORY;
    }
    if (rc >= 0 && set && !d1_schema_resolve(set, other))
        rc = D1_ERR_MEMORY;
    failed = d1_alloc_failed();
    d1_alloc_fail_after(-1);
    cr_expect_eq(rc, failed && !lines.oom && rc < 0 ? D1_ERR_MEMORY : D1_SCHEMA_INVALID, "after %ld: %d %s", allowed,
                 rc, d1_error_message(&error));
    cr_expect(failed || rc == D1_SCHEMA_INVALID, "after %ld", allowed);
    d1_strbuf_release(&lines);
    d1_error_clear(&error);
    d1_schema_scratch_free(scratch);
    d1_schema_free(schema);
    d1_schema_set_free(set);
    return !failed;
}

Test(schema_sink, each_allocation_may_fail)
{
    struct d1_doc *other =
        read_yaml("{$defs: {x: {$dynamicAnchor: n, minProperties: 1}, z: {$id: inner, $defs: {y: {}}}}}");
    struct d1_doc *instance = read_yaml(BUSY_INSTANCE);
    struct d1_doc *root =
        read_yaml("{allOf: [{$ref: 'other#n'}, {$ref: 'inner#/$defs/y'}], "
                  "properties: {a: {pattern: '^[a-z]+$'}, b: {pattern: '(?=x)x'}, c: {uniqueItems: true, "
                  "items: {oneOf: [{type: integer}, {enum: [p, q]}]}}}, x-item: I, "
                  "unevaluatedProperties: {x-ref: R}}");
    long allowed = 0;

    while (!survives(d1_doc_root(root), d1_doc_root(other), d1_doc_root(instance), allowed) && allowed < 2000)
        allowed++;
    cr_expect_lt(allowed, 2000);
    cr_expect_gt(allowed, 20);
    d1_doc_free(root);
    d1_doc_free(other);
    d1_doc_free(instance);
}

/* ---- a valid instance ---- */

/* Every keyword that could want memory: sets of what was evaluated, tables of items, both kinds of pattern, formats. */
#define GREEDY_ITEM                                                                                                    \
    "{type: object, required: [id, n], properties: {id: {type: string, pattern: '^[a-z]+-[0-9]+$'}, "                  \
    "n: {type: integer, multipleOf: 3, maximum: 1e30}, day: {format: date}, mail: {format: email}, "                   \
    "at: {format: uri}, word: {pattern: '^(?=a)(?:ab?)+$'}, kind: {enum: [a, b, c, d, e, f, g, h, i, j, k, l]}, "      \
    "tags: {contains: {const: t}, minContains: 1, items: {type: string}}, next: {$ref: '#/$defs/item'}}, "             \
    "propertyNames: {maxLength: 9}, dependentRequired: {mail: [at]}, "                                                 \
    "if: {properties: {kind: {const: c}}, required: [kind]}, then: {required: [day]}, "                                \
    "oneOf: [{properties: {v: {const: 1}}, required: [v]}, {properties: {w: {const: 2}}, required: [w]}], "            \
    "anyOf: [{required: [zz]}, {properties: {v: true}}, {properties: {u: true}}], not: {required: [v, w]}, "           \
    "unevaluatedProperties: false}"
#define GREEDY_SCHEMA(more)                                                                                            \
    "{type: array" more ", items: {$ref: '#/$defs/item'}, unevaluatedItems: false, $defs: {item: " GREEDY_ITEM "}}"

static struct d1_doc *many_items(size_t count)
{
    struct d1_strbuf text = {0};
    struct d1_doc *doc;

    d1_strbuf_putc(&text, '[');
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(
            &text,
            "%s{\"id\":\"a-%zu\",\"n\":%zu,\"day\":\"2026-03-02\",\"mail\":\"a@b.example\",\"at\":\"http://"
            "b.example/%zu\",\"word\":\"abaab\",\"kind\":\"c\",\"tags\":[\"s\",\"t\"],\"v\":1,"
            "\"next\":{\"id\":\"b-1\",\"n\":3.0,\"w\":2}}",
            i ? "," : "", i, 3 * i, i);
    d1_strbuf_putc(&text, ']');
    doc = read_json(text.ptr);
    d1_strbuf_release(&text);
    return doc;
}

/* Validates with so many allocations granted; whether it was enough. The instance has to be valid then. */
static bool suffices(const struct fixture *fixture, const struct d1_node *instance, long allowed)
{
    struct d1_schema_sink sink = {.error = ignore_error};
    bool refused;
    int verdict;

    d1_alloc_fail_after(allowed);
    verdict = d1_schema_validate(fixture->schema, instance, fixture->scratch, &sink);
    refused = d1_alloc_failed();
    d1_alloc_fail_after(-1);
    cr_expect_eq(verdict, refused ? D1_ERR_MEMORY : D1_SCHEMA_VALID, "%ld allocations: verdict %d", allowed, verdict);
    return !refused;
}

/* How many allocations a validation with a new scratch wants. */
static long wanted(struct fixture *fixture, const struct d1_node *instance)
{
    long allowed = -1;
    bool enough = false;

    while (!enough && ++allowed < 100) {
        d1_schema_scratch_free(fixture->scratch);
        fixture->scratch = d1_schema_scratch_new();
        enough = suffices(fixture, instance, allowed);
    }
    return allowed;
}

Test(schema_sink, a_valid_instance_wants_no_memory_but_the_scratch)
{
    struct d1_doc *few = many_items(10), *many = many_items(10000);
    struct fixture fixture = {0}, unique = {0};
    long least;

    setup(&fixture, GREEDY_SCHEMA(""));
    suffices(&fixture, d1_doc_root(few), -1); /* patterns compile when they are first needed */
    least = wanted(&fixture, d1_doc_root(few));
    cr_expect_leq(least, 8, "10 items want %ld allocations", least);
    cr_expect_eq(wanted(&fixture, d1_doc_root(many)), least, "10,000 items want more than 10");
    cr_expect(suffices(&fixture, d1_doc_root(many), 0), "a scratch that was used wants memory");

    /* What is compared with each other is put into a table, which stays in the scratch. */
    setup(&unique, GREEDY_SCHEMA(", uniqueItems: true"));
    cr_expect(suffices(&unique, d1_doc_root(many), -1));
    cr_expect(suffices(&unique, d1_doc_root(many), 0), "a table that was used wants memory");
    d1_doc_free(few);
    d1_doc_free(many);
    teardown(&fixture);
    teardown(&unique);
}

/* ---- what is not asked for ---- */

/* The second item takes 2 to the power of 40 steps, which are more than the limit. */
#define SLOW_SECOND_ITEM "{prefixItems: [{type: integer}, {$ref: '#/$defs/d0'}], $defs: {d40: false"

static char *slow_schema(struct d1_strbuf *text)
{
    d1_strbuf_puts(text, SLOW_SECOND_ITEM);
    for (int i = 0; i < 40; i++)
        d1_strbuf_printf(text, ", d%d: {anyOf: [{$ref: '#/$defs/d%d'}, {$ref: '#/$defs/d%d'}]}", i, i + 1, i + 1);
    d1_strbuf_puts(text, "}}");
    return text->ptr;
}

Test(schema_sink, a_verdict_alone_ends_at_the_first_error)
{
    struct d1_strbuf text = {0};
    struct fixture fixture = {0};
    struct d1_doc *slow = read_yaml("[1, 2]"), *wrong = read_yaml("[x, 2]");

    setup(&fixture, slow_schema(&text));
    cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(slow), fixture.scratch, NULL), D1_SCHEMA_UNDECIDED);
    cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(wrong), fixture.scratch, NULL), D1_SCHEMA_INVALID);
    d1_doc_free(slow);
    d1_doc_free(wrong);
    d1_strbuf_release(&text);
    teardown(&fixture);
}

Test(schema_sink, what_was_evaluated_is_noted_only_where_it_is_asked_for)
{
    struct fixture plain = {0}, asked = {0};
    struct d1_doc *instance = read_yaml("{a: 1, b: {c: 2}, d: [3]}");

    setup(&plain, "{properties: {a: true, b: {properties: {c: true}}}, anyOf: [{properties: {d: {items: true}}}]}");
    setup(&asked, "{properties: {a: true, b: {properties: {c: true}}}, anyOf: [{properties: {d: {items: true}}}], "
                  "unevaluatedProperties: false}");
    cr_expect_eq(wanted(&plain, d1_doc_root(instance)), 0);
    cr_expect_gt(wanted(&asked, d1_doc_root(instance)), 0);
    d1_doc_free(instance);
    teardown(&plain);
    teardown(&asked);
}
