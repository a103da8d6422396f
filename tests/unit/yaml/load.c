/* YAML text becomes documents by the core schema, with places as users count them. */
#include <criterion/criterion.h>
#include <math.h>

#include "unit/outline.h"
#include "yaml/yaml.h"

static struct d1_yaml_loader *loader;
static struct d1_strbuf text;

static void set_up(void)
{
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
}

static void tear_down(void)
{
    d1_yaml_loader_free(loader);
    d1_strbuf_release(&text);
}

TestSuite(yaml, .init = set_up, .fini = tear_down);

static const char *outline(struct d1_str source, bool places)
{
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_load(loader, source, &stream, NULL), 0);
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
        cr_expect_str_eq(outline(d1_str(examples[i].source), places), examples[i].outline, "%s\n  gives %s\n  not   %s",
                         examples[i].source, text.ptr, examples[i].outline);
}

#define CHECK(examples, places) check(examples, sizeof(examples) / sizeof *(examples), places)

Test(yaml, plain_scalars_resolve_by_the_core_schema)
{
    static const struct example scalars[] = {
        {"- null", "[null]"},
        {"- Null", "[null]"},
        {"- NULL", "[null]"},
        {"- ~", "[null]"},
        {"-", "[null]"},
        {"- nULL", "['nULL']"},
        {"- true", "[true]"},
        {"- True", "[true]"},
        {"- TRUE", "[true]"},
        {"- false", "[false]"},
        {"- False", "[false]"},
        {"- FALSE", "[false]"},
        {"- tRUE", "['tRUE']"},
        {"- yes", "['yes']"},
        {"- no", "['no']"},
        {"- on", "['on']"},
        {"- off", "['off']"},
        {"- y", "['y']"},
        {"- N", "['N']"},
        {"- 0", "[i(0)]"},
        {"- 17", "[i(17)]"},
        {"- 017", "[i(017)]"},
        {"- -5", "[i(-5)]"},
        {"- +5", "[i(+5)]"},
        {"- 0o17", "[i(15)]"},
        {"- 0o8", "['0o8']"},
        {"- 0O17", "['0O17']"},
        {"- 0x1F", "[i(31)]"},
        {"- 0x1g", "['0x1g']"},
        {"- -0x1F", "['-0x1F']"},
        {"- 0X1F", "['0X1F']"},
        {"- 0x", "['0x']"},
        {"- 0o", "['0o']"},
        {"- 0b101", "['0b101']"},
        {"- 1_000", "['1_000']"},
        {"- 1,000", "['1,000']"},
        {"- 1.5", "[d(1.5)]"},
        {"- 1.", "[d(1.)]"},
        {"- .5", "[d(.5)]"},
        {"- -.5", "[d(-.5)]"},
        {"- +1.50", "[d(+1.50)]"},
        {"- 1e3", "[d(1e3)]"},
        {"- 1E+3", "[d(1E+3)]"},
        {"- 1e", "['1e']"},
        {"- 1e+", "['1e+']"},
        {"- .", "['.']"},
        {"- -", "[[null]]"},
        {"- +", "['+']"},
        {"- .e5", "['.e5']"},
        {"- 1.2.3", "['1.2.3']"},
        {"- .inf", "[d(.inf)]"},
        {"- +.INF", "[d(.inf)]"},
        {"- -.Inf", "[d(-.inf)]"},
        {"- .iNF", "['.iNF']"},
        {"- .nan", "[d(.nan)]"},
        {"- .NaN", "[d(.nan)]"},
        {"- .NAN", "[d(.nan)]"},
        {"- -.nan", "['-.nan']"},
        {"- nan", "['nan']"},
        {"- inf", "['inf']"},
        {"- 1:30", "['1:30']"},
        {"- 2026-03-02", "['2026-03-02']"},
        {"- 12e03", "[d(12e03)]"},
        {"- 2026-03-02T10:00:00Z", "['2026-03-02T10:00:00Z']"},
        {"- 1 2", "['1 2']"},
        {"- 9223372036854775807", "[i(9223372036854775807)]"},
        {"- -9223372036854775808", "[i(-9223372036854775808)]"},
        {"- 9223372036854775808", "[d(9223372036854775808)]"},
        {"- -9223372036854775809", "[d(-9223372036854775809)]"},
        {"- 0x7fffffffffffffff", "[i(9223372036854775807)]"},
        {"- 0x8000000000000000", "[d(9223372036854775808)]"},
        {"- 0xffffffffffffffffffffffffffffffff", "[d(340282366920938463463374607431768211455)]"},
        {"- 0o2000000000000000000000000000000", "[d(2475880078570760549798248448)]"},
        {"- 0x00000000000000000000000000000001", "[i(1)]"},
        {"- 0x3b9aca00", "[i(1000000000)]"},
    };

    CHECK(scalars, false);
}

Test(yaml, numbers_have_their_value)
{
    struct d1_stream stream = {0};
    const struct d1_node *root;

    cr_assert_eq(
        d1_yaml_load(loader, d1_str("[-12, 0x10, 0.1, 1e400, -.inf, .nan, 017, 12345678901234567890]"), &stream, NULL),
        0);
    root = d1_doc_root(stream.items[0].doc);
    cr_expect_eq(d1_node_item(root, 0)->value.integer, -12);
    cr_expect_eq(d1_node_item(root, 1)->value.integer, 16);
    cr_expect_eq(d1_node_item(root, 2)->value.number, 0.1);
    cr_expect(isinf(d1_node_item(root, 3)->value.number));
    cr_expect_eq(d1_node_item(root, 4)->value.number, -INFINITY);
    cr_expect(isnan(d1_node_item(root, 5)->value.number));
    cr_expect_eq(d1_node_item(root, 6)->value.integer, 17);
    cr_expect_eq(d1_node_item(root, 7)->value.number, 12345678901234567890.0);
    d1_stream_release(&stream);
}

Test(yaml, quoted_and_block_scalars_are_strings)
{
    static const struct example scalars[] = {
        {"'1'", "'1'"},
        {"\"true\"", "'true'"},
        {"\"\"", "''"},
        {"'it''s'", "'it's'"},
        {"\"a\\tb\\x41\\u00e9\\U0001F600\"", "'a\tbA\xc3\xa9\xf0\x9f\x98\x80'"},
        {"\"\\N\\_\\L\\P\"", "'\xc2\x85\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9'"},
        {"|\n 12\n", "'12\n'"},
        {"|-\n null\n", "'null'"},
        {"|+\n a\n\n", "'a\n\n'"},
        {">\n a\n b\n\n c\n", "'a b\nc\n'"},
        {"k: |2\n   a\n  b\n", "{k: ' a\nb\n'}"},
        {"a\n b\n\n c", "'a b\nc'"},
        {"\"a\n  b\\\n  c\"", "'a bc'"},
    };

    CHECK(scalars, false);
}

Test(yaml, tabs_part_what_is_not_indented_by_them)
{
    static const struct example examples[] = {
        /* blank lines and comments */
        {"a: 1\n\t\nb: 2", "{a: i(1), b: i(2)}"},
        {" \t\na: 1\n", "{a: i(1)}"},
        {"\t# c\n---\na: 1", "{a: i(1)}"},
        {"a: 1\r\n\t\r\nb: 2\r\n", "{a: i(1), b: i(2)}"},
        {"a:\n  b: 1\n\t\n \t # c: d\n\n\t\t\n  c: 2\n\t", "{a: {b: i(1), c: i(2)}}"},
        {"a:\n- 1\n\t# - 2\n- 3\n\t \n", "{a: [i(1), i(3)]}"},
        {"a: 1\n\t\n---\n\t\nb: 2\n", "{a: i(1)} | {b: i(2)}"},
        {"a: b\n\t\n  c\n", "{a: 'b\nc'}"},
        {"- \t# c\n  a: 1", "[{a: i(1)}]"},

        /* values that open no block collection */
        {"-\ta", "['a']"},
        {"-\t-1\n- \t{b}", "[i(-1), {b: null}]"},
        {"\t[\n\t]", "[]"},
        {"a:\n \tb", "{a: 'b'}"},
        {"a:\n \thttp://b", "{a: 'http://b'}"},

        /* In a scalar they are content, before and behind tabs that are not. */
        {"\t\na: |\n  x\n  \t\n  \t# y\n", "{a: 'x\n\t\n\t# y\n'}"},
        {"a: \"x\n\t\n\ty\"\n\t\nb: 1", "{a: 'x\ny', b: i(1)}"},
    };

    CHECK(examples, false);
}

Test(yaml, what_was_found_before_a_tab_is_told_once)
{
    static const uint32_t lines[] = {1, 3, 7};
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_load(loader, d1_str("a: \x01\na: 1\n---\n- 1\n\t\n- 2\n--- \n\t# c\n- 3\n"), &stream, NULL),
                 0);
    cr_expect_eq(stream.problems.len, 2);
    cr_assert_eq(stream.len, 3);
    cr_expect_not(stream.cut);
    for (size_t i = 0; i < stream.len; i++)
        cr_expect_eq(stream.items[i].line, lines[i], "document %zu: line %u", i, stream.items[i].line);
    d1_stream_release(&stream);
}

Test(yaml, merge_keys_are_resolved_where_that_is_asked_for)
{
    static const struct example examples[] = {
        {"a: &a {x: i, y: j}\nb: {<<: *a, x: k}", "{a: {x: 'i', y: 'j'}, b: {x: 'k', y: 'j'}}"},
        {"<<: [{a: i, b: i}, {b: j, c: j}]\nc: k", "{c: 'k', a: 'i', b: 'i'}"},
        {"<<: {a: i, <<: {a: j, b: j, <<: {b: k, c: k}}}", "{a: 'i', b: 'j', c: 'k'}"},
        {"- <<: {a: {<<: {b: i}}}", "[{a: {b: 'i'}}]"},
        {"a: {<<: {}}\nb: {<<: []}", "{a: {}, b: {}}"},
        {"\"<<\": i", "{<<: 'i'}"},
        {"- <<", "['<<']"},
        {"a: &a {<<: {b: i}}\nc: *a", "{a: {b: 'i'}, c: {b: 'i'}}"},
    };
    static const char *const nothing_to_merge[] = {"<<: i", "<<: [i]", "<<: [[{a: i}]]", "a: {<<: }"};
    static const char versions[] = "%YAML 1.1\n---\n<<: {a: i}\n...\n%YAML 1.2\n---\n<<: {a: i}\n---\n<<: {a: i}\n";
    static const size_t refused[] = {3, 2, 0}; /* of the three documents of these, by enum d1_yaml_merging */

    d1_yaml_loader_set_merging(loader, D1_YAML_MERGE_ALWAYS);
    CHECK(examples, false);
    for (size_t i = 0; i < sizeof nothing_to_merge / sizeof *nothing_to_merge; i++) {
        struct d1_stream stream = {0};

        cr_assert_eq(d1_yaml_load(loader, d1_str(nothing_to_merge[i]), &stream, NULL), 0);
        cr_assert_eq(stream.problems.len, 1, "%s", nothing_to_merge[i]);
        cr_expect_str_eq(stream.problems.items[0].code, "merge-key");
        cr_expect(strstr(stream.problems.items[0].text, "takes a mapping"), "%s", stream.problems.items[0].text);
        d1_stream_release(&stream);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct d1_stream stream = {0};

        d1_yaml_loader_set_merging(loader, (enum d1_yaml_merging)i);
        cr_assert_eq(d1_yaml_load(loader, d1_str(versions), &stream, NULL), 0);
        cr_expect_eq(stream.problems.len, refused[i], "%zu: %zu", i, stream.problems.len);
        d1_stream_release(&stream);
    }
}

Test(yaml, tags_of_the_core_schema_are_honoured)
{
    static const struct example tagged[] = {
        {"!!str 12", "'12'"},
        {"!!str", "''"},
        {"!!int \"12\"", "i(12)"},
        {"!!int 0x1F", "i(31)"},
        {"!!float 1", "d(1)"},
        {"!!float .inf", "d(.inf)"},
        {"!!bool \"true\"", "true"},
        {"!!null ''", "null"},
        {"! 12", "'12'"},
        {"! [1]", "[i(1)]"},
        {"!!map {a: 1}", "{a: i(1)}"},
        {"!!seq [1]", "[i(1)]"},
        {"!<tag:yaml.org,2002:str> 1", "'1'"},
        {"%TAG !y! tag:yaml.org,2002:\n--- !y!str 1", "'1'"},
        {"!!int x", "'x' !1:1 tag-mismatch"},
        {"!!int 1.5", "'1.5' !1:1 tag-mismatch"},
        {"!!bool yes", "'yes' !1:1 tag-mismatch"},
        {"!!float 0x1F", "'0x1F' !1:1 tag-mismatch"},
        {"!!null x", "'x' !1:1 tag-mismatch"},
        {"a: !!map x", "{a: 'x'} !1:4 tag-mismatch"},
        {"a: !!str [x]", "{a: ['x']} !1:4 tag-mismatch"},
        {"a: !!seq {b: c}", "{a: {b: 'c'}} !1:4 tag-mismatch"},
    };

    CHECK(tagged, false);
}

Test(yaml, keys_are_strings_by_their_text)
{
    static const struct example keys[] = {
        {"1: a\n'2': b\ntrue: c\n~: d\n1.50: e\n? f\n: g\n? h\n",
         "{1: 'a', 2: 'b', true: 'c', ~: 'd', 1.50: 'e', f: 'g', h: null}"},
        {"{a, b: , \"c\":d}", "{a: null, b: null, c: 'd'}"},
        {"? |\n  x\n: y\n", "{x\n: 'y'}"},
        {"!!str a: 1", "{a: i(1)}"},
        {"[a: 1, b]", "[{a: i(1)}, 'b']"},
        {"? ''\n: 1", "{: i(1)}"},
    };

    CHECK(keys, false);
}

Test(yaml, aliases_are_expanded_by_value)
{
    static const struct example aliases[] = {
        {"[&a 1, *a]", "[i(1), i(1)]"},
        {"{x: &a [1, {y: 2}], z: *a}", "{x: [i(1), {y: i(2)}], z: [i(1), {y: i(2)}]}"},
        {"[&a 1, &a 2, *a]", "[i(1), i(2), i(2)]"},
        {"{&k 1: &v x, *v : *k}", "{1: 'x', x: i(1)}"},
        {"&a [&a 1, *a]", "[i(1), i(1)]"},
        {"[&a '1', *a, &b !!str 2, *b]", "['1', '1', '2', '2']"},
        {"[&a , *a]", "[null, null]"},
        {"- &a [x]\n- &b [*a, *a]\n- *b", "[['x'], [['x'], ['x']], [['x'], ['x']]]"},
        {"[&a {}, *a, &b [], *b]", "[{}, {}, [], []]"},
        {"--- &a 1\n--- *a", "i(1) !2:5 unknown-alias"},
        {"[*a, &a 1]", "!1:2 unknown-alias"},
        {"&a [*a]", "!1:5 recursive-alias"},
        {"a: &a\n  b: *a", "!2:6 recursive-alias"},
        {"[&a [x], {*a : 1}]", "!1:11 complex-key"},
    };

    CHECK(aliases, false);
}

Test(yaml, an_expanded_node_stands_at_its_alias)
{
    struct d1_stream stream = {0};
    const struct d1_node *copy;

    cr_assert_eq(d1_yaml_load(loader, d1_str("a: &x {k: [1]}\nb: *x\n"), &stream, NULL), 0);
    copy = d1_node_get(d1_doc_root(stream.items[0].doc), "b");
    cr_expect(copy->expanded && d1_node_item(d1_node_get(copy, "k"), 0)->expanded);
    cr_expect_not(d1_node_get(d1_doc_root(stream.items[0].doc), "a")->expanded);
    cr_expect_eq(d1_node_place(d1_node_item(d1_node_get(copy, "k"), 0)).line, 2);
    cr_expect_eq(d1_node_place(d1_node_item(d1_node_get(copy, "k"), 0)).column, 4);
    d1_stream_release(&stream);
}

Test(yaml, places_count_code_points_and_the_end_is_exclusive)
{
    static const struct example placed[] = {
        {"a: 1\n", "{a@1:1-1:2: i(1)@1:4-1:5}@1:1-1:5"},
        {"\xc3\xa9t\xc3\xa9: \"\xf0\x9f\x98\x80\" # x",
         "{\xc3\xa9t\xc3\xa9@1:1-1:4: '\xf0\x9f\x98\x80'@1:6-1:9}@1:1-1:9"},
        {"a:\n- b\n- c: d\n  e: f\n\n# end\n", "{a@1:1-1:2: ['b'@2:3-2:4, {c@3:3-3:4: 'd'@3:6-3:7, e@4:3-4:4: "
                                               "'f'@4:6-4:7}@3:3-4:7]@2:1-4:7}@1:1-4:7"},
        {"- [a,  b ]\n- {c: d}", "[['a'@1:4-1:5, 'b'@1:8-1:9]@1:3-1:11, {c@2:4-2:5: 'd'@2:7-2:8}@2:3-2:9]@1:1-2:9"},
        {"a: |\n  x\n  y\nb: 1", "{a@1:1-1:2: 'x\ny\n'@1:4-4:1, b@4:1-4:2: i(1)@4:4-4:5}@1:1-4:5"},
        {"a: x\n  y\nb:", "{a@1:1-1:2: 'x y'@1:4-2:4, b@3:1-3:2: null@3:3-3:3}@1:1-3:3"},
        {"a: &k !!str b", "{a@1:1-1:2: 'b'@1:4-1:14}@1:1-1:14"},
        {"a: 1\r\nb: 2\r\n", "{a@1:1-1:2: i(1)@1:4-1:5, b@2:1-2:2: i(2)@2:4-2:5}@1:1-2:5"},
        {"\xef\xbb\xbf"
         "a: 1",
         "{a@1:1-1:2: i(1)@1:4-1:5}@1:1-1:5"},
        {"---", "null@1:1-1:4"},
        {"a\n---", "'a'@1:1-1:2 | null@2:1-2:4"},
        {"? a\n", "{a@1:3-1:4: null@2:1-2:1}@1:1-2:1"},
    };

    CHECK(placed, true);
}

Test(yaml, a_file_holds_any_number_of_documents)
{
    static const struct example files[] = {
        {"", ""},
        {"\n \n# only a comment\n", ""},
        {"\xef\xbb\xbf", ""},
        {"---\n", "null"},
        {"---\n---\n", "null | null"},
        {"a\n---\nb\n", "'a' | 'b'"},
        {"--- a\n...\n--- b\n...\n", "'a' | 'b'"},
        {"%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nno\n", "{a: i(1)} | 'no'"},
        {"--- |\n x\n--- >-\n y\n", "'x\n' | 'y'"},
        {"# c\n\xef\xbb\xbf"
         "a: 1\n",
         "{a: i(1)}"},
        {"\xef\xbb\xbf# c\r\n\r\n\xef\xbb\xbf\xef\xbb\xbf# d\r\n\xef\xbb\xbf---\r\na: 1\r\n", "{a: i(1)}"},
        {"a: 1\n...\n# c\n\xef\xbb\xbf%YAML 1.2\n---\nb: 1\n", "{a: i(1)} | {b: i(1)}"},
        {"\xef\xbb\xbf---\na: 1\n\xef\xbb\xbf# c\n\n---\nb: 1\n\xef\xbb\xbf# end\n", "{a: i(1)} | {b: i(1)}"},
    };

    CHECK(files, false);
}

Test(yaml, documents_follow_each_other_without_a_gap)
{
    const struct {
        const char *source;
        uint32_t lines[6]; /* first and last of each document */
    } cases[] = {
        {"a: 1\n", {1, 1}},
        {"a: 1", {1, 1}},
        {"# c\n\na: 1\n\n# d\n", {1, 5}},
        {"a: 1\n# x\n---\nb: 1\n", {1, 2, 3, 4}},
        {"---\na: 1\n...\n# x\n---\nb: 1\n...\n# y\n", {1, 3, 4, 8}},
        {"--- a\n--- b\n--- |\n c\n\n", {1, 1, 2, 2, 3, 5}},
        {"---\n---", {1, 1, 2, 2}},
        {"a: |\n  x\n---\n- y", {1, 2, 3, 4}},
        {"# c\n\xef\xbb\xbf# d\na: 1\n\xef\xbb\xbf---\nb: 1\n", {1, 3, 4, 5}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_stream stream = {0};

        cr_assert_eq(d1_yaml_load(loader, d1_str(cases[i].source), &stream, NULL), 0);
        for (size_t j = 0; j < 3; j++) {
            cr_expect_eq(j < stream.len ? stream.items[j].line : 0, cases[i].lines[2 * j], "case %zu, document %zu", i,
                         j);
            cr_expect_eq(j < stream.len ? stream.items[j].end_line : 0, cases[i].lines[2 * j + 1],
                         "case %zu, end of document %zu", i, j);
        }
        cr_expect_not(stream.cut);
        d1_stream_release(&stream);
    }
}

/* What begins behind it is another's. */
Test(yaml, a_document_without_content_stands_at_its_mark)
{
    const struct {
        const char *source;
        size_t document;
        uint32_t line, column; /* of its root */
    } cases[] = {
        {"---\n---\nb: 1\n", 0, 1, 0},
        {"a: 1\n---\n# c\n---\nb: 1\n", 1, 2, 0},
        {"a: 1\n---", 1, 2, 0},
        {"# c\n%YAML 1.2\n--- # d\n...\n", 0, 3, 0},
        {"\xef\xbb\xbf---\n...\n", 0, 1, 0},
        {"---\n~\n", 0, 2, 0},
        {"---\n''\n", 0, 2, 0},
        {"---\na:\n", 0, 2, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_stream stream = {0};
        struct d1_span span;

        cr_assert_eq(d1_yaml_load(loader, d1_str(cases[i].source), &stream, NULL), 0);
        cr_assert_gt(stream.len, cases[i].document);
        span = d1_node_span(d1_doc_root(stream.items[cases[i].document].doc));
        cr_expect(span.line == cases[i].line - 1 && span.column == cases[i].column, "case %zu: %u:%u", i, span.line,
                  span.column);
        d1_stream_release(&stream);
    }
}

Test(yaml, documents_before_an_error_are_kept)
{
    static const struct example files[] = {
        {"a: 1\n---\nb: [\n---\nc: 1\n", "{a: i(1)} !4:1 syntax"},
        {"a: 1\n---\nb: 2\n---\n\"c\n", "{a: i(1)} | {b: i(2)} !5:1 syntax"},
        {"a: 1\n---\nb: \xe9\n---\nc: 1\n", "{a: i(1)} !3:4 encoding"},
        {"a: 1\n---\nb: *x\n---\nc: 1\n", "{a: i(1)} !3:4 unknown-alias"},
        {"a: 1\nb: \"\xff\"\n", "!2:5 encoding"},
    };

    CHECK(files, false);
}

Test(yaml, a_problem_that_can_be_read_past_leaves_the_document_in_doubt)
{
    const char *source = "a: 1\na: 2\n---\nb: 1\n---\nc: !x 1\n";
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_load(loader, d1_str(source), &stream, NULL), 0);
    cr_assert_eq(stream.len, 3);
    cr_expect(!stream.items[0].sound && stream.items[1].sound && !stream.items[2].sound);
    cr_expect_not(stream.cut);
    cr_expect(d1_node_is_string(d1_node_get(d1_doc_root(stream.items[2].doc), "c"), "1"));
    d1_stream_release(&stream);
}

Test(yaml, the_same_bytes_give_the_same_block)
{
    const char *source = "a: &x [1, 2.5, {b: c}]\nd: *x\n";
    struct d1_stream first = {0}, second = {0}, between = {0};

    cr_assert_eq(d1_yaml_load(loader, d1_str(source), &first, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str("x: [*y"), &between, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(source), &second, NULL), 0);
    cr_assert_eq(first.items[0].doc->size, second.items[0].doc->size);
    cr_expect_arr_eq(first.items[0].doc, second.items[0].doc, first.items[0].doc->size);
    d1_stream_release(&first);
    d1_stream_release(&second);
    d1_stream_release(&between);
}

Test(yaml, the_end_of_the_text_is_the_end_of_the_bytes_given)
{
    /* The byte behind the text must not be looked at. */
    cr_expect_str_eq(outline(d1_strn("a: bc", 4), false), "{a: 'b'}");
    cr_expect_str_eq(outline(d1_strn("a: 12", 4), false), "{a: i(1)}");
    cr_expect_str_eq(outline(d1_strn("- x\n- y", 4), false), "['x']");
    cr_expect_str_eq(outline(d1_strn("---a", 3), false), "null");
    cr_expect_str_eq(outline(d1_strn("'a'b", 3), false), "'a'");
}
