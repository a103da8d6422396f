#include "report/json/json.h"

#include "report/escape.h"

void d1_report_member_if(struct d1_json_writer *w, const char *key, struct d1_str text)
{
    if (text.len)
        d1_json_member_string(w, key, text);
}

void d1_report_member_date(struct d1_json_writer *w, const char *key, bool has, d1_date date)
{
    char text[D1_DATE_TEXT];

    if (!has)
        return;
    d1_date_format(date, text);
    d1_json_member_text(w, key, text);
}

void d1_report_member_size(struct d1_json_writer *w, const char *key, size_t value)
{
    d1_json_member_int(w, key, (int64_t)value);
}

void d1_report_location(struct d1_report_json *j, const char *key, const struct d1_location *at)
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
    d1_report_member_if(&j->w, "artifact", at->artifact);
    if (at->artifact.len)
        d1_json_member_string(&j->w, "pointer", at->pointer.ptr ? at->pointer : d1_str(""));
    d1_json_member_int(&j->w, "document", at->document);
    d1_json_end(&j->w);
}

static void write_related(struct d1_report_json *j, const struct d1_finding *finding)
{
    d1_json_member_array(&j->w, "related");
    for (size_t i = 0; i < finding->related_count; i++) {
        d1_json_begin_object(&j->w);
        d1_report_location(j, "at", &finding->related[i].at);
        d1_report_member_if(&j->w, "message", finding->related[i].message);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}

void d1_report_findings(struct d1_report_json *j, const char *key, const struct d1_finding *findings, size_t count)
{
    d1_json_member_array(&j->w, key);
    for (size_t i = 0; i < count; i++) {
        const struct d1_finding *finding = &findings[i];

        d1_json_begin_object(&j->w);
        d1_json_member_string(&j->w, "check", finding->check->id);
        d1_json_member_text(&j->w, "state", d1_finding_state_name(finding->state));
        d1_json_member_text(&j->w, "severity", d1_severity_name(finding->severity));
        d1_json_member_string(&j->w, "message", finding->message);
        d1_report_member_if(&j->w, "help", finding->help);
        d1_report_location(j, "at", &finding->at);
        write_related(j, finding);
        d1_report_member_if(&j->w, "gate", finding->gate);
        d1_report_member_date(&j->w, "due", finding->has_due, finding->due);
        d1_json_member_int(&j->w, "daysOverdue", finding->days_overdue);
        d1_report_member_if(&j->w, "owner", finding->owner);
        d1_report_member_if(&j->w, "gone", finding->gone);
        d1_json_member_text(&j->w, "fingerprint", finding->fingerprint);
        d1_json_member_bool(&j->w, "discreet", finding->discreet);
        d1_json_member_bool(&j->w, "follows", finding->follows);
        d1_json_member_bool(&j->w, "reported", finding->reported);
        d1_report_member_if(&j->w, "baselineState", d1_str(d1_baseline_name(finding->baseline)));
        if (finding->waiver)
            d1_json_member_string(&j->w, "waiver", finding->waiver->id);
        d1_json_end(&j->w);
    }
    d1_json_end(&j->w);
}
