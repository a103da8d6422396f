/*
 * Where the nodes of a document stand, packed: in document order a few bytes for each, which say how its place follows
 * from that of the node before. Before the bytes there is a table by which reading can begin at each
 * D1_PLACES_APART-th node, whose place follows from nothing: the offsets of their bytes, 32 bits each.
 *
 * A node begins with a byte of three fields of two bits, and what they announce follows as numbers of variable length
 * (seven bits a byte, the lowest first; those that may be negative with their sign in the lowest bit):
 *
 *     line     0, 1, 2: as many behind the node before; 3: a signed number says how many
 *     column   0: two behind the end of the node before; 1: that of the node before; 2: that of the last key;
 *              3: a signed number says how far behind that of the node before
 *     end      0: on the same line, as far behind the start as a string has bytes; 1: two columns farther;
 *              2: a signed number says how much farther; 3: signed the number of lines, then the column
 */
#ifndef D1_DOC_PLACE_H
#define D1_DOC_PLACE_H

#include "base/vec.h"
#include "doc/node.h"

enum { D1_PLACES_APART = 32 };

/* Reads the places of a document in order. */
struct d1_places {
    const struct d1_node *nodes;
    uint32_t next; /* index of the node whose place comes next */
    const unsigned char *at;
    struct d1_span before;
    uint32_t key_column;
};

/* Begins at a node, by its index, which may be the number of nodes. */
struct d1_places d1_places_from(const struct d1_doc *doc, uint32_t index);

/* The place of the next node; there must be one. */
struct d1_span d1_places_next(struct d1_places *places);

/* Whether `size` bytes, aligned to four, are the places of all nodes of a document, whose number is within limits. */
bool d1_places_check(const struct d1_doc *doc, const void *bytes, size_t size);

/* Packed places in the making. */
struct d1_places_packed {
    D1_VEC(uint32_t) table;
    D1_VEC(unsigned char) bytes;
};

/* Packs the places of as many nodes, in place of what was there. 0 or D1_ERR_MEMORY. */
int d1_places_pack(struct d1_places_packed *packed, const struct d1_node *nodes, const struct d1_span *spans,
                   size_t count);

/* Bytes that they take in a block; and writes them there. */
size_t d1_places_size(const struct d1_places_packed *packed);
void d1_places_write(const struct d1_places_packed *packed, void *to);

void d1_places_release(struct d1_places_packed *packed);

#endif
