/*
 * The format `junit`: JUnit XML as Jenkins and GitLab read it (the XSD of Jenkins' xUnit plugin).
 *
 * One case for each check of an engagement, named by its id and title alone: GitLab compares two runs by names, so a
 * case must keep its name when it turns from red to green. One suite for each phase, one for the gates, and before them
 * one for the run itself. A case is red exactly where it is a reason for the exit status to be 1: with --gate only that
 * gate's, else what is at or above the fail level. What fails below it passes and says so in system-out; what is open,
 * waived, does not apply, was there before --since, or was not asked for is skipped with the reason.
 *
 * The text of a case lists its findings, one `path:line:column message` a line. There is no time stamp and no name of
 * a host: the same verdict gives the same bytes.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/headline.h"
#include "report/markup.h"

enum outcome { PASSED, FAILED, UNSURE, SKIPPED };

/* Findings of one check that are listed in a case; of more there is the number. */
enum { LISTED = 200 };

struct junit {
    struct d1_markup xml;
    struct d1_strbuf body;  /* the cases of the suite that is written */
    struct d1_strbuf lines; /* the findings of a case */
    struct d1_strbuf note;  /* why it is skipped, or what is wrong in one line */
    const struct d1_verdict *verdict;
    size_t tests, failures, errors, skipped, red;
};

/* ---- suites ---- */

static void begin_suite(struct junit *j)
{
    d1_strbuf_clear(&j->body);
    j->xml.out = &j->body;
    j->tests = j->failures = j->errors = j->skipped = 0;
}

/* Counts stand before the cases, so that these wait in the body. */
static void end_suite(struct junit *j, struct d1_strbuf *out, struct d1_str engagement, struct d1_str name)
{
    struct d1_strbuf full = {0};

    j->xml.out = out;
    if (!j->tests)
        return;
    d1_strbuf_str(&full, engagement);
    d1_strbuf_putc(&full, '.');
    d1_strbuf_str(&full, name);
    d1_markup_begin(&j->xml, "testsuite");
    d1_markup_attr(&j->xml, "name", d1_strbuf_view(&full));
    d1_markup_attrf(&j->xml, "tests", "%zu", j->tests);
    d1_markup_attrf(&j->xml, "failures", "%zu", j->failures);
    d1_markup_attrf(&j->xml, "errors", "%zu", j->errors);
    d1_markup_attrf(&j->xml, "skipped", "%zu", j->skipped);
    d1_markup_line(&j->xml);
    d1_strbuf_str(out, d1_strbuf_view(&j->body));
    d1_markup_end(&j->xml);
    d1_markup_line(&j->xml);
    j->xml.text.oom = j->xml.text.oom || full.oom;
    d1_strbuf_release(&full);
}

/* The lines are shown and escaped already, but for entities: each stands on its own line. */
static void put_lines(struct junit *j, const char *element)
{
    d1_markup_begin(&j->xml, element);
    d1_markup_puts(&j->xml, "\n");
    d1_escape_entities(j->xml.out, d1_strbuf_view(&j->lines));
    d1_markup_end(&j->xml);
}

static void write_red(struct junit *j, enum outcome outcome)
{
    d1_markup_begin(&j->xml, outcome == FAILED ? "failure" : "error");
    d1_markup_attr(&j->xml, "message", d1_strbuf_view(&j->note));
    d1_markup_attr(&j->xml, "type", d1_str(outcome == FAILED ? "failure" : "indeterminate"));
    d1_markup_puts(&j->xml, "\n");
    d1_escape_entities(j->xml.out, d1_strbuf_view(&j->lines));
    d1_markup_end(&j->xml);
    j->failures += outcome == FAILED;
    j->errors += outcome == UNSURE;
    j->red++;
}

/* Writes a case with what note and lines hold, and clears them. */
static void write_case(struct junit *j, struct d1_str engagement, struct d1_str suite, struct d1_str id,
                       struct d1_str title, enum outcome outcome)
{
    struct d1_strbuf name = {0};

    d1_strbuf_str(&name, engagement);
    d1_strbuf_putc(&name, '.');
    d1_strbuf_str(&name, suite);
    d1_markup_begin(&j->xml, "testcase");
    d1_markup_attr(&j->xml, "classname", d1_strbuf_view(&name));
    d1_strbuf_clear(&name);
    d1_strbuf_str(&name, id);
    d1_strbuf_putc(&name, ' ');
    d1_strbuf_str(&name, title);
    d1_markup_attr(&j->xml, "name", d1_strbuf_view(&name));
    d1_markup_attr(&j->xml, "time", d1_str("0"));
    if (outcome == SKIPPED) {
        d1_markup_begin(&j->xml, "skipped");
        d1_markup_attr(&j->xml, "message", d1_strbuf_view(&j->note));
        d1_markup_end(&j->xml);
        if (j->lines.len)
            put_lines(j, "system-out");
        j->skipped++;
    } else if (outcome != PASSED) {
        write_red(j, outcome);
    } else if (j->lines.len) {
        put_lines(j, "system-out");
    }
    d1_markup_end(&j->xml);
    d1_markup_line(&j->xml);
    j->tests++;
    d1_strbuf_clear(&j->lines);
    d1_strbuf_clear(&j->note);
    j->xml.text.oom = j->xml.text.oom || name.oom;
    d1_strbuf_release(&name);
}

/* ---- a check ---- */

/* What the findings of one check come to. */
struct tally {
    size_t failed, unsure, open, waived, outside, older;
    const struct d1_waiver *waiver; /* the last one that was noted */
    enum d1_severity worst;         /* of those that fail or could not be judged */
    const struct d1_finding *next;
    struct d1_strbuf said; /* of the waivers */
};

static void add_line(struct junit *j, const struct d1_finding *finding)
{
    const struct d1_place *place = &finding->at.place;

    if (place->path) {
        d1_escape_path(&j->lines, place->path, true);
        if (place->line)
            d1_strbuf_printf(&j->lines, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
        d1_strbuf_putc(&j->lines, ' ');
    }
    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_strbuf_puts(&j->lines, "could not be judged: ");
    d1_escape_text(&j->lines, finding->message, true);
    if (finding->state == D1_FINDING_WAIVED) {
        d1_strbuf_puts(&j->lines, " (waived by ");
        d1_escape_text(&j->lines, finding->waiver->id, true);
        d1_strbuf_puts(&j->lines, ")");
    }
    d1_strbuf_putc(&j->lines, '\n');
}

/* The waivers of what is waived, each once: the findings of one stand together, unless several cover one check. */
static void note_waiver(struct junit *j, struct tally *tally, const struct d1_finding *finding)
{
    if (tally->waived++ < LISTED)
        add_line(j, finding);
    if (tally->waiver == finding->waiver)
        return;
    d1_strbuf_puts(&tally->said, tally->waiver ? "; " : "");
    d1_waiver_sentence(&tally->said, finding->waiver);
    tally->waiver = finding->waiver;
}

static void count_finding(struct junit *j, struct tally *tally, const struct d1_finding *finding)
{
    if (!d1_finding_is_asked(finding)) {
        tally->outside += !finding->reported;
        tally->older += finding->reported;
    } else if (finding->state == D1_FINDING_OPEN) {
        tally->open++;
        if (!tally->next || (finding->has_due && (!tally->next->has_due || finding->due < tally->next->due)))
            tally->next = finding;
    } else if (finding->state == D1_FINDING_WAIVED) {
        note_waiver(j, tally, finding);
    } else {
        tally->failed += finding->state == D1_FINDING_FAIL;
        tally->unsure += finding->state == D1_FINDING_INDETERMINATE;
        if (finding->severity > tally->worst)
            tally->worst = finding->severity;
        if (tally->failed + tally->unsure <= LISTED)
            add_line(j, finding);
    }
}

static void end_lines(struct junit *j, size_t beyond)
{
    if (beyond)
        d1_strbuf_printf(&j->lines, "%zu more are counted, but not listed here\n", beyond);
}

/* Whether what fails with a severity is a reason for the exit status to be 1. */
static bool decides(const struct junit *j, enum d1_severity severity)
{
    return !j->verdict->asked_gate.len && severity >= j->verdict->fail_on;
}

/* "due 2026-03-02: 2 to do" */
static void note_open(struct junit *j, const struct tally *tally)
{
    char date[D1_DATE_TEXT];

    if (tally->next->has_due) {
        d1_date_format(tally->next->due, date);
        d1_strbuf_printf(&j->note, "due %s: ", date);
    }
    d1_strbuf_printf(&j->note, "%zu to do", tally->open);
}

static enum outcome outcome_of_findings(struct junit *j, const struct tally *tally)
{
    if (tally->failed || tally->unsure) {
        if (tally->failed)
            d1_strbuf_printf(&j->note, "%zu %s", tally->failed, tally->failed == 1 ? "finding" : "findings");
        if (tally->unsure)
            d1_strbuf_printf(&j->note, "%s%zu could not be judged", tally->failed ? ", " : "", tally->unsure);
        if (tally->waived)
            d1_strbuf_printf(&j->note, ", %zu waived", tally->waived);
        return !decides(j, tally->worst) ? PASSED : tally->failed ? FAILED : UNSURE;
    }
    if (tally->waived) {
        d1_strbuf_str(&j->note, d1_strbuf_view(&tally->said));
        return SKIPPED;
    }
    if (tally->open) {
        note_open(j, tally);
        return SKIPPED;
    }
    if (tally->older || tally->outside) {
        bool others = j->verdict->asked_owner.len && !j->verdict->by_paths;

        d1_strbuf_puts(&j->note, tally->older ? "what fails was there before"
                                 : others     ? "of others than the person that was asked for"
                                              : "outside the paths that were asked for");
        return SKIPPED;
    }
    return PASSED;
}

/* The outcome of a check without findings of its own. */
static enum outcome outcome_of_state(struct junit *j, const struct d1_check_result *result, bool partial)
{
    if (result->severity == D1_SEVERITY_OFF) {
        d1_strbuf_puts(&j->note, "switched off by the policy");
        return SKIPPED;
    }
    switch (result->state) {
    case D1_STATE_INDETERMINATE:
        d1_unsure_sentence(&j->note, result);
        return !partial && result->baseline != D1_BASELINE_UNCHANGED && decides(j, result->severity) ? UNSURE : SKIPPED;
    case D1_STATE_NOT_APPLICABLE:
    case D1_STATE_EMPTY:
    case D1_STATE_NOT_DUE:
    case D1_STATE_WAIVED:
        d1_strbuf_puts(&j->note, d1_headline_state(result->state));
        if (result->reason.len) {
            d1_strbuf_puts(&j->note, ": ");
            d1_strbuf_str(&j->note, result->reason);
        }
        return SKIPPED;
    default:
        return PASSED;
    }
}

static void write_check(struct junit *j, const struct d1_engagement_verdict *engagement,
                        const struct d1_check_result *result, struct d1_str phase, bool partial)
{
    struct tally tally = {0};
    enum outcome outcome;

    for (size_t i = 0; i < engagement->finding_count; i++)
        if (engagement->findings[i].check == result->check)
            count_finding(j, &tally, &engagement->findings[i]);
    end_lines(j, result->dropped + (tally.failed + tally.unsure > LISTED ? tally.failed + tally.unsure - LISTED : 0));
    outcome = outcome_of_findings(j, &tally);
    if (outcome == PASSED && !tally.failed && !tally.unsure)
        outcome = outcome_of_state(j, result, partial);
    write_case(j, engagement->name, phase, result->check->id, result->check->title, outcome);
    j->note.oom = j->note.oom || tally.said.oom;
    d1_strbuf_release(&tally.said);
}

/* ---- an engagement ---- */

static struct d1_str phase_of(const struct d1_check *check)
{
    return check->phase.len ? check->phase : d1_str("checks");
}

/* One suite for each phase, in the order in which checks name them. */
static void write_phases(struct junit *j, const struct d1_engagement_verdict *engagement, struct d1_strbuf *out)
{
    bool partial = d1_engagement_is_partial(engagement);

    for (size_t first = 0; first < engagement->check_count; first++) {
        struct d1_str phase = phase_of(engagement->checks[first].check);
        bool seen = !engagement->checks[first].check->built;

        for (size_t i = 0; i < first && !seen; i++)
            seen = engagement->checks[i].check->built && d1_str_eq(phase_of(engagement->checks[i].check), phase);
        if (seen)
            continue;
        begin_suite(j);
        for (size_t i = first; i < engagement->check_count; i++)
            if (engagement->checks[i].check->built && d1_str_eq(phase_of(engagement->checks[i].check), phase))
                write_check(j, engagement, &engagement->checks[i], phase, partial);
        end_suite(j, out, engagement->name, phase);
    }
}

/* Whether a gate that is not met is a reason for the exit status to be 1. */
static bool gate_decides(const struct junit *j, const struct d1_gate_result *gate)
{
    return j->verdict->asked_gate.len ? gate->asked : j->verdict->exit == D1_EXIT_FINDINGS;
}

static enum outcome outcome_of_gate(struct junit *j, const struct d1_gate_result *gate)
{
    d1_strbuf_puts(&j->note, d1_headline_gate_state(gate->state));
    if (gate->has_due) {
        char date[D1_DATE_TEXT];

        d1_date_format(gate->due, date);
        d1_strbuf_printf(&j->note, ", due %s", date);
    }
    if (gate->failing)
        d1_strbuf_printf(&j->note, ", %zu of %zu gating criteria fail", gate->failing, gate->criteria);
    if (gate->indeterminate)
        d1_strbuf_printf(&j->note, ", %zu of %zu gating criteria could not be judged", gate->indeterminate,
                         gate->criteria);
    if (gate->reason.len) {
        d1_strbuf_puts(&j->note, ": ");
        d1_strbuf_str(&j->note, gate->reason);
    }
    if (gate->state != D1_GATE_MET) {
        d1_escape_text(&j->lines, d1_strbuf_view(&j->note), true);
        d1_strbuf_putc(&j->lines, '\n');
    }
    if (d1_gate_state_is_met(gate->state))
        return PASSED;
    if (gate->asked || d1_gate_state_is_unmet(gate->state))
        return !gate_decides(j, gate) ? PASSED : gate->state == D1_GATE_UNDECIDED ? UNSURE : FAILED;
    d1_strbuf_clear(&j->lines);
    return SKIPPED;
}

static void write_gates(struct junit *j, const struct d1_engagement_verdict *engagement, struct d1_strbuf *out)
{
    if (d1_engagement_is_partial(engagement))
        return;
    begin_suite(j);
    for (size_t i = 0; i < engagement->gate_count; i++) {
        enum outcome outcome = outcome_of_gate(j, &engagement->gates[i]);

        write_case(j, engagement->name, d1_str("gates"), engagement->gates[i].id, engagement->gates[i].title, outcome);
    }
    end_suite(j, out, engagement->name, d1_str("gates"));
}

/* ---- the run ---- */

/* Findings of no engagement: one case for each check that has some. They are sorted by place, so each is looked for. */
static void write_loose(struct junit *j, struct d1_strbuf *out)
{
    const struct d1_verdict *v = j->verdict;

    begin_suite(j);
    for (size_t c = 0; c < v->check_count; c++) {
        struct tally tally = {0};

        for (size_t i = 0; i < v->loose_count; i++)
            if (v->loose[i].check->index == c)
                count_finding(j, &tally, &v->loose[i]);
        if (!tally.failed && !tally.unsure && !tally.open)
            continue;
        end_lines(j, tally.failed + tally.unsure > LISTED ? tally.failed + tally.unsure - LISTED : 0);
        write_case(j, d1_str("d1lint"), d1_str("repository"), v->checks[c].id, v->checks[c].title,
                   outcome_of_findings(j, &tally));
    }
    end_suite(j, out, d1_str("d1lint"), d1_str("repository"));
}

/* The run itself: what it has to say, red where it failed, or where its exit status has no other reason. */
static void write_run(struct junit *j, struct d1_strbuf *out)
{
    const struct d1_verdict *v = j->verdict;
    enum outcome outcome = PASSED;

    begin_suite(j);
    for (size_t i = 0; i < v->notice_count; i++) {
        struct d1_finding said = {.at = v->notices[i].at, .message = v->notices[i].text};

        add_line(j, &said);
    }
    if (v->exit == D1_EXIT_FAILURE || v->exit == D1_EXIT_USAGE) {
        d1_strbuf_puts(&j->note, "the run is not complete");
        outcome = UNSURE;
    } else if (v->exit == D1_EXIT_FINDINGS && !j->red) {
        d1_strbuf_puts(&j->note, v->asked_gate.len ? "the gate that was asked for is not met"
                                                   : "the exit status is 1 for what is not listed");
        outcome = FAILED;
    }
    write_case(j, d1_str("d1lint"), d1_str("run"), d1_str("run"), d1_str("The run is complete"), outcome);
    end_suite(j, out, d1_str("d1lint"), d1_str("run"));
}

int d1_report_junit(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                    struct d1_error *error)
{
    struct junit j = {.xml = {.out = out, .xml = true}, .verdict = verdict};

    (void)options;
    j.body.limit = out->limit;
    d1_strbuf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    d1_markup_begin(&j.xml, "testsuites");
    d1_markup_attr(&j.xml, "name", d1_str("d1lint"));
    d1_markup_line(&j.xml);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        write_gates(&j, &verdict->engagements[i], out);
        write_phases(&j, &verdict->engagements[i], out);
    }
    write_loose(&j, out);
    write_run(&j, out);
    d1_markup_end(&j.xml);
    d1_markup_line(&j.xml);
    out->full = out->full || j.body.full;
    out->oom = out->oom || j.body.oom || j.lines.oom || j.note.oom || j.xml.text.oom;
    d1_strbuf_release(&j.body);
    d1_strbuf_release(&j.lines);
    d1_strbuf_release(&j.note);
    d1_markup_release(&j.xml);
    return out->oom ? d1_error_memory(error) : 0;
}
