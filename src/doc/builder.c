#include "doc/builder.h"

#include <assert.h>
#include <string.h>

#include "base/memory/alloc.h"

void d1_builder_release(struct d1_builder *builder)
{
    d1_vec_release(&builder->nodes);
    d1_vec_release(&builder->children);
    d1_vec_release(&builder->open);
    d1_vec_release(&builder->text);
    d1_vec_release(&builder->frames);
    d1_vec_release(&builder->sorted);
    d1_region_release(&builder->region);
    *builder = (struct d1_builder){0};
}

void d1_builder_reset(struct d1_builder *builder)
{
    builder->nodes.len = builder->children.len = builder->open.len = builder->text.len = builder->frames.len = 0;
    builder->oom = builder->expanding = false;
    memset(builder->keys, 0, sizeof builder->keys);
}

/* Offset of a NUL-terminated copy of the text, from the start of the text section. */
static uint32_t keep_text(struct d1_builder *builder, struct d1_str text)
{
    uint32_t offset = (uint32_t)builder->text.len;

    if (text.len >= INT32_MAX - builder->text.len || d1_vec_reserve(&builder->text, text.len + 1) < 0) {
        builder->oom = true;
        return 0;
    }
    if (text.len)
        memcpy(builder->text.items + offset, text.ptr, text.len);
    builder->text.items[offset + text.len] = '\0';
    builder->text.len += text.len + 1;
    return offset;
}

/* The same for the text of a key, which is kept once if it stood in the document shortly before. */
static uint32_t keep_key(struct d1_builder *builder, struct d1_str text, uint32_t hash)
{
    struct d1_builder_key_text *known = &builder->keys[hash % D1_BUILDER_KEYS];
    uint32_t offset;

    if (known->hash == hash && known->end > text.len) {
        offset = known->end - (uint32_t)text.len - 1;
        if (d1_str_eq((struct d1_str){builder->text.items + offset, text.len}, text))
            return offset;
    }
    offset = keep_text(builder, text);
    *known = (struct d1_builder_key_text){hash, (uint32_t)builder->text.len};
    return offset;
}

/* A line or column as a node holds it. */
#define POSITION(n) ((n) < D1_DOC_POSITION ? (n)&D1_DOC_POSITION : D1_DOC_POSITION)

/* A node but for its place and its neighbours. */
struct entry {
    enum d1_node_kind kind;
    bool plain, is_key;
    uint32_t text;  /* see keep_text */
    uint64_t value; /* the bytes of d1_node.value */
};

/*
 * Enters a node; it becomes an entry of the innermost open container. The node is written once, as a whole: fields of
 * a word that are set one after the other, and then copied, cost several times as much.
 */
static inline uint32_t enter(struct d1_builder *builder, struct d1_span span, struct entry entry)
{
    struct d1_builder_frame *frame = builder->frames.len ? &builder->frames.items[builder->frames.len - 1] : NULL;
    uint32_t index = (uint32_t)builder->nodes.len;
    bool has_key = false;
    struct d1_node *node;

    if (builder->oom || index >= D1_DOC_NODES || d1_vec_reserve(&builder->nodes, 1) < 0 ||
        d1_vec_reserve(&builder->open, 1) < 0) {
        builder->oom = true;
        return 0;
    }
    if (frame) {
        has_key = frame->after_key;
        frame->after_key = entry.is_key;
        builder->open.items[builder->open.len++] = index;
    }
    node = &builder->nodes.items[builder->nodes.len++];
    *node = (struct d1_node){
        .line = POSITION(span.line),
        .column = POSITION(span.column),
        .kind = entry.kind & 7u,
        .plain = entry.plain,
        .expanded = builder->expanding,
        .is_key = entry.is_key,
        .has_key = has_key,
        .end_line = POSITION(span.end_line),
        .end_column = POSITION(span.end_column),
        .self = index & (D1_DOC_NODES - 1),
        .text = entry.text,
        .parent = frame ? frame->node : 0,
    };
    memcpy(&node->value, &entry.value, sizeof node->value);
    return index;
}

void d1_builder_null(struct d1_builder *builder, struct d1_span span, struct d1_str text)
{
    (void)text;
    enter(builder, span, (struct entry){.kind = D1_NODE_NULL, .plain = true});
}

void d1_builder_bool(struct d1_builder *builder, struct d1_span span, bool value)
{
    struct entry entry = {.kind = D1_NODE_BOOL, .plain = true};

    memcpy(&entry.value, &value, sizeof value);
    enter(builder, span, entry);
}

void d1_builder_int(struct d1_builder *builder, struct d1_span span, int64_t value, struct d1_str text)
{
    struct entry entry = {.kind = D1_NODE_INT, .plain = true, .text = keep_text(builder, text)};

    memcpy(&entry.value, &value, sizeof value);
    enter(builder, span, entry);
}

void d1_builder_double(struct d1_builder *builder, struct d1_span span, double value, struct d1_str text)
{
    struct entry entry = {.kind = D1_NODE_DOUBLE, .plain = true, .text = keep_text(builder, text)};

    memcpy(&entry.value, &value, sizeof value);
    enter(builder, span, entry);
}

static inline void add_string(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain,
                              bool is_key)
{
    struct entry entry = {.kind = D1_NODE_STRING, .plain = plain, .is_key = is_key};
    uint32_t value[2] = {d1_str_hash(text), (uint32_t)text.len}; /* as in d1_node.value.string */

    entry.text = is_key ? keep_key(builder, text, value[0]) : keep_text(builder, text);
    memcpy(&entry.value, value, sizeof value);
    enter(builder, span, entry);
}

void d1_builder_string(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain)
{
    add_string(builder, span, text, plain, false);
}

void d1_builder_key(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain)
{
    add_string(builder, span, text, plain, true);
}

void d1_builder_begin(struct d1_builder *builder, struct d1_span span, enum d1_node_kind kind)
{
    struct d1_builder_frame frame = {.node = enter(builder, span, (struct entry){.kind = kind})};

    frame.pending = (uint32_t)builder->open.len;
    if (builder->oom || d1_vec_push(&builder->frames, frame) < 0)
        builder->oom = true;
}

/* Entries of the child table that the index of a container takes. */
static size_t index_length(unsigned kind, size_t pairs)
{
    return kind == D1_NODE_MAPPING && pairs > D1_DOC_SHORT ? pairs : 0;
}

void d1_builder_end(struct d1_builder *builder, uint32_t end_line, uint32_t end_column)
{
    struct d1_builder_frame *frame;
    struct d1_node *node;
    size_t entries, index;

    if (builder->oom)
        return;
    assert(builder->frames.len);
    frame = &builder->frames.items[--builder->frames.len];
    node = &builder->nodes.items[frame->node];
    entries = builder->open.len - frame->pending;
    index = index_length(node->kind, entries / 2);
    if (d1_vec_reserve(&builder->children, entries + index) < 0) {
        builder->oom = true;
        return;
    }
    if (entries)
        memcpy(builder->children.items + builder->children.len, builder->open.items + frame->pending,
               entries * sizeof(uint32_t));
    node->value.children.first = (uint32_t)builder->children.len;
    node->value.children.count = (uint32_t)(node->kind == D1_NODE_MAPPING ? entries / 2 : entries);
    node->end_line = POSITION(end_line);
    node->end_column = POSITION(end_column);
    if (index)
        d1_builder_index_keys(builder, builder->children.items + builder->children.len, (uint32_t)index,
                              builder->children.items + builder->children.len + entries);
    builder->children.len += entries + index;
    builder->open.len = frame->pending;
}

struct d1_span d1_builder_span(const struct d1_node *node)
{
    return (struct d1_span){(uint32_t)node->line, (uint32_t)node->column, (uint32_t)node->end_line,
                            (uint32_t)node->end_column};
}

void d1_builder_copy(struct d1_builder *builder, const struct d1_node *node, const struct d1_span *place)
{
    struct d1_span span = place ? *place : d1_builder_span(node);

    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        d1_builder_null(builder, span, d1_strn("", 0));
        break;
    case D1_NODE_BOOL:
        d1_builder_bool(builder, span, node->value.boolean);
        break;
    case D1_NODE_INT:
        d1_builder_int(builder, span, node->value.integer, d1_node_text(node));
        break;
    case D1_NODE_DOUBLE:
        d1_builder_double(builder, span, node->value.number, d1_node_text(node));
        break;
    case D1_NODE_STRING:
        add_string(builder, span, d1_node_text(node), node->plain, node->is_key);
        break;
    case D1_NODE_SEQUENCE:
    case D1_NODE_MAPPING:
        d1_builder_begin(builder, span, d1_node_kind(node));
        for (size_t i = 0; i < d1_node_count(node); i++) {
            if (node->kind == D1_NODE_MAPPING) {
                d1_builder_copy(builder, d1_node_pair_key(node, i), place);
                d1_builder_copy(builder, d1_node_pair_value(node, i), place);
            } else {
                d1_builder_copy(builder, d1_node_item(node, i), place);
            }
        }
        d1_builder_end(builder, span.end_line, span.end_column);
        break;
    }
}

/* Nodes of a subtree are consecutive; the first node behind it. */
static uint32_t subtree_end(const struct d1_builder *builder, uint32_t index)
{
    const struct d1_node *nodes = builder->nodes.items;
    uint32_t end = index;

    while (nodes[end].kind >= D1_NODE_SEQUENCE && nodes[end].value.children.count) {
        uint32_t entries = nodes[end].value.children.count * (nodes[end].kind == D1_NODE_MAPPING ? 2 : 1);

        end = builder->children.items[nodes[end].value.children.first + entries - 1];
    }
    return end + 1;
}

struct d1_builder_extent d1_builder_extent(const struct d1_builder *builder, uint32_t index)
{
    struct d1_builder_extent extent = {.nodes = subtree_end(builder, index) - index};

    for (uint32_t i = index; i < index + extent.nodes; i++) {
        const struct d1_node *node = &builder->nodes.items[i];

        if (node->kind == D1_NODE_STRING)
            extent.bytes += node->value.string.length;
        else if (node->kind == D1_NODE_INT || node->kind == D1_NODE_DOUBLE)
            extent.bytes += strlen(builder->text.items + node->text);
    }
    return extent;
}

uint32_t d1_builder_alias(struct d1_builder *builder, uint32_t index, struct d1_span place)
{
    uint32_t end, shift, count;
    size_t entries, length;

    if (builder->oom)
        return 0;
    end = subtree_end(builder, index);
    count = end - index;
    shift = (uint32_t)builder->nodes.len - index;
    if (builder->nodes.len + count > D1_DOC_NODES || d1_vec_reserve(&builder->nodes, count) < 0) {
        builder->oom = true;
        return 0;
    }
    for (uint32_t i = index; i < end && !builder->oom; i++) {
        struct d1_node node = builder->nodes.items[i];

        if (i == index) { /* the copied root hangs in the open container, the rest below the copied root */
            struct entry entry = {.kind = d1_node_kind(&node), .plain = node.plain, .text = node.text};

            memcpy(&entry.value, &node.value, sizeof entry.value);
            builder->expanding = true;
            enter(builder, place, entry);
            builder->expanding = false;
        } else {
            node.self = (i + shift) & (D1_DOC_NODES - 1);
            node.parent += shift;
            node.line = POSITION(place.line);
            node.column = POSITION(place.column);
            node.end_line = POSITION(place.end_line);
            node.end_column = POSITION(place.end_column);
            node.expanded = 1;
            builder->nodes.items[builder->nodes.len++] = node;
        }
        if (builder->oom || node.kind < D1_NODE_SEQUENCE)
            continue;
        entries = (size_t)node.value.children.count * (node.kind == D1_NODE_MAPPING ? 2 : 1);
        length = index_length(node.kind, node.value.children.count);
        if (d1_vec_reserve(&builder->children, entries + length) < 0) {
            builder->oom = true;
            break;
        }
        builder->nodes.items[i + shift].value.children.first = (uint32_t)builder->children.len;
        for (size_t j = 0; j < entries; j++)
            builder->children.items[builder->children.len++] =
                builder->children.items[node.value.children.first + j] + shift;
        for (size_t j = 0; j < length; j++) /* numbers of pairs stay what they are */
            builder->children.items[builder->children.len++] =
                builder->children.items[node.value.children.first + entries + j];
    }
    return builder->oom ? 0 : count;
}

int d1_builder_finish(struct d1_builder *builder, uint32_t end_line, struct d1_doc **doc)
{
    size_t nodes = builder->nodes.len * sizeof(struct d1_node);
    size_t table = builder->children.len * sizeof(uint32_t);
    size_t size = sizeof(struct d1_doc) + nodes + table + builder->text.len;
    size_t text = sizeof(struct d1_doc) + nodes + table;
    struct d1_doc *block = NULL;
    int result = D1_ERR_MEMORY;

    if (builder->oom)
        goto done;
    assert(builder->nodes.len && !builder->frames.len);
    if (size > INT32_MAX) {
        result = D1_ERR_LIMIT;
        goto done;
    }
    block = d1_region_alloc(&builder->region, size);
    if (!block)
        goto done;
    *block = (struct d1_doc){
        .magic = D1_DOC_MAGIC,
        .version = D1_DOC_VERSION,
        .size = (uint32_t)size,
        .nodes = (uint32_t)builder->nodes.len,
        .child_table = (uint32_t)(sizeof(struct d1_doc) + nodes),
        .children = (uint32_t)builder->children.len,
        .end_line = end_line,
    };
    memcpy(block + 1, builder->nodes.items, nodes);
    if (table)
        memcpy((char *)block + block->child_table, builder->children.items, table);
    if (builder->text.len)
        memcpy((char *)block + text, builder->text.items, builder->text.len);
    for (struct d1_node *node = (struct d1_node *)(void *)(block + 1), *end = node + block->nodes; node < end; node++)
        if (node->kind == D1_NODE_STRING || node->kind == D1_NODE_INT || node->kind == D1_NODE_DOUBLE)
            node->text += (uint32_t)text;
    *doc = block;
    result = 0;
done:
    d1_builder_reset(builder);
    return result;
}
