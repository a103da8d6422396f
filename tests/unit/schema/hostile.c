/* Schemas and instances made to be slow: each ends soon, in a verdict or a message that names the limit. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "unit/schema/helper.h"

/* Of processor time; the sanitizers take their share. */
#ifdef __SANITIZE_ADDRESS__
enum { MOST_SECONDS = 12 };
#else
enum { MOST_SECONDS = 4 };
#endif

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The last error heard, and how many there were. */
struct last {
    enum d1_schema_keyword keyword;
    char message[160];
    size_t count;
};

static bool note_last(void *context, const struct d1_schema_error *error)
{
    struct last *last = context;

    last->keyword = error->keyword;
    last->count++;
    snprintf(last->message, sizeof last->message, D1_STR_FMT, D1_STR_ARG(error->message));
    return true;
}

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
        double start = seconds();
        int verdict;

        setup(&fixture, cases[i].schema);
        verdict = d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);
        cr_expect_eq(verdict, (int)cases[i].verdict, "%s: verdict %d", cases[i].name, verdict);
        cr_expect(d1_str_starts(d1_str(seen.message), cases[i].message), "%s: %s", cases[i].name, seen.message);
        if (verdict == D1_SCHEMA_UNDECIDED)
            cr_expect_eq(seen.keyword, D1_KEYWORD_LIMIT, "%s", cases[i].name);
        cr_expect_lt(seconds() - start, MOST_SECONDS, "%s takes %.1f seconds", cases[i].name, seconds() - start);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

Test(schema_hostile, a_huge_enum_is_looked_up_at_once)
{
    struct d1_strbuf text = {0};
    struct d1_doc *instance = list_of(50000, write_number);
    struct fixture fixture = {0};
    double start = seconds();

    d1_strbuf_puts(&text, "{\"items\": {\"enum\": [");
    for (int i = 50000; i-- > 0;)
        d1_strbuf_printf(&text, "%d.0%s", i, i ? "," : "");
    d1_strbuf_puts(&text, "]}}");
    setup(&fixture, text.ptr);
    cr_expect_eq(d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, NULL), D1_SCHEMA_VALID);
    cr_expect_lt(seconds() - start, MOST_SECONDS);
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

static void nest(struct d1_strbuf *out, const char *before, const char *middle, const char *after, int depth)
{
    for (int i = 0; i < depth; i++)
        d1_strbuf_puts(out, before);
    d1_strbuf_puts(out, middle);
    for (int i = 0; i < depth; i++)
        d1_strbuf_puts(out, after);
}

/* "format, format, ..." with the number of each. */
static void row(struct d1_strbuf *out, const char *before, const char *after, size_t count)
{
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, "%s%s%zu%s", i ? "," : "", before, i, after);
}

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
    d1_strbuf_puts(schema, "{\"patternProperties\":{");
    row(schema, "\"^p", ".*x$\":{\"type\":\"integer\"}", 3000);
    d1_strbuf_puts(schema, "}}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"p", "\":1", 20000);
    d1_strbuf_puts(instance, "}");
}

static void huge_enum_of_mappings(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"enum\":[");
    row(schema, "{\"b\":[1],\"a\":", "}", 50000);
    d1_strbuf_puts(schema, "]}}");
    d1_strbuf_puts(instance, "[");
    row(instance, "{\"b\":[1,2],\"a\":", "}", 50000);
    d1_strbuf_puts(instance, "]");
}

static void huge_enum_of_texts(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"enum\":[");
    row(schema, "\"v", "\"", 100000);
    d1_strbuf_puts(schema, "]}}");
    d1_strbuf_puts(instance, "[");
    row(instance, "\"w", "\"", 100000);
    d1_strbuf_puts(instance, "]");
}

static void unique_mappings(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"uniqueItems\":true}");
    d1_strbuf_puts(instance, "[");
    row(instance, "{\"v\":[1,2],\"k\":", "}", 100000);
    d1_strbuf_puts(instance, ",{\"k\":99999.0,\"v\":[1.0,2]}]");
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
    d1_strbuf_puts(schema, "{\"additionalProperties\":false,\"properties\":{");
    row(schema, "\"p", "\":true", 50000);
    d1_strbuf_puts(schema, "}}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"q", "\":1", 100000);
    d1_strbuf_puts(instance, "}");
}

static void many_branches(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"oneOf\":[");
    row(schema, "{\"properties\":{\"v\":{\"type\":\"string\"},\"k\":{\"const\":", "}}}", 2000);
    d1_strbuf_puts(schema, "]}}");
    d1_strbuf_puts(instance, "[");
    row(instance, "{\"v\":1,\"k\":", "}", 2000);
    d1_strbuf_puts(instance, "]");
}

static void unevaluated(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"unevaluatedProperties\":false,\"anyOf\":[");
    row(schema, "{\"properties\":{\"a", "\":true}}", 300);
    d1_strbuf_puts(schema, "]}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"b", "\":1", 100000);
    d1_strbuf_puts(instance, "}");
}

static void many_conditions(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"allOf\":[");
    row(schema, "{\"if\":{\"properties\":{\"s\":{\"const\":1}}},\"then\":{\"required\":[\"z", "\"]}}", 20000);
    d1_strbuf_puts(schema, "]}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"b", "\":1", 100);
    d1_strbuf_puts(instance, ",\"s\":1}");
}

/* A mapping of `count` schemas that each say `keyword` again about the one value, by way of $ref to one definition. */
static void again(struct d1_strbuf *schema, const char *definition, size_t count)
{
    d1_strbuf_puts(schema, "{\"allOf\":[");
    for (size_t i = 0; i < count; i++)
        d1_strbuf_puts(schema, i ? ",{\"$ref\":\"#/$defs/a\"}" : "{\"$ref\":\"#/$defs/a\"}");
    d1_strbuf_printf(schema, "],\"$defs\":{\"a\":%s}}", definition);
}

/* "[0.1111...,]": so many digits in a list, which is compared as a whole. */
static void digits(struct d1_strbuf *out, const char *before, size_t count, const char *after)
{
    d1_strbuf_puts(out, before);
    d1_strbuf_fill(out, '1', count);
    d1_strbuf_puts(out, after);
}

static void multiples_of_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"multipleOf\":1e-1000000}", 20000);
    digits(instance, "0.", 1000000, "");
}

static void multiples_by_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"multipleOf\":");
    digits(schema, "", 1000, "}}");
    d1_strbuf_puts(instance, "[");
    for (int i = 0; i < 900; i++)
        digits(instance, i ? "," : "", 4000, "");
    d1_strbuf_puts(instance, "]");
}

static void bounds_of_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"minimum\":");
    digits(schema, "1.", 1000000, "}}");
    d1_strbuf_puts(instance, "[");
    for (int i = 0; i < 200000; i++)
        d1_strbuf_puts(instance, i ? ",1.2" : "1.2");
    d1_strbuf_puts(instance, "]");
}

static void zeros_behind_a_bound(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"items\":{\"maximum\":1.");
    d1_strbuf_fill(schema, '0', 1000000);
    d1_strbuf_puts(schema, "1}}");
    d1_strbuf_puts(instance, "[");
    for (int i = 0; i < 200000; i++)
        d1_strbuf_puts(instance, i ? ",1.0" : "1.0");
    d1_strbuf_puts(instance, "]");
}

static void integers_of_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"type\":\"integer\"}", 50000);
    digits(instance, "", 1000000, ".0");
}

static void constants_of_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    struct d1_strbuf constant = {0};

    digits(&constant, "{\"const\":[0.", 500000, "]}");
    again(schema, constant.ptr, 50000);
    d1_strbuf_release(&constant);
    digits(instance, "[0.", 500000, "]");
}

static void enums_of_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"not\":{\"enum\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26]}}", 50000);
    digits(instance, "0.", 1000000, "");
}

static void unique_many_digits(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"uniqueItems\":true}", 50000);
    digits(instance, "[2,0.", 1000000, "]");
}

/* Two ways to write ever so large and small numbers: what is compared is the exponents. */
static void giant_exponents(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"uniqueItems\":true,\"items\":{\"minimum\":1e-999999999,\"exclusiveMaximum\":1e999999999,"
                           "\"multipleOf\":1e-999999999,\"not\":{\"enum\":[1e99999999,10e999999998]}}}");
    d1_strbuf_puts(instance, "[1e-999999999,1e999999998,12e999999,0.1e999999]");
}

static void constants_that_are_long(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    struct d1_strbuf constant = {0};

    digits(&constant, "{\"const\":[\"", 2000000, "\"]}");
    again(schema, constant.ptr, 50000);
    d1_strbuf_release(&constant);
    digits(instance, "[\"", 2000000, "\"]");
}

static void large_mappings_again(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    struct d1_strbuf constant = {0};

    d1_strbuf_puts(&constant, "{\"const\":{");
    row(&constant, "\"p", "\":1", 50000);
    d1_strbuf_puts(&constant, "}}");
    again(schema, constant.ptr, 20000);
    d1_strbuf_release(&constant);
    d1_strbuf_puts(instance, "{");
    row(instance, "\"p", "\":1", 50000);
    d1_strbuf_puts(instance, "}");
}

static void many_dependents(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"dependentSchemas\":{");
    row(schema, "\"p", "\":{\"required\":[\"p1\"]}", 20000);
    d1_strbuf_puts(schema, "}}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"p", "\":1", 20000);
    d1_strbuf_puts(instance, "}");
}

static void nothing_left_to_evaluate(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"additionalProperties\":true,\"unevaluatedProperties\":false}", 20000);
    d1_strbuf_puts(instance, "{");
    row(instance, "\"p", "\":1", 100000);
    d1_strbuf_puts(instance, "}");
}

static void contained_again(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"contains\":{\"const\":-1},\"minContains\":0}", 20000);
    d1_strbuf_puts(instance, "[");
    row(instance, "", "", 100000);
    d1_strbuf_puts(instance, "]");
}

static void patterns_beside_properties(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"properties\":{");
    row(schema, "\"p", "\":true", 1000);
    d1_strbuf_puts(schema, "},\"patternProperties\":{");
    row(schema, "\"[pq]{20}", "\":true", 1000);
    d1_strbuf_puts(schema, "}}");
    d1_strbuf_puts(instance, "{");
    row(instance, "\"pppppppppppppppppppppppp", "\":1", 50000);
    d1_strbuf_puts(instance, "}");
}

static void regular_pattern_of_many_states(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"pattern\":\"a[ab]{900}x\"}");
    d1_strbuf_puts(instance, "\"");
    for (int i = 0; i < 1900000; i++)
        d1_strbuf_puts(instance, i % 3 ? "ab" : "bb");
    d1_strbuf_puts(instance, "\"");
}

static void regular_patterns_for_long_keys(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"patternProperties\":{");
    row(schema, "\"a[ab]{900}", "\":true", 300);
    d1_strbuf_puts(schema, "}}");
    d1_strbuf_puts(instance, "{\"");
    d1_strbuf_fill(instance, 'a', 800);
    d1_strbuf_fill(instance, 'b', 50000);
    d1_strbuf_puts(instance, "\":1,\"c\":1}");
}

static void format_of_long_text(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"format\":\"regex\"}");
    d1_strbuf_puts(instance, "\"");
    d1_strbuf_fill(instance, '(', 5000);
    d1_strbuf_puts(instance, "\"");
}

static void format_of_what_is_too_large(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"format\":\"regex\"}");
    d1_strbuf_puts(instance, "\"(?:(?:a{2}b){200}){200}(\"");
}

static void format_of_what_cannot_be_run(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"format\":\"regex\"}");
    d1_strbuf_puts(instance, "\"(?<=a+)b\"");
}

static void formats_of_many_texts(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"format\":\"regex\"}", 50000);
    d1_strbuf_puts(instance, "\"(?=a)(?:(?:a{2}b){40}){40}\"");
}

static void json_in_text(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    d1_strbuf_puts(schema, "{\"$schema\":\"http://json-schema.org/draft-07/schema#\","
                           "\"contentMediaType\":\"application/json\"}");
    d1_strbuf_puts(instance, "\"");
    nest(instance, "[", "", "]", 1000);
    d1_strbuf_puts(instance, "\"");
}

Test(schema_hostile, documents_made_to_be_slow_end_in_seconds)
{
    static const struct {
        const char *name;
        void (*write)(struct d1_strbuf *schema, struct d1_strbuf *instance);
        enum d1_schema_verdict verdict;
        const char *message; /* how the last one begins; NULL: any */
    } cases[] = {
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
        {"a multiple of a million digits, 20,000 times", multiples_of_many_digits, D1_SCHEMA_UNDECIDED,
         "validation was given up here after 20000000 steps"},
        {"multiples by a thousand digits", multiples_by_many_digits, D1_SCHEMA_UNDECIDED,
         "validation was given up here after 20000000 steps"},
        {"a bound of a million digits", bounds_of_many_digits, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"a bound with zeros in it", zeros_behind_a_bound, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"an integer of a million digits", integers_of_many_digits, D1_SCHEMA_UNDECIDED,
         "validation was given up here"},
        {"constants of many digits", constants_of_many_digits, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"enums against many digits", enums_of_many_digits, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"unique among many digits", unique_many_digits, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"giant exponents", giant_exponents, D1_SCHEMA_VALID, ""},
        {"long constants", constants_that_are_long, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"large mappings that are equal", large_mappings_again, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"20,000 keys that each ask for one", many_dependents, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"nothing left to evaluate", nothing_left_to_evaluate, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"a list looked through again", contained_again, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"many patterns beside properties", patterns_beside_properties, D1_SCHEMA_UNDECIDED,
         "validation was given up here"},
        {"a regular pattern of many states", regular_pattern_of_many_states, D1_SCHEMA_UNDECIDED,
         "whether this text matches could not be found out within the limits of matching: a[ab]{900}x"},
        {"regular patterns for a long key", regular_patterns_for_long_keys, D1_SCHEMA_UNDECIDED, "validation was"},
        {"a text too long for a pattern", format_of_long_text, D1_SCHEMA_UNDECIDED,
         "whether this text is a regular expression of ECMA-262 could not be found out: the pattern is longer than "
         "4096 "
         "bytes"},
        {"a pattern that ends in the middle of a group", format_of_what_is_too_large, D1_SCHEMA_INVALID,
         "the document"},
        {"a pattern that cannot be run", format_of_what_cannot_be_run, D1_SCHEMA_VALID, ""},
        {"a format that takes its time", formats_of_many_texts, D1_SCHEMA_UNDECIDED, "validation was given up here"},
        {"JSON in a text, deeper than is read", json_in_text, D1_SCHEMA_UNDECIDED,
         "whether this text is JSON could not be found out: it nests more than 200 deep"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf schema = {0}, text = {0};
        struct fixture fixture = {0};
        struct d1_doc *instance;

        cases[i].write(&schema, &text);
        instance = read_json(text.ptr);
        setup(&fixture, schema.ptr);
        for (int detail = D1_SCHEMA_EXPLAIN; detail <= D1_SCHEMA_BASIC; detail++) {
            struct last last = {0};
            struct d1_schema_sink sink = {
                .context = &last, .detail = (enum d1_schema_detail)detail, .error = note_last};
            double start = seconds();
            int verdict = d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);

            cr_expect_eq(verdict, (int)cases[i].verdict, "%s: verdict %d, %s", cases[i].name, verdict, last.message);
            if (cases[i].message && detail == D1_SCHEMA_EXPLAIN)
                cr_expect(d1_str_starts(d1_str(last.message), cases[i].message), "%s: %s", cases[i].name, last.message);
            if (verdict == D1_SCHEMA_UNDECIDED)
                cr_expect_eq(last.keyword, D1_KEYWORD_LIMIT, "%s", cases[i].name);
            cr_expect_leq(last.count, D1_LIMIT_SCHEMA_ERRORS + 1, "%s: %zu errors", cases[i].name, last.count);
            cr_expect_lt(seconds() - start, MOST_SECONDS, "%s takes %.1f seconds", cases[i].name, seconds() - start);
        }
        d1_strbuf_release(&schema);
        d1_strbuf_release(&text);
        d1_doc_free(instance);
        teardown(&fixture);
    }
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
    d1_strbuf_puts(schema, "{\"properties\":{");
    row(schema, "\"p", "\":{\"pattern\":\"^(([a-z]{9}){9}|(?=b)b{30}){9}$\"}", 20000);
    d1_strbuf_puts(schema, "}}");
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
        double start;
        int rc;

        cases[i].write(&text);
        fixture.doc = read_json(text.ptr);
        cr_assert_eq(d1_schema_set_new(&fixture.set, NULL), 0);
        start = seconds();
        rc = d1_schema_compile(&fixture.schema, fixture.set, d1_doc_root(fixture.doc), d1_str(""), &options, &error);
        cr_expect_eq(rc, 0, "%s: %s", cases[i].name, d1_error_message(&error));
        cr_expect_lt(seconds() - start, MOST_SECONDS, "%s takes %.1f seconds", cases[i].name, seconds() - start);
        d1_error_clear(&error);
        d1_strbuf_release(&text);
        teardown(&fixture);
    }
}
