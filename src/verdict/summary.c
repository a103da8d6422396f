#include "verdict/summary.h"

#include <string.h>

void d1_summary_make(struct d1_summary *summary, const struct d1_verdict *verdict,
                     const struct d1_engagement_verdict *engagement)
{
    struct d1_verdict alone = *verdict;

    alone.engagements = engagement;
    alone.engagement_count = 1;
    alone.loose_count = 0;
    *summary = (struct d1_summary){
        .name = engagement->name,
        .title = engagement->title,
        .customer = engagement->customer,
        .profile = engagement->profile,
        .path = engagement->at.place.path ? engagement->at.place.path : "",
        .repository = verdict->source.repository_uri,
        .commit = verdict->source.commit,
        .version = verdict->tool.version,
        .rules = verdict->tool.rules,
        .policy_sha256 = engagement->policy_sha256,
        .audience = verdict->audience,
        .as_of = engagement->as_of,
        .exit = d1_verdict_exit(&alone),
        .gates = engagement->gates,
        .gate_count = engagement->gate_count,
        .open = d1_verdict_open(&alone),
    };
    for (enum d1_severity s = D1_SEVERITY_NOTE; s <= D1_SEVERITY_ERROR; s++) {
        size_t unsure = d1_verdict_count(&alone, D1_FINDING_INDETERMINATE, s);
        size_t due = d1_verdict_count(&alone, D1_FINDING_FAIL, s) + unsure;

        *(s == D1_SEVERITY_ERROR     ? &summary->errors
          : s == D1_SEVERITY_WARNING ? &summary->warnings
                                     : &summary->notes) = due;
        summary->indeterminate += unsure;
    }
    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        summary->criteria[result->state]++;
        summary->gating += result->state == D1_STATE_FAIL && d1_str_is(result->criterion->criterion_class, "gating");
    }
    for (size_t i = 0; i < engagement->change_count; i++)
        summary->relaxed += engagement->changes[i].relaxes;
}

bool d1_summary_is_of_same(const struct d1_summary *a, const struct d1_summary *b)
{
    return d1_str_eq(a->name, b->name) && d1_str_eq(a->repository, b->repository) && strcmp(a->path, b->path) == 0;
}

static int numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int order_of_gates(const struct d1_gate_result *a, const struct d1_gate_result *b)
{
    const int order[] = {
        d1_str_cmp(a->id, b->id),
        d1_str_cmp(a->title, b->title),
        numbers(a->state, b->state),
        numbers(a->has_due, b->has_due),
        a->has_due ? numbers((uint64_t)((int64_t)a->due + INT32_MAX), (uint64_t)((int64_t)b->due + INT32_MAX)) : 0,
        numbers(a->criteria, b->criteria),
        numbers(a->criteria_met, b->criteria_met),
        numbers(a->failing, b->failing),
        numbers(a->indeterminate, b->indeterminate),
        numbers(a->asked, b->asked),
    };

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i])
            return order[i];
    return 0;
}

static int order_of_counts(const struct d1_summary *a, const struct d1_summary *b)
{
    const size_t of_a[] = {a->exit,          a->gating, a->errors,  a->warnings,  a->notes,
                           a->indeterminate, a->open,   a->relaxed, a->gate_count},
                 of_b[] = {b->exit,          b->gating, b->errors,  b->warnings,  b->notes,
                           b->indeterminate, b->open,   b->relaxed, b->gate_count};
    int order = 0;

    for (size_t i = 0; i < sizeof of_a / sizeof *of_a && order == 0; i++)
        order = numbers(of_a[i], of_b[i]);
    for (size_t i = 0; i <= D1_STATE_FAIL && order == 0; i++)
        order = numbers(a->criteria[i], b->criteria[i]);
    for (size_t i = 0; i < a->gate_count && order == 0; i++)
        order = order_of_gates(&a->gates[i], &b->gates[i]);
    return order;
}

int d1_summary_order(const void *left, const void *right)
{
    const struct d1_summary *a = left, *b = right;
    const int order[] = {
        d1_str_cmp(a->name, b->name),
        d1_str_cmp(a->repository, b->repository),
        strcmp(a->path, b->path),
        d1_str_cmp(a->commit, b->commit),
        a->as_of < b->as_of ? -1 : a->as_of > b->as_of,
        d1_str_cmp(a->title, b->title),
        d1_str_cmp(a->customer, b->customer),
        d1_str_cmp(a->profile, b->profile),
        d1_str_cmp(a->version, b->version),
        d1_str_cmp(a->rules, b->rules),
        d1_str_cmp(a->policy_sha256, b->policy_sha256),
        numbers(a->audience, b->audience),
    };

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i])
            return order[i];
    return order_of_counts(a, b);
}
