#include "rules/course/news.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"

/* Where more change at once, none is compared with what stood before: what looks for pairs costs the square of them. */
enum { MOST_COMPARED = 64 };

/* ---- names and acts ---- */

static int by_number(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* The acts of a document, or the names in it with its path: to be compared, whatever their order. */
static int add_facts(struct d1_news *news, const struct d1_past_event *event, bool acts)
{
    for (size_t i = 0; i < event->document->fact_count; i++) {
        const struct d1_past_fact *fact = &event->document->facts[i];
        uint64_t number = acts ? fact->says : (uint64_t)fact->identity << 32 | event->path;

        if ((fact->kind == D1_FACT_ACT) != acts || fact->kind == D1_FACT_SETTLED)
            continue;
        if (event->comes ? d1_vec_push(&news->came, number) < 0 : d1_vec_push(&news->left, number) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether other acts, or other names, came at a point than left there. */
static int differ(struct d1_news *news, const struct d1_past_event *events, size_t count, bool acts, bool *differs)
{
    size_t size;

    news->left.len = news->came.len = 0;
    for (size_t i = 0; i < count; i++)
        if (add_facts(news, &events[i], acts) < 0)
            return D1_ERR_MEMORY;
    size = news->left.len * sizeof *news->left.items;
    *differs = news->left.len != news->came.len;
    if (*differs || !size)
        return 0;
    qsort(news->left.items, news->left.len, sizeof *news->left.items, by_number);
    qsort(news->came.items, news->came.len, sizeof *news->came.items, by_number);
    *differs = memcmp(news->left.items, news->came.items, size) != 0;
    return 0;
}

/* ---- items ---- */

/* Whether one document is what became of another: a new text of the same artifact at the same place. */
static bool is_pair(const struct d1_past_event *a, const struct d1_past_event *b)
{
    const struct d1_past_document *left = a->document, *right = b->document;

    return a->comes != b->comes && a->path == b->path && left->number == right->number && left->kind == right->kind &&
           left->fact_count && right->fact_count && left->facts[0].kind == D1_FACT_ARTIFACT &&
           right->facts[0].kind == D1_FACT_ARTIFACT && left->facts[0].identity == right->facts[0].identity;
}

static const struct d1_past_document *other_of(const struct d1_past_event *events, size_t count,
                                               const struct d1_past_event *event)
{
    for (size_t i = 0; i < count && count <= MOST_COMPARED; i++)
        if (is_pair(event, &events[i]))
            return events[i].document;
    return NULL;
}

/* The items of a document, from one end or the other. */
struct items {
    const struct d1_past_document *document;
    size_t first, end; /* among its facts, those that are looked at */
};

static const struct d1_past_fact *first_of(struct items *items)
{
    while (items->first < items->end && items->document->facts[items->first].kind != D1_FACT_ITEM)
        items->first++;
    return items->first < items->end ? &items->document->facts[items->first] : NULL;
}

static const struct d1_past_fact *last_of(struct items *items)
{
    while (items->first < items->end && items->document->facts[items->end - 1].kind != D1_FACT_ITEM)
        items->end--;
    return items->first < items->end ? &items->document->facts[items->end - 1] : NULL;
}

static bool are_equal(const struct d1_past_fact *a, const struct d1_past_fact *b)
{
    return a && b && a->says == b->says;
}

static void note_type(struct d1_news *news, struct d1_past *past, const struct d1_past_fact *fact)
{
    const struct d1_item_type *type = d1_past_type(past, fact->identity);

    if (type)
        news->types[type->index] = true;
}

/* Adds the keys under which one mapping does not say what the other says. */
static bool add_fields(struct d1_cel_keys *fields, const struct d1_node *mapping, const struct d1_node *other)
{
    bool differs = false;

    for (size_t i = 0; i < d1_node_count(mapping); i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(mapping, i));
        const struct d1_node *beside = d1_node_get_str(other, key);

        if (beside && d1_node_equal(d1_node_pair_value(mapping, i), beside))
            continue;
        d1_cel_keys_add(fields, key);
        differs = true;
    }
    return differs;
}

/* What an item said, and what it says now. Of what is kept without what no schema knows, all may differ. */
static void note_fields(struct d1_news *news, struct d1_past *past, uint32_t before, uint32_t after)
{
    const struct d1_node *from = d1_past_value(past, before), *to = d1_past_value(past, after);
    bool readable = from && to && from->kind == D1_NODE_MAPPING && to->kind == D1_NODE_MAPPING;
    bool left = readable && add_fields(&news->fields, from, to), came = readable && add_fields(&news->fields, to, from);

    news->fields.all = news->fields.all || (!left && !came);
}

static void note_rest(struct d1_news *news, struct d1_past *past, struct items items)
{
    for (const struct d1_past_fact *fact; (fact = first_of(&items)); items.first++) {
        note_type(news, past, fact);
        news->fields.all = true;
    }
}

/* The items that two documents do not have alike: what lies between what both begin and end with. */
static void note_items(struct d1_news *news, struct d1_past *past, const struct d1_past_document *left,
                       const struct d1_past_document *came)
{
    struct items before = {left, 0, left->fact_count}, after = {came, 0, came->fact_count};
    const struct d1_past_fact *from, *to;

    while (are_equal(first_of(&before), first_of(&after))) {
        before.first++;
        after.first++;
    }
    while (are_equal(last_of(&before), last_of(&after))) {
        before.end--;
        after.end--;
    }
    for (; (from = first_of(&before)) && (to = first_of(&after)) && from->identity == to->identity;
         before.first++, after.first++) {
        if (from->says == to->says)
            continue;
        note_type(news, past, from);
        note_fields(news, past, from->says, to->says);
    }
    note_rest(news, past, before);
    note_rest(news, past, after);
}

/* ---- a point ---- */

static int make_lists(struct d1_news *news)
{
    if (!news->kinds)
        news->kinds = d1_malloc(news->all->kind_count + 1);
    if (!news->whole)
        news->whole = d1_malloc(news->all->kind_count + 1);
    if (!news->types)
        news->types = d1_malloc(news->all->type_count + 1);
    if (!news->kinds || !news->whole || !news->types)
        return D1_ERR_MEMORY;
    memset(news->kinds, 0, news->all->kind_count);
    memset(news->whole, 0, news->all->kind_count);
    memset(news->types, 0, news->all->type_count);
    news->anything = false;
    news->fields = (struct d1_cel_keys){0};
    return 0;
}

int d1_news_note(struct d1_news *news, const struct d1_replay *replay)
{
    size_t count;
    const struct d1_past_event *events = d1_replay_events(replay, &count);

    if (make_lists(news) < 0 || differ(news, events, count, false, &news->names) < 0 ||
        differ(news, events, count, true, &news->acts) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct d1_past_document *document = events[i].document, *other = other_of(events, count, &events[i]);

        if (!document->kind) {
            news->anything = true;
            continue;
        }
        news->kinds[document->kind->index] = true;
        if (!other)
            news->whole[document->kind->index] = true;
        else if (events[i].comes)
            note_items(news, d1_replay_past(replay), other, document);
    }
    return 0;
}

void d1_news_release(struct d1_news *news)
{
    d1_free(news->kinds);
    d1_free(news->whole);
    d1_free(news->types);
    d1_vec_release(&news->left);
    d1_vec_release(&news->came);
}
