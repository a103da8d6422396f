#include "rules/then.h"

/* Read by functions that many rules call, whatever the rule says itself. */
static const char *const always_read[] = {"Engagement", "TeamRoster", "GovernancePlan",
                                          "Approval",   "Waiver",     "ChangeRequest"};

struct d1_then_judge d1_then_of(const struct d1_judged *judged, const struct d1_judge_options *options)
{
    return (struct d1_then_judge){
        .present = judged->engagement,
        .trusted = judged->trusted,
        .trusted_has = judged->trusted_has,
        .trusted_context = judged->trusted_context,
        .policy = &judged->policy,
        .policy_artifact = judged->policy_artifact,
        .policy_elsewhere = judged->policy_elsewhere,
        .ruleset = options->ruleset,
        .digests = options->digests,
        .beyond = judged->beyond,
    };
}

struct d1_then_judge d1_then_of_judge(const struct d1_judge *judge)
{
    return (struct d1_then_judge){
        .present = judge->engagement,
        .trusted = judge->trusted,
        .trusted_has = judge->trusted_has,
        .trusted_context = judge->trusted_context,
        .policy = judge->policy,
        .policy_artifact = judge->policy->artifact,
        .policy_elsewhere = judge->policy->elsewhere,
        .ruleset = judge->ruleset,
        .digests = judge->digests,
        .beyond = judge->beyond,
    };
}

int d1_then_make(struct d1_judged *then, const struct d1_then_judge *judge, struct d1_replay *replay,
                 const struct d1_then_question *question, struct d1_judge_room *room, struct d1_error *error)
{
    struct d1_judge_options options = {
        .ruleset = judge->ruleset,
        .as_of = {.kind = D1_AS_OF_DATE, .date = question->day},
        .most_findings = 1,
        .digests = judge->digests,
        .only = question->only,
        .held = question->held,
        .checks_alone = question->checks_alone,
        .notes = true,
    };
    int result;

    *then = (struct d1_judged){
        .policy_artifact = judge->policy_artifact,
        .policy_elsewhere = judge->policy_elsewhere,
        .trusted = judge->trusted ? judge->trusted : judge->present,
        .trusted_as = "what is judged",
        .trusted_has = judge->trusted_has,
        .trusted_context = judge->trusted_context,
        .replayed = d1_replay_line(replay),
        .beyond = judge->beyond,
    };
    if (question->gate) {
        options.gate = question->gate->id.ptr;
        options.gate_order = question->gate->order;
        options.gate_past = question->past;
    }
    result = d1_replay_stand(replay, &then->engagement, error);
    if (result < 0 || !then->engagement)
        return result;
    then->policy = *judge->policy;
    if (d1_replay_faults(replay, &then->faults) < 0 || d1_judged_make(then, &options, room) < 0)
        return d1_error_memory(error);
    return 0;
}

/* The policy is the present's. */
void d1_then_release(struct d1_judged *then)
{
    then->policy = (struct d1_policy){0};
    d1_judged_release(then);
}

/* ---- which checks, and what bears on them ---- */

void d1_then_want(bool *only, const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    if (!rule || only[check->index])
        return;
    only[check->index] = true;
    for (size_t i = 0; i < rule->after_count; i++)
        d1_then_want(only, ruleset, rule->after[i]->check);
}

static bool is_of_criterion(const struct d1_criterion_data *data, const struct d1_gate *gate)
{
    for (size_t i = 0; i < data->gate_count; i++)
        if (data->gates[i] == gate)
            return true;
    return false;
}

static bool is_due_at(const struct d1_rule *rule, const struct d1_gate *gate)
{
    for (size_t i = 0; rule && i < rule->due_count; i++)
        if (rule->due[i].gate == gate)
            return true;
    return false;
}

void d1_then_want_criterion(bool *only, const struct d1_ruleset *ruleset, const struct d1_criterion *criterion)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        d1_then_want(only, ruleset, criterion->checks[i]);
}

void d1_then_want_gate(bool *only, const struct d1_ruleset *ruleset, const struct d1_gate *gate)
{
    const struct d1_node *named = d1_node_get(gate->node, "checks");

    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &ruleset->criteria[i];

        if (is_of_criterion(d1_ruleset_criterion_data(ruleset, criterion), gate))
            d1_then_want_criterion(only, ruleset, criterion);
    }
    for (size_t i = 0; i < ruleset->check_count; i++)
        if (is_due_at(d1_ruleset_rule(ruleset, &ruleset->checks[i]), gate))
            d1_then_want(only, ruleset, &ruleset->checks[i]);
    for (size_t i = 0; named && i < d1_node_count(named); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(named, i)));

        if (check)
            d1_then_want(only, ruleset, check);
    }
}

void d1_then_want_doubts(bool *only, const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->check_count; i++)
        if (d1_check_casts_doubt(&ruleset->checks[i]))
            d1_then_want(only, ruleset, &ruleset->checks[i]);
}

static void add_type(bool *kinds, const struct d1_kinds *all, const struct d1_item_type *type)
{
    for (size_t i = 0; i < all->kind_count; i++)
        kinds[i] = kinds[i] || d1_kind_may_hold(all, &all->kinds[i], type);
}

static void add_rule(bool *kinds, const struct d1_kinds *all, const struct d1_rule *rule)
{
    bool everything = rule->reads.acts || rule->reads.history;

    for (size_t i = 0; i < all->kind_count; i++)
        kinds[i] = kinds[i] || everything || rule->reads.kinds[i];
    for (size_t i = 0; i < all->type_count; i++)
        if (rule->reads.types[i])
            add_type(kinds, all, &all->types[i]);
    for (size_t i = 0; i < rule->need_count; i++)
        kinds[rule->needs[i]->index] = true;
}

int d1_then_reads(bool *kinds, const struct d1_ruleset *ruleset, const bool *only)
{
    const struct d1_kinds *all = ruleset->kinds;

    memset(kinds, 0, all->kind_count * sizeof *kinds);
    for (size_t i = 0; i < sizeof always_read / sizeof *always_read; i++) {
        const struct d1_kind *kind = d1_kinds_find(all, d1_str(always_read[i]));

        if (kind)
            kinds[kind->index] = true;
    }
    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_rule *rule = only[i] ? d1_ruleset_rule(ruleset, &ruleset->checks[i]) : NULL;

        if (rule && rule->builtin) {
            memset(kinds, true, all->kind_count * sizeof *kinds);
        } else if (rule) {
            if (d1_rule_read_all(ruleset, rule) < 0)
                return D1_ERR_MEMORY;
            add_rule(kinds, all, rule);
        }
    }
    return 0;
}

bool d1_then_bears(const struct d1_replay *replay, const bool *kinds)
{
    size_t count;
    const struct d1_past_event *events = d1_replay_events(replay, &count);

    for (size_t i = 0; i < count; i++)
        if (!events[i].document->kind || kinds[events[i].document->kind->index])
            return true;
    return false;
}
