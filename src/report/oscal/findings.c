/* Findings: how a criterion came out at a gate; and which controls were reviewed. */
#include "report/oscal/oscal.h"

bool d1_oscal_is_evaluated(const struct d1_criterion_result *result)
{
    return result->state == D1_STATE_PASS || result->state == D1_STATE_WAIVED ||
           result->state == D1_STATE_INDETERMINATE || result->state == D1_STATE_FAIL;
}

/* ---- which were reviewed ---- */

static bool is_evaluated_anywhere(const struct d1_engagement_verdict *engagement, const struct d1_criterion *criterion)
{
    for (size_t i = 0; i < engagement->criterion_count; i++)
        if (engagement->criteria[i].criterion == criterion && d1_oscal_is_evaluated(&engagement->criteria[i]))
            return true;
    return false;
}

/* The results of a criterion lie beside each other, so that its first one stands for it. */
static bool is_first(const struct d1_engagement_verdict *engagement, size_t index)
{
    return index == 0 || engagement->criteria[index - 1].criterion != engagement->criteria[index].criterion;
}

static void write_excluded(struct d1_oscal_assessment *a)
{
    const struct d1_engagement_verdict *engagement = a->engagement;
    struct d1_oscal_list excluded = {.key = "exclude-controls"};

    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion *criterion = engagement->criteria[i].criterion;

        if (!is_first(engagement, i) || is_evaluated_anywhere(engagement, criterion))
            continue;
        d1_oscal_begin_item(&a->o, &excluded);
        d1_oscal_token(&a->o, "control-id", criterion->id);
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &excluded);
}

/* Every criterion is accounted for at each of its gates: what is not among the findings stands here, with the reason.
 */
static void write_not_evaluated(struct d1_oscal_assessment *a)
{
    const struct d1_engagement_verdict *engagement = a->engagement;
    struct d1_oscal_list props = {.key = "props"};
    struct d1_strbuf remarks = {0};

    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (d1_oscal_is_evaluated(result))
            continue;
        d1_strbuf_clear(&remarks);
        d1_strbuf_puts(&remarks, "at ");
        d1_strbuf_str(&remarks, result->gate);
        if (result->has_due) {
            char date[D1_DATE_TEXT];

            d1_date_format(result->due, date);
            d1_strbuf_printf(&remarks, ", due %s", date);
        }
        if (result->reason.len) {
            d1_strbuf_puts(&remarks, ": ");
            d1_strbuf_str(&remarks, result->reason);
        }
        d1_oscal_property(&a->o, &props, "not-evaluated", result->criterion->id, d1_str(d1_state_name(result->state)),
                          d1_strbuf_view(&remarks));
    }
    d1_oscal_end_list(&a->o, &props);
    a->o.text.oom = a->o.text.oom || remarks.oom;
    d1_strbuf_release(&remarks);
}

void d1_oscal_reviewed(struct d1_oscal_assessment *a)
{
    d1_json_member_object(&a->o.json, "reviewed-controls");
    d1_json_member_array(&a->o.json, "control-selections");
    d1_json_begin_object(&a->o.json);
    write_not_evaluated(a);
    d1_json_member_object(&a->o.json, "include-all");
    d1_json_end(&a->o.json);
    write_excluded(a);
    d1_json_end(&a->o.json);
    d1_json_end(&a->o.json);
    d1_json_end(&a->o.json);
}

/* ---- how they came out ---- */

static void write_target(struct d1_oscal *o, const struct d1_criterion_result *result)
{
    bool holds = result->state == D1_STATE_PASS;
    char token[D1_OSCAL_TOKEN];

    d1_oscal_make_token(result->criterion->id, token);
    d1_json_member_object(&o->json, "target");
    d1_json_member_text(&o->json, "type", "objective-id");
    d1_json_key(&o->json, "target-id");
    d1_json_printf(&o->json, "%s_obj", token);
    d1_json_member_object(&o->json, "status");
    d1_json_member_text(&o->json, "state", holds ? "satisfied" : "not-satisfied");
    d1_json_member_text(&o->json, "reason", holds ? "pass" : result->state == D1_STATE_FAIL ? "fail" : "other");
    if (result->reason.len)
        d1_oscal_markup(o, "remarks", result->reason, "-");
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

static void write_properties(struct d1_oscal *o, const struct d1_criterion_result *result)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_property_text(o, &props, "state", d1_state_name(result->state));
    d1_oscal_property(o, &props, "criterion", result->criterion->id, result->criterion->criterion_class, d1_str(""));
    d1_oscal_property(o, &props, "gate", result->gate, d1_str(""), d1_str(""));
    if (result->has_due)
        d1_oscal_property_day(o, &props, "due", result->due);
    if (result->has_met)
        d1_oscal_property_day(o, &props, "met", result->met);
    if (result->days_late)
        d1_oscal_property_count(o, &props, "days-late", (size_t)result->days_late);
    if (result->criterion->not_built)
        d1_oscal_property_count(o, &props, "checks-not-built", result->criterion->not_built);
    d1_oscal_end_list(o, &props);
}

static void write_related(struct d1_oscal_assessment *a, const struct d1_criterion *criterion)
{
    struct d1_oscal_list related = {.key = "related-observations"};

    for (size_t i = 0; i < criterion->check_count; i++) {
        if (!d1_oscal_is_observed(d1_oscal_result_of(a->engagement, criterion->checks[i])))
            continue;
        d1_oscal_begin_item(&a->o, &related);
        d1_oscal_reference(&a->o, "observation-uuid", "observation", criterion->checks[i]->id, d1_str(""));
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &related);
}

static bool excuses(const struct d1_engagement_verdict *engagement, const struct d1_waiver *waiver,
                    const struct d1_criterion *criterion)
{
    for (size_t i = 0; i < engagement->finding_count; i++) {
        const struct d1_finding *finding = &engagement->findings[i];

        if (finding->waiver != waiver)
            continue;
        for (size_t k = 0; k < criterion->check_count; k++)
            if (criterion->checks[k] == finding->check)
                return true;
    }
    return false;
}

static void write_risks(struct d1_oscal_assessment *a, const struct d1_criterion *criterion)
{
    struct d1_oscal_list related = {.key = "related-risks"};

    for (size_t i = 0; i < a->engagement->waiver_count; i++) {
        const struct d1_waiver *waiver = &a->engagement->waivers[i];

        if (!excuses(a->engagement, waiver, criterion))
            continue;
        d1_oscal_begin_item(&a->o, &related);
        d1_oscal_reference(&a->o, "risk-uuid", "risk", waiver->id, d1_str(""));
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &related);
}

void d1_oscal_findings(struct d1_oscal_assessment *a)
{
    struct d1_oscal_list findings = {.key = "findings"};
    struct d1_strbuf title = {0};

    for (size_t i = 0; i < a->engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &a->engagement->criteria[i];

        if (!d1_oscal_is_evaluated(result))
            continue;
        d1_strbuf_clear(&title);
        d1_strbuf_str(&title, result->criterion->id);
        d1_strbuf_puts(&title, " at ");
        d1_strbuf_str(&title, result->gate);
        d1_oscal_begin_item(&a->o, &findings);
        d1_oscal_uuid(&a->o, "objective", result->criterion->id, result->gate);
        d1_oscal_markup(&a->o, "title", d1_strbuf_view(&title), "-");
        d1_oscal_markup(&a->o, "description", result->criterion->title, "-");
        write_properties(&a->o, result);
        d1_oscal_origins(&a->o);
        write_target(&a->o, result);
        write_related(a, result->criterion);
        write_risks(a, result->criterion);
        d1_json_end(&a->o.json);
    }
    d1_oscal_end_list(&a->o, &findings);
    a->o.text.oom = a->o.text.oom || title.oom;
    d1_strbuf_release(&title);
}
