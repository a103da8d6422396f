#include "engine/said/said.h"

#include "rules/empty.h"

enum { DATE_LENGTH = 10 }; /* of 2026-03-02, with which an instant begins too */

struct d1_str d1_said_text(const struct d1_node *node, const char *path)
{
    const struct d1_node *found = d1_node_at(node, path);

    return found ? d1_node_text(found) : d1_str("");
}

struct d1_figure_day d1_said_day(const struct d1_node *node, const char *path)
{
    struct d1_figure_day day = {0};

    day.has_date = d1_date_parse(d1_said_text(node, path), &day.date);
    return day;
}

const struct d1_node_list *d1_said_items(const struct d1_engagement *engagement, const char *type)
{
    static const struct d1_node_list nothing;
    const struct d1_item_type *found = d1_kinds_type(engagement->kinds, d1_str(type));

    return found ? &engagement->by_type[found->index] : &nothing;
}

const struct d1_node_list *d1_said_artifacts(const struct d1_engagement *engagement, const char *kind)
{
    static const struct d1_node_list nothing;
    const struct d1_kind *found = d1_kinds_find(engagement->kinds, d1_str(kind));

    return found ? &engagement->by_kind[found->index] : &nothing;
}

static const struct d1_owned owned[] = {
    {"Action", "ownerRef", "due", "due", {"done", NULL}},
    {"Issue", "ownerRef", "due", "due", {"closed", NULL}},
    {"Dependency", "ownerRef", "neededBy", "needed", {NULL, NULL}},
    {"Assumption", "ownerRef", "validateBy", "to be validated", {NULL, NULL}},
    {"Decision", "deciderRef", "neededBy", "needed", {"decided", NULL}},
    {"Obligation", "ownerRef", "due", "due", {"fulfilled.date", "released.date"}},
    {"Escalation", "ownerRef", "due", "due", {"resolved", NULL}},
    {"Risk", "ownerRef", "due", "due", {"closed.date", NULL}},
    {"Question", "ownerRef", "due", "answer due", {"answer", NULL}},
    {"Finding", "ownerRef", "due", "due", {"closed", NULL}},
    {"ReadinessItem", "ownerRef", "due", "to be in place", {"done", NULL}},
};

const struct d1_owned *d1_owned_types(size_t *count)
{
    *count = sizeof owned / sizeof *owned;
    return owned;
}

/* Whether what stands at a path has happened: it says something, and that is no day, or instant, after as_of. */
static bool has_happened(const struct d1_node *item, const char *path, d1_date as_of)
{
    const struct d1_node *said = d1_node_at(item, path);
    d1_date day;

    if (d1_says_nothing(said))
        return false;
    return !d1_date_parse(d1_str_sub(d1_node_text(said), 0, DATE_LENGTH), &day) || day <= as_of;
}

bool d1_owned_is_finished(const struct d1_owned *type, const struct d1_node *item, d1_date as_of)
{
    const struct d1_node *status = d1_node_get(item, "status");

    if (status && !d1_node_is_string(status, "open") && !d1_node_is_string(status, "materialised"))
        return true;
    for (size_t i = 0; i < sizeof type->finished / sizeof *type->finished; i++)
        if (type->finished[i] && has_happened(item, type->finished[i], as_of))
            return true;
    return false;
}
