/*
 * The format `rdjson`: the diagnostics that reviewdog reads, and through it Gitea, Bitbucket and others. Its columns
 * count bytes of UTF-8 from 1 and its ends are exclusive; they are reckoned from the line of the file, and where that
 * cannot be read a place has its lines alone.
 */
#include "base/text/utf8.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/ranking.h"

struct writer {
    struct d1_json_writer json;
    struct d1_strbuf text; /* for one message at a time */
    const struct d1_verdict *verdict;
};

/* The byte, from 1, at which the code point of a column begins; 0 where the line cannot be read. */
static size_t byte_column(const struct writer *w, const char *path, uint32_t line, uint32_t column)
{
    struct d1_str text = w->verdict->source_line ? w->verdict->source_line(w->verdict, path, line) : d1_strn(NULL, 0);

    return text.ptr && column ? d1_utf8_prefix(text, column - 1).len + 1 : 0;
}

static void write_position(struct writer *w, const char *key, const char *path, uint32_t line, uint32_t column)
{
    size_t byte = byte_column(w, path, line, column);

    d1_json_member_object(&w->json, key);
    d1_json_member_int(&w->json, "line", line);
    if (byte)
        d1_json_member_int(&w->json, "column", (int64_t)byte);
    d1_json_end(&w->json);
}

static void write_location(struct writer *w, const struct d1_place *place)
{
    d1_json_member_object(&w->json, "location");
    d1_json_member_text(&w->json, "path", place->path ? place->path : ".");
    if (place->path && place->line) {
        d1_json_member_object(&w->json, "range");
        write_position(w, "start", place->path, place->line, place->column);
        if (place->end_line >= place->line)
            write_position(w, "end", place->path, place->end_line, place->end_column);
        d1_json_end(&w->json);
    }
    d1_json_end(&w->json);
}

static void write_message(struct writer *w, const char *before, struct d1_str message, struct d1_str help)
{
    d1_strbuf_clear(&w->text);
    d1_strbuf_puts(&w->text, before);
    d1_escape_text(&w->text, message, true);
    if (help.len) {
        d1_strbuf_putc(&w->text, '\n');
        d1_escape_text(&w->text, help, true);
    }
    d1_json_member_string(&w->json, "message", d1_strbuf_view(&w->text));
}

static void write_related(struct writer *w, const struct d1_finding *finding)
{
    if (!finding->related_count)
        return;
    d1_json_member_array(&w->json, "related_locations");
    for (size_t i = 0; i < finding->related_count; i++) {
        d1_json_begin_object(&w->json);
        write_message(w, "", finding->related[i].message, d1_str(""));
        write_location(w, &finding->related[i].at.place);
        d1_json_end(&w->json);
    }
    d1_json_end(&w->json);
}

static const char *severity_of(const struct d1_finding *finding)
{
    if (finding->state == D1_FINDING_WAIVED)
        return "INFO";
    if (finding->state == D1_FINDING_INDETERMINATE || finding->severity == D1_SEVERITY_ERROR)
        return "ERROR";
    return finding->severity == D1_SEVERITY_WARNING ? "WARNING" : "INFO";
}

static void write_diagnostic(struct writer *w, const struct d1_finding *finding)
{
    struct d1_strbuf waiver = {0};

    if (finding->state == D1_FINDING_WAIVED)
        d1_waiver_sentence(&waiver, finding->waiver);
    d1_json_begin_object(&w->json);
    write_message(w, finding->state == D1_FINDING_INDETERMINATE ? "could not be judged: " : "", finding->message,
                  finding->state == D1_FINDING_WAIVED ? d1_strbuf_view(&waiver) : d1_finding_help(finding));
    w->text.oom = w->text.oom || waiver.oom;
    d1_strbuf_release(&waiver);
    write_location(w, &finding->at.place);
    d1_json_member_text(&w->json, "severity", severity_of(finding));
    d1_json_member_object(&w->json, "code");
    d1_json_member_string(&w->json, "value", finding->check->id);
    d1_json_end(&w->json);
    write_related(w, finding);
    d1_json_end(&w->json);
}

int d1_report_rdjson(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                     struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    struct writer w = {.verdict = verdict};
    int status = d1_ranking_make(&ranking, verdict, D1_RANKING_SAID | D1_RANKING_WAIVED, error);

    (void)options;
    d1_report_begin_json(&w.json, D1_JSON_INDENT, out);
    if (status < 0)
        goto done;
    d1_ranking_restore(&ranking);
    d1_json_begin_object(&w.json);
    d1_json_member_object(&w.json, "source");
    d1_json_member_text(&w.json, "name", "d1lint");
    d1_json_end(&w.json);
    d1_json_member_array(&w.json, "diagnostics");
    for (size_t i = 0; i < ranking.len; i++)
        write_diagnostic(&w, ranking.items[i].finding);
    d1_json_end(&w.json);
    d1_json_end(&w.json);
    status = w.text.oom ? d1_error_memory(error) : d1_report_take_json(&w.json, out, error);
done:
    d1_json_writer_release(&w.json);
    d1_strbuf_release(&w.text);
    d1_ranking_release(&ranking);
    return status;
}
