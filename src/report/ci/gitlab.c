/*
 * The format `gitlab`: a code quality report for merge requests of GitLab, which is an array with one entry for each
 * finding that is due. GitLab keeps one entry of each fingerprint, compares these with those of the target branch,
 * shows the description alone, and stops reading at the first entry that is not whole.
 *
 * Severities: info and minor for notes and warnings, info for what is waived, with its waiver, major for errors and for
 * what could not be judged, critical for what keeps a gate from being met.
 */
#include "report/escape.h"
#include "report/formats.h"
#include "report/ranking.h"

static const char *severity_of(const struct d1_ranked *item)
{
    const struct d1_finding *finding = item->finding;

    if (finding->state == D1_FINDING_WAIVED)
        return "info";
    if (item->gating && finding->severity == D1_SEVERITY_ERROR)
        return "critical";
    if (finding->state == D1_FINDING_INDETERMINATE || finding->severity == D1_SEVERITY_ERROR)
        return "major";
    return finding->severity == D1_SEVERITY_WARNING ? "minor" : "info";
}

static void make_description(struct d1_strbuf *text, const struct d1_finding *finding)
{
    d1_strbuf_clear(text);
    d1_escape_text(text, finding->check->id, true);
    d1_strbuf_puts(text, finding->state == D1_FINDING_INDETERMINATE ? ": could not be judged: " : ": ");
    d1_escape_text(text, finding->message, true);
    if (finding->state == D1_FINDING_WAIVED) {
        struct d1_strbuf waiver = {0};

        d1_waiver_sentence(&waiver, finding->waiver);
        d1_strbuf_puts(text, " (");
        d1_escape_text(text, d1_strbuf_view(&waiver), true);
        d1_strbuf_puts(text, ")");
        text->oom = text->oom || waiver.oom;
        d1_strbuf_release(&waiver);
    }
}

/* What the run says of no file stands at the root. */
static void write_entry(struct d1_json_writer *w, struct d1_strbuf *text, const struct d1_ranked *item)
{
    const struct d1_finding *finding = item->finding;
    const struct d1_place *place = &finding->at.place;

    make_description(text, finding);
    d1_json_begin_object(w);
    d1_json_member_string(w, "description", d1_strbuf_view(text));
    d1_json_member_string(w, "check_name", finding->check->id);
    d1_json_member_text(w, "fingerprint", finding->fingerprint);
    d1_json_member_text(w, "severity", severity_of(item));
    d1_json_member_object(w, "location");
    d1_json_member_text(w, "path", place->path ? place->path : ".");
    d1_json_member_object(w, "lines");
    d1_json_member_int(w, "begin", place->line ? place->line : 1);
    d1_json_end(w);
    d1_json_end(w);
    d1_json_end(w);
}

int d1_report_gitlab(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                     struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    struct d1_strbuf text = {0};
    struct d1_json_writer w;
    int status = d1_ranking_make(&ranking, verdict, D1_RANKING_SAID | D1_RANKING_WAIVED, error);

    (void)options;
    d1_report_begin_json(&w, D1_JSON_INDENT, out);
    if (status < 0)
        goto done;
    d1_ranking_restore(&ranking);
    d1_json_begin_array(&w);
    for (size_t i = 0; i < ranking.len; i++)
        write_entry(&w, &text, &ranking.items[i]);
    d1_json_end(&w);
    status = text.oom ? d1_error_memory(error) : d1_report_take_json(&w, out, error);
done:
    d1_json_writer_release(&w);
    d1_strbuf_release(&text);
    d1_ranking_release(&ranking);
    return status;
}
