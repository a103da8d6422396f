/* Which checks a subject rests on, and what points bear on these. */
#include "base/memory/alloc.h"
#include "engine/history/telling.h"
#include "rules/rule.h"
#include "rules/then.h"

static int find_bearing(const struct d1_history_tracing *tracing, const bool *only, bool **out)
{
    const struct d1_ruleset *ruleset = tracing->reading->opened.ruleset;
    bool *kinds = d1_calloc(ruleset->kinds->kind_count + 1, sizeof *kinds);
    struct d1_replay *replay = NULL;
    struct d1_line_point point;
    size_t count, number = 0;
    int result = kinds ? d1_then_reads(kinds, ruleset, only) : D1_ERR_MEMORY;

    d1_line_points(tracing->line, &count);
    if (result == 0)
        *out = d1_calloc(count + 1, sizeof **out);
    if (result == 0)
        result = *out ? d1_replay_new(&replay, tracing->past, tracing->engagement, tracing->as_of) : D1_ERR_MEMORY;
    while (result == 0 && number < count) {
        result = d1_replay_next(replay, &point) < 0 ? D1_ERR_MEMORY : 0;
        (*out)[number++] = result == 0 && d1_then_bears(replay, kinds);
    }
    d1_replay_free(replay);
    d1_free(kinds);
    return result;
}

/* The checks that decide a gate, and those of the gates before it where the policy says that these block it. */
static void want_gate(const struct d1_history_tracing *tracing, const struct d1_gate *gate, bool *only)
{
    const struct d1_ruleset *ruleset = tracing->reading->opened.ruleset;

    for (size_t i = 0; i < ruleset->gate_count; i++)
        if (&ruleset->gates[i] == gate || (tracing->today.policy.strict_order && ruleset->gates[i].order < gate->order))
            d1_then_want_gate(only, ruleset, &ruleset->gates[i]);
}

/* A criterion that says that a gate is met has no checks of its own. */
static void want_criterion(const struct d1_history_tracing *tracing, const struct d1_criterion *criterion, bool *only)
{
    const struct d1_ruleset *ruleset = tracing->reading->opened.ruleset;
    const struct d1_criterion_data *data = d1_ruleset_criterion_data(ruleset, criterion);

    d1_then_want_criterion(only, ruleset, criterion);
    for (size_t i = 0; criterion->roll_up && i < data->gate_count; i++)
        want_gate(tracing, data->gates[i], only);
}

/* Whether what is wanted has checks whose findings follow from all others: what history lacks, and missed gates. */
static bool follows_from_all(const struct d1_ruleset *ruleset, const bool *only)
{
    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_rule *rule = only[i] ? d1_ruleset_rule(ruleset, &ruleset->checks[i]) : NULL;

        if (rule && (rule->builtin == D1_BUILTIN_HISTORY || rule->builtin == D1_BUILTIN_GATES))
            return true;
    }
    return false;
}

int d1_history_choose(const struct d1_history_tracing *tracing, bool **only, bool **bears)
{
    const struct d1_history *history = &tracing->reading->history;
    const struct d1_ruleset *ruleset = tracing->reading->opened.ruleset;

    if (history->kind == D1_HISTORY_ALL)
        return 0;
    *only = d1_calloc(ruleset->check_count + 1, sizeof **only);
    if (!*only)
        return D1_ERR_MEMORY;
    if (history->kind == D1_HISTORY_CHECK)
        d1_then_want(*only, ruleset, d1_ruleset_check(ruleset, history->subject));
    else if (history->kind == D1_HISTORY_CRITERION)
        want_criterion(tracing, d1_ruleset_criterion(ruleset, history->subject), *only);
    else
        want_gate(tracing, d1_history_gate(ruleset, history->subject), *only);
    if (follows_from_all(ruleset, *only)) {
        d1_free(*only);
        *only = NULL;
        return 0;
    }
    if (history->kind == D1_HISTORY_CHECK)
        return find_bearing(tracing, *only, bears);
    d1_then_want_doubts(*only, ruleset);
    return 0;
}
