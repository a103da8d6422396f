/*
 * The format `text`, for people: each finding with its place, the source line and what to do; then what is still to
 * do, the gates, what the policy changes, the scores, one line of totals, and the answer to --gate.
 */
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/text/text.h"

/* "halden-orders: Order platform migration, Halden Retail Group" */
static void write_header(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    d1_paint_text(&t->paint, D1_STYLE_STRONG, engagement->name);
    if (engagement->title.len) {
        d1_strbuf_puts(t->paint.out, ": ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, engagement->title);
    }
    if (engagement->customer.len) {
        d1_strbuf_puts(t->paint.out, ", ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, engagement->customer);
    }
    d1_strbuf_putc(t->paint.out, '\n');
}

static void write_as_of(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    char date[D1_DATE_TEXT];

    d1_date_format(engagement->as_of, date);
    d1_strbuf_printf(t->paint.out, "as of %s", date);
    if (engagement->as_of_source.len) {
        d1_strbuf_puts(t->paint.out, " (");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, engagement->as_of_source);
        d1_strbuf_puts(t->paint.out, ")");
    }
}

/*
 * Whether what is asked for is a part of the engagement: some paths, or what a change brings. Gates, scores and what is
 * still to do say nothing of a part.
 */
static bool is_part(const struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    return t->verdict->since.asked || d1_engagement_is_partial(engagement);
}

/* What a change leaves to do is told when it is asked for. */
static bool is_told(const struct d1_text *t, const struct d1_finding *finding)
{
    return d1_finding_is_asked(finding) &&
           (finding->state != D1_FINDING_OPEN || t->options->todo || !t->verdict->since.asked);
}

/* Of checks that need the whole engagement nothing can be said where some paths alone are asked for. */
static bool any_unsure(const struct d1_engagement_verdict *engagement)
{
    if (d1_engagement_is_partial(engagement))
        return false;
    for (size_t i = 0; i < engagement->check_count; i++)
        if (d1_check_is_unsure(engagement, &engagement->checks[i]))
            return true;
    return false;
}

/* Whether there is nothing to say of an engagement but that there is nothing to say. */
static bool is_quiet(const struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    if (t->options->verbose)
        return false;
    if (engagement->change_count || t->verdict->asked_gate.len)
        return false;
    for (size_t i = 0; i < engagement->finding_count; i++)
        if (is_told(t, &engagement->findings[i]))
            return false;
    for (size_t i = 0; i < engagement->check_count; i++)
        if (engagement->checks[i].dropped)
            return false;
    if (is_part(t, engagement))
        return !any_unsure(engagement);
    for (size_t i = 0; i < engagement->gate_count; i++)
        if (d1_gate_state_is_unmet(engagement->gates[i].state))
            return false;
    return !any_unsure(engagement);
}

/* Whether all engagements are judged as of one date for one reason, which then stands once, in the totals. */
static bool same_as_of(const struct d1_verdict *verdict)
{
    for (size_t i = 1; i < verdict->engagement_count; i++)
        if (verdict->engagements[i].as_of != verdict->engagements[0].as_of ||
            !d1_str_eq(verdict->engagements[i].as_of_source, verdict->engagements[0].as_of_source))
            return false;
    return verdict->engagement_count > 0;
}

static void write_engagement(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    bool part = is_part(t, engagement);

    if (t->verdict->engagement_count > 1) {
        write_header(t, engagement);
        if (!same_as_of(t->verdict)) {
            write_as_of(t, engagement);
            d1_strbuf_putc(t->paint.out, '\n');
        }
        d1_strbuf_putc(t->paint.out, '\n');
    }
    d1_text_findings(t, engagement, engagement->findings, engagement->finding_count);
    if (t->options->quiet)
        return;
    d1_text_waived(t, engagement);
    if (t->options->todo || !t->verdict->since.asked)
        d1_text_todo(t, engagement);
    if (!part)
        d1_text_gates(t, engagement);
    d1_text_policy(t, engagement);
    if (!part && !t->verdict->asked_gate.len)
        d1_text_scores(t, engagement);
}

/* A quiet report is of findings, but never hides that the run is not complete. */
static bool is_noticed(const struct d1_text *t, const struct d1_notice *notice)
{
    return !t->options->quiet || notice->severity == D1_SEVERITY_ERROR;
}

static void write_notices(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;
    bool any = false;

    for (size_t i = 0; i < verdict->notice_count; i++) {
        const struct d1_notice *notice = &verdict->notices[i];

        if (!is_noticed(t, notice))
            continue;
        any = true;
        if (notice->at.place.path) {
            d1_paint_place(&t->paint, D1_STYLE_STRONG, &notice->at.place);
            d1_strbuf_puts(t->paint.out, ": ");
        }
        d1_paint_puts(&t->paint, d1_style_of(notice->severity), d1_severity_name(notice->severity));
        d1_strbuf_puts(t->paint.out, ": ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, notice->text);
        d1_strbuf_putc(t->paint.out, '\n');
    }
    if (any)
        d1_strbuf_putc(t->paint.out, '\n');
}

/* Of a severity what is asked for and does not wait for something else: such checks are counted by themselves. */
static size_t count_due(const struct d1_finding *findings, size_t count, enum d1_severity severity, bool indeterminate)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++)
        hits += d1_finding_is_shown(&findings[i]) && findings[i].severity == severity && !d1_text_waits(&findings[i]) &&
                (!indeterminate || findings[i].state == D1_FINDING_INDETERMINATE);
    return hits;
}

static size_t count_all(const struct d1_verdict *verdict, enum d1_severity severity, bool indeterminate)
{
    size_t hits = count_due(verdict->loose, verdict->loose_count, severity, indeterminate);

    for (size_t i = 0; i < verdict->engagement_count; i++)
        hits +=
            count_due(verdict->engagements[i].findings, verdict->engagements[i].finding_count, severity, indeterminate);
    return hits;
}

/* "2 errors, 1 warning"; returns false, and writes nothing, when there is none. */
static bool write_counts(struct d1_text *t)
{
    static const struct {
        enum d1_severity severity;
        const char *one, *many;
    } rows[] = {
        {D1_SEVERITY_ERROR, "error", "errors"},
        {D1_SEVERITY_WARNING, "warning", "warnings"},
        {D1_SEVERITY_NOTE, "note", "notes"},
    };
    size_t indeterminate = 0;
    bool any = false;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t count = count_all(t->verdict, rows[i].severity, false);

        indeterminate += count_all(t->verdict, rows[i].severity, true);
        if (!count)
            continue;
        if (any)
            d1_strbuf_puts(t->paint.out, ", ");
        d1_paint_on(&t->paint, d1_style_of(rows[i].severity));
        d1_paint_count(&t->paint, count, rows[i].one, rows[i].many);
        d1_paint_off(&t->paint, d1_style_of(rows[i].severity));
        any = true;
    }
    if (indeterminate)
        d1_strbuf_printf(t->paint.out, ", %zu of them indeterminate,", indeterminate);
    return any;
}

/* "; next gate kickoff, 2026-03-02" */
static void write_next_gate(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    char date[D1_DATE_TEXT];

    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        if (gate->state != D1_GATE_FUTURE || !gate->has_due)
            continue;
        d1_date_format(gate->due, date);
        d1_strbuf_puts(t->paint.out, "; next gate ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, gate->id);
        d1_strbuf_printf(t->paint.out, ", %s", date);
        return;
    }
}

/* Of the engagements that were judged: others may lie in the repository. */
static size_t count_artifacts(const struct d1_verdict *verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++)
        count += verdict->engagements[i].artifacts;
    return verdict->engagement_count ? count : verdict->artifacts;
}

/* Findings that are due, but not at the paths or of the person that were asked for. */
static size_t count_outside(const struct d1_finding *findings, size_t count)
{
    size_t outside = 0;

    for (size_t i = 0; i < count; i++)
        outside += !findings[i].reported && d1_finding_counts(&findings[i]);
    return outside;
}

/* "12 older findings: `d1lint check` lists them; 2 are solved" */
static void write_older(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;
    size_t older = d1_verdict_older(verdict), solved = 0;

    for (size_t i = 0; i < verdict->solved_count; i++)
        solved += verdict->solved[i].reported && d1_finding_counts(&verdict->solved[i]);
    if (older) {
        d1_paint_count(&t->paint, older, "older finding", "older findings");
        d1_strbuf_puts(t->paint.out, ": `d1lint check");
        if (verdict->source.kind == D1_SOURCE_REVISION) {
            d1_strbuf_puts(t->paint.out, " --rev ");
            d1_paint_text(&t->paint, D1_STYLE_PLAIN, verdict->source.revision);
        }
        d1_strbuf_puts(t->paint.out, older == 1 ? "` shows it" : "` lists them");
    }
    if (solved)
        d1_strbuf_printf(t->paint.out, "%s%zu %s solved", older ? "; " : "", solved, solved == 1 ? "is" : "are");
    if (older || solved)
        d1_strbuf_putc(t->paint.out, '\n');
}

/* Where the findings are, or whose, that were not asked for. */
static void write_elsewhere(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;

    if (!verdict->asked_owner.len || verdict->by_paths)
        d1_strbuf_puts(t->paint.out, " outside the given paths");
    if (verdict->asked_owner.len) {
        d1_strbuf_puts(t->paint.out, verdict->by_paths ? " or not of " : " not of ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, verdict->asked_owner);
    }
}

static void write_totals(struct d1_text *t, size_t quiet)
{
    const struct d1_verdict *verdict = t->verdict;
    struct d1_strbuf *out = t->paint.out;
    size_t outside = count_outside(verdict->loose, verdict->loose_count);

    for (size_t i = 0; i < verdict->engagement_count; i++)
        outside += count_outside(verdict->engagements[i].findings, verdict->engagements[i].finding_count);
    if (verdict->exit >= D1_EXIT_USAGE && !verdict->engagement_count) {
        d1_strbuf_puts(out, "nothing was judged\n");
        return;
    }
    write_older(t);
    if (!write_counts(t))
        d1_paint_puts(&t->paint, t->unsure ? D1_STYLE_PLAIN : D1_STYLE_GOOD,
                      verdict->since.asked ? "no new findings" : "no findings");
    if (t->unsure) {
        d1_strbuf_puts(out, " and ");
        d1_paint_count(&t->paint, t->unsure, "indeterminate check", "indeterminate checks");
    }
    d1_strbuf_puts(out, " in ");
    d1_paint_count(&t->paint, count_artifacts(verdict), "artifact", "artifacts");
    if (verdict->engagement_count == 1) {
        d1_strbuf_puts(out, " of ");
        d1_paint_text(&t->paint, D1_STYLE_STRONG, verdict->engagements[0].name);
    } else if (verdict->engagement_count) {
        d1_strbuf_printf(out, " of %zu engagements", verdict->engagement_count);
        if (quiet)
            d1_strbuf_printf(out, ", of which %zu %s nothing to report", quiet, quiet == 1 ? "has" : "have");
    }
    if (same_as_of(verdict)) {
        d1_strbuf_puts(out, ", ");
        write_as_of(t, &verdict->engagements[0]);
    }
    if (verdict->trust.revision.len) {
        d1_strbuf_puts(out, ", trusting ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, verdict->trust.revision);
        if (verdict->trust.commit.len)
            d1_strbuf_printf(out, " (%.7s)", verdict->trust.commit.ptr);
    }
    if (quiet && verdict->engagement_count == 1 && !verdict->since.asked)
        write_next_gate(t, &verdict->engagements[0]);
    if (outside) {
        d1_strbuf_printf(out, "; %zu more", outside);
        write_elsewhere(t);
    }
    d1_strbuf_putc(out, '\n');
}

/* What --verbose adds: what there was to read. */
static void write_read(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;

    d1_strbuf_puts(t->paint.out, "read: ");
    d1_paint_count(&t->paint, verdict->files, "YAML file", "YAML files");
    d1_strbuf_puts(t->paint.out, " with ");
    d1_paint_count(&t->paint, verdict->artifacts, "artifact", "artifacts");
    d1_strbuf_puts(t->paint.out, " and ");
    d1_paint_count(&t->paint, verdict->foreign, "document of other tools", "documents of other tools");
    if (verdict->source.commit.len)
        d1_strbuf_printf(t->paint.out, ", at %.12s", verdict->source.commit.ptr);
    d1_strbuf_puts(t->paint.out, "\n\n");
}

static bool any_shown(const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (d1_finding_is_shown(&findings[i]))
            return true;
    return false;
}

static void write_report(struct d1_text *t)
{
    const struct d1_verdict *verdict = t->verdict;
    size_t quiet = 0;

    if (verdict->engagement_count > 1 && any_shown(verdict->loose, verdict->loose_count)) {
        d1_paint_puts(&t->paint, D1_STYLE_STRONG, "in no engagement");
        d1_strbuf_puts(t->paint.out, "\n\n");
    }
    d1_text_findings(t, NULL, verdict->loose, verdict->loose_count);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        if (is_quiet(t, &verdict->engagements[i]))
            quiet++;
        else
            write_engagement(t, &verdict->engagements[i]);
    }
    write_notices(t);
    if (t->options->verbose)
        write_read(t);
    if (!t->options->quiet)
        write_totals(t, quiet);
    d1_text_answers(t);
}

int d1_report_text(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                   struct d1_error *error)
{
    struct d1_text t = {
        .paint = d1_paint_begin(out, options),
        .verdict = verdict,
        .options = options,
        .helped = d1_calloc(verdict->check_count, sizeof *t.helped),
        .shown = d1_calloc(verdict->check_count, sizeof *t.shown),
    };
    int status = 0;

    if (!t.helped || !t.shown)
        status = d1_error_memory(error);
    if (status == 0 && !options->verbose)
        status = d1_text_choose(&t, error);
    if (status == 0)
        write_report(&t);
    if (status == 0 && out->oom)
        status = d1_error_memory(error);
    d1_free(t.helped);
    d1_free(t.shown);
    d1_vec_release(&t.chosen);
    return status;
}
