/* Reports that an example was given earlier, of which the commit and the engagement are all that is asked for. */
#include "rules/examples/story.h"

static struct d1_str name_of(const struct d1_changed_docs *docs)
{
    for (size_t i = 0; i < docs->len; i++) {
        const struct d1_node *root = d1_doc_root(docs->items[i].doc);

        if (d1_node_is_string(d1_node_get(root, "kind"), "Engagement"))
            return d1_node_get_text(d1_node_get(root, "metadata"), "name");
    }
    return d1_str("");
}

int d1_story_report(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *report)
{
    const struct d1_repo_writing *point = &story->points.items[story->points.len - 1];
    const struct d1_node *lost = d1_node_get(report, "lost"), *other = d1_node_get(report, "engagement");
    struct d1_verdict *verdict = d1_arena_calloc(&story->arena, 1, sizeof *verdict);
    struct d1_engagement_verdict *engagement = d1_arena_calloc(&story->arena, 1, sizeof *engagement);
    struct d1_previous previous = {d1_arena_str(&story->arena, d1_node_get_text(report, "file")).ptr, verdict};
    uint8_t id[D1_REPO_ID_BYTES];
    char text[D1_REPO_ID_TEXT];

    if (!verdict || !engagement || !previous.file)
        return D1_ERR_MEMORY;
    memcpy(id, point->id, sizeof id);
    id[1] = lost && lost->value.boolean ? 0xff : id[1];
    d1_repo_id_format(id, text);
    engagement->name = d1_arena_str(&story->arena, other ? d1_node_text(other) : name_of(docs));
    engagement->as_of = (d1_date)(point->time / (24 * 60 * 60));
    verdict->source.commit = d1_arena_str(&story->arena, d1_str(text));
    verdict->engagements = engagement;
    verdict->engagement_count = 1;
    if (!engagement->name.ptr || !verdict->source.commit.ptr)
        return D1_ERR_MEMORY;
    return d1_vec_push(&story->reports, previous);
}

int d1_story_has(void *context, struct d1_str id, struct d1_error *error)
{
    const struct d1_story *story = context;
    char text[D1_REPO_ID_TEXT];

    for (size_t i = 0; i < story->line.count; i++) {
        d1_repo_id_format(story->line.points[i].id, text);
        if (d1_str_is(id, text))
            return 1;
    }
    return story->line.cut ? d1_error_set(error, D1_ERR_READ, "%s", story->line.cut_reason) : 0;
}
