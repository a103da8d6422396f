/* Who does what in the story of an example, and when. */
#include "base/date.h"
#include "rules/examples/story.h"

enum { DAY_SECONDS = 24 * 60 * 60 };

const struct d1_node *d1_story_document(const struct d1_changed_docs *docs, const char *kind)
{
    for (size_t i = 0; i < docs->len; i++)
        if (d1_node_is_string(d1_node_get(d1_doc_root(docs->items[i].doc), "kind"), kind))
            return d1_doc_root(docs->items[i].doc);
    return NULL;
}

const struct d1_node *d1_story_person(const struct d1_changed_docs *docs, struct d1_str person)
{
    const struct d1_node *people = d1_node_at(d1_story_document(docs, "TeamRoster"), "spec.people");

    for (size_t i = 0; people && i < d1_node_count(people); i++)
        if (d1_str_eq(d1_node_get_text(d1_node_item(people, i), "id"), person))
            return d1_node_item(people, i);
    return NULL;
}

const char *d1_story_address(struct d1_story *story, const struct d1_changed_docs *docs, struct d1_str person)
{
    const struct d1_node *entry = d1_story_person(docs, person),
                         *identities = entry ? d1_node_get(entry, "identities") : NULL;

    if (d1_str_find(person, '@', 0) < person.len)
        return d1_arena_str(&story->arena, person).ptr;
    if (identities && d1_node_count(identities))
        return d1_arena_str(&story->arena, d1_node_get_text(d1_node_item(identities, 0), "email")).ptr;
    return d1_arena_printf(&story->arena, D1_STR_FMT "@nobody.invalid", D1_STR_ARG(person)).ptr;
}

struct d1_str d1_story_manager(const struct d1_changed_docs *docs)
{
    const struct d1_node *people = d1_node_at(d1_story_document(docs, "TeamRoster"), "spec.people");

    for (size_t i = 0; people && i < d1_node_count(people); i++) {
        const struct d1_node *roles = d1_node_get(d1_node_item(people, i), "roles");

        for (size_t j = 0; roles && j < d1_node_count(roles); j++)
            if (d1_node_is_string(d1_node_item(roles, j), "engagementManager"))
                return d1_node_get_text(d1_node_item(people, i), "id");
    }
    return d1_str("");
}

int64_t d1_story_noon(const struct d1_node *node)
{
    d1_date date = 0;

    d1_date_parse(node ? d1_node_text(node) : d1_str(""), &date);
    return (int64_t)date * DAY_SECONDS + D1_STORY_NOON;
}
