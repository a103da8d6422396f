/* The changes that are wanted of a file, and the pieces of text they become. Private to src/edit. */
#ifndef D1_EDIT_PLAN_H
#define D1_EDIT_PLAN_H

#include "base/memory/arena.h"
#include "base/vec.h"
#include "doc/stream.h"
#include "edit/edit.h"
#include "edit/text.h"

enum d1_edit_kind { D1_EDIT_REPLACE, D1_EDIT_RENAME, D1_EDIT_ENLIST, D1_EDIT_INSERT, D1_EDIT_APPEND, D1_EDIT_REMOVE };

struct d1_edit_change {
    enum d1_edit_kind kind;
    const struct d1_node *node; /* the scalar, the value whose key, the container, the item */
    struct d1_str key;          /* the new name, the key of the pair */
    struct d1_edit_value value;
    size_t nth;                  /* of those that add to this node */
    struct d1_edit_change *next; /* of the same node, in order */
};

/* Text in place of the bytes of the file from `begin` to `end`. */
struct d1_edit_splice {
    size_t begin, end;
    size_t depth; /* of what is added: what lies deeper comes first */
    size_t order;
    struct d1_str text;
};

struct d1_edit {
    struct d1_edit_text text;
    struct d1_yaml_loader *loader;
    struct d1_stream stream;
    struct d1_edit_change ***by_node; /* by document and node the first change; of a document without changes NULL */
    D1_VEC(struct d1_edit_change *) changes;
    D1_VEC(struct d1_edit_splice) splices;
    struct d1_arena arena;
};

/* The changes of a node; NULL for none. */
const struct d1_edit_change *d1_edit_changes_of(const struct d1_edit *edit, const struct d1_node *node);

/* splice.c: adds the pieces of a change. 0, D1_ERR_USAGE or D1_ERR_MEMORY. */
int d1_edit_splice_add(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_error *error);

/* verify.c: whether the documents say what those of the edit say with its changes made. */
bool d1_edit_verify(const struct d1_edit *edit, const struct d1_stream *after);

#endif
