/* Each limit holds: what reaches it is read, what exceeds it is a problem that names it, and hostile text costs little.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "pace.h"
#include "unit/outline.h"
#include "yaml/yaml.h"

static struct d1_yaml_loader *loader;
static struct d1_strbuf source;

static void set_up(void)
{
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
}

static void tear_down(void)
{
    d1_yaml_loader_free(loader);
    d1_strbuf_release(&source);
}

TestSuite(yaml_limits, .init = set_up, .fini = tear_down);

static void repeat(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        d1_strbuf_puts(&source, text);
}

/* Reads what is in `source` and empties it: the code of the first problem, or "" and that all was read. */
static const char *load(size_t *documents, char text[200])
{
    struct d1_stream stream = {0};
    const char *code = "";

    cr_assert_eq(d1_yaml_load(loader, d1_strbuf_view(&source), &stream, NULL), 0);
    if (stream.problems.len) {
        code = stream.problems.items[0].code;
        snprintf(text, 200, "%s", stream.problems.items[0].text);
    }
    *documents = stream.len;
    d1_stream_release(&stream);
    d1_strbuf_clear(&source);
    return code;
}

static void expect(const char *what, const char *code, const char *names)
{
    size_t documents;
    char text[200] = "";
    const char *found = load(&documents, text);

    cr_expect_str_eq(found, code, "%s: \"%s\", not \"%s\"", what, found, code);
    cr_expect(strstr(text, names), "%s: \"%s\" does not name %s", what, text, names);
    if (!*code)
        cr_expect_geq(documents, 1, "%s", what);
}

Test(yaml_limits, bytes_of_a_file)
{
    d1_strbuf_puts(&source, "a: b\n#");
    d1_strbuf_fill(&source, 'x', D1_LIMIT_FILE_BYTES - 6);
    expect("4 MiB", "", "");
    d1_strbuf_puts(&source, "a: b\n#");
    d1_strbuf_fill(&source, 'x', D1_LIMIT_FILE_BYTES - 5);
    expect("one byte more", "too-large", "4194305");
}

/* Tabs apart from each other, each of which has the file parsed once more. */
static void write_tabs(size_t lines)
{
    for (size_t i = 0; i < lines; i++)
        d1_strbuf_puts(&source, "- a\n\t\n");
}

Test(yaml_limits, tabs_that_are_put_right)
{
    write_tabs(3000);
    expect("27 million bytes to be parsed again", "", "");
    write_tabs(4000);
    expect("48 million", "tab", "use spaces");
}

Test(yaml_limits, depth)
{
    for (size_t depth = D1_LIMIT_DEPTH; depth <= D1_LIMIT_DEPTH + 1; depth++) {
        const char *code = depth > D1_LIMIT_DEPTH ? "too-deep" : "", *names = depth > D1_LIMIT_DEPTH ? "200" : "";

        repeat("[", depth);
        repeat("]", depth);
        expect("lists in brackets", code, names);
        repeat("{a: ", depth);
        repeat("}", depth);
        expect("mappings in braces", code, names);
        repeat("- ", depth);
        expect("lists in lines", code, names);
        for (size_t i = 0; i < depth; i++) {
            d1_strbuf_fill(&source, ' ', i);
            d1_strbuf_puts(&source, "a:\n");
        }
        expect("mappings in lines", code, names);
        d1_strbuf_puts(&source, "- &a [[[x]]]\n- ");
        repeat("[", depth - 4);
        d1_strbuf_puts(&source, "*a");
        repeat("]", depth - 4);
        expect("an alias to three levels", code, names);
    }
}

Test(yaml_limits, nodes_of_a_document)
{
    repeat("- a\n", D1_LIMIT_NODES - 1);
    expect("a million nodes", "", "");
    repeat("- a\n", D1_LIMIT_NODES - 1);
    d1_strbuf_puts(&source, "- b");
    expect("one more", "too-many-nodes", "1000000");
    repeat("- a\n", D1_LIMIT_NODES - 1);
    d1_strbuf_puts(&source, "- []");
    expect("one more, a list", "too-many-nodes", "1000000");
    repeat("a:\n", D1_LIMIT_NODES / 2);
    expect("keys count", "too-many-nodes", "1000000");
    d1_strbuf_puts(&source, "- &a [");
    repeat("x,", 100000);
    d1_strbuf_puts(&source, "]\n- [*a,*a,*a,*a,*a,*a,*a,*a,*a]");
    expect("nodes that aliases add count", "too-many-nodes", "1000000");
}

Test(yaml_limits, anchors_of_a_document)
{
    for (unsigned round = 0; round < 2; round++) { /* the limit is that of a document */
        for (unsigned i = 0; i < D1_LIMIT_ANCHORS; i++)
            d1_strbuf_printf(&source, "- &a%u x\n", i);
        d1_strbuf_puts(&source, "---\n");
    }
    expect("a thousand in each of two", "", "");
    for (unsigned i = 0; i <= D1_LIMIT_ANCHORS; i++)
        d1_strbuf_puts(&source, "- &a x\n");
    expect("one more, though of the same name", "too-many-anchors", "1000");
}

Test(yaml_limits, documents_of_a_file)
{
    size_t documents;
    char text[200];

    repeat("---\n", D1_LIMIT_DOCUMENTS);
    expect("a thousand", "", "");
    repeat("---\n", D1_LIMIT_DOCUMENTS + 1);
    expect("one more", "too-many-documents", "1000");
    repeat("--- a\n", D1_LIMIT_DOCUMENTS + 1);
    load(&documents, text);
    cr_expect_eq(documents, D1_LIMIT_DOCUMENTS, "those before are kept");
}

Test(yaml_limits, directives_of_a_file)
{
    for (unsigned i = 0; i < D1_LIMIT_DIRECTIVES; i++)
        d1_strbuf_printf(&source, "%%TAG !a%u! tag:yaml.org,2002:\n", i);
    d1_strbuf_puts(&source, "--- !a3!str x\n");
    expect("sixteen", "", "");
    repeat("%YAML 1.2\n---\n...\n", D1_LIMIT_DIRECTIVES + 1);
    expect("seventeen", "too-many-directives", "16");
    repeat("a: b %\n # %\n", 100);
    expect("not at the beginning of a line", "duplicate-key", "");
}

/* A document in which `aliases` aliases add ten nodes each. */
static void expand(size_t aliases, size_t written)
{
    d1_strbuf_puts(&source, "- &a [1,2,3,4,5,6,7,8,9]\n"); /* eleven with the root */
    repeat("- x\n", written - 11);
    repeat("- *a\n", aliases);
}

Test(yaml_limits, expansion_of_aliases)
{
    expand(1000, 100);
    expect("ten thousand nodes are free", "", "");
    expand(1001, 100);
    expect("above, ten times what is written", "alias-expansion", "at most 10 times");
    expand(1001, 1001);
    expect("so many are written", "", "");
    expand(1100, 1000);
    expect("ten times and a little", "alias-expansion", "aliases add 11000 nodes to a document in which 1000 are");
    d1_strbuf_puts(&source, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (unsigned i = 1; i < 30; i++)
        d1_strbuf_printf(&source, "a%u: &a%u [*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u]\n", i, i, i - 1, i - 1, i - 1,
                         i - 1, i - 1, i - 1, i - 1, i - 1);
    expect("a bomb", "too-many-nodes", "1000000");
}

/* A long text under an anchor, as a scalar or within a list, and aliases of it. */
static void expand_text(const char *before, const char *behind, size_t length, size_t aliases)
{
    d1_strbuf_printf(&source, "a: &a %s", before);
    repeat("x", length);
    d1_strbuf_printf(&source, "%s\nb:\n", behind);
    repeat("- *a\n", aliases);
}

Test(yaml_limits, text_of_aliases)
{
    expand_text("", "", 1024 * 1024, 4);
    expect("as much as a file may have", "", "");
    expand_text("", "", 1024 * 1024, 5);
    expect("more", "alias-expansion", "more than 4194304 bytes");
    expand_text("[", ", 7]", 1024 * 1024, 5);
    expect("in a list", "alias-expansion", "more than 4194304 bytes");
    expand_text("", "", 2 * 1024 * 1024, 9000);
    expect("a bomb", "alias-expansion", "more than 4194304 bytes");
}

Test(yaml_limits, what_aliases_add_to_a_file_is_bounded_too)
{
    size_t documents;
    char text[200];

    for (unsigned i = 0; i < 20; i++) {
        d1_strbuf_puts(&source, "---\n- &a [");
        repeat("x,", 40000);
        d1_strbuf_puts(&source, "]\n- [*a,*a,*a]\n");
    }
    cr_expect_str_eq(load(&documents, text), "too-many-nodes");
    cr_expect_eq(documents, 8, "each adds 120,000; %zu were read", documents);
}

Test(yaml_limits, much_may_not_be_nested_deep_in_brackets)
{
    repeat("[", 100);
    repeat("a,", 400000);
    repeat("]", 100);
    expect("400,000 at depth 100", "", "");
    repeat("[", 150);
    repeat("a,", 400000);
    repeat("]", 150);
    expect("400,000 at depth 150", "too-deep", "nested too deep in [ ] and { }");
}

Test(yaml_limits, problems_of_a_file)
{
    struct d1_stream stream = {0};

    repeat("- !x a\n", D1_LIMIT_PROBLEMS + 5);
    cr_assert_eq(d1_yaml_load(loader, d1_strbuf_view(&source), &stream, NULL), 0);
    cr_expect_eq(stream.problems.len, D1_LIMIT_PROBLEMS);
    cr_expect_eq(stream.unlisted, 5);
    d1_stream_release(&stream);
}

/* Text made to be slow: a beginning, and what is repeated up to 4 MiB. */
static const struct {
    const char *beginning;
    unsigned times; /* of the beginning */
    const char *repeated;
} hostile[] = {
    {"", 0, "["},
    {"", 0, "{a: "},
    {"[", 199, "a,"},
    {"[", 199, "{},"},
    {"[", 199, "\"\","},
    {"[", 199, "a: b,"},
    {"{a: ", 199, "a: b,"},
    {"[", 199, "#\n"},
    {"[", 1, "a: b,"},
    {"", 0, "- "},
    {"", 0, "? "},
    {"", 0, "- - - - -\n"},
    {"- ", 199, "\n- a"},
    {"", 0, "? a\n: b\n"},
    {"", 0, "%TAG !a! b\n"},
    {"%TAG !a! b\n--- ", 1, "\n- !a!b c"},
    {"", 0, "- &a x\n"},
    {"- &a [x]\n", 1, "- *a\n"},
    {"- &a x\n", 1, "- *a\n"},
    {"", 0, "a: b\n"},
    {"", 0, "a"},
    {"", 0, "a "},
    {"\"", 1, "a"},
    {"\"", 1, "\\n"},
    {"\"", 1, "a\n\n"},
    {"'", 1, "''"},
    {"", 0, "\"\""},
    {"", 0, "\"a\"\n"},
    {"a: |\n", 1, "\n"},
    {"a: >\n", 1, "  b\n b\n"},
    {"!<", 1, "a"},
    {"", 0, "- !!str a\n"},
    {"&", 1, "a"},
    {"", 0, "#\n"},
    {"", 0, "\n"},
    {"", 0, "---\n"},
    {"", 0, ":"},
    {"", 0, ": "},
    {"", 0, "\r"},
    {"", 0, "- a\r"},
    {"", 0, "\xe2\x80\xa8"},
    {"", 0, "- a\xe2\x80\xa8"},
    {"", 0, "\x01"},
    {"", 0, "\xf0\x9f\x98\x80"},
    {"0x", 1, "f"},
    {"", 0, "9"},
    {"", 0, "<<<<<<< \n"},
    {"", 0, "\xef\xbb\xbf"},
    {"a: b\n", 1, "\xef\xbb\xbf#\n"},
    {"a: b\n", 1, "\xef\xbb\xbf\n#\n"},
};

Test(yaml_limits, four_megabytes_of_anything_cost_little)
{
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        size_t documents;
        char text[200], name[80];
        double begun;

        repeat(hostile[i].beginning, hostile[i].times);
        while (source.len < D1_LIMIT_FILE_BYTES)
            d1_strbuf_puts(&source, hostile[i].repeated);
        d1_strbuf_truncate(&source, D1_LIMIT_FILE_BYTES);
        snprintf(name, sizeof name, "%u times '%s', then '%s'", hostile[i].times, hostile[i].beginning,
                 hostile[i].repeated);
        begun = pace_seconds();
        load(&documents, text);
        pace_expect(name, begun, 1);
    }
}
