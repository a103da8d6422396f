/*
 * The format `json`: everything the verdict holds, in d1lint's own shape (schemas/Report.schema.json), so that any
 * other format can be made from it. What checks say of themselves is left out where they have nothing to say of the
 * repository, and so are checks that are not built. Nothing else is: findings in every state, also those outside the
 * paths asked for (reported: false). Of a text longer than D1_LIMIT_REPORT_TEXT there is the beginning. Members without
 * a value are absent; lists are always there.
 */
#include "report/json/json.h"

#include "base/memory/alloc.h"

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
static void write_checks(struct d1_report_json *j, const struct d1_verdict *verdict, const bool *told)
{
    d1_json_member_array(&j->w, "checks");
    for (size_t i = 0; i < verdict->check_count; i++) {
        const struct d1_check *check = &verdict->checks[i];

        if (!told[i])
            continue;
        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "id", check->id);
        d1_json_member_string(&j->w, "title", check->title);
        d1_report_member_if(&j->w, "sentence", check->sentence);
        d1_report_member_if(&j->w, "help", check->help);
        d1_report_member_if(&j->w, "why", check->why);
        d1_report_member_if(&j->w, "phase", check->phase);
        d1_report_member_if(&j->w, "due", check->due);
        d1_json_member_string(&j->w, "method", check->method);
        d1_json_member_text(&j->w, "severity", d1_severity_name(check->severity));
        d1_json_member_bool(&j->w, "essential", check->essential);
        d1_json_member_bool(&j->w, "built", check->built);
        d1_json_member_bool(&j->w, "own", check->own);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_notices(struct d1_report_json *j, const struct d1_verdict *verdict)
{
    d1_json_member_array(&j->w, "notices");
    for (size_t i = 0; i < verdict->notice_count; i++) {
        d1_json_begin_object(&j->w);
        d1_json_member_text(&j->w, "severity", d1_severity_name(verdict->notices[i].severity));
        d1_json_member_string(&j->w, "text", verdict->notices[i].text);
        d1_report_location(j, "at", &verdict->notices[i].at);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

static void write_source(struct d1_report_json *j, const struct d1_source_info *source)
{
    static const char *const kinds[] = {
        [D1_SOURCE_WORKTREE] = "worktree",
        [D1_SOURCE_INDEX] = "index",
        [D1_SOURCE_REVISION] = "revision",
        [D1_SOURCE_DIRECTORY] = "directory",
    };

    d1_json_member_object(&j->w, "source");
    d1_json_member_text(&j->w, "kind", kinds[source->kind]);
    d1_report_member_if(&j->w, "revision", source->revision);
    d1_report_member_if(&j->w, "commit", source->commit);
    d1_report_member_if(&j->w, "tree", source->tree);
    d1_report_member_if(&j->w, "repositoryUri", source->repository_uri);
    d1_report_member_if(&j->w, "branch", source->branch);
    d1_json_end(&j->w);
}

static void write_since(struct d1_report_json *j, const struct d1_since_info *since)
{
    if (!since->asked)
        return;
    d1_json_member_object(&j->w, "since");
    d1_json_member_string(&j->w, "revision", since->revision);
    d1_report_member_if(&j->w, "commit", since->commit);
    d1_json_end(&j->w);
}

static void write_trust(struct d1_report_json *j, const struct d1_trust_info *trust)
{
    if (!trust->revision.len)
        return;
    d1_json_member_object(&j->w, "trust");
    d1_json_member_string(&j->w, "revision", trust->revision);
    d1_report_member_if(&j->w, "commit", trust->commit);
    d1_json_end(&j->w);
}

/* Of findings that are asked for, as the totals of `text` count them (with --since new ones): an indeterminate one
 * stands under its severity too. */
static void write_totals(struct d1_report_json *j, const struct d1_verdict *v)
{
    static const struct {
        enum d1_severity severity;
        const char *key;
    } rows[] = {{D1_SEVERITY_ERROR, "errors"}, {D1_SEVERITY_WARNING, "warnings"}, {D1_SEVERITY_NOTE, "notes"}};
    size_t indeterminate = 0;

    d1_json_member_object(&j->w, "totals");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t unsure = d1_verdict_count(v, D1_FINDING_INDETERMINATE, rows[i].severity);

        d1_report_member_size(&j->w, rows[i].key, d1_verdict_count(v, D1_FINDING_FAIL, rows[i].severity) + unsure);
        indeterminate += unsure;
    }
    d1_report_member_size(&j->w, "indeterminate", indeterminate);
    d1_report_member_size(&j->w, "indeterminateChecks", d1_verdict_unsure(v));
    d1_report_member_size(&j->w, "waived", d1_verdict_waived(v));
    d1_report_member_size(&j->w, "open", d1_verdict_open(v));
    if (v->since.asked)
        d1_report_member_size(&j->w, "older", d1_verdict_older(v));
    d1_report_member_size(&j->w, "files", v->files);
    d1_report_member_size(&j->w, "artifacts", v->artifacts);
    d1_report_member_size(&j->w, "foreignDocuments", v->foreign);
    d1_json_end(&j->w);
}

static void write_tool(struct d1_report_json *j, const struct d1_tool_info *tool)
{
    d1_json_member_object(&j->w, "tool");
    d1_json_member_text(&j->w, "name", "d1lint");
    d1_json_member_string(&j->w, "version", tool->version);
    d1_json_member_string(&j->w, "commit", tool->commit);
    d1_report_member_if(&j->w, "rulesSha256", tool->rules);
    d1_json_end(&j->w);
}

int d1_report_json(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                   struct d1_error *error)
{
    bool *told = d1_calloc(verdict->check_count, sizeof *told);
    struct d1_report_json j = {0};
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
    d1_report_member_if(&j.w, "askedGate", verdict->asked_gate);
    d1_json_member_bool(&j.w, "byPaths", verdict->by_paths);
    d1_report_member_if(&j.w, "askedOwner", verdict->asked_owner);
    d1_json_member_int(&j.w, "exitStatus", verdict->exit);
    write_totals(&j, verdict);
    d1_report_engagements(&j, verdict);
    d1_report_findings(&j, "findings", verdict->loose, verdict->loose_count);
    if (verdict->since.asked)
        d1_report_findings(&j, "solved", verdict->solved, verdict->solved_count);
    write_notices(&j, verdict);
    write_checks(&j, verdict, told);
    d1_json_end(&j.w);
    status = j.text.oom ? d1_error_memory(error) : d1_report_take_json(&j.w, out, error);
    d1_free(told);
    d1_json_writer_release(&j.w);
    d1_strbuf_release(&j.text);
    return status;
}
