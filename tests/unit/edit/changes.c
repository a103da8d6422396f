/* What a change makes of a text, in every style that it can be written in. */
#include <criterion/criterion.h>

#include "unit/edit/change.h"

struct row {
    const char *before;
    struct change changes[3];
    const char *after; /* NULL: it is refused */
};

static void check(const struct row *rows, size_t count)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < count; i++) {
        struct d1_error error = {0};
        size_t changes = 0;
        int result;

        while (changes < 3 && rows[i].changes[changes].what)
            changes++;
        result = make_changes(&text, d1_str(rows[i].before), rows[i].changes, changes, &error);
        if (rows[i].after) {
            cr_expect_eq(result, 0, "%s: %s", rows[i].before, d1_error_message(&error));
            cr_expect(d1_str_is(d1_strbuf_view(&text), rows[i].after), "%s: %s", rows[i].before,
                      text.ptr ? text.ptr : "");
        } else {
            cr_expect_eq(result, D1_ERR_USAGE, "%s: %d %s", rows[i].before, result, text.ptr ? text.ptr : "");
            cr_expect(error.message && !text.len, "%s", rows[i].before);
        }
        d1_error_clear(&error);
    }
    d1_strbuf_release(&text);
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

Test(edit_changes, a_scalar_keeps_its_quotes_and_what_stands_around_it)
{
    static const struct row rows[] = {
        {"a: x # c\n", {{"replace", "/a", NULL, "z"}}, "a: z # c\n"},
        {"a: 'x' # c\n", {{"replace", "/a", NULL, "z"}}, "a: 'z' # c\n"},
        {"a: \"x\"", {{"replace", "/a", NULL, "z"}}, "a: \"z\""},
        {"a: 5\n", {{"replace", "/a", NULL, "'5'"}}, "a: \"5\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "'2026-02-01'"}}, "a: \"2026-02-01\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "'no'"}}, "a: \"no\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "'b: c'"}}, "a: \"b: c\"\n"},
        {"a: 'x'\n", {{"replace", "/a", NULL, "it's"}}, "a: 'it''s'\n"},
        {"a: 'x'\n", {{"replace", "/a", NULL, "5"}}, "a: 5\n"},
        {"a: 'x'\n", {{"replace", "/a", NULL, "\"t\\tb\""}}, "a: \"t\\tb\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "\"\\u202e\""}}, "a: \"\\u202e\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "''"}}, "a: \"\"\n"},
        {"a: x\n", {{"replace", "/a", NULL, "~"}}, "a: null\n"},
        {"a:\nb: 1\n", {{"replace", "/a", NULL, "z"}}, "a: z\nb: 1\n"},
        {"a: # c\nb: 1\n", {{"replace", "/a", NULL, "z"}}, "a: z # c\nb: 1\n"},
        {"- x\n-\n", {{"replace", "/1", NULL, "z"}}, "- x\n- z\n"},
        {"{a: x, b: [y]}\n", {{"replace", "/a", NULL, "z"}}, "{a: \"z\", b: [y]}\n"},
        {"a: {b: x, c: y}\n", {{"replace", "/a/b", NULL, "'p, q'"}}, "a: {b: \"p, q\", c: y}\n"},
        {"a: x\n y # c\nb: 1\n", {{"replace", "/a", NULL, "z"}}, "a: z # c\nb: 1\n"},
        {"a: |\n  x\n  y\n\n# c\nb: 1\n", {{"replace", "/a", NULL, "z"}}, "a: z\n\n# c\nb: 1\n"},
        {"a: !!str 5\n", {{"replace", "/a", NULL, "z"}}, "a: !!str z\n"},
        {"\xef\xbb\xbf"
         "a: x\r\nb: 1\r\n",
         {{"replace", "/a", NULL, "z"}},
         "\xef\xbb\xbf"
         "a: z\r\nb: 1\r\n"},
        {"ä: x\n", {{"replace", "/ä", NULL, "ö"}}, "ä: ö\n"},
        {"a: &x 1\nb: *x\n", {{"replace", "/b", NULL, "2"}}, "a: &x 1\nb: 2\n"},
        {"a: &x 1\nb: *x\n", {{"replace", "/a", NULL, "2"}}, NULL},
        {"a: &x [1]\nb: *x\n", {{"replace", "/b/0", NULL, "2"}}, NULL},
        {"a: [1]\n", {{"replace", "/a", NULL, "2"}}, NULL},
    };

    CHECK(rows);
}

Test(edit_changes, a_key_gets_another_name)
{
    static const struct row rows[] = {
        {"tittle: x # c\n", {{"rename", "/tittle", "title", NULL}}, "title: x # c\n"},
        {"'tittle': x\n", {{"rename", "/tittle", "title", NULL}}, "'title': x\n"},
        {"a: {\"tittle\" : x}\n", {{"rename", "/a/tittle", "title", NULL}}, "a: {\"title\" : x}\n"},
        {"a:\n  - b: 1\n", {{"rename", "/a/0/b", "c", NULL}}, "a:\n  - c: 1\n"},
        {"a: 1\nb: 2\n", {{"rename", "/a", "b", NULL}}, NULL},
        {"- 1\n", {{"rename", "/0", "b", NULL}}, NULL},
        {"ref: spr-01 # x\n",
         {{"enlist", "/ref", NULL, NULL}, {"rename", "/ref", "refs", NULL}},
         "refs: [spr-01] # x\n"},
        {"a: \"b\"\nc: 'd'\ne: 1\n",
         {{"enlist", "/a", NULL, NULL}, {"enlist", "/c", NULL, NULL}, {"enlist", "/e", NULL, NULL}},
         "a: [\"b\"]\nc: ['d']\ne: [1]\n"},
        {"{\"a\": \"b\"}\n", {{"enlist", "/a", NULL, NULL}}, "{\"a\": [\"b\"]}\n"},
        {"- a, b\n- c\n", {{"enlist", "/0", NULL, NULL}}, "- [\"a, b\"]\n- c\n"},
        {"a: one\n  two\nb: 1\n", {{"enlist", "/a", NULL, NULL}}, "a: [one two]\nb: 1\n"},
        {"a:\n", {{"enlist", "/a", NULL, NULL}}, NULL},
        {"a: |\n  text\n", {{"enlist", "/a", NULL, NULL}}, NULL},
        {"a: &x b\nc: *x\n", {{"enlist", "/a", NULL, NULL}}, NULL},
        {"a: &x b\nc: *x\n", {{"enlist", "/c", NULL, NULL}}, NULL},
        {"a: !!str 1\n", {{"enlist", "/a", NULL, NULL}}, NULL},
        {"a: {b: 1}\n", {{"enlist", "/a", NULL, NULL}}, NULL},
        {"a: {b: 1}\n", {{"rename", "/a", "c", NULL}, {"replace", "/a/b", NULL, "2"}}, "c: {b: 2}\n"},
    };

    CHECK(rows);
}

Test(edit_changes, a_pair_comes_behind_those_that_are_there)
{
    static const struct row rows[] = {
        {"a: 1\n", {{"insert", "", "b", "2"}}, "a: 1\nb: 2\n"},
        {"a: 1", {{"insert", "", "b", "2"}}, "a: 1\nb: 2"},
        {"a: 1\r\n", {{"insert", "", "b", "2"}}, "a: 1\r\nb: 2\r\n"},
        {"a: 1 # c\n\n# end\n", {{"insert", "", "b", "2"}}, "a: 1 # c\nb: 2\n\n# end\n"},
        {"a:\n   b: 1\n\nc: 2\n",
         {{"insert", "/a", "d", "{e: {f: 1}}"}},
         "a:\n   b: 1\n   d:\n      e:\n         f: 1\n\nc: 2\n"},
        {"a:\n- b: 1\n", {{"insert", "/a/0", "c", "[{d: 1}]"}}, "a:\n- b: 1\n  c:\n  - d: 1\n"},
        {"a: 1\n# c\n# d\n\n# e\n", {{"insert", "", "b", "2"}}, "a: 1\n# c\n# d\nb: 2\n\n# e\n"},
        {"m:\n  a: 1\n  # c\n# d\nb: 2\n", {{"insert", "/m", "e", "3"}}, "m:\n  a: 1\n  # c\n  e: 3\n# d\nb: 2\n"},
        {"a: |\n  x\n\n# c\n", {{"insert", "", "b", "2"}}, "a: |\n  x\nb: 2\n\n# c\n"},
        {"a: |+\n  x\n\n\nc: 1\n", {{"insert", "", "b", "2"}}, "a: |+\n  x\n\n\nc: 1\nb: 2\n"},
        {"m:\n  a: |+\n    x\n\nc: 1\n", {{"insert", "/m", "b", "2"}}, "m:\n  a: |+\n    x\n\n  b: 2\nc: 1\n"},
        {"a: 1\n", {{"insert", "", "b", "\"x\\n\\ny\\n\""}}, "a: 1\nb: |\n  x\n\n  y\n"},
        {"a: 1\n", {{"insert", "", "b", "[x, z]"}}, "a: 1\nb: [x, z]\n"},
        {"a: 1\n", {{"insert", "", "b", "[]"}}, "a: 1\nb: []\n"},
        {"a:\n", {{"insert", "/a", "b", "2"}}, "a:\n  b: 2\n"},
        {"a: {} # c\nd: 1\n",
         {{"insert", "/a", "b", "2"}, {"insert", "/a", "c", "3"}},
         "a: # c\n  b: 2\n  c: 3\nd: 1\n"},
        {"a: {b: 1}\n", {{"insert", "/a", "c", "x y"}, {"insert", "/a", "d", "[1]"}}, "a: {b: 1, c: x y, d: [1]}\n"},
        {"{\n  \"a\": 1\n}\n",
         {{"insert", "", "b", "x"}, {"insert", "", "c", "y"}},
         "{\n  \"a\": 1,\n  \"b\": \"x\",\n  \"c\": \"y\"\n}\n"},
        {"a: {\n  b: 1, # c\n}\n",
         {{"insert", "/a", "c", "2"}, {"insert", "/a", "d", "3"}},
         "a: {\n  b: 1, # c\n  c: 2,\n  d: 3,\n}\n"},
        {"a: {\n  b: 1 # c\n}\n", {{"insert", "/a", "c", "2"}}, "a: {\n  b: 1, # c\n  c: 2\n}\n"},
        {"a:\n  b:\n    c: 1\n",
         {{"insert", "/a", "d", "2"}, {"insert", "/a/b", "e", "3"}},
         "a:\n  b:\n    c: 1\n    e: 3\n  d: 2\n"},
        {"a:\nb: 1\n", {{"replace", "/a", NULL, "x"}, {"insert", "", "c", "2"}}, "a: x\nb: 1\nc: 2\n"},
        {"b: 1\na:\n", {{"replace", "/a", NULL, "x"}, {"insert", "", "c", "2"}}, "b: 1\na: x\nc: 2\n"},
        {"---\na: 1\n---\nb: 2\n", {{"insert", "", "c", "3"}}, "---\na: 1\nc: 3\n---\nb: 2\n"},
        {"a: 1\n...\n# end\n", {{"insert", "", "b", "2"}}, "a: 1\nb: 2\n...\n# end\n"},
        {"a: &x\n  b: 1\n", {{"insert", "/a", "c", "2"}}, "a: &x\n  b: 1\n  c: 2\n"},
        {"a: &x\n  b: 1\nd: *x\n", {{"insert", "/a", "c", "2"}}, NULL},
        {"a: &x {b: 1}\nd: *x\n", {{"insert", "/d", "c", "2"}}, NULL},
        {"a: 1\n", {{"insert", "", "a", "2"}}, NULL},
        {"a: 1\n", {{"insert", "", "b", "2"}, {"insert", "", "b", "3"}}, NULL},
        {"a: 1\n", {{"insert", "/a", "b", "2"}}, NULL},
        {"? a\n: 1\n", {{"insert", "", "b", "2"}}, NULL},
        {"a: |\n  x", {{"insert", "", "b", "2"}}, NULL},
    };

    CHECK(rows);
}

Test(edit_changes, an_item_comes_behind_those_that_are_there)
{
    static const struct row rows[] = {
        {"a:\n  - 1\n", {{"append", "/a", NULL, "2"}}, "a:\n  - 1\n  - 2\n"},
        {"a:\n-   x: 1\n    y: 2\n# c\nb: 1\n",
         {{"append", "/a", NULL, "{x: 3, z: [4]}"}},
         "a:\n-   x: 1\n    y: 2\n-   x: 3\n    z: [4]\n# c\nb: 1\n"},
        {"a:\n  - x: 1\n    y:\n      - 1\n",
         {{"append", "/a", NULL, "z"}, {"append", "/a/0/y", NULL, "2"}},
         "a:\n  - x: 1\n    y:\n      - 1\n      - 2\n  - z\n"},
        {"a:\n  - x: 1\n    # y: 2\n    # z: 3\n  # c\nb: 1\n",
         {{"append", "/a", NULL, "{x: 2}"}},
         "a:\n  - x: 1\n    # y: 2\n    # z: 3\n  - x: 2\n  # c\nb: 1\n"},
        {"a:\n- 1\n# b\nb: 1\n", {{"append", "/a", NULL, "2"}}, "a:\n- 1\n- 2\n# b\nb: 1\n"},
        {"a:\n  - x: 1\n    # y", {{"append", "/a", NULL, "2"}}, "a:\n  - x: 1\n    # y\n  - 2"},
        {"- a\n-\n  b\n", {{"append", "", NULL, "c"}}, "- a\n-\n  b\n- c\n"},
        {"- # c\n  a\n", {{"append", "", NULL, "c"}}, "- # c\n  a\n- c\n"},
        {"a: []\n", {{"append", "/a", NULL, "{x: 1}"}}, "a:\n  - x: 1\n"},
        {"b:\n- 1\na: [] # c\n",
         {{"append", "/a", NULL, "1"}, {"append", "/a", NULL, "2"}},
         "b:\n- 1\na: # c\n- 1\n- 2\n"},
        {"a:\n", {{"append", "/a", NULL, "1"}, {"append", "/a", NULL, "2"}}, "a:\n  - 1\n  - 2\n"},
        {"a: [1]\n", {{"append", "/a", NULL, "2"}, {"append", "/a", NULL, "3"}}, "a: [1, 2, 3]\n"},
        {"a: [1,]\n", {{"append", "/a", NULL, "2"}, {"append", "/a", NULL, "3"}}, "a: [1, 2, 3,]\n"},
        {"a: [\n  1,\n  2\n]\n",
         {{"append", "/a", NULL, "3"}, {"append", "/a", NULL, "4"}},
         "a: [\n  1,\n  2,\n  3,\n  4\n]\n"},
        {"{a: [\n    1 ], b: 2}\n", {{"append", "/a", NULL, "3"}}, "{a: [\n    1, 3 ], b: 2}\n"},
        {"[]\n", {{"append", "", NULL, "1"}, {"append", "", NULL, "x"}}, "[1, \"x\"]\n"},
        {"a: {b: []}\n", {{"append", "/a/b", NULL, "x"}}, "a: {b: [x]}\n"},
        {"- []\n", {{"append", "/0", NULL, "x"}}, "- [x]\n"},
        {"a: [\n  # none\n]\n", {{"append", "/a", NULL, "x"}}, "a: [x\n  # none\n]\n"},
        {"- - 1\n  - 2\n", {{"append", "/0", NULL, "3"}}, "- - 1\n  - 2\n  - 3\n"},
        {"a: x\n", {{"append", "/a", NULL, "1"}}, NULL},
    };

    CHECK(rows);
}

Test(edit_changes, an_item_goes_with_its_line)
{
    static const struct row rows[] = {
        {"- a\n- b # c\n- d\n", {{"remove", "/1", NULL, NULL}}, "- a\n- d\n"},
        {"- a\n- b\n", {{"remove", "/1", NULL, NULL}}, "- a\n"},
        {"- a\r\n- b", {{"remove", "/1", NULL, NULL}}, "- a"},
        {"a: [b, c , d]\n", {{"remove", "/a/1", NULL, NULL}}, "a: [b , d]\n"},
        {"a: [b, c, d]\n", {{"remove", "/a/1", NULL, NULL}, {"remove", "/a/2", NULL, NULL}}, "a: [b]\n"},
        {"a: [\n  b, # x\n  # y\n  c,\n  d\n]\n", {{"remove", "/a/1", NULL, NULL}}, "a: [\n  b, # x\n  # y\n  d\n]\n"},
        {"a: [\n  b, # x\n  c, # y\n  d]\n", {{"remove", "/a/1", NULL, NULL}}, "a: [\n  b, # x\n   # y\n  d]\n"},
        {"a: [\r\n  b, # x\r\n  c\r\n]\r\n", {{"remove", "/a/1", NULL, NULL}}, "a: [\r\n  b # x\r\n]\r\n"},
        {"a: [b # x\n  , c]\n", {{"remove", "/a/1", NULL, NULL}}, "a: [b # x\n   ]\n"},
        {"- a\n- b\n- c\n", {{"remove", "/2", NULL, NULL}, {"append", "", NULL, "d"}}, "- a\n- b\n- d\n"},
        {"- a\r\n- b\r\n", {{"remove", "/1", NULL, NULL}, {"append", "", NULL, "d"}}, "- a\r\n- d\r\n"},
        {"- [a]\n- b", {{"remove", "/1", NULL, NULL}, {"append", "/0", NULL, "d"}}, "- [a, d]"},
        {"- x:\n  - a\n- b\n", {{"remove", "/1", NULL, NULL}, {"append", "/0/x", NULL, "d"}}, "- x:\n  - a\n  - d\n"},
        {"- a\n- b\n", {{"remove", "/0", NULL, NULL}}, NULL},
        {"- a\n- b: x\n", {{"remove", "/1", NULL, NULL}, {"replace", "/1/b", NULL, "z"}}, NULL},
        {"a: b\n", {{"remove", "/a", NULL, NULL}}, NULL},
    };

    CHECK(rows);
}

Test(edit_changes, what_is_no_sound_yaml_is_not_touched)
{
    static const char *const sources[] = {"a: [\n", "a: 1\na: 2\n", "\tb: 1\n"};
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct change change = {"insert", "", "b", "1"};
        struct d1_error error = {0};

        cr_expect_eq(make_changes(&text, d1_str(sources[i]), &change, 1, &error), D1_ERR_SYNTAX, "%s", sources[i]);
        cr_expect(error.message && error.place.line, "%s", sources[i]);
        d1_error_clear(&error);
    }
    d1_strbuf_release(&text);
}

Test(edit_changes, a_value_by_itself_is_a_document)
{
    struct d1_str remarks[] = {D1_STR("owner: who drives it"), D1_STR("")};
    static const char source[] = "{a: 1, b: [{c: 'no', d: []}], e: {f: {}}}";
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    struct d1_strbuf text = {0};
    struct d1_edit_value value = {.remarks = remarks, .remark_count = 2};

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(source), &stream, NULL), 0);
    value.node = d1_doc_root(stream.items[0].doc);
    cr_expect_eq(d1_edit_write(&text, &value), 0);
    cr_expect_str_eq(text.ptr, "a: 1\nb:\n  - c: \"no\"\n    d: []\ne:\n  f: {}\n# owner: who drives it\n#\n");
    d1_strbuf_release(&text);
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
}
