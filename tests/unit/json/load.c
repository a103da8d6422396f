/* JSON text becomes documents, with exact numbers and the place of each value and key. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "json/json.h"
#include "unit/outline.h"

static struct d1_json_loader *loader;
static struct d1_strbuf text;

static void set_up(void)
{
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
}

static void tear_down(void)
{
    d1_json_loader_free(loader);
    d1_strbuf_release(&text);
}

TestSuite(json, .init = set_up, .fini = tear_down);

static const char *outline(struct d1_str source, bool places)
{
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_load(loader, source, &stream, NULL), 0);
    outline_stream(&text, &stream, places);
    d1_stream_release(&stream);
    return text.ptr;
}

struct example {
    const char *source, *outline;
};

static void check(const struct example *examples, size_t count, bool places)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(outline(d1_str(examples[i].source), places), examples[i].outline, "%s: %s", examples[i].source,
                         text.ptr);
}

#define CHECK(examples, places) check(examples, sizeof(examples) / sizeof *(examples), places)

Test(json, values)
{
    static const struct example values[] = {
        {"null", "null"},
        {" true ", "true"},
        {"false\n", "false"},
        {"[]", "[]"},
        {"{}", "{}"},
        {"\"\"", "''"},
        {"[[],{},\"a\",0]", "[[], {}, 'a', i(0)]"},
        {"{\"a\":{\"b\":[null]},\"\":1}", "{a: {b: [null]}, : i(1)}"},
        {"\t[ 1 ,\r\n2 ]", "[i(1), i(2)]"},
        {"0", "i(0)"},
        {"-0", "i(-0)"},
        {"-12", "i(-12)"},
        {"9223372036854775807", "i(9223372036854775807)"},
        {"9223372036854775808", "d(9223372036854775808)"},
        {"-9223372036854775808", "i(-9223372036854775808)"},
        {"-9223372036854775809", "d(-9223372036854775809)"},
        {"1.0", "d(1.0)"},
        {"1e2", "d(1e2)"},
        {"1E+2", "d(1E+2)"},
        {"0.10", "d(0.10)"},
        {"-1.5e-07", "d(-1.5e-07)"},
    };

    CHECK(values, false);
}

Test(json, strings)
{
    static const struct example strings[] = {
        {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "'a\"\\/\b\f\n\r\tz'"},
        {"\"\\u0041\\u00e9\\u20AC\"", "'A\xc3\xa9\xe2\x82\xac'"},
        {"\"\\ud83d\\ude00\\uDBFF\\uDFFF\"", "'\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf'"},
        {"\"\xc3\xa9\xf0\x9f\x98\x80\"", "'\xc3\xa9\xf0\x9f\x98\x80'"},
        {"\"\x7f\xc2\x80\xe2\x80\xa8\xe2\x80\xae\"", "'\x7f\xc2\x80\xe2\x80\xa8\xe2\x80\xae'"},
        {"{\"\\u0061\\n\": \"\\u0062\"}", "{a\n: 'b'}"},
    };
    struct d1_stream stream = {0};

    CHECK(strings, false);
    cr_assert_eq(d1_json_load(loader, d1_str("\"a\\u0000b\""), &stream, NULL), 0);
    cr_expect(d1_str_eq(d1_node_text(d1_doc_root(stream.items[0].doc)), d1_strn("a\0b", 3)), "NUL by its escape");
    d1_stream_release(&stream);
}

Test(json, places)
{
    static const struct example placed[] = {
        {"{\"a\": 1}", "{a@1:2-1:5: i(1)@1:7-1:8}@1:1-1:9"},
        {"{\n  \"\xc3\xa9\": \"\xf0\x9f\x98\x80\", \"b\": true\n}\n",
         "{\xc3\xa9@2:3-2:6: '\xf0\x9f\x98\x80'@2:8-2:11, b@2:13-2:16: true@2:18-2:22}@1:1-3:2"},
        {"[\"\\u00e9\", -1.50e3,\r\n null]", "['\xc3\xa9'@1:2-1:10, d(-1.50e3)@1:12-1:19, null@2:2-2:6]@1:1-2:7"},
        {"[[\n],{\n}]", "[[]@1:2-2:2, {}@2:3-3:2]@1:1-3:3"},
    };

    CHECK(placed, true);
}

Test(json, numbers_of_any_length_are_exact)
{
    static char digits[10002];
    struct d1_stream stream = {0};
    const struct d1_node *root;

    memset(digits, '7', 10000);
    cr_assert_eq(d1_json_load(loader, d1_str(digits), &stream, NULL), 0);
    root = d1_doc_root(stream.items[0].doc);
    cr_expect_eq(root->kind, D1_NODE_DOUBLE);
    cr_expect(isinf(root->value.number));
    cr_expect_str_eq(d1_node_text(root).ptr, digits);
    d1_stream_release(&stream);
    digits[1] = '.';
    cr_assert_eq(d1_json_load(loader, d1_str(digits), &stream, NULL), 0);
    root = d1_doc_root(stream.items[0].doc);
    cr_expect_float_eq(root->value.number, 7.0 + 7.0 / 9, 1e-15);
    cr_expect_str_eq(d1_node_text(root).ptr, digits);
    d1_stream_release(&stream);
}

Test(json, a_long_key_is_found)
{
    static char source[200100];
    struct d1_stream stream = {0};

    snprintf(source, sizeof source, "{\"%200000s\": 1, \"l\": 2}", "");
    memset(source + 2, 'k', 200000);
    cr_assert_eq(d1_json_load(loader, d1_str(source), &stream, NULL), 0);
    cr_expect_eq(d1_node_get_str(d1_doc_root(stream.items[0].doc), d1_strn(source + 2, 200000))->value.integer, 1);
    d1_stream_release(&stream);
}

Test(json, several_texts_in_a_row)
{
    const struct {
        const char *source, *outline;
        bool cut;
    } cases[] = {
        {"", "", false},
        {" \n", "", false},
        {"1 2\n[3]{}null", "i(1) | i(2) | [i(3)] | {} | null", false},
        {"{\"a\":1}\n{\"a\":2}\n", "{a: i(1)} | {a: i(2)}", false},
        {"1\n[2", "i(1) !2:3 syntax", true},
        {"\"a\"\"b\"x", "'a' | 'b' !1:7 syntax", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_stream stream = {0};

        cr_assert_eq(d1_json_load_sequence(loader, d1_str(cases[i].source), &stream, NULL), 0);
        outline_stream(&text, &stream, false);
        cr_expect_str_eq(text.ptr, cases[i].outline, "%s: %s", cases[i].source, text.ptr);
        cr_expect_eq(stream.cut, cases[i].cut, "%s", cases[i].source);
        d1_stream_release(&stream);
    }
}

Test(json, the_lines_of_a_document)
{
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_load(loader, d1_str("\n{\n}\n\n"), &stream, NULL), 0);
    cr_expect_eq(stream.items[0].line, 1);
    cr_expect_eq(stream.items[0].end_line, 4);
    cr_expect(stream.items[0].sound);
    d1_stream_release(&stream);
    cr_assert_eq(d1_json_load_sequence(loader, d1_str("{\n}\n[\n] 1"), &stream, NULL), 0);
    cr_assert_eq(stream.len, 3);
    cr_expect(stream.items[0].line == 1 && stream.items[0].end_line == 2);
    cr_expect(stream.items[1].line == 3 && stream.items[1].end_line == 4);
    cr_expect(stream.items[2].line == 4 && stream.items[2].end_line == 4);
    d1_stream_release(&stream);
}

Test(json, the_end_of_the_text_is_the_end_of_the_bytes_given)
{
    cr_expect_str_eq(outline(d1_strn("123", 2), false), "i(12)");
    cr_expect_str_eq(outline(d1_strn("truely", 4), false), "true");
    cr_expect_str_eq(outline(d1_strn("\"a\"b", 3), false), "'a'");
    cr_expect_str_eq(outline(d1_strn("\"ab\"", 3), false), "!1:1 syntax");
    cr_expect_str_eq(outline(d1_strn("\"\\u0041\"", 6), false), "!1:2 syntax");
    cr_expect_str_eq(outline(d1_strn("1.5", 2), false), "!1:1 syntax");
}

Test(json, each_allocation_may_fail)
{
    const char *source =
        "{\"a\": [1, 2.5, \"x\\ny\", null, true], \"a\": {}, \"long\": \"\\u00e9 and more and more and more "
        "and more and more and more and more and more and more text\", \"b\": [[[]]]}";
    bool done = false;

    for (long n = 0; !done && n < 1000; n++) {
        struct d1_json_loader *own = NULL;
        struct d1_stream stream = {0};
        struct d1_error error = {0};
        int result;

        d1_alloc_fail_after(n);
        result = d1_json_loader_new(&own, &error);
        if (result == 0)
            result = d1_json_load(own, d1_str(source), &stream, &error);
        done = !d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result, done ? 0 : D1_ERR_MEMORY, "n=%ld", n);
        cr_expect_eq(error.code, result, "n=%ld", n);
        if (result < 0)
            cr_expect(!stream.items && !stream.problems.items, "n=%ld: the stream is empty", n);
        d1_stream_release(&stream);
        if (own) {
            cr_expect_eq(d1_json_load(own, d1_str(source), &stream, NULL), 0, "n=%ld: the loader is as good as new", n);
            cr_expect_eq(stream.len, 1);
            cr_expect_eq(stream.problems.len, 1);
        }
        d1_stream_release(&stream);
        d1_json_loader_free(own);
        d1_error_clear(&error);
    }
    cr_expect(done);
}
