/* Values that take long to go through, looked at again and again: each is charged for what it takes. */
#include <criterion/criterion.h>

#include "unit/schema/slow.h"

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

    rows(&constant, "{\"const\":{", "\"p", "\":1", 50000, "}}");
    again(schema, constant.ptr, 20000);
    d1_strbuf_release(&constant);
    rows(instance, "{", "\"p", "\":1", 50000, "}");
}

static void many_dependents(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"dependentSchemas\":{", "\"p", "\":{\"required\":[\"p1\"]}", 20000, "}}");
    rows(instance, "{", "\"p", "\":1", 20000, "}");
}

static void nothing_left_to_evaluate(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"additionalProperties\":true,\"unevaluatedProperties\":false}", 20000);
    rows(instance, "{", "\"p", "\":1", 100000, "}");
}

static void contained_again(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    again(schema, "{\"contains\":{\"const\":-1},\"minContains\":0}", 20000);
    rows(instance, "[", "", "", 100000, "]");
}

static void patterns_beside_properties(struct d1_strbuf *schema, struct d1_strbuf *instance)
{
    rows(schema, "{\"properties\":{", "\"p", "\":true", 1000, "},\"patternProperties\":{");
    row(schema, "\"[pq]{20}", "\":true", 1000);
    d1_strbuf_puts(schema, "}}");
    rows(instance, "{", "\"pppppppppppppppppppppppp", "\":1", 50000, "}");
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
    rows(schema, "{\"patternProperties\":{", "\"a[ab]{900}", "\":true", 300, "}}");
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

Test(schema_work, what_takes_long_is_charged)
{
    static const struct slow_case cases[] = {
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

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_in_seconds(&cases[i]);
}
