/*
 * What a report says in two places. Counts and the exit status follow from findings and states; numbers of artifacts
 * lead to one that is there. A report that fails here was cut, put together, or changed by hand.
 */
#include "saved/tables.h"

#define CONTRADICTS "the report contradicts itself: "

/* Of findings that are due, as the totals count them. */
static size_t count_due(const struct d1_verdict *verdict, enum d1_severity severity)
{
    return d1_verdict_count(verdict, D1_FINDING_FAIL, severity) +
           d1_verdict_count(verdict, D1_FINDING_INDETERMINATE, severity);
}

static int check_totals(struct d1_saved_reader *reader, const struct d1_saved_part *report)
{
    const struct d1_verdict *v = &report->verdict;
    const struct d1_saved_totals *said = &report->totals;
    size_t unsure = 0;

    for (enum d1_severity s = D1_SEVERITY_NOTE; s <= D1_SEVERITY_ERROR; s++)
        unsure += d1_verdict_count(v, D1_FINDING_INDETERMINATE, s);
    const struct {
        const char *name;
        size_t said, found;
    } rows[] = {
        {"errors", said->errors, count_due(v, D1_SEVERITY_ERROR)},
        {"warnings", said->warnings, count_due(v, D1_SEVERITY_WARNING)},
        {"notes", said->notes, count_due(v, D1_SEVERITY_NOTE)},
        {"indeterminate", said->indeterminate, unsure},
        {"indeterminateChecks", said->indeterminate_checks, d1_verdict_unsure(v)},
        {"waived", said->waived, d1_verdict_waived(v)},
        {"open", said->open, d1_verdict_open(v)},
        {"older", said->older, v->since.asked ? d1_verdict_older(v) : 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].said != rows[i].found)
            return d1_saved_fault(reader, CONTRADICTS "`totals` has %zu `%s`, and %zu are listed", rows[i].said,
                                  rows[i].name, rows[i].found);
    return 0;
}

/* A run that failed says so in a notice; its status is of usage where that was the reason. */
static int check_exit(struct d1_saved_reader *reader, const struct d1_verdict *v)
{
    enum d1_exit found = d1_verdict_exit(v);

    if (v->exit == D1_EXIT_USAGE && found == D1_EXIT_FAILURE && !v->engagement_count)
        return 0;
    if (v->exit != found)
        return d1_saved_fault(reader, CONTRADICTS "`exitStatus` is %d, and what it lists makes it %d", (int)v->exit,
                              (int)found);
    return 0;
}

int d1_saved_gates_agree(struct d1_saved_reader *reader, struct d1_str engagement, const struct d1_gate_result *gates,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct d1_gate_result *gate = &gates[i];

        if (gate->criteria_met > gate->criteria || gate->failing > gate->criteria - gate->criteria_met ||
            gate->indeterminate > gate->criteria - gate->criteria_met - gate->failing)
            return d1_saved_fault(reader,
                                  CONTRADICTS "gate " D1_STR_FMT " of " D1_STR_FMT " has %zu criteria, of "
                                              "which %zu hold, %zu fail and %zu are indeterminate",
                                  D1_STR_ARG(gate->id), D1_STR_ARG(engagement), gate->criteria, gate->criteria_met,
                                  gate->failing, gate->indeterminate);
        if (d1_gate_state_is_met(gate->state) && (gate->failing || gate->indeterminate))
            return d1_saved_fault(reader,
                                  CONTRADICTS "gate " D1_STR_FMT " of " D1_STR_FMT " is met, and %zu of its "
                                              "criteria are not",
                                  D1_STR_ARG(gate->id), D1_STR_ARG(engagement), gate->failing + gate->indeterminate);
    }
    return 0;
}

static int no_artifact(struct d1_saved_reader *reader, const struct d1_engagement_verdict *e, uint32_t artifact)
{
    return d1_saved_fault(reader, CONTRADICTS "artifact %u of " D1_STR_FMT " is named, and %zu are listed",
                          (unsigned)artifact, D1_STR_ARG(e->name), e->artifacts);
}

static int check_subjects(struct d1_saved_reader *reader, const struct d1_engagement_verdict *e,
                          const struct d1_check_result *result)
{
    size_t states = 0;

    for (size_t i = 0; i < D1_SUBJECT_STATES; i++)
        states += result->by_state[i];
    if (result->list_count > states)
        return d1_saved_fault(reader,
                              CONTRADICTS "check " D1_STR_FMT " of " D1_STR_FMT " lists %zu subjects, and "
                                          "counts %zu",
                              D1_STR_ARG(result->check->id), D1_STR_ARG(e->name), result->list_count, states);
    for (size_t i = 0; i < result->list_count; i++)
        if (result->list[i].artifact >= e->artifacts)
            return no_artifact(reader, e, result->list[i].artifact);
    return 0;
}

static int check_checks(struct d1_saved_reader *reader, const struct d1_engagement_verdict *e)
{
    int status = 0;

    for (size_t i = 0; i < e->check_count && status == 0; i++) {
        if (i && d1_str_cmp(e->checks[i - 1].check->id, e->checks[i].check->id) >= 0)
            status = d1_saved_fault(reader,
                                    CONTRADICTS "check " D1_STR_FMT " of " D1_STR_FMT " stands twice, or out "
                                                "of order",
                                    D1_STR_ARG(e->checks[i].check->id), D1_STR_ARG(e->name));
        else
            status = check_subjects(reader, e, &e->checks[i]);
    }
    return status;
}

static int check_figures(struct d1_saved_reader *reader, const struct d1_engagement_verdict *e)
{
    const struct d1_figures *f = e->figures;

    for (size_t i = 0; f && i < f->risks_count; i++)
        if (f->risks[i].artifact >= e->artifacts)
            return no_artifact(reader, e, f->risks[i].artifact);
    for (size_t i = 0; f && i < f->milestones_count; i++)
        if (f->milestones[i].artifact >= e->artifacts)
            return no_artifact(reader, e, f->milestones[i].artifact);
    for (size_t i = 0; f && i < f->feedback_count; i++)
        if (f->feedback[i].artifact >= e->artifacts)
            return no_artifact(reader, e, f->feedback[i].artifact);
    for (size_t i = 0; f && i < f->statuses_count; i++)
        if (f->statuses[i].artifact >= e->artifacts)
            return no_artifact(reader, e, f->statuses[i].artifact);
    return 0;
}

int d1_saved_agrees(struct d1_saved_reader *reader, const struct d1_saved_part *report)
{
    const struct d1_verdict *v = &report->verdict;
    int status = 0;

    if (v->exit > D1_EXIT_FAILURE)
        return d1_saved_fault(reader, "`exitStatus` is from 0 to 3, and not %d", (int)v->exit);
    if (v->solved_count && !v->since.asked)
        return d1_saved_fault(reader, CONTRADICTS "findings are solved, and it was compared with nothing");
    for (size_t i = 0; i < v->engagement_count && status == 0; i++) {
        const struct d1_engagement_verdict *e = &v->engagements[i];

        if (i && d1_str_cmp(v->engagements[i - 1].name, e->name) > 0)
            return d1_saved_fault(reader, CONTRADICTS "engagement " D1_STR_FMT " stands out of order",
                                  D1_STR_ARG(e->name));
        status = d1_saved_gates_agree(reader, e->name, e->gates, e->gate_count);
        if (status == 0)
            status = check_checks(reader, e);
        if (status == 0)
            status = check_figures(reader, e);
    }
    if (status == 0)
        status = check_totals(reader, report);
    return status == 0 ? check_exit(reader, v) : status;
}
