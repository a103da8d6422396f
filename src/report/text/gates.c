/* The section of `text` on gates: a table, and the criteria that keep a gate from being met. */
#include "report/escape.h"
#include "report/formats.h"
#include "report/text/text.h"

enum {
    GATES_SHOWN = 12, /* a longer table is cut to the gates that matter now */
    GATES_AHEAD = 3
};

static const struct {
    const char *words;
    enum d1_style style;
} gate_states[] = {
    [D1_GATE_FUTURE] = {"future", D1_STYLE_FAINT},    [D1_GATE_MET] = {"met", D1_STYLE_GOOD},
    [D1_GATE_MET_LATE] = {"met late", D1_STYLE_GOOD}, [D1_GATE_MET_WITH_WAIVERS] = {"met with waivers", D1_STYLE_GOOD},
    [D1_GATE_MISSED] = {"missed", D1_STYLE_ERROR},    [D1_GATE_UNDECIDED] = {"undecided", D1_STYLE_WARNING},
    [D1_GATE_BLOCKED] = {"blocked", D1_STYLE_ERROR},  [D1_GATE_NOT_APPLICABLE] = {"not applicable", D1_STYLE_FAINT},
};

static bool keeps_from(const struct d1_criterion_result *result)
{
    return result->state == D1_STATE_FAIL || result->state == D1_STATE_INDETERMINATE;
}

/* " since 2026-03-04", where that is known. */
static void write_since(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                        const struct d1_check *check)
{
    char day[D1_DATE_TEXT];

    for (size_t i = 0; i < engagement->check_count; i++) {
        if (engagement->checks[i].check != check || !engagement->checks[i].has_failed_since)
            continue;
        d1_date_format(engagement->checks[i].failed_since, day);
        d1_strbuf_printf(paint->out, " since %s", day);
    }
}

static void write_checks(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                         const struct d1_criterion_result *result, bool closely)
{
    for (size_t i = 0; i < result->failing_count; i++) {
        d1_strbuf_puts(paint->out, i ? ", " : " (");
        d1_paint_text(paint, D1_STYLE_PLAIN, result->failing[i]->id);
        if (closely)
            write_since(paint, engagement, result->failing[i]);
    }
}

/* "    S2D-A2  fail           Stakeholder mapping (STK-002, STK-007 since 2026-03-04)" */
static void write_criterion(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                            const struct d1_criterion_result *result, bool closely)
{
    bool fails = result->state == D1_STATE_FAIL;

    d1_strbuf_puts(paint->out, "    ");
    d1_paint_cell(paint, D1_STYLE_PLAIN, result->criterion->id, 9);
    d1_paint_cell(paint, fails ? D1_STYLE_ERROR : D1_STYLE_WARNING, d1_str(d1_state_name(result->state)), 15);
    d1_paint_text(paint, D1_STYLE_PLAIN, result->criterion->title);
    write_checks(paint, engagement, result, closely);
    if (result->failing_count) {
        d1_strbuf_putc(paint->out, ')');
    } else if (result->reason.len) {
        d1_strbuf_puts(paint->out, " (");
        d1_paint_text(paint, D1_STYLE_PLAIN, result->reason);
        d1_strbuf_putc(paint->out, ')');
    }
    d1_strbuf_putc(paint->out, '\n');
}

/* The criteria that keep a gate from being met, one a line; then those that hold, by id. */
static void write_criteria(struct d1_paint *paint, const struct d1_engagement_verdict *engagement, struct d1_str gate,
                           bool closely)
{
    struct d1_strbuf holding = {0};

    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (!d1_str_eq(result->gate, gate) || d1_criterion_is_indicator(result))
            continue;
        if (keeps_from(result)) {
            write_criterion(paint, engagement, result, closely);
        } else if (d1_criterion_holds(result)) {
            d1_strbuf_puts(&holding, holding.len ? ", " : "");
            d1_strbuf_str(&holding, result->criterion->id);
        }
    }
    if (holding.len) {
        d1_strbuf_puts(paint->out, "    ");
        d1_paint_puts(paint, D1_STYLE_GOOD, "hold:");
        d1_strbuf_putc(paint->out, ' ');
        d1_paint_wrapped(paint, d1_strbuf_view(&holding), 10, 10);
        d1_strbuf_putc(paint->out, '\n');
    }
    paint->out->oom = paint->out->oom || holding.oom;
    d1_strbuf_release(&holding);
}

static void add_fact(struct d1_paint *paint, const char **between, size_t count, const char *one, const char *many)
{
    if (!count)
        return;
    d1_strbuf_puts(paint->out, *between);
    d1_paint_count(paint, count, one, many);
    *between = ", ";
}

/* The words of a row behind its date: what of the gate holds, what stands against it, what is not judged at all. */
static void write_gate_facts(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                             const struct d1_gate_result *gate)
{
    struct d1_gate_tally tally = d1_gate_count(engagement, gate->id);
    const char *between = "";

    if (tally.judged) {
        d1_strbuf_printf(paint->out, "%zu of %zu criteria hold", tally.hold, tally.judged);
        between = ", ";
    }
    add_fact(paint, &between, tally.fail, "fails", "fail");
    add_fact(paint, &between, tally.indeterminate, "indeterminate", "indeterminate");
    add_fact(paint, &between, tally.not_due, "not due", "not due");
    add_fact(paint, &between, gate->failed_findings, "finding", "findings");
    add_fact(paint, &between, gate->open_findings, "to do", "to do");
    add_fact(paint, &between, gate->state == D1_GATE_MET_LATE ? (size_t)gate->days_late : 0, "day late", "days late");
    if (gate->reopened) {
        d1_strbuf_printf(paint->out, "%smet before", between);
        between = ", ";
    }
    add_fact(paint, &between, tally.not_applicable, "does not apply", "do not apply");
    add_fact(paint, &between, gate->not_built, "check not built", "checks not built");
}

static void write_gate(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                       const struct d1_gate_result *gate, size_t columns)
{
    /* A gate that was asked for before its day is not met yet, and not missed. */
    bool ahead = gate->state == D1_GATE_MISSED && gate->has_due && gate->due > engagement->as_of;
    const char *words = ahead ? "not met" : gate_states[gate->state].words;
    char date[D1_DATE_TEXT] = "-";

    if (gate->has_due)
        d1_date_format(gate->due, date);
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, gate->asked ? D1_STYLE_STRONG : D1_STYLE_PLAIN, gate->id, columns + 2);
    d1_paint_cell(paint, gate_states[gate->state].style, d1_str(words), 18);
    d1_strbuf_printf(paint->out, "%-12s", date);
    write_gate_facts(paint, engagement, gate);
    d1_paint_end_row(paint);
}

/* Of a long table: what is asked for, what is not met, and what comes next. */
static bool matters(const struct d1_gate_result *gate, size_t *ahead)
{
    if (gate->asked || d1_gate_state_is_unmet(gate->state))
        return true;
    return gate->state == D1_GATE_FUTURE && (*ahead)++ < GATES_AHEAD;
}

/* With --gate: that one, and where it is blocked those before it that are not met. */
static bool concerns(const struct d1_engagement_verdict *engagement, size_t index)
{
    const struct d1_gate_result *gate = &engagement->gates[index];

    if (gate->asked)
        return true;
    for (size_t i = index + 1; i < engagement->gate_count && d1_gate_state_is_unmet(gate->state); i++)
        if (engagement->gates[i].asked && engagement->gates[i].state == D1_GATE_BLOCKED)
            return true;
    return false;
}

bool d1_text_concerns_gate(const struct d1_verdict *verdict, const struct d1_engagement_verdict *engagement,
                           const struct d1_check *check, struct d1_str gate)
{
    if (!verdict->asked_gate.len || d1_str_is(gate, "always"))
        return true;
    for (size_t i = 0; i < engagement->gate_count; i++)
        if (d1_str_eq(engagement->gates[i].id, gate) && concerns(engagement, i))
            return true;
    for (size_t i = 0; i < engagement->criterion_count; i++)
        for (size_t j = 0; j < engagement->criteria[i].failing_count; j++) {
            if (engagement->criteria[i].failing[j] != check)
                continue;
            for (size_t k = 0; k < engagement->gate_count; k++)
                if (d1_str_eq(engagement->gates[k].id, engagement->criteria[i].gate) && concerns(engagement, k))
                    return true;
        }
    return false;
}

/* "  and 14 more: 9 met, 5 future" */
static void write_left_out(struct d1_paint *paint, size_t met, size_t ahead, size_t other)
{
    const char *between = ": ";

    if (met + ahead + other == 0)
        return;
    d1_strbuf_printf(paint->out, "  and %zu more", met + ahead + other);
    if (met) {
        d1_strbuf_printf(paint->out, "%s%zu met", between, met);
        between = ", ";
    }
    if (ahead) {
        d1_strbuf_printf(paint->out, "%s%zu future", between, ahead);
        between = ", ";
    }
    if (other)
        d1_strbuf_printf(paint->out, "%s%zu not applicable", between, other);
    d1_strbuf_putc(paint->out, '\n');
}

/* Criteria that are judged all the time have no gate; they stand behind the gates when one of them does not hold. */
static void write_rolling(struct d1_paint *paint, const struct d1_engagement_verdict *engagement, size_t columns,
                          bool closely)
{
    const struct d1_str rolling = D1_STR("rolling");
    size_t all = 0, held = 0, against = 0;

    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (!d1_str_eq(result->gate, rolling) || d1_criterion_is_indicator(result))
            continue;
        all += d1_criterion_holds(result) || keeps_from(result);
        held += d1_criterion_holds(result);
        against += keeps_from(result);
    }
    if (!against)
        return;
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, D1_STYLE_PLAIN, rolling, columns + 2 + 18 + 12);
    d1_strbuf_printf(paint->out, "%zu of %zu criteria hold\n", held, all);
    write_criteria(paint, engagement, rolling, closely);
}

/* "gate kickoff is not met"; one that does not apply is neither met nor missed. */
static void write_answer(struct d1_paint *paint, const struct d1_gate_result *gate)
{
    bool met = d1_gate_state_is_met(gate->state), applies = gate->state != D1_GATE_NOT_APPLICABLE;

    d1_strbuf_puts(paint->out, "gate ");
    d1_paint_text(paint, D1_STYLE_STRONG, gate->id);
    d1_strbuf_putc(paint->out, ' ');
    d1_paint_puts(paint, met ? D1_STYLE_GOOD : D1_STYLE_ERROR,
                  met       ? "is met"
                  : applies ? "is not met"
                            : "does not apply");
    if (gate->state == D1_GATE_UNDECIDED || gate->state == D1_GATE_BLOCKED)
        d1_strbuf_printf(paint->out, ": %s", gate_states[gate->state].words);
    if (gate->reason.len) {
        d1_strbuf_puts(paint->out, applies ? ", " : ": ");
        d1_paint_text(paint, D1_STYLE_PLAIN, gate->reason);
    }
    if (gate->not_built) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_count(paint, gate->not_built, "check not built", "checks not built");
    }
    d1_strbuf_putc(paint->out, '\n');
}

void d1_text_answers(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;

    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t j = 0; j < verdict->engagements[i].gate_count; j++) {
            if (!verdict->engagements[i].gates[j].asked)
                continue;
            if (verdict->engagement_count > 1) {
                d1_paint_text(&t->paint, D1_STYLE_STRONG, verdict->engagements[i].name);
                d1_strbuf_puts(t->paint.out, ": ");
            }
            write_answer(&t->paint, &verdict->engagements[i].gates[j]);
        }
}

static size_t widest(const struct d1_engagement_verdict *engagement)
{
    enum { MOST = 40 };
    size_t columns = 0;

    for (size_t i = 0; i < engagement->gate_count; i++) {
        size_t wide = d1_escape_columns(engagement->gates[i].id);

        columns = wide > columns ? wide : columns;
    }
    return columns > MOST ? MOST : columns;
}

void d1_text_gates(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    size_t columns = widest(engagement), ahead = 0, met_out = 0, ahead_out = 0, other_out = 0;
    bool asked = t->verdict->asked_gate.len > 0;
    /* Another format of the same run may have had it looked up; this one says the same beside it as alone. */
    bool closely = asked || t->options->verbose;
    bool cut = engagement->gate_count > GATES_SHOWN && !asked && !t->options->verbose;

    if (!engagement->gate_count)
        return;
    d1_paint_puts(&t->paint, D1_STYLE_STRONG, "gates");
    d1_strbuf_putc(t->paint.out, '\n');
    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        if (asked && !concerns(engagement, i))
            continue;
        if (cut && !matters(gate, &ahead)) {
            met_out += d1_gate_state_is_met(gate->state);
            ahead_out += gate->state == D1_GATE_FUTURE;
            other_out += gate->state == D1_GATE_NOT_APPLICABLE;
            continue;
        }
        write_gate(&t->paint, engagement, gate, columns);
        if (gate->asked || d1_gate_state_is_unmet(gate->state))
            write_criteria(&t->paint, engagement, gate->id, closely);
    }
    write_left_out(&t->paint, met_out, ahead_out, other_out);
    if (!asked)
        write_rolling(&t->paint, engagement, columns, closely);
    d1_strbuf_putc(t->paint.out, '\n');
}
