/* JSON Pointer (RFC 6901) from and to nodes. */
#ifndef D1_DOC_POINTER_H
#define D1_DOC_POINTER_H

#include "base/text/strbuf.h"
#include "doc/node.h"

/* Appends the pointer of a node ("/spec/risks/0/id"; the root is the empty text); of a key: its value's pointer. */
void d1_pointer_write(struct d1_strbuf *out, const struct d1_node *node);

/* Appends one reference token with '~' and '/' escaped. */
void d1_pointer_token(struct d1_strbuf *out, struct d1_str token);

/* The node a pointer leads to from root, or NULL: malformed pointer or nothing there. */
const struct d1_node *d1_pointer_resolve(const struct d1_node *root, struct d1_str pointer);

/* The index of an item in its sequence or of a value in its mapping; 0 for a root. */
size_t d1_pointer_index(const struct d1_node *node);

#endif
