/*
 * The format `sarif`: SARIF 2.1.0 (Errata 01) for code scanning.
 *
 * Results are what is due and does not hold, and what is due and could not be judged; code scanning shows whatever a
 * file lists as an alert, so what is open, holds or is waived stands in no result. All rules that are loaded are
 * listed, whether they fired or not (sarif_rules.c). Policy changes are configuration notifications, what the tool
 * has to say execution notifications. Nothing in the file depends on a clock or on the machine.
 *
 * GitHub's limits: a file with more than 25,000 results is refused and of the others 5,000 are kept by severity; the
 * choice is made here, so that it can be told.
 */
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/ranking.h"
#include "report/sarif.h"
#include "verdict/identity.h"

enum { RELATED_MAX = 100 };

void d1_sarif_message(struct d1_sarif *s, const char *key, struct d1_str text)
{
    d1_strbuf_clear(&s->text);
    d1_escape_sarif(&s->text, text, D1_LIMIT_SHOWN);
    d1_json_member_object(&s->json, key);
    d1_json_member_string(&s->json, "text", d1_strbuf_view(&s->text));
    d1_json_end(&s->json);
}

/* artifactLocation and region of SARIF §3.29; a place without a line is the beginning of its file. */
static void write_physical(struct d1_sarif *s, const struct d1_place *place)
{
    bool known = place->line > 0;

    d1_strbuf_clear(&s->text);
    d1_escape_uri(&s->text, place->path);
    d1_json_member_object(&s->json, "physicalLocation");
    d1_json_member_object(&s->json, "artifactLocation");
    d1_json_member_string(&s->json, "uri", d1_strbuf_view(&s->text));
    d1_json_end(&s->json);
    d1_json_member_object(&s->json, "region");
    d1_json_member_int(&s->json, "startLine", known ? place->line : 1);
    d1_json_member_int(&s->json, "startColumn", known ? place->column : 1);
    d1_json_member_int(&s->json, "endLine",
                       known && place->end_line >= place->line ? place->end_line
                       : known                                 ? place->line
                                                               : 1);
    d1_json_member_int(&s->json, "endColumn", known ? place->end_column : 1);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* The artifact and the place in it, by name: "RaidLog/raid/spec/risks/0/strategy" (SARIF §3.33). */
static void write_logical(struct d1_sarif *s, const struct d1_location *at)
{
    if (!at->artifact.len)
        return;
    d1_strbuf_clear(&s->text);
    d1_strbuf_str(&s->text, at->artifact);
    d1_strbuf_str(&s->text, at->pointer);
    d1_json_member_array(&s->json, "logicalLocations");
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "fullyQualifiedName", d1_strbuf_view(&s->text));
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

void d1_sarif_location(struct d1_sarif *s, const struct d1_location *at)
{
    d1_json_begin_object(&s->json);
    write_physical(s, &at->place);
    write_logical(s, at);
    d1_json_end(&s->json);
}

void d1_sarif_related(struct d1_sarif *s, const struct d1_related *related, size_t count)
{
    if (!count)
        return;
    d1_json_member_array(&s->json, "relatedLocations");
    for (size_t i = 0; i < count && i < RELATED_MAX; i++) {
        d1_json_begin_object(&s->json);
        d1_json_member_int(&s->json, "id", (int64_t)i + 1);
        write_physical(s, &related[i].at.place);
        write_logical(s, &related[i].at);
        d1_sarif_message(s, "message", related[i].message.len ? related[i].message : d1_str("See also"));
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
}

static void write_date(struct d1_sarif *s, const char *key, d1_date date)
{
    char text[D1_DATE_TEXT];

    d1_date_format(date, text);
    d1_json_member_text(&s->json, key, text);
}

static void write_properties(struct d1_sarif *s, const struct d1_finding *finding)
{
    d1_json_member_object(&s->json, "properties");
    d1_json_member_text(&s->json, "state", d1_finding_state_name(finding->state));
    if (finding->engagement.len)
        d1_json_member_string(&s->json, "engagement", finding->engagement);
    if (finding->gate.len)
        d1_json_member_string(&s->json, "gate", finding->gate);
    if (finding->has_due)
        write_date(s, "due", finding->due);
    if (finding->days_overdue)
        d1_json_member_int(&s->json, "daysOverdue", finding->days_overdue);
    if (finding->owner.len)
        d1_json_member_string(&s->json, "owner", finding->owner);
    if (finding->help.len)
        d1_json_member_string(&s->json, "help", finding->help);
    d1_json_end(&s->json);
}

/* Writes an id that was made with `status`. */
static void write_uuid(struct d1_sarif *s, const char *key, const char *uuid, int status)
{
    s->text.oom = s->text.oom || status < 0;
    d1_json_member_text(&s->json, key, uuid);
}

static void write_result(struct d1_sarif *s, const struct d1_finding *finding)
{
    struct d1_strbuf message = {0};
    char uuid[D1_UUID_TEXT] = "";

    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_strbuf_puts(&message, "Indeterminate: ");
    d1_strbuf_str(&message, finding->message);
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "ruleId", finding->check->id);
    d1_json_member_int(&s->json, "ruleIndex", (int64_t)s->rule_index[finding->check->index]);
    if (s->full)
        d1_json_member_text(&s->json, "kind", d1_sarif_kind(finding->state));
    d1_json_member_text(
        &s->json, "level",
        s->full && strcmp(d1_sarif_kind(finding->state), "fail") != 0 ? "none" : d1_severity_name(finding->severity));
    d1_sarif_message(s, "message", d1_strbuf_view(&message));
    d1_json_member_array(&s->json, "locations");
    d1_sarif_location(s, &finding->at);
    d1_json_end(&s->json);
    d1_sarif_related(s, finding->related, finding->related_count);
    if (finding->baseline)
        d1_json_member_text(&s->json, "baselineState", d1_baseline_name(finding->baseline));
    d1_json_member_object(&s->json, "partialFingerprints");
    d1_json_member_text(&s->json, "d1lint/v1", finding->fingerprint);
    d1_json_end(&s->json);
    write_uuid(s, "correlationGuid", uuid, d1_finding_uuid(finding, uuid));
    if (s->full)
        d1_sarif_standing(s, finding->check, finding);
    write_properties(s, finding);
    d1_json_end(&s->json);
    s->text.oom = s->text.oom || message.oom;
    d1_strbuf_release(&message);
}

/* ---- the invocation ---- */

void d1_sarif_notification(struct d1_sarif *s, const char *id, enum d1_severity severity, struct d1_str text,
                           const struct d1_location *at)
{
    d1_json_begin_object(&s->json);
    d1_json_member_object(&s->json, "descriptor");
    d1_json_member_text(&s->json, "id", id);
    d1_json_end(&s->json);
    d1_json_member_text(&s->json, "level", d1_severity_name(severity));
    d1_sarif_message(s, "message", text);
    if (at && at->place.path) {
        d1_json_member_array(&s->json, "locations");
        d1_sarif_location(s, at);
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
}

static void write_dropped(struct d1_sarif *s, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < engagement->check_count; i++) {
        if (!engagement->checks[i].dropped)
            continue;
        d1_strbuf_clear(&text);
        d1_strbuf_printf(&text, "%zu more findings of " D1_STR_FMT " in " D1_STR_FMT " are counted, but not listed",
                         engagement->checks[i].dropped, D1_STR_ARG(engagement->checks[i].check->id),
                         D1_STR_ARG(engagement->name));
        d1_sarif_notification(s, D1_SARIF_LEFT_OUT, D1_SEVERITY_WARNING, d1_strbuf_view(&text), NULL);
    }
    s->text.oom = s->text.oom || text.oom;
    d1_strbuf_release(&text);
}

static void write_unsure(struct d1_sarif *s, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!d1_check_is_unsure(engagement, result))
            continue;
        d1_strbuf_clear(&text);
        d1_strbuf_printf(&text, D1_STR_FMT " in " D1_STR_FMT " is indeterminate: ", D1_STR_ARG(result->check->id),
                         D1_STR_ARG(engagement->name));
        d1_unsure_sentence(&text, result);
        d1_sarif_notification(s, D1_SARIF_INDETERMINATE, D1_SEVERITY_WARNING, d1_strbuf_view(&text), &engagement->at);
    }
    s->text.oom = s->text.oom || text.oom;
    d1_strbuf_release(&text);
}

/* What is waived would be an alert as a result, so that it is said beside them. */
static void write_waived(struct d1_sarif *s, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < engagement->finding_count; i++) {
        const struct d1_finding *finding = &engagement->findings[i];

        if (!d1_finding_is_waived(finding))
            continue;
        d1_strbuf_clear(&text);
        d1_strbuf_str(&text, finding->check->id);
        d1_strbuf_puts(&text, ": ");
        d1_strbuf_str(&text, finding->message);
        d1_strbuf_puts(&text, ", ");
        d1_waiver_sentence(&text, finding->waiver);
        d1_sarif_notification(s, D1_SARIF_WAIVED, D1_SEVERITY_NOTE, d1_strbuf_view(&text), &finding->at);
    }
    s->text.oom = s->text.oom || text.oom;
    d1_strbuf_release(&text);
}

static void write_execution_notifications(struct d1_sarif *s, const struct d1_verdict *verdict, size_t left_out)
{
    struct d1_strbuf text = {0};

    d1_json_member_array(&s->json, "toolExecutionNotifications");
    for (size_t i = 0; i < verdict->notice_count; i++)
        d1_sarif_notification(s, D1_SARIF_NOTICE, verdict->notices[i].severity, verdict->notices[i].text,
                              &verdict->notices[i].at);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        if (!d1_engagement_is_partial(&verdict->engagements[i]))
            write_unsure(s, &verdict->engagements[i]);
        write_dropped(s, &verdict->engagements[i]);
        if (!s->full)
            write_waived(s, &verdict->engagements[i]);
    }
    if (left_out) {
        d1_strbuf_printf(&text, "%zu results of lower severity are left out: a code scanning upload holds %d", left_out,
                         D1_SARIF_RESULTS);
        d1_sarif_notification(s, D1_SARIF_LEFT_OUT, D1_SEVERITY_WARNING, d1_strbuf_view(&text), NULL);
    }
    d1_json_end(&s->json);
    s->text.oom = s->text.oom || text.oom;
    d1_strbuf_release(&text);
}

static void write_configuration_notifications(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    struct d1_strbuf text = {0};

    d1_json_member_array(&s->json, "toolConfigurationNotifications");
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        for (size_t k = 0; k < engagement->change_count; k++) {
            const struct d1_policy_change *change = &engagement->changes[k];

            d1_strbuf_clear(&text);
            d1_strbuf_puts(&text, "The policy of ");
            d1_strbuf_str(&text, engagement->name);
            d1_strbuf_puts(&text, change->relaxes ? " relaxes " : " changes ");
            d1_change_sentence(&text, change);
            d1_sarif_notification(s, D1_SARIF_POLICY, change->relaxes ? D1_SEVERITY_WARNING : D1_SEVERITY_NOTE,
                                  d1_strbuf_view(&text), &change->at);
        }
    }
    d1_json_end(&s->json);
    s->text.oom = s->text.oom || text.oom;
    d1_strbuf_release(&text);
}

/* An invocation with an error among its notifications was not successful (SARIF §3.20.21). */
static bool was_successful(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->notice_count; i++)
        if (verdict->notices[i].severity == D1_SEVERITY_ERROR)
            return false;
    return verdict->exit != D1_EXIT_FAILURE;
}

static void write_invocation(struct d1_sarif *s, const struct d1_verdict *verdict, size_t left_out)
{
    d1_json_member_array(&s->json, "invocations");
    d1_json_begin_object(&s->json);
    d1_json_member_bool(&s->json, "executionSuccessful", was_successful(verdict));
    d1_json_member_int(&s->json, "exitCode", verdict->exit);
    write_execution_notifications(s, verdict, left_out);
    write_configuration_notifications(s, verdict);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* ---- the run ---- */

static void write_provenance(struct d1_sarif *s, const struct d1_source_info *source)
{
    if (!source->repository_uri.len)
        return;
    d1_json_member_array(&s->json, "versionControlProvenance");
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "repositoryUri", source->repository_uri);
    if (source->commit.len)
        d1_json_member_string(&s->json, "revisionId", source->commit);
    if (source->branch.len)
        d1_json_member_string(&s->json, "branch", source->branch);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/*
 * GitHub reads the id as "category/run": uploads of one commit that must not replace each other need different
 * categories, and a run for a gate is another than a run without. The two ids are of the run and of those it may be
 * compared with (SARIF 3.17).
 */
static void write_automation(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    char uuid[D1_UUID_TEXT] = "";

    d1_strbuf_clear(&s->text);
    d1_strbuf_puts(&s->text, s->full ? "d1lint-full/" : "d1lint/");
    if (verdict->asked_gate.len) {
        d1_strbuf_str(&s->text, verdict->asked_gate);
        d1_strbuf_putc(&s->text, '/');
    }
    d1_json_member_object(&s->json, "automationDetails");
    d1_json_member_string(&s->json, "id", d1_strbuf_view(&s->text));
    write_uuid(s, "guid", uuid, d1_verdict_uuid(verdict, uuid));
    write_uuid(s, "correlationGuid", uuid, d1_verdict_series_uuid(verdict, uuid));
    d1_json_end(&s->json);
}

static void write_gates(struct d1_sarif *s, const struct d1_engagement_verdict *engagement)
{
    d1_json_member_array(&s->json, "gates");
    for (size_t i = 0; i < engagement->gate_count; i++) {
        d1_json_begin_object(&s->json);
        d1_json_member_string(&s->json, "id", engagement->gates[i].id);
        d1_json_member_text(&s->json, "state", d1_gate_state_name(engagement->gates[i].state));
        if (engagement->gates[i].has_due)
            write_date(s, "due", engagement->gates[i].due);
        if (engagement->gates[i].has_met) {
            write_date(s, "met", engagement->gates[i].met);
            d1_json_member_int(&s->json, "daysLate", engagement->gates[i].days_late);
        }
        if (engagement->gates[i].reopened)
            d1_json_member_bool(&s->json, "reopened", true);
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
}

/* By the ids of checks that fail the day from which they have failed, as far as it was looked up. */
static void write_failing(struct d1_sarif *s, const struct d1_engagement_verdict *engagement)
{
    bool any = false;

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!result->has_failed_since)
            continue;
        if (!any)
            d1_json_member_object(&s->json, "failedSince");
        any = true;
        write_date(s, result->check->id.ptr, result->failed_since);
    }
    if (any)
        d1_json_end(&s->json);
}

/* What the results are a judgement of: without the as-of date nobody could repeat it. */
static void write_run_properties(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    d1_json_member_object(&s->json, "properties");
    d1_json_member_array(&s->json, "engagements");
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        d1_json_begin_object(&s->json);
        d1_json_member_string(&s->json, "name", engagement->name);
        write_date(s, "asOf", engagement->as_of);
        d1_json_member_string(&s->json, "asOfSource", engagement->as_of_source);
        d1_json_member_string(&s->json, "policy", engagement->policy);
        if (engagement->policy_sha256.len)
            d1_json_member_string(&s->json, "policySha256", engagement->policy_sha256);
        write_gates(s, engagement);
        write_failing(s, engagement);
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

static void write_run(struct d1_sarif *s, const struct d1_verdict *verdict, const struct d1_ranking *results,
                      size_t left_out)
{
    d1_json_begin_object(&s->json);
    d1_sarif_tool(s, verdict);
    write_automation(s, verdict);
    write_provenance(s, &verdict->source);
    d1_json_member_text(&s->json, "columnKind", "unicodeCodePoints");
    write_invocation(s, verdict, left_out);
    d1_json_member_array(&s->json, "results");
    for (size_t i = 0; i < results->len; i++)
        write_result(s, results->items[i].finding);
    if (s->full)
        d1_sarif_judged(s, verdict);
    d1_json_end(&s->json);
    if (s->full)
        d1_sarif_taxonomies(s, verdict);
    write_run_properties(s, verdict);
    d1_json_end(&s->json);
}

static int write_log(const struct d1_verdict *verdict, bool full, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_sarif s = {.rule_index = d1_calloc(verdict->check_count, sizeof(size_t)), .full = full};
    struct d1_ranking results = {0};
    size_t left_out;
    int status;

    d1_report_begin_json(&s.json, D1_JSON_INDENT, out);
    /* Also what was before, with --since: whoever reads the file is told which by its baselineState. */
    status = s.rule_index ? d1_ranking_make(&results, verdict,
                                            D1_RANKING_OLDER | (full ? D1_RANKING_OPEN | D1_RANKING_WAIVED : 0), error)
                          : d1_error_memory(error);
    if (status == 0 && full && d1_sarif_find_taxa(&s, verdict) < 0)
        status = d1_error_memory(error);
    if (status < 0)
        goto done;
    left_out = d1_ranking_keep(&results, full ? SIZE_MAX : D1_SARIF_RESULTS);
    d1_ranking_restore(&results);
    d1_json_begin_object(&s.json);
    d1_json_member_text(&s.json, "$schema", D1_SARIF_SCHEMA);
    d1_json_member_text(&s.json, "version", "2.1.0");
    d1_json_member_array(&s.json, "runs");
    write_run(&s, verdict, &results, left_out);
    d1_json_end(&s.json);
    d1_json_end(&s.json);
    status = s.text.oom ? d1_error_memory(error) : d1_report_take_json(&s.json, out, error);
done:
    d1_json_writer_release(&s.json);
    d1_strbuf_release(&s.text);
    d1_ranking_release(&results);
    d1_vec_release(&s.taxa);
    d1_free(s.rule_index);
    return status;
}

int d1_report_sarif(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                    struct d1_error *error)
{
    (void)options;
    return write_log(verdict, false, out, error);
}

int d1_report_sarif_full(const struct d1_verdict *verdict, const struct d1_report_options *options,
                         struct d1_strbuf *out, struct d1_error *error)
{
    (void)options;
    return write_log(verdict, true, out, error);
}
