#include "engagement/past/present.h"

#include "base/memory/alloc.h"
#include "engagement/facts.h"

/* Numbers the facts of an artifact that the past does not have by this file: another one says the same, or none. */
static void number_facts(struct d1_past *past, struct d1_present_facts *of, const struct d1_facts *found)
{
    of->own_facts = d1_malloc((2 * found->len + 1) * sizeof *of->own_facts);
    of->own_nodes = d1_malloc((2 * found->len + 1) * sizeof *of->own_nodes);
    for (size_t i = 0; i < found->len && of->own_facts && of->own_nodes; i++) {
        const struct d1_fact *fact = &found->items[i];
        struct d1_past_fact numbered = {.kind = (uint8_t)fact->kind};

        if (fact->kind == D1_FACT_ITEM && !fact->type)
            continue;
        numbered.says = d1_past_says(past, fact->says);
        numbered.identity = d1_past_identity(past, fact->identity);
        of->own_nodes[of->count] = fact->node;
        of->own_facts[of->count++] = numbered;
        if (d1_print_eq(fact->settled, fact->says))
            continue;
        numbered.kind = D1_FACT_SETTLED;
        numbered.says = d1_past_says(past, fact->settled);
        of->own_nodes[of->count] = fact->node;
        of->own_facts[of->count++] = numbered;
    }
    of->facts = of->own_facts;
    of->nodes = of->own_nodes;
}

/* The artifact of the engagement that a document is which came to a path, where it stands there still; else NULL. */
static const struct d1_artifact *artifact_of(const struct d1_present *present, const struct d1_past_event *event)
{
    const struct d1_past_document *document = event->document;
    const struct d1_file *file =
        event->comes && document->nodes ? d1_past_known(present->past, document->content, event->path) : NULL;
    const struct d1_artifact *artifact =
        file && document->number < file->artifact_count ? &file->artifacts[document->number] : NULL;

    if (!artifact || !artifact->root || d1_engagement_artifact(present->engagement, artifact->root) != artifact)
        return NULL;
    return document->fact_count && d1_node_doc(document->nodes[0])->nodes == artifact->doc->nodes ? artifact : NULL;
}

/* Takes from the past what it has read of files that stand there now. */
static void share(struct d1_present *present)
{
    present->shared = true;
    for (size_t i = 0; i < present->event_count; i++) {
        const struct d1_past_document *document = present->events[i].document;
        const struct d1_artifact *artifact = artifact_of(present, &present->events[i]);

        if (!artifact)
            continue;
        present->artifacts[artifact->doc->source] = (struct d1_present_facts){.artifact = artifact,
                                                                              .found = true,
                                                                              .facts = document->facts,
                                                                              .nodes = document->nodes,
                                                                              .count = document->fact_count};
    }
}

/* Where memory is short there are none, which is remembered (base/memory/alloc.h). */
static void find_facts(const struct d1_present *present, struct d1_present_facts *of,
                       const struct d1_artifact *artifact)
{
    struct d1_facts found = {0};

    of->found = true;
    if (d1_facts_find(&found, present->engagement->kinds, artifact) == 0)
        number_facts(present->past, of, &found);
    d1_vec_release(&found);
}

const struct d1_present_facts *d1_present_of(struct d1_present *present, const struct d1_artifact *artifact)
{
    struct d1_present_facts *of = &present->artifacts[artifact->doc->source];

    if (!present->shared)
        share(present);
    if (!of->found)
        find_facts(present, of, artifact);
    return of;
}

const struct d1_past_fact *d1_present_fact(struct d1_present *present, const struct d1_node *node)
{
    const struct d1_artifact *artifact = d1_engagement_artifact(present->engagement, node);
    const struct d1_present_facts *of = artifact ? d1_present_of(present, artifact) : NULL;
    size_t low = 0, high;

    if (!of)
        return NULL;
    for (high = of->count; low < high;) {
        size_t middle = low + (high - low) / 2;

        if (of->nodes[middle]->self < node->self)
            low = middle + 1;
        else
            high = middle;
    }
    return low < of->count && of->nodes[low]->self == node->self ? &of->facts[low] : NULL;
}

/* Behind the fact of a node there is another one of the document or none. */
uint32_t d1_present_settled(const struct d1_present *present, const struct d1_node *node,
                            const struct d1_past_fact *fact)
{
    const struct d1_present_facts *of = &present->artifacts[d1_node_doc(node)->source];
    const struct d1_past_fact *next = fact + 1;

    return next < of->facts + of->count && next->kind == D1_FACT_SETTLED ? next->says : fact->says;
}

void d1_present_release(struct d1_present *present)
{
    for (size_t i = 0; i < present->count; i++) {
        d1_free(present->artifacts[i].own_facts);
        d1_free((void *)present->artifacts[i].own_nodes);
    }
    d1_free(present->artifacts);
    present->artifacts = NULL;
    present->count = 0;
}

/* Moves what is known of artifacts that are there still: they stand in the same order, by their paths. */
static void keep_known(struct d1_present *present, struct d1_present_facts *artifacts, size_t count)
{
    size_t from = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = from;

        while (at < present->count && present->artifacts[at].artifact != artifacts[i].artifact)
            at++;
        if (at == present->count)
            continue;
        artifacts[i] = present->artifacts[at];
        present->artifacts[at].own_facts = NULL;
        present->artifacts[at].own_nodes = NULL;
        from = at + 1;
    }
}

int d1_present_take(struct d1_present *present, const struct d1_engagement *engagement, bool own)
{
    size_t count = engagement->artifacts.len;
    struct d1_present_facts *artifacts = d1_calloc(count + 1, sizeof *artifacts);

    for (size_t i = 0; artifacts && i < count; i++)
        artifacts[i].artifact = engagement->artifacts.items[i];
    if (artifacts)
        keep_known(present, artifacts, count);
    d1_present_release(present);
    present->shared = own;
    present->engagement = engagement;
    present->artifacts = artifacts;
    present->count = artifacts ? count : 0;
    return artifacts ? 0 : D1_ERR_MEMORY;
}
