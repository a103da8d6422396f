/*
 * The format `json` of `d1lint validate`: an array with an object for each document, each on a line of its own.
 *
 *     {"file": "a.yaml", "document": 0, "valid": true}
 *     {"file": "b.yaml", "document": 0, "valid": false, "errors": [...]}
 *
 * The errors are output units of JSON Schema 2020-12 §12.3 in the form `basic` (§12.4.2), each with the lines and
 * columns of the value besides. What keeps a document from being validated is a unit at its root with the member
 * `problem`, so that a reader need not know two shapes.
 */
#include "base/limits.h"
#include "cli/validate/instance_report.h"
#include "doc/pointer.h"
#include "report/escape.h"

void d1_instance_json_begin(struct d1_strbuf *out)
{
    d1_strbuf_puts(out, "[\n");
}

static void begin_record(struct d1_instance_writer *w, bool valid)
{
    d1_json_writer_release(&w->json);
    d1_json_writer_init(&w->json, D1_JSON_COMPACT, NULL, NULL);
    w->json.longest = D1_LIMIT_REPORT_TEXT;
    d1_json_begin_object(&w->json);
    d1_json_member_text(&w->json, "file", w->path);
    d1_json_member_int(&w->json, "document", (int64_t)w->document);
    d1_json_member_bool(&w->json, "valid", valid);
}

static void end_record(struct d1_instance_writer *w)
{
    d1_json_end(&w->json);
    if (d1_json_writer_finish(&w->json, NULL) < 0)
        w->paint.out->oom = true;
    d1_escape_json(w->paint.out, d1_strbuf_view(&w->json.buffer));
    d1_strbuf_putc(w->paint.out, '\n');
}

static void write_position(struct d1_json_writer *json, const struct d1_place *place)
{
    if (!place->line)
        return;
    d1_json_member_object(json, "instancePosition");
    d1_json_member_int(json, "line", place->line);
    d1_json_member_int(json, "column", place->column);
    d1_json_member_int(json, "endLine", place->end_line);
    d1_json_member_int(json, "endColumn", place->end_column);
    d1_json_end(json);
}

static void write_schema_location(struct d1_instance_writer *w, const struct d1_node *node)
{
    if (!w->schema || !node)
        return;
    d1_strbuf_clear(&w->text);
    d1_schema_location(w->schema, node, &w->text);
    d1_json_member_string(&w->json, "absoluteKeywordLocation", d1_strbuf_view(&w->text));
}

static void write_instance_location(struct d1_instance_writer *w, const struct d1_node *node)
{
    d1_strbuf_clear(&w->text);
    if (node)
        d1_pointer_write(&w->text, node);
    d1_json_member_string(&w->json, "instanceLocation", d1_strbuf_view(&w->text));
    w->paint.out->oom = w->paint.out->oom || w->text.oom;
}

void d1_instance_json_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault)
{
    const struct d1_schema_error *error = fault->error;

    if (w->faults == 0) {
        begin_record(w, false);
        d1_json_member_array(&w->json, "errors");
    }
    d1_json_begin_object(&w->json);
    d1_json_member_bool(&w->json, "valid", false);
    d1_json_member_string(&w->json, "keywordLocation", error ? error->keyword_location : d1_strn("", 0));
    write_schema_location(w, error ? error->schema : NULL);
    write_instance_location(w, error ? error->instance : NULL);
    d1_json_member_string(&w->json, "error", fault->message);
    if (!error)
        d1_json_member_text(&w->json, "problem", fault->name);
    write_position(&w->json, &fault->place);
    d1_json_end(&w->json);
}

void d1_instance_json_document(struct d1_instance_writer *w)
{
    if (w->faults)
        d1_json_end(&w->json);
    else
        begin_record(w, true);
    end_record(w);
}

void d1_instance_json_end(struct d1_paint *paint, const struct d1_instance_totals *totals)
{
    (void)totals;
    d1_strbuf_puts(paint->out, "\n]\n");
}
