/* JSON is written as a stream, and any JSON reader reads it back. */
#include <criterion/criterion.h>
#include <float.h>
#include <jansson.h>
#include <math.h>

#include "base/memory/alloc.h"
#include "doc/builder.h"
#include "json/json.h"
#include "json/writer.h"

static void put_report(struct d1_json_writer *w)
{
    d1_json_begin_object(w);
    d1_json_member_text(w, "name", "raid");
    d1_json_member_array(w, "findings");
    d1_json_begin_object(w);
    d1_json_member_int(w, "line", 12);
    d1_json_member_bool(w, "open", true);
    d1_json_member_null(w, "waiver");
    d1_json_end(w);
    d1_json_begin_object(w);
    d1_json_end(w);
    d1_json_begin_array(w);
    d1_json_end(w);
    d1_json_end(w);
    d1_json_member_object(w, "nested");
    d1_json_key(w, "real");
    d1_json_real(w, 0.5);
    d1_json_key_str(w, d1_str("text"));
    d1_json_printf(w, "%d of %d", 3, 4);
    d1_json_member_string(w, "part", d1_strn("whole", 2));
    d1_json_member_text(w, "none", NULL);
    d1_json_end(w);
    d1_json_end(w);
}

Test(json_writer, compact_and_indented)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
    put_report(&w);
    cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
    cr_expect_str_eq(w.buffer.ptr,
                     "{\"name\":\"raid\",\"findings\":[{\"line\":12,\"open\":true,\"waiver\":null},{},[]],"
                     "\"nested\":{\"real\":0.5,\"text\":\"3 of 4\",\"part\":\"wh\",\"none\":null}}");
    d1_json_writer_release(&w);
    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    put_report(&w);
    cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
    cr_expect_str_eq(w.buffer.ptr, "{\n"
                                   "  \"name\": \"raid\",\n"
                                   "  \"findings\": [\n"
                                   "    {\n"
                                   "      \"line\": 12,\n"
                                   "      \"open\": true,\n"
                                   "      \"waiver\": null\n"
                                   "    },\n"
                                   "    {},\n"
                                   "    []\n"
                                   "  ],\n"
                                   "  \"nested\": {\n"
                                   "    \"real\": 0.5,\n"
                                   "    \"text\": \"3 of 4\",\n"
                                   "    \"part\": \"wh\",\n"
                                   "    \"none\": null\n"
                                   "  }\n"
                                   "}\n");
    d1_json_writer_release(&w);
}

/* What one string is written as. */
static void expect_string(struct d1_str text, const char *written)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
    d1_json_string(&w, text);
    cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
    cr_expect_str_eq(w.buffer.ptr, written, "%s, not %s", w.buffer.ptr, written);
    d1_json_writer_release(&w);
}

Test(json_writer, strings_are_escaped_and_made_valid)
{
    expect_string(d1_str(""), "\"\"");
    expect_string(d1_str("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    expect_string(d1_str("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    expect_string(d1_strn("\0\x01\x1b\x7f", 4), "\"\\u0000\\u0001\\u001b\\u007f\"");
    expect_string(d1_str("\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\xef\xbb\xbf"), "\"\\u009b\\u202e\\u2028\\ufeff\"");
    expect_string(d1_str("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
    expect_string(d1_str("caf\xe9 \xed\xa0\x80"), "\"caf\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    expect_string(d1_strn("cut \xe2\x82\xac", 6), "\"cut \xef\xbf\xbd\xef\xbf\xbd\"");
}

static void expect_real(double value, const char *written)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
    d1_json_real(&w, value);
    cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
    cr_expect_str_eq(w.buffer.ptr, written, "%s, not %s", w.buffer.ptr, written);
    d1_json_writer_release(&w);
}

Test(json_writer, reals_have_the_shortest_digits_that_read_back)
{
    unsigned long long seed = 88172645463325252u;

    expect_real(0, "0.0");
    expect_real(-0.0, "-0.0");
    expect_real(1, "1.0");
    expect_real(0.1, "0.1");
    expect_real(0.1 + 0.2, "0.30000000000000004");
    expect_real(1e21, "1e+21");
    expect_real(123456789, "123456789.0");
    expect_real(DBL_MAX, "1.7976931348623157e+308");
    expect_real(5e-324, "5e-324");
    expect_real(INFINITY, "null");
    expect_real(NAN, "null");
    for (int i = 0; i < 10000; i++) {
        struct d1_json_writer w;
        double value, again;

        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        memcpy(&value, &seed, sizeof value);
        if (!isfinite(value))
            continue;
        d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
        d1_json_real(&w, value);
        again = strtod(w.buffer.ptr, NULL);
        cr_assert(value == again && signbit(value) == signbit(again), "%s", w.buffer.ptr);
        d1_json_writer_release(&w);
    }
}

Test(json_writer, numbers_of_documents_keep_their_digits)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"1.50", "1.50"},
        {"10e-1", "10e-1"},
        {"-0", "-0"},
        {"+12", "12"},
        {"017", "17"},
        {"-007.5", "-7.5"},
        {".5", "0.5"},
        {"-.5e3", "-0.5e3"},
        {"5.", "5"},
        {"5.e3", "5e3"},
        {"00", "0"},
        {"0.0", "0.0"},
        {"+00.10", "0.10"},
        {".inf", "\".inf\""},
        {"-.inf", "\"-.inf\""},
        {".nan", "\".nan\""},
        {"123456789012345678901234567890.5", "123456789012345678901234567890.5"},
    };
    struct d1_builder b = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_json_writer w;
        struct d1_doc *doc = NULL;

        d1_builder_double(&b, (struct d1_span){0}, 0, d1_str(cases[i].text));
        cr_assert_eq(d1_builder_finish(&b, 0, &doc), 0);
        d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
        d1_json_node(&w, d1_doc_root(doc));
        cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
        cr_expect_str_eq(w.buffer.ptr, cases[i].written, "%s: %s", cases[i].text, w.buffer.ptr);
        d1_json_writer_release(&w);
        d1_doc_free(doc);
    }
    d1_builder_release(&b);
}

struct sink {
    struct d1_strbuf text;
    size_t pieces, largest;
    size_t fail_at; /* piece that is refused; 0: none */
};

static int take(void *context, const char *bytes, size_t len, struct d1_error *error)
{
    struct sink *sink = context;

    if (++sink->pieces == sink->fail_at)
        return d1_error_set(error, D1_ERR_WRITE, "disk full");
    d1_strbuf_add(&sink->text, bytes, len);
    sink->largest = len > sink->largest ? len : sink->largest;
    return 0;
}

static void put_many(struct d1_json_writer *w, int64_t count)
{
    d1_json_begin_array(w);
    for (int64_t i = 0; i < count; i++)
        put_report(w);
    d1_json_end(w);
}

Test(json_writer, a_long_report_goes_out_in_pieces)
{
    struct sink sink = {0};
    struct d1_json_writer w, whole;

    d1_json_writer_init(&w, D1_JSON_INDENT, take, &sink);
    put_many(&w, 5000);
    cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
    d1_json_writer_init(&whole, D1_JSON_INDENT, NULL, NULL);
    put_many(&whole, 5000);
    cr_assert_eq(d1_json_writer_finish(&whole, NULL), 0);
    cr_expect(d1_str_eq(d1_strbuf_view(&sink.text), d1_strbuf_view(&whole.buffer)));
    cr_expect_gt(sink.pieces, 10);
    cr_expect_lt(sink.largest, 100000);
    cr_expect_lt(w.buffer.cap, 200000, "memory does not grow with the report");
    d1_json_writer_release(&w);
    d1_json_writer_release(&whole);
    d1_strbuf_release(&sink.text);
}

Test(json_writer, the_first_failure_is_what_finish_returns)
{
    for (size_t fail_at = 1; fail_at < 4; fail_at++) {
        struct sink sink = {.fail_at = fail_at};
        struct d1_error error = {0};
        struct d1_json_writer w;

        d1_json_writer_init(&w, D1_JSON_INDENT, take, &sink);
        put_many(&w, 5000);
        cr_expect_eq(d1_json_writer_finish(&w, &error), D1_ERR_WRITE);
        cr_expect_str_eq(d1_error_message(&error), "disk full");
        cr_expect_eq(sink.pieces, fail_at, "nothing is handed on afterwards");
        cr_expect_eq(d1_json_writer_finish(&w, NULL), D1_ERR_WRITE);
        d1_error_clear(&error);
        d1_json_writer_release(&w);
        d1_strbuf_release(&sink.text);
    }
}

Test(json_writer, short_memory_is_an_error)
{
    for (long n = 0; n < 10; n++) {
        struct d1_error error = {0};
        struct d1_json_writer w;
        int result;
        bool failed;

        d1_alloc_fail_after(n);
        d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
        put_report(&w);
        result = d1_json_writer_finish(&w, &error);
        failed = d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result, failed ? D1_ERR_MEMORY : 0, "n=%ld", n);
        d1_error_clear(&error);
        d1_json_writer_release(&w);
    }
}

/* Texts that RFC 8259 allows, and texts that it does not. */
static const char *const texts[] = {
    "{}",
    "[]",
    "[1,2.5,-3e4]",
    "\"\\u00e9\\ud83d\\ude00\"",
    "{\"a\":[{\"b\":null}],\"c\":true}",
    " [ ] ",
    "0",
    "-0",
    "[1e400000]",
    "\"\x7f\"",
    "{\"a\":1,\"b\":[false]}",
    "\"\\/\"",
    "1",
    "\"x\"",
    "null",
    "",
    "[",
    "]",
    "{",
    "[1,]",
    "{\"a\"}",
    "{\"a\":}",
    "{,}",
    "[01]",
    "[1.]",
    "[.5]",
    "[+1]",
    "[1e]",
    "\"\t\"",
    "\"\\a\"",
    "\"\\u12\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "[1 2]",
    "nul",
    "True",
    "'a'",
    "{a:1}",
    "[1]]",
    "{}{}",
    "\"\xff\"",
    "[NaN]",
    "// c\n1",
    "\xef\xbb\xbf{}",
    "[\"a\nb\"]",
    "{\"a\":1 \"b\":2}",
    "[-]",
    "[--1]",
    "[1.5.5]",
    "\"\xed\xa0\x80\"",
    "[0x1]",
    "[1,,2]",
    "[\"a\" : 1]",
    "{1:2}",
    "[tru]",
    "{\"a\":1,}",
    "\xff\xfe[\0]\0",
    "\"abc",
};

Test(json_writer, jansson_agrees_on_what_is_json_and_what_it_says)
{
    struct d1_json_loader *loader;

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct d1_stream stream = {0};
        json_t *theirs = json_loads(texts[i], JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
        bool huge = strstr(texts[i], "e400000") != NULL; /* beyond a double: an error to them, exact to us */

        cr_assert_eq(d1_json_load(loader, d1_str(texts[i]), &stream, NULL), 0);
        cr_expect_eq(stream.len == 1, theirs != NULL || huge, "%s", texts[i]);
        if (stream.len && theirs) {
            struct d1_json_writer w;
            json_t *written;

            d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
            d1_json_node(&w, d1_doc_root(stream.items[0].doc));
            cr_assert_eq(d1_json_writer_finish(&w, NULL), 0);
            written = json_loads(w.buffer.ptr, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
            cr_expect(json_equal(written, theirs), "%s is written %s", texts[i], w.buffer.ptr);
            json_decref(written);
            d1_json_writer_release(&w);
        }
        json_decref(theirs);
        d1_stream_release(&stream);
    }
    d1_json_loader_free(loader);
}

Test(json_writer, strings_are_whole_unless_a_longest_is_set)
{
    struct d1_strbuf text = {0};

    d1_strbuf_fill(&text, 'q', 5000);
    for (size_t longest = 0; longest <= 5000; longest += 2500) {
        struct d1_json_writer w;

        d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
        w.longest = longest;
        d1_json_string(&w, d1_strbuf_view(&text));
        cr_expect_eq(d1_json_writer_finish(&w, NULL), 0);
        if (longest == 2500)
            cr_expect(w.buffer.len < 1010 && d1_str_ends(d1_strbuf_view(&w.buffer), "q... (5000 bytes in all)\""));
        else
            cr_expect_eq(w.buffer.len, 5002);
        d1_json_writer_release(&w);
    }
    d1_strbuf_release(&text);
}
