/*
 * Changes to an engagement in memory, as the examples of rules describe them: set a place, remove it, add an
 * artifact or a file. Private to src/rules.
 */
#ifndef D1_RULES_EXAMPLES_CHANGE_H
#define D1_RULES_EXAMPLES_CHANGE_H

#include "base/error.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "engagement/kinds.h"

/* A document of the engagement in the making. */
struct d1_changed_doc {
    struct d1_doc *doc; /* owned */
    const char *path;
    uint32_t document; /* of its file */
};

struct d1_changed_docs {
    D1_VEC_MEMBERS(struct d1_changed_doc);
    const struct d1_kinds *kinds; /* whose schemas say by which property an item is addressed */
};

/* The place that an address means in the tree of its artifact; NULL when there is none. */
const struct d1_node *d1_address_resolve(const struct d1_kinds *kinds, const struct d1_node *root, struct d1_str text);

/*
 * Appends "; did you mean `...`?" with an address near to one that leads nowhere, or nothing where there is none near:
 * of an artifact, of an item of it, of a field at the deepest place that there is. roots are those of the artifacts.
 */
void d1_address_suggest(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_node *const *roots,
                        size_t count, struct d1_str text);

/*
 * Applies one change ({set, to}, {remove} or {add}) to the documents. Returns 0, D1_ERR_USAGE when its address leads
 * nowhere, D1_ERR_MEMORY.
 */
int d1_change_apply(struct d1_changed_docs *docs, const struct d1_node *change, struct d1_error *error);

void d1_changed_docs_release(struct d1_changed_docs *docs);

#endif
