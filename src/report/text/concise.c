/*
 * The format `concise`: one line for each finding, for editors, scripts and problem matchers.
 *
 *     path:line:column: severity ID message
 *
 * What is waived is a "note" with its waiver. What is open comes with --todo, as "note" with its gate. What the policy
 * changes and what the tool has to say are lines of the same form, with `policy` and `notice` in the place of the id. A
 * run that finds nothing writes nothing.
 */
#include "report/escape.h"
#include "report/formats.h"
#include "report/paint.h"

static void write_line(struct d1_paint *paint, const struct d1_place *place, enum d1_severity severity,
                       struct d1_str id, struct d1_str message)
{
    struct d1_strbuf *out = paint->out;

    if (place->path) {
        d1_paint_path(paint, D1_STYLE_STRONG, place->path);
        d1_strbuf_printf(out, ":%u:%u: ", place->line ? (unsigned)place->line : 1,
                         place->line ? (unsigned)place->column : 1);
    } else {
        d1_strbuf_puts(out, "d1lint: ");
    }
    d1_paint_on(paint, d1_style_of(severity));
    d1_strbuf_printf(out, "%s ", d1_severity_name(severity));
    d1_escape_text(out, id, paint->utf8);
    d1_paint_off(paint, d1_style_of(severity));
    d1_strbuf_putc(out, ' ');
    d1_paint_text(paint, D1_STYLE_PLAIN, message);
}

static void write_waiver(struct d1_paint *paint, const struct d1_waiver *waiver)
{
    struct d1_strbuf sentence = {0};

    d1_waiver_sentence(&sentence, waiver);
    d1_strbuf_puts(paint->out, " [");
    d1_paint_text(paint, D1_STYLE_PLAIN, d1_strbuf_view(&sentence));
    d1_strbuf_putc(paint->out, ']');
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

static void write_finding(struct d1_paint *paint, const struct d1_finding *finding)
{
    char date[D1_DATE_TEXT];

    bool waived = finding->state == D1_FINDING_WAIVED;

    write_line(paint, &finding->at.place, waived ? D1_SEVERITY_NOTE : finding->severity, finding->check->id,
               finding->message);
    if (waived)
        write_waiver(paint, finding->waiver);
    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_strbuf_puts(paint->out, " [indeterminate]");
    if (finding->state == D1_FINDING_OPEN) {
        d1_strbuf_puts(paint->out, " [to do");
        if (finding->gate.len && !d1_str_is(finding->gate, "date")) {
            d1_strbuf_puts(paint->out, " for ");
            d1_paint_text(paint, D1_STYLE_PLAIN, finding->gate);
        }
        if (finding->has_due) {
            d1_date_format(finding->due, date);
            d1_strbuf_printf(paint->out, ", %s", date);
        }
        d1_strbuf_putc(paint->out, ']');
    }
    d1_strbuf_putc(paint->out, '\n');
}

/* The gate asked for is no consequence, but the answer. */
static bool is_folded(const struct d1_verdict *verdict, const struct d1_report_options *options,
                      const struct d1_finding *finding)
{
    bool answer = verdict->asked_gate.len && finding->check->builtin && d1_str_eq(finding->gate, verdict->asked_gate);

    return finding->follows && !answer && !options->verbose;
}

/* Adds to *followers the findings that follow from others, which --verbose alone shows. */
static void write_findings(struct d1_paint *paint, const struct d1_verdict *verdict,
                           const struct d1_report_options *options, const struct d1_finding *findings, size_t count,
                           size_t *followers)
{
    for (size_t i = 0; i < count; i++) {
        bool shown = d1_finding_is_shown(&findings[i]) || d1_finding_is_waived(&findings[i]);

        if (shown && is_folded(verdict, options, &findings[i]))
            ++*followers;
        else if (shown || (options->todo && d1_finding_is_asked(&findings[i]) && findings[i].state == D1_FINDING_OPEN))
            write_finding(paint, &findings[i]);
    }
}

/*
 * A check that is indeterminate without a finding stands at its engagement. One that waits for what a finding names is
 * counted among the followers, unless --verbose is given.
 */
static void write_unsure(struct d1_paint *paint, const struct d1_report_options *options,
                         const struct d1_engagement_verdict *engagement, size_t *followers)
{
    struct d1_strbuf sentence = {0};

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!d1_check_is_unsure(engagement, result))
            continue;
        if (result->waits && !options->verbose) {
            ++*followers;
            continue;
        }
        d1_strbuf_clear(&sentence);
        d1_unsure_sentence(&sentence, result);
        write_line(paint, &engagement->at.place, result->severity, result->check->id, d1_strbuf_view(&sentence));
        d1_strbuf_puts(paint->out, " [indeterminate]\n");
    }
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

/* What is counted only stands at its engagement, too. */
static void write_dropped(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0};

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!result->dropped)
            continue;
        d1_strbuf_clear(&sentence);
        d1_strbuf_printf(&sentence, "%zu more findings are counted, but not listed", result->dropped);
        write_line(paint, &engagement->at.place, result->severity, result->check->id, d1_strbuf_view(&sentence));
        d1_strbuf_putc(paint->out, '\n');
    }
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

static void write_changes(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0};

    for (size_t i = 0; i < engagement->change_count; i++) {
        const struct d1_policy_change *change = &engagement->changes[i];

        d1_strbuf_clear(&sentence);
        d1_change_sentence(&sentence, change);
        if (change->relaxes)
            d1_strbuf_puts(&sentence, " (relaxes)");
        write_line(paint, &change->at.place, D1_SEVERITY_NOTE, d1_str("policy"), d1_strbuf_view(&sentence));
        d1_strbuf_putc(paint->out, '\n');
    }
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

/* What is folded away is a line as well, so that nobody takes what is there for all. */
static void write_folded(struct d1_paint *paint, const char *id, size_t count, const char *one, const char *many)
{
    static const struct d1_place nowhere;
    struct d1_strbuf sentence = {0};

    if (!count)
        return;
    d1_strbuf_printf(&sentence, "%zu %s", count, count == 1 ? one : many);
    write_line(paint, &nowhere, D1_SEVERITY_NOTE, d1_str(id), d1_strbuf_view(&sentence));
    d1_strbuf_putc(paint->out, '\n');
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

int d1_report_concise(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                      struct d1_error *error)
{
    struct d1_paint paint = d1_paint_begin(out, options);
    size_t followers = 0;

    write_findings(&paint, verdict, options, verdict->loose, verdict->loose_count, &followers);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        write_findings(&paint, verdict, options, engagement->findings, engagement->finding_count, &followers);
        if (!d1_engagement_is_partial(engagement))
            write_unsure(&paint, options, engagement, &followers);
        write_dropped(&paint, engagement);
        if (!options->quiet)
            write_changes(&paint, engagement);
    }
    for (size_t i = 0; i < verdict->notice_count; i++) {
        const struct d1_notice *notice = &verdict->notices[i];

        if (options->quiet && notice->severity != D1_SEVERITY_ERROR)
            continue;
        write_line(&paint, &notice->at.place, notice->severity, d1_str("notice"), notice->text);
        d1_strbuf_putc(out, '\n');
    }
    write_folded(&paint, "follows", followers, "more follows from these: `--verbose` shows it",
                 "more follow from these: `--verbose` shows them");
    write_folded(&paint, "since", d1_verdict_older(verdict), "older finding", "older findings");
    return out->oom ? d1_error_memory(error) : 0;
}
