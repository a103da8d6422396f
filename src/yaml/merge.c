#include "yaml/merge.h"

#include "base/error.h"
#include "base/map.h"

struct merger {
    struct d1_builder *builder;
    struct d1_stream *stream;
    bool oom;
};

static bool is_merge_key(const struct d1_node *key)
{
    return key->plain && d1_node_is_string(key, "<<");
}

static void write_node(struct merger *merger, const struct d1_node *node);

/* The pairs of a mapping whose keys are not there yet; merge keys come after these. */
static void write_own_pairs(struct merger *merger, const struct d1_node *mapping, struct d1_map *seen)
{
    for (size_t i = 0; i < d1_node_count(mapping) && !merger->oom; i++) {
        const struct d1_node *key = d1_node_pair_key(mapping, i);
        struct d1_map_entry *entry;

        if (is_merge_key(key) || d1_map_find(seen, d1_node_text(key)))
            continue;
        if (d1_map_insert(seen, d1_node_text(key), NULL, &entry) < 0)
            merger->oom = true;
        d1_builder_copy(merger->builder, key, NULL);
        write_node(merger, d1_node_pair_value(mapping, i));
    }
}

static void write_pairs(struct merger *merger, const struct d1_node *mapping, struct d1_map *seen);

static void write_merged(struct merger *merger, const struct d1_node *value, bool in_list, struct d1_map *seen)
{
    if (value->kind == D1_NODE_MAPPING) {
        write_pairs(merger, value, seen);
    } else if (value->kind == D1_NODE_SEQUENCE && !in_list) {
        for (size_t i = 0; i < d1_node_count(value) && !merger->oom; i++)
            write_merged(merger, d1_node_item(value, i), true, seen);
    } else if (d1_stream_problem(merger->stream, "merge-key", d1_node_place(value),
                                 "the merge key \"<<\" takes a mapping or a list of mappings, and this is neither; "
                                 "correct it, or quote the key if it is one like any other") < 0) {
        merger->oom = true;
    }
}

/* All pairs that a mapping stands for. The recursion goes down the document, whose depth is bounded. */
static void write_pairs(struct merger *merger, const struct d1_node *mapping, struct d1_map *seen)
{
    write_own_pairs(merger, mapping, seen);
    for (size_t i = 0; i < d1_node_count(mapping) && !merger->oom; i++)
        if (is_merge_key(d1_node_pair_key(mapping, i)))
            write_merged(merger, d1_node_pair_value(mapping, i), false, seen);
}

static void write_mapping(struct merger *merger, const struct d1_node *mapping)
{
    struct d1_map seen = {0};
    bool merges = false;

    for (size_t i = 0; i < d1_node_count(mapping); i++)
        merges = merges || is_merge_key(d1_node_pair_key(mapping, i));
    if (merges)
        write_pairs(merger, mapping, &seen);
    for (size_t i = 0; i < d1_node_count(mapping) && !merges && !merger->oom; i++) {
        d1_builder_copy(merger->builder, d1_node_pair_key(mapping, i), NULL);
        write_node(merger, d1_node_pair_value(mapping, i));
    }
    d1_map_release(&seen);
}

static void write_node(struct merger *merger, const struct d1_node *node)
{
    struct d1_span span = d1_node_span(node);

    if (node->kind != D1_NODE_MAPPING && node->kind != D1_NODE_SEQUENCE) {
        d1_builder_copy(merger->builder, node, NULL);
        return;
    }
    merger->builder->expanding = node->expanded;
    d1_builder_begin(merger->builder, span, d1_node_kind(node));
    merger->builder->expanding = false;
    if (node->kind == D1_NODE_MAPPING)
        write_mapping(merger, node);
    for (size_t i = 0; node->kind == D1_NODE_SEQUENCE && i < d1_node_count(node) && !merger->oom; i++)
        write_node(merger, d1_node_item(node, i));
    d1_builder_end(merger->builder, span.end_line, span.end_column);
}

int d1_yaml_merge(struct d1_builder *builder, struct d1_stream *stream, struct d1_doc **doc)
{
    struct merger merger = {.builder = builder, .stream = stream};
    struct d1_doc *merged;

    write_node(&merger, d1_doc_root(*doc));
    if (merger.oom || builder->oom || d1_builder_finish(builder, (*doc)->end_line, &merged) < 0) {
        d1_builder_reset(builder);
        return D1_ERR_MEMORY;
    }
    d1_doc_free(*doc);
    *doc = merged;
    return 0;
}
