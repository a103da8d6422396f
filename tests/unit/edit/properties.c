/*
 * Whatever is changed anywhere in a document, all other bytes stay: each node of each document of the examples, of the
 * engagements that rules are tried on and of the folder $D1LINT_DOCUMENTS, with line ends of both kinds, with and
 * without a byte order mark and an end of the last line.
 */
#include <criterion/criterion.h>

#include <ftw.h>

#include "base/file/file.h"
#include "doc/node.h"
#include "unit/edit/change.h"

enum { EVERY = 7 }; /* of the nodes of a document one in so many is tried, by turns */

static struct {
    size_t files, made, refused, turn;
    struct d1_yaml_loader *loader, *again;
    struct d1_stream values;
} all;

static size_t common_head(struct d1_str a, struct d1_str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

static size_t common_tail(struct d1_str a, struct d1_str b, size_t most)
{
    size_t n = 0;

    while (n < most && n < a.len && n < b.len && a.ptr[a.len - 1 - n] == b.ptr[b.len - 1 - n])
        n++;
    return n;
}

/* How many bytes from a node's first line to its last: no more than these may a change of it touch. */
static size_t extent(struct d1_str source, const struct d1_node *node)
{
    struct d1_place place = d1_node_place(node);
    size_t at = 0, begin;

    for (uint32_t line = 1; line < place.line; line++)
        at = d1_str_find(source, '\n', at) + 1;
    begin = at;
    for (uint32_t line = place.line; line <= place.end_line && at < source.len; line++)
        at = d1_str_find(source, '\n', at) + 1;
    return at - begin;
}

/* Whether only so many bytes of the source are not in the text at their place. */
static bool keeps_all_but(struct d1_str source, struct d1_str text, size_t touched)
{
    size_t head = common_head(source, text), tail = common_tail(source, text, source.len - head);

    return head + tail + touched >= source.len;
}

static void try_change(const char *path, struct d1_str source, size_t document, uint32_t index, const char *what)
{
    struct change change = {.what = what, .key = "addedKey"};
    const struct d1_node *node, *value = d1_doc_root(all.values.items[all.turn++ % all.values.len].doc);
    struct d1_strbuf text = {0};
    struct d1_edit *edit = NULL;
    size_t touched = 0;
    int result;

    cr_assert_eq(d1_edit_open(&edit, all.loader, source, NULL), 0, "%s", path);
    node = d1_doc_node(d1_node_doc(d1_edit_root(edit, document)), index);
    if (node->is_key)
        node++;
    if (strcmp(what, "replace") == 0) {
        value = d1_doc_root(all.values.items[0].doc);
        touched = extent(source, node);
    } else if (strcmp(what, "enlist") == 0) {
        touched = extent(source, node);
    } else if (strcmp(what, "rename") == 0 && d1_node_key(node)) {
        touched = d1_node_text(d1_node_key(node)).len;
    } else if (strcmp(what, "remove") == 0) {
        touched = extent(source, node) + 2;
    } else if (!d1_node_count(node)) {
        touched = extent(source, node); /* [ ] gives way to lines */
    } else {
        touched = 200; /* a comma, and another piece behind a comment */
    }
    result = change_node(edit, &change, node, value, NULL);
    if (result == 0)
        result = d1_edit_finish(edit, &text, NULL);
    all.made += result == 0;
    if (result < 0) {
        cr_expect_eq(result, D1_ERR_USAGE, "%s:%u: %s", path, d1_node_place(node).line, what);
        cr_expect(!text.len);
        all.refused++;
    } else {
        cr_expect(keeps_all_but(source, d1_strbuf_view(&text), touched), "%s:%u: %s of %s", path,
                  d1_node_place(node).line, what, d1_node_kind_name(d1_node_kind(node)));
    }
    d1_strbuf_release(&text);
    d1_edit_free(edit);
}

/* Which changes can be asked for at a node; the rest are refused before anything is written. */
static bool makes_sense(const struct d1_node *node, const char *what)
{
    const struct d1_node *parent = d1_node_parent(node);

    switch (what[2]) {
    case 'p': /* replace; append */
        return what[0] == 'r' ? node->kind < D1_NODE_SEQUENCE : node->kind == D1_NODE_SEQUENCE;
    case 'n': /* rename */
        return d1_node_key(node);
    case 'l': /* enlist */
        return node->kind < D1_NODE_SEQUENCE;
    case 's': /* insert */
        return node->kind == D1_NODE_MAPPING;
    default:
        return parent && parent->kind == D1_NODE_SEQUENCE && d1_node_item(parent, 0) != node;
    }
}

static void try_all(const char *path, struct d1_str source)
{
    static const char *const whats[] = {"replace", "rename", "enlist", "insert", "append", "remove"};
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_load(all.again, source, &stream, NULL), 0);
    for (size_t d = 0; d < stream.len && !stream.cut; d++)
        for (uint32_t i = (uint32_t)(all.turn % EVERY); stream.items[d].sound && i < stream.items[d].doc->nodes;
             i += EVERY)
            for (size_t w = 0; w < sizeof whats / sizeof *whats; w++) {
                const struct d1_node *node = d1_doc_node(stream.items[d].doc, i);

                if (makes_sense(node->is_key ? node + 1 : node, whats[w]))
                    try_change(path, source, d, i, whats[w]);
            }
    d1_stream_release(&stream);
}

static void try_forms(const char *path, struct d1_str source)
{
    struct d1_strbuf other = {0};

    try_all(path, source);
    for (size_t i = 0; i < source.len; i++)
        d1_strbuf_puts(&other, source.ptr[i] == '\n' ? "\r\n" : (char[]){source.ptr[i], '\0'});
    try_all(path, d1_strbuf_view(&other));
    d1_strbuf_clear(&other);
    d1_strbuf_puts(&other, "\xef\xbb\xbf");
    d1_strbuf_str(&other, d1_str_trim(source));
    try_all(path, d1_strbuf_view(&other));
    d1_strbuf_release(&other);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    struct d1_strbuf bytes = {0};
    (void)st;
    (void)ftw;

    if (type != FTW_F || !(d1_str_ends(d1_str(path), ".yaml") || d1_str_ends(d1_str(path), ".json")))
        return 0;
    cr_assert_eq(d1_file_read(&bytes, path, NULL), 0, "%s", path);
    if (bytes.len < 40000) {
        try_forms(path, d1_strbuf_view(&bytes));
        all.files++;
    }
    d1_strbuf_release(&bytes);
    return 0;
}

Test(edit_properties, all_other_bytes_stay, .timeout = 600)
{
    static const char values[] =
        "replaced text\n---\n{id: x-01, when: '2026-02-01', list: [a, b], deep: {er: [{k: v}]}}\n"
        "---\n[]\n---\n5\n---\n\"two\\nlines\\n\"\n---\n'no'\n";
    const char *folders[] = {"examples", "rules/bases", getenv("D1LINT_DOCUMENTS")};
    struct d1_yaml_loader *loader = NULL;

    cr_assert_eq(d1_yaml_loader_new(&all.loader, NULL), 0);
    cr_assert_eq(d1_yaml_loader_new(&all.again, NULL), 0);
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(values), &all.values, NULL), 0);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (folders[i] && folders[i][0]) /* make gives an empty name where there is no such folder */
            cr_assert_eq(nftw(folders[i], visit, 16, FTW_PHYS), 0, "%s", folders[i]);
    cr_expect_gt(all.files, 100);
    cr_expect_gt(all.made, 10000);
    cr_expect_lt(all.refused * 100, all.made, "%zu refused, %zu made", all.refused, all.made);
    d1_stream_release(&all.values);
    d1_yaml_loader_free(all.loader);
    d1_yaml_loader_free(all.again);
    d1_yaml_loader_free(loader);
}
