#include "cli/new/import.h"

#include <stdio.h>

#include "cli/message.h"
#include "cli/new/guess.h"
#include "edit/edit.h"

enum { WIDTH = 100 };

void d1_import_tell(struct d1_import *import, uint32_t line, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    d1_message("%s:%u: %s", import->new->arguments->from, line, text.oom ? "" : text.ptr);
    import->new->draft.left_out = true;
    d1_strbuf_release(&text);
}

const struct d1_node *d1_import_map(const struct d1_import *import, const char *part)
{
    return import->map.len ? d1_node_get(d1_doc_root(import->map.items[0].doc), part) : NULL;
}

/* ---- reading ---- */

static int read_table(struct d1_import *import, struct d1_error *error)
{
    const char *path = import->new->arguments->from;
    struct d1_strbuf bytes = {0};
    int result = d1_file_read(&bytes, path, error);

    if (result == 0) {
        result = d1_table_read(&import->table, d1_strbuf_view(&bytes), error);
        if (result < 0 && result != D1_ERR_MEMORY)
            d1_error_place(error, (struct d1_place){path, error->place.line, error->place.column, 0, 0});
    }
    if (result == 0 && import->table.rows.len < 2)
        result = d1_error_at(error, D1_ERR_USAGE, (struct d1_place){.path = path},
                             "it holds no table: a row of headers and at least one below it");
    d1_strbuf_release(&bytes);
    return result;
}

static int bad_map(struct d1_error *error, const char *path, const struct d1_node *node, const char *what)
{
    struct d1_place place = node ? d1_node_place(node) : (struct d1_place){0};

    place.path = path;
    return d1_error_at(error, D1_ERR_USAGE, place, "%s", what);
}

/* {columns: {HEADER: FIELD or null}, values: {FIELD: {WORD: VALUE}}, defaults: {FIELD: VALUE}}; each may be left out.
 */
static int read_map(struct d1_import *import, struct d1_error *error)
{
    static const char *const parts[] = {"columns", "values", "defaults"};
    const char *path = import->new->arguments->map;
    struct d1_yaml_loader *loader = NULL;
    struct d1_strbuf bytes = {0};
    const struct d1_node *root;
    int result = path ? d1_file_read(&bytes, path, error) : 0;

    if (!path || result < 0)
        return result;
    result = d1_yaml_loader_new(&loader, error);
    if (result == 0)
        result = d1_yaml_load(loader, d1_strbuf_view(&bytes), &import->map, error);
    d1_yaml_loader_free(loader);
    d1_strbuf_release(&bytes);
    if (result < 0)
        return result;
    if (import->map.problems.len || import->map.len != 1)
        return bad_map(error, path, NULL,
                       import->map.problems.len ? import->map.problems.items[0].text : "it is not one document");
    root = d1_doc_root(import->map.items[0].doc);
    if (root->kind != D1_NODE_MAPPING)
        return bad_map(error, path, root, "a map has `columns`, `values` and `defaults`");
    for (size_t i = 0; i < d1_node_count(root); i++) {
        bool known = d1_node_kind(d1_node_pair_value(root, i)) == D1_NODE_MAPPING;

        known = known && (d1_node_is_string(d1_node_pair_key(root, i), parts[0]) ||
                          d1_node_is_string(d1_node_pair_key(root, i), parts[1]) ||
                          d1_node_is_string(d1_node_pair_key(root, i), parts[2]));
        if (!known)
            return bad_map(error, path, d1_node_pair_key(root, i),
                           "a map has `columns`, `values` and `defaults`, each a mapping");
    }
    return 0;
}

/* ---- columns ---- */

static bool is_taken(const struct d1_import *import, size_t before, struct d1_str path)
{
    for (size_t i = 0; i < before; i++)
        if (d1_str_eq(import->columns[i].path, path))
            return true;
    return false;
}

/* What a column is: what the map says, a field of that name, or what such columns are usually. */
static struct d1_str path_of(const struct d1_import *import, struct d1_str header)
{
    const struct d1_node *columns = d1_import_map(import, "columns");
    const struct d1_node *properties = d1_node_get(import->schema, "properties");
    const char *guess;

    for (size_t i = 0; columns && i < d1_node_count(columns); i++)
        if (d1_guess_same(d1_node_text(d1_node_pair_key(columns, i)), header))
            return d1_node_text(d1_node_pair_value(columns, i));
    guess = d1_guess_field(import->type->name.ptr, header);
    if (guess)
        return d1_str(guess);
    for (size_t i = 0; properties && i < d1_node_count(properties); i++)
        if (d1_guess_same(d1_node_text(d1_node_pair_key(properties, i)), header))
            return d1_node_text(d1_node_pair_key(properties, i));
    return d1_strn("", 0);
}

static int find_columns(struct d1_import *import, struct d1_error *error)
{
    const struct d1_table_row *head = &import->table.rows.items[0];
    struct d1_str unknown;

    for (size_t i = 1; i < import->table.rows.len; i++)
        import->column_count = import->table.rows.items[i].count > import->column_count
                                   ? import->table.rows.items[i].count
                                   : import->column_count;
    import->column_count = head->count > import->column_count ? head->count : import->column_count;
    import->columns = d1_arena_calloc(&import->arena, import->column_count, sizeof *import->columns);
    if (!import->columns)
        return d1_error_memory(error);
    for (size_t i = 0; i < import->column_count; i++) {
        struct d1_import_column *column = &import->columns[i];

        column->header = d1_table_cell(&import->table, 0, i);
        column->path = d1_arena_str(&import->arena, path_of(import, column->header));
        if (!column->path.ptr)
            return d1_error_memory(error);
        if (column->path.len)
            column->schema = d1_shape_at(import->new->ruleset->kinds, import->schema, column->path, &unknown);
        if (column->path.len && !column->schema)
            return d1_error_set(error, D1_ERR_USAGE, "--map: the schema knows no `" D1_STR_FMT "`",
                                D1_STR_ARG(column->path));
        if (!column->path.len)
            d1_import_tell(import, head->line,
                           "no field is known for column `" D1_STR_FMT
                           "`; what stands in it becomes comments, --map names a field",
                           D1_STR_ARG(column->header));
        else if (is_taken(import, i, column->path)) {
            d1_import_tell(import, head->line,
                           "column `" D1_STR_FMT "` and one before it are both `" D1_STR_FMT
                           "`; what stands in it becomes comments",
                           D1_STR_ARG(column->header), D1_STR_ARG(column->path));
            column->path = d1_strn("", 0);
        }
    }
    return 0;
}

/* ---- rows ---- */

/* "Jo Ray" is jo.ray, for people who have no id yet. */
static int put_person_id(struct d1_tree *item, struct d1_str name)
{
    struct d1_strbuf id = {0};
    int result = 0;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] | 0x20) : name.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            d1_strbuf_putc(&id, c);
        else if (id.len && id.ptr[id.len - 1] != '.')
            d1_strbuf_putc(&id, '.');
    }
    while (id.len && id.ptr[id.len - 1] == '.')
        d1_strbuf_truncate(&id, id.len - 1);
    if (id.len)
        result = d1_tree_put(item, "id", d1_strbuf_view(&id));
    d1_strbuf_release(&id);
    return result;
}

/* What stands in the column of names. */
static struct d1_str name_of(const struct d1_import *import, size_t row)
{
    for (size_t i = 0; i < import->column_count; i++)
        if (d1_str_is(import->columns[i].path, "name"))
            return d1_table_cell(&import->table, row, i);
    return d1_strn("", 0);
}

static int put_id(struct d1_import *import, struct d1_tree *item, unsigned *next)
{
    char text[16];
    struct d1_str id;

    if (!import->type->prefix.len || d1_tree_has(item, "id"))
        return 0;
    do {
        snprintf(text, sizeof text, "%02u", (*next)++);
        id = d1_arena_printf(&import->arena, D1_STR_FMT "%s", D1_STR_ARG(import->type->prefix), text);
        if (!id.ptr)
            return D1_ERR_MEMORY;
    } while (d1_engagement_find(import->new->engagement, id) || d1_import_has(import, id));
    return d1_tree_put(item, "id", id);
}

static int add_defaults(struct d1_import *import, struct d1_tree *item, struct d1_error *error)
{
    const struct d1_node *defaults = d1_import_map(import, "defaults");
    int result = 0;

    for (size_t i = 0; defaults && i < d1_node_count(defaults) && result == 0; i++) {
        struct d1_str path = d1_node_text(d1_node_pair_key(defaults, i));
        const struct d1_node *value = d1_node_pair_value(defaults, i);

        if (d1_tree_has(item, path.ptr))
            continue;
        result = value->kind < D1_NODE_SEQUENCE && value->kind > D1_NODE_BOOL
                     ? d1_tree_set(item, path, d1_node_text(value), error)
                     : d1_error_set(error, D1_ERR_USAGE, "it is no text or number");
        if (result == D1_ERR_USAGE)
            d1_error_prefix(error, "--map: default of `" D1_STR_FMT "`", D1_STR_ARG(path));
    }
    return result;
}

/* The cells of a row, into the item where they are understood, else into comments. */
static int take_cells(struct d1_import *import, size_t row, struct d1_tree *item, struct d1_remarks *remarks)
{
    uint32_t line = import->table.rows.items[row].line;

    for (size_t i = 0; i < import->column_count; i++) {
        struct d1_str text = d1_table_cell(&import->table, row, i);
        int result = 0;

        if (!text.len)
            continue;
        if (import->columns[i].path.len)
            result = d1_import_cell(import, item, &import->columns[i], line, text);
        if (result < 0)
            return result;
        if (result == 0)
            d1_remarks_add(remarks, WIDTH, 4, "Not taken over: " D1_STR_FMT ": " D1_STR_FMT,
                           D1_STR_ARG(import->columns[i].header), D1_STR_ARG(text));
    }
    return remarks->oom ? D1_ERR_MEMORY : 0;
}

/* Tells what a row lacks that makes an item; 1 when it lacks something. */
static int tell_missing(struct d1_import *import, const struct d1_tree *tree, uint32_t line)
{
    const struct d1_node *required = d1_node_get(import->schema, "required");
    struct d1_strbuf missing = {0};
    int result;

    for (size_t i = 0; required && i < d1_node_count(required); i++) {
        const char *key = d1_node_text(d1_node_item(required, i)).ptr;

        if (!d1_tree_has(tree, key))
            d1_strbuf_printf(&missing, "%s`%s`", missing.len ? ", " : "", key);
    }
    if (missing.len)
        d1_import_tell(import, line, "the row is left out: it has no " D1_STR_FMT "; --map may give defaults",
                       D1_STR_ARG(d1_strbuf_view(&missing)));
    result = missing.oom ? D1_ERR_MEMORY : missing.len > 0;
    d1_strbuf_release(&missing);
    return result;
}

/* Appends an item; its document is kept until the text is made. */
static int keep_item(struct d1_import *import, struct d1_edit *edit, const struct d1_node *list,
                     struct d1_edit_value *value, struct d1_doc **doc, struct d1_error *error)
{
    struct d1_str *lines = d1_arena_alloc(&import->arena, (value->remark_count + 1) * sizeof *lines);

    if (!lines || d1_vec_push(&import->items, *doc) < 0)
        return D1_ERR_MEMORY;
    *doc = NULL;
    if (value->remark_count)
        memcpy(lines, value->remarks, value->remark_count * sizeof *lines);
    value->remarks = lines;
    return d1_edit_append(edit, list, value, error);
}

/* Appends the item that a row becomes. A row that lacks what makes an item, or repeats one, is left out, and told. */
static int take_row(struct d1_import *import, size_t row, struct d1_edit *edit, const struct d1_node *list,
                    unsigned *next, struct d1_map *ids, struct d1_error *error)
{
    struct d1_tree tree = {.kinds = import->new->ruleset->kinds, .schema = import->schema};
    struct d1_remarks remarks = {.arena = &import->arena};
    struct d1_doc *doc = NULL;
    uint32_t line = import->table.rows.items[row].line;
    struct d1_edit_value value = {0};
    struct d1_str key;
    int result = take_cells(import, row, &tree, &remarks);

    if (result == 0)
        result = add_defaults(import, &tree, error);
    if (result == 0 && d1_str_is(import->type->name, "Person") && !d1_tree_has(&tree, "id"))
        result = put_person_id(&tree, name_of(import, row));
    if (result == 0 && put_id(import, &tree, next) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = tell_missing(import, &tree, line);
    if (result > 0)
        result = 0; /* told */
    else if (result == 0 && d1_tree_build(&tree, &doc) < 0)
        result = d1_error_memory(error);
    if (doc) {
        value = (struct d1_edit_value){d1_doc_root(doc), remarks.lines.items, remarks.lines.len};
        key = d1_arena_str(&import->arena, d1_node_text(d1_node_get_str(d1_doc_root(doc), import->type->key)));
        result = key.ptr ? d1_map_insert(ids, key, NULL, NULL) : D1_ERR_MEMORY;
        if (result == 0)
            d1_import_tell(import, line, "the row is left out: `" D1_STR_FMT "` is there already", D1_STR_ARG(key));
        else if (result > 0)
            result = keep_item(import, edit, list, &value, &doc, error);
    }
    if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    d1_doc_free(doc);
    d1_remarks_release(&remarks);
    d1_tree_release(&tree);
    return result < 0 ? result : 0;
}

/* ---- the document ---- */

static int take_rows(struct d1_import *import, struct d1_strbuf *text, const char *list, struct d1_error *error)
{
    struct d1_yaml_loader *loader = NULL;
    struct d1_edit *edit = NULL;
    struct d1_strbuf made = {0};
    struct d1_map ids = {0};
    unsigned next = 1;
    int result = d1_yaml_loader_new(&loader, error);

    if (result == 0)
        result = d1_edit_open(&edit, loader, d1_strbuf_view(text), error);
    for (size_t i = 1; i < import->table.rows.len && result == 0; i++)
        result = take_row(import, i, edit, d1_node_at(d1_edit_root(edit, 0), list), &next, &ids, error);
    if (result == 0)
        result = d1_edit_finish(edit, &made, error);
    d1_edit_free(edit);
    d1_map_release(&ids);
    d1_yaml_loader_free(loader);
    if (result == 0) {
        d1_strbuf_release(text);
        *text = made;
    } else {
        d1_strbuf_release(&made);
    }
    return result;
}

static void import_release(struct d1_import *import)
{
    for (size_t i = 0; import->columns && i < import->column_count; i++)
        d1_schema_free(import->columns[i].lazy.compiled);
    for (size_t i = 0; i < import->items.len; i++)
        d1_doc_free(import->items.items[i]);
    d1_vec_release(&import->items);
    d1_table_release(&import->table);
    d1_stream_release(&import->map);
    d1_schema_scratch_free(import->scratch);
    d1_arena_release(&import->arena);
}

int d1_new_import(struct d1_new *new, const struct d1_kind *kind, struct d1_strbuf *text, struct d1_error *error)
{
    const char *name = d1_guess_type(kind->name);
    struct d1_import import = {.new = new, .scratch = d1_schema_scratch_new()};
    struct d1_strbuf list = {0};
    int result = import.scratch ? 0 : d1_error_memory(error);

    if (!name)
        result = d1_error_set(error, D1_ERR_USAGE,
                              "--from is for a RaidLog, StakeholderRegister, TeamRoster or MilestonePlan");
    if (result == 0) {
        import.type = d1_kinds_type(new->ruleset->kinds, d1_str(name));
        import.schema = d1_shape_of_item(new->ruleset->kinds, import.type);
        result = d1_new_list(new, import.type, &list, error);
    }
    if (result == 0)
        result = read_map(&import, error);
    if (result == 0)
        result = read_table(&import, error);
    if (result == 0)
        result = find_columns(&import, error);
    if (result == 0)
        result = take_rows(&import, text, list.ptr, error);
    d1_strbuf_release(&list);
    import_release(&import);
    return result;
}
