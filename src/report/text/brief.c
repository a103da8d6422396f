/*
 * The format `brief`: what a delivery lead reads in a minute, in 25 lines at most. Of one engagement its gates, the
 * causes that keep most criteria from holding, with those who own them, and what falls due in the next ten working
 * days; of several a line for each.
 */
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/paint.h"

enum { GATES = 4, CAUSES = 10, WAIVED = 2, SOON = 4, OWNERS = 3, ENGAGEMENTS = 22 };

/* ---- owners ---- */

struct owners {
    struct d1_str names[OWNERS];
    size_t count, more;
};

static void add_owner(struct owners *owners, struct d1_str name)
{
    if (!name.len)
        return;
    for (size_t i = 0; i < owners->count; i++)
        if (d1_str_eq(owners->names[i], name))
            return;
    if (owners->count < OWNERS)
        owners->names[owners->count++] = name;
    else
        owners->more++;
}

/* "sven.berg, nina.vogel and others"; "nobody named" where no finding names one. */
static void write_owners(struct d1_paint *paint, const struct owners *owners)
{
    if (!owners->count)
        d1_strbuf_puts(paint->out, "nobody named");
    for (size_t i = 0; i < owners->count; i++) {
        d1_strbuf_puts(paint->out, i ? ", " : "");
        d1_paint_text(paint, D1_STYLE_PLAIN, owners->names[i]);
    }
    if (owners->more)
        d1_strbuf_puts(paint->out, " and others");
}

/* ---- gates ---- */

static void write_gate(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                       const struct d1_gate_result *gate)
{
    struct d1_gate_tally tally = d1_gate_count(engagement, gate->id);
    bool unmet = d1_gate_state_is_unmet(gate->state);
    char date[D1_DATE_TEXT] = "";

    if (gate->has_due)
        d1_date_format(gate->due, date);
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, D1_STYLE_STRONG, gate->id, 16);
    d1_paint_cell(paint, unmet ? D1_STYLE_ERROR : D1_STYLE_PLAIN, d1_str(d1_gate_state_name(gate->state)), 11);
    d1_strbuf_puts(paint->out, date);
    if (unmet && tally.judged)
        d1_strbuf_printf(paint->out, "  %zu of %zu criteria hold", tally.hold, tally.judged);
    if (gate->open_findings)
        d1_strbuf_printf(paint->out, "  %zu to do", gate->open_findings);
    d1_strbuf_putc(paint->out, '\n');
}

/* Those that are not met, and the next one; what is met needs nobody. */
static void write_gates(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    size_t written = 0;
    bool next = false;

    for (size_t i = 0; i < engagement->gate_count && written < GATES; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        if (!gate->asked && !d1_gate_state_is_unmet(gate->state) && (next || gate->state != D1_GATE_FUTURE))
            continue;
        next = next || gate->state == D1_GATE_FUTURE;
        write_gate(paint, engagement, gate);
        written++;
    }
    if (!written)
        d1_strbuf_puts(paint->out, "  every gate is met\n");
}

/* ---- causes ---- */

/* A check that fails, and what it keeps from holding. */
struct cause {
    const struct d1_check *check;
    const struct d1_finding *first;
    size_t criteria, findings;
    struct owners owners;
};

static size_t criteria_of(const struct d1_engagement_verdict *engagement, const struct d1_check *check)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->criterion_count; i++)
        for (size_t j = 0; j < engagement->criteria[i].failing_count; j++)
            count += engagement->criteria[i].failing[j] == check;
    return count;
}

/* Most criteria first, then graver, then more findings, then by id. */
static int compare_causes(const void *left, const void *right)
{
    const struct cause *a = left, *b = right;

    if (a->criteria != b->criteria)
        return a->criteria > b->criteria ? -1 : 1;
    if (a->first->severity != b->first->severity)
        return a->first->severity > b->first->severity ? -1 : 1;
    if (a->findings != b->findings)
        return a->findings > b->findings ? -1 : 1;
    return d1_str_cmp(a->check->id, b->check->id);
}

/* One for each check with findings that tell a cause; `causes` has a place for each check. */
static size_t find_causes(const struct d1_engagement_verdict *engagement, struct cause *causes, size_t check_count)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->finding_count; i++) {
        const struct d1_finding *finding = &engagement->findings[i];
        struct cause *cause = &causes[finding->check->index];

        if (!d1_finding_is_shown(finding) || finding->follows)
            continue;
        cause->first = cause->first ? cause->first : finding;
        cause->findings++;
        add_owner(&cause->owners, finding->owner);
    }
    for (size_t i = 0; i < check_count; i++) {
        if (!causes[i].first)
            continue;
        causes[count] = causes[i];
        causes[count].check = causes[i].first->check;
        causes[count].criteria = criteria_of(engagement, causes[i].first->check);
        count++;
    }
    qsort(causes, count, sizeof *causes, compare_causes);
    return count;
}

/* "  RSK-003  blocks 5: Risk was not reviewed for too long (4 findings; sven.berg)" */
static void write_cause(struct d1_paint *paint, const struct cause *cause)
{
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, d1_style_of(cause->first->severity), cause->check->id, 9);
    d1_strbuf_printf(paint->out, "%3zu  ", cause->criteria);
    d1_paint_text(paint, D1_STYLE_PLAIN, cause->check->title);
    d1_strbuf_puts(paint->out, " (");
    d1_paint_count(paint, cause->findings, "finding", "findings");
    d1_strbuf_puts(paint->out, "; ");
    write_owners(paint, &cause->owners);
    d1_strbuf_puts(paint->out, ")\n");
}

static void write_causes(struct d1_paint *paint, const struct d1_verdict *verdict,
                         const struct d1_engagement_verdict *engagement)
{
    struct cause *causes = d1_calloc(verdict->check_count, sizeof *causes);
    size_t count;

    if (!causes) {
        paint->out->oom = true;
        return;
    }
    count = find_causes(engagement, causes, verdict->check_count);
    if (count) {
        d1_paint_puts(paint, D1_STYLE_STRONG, "blocks");
        d1_strbuf_puts(paint->out, " (criteria; findings; who is to be asked)");
        if (count > CAUSES)
            d1_strbuf_printf(paint->out, ", %d of %zu causes", CAUSES, count);
        d1_strbuf_putc(paint->out, '\n');
    }
    for (size_t i = 0; i < count && i < CAUSES; i++)
        write_cause(paint, &causes[i]);
    d1_free(causes);
}

/* ---- what is waived ---- */

/* "  2  waived by wvr-01 until 2026-05-08, 14 days left; granted by ...": what a waiver covers is nobody's work. */
static void write_waived(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0};
    size_t told = 0, more = 0;

    for (size_t i = 0; i < engagement->waiver_count; i++) {
        size_t count = d1_waiver_count(engagement, &engagement->waivers[i]);

        if (!count)
            continue;
        if (told == WAIVED) {
            more += count;
            continue;
        }
        told++;
        d1_strbuf_clear(&sentence);
        d1_waiver_sentence(&sentence, &engagement->waivers[i]);
        d1_strbuf_printf(paint->out, "%zu ", count);
        d1_paint_text(paint, D1_STYLE_PLAIN, d1_strbuf_view(&sentence));
        d1_strbuf_putc(paint->out, '\n');
    }
    if (more)
        d1_strbuf_printf(paint->out, "%zu more waived: `d1lint check` says by what\n", more);
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

/* ---- what falls due ---- */

struct due {
    d1_date date;
    struct d1_str gate;
    size_t findings;
    struct owners owners;
};

static int compare_due(const void *left, const void *right)
{
    const struct due *a = left, *b = right;

    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return d1_str_cmp(a->gate, b->gate);
}

static size_t find_due(const struct d1_engagement_verdict *engagement, struct due *dues)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->finding_count; i++) {
        const struct d1_finding *finding = &engagement->findings[i];
        size_t at = 0;

        if (finding->state != D1_FINDING_OPEN || !d1_finding_is_asked(finding) || !finding->has_due ||
            finding->due > engagement->soon)
            continue;
        while (at < count && (dues[at].date != finding->due || !d1_str_eq(dues[at].gate, finding->gate)))
            at++;
        if (at == count)
            dues[count++] = (struct due){.date = finding->due, .gate = finding->gate};
        dues[at].findings++;
        add_owner(&dues[at].owners, finding->owner);
    }
    qsort(dues, count, sizeof *dues, compare_due);
    return count;
}

static void write_due(struct d1_paint *paint, const struct due *due)
{
    char date[D1_DATE_TEXT];

    d1_date_format(due->date, date);
    d1_strbuf_printf(paint->out, "  %s  %zu", date, due->findings);
    if (due->gate.len && !d1_str_is(due->gate, "date")) {
        d1_strbuf_puts(paint->out, " for ");
        d1_paint_text(paint, D1_STYLE_PLAIN, due->gate);
    }
    d1_strbuf_puts(paint->out, " (");
    write_owners(paint, &due->owners);
    d1_strbuf_puts(paint->out, ")\n");
}

static void write_soon(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    struct due *dues = d1_calloc(engagement->finding_count, sizeof *dues);
    size_t count;
    char date[D1_DATE_TEXT];

    if (!dues) {
        paint->out->oom = true;
        return;
    }
    count = find_due(engagement, dues);
    d1_date_format(engagement->soon, date);
    d1_paint_puts(paint, D1_STYLE_STRONG, "due");
    d1_strbuf_printf(paint->out, " until %s, in ten working days%s", date, count ? "" : ": nothing");
    if (count > SOON)
        d1_strbuf_printf(paint->out, ", the first %d of %zu dates", SOON, count);
    d1_strbuf_putc(paint->out, '\n');
    for (size_t i = 0; i < count && i < SOON; i++)
        write_due(paint, &dues[i]);
    d1_free(dues);
}

/* ---- the report ---- */

static void write_name(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    char date[D1_DATE_TEXT];

    d1_date_format(engagement->as_of, date);
    d1_paint_text(paint, D1_STYLE_STRONG, engagement->name);
    if (engagement->title.len) {
        d1_strbuf_puts(paint->out, ": ");
        d1_paint_text(paint, D1_STYLE_PLAIN, engagement->title);
    }
    d1_strbuf_printf(paint->out, ", as of %s\n", date);
}

static void write_one(struct d1_paint *paint, const struct d1_verdict *verdict,
                      const struct d1_engagement_verdict *engagement)
{
    write_name(paint, engagement);
    write_gates(paint, engagement);
    write_causes(paint, verdict, engagement);
    write_waived(paint, engagement);
    write_soon(paint, engagement);
}

static size_t count_errors(const struct d1_engagement_verdict *engagement)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->finding_count; i++)
        count += d1_finding_is_shown(&engagement->findings[i]) && !engagement->findings[i].follows &&
                 engagement->findings[i].severity == D1_SEVERITY_ERROR;
    return count;
}

/* "  halden-orders   3 gates not met, 12 errors" */
static void write_row(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    size_t unmet = 0;

    for (size_t i = 0; i < engagement->gate_count; i++)
        unmet += d1_gate_state_is_unmet(engagement->gates[i].state);
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, D1_STYLE_STRONG, engagement->name, 24);
    d1_paint_count(paint, unmet, "gate not met", "gates not met");
    d1_strbuf_puts(paint->out, ", ");
    d1_paint_count(paint, count_errors(engagement), "error", "errors");
    d1_strbuf_putc(paint->out, '\n');
}

static void write_several(struct d1_paint *paint, const struct d1_verdict *verdict)
{
    d1_paint_count(paint, verdict->engagement_count, "engagement", "engagements");
    d1_strbuf_puts(paint->out, ": `--engagement NAME` shows one\n");
    for (size_t i = 0; i < verdict->engagement_count && i < ENGAGEMENTS; i++)
        write_row(paint, &verdict->engagements[i]);
    if (verdict->engagement_count > ENGAGEMENTS)
        d1_strbuf_printf(paint->out, "  and %zu more\n", verdict->engagement_count - ENGAGEMENTS);
}

/* What a run could not do, and what stands outside of engagements, is never left out for the sake of brevity. */
static void write_end(struct d1_paint *paint, const struct d1_verdict *verdict)
{
    size_t errors = 0;

    for (size_t i = 0; i < verdict->notice_count; i++)
        errors += verdict->notices[i].severity == D1_SEVERITY_ERROR;
    if (errors || verdict->loose_count) {
        d1_paint_count(paint, errors + verdict->loose_count, "fault", "faults");
        d1_strbuf_printf(paint->out, " outside of engagements: `--format text` shows %s\n",
                         errors + verdict->loose_count == 1 ? "it" : "them");
    }
}

int d1_report_brief(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                    struct d1_error *error)
{
    struct d1_paint paint = d1_paint_begin(out, options);

    if (verdict->engagement_count == 1)
        write_one(&paint, verdict, &verdict->engagements[0]);
    else
        write_several(&paint, verdict);
    write_end(&paint, verdict);
    return out->oom ? d1_error_memory(error) : 0;
}
