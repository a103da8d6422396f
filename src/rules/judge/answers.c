/* Whom to ask about what was found: the person whom the file names there, or who answers for one that has left. */
#include "rules/judge.h"

/* The roles that answer for their side, whoever does the work: the first that somebody holds who is there. */
static const char *const answering[] = {"engagementManager", "projectManager", "practiceManager", "executiveSponsor"};

/* The day after a person's last one has come. Without a last day nobody has left. */
static bool has_left(const struct d1_judge *judge, const struct d1_node *person)
{
    d1_date end;

    return d1_date_parse(d1_node_get_text(person, "end"), &end) && end < judge->as_of;
}

static bool is_there(const struct d1_judge *judge, const struct d1_node *person)
{
    struct d1_str start = d1_node_get_text(person, "start");
    d1_date day;

    return !has_left(judge, person) && (!d1_date_parse(start, &day) || day <= judge->as_of);
}

static bool holds(const struct d1_node *person, const char *role)
{
    const struct d1_node *roles = d1_node_get(person, "roles");

    for (size_t i = 0; roles && roles->kind == D1_NODE_SEQUENCE && i < d1_node_count(roles); i++)
        if (d1_node_is_string(d1_node_item(roles, i), role))
            return true;
    return false;
}

/* The first of the roster who answers for an organisation; empty where nobody does. */
static struct d1_str answers_for(const struct d1_judge *judge, const struct d1_node_list *people, struct d1_str org)
{
    for (size_t i = 0; i < sizeof answering / sizeof *answering; i++)
        for (size_t k = 0; k < people->len; k++) {
            const struct d1_node *person = people->items[k];

            if (d1_str_eq(d1_node_get_text(person, "org"), org) && holds(person, answering[i]) &&
                is_there(judge, person))
                return d1_node_get_text(person, "id");
        }
    return d1_str("");
}

void d1_judge_whom(const struct d1_judge *judge, struct d1_str named, struct d1_str *owner, struct d1_str *gone)
{
    const struct d1_engagement *engagement = judge->engagement;
    const struct d1_symbol *symbol = named.len ? d1_engagement_find(engagement, named) : NULL;
    struct d1_str found;

    *owner = named;
    *gone = d1_strn("", 0);
    if (!symbol || !symbol->type || !d1_str_is(symbol->type->name, "Person") || !has_left(judge, symbol->node))
        return;
    found = answers_for(judge, &engagement->by_type[symbol->type->index], d1_node_get_text(symbol->node, "org"));
    if (!found.len)
        found = answers_for(judge, &engagement->by_type[symbol->type->index], engagement->provider);
    if (!found.len)
        return;
    *owner = found;
    *gone = named;
}
