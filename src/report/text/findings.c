/*
 * The findings of `text`. What is wrong is shown where it is wrong, once: what follows from it is counted, and of one
 * check with many findings the first few are enough to see what it is about.
 */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/ranking.h"
#include "report/text/text.h"

enum {
    RELATED_SHOWN = 5,
    IN_FULL = 3, /* findings of one check */
    AT_MOST = 30 /* of a report */
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
static void write_head(struct d1_text *t, const struct d1_finding *finding)
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

static bool is_on(const struct d1_place *line, const struct d1_place *span)
{
    return same_path(span->path, line->path) && span->line <= line->line && line->line <= span->end_line;
}

static bool has_secret_on(const struct d1_finding *finding, const struct d1_place *place)
{
    bool on = is_on(place, &finding->at.place);

    for (size_t i = 0; i < finding->related_count && !on; i++)
        on = is_on(place, &finding->related[i].at.place);
    return on;
}

/* Whether a finding says that on this line there is a secret: then no finding shows the line. */
static bool is_secret(const struct d1_text *t, const struct d1_place *place)
{
    for (size_t i = 0; t->has_secrets && i < t->finding_count; i++)
        if (t->findings[i].discreet && has_secret_on(&t->findings[i], place))
            return true;
    return false;
}

/* Returns the columns of the gutter; `= help:` lines up with it. */
static size_t write_excerpt(struct d1_text *t, const struct d1_finding *finding)
{
    const struct d1_place *place = &finding->at.place;
    struct d1_str line;

    if (!place->line || !t->verdict->source_line || (t->last && same_span(&t->last->at.place, place)) ||
        is_secret(t, place))
        return place->line ? d1_excerpt_gutter(place) : 2;
    line = t->verdict->source_line(t->verdict, place->path, place->line);
    d1_excerpt_draw(&t->paint, line, place, d1_style_of(finding->severity));
    return d1_excerpt_gutter(place);
}

static void write_related(struct d1_text *t, const struct d1_finding *finding, size_t gutter)
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
static void write_help(struct d1_text *t, const struct d1_finding *finding, size_t gutter)
{
    struct d1_text_helped *last = &t->helped[finding->check->index];
    struct d1_str help = d1_finding_help(finding);

    if (!help.len || finding->state == D1_FINDING_INDETERMINATE ||
        (same_path(last->path, finding->at.place.path) && d1_str_eq(last->help, help)))
        return;
    *last = (struct d1_text_helped){finding->at.place.path, help};
    d1_excerpt_bar(&t->paint, gutter, "= ");
    d1_paint_puts(&t->paint, D1_STYLE_LABEL, "help: ");
    d1_paint_wrapped(&t->paint, help, gutter + 8, gutter + 8);
    d1_strbuf_putc(t->paint.out, '\n');
}

static void write_finding(struct d1_text *t, const struct d1_finding *finding)
{
    size_t gutter;

    write_head(t, finding);
    gutter = write_excerpt(t, finding);
    write_related(t, finding, gutter);
    write_help(t, finding, gutter);
    d1_strbuf_putc(t->paint.out, '\n');
    t->last = finding;
}

/* ---- which ones ---- */

/* What the findings of an engagement are counted as when they are not shown. */
struct rest {
    size_t follow;    /* from those that are shown */
    size_t more;      /* of checks of which enough are shown */
    size_t beyond;    /* of a report that has enough */
    size_t elsewhere; /* that have nothing to do with the gate that was asked for */
};

/* A file that cannot be read, or not as what it is, comes first: other checks wait for it. */
static bool is_obstacle(const struct d1_finding *finding)
{
    return finding->check->builtin && d1_str_starts(finding->check->id, "SHP-");
}

static int by_address(const void *a, const void *b)
{
    const struct d1_finding *const *left = a, *const *right = b;

    return (*left > *right) - (*left < *right);
}

static bool is_chosen(const struct d1_text *t, const struct d1_finding *finding)
{
    return bsearch(&finding, t->chosen.items, t->chosen.len, sizeof *t->chosen.items, by_address) != NULL;
}

/* Whether a finding would be shown, were there not too many. */
static bool is_candidate(const struct d1_text *t, const struct d1_ranked *ranked)
{
    const struct d1_finding *finding = ranked->finding;

    return !ranked->said && !finding->follows && d1_finding_is_shown(finding) &&
           (!ranked->engagement ||
            d1_text_concerns_gate(t->verdict, ranked->engagement, finding->check, finding->gate));
}

/* Adds candidates in the order of the ranking, obstacles or the others, up to `most`; how many there would be. */
static int choose(struct d1_text *t, const struct d1_ranking *ranking, bool obstacles, size_t most, size_t *count)
{
    for (size_t i = 0; i < ranking->len; i++) {
        const struct d1_finding *finding = ranking->items[i].finding;

        if (!is_candidate(t, &ranking->items[i]) || is_obstacle(finding) != obstacles ||
            t->shown[finding->check->index] == IN_FULL)
            continue;
        t->shown[finding->check->index]++;
        if ((*count)++ < most && d1_vec_push(&t->chosen, finding) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_text_choose(struct d1_text *t, struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    size_t count = 0;
    int status = d1_ranking_make(&ranking, t->verdict, 0, error);

    if (status == 0)
        status = choose(t, &ranking, true, AT_MOST, &count);
    if (status == 0)
        status = choose(t, &ranking, false, AT_MOST, &count);
    if (t->chosen.len)
        qsort(t->chosen.items, t->chosen.len, sizeof *t->chosen.items, by_address);
    t->is_short = count > AT_MOST;
    d1_ranking_release(&ranking);
    return status < 0 ? d1_error_memory(error) : 0;
}

static bool is_shown(const struct d1_text *t, const struct d1_engagement_verdict *engagement,
                     const struct d1_finding *finding, struct rest *rest)
{
    if (!d1_finding_is_shown(finding))
        return false;
    if (engagement && !d1_text_concerns_gate(t->verdict, engagement, finding->check, finding->gate)) {
        rest->elsewhere++;
        return false;
    }
    if (t->options->verbose)
        return true;
    if (finding->follows) {
        rest->follow += !d1_text_waits(finding);
        return false;
    }
    if (t->is_short) {
        rest->beyond += !is_chosen(t, finding);
        return is_chosen(t, finding);
    }
    if (t->shown[finding->check->index] == IN_FULL) {
        rest->more++;
        return false;
    }
    t->shown[finding->check->index]++;
    return true;
}

static void write_some(struct d1_text *t, const struct d1_engagement_verdict *engagement,
                       const struct d1_finding *findings, size_t count, bool obstacles, struct rest *rest)
{
    for (size_t i = 0; i < count; i++)
        if (is_obstacle(&findings[i]) == obstacles && is_shown(t, engagement, &findings[i], rest))
            write_finding(t, &findings[i]);
}

/* "9 findings follow from these: `--verbose` shows them" */
static void write_rest(struct d1_text *t, const struct rest *rest)
{
    const struct {
        size_t count;
        const char *one, *many;
    } lines[] = {
        {rest->more, "more finding of a check of which 3 are shown: `--verbose` shows it",
         "more findings of checks of which 3 are shown: `--verbose` shows them"},
        {rest->beyond, "more finding: `--verbose` shows it, `--format concise` in a line",
         "more findings: `--verbose` shows them, `--format concise` in a line each"},
        {rest->follow, "more finding follows from what is shown: `--verbose` shows it",
         "more findings follow from what is shown: `--verbose` shows them"},
        {rest->elsewhere, "finding does not concern this gate: a check without `--gate` shows it",
         "findings do not concern this gate: a check without `--gate` shows them"},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!lines[i].count)
            continue;
        d1_paint_count(&t->paint, lines[i].count, lines[i].one, lines[i].many);
        d1_strbuf_putc(t->paint.out, '\n');
        any = true;
    }
    if (any)
        d1_strbuf_putc(t->paint.out, '\n');
}

static void write_dropped(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    bool any = false;

    for (size_t i = 0; engagement && i < engagement->check_count; i++) {
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

void d1_text_findings(struct d1_text *t, const struct d1_engagement_verdict *engagement,
                      const struct d1_finding *findings, size_t count)
{
    struct rest rest = {0};

    t->findings = findings;
    t->finding_count = count;
    t->has_secrets = false;
    for (size_t i = 0; i < count; i++)
        t->has_secrets = t->has_secrets || findings[i].discreet;
    memset(t->shown, 0, t->verdict->check_count * sizeof *t->shown);
    t->last = NULL;
    write_some(t, engagement, findings, count, true, &rest);
    if (engagement && !d1_engagement_is_partial(engagement))
        d1_text_waiting(t, engagement);
    write_some(t, engagement, findings, count, false, &rest);
    write_rest(t, &rest);
    write_dropped(t, engagement);
}
