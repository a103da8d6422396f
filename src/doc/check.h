/*
 * Whether a block that came from outside of this process is a document that can be read: from a file, which may hold
 * anything.
 */
#ifndef D1_DOC_CHECK_H
#define D1_DOC_CHECK_H

#include "doc/node.h"

/*
 * The document in a block of so many bytes, aligned to 8; NULL where it is none. All that readers follow was looked at:
 * every offset and number leads into the block, texts end with a NUL, items come behind the node they belong to and
 * once, so that the tree has an end, and it is no deeper than D1_LIMIT_DEPTH. Whether texts, hashes and the order of
 * indexes are right is not: a wrong one misleads a search and harms nothing. Takes time by the number of nodes.
 */
const struct d1_doc *d1_doc_check(const void *bytes, size_t size);

#endif
