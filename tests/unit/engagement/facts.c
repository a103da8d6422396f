/* The fingerprint of a value is that of all values that are equal, and of no other. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/text/strbuf.h"
#include "engagement/facts.h"
#include "yaml/yaml.h"

static struct d1_print print_of(const char *text)
{
    struct d1_yaml_loader *loader;
    struct d1_stream stream = {0};
    struct d1_print print;

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    cr_assert_eq(stream.len, 1, "%s", text);
    cr_assert_eq(d1_value_print(d1_doc_root(stream.items[0].doc), &print), 0);
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
    return print;
}

Test(facts, equal_values_have_one_fingerprint)
{
    static const char *const cases[][2] = {
        {"{a: b, c: d}", "{c: 'd', a: \"b\"} # otherwise written"},
        {"{a: 1, b: x}", "{b: x, a: 1.0}"},
        {"{a: {b: c, d: e}}", "a:\n  d: e\n  b: c\n"},
        {"{a: ''}", "{a: \"\"}"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(d1_print_eq(print_of(cases[i][0]), print_of(cases[i][1])), "%s", cases[i][0]);
}

Test(facts, other_values_have_other_fingerprints)
{
    static const char *const values[] = {
        "{ab: c}",   "{a: bc}",     "{a: b}",       "{b: a}",       "{a: [b]}",          "{a: {b: ''}}",
        "{a: 1}",    "{a: '1'}",    "{a: null}",    "{a: ''}",      "{'': a}",           "{}",
        "[]",        "[a, b]",      "[b, a]",       "[[a], b]",     "{a: b, b: a}",      "{a: b, b: b}",
        "{a: true}", "{a: 'true'}", "{a: b, c: d}", "{a: d, c: b}", "{'a\\u0001b': ''}",
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect_not(d1_print_eq(print_of(values[i]), print_of(values[j])), "%s and %s", values[i], values[j]);
}

/* Long keys and long texts are no different from short ones. */
Test(facts, the_length_of_a_text_is_no_matter)
{
    static const size_t lengths[] = {1, 120, 126, 127, 128, 200, 254, 255, 256, 257, 300, 600};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct d1_strbuf key = {0}, value = {0};

        d1_strbuf_printf(&key, "{'%*s': text, other: text}", (int)lengths[i], "x");
        d1_strbuf_printf(&value, "{other: text, '%*s': 'text'}", (int)lengths[i], "x");
        cr_expect(d1_print_eq(print_of(key.ptr), print_of(value.ptr)), "a key of %zu bytes", lengths[i]);
        d1_strbuf_clear(&key);
        d1_strbuf_clear(&value);
        d1_strbuf_printf(&key, "{key: '%*s'}", (int)lengths[i], "x");
        d1_strbuf_printf(&value, "{key: '%*s'}", (int)lengths[i], "y");
        cr_expect_not(d1_print_eq(print_of(key.ptr), print_of(value.ptr)), "a text of %zu bytes", lengths[i]);
        d1_strbuf_release(&key);
        d1_strbuf_release(&value);
    }
}
