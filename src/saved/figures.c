/* Tables of what documents say in figures. */
#include "saved/tables.h"

static const struct d1_shape_field person_fields[] = {
    D1_RFIELD(struct d1_person_figure, "id", TEXT, id),
    D1_FIELD(struct d1_person_figure, "name", TEXT, name),
    D1_FIELD(struct d1_person_figure, "organisation", TEXT, organisation),
    D1_RFIELD(struct d1_person_figure, "customer", FLAG, customer),
    D1_RFIELD(struct d1_person_figure, "open", COUNT, open),
    D1_RFIELD(struct d1_person_figure, "overdue", COUNT, overdue),
    D1_FIELD2(struct d1_person_figure, "next", DAY, next.date, next.has_date),
};

static const struct d1_shape shape_person = {
    .what = "a person",
    D1_SHAPE_OF(person_fields),
    .size = sizeof(struct d1_person_figure),
};

static const struct d1_shape_field risk_fields[] = {
    D1_RFIELD(struct d1_risk_figure, "id", TEXT, id),
    D1_FIELD(struct d1_risk_figure, "title", TEXT, title),
    D1_FIELD(struct d1_risk_figure, "owner", TEXT, owner),
    D1_FIELD(struct d1_risk_figure, "type", TEXT, type),
    D1_FIELD(struct d1_risk_figure, "status", TEXT, status),
    D1_FIELD(struct d1_risk_figure, "probability", INT, probability),
    D1_FIELD(struct d1_risk_figure, "impact", INT, impact),
    D1_FIELD(struct d1_risk_figure, "residualProbability", INT, residual_probability),
    D1_FIELD(struct d1_risk_figure, "residualImpact", INT, residual_impact),
    D1_FIELD2(struct d1_risk_figure, "reviewed", DAY, reviewed.date, reviewed.has_date),
    D1_RFIELD(struct d1_risk_figure, "artifact", COUNT32, artifact),
};

static int end_risk(struct d1_saved_reader *reader, void *read)
{
    const struct d1_risk_figure *risk = read;

    if (risk->probability > 5 || risk->impact > 5 || risk->residual_probability > 5 || risk->residual_impact > 5)
        return d1_saved_fault(reader, "probability and impact of a risk go from 1 to 5");
    return 0;
}

static const struct d1_shape shape_risk = {
    .what = "a risk",
    D1_SHAPE_OF(risk_fields),
    .size = sizeof(struct d1_risk_figure),
    .end = end_risk,
};

static const struct d1_shape_field milestone_fields[] = {
    D1_RFIELD(struct d1_milestone_figure, "id", TEXT, id),
    D1_FIELD(struct d1_milestone_figure, "title", TEXT, title),
    D1_FIELD(struct d1_milestone_figure, "owner", TEXT, owner),
    D1_FIELD2(struct d1_milestone_figure, "baseline", DAY, baseline.date, baseline.has_date),
    D1_FIELD2(struct d1_milestone_figure, "forecast", DAY, forecast.date, forecast.has_date),
    D1_FIELD2(struct d1_milestone_figure, "actual", DAY, actual.date, actual.has_date),
    D1_RFIELD(struct d1_milestone_figure, "critical", FLAG, critical),
    D1_RFIELD(struct d1_milestone_figure, "artifact", COUNT32, artifact),
};

static const struct d1_shape shape_milestone = {
    .what = "a milestone",
    D1_SHAPE_OF(milestone_fields),
    .size = sizeof(struct d1_milestone_figure),
};

static const struct d1_shape_field feedback_fields[] = {
    D1_FIELD(struct d1_feedback_figure, "type", TEXT, type),
    D1_FIELD2(struct d1_feedback_figure, "sent", DAY, sent.date, sent.has_date),
    D1_RFIELD(struct d1_feedback_figure, "responses", COUNT, responses),
    D1_FIELD(struct d1_feedback_figure, "mean", REAL, mean),
    D1_FIELD(struct d1_feedback_figure, "lowest", REAL, lowest),
    D1_FIELD(struct d1_feedback_figure, "highest", REAL, highest),
    D1_FIELD(struct d1_feedback_figure, "target", REAL, target),
    D1_RFIELD(struct d1_feedback_figure, "artifact", COUNT32, artifact),
};

static void begin_feedback(void *read)
{
    struct d1_feedback_figure *feedback = read;

    feedback->mean = feedback->lowest = feedback->highest = feedback->target = -1;
}

static const struct d1_shape shape_feedback = {
    .what = "a feedback",
    D1_SHAPE_OF(feedback_fields),
    .size = sizeof(struct d1_feedback_figure),
    .begin = begin_feedback,
};

static const struct d1_shape_field status_fields[] = {
    D1_FIELD(struct d1_status_figure, "report", TEXT, report),
    D1_FIELD2(struct d1_status_figure, "day", DAY, day.date, day.has_date),
    D1_FIELD(struct d1_status_figure, "overall", TEXT, overall),
    D1_FIELD(struct d1_status_figure, "scope", TEXT, scope),
    D1_FIELD(struct d1_status_figure, "schedule", TEXT, schedule),
    D1_FIELD(struct d1_status_figure, "budget", TEXT, budget),
    D1_FIELD(struct d1_status_figure, "quality", TEXT, quality),
    D1_FIELD(struct d1_status_figure, "risk", TEXT, risk),
    D1_FIELD(struct d1_status_figure, "actual", TEXT, actual),
    D1_FIELD(struct d1_status_figure, "estimate", TEXT, estimate),
    D1_FIELD(struct d1_status_figure, "currency", TEXT, currency),
    D1_FIELD(struct d1_status_figure, "complete", REAL, complete),
    D1_RFIELD(struct d1_status_figure, "artifact", COUNT32, artifact),
};

static void begin_status(void *read)
{
    ((struct d1_status_figure *)read)->complete = -1;
}

static const struct d1_shape shape_status = {
    .what = "a status",
    D1_SHAPE_OF(status_fields),
    .size = sizeof(struct d1_status_figure),
    .begin = begin_status,
};

static const struct d1_shape_field signoff_fields[] = {
    D1_RFIELD(struct d1_signoff_figure, "method", TEXT, method),
    D1_RFIELD(struct d1_signoff_figure, "count", COUNT, count),
    D1_FIELD(struct d1_signoff_figure, "outside", COUNT, outside),
};

static const struct d1_shape shape_signoff = {
    .what = "a sign-off",
    D1_SHAPE_OF(signoff_fields),
    .size = sizeof(struct d1_signoff_figure),
};

#define LIST(key, member, of)                                                                                          \
    D1_RFIELD_OF(struct d1_figures, key, LIST, member, offsetof(struct d1_figures, member##_count), of)

static const struct d1_shape_field figure_fields[] = {
    LIST("people", people, &shape_person),
    LIST("risks", risks, &shape_risk),
    LIST("milestones", milestones, &shape_milestone),
    LIST("feedback", feedback, &shape_feedback),
    LIST("statuses", statuses, &shape_status),
    LIST("signoffs", signoffs, &shape_signoff),
    D1_FIELD(struct d1_figures, "approved", TEXT, approved),
    D1_FIELD(struct d1_figures, "currency", TEXT, currency),
};

const struct d1_shape d1_shape_figures = {
    .what = "the figures",
    D1_SHAPE_OF(figure_fields),
    .size = sizeof(struct d1_figures),
};
