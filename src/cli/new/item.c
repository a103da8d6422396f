/* d1lint new ITEM: an entry in the list of a document that is there. */
#include "base/memory/alloc.h"
#include "cli/new/new.h"
#include "doc/builder.h"
#include "edit/edit.h"
#include "repo/repo.h"

enum { DEPTH = 6 }; /* of objects in which a list may stand */

/* ---- the list that holds the type ---- */

static const struct d1_node *resolve(const struct d1_new *new, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(new->ruleset->kinds->set, schema) : NULL;

    return target ? target : schema;
}

static bool is_list_of(const struct d1_new *new, const struct d1_node *schema, const struct d1_node *item)
{
    const struct d1_node *branches = d1_node_get(schema, "oneOf");

    for (size_t i = 0; branches && i < d1_node_count(branches); i++)
        if (is_list_of(new, d1_node_item(branches, i), item))
            return true;
    return resolve(new, d1_node_get(schema, "items")) == item;
}

/* Appends the path of keys to the list below an object; false where there is none outside of other lists. */
static bool find_list(const struct d1_new *new, const struct d1_node *object, const struct d1_node *item, int depth,
                      struct d1_strbuf *path)
{
    const struct d1_node *properties = d1_node_get(resolve(new, object), "properties");
    size_t before = path->len;

    for (size_t i = 0; properties && i < d1_node_count(properties) && depth < DEPTH; i++) {
        const struct d1_node *property = resolve(new, d1_node_pair_value(properties, i));

        d1_strbuf_truncate(path, before);
        d1_strbuf_putc(path, '.');
        d1_strbuf_str(path, d1_node_text(d1_node_pair_key(properties, i)));
        if (is_list_of(new, property, item) || find_list(new, property, item, depth + 1, path))
            return true;
    }
    d1_strbuf_truncate(path, before);
    return false;
}

/* ---- the document that it stands in ---- */

static int tell_several(const struct d1_new *new, const struct d1_kind *kind, struct d1_error *error)
{
    struct d1_strbuf names = {0};

    for (size_t i = 0; i < new->engagement->artifacts.len; i++)
        if (new->engagement->artifacts.items[i]->kind == kind)
            d1_strbuf_printf(&names, "%s%s", names.len ? ", " : "", new->engagement->artifacts.items[i]->path);
    d1_error_set(error, D1_ERR_USAGE, "it could stand in several files; --in FILE says in which: " D1_STR_FMT,
                 D1_STR_ARG(d1_strbuf_view(&names)));
    d1_strbuf_release(&names);
    return D1_ERR_USAGE;
}

/* There is no document of the kind: in the file of --in, or at all. */
static int tell_none(const struct d1_new *new, const struct d1_kind *kind, const char *in, struct d1_error *error)
{
    if (in)
        d1_error_set(error, D1_ERR_USAGE, "%s holds no " D1_STR_FMT " of engagement " D1_STR_FMT, in,
                     D1_STR_ARG(kind->name), D1_STR_ARG(new->engagement->name));
    else
        d1_error_set(error, D1_ERR_USAGE,
                     "there is no " D1_STR_FMT " yet that it could stand in: `d1lint new " D1_STR_FMT "` makes one",
                     D1_STR_ARG(kind->name), D1_STR_ARG(kind->name));
    return D1_ERR_USAGE;
}

/* The one document of the kind; of several the one in the file of --in, or else the only one that has the list. */
static int find_artifact(const struct d1_new *new, const struct d1_kind *kind, const char *list,
                         const struct d1_artifact **artifact, struct d1_error *error)
{
    const struct d1_artifact *only = NULL, *holder = NULL;
    size_t count = 0, holders = 0;
    char *in = NULL;
    int result = 0;

    if (new->arguments->in)
        result = d1_repo_snapshot_path(&in, d1_scope_snapshot(new->scope), new->arguments->in, error);
    for (size_t i = 0; i < new->engagement->artifacts.len &&result == 0; i++) {
        const struct d1_artifact *each = new->engagement->artifacts.items[i];

        if (each->kind != kind || !each->root || (in && strcmp(each->path, in) != 0))
            continue;
        only = each;
        count++;
        if (d1_node_at(each->root, list)) {
            holder = each;
            holders++;
        }
    }
    if (result < 0)
        return result;
    if (!count)
        result = tell_none(new, kind, in, error);
    else if (count > 1 && holders != 1)
        result = tell_several(new, kind, error);
    else
        *artifact = count == 1 ? only : holder;
    d1_free(in);
    return result;
}

/* ---- the change ---- */

struct change {
    const struct d1_artifact *artifact;
    const char *list; /* "spec.risks" */
    struct d1_edit_value value;
    struct d1_strbuf text;
    uint32_t line, last; /* of the entry in it */
};

static struct d1_str key_at(struct d1_str path, size_t at)
{
    return d1_str_sub(path, at, d1_str_find(path, '.', at) - at);
}

/* An empty list below keys: of "levels" {levels: []}, of nothing []. */
static int empty_list(struct d1_doc **doc, struct d1_str path)
{
    struct d1_builder builder = {0};
    int result;

    for (size_t at = 0; at < path.len; at += key_at(path, at).len + 1) {
        d1_builder_begin(&builder, (struct d1_span){0}, D1_NODE_MAPPING);
        d1_builder_key(&builder, (struct d1_span){0}, key_at(path, at), true);
    }
    d1_builder_begin(&builder, (struct d1_span){0}, D1_NODE_SEQUENCE);
    while (d1_builder_depth(&builder))
        d1_builder_end(&builder, 0, 0);
    result = d1_builder_finish(&builder, 0, doc);
    d1_builder_release(&builder);
    return result;
}

/* Makes the list where it is missing, below the deepest key that is there, or adds the entry to it. */
static int change_once(struct change *change, struct d1_yaml_loader *loader, bool *listed, struct d1_error *error)
{
    struct d1_str path = d1_str(change->list);
    const struct d1_node *around, *next, *list;
    struct d1_strbuf text = {0};
    struct d1_edit *edit = NULL;
    struct d1_doc *doc = NULL;
    size_t at = 0;
    int result = d1_edit_open(&edit, loader, d1_strbuf_view(&change->text), error);

    if (result < 0)
        return result;
    around = d1_edit_root(edit, change->artifact->document);
    list = d1_node_at(around, change->list);
    *listed = list != NULL;
    if (list) {
        result = d1_edit_append(edit, list, &change->value, error);
    } else {
        while ((next = d1_node_get_str(around, key_at(path, at)))) {
            around = next;
            at += key_at(path, at).len + 1;
        }
        if (empty_list(&doc, d1_str_sub(path, at + key_at(path, at).len + 1, SIZE_MAX)) < 0)
            result = d1_error_memory(error);
        else
            result = d1_edit_insert(edit, around, key_at(path, at), &(struct d1_edit_value){.node = d1_doc_root(doc)},
                                    error);
    }
    if (result == 0)
        result = d1_edit_finish(edit, &text, error);
    d1_edit_free(edit);
    d1_doc_free(doc);
    d1_strbuf_release(&change->text);
    change->text = text;
    return result;
}

/* Finds out on which lines the entry stands now. */
static int find_lines(struct change *change, struct d1_yaml_loader *loader, struct d1_error *error)
{
    struct d1_stream stream = {0};
    const struct d1_node *list, *entry;
    int result = d1_yaml_load(loader, d1_strbuf_view(&change->text), &stream, error);

    if (result < 0)
        return result;
    list = d1_node_at(d1_doc_root(stream.items[change->artifact->document].doc), change->list);
    entry = d1_node_item(list, d1_node_count(list) - 1);
    change->line = d1_node_place(entry).line;
    change->last = d1_node_place(entry).end_line;
    d1_stream_release(&stream);
    return 0;
}

static int make_change(struct change *change, struct d1_str before, struct d1_error *error)
{
    struct d1_yaml_loader *loader = NULL;
    bool listed = false;
    int result = d1_yaml_loader_new(&loader, error);

    d1_strbuf_str(&change->text, before);
    while (result == 0 && !listed)
        result = change->text.oom ? d1_error_memory(error) : change_once(change, loader, &listed, error);
    if (result == 0)
        result = find_lines(change, loader, error);
    d1_yaml_loader_free(loader);
    if (result < 0 && result != D1_ERR_MEMORY && error)
        d1_error_place(error, (struct d1_place){change->artifact->path, error->place.line, error->place.column,
                                                error->place.end_line, error->place.end_column});
    return result;
}

/* What could be said of it besides, and what gates will ask. */
static int remark(struct d1_remarks *remarks, const struct d1_new *new, const struct d1_item_type *type,
                  const struct d1_node *item, struct d1_error *error)
{
    d1_skeleton_fields(remarks, new->ruleset, d1_shape_of_item(new->ruleset->kinds, type), item, type->name);
    d1_asks_of_item(remarks, new->ruleset, type, new->verdict);
    return remarks->oom ? d1_error_memory(error) : 0;
}

static int write_change(struct d1_new *new, struct change *change, const struct d1_node *item, struct d1_str what,
                        struct d1_error *error)
{
    struct d1_strbuf path = {0}, before = {0};
    struct d1_draft_note note = {.what = what};
    int result;

    change->value.node = item;
    d1_strbuf_printf(&path, "%s/%s", d1_scope_root(new->scope), change->artifact->path);
    result = path.oom ? d1_error_memory(error) : d1_file_read(&before, path.ptr, error);
    if (result == 0)
        result = make_change(change, d1_strbuf_view(&before), error);
    note.line = change->line;
    note.last = change->last;
    if (result == 0)
        result = d1_new_add(new, change->artifact->path, note, d1_strbuf_view(&change->text), d1_strbuf_view(&before),
                            error);
    d1_strbuf_release(&path);
    d1_strbuf_release(&before);
    return result;
}

static int nowhere(const struct d1_item_type *type, struct d1_error *error)
{
    return d1_error_set(error, D1_ERR_USAGE,
                        D1_STR_FMT " stands inside of another entry; write it there, or with that entry by --set",
                        D1_STR_ARG(type->name));
}

/* What an entry is called: by its id, or what it is told apart by, else by its type. */
static struct d1_str label_of(const struct d1_item_type *type, const struct d1_node *item)
{
    const struct d1_node *key = d1_node_get_str(item, type->key);

    return key ? d1_node_text(key) : type->name;
}

int d1_new_list(const struct d1_new *new, const struct d1_item_type *type, struct d1_strbuf *path,
                struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(new->ruleset->kinds, type->defined_by);
    const struct d1_node *schema = d1_shape_of_item(new->ruleset->kinds, type);

    d1_strbuf_puts(path, "spec");
    if (kind && find_list(new, d1_node_at(kind->schema_root, "properties.spec"), schema, 0, path) && !path->oom)
        return 0;
    return path->oom ? d1_error_memory(error) : nowhere(type, error);
}

int d1_new_item(struct d1_new *new, const struct d1_item_type *type, struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(new->ruleset->kinds, type->defined_by);
    const struct d1_node *schema = d1_shape_of_item(new->ruleset->kinds, type);
    struct d1_tree tree = {.kinds = new->ruleset->kinds, .schema = schema};
    struct d1_strbuf list = {0};
    struct d1_remarks remarks = {.arena = &tree.arena};
    struct change change = {0};
    struct d1_doc *doc = NULL;
    int result = d1_new_list(new, type, &list, error);

    change.list = list.ptr;
    if (result == 0)
        result = find_artifact(new, kind, list.ptr, &change.artifact, error);
    if (result == 0)
        result = d1_new_assign(&tree, new->arguments, "", error);
    if (result == 0)
        result = d1_new_id(new, &tree, type, "id", error);
    if (result == 0)
        result = d1_new_require(&tree, schema, "", error);
    if (result == 0 && d1_tree_build(&tree, &doc) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = remark(&remarks, new, type, d1_doc_root(doc), error);
    change.value.remarks = remarks.lines.items;
    change.value.remark_count = remarks.lines.len;
    if (result == 0)
        result = write_change(new, &change, d1_doc_root(doc), label_of(type, d1_doc_root(doc)), error);
    d1_strbuf_release(&change.text);
    d1_strbuf_release(&list);
    d1_remarks_release(&remarks);
    d1_doc_free(doc);
    d1_tree_release(&tree);
    return result;
}
