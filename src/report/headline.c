#include "report/headline.h"

#include <stdlib.h>
#include <string.h>

#include "verdict/summary.h"

static const char *const gate_states[] = {
    [D1_GATE_FUTURE] = "future",     [D1_GATE_MET] = "met",
    [D1_GATE_MET_LATE] = "met late", [D1_GATE_MET_WITH_WAIVERS] = "met with waivers",
    [D1_GATE_MISSED] = "missed",     [D1_GATE_UNDECIDED] = "undecided",
    [D1_GATE_BLOCKED] = "blocked",   [D1_GATE_NOT_APPLICABLE] = "not applicable",
};

static const char *const states[] = {
    [D1_STATE_NOT_APPLICABLE] = "not applicable",
    [D1_STATE_EMPTY] = "nothing to judge",
    [D1_STATE_NOT_DUE] = "not due",
    [D1_STATE_PASS] = "pass",
    [D1_STATE_WAIVED] = "waived",
    [D1_STATE_INDETERMINATE] = "indeterminate",
    [D1_STATE_FAIL] = "fail",
};

const char *d1_headline_gate_state(enum d1_gate_state state)
{
    return gate_states[state];
}

const char *d1_headline_state(enum d1_state state)
{
    return states[state];
}

/* Whether a comes before b; gates without a date come last. */
static bool is_sooner(const struct d1_gate_result *a, const struct d1_gate_result *b)
{
    return !b || (a->has_due && (!b->has_due || a->due < b->due));
}

const struct d1_gate_result *d1_headline_gate_of(const struct d1_gate_result *gates, size_t count)
{
    const struct d1_gate_result *unmet = NULL, *future = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct d1_gate_result *gate = &gates[i];

        if (gate->asked)
            return gate;
        if (d1_gate_state_is_unmet(gate->state) && is_sooner(gate, unmet))
            unmet = gate;
        if (gate->state == D1_GATE_FUTURE && is_sooner(gate, future))
            future = gate;
    }
    return unmet ? unmet : future;
}

/* The milestone of an id, or NULL, also where nobody asked for the figures. */
static const struct d1_milestone_figure *milestone_of(const struct d1_engagement_verdict *engagement, struct d1_str id)
{
    const struct d1_figures *figures = engagement->figures;

    for (size_t i = 0; figures && i < figures->milestones_count; i++)
        if (d1_str_eq(figures->milestones[i].id, id))
            return &figures->milestones[i];
    return NULL;
}

struct d1_str d1_headline_instance(const struct d1_engagement_verdict *engagement, const struct d1_gate_result *gate)
{
    size_t colon = d1_str_find(gate->id, ':', 0);
    const struct d1_milestone_figure *milestone = NULL;
    struct d1_str id;

    if (colon == gate->id.len)
        return (struct d1_str){0};
    id = d1_str_sub(gate->id, colon + 1, gate->id.len);
    if (d1_str_starts(gate->id, "milestone:"))
        milestone = milestone_of(engagement, id);
    return milestone && milestone->title.len ? milestone->title : id;
}

static void add_name(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement,
                     const struct d1_gate_result *gate)
{
    struct d1_str instance = d1_headline_instance(engagement, gate);

    if (!gate->title.len) {
        d1_strbuf_str(out, gate->id);
        return;
    }
    d1_strbuf_str(out, gate->title);
    if (instance.len)
        d1_strbuf_printf(out, ": " D1_STR_FMT, D1_STR_ARG(instance));
}

void d1_headline_date(struct d1_strbuf *out, d1_date date)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    char text[D1_DATE_TEXT];

    d1_date_format(date, text);
    d1_strbuf_printf(out, "%s %s", days[d1_date_weekday(date)], text);
}

void d1_headline_distance(struct d1_strbuf *out, d1_date date, d1_date as_of)
{
    long days = (long)date - as_of;

    if (days == 0)
        d1_strbuf_puts(out, "today");
    else
        d1_strbuf_printf(out, days > 0 ? "in %ld %s" : "%ld %s ago", labs(days), labs(days) == 1 ? "day" : "days");
}

static void add_criteria(struct d1_strbuf *out, const struct d1_gate_result *gate)
{
    if (!gate->criteria)
        return;
    d1_strbuf_printf(out, ", %zu of %zu gating criteria %s", gate->criteria_met, gate->criteria,
                     gate->criteria_met == 1 ? "holds" : "hold");
    if (gate->failing)
        d1_strbuf_printf(out, ", %zu %s", gate->failing, gate->failing == 1 ? "fails" : "fail");
    if (gate->indeterminate)
        d1_strbuf_printf(out, ", %zu could not be judged", gate->indeterminate);
}

void d1_headline(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement)
{
    const struct d1_gate_result *gate = d1_headline_gate_of(engagement->gates, engagement->gate_count);

    if (!gate) {
        d1_strbuf_puts(out, engagement->gate_count ? "Every gate is met" : "There is no gate");
        return;
    }
    add_name(out, engagement, gate);
    if (gate->asked && gate->has_due && gate->due > engagement->as_of && !d1_gate_state_is_met(gate->state))
        d1_strbuf_puts(out, " is not met yet");
    else if (gate->state == D1_GATE_FUTURE)
        d1_strbuf_puts(out, " is next");
    else
        d1_strbuf_printf(out, " is %s", gate_states[gate->state]);
    if (gate->has_due) {
        d1_strbuf_puts(out, ": due ");
        d1_headline_date(out, gate->due);
        d1_strbuf_puts(out, ", ");
        d1_headline_distance(out, gate->due, engagement->as_of);
    }
    add_criteria(out, gate);
}

void d1_headline_rest(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement)
{
    const struct d1_gate_result *gate = d1_headline_gate_of(engagement->gates, engagement->gate_count), *next = NULL;
    size_t unmet = 0;

    if (!gate || !d1_gate_state_is_unmet(gate->state))
        return;
    for (size_t i = 0; i < engagement->gate_count; i++) {
        unmet += d1_gate_state_is_unmet(engagement->gates[i].state);
        if (engagement->gates[i].state == D1_GATE_FUTURE && is_sooner(&engagement->gates[i], next))
            next = &engagement->gates[i];
    }
    if (unmet > 1)
        d1_strbuf_printf(out, " %zu of %zu gates are not met and should be.", unmet, engagement->gate_count);
    if (!next)
        return;
    d1_strbuf_puts(out, " Next is ");
    add_name(out, engagement, next);
    if (next->has_due) {
        d1_strbuf_puts(out, ", ");
        d1_headline_date(out, next->due);
        d1_strbuf_puts(out, ", ");
        d1_headline_distance(out, next->due, engagement->as_of);
    }
    d1_strbuf_putc(out, '.');
}

static void add_count(struct d1_strbuf *out, const char **between, size_t count, const char *one, const char *many)
{
    if (!count)
        return;
    d1_strbuf_printf(out, "%s%zu %s", *between, count, count == 1 ? one : many);
    *between = ", ";
}

void d1_headline_totals(struct d1_strbuf *out, const struct d1_verdict *verdict)
{
    const char *between = "";
    size_t unsure = 0;

    for (enum d1_severity s = D1_SEVERITY_OFF; s <= D1_SEVERITY_ERROR; s++)
        unsure += d1_verdict_count(verdict, D1_FINDING_INDETERMINATE, s);
    add_count(out, &between, d1_verdict_count(verdict, D1_FINDING_FAIL, D1_SEVERITY_ERROR), "error", "errors");
    add_count(out, &between, d1_verdict_count(verdict, D1_FINDING_FAIL, D1_SEVERITY_WARNING), "warning", "warnings");
    add_count(out, &between, d1_verdict_count(verdict, D1_FINDING_FAIL, D1_SEVERITY_NOTE), "note", "notes");
    add_count(out, &between, unsure, "finding could not be judged", "findings could not be judged");
    if (!between[0])
        d1_strbuf_puts(out, "no findings");
    if (d1_verdict_waived(verdict))
        d1_strbuf_printf(out, ", %zu waived", d1_verdict_waived(verdict));
    d1_strbuf_printf(out, ", %zu to do later", d1_verdict_open(verdict));
}
