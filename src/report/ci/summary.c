/*
 * The format `summary`: markdown as GitHub and GitLab show it, for the summary of a job or a note on a merge request.
 *
 * A summary that is too large is dropped as a whole and without a word: a step's beyond 1,048,576 bytes, a comment's or
 * a check run's beyond 65,535. So it holds at most BUDGET bytes, whatever there is to tell: the gates and what to do
 * first come first, the findings take what is left, and the end (what could not be judged, what the policy relaxes) has
 * its share kept for it. What does not go in is counted.
 *
 * Text of the repository can make no markup, no link and no mention (d1_escape_markdown).
 */
#include "report/escape.h"
#include "report/formats.h"
#include "report/headline.h"
#include "report/ranking.h"

enum { BUDGET = 60000, HEAD = 24000, TAIL = 16000, TODAY = 7, GATES = 20 };

/* A part of the summary: rows go in whole, as long as there is room, and the others are counted. */
struct part {
    struct d1_strbuf out;
    size_t room;
    size_t left_out;
};

struct summary {
    struct d1_strbuf row;  /* being made */
    struct d1_strbuf text; /* for one text at a time */
};

/* ---- a row ---- */

static void put(struct summary *s, const char *text)
{
    d1_strbuf_puts(&s->row, text);
}

static void put_text(struct summary *s, struct d1_str text)
{
    d1_strbuf_clear(&s->text);
    d1_escape_text(&s->text, text, true);
    d1_escape_markdown(&s->row, d1_strbuf_view(&s->text));
}

static void put_place(struct summary *s, const struct d1_place *place)
{
    d1_strbuf_clear(&s->text);
    d1_escape_path(&s->text, place->path, true);
    if (place->line)
        d1_strbuf_printf(&s->text, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
    d1_escape_code_span(&s->row, d1_strbuf_view(&s->text));
}

/* Moves the row into a part, or counts it where it does not go in. */
static bool take_row(struct summary *s, struct part *part)
{
    bool fits = !part->left_out && part->out.len + s->row.len <= part->room;

    if (fits)
        d1_strbuf_str(&part->out, d1_strbuf_view(&s->row));
    else
        part->left_out++;
    d1_strbuf_clear(&s->row);
    return fits;
}

/* ---- engagements ---- */

static void put_gate(struct summary *s, const struct d1_gate_result *gate)
{
    char date[D1_DATE_TEXT] = "";

    if (gate->has_due)
        d1_date_format(gate->due, date);
    put(s, "| ");
    put_text(s, gate->title.len ? gate->title : gate->id);
    d1_strbuf_printf(&s->row, " | %s%s%s | %s | %zu of %zu | %zu | %zu |\n", gate->asked ? "**" : "",
                     d1_headline_gate_state(gate->state), gate->asked ? "**" : "", date, gate->criteria_met,
                     gate->criteria, gate->failed_findings, gate->open_findings);
}

static void put_gates(struct summary *s, const struct d1_engagement_verdict *engagement)
{
    size_t told = 0, left_out = 0;

    if (!engagement->gate_count)
        return;
    put(s, "\n| gate | state | due | gating criteria that hold | findings | to do |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < engagement->gate_count; i++) {
        if (told == GATES) {
            left_out++;
            continue;
        }
        put_gate(s, &engagement->gates[i]);
        told++;
    }
    if (left_out)
        d1_strbuf_printf(&s->row, "\n%zu more gates are listed by the formats text and html.\n", left_out);
}

static void add_engagement(struct summary *s, struct part *part, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0};

    d1_headline(&sentence, engagement);
    put(s, "\n### ");
    put_text(s, engagement->title.len ? engagement->title : engagement->name);
    put(s, "\n\n");
    put_text(s, d1_strbuf_view(&sentence));
    put(s, "\n");
    put_gates(s, engagement);
    take_row(s, part);
    s->row.oom = s->row.oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

/* ---- findings ---- */

static void put_finding(struct summary *s, const struct d1_ranked *item)
{
    const struct d1_finding *finding = item->finding;

    if (finding->at.place.path) {
        put_place(s, &finding->at.place);
        put(s, " ");
    }
    d1_strbuf_printf(&s->row, "%s **",
                     finding->state == D1_FINDING_INDETERMINATE ? "could not be judged"
                                                                : d1_severity_name(finding->severity));
    put_text(s, finding->check->id);
    put(s, "** ");
    put_text(s, finding->message);
}

/* What to do first, with who is to be asked and since when it is late. */
static void add_today(struct summary *s, struct part *part, const struct d1_ranking *ranking)
{
    size_t told = 0;

    for (size_t i = 0; i < ranking->len && told < TODAY; i++) {
        const struct d1_ranked *item = &ranking->items[i];

        if (item->said || item->finding->follows)
            continue;
        put(s, told ? "" : "\n### Do first\n\n");
        d1_strbuf_printf(&s->row, "%zu. ", ++told);
        put_finding(s, item);
        if (item->finding->days_overdue)
            d1_strbuf_printf(&s->row, ", %d days overdue", item->finding->days_overdue);
        if (item->finding->owner.len) {
            put(s, ", ");
            put_text(s, item->finding->owner);
        }
        put(s, "\n");
        take_row(s, part);
    }
}

static void add_findings(struct summary *s, struct part *part, const struct d1_ranking *ranking)
{
    size_t count = 0;

    for (size_t i = 0; i < ranking->len; i++)
        count += !ranking->items[i].said;
    if (!count)
        return;
    d1_strbuf_printf(&s->row, "\n<details>\n<summary>%zu %s</summary>\n\n", count, count == 1 ? "finding" : "findings");
    if (!take_row(s, part))
        return;
    for (size_t i = 0; i < ranking->len; i++) {
        if (ranking->items[i].said)
            continue;
        put(s, "- ");
        put_finding(s, &ranking->items[i]);
        put(s, "\n");
        take_row(s, part);
    }
    if (part->left_out)
        d1_strbuf_printf(&part->out, "- %zu more, of less importance, are listed by the formats text and json\n",
                         part->left_out);
    d1_strbuf_puts(&part->out, "\n</details>\n");
    part->left_out = 0;
}

/* ---- the end ---- */

static void end_list(struct part *part)
{
    if (part->left_out)
        d1_strbuf_printf(&part->out, "- %zu more are listed by the format text\n", part->left_out);
    part->left_out = 0;
}

static void add_said(struct summary *s, struct part *part, const struct d1_ranking *ranking)
{
    bool any = false;

    for (size_t i = 0; i < ranking->len; i++) {
        if (!ranking->items[i].said)
            continue;
        put(s, any ? "- " : "\n### What the run has to say\n\n- ");
        put_finding(s, &ranking->items[i]);
        put(s, "\n");
        take_row(s, part);
        any = true;
    }
    end_list(part);
}

/* Each waiver with what it covers; that nothing is waived is worth saying. */
static void add_waived(struct summary *s, struct part *part, const struct d1_verdict *verdict)
{
    struct d1_strbuf sentence = {0};
    size_t told = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        for (size_t k = 0; k < engagement->finding_count; k++) {
            const struct d1_finding *finding = &engagement->findings[k];

            if (!d1_finding_is_waived(finding))
                continue;
            d1_strbuf_clear(&sentence);
            d1_waiver_sentence(&sentence, finding->waiver);
            put(s, told++ ? "- " : "\n### Waived\n\n- ");
            put_place(s, &finding->at.place);
            put(s, " **");
            put_text(s, finding->check->id);
            put(s, "** ");
            put_text(s, finding->message);
            put(s, ", ");
            put_text(s, d1_strbuf_view(&sentence));
            put(s, "\n");
            take_row(s, part);
        }
    }
    if (!told && verdict->engagement_count)
        d1_strbuf_puts(&part->out, "\nNothing is waived.\n");
    end_list(part);
    s->row.oom = s->row.oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

static void add_changes(struct summary *s, struct part *part, const struct d1_verdict *verdict)
{
    struct d1_strbuf sentence = {0};
    size_t relaxed = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        for (size_t k = 0; k < engagement->change_count; k++) {
            if (!engagement->changes[k].relaxes)
                continue;
            d1_strbuf_clear(&sentence);
            d1_change_sentence(&sentence, &engagement->changes[k]);
            put(s, relaxed++ ? "- " : "\n### What the policy relaxes\n\n- ");
            put_text(s, d1_strbuf_view(&sentence));
            put(s, " (");
            put_text(s, engagement->name);
            put(s, ")\n");
            take_row(s, part);
        }
    }
    if (!relaxed && verdict->engagement_count)
        d1_strbuf_puts(&part->out, "\nThe policy relaxes nothing.\n");
    end_list(part);
    s->row.oom = s->row.oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

/* "d1lint 0.1.0, as of 2026-02-16, commit `1a2b3c4`: 3 errors, 2 warnings; exit status 1" */
static void add_totals(struct summary *s, struct part *part, const struct d1_verdict *verdict)
{
    struct d1_strbuf totals = {0};
    char date[D1_DATE_TEXT];

    put(s, "\nd1lint ");
    put_text(s, verdict->tool.version);
    if (verdict->engagement_count) {
        d1_date_format(verdict->engagements[0].as_of, date);
        d1_strbuf_printf(&s->row, ", as of %s", date);
    }
    if (verdict->source.commit.len) {
        put(s, ", commit ");
        d1_escape_code_span(&s->row, d1_str_sub(verdict->source.commit, 0, 12));
    }
    d1_headline_totals(&totals, verdict);
    put(s, ": ");
    put_text(s, d1_strbuf_view(&totals));
    d1_strbuf_printf(&s->row, ", exit status %d\n", (int)verdict->exit);
    d1_strbuf_str(&part->out, d1_strbuf_view(&s->row));
    d1_strbuf_clear(&s->row);
    s->row.oom = s->row.oom || totals.oom;
    d1_strbuf_release(&totals);
}

/* ---- the whole ---- */

static void make_head(struct summary *s, struct part *head, const struct d1_verdict *verdict,
                      const struct d1_ranking *ranking)
{
    size_t missing;

    d1_strbuf_printf(&head->out, "## d1lint: %s\n",
                     verdict->exit == D1_EXIT_OK         ? "nothing stands against it"
                     : verdict->exit == D1_EXIT_FINDINGS ? "something is to be done"
                                                         : "the run is not complete");
    for (size_t i = 0; i < verdict->engagement_count; i++)
        add_engagement(s, head, &verdict->engagements[i]);
    missing = head->left_out;
    head->left_out = 0;
    if (missing)
        d1_strbuf_printf(&head->out, "\n%zu more engagements are not shown here.\n", missing);
    head->room += HEAD / 2;
    add_today(s, head, ranking);
    head->left_out = 0;
}

int d1_report_summary(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                      struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    struct part head = {.room = HEAD / 2}, middle = {0}, tail = {.room = TAIL};
    struct summary s = {0};
    int status = d1_ranking_make(&ranking, verdict, D1_RANKING_SAID, error);

    (void)options;
    if (status == 0) {
        make_head(&s, &head, verdict, &ranking);
        add_said(&s, &tail, &ranking);
        add_waived(&s, &tail, verdict);
        add_changes(&s, &tail, verdict);
        add_totals(&s, &tail, verdict);
        middle.room = BUDGET - HEAD - TAIL;
        add_findings(&s, &middle, &ranking);
        d1_strbuf_str(out, d1_strbuf_view(&head.out));
        d1_strbuf_str(out, d1_strbuf_view(&middle.out));
        d1_strbuf_str(out, d1_strbuf_view(&tail.out));
        if (out->oom || head.out.oom || middle.out.oom || tail.out.oom || s.row.oom || s.text.oom)
            status = d1_error_memory(error);
    }
    d1_strbuf_release(&head.out);
    d1_strbuf_release(&middle.out);
    d1_strbuf_release(&tail.out);
    d1_strbuf_release(&s.row);
    d1_strbuf_release(&s.text);
    d1_ranking_release(&ranking);
    return status;
}
