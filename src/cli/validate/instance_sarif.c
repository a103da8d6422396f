/*
 * The format `sarif` of `d1lint validate`: a SARIF 2.1.0 log with one rule for each keyword, and one for what keeps a
 * file from being a document. Files that could not be read are notifications; then the execution was not successful.
 */
#include "base/limits.h"
#include "base/version.h"
#include "cli/validate/instance_report.h"
#include "doc/pointer.h"
#include "report/escape.h"
#include "report/sarif.h"

/* A rule for each keyword, and behind them one for what is no document. */
enum { RULES = D1_KEYWORD_COUNT + 1 };

static const char *rule_id(size_t rule)
{
    if (rule == D1_KEYWORD_NONE)
        return "false";
    return rule == D1_KEYWORD_COUNT ? "document" : d1_schema_keyword_name((enum d1_schema_keyword)rule);
}

static const char *rule_sentence(size_t rule)
{
    return rule == D1_KEYWORD_COUNT ? "The file holds no document that can be validated."
                                    : d1_schema_keyword_sentence((enum d1_schema_keyword)rule);
}

static void write_rule(struct d1_sarif *s, size_t rule)
{
    d1_json_begin_object(&s->json);
    d1_json_member_text(&s->json, "id", rule_id(rule));
    d1_sarif_message(s, "shortDescription", d1_str(rule_sentence(rule)));
    d1_sarif_message(s, "fullDescription", d1_str(rule_sentence(rule)));
    d1_json_member_object(&s->json, "help");
    d1_json_key(&s->json, "text");
    if (rule == D1_KEYWORD_COUNT || rule == D1_KEYWORD_NONE || rule == D1_KEYWORD_LIMIT)
        d1_json_text(&s->json, rule_sentence(rule));
    else
        d1_json_printf(&s->json, "%s The keyword of JSON Schema is `%s`; each result says where it stands.",
                       rule_sentence(rule), rule_id(rule));
    d1_json_end(&s->json);
    d1_json_member_object(&s->json, "defaultConfiguration");
    d1_json_member_text(&s->json, "level", "error");
    d1_json_end(&s->json);
    d1_json_member_object(&s->json, "properties");
    d1_json_member_text(&s->json, "precision", "very-high");
    d1_json_member_text(&s->json, "problem.severity", "error");
    d1_json_member_array(&s->json, "tags");
    d1_json_text(&s->json, "json-schema");
    d1_json_end(&s->json);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* The log up to its first result. The writer stays open: what follows is put behind it as text. */
void d1_instance_sarif_begin(struct d1_strbuf *out)
{
    struct d1_sarif s = {0};

    d1_json_writer_init(&s.json, D1_JSON_COMPACT, NULL, NULL);
    s.json.longest = D1_LIMIT_REPORT_TEXT;
    d1_json_begin_object(&s.json);
    d1_json_member_text(&s.json, "$schema", D1_SARIF_SCHEMA);
    d1_json_member_text(&s.json, "version", "2.1.0");
    d1_json_member_array(&s.json, "runs");
    d1_json_begin_object(&s.json);
    d1_json_member_object(&s.json, "tool");
    d1_json_member_object(&s.json, "driver");
    d1_json_member_text(&s.json, "name", "d1lint");
    d1_json_member_text(&s.json, "version", D1_VERSION);
    d1_json_member_text(&s.json, "semanticVersion", D1_VERSION);
    d1_json_member_array(&s.json, "rules");
    for (size_t i = 0; i < RULES; i++)
        write_rule(&s, i);
    d1_json_end(&s.json);
    d1_json_member_object(&s.json, "properties");
    d1_json_member_text(&s.json, "commit", d1_version_commit());
    d1_json_end(&s.json);
    d1_json_end(&s.json);
    d1_json_end(&s.json);
    d1_json_member_object(&s.json, "automationDetails");
    d1_json_member_text(&s.json, "id", "d1lint-validate/");
    d1_json_end(&s.json);
    d1_json_member_text(&s.json, "columnKind", "unicodeCodePoints");
    d1_json_member_array(&s.json, "results");
    d1_strbuf_str(out, d1_strbuf_view(&s.json.buffer));
    d1_strbuf_putc(out, '\n');
    out->oom = out->oom || s.json.buffer.oom || s.text.oom;
    d1_json_writer_release(&s.json);
    d1_strbuf_release(&s.text);
}

static void write_properties(struct d1_sarif *s, const struct d1_instance_fault *fault)
{
    d1_json_member_object(&s->json, "properties");
    if (fault->error) {
        d1_json_member_string(&s->json, "keywordLocation", fault->error->keyword_location);
        d1_strbuf_clear(&s->text);
        d1_pointer_write(&s->text, fault->error->instance);
        d1_json_member_string(&s->json, "instanceLocation", d1_strbuf_view(&s->text));
    } else {
        d1_json_member_text(&s->json, "problem", fault->name);
    }
    d1_json_end(&s->json);
}

static void write_result(struct d1_sarif *s, const struct d1_instance_fault *fault)
{
    size_t rule = fault->error ? fault->error->keyword : D1_KEYWORD_COUNT;
    struct d1_location at = {.place = fault->place};
    struct d1_related related = {.at = {.place = fault->related}, .message = d1_str("The first of the two")};

    d1_json_begin_object(&s->json);
    d1_json_member_text(&s->json, "ruleId", rule_id(rule));
    d1_json_member_int(&s->json, "ruleIndex", (int64_t)rule);
    d1_json_member_text(&s->json, "level", "error");
    d1_sarif_message(s, "message", fault->message);
    d1_json_member_array(&s->json, "locations");
    d1_sarif_location(s, &at);
    d1_json_end(&s->json);
    d1_sarif_related(s, &related, fault->related.path ? 1 : 0);
    write_properties(s, fault);
    d1_json_end(&s->json);
}

void d1_instance_sarif_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault)
{
    struct d1_sarif s = {0};
    struct d1_strbuf *out = fault->unread ? &w->notes : w->paint.out;
    struct d1_location at = {.place = fault->place};

    d1_json_writer_init(&s.json, D1_JSON_COMPACT, NULL, NULL);
    s.json.longest = D1_LIMIT_REPORT_TEXT;
    if (fault->unread)
        d1_sarif_notification(&s, fault->name, D1_SEVERITY_ERROR, fault->message, &at);
    else
        write_result(&s, fault);
    if (d1_json_writer_finish(&s.json, NULL) < 0 || s.text.oom)
        out->oom = true;
    d1_escape_json(out, d1_strbuf_view(&s.json.buffer));
    d1_strbuf_putc(out, '\n');
    d1_json_writer_release(&s.json);
    d1_strbuf_release(&s.text);
}

/* The lines of the notes, parted by commas. */
static void write_notes(struct d1_strbuf *out, const struct d1_instance_totals *totals)
{
    struct d1_str notes = totals->notes;

    for (size_t at = 0, end; at < notes.len; at = end + 1) {
        end = d1_str_find(notes, '\n', at);
        d1_strbuf_puts(out, at ? ",\n" : "\n");
        d1_strbuf_str(out, d1_str_sub(notes, at, end - at));
    }
    if (totals->left_out) {
        struct d1_sarif s = {0};
        struct d1_strbuf text = {0};

        d1_strbuf_printf(&text, "%zu more results are left out: a code scanning upload holds %d", totals->left_out,
                         D1_SARIF_RESULTS);
        d1_json_writer_init(&s.json, D1_JSON_COMPACT, NULL, NULL);
        s.json.longest = D1_LIMIT_REPORT_TEXT;
        d1_sarif_notification(&s, D1_SARIF_LEFT_OUT, D1_SEVERITY_WARNING, d1_strbuf_view(&text), NULL);
        d1_strbuf_puts(out, notes.len ? ",\n" : "\n");
        d1_strbuf_str(out, d1_strbuf_view(&s.json.buffer));
        out->oom = out->oom || s.json.buffer.oom || s.text.oom || text.oom;
        d1_json_writer_release(&s.json);
        d1_strbuf_release(&s.text);
        d1_strbuf_release(&text);
    }
}

void d1_instance_sarif_end(struct d1_paint *paint, const struct d1_instance_totals *totals)
{
    d1_strbuf_printf(paint->out,
                     "\n],\"invocations\":[{\"executionSuccessful\":%s,\"exitCode\":%d,"
                     "\"toolExecutionNotifications\":[",
                     totals->notes.len ? "false" : "true", totals->status);
    write_notes(paint->out, totals);
    d1_strbuf_puts(paint->out, "]}]}]}\n");
}
