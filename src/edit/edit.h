/*
 * Changes of a YAML file at places of its documents. Every byte that a change is not about stays: comments, order,
 * quotes, indentation, line ends, a byte order mark, a last line without its end.
 *
 *     d1_edit_open(&edit, loader, bytes, &error);
 *     d1_edit_append(edit, d1_node_at(d1_edit_root(edit, 0), "spec.risks"), &value, &error);
 *     d1_edit_finish(edit, &text, &error);
 *     d1_edit_free(edit);
 *
 * Changes are collected, and made together at the end; nodes are those of the file as it was. What comes out is read
 * again and must say what the file said before, in the same order, but for the changes; otherwise it fails. So what is
 * written in a way that this folder does not understand (explicit keys, an anchor whose aliases stand elsewhere) is
 * left alone, and never spoilt.
 *
 * Functions return 0; D1_ERR_USAGE for a change that cannot be made there, with a sentence that says why; D1_ERR_SYNTAX
 * for a file that is not sound YAML; D1_ERR_MEMORY. A failed change leaves the others as they are.
 */
#ifndef D1_EDIT_EDIT_H
#define D1_EDIT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text/strbuf.h"
#include "doc/node.h"
#include "yaml/yaml.h"

struct d1_edit;

/*
 * What is to be written: a node of any other document. In block style, lines of comments may follow the last entry of a
 * mapping, each without its "# "; in flow style there is no room for them, and they are left out.
 */
struct d1_edit_value {
    const struct d1_node *node;
    const struct d1_str *remarks;
    size_t remark_count;
};

/*
 * Takes up the bytes of a file, which are borrowed, as is the loader, until the edit is freed. *edit is the caller's,
 * to be freed with d1_edit_free.
 */
int d1_edit_open(struct d1_edit **edit, struct d1_yaml_loader *loader, struct d1_str bytes, struct d1_error *error);

/* NULL is allowed. */
void d1_edit_free(struct d1_edit *edit);

/* The documents of the file as it was. index must be below d1_edit_count. */
size_t d1_edit_count(const struct d1_edit *edit);
const struct d1_node *d1_edit_root(const struct d1_edit *edit, size_t index);

/* Puts a scalar in place of a scalar. A text stays in the quotes that the old one stood in. */
int d1_edit_replace(struct d1_edit *edit, const struct d1_node *scalar, const struct d1_node *value,
                    struct d1_error *error);

/* Gives the key of a value another name, which its mapping must not have. */
int d1_edit_rename(struct d1_edit *edit, const struct d1_node *value, struct d1_str name, struct d1_error *error);

/*
 * Makes a list of a scalar, with that as its only item, in [ ]. Not of a text in lines of its own, of one that has an
 * anchor or a tag, or of a value that is null.
 */
int d1_edit_enlist(struct d1_edit *edit, const struct d1_node *scalar, struct d1_error *error);

/* Adds a pair behind those of a mapping, or of a value that is null. The mapping must not have the key. */
int d1_edit_insert(struct d1_edit *edit, const struct d1_node *mapping, struct d1_str key,
                   const struct d1_edit_value *value, struct d1_error *error);

/* Adds an item behind those of a sequence, or of a value that is null. */
int d1_edit_append(struct d1_edit *edit, const struct d1_node *sequence, const struct d1_edit_value *value,
                   struct d1_error *error);

/* Takes an item out of its sequence, with its line in block style. The first of a sequence cannot be taken out. */
int d1_edit_remove(struct d1_edit *edit, const struct d1_node *item, struct d1_error *error);

/* Appends the file with all changes made to *out, which is empty again where that fails. */
int d1_edit_finish(struct d1_edit *edit, struct d1_strbuf *out, struct d1_error *error);

/*
 * Appends a value as a document of its own in block style, each line ended by a line feed: for new files. 0 or
 * D1_ERR_MEMORY.
 */
int d1_edit_write(struct d1_strbuf *out, const struct d1_edit_value *value);

/* Appends "key: value" as lines of a block, from a column on, each ended by a line feed. out->oom says whether it is
 * whole. */
void d1_edit_write_pair(struct d1_strbuf *out, struct d1_str key, const struct d1_node *value, size_t column);

#endif
