#include "doc/check.h"

#include "doc/place.h"

/* What the parts of a block are, once they were found to lie in it. */
struct block {
    const struct d1_doc *doc;
    const struct d1_node *nodes;
    const uint32_t *table;
    const struct d1_number_text *numbers;
};

/* Nodes, child table, texts of numbers, places and texts follow each other, and the last text ends with a NUL. */
static bool find_parts(struct block *block, const struct d1_doc *doc)
{
    uint64_t nodes_end = sizeof *doc + (uint64_t)doc->nodes * sizeof(struct d1_node);
    uint64_t table_end = doc->child_table + (uint64_t)doc->children * sizeof(uint32_t);
    uint64_t numbers_end = table_end + (uint64_t)doc->numbers * sizeof(struct d1_number_text);

    if (doc->nodes > D1_DOC_NODES || doc->child_table % sizeof(uint32_t) || doc->child_table < nodes_end ||
        numbers_end > doc->text || doc->text > doc->size ||
        !d1_places_check(doc, (const char *)doc + numbers_end, doc->text - numbers_end))
        return false;
    *block = (struct block){
        .doc = doc,
        .nodes = (const struct d1_node *)(const void *)(doc + 1),
        .table = (const uint32_t *)(const void *)((const char *)doc + doc->child_table),
        .numbers = (const struct d1_number_text *)(const void *)((const char *)doc + table_end),
    };
    return doc->text == doc->size || ((const char *)doc)[doc->size - 1] == '\0';
}

static bool has_text(const struct block *block, const struct d1_node *string)
{
    uint32_t size = block->doc->size, text = string->value.string.text, length = string->value.string.length;

    return text >= block->doc->text && text < size && length < size - text &&
           ((const char *)block->doc)[text + length] == '\0';
}

/* The text of a number is found, and goes up to the next NUL, which is there. */
static bool has_number_text(const struct block *block, const struct d1_node *number)
{
    for (uint64_t i = number->tag | (uint32_t)number->high << 12; i < block->doc->numbers; i += D1_NUMBERS_APART)
        if (block->numbers[i].node == number->self)
            return block->numbers[i].text >= block->doc->text && block->numbers[i].text < block->doc->size;
    return false;
}

static bool is_child(const struct block *block, uint32_t at, uint32_t parent, bool is_key, bool has_key)
{
    const struct d1_node *node = at < block->doc->nodes ? &block->nodes[at] : NULL;

    return node && node->parent == parent && node->is_key == is_key && node->has_key == has_key &&
           (!is_key || node->kind == D1_NODE_STRING);
}

/* Whether the entries of a container are nodes of its own, each once, behind it and in their order. */
static bool has_children(const struct block *block, uint32_t at)
{
    const struct d1_node *node = &block->nodes[at];
    uint64_t first = node->value.children.first, count = node->value.children.count;
    bool mapping = node->kind == D1_NODE_MAPPING;
    uint64_t indexed = mapping && count > D1_DOC_SHORT ? count : 0;
    uint32_t last = at;

    if (first + count + indexed > block->doc->children)
        return false;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t child = block->table[first + i];

        if (child <= last || !is_child(block, child, at, mapping, false) ||
            (mapping && !is_child(block, child + 1, at, false, true)))
            return false;
        last = child + mapping;
    }
    for (uint64_t i = 0; i < indexed; i++)
        if (block->table[first + count + i] >= count)
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
        return has_number_text(block, node);
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
