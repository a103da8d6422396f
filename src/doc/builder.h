/*
 * Builds documents from events: the one way a document comes into being, used by the YAML and the JSON reader and
 * by code that changes a document. A builder is reused from document to document and keeps its memory; it belongs
 * to one thread.
 *
 * Events come in document order: a scalar, or begin ... end of a container with its items in between; in a mapping
 * a key before each value. The builder checks none of that beyond assertions: it trusts the reader that calls it.
 * Limits are the reader's, but for the size of the block, which the builder bounds at 2 GiB.
 */
#ifndef D1_DOC_BUILDER_H
#define D1_DOC_BUILDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory/region.h"
#include "base/str.h"
#include "base/vec.h"
#include "doc/node.h"
#include "doc/place.h"

struct d1_stream;

struct d1_builder_frame {
    uint32_t node;    /* the open container */
    uint32_t pending; /* where its entries begin in `open` */
    bool after_key;   /* the last entry was a key, whose value comes next */
};

/* Where a text stands that was added lately; keys recur from item to item, and so do names, days and states. */
struct d1_builder_known {
    uint32_t hash;
    uint32_t end; /* offset behind the text's NUL, 0 for none */
};

enum { D1_BUILDER_KNOWN = 128 };

struct d1_builder {
    D1_VEC(struct d1_node) nodes;
    D1_VEC(struct d1_span) spans; /* of the nodes */
    D1_VEC(struct d1_number_text) numbers;
    D1_VEC(uint32_t) children;
    D1_VEC(uint32_t) open; /* entries of the open containers, innermost last */
    D1_VEC(char) text;
    D1_VEC(struct d1_builder_frame) frames;
    D1_VEC(uint32_t) sorted; /* keys of a mapping while they are compared */
    struct d1_places_packed places;
    struct d1_builder_known known[D1_BUILDER_KNOWN]; /* by the hash's low bits */
    struct d1_region region;                         /* finished documents are cut from it */
    bool oom;
    bool expanding; /* nodes added now are marked as coming from an alias */
};

/* All zero bytes is a builder ready for the first document. release frees its memory; reset begins anew. */
void d1_builder_release(struct d1_builder *builder);
void d1_builder_reset(struct d1_builder *builder);

/*
 * Each adds one event. Text is copied. When memory is short, or a document gets more than D1_DOC_NODES nodes, they
 * remember it, and finish fails.
 */
void d1_builder_null(struct d1_builder *builder, struct d1_span span, struct d1_str text);
void d1_builder_bool(struct d1_builder *builder, struct d1_span span, bool value);
void d1_builder_int(struct d1_builder *builder, struct d1_span span, int64_t value, struct d1_str text);
void d1_builder_double(struct d1_builder *builder, struct d1_span span, double value, struct d1_str text);
void d1_builder_string(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain);
void d1_builder_key(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain);
void d1_builder_begin(struct d1_builder *builder, struct d1_span span, enum d1_node_kind kind);
void d1_builder_end(struct d1_builder *builder, uint32_t end_line, uint32_t end_column);

/*
 * To be called before the end of a mapping: adds a problem "duplicate-key" to *stream for each key that stood in the
 * mapping before, in time n log n. Returns 0 or D1_ERR_MEMORY.
 */
int d1_builder_check_keys(struct d1_builder *builder, struct d1_stream *stream);

/* Writes the index of a mapping of so many pairs with these keys (struct d1_node). */
void d1_builder_index_keys(const struct d1_builder *builder, const uint32_t *keys, uint32_t count, uint32_t *index);

/*
 * Adds a copy of a node of a finished document with its subtree, each node at the place it had (place NULL) or all
 * of them at *place. Recursion is bounded by the depth limit of documents.
 */
void d1_builder_copy(struct d1_builder *builder, const struct d1_node *node, const struct d1_span *place);

/* The same, each node at the place it had, without the pairs of mappings whose value is one of `without`, by address.
 */
void d1_builder_copy_without(struct d1_builder *builder, const struct d1_node *node,
                             const struct d1_node *const *without, size_t count);

/* What the subtree of this builder's own node `index` (complete) comes to, itself included. */
struct d1_builder_extent {
    uint32_t nodes;
    size_t bytes; /* of the texts of its scalars and keys */
};
struct d1_builder_extent d1_builder_extent(const struct d1_builder *builder, uint32_t index);

/*
 * Adds a copy of the subtree of this builder's own node `index` (an anchor's node, complete), all of it at `place`.
 * Returns the number of nodes added, 0 when memory is short.
 */
uint32_t d1_builder_alias(struct d1_builder *builder, uint32_t index, struct d1_span place);

/* Index that the next node will have; number of nodes so far. */
static inline uint32_t d1_builder_next(const struct d1_builder *builder)
{
    return (uint32_t)builder->nodes.len;
}

/* Number of containers that are open. */
static inline size_t d1_builder_depth(const struct d1_builder *builder)
{
    return builder->frames.len;
}

/*
 * Makes the block of what was added (one complete root) and resets the builder. *doc is the caller's, to be freed
 * with d1_doc_free. Returns 0, D1_ERR_MEMORY or D1_ERR_LIMIT.
 */
int d1_builder_finish(struct d1_builder *builder, uint32_t end_line, struct d1_doc **doc);

#endif
