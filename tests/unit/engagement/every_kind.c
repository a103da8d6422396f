/*
 * Whatever a field of any kind holds, it is told where it stands, and the rest is judged. The fields are those of the
 * documents in examples/every-kind, which have every property of every schema.
 */
#include <dirent.h>

#include "base/file/file.h"
#include "base/map.h"
#include "base/text/strbuf.h"
#include "unit/engagement/fixture.h"
#include "unit/engagement/variant.h"

#define FOLDER "examples/every-kind/"
#define RISK                                                                                                           \
    "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: beside}\nspec: {risks: [{id: risk-99, type: threat, status: " \
    "open}]}\n"

enum { FILES = 8 };

/* What the folder holds. */
struct folder {
    struct d1_kinds *kinds;
    struct d1_artifact_loader *loader;
    struct d1_file files[FILES];
    size_t count;
};

static void load(struct d1_artifact_loader *loader, struct d1_file *file)
{
    struct d1_strbuf text = {0};

    cr_assert_eq(d1_file_read(&text, file->path, NULL), 0, "%s", file->path);
    cr_assert_eq(d1_file_load(loader, file, d1_strbuf_view(&text)), 0);
    d1_strbuf_release(&text);
}

static void open_folder(struct folder *folder)
{
    DIR *directory = opendir(FOLDER);

    *folder = (struct folder){0};
    cr_assert(directory);
    cr_assert_eq(d1_kinds_load(&folder->kinds, NULL, 0, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&folder->loader, folder->kinds, NULL), 0);
    for (struct dirent *entry; (entry = readdir(directory));) {
        struct d1_str path = d1_arena_printf(d1_artifact_loader_arena(folder->loader), FOLDER "%s", entry->d_name);

        if (!d1_str_ends(path, ".yaml"))
            continue;
        cr_assert_lt(folder->count, (size_t)FILES);
        folder->files[folder->count].path = path.ptr;
        load(folder->loader, &folder->files[folder->count++]);
    }
    closedir(directory);
}

static void close_folder(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        d1_file_release(&folder->files[i]);
    d1_artifact_loader_free(folder->loader);
    d1_kinds_free(folder->kinds);
}

/* ---- the documents ---- */

/* Every property that a schema names, wherever in it. */
static void find_properties(const struct d1_node *schema, struct d1_map *names)
{
    const struct d1_node *properties = d1_node_get(schema, "properties");

    for (size_t i = 0; properties && properties->kind == D1_NODE_MAPPING && i < d1_node_count(properties); i++)
        cr_assert_geq(d1_map_insert(names, d1_node_text(d1_node_pair_key(properties, i)), NULL, NULL), 0);
    for (size_t i = 0; i < d1_node_count(schema); i++)
        find_properties(schema->kind == D1_NODE_MAPPING ? d1_node_pair_value(schema, i) : d1_node_item(schema, i),
                        names);
}

static bool has_key(const struct folder *folder, const struct d1_kind *kind, struct d1_str name)
{
    for (size_t i = 0; i < folder->count; i++)
        for (size_t j = 0; j < folder->files[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &folder->files[i].artifacts[j];
            const struct d1_doc *doc = artifact->doc;

            for (uint32_t k = 0; artifact->kind == kind && k < doc->nodes; k++)
                if (d1_doc_node(doc, k)->is_key && d1_str_eq(d1_node_text(d1_doc_node(doc, k)), name))
                    return true;
        }
    return false;
}

/* An engagement that has ended was not cancelled. */
static bool is_contrary(const struct d1_kind *kind, struct d1_str name)
{
    return d1_str_is(kind->name, "Engagement") && d1_str_is(name, "cancelled");
}

Test(every_kind, has_a_document_with_all_its_fields)
{
    struct folder folder;
    struct fixture f = {0};

    open_folder(&folder);
    for (size_t i = 0; i < folder.count; i++)
        for (size_t j = 0; j < folder.files[i].faults.len; j++)
            cr_expect(false, "%s: %s", folder.files[i].path, fixture_show(&folder.files[i].faults.items[j]));
    for (size_t i = 0; i < folder.kinds->kind_count; i++) {
        const struct d1_kind *kind = &folder.kinds->kinds[i];
        struct d1_map names = {0};

        if (!d1_str_is(kind->version, "d1d/v1") || d1_str_is(kind->name, "CriterionCatalog"))
            continue;
        find_properties(kind->schema_root, &names);
        for (size_t k = 0; k < names.len; k++)
            cr_expect(is_contrary(kind, names.entries[k].key) || has_key(&folder, kind, names.entries[k].key),
                      "no %s has `" D1_STR_FMT "`", kind->name.ptr, D1_STR_ARG(names.entries[k].key));
        d1_map_release(&names);
    }
    f.workspace = (struct d1_workspace){.files = folder.files, .file_count = folder.count};
    cr_assert_eq(d1_workspace_sort(&f.workspace, folder.kinds, false, NULL, fixture_match), 0);
    cr_assert_eq(f.workspace.engagements.len, 1);
    for (size_t i = 0; i < f.workspace.engagements.items[0]->faults.len; i++)
        cr_expect(false, "%s", fixture_show(&f.workspace.engagements.items[0]->faults.items[i]));
    /* The files are the workspace's from here on. */
    folder.count = 0;
    d1_workspace_release(&f.workspace);
    close_folder(&folder);
}

/* ---- what a field may hold instead ---- */

/* The faults of the document as changed; all are told with a place and in words. */
static size_t judge(struct folder *folder, const struct d1_artifact *artifact, const struct variant *variant,
                    struct d1_strbuf *told)
{
    const struct d1_node *spec = d1_node_get(artifact->root, "spec");
    bool root = d1_str_is(artifact->kind->name, "Engagement");
    struct d1_file files[3] = {{.path = "changed.yaml"}, {.path = "raid.yaml"}, {.path = "engagement.yaml"}};
    struct d1_workspace workspace = {.files = files, .file_count = root ? 2 : 3};
    struct d1_strbuf text = {0};
    const struct d1_node_list *risks;
    size_t count;

    d1_strbuf_printf(&text, "apiVersion: d1d/v1\nkind: " D1_STR_FMT "\nmetadata: {name: changed}\nspec: ",
                     D1_STR_ARG(artifact->kind->name));
    variant_write(&text, spec, variant);
    d1_strbuf_putc(&text, '\n');
    cr_assert_eq(d1_file_load(folder->loader, &files[0], d1_strbuf_view(&text)), 0);
    cr_assert_eq(d1_file_load(folder->loader, &files[1], d1_str(RISK)), 0);
    cr_assert_eq(d1_file_load(folder->loader, &files[2], d1_str(ENGAGEMENT("beside"))), 0);
    count = files[0].faults.len;
    told->len = 0;
    for (size_t i = 0; i < count; i++) {
        const struct d1_fault *fault = &files[0].faults.items[i];

        d1_strbuf_printf(told, "%s\n", fixture_show(fault));
        cr_expect(d1_str_starts(d1_str(fault->check), "SHP-00"), "%s", told->ptr);
        cr_expect(fault->place.line >= 4 && fault->place.column > 0 && fault->message.len > 10, "%s", told->ptr);
        cr_expect_null(strstr(told->ptr, "internal error"), "%s", told->ptr);
    }
    cr_assert_eq(d1_workspace_sort(&workspace, folder->kinds, false, NULL, fixture_match), 0);
    /* An Engagement that may say one thing or another is none that anything could belong to. */
    cr_assert_eq(workspace.engagements.len, root && variant->change == TWICE ? 0 : 1, "%s", text.ptr);
    if (workspace.engagements.len) {
        risks = &workspace.engagements.items[0]->by_type[d1_kinds_type(folder->kinds, d1_str("Risk"))->index];
        cr_expect_geq(risks->len, 1, "the risk beside is judged, whatever %s", text.ptr);
    }
    d1_strbuf_release(&text);
    if (root)
        d1_file_release(&files[2]);
    d1_workspace_release(&workspace);
    return count;
}

/* One field, or one entry of a list, as anything that it should not be. */
static void vary(struct folder *folder, const struct d1_artifact *artifact, const struct d1_node *node)
{
    struct d1_strbuf told = {0}, without = {0};
    const char *name = d1_node_key(node) ? d1_node_text(d1_node_key(node)).ptr : "entry";
    size_t wrong = 0, at_once = 0;

    for (enum change change = EMPTY_TEXT; change < CHANGES; change++)
        wrong += judge(folder, artifact, &(struct variant){node, change}, &told) > 0;
    cr_expect(variant_is_free(node) || wrong >= 3, "%s: `%s` may be of %d types or more", artifact->kind->name.ptr,
              name, CHANGES - EMPTY_TEXT - (int)wrong);
    judge(folder, artifact, &(struct variant){node, LEFT_OUT}, &without);
    at_once = judge(folder, artifact, &(struct variant){node, WITHOUT_VALUE}, &told);
    if (d1_node_key(node)) {
        cr_expect_eq(at_once > 0, without.len > 0, "%s: `%s` without a value is not as if it were not there: %s",
                     artifact->kind->name.ptr, name, told.ptr);
        cr_expect_geq(judge(folder, artifact, &(struct variant){node, TWICE}, &told), 1, "%s: `%s` twice",
                      artifact->kind->name.ptr, name);
    } else {
        cr_expect_geq(at_once, 1, "%s: an entry without a value", artifact->kind->name.ptr);
    }
    d1_strbuf_release(&told);
    d1_strbuf_release(&without);
}

static bool is_below(const struct d1_node *node, const struct d1_node *ancestor)
{
    while (node && node != ancestor)
        node = d1_node_parent(node);
    return node;
}

Test(every_kind, tells_what_a_field_should_not_hold_and_judges_the_rest, .timeout = 600)
{
    struct folder folder;

    open_folder(&folder);
    for (size_t i = 0; i < folder.count; i++)
        for (size_t j = 0; j < folder.files[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &folder.files[i].artifacts[j];
            const struct d1_node *spec = d1_node_get(artifact->root, "spec");

            for (uint32_t k = 0; k < artifact->doc->nodes; k++) {
                const struct d1_node *node = d1_doc_node(artifact->doc, k);

                if (!node->is_key && node != spec && is_below(node, spec))
                    vary(&folder, artifact, node);
            }
        }
    close_folder(&folder);
}
