/* The figures of the JSON report: the member `figures` of an engagement. */
#include "report/json/json.h"

static void member_day(struct d1_json_writer *w, const char *key, struct d1_figure_day day)
{
    d1_report_member_date(w, key, day.has_date, day.date);
}

/* A number of which less than nothing means that it is not there. */
static void member_number(struct d1_json_writer *w, const char *key, double value)
{
    if (value < 0)
        return;
    d1_json_key(w, key);
    d1_json_real(w, value);
}

static void member_step(struct d1_json_writer *w, const char *key, int value)
{
    if (value)
        d1_json_member_int(w, key, value);
}

static void write_people(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_array(w, "people");
    for (size_t i = 0; i < figures->people_count; i++) {
        const struct d1_person_figure *person = &figures->people[i];

        d1_json_begin_object(w);
        d1_json_member_string(w, "id", person->id);
        d1_report_member_if(w, "name", person->name);
        d1_report_member_if(w, "organisation", person->organisation);
        d1_json_member_bool(w, "customer", person->customer);
        d1_json_member_int(w, "open", (int64_t)person->open);
        d1_json_member_int(w, "overdue", (int64_t)person->overdue);
        member_day(w, "next", person->next);
        d1_json_end(w);
    }
    d1_json_end(w);
}

static void write_risks(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_array(w, "risks");
    for (size_t i = 0; i < figures->risks_count; i++) {
        const struct d1_risk_figure *risk = &figures->risks[i];

        d1_json_begin_object(w);
        d1_json_member_string(w, "id", risk->id);
        d1_report_member_if(w, "title", risk->title);
        d1_report_member_if(w, "owner", risk->owner);
        d1_report_member_if(w, "type", risk->type);
        d1_report_member_if(w, "status", risk->status);
        member_step(w, "probability", risk->probability);
        member_step(w, "impact", risk->impact);
        member_step(w, "residualProbability", risk->residual_probability);
        member_step(w, "residualImpact", risk->residual_impact);
        member_day(w, "reviewed", risk->reviewed);
        d1_json_member_int(w, "artifact", risk->artifact);
        d1_json_end(w);
    }
    d1_json_end(w);
}

static void write_milestones(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_array(w, "milestones");
    for (size_t i = 0; i < figures->milestones_count; i++) {
        const struct d1_milestone_figure *milestone = &figures->milestones[i];

        d1_json_begin_object(w);
        d1_json_member_string(w, "id", milestone->id);
        d1_report_member_if(w, "title", milestone->title);
        d1_report_member_if(w, "owner", milestone->owner);
        member_day(w, "baseline", milestone->baseline);
        member_day(w, "forecast", milestone->forecast);
        member_day(w, "actual", milestone->actual);
        d1_json_member_bool(w, "critical", milestone->critical);
        d1_json_member_int(w, "artifact", milestone->artifact);
        d1_json_end(w);
    }
    d1_json_end(w);
}

static void write_feedback(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_array(w, "feedback");
    for (size_t i = 0; i < figures->feedback_count; i++) {
        const struct d1_feedback_figure *feedback = &figures->feedback[i];

        d1_json_begin_object(w);
        d1_report_member_if(w, "type", feedback->type);
        member_day(w, "sent", feedback->sent);
        d1_json_member_int(w, "responses", (int64_t)feedback->responses);
        member_number(w, "mean", feedback->mean);
        member_number(w, "lowest", feedback->lowest);
        member_number(w, "highest", feedback->highest);
        member_number(w, "target", feedback->target);
        d1_json_member_int(w, "artifact", feedback->artifact);
        d1_json_end(w);
    }
    d1_json_end(w);
}

static void write_statuses(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_array(w, "statuses");
    for (size_t i = 0; i < figures->statuses_count; i++) {
        const struct d1_status_figure *status = &figures->statuses[i];

        d1_json_begin_object(w);
        d1_report_member_if(w, "report", status->report);
        member_day(w, "day", status->day);
        d1_report_member_if(w, "overall", status->overall);
        d1_report_member_if(w, "scope", status->scope);
        d1_report_member_if(w, "schedule", status->schedule);
        d1_report_member_if(w, "budget", status->budget);
        d1_report_member_if(w, "quality", status->quality);
        d1_report_member_if(w, "risk", status->risk);
        d1_report_member_if(w, "actual", status->actual);
        d1_report_member_if(w, "estimate", status->estimate);
        d1_report_member_if(w, "currency", status->currency);
        member_number(w, "complete", status->complete);
        d1_json_member_int(w, "artifact", status->artifact);
        d1_json_end(w);
    }
    d1_json_end(w);
}

void d1_json_figures(struct d1_json_writer *w, const struct d1_figures *figures)
{
    d1_json_member_object(w, "figures");
    write_people(w, figures);
    write_risks(w, figures);
    write_milestones(w, figures);
    write_feedback(w, figures);
    write_statuses(w, figures);
    d1_json_member_array(w, "signoffs");
    for (size_t i = 0; i < figures->signoffs_count; i++) {
        d1_json_begin_object(w);
        d1_json_member_string(w, "method", figures->signoffs[i].method);
        d1_json_member_int(w, "count", (int64_t)figures->signoffs[i].count);
        d1_json_member_int(w, "outside", (int64_t)figures->signoffs[i].outside);
        d1_json_end(w);
    }
    d1_json_end(w);
    d1_report_member_if(w, "approved", figures->approved);
    d1_report_member_if(w, "currency", figures->currency);
    d1_json_end(w);
}
