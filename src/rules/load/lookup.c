/* What a rule set holds, by name. */
#include "engagement/kinds.h"
#include "rules/rule.h"

const struct d1_check *d1_ruleset_check(const struct d1_ruleset *ruleset, struct d1_str id)
{
    return d1_map_get(&ruleset->private->by_id, id);
}

const struct d1_criterion *d1_ruleset_criterion(const struct d1_ruleset *ruleset, struct d1_str id)
{
    for (size_t i = 0; i < ruleset->criterion_count; i++)
        if (d1_str_eq(ruleset->criteria[i].id, id))
            return &ruleset->criteria[i];
    return NULL;
}

const struct d1_gate *d1_ruleset_gate(const struct d1_ruleset *ruleset, struct d1_str id)
{
    for (size_t i = 0; i < ruleset->gate_count; i++)
        if (d1_str_eq(ruleset->gates[i].id, id))
            return &ruleset->gates[i];
    return NULL;
}

struct d1_str d1_ruleset_nearest_gate(const struct d1_ruleset *ruleset, struct d1_str id)
{
    struct d1_str best = {"", 0};
    size_t distance = 3;

    for (size_t i = 0; i < ruleset->gate_count; i++)
        if (d1_str_nearer(id, ruleset->gates[i].id, &distance))
            best = ruleset->gates[i].id;
    return best;
}

const struct d1_rule *d1_ruleset_rule(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    return ruleset->private->origins[check->index].rule;
}

const struct d1_node *d1_ruleset_check_spec(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    return rule ? rule->spec : NULL;
}

bool d1_ruleset_needs(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_kind *kind)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    for (size_t i = 0; rule && i < rule->need_count; i++)
        if (rule->needs[i] == kind)
            return true;
    return false;
}

bool d1_ruleset_judges(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_item_type *type)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    for (size_t i = 0; rule && i < rule->part_count; i++)
        if (rule->parts[i].subjects.types && rule->parts[i].subjects.types[type->index])
            return true;
    return false;
}

const char *d1_ruleset_check_path(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    return rule ? rule->path : NULL;
}

const struct d1_criterion_data *d1_ruleset_criterion_data(const struct d1_ruleset *ruleset,
                                                          const struct d1_criterion *criterion)
{
    return &ruleset->private->criterion_data.items[criterion - ruleset->criteria];
}

const struct d1_node *d1_ruleset_criterion_node(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion)
{
    return d1_ruleset_criterion_data(ruleset, criterion)->node;
}

const struct d1_parameter *d1_ruleset_parameter(const struct d1_ruleset *ruleset, struct d1_str name)
{
    const struct d1_ruleset_private *private = ruleset->private;

    for (size_t i = 0; i < private->parameters.len; i++)
        if (d1_str_eq(private->parameters.items[i].name, name))
            return &private->parameters.items[i];
    return NULL;
}

const struct d1_node *d1_ruleset_parameter_at(const struct d1_ruleset *ruleset, size_t index, struct d1_str *name)
{
    const struct d1_ruleset_private *private = ruleset->private;

    if (index >= private->parameters.len)
        return NULL;
    *name = private->parameters.items[index].name;
    return private->parameters.items[index].node;
}

const struct d1_node *d1_parameter_default(const struct d1_node *node, enum d1_profile profile)
{
    const struct d1_node *value = d1_node_get(d1_node_get(node, "profiles"), d1_profile_name(profile));

    return value ? value : d1_node_get(node, "default");
}
