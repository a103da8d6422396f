/* How a document is laid out, so that what is added looks like what is there. Private to src/edit. */
#ifndef D1_EDIT_LAYOUT_H
#define D1_EDIT_LAYOUT_H

#include "edit/text.h"

struct d1_edit_layout {
    size_t step;         /* columns that a mapping is deeper than the one around it */
    size_t dash;         /* columns that the dash of a list is deeper than the key of the list */
    size_t pad;          /* columns from a dash to its item */
    const char *newline; /* how lines end */
};

/* That of files written anew. */
extern const struct d1_edit_layout d1_edit_layout_usual;

/* What the document of a root does first of each, else what is usual. */
struct d1_edit_layout d1_edit_layout_of(const struct d1_edit_text *text, const struct d1_node *root);

/* The column that the pairs or dashes of a block collection stand in. It must have one. */
size_t d1_edit_layout_column(const struct d1_edit_text *text, const struct d1_node *collection);

#endif
