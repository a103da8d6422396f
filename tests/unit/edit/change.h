/* One change of a text, for tests of src/edit: named in words, as rows of tables and random choices have it. */
#ifndef D1_TESTS_EDIT_CHANGE_H
#define D1_TESTS_EDIT_CHANGE_H

#include <criterion/criterion.h>

#include "doc/pointer.h"
#include "edit/edit.h"

struct change {
    const char *what;    /* "replace", "rename", "enlist", "insert", "append", "remove" */
    const char *pointer; /* JSON Pointer to the node, in the first document */
    const char *key;     /* the new name; the key of the pair */
    const char *value;   /* YAML of the value */
};

static inline int change_node(struct d1_edit *edit, const struct change *change, const struct d1_node *node,
                              const struct d1_node *value, struct d1_error *error)
{
    struct d1_edit_value whole = {.node = value};

    if (strcmp(change->what, "replace") == 0)
        return d1_edit_replace(edit, node, value, error);
    if (strcmp(change->what, "rename") == 0)
        return d1_edit_rename(edit, node, d1_str(change->key), error);
    if (strcmp(change->what, "enlist") == 0)
        return d1_edit_enlist(edit, node, error);
    if (strcmp(change->what, "insert") == 0)
        return d1_edit_insert(edit, node, d1_str(change->key), &whole, error);
    if (strcmp(change->what, "append") == 0)
        return d1_edit_append(edit, node, &whole, error);
    return d1_edit_remove(edit, node, error);
}

/* Makes the changes, one after the other, of one edit. What the edit returns; *out is the text where that is 0. */
static inline int make_changes(struct d1_strbuf *out, struct d1_str source, const struct change *changes, size_t count,
                               struct d1_error *error)
{
    struct d1_yaml_loader *loader = NULL, *values = NULL;
    struct d1_edit *edit = NULL;
    struct d1_stream streams[8] = {0};
    int result;

    d1_strbuf_clear(out);
    result = d1_yaml_loader_new(&loader, error);
    if (result == 0)
        result = d1_yaml_loader_new(&values, error);
    if (result == 0)
        result = d1_edit_open(&edit, loader, source, error);
    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_node *node = d1_pointer_resolve(d1_edit_root(edit, 0), d1_str(changes[i].pointer));

        cr_assert(node, "%s: nothing there", changes[i].pointer);
        result = d1_yaml_load(values, d1_str(changes[i].value ? changes[i].value : "~"), &streams[i], error);
        if (result == 0)
            result = change_node(edit, &changes[i], node, d1_doc_root(streams[i].items[0].doc), error);
    }
    if (result == 0)
        result = d1_edit_finish(edit, out, error);
    d1_edit_free(edit);
    for (size_t i = 0; i < count; i++)
        d1_stream_release(&streams[i]);
    d1_yaml_loader_free(loader);
    d1_yaml_loader_free(values);
    return result;
}

#endif
