/* What a schema allows at a place, for values that come from the command line and from tables. */
#ifndef D1_CLI_WRITE_SHAPE_H
#define D1_CLI_WRITE_SHAPE_H

#include "base/error.h"
#include "base/memory/arena.h"
#include "doc/node.h"
#include "engagement/kinds.h"
#include "yaml/yaml.h"

/*
 * The schema of what stands under a key of an object, or at any number of a list: `segment` is the one or the other. Of
 * alternatives the first that knows it. NULL where the schema knows no such thing.
 */
const struct d1_node *d1_shape_below(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str segment);

/* The same along a path of segments with dots between them; NULL as soon as one is unknown, with *unknown set to it. */
const struct d1_node *d1_shape_at(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str path,
                                  struct d1_str *unknown);

/* The nearest key that the object knows; empty for none. */
struct d1_str d1_shape_nearest(const struct d1_kinds *kinds, const struct d1_node *schema, struct d1_str key);

/* Whether a value of a kind may stand there. */
bool d1_shape_admits(const struct d1_kinds *kinds, const struct d1_node *schema, enum d1_node_kind kind);

/*
 * A text as a value for that place: a list or mapping in YAML where these may stand and the text begins with `[` or
 * `{`, a number or boolean where that may stand and the text is one, else the text itself. *doc holds it and is the
 * caller's, to be freed with d1_doc_free. 0, D1_ERR_SYNTAX for a list that is none, or D1_ERR_MEMORY.
 */
int d1_shape_value(struct d1_doc **doc, const struct d1_kinds *kinds, const struct d1_node *schema,
                   struct d1_yaml_loader *loader, struct d1_str text, struct d1_error *error);

/* The object schema of an item type in the schema of the kind that defines it; NULL for none. */
const struct d1_node *d1_shape_of_item(const struct d1_kinds *kinds, const struct d1_item_type *type);

#endif
