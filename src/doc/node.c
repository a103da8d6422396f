#include "doc/node.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory/region.h"

void d1_doc_free(struct d1_doc *doc)
{
    d1_region_free(doc);
}

int d1_key_order(struct d1_str a, struct d1_str b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

/* What numbers of pairs are sorted by. */
struct pairs {
    const struct d1_node *nodes;
    const uint32_t *keys;
};

static int by_key(const void *x, const void *y, void *context)
{
    const struct pairs *pairs = context;
    size_t first = *(const uint32_t *)x, second = *(const uint32_t *)y;
    int order =
        d1_key_order(d1_node_text(&pairs->nodes[pairs->keys[first]]), d1_node_text(&pairs->nodes[pairs->keys[second]]));

    return order ? order : (first > second) - (first < second);
}

/* Makes the index of a mapping whose pairs have become fewer; behind them there is room for it. */
static void index_again(const struct d1_node *nodes, uint32_t *keys, uint32_t count)
{
    struct pairs pairs = {nodes, keys};
    uint32_t *index = keys + count;

    for (uint32_t i = 0; i < count; i++)
        index[i] = i;
    qsort_r(index, count, sizeof *index, by_key, &pairs);
}

void d1_doc_drop_nulls(struct d1_doc *doc)
{
    struct d1_node *nodes = (struct d1_node *)(void *)(doc + 1);
    uint32_t *table = (uint32_t *)(void *)((char *)doc + doc->child_table);

    for (uint32_t i = 0; i < doc->nodes; i++) {
        uint32_t *keys, kept = 0;

        if (nodes[i].kind != D1_NODE_MAPPING)
            continue;
        keys = table + nodes[i].value.children.first;
        for (uint32_t k = 0; k < nodes[i].value.children.count; k++)
            if (nodes[keys[k] + 1].kind != D1_NODE_NULL)
                keys[kept++] = keys[k];
        if (kept < nodes[i].value.children.count && kept > D1_DOC_SHORT)
            index_again(nodes, keys, kept);
        nodes[i].value.children.count = kept;
    }
}

struct d1_doc *d1_doc_copy(struct d1_region *region, const struct d1_doc *doc)
{
    struct d1_doc *copy = d1_region_alloc(region, doc->size);

    if (copy)
        memcpy(copy, doc, doc->size);
    return copy;
}

const struct d1_doc *d1_doc_from_bytes(const void *bytes, size_t size)
{
    const struct d1_doc *doc = bytes;

    if (size < sizeof *doc + sizeof(struct d1_node) || (uintptr_t)bytes % 8)
        return NULL;
    if (doc->magic != D1_DOC_MAGIC || doc->version != D1_DOC_VERSION || doc->size > size || !doc->nodes)
        return NULL;
    return doc;
}

const char *d1_node_kind_name(enum d1_node_kind kind)
{
    static const char *const names[] = {"null", "boolean", "integer", "number", "string", "sequence", "mapping"};

    return names[kind];
}

/* The value of the first pair, of those that the index has in order, whose key is `key`; NULL when there is none. */
static const struct d1_node *find_indexed(const struct d1_node *nodes, const uint32_t *keys, size_t pairs,
                                          struct d1_str key)
{
    const uint32_t *index = keys + pairs;
    size_t low = 0, high = pairs;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (d1_key_order(d1_node_text(&nodes[keys[index[middle]]]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == pairs || !d1_str_eq(d1_node_text(&nodes[keys[index[low]]]), key))
        return NULL;
    return &nodes[keys[index[low]] + 1];
}

const struct d1_node *d1_node_get_hashed(const struct d1_node *node, struct d1_str key, uint32_t hash)
{
    const struct d1_doc *doc;
    const struct d1_node *nodes;
    const uint32_t *keys;
    size_t pairs;

    if (!node || node->kind != D1_NODE_MAPPING)
        return NULL;
    doc = d1_node_doc(node);
    nodes = d1_doc_root(doc);
    keys = (const uint32_t *)(const void *)((const char *)doc + doc->child_table) + node->value.children.first;
    pairs = node->value.children.count;
    if (pairs > D1_DOC_SHORT)
        return find_indexed(nodes, keys, pairs, key);
    for (size_t i = 0; i < pairs; i++)
        if (d1_node_has_text(&nodes[keys[i]], key, hash))
            return &nodes[keys[i] + 1];
    return NULL;
}

const struct d1_node *d1_node_get_str(const struct d1_node *node, struct d1_str key)
{
    return d1_node_get_hashed(node, key, d1_str_hash(key));
}

static int by_address(const void *x, const void *y)
{
    const struct d1_node *a = *(const struct d1_node *const *)x, *b = *(const struct d1_node *const *)y;

    return (a > b) - (a < b);
}

/* Whether the key is one of its parent's pairs: a pair that was dropped has left its nodes behind. */
static bool is_pair(const struct d1_node *key)
{
    return d1_node_get_str(d1_node_parent(key), d1_node_text(key)) == key + 1;
}

/* Nodes lie behind each other: to look at each is less than to look into each mapping. */
int d1_doc_holders(struct d1_holders *holders, const struct d1_doc *doc, struct d1_str key)
{
    uint32_t hash = d1_str_hash(key);
    size_t first = holders->len;
    bool sorted = true;

    for (uint32_t i = 0; i < doc->nodes; i++) {
        const struct d1_node *node = d1_doc_node(doc, i), *parent;

        if (!node->is_key || !d1_node_has_text(node, key, hash) || !is_pair(node))
            continue;
        parent = d1_node_parent(node);
        sorted = sorted && (holders->len == first || holders->items[holders->len - 1] < parent);
        if (d1_vec_push(holders, parent) < 0)
            return D1_ERR_MEMORY;
    }
    if (!sorted)
        qsort(holders->items + first, holders->len - first, sizeof *holders->items, by_address);
    return 0;
}

const struct d1_node *d1_node_at(const struct d1_node *node, const char *path)
{
    struct d1_str rest = d1_str(path);

    while (node && rest.len) {
        size_t dot = d1_str_find(rest, '.', 0);

        node = d1_node_get_str(node, d1_str_sub(rest, 0, dot));
        rest = d1_str_sub(rest, dot + 1, rest.len);
    }
    return node;
}

struct d1_str d1_node_get_text(const struct d1_node *node, const char *key)
{
    const struct d1_node *value = d1_node_get(node, key);

    return value && value->kind == D1_NODE_STRING ? d1_node_text(value) : d1_strn("", 0);
}

/* Equality of two JSON numbers given as text, by exact mathematical value. */
static bool number_text_equal(struct d1_str a, struct d1_str b)
{
    struct d1_decimal x, y;

    if (!d1_decimal_parse(a, &x) || !d1_decimal_parse(b, &y))
        return d1_str_eq(a, b);
    return d1_decimal_cmp(&x, &y) == 0;
}

static bool numbers_equal(const struct d1_node *a, const struct d1_node *b)
{
    if (a->kind == D1_NODE_INT && b->kind == D1_NODE_INT)
        return a->value.integer == b->value.integer;
    return number_text_equal(d1_node_text(a), d1_node_text(b));
}

/* Recursion is bounded by the depth limit that every reader keeps. */
static bool sequences_equal(const struct d1_node *a, const struct d1_node *b)
{
    for (size_t i = 0; i < d1_node_count(a); i++)
        if (!d1_node_equal(d1_node_item(a, i), d1_node_item(b, i)))
            return false;
    return true;
}

static bool mappings_equal(const struct d1_node *a, const struct d1_node *b)
{
    for (size_t i = 0; i < d1_node_count(a); i++) {
        const struct d1_node *key = d1_node_pair_key(a, i);
        const struct d1_node *other = d1_node_get_str(b, d1_node_text(key));

        if (!other || !d1_node_equal(d1_node_pair_value(a, i), other))
            return false;
    }
    return true;
}

bool d1_node_equal(const struct d1_node *a, const struct d1_node *b)
{
    if (d1_node_is_number(a) && d1_node_is_number(b))
        return numbers_equal(a, b);
    if (a->kind != b->kind)
        return false;
    switch (d1_node_kind(a)) {
    case D1_NODE_BOOL:
        return a->value.boolean == b->value.boolean;
    case D1_NODE_STRING:
        return a->tag == b->tag && d1_str_eq(d1_node_text(a), d1_node_text(b));
    case D1_NODE_SEQUENCE:
        return d1_node_count(a) == d1_node_count(b) && sequences_equal(a, b);
    case D1_NODE_MAPPING:
        return d1_node_count(a) == d1_node_count(b) && mappings_equal(a, b);
    default:
        return true;
    }
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value;
    hash *= 0x9fb21c651e98df25u;
    return hash ^ (hash >> 32);
}

/* Numbers of equal value have the same digits from the first to the last that is not zero, and exponent. */
static uint64_t number_hash(const struct d1_node *node)
{
    struct d1_decimal decimal;
    uint64_t hash = 0x51ed270b;

    if (!d1_decimal_parse(d1_node_text(node), &decimal))
        return d1_str_hash_seeded(d1_node_text(node));
    for (size_t i = 0; i < decimal.digits.len; i++)
        if (decimal.digits.ptr[i] != '.')
            hash = mix(hash, (uint64_t)decimal.digits.ptr[i]);
    return mix(hash, (uint64_t)decimal.exponent * 2 + decimal.negative);
}

uint64_t d1_node_hash(const struct d1_node *node)
{
    uint64_t hash = mix(0x2545f491, node->kind == D1_NODE_DOUBLE ? D1_NODE_INT : node->kind);

    switch (d1_node_kind(node)) {
    case D1_NODE_BOOL:
        return mix(hash, node->value.boolean);
    case D1_NODE_INT:
    case D1_NODE_DOUBLE:
        return mix(hash, number_hash(node));
    case D1_NODE_STRING:
        return mix(hash, d1_str_hash_seeded(d1_node_text(node)));
    case D1_NODE_SEQUENCE:
        for (size_t i = 0; i < d1_node_count(node); i++)
            hash = mix(hash, d1_node_hash(d1_node_item(node, i)));
        return hash;
    case D1_NODE_MAPPING: {
        uint64_t sum = 0; /* a sum does not depend on the order of the pairs */

        for (size_t i = 0; i < d1_node_count(node); i++)
            sum += mix(d1_str_hash_seeded(d1_node_text(d1_node_pair_key(node, i))),
                       d1_node_hash(d1_node_pair_value(node, i)));
        return mix(hash, sum);
    }
    default:
        return hash;
    }
}
