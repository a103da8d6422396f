#include "rules/then.h"

#include "base/memory/alloc.h"
#include "rules/carried.h"

/* Read by functions that many rules call, whatever the rule says itself. */
static const char *const always_read[] = {"Engagement", "TeamRoster", "GovernancePlan", "Approval",
                                          "Waiver",     "LintPolicy", "ChangeRequest"};

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
        .counts_only = true,
        .digests = judge->digests,
        .only = question->only,
        .held = question->held,
        .carried = question->carried,
        .checks_alone = question->checks_alone,
        .anew = question->anew,
        .weighs_claims = question->weighs_claims,
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
    if (question->carried && (result < 0 || !then->engagement))
        d1_carried_forget(question->carried);
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
    for (size_t i = 0; i < ruleset->private->rules.len; i++)
        if (ruleset->private->rules.items[i]->casts_doubt)
            d1_then_want(only, ruleset, ruleset->private->rules.items[i]->check);
}

static void add_type(bool *kinds, const struct d1_kinds *all, const struct d1_item_type *type)
{
    for (size_t i = 0; i < all->kind_count; i++)
        kinds[i] = kinds[i] || d1_kind_may_hold(all, &all->kinds[i], type);
}

/* The kinds that may hold items of the types. */
static void add_types(bool *kinds, const struct d1_kinds *all, const bool *types)
{
    for (size_t i = 0; i < all->type_count; i++)
        if (types[i])
            add_type(kinds, all, &all->types[i]);
}

/* Calls each for what a rule reads by itself, and for what says whether the kinds that it needs have to be there. */
static int each_reads(const struct d1_ruleset *ruleset, const struct d1_rule *rule,
                      void (*each)(void *context, const struct d1_reads *reads), void *context)
{
    if (d1_rule_read_all(ruleset, rule) < 0)
        return D1_ERR_MEMORY;
    each(context, &rule->reads);
    each(context, &rule->head);
    for (size_t i = 0; i < rule->need_count; i++) {
        const struct d1_rule *demanding = ruleset->private->demanding[rule->needs[i]->index];

        if (!demanding || demanding == rule || demanding->builtin)
            continue;
        if (d1_rule_read_all(ruleset, demanding) < 0)
            return D1_ERR_MEMORY;
        each(context, &demanding->head);
    }
    return 0;
}

/* What is read in all. */
struct gathered {
    const struct d1_kinds *all;
    bool *kinds, *there, *types;
    bool names, acts, around, anything;
    struct d1_cel_keys fields;
};

static void gather(void *context, const struct d1_reads *reads)
{
    struct gathered *gathered = context;

    /* Of a rule that cannot be judged it is not known what it reads. */
    gathered->anything = gathered->anything || reads->anything || !reads->kinds;
    gathered->names = gathered->names || reads->names;
    gathered->acts = gathered->acts || reads->acts;
    gathered->around = gathered->around || reads->around;
    for (size_t i = 0; reads->kinds && i < gathered->all->kind_count; i++)
        gathered->kinds[i] = gathered->kinds[i] || reads->kinds[i];
    for (size_t i = 0; reads->kinds && i < gathered->all->type_count; i++)
        gathered->types[i] = gathered->types[i] || reads->types[i] || reads->ever[i];
    d1_cel_keys_merge(&gathered->fields, &reads->fields);
    /* How often something changed hangs on each of its fields. */
    gathered->fields.all = gathered->fields.all || reads->history || !reads->kinds;
}

static int gather_rule(struct gathered *gathered, const struct d1_ruleset *ruleset, const struct d1_rule *rule)
{
    for (size_t i = 0; i < sizeof always_read / sizeof *always_read; i++) {
        const struct d1_kind *kind = d1_kinds_find(gathered->all, d1_str(always_read[i]));

        if (kind)
            gathered->kinds[kind->index] = true;
    }
    for (size_t i = 0; i < rule->need_count; i++)
        gathered->there[rule->needs[i]->index] = true;
    if (rule->builtin)
        memset(gathered->kinds, true, gathered->all->kind_count * sizeof *gathered->kinds);
    return rule->builtin ? 0 : each_reads(ruleset, rule, gather, gathered);
}

int d1_then_reads(bool *kinds, const struct d1_ruleset *ruleset, const bool *only)
{
    struct gathered gathered = {.all = ruleset->kinds, .kinds = kinds, .there = kinds};
    int result = 0;

    gathered.types = d1_calloc(ruleset->kinds->type_count + 1, sizeof *gathered.types);
    if (!gathered.types)
        return D1_ERR_MEMORY;
    memset(kinds, 0, ruleset->kinds->kind_count * sizeof *kinds);
    for (size_t i = 0; i < ruleset->check_count && result == 0; i++) {
        const struct d1_rule *rule = only[i] ? d1_ruleset_rule(ruleset, &ruleset->checks[i]) : NULL;

        if (rule)
            result = gather_rule(&gathered, ruleset, rule);
    }
    add_types(kinds, ruleset->kinds, gathered.types);
    if (gathered.anything || gathered.acts || gathered.names)
        memset(kinds, true, ruleset->kinds->kind_count * sizeof *kinds);
    d1_free(gathered.types);
    return result;
}

int d1_then_reads_of(struct d1_then_reading *reading, const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_kinds *all = ruleset->kinds;
    struct gathered gathered = {.all = all, .kinds = reading->kinds, .there = reading->there, .types = reading->types};
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);
    int result = rule ? gather_rule(&gathered, ruleset, rule) : 0;

    reading->names = gathered.names;
    reading->acts = gathered.acts;
    reading->fields = gathered.fields;
    /* From an item, and from an act, one may come to all that stands beside it. */
    if (gathered.around)
        add_types(reading->kinds, all, reading->types);
    if (gathered.acts && gathered.around)
        memset(reading->kinds, true, all->kind_count * sizeof *reading->kinds);
    for (size_t i = 0; i < all->type_count; i++)
        if (reading->types[i] && all->types[i].nameless)
            add_type(reading->kinds, all, &all->types[i]);
    return result;
}

bool d1_then_bears(const struct d1_replay *replay, const bool *kinds)
{
    size_t count;
    const struct d1_past_event *events = d1_replay_events(replay, &count);

    if (d1_replay_files(replay))
        return true;
    for (size_t i = 0; i < count; i++)
        if (!events[i].document->kind || kinds[events[i].document->kind->index])
            return true;
    return false;
}
