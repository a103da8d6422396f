/* What is wrong in a file is said at its exact place, in words that tell what to do. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "unit/outline.h"
#include "yaml/yaml.h"

static struct d1_yaml_loader *loader;

static void set_up(void)
{
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
}

static void tear_down(void)
{
    d1_yaml_loader_free(loader);
}

TestSuite(yaml_problems, .init = set_up, .fini = tear_down);

struct example {
    const char *source;
    const char *place; /* line:column-line:column of the first problem */
    const char *code;
    const char *says; /* part of its text */
    unsigned related; /* line of the second place, or 0 */
};

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &examples[i];
        struct d1_stream stream = {0};
        const struct d1_problem *problem;
        char place[60];

        cr_assert_eq(d1_yaml_load(loader, d1_str(example->source), &stream, NULL), 0);
        cr_expect_geq(stream.problems.len, 1, "no problem in: %s", example->source);
        if (stream.problems.len) {
            problem = &stream.problems.items[0];
            snprintf(place, sizeof place, "%u:%u-%u:%u", problem->place.line, problem->place.column,
                     problem->place.end_line, problem->place.end_column);
            cr_expect_str_eq(place, example->place, "%s: at %s, not %s", example->source, place, example->place);
            cr_expect_str_eq(problem->code, example->code, "%s: %s", example->source, problem->code);
            cr_expect(strstr(problem->text, example->says), "%s: \"%s\" does not say \"%s\"", example->source,
                      problem->text, example->says);
            cr_expect_eq(problem->related.line, example->related, "%s: related line %u", example->source,
                         problem->related.line);
            cr_expect_null(problem->place.path);
        }
        d1_stream_release(&stream);
    }
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof *(examples))

Test(yaml_problems, indentation_and_structure)
{
    static const struct example examples[] = {
        {"a:\n  b: c\n d: e\n", "3:2-3:3", "syntax", "indent it like the keys it belongs to (it begins on line 1)", 1},
        {"a: 1\n- b\n", "2:1-2:2", "syntax", "does not continue the mapping above it", 1},
        {"x: |\n   a\n  b\n", "3:3-3:4", "syntax", "does not continue the mapping above it", 1},
        {"- a\nb: c", "2:1-2:2", "syntax", "begin the line with \"- \" in the column of the other items", 1},
        {"x:\n  - a: b\n   c: d", "3:4-3:5", "syntax", "correct its indentation", 2},
        {"a: b\n  c: d", "2:4-2:5", "syntax", "a \":\" cannot stand here", 0},
        {"a: b: c", "1:5-1:6", "syntax", "quote a text that holds \": \"", 0},
        {"a: b\nfoo\nc: d\n", "2:1-2:2", "syntax", "a key must be followed by \": \" on the same line", 0},
        {"a: - b", "1:4-1:5", "syntax", "begin the list on a line of its own", 0},
        {"a: ? b", "1:4-1:5", "syntax", "a key cannot stand here", 0},
        {"a: b\n...\nc d", "3:1-3:2", "syntax", "put a line \"---\" between two documents", 0},
        {"a: \"b\" c", "1:8-1:9", "syntax", "quote the whole of it", 0},
        {"- 'b' c", "1:7-1:8", "syntax", "quote the whole of it", 0},
        {"\"b\" c", "1:5-1:6", "syntax", "quote the whole of it", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, flow_collections)
{
    static const struct example examples[] = {
        {"x:\n  [a,\n   b\nc: d", "4:2-4:3", "syntax",
         "the closing \"]\" of a list is missing before this (it begins on line 2)", 2},
        {"x:\n  [a,\n   b", "2:3-2:4", "syntax", "the list that begins here is not closed; add the closing \"]\"", 0},
        {"{a: b", "1:1-1:2", "syntax", "the mapping that begins here is not closed; add the closing \"}\"", 0},
        {"{a: b]", "1:6-1:7", "syntax", "a \",\" or the closing \"}\"", 1},
        {"[a: b}", "1:6-1:7", "syntax", "a \",\" or the closing \"]\"", 1},
        {"[,]", "1:2-1:3", "syntax", "a value is missing before this", 0},
        {"a: }", "1:4-1:5", "syntax", "begins with a character that must be quoted", 0},
        {"{a: {\"b\"\n:c: d}}", "2:1-2:2", "syntax", "a \",\" or the closing \"}\"", 1},
    };

    CHECK(examples);
}

Test(yaml_problems, tabs)
{
    static const struct example examples[] = {
        {"a:\n\t- b", "2:1-2:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a:\n\tb: c", "2:1-2:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a: |\n\tb", "2:1-2:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a:\n  b\n\tc", "3:1-3:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a: |\n \t\nb: c", "2:2-2:3", "tab", "a tab cannot indent; use spaces", 0},
        {"a: |\n  b\n\t\n  c", "3:1-3:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a: >\n\t# b\n  c", "2:1-2:2", "tab", "a tab cannot indent; use spaces", 0},
        {"-\t- a", "1:2-1:3", "tab", "a tab cannot indent; use spaces", 0},
        {"-\t-", "1:2-1:3", "tab", "a tab cannot indent; use spaces", 0},
        {"-\ta: b", "1:2-1:3", "tab", "a tab cannot indent; use spaces", 0},
        {"-\ta:", "1:2-1:3", "tab", "a tab cannot indent; use spaces", 0},
        {"-\t? a", "1:2-1:3", "tab", "a tab cannot indent; use spaces", 0},
        {"a: b\n\t\n\tc: d", "3:1-3:2", "tab", "a tab cannot indent; use spaces", 0},
        {"a:\n\t# b\n- c: d\n\te: f", "4:1-4:2", "tab", "a tab cannot indent; use spaces", 0},
        {"\ta: b", "1:1-1:2", "tab", "a tab cannot indent; use spaces", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, scalars)
{
    static const struct example examples[] = {
        {"a: [b\n", "1:4-1:5", "syntax", "the list that begins here is not closed; add the closing \"]\"", 0},
        {"a: {b: [\n\n", "1:8-1:9", "syntax", "the list that begins here is not closed", 0},
        {"a: [{b: c\n# d\n", "1:5-1:6", "syntax", "the mapping that begins here is not closed; add the closing \"}\"",
         0},
        {"a: {\u00e9: {b:\n", "1:8-1:9", "syntax", "the mapping that begins here is not closed", 0},
        {"a:\n  - [b,\n", "2:5-2:6", "syntax", "the list that begins here is not closed", 0},
        {"a: 'b\nc: d\n", "1:4-1:5", "syntax", "is not closed; add the closing quote", 0},
        {"a: \"b\nc: d\n", "1:4-1:5", "syntax", "is not closed; add the closing quote", 0},
        {"a: 'b\n---\nc'", "1:4-1:5", "syntax", "is not closed before the next document", 0},
        {"\"\\q\"", "1:2-1:3", "syntax", "write \\\\ for a backslash", 0},
        {"\"\\x4\"", "1:4-1:5", "syntax", "\\x must be followed by 2 hexadecimal digits", 0},
        {"\"\\uD83D\\uDE00\"", "1:4-1:5", "syntax", "half of a surrogate pair", 0},
        {"a: | b\n", "1:6-1:7", "syntax", "begin the text on the next line", 0},
        {"a: |0\n b", "1:5-1:6", "syntax", "a digit from 1 to 9", 0},
        {"a: @x", "1:4-1:5", "syntax", "cannot begin with \"@\" unless it is quoted", 0},
        {"a: `x", "1:4-1:5", "syntax", "cannot begin with \"`\"", 0},
        {"a: %x", "1:4-1:5", "syntax", "cannot begin with \"%\"", 0},
        {"a: *", "1:5-1:6", "syntax", "quote the text if it is neither", 0},
        {"a: & b", "1:5-1:6", "syntax", "needs a name", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, tags_and_directives)
{
    static const struct example examples[] = {
        {"a: !Ref b", "1:4-1:10", "unknown-tag", "the tag \"!Ref\" is none of the YAML 1.2 core schema", 0},
        {"a: !!binary b", "1:4-1:14", "unknown-tag", "the tag \"!!binary\"", 0},
        {"a: !<tag:example.com,2000:x> b", "1:4-1:31", "unknown-tag", "\"tag:example.com,2000:x\"", 0},
        {"!x\na: b", "1:1-1:2", "unknown-tag", "\"!x\"", 0},
        {"!y [a]", "1:1-1:5", "unknown-tag", "\"!y\"", 0},
        {"!!set {a}", "1:1-1:8", "unknown-tag", "\"!!set\"", 0},
        {"!z a: b", "1:1-1:5", "unknown-tag", "\"!z\"", 0},
        {"a: !!int x", "1:4-1:11", "tag-mismatch", "does not fit its tag", 0},
        {"a: !b!c d", "1:4-1:5", "syntax", "no %TAG directive defines the handle", 0},
        {"a: !<x b", "1:7-1:8", "syntax", "must end with \">\"", 0},
        {"a: !<> b", "1:6-1:7", "syntax", "its name is missing or malformed", 0},
        {"a: !x,y z", "1:6-1:7", "syntax", "white space must follow a tag", 0},
        {"- !a%zz b", "1:5-1:6", "syntax", "two hexadecimal digits", 0},
        {"a: !%ff b", "1:5-1:6", "syntax", "are not UTF-8", 0},
        {"%YAML 1.2 x\n---\n", "1:11-1:12", "syntax", "only a comment may follow a directive", 0},
        {"%YAML x\n---", "1:7-1:8", "syntax", "must read \"%YAML 1.2\"", 0},
        {"%YAML 1.x\n---", "1:9-1:10", "syntax", "must read \"%YAML 1.2\"", 0},
        {"%YAML 1.99999999999\n---", "1:18-1:19", "syntax", "must read \"%YAML 1.2\"", 0},
        {"%YAML 1.1\n---\na: no\n", "1:1-1:10", "yaml-version", "`no`, `0777`, `1:30` and `<<` mean something else", 0},
        {"a: 1\n...\n%YAML 1.1\n---\n<<: {a: b}\n", "3:1-3:10", "yaml-version", "take the directive out", 0},
        {"%YAML 2.0\n---", "1:1-1:2", "syntax", "only YAML 1.1 and 1.2 are read", 0},
        {"%YAML 1.2\n%YAML 1.2\n---", "2:1-2:2", "syntax", "two %YAML directives", 0},
        {"%TAG !a! b\n%TAG !a! c\n---\n", "2:1-2:2", "syntax", "two %TAG directives", 0},
        {"%TAG !a x\n---\n", "1:8-1:9", "syntax", "must end with \"!\"", 0},
        {"%TAG !a!x\n---\n", "1:9-1:10", "syntax", "%TAG !handle! prefix", 0},
        {"%FOO bar\n---", "1:1-1:2", "syntax", "only the directives %YAML and %TAG are known", 0},
        {"%FOO!\n---", "1:5-1:6", "syntax", "must be followed by YAML or TAG", 0},
        {"% x\n---", "1:2-1:3", "syntax", "must be followed by YAML or TAG", 0},
        {"%YAML 1.2", "1:10-1:11", "syntax", "must be followed by a document", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, keys_and_aliases)
{
    static const struct example examples[] = {
        {"id: 1\nowner: x\nid: 2\n", "3:1-3:3", "duplicate-key",
         "the key \"id\" stands in this mapping already, on line 1", 1},
        {"- {a: 1, b: 2,\n   'a': 3}", "2:4-2:7", "duplicate-key", "\"a\"", 1},
        {"1: a\n\"1\": b\n", "2:1-2:4", "duplicate-key", "\"1\"", 1},
        {"a: &x 1\nb:\n  <<: *x\n", "3:3-3:5", "merge-key", "not part of YAML 1.2", 0},
        {"? [a]\n: b\n", "1:3-1:4", "complex-key", "a key must be a text", 0},
        {"{[a]: b}", "1:2-1:3", "complex-key", "a key must be a text", 0},
        {"a: {{ .Values.b }}", "1:5-1:6", "complex-key", "quote it if it is a text", 0},
        {"a: *b", "1:4-1:6", "unknown-alias", "no anchor \"&b\" precedes this alias", 0},
        {"a: &b\n  - *b", "2:5-2:7", "recursive-alias", "\"*b\" stands within what it names", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, characters)
{
    static const struct example examples[] = {
        {"a: \x1b[31m", "1:4-1:5", "control-character",
         "U+001B does not belong in text; remove it, or write it as \\x1B", 0},
        {"a: b\x7f", "1:5-1:6", "control-character", "U+007F", 0},
        {"a: \xc2\x9b", "1:4-1:5", "control-character", "U+009B", 0},
        {"a: \xef\xbf\xbf", "1:4-1:5", "control-character", "U+FFFF is no character", 0},
        {"# \xe2\x80\xae"
         "b",
         "1:3-1:4", "bidi-character", "U+202E", 0},
        {"a: \xc3\xa9\xe2\x81\xa6", "1:5-1:6", "bidi-character", "write it as \\u2066 in double quotes", 0},
        {"a: b\n# x\xe2\x80\xa8k: v\n", "2:4-2:5", "line-break", "U+2028 ends a line in YAML, but not in git", 0},
        {"a: b\xe2\x80\xa9", "1:5-1:6", "line-break", "U+2029", 0},
        {"a: b\xc2\x85", "1:5-1:6", "line-break", "U+0085", 0},
        {"a: b\rc: d\n", "1:5-1:6", "line-break", "save the file with LF or CRLF", 0},
        {"a: b\n\xef\xbb\xbf"
         "c: d",
         "2:1-2:2", "byte-order-mark", "as happens when files are joined", 0},
        {"a: \"\n\xef\xbb\xbf---\"\n", "2:1-2:2", "byte-order-mark", "remove it", 0},
        {"# c\n  \xef\xbb\xbf"
         "a: b\n",
         "2:3-2:4", "byte-order-mark", "remove it", 0},
        {"%YAML 1.2\n\xef\xbb\xbf"
         "a: b\n",
         "2:1-2:2", "byte-order-mark", "remove it", 0},
        {"a: caf\xe9\n", "1:7-1:8", "encoding", "the byte 0xE9 is not UTF-8 (the file looks like Latin-1", 0},
        {"\xc3\xa9: \xc3(", "1:4-1:5", "encoding", "the byte 0xC3 is not UTF-8", 0},
        {"a: \xed\xa0\x80", "1:4-1:5", "encoding", "the byte 0xED", 0},
    };

    CHECK(examples);
}

Test(yaml_problems, merge_conflicts)
{
    static const struct example examples[] = {
        {"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", "2:1-2:8", "merge-conflict", "resolve it", 0},
        {"<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n", "1:1-1:8", "merge-conflict", "resolve it", 0},
        {"a: [\n<<<<<<< HEAD\n", "1:4-1:5", "syntax", "is not closed", 0}, /* half a conflict is none */
    };

    CHECK(examples);
}

static const char *codes(struct d1_strbuf *text, struct d1_str source)
{
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_load(loader, source, &stream, NULL), 0);
    outline_stream(text, &stream, false);
    if (stream.cut)
        d1_strbuf_puts(text, " cut");
    d1_stream_release(&stream);
    return text->ptr;
}

Test(yaml_problems, other_encodings_are_named)
{
    const struct {
        const char *bytes;
        size_t len;
        const char *outline;
    } cases[] = {
        {"\xff\xfe"
         "a\0:\0",
         6, "!1:1 encoding cut"},
        {"\xfe\xff\0a\0:", 6, "!1:1 encoding cut"},
        {"a\0:\0 \0b\0", 8, "!1:1 encoding cut"},
        {"\0a\0:", 4, "!1:1 encoding cut"},
        {"\xff\xfe\0\0a\0\0\0", 8, "!1:1 encoding cut"},
        {"\0\0\xfe\xff\0\0\0a", 8, "!1:1 encoding cut"},
        {"a: b\nc\0d", 8, "!2:2 binary cut"},
        {"\0\0\0\0\0", 5, "!1:1 binary cut"},
    };
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(codes(&text, d1_strn(cases[i].bytes, cases[i].len)), cases[i].outline, "case %zu: %s", i,
                         text.ptr);
    d1_strbuf_release(&text);
}

Test(yaml_problems, all_of_them_are_listed_in_order)
{
    const char *source = "b: !x 1\na: \x07\nb: !y 2\nc: \xe2\x80\xae\n";
    struct d1_strbuf text = {0};

    cr_expect_str_eq(codes(&text, d1_str(source)),
                     "{b: '1', a: '\x07', b: '2', c: '\xe2\x80\xae'} !1:4 unknown-tag !2:4 control-character !3:1 "
                     "duplicate-key !3:4 unknown-tag !4:4 bidi-character",
                     "%s", text.ptr);
    d1_strbuf_release(&text);
}

Test(yaml_problems, many_bad_characters_are_counted)
{
    static char source[1000];
    struct d1_stream stream = {0};

    memset(source, 7, sizeof source);
    cr_assert_eq(d1_yaml_load(loader, d1_strn(source, sizeof source), &stream, NULL), 0);
    cr_expect_eq(stream.problems.len, 20);
    cr_expect_eq(stream.unlisted, 980);
    d1_stream_release(&stream);
}

Test(yaml_problems, lines_are_those_of_git_where_yaml_has_more)
{
    struct d1_stream stream = {0};
    struct d1_strbuf text = {0};
    /* YAML sees six lines, git and editors see three. */
    const char *source = "a: 1 # x\xe2\x80\xa8"
                         "b: 2\xc2\x85"
                         "c: [1,\r2]\nd: e\nf: !g h\n";

    cr_assert_eq(d1_yaml_load(loader, d1_str(source), &stream, NULL), 0);
    outline_stream(&text, &stream, true);
    cr_expect_str_eq(text.ptr,
                     "{a@1:1-1:2: i(1)@1:4-1:5, b@1:10-1:11: i(2)@1:13-1:14, c@1:15-1:16: [i(1)@1:19-1:20, "
                     "i(2)@1:22-1:23]@1:18-1:24, d@2:1-2:2: 'e'@2:4-2:5, f@3:1-3:2: 'h'@3:4-3:8}@1:1-3:8 !1:9 "
                     "line-break !1:14 line-break !1:21 line-break !3:4 unknown-tag",
                     "%s", text.ptr);
    cr_expect_eq(stream.items[0].end_line, 3);
    d1_strbuf_release(&text);
    d1_stream_release(&stream);
}
