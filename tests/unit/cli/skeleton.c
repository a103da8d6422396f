/* A skeleton says what it is given, in the order of the schema, and nothing else. */
#include <criterion/criterion.h>
#include <ftw.h>

#include "base/file/file.h"
#include "cli/write/skeleton.h"
#include "yaml/yaml.h"

static struct {
    struct d1_ruleset *ruleset;
    struct d1_yaml_loader *loader, *again;
    size_t made;
} all;

/* Whether a skeleton says no more than the artifact: lists without entries aside, which say nothing. */
static bool says_no_more(const struct d1_node *skeleton, const struct d1_node *artifact)
{
    for (size_t i = 0; i < d1_node_count(skeleton); i++) {
        const struct d1_node *value = d1_node_pair_value(skeleton, i);
        const struct d1_node *given = d1_node_get_str(artifact, d1_node_text(d1_node_pair_key(skeleton, i)));

        if (!given && value->kind == D1_NODE_SEQUENCE && !d1_node_count(value))
            continue;
        if (!given || !d1_node_equal(value, given))
            return false;
    }
    return true;
}

static void check(const char *path, const struct d1_kind *kind, const struct d1_node *root)
{
    struct d1_strbuf text = {0};
    struct d1_stream stream = {0};
    const struct d1_node *made, *spec = d1_node_get(root, "spec");

    cr_assert_eq(d1_skeleton_artifact(&text, all.ruleset, kind, root, NULL), 0);
    cr_assert_eq(d1_yaml_load(all.again, d1_strbuf_view(&text), &stream, NULL), 0);
    cr_assert(stream.len == 1 && !stream.problems.len, "%s: %s", path, text.ptr);
    made = d1_doc_root(stream.items[0].doc);
    cr_expect(d1_node_equal(d1_node_get(made, "metadata"), d1_node_get(root, "metadata")), "%s", path);
    for (size_t i = 0; i < d1_node_count(spec); i++) {
        const struct d1_node *value = d1_node_pair_value(spec, i);
        struct d1_str key = d1_node_text(d1_node_pair_key(spec, i));
        const struct d1_node *found = d1_node_get_str(d1_node_get(made, "spec"), key);

        cr_expect(found && d1_node_equal(found, value), "%s: %s", path, key.ptr);
    }
    cr_expect(says_no_more(d1_node_get(made, "spec"), spec), "%s: %s", path, text.ptr);
    all.made++;
    d1_stream_release(&stream);
    d1_strbuf_release(&text);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    struct d1_strbuf bytes = {0};
    struct d1_stream stream = {0};
    (void)st;
    (void)ftw;

    if (type != FTW_F || !d1_str_ends(d1_str(path), ".yaml"))
        return 0;
    cr_assert_eq(d1_file_read(&bytes, path, NULL), 0);
    cr_assert_eq(d1_yaml_load(all.loader, d1_strbuf_view(&bytes), &stream, NULL), 0);
    for (size_t i = 0; i < stream.len; i++) {
        const struct d1_node *root = d1_doc_root(stream.items[i].doc);
        const struct d1_kind *kind = d1_kinds_find(all.ruleset->kinds, d1_node_get_text(root, "kind"));

        if (kind && !kind->policy && stream.items[i].sound)
            check(path, kind, root);
    }
    d1_stream_release(&stream);
    d1_strbuf_release(&bytes);
    return 0;
}

Test(skeleton, says_what_was_given_and_nothing_else)
{
    struct d1_problems problems = {0};

    cr_assert_eq(d1_ruleset_load(&all.ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_compile(all.ruleset, &problems), 0);
    cr_assert_eq(d1_yaml_loader_new(&all.loader, NULL), 0);
    cr_assert_eq(d1_yaml_loader_new(&all.again, NULL), 0);
    cr_assert_eq(nftw("examples/every-kind", visit, 8, FTW_PHYS), 0);
    cr_assert_eq(nftw("examples/halden-orders", visit, 8, FTW_PHYS), 0);
    cr_expect_gt(all.made, 40);
    d1_problems_release(&problems);
    d1_yaml_loader_free(all.loader);
    d1_yaml_loader_free(all.again);
    d1_ruleset_free(all.ruleset);
}
