/* Observations: a check that was judged, what it looked at, and what it found. */
#include <ctype.h>

#include "report/escape.h"
#include "report/oscal/oscal.h"

bool d1_oscal_is_observed(const struct d1_check_result *result)
{
    return result && result->check->built && result->severity != D1_SEVERITY_OFF &&
           result->state != D1_STATE_NOT_APPLICABLE;
}

const struct d1_check_result *d1_oscal_result_of(const struct d1_engagement_verdict *engagement,
                                                 const struct d1_check *check)
{
    for (size_t i = 0; i < engagement->check_count; i++)
        if (engagement->checks[i].check == check)
            return &engagement->checks[i];
    return NULL;
}

static void write_methods(struct d1_oscal *o, const struct d1_check *check)
{
    char method[16];
    size_t len = 0;

    for (; len < check->method.len && len < sizeof method - 1; len++)
        method[len] = (char)toupper((unsigned char)check->method.ptr[len]);
    method[len] = '\0';
    d1_json_member_array(&o->json, "methods");
    d1_json_text(&o->json, len ? method : "UNKNOWN");
    d1_json_end(&o->json);
}

/* ---- what was looked at ---- */

static void write_subject(struct d1_oscal *o, struct d1_oscal_list *subjects, const struct d1_artifact_info *artifact,
                          const struct d1_subject *subject)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_begin_item(o, subjects);
    d1_oscal_artifact_reference(o, "subject-uuid", artifact);
    d1_json_member_text(&o->json, "type", "resource");
    d1_oscal_property_text(o, &props, "state", d1_subject_state_name((enum d1_subject_state)subject->state));
    d1_oscal_property_text(o, &props, "item-id", subject->id);
    if (subject->line)
        d1_oscal_property_count(o, &props, "line", subject->line);
    d1_oscal_end_list(o, &props);
    d1_json_end(&o->json);
}

static void write_subjects(struct d1_oscal_assessment *a, const struct d1_check_result *result)
{
    struct d1_oscal_list subjects = {.key = "subjects"};

    for (size_t i = 0; i < result->list_count; i++) {
        const struct d1_artifact_info *artifact = d1_oscal_artifact_at(a->engagement, result->list[i].artifact);

        if (artifact)
            write_subject(&a->o, &subjects, artifact, &result->list[i]);
    }
    d1_oscal_end_list(&a->o, &subjects);
}

/* ---- what was found ---- */

static void write_evidence_properties(struct d1_oscal *o, const struct d1_finding *finding)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_property_text(o, &props, "state", d1_finding_state_name(finding->state));
    d1_oscal_property_text(o, &props, "severity", d1_severity_name(finding->severity));
    d1_oscal_property_text(o, &props, "fingerprint", finding->fingerprint);
    d1_oscal_property(o, &props, "gate", finding->gate, d1_str(""), d1_str(""));
    if (finding->has_due)
        d1_oscal_property_day(o, &props, "due", finding->due);
    if (finding->days_overdue)
        d1_oscal_property_count(o, &props, "days-overdue", (size_t)finding->days_overdue);
    d1_oscal_property(o, &props, "owner", finding->owner, d1_str(""), d1_str(""));
    if (finding->waiver)
        d1_oscal_property(o, &props, "waiver", finding->waiver->id, d1_str(""), d1_str(""));
    d1_oscal_property(o, &props, "pointer", finding->at.pointer, d1_str(""), d1_str(""));
    if (finding->at.place.line)
        d1_oscal_property_count(o, &props, "line", finding->at.place.line);
    d1_oscal_end_list(o, &props);
}

static void write_evidence(struct d1_oscal_assessment *a, struct d1_oscal_list *evidence,
                           const struct d1_finding *finding)
{
    const struct d1_artifact_info *artifact = a->engagement ? d1_oscal_artifact_of(a->engagement, &finding->at) : NULL;
    struct d1_oscal *o = &a->o;

    d1_oscal_begin_item(o, evidence);
    if (artifact) {
        d1_oscal_artifact_link(o, "href", artifact);
    } else if (finding->at.place.path && finding->at.place.path[0]) {
        d1_strbuf_clear(&o->markup);
        d1_escape_uri(&o->markup, finding->at.place.path);
        d1_json_member_string(&o->json, "href", d1_strbuf_view(&o->markup));
    }
    d1_oscal_markup(o, "description", finding->message, "-");
    write_evidence_properties(o, finding);
    d1_json_end(&o->json);
}

static void write_findings(struct d1_oscal_assessment *a, const struct d1_check *check,
                           const struct d1_finding *findings, size_t count)
{
    struct d1_oscal_list evidence = {.key = "relevant-evidence"};

    for (size_t i = 0; i < count; i++)
        if (findings[i].check == check)
            write_evidence(a, &evidence, &findings[i]);
    d1_oscal_end_list(&a->o, &evidence);
}

/* ---- the observation ---- */

static void begin_observation(struct d1_oscal *o, struct d1_oscal_list *observations, const struct d1_check *check)
{
    struct d1_strbuf title = {0};

    d1_strbuf_str(&title, check->id);
    d1_strbuf_puts(&title, ": ");
    d1_strbuf_str(&title, check->title);
    d1_oscal_begin_item(o, observations);
    d1_oscal_uuid(o, "observation", check->id, d1_str(""));
    d1_oscal_markup(o, "title", d1_strbuf_view(&title), "-");
    d1_oscal_sentence(o, "description", check);
    o->text.oom = o->text.oom || title.oom;
    d1_strbuf_release(&title);
}

/* The day from which a finding is judged otherwise, whoever does nothing: it falls due, or its waiver ends. */
static bool changes_on(const struct d1_finding *finding, d1_date *day)
{
    const struct d1_waiver *waiver = finding->waiver;

    if (finding->state == D1_FINDING_OPEN && finding->has_due)
        *day = finding->due;
    else if (finding->state == D1_FINDING_WAIVED && waiver && waiver->has_expires && waiver->expires < D1_DATE_MAX)
        *day = waiver->expires + 1;
    else
        return false;
    return true;
}

/* An observation expires on the first such day of what was found, from which it has to be made again. */
static void write_expiry(struct d1_oscal_assessment *a, const struct d1_check *check)
{
    const struct d1_engagement_verdict *engagement = a->engagement;
    d1_date first = D1_DATE_MAX, day;

    for (size_t i = 0; i < engagement->finding_count; i++)
        if (engagement->findings[i].check == check && changes_on(&engagement->findings[i], &day) &&
            day > engagement->as_of && day < first)
            first = day;
    if (d1_oscal_has_day(first))
        d1_oscal_day(&a->o, "expires", first);
}

static void write_collected(struct d1_oscal *o)
{
    d1_json_member_text(&o->json, "collected", o->time);
}

static void write_types(struct d1_oscal *o)
{
    d1_json_member_array(&o->json, "types");
    d1_json_text(&o->json, "control-objective");
    d1_json_end(&o->json);
    d1_oscal_origins(o);
}

static void write_properties(struct d1_oscal *o, const struct d1_check_result *result)
{
    struct d1_oscal_list props = {.key = "props"};
    struct d1_strbuf reason = {0};

    d1_strbuf_str(&reason, result->reason);
    if (result->state == D1_STATE_INDETERMINATE) {
        d1_strbuf_clear(&reason);
        d1_unsure_sentence(&reason, result);
    }
    d1_oscal_property(o, &props, "state", d1_str(d1_state_name(result->state)), d1_str(""), d1_strbuf_view(&reason));
    d1_oscal_property(o, &props, "check", result->check->id, d1_str(""), d1_str(""));
    d1_oscal_property_text(o, &props, "severity", d1_severity_name(result->severity));
    d1_oscal_property_count(o, &props, "subjects", result->subjects);
    if (result->dropped)
        d1_oscal_property_count(o, &props, "findings-left-out", result->dropped);
    d1_oscal_end_list(o, &props);
    o->text.oom = o->text.oom || reason.oom;
    d1_strbuf_release(&reason);
}

void d1_oscal_observations(struct d1_oscal_assessment *a)
{
    const struct d1_engagement_verdict *engagement = a->engagement;
    struct d1_oscal_list observations = {.key = "observations"};

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!d1_oscal_is_observed(result))
            continue;
        begin_observation(&a->o, &observations, result->check);
        write_properties(&a->o, result);
        write_methods(&a->o, result->check);
        write_types(&a->o);
        write_subjects(a, result);
        write_findings(a, result->check, engagement->findings, engagement->finding_count);
        write_collected(&a->o);
        write_expiry(a, result->check);
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &observations);
}

void d1_oscal_loose_observations(struct d1_oscal_assessment *a)
{
    const struct d1_verdict *verdict = a->verdict;
    struct d1_oscal_list observations = {.key = "observations"};

    for (size_t i = 0; i < verdict->check_count; i++) {
        const struct d1_check *check = &verdict->checks[i];
        bool found = false;

        for (size_t k = 0; k < verdict->loose_count && !found; k++)
            found = verdict->loose[k].check == check;
        if (!found)
            continue;
        begin_observation(&a->o, &observations, check);
        write_methods(&a->o, check);
        write_types(&a->o);
        write_findings(a, check, verdict->loose, verdict->loose_count);
        write_collected(&a->o);
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &observations);
}
