/* Of the JSON report what is judged of an engagement. */
#include "report/escape.h"
#include "report/json/json.h"

static void write_texts(struct d1_report_json *j, const char *key, const struct d1_str *texts, size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++)
        d1_json_string(&j->w, texts[i]);
    d1_json_end(&j->w);
}

static void write_waivers(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "waivers");
    for (size_t i = 0; i < engagement->waiver_count; i++) {
        const struct d1_waiver *waiver = &engagement->waivers[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", waiver->id);
        d1_json_member_text(&j->w, "state", d1_waiver_state_name(waiver->state));
        d1_report_member_if(&j->w, "why", waiver->why);
        write_texts(j, "names", waiver->names, waiver->name_count);
        write_texts(j, "subjects", waiver->subjects, waiver->subject_count);
        d1_report_member_if(&j->w, "reason", waiver->reason);
        d1_report_member_if(&j->w, "compensatingMeasure", waiver->measure);
        d1_report_member_if(&j->w, "requester", waiver->requester);
        d1_report_member_if(&j->w, "approver", waiver->approver);
        d1_report_member_if(&j->w, "renewalOf", waiver->renewal_of);
        d1_report_member_date(&j->w, "granted", waiver->has_granted, waiver->granted);
        d1_report_member_date(&j->w, "expires", waiver->has_expires, waiver->expires);
        if (waiver->state == D1_WAIVER_IN_FORCE)
            d1_json_member_int(&j->w, "daysLeft", waiver->days_left);
        d1_report_member_size(&j->w, "covered", waiver->covered);
        d1_report_location(j, "at", &waiver->at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

/* Most checks of most engagements have looked at nothing: then nothing is written. */
static void write_subjects(struct d1_report_json *j, const struct d1_check_result *result)
{
    bool any = false;

    for (unsigned state = 0; state < D1_SUBJECT_STATES; state++)
        any = any || result->by_state[state];
    if (!any)
        return;
    d1_json_member_object(&j->w, "subjectStates");
    for (unsigned state = 0; state < D1_SUBJECT_STATES; state++)
        d1_report_member_size(&j->w, d1_subject_state_name(state), result->by_state[state]);
    d1_json_end(&j->w);
    d1_json_member_array(&j->w, "subjectList");
    for (size_t i = 0; i < result->list_count; i++) {
        const struct d1_subject *subject = &result->list[i];

        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "state", d1_subject_state_name(subject->state));
        d1_report_member_size(&j->w, "artifact", subject->artifact);
        if (subject->line) {
            d1_report_member_size(&j->w, "line", subject->line);
            d1_report_member_size(&j->w, "column", subject->column);
        }
        d1_report_member_if(&j->w, "id", d1_str(subject->id));
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_artifacts(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "artifacts");
    for (size_t i = 0; engagement->artifact_list && i < engagement->artifacts; i++) {
        const struct d1_artifact_info *artifact = &engagement->artifact_list[i];

        d1_strbuf_clear(&j->text);
        d1_escape_uri(&j->text, artifact->path);
        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "path", artifact->path);
        d1_json_member_string(&j->w, "uri", d1_strbuf_view(&j->text));
        d1_report_member_size(&j->w, "document", artifact->document);
        d1_report_member_if(&j->w, "kind", artifact->kind);
        d1_report_member_if(&j->w, "name", artifact->name);
        d1_report_member_if(&j->w, "gitBlob", artifact->blob);
        d1_report_member_if(&j->w, "sha256", artifact->sha256);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_check_results(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "checks");
    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!result->check->built)
            continue;
        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", result->check->id);
        d1_json_member_text(&j->w, "state", d1_state_name(result->state));
        d1_json_member_text(&j->w, "severity", d1_severity_name(result->severity));
        d1_report_member_if(&j->w, "reason", result->reason);
        d1_report_member_date(&j->w, "failedSince", result->has_failed_since, result->failed_since);
        d1_report_member_size(&j->w, "subjects", result->subjects);
        d1_report_member_size(&j->w, "failed", result->failed);
        d1_report_member_size(&j->w, "open", result->open);
        d1_report_member_size(&j->w, "waived", result->waived);
        d1_report_member_size(&j->w, "indeterminate", result->indeterminate);
        d1_json_member_bool(&j->w, "waits", result->waits);
        d1_report_member_size(&j->w, "dropped", result->dropped);
        d1_report_member_if(&j->w, "baselineState", d1_str(d1_baseline_name(result->baseline)));
        write_subjects(j, result);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_check_ids(struct d1_report_json *j, const char *key, const struct d1_check *const *checks,
                            size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++)
        d1_json_string(&j->w, checks[i]->id);
    d1_json_end(&j->w);
}

static void write_criteria(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "criteria");
    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", result->criterion->id);
        d1_json_member_string(&j->w, "title", result->criterion->title);
        d1_report_member_if(&j->w, "section", result->criterion->section);
        d1_report_member_if(&j->w, "phase", result->criterion->phase);
        d1_json_member_string(&j->w, "class", result->criterion->criterion_class);
        d1_report_member_if(&j->w, "proxy", result->criterion->proxy);
        d1_json_member_bool(&j->w, "rollUp", result->criterion->roll_up);
        d1_json_member_bool(&j->w, "isDue", result->is_due);
        d1_report_member_if(&j->w, "gate", result->gate);
        d1_json_member_text(&j->w, "state", d1_state_name(result->state));
        d1_report_member_if(&j->w, "reason", result->reason);
        d1_report_member_date(&j->w, "due", result->has_due, result->due);
        d1_report_member_date(&j->w, "met", result->has_met, result->met);
        d1_json_member_int(&j->w, "daysLate", result->days_late);
        write_check_ids(j, "checks", result->criterion->checks, result->criterion->check_count);
        write_check_ids(j, "failing", result->failing, result->failing_count);
        d1_report_member_size(&j->w, "notBuilt", result->criterion->not_built);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_gates(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "gates");
    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", gate->id);
        d1_json_member_string(&j->w, "title", gate->title);
        d1_json_member_text(&j->w, "state", d1_gate_state_name(gate->state));
        d1_report_member_if(&j->w, "reason", gate->reason);
        d1_report_member_date(&j->w, "due", gate->has_due, gate->due);
        d1_report_member_date(&j->w, "met", gate->has_met, gate->met);
        d1_json_member_int(&j->w, "daysLate", gate->days_late);
        d1_json_member_bool(&j->w, "reopened", gate->reopened);
        d1_report_member_size(&j->w, "criteria", gate->criteria);
        d1_report_member_size(&j->w, "criteriaMet", gate->criteria_met);
        d1_report_member_size(&j->w, "criteriaFailing", gate->failing);
        d1_report_member_size(&j->w, "criteriaIndeterminate", gate->indeterminate);
        d1_report_member_size(&j->w, "criteriaWaived", gate->waived);
        d1_report_member_size(&j->w, "notBuilt", gate->not_built);
        d1_report_member_size(&j->w, "openFindings", gate->open_findings);
        d1_report_member_size(&j->w, "failedFindings", gate->failed_findings);
        d1_json_member_bool(&j->w, "asked", gate->asked);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_scores(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "scores");
    for (size_t i = 0; i < engagement->score_count; i++) {
        const struct d1_score *score = &engagement->scores[i];

        d1_json_begin_object(&j->w);
        d1_report_member_if(&j->w, "phase", score->phase);
        if (score->score >= 0) {
            d1_json_member_int(&j->w, "score", score->score);
            d1_json_member_int(&j->w, "rawScore", score->raw);
        }
        d1_report_member_size(&j->w, "failingGatingCriteria", score->gating);
        d1_report_member_size(&j->w, "failingOtherCriteria", score->others);
        d1_report_member_size(&j->w, "indeterminateCriteria", score->indeterminate);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_policy(struct d1_report_json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_object(&j->w, "policy");
    d1_json_member_string(&j->w, "source", engagement->policy.ptr ? engagement->policy : d1_str(""));
    d1_report_member_if(&j->w, "gitBlob", engagement->policy_blob);
    d1_report_member_if(&j->w, "sha256", engagement->policy_sha256);
    d1_json_member_array(&j->w, "changes");
    for (size_t i = 0; i < engagement->change_count; i++) {
        const struct d1_policy_change *change = &engagement->changes[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "what", change->what);
        d1_json_member_string(&j->w, "name", change->name);
        d1_report_member_if(&j->w, "from", change->from);
        d1_report_member_if(&j->w, "to", change->to);
        d1_json_member_bool(&j->w, "relaxes", change->relaxes);
        d1_report_location(j, "at", &change->at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
    d1_json_end(&j->w);
}

void d1_report_engagements(struct d1_report_json *j, const struct d1_verdict *verdict)
{
    d1_json_member_array(&j->w, "engagements");
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "name", engagement->name);
        d1_report_member_if(&j->w, "title", engagement->title);
        d1_report_member_if(&j->w, "customer", engagement->customer);
        d1_report_member_if(&j->w, "provider", engagement->provider);
        d1_report_member_if(&j->w, "profile", engagement->profile);
        d1_report_location(j, "at", &engagement->at);
        d1_report_member_date(&j->w, "asOf", true, engagement->as_of);
        d1_report_member_date(&j->w, "soon", true, engagement->soon);
        d1_json_member_string(&j->w, "asOfSource",
                              engagement->as_of_source.ptr ? engagement->as_of_source : d1_str(""));
        write_artifacts(j, engagement);
        if (engagement->figures)
            d1_json_figures(&j->w, engagement->figures);
        write_policy(j, engagement);
        write_waivers(j, engagement);
        write_gates(j, engagement);
        write_scores(j, engagement);
        write_criteria(j, engagement);
        write_check_results(j, engagement);
        d1_report_findings(j, "findings", engagement->findings, engagement->finding_count);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}
