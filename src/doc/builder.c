#include "doc/builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"

/* Bytes of a text that is looked for among those before, though it is no key. */
enum { SHORT_TEXT = 40 };

void d1_builder_release(struct d1_builder *builder)
{
    d1_vec_release(&builder->nodes);
    d1_vec_release(&builder->spans);
    d1_vec_release(&builder->numbers);
    d1_vec_release(&builder->children);
    d1_vec_release(&builder->open);
    d1_vec_release(&builder->text);
    d1_vec_release(&builder->frames);
    d1_vec_release(&builder->sorted);
    d1_places_release(&builder->places);
    d1_region_release(&builder->region);
    *builder = (struct d1_builder){0};
}

void d1_builder_reset(struct d1_builder *builder)
{
    builder->nodes.len = builder->spans.len = builder->numbers.len = 0;
    builder->children.len = builder->open.len = builder->text.len = builder->frames.len = 0;
    builder->oom = builder->expanding = false;
    memset(builder->known, 0, sizeof builder->known);
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

/* The same for a text that is kept once if it stood in the document shortly before. */
static uint32_t keep_once(struct d1_builder *builder, struct d1_str text, uint32_t hash)
{
    struct d1_builder_known *known = &builder->known[hash % D1_BUILDER_KNOWN];
    uint32_t offset;

    if (known->hash == hash && known->end > text.len) {
        offset = known->end - (uint32_t)text.len - 1;
        if (d1_str_eq((struct d1_str){builder->text.items + offset, text.len}, text))
            return offset;
    }
    offset = keep_text(builder, text);
    *known = (struct d1_builder_known){hash, (uint32_t)builder->text.len};
    return offset;
}

/* A node but for its neighbours. */
struct entry {
    enum d1_node_kind kind;
    bool plain, is_key;
    uint32_t tag;   /* with what stands above it in d1_node.high */
    uint64_t value; /* the bytes of d1_node.value */
};

/*
 * Enters a node; it becomes an entry of the innermost open container, unless it is the value behind a key. The node is
 * written once, as a whole: fields of a word that are set one after the other, and then copied, cost several times as
 * much.
 */
static inline uint32_t enter(struct d1_builder *builder, struct d1_span span, struct entry entry)
{
    struct d1_builder_frame *frame = builder->frames.len ? &builder->frames.items[builder->frames.len - 1] : NULL;
    uint32_t index = (uint32_t)builder->nodes.len;
    bool has_key = false;
    struct d1_node *node;

    if (builder->oom || index >= D1_DOC_NODES || d1_vec_reserve(&builder->nodes, 1) < 0 ||
        d1_vec_reserve(&builder->spans, 1) < 0 || d1_vec_reserve(&builder->open, 1) < 0) {
        builder->oom = true;
        return 0;
    }
    if (frame) {
        has_key = frame->after_key;
        frame->after_key = entry.is_key;
        if (!has_key)
            builder->open.items[builder->open.len++] = index;
    }
    builder->spans.items[builder->spans.len++] = span;
    node = &builder->nodes.items[builder->nodes.len++];
    *node = (struct d1_node){
        .self = index & (D1_DOC_NODES - 1),
        .kind = entry.kind & 7u,
        .plain = entry.plain,
        .expanded = builder->expanding,
        .is_key = entry.is_key,
        .has_key = has_key,
        .parent = (frame ? frame->node : 0) & (D1_DOC_NODES - 1),
        .tag = D1_NODE_TAG(entry.tag),
        .high = entry.kind == D1_NODE_STRING ? 0 : entry.tag >> 12 & 31,
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

static void add_number(struct d1_builder *builder, struct d1_span span, struct entry entry, struct d1_str text)
{
    struct d1_number_text number = {(uint32_t)builder->nodes.len, keep_text(builder, text)};

    entry.tag = (uint32_t)builder->numbers.len;
    enter(builder, span, entry);
    if (builder->oom || d1_vec_push(&builder->numbers, number) < 0)
        builder->oom = true;
}

void d1_builder_int(struct d1_builder *builder, struct d1_span span, int64_t value, struct d1_str text)
{
    struct entry entry = {.kind = D1_NODE_INT, .plain = true};

    memcpy(&entry.value, &value, sizeof value);
    add_number(builder, span, entry, text);
}

void d1_builder_double(struct d1_builder *builder, struct d1_span span, double value, struct d1_str text)
{
    struct entry entry = {.kind = D1_NODE_DOUBLE, .plain = true};

    memcpy(&entry.value, &value, sizeof value);
    add_number(builder, span, entry, text);
}

static inline void add_string(struct d1_builder *builder, struct d1_span span, struct d1_str text, bool plain,
                              bool is_key)
{
    uint32_t hash = d1_str_hash(text);
    struct entry entry = {.kind = D1_NODE_STRING, .plain = plain, .is_key = is_key, .tag = hash};
    uint32_t value[2]; /* as in d1_node.value.string */

    value[0] = is_key || text.len <= SHORT_TEXT ? keep_once(builder, text, hash) : keep_text(builder, text);
    value[1] = (uint32_t)text.len;
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
    index = index_length(node->kind, entries);
    if (d1_vec_reserve(&builder->children, entries + index) < 0) {
        builder->oom = true;
        return;
    }
    if (entries)
        memcpy(builder->children.items + builder->children.len, builder->open.items + frame->pending,
               entries * sizeof(uint32_t));
    node->value.children.first = (uint32_t)builder->children.len;
    node->value.children.count = (uint32_t)entries;
    builder->spans.items[frame->node].end_line = end_line;
    builder->spans.items[frame->node].end_column = end_column;
    if (index)
        d1_builder_index_keys(builder, builder->children.items + builder->children.len, (uint32_t)index,
                              builder->children.items + builder->children.len + entries);
    builder->children.len += entries + index;
    builder->open.len = frame->pending;
}

/* What is copied, and how. */
struct copying {
    struct d1_builder *builder;
    const struct d1_span *place;          /* of all nodes; NULL: each has its own */
    const struct d1_node *const *without; /* values whose pairs are left out, by address */
    size_t count;
};

static int by_address(const void *key, const void *entry)
{
    const struct d1_node *node = key, *const *other = entry;

    return node == *other ? 0 : node < *other ? -1 : 1;
}

static bool is_left_out(const struct copying *copying, const struct d1_node *value)
{
    return copying->count &&
           bsearch(value, copying->without, copying->count, sizeof *copying->without, by_address) != NULL;
}

static void copy_node(const struct copying *copying, const struct d1_node *node)
{
    struct d1_builder *builder = copying->builder;
    struct d1_span span = copying->place ? *copying->place : d1_node_span(node);

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
            if (node->kind == D1_NODE_SEQUENCE) {
                copy_node(copying, d1_node_item(node, i));
            } else if (!is_left_out(copying, d1_node_pair_value(node, i))) {
                copy_node(copying, d1_node_pair_key(node, i));
                copy_node(copying, d1_node_pair_value(node, i));
            }
        }
        d1_builder_end(builder, span.end_line, span.end_column);
        break;
    }
}

void d1_builder_copy(struct d1_builder *builder, const struct d1_node *node, const struct d1_span *place)
{
    copy_node(&(struct copying){.builder = builder, .place = place}, node);
}

void d1_builder_copy_without(struct d1_builder *builder, const struct d1_node *node,
                             const struct d1_node *const *without, size_t count)
{
    copy_node(&(struct copying){.builder = builder, .without = without, .count = count}, node);
}

/* Where the text of a number stands, by the index of its node. */
static uint32_t number_text(const struct d1_builder *builder, uint32_t index)
{
    const struct d1_node *node = &builder->nodes.items[index];
    size_t at = node->tag | (uint32_t)node->high << 12;

    while (builder->numbers.items[at].node != index)
        at += D1_NUMBERS_APART;
    return builder->numbers.items[at].text;
}

/* Nodes of a subtree are consecutive; the first node behind it. */
static uint32_t subtree_end(const struct d1_builder *builder, uint32_t index)
{
    const struct d1_node *nodes = builder->nodes.items;
    uint32_t end = index;

    while (nodes[end].kind >= D1_NODE_SEQUENCE && nodes[end].value.children.count) {
        uint32_t last = nodes[end].value.children.first + nodes[end].value.children.count - 1;

        end = builder->children.items[last] + (nodes[end].kind == D1_NODE_MAPPING);
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
            extent.bytes += strlen(builder->text.items + number_text(builder, i));
    }
    return extent;
}

/* Adds the children of a container once more whose nodes were copied `shift` behind it. */
static void copy_children(struct d1_builder *builder, struct d1_node *copy, uint32_t shift)
{
    size_t from = copy->value.children.first, entries = copy->value.children.count;
    size_t length = index_length(copy->kind, entries);

    if (d1_vec_reserve(&builder->children, entries + length) < 0) {
        builder->oom = true;
        return;
    }
    copy->value.children.first = (uint32_t)builder->children.len;
    for (size_t j = 0; j < entries; j++)
        builder->children.items[builder->children.len++] = builder->children.items[from + j] + shift;
    for (size_t j = 0; j < length; j++) /* numbers of pairs stay what they are */
        builder->children.items[builder->children.len++] = builder->children.items[from + entries + j];
}

uint32_t d1_builder_alias(struct d1_builder *builder, uint32_t index, struct d1_span place)
{
    uint32_t end, shift, count;

    if (builder->oom)
        return 0;
    end = subtree_end(builder, index);
    count = end - index;
    shift = (uint32_t)builder->nodes.len - index;
    if (builder->nodes.len + count > D1_DOC_NODES || d1_vec_reserve(&builder->nodes, count) < 0 ||
        d1_vec_reserve(&builder->spans, count) < 0) {
        builder->oom = true;
        return 0;
    }
    for (uint32_t i = index; i < end && !builder->oom; i++) {
        struct d1_node node = builder->nodes.items[i];
        bool is_number = d1_node_is_number(&node);
        struct d1_number_text number = {i + shift, is_number ? number_text(builder, i) : 0};

        if (is_number) {
            node.tag = D1_NODE_TAG(builder->numbers.len);
            node.high = builder->numbers.len >> 12 & 31;
        }
        if (i == index) { /* the copied root hangs in the open container, the rest below the copied root */
            struct entry entry = {.kind = d1_node_kind(&node), .plain = node.plain};

            entry.tag = node.tag | (uint32_t)node.high << 12;
            memcpy(&entry.value, &node.value, sizeof entry.value);
            builder->expanding = true;
            enter(builder, place, entry);
            builder->expanding = false;
        } else {
            node.self = (i + shift) & (D1_DOC_NODES - 1);
            node.parent = (node.parent + shift) & (D1_DOC_NODES - 1);
            node.expanded = 1;
            builder->spans.items[builder->spans.len++] = place;
            builder->nodes.items[builder->nodes.len++] = node;
        }
        if (!builder->oom && is_number)
            builder->oom = d1_vec_push(&builder->numbers, number) < 0;
        if (!builder->oom && node.kind >= D1_NODE_SEQUENCE)
            copy_children(builder, &builder->nodes.items[i + shift], shift);
    }
    return builder->oom ? 0 : count;
}

/* Writes what was added into a block whose header says how much there is of it, and where. */
static void write_block(const struct d1_builder *builder, struct d1_doc *block)
{
    struct d1_node *nodes = (struct d1_node *)(void *)(block + 1);
    uint32_t *table = (uint32_t *)(void *)((char *)block + block->child_table);
    struct d1_number_text *numbers = (struct d1_number_text *)(void *)(table + block->children);

    memcpy(nodes, builder->nodes.items, builder->nodes.len * sizeof *nodes);
    if (block->children)
        memcpy(table, builder->children.items, block->children * sizeof *table);
    if (builder->text.len)
        memcpy((char *)block + block->text, builder->text.items, builder->text.len);
    d1_places_write(&builder->places, numbers + block->numbers);
    for (uint32_t i = 0; i < block->numbers; i++) {
        numbers[i] = builder->numbers.items[i];
        numbers[i].text += block->text;
    }
    for (uint32_t i = 0; i < block->nodes; i++)
        if (nodes[i].kind == D1_NODE_STRING)
            nodes[i].value.string.text += block->text;
}

int d1_builder_finish(struct d1_builder *builder, uint32_t end_line, struct d1_doc **doc)
{
    size_t child_table, text, size;
    struct d1_doc *block = NULL;
    int result = D1_ERR_MEMORY;

    if (builder->oom ||
        d1_places_pack(&builder->places, builder->nodes.items, builder->spans.items, builder->nodes.len) < 0)
        goto done;
    assert(builder->nodes.len && !builder->frames.len);
    child_table = sizeof *block + builder->nodes.len * sizeof(struct d1_node);
    text = child_table + builder->children.len * sizeof(uint32_t) +
           builder->numbers.len * sizeof(struct d1_number_text) + d1_places_size(&builder->places);
    size = text + builder->text.len;
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
        .child_table = (uint32_t)child_table,
        .children = (uint32_t)builder->children.len,
        .numbers = (uint32_t)builder->numbers.len,
        .text = (uint32_t)text,
        .end_line = end_line,
    };
    write_block(builder, block);
    *doc = block;
    result = 0;
done:
    d1_builder_reset(builder);
    return result;
}
