/* d1lint new KIND: a document. */
#include "base/file/path.h"
#include "base/memory/alloc.h"
#include "cli/new/new.h"
#include "repo/repo.h"

/* "RaidLog" is raid-log. */
static void add_words(struct d1_strbuf *out, struct d1_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        bool upper = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';

        if (upper && i)
            d1_strbuf_putc(out, '-');
        d1_strbuf_putc(out, upper ? (char)(name.ptr[i] | 0x20) : name.ptr[i]);
    }
}

/* Where the document goes, from the root: --in, else beside the Engagement. */
static int find_path(const struct d1_new *new, const struct d1_kind *kind, const char *name, struct d1_strbuf *path,
                     struct d1_error *error)
{
    char *given;
    int result;

    if (new->arguments->in) {
        result = d1_repo_snapshot_path(&given, d1_scope_snapshot(new->scope), new->arguments->in, error);
        if (result < 0)
            return result;
        d1_strbuf_puts(path, given);
        d1_free(given);
    } else {
        d1_strbuf_str(path, new->engagement->directory);
        d1_strbuf_puts(path, path->len ? "/" : "");
        add_words(path, kind->name);
        if (name)
            d1_strbuf_printf(path, "/%s", name);
        d1_strbuf_puts(path, ".yaml");
    }
    if (path->oom)
        return d1_error_memory(error);
    if (!d1_str_ends(d1_strbuf_view(path), ".yaml") && !d1_str_ends(d1_strbuf_view(path), ".yml"))
        return d1_error_set(error, D1_ERR_USAGE, "documents stand in files that end in .yaml or .yml; %s does not",
                            path->ptr);
    if (path->ptr[0] == '.' || strstr(path->ptr, "/."))
        return d1_error_set(error, D1_ERR_USAGE, "%s would not be read: names that begin with a dot are left out",
                            path->ptr);
    return 0;
}

/* Whether a document in a file belongs to the engagement by its place alone. */
static bool belongs(const struct d1_new *new, const char *path)
{
    const struct d1_workspace *workspace = d1_scope_workspace(new->scope);
    struct d1_str directory = d1_path_directory(path);
    const struct d1_engagement *nearest = NULL;

    for (size_t i = 0; i < workspace->engagements.len; i++) {
        const struct d1_engagement *each = workspace->engagements.items[i];

        if (d1_path_encloses(each->directory, directory) && (!nearest || each->directory.len > nearest->directory.len))
            nearest = each;
    }
    return nearest ? nearest == new->engagement : workspace->engagements.len == 1;
}

static int refuse_twice(const struct d1_new *new, const struct d1_kind *kind, struct d1_str name,
                        struct d1_error *error)
{
    struct d1_strbuf label = {0};
    const struct d1_symbol *symbol;
    int result = 0;

    d1_strbuf_printf(&label, D1_STR_FMT "/" D1_STR_FMT, D1_STR_ARG(kind->name), D1_STR_ARG(name));
    symbol = label.oom ? NULL : d1_engagement_find(new->engagement, d1_strbuf_view(&label));
    if (symbol)
        result = d1_error_at(error, D1_ERR_USAGE, d1_artifact_place(symbol->artifact, NULL),
                             "%s is there already; give another one a NAME", label.ptr);
    d1_strbuf_release(&label);
    return result;
}

static int fill(struct d1_new *new, struct d1_tree *tree, const struct d1_kind *kind, struct d1_str name,
                const char *path, struct d1_error *error)
{
    const struct d1_node *spec = d1_node_at(kind->schema_root, "properties.spec");
    const struct d1_item_type *type = d1_kinds_type(new->ruleset->kinds, d1_node_get_text(spec, "x-d1d-item"));
    int result = d1_new_assign(tree, new->arguments, "spec.", error);

    if (result == 0 &&
        (d1_tree_put(tree, "apiVersion", kind->version) < 0 || d1_tree_put(tree, "kind", kind->name) < 0))
        result = d1_error_memory(error);
    if (result == 0 && !d1_tree_has(tree, "metadata.name"))
        result = d1_tree_set(tree, d1_str("metadata.name"), name, error);
    if (result == 0 && !kind->policy && !belongs(new, path) && !d1_tree_has(tree, "metadata.namespace"))
        result = d1_tree_set(tree, d1_str("metadata.namespace"), new->engagement->name, error);
    if (result == 0 && type)
        result = d1_new_id(new, tree, type, "spec.id", error);
    return result < 0 ? result : d1_new_require(tree, spec, "spec.", error);
}

int d1_new_kind(struct d1_new *new, const struct d1_kind *kind, const char *name, struct d1_error *error)
{
    struct d1_tree tree = {.kinds = new->ruleset->kinds, .schema = kind->schema_root};
    struct d1_strbuf path = {0}, text = {0}, own = {0};
    struct d1_doc *doc = NULL;
    int result;

    add_words(&own, kind->name);
    result = own.oom ? d1_error_memory(error) : find_path(new, kind, name, &path, error);
    if (result == 0)
        result = refuse_twice(new, kind, name ? d1_str(name) : d1_strbuf_view(&own), error);
    if (result == 0)
        result = fill(new, &tree, kind, name ? d1_str(name) : d1_strbuf_view(&own), path.ptr, error);
    if (result == 0 && d1_tree_build(&tree, &doc) < 0)
        result = d1_error_memory(error);
    if (result == 0 && d1_skeleton_artifact(&text, new->ruleset, kind, d1_doc_root(doc), new->verdict) < 0)
        result = d1_error_memory(error);
    if (result == 0 && new->arguments->from)
        result = d1_new_import(new, kind, &text, error);
    if (result == 0)
        result = d1_new_add(new, path.ptr, (struct d1_draft_note){.what = kind->name}, d1_strbuf_view(&text),
                            d1_strn(NULL, 0), error);
    d1_doc_free(doc);
    d1_tree_release(&tree);
    d1_strbuf_release(&path);
    d1_strbuf_release(&text);
    d1_strbuf_release(&own);
    return result;
}
