/*
 * The format `summary-jsonl`: a line of JSON for each engagement, with its gates and counts. Lines of many runs are put
 * together by putting the files behind each other; `d1lint report --from` makes a page of them.
 */
#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/json/json.h"
#include "report/portfolio.h"

static void write_gates(struct d1_json_writer *w, const struct d1_summary *s)
{
    d1_json_member_array(w, "gates");
    for (size_t i = 0; i < s->gate_count; i++) {
        const struct d1_gate_result *gate = &s->gates[i];

        d1_json_begin_object(w);
        d1_json_member_string(w, "id", gate->id);
        d1_report_member_if(w, "title", gate->title);
        d1_json_member_text(w, "state", d1_gate_state_name(gate->state));
        d1_report_member_date(w, "due", gate->has_due, gate->due);
        d1_report_member_size(w, "criteria", gate->criteria);
        d1_report_member_size(w, "criteriaMet", gate->criteria_met);
        d1_report_member_size(w, "criteriaFailing", gate->failing);
        d1_report_member_size(w, "criteriaIndeterminate", gate->indeterminate);
        if (gate->asked)
            d1_json_member_bool(w, "asked", true);
        d1_json_end(w);
    }
    d1_json_end(w);
}

static void write_counts(struct d1_json_writer *w, const struct d1_summary *s)
{
    d1_json_member_object(w, "criteria");
    for (int i = 0; i <= D1_STATE_FAIL; i++)
        d1_report_member_size(w, d1_state_name((enum d1_state)i), s->criteria[i]);
    d1_report_member_size(w, "failingGating", s->gating);
    d1_json_end(w);
    d1_json_member_object(w, "findings");
    d1_report_member_size(w, "errors", s->errors);
    d1_report_member_size(w, "warnings", s->warnings);
    d1_report_member_size(w, "notes", s->notes);
    d1_report_member_size(w, "indeterminate", s->indeterminate);
    d1_report_member_size(w, "open", s->open);
    d1_json_end(w);
    d1_report_member_size(w, "relaxed", s->relaxed);
}

static void write_line(struct d1_json_writer *w, struct d1_strbuf *text, const struct d1_summary *s)
{
    d1_json_begin_object(w);
    d1_json_member_text(w, "apiVersion", "d1lint/v1");
    d1_json_member_text(w, "kind", "Summary");
    d1_json_member_string(w, "name", s->name);
    d1_report_member_if(w, "title", s->title);
    d1_report_member_if(w, "customer", s->customer);
    d1_report_member_if(w, "profile", s->profile);
    d1_strbuf_clear(text);
    d1_escape_uri(text, s->path);
    d1_json_member_string(w, "uri", d1_strbuf_view(text));
    d1_report_member_if(w, "repositoryUri", s->repository);
    d1_report_member_if(w, "commit", s->commit);
    d1_json_member_string(w, "version", s->version);
    d1_report_member_if(w, "rulesSha256", s->rules);
    d1_report_member_if(w, "policySha256", s->policy_sha256);
    d1_json_member_text(w, "audience", d1_audience_name(s->audience));
    d1_report_member_date(w, "asOf", true, s->as_of);
    d1_json_member_int(w, "exitStatus", s->exit);
    write_gates(w, s);
    write_counts(w, s);
    d1_json_end(w);
}

int d1_portfolio_lines(const struct d1_portfolio *portfolio, const struct d1_report_options *options,
                       struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_strbuf text = {0};
    int status = 0;

    (void)options;
    for (size_t i = 0; i < portfolio->count && status == 0; i++) {
        struct d1_json_writer w;

        d1_report_begin_json(&w, D1_JSON_COMPACT, out);
        write_line(&w, &text, &portfolio->items[i]);
        status = text.oom ? d1_error_memory(error) : d1_report_take_json(&w, out, error);
        d1_strbuf_putc(out, '\n');
        d1_json_writer_release(&w);
    }
    d1_strbuf_release(&text);
    return status < 0 ? status : out->oom ? d1_error_memory(error) : 0;
}

/* A run that failed leaves a line, too: nobody shall take it for one that found no engagement. */
static int write_failure(const struct d1_verdict *verdict, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_json_writer w;
    int status;

    d1_report_begin_json(&w, D1_JSON_COMPACT, out);
    d1_json_begin_object(&w);
    d1_json_member_text(&w, "apiVersion", "d1lint/v1");
    d1_json_member_text(&w, "kind", "Failure");
    d1_json_member_string(&w, "text",
                          verdict->notice_count ? verdict->notices[verdict->notice_count - 1].text : d1_str(""));
    d1_json_end(&w);
    status = d1_report_take_json(&w, out, error);
    d1_strbuf_putc(out, '\n');
    d1_json_writer_release(&w);
    return status < 0 ? status : out->oom ? d1_error_memory(error) : 0;
}

int d1_report_summary_lines(const struct d1_verdict *verdict, const struct d1_report_options *options,
                            struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_portfolio portfolio = {0};
    int status = d1_portfolio_of(&portfolio, verdict, error);

    if (status == 0 && !verdict->engagement_count && verdict->exit >= D1_EXIT_USAGE)
        status = write_failure(verdict, out, error);
    if (status < 0)
        goto done;
    status = d1_portfolio_lines(&portfolio, options, out, error);
done:
    d1_free((void *)portfolio.items);
    return status;
}
