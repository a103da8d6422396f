/* Patterns in words: each simple one, and none whose words would say something else. */
#include <criterion/criterion.h>
#include <glob.h>
#include <jansson.h>

#include "regex/regex.h"

Test(regex_words, simple_patterns)
{
    static const struct {
        const char *pattern, *words; /* NULL: none */
    } cases[] = {
        {"^[A-Z]{3}$", "be 3 letters A to Z"},
        {"^risk-[0-9]{1,4}$", "be `risk-`, then 1 to 4 digits"},
        {"^[0-9a-f]{64}$", "be 64 letters a to f or digits"},
        {"^[A-Z][A-Za-z0-9]*$", "be a letter A to Z, then any number of letters A to Z, letters a to z or digits"},
        {"^\\d+\\.\\d+$", "be 1 or more digits, then `.`, then 1 or more digits"},
        {"^-?[1-5]$", "be perhaps `-`, then a digit 1 to 5"},
        {"^[a-c]{2,}$", "be 2 or more letters a to c"},
        {"^[_.]$", "be `.` or `_`"},
        {"^[0-9]{1}[a-z]{0,1}$", "be a digit, then perhaps a letter a to z"},
        {"\\.$", "end with `.`"},
        {"^x-", "begin with `x-`"},
        {"[0-9]", "contain a digit"},
        {"^(a|b)$", NULL},
        {"^a|b$", NULL},
        {"[^ \\t]", NULL},
        {"^.+$", NULL},
        {"^\\S+$", NULL},
        {"^\\p{Lu}+$", NULL},
        {"^(?=a)[a-z]+$", NULL},
        {"^([a-z]+)\\1$", NULL},
        {"^[ -~]+$", NULL},
        {"^[\\u00e0-\\u00ff]$", NULL},
        {"^[acegikmoqs]$", NULL},
        {"a$b", NULL},
        {"^$", NULL},
        {"", NULL},
        {"[", NULL},
        {"^abcdefghijklmnopq$", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};
        bool told;

        d1_strbuf_puts(&out, "must ");
        told = d1_regex_words(&out, d1_str(cases[i].pattern), D1_REGEX_ECMA);
        cr_expect_eq(told, cases[i].words != NULL, "%s: %s", cases[i].pattern, out.ptr);
        cr_expect(d1_str_is(d1_str_sub(d1_strbuf_view(&out), 5, out.len), cases[i].words ? cases[i].words : ""),
                  "%s: %s", cases[i].pattern, out.ptr);
        d1_strbuf_release(&out);
    }
}

/* ---- the schemas of this project ---- */

static size_t patterns, untold;

static void look_at(const char *file, const json_t *schema)
{
    const char *pattern = json_string_value(json_object_get(schema, "pattern"));
    struct d1_strbuf out = {0};
    const char *key;
    json_t *value;
    size_t index;

    if (pattern) {
        patterns++;
        if (!json_is_string(json_object_get(schema, "x-d1d-form")) &&
            !d1_regex_words(&out, d1_str(pattern), D1_REGEX_ECMA)) {
            untold++;
            cr_expect(false, "%s: `%s` has no words: give it an `x-d1d-form`", file, pattern);
        }
    }
    json_object_foreach((json_t *)schema, key, value) look_at(file, value);
    json_array_foreach(schema, index, value) look_at(file, value);
    d1_strbuf_release(&out);
}

Test(regex_words, every_pattern_of_a_schema_has_some)
{
    glob_t found;

    cr_assert_eq(glob("schemas/*.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        json_t *schema = json_load_file(found.gl_pathv[i], 0, NULL);

        cr_assert(schema, "%s", found.gl_pathv[i]);
        look_at(found.gl_pathv[i], schema);
        json_decref(schema);
    }
    globfree(&found);
    cr_expect_gt(patterns, 80);
    cr_expect_eq(untold, 0);
}
