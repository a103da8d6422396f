/* Kinds are found in the raw lines of a file, also where it does not parse. */
#include <criterion/criterion.h>

#include "base/text/strbuf.h"
#include "yaml/scan.h"
#include "yaml/yaml.h"

/* Each document as first-last, then what was found as version@line:column and kind@line:column. */
static int describe(void *context, const struct d1_yaml_scanned *document)
{
    struct d1_strbuf *out = context;
    const struct d1_yaml_scanned_key *keys[] = {&document->api_version, &document->kind};

    d1_strbuf_printf(out, "%s%u-%u", out->len ? " | " : "", document->line, document->end_line);
    for (size_t i = 0; i < 2; i++) {
        d1_strbuf_puts(out, " ");
        d1_strbuf_str(out, keys[i]->value);
        d1_strbuf_printf(out, "@%u:%u", keys[i]->line, keys[i]->column);
    }
    return 0;
}

static const char *scan(struct d1_strbuf *out, struct d1_str source)
{
    d1_strbuf_clear(out);
    d1_strbuf_puts(out, "");
    d1_yaml_scan_documents(source, true, describe, out);
    return out->ptr;
}

struct example {
    const char *source, *found;
};

static void check(const struct example *examples, size_t count)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(scan(&text, d1_str(examples[i].source)), examples[i].found, "%s: %s", examples[i].source,
                         text.ptr);
    d1_strbuf_release(&text);
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof *(examples))

Test(yaml_scan, values_stand_without_quotes_comments_and_properties)
{
    static const struct example examples[] = {
        {"apiVersion: d1d/v1\nkind: RaidLog\n", "1-2 d1d/v1@1:13 RaidLog@2:7"},
        {"kind: RaidLog # c\napiVersion:   d1d/v1   \n", "1-2 d1d/v1@2:15 RaidLog@1:7"},
        {"apiVersion: \"d1d/v1\" # c\nkind: 'Raid # Log'", "1-2 d1d/v1@1:14 Raid # Log@2:8"},
        {"\"apiVersion\": d1d/v1\n'kind' : x", "1-2 d1d/v1@1:15 x@2:10"},
        {"apiVersion: !!str d1d/v1\nkind: &k !x RaidLog", "1-2 d1d/v1@1:19 RaidLog@2:13"},
        {"apiVersion: d1d/v1\r\nkind: RaidLog\r\n", "1-2 d1d/v1@1:13 RaidLog@2:7"},
        {"kind: a#b\n", "1-1 @0:0 a#b@1:7"},
        {"kind:\tx\n", "1-1 @0:0 x@1:7"},
        {"kind:\n", "1-1 @0:0 @1:6"},
        {"kind: # c\n", "1-1 @0:0 @1:7"},
        {"kind: \"open", "1-1 @0:0 open@1:8"},
        {"kind: \xc3\xa9t\xc3\xa9\n", "1-1 @0:0 \xc3\xa9t\xc3\xa9@1:7"},
        {"\xef\xbb\xbf"
         "kind: x\n",
         "1-1 @0:0 x@1:7"},
    };

    CHECK(examples);
}

Test(yaml_scan, keys_at_the_beginning_of_a_line_come_first_and_of_these_the_first)
{
    static const struct example examples[] = {
        {"kinds: x\nkind:x\nkin: x\n", "1-3 @0:0 @0:0"},
        {"# kind: x\nkind: y\n", "1-2 @0:0 y@2:7"},
        {"kind: a\nkind: b\n", "1-2 @0:0 a@1:7"},
        {"- kind: x\n", "1-1 @0:0 @0:0"},
        {"\"kind: x\n", "1-1 @0:0 @0:0"},
        {"a: |\n  text\nkind: x\nb: [unclosed\n", "1-4 @0:0 x@3:7"},
        {"a:\n  kind: x\nkind: y\n", "1-3 @0:0 y@3:7"},
        {"{apiVersion: x}\nkind: y\n", "1-2 @0:0 y@2:7"},
    };

    CHECK(examples);
}

Test(yaml_scan, keys_inside_count_where_no_line_begins_with_one)
{
    static const struct example examples[] = {
        {"a:\n  kind: x\n", "1-2 @0:0 x@2:9"},
        {"{kind: x}", "1-1 @0:0 x@1:8"},
        {"--- {kind: x, apiVersion: d1d/v1, a: [", "1-1 d1d/v1@1:27 x@1:12"},
        {"  apiVersion: d1d/v1\n  kind: x # c\n  a: [", "1-3 d1d/v1@1:15 x@2:9"},
        {"{\n\"apiVersion\":\"d1d/v1\",\n\"kind\": \"x\"", "1-3 d1d/v1@2:15 x@3:10"},
        {"{\n  \"apiVersion\": \"d1d/v1\",\n  \"kind\" : \"x\",", "1-3 d1d/v1@2:18 x@3:13"},
        {"a: 1\n  kind: x\n  kind: y\n", "1-3 @0:0 x@2:9"},
        {"  # kind: x\n  akind: y\n  a kind: z\n", "1-3 @0:0 @0:0"},
        {"{kind: a}\n---\n{kind: b}\n", "1-1 @0:0 a@1:8 | 2-3 @0:0 b@3:8"},
    };

    CHECK(examples);
}

/* For files that cannot be ours it is only asked how many documents they have. */
Test(yaml_scan, without_inside_indented_lines_are_passed_over)
{
    struct d1_strbuf text = {0};

    d1_strbuf_puts(&text, "");
    d1_yaml_scan_documents(d1_str("a:\n  kind: x\n---\nkind: y\n"), false, describe, &text);
    cr_expect_str_eq(text.ptr, "1-2 @0:0 @0:0 | 3-4 @0:0 y@4:7");
    d1_strbuf_release(&text);
}

Test(yaml_scan, documents_are_parted_by_their_markers)
{
    static const struct example examples[] = {
        {"", ""},
        {"\n# c\n\n%YAML 1.2\n", ""},
        {"---\n", "1-1 @0:0 @0:0"},
        {"# c\n---\nkind: a\n--- # x\nkind: b\n", "1-3 @0:0 a@3:7 | 4-5 @0:0 b@5:7"},
        {"kind: a\n...\n# c\n%YAML 1.2\n---\nkind: b\n", "1-2 @0:0 a@1:7 | 3-6 @0:0 b@6:7"},
        {"kind: a\n...\nkind: b\n", "1-2 @0:0 a@1:7 | 3-3 @0:0 b@3:7"},
        {"kind: a\n...\n# end\n", "1-3 @0:0 a@1:7"},
        {"kind: a\n----\n ---\n---x\nkind: b\n", "1-5 @0:0 a@1:7"},
        {"---\n---\n", "1-1 @0:0 @0:0 | 2-2 @0:0 @0:0"},
        {"--- a\n--- b", "1-1 @0:0 @0:0 | 2-2 @0:0 @0:0"},
    };

    CHECK(examples);
}

Test(yaml_scan, utf16_and_utf32_are_read_too)
{
    static const char le32[] = "\xff\xfe\0\0k\0\0\0i\0\0\0n\0\0\0d\0\0\0:\0\0\0 \0\0\0X\0\0\0\xe9\0\0\0\n\0\0\0a\0\0\0";
    static const char be32[] = "\0\0\0k\0\0\0i\0\0\0n\0\0\0d\0\0\0:\0\0\0 \0\1\xf6\0\0\0\0Y\0\0";
    static const char le[] = "\xff\xfe"
                             "k\0i\0n\0d\0:\0 \0X\0\xe9\0\n\0a\0p\0i\0V\0e\0r\0s\0i\0o\0n\0:\0 \0d\0/\0";
    static const char be[] = "\xfe\xff\0k\0i\0n\0d\0:\0 \0X\0\n\0-\0-\0-\0\n\0k\0i\0n\0d\0:\0 \0Y";
    struct d1_strbuf text = {0};

    cr_expect_str_eq(scan(&text, d1_strn(le, sizeof le - 1)), "1-2 d/@2:13 X?@1:7");
    cr_expect_str_eq(scan(&text, d1_strn(be, sizeof be - 1)), "1-1 @0:0 X@1:7 | 2-3 @0:0 Y@3:7");
    cr_expect_str_eq(scan(&text, d1_strn(be + 2, 11)), "1-1 @0:0 @1:6", "half a character at the end: %s", text.ptr);
    cr_expect_str_eq(scan(&text, d1_strn(le32, sizeof le32 - 1)), "1-2 @0:0 X?@1:7");
    cr_expect_str_eq(scan(&text, d1_strn(be32, sizeof be32 - 1)), "1-1 @0:0 ?Y@1:7", "%s", text.ptr);
    d1_strbuf_release(&text);
}

static int stop_at_once(void *context, const struct d1_yaml_scanned *document)
{
    (void)document;
    ++*(int *)context;
    return 1;
}

Test(yaml_scan, the_visitor_may_end_it)
{
    int visits = 0;

    d1_yaml_scan_documents(d1_str("a\n---\nb\n---\nc\n"), true, stop_at_once, &visits);
    cr_expect_eq(visits, 1);
}

struct tiles {
    uint32_t lines[40];
    size_t count;
    size_t bytes;
};

static int collect(void *context, const struct d1_yaml_scanned *document)
{
    struct tiles *tiles = context;

    tiles->lines[tiles->count++] = document->line;
    tiles->lines[tiles->count++] = document->end_line;
    tiles->bytes += document->text.len;
    return 0;
}

Test(yaml_scan, finds_the_same_documents_as_the_loader)
{
    static const char *const sources[] = {
        "a: 1\n---\nb: 2\n",
        "# c\n---\na: 1\n# d\n---\n# e\nb: 2\n# f\n",
        "---\n---\n---\n",
        "a: 1\n...\n---\nb: 2\n...\n# x\n",
        "%YAML 1.2\n---\na\n...\n# c\n%YAML 1.2\n---\nb\n",
        "--- |\n text\n--- >\n text",
        "a: b\n",
        "a: b",
        "# c\n\xef\xbb\xbf# d\na: b\n...\n\xef\xbb\xbf---\nc: d\n\xef\xbb\xbf---\ne: f\n",
    };
    struct d1_yaml_loader *loader;

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct tiles tiles = {0};
        struct d1_stream stream = {0};

        d1_yaml_scan_documents(d1_str(sources[i]), true, collect, &tiles);
        cr_assert_eq(d1_yaml_load(loader, d1_str(sources[i]), &stream, NULL), 0);
        cr_expect_eq(tiles.count, 2 * stream.len, "%s", sources[i]);
        cr_expect_eq(tiles.bytes, strlen(sources[i]), "%s", sources[i]);
        cr_expect_eq(stream.problems.len, 0, "%s", sources[i]);
        for (size_t j = 0; j < stream.len && 2 * j < tiles.count; j++) {
            cr_expect_eq(tiles.lines[2 * j], stream.items[j].line, "%s: document %zu", sources[i], j);
            cr_expect_eq(tiles.lines[2 * j + 1], stream.items[j].end_line, "%s: end of document %zu", sources[i], j);
        }
        d1_stream_release(&stream);
    }
    d1_yaml_loader_free(loader);
}
