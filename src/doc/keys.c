#include <stdlib.h>
#include <string.h>

#include "base/text/utf8.h"
#include "doc/builder.h"
#include "doc/stream.h"

enum {
    FEW = 12,  /* keys of a mapping that are compared each with each; more are sorted */
    SHOWN = 60 /* code points of a key that a message repeats */
};

static struct d1_str text_of(const struct d1_builder *builder, const struct d1_node *node)
{
    return (struct d1_str){builder->text.items + node->value.string.text, node->value.string.length};
}

static bool same_key(const struct d1_builder *builder, const struct d1_node *a, const struct d1_node *b)
{
    return a->tag == b->tag && d1_str_eq(text_of(builder, a), text_of(builder, b));
}

/* Keys by length and text, then in the order of the document. */
static int by_text(const void *x, const void *y, void *context)
{
    const struct d1_builder *builder = context;
    uint32_t first = *(const uint32_t *)x, second = *(const uint32_t *)y;
    int order =
        d1_key_order(text_of(builder, &builder->nodes.items[first]), text_of(builder, &builder->nodes.items[second]));

    return order ? order : (first > second) - (first < second);
}

/* What numbers of pairs are sorted by. */
struct pairs {
    const struct d1_builder *builder;
    const uint32_t *keys;
};

static int by_text_of_pair(const void *x, const void *y, void *context)
{
    const struct pairs *pairs = context;
    size_t first = *(const uint32_t *)x, second = *(const uint32_t *)y;

    return by_text(&pairs->keys[first], &pairs->keys[second], (void *)(uintptr_t)pairs->builder);
}

void d1_builder_index_keys(const struct d1_builder *builder, const uint32_t *keys, uint32_t count, uint32_t *index)
{
    struct pairs pairs = {builder, keys};

    for (uint32_t i = 0; i < count; i++)
        index[i] = i;
    qsort_r(index, count, sizeof *index, by_text_of_pair, &pairs);
}

static int report(const struct d1_builder *builder, struct d1_stream *stream, const struct d1_node *first,
                  const struct d1_node *again)
{
    const struct d1_node *nodes = builder->nodes.items;
    struct d1_str text = text_of(builder, again), shown = d1_utf8_prefix(text, SHOWN);
    struct d1_place place = d1_span_place(builder->spans.items[again - nodes]);
    struct d1_place before = d1_span_place(builder->spans.items[first - nodes]);

    return d1_stream_problem_related(stream, "duplicate-key", place, before,
                                     "the key \"%.*s%s\" stands in this mapping already, on line %u; remove one of the "
                                     "two",
                                     D1_STR_ARG(shown), shown.len < text.len ? "..." : "", before.line);
}

static int compare_each(struct d1_builder *builder, struct d1_stream *stream, const uint32_t *keys, size_t count)
{
    const struct d1_node *nodes = builder->nodes.items;

    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (same_key(builder, &nodes[keys[i]], &nodes[keys[j]])) {
                if (report(builder, stream, &nodes[keys[j]], &nodes[keys[i]]) < 0)
                    return D1_ERR_MEMORY;
                break;
            }
    return 0;
}

static int sort_and_compare(struct d1_builder *builder, struct d1_stream *stream, const uint32_t *keys, size_t count)
{
    const struct d1_node *nodes = builder->nodes.items;
    size_t first = 0;

    builder->sorted.len = 0;
    if (d1_vec_reserve(&builder->sorted, count) < 0)
        return D1_ERR_MEMORY;
    memcpy(builder->sorted.items, keys, count * sizeof *keys);
    builder->sorted.len = count;
    qsort_r(builder->sorted.items, builder->sorted.len, sizeof *builder->sorted.items, by_text, builder);
    for (size_t i = 1; i < builder->sorted.len; i++) {
        if (!same_key(builder, &nodes[builder->sorted.items[first]], &nodes[builder->sorted.items[i]]))
            first = i;
        else if (report(builder, stream, &nodes[builder->sorted.items[first]], &nodes[builder->sorted.items[i]]) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_builder_check_keys(struct d1_builder *builder, struct d1_stream *stream)
{
    uint32_t pending = builder->frames.items[builder->frames.len - 1].pending;
    size_t count = builder->open.len - pending;

    if (count < 2)
        return 0;
    return count <= FEW ? compare_each(builder, stream, builder->open.items + pending, count)
                        : sort_and_compare(builder, stream, builder->open.items + pending, count);
}
