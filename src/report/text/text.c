/*
 * The format `text`, for people: each finding with its place, the source line and what to do; then what is still to
 * do, the gates, what the policy changes, the scores (summary.c), and one line of totals.
 */
#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/paint.h"

enum { RELATED_SHOWN = 5 };

/* The help of a check that was shown last, and the file of its finding. */
struct helped {
    const char *path;
    struct d1_str help;
};

struct text {
    struct d1_paint paint;
    const struct d1_verdict *verdict;
    const struct d1_report_options *options;
    struct helped *helped; /* by check */
    const struct d1_finding *last;
    size_t unsure; /* checks that were named as indeterminate without a finding */
};

/* Files are told apart by name: a path may stand at different addresses. */
static bool same_path(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_span(const struct d1_place *a, const struct d1_place *b)
{
    return same_path(a->path, b->path) && a->line == b->line && a->column == b->column && a->end_line == b->end_line &&
           a->end_column == b->end_column;
}

/* "raid.yaml:12:17: error RSK-002: message" */
static void write_head(struct text *t, const struct d1_finding *finding)
{
    d1_paint_place(&t->paint, D1_STYLE_STRONG, &finding->at.place);
    d1_strbuf_puts(t->paint.out, ": ");
    d1_paint_on(&t->paint, d1_style_of(finding->severity));
    d1_strbuf_printf(t->paint.out, "%s ", d1_severity_name(finding->severity));
    d1_escape_text(t->paint.out, finding->check->id, t->paint.utf8);
    d1_paint_off(&t->paint, d1_style_of(finding->severity));
    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_strbuf_puts(t->paint.out, " (indeterminate)");
    d1_strbuf_puts(t->paint.out, ": ");
    d1_paint_text(&t->paint, D1_STYLE_STRONG, finding->message);
    d1_strbuf_putc(t->paint.out, '\n');
}

/* Returns the columns of the gutter; `= help:` lines up with it. */
static size_t write_excerpt(struct text *t, const struct d1_finding *finding)
{
    const struct d1_place *place = &finding->at.place;
    struct d1_str line;

    if (!place->line || !t->verdict->source_line || (t->last && same_span(&t->last->at.place, place)))
        return place->line ? d1_excerpt_gutter(place) : 2;
    line = t->verdict->source_line(t->verdict, place->path, place->line);
    d1_excerpt_draw(&t->paint, line, place, d1_style_of(finding->severity));
    return d1_excerpt_gutter(place);
}

static void write_related(struct text *t, const struct d1_finding *finding, size_t gutter)
{
    for (size_t i = 0; i < finding->related_count && i < RELATED_SHOWN; i++) {
        d1_excerpt_bar(&t->paint, gutter, "= ");
        d1_paint_puts(&t->paint, D1_STYLE_LABEL, "see: ");
        d1_paint_place(&t->paint, D1_STYLE_PLAIN, &finding->related[i].at.place);
        if (finding->related[i].message.len) {
            d1_strbuf_puts(t->paint.out, ": ");
            d1_paint_text(&t->paint, D1_STYLE_PLAIN, finding->related[i].message);
        }
        d1_strbuf_putc(t->paint.out, '\n');
    }
    if (finding->related_count > RELATED_SHOWN) {
        d1_excerpt_bar(&t->paint, gutter, "= ");
        d1_strbuf_printf(t->paint.out, "and %zu more places\n", finding->related_count - RELATED_SHOWN);
    }
}

/* What was shown last is not shown again in a file: further findings there need the same remedy. */
static void write_help(struct text *t, const struct d1_finding *finding, size_t gutter)
{
    struct helped *last = &t->helped[finding->check->index];
    struct d1_str help = d1_finding_help(finding);

    if (!help.len || finding->state == D1_FINDING_INDETERMINATE ||
        (same_path(last->path, finding->at.place.path) && d1_str_eq(last->help, help)))
        return;
    *last = (struct helped){finding->at.place.path, help};
    d1_excerpt_bar(&t->paint, gutter, "= ");
    d1_paint_puts(&t->paint, D1_STYLE_LABEL, "help: ");
    d1_paint_wrapped(&t->paint, help, gutter + 8, gutter + 8);
    d1_strbuf_putc(t->paint.out, '\n');
}

static bool any_shown(const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (d1_finding_is_shown(&findings[i]))
            return true;
    return false;
}

static void write_findings(struct text *t, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct d1_finding *finding = &findings[i];
        size_t gutter;

        if (!d1_finding_is_shown(finding))
            continue;
        write_head(t, finding);
        gutter = write_excerpt(t, finding);
        write_related(t, finding, gutter);
        write_help(t, finding, gutter);
        d1_strbuf_putc(t->paint.out, '\n');
        t->last = finding;
    }
}

static void write_dropped(struct text *t, const struct d1_engagement_verdict *engagement)
{
    bool any = false;

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!result->dropped)
            continue;
        d1_paint_text(&t->paint, D1_STYLE_STRONG, result->check->id);
        d1_strbuf_printf(t->paint.out, ": %zu more findings are counted, but not shown\n", result->dropped);
        any = true;
    }
    if (any)
        d1_strbuf_putc(t->paint.out, '\n');
}

/* Whether two checks as a whole could not be judged, for the same reason. */
static bool same_doubt(const struct d1_check_result *a, const struct d1_check_result *b)
{
    return !a->indeterminate && !b->indeterminate && a->severity == b->severity && d1_str_eq(a->reason, b->reason);
}

/* The checks that say the same as the one at `first`, with it: how many, and their ids. */
static size_t gather_unsure(const struct d1_engagement_verdict *engagement, size_t first, struct d1_strbuf *ids)
{
    size_t count = 0;

    for (size_t i = first; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!d1_check_is_unsure(engagement, result) || (i != first && !same_doubt(&engagement->checks[first], result)))
            continue;
        d1_strbuf_puts(ids, count++ ? ", " : "");
        d1_strbuf_str(ids, result->check->id);
    }
    return count;
}

static bool is_gathered(const struct d1_engagement_verdict *engagement, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (d1_check_is_unsure(engagement, &engagement->checks[i]) &&
            same_doubt(&engagement->checks[i], &engagement->checks[index]))
            return true;
    return false;
}

/*
 * "indeterminate GTE-001 (error): 1 subject could not be judged"; checks that say the same are told together, since
 * one file that cannot be read leaves all of them in doubt.
 */
static void write_unsure(struct text *t, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0}, ids = {0};
    size_t before = t->unsure;

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];
        size_t count;

        if (!d1_check_is_unsure(engagement, result) || is_gathered(engagement, i))
            continue;
        d1_strbuf_clear(&ids);
        d1_strbuf_clear(&sentence);
        count = gather_unsure(engagement, i, &ids);
        d1_unsure_sentence(&sentence, result);
        d1_paint_puts(&t->paint, D1_STYLE_WARNING, "indeterminate ");
        if (count == 1)
            d1_paint_text(&t->paint, D1_STYLE_STRONG, result->check->id);
        else
            d1_strbuf_printf(t->paint.out, "%zu checks", count);
        d1_strbuf_printf(t->paint.out, " (%s): ", d1_severity_name(result->severity));
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, d1_strbuf_view(&sentence));
        if (count > 1) {
            d1_strbuf_puts(t->paint.out, "\n  ");
            d1_paint_wrapped(&t->paint, d1_strbuf_view(&ids), 2, 2);
        }
        d1_strbuf_putc(t->paint.out, '\n');
        t->unsure += count;
    }
    if (t->unsure > before)
        d1_strbuf_putc(t->paint.out, '\n');
    t->paint.out->oom = t->paint.out->oom || sentence.oom || ids.oom;
    d1_strbuf_release(&sentence);
    d1_strbuf_release(&ids);
}

/* "halden-orders: Order platform migration, Halden Retail Group" */
static void write_header(struct text *t, const struct d1_engagement_verdict *engagement)
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

static void write_as_of(struct text *t, const struct d1_engagement_verdict *engagement)
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
static bool is_part(const struct text *t, const struct d1_engagement_verdict *engagement)
{
    return t->verdict->since.asked || d1_engagement_is_partial(engagement);
}

/* What a change leaves to do is told when it is asked for. */
static bool is_told(const struct text *t, const struct d1_finding *finding)
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
static bool is_quiet(const struct text *t, const struct d1_engagement_verdict *engagement)
{
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

static void write_engagement(struct text *t, const struct d1_engagement_verdict *engagement)
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
    t->last = NULL;
    write_findings(t, engagement->findings, engagement->finding_count);
    write_dropped(t, engagement);
    if (!d1_engagement_is_partial(engagement))
        write_unsure(t, engagement);
    if (t->options->todo || !t->verdict->since.asked)
        d1_summary_todo(&t->paint, engagement, t->options->todo);
    if (!part)
        d1_summary_gates(&t->paint, t->verdict, engagement);
    d1_summary_policy(&t->paint, engagement);
    if (!part)
        d1_summary_scores(&t->paint, engagement);
}

static void write_notices(struct text *t)
{
    const struct d1_verdict *verdict = t->verdict;

    for (size_t i = 0; i < verdict->notice_count; i++) {
        const struct d1_notice *notice = &verdict->notices[i];

        if (notice->at.place.path) {
            d1_paint_place(&t->paint, D1_STYLE_STRONG, &notice->at.place);
            d1_strbuf_puts(t->paint.out, ": ");
        }
        d1_paint_puts(&t->paint, d1_style_of(notice->severity), d1_severity_name(notice->severity));
        d1_strbuf_puts(t->paint.out, ": ");
        d1_paint_text(&t->paint, D1_STYLE_PLAIN, notice->text);
        d1_strbuf_putc(t->paint.out, '\n');
    }
    if (verdict->notice_count)
        d1_strbuf_putc(t->paint.out, '\n');
}

/* "2 errors, 1 warning"; returns false, and writes nothing, when there is none. */
static bool write_counts(struct text *t)
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
        size_t unsure = d1_verdict_count(t->verdict, D1_FINDING_INDETERMINATE, rows[i].severity);
        size_t count = d1_verdict_count(t->verdict, D1_FINDING_FAIL, rows[i].severity) + unsure;

        indeterminate += unsure;
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
static void write_next_gate(struct text *t, const struct d1_engagement_verdict *engagement)
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

/* Findings that are due, but lie outside the paths that were asked for. */
static size_t count_outside(const struct d1_finding *findings, size_t count)
{
    size_t outside = 0;

    for (size_t i = 0; i < count; i++)
        outside += !findings[i].reported && findings[i].state != D1_FINDING_OPEN;
    return outside;
}

/* "12 older findings: `d1lint check` lists them; 2 are solved" */
static void write_older(struct text *t)
{
    const struct d1_verdict *verdict = t->verdict;
    size_t older = d1_verdict_older(verdict), solved = 0;

    for (size_t i = 0; i < verdict->solved_count; i++)
        solved += verdict->solved[i].reported && verdict->solved[i].state != D1_FINDING_OPEN;
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

static void write_totals(struct text *t, size_t quiet)
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
    if (quiet && verdict->engagement_count == 1 && !verdict->since.asked)
        write_next_gate(t, &verdict->engagements[0]);
    if (outside)
        d1_strbuf_printf(out, "; %zu more outside the given paths", outside);
    d1_strbuf_putc(out, '\n');
}

int d1_report_text(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                   struct d1_error *error)
{
    struct text t = {
        .paint = {out, options->colour, options->utf8, options->width},
        .verdict = verdict,
        .options = options,
        .helped = d1_calloc(verdict->check_count, sizeof(struct helped)),
    };
    size_t quiet = 0;

    if (!t.helped)
        return d1_error_memory(error);
    if (verdict->engagement_count > 1 && any_shown(verdict->loose, verdict->loose_count)) {
        d1_paint_puts(&t.paint, D1_STYLE_STRONG, "in no engagement");
        d1_strbuf_puts(out, "\n\n");
    }

    write_findings(&t, verdict->loose, verdict->loose_count);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        if (is_quiet(&t, &verdict->engagements[i]))
            quiet++;
        else
            write_engagement(&t, &verdict->engagements[i]);
    }
    write_notices(&t);
    write_totals(&t, quiet);
    d1_free(t.helped);
    return out->oom ? d1_error_memory(error) : 0;
}
