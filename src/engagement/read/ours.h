/*
 * Whose a document is. One is ours when its root is a mapping whose `apiVersion` is of our group or of that of a kind
 * of the user's own, or which has no `apiVersion` and a `kind` that is known. Block style, flow style and JSON count
 * alike, and so do quoted keys and keys in any order.
 *
 * The parsed root decides. The bytes of a file are only asked before it is parsed, so that the YAML of others (compose
 * files, Helm templates) costs a look and gives no findings; and instead of a root where the text does not parse.
 */
#ifndef D1_ENGAGEMENT_READ_OURS_H
#define D1_ENGAGEMENT_READ_OURS_H

#include <stdbool.h>

#include "base/str.h"
#include "doc/node.h"
#include "engagement/kinds.h"
#include "yaml/scan.h"

/*
 * False when no document of the text can be ours: it has neither a group of ours nor, beside the word "kind", the name
 * of a known kind, nor an escape that could hide one of these. Text in another encoding than UTF-8 may always be ours.
 */
bool d1_ours_possible(const struct d1_kinds *kinds, struct d1_str bytes);

/* Whether the document with this root is ours. */
bool d1_ours_root(const struct d1_kinds *kinds, const struct d1_node *root);

/*
 * The same of a document that could not be parsed, by the keys that can be seen in it; where there is no `apiVersion`,
 * a version of our group anywhere but in a comment makes it ours, so that nobody commits a file of which the first
 * lines are torn without hearing of it.
 */
bool d1_ours_scanned(const struct d1_kinds *kinds, const struct d1_yaml_scanned *document);

#endif
