/*
 * The format `json`: everything the verdict holds, in d1lint's own shape (schemas/Report.schema.json), so that any
 * other format can be made from it. What checks say of themselves is left out where they have nothing to say of the
 * repository, and so are checks that are not built. Nothing else is: findings in every state, also those outside the
 * paths asked for (reported: false). Of a text longer than D1_LIMIT_REPORT_TEXT there is the beginning. Members without
 * a value are absent; lists are always there.
 */
#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/formats.h"

struct json {
    struct d1_json_writer w;
    struct d1_strbuf text; /* for one text at a time */
};

static void member_if(struct json *j, const char *key, struct d1_str text)
{
    if (text.len)
        d1_json_member_string(&j->w, key, text);
}

static void member_size(struct json *j, const char *key, size_t value)
{
    d1_json_member_int(&j->w, key, (int64_t)value);
}

static void member_date(struct json *j, const char *key, bool has, d1_date date)
{
    char text[D1_DATE_TEXT];

    if (!has)
        return;
    d1_date_format(date, text);
    d1_json_member_text(&j->w, key, text);
}

/* `path` is for people; `uri` holds the exact bytes, also where they are no UTF-8. */
static void write_location(struct json *j, const char *key, const struct d1_location *at)
{
    const struct d1_place *place = &at->place;

    if (!place->path)
        return;
    d1_strbuf_clear(&j->text);
    d1_escape_uri(&j->text, place->path);
    d1_json_member_object(&j->w, key);
    d1_json_member_text(&j->w, "path", place->path);
    d1_json_member_string(&j->w, "uri", d1_strbuf_view(&j->text));
    if (place->line) {
        d1_json_member_int(&j->w, "line", place->line);
        d1_json_member_int(&j->w, "column", place->column);
        d1_json_member_int(&j->w, "endLine", place->end_line);
        d1_json_member_int(&j->w, "endColumn", place->end_column);
    }
    member_if(j, "artifact", at->artifact);
    if (at->artifact.len)
        d1_json_member_string(&j->w, "pointer", at->pointer.ptr ? at->pointer : d1_str(""));
    d1_json_member_int(&j->w, "document", at->document);
    d1_json_end(&j->w);
}

static void write_related(struct json *j, const struct d1_finding *finding)
{
    d1_json_member_array(&j->w, "related");
    for (size_t i = 0; i < finding->related_count; i++) {
        d1_json_begin_object(&j->w);
        write_location(j, "at", &finding->related[i].at);
        member_if(j, "message", finding->related[i].message);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_findings(struct json *j, const char *key, const struct d1_finding *findings, size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++) {
        const struct d1_finding *finding = &findings[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "check", finding->check->id);
        d1_json_member_text(&j->w, "state", d1_finding_state_name(finding->state));
        d1_json_member_text(&j->w, "severity", d1_severity_name(finding->severity));
        d1_json_member_string(&j->w, "message", finding->message);
        member_if(j, "help", finding->help);
        write_location(j, "at", &finding->at);
        write_related(j, finding);
        member_if(j, "gate", finding->gate);
        member_date(j, "due", finding->has_due, finding->due);
        d1_json_member_int(&j->w, "daysOverdue", finding->days_overdue);
        member_if(j, "owner", finding->owner);
        member_if(j, "gone", finding->gone);
        d1_json_member_text(&j->w, "fingerprint", finding->fingerprint);
        d1_json_member_bool(&j->w, "discreet", finding->discreet);
        d1_json_member_bool(&j->w, "follows", finding->follows);
        d1_json_member_bool(&j->w, "reported", finding->reported);
        member_if(j, "baselineState", d1_str(d1_baseline_name(finding->baseline)));
        if (finding->waiver)
            d1_json_member_string(&j->w, "waiver", finding->waiver->id);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_texts(struct json *j, const char *key, const struct d1_str *texts, size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++)
        d1_json_string(&j->w, texts[i]);
    d1_json_end(&j->w);
}

static void write_waivers(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "waivers");
    for (size_t i = 0; i < engagement->waiver_count; i++) {
        const struct d1_waiver *waiver = &engagement->waivers[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", waiver->id);
        d1_json_member_text(&j->w, "state", d1_waiver_state_name(waiver->state));
        member_if(j, "why", waiver->why);
        write_texts(j, "names", waiver->names, waiver->name_count);
        write_texts(j, "subjects", waiver->subjects, waiver->subject_count);
        member_if(j, "reason", waiver->reason);
        member_if(j, "compensatingMeasure", waiver->measure);
        member_if(j, "requester", waiver->requester);
        member_if(j, "approver", waiver->approver);
        member_if(j, "renewalOf", waiver->renewal_of);
        member_date(j, "granted", waiver->has_granted, waiver->granted);
        member_date(j, "expires", waiver->has_expires, waiver->expires);
        if (waiver->state == D1_WAIVER_IN_FORCE)
            d1_json_member_int(&j->w, "daysLeft", waiver->days_left);
        member_size(j, "covered", waiver->covered);
        write_location(j, "at", &waiver->at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

/* Most checks of most engagements have looked at nothing: then nothing is written. */
static void write_subjects(struct json *j, const struct d1_check_result *result)
{
    bool any = false;

    for (unsigned state = 0; state < D1_SUBJECT_STATES; state++)
        any = any || result->by_state[state];
    if (!any)
        return;
    d1_json_member_object(&j->w, "subjectStates");
    for (unsigned state = 0; state < D1_SUBJECT_STATES; state++)
        member_size(j, d1_subject_state_name(state), result->by_state[state]);
    d1_json_end(&j->w);
    d1_json_member_array(&j->w, "subjectList");
    for (size_t i = 0; i < result->list_count; i++) {
        const struct d1_subject *subject = &result->list[i];

        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "state", d1_subject_state_name(subject->state));
        member_size(j, "artifact", subject->artifact);
        if (subject->line) {
            member_size(j, "line", subject->line);
            member_size(j, "column", subject->column);
        }
        member_if(j, "id", d1_str(subject->id));
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_artifacts(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "artifacts");
    for (size_t i = 0; engagement->artifact_list && i < engagement->artifacts; i++) {
        const struct d1_artifact_info *artifact = &engagement->artifact_list[i];

        d1_strbuf_clear(&j->text);
        d1_escape_uri(&j->text, artifact->path);
        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "path", artifact->path);
        d1_json_member_string(&j->w, "uri", d1_strbuf_view(&j->text));
        member_size(j, "document", artifact->document);
        member_if(j, "kind", artifact->kind);
        member_if(j, "name", artifact->name);
        member_if(j, "gitBlob", artifact->blob);
        member_if(j, "sha256", artifact->sha256);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_check_results(struct json *j, const struct d1_engagement_verdict *engagement)
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
        member_if(j, "reason", result->reason);
        member_date(j, "failedSince", result->has_failed_since, result->failed_since);
        member_size(j, "subjects", result->subjects);
        member_size(j, "failed", result->failed);
        member_size(j, "open", result->open);
        member_size(j, "waived", result->waived);
        member_size(j, "indeterminate", result->indeterminate);
        d1_json_member_bool(&j->w, "waits", result->waits);
        member_size(j, "dropped", result->dropped);
        member_if(j, "baselineState", d1_str(d1_baseline_name(result->baseline)));
        write_subjects(j, result);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_check_ids(struct json *j, const char *key, const struct d1_check *const *checks, size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++)
        d1_json_string(&j->w, checks[i]->id);
    d1_json_end(&j->w);
}

static void write_criteria(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "criteria");
    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", result->criterion->id);
        d1_json_member_string(&j->w, "title", result->criterion->title);
        member_if(j, "section", result->criterion->section);
        member_if(j, "phase", result->criterion->phase);
        d1_json_member_string(&j->w, "class", result->criterion->criterion_class);
        member_if(j, "proxy", result->criterion->proxy);
        d1_json_member_bool(&j->w, "rollUp", result->criterion->roll_up);
        d1_json_member_bool(&j->w, "isDue", result->is_due);
        member_if(j, "gate", result->gate);
        d1_json_member_text(&j->w, "state", d1_state_name(result->state));
        member_if(j, "reason", result->reason);
        member_date(j, "due", result->has_due, result->due);
        member_date(j, "met", result->has_met, result->met);
        d1_json_member_int(&j->w, "daysLate", result->days_late);
        write_check_ids(j, "checks", result->criterion->checks, result->criterion->check_count);
        write_check_ids(j, "failing", result->failing, result->failing_count);
        member_size(j, "notBuilt", result->criterion->not_built);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_gates(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "gates");
    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", gate->id);
        d1_json_member_string(&j->w, "title", gate->title);
        d1_json_member_text(&j->w, "state", d1_gate_state_name(gate->state));
        member_if(j, "reason", gate->reason);
        member_date(j, "due", gate->has_due, gate->due);
        member_date(j, "met", gate->has_met, gate->met);
        d1_json_member_int(&j->w, "daysLate", gate->days_late);
        d1_json_member_bool(&j->w, "reopened", gate->reopened);
        member_size(j, "criteria", gate->criteria);
        member_size(j, "criteriaMet", gate->criteria_met);
        member_size(j, "criteriaFailing", gate->failing);
        member_size(j, "criteriaIndeterminate", gate->indeterminate);
        member_size(j, "criteriaWaived", gate->waived);
        member_size(j, "notBuilt", gate->not_built);
        member_size(j, "openFindings", gate->open_findings);
        member_size(j, "failedFindings", gate->failed_findings);
        d1_json_member_bool(&j->w, "asked", gate->asked);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_scores(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&j->w, "scores");
    for (size_t i = 0; i < engagement->score_count; i++) {
        const struct d1_score *score = &engagement->scores[i];

        d1_json_begin_object(&j->w);
        member_if(j, "phase", score->phase);
        if (score->score >= 0) {
            d1_json_member_int(&j->w, "score", score->score);
            d1_json_member_int(&j->w, "rawScore", score->raw);
        }
        member_size(j, "failingGatingCriteria", score->gating);
        member_size(j, "failingOtherCriteria", score->others);
        member_size(j, "indeterminateCriteria", score->indeterminate);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_policy(struct json *j, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_object(&j->w, "policy");
    d1_json_member_string(&j->w, "source", engagement->policy.ptr ? engagement->policy : d1_str(""));
    member_if(j, "gitBlob", engagement->policy_blob);
    member_if(j, "sha256", engagement->policy_sha256);
    d1_json_member_array(&j->w, "changes");
    for (size_t i = 0; i < engagement->change_count; i++) {
        const struct d1_policy_change *change = &engagement->changes[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "what", change->what);
        d1_json_member_string(&j->w, "name", change->name);
        member_if(j, "from", change->from);
        member_if(j, "to", change->to);
        d1_json_member_bool(&j->w, "relaxes", change->relaxes);
        write_location(j, "at", &change->at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
    d1_json_end(&j->w);
}

static void write_engagements(struct json *j, const struct d1_verdict *verdict)
{
    d1_json_member_array(&j->w, "engagements");
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "name", engagement->name);
        member_if(j, "title", engagement->title);
        member_if(j, "customer", engagement->customer);
        member_if(j, "provider", engagement->provider);
        member_if(j, "profile", engagement->profile);
        write_location(j, "at", &engagement->at);
        member_date(j, "asOf", true, engagement->as_of);
        member_date(j, "soon", true, engagement->soon);
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
        write_findings(j, "findings", engagement->findings, engagement->finding_count);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void tell_findings(bool *told, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        told[findings[i].check->index] = true;
}

/* By index the checks with something to say: that have findings, or do not hold somewhere, or are the user's own. */
static void find_told(bool *told, const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->check_count; i++)
        told[i] = verdict->checks[i].own;
    tell_findings(told, verdict->loose, verdict->loose_count);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        tell_findings(told, engagement->findings, engagement->finding_count);
        for (size_t k = 0; k < engagement->check_count; k++) {
            enum d1_state state = engagement->checks[k].state;

            if (state != D1_STATE_PASS && state != D1_STATE_EMPTY && state != D1_STATE_NOT_APPLICABLE)
                told[engagement->checks[k].check->index] = true;
        }
    }
}

/* What the others say of themselves is the same in every report: `d1lint list checks` and `d1lint explain` tell it. */
static void write_checks(struct json *j, const struct d1_verdict *verdict, const bool *told)
{
    d1_json_member_array(&j->w, "checks");
    for (size_t i = 0; i < verdict->check_count; i++) {
        const struct d1_check *check = &verdict->checks[i];

        if (!told[i])
            continue;
        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", check->id);
        d1_json_member_string(&j->w, "title", check->title);
        member_if(j, "sentence", check->sentence);
        member_if(j, "help", check->help);
        member_if(j, "why", check->why);
        member_if(j, "phase", check->phase);
        member_if(j, "due", check->due);
        d1_json_member_string(&j->w, "method", check->method);
        d1_json_member_text(&j->w, "severity", d1_severity_name(check->severity));
        d1_json_member_bool(&j->w, "essential", check->essential);
        d1_json_member_bool(&j->w, "built", check->built);
        d1_json_member_bool(&j->w, "own", check->own);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_notices(struct json *j, const struct d1_verdict *verdict)
{
    d1_json_member_array(&j->w, "notices");
    for (size_t i = 0; i < verdict->notice_count; i++) {
        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "severity", d1_severity_name(verdict->notices[i].severity));
        d1_json_member_string(&j->w, "text", verdict->notices[i].text);
        write_location(j, "at", &verdict->notices[i].at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_source(struct json *j, const struct d1_source_info *source)
{
    static const char *const kinds[] = {
        [D1_SOURCE_WORKTREE] = "worktree",
        [D1_SOURCE_INDEX] = "index",
        [D1_SOURCE_REVISION] = "revision",
        [D1_SOURCE_DIRECTORY] = "directory",
    };

    d1_json_member_object(&j->w, "source");
    d1_json_member_text(&j->w, "kind", kinds[source->kind]);
    member_if(j, "revision", source->revision);
    member_if(j, "commit", source->commit);
    member_if(j, "tree", source->tree);
    member_if(j, "repositoryUri", source->repository_uri);
    member_if(j, "branch", source->branch);
    d1_json_end(&j->w);
}

static void write_since(struct json *j, const struct d1_since_info *since)
{
    if (!since->asked)
        return;
    d1_json_member_object(&j->w, "since");
    d1_json_member_string(&j->w, "revision", since->revision);
    member_if(j, "commit", since->commit);
    d1_json_end(&j->w);
}

static void write_trust(struct json *j, const struct d1_trust_info *trust)
{
    if (!trust->revision.len)
        return;
    d1_json_member_object(&j->w, "trust");
    d1_json_member_string(&j->w, "revision", trust->revision);
    member_if(j, "commit", trust->commit);
    d1_json_end(&j->w);
}

/* Of findings that are asked for, as the totals of `text` count them (with --since new ones): an indeterminate one
 * stands under its severity too. */
static void write_totals(struct json *j, const struct d1_verdict *v)
{
    static const struct {
        enum d1_severity severity;
        const char *key;
    } rows[] = {{D1_SEVERITY_ERROR, "errors"}, {D1_SEVERITY_WARNING, "warnings"}, {D1_SEVERITY_NOTE, "notes"}};
    size_t indeterminate = 0;

    d1_json_member_object(&j->w, "totals");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t unsure = d1_verdict_count(v, D1_FINDING_INDETERMINATE, rows[i].severity);

        member_size(j, rows[i].key, d1_verdict_count(v, D1_FINDING_FAIL, rows[i].severity) + unsure);
        indeterminate += unsure;
    }
    member_size(j, "indeterminate", indeterminate);
    member_size(j, "indeterminateChecks", d1_verdict_unsure(v));
    member_size(j, "waived", d1_verdict_waived(v));
    member_size(j, "open", d1_verdict_open(v));
    if (v->since.asked)
        member_size(j, "older", d1_verdict_older(v));
    member_size(j, "files", v->files);
    member_size(j, "artifacts", v->artifacts);
    member_size(j, "foreignDocuments", v->foreign);
    d1_json_end(&j->w);
}

static void write_tool(struct json *j, const struct d1_tool_info *tool)
{
    d1_json_member_object(&j->w, "tool");
    d1_json_member_text(&j->w, "name", "d1lint");
    d1_json_member_string(&j->w, "version", tool->version);
    d1_json_member_string(&j->w, "commit", tool->commit);
    member_if(j, "rulesSha256", tool->rules);
    d1_json_end(&j->w);
}

int d1_report_json(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                   struct d1_error *error)
{
    bool *told = d1_calloc(verdict->check_count, sizeof *told);
    struct json j = {0};
    int status;

    (void)options;
    if (!told)
        return d1_error_memory(error);
    find_told(told, verdict);
    d1_report_begin_json(&j.w, D1_JSON_INDENT, out);
    d1_json_begin_object(&j.w);
    d1_json_member_text(&j.w, "apiVersion", "d1lint/v1");
    d1_json_member_text(&j.w, "kind", "Report");
    write_tool(&j, &verdict->tool);
    write_source(&j, &verdict->source);
    write_since(&j, &verdict->since);
    write_trust(&j, &verdict->trust);
    d1_json_member_text(&j.w, "audience", d1_audience_name(verdict->audience));
    d1_json_member_text(&j.w, "failOn", d1_severity_name(verdict->fail_on));
    member_if(&j, "askedGate", verdict->asked_gate);
    d1_json_member_bool(&j.w, "byPaths", verdict->by_paths);
    member_if(&j, "askedOwner", verdict->asked_owner);
    d1_json_member_int(&j.w, "exitStatus", verdict->exit);
    write_totals(&j, verdict);
    write_engagements(&j, verdict);
    write_findings(&j, "findings", verdict->loose, verdict->loose_count);
    if (verdict->since.asked)
        write_findings(&j, "solved", verdict->solved, verdict->solved_count);
    write_notices(&j, verdict);
    write_checks(&j, verdict, told);
    d1_json_end(&j.w);
    status = j.text.oom ? d1_error_memory(error) : d1_report_take_json(&j.w, out, error);
    d1_free(told);
    d1_json_writer_release(&j.w);
    d1_strbuf_release(&j.text);
    return status;
}
