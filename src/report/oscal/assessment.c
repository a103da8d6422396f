/*
 * The format `oscal-ar`: assessment results of OSCAL 1.2, with a result for each engagement.
 *
 * A check that was judged is an observation, with what it looked at as subjects and its findings as evidence; a
 * criterion that was judged at a gate is a finding, whose target is the objective of that name in the catalogue
 * (catalog.c); a waiver is a risk whose deviation was approved; what was read lies in the back matter, with its digest.
 * An objective is satisfied or not. What d1lint knows beyond that is the property `state`, and a criterion that is not
 * due or does not apply is no finding: it is excluded from the controls that were reviewed, with the reason.
 *
 * No format reads a clock. The time of everything is the one that the user gives, or else the as-of date.
 */
#include "report/headline.h"
#include "report/oscal/oscal.h"
#include "verdict/identity.h"

enum { SECONDS_PER_DAY = 86400 };

const char *d1_oscal_refuses(const struct d1_verdict *verdict, const struct d1_report_options *options)
{
    bool partial = verdict->asked_owner.len || verdict->since.asked;

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        partial = partial || d1_engagement_is_partial(&verdict->engagements[i]);
        if (!d1_oscal_has_day(verdict->engagements[i].as_of))
            return "has no years but 1900 to 2999, and the as-of date lies in another";
    }
    if (options->created && !d1_oscal_has_day((d1_date)d1_instant_day(options->created_at)))
        return "has no years but 1900 to 2999, and --created lies in another";
    return partial ? "is an assessment of whole engagements: it goes with no path in one, --owner or --since" : NULL;
}

/* ---- whose ---- */

void d1_oscal_set_engagement(struct d1_oscal_assessment *a, const struct d1_engagement_verdict *engagement)
{
    a->engagement = engagement;
    d1_strbuf_clear(&a->o.scope);
    if (!engagement)
        return;
    d1_identity_add(&a->o.scope, engagement->name);
    d1_identity_add(&a->o.scope, d1_str(engagement->at.place.path ? engagement->at.place.path : ""));
}

/* Work trees have no name for their state, so that an id of the whole is made of all that was read. */
static int make_uuid(struct d1_oscal_assessment *a)
{
    struct d1_strbuf name = {0};
    char uuid[D1_UUID_TEXT];
    int status = d1_verdict_uuid(a->verdict, uuid);

    d1_identity_add(&name, d1_str("oscal-ar"));
    d1_identity_add(&name, d1_str(uuid));
    d1_identity_add(&name, d1_str(a->o.time));
    d1_identity_add(&name, d1_str(d1_audience_name(a->verdict->audience)));
    for (size_t i = 0; i < a->verdict->engagement_count; i++)
        for (size_t k = 0; a->verdict->engagements[i].artifact_list && k < a->verdict->engagements[i].artifacts; k++)
            d1_identity_add(&name, a->verdict->engagements[i].artifact_list[k].blob);
    d1_identity_uuid(&name, a->uuid);
    if (name.oom)
        status = D1_ERR_MEMORY;
    d1_strbuf_release(&name);
    return status;
}

/* ---- metadata ---- */

static d1_date latest_day(const struct d1_verdict *verdict)
{
    d1_date day = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++)
        if (verdict->engagements[i].as_of > day)
            day = verdict->engagements[i].as_of;
    return day;
}

static bool is_known_before(const struct d1_engagement_verdict *engagement, size_t waiver)
{
    for (size_t i = 0; i < waiver; i++)
        if (d1_str_eq(engagement->waivers[i].approver, engagement->waivers[waiver].approver))
            return true;
    return false;
}

static void write_party(struct d1_oscal *o, struct d1_oscal_list *parties, const char *type, struct d1_str name)
{
    if (!name.len)
        return;
    d1_oscal_begin_item(o, parties);
    d1_oscal_uuid(o, type, name, d1_str(""));
    d1_json_member_text(&o->json, "type", type);
    d1_oscal_string(o, "name", name);
    d1_json_end(&o->json);
}

/* Customers and providers, and who granted waivers. */
static void write_parties(struct d1_oscal_assessment *a)
{
    struct d1_oscal_list parties = {.key = "parties"};

    for (size_t i = 0; i < a->verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &a->verdict->engagements[i];

        d1_oscal_set_engagement(a, engagement);
        write_party(&a->o, &parties, "organization", engagement->customer);
        if (!d1_str_eq(engagement->provider, engagement->customer))
            write_party(&a->o, &parties, "organization", engagement->provider);
        for (size_t k = 0; k < engagement->waiver_count; k++)
            if (!is_known_before(engagement, k))
                write_party(&a->o, &parties, "person", engagement->waivers[k].approver);
    }
    d1_oscal_end_list(&a->o, &parties);
    d1_oscal_set_engagement(a, NULL);
}

static void write_metadata_properties(struct d1_oscal_assessment *a, const struct d1_report_options *options)
{
    static const char *const kinds[] = {
        [D1_SOURCE_WORKTREE] = "worktree",
        [D1_SOURCE_INDEX] = "index",
        [D1_SOURCE_REVISION] = "revision",
        [D1_SOURCE_DIRECTORY] = "directory",
    };
    const struct d1_verdict *v = a->verdict;
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_property_text(&a->o, &props, "time-from",
                           options->created      ? "created"
                           : v->engagement_count ? "as-of"
                                                 : "nothing");
    d1_oscal_property_text(&a->o, &props, "read-from", kinds[v->source.kind]);
    d1_oscal_property(&a->o, &props, "repository", v->source.repository_uri, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "commit", v->source.commit, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "tree", v->source.tree, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "rules-sha256", v->tool.rules, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "asked-gate", v->asked_gate, d1_str(""), d1_str(""));
    d1_oscal_property_text(&a->o, &props, "audience", d1_audience_name(v->audience));
    d1_oscal_property_count(&a->o, &props, "exit-status", (size_t)v->exit);
    for (size_t i = 0; i < v->notice_count; i++)
        d1_oscal_property(&a->o, &props, "notice", v->notices[i].text, d1_str(d1_severity_name(v->notices[i].severity)),
                          d1_str(""));
    d1_oscal_end_list(&a->o, &props);
}

static void write_metadata(struct d1_oscal_assessment *a, const struct d1_report_options *options)
{
    const struct d1_verdict *v = a->verdict;
    struct d1_strbuf title = {0};
    char version[D1_DATE_TEXT];

    d1_date_format(latest_day(v), version);
    if (v->engagement_count == 1) {
        const struct d1_engagement_verdict *engagement = &v->engagements[0];

        d1_strbuf_puts(&title, "Assessment of ");
        d1_strbuf_str(&title, engagement->title.len ? engagement->title : engagement->name);
    } else {
        d1_strbuf_printf(&title, "Assessment of %zu engagements", v->engagement_count);
    }
    d1_oscal_begin_metadata(&a->o, d1_strbuf_view(&title), d1_str(v->engagement_count ? version : "of no day"));
    write_metadata_properties(a, options);
    write_parties(a);
    d1_json_end(&a->o.json);
    a->o.text.oom = a->o.text.oom || title.oom;
    d1_strbuf_release(&title);
}

/* OSCAL wants a plan of every assessment; here the rules are it. */
static void write_plan(struct d1_oscal_assessment *a)
{
    d1_json_member_object(&a->o.json, "import-ap");
    d1_oscal_link(&a->o, "href", "plan", a->verdict->tool.rules, d1_str(""));
    d1_json_member_text(&a->o.json, "remarks",
                        "There is no assessment plan of its own: the rules, of which the resource has the digest, say "
                        "what is assessed, how, and when.");
    d1_json_end(&a->o.json);
}

/* ---- results ---- */

void d1_oscal_origins(struct d1_oscal *o)
{
    d1_json_member_array(&o->json, "origins");
    d1_json_begin_object(&o->json);
    d1_json_member_array(&o->json, "actors");
    d1_json_begin_object(&o->json);
    d1_json_member_text(&o->json, "type", "tool");
    d1_oscal_reference(o, "actor-uuid", "tool", d1_str("d1lint"), d1_str(""));
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

static void write_assets(struct d1_oscal_assessment *a)
{
    struct d1_oscal *o = &a->o;

    d1_json_member_object(&o->json, "local-definitions");
    d1_json_member_object(&o->json, "assessment-assets");
    d1_json_member_array(&o->json, "components");
    d1_json_begin_object(&o->json);
    d1_oscal_uuid(o, "tool", d1_str("d1lint"), d1_str(""));
    d1_json_member_text(&o->json, "type", "software");
    d1_json_member_text(&o->json, "title", "d1lint");
    d1_json_member_text(&o->json, "description", "Reads the documents of an engagement and judges them by rules.");
    {
        struct d1_oscal_list props = {.key = "props"};

        d1_oscal_property(o, &props, "version", a->verdict->tool.version, d1_str(""), d1_str(""));
        d1_oscal_property(o, &props, "built-from-commit", a->verdict->tool.commit, d1_str(""), d1_str(""));
        d1_oscal_end_list(o, &props);
    }
    d1_json_member_object(&o->json, "status");
    d1_json_member_text(&o->json, "state", "operational");
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_member_array(&o->json, "assessment-platforms");
    d1_json_begin_object(&o->json);
    d1_oscal_uuid(o, "platform", d1_str("d1lint"), d1_str(""));
    d1_json_member_array(&o->json, "uses-components");
    d1_json_begin_object(&o->json);
    d1_oscal_reference(o, "component-uuid", "tool", d1_str("d1lint"), d1_str(""));
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

static void write_gate(struct d1_oscal *o, struct d1_oscal_list *props, const struct d1_gate_result *gate)
{
    struct d1_strbuf remarks = {0};
    char date[D1_DATE_TEXT];

    d1_strbuf_str(&remarks, gate->title);
    if (gate->has_due) {
        d1_date_format(gate->due, date);
        d1_strbuf_printf(&remarks, ", due %s", date);
    }
    if (gate->days_late)
        d1_strbuf_printf(&remarks, ", %d days late", gate->days_late);
    if (gate->reason.len) {
        d1_strbuf_puts(&remarks, ": ");
        d1_strbuf_str(&remarks, gate->reason);
    }
    d1_oscal_property(o, props, "gate", d1_str(d1_gate_state_name(gate->state)), gate->id, d1_strbuf_view(&remarks));
    o->text.oom = o->text.oom || remarks.oom;
    d1_strbuf_release(&remarks);
}

static void write_result_properties(struct d1_oscal_assessment *a)
{
    const struct d1_engagement_verdict *e = a->engagement;
    struct d1_oscal_list props = {.key = "props"};
    struct d1_strbuf sentence = {0};

    d1_oscal_property(&a->o, &props, "engagement", e->name, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "profile", e->profile, d1_str(""), d1_str(""));
    d1_oscal_property_day(&a->o, &props, "as-of", e->as_of);
    d1_oscal_property(&a->o, &props, "policy", e->policy, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "policy-sha256", e->policy_sha256, d1_str(""), d1_str(""));
    for (size_t i = 0; i < e->change_count; i++) {
        d1_strbuf_clear(&sentence);
        d1_change_sentence(&sentence, &e->changes[i]);
        d1_oscal_property(&a->o, &props, "policy-change", d1_strbuf_view(&sentence),
                          d1_str(e->changes[i].relaxes ? "relaxes" : "changes"), d1_str(""));
    }
    for (size_t i = 0; i < e->gate_count; i++)
        write_gate(&a->o, &props, &e->gates[i]);
    d1_oscal_end_list(&a->o, &props);
    a->o.text.oom = a->o.text.oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

static void begin_result(struct d1_oscal_assessment *a, struct d1_oscal_list *results, struct d1_str title,
                         struct d1_str description)
{
    d1_oscal_begin_item(&a->o, results);
    d1_oscal_uuid(&a->o, "result", d1_str(a->uuid), d1_str(""));
    d1_oscal_markup(&a->o, "title", title, "-");
    d1_oscal_markup(&a->o, "description", description, "-");
    d1_json_member_text(&a->o.json, "start", a->o.time);
    d1_json_member_text(&a->o.json, "end", a->o.time);
}

static void write_result(struct d1_oscal_assessment *a, struct d1_oscal_list *results,
                         const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf headline = {0};

    d1_oscal_set_engagement(a, engagement);
    d1_headline(&headline, engagement);
    begin_result(a, results, engagement->title.len ? engagement->title : engagement->name, d1_strbuf_view(&headline));
    write_result_properties(a);
    write_assets(a);
    d1_oscal_reviewed(a);
    d1_oscal_observations(a);
    d1_oscal_risks(a);
    d1_oscal_findings(a);
    d1_json_end(&a->o.json);
    a->o.text.oom = a->o.text.oom || headline.oom;
    d1_strbuf_release(&headline);
}

/* What belongs to no engagement; and OSCAL wants a result, where there is none. */
static void write_rest(struct d1_oscal_assessment *a, struct d1_oscal_list *results)
{
    d1_oscal_set_engagement(a, NULL);
    begin_result(a, results, d1_str("Outside of engagements"), d1_str("What was found in no engagement."));
    write_assets(a);
    d1_json_member_object(&a->o.json, "reviewed-controls");
    d1_json_member_text(&a->o.json, "description", "No control was reviewed: there is no engagement to it.");
    d1_json_member_array(&a->o.json, "control-selections");
    d1_json_begin_object(&a->o.json);
    d1_json_member_text(&a->o.json, "description",
                        "No control: OSCAL has no other way to say so than all of them, of none.");
    d1_json_member_object(&a->o.json, "include-all");
    d1_json_end(&a->o.json);
    d1_json_end(&a->o.json);
    d1_json_end(&a->o.json);
    d1_json_end(&a->o.json);
    d1_oscal_loose_observations(a);
    d1_json_end(&a->o.json);
}

int d1_report_oscal_ar(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                       struct d1_error *error)
{
    struct d1_oscal_assessment a = {.verdict = verdict};
    struct d1_oscal_list results = {.key = "results"};
    int status;

    d1_oscal_set_time(&a.o, options->created ? options->created_at : (int64_t)latest_day(verdict) * SECONDS_PER_DAY);
    status = make_uuid(&a);
    d1_oscal_begin(&a.o, "assessment-results", out);
    if (status < 0) {
        d1_error_memory(error);
        goto done;
    }
    d1_json_member_text(&a.o.json, "uuid", a.uuid);
    write_metadata(&a, options);
    write_plan(&a);
    for (size_t i = 0; i < verdict->engagement_count; i++)
        write_result(&a, &results, &verdict->engagements[i]);
    if (verdict->loose_count || !verdict->engagement_count)
        write_rest(&a, &results);
    d1_oscal_end_list(&a.o, &results);
    d1_oscal_resources(&a);
    status = d1_oscal_end(&a.o, out, error);
done:
    d1_oscal_release(&a.o);
    return status;
}
