/* What is wrong in a JSON text is said at its exact place: what was expected, and what was found. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "json/json.h"
#include "pace.h"
#include "unit/outline.h"

static struct d1_json_loader *loader;

static void set_up(void)
{
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
}

static void tear_down(void)
{
    d1_json_loader_free(loader);
}

TestSuite(json_problems, .init = set_up, .fini = tear_down);

struct example {
    const char *source;
    const char *place; /* line:column-line:column */
    const char *code;
    const char *says; /* part of the text */
};

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &examples[i];
        struct d1_stream stream = {0};
        char place[60];

        cr_assert_eq(d1_json_load(loader, d1_str(example->source), &stream, NULL), 0);
        cr_expect_eq(stream.problems.len, 1, "%zu problems in: %s", stream.problems.len, example->source);
        cr_expect(stream.cut && !stream.len, "%s is read", example->source);
        if (stream.problems.len) {
            const struct d1_problem *problem = &stream.problems.items[0];

            snprintf(place, sizeof place, "%u:%u-%u:%u", problem->place.line, problem->place.column,
                     problem->place.end_line, problem->place.end_column);
            cr_expect_str_eq(place, example->place, "%s: at %s, not %s", example->source, place, example->place);
            cr_expect_str_eq(problem->code, example->code, "%s: %s", example->source, problem->code);
            cr_expect(strstr(problem->text, example->says), "%s: \"%s\" does not say \"%s\"", example->source,
                      problem->text, example->says);
        }
        d1_stream_release(&stream);
    }
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof *(examples))

Test(json_problems, what_was_expected_and_what_was_found)
{
    static const struct example examples[] = {
        {"", "1:1-1:2", "syntax", "expected a value, found the end of the text"},
        {" \n ", "2:2-2:3", "syntax", "expected a value, found the end of the text"},
        {"[1", "1:3-1:4", "syntax", "expected \",\" or \"]\", found the end of the text"},
        {"[", "1:2-1:3", "syntax", "expected a value or \"]\", found the end"},
        {"[1 2]", "1:4-1:5", "syntax", "expected \",\" or \"]\", found \"2\""},
        {"[1,]", "1:4-1:5", "syntax", "expected a value behind the comma, found \"]\""},
        {"[,1]", "1:2-1:3", "syntax", "expected a value or \"]\", found \",\""},
        {"{\"a\" 1}", "1:6-1:7", "syntax", "expected a \":\" behind the key, found \"1\""},
        {"{\"a\":}", "1:6-1:7", "syntax", "expected a value, found \"}\""},
        {"{\"a\":1,}", "1:8-1:9", "syntax", "expected a key in double quotes behind the comma, found \"}\""},
        {"{\"a\":1 \"b\":2}", "1:8-1:9", "syntax", "expected \",\" or \"}\", found \"\"\""},
        {"{a: 1}", "1:2-1:3", "syntax", "expected a key in double quotes or \"}\", found \"a\""},
        {"{'a': 1}", "1:2-1:3", "syntax", "found \"'\"; strings are written in double quotes"},
        {"{\"a\": 1]", "1:8-1:9", "syntax", "expected \",\" or \"}\", found \"]\""},
        {"1 2", "1:3-1:4", "syntax", "expected nothing more behind the value, found \"2\""},
        {"{}\n}", "2:1-2:2", "syntax", "expected nothing more behind the value, found \"}\""},
        {"[True]", "1:2-1:6", "syntax", "found \"True\"; JSON writes true"},
        {"nul", "1:1-1:4", "syntax", "expected a value, found \"nul\""},
        {"truefalse", "1:1-1:10", "syntax", "found \"truefalse\""},
        {"NaN", "1:1-1:4", "syntax", "JSON has no such number"},
        {".5", "1:1-1:3", "syntax", "found \".5\"; a number begins with a digit, as 0.5 does"},
        {"[+1]", "1:2-1:4", "syntax", "found \"+1\"; a number has no plus sign"},
        {"[+]", "1:2-1:3", "syntax", "expected a value or \"]\", found \"+\""},
        {"[-Infinity]", "1:2-1:11", "syntax", "JSON has no such number"},
        {"{} // c", "1:4-1:5", "syntax", "JSON has no comments"},
        {"/* c */ {}", "1:1-1:2", "syntax", "JSON has no comments"},
        {"# c\n{}", "1:1-1:2", "syntax", "JSON has no comments"},
        {"[\xc3\xa9t\xc3\xa9]", "1:2-1:5", "syntax", "found \"\xc3\xa9t\xc3\xa9\""},
        {"[\x01]", "1:2-1:3", "syntax", "found the control character U+0001"},
        {"\xc2\xa0{}", "1:1-1:2", "syntax", "expected a value"},
    };

    CHECK(examples);
}

Test(json_problems, numbers)
{
    static const struct example examples[] = {
        {"01", "1:1-1:3", "syntax", "cannot begin with 0"},
        {"-01", "1:1-1:4", "syntax", "cannot begin with 0"},
        {"[-]", "1:2-1:3", "syntax", "a digit must follow the minus sign"},
        {"1.", "1:1-1:3", "syntax", "a digit must follow the point"},
        {"[1.e5]", "1:2-1:6", "syntax", "a digit must follow the point"},
        {"1e", "1:1-1:3", "syntax", "a digit must follow the exponent sign"},
        {"1e+", "1:1-1:4", "syntax", "a digit must follow the exponent sign"},
        {"+1", "1:1-1:3", "syntax", "expected a value, found \"+1\""},
        {".5", "1:1-1:3", "syntax", "expected a value, found \".5\""},
        {"0x1f", "1:1-1:5", "syntax", "not a number; quote it if it is a text"},
        {"[2026-03-02]", "1:2-1:12", "syntax", "not a number; quote it if it is a text"},
        {"1.2.3", "1:1-1:6", "syntax", "not a number"},
    };

    CHECK(examples);
}

Test(json_problems, strings)
{
    static const struct example examples[] = {
        {"[\"a]", "1:2-1:5", "syntax", "is not closed on its line; add the closing quote"},
        {"[\"a\nb\"]", "1:2-1:4", "syntax", "is not closed on its line"},
        {"\"a\tb\"", "1:3-1:4", "syntax", "U+0009 must be escaped in a string, as \\u0009"},
        {"\"\\x41\"", "1:2-1:4", "syntax", "the backslash begins no known escape"},
        {"\"\xc3\xa9\\", "1:3-1:5", "syntax", "the backslash begins no known escape"},
        {"\"\\u12g4\"", "1:2-1:4", "syntax", "four hexadecimal digits"},
        {"\"\\ud800\"", "1:2-1:8", "surrogate", "\\uD800 is half of a surrogate pair"},
        {"\"a\\udc00\"", "1:3-1:9", "surrogate", "\\uDC00 is half of a surrogate pair"},
        {"\"\\ud800\\u0041\"", "1:2-1:8", "surrogate", "the other half is missing"},
        {"\"\\ud800\\ud800\"", "1:2-1:8", "surrogate", "the other half is missing"},
    };

    CHECK(examples);
}

Test(json_problems, encodings)
{
    static const struct example examples[] = {
        {"\xef\xbb\xbf{}", "1:1-1:1", "encoding", "begins with a byte order mark; save it as UTF-8 without one"},
        {"\xff\xfe{", "1:1-1:1", "encoding", "UTF-16"},
        {"{\n\"caf\xc3\xa9\": \"\xe9\"}", "2:10-2:11", "encoding", "0xE9 is not UTF-8"},
        {"\"\xed\xa0\x80\"", "1:2-1:3", "encoding", "0xED is not UTF-8"},
    };

    CHECK(examples);
}

Test(json_problems, duplicate_keys_have_both_places)
{
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_load(loader, d1_str("{\"a\": 1,\n \"b\": {\"a\": 2},\n \"\\u0061\": 3}"), &stream, NULL), 0);
    cr_assert_eq(stream.problems.len, 1);
    cr_expect_str_eq(stream.problems.items[0].code, "duplicate-key");
    cr_expect_eq(stream.problems.items[0].place.line, 3);
    cr_expect_eq(stream.problems.items[0].related.line, 1);
    cr_expect_eq(stream.problems.items[0].related.column, 2);
    cr_expect(stream.len == 1 && !stream.items[0].sound && !stream.cut);
    d1_stream_release(&stream);
}

/* The code of the first problem of what is in the buffer, which is emptied; "" when there is none. */
static const char *code_of(struct d1_strbuf *source, bool sequence)
{
    struct d1_stream stream = {0};
    const char *code;

    cr_assert_eq((sequence ? d1_json_load_sequence : d1_json_load)(loader, d1_strbuf_view(source), &stream, NULL), 0);
    code = stream.problems.len ? stream.problems.items[0].code : "";
    d1_stream_release(&stream);
    d1_strbuf_clear(source);
    return code;
}

static void repeat(struct d1_strbuf *source, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        d1_strbuf_puts(source, piece);
}

Test(json_problems, limits)
{
    struct d1_strbuf source = {0};

    for (size_t more = 0; more < 2; more++) {
        repeat(&source, "[", D1_LIMIT_DEPTH + more);
        repeat(&source, "]", D1_LIMIT_DEPTH + more);
        cr_expect_str_eq(code_of(&source, false), more ? "too-deep" : "");
        repeat(&source, "{\"a\":", D1_LIMIT_DEPTH + more);
        repeat(&source, "1", 1);
        repeat(&source, "}", D1_LIMIT_DEPTH + more);
        cr_expect_str_eq(code_of(&source, false), more ? "too-deep" : "");
        d1_strbuf_puts(&source, "[1");
        repeat(&source, ",1", D1_LIMIT_NODES - 2 + more);
        d1_strbuf_puts(&source, "]");
        cr_expect_str_eq(code_of(&source, false), more ? "too-many-nodes" : "");
        repeat(&source, "1 ", D1_LIMIT_DOCUMENTS + more);
        cr_expect_str_eq(code_of(&source, true), more ? "too-many-documents" : "");
        d1_strbuf_puts(&source, "1");
        d1_strbuf_fill(&source, ' ', D1_LIMIT_FILE_BYTES - 1 + more);
        cr_expect_str_eq(code_of(&source, false), more ? "too-large" : "");
    }
    d1_strbuf_release(&source);
}

Test(json_problems, four_megabytes_of_anything_cost_little)
{
    static const struct {
        const char *beginning, *repeated;
    } hostile[] = {{"", "["},          {"", "{\"a\":"}, {"[1", ",1"},       {"", " "},
                   {"", "\n"},         {"\"", "a"},     {"\"", "\\n"},      {"\"", "\\u0041"},
                   {"", "9"},          {"0.", "9"},     {"1e", "9"},        {"{\"a\":1", ",\"a\":1"},
                   {"[\"\"", ",\"\""}, {"", "a"},       {"\"", "\xc3\xa9"}, {"[[]", ",[]"},
                   {"", "\xc3\xa9"},   {"[", "-"},      {"", "\\"},         {"", "\""}};
    struct d1_strbuf source = {0};

    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        double begun;
        char name[40];

        d1_strbuf_puts(&source, hostile[i].beginning);
        while (source.len < D1_LIMIT_FILE_BYTES)
            d1_strbuf_puts(&source, hostile[i].repeated);
        d1_strbuf_truncate(&source, D1_LIMIT_FILE_BYTES);
        snprintf(name, sizeof name, "'%s', then '%s'", hostile[i].beginning, hostile[i].repeated);
        begun = pace_seconds();
        code_of(&source, i % 2);
        pace_expect(name, begun, 1);
    }
    d1_strbuf_release(&source);
}
