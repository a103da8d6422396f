/* What can be repaired without judgement. */
#include <stdio.h>
#include <strings.h>

#include "base/file/file.h"
#include "cli/fix/fix.h"
#include "cli/write/shape.h"
#include "doc/builder.h"
#include "doc/pointer.h"

void d1_fixes_release(struct d1_fixes *fixes)
{
    d1_scope_free(fixes->scope);
    d1_vec_release(&fixes->files);
    d1_vec_release(&fixes->laid);
    d1_arena_release(&fixes->arena);
}

int d1_fixes_open(struct d1_fixes *fixes, struct d1_run_options *options, struct d1_error *error)
{
    d1_scope_free(fixes->scope);
    fixes->scope = NULL;
    fixes->laid.len = 0;
    for (size_t i = 0; i < fixes->files.len; i++) {
        struct d1_laid_file file = {fixes->files.items[i].disk, fixes->files.items[i].after};

        if (d1_vec_push(&fixes->laid, file) < 0)
            return d1_error_memory(error);
    }
    options->laid = fixes->laid.items;
    options->laid_count = fixes->laid.len;
    return d1_scope_open(&fixes->scope, options, error);
}

/* One file in repair. */
struct repair {
    struct d1_fixes *fixes;
    struct d1_edit *edit;
    const struct d1_artifact *artifact; /* at hand */
    D1_VEC(struct d1_doc *) values;     /* live until the text is made */
    size_t count;
};

static const struct d1_kinds *kinds_of(const struct repair *repair)
{
    return d1_scope_ruleset(repair->fixes->scope)->kinds;
}

static bool is_selected(const struct d1_fixes *fixes, const char *check)
{
    for (size_t i = 0; i < fixes->select.len; i++)
        if (strcmp(fixes->select.items[i], check) == 0)
            return true;
    return !fixes->select.len;
}

/* The node of the file that stands where a node of the artifact does; NULL where it does not. */
static const struct d1_node *node_of(const struct repair *repair, const struct d1_node *node)
{
    struct d1_strbuf pointer = {0};
    const struct d1_node *found = NULL;

    d1_pointer_write(&pointer, node);
    if (!pointer.oom && repair->artifact->document < d1_edit_count(repair->edit))
        found = d1_pointer_resolve(d1_edit_root(repair->edit, repair->artifact->document), d1_strbuf_view(&pointer));
    d1_strbuf_release(&pointer);
    return found;
}

/* The schema of a place of the artifact. */
static const struct d1_node *schema_of(const struct repair *repair, const struct d1_node *node)
{
    const struct d1_node *parent = d1_node_parent(node), *around;
    char number[24];

    if (!parent)
        return repair->artifact->kind ? repair->artifact->kind->schema_root : NULL;
    around = schema_of(repair, parent);
    if (!around)
        return NULL;
    if (parent->kind == D1_NODE_MAPPING)
        return d1_shape_below(kinds_of(repair), around, d1_node_text(d1_node_key(node)));
    snprintf(number, sizeof number, "%zu", d1_pointer_index(node));
    return d1_shape_below(kinds_of(repair), around, d1_str(number));
}

/* Memory alone is an error; what the file does not allow is passed over. */
static int count(struct repair *repair, int result)
{
    repair->count += result == 0;
    return result == D1_ERR_MEMORY ? result : 0;
}

static int replace(struct repair *repair, const struct d1_node *node, struct d1_str text)
{
    struct d1_builder builder = {0};
    const struct d1_node *place = node_of(repair, node);
    struct d1_doc *doc = NULL;
    int result;

    if (!place)
        return 0;
    d1_builder_string(&builder, (struct d1_span){0}, text, true);
    result = d1_builder_finish(&builder, 0, &doc);
    d1_builder_release(&builder);
    if (result == 0 && d1_vec_push(&repair->values, doc) < 0) {
        d1_doc_free(doc);
        return D1_ERR_MEMORY;
    }
    return result < 0 ? D1_ERR_MEMORY : count(repair, d1_edit_replace(repair->edit, place, d1_doc_root(doc), NULL));
}

/* ---- shape ---- */

/* The only key of the properties within a distance; empty where there is none, or several are as near. */
static struct d1_str only_near(const struct d1_node *properties, struct d1_str text, size_t most)
{
    struct d1_str found = {"", 0};
    size_t nearest = most + 1;

    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));
        size_t distance = d1_str_distance(text, name, most);

        if (distance < nearest) {
            nearest = distance;
            found = name;
        } else if (distance == nearest && distance <= most) {
            found = d1_strn("", 0);
        }
    }
    return found;
}

static const struct d1_node *resolve(const struct repair *repair, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(kinds_of(repair)->set, schema) : NULL;

    return target ? target : schema;
}

/*
 * Whether a value may stand under another name as it is written: 1; 1 too where a list is wanted there, and it was made
 * the only item of one; else 0. Or D1_ERR_MEMORY.
 */
static int make_fit(struct repair *repair, const struct d1_node *place, const struct d1_node *schema)
{
    int result;

    if (!schema || place->kind == D1_NODE_NULL || d1_shape_admits(kinds_of(repair), schema, d1_node_kind(place)))
        return 1;
    if (!d1_shape_admits(kinds_of(repair), schema, D1_NODE_SEQUENCE))
        return 0;
    result = d1_edit_enlist(repair->edit, place, NULL);
    return result == D1_ERR_MEMORY ? result : result == 0;
}

/* A key that is unknown, and one letter away from one that its mapping does not have. */
static int rename_key(struct repair *repair, const struct d1_node *value)
{
    const struct d1_node *mapping = d1_node_parent(value), *place = node_of(repair, value);
    const struct d1_node *around = schema_of(repair, mapping);
    const struct d1_node *properties = d1_node_get(resolve(repair, around), "properties");
    struct d1_str name = only_near(properties, d1_node_text(d1_node_key(value)), repair->fixes->unsafe ? 2 : 1);
    int fits;

    if (!name.len || !place || d1_node_get_str(mapping, name))
        return 0;
    fits = make_fit(repair, place, d1_shape_below(kinds_of(repair), around, name));
    return fits > 0 ? count(repair, d1_edit_rename(repair->edit, place, name, NULL)) : fits;
}

/*
 * A word of an enum in other letters. One that is merely near is not guessed: most enums are what somebody states (a
 * state, a decision, a colour, a severity), and a repair states nothing.
 */
static int spell_word(struct repair *repair, const struct d1_node *node)
{
    const struct d1_node *choices = d1_node_get(resolve(repair, schema_of(repair, node)), "enum");
    struct d1_str text = d1_node_text(node), found = {"", 0};

    for (size_t i = 0; choices && i < d1_node_count(choices); i++) {
        struct d1_str choice = d1_node_text(d1_node_item(choices, i));

        if (choice.len == text.len && strncasecmp(choice.ptr, text.ptr, text.len) == 0)
            found = choice;
    }
    return found.len ? replace(repair, node, found) : 0;
}

/* An amount of money that stands there as a number: the same digits, as text. */
static int quote_amount(struct repair *repair, const struct d1_node *node)
{
    const struct d1_node *parent = d1_node_parent(node);
    const struct d1_node *money = parent ? resolve(repair, schema_of(repair, parent)) : NULL;
    const struct d1_node *key = money ? d1_node_key(money) : NULL;

    if (!key || !d1_node_is_string(key, "Money") || !d1_node_is_number(node))
        return 0;
    return replace(repair, node, d1_node_text(node));
}

/* `kind` and `apiVersion` in other letters, or one letter away. */
static int spell_head(struct repair *repair, const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);
    const struct d1_kinds *kinds = kinds_of(repair);
    struct d1_str text = d1_node_text(node), found = {"", 0};
    size_t near = 0;

    if (!key || d1_node_parent(d1_node_parent(node)))
        return 0;
    for (size_t i = 0; i < kinds->kind_count && node->kind == D1_NODE_STRING; i++) {
        bool version = d1_node_is_string(key, "apiVersion");
        struct d1_str name = version ? kinds->kinds[i].version : kinds->kinds[i].name;

        if ((!version && !d1_node_is_string(key, "kind")) || (found.len && d1_str_eq(name, found)))
            continue;
        if ((name.len == text.len && strncasecmp(name.ptr, text.ptr, text.len) == 0) ||
            (!version && d1_str_distance(name, text, 1) == 1)) {
            found = name;
            near++;
        }
    }
    return near == 1 && !d1_str_eq(found, text) ? replace(repair, node, found) : 0;
}

static int repair_fault(struct repair *repair, const struct d1_fault *fault)
{
    const struct d1_node *node = fault->node;

    if (!node || !fault->artifact || !fault->artifact->root || !is_selected(repair->fixes, fault->check))
        return 0;
    repair->artifact = fault->artifact;
    if (strcmp(fault->check, "SHP-001") == 0)
        return spell_head(repair, node);
    if (strcmp(fault->check, "SHP-002") != 0)
        return 0;
    if (node->is_key)
        return fault->property.len ? rename_key(repair, node + 1) : 0;
    if (node->kind == D1_NODE_STRING)
        return spell_word(repair, node);
    return quote_amount(repair, node);
}

/* ---- references ---- */

static bool is_repeated(const struct d1_node *item)
{
    const struct d1_node *list = d1_node_parent(item);

    for (size_t i = 0; list && list->kind == D1_NODE_SEQUENCE && d1_node_item(list, i) != item; i++)
        if (d1_node_equal(d1_node_item(list, i), item))
            return true;
    return false;
}

/* References that stand in a list twice. */
static int drop_repeated(struct repair *repair, const struct d1_artifact *artifact)
{
    repair->artifact = artifact;
    for (size_t i = 0; i < artifact->mark_count && artifact->sound && is_selected(repair->fixes, "SHP-002"); i++) {
        const struct d1_node *node = artifact->marks[i].node, *place;

        if (artifact->marks[i].annotation != D1_ANNOTATION_REF || !is_repeated(node) ||
            !(place = node_of(repair, node)))
            continue;
        if (count(repair, d1_edit_remove(repair->edit, place, NULL)) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* A reference to nothing, one or two letters away from one id alone. */
static int mend_reference(struct repair *repair, const struct d1_fault *fault)
{
    const struct d1_engagement *engagement = d1_scope_engagement(repair->fixes->scope);
    struct d1_str found = {"", 0}, text;
    size_t nearest = 3;

    if (!repair->fixes->unsafe || strcmp(fault->check, "REF-001") != 0 || !fault->node || !fault->artifact ||
        fault->node->kind != D1_NODE_STRING || !is_selected(repair->fixes, fault->check))
        return 0;
    repair->artifact = fault->artifact;
    text = d1_node_text(fault->node);
    for (size_t i = 0; i < engagement->symbols.len; i++) {
        size_t distance = d1_str_distance(text, engagement->symbols.entries[i].key, 2);

        if (distance < nearest) {
            nearest = distance;
            found = engagement->symbols.entries[i].key;
        } else if (distance == nearest && distance <= 2) {
            found = d1_strn("", 0);
        }
    }
    return found.len ? replace(repair, fault->node, found) : 0;
}

/* ---- a file ---- */

static int repair_all(struct repair *repair, const struct d1_file *file)
{
    const struct d1_engagement *engagement = d1_scope_engagement(repair->fixes->scope);

    for (size_t i = 0; i < file->faults.len; i++)
        if (repair_fault(repair, &file->faults.items[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < file->artifact_count; i++)
        if (file->artifacts[i].root && drop_repeated(repair, &file->artifacts[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < engagement->faults.len; i++)
        if (strcmp(engagement->faults.items[i].place.path, file->path) == 0 &&
            mend_reference(repair, &engagement->faults.items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

static struct d1_fixed_file *fixed_file(const struct d1_fixes *fixes, const char *path)
{
    for (size_t i = 0; i < fixes->files.len; i++)
        if (strcmp(fixes->files.items[i].path, path) == 0)
            return &fixes->files.items[i];
    return NULL;
}

/* Takes over the text that a repair made of a file; `before` is what it was without any. */
static int keep(struct d1_fixes *fixes, const char *path, struct d1_str before, struct d1_str text, size_t count)
{
    struct d1_fixed_file *fixed = fixed_file(fixes, path), new = {0};

    if (!fixed) {
        new.path = d1_arena_str(&fixes->arena, d1_str(path)).ptr;
        new.disk = d1_arena_printf(&fixes->arena, "%s/%s", d1_scope_root(fixes->scope), path).ptr;
        new.before = d1_arena_str(&fixes->arena, before);
        if (!new.path || !new.disk || !new.before.ptr || d1_vec_push(&fixes->files, new) < 0)
            return D1_ERR_MEMORY;
        fixed = &fixes->files.items[fixes->files.len - 1];
    }
    fixed->after = d1_arena_str(&fixes->arena, text);
    fixed->count += count;
    return fixed->after.ptr ? 0 : D1_ERR_MEMORY;
}

/* What is repaired so far of a file, else what lies there, which is read into a buffer. */
static int read_present(const struct d1_fixes *fixes, const char *path, struct d1_strbuf *read, struct d1_str *present,
                        struct d1_error *error)
{
    const struct d1_fixed_file *fixed = fixed_file(fixes, path);
    struct d1_strbuf disk = {0};
    int result = 0;

    if (!fixed) {
        d1_strbuf_printf(&disk, "%s/%s", d1_scope_root(fixes->scope), path);
        result = disk.oom ? d1_error_memory(error) : d1_file_read(read, disk.ptr, error);
        d1_strbuf_release(&disk);
    }
    *present = fixed ? fixed->after : d1_strbuf_view(read);
    return result;
}

int d1_fixes_find(struct d1_fixes *fixes, const struct d1_file *file, bool *found, struct d1_error *error)
{
    struct repair repair = {.fixes = fixes};
    struct d1_yaml_loader *loader = NULL;
    struct d1_strbuf read = {0}, text = {0};
    struct d1_str present;
    int result = read_present(fixes, file->path, &read, &present, error);

    if (result == 0)
        result = d1_yaml_loader_new(&loader, error);
    if (result == 0 && d1_edit_open(&repair.edit, loader, present, NULL) < 0)
        goto done; /* what cannot be read cannot be repaired */
    if (result == 0 && repair_all(&repair, file) < 0)
        result = d1_error_memory(error);
    if (result == 0 && repair.count && d1_edit_finish(repair.edit, &text, NULL) == 0) {
        *found = true;
        if (keep(fixes, file->path, present, d1_strbuf_view(&text), repair.count) < 0)
            result = d1_error_memory(error);
    }
done:
    d1_edit_free(repair.edit);
    for (size_t i = 0; i < repair.values.len; i++)
        d1_doc_free(repair.values.items[i]);
    d1_vec_release(&repair.values);
    d1_yaml_loader_free(loader);
    d1_strbuf_release(&read);
    d1_strbuf_release(&text);
    return result;
}
