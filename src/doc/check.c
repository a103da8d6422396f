#include "doc/check.h"

/* What the parts of a block are, once they were found to lie in it. */
struct block {
    const struct d1_doc *doc;
    const struct d1_node *nodes;
    const uint32_t *table;
    uint32_t text; /* offset of the first text */
};

/* Nodes, child table and texts follow each other, and the last text ends with a NUL. */
static bool find_parts(struct block *block, const struct d1_doc *doc)
{
    uint64_t nodes_end = sizeof *doc + (uint64_t)doc->nodes * sizeof(struct d1_node);
    uint64_t table_end = doc->child_table + (uint64_t)doc->children * sizeof(uint32_t);

    if (doc->nodes > D1_DOC_NODES || doc->child_table % sizeof(uint32_t) || doc->child_table < nodes_end ||
        table_end > doc->size)
        return false;
    *block = (struct block){
        .doc = doc,
        .nodes = (const struct d1_node *)(const void *)(doc + 1),
        .table = (const uint32_t *)(const void *)((const char *)doc + doc->child_table),
        .text = (uint32_t)table_end,
    };
    return table_end == doc->size || ((const char *)doc)[doc->size - 1] == '\0';
}

static bool has_text(const struct block *block, const struct d1_node *node)
{
    uint32_t size = block->doc->size;

    if (node->text < block->text || node->text >= size)
        return false;
    if (node->kind != D1_NODE_STRING)
        return true; /* up to the next NUL, which is there */
    return node->value.string.length < size - node->text &&
           ((const char *)block->doc)[node->text + node->value.string.length] == '\0';
}

/* Whether the entries of a container are nodes of its own, each once, behind it and in their order. */
static bool has_children(const struct block *block, uint32_t at)
{
    const struct d1_node *node = &block->nodes[at];
    uint64_t first = node->value.children.first, count = node->value.children.count;
    bool mapping = node->kind == D1_NODE_MAPPING;
    uint64_t entries = mapping ? 2 * count : count, indexed = mapping && count > D1_DOC_SHORT ? count : 0;
    uint32_t last = at;

    if (first + entries + indexed > block->doc->children)
        return false;
    for (uint64_t i = 0; i < entries; i++) {
        uint32_t child = block->table[first + i];
        bool key = mapping && i % 2 == 0;

        if (child <= last || child >= block->doc->nodes || block->nodes[child].parent != at ||
            block->nodes[child].is_key != key || (key && block->nodes[child].kind != D1_NODE_STRING) ||
            block->nodes[child].has_key != (mapping && !key) || (mapping && !key && child != last + 1))
            return false;
        last = child;
    }
    for (uint64_t i = 0; i < indexed; i++)
        if (block->table[first + entries + i] >= count)
            return false;
    return true;
}

/* Whether a node hangs below the root; a parent stands before its children, so that the way up has an end. */
static bool hangs(const struct block *block, uint32_t at)
{
    unsigned depth = 0;

    if (block->nodes[at].self != at)
        return false;
    for (; at; at = block->nodes[at].parent)
        if (block->nodes[at].parent >= at || ++depth > D1_LIMIT_DEPTH)
            return false;
    return block->nodes[0].parent == 0;
}

static bool is_node(const struct block *block, uint32_t at)
{
    const struct d1_node *node = &block->nodes[at];

    if (!hangs(block, at) || (at == 0 && (node->is_key || node->has_key)))
        return false;
    switch (node->kind) {
    case D1_NODE_NULL:
        return true;
    case D1_NODE_BOOL:
        return *(const unsigned char *)&node->value <= 1;
    case D1_NODE_INT:
    case D1_NODE_DOUBLE:
    case D1_NODE_STRING:
        return has_text(block, node);
    case D1_NODE_SEQUENCE:
    case D1_NODE_MAPPING:
        return has_children(block, at);
    default:
        return false;
    }
}

const struct d1_doc *d1_doc_check(const void *bytes, size_t size)
{
    const struct d1_doc *doc = d1_doc_from_bytes(bytes, size);
    struct block block;

    if (!doc || doc->size != size || !find_parts(&block, doc))
        return NULL;
    for (uint32_t i = 0; i < doc->nodes; i++)
        if (!is_node(&block, i))
            return NULL;
    return doc;
}
