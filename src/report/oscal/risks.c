/* Risks: what a waiver takes upon itself. A waiver in force is a deviation that somebody has approved. */
#include "report/oscal/oscal.h"

static const char *const statuses[] = {
    [D1_WAIVER_IN_FORCE] = "deviation-approved", [D1_WAIVER_UNKNOWN] = "investigating",
    [D1_WAIVER_FUTURE] = "deviation-requested",  [D1_WAIVER_EXPIRED] = "open",
    [D1_WAIVER_PENDING] = "deviation-requested", [D1_WAIVER_UNSOUND] = "open",
};

static void write_properties(struct d1_oscal *o, const struct d1_waiver *waiver)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_property(o, &props, "waiver", waiver->id, d1_str(""), d1_str(""));
    d1_oscal_property(o, &props, "state", d1_str(d1_waiver_state_name(waiver->state)), d1_str(""), waiver->why);
    for (size_t i = 0; i < waiver->name_count; i++)
        d1_oscal_property(o, &props, "waives", waiver->names[i], d1_str(""), d1_str(""));
    for (size_t i = 0; i < waiver->subject_count; i++)
        d1_oscal_property(o, &props, "limited-to", waiver->subjects[i], d1_str(""), d1_str(""));
    d1_oscal_property(o, &props, "requester", waiver->requester, d1_str(""), d1_str(""));
    d1_oscal_property(o, &props, "renewal-of", waiver->renewal_of, d1_str(""), d1_str(""));
    d1_oscal_property_count(o, &props, "findings-excused", waiver->covered);
    d1_oscal_end_list(o, &props);
}

static void write_statement(struct d1_oscal *o, const struct d1_waiver *waiver)
{
    struct d1_strbuf statement = {0};

    for (size_t i = 0; i < waiver->name_count; i++) {
        d1_strbuf_puts(&statement, d1_strbuf_joint(i, waiver->name_count, " and "));
        d1_strbuf_str(&statement, waiver->names[i]);
    }
    d1_strbuf_puts(&statement, waiver->name_count ? " need not hold." : "It names nothing that need not hold.");
    d1_oscal_markup(o, "statement", d1_strbuf_view(&statement), "-");
    o->text.oom = o->text.oom || statement.oom;
    d1_strbuf_release(&statement);
}

/* What is done in its place. */
static void write_measure(struct d1_oscal *o, const struct d1_waiver *waiver)
{
    struct d1_oscal_list remediations = {.key = "remediations"};

    if (!waiver->measure.len)
        return;
    d1_oscal_begin_item(o, &remediations);
    d1_oscal_uuid(o, "measure", waiver->id, d1_str(""));
    d1_json_member_text(&o->json, "lifecycle", "planned");
    d1_json_member_text(&o->json, "title", "Compensating measure");
    d1_oscal_markup(o, "description", waiver->measure, "-");
    d1_json_end(&o->json);
    d1_oscal_end_list(o, &remediations);
}

/* That it was granted, from when on and by whom. */
static void write_log(struct d1_oscal *o, const struct d1_waiver *waiver)
{
    if (!waiver->has_granted || !d1_oscal_has_day(waiver->granted))
        return;
    d1_json_member_object(&o->json, "risk-log");
    d1_json_member_array(&o->json, "entries");
    d1_json_begin_object(&o->json);
    d1_oscal_uuid(o, "grant", waiver->id, d1_str(""));
    d1_json_member_text(&o->json, "title", "The waiver is granted");
    d1_oscal_day(o, "start", waiver->granted);
    if (waiver->approver.len) {
        d1_json_member_array(&o->json, "logged-by");
        d1_json_begin_object(&o->json);
        d1_oscal_reference(o, "party-uuid", "person", waiver->approver, d1_str(""));
        d1_json_end(&o->json);
        d1_json_end(&o->json);
    }
    d1_json_member_text(&o->json, "status-change", statuses[waiver->state]);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

void d1_oscal_risks(struct d1_oscal_assessment *a)
{
    struct d1_oscal_list risks = {.key = "risks"};
    struct d1_oscal *o = &a->o;

    for (size_t i = 0; i < a->engagement->waiver_count; i++) {
        const struct d1_waiver *waiver = &a->engagement->waivers[i];

        d1_oscal_begin_item(o, &risks);
        d1_oscal_uuid(o, "risk", waiver->id, d1_str(""));
        d1_oscal_markup(o, "title", waiver->id, "A waiver without an id");
        d1_oscal_markup(o, "description", waiver->reason, "No reason is given.");
        write_statement(o, waiver);
        write_properties(o, waiver);
        d1_json_member_text(&o->json, "status", statuses[waiver->state]);
        d1_oscal_origins(o);
        if (waiver->has_expires && d1_oscal_has_day(waiver->expires))
            d1_oscal_day(o, "deadline", waiver->expires);
        write_measure(o, waiver);
        write_log(o, waiver);
        d1_json_end(&o->json);
    }
    d1_oscal_end_list(o, &risks);
}
