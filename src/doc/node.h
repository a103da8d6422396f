/*
 * A document: one YAML or JSON text as a tree of nodes.
 *
 * A document is one contiguous block without pointers: nodes refer to each other and to their text by 32-bit
 * offsets, so that the block can be copied, cached, mapped or embedded unchanged and is freed by one call. A node
 * knows where it stands in its block, so a `const struct d1_node *` is all a reader needs; it stays valid as long
 * as the block.
 *
 *     header | nodes in document order | child table | texts of numbers | places | text
 *
 * What is seldom asked for is packed (where nodes stand) or looked up (how numbers are written), so that a node is 16
 * bytes. Names are YAML's: mapping, sequence, scalar. The pairs of a mapping keep the order of the source. A key is a
 * string node of its own with a position. Aliases have been expanded by value, so every node has one parent; an
 * expanded node's place is the alias.
 */
#ifndef D1_DOC_NODE_H
#define D1_DOC_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/str.h"
#include "base/vec.h"

enum d1_node_kind {
    D1_NODE_NULL,
    D1_NODE_BOOL,
    D1_NODE_INT,    /* fits int64; its source text is kept */
    D1_NODE_DOUBLE, /* any other number; `number` is the nearest double, the source text is exact */
    D1_NODE_STRING,
    D1_NODE_SEQUENCE,
    D1_NODE_MAPPING
};

struct d1_node {
    uint32_t self : 20; /* this node's index */
    uint32_t kind : 3, plain : 1, expanded : 1;
    uint32_t is_key : 1, has_key : 1; /* a key of a mapping; the value of one, whose key is the node before */
    uint32_t high : 5;    /* of a number the bits above the tag of the place of its text among those of all numbers */
    uint32_t parent : 20; /* index of the parent node; of the root, which has none, 0 */
    uint32_t tag : 12;    /* of a string the low bits of its hash (D1_NODE_TAG), which tell most others apart; of a
                           * number the low bits of that place */
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct {
            uint32_t first; /* index into the child table */
            uint32_t count; /* items of a sequence; pairs of a mapping, of each of which the table has the key, whose
                             * value is the node behind it; behind them of a mapping with more than D1_DOC_SHORT pairs
                             * its index: the numbers of the pairs by length and bytes of their keys, equal ones as
                             * they stand */
        } children;
        struct {
            uint32_t text; /* offset of the text in the block */
            uint32_t length;
        } string;
    } value;
};

struct d1_doc {
    uint32_t magic;       /* D1_DOC_MAGIC */
    uint32_t version;     /* D1_DOC_VERSION; a block of another version is not read */
    uint32_t size;        /* bytes of the whole block */
    uint32_t nodes;       /* number of nodes; the first is the root */
    uint32_t child_table; /* offset of the child table: node indexes, 32 bits each */
    uint32_t children;    /* entries of it; behind them follow ... */
    uint32_t numbers;     /* ... as many struct d1_number_text, by node, and the places (doc/place.h) */
    uint32_t text;        /* offset of the texts */
    uint32_t end_line;    /* 0-based line on which the document's text ends */
    uint32_t source;      /* a number for the reader's own use (which file, which document); 0 when unset */
};

/* How a number is written. */
struct d1_number_text {
    uint32_t node; /* its index */
    uint32_t text; /* offset of its text in the block */
};

#define D1_DOC_MAGIC 0x64314431u
#define D1_DOC_VERSION 4u

/* A key is looked for in a mapping of so many pairs one by one, in a longer one by its index. */
#define D1_DOC_SHORT 32u

/* Nodes that a block can hold. */
#define D1_DOC_NODES (1u << 20)

/* The tag of a string with a hash (d1_str_hash). */
#define D1_NODE_TAG(hash) ((hash)&0xfffu)

_Static_assert(D1_LIMIT_NODES <= D1_DOC_NODES, "indexes of nodes fit");
_Static_assert(sizeof(struct d1_node) == 16, "a node is 16 bytes");
_Static_assert(sizeof(((struct d1_node *)0)->value) == sizeof(uint64_t), "a value is one word");
_Static_assert(sizeof(struct d1_doc) % 8 == 0, "nodes follow the header aligned");

/* Frees a document that a reader allocated; NULL is allowed. */
void d1_doc_free(struct d1_doc *doc);

struct d1_region;

/* A copy of a document in the region, to be freed with d1_doc_free; NULL when memory is short. */
struct d1_doc *d1_doc_copy(struct d1_region *region, const struct d1_doc *doc);

/*
 * Takes the pairs whose value is null out of all mappings, for readers to whom nothing written and nothing meant are
 * the same. Their nodes stay in the block, but lead nowhere. Not for a block that others read.
 */
void d1_doc_drop_nulls(struct d1_doc *doc);

/*
 * A check of a block that came from outside this process (a cache, an embedded table): magic, version and size.
 * It does not walk the tree. NULL when it does not fit.
 */
const struct d1_doc *d1_doc_from_bytes(const void *bytes, size_t size);

static inline const struct d1_node *d1_doc_node(const struct d1_doc *doc, uint32_t index)
{
    return (const struct d1_node *)(const void *)((const char *)doc + sizeof(struct d1_doc)) + index;
}

/* The texts of all nodes as they lie in the block, each ended by a NUL, also of those that lead nowhere. */
static inline struct d1_str d1_doc_text(const struct d1_doc *doc)
{
    return d1_strn((const char *)doc + doc->text, doc->size - doc->text);
}

static inline const struct d1_node *d1_doc_root(const struct d1_doc *doc)
{
    return d1_doc_node(doc, 0);
}

static inline const struct d1_doc *d1_node_doc(const struct d1_node *node)
{
    return (const struct d1_doc *)(const void *)((const char *)(node - node->self) - sizeof(struct d1_doc));
}

static inline enum d1_node_kind d1_node_kind(const struct d1_node *node)
{
    return (enum d1_node_kind)node->kind;
}

static inline bool d1_node_is_number(const struct d1_node *node)
{
    return node->kind == D1_NODE_INT || node->kind == D1_NODE_DOUBLE;
}

/* "null", "boolean", "integer", "number", "string", "sequence", "mapping". */
const char *d1_node_kind_name(enum d1_node_kind kind);

/* Numbers whose place has other bits in `tag` and `high`. */
enum { D1_NUMBERS_APART = 1 << 17 };

static inline struct d1_str d1_node_number_text_(const struct d1_node *number)
{
    const struct d1_doc *doc = d1_node_doc(number);
    size_t table = doc->child_table + (size_t)doc->children * sizeof(uint32_t);
    const struct d1_number_text *text = (const struct d1_number_text *)(const void *)((const char *)doc + table);

    for (text += number->tag | (uint32_t)number->high << 12; text->node != number->self; text += D1_NUMBERS_APART)
        continue;
    return d1_str((const char *)doc + text->text);
}

/* The text of a string, or the source text of a number; empty for other kinds. NUL-terminated behind its length. */
static inline struct d1_str d1_node_text(const struct d1_node *node)
{
    if (node->kind == D1_NODE_STRING)
        return (struct d1_str){(const char *)d1_node_doc(node) + node->value.string.text, node->value.string.length};
    if (d1_node_is_number(node))
        return d1_node_number_text_(node);
    return (struct d1_str){"", 0};
}

/* Whether a string has the text, whose hash is d1_str_hash(text). */
static inline bool d1_node_has_text(const struct d1_node *string, struct d1_str text, uint32_t hash)
{
    return string->tag == D1_NODE_TAG(hash) && d1_str_eq(d1_node_text(string), text);
}

static inline bool d1_node_is_string(const struct d1_node *node, const char *text)
{
    return node && node->kind == D1_NODE_STRING && d1_str_is(d1_node_text(node), text);
}

/* Items of a sequence, pairs of a mapping; 0 for scalars. */
static inline size_t d1_node_count(const struct d1_node *node)
{
    return node->kind >= D1_NODE_SEQUENCE ? node->value.children.count : 0;
}

static inline const struct d1_node *d1_node_child_(const struct d1_node *node, size_t entry)
{
    const struct d1_doc *doc = d1_node_doc(node);
    const uint32_t *table = (const uint32_t *)(const void *)((const char *)doc + doc->child_table);

    return d1_doc_node(doc, table[node->value.children.first + entry]);
}

/* Item `index` of a sequence; index must be below d1_node_count. */
static inline const struct d1_node *d1_node_item(const struct d1_node *sequence, size_t index)
{
    return d1_node_child_(sequence, index);
}

/* Key and value of pair `index` of a mapping; index must be below d1_node_count. */
static inline const struct d1_node *d1_node_pair_key(const struct d1_node *mapping, size_t index)
{
    return d1_node_child_(mapping, index);
}

static inline const struct d1_node *d1_node_pair_value(const struct d1_node *mapping, size_t index)
{
    return d1_node_child_(mapping, index) + 1;
}

/* The order of keys in the index of a mapping: by length, then by bytes. */
int d1_key_order(struct d1_str a, struct d1_str b);

/*
 * The value of a key, or NULL: node is NULL or no mapping, or has no such key. hash is d1_str_hash(key). Takes at most
 * D1_DOC_SHORT steps, whatever keys there are: they are found by their order, which no choice of keys makes slow.
 */
const struct d1_node *d1_node_get_hashed(const struct d1_node *node, struct d1_str key, uint32_t hash);
const struct d1_node *d1_node_get_str(const struct d1_node *node, struct d1_str key);

static inline const struct d1_node *d1_node_get(const struct d1_node *node, const char *key)
{
    return d1_node_get_hashed(node, d1_str(key), d1_str_hash(d1_str(key)));
}

/* Mappings of one document. All zero bytes is empty; to be released with d1_vec_release. */
struct d1_holders {
    D1_VEC_MEMBERS(const struct d1_node *);
};

/* Appends the mappings of a document that have a key, each once, in document order. 0 or D1_ERR_MEMORY. */
int d1_doc_holders(struct d1_holders *holders, const struct d1_doc *doc, struct d1_str key);

/* The value at a path of keys separated by '.', for example "spec.dates.kickoff"; NULL when a step is missing. */
const struct d1_node *d1_node_at(const struct d1_node *node, const char *path);

/* The text of the string value of a key, or the empty text when it is missing or no string. */
struct d1_str d1_node_get_text(const struct d1_node *node, const char *key);

/* The parent, NULL for the root. A key's parent is its mapping. */
static inline const struct d1_node *d1_node_parent(const struct d1_node *node)
{
    return node->self ? d1_doc_node(d1_node_doc(node), node->parent) : NULL;
}

/* The key of a mapping's value, else NULL. */
static inline const struct d1_node *d1_node_key(const struct d1_node *node)
{
    return node->has_key ? node - 1 : NULL;
}

/* Start and end of a node or event, lines and columns (in code points) from 0, end exclusive. */
struct d1_span {
    uint32_t line, column, end_line, end_column;
};

/*
 * Where the node stands: as a span, and from 1 with path NULL. Places are unpacked from the last of D1_PLACES_APART
 * nodes on; whoever goes through a whole document is better served by doc/place.h.
 */
struct d1_span d1_node_span(const struct d1_node *node);
struct d1_place d1_node_place(const struct d1_node *node);
struct d1_place d1_span_place(struct d1_span span);

/*
 * Deep equality as JSON Schema 2020-12 §4.2.2 defines it: numbers by exact mathematical value (1, 1.0 and 1e0 are
 * equal), mappings regardless of order. Both trees may be of different documents.
 */
bool d1_node_equal(const struct d1_node *a, const struct d1_node *b);

/* A hash that is equal for nodes that are equal in that sense; seeded per process. */
uint64_t d1_node_hash(const struct d1_node *node);

#endif
