/* Errors in a user's words: the sentence and the place, for every keyword. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "unit/schema/helper.h"

struct message_case {
    const char *name, *schema, *instance, *expected;
};

static void check(const struct message_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture fixture = {0};
        struct d1_doc *instance = read_yaml(cases[i].instance);
        struct d1_strbuf lines = {0};
        int verdict;

        setup(&fixture, cases[i].schema);
        verdict = explain(&fixture, d1_doc_root(instance), &lines);
        cr_expect_eq(verdict, *cases[i].expected ? D1_SCHEMA_INVALID : D1_SCHEMA_VALID, "%s: verdict %d", cases[i].name,
                     verdict);
        cr_expect_str_eq(lines.ptr ? lines.ptr : "", cases[i].expected, "%s:\n%sinstead of\n%s", cases[i].name,
                         lines.ptr ? lines.ptr : "nothing\n", cases[i].expected);
        d1_strbuf_release(&lines);
        d1_doc_free(instance);
        teardown(&fixture);
    }
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

/* ---- values ---- */

#define INTEGER_1_TO_5 "{properties: {probability: {type: integer, minimum: 1, maximum: 5}}}"

Test(schema_message, type_and_bounds_are_one_sentence)
{
    static const struct message_case cases[] = {
        {"another type", INTEGER_1_TO_5, "probability: high",
         "1:14 `probability` must be a whole number from 1 to 5, is `high`\n"},
        {"too large", INTEGER_1_TO_5, "probability: 7",
         "1:14 `probability` must be a whole number from 1 to 5, is `7`\n"},
        {"too small", INTEGER_1_TO_5, "probability: 0",
         "1:14 `probability` must be a whole number from 1 to 5, is `0`\n"},
        {"a fraction", INTEGER_1_TO_5, "probability: 2.5",
         "1:14 `probability` must be a whole number from 1 to 5, is `2.5`\n"},
        {"a fraction of zero is whole", INTEGER_1_TO_5, "probability: 2.0", ""},
        {"in quotes", INTEGER_1_TO_5, "probability: '3'",
         "1:14 `probability` must be a whole number from 1 to 5, is `3`; leave out the quotes\n"},
        {"no value", INTEGER_1_TO_5,
         "probability:", "1:13 `probability` must be a whole number from 1 to 5, has no value\n"},
        {"a list", INTEGER_1_TO_5, "probability: [1]",
         "1:14 `probability` must be a whole number from 1 to 5, is a list\n"},
        {"a lower bound", "{properties: {n: {type: integer, minimum: 0}}}", "n: -1",
         "1:4 `n` must be a whole number of at least 0, is `-1`\n"},
        {"an upper bound", "{properties: {n: {type: number, maximum: 9.5}}}", "n: 10",
         "1:4 `n` must be a number of at most 9.5, is `10`\n"},
        {"above", "{properties: {n: {type: number, exclusiveMinimum: 0}}}", "n: 0",
         "1:4 `n` must be a number above 0, is `0`\n"},
        {"below", "{properties: {n: {exclusiveMaximum: 0}}}", "n: 0", "1:4 `n` must be a number below 0, is `0`\n"},
        {"half open", "{properties: {n: {type: number, exclusiveMinimum: 0, maximum: 1}}}", "n: 2",
         "1:4 `n` must be a number above 0 and at most 1, is `2`\n"},
        {"the other half", "{properties: {n: {type: number, minimum: 0, exclusiveMaximum: 1}}}", "n: 1",
         "1:4 `n` must be a number of at least 0 and below 1, is `1`\n"},
        {"a multiple", "{properties: {n: {type: number, multipleOf: 0.01}}}", "n: 1.005",
         "1:4 `n` must be a multiple of 0.01, is `1.005`\n"},
        {"nan is in no bounds", "{properties: {n: {minimum: 0}}}", "n: .nan",
         "1:4 `n` must be a number of at least 0, is `.nan`\n"},
        {"infinity", "{properties: {n: {maximum: 1}}}", "n: .inf",
         "1:4 `n` must be a number of at most 1, is `.inf`\n"},
        {"hexadecimal counts by its value", INTEGER_1_TO_5, "probability: 0x3", ""},
        {"and is shown by it", INTEGER_1_TO_5, "probability: 0x30",
         "1:14 `probability` must be a whole number from 1 to 5, is `48`\n"},
    };

    CHECK(cases);
}

Test(schema_message, types_have_plain_names)
{
    static const struct message_case cases[] = {
        {"text", "{properties: {a: {type: string}}}", "a: 1.10", "1:4 `a` must be text, is `1.10`; put it in quotes\n"},
        {"text for a truth value", "{properties: {a: {type: string}}}", "a: true",
         "1:4 `a` must be text, is `true`; put it in quotes\n"},
        {"text for nothing", "{properties: {a: {type: string}}}", "a: ~", "1:4 `a` must be text, has no value\n"},
        {"truth", "{properties: {a: {type: boolean}}}", "a: 'yes'", "1:4 `a` must be true or false, is `yes`\n"},
        {"truth in quotes", "{properties: {a: {type: boolean}}}", "a: 'true'",
         "1:4 `a` must be true or false, is `true`; leave out the quotes\n"},
        {"a fraction in quotes is no whole number", "{properties: {a: {type: integer}}}", "a: '1.5'",
         "1:4 `a` must be a whole number, is `1.5`\n"},
        {"list", "{properties: {a: {type: array}}}", "a: b", "1:4 `a` must be a list, is `b`\n"},
        {"mapping", "{properties: {a: {type: object}}}", "a: []", "1:4 `a` must be a mapping, is an empty list\n"},
        {"null", "{properties: {a: {type: 'null'}}}", "a: {b: 1}", "1:4 `a` must be null, is a mapping\n"},
        {"two", "{properties: {a: {type: [string, 'null']}}}", "a: 1",
         "1:4 `a` must be text or null, is `1`; put it in quotes\n"},
        {"three", "{properties: {a: {type: [array, string, object]}}}", "a: 1",
         "1:4 `a` must be text, a list or a mapping, is `1`; put it in quotes\n"},
        {"number swallows integer", "{properties: {a: {type: [number, integer]}}}", "a: b",
         "1:4 `a` must be a number, is `b`\n"},
        {"the root", "{type: object}", "[1]", "1:1 the document must be a mapping, is a list\n"},
    };

    CHECK(cases);
}

Test(schema_message, subjects_are_named_by_their_key)
{
    static const struct message_case cases[] = {
        {"item", "{properties: {tags: {items: {type: string}}}}", "tags: [a, 1, b]",
         "1:11 item 2 of `tags` must be text, is `1`; put it in quotes\n"},
        {"item of item", "{properties: {m: {items: {items: {type: integer}}}}}", "m: [[1], [2, x]]",
         "1:14 item 2 of item 2 of `m` must be a whole number, is `x`\n"},
        {"item of the root", "{items: {type: integer}}", "- 1\n- x\n",
         "2:3 item 2 of the document must be a whole number, is `x`\n"},
        {"key", "{propertyNames: {pattern: '^[a-z]+$'}}", "a: 1\nB: 2\n",
         "2:1 the key `B` must be 1 or more letters a to z (the pattern `^[a-z]+$`)\n"},
        {"key further in", "{properties: {p: {propertyNames: {enum: [actions, contents]}}}}", "p: {content: 1}",
         "1:5 the key `content` in `p` must be `actions` or `contents`; did you mean `contents`?\n"},
        {"key of another length", "{items: {propertyNames: {maxLength: 2}}}", "[{abc: 1}]",
         "1:3 the key `abc` in item 1 of the document must have at most 2 characters, has 3\n"},
        {"key that must not be", "{propertyNames: {not: {format: ipv4}}}", "1.2.3.4: 1",
         "1:1 the key `1.2.3.4` must not be an IPv4 address such as 192.0.2.1\n"},
        {"control characters are shown escaped", "{properties: {a: {enum: [x]}}}", "a: \"b\\e[31m\\n\\u202e\"",
         "1:4 `a` must be `x`, is `b\\x1b[31m\\n\\u202e`\n"},
        {"long values are cut", "{properties: {a: {type: integer}}}",
         "a: 0123456789012345678901234567890123456789012345678901234567890123456789x",
         "1:4 `a` must be a whole number, is `012345678901234567890123456789012345678901234567890123456789...`\n"},
    };

    CHECK(cases);
}

Test(schema_message, enum_lists_what_was_expected)
{
    static const struct message_case cases[] = {
        {"short", "{properties: {a: {enum: [low, medium, high]}}}", "a: 5",
         "1:4 `a` must be `low`, `medium` or `high`, is `5`\n"},
        {"near", "{properties: {a: {enum: [low, medium, high]}}}", "a: hihg",
         "1:4 `a` must be `low`, `medium` or `high`, is `hihg`; did you mean `high`?\n"},
        {"case", "{properties: {a: {enum: [low, high]}}}", "a: HIGH",
         "1:4 `a` must be `low` or `high`, is `HIGH`; did you mean `high`?\n"},
        {"type and enum are one mistake", "{properties: {a: {type: string, enum: [low, high]}}}", "a: 3",
         "1:4 `a` must be `low` or `high`, is `3`\n"},
        {"long", "{properties: {a: {enum: [AED, AUD, CAD, CHF, CNY, EUR, GBP, JPY, NOK, USD]}}}", "a: EURO",
         "1:4 `a` must be one of 10 values, is `EURO`; did you mean `EUR`?\n"},
        {"const", "{properties: {kind: {const: Risk}}}", "kind: Issue", "1:7 `kind` must be `Risk`, is `Issue`\n"},
        {"other kinds of value", "{properties: {a: {enum: [1, true, null, [x], {}]}}}", "a: 2",
         "1:4 `a` must be `1`, `true`, `null`, `[...]` or `{}`, is `2`\n"},
        {"a number for the text", "{properties: {mode: {enum: ['0644', '0755']}}}", "mode: 0644",
         "1:7 `mode` must be `0644` or `0755`, is `0644`; put it in quotes\n"},
        {"a text for the number", "{properties: {a: {anyOf: [{const: auto}, {enum: [1, 2]}]}}}", "a: '2'",
         "1:4 `a` must be `auto`, `1` or `2`, is `2`; leave out the quotes\n"},
        {"a text for the truth", "{properties: {a: {enum: [true, auto]}}}", "a: 'true'",
         "1:4 `a` must be `true` or `auto`, is `true`; leave out the quotes\n"},
        {"no value is allowed", "{properties: {a: {enum: []}}}", "a: 1", "1:4 `a` must be one of 0 values, is `1`\n"},
        {"what is empty", "{properties: {a: {enum: [[], {}, x]}}}", "a: [1]",
         "1:4 `a` must be `[]`, `{}` or `x`, is a list\n"},
        {"mappings look alike", "{properties: {a: {enum: [{b: 1}, {b: 2}]}}}", "a: {b: 3}",
         "1:4 `a` must be one of 2 values, is a mapping\n"},
        {"a list", "{properties: {a: {const: x}}}", "a: [x]", "1:4 `a` must be `x`, is a list\n"},
    };

    CHECK(cases);
}

Test(schema_message, texts)
{
    static const struct message_case cases[] = {
        {"empty", "{properties: {a: {minLength: 1}}}", "a: ''", "1:4 `a` must not be empty\n"},
        {"short", "{properties: {a: {minLength: 3}}}", "a: \xc3\xa9\xc3\xa9",
         "1:4 `a` must have at least 3 characters, has 2\n"},
        {"long", "{properties: {a: {maxLength: 1}}}", "a: abc", "1:4 `a` must have at most 1 character, has 3\n"},
        {"code points count", "{properties: {a: {minLength: 2, maxLength: 2}}}", "a: \xf0\x9f\x90\xb2\xc3\xa9", ""},
        {"pattern", "{properties: {a: {pattern: '^[a-z]+$'}}}", "a: A1",
         "1:4 `a` must be 1 or more letters a to z (the pattern `^[a-z]+$`), is `A1`\n"},
        {"pattern with an example", "{properties: {a: {pattern: '^[a-z.]+$', examples: [marta.ruiz]}}}", "a: Marta",
         "1:4 `a` must be 1 or more letters a to z or `.` (such as `marta.ruiz`), is `Marta`\n"},
        {"pattern without words", "{properties: {a: {pattern: '^(a|b)+$'}}}", "a: c",
         "1:4 `a` must match the pattern `^(a|b)+$`, is `c`\n"},
        {"pattern without words, with an example", "{properties: {a: {pattern: '^(a|b)+$', examples: [ab]}}}", "a: c",
         "1:4 `a` must look like `ab`, is `c`\n"},
        {"pattern with words of its own and an example",
         "{properties: {a: {pattern: '^[a-z]+$', x-d1d-form: be short, examples: [ab]}}}", "a: C",
         "1:4 `a` must be short (such as `ab`), is `C`\n"},
        {"date", "{properties: {due: {type: string, format: date}}}", "due: 2.3.2026",
         "1:6 `due` must be a date such as 2026-03-02, is `2.3.2026`\n"},
        {"no such day", "{properties: {due: {type: string, format: date}}}", "due: 2026-02-30",
         "1:6 `due` must be a date such as 2026-03-02, is `2026-02-30`; February has 28 days, and "
         "29 in a leap year\n"},
        {"a day that its month has not", "{properties: {due: {format: date}}}", "due: \"2026-11-31\"",
         "1:6 `due` must be a date such as 2026-03-02, is `2026-11-31`; November has 30 days\n"},
        {"a month that no year has", "{properties: {due: {format: date}}}", "due: \"2026-13-01\"",
         "1:6 `due` must be a date such as 2026-03-02, is `2026-13-01`; there are 12 months\n"},
        {"a number that would do as text", "{properties: {a: {type: string, pattern: '^[0-9.]+$'}}}", "a: 1.10",
         "1:4 `a` must be text, is `1.10`; put it in quotes\n"},
        {"a number that would not", "{properties: {a: {type: string, pattern: '^[A-Z]-[0-9]+$'}}}", "a: 12",
         "1:4 `a` must be a letter A to Z, then `-`, then 1 or more digits (the pattern `^[A-Z]-[0-9]+$`), is `12`\n"},
        {"a list is no text of any form", "{properties: {a: {type: string, pattern: '^[A-Z]-[0-9]+$'}}}", "a: [12]",
         "1:4 `a` must be text, is a list\n"},
        {"a number for a date", "{properties: {due: {type: string, format: date}}}", "due: 20260302",
         "1:6 `due` must be a date such as 2026-03-02, is `20260302`\n"},
        {"one mistake, one sentence", "{properties: {a: {pattern: '^[a-z]+$', maxLength: 2, minLength: 9}}}", "a: ABC",
         "1:4 `a` must have at least 9 characters, has 3\n"},
        {"also through a reference",
         "{properties: {a: {$ref: '#/$defs/x', pattern: '^a'}}, $defs: {x: {maxLength: 2}}}", "a: bbb",
         "1:4 `a` must begin with `a` (the pattern `^a`), is `bbb`\n"},
    };

    CHECK(cases);
}

/* ---- mappings and lists ---- */

#define RISK                                                                                                           \
    "{type: object, properties: {id: {type: string}, probability: {type: integer}, impact: {type: integer}}, "         \
    "required: [id], additionalProperties: false}"

Test(schema_message, keys)
{
    static const struct message_case cases[] = {
        {"misspelt", RISK, "id: r\npropability: 3\n", "2:1 unknown key `propability`; did you mean `probability`?\n"},
        {"another case", RISK, "id: r\nImpact: 3\n", "2:1 unknown key `Impact`; did you mean `impact`?\n"},
        {"what is there already is not meant", RISK, "id: r\nimpact: 3\nimpct: 3\n",
         "3:1 unknown key `impct`; also possible is `probability`\n"},
        {"the beginning of one", "{properties: {ownerRef: true, due: true}, additionalProperties: false}", "owner: x",
         "1:1 unknown key `owner`; did you mean `ownerRef`?\n"},
        {"the beginning of two", "{properties: {ownerRef: true, ownerSince: true}, additionalProperties: false}",
         "owner: x", "1:1 unknown key `owner`; also possible are `ownerRef` and `ownerSince`\n"},
        {"letters alone begin no word", "{properties: {ownership: true}, additionalProperties: false}", "owner: x",
         "1:1 unknown key `owner`; also possible is `ownership`\n"},
        {"unlike any", RISK, "id: r\ncolour: red\n",
         "2:1 unknown key `colour`; also possible are `probability` and `impact`\n"},
        {"further in", "{properties: {risk: " RISK "}}", "risk: {id: r, colour: red}",
         "1:15 unknown key `colour` in `risk`; also possible are `probability` and `impact`\n"},
        {"nothing is known", "{additionalProperties: false}", "a: 1", "1:1 unknown key `a`\n"},
        {"keys have a form", "{properties: {j: {patternProperties: {'^[a-z]+$': true}, additionalProperties: false}}}",
         "j: {1a: 1}", "1:5 unknown key `1a` in `j`; also possible are keys that match `^[a-z]+$`\n"},
        {"names and a form", "{properties: {a: true}, patternProperties: {'^x-': true}, additionalProperties: false}",
         "bcd: 1", "1:1 unknown key `bcd`; also possible are `a` and keys that match `^x-`\n"},
        {"missing", RISK, "impact: 3", "1:1 `id` is missing\n"},
        {"missing further in", "{properties: {risks: {items: " RISK "}}}", "risks:\n- id: a\n- impact: 3\n",
         "3:3 `id` is missing from item 2 of `risks`\n"},
        {"missing and misspelt", RISK, "ID: r", "1:1 unknown key `ID`; did you mean `id`, which is missing?\n"},
        {"missing and misspelt further in", "{properties: {risks: {items: " RISK "}}}",
         "risks:\n- {id: a}\n- {ids: b, colour: red}\n",
         "3:4 unknown key `ids` in item 2 of `risks`; did you mean `id`, which is missing?\n"
         "3:12 unknown key `colour` in item 2 of `risks`; also possible are `id`, `probability` and `impact`\n"},
        {"dependent and misspelt",
         "{properties: {card: true, address: true}, additionalProperties: false, dependentRequired: {card: [address]}}",
         "{card: 1, adress: 2}", "1:11 unknown key `adress`; did you mean `address`, which is missing?\n"},
        {"missing, and another misspelt",
         "{properties: {a: true, colour: true}, required: [a], additionalProperties: "
         "false}",
         "color: 1", "1:1 `a` is missing\n1:1 unknown key `color`; did you mean `colour`?\n"},
        {"missing, but something like it is there", "{properties: {p: {required: [email]}}}", "p: {emial: x}",
         "1:4 `email` is missing from `p`; is `emial` meant for it?\n"},
        {"dependent, but something like it is there", "{dependentRequired: {card: [address]}}", "{card: 1, adress: 2}",
         "1:1 `address` is missing; it is needed where `card` is given; is `adress` meant for it?\n"},
        {"two missing", "{required: [a, b]}", "{}", "1:1 `a` is missing\n1:1 `b` is missing\n"},
        {"dependent", "{properties: {x: {dependentRequired: {escalated: [to, why]}}}}", "x: {escalated: 1, why: 2}",
         "1:4 `to` is missing from `x`; it is needed where `escalated` is given\n"},
        {"dependent schema", "{dependentSchemas: {a: {required: [b]}}}", "a: 1",
         "1:1 `b` is missing; it is needed where `a` is given\n"},
        {"unevaluated", "{allOf: [{properties: {alpha: true}}], unevaluatedProperties: false}", "alpah: 1",
         "1:1 unknown key `alpah`; did you mean `alpha`?\n"},
        {"not allowed", "{properties: {a: false}}", "a: 1", "1:4 `a` is not allowed here\n"},
        {"too few", "{properties: {a: {minProperties: 2}}}", "a: {b: 1}", "1:4 `a` must have at least 2 keys, has 1\n"},
        {"too many", "{properties: {a: {maxProperties: 1}}}", "a: {b: 1, c: 2}",
         "1:4 `a` must have at most 1 key, has 2\n"},
    };

    CHECK(cases);
}

Test(schema_message, lists)
{
    static const struct message_case cases[] = {
        {"empty", "{properties: {a: {minItems: 1}}}", "a: []", "1:4 `a` must not be empty\n"},
        {"short", "{properties: {a: {minItems: 2}}}", "a: [1]", "1:4 `a` must have at least 2 items, has 1\n"},
        {"long", "{properties: {a: {maxItems: 1}}}", "a: [1, 2]", "1:4 `a` must have at most 1 item, has 2\n"},
        {"twice", "{properties: {a: {uniqueItems: true}}}", "a: [x, y, x]",
         "1:11 item 3 of `a` is the same as item 1\n"},
        {"twice by value", "{properties: {a: {uniqueItems: true}}}", "a: [1, {b: 1, c: 2}, {c: 2.0, b: 1}]",
         "1:22 item 3 of `a` is the same as item 2\n"},
        {"twice among many", "{properties: {a: {uniqueItems: true}}}", "a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1.0]",
         "1:36 item 11 of `a` is the same as item 1\n"},
        {"contains", "{properties: {a: {contains: {const: x}}}}", "a: [y]", "1:4 `a` must contain `x`\n"},
        {"contains a form", "{properties: {a: {contains: {type: object, required: [b]}}}}", "a: [y]",
         "1:4 `a` must contain an item of a certain form\n"},
        {"contains a form that has a name",
         "{properties: {a: {contains: {$ref: '#/$defs/b'}}}, $defs: {b: {title: Bill, type: object, required: [b]}}}",
         "a: [y]", "1:4 `a` must contain an item of the form `Bill`\n"},
        {"contains some with a name",
         "{properties: {a: {contains: {title: Bill, type: object, required: [b]}, minContains: 2}}}", "a: [y]",
         "1:4 `a` must contain at least 2 items that are of the form `Bill`\n"},
        {"contains some", "{properties: {a: {contains: {type: string}, minContains: 2}}}", "a: [y]",
         "1:4 `a` must contain at least 2 items that are text\n"},
        {"contains too many", "{properties: {a: {contains: {const: x}, maxContains: 1}}}", "a: [x, x]",
         "1:4 `a` must contain at most 1 item that is `x`\n"},
        {"no more items", "{properties: {a: {prefixItems: [{type: integer}], items: false}}}", "a: [1, 2]",
         "1:8 item 2 of `a` is not allowed here\n"},
    };

    CHECK(cases);
}

/* ---- combinations ---- */

#define SHAPES                                                                                                         \
    "{oneOf: [{type: object, properties: {kind: {const: circle}, r: {type: number}}, required: [kind, r]}, "           \
    "{type: object, properties: {kind: {const: square}, side: {type: number}}, required: [kind, side]}]}"

#define RESOURCE(name, version, more)                                                                                  \
    "{properties: {version: {const: " version "}, kind: {const: " name "}}, required: [version, kind" more "]}"
#define RESOURCES                                                                                                      \
    "{oneOf: [" RESOURCE("Pod", "v1", "") ", " RESOURCE("Service", "v1", ", port") ", " RESOURCE("Deployment", "apps", \
                                                                                                 "") "]}"

Test(schema_message, the_branch_that_was_meant)
{
    static const struct message_case cases[] = {
        {"told by a const", SHAPES, "kind: square\nside: long\n", "2:7 `side` must be a number, is `long`\n"},
        {"told by the other", SHAPES, "kind: circle", "1:1 `r` is missing\n"},
        {"the one that tells is wrong", SHAPES, "kind: sqare\nside: 1\n",
         "1:7 `kind` must be `circle` or `square`, is `sqare`; did you mean `square`?\n"},
        {"none that tells is there", SHAPES, "{r: 1, side: 1}",
         "1:1 `kind` is missing; it must be `circle` or `square`\n"},
        {"it is there by another name", SHAPES, "{Kind: circle}",
         "1:1 `kind` is missing; it must be `circle` or `square`; is `Kind` meant for it?\n"},
        {"two that tell, of which one is right in some", RESOURCES, "{version: v1, kind: Podd}",
         "1:21 `kind` must be `Pod`, `Service` or `Deployment`, is `Podd`; did you mean `Pod`?\n"},
        {"two that tell, each right in another", RESOURCES, "{version: apps, kind: Pod}",
         "1:11 `version` must be `v1`, is `apps`\n"},
        {"two that tell, of which one is missing", RESOURCES, "{kind: Service}",
         "1:1 `version` is missing\n1:1 `port` is missing\n"},
        {"two that tell, and both are missing", RESOURCES, "{port: 1}",
         "1:1 `version` is missing; it must be `v1` or `apps`\n"},
        {"neither type", SHAPES, "3", "1:1 the document must be a mapping, is `3`\n"},
        {"three types are joined",
         "{properties: {a: {anyOf: [{type: string}, {type: object, required: [b]}, {type: object, required: [c]}, "
         "{type: array}]}}}",
         "a: 3", "1:4 `a` must be text, a mapping or a list, is `3`; put it in quotes\n"},
        {"what is part of another phrase is not left out",
         "{properties: {a: {anyOf: [{type: number, exclusiveMinimum: 5}, {type: number, exclusiveMinimum: 50}]}}}",
         "a: 3", "1:4 `a` must be a number above 5 or a number above 50, is `3`\n"},
        {"types are joined", "{properties: {a: {anyOf: [{type: string}, {type: integer}]}}}", "a: true",
         "1:4 `a` must be text or a whole number, is `true`; put it in quotes\n"},
        {"type before the rest", "{properties: {a: {anyOf: [{type: string}, {type: object, required: [b]}]}}}", "a: {}",
         "1:4 `b` is missing from `a`\n"},
        {"values and a type are joined",
         "{properties: {a: {anyOf: [{const: auto}, {type: integer, minimum: 1, maximum: 5}]}}}", "a: 9",
         "1:4 `a` must be `auto` or a whole number from 1 to 5, is `9`\n"},
        {"formats are joined", "{properties: {a: {anyOf: [{format: date}, {format: ipv4}]}}}", "a: x",
         "1:4 `a` must be a date such as 2026-03-02 or an IPv4 address such as 192.0.2.1, is `x`\n"},
        {"null and a date", "{properties: {a: {oneOf: [{type: 'null'}, {type: string, format: date}]}}}", "a: soon",
         "1:4 `a` must be null or a date such as 2026-03-02, is `soon`\n"},
        {"the deeper one fits better",
         "{anyOf: [{required: [x, y, z]}, {properties: {a: {properties: {b: {type: integer}}}}, required: [a]}]}",
         "a: {b: text}", "1:8 `b` must be a whole number, is `text`\n"},
        {"one of two keys", "{properties: {p: {anyOf: [{required: [a]}, {required: [b]}]}}}", "p: {c: 1}",
         "1:4 `a` or `b` is missing from `p`\n"},
        {"only one of two keys", "{oneOf: [{required: [a]}, {required: [b]}]}", "{a: 1, b: 2}",
         "1:1 only one of `a` and `b` may be given\n"},
        {"two forms at once", "{properties: {n: {oneOf: [{multipleOf: 2}, {multipleOf: 3}]}}}", "n: 6",
         "1:4 `n` fits the allowed forms 1 and 2 at once, it may fit only one\n"},
        {"two forms that have names",
         "{oneOf: [{title: Even, multipleOf: 2}, {$ref: '#/$defs/t'}], $defs: {t: {title: Threefold, multipleOf: 3}}}",
         "6", "1:1 the document fits both `Even` and `Threefold`, it may fit only one\n"},
        {"nested", "{anyOf: [{type: integer}, {anyOf: [{const: a}, {const: b}]}]}", "c",
         "1:1 the document must be `a` or `b` or a whole number, is `c`\n"},
        {"another reference of the same",
         "{properties: {a: {anyOf: [{$ref: '#/$defs/t'}, {$ref: '#/$defs/t'}]}}, "
         "$defs: {t: {type: string}}}",
         "a: 1", "1:4 `a` must be text, is `1`; put it in quotes\n"},
        {"a list fits no value of an enum", "{properties: {a: {anyOf: [{type: string}, {enum: [MIT, ISC]}]}}}",
         "a: [MIT]", "1:4 `a` must be `MIT` or `ISC` or text, is a list\n"},
        {"a mapping is not meant to be a constant",
         "{properties: {a: {anyOf: [{const: auto}, {type: object, required: [b, c], properties: {b: {type: "
         "string}}}]}}}",
         "a: {b: 1}", "1:4 `c` is missing from `a`\n1:8 `b` must be text, is `1`; put it in quotes\n"},
        {"quotes too many, in a branch", "{properties: {a: {anyOf: [{type: number}, {pattern: '^x'}]}}}", "a: '5'",
         "1:4 `a` must be a number or begin with `x` (the pattern `^x`), is `5`; leave out the quotes\n"},
    };

    CHECK(cases);
}

Test(schema_message, not_and_if)
{
    static const struct message_case cases[] = {
        {"not a value", "{properties: {a: {not: {const: x}}}}", "a: x", "1:4 `a` must not be `x`\n"},
        {"not a type", "{properties: {a: {not: {type: string}}}}", "a: x", "1:4 `a` must not be text, is `x`\n"},
        {"not together", "{not: {required: [a, b]}}", "{a: 1, b: 2}", "1:1 `a` and `b` must not be given together\n"},
        {"not at all", "{properties: {p: {not: {required: [a]}}}}", "p: {a: 1}", "1:4 `a` must not be given in `p`\n"},
        {"not together, of what is no mapping", "{properties: {p: {not: {required: [a, b]}}}}",
         "p:", "1:3 `p` must be a mapping, has no value\n"},
        {"not a form", "{properties: {p: {not: {properties: {a: {const: 1}}}}}}", "p: {a: 1}",
         "1:4 `p` has a form that is not allowed here\n"},
        {"then", "{if: {properties: {s: {const: done}}}, then: {required: [by]}}", "s: done",
         "1:1 `by` is missing; it is needed where `s` is `done`\n"},
        {"else", "{if: {properties: {s: {const: done}}}, else: {required: [due]}}", "s: open",
         "1:1 `due` is missing; it is needed where `s` is not `done`\n"},
        {"all of", "{allOf: [{required: [a]}, {required: [b]}]}", "{}", "1:1 `a` is missing\n1:1 `b` is missing\n"},
    };

    CHECK(cases);
}

#define WHERE(condition, rest) "{if: " condition ", " rest "}"

Test(schema_message, what_a_condition_asks_for_is_told_with_the_condition)
{
    static const struct message_case cases[] = {
        {"one of several values", WHERE("{properties: {s: {enum: [done, dropped]}}}", "then: {required: [by]}"),
         "s: dropped", "1:1 `by` is missing; it is needed where `s` is `dropped`\n"},
        {"none of several values", WHERE("{properties: {s: {enum: [done, dropped]}}}", "else: {required: [by]}"),
         "s: open", "1:1 `by` is missing; it is needed where `s` is not `done` or `dropped`\n"},
        {"a key that is not there",
         WHERE("{properties: {private: {const: true}}, required: [private]}", "else: {required: [license]}"), "{a: 1}",
         "1:1 `license` is missing; it is needed where `private` is not `true`\n"},
        {"a value that nobody gave", WHERE("{properties: {s: {const: done}}}", "then: {required: [by]}"), "{}",
         "1:1 `by` is missing\n"},
        {"keys that are given", WHERE("{required: [a, b]}", "then: {required: [c]}"), "{a: 1, b: 2}",
         "1:1 `c` is missing; it is needed where `a` and `b` are given\n"},
        {"a key that is not given", WHERE("{required: [a]}", "else: {required: [c]}"), "{b: 2}",
         "1:1 `c` is missing; it is needed where `a` is not given\n"},
        {"of several conditions the one that holds",
         WHERE("{anyOf: [{properties: {a: {const: false}}, required: [a]}, {required: [b]}]}", "then: {required: [c]}"),
         "b: 1", "1:1 `c` is missing; it is needed where `b` is given\n"},
        {"through references and allOf",
         "{allOf: [{if: {properties: {s: {const: x}}}, then: {$ref: '#/$defs/t'}}], $defs: {t: {allOf: [{required: "
         "[c]}]}}}",
         "s: x", "1:1 `c` is missing; it is needed where `s` is `x`\n"},
        {"a key that must not be there",
         WHERE("{properties: {type: {const: d2s}}}", "then: {properties: {support: false}}"), "{type: d2s, support: 1}",
         "1:22 `support` is not allowed where `type` is `d2s`\n"},
        {"a value", WHERE("{properties: {s: {const: done}}}", "then: {properties: {n: {minimum: 1}}}"),
         "{s: done, n: 0}", "1:14 `n` must be a number of at least 1 where `s` is `done`, is `0`\n"},
        {"further in it is not told",
         WHERE("{properties: {s: {const: a}}}", "then: {properties: {p: {required: [c]}}}"), "{s: a, p: {}}",
         "1:11 `c` is missing from `p`; it is needed where `s` is `a`\n"},
        {"a schema that depends on a key",
         "{dependentSchemas: {a: {$ref: '#/$defs/n'}}, $defs: {n: {not: {required: [b]}}}}", "{a: 1, b: 2}",
         "1:1 `b` must not be given where `a` is given\n"},
        {"of the key itself it goes without saying", "{dependentSchemas: {a: {properties: {a: {type: integer}}}}}",
         "a: x", "1:4 `a` must be a whole number, is `x`\n"},
        {"two levels further in it is not told",
         WHERE("{properties: {s: {const: a}}}", "then: {properties: {p: {properties: {q: {required: [c]}}}}}"),
         "{s: a, p: {q: {}}}", "1:15 `c` is missing from `q`\n"},
        {"a condition that is no single sentence",
         WHERE("{properties: {s: {const: a}, t: {const: b}}}", "then: {required: [c]}"), "{s: a, t: b}",
         "1:1 `c` is missing\n"},
    };

    CHECK(cases);
}

Test(schema_message, errors_come_in_the_order_of_the_text)
{
    static const struct message_case cases[] = {
        {"each mistake once",
         "{properties: {a: {type: string}, b: {type: string}, c: {$ref: '#/properties/a'}}, "
         "allOf: [{properties: {c: {type: string}}}]}",
         "c: 1\nb: 2\na: 3\n",
         "1:4 `c` must be text, is `1`; put it in quotes\n"
         "2:4 `b` must be text, is `2`; put it in quotes\n"
         "3:4 `a` must be text, is `3`; put it in quotes\n"},
    };

    CHECK(cases);
}

/* In a dialect without the vocabulary of titles and examples these are no keywords and may be anything. */
Test(schema_message, a_title_that_is_no_text_is_not_told)
{
    struct d1_doc *dialect =
        read_yaml("{$schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'https://example.com/bare', "
                  "$vocabulary: {'https://json-schema.org/draft/2020-12/vocab/core': true, "
                  "'https://json-schema.org/draft/2020-12/vocab/applicator': true, "
                  "'https://json-schema.org/draft/2020-12/vocab/validation': true}}");
    struct d1_doc *instance = read_yaml("{a: y, b: 6}");
    struct fixture fixture = {0};
    struct d1_strbuf lines = {0};

    cr_assert_eq(d1_schema_set_new(&fixture.set, NULL), 0);
    cr_assert_eq(d1_schema_set_add(fixture.set, d1_str("https://example.com/bare"), d1_doc_root(dialect), NULL, NULL),
                 0);
    setup(&fixture, "{$schema: 'https://example.com/bare', properties: {a: {pattern: x, examples: 3}, "
                    "b: {oneOf: [{title: 2, multipleOf: 2}, {title: [], multipleOf: 3}]}}}");
    cr_expect_eq(explain(&fixture, d1_doc_root(instance), &lines), D1_SCHEMA_INVALID);
    cr_expect_str_eq(lines.ptr, "1:5 `a` must contain `x` (the pattern `x`), is `y`\n"
                                "1:11 `b` fits the allowed forms 1 and 2 at once, it may fit only one\n");
    d1_strbuf_release(&lines);
    d1_doc_free(instance);
    teardown(&fixture);
    d1_doc_free(dialect);
}

/* A schema of so many forms of `a`, each "before number after". */
static void check_forms(size_t forms, const char *before, const char *after, const char *instance, const char *expected)
{
    struct d1_strbuf schema = {0}, lines = {0};
    struct fixture fixture = {0};
    struct d1_doc *doc = read_yaml(instance);

    d1_strbuf_puts(&schema, "{properties: {a: {oneOf: [");
    for (size_t i = 0; i < forms; i++)
        d1_strbuf_printf(&schema, "%s%s%zu%s", i ? ", " : "", before, i, after);
    d1_strbuf_puts(&schema, "]}}}");
    setup(&fixture, schema.ptr);
    explain(&fixture, d1_doc_root(doc), &lines);
    cr_expect_str_eq(lines.ptr, expected, "%zu forms, %s: %s", forms, instance, lines.ptr);
    d1_strbuf_release(&schema);
    d1_strbuf_release(&lines);
    d1_doc_free(doc);
    teardown(&fixture);
}

/* None of many forms is named in the place of all: they are counted. */
Test(schema_message, many_forms_are_counted)
{
    static const size_t counts[] = {9, 32, 33, 200};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char expected[128];

        snprintf(expected, sizeof expected, "1:4 `a` must be one of %zu values, is `v8x`; did you mean `v8`?\n",
                 counts[i]);
        check_forms(counts[i], "{const: v", ", title: One}", "a: v8x", expected);
        snprintf(expected, sizeof expected, "1:11 `kind` must be one of %zu values, is `8`\n", counts[i]);
        check_forms(counts[i], "{properties: {kind: {const: kind-", "}, n: {type: string}}, required: [kind, n]}",
                    "a: {kind: 8}", expected);
        check_forms(counts[i], "{properties: {kind: {const: kind-", "}, n: {type: string}}, required: [kind, n]}",
                    "a: {m: 1}", "1:4 `kind` is missing from `a`\n");
        check_forms(counts[i], "{properties: {kind: {const: kind-", "}, n: {type: string}}, required: [kind, n]}",
                    "a: {kind: kind-8, n: 1}", "1:22 `n` must be text, is `1`; put it in quotes\n");
    }
}
