/* The sections of `text` on what the policy changes and on the scores. */
#include <stdio.h>

#include "report/escape.h"
#include "report/formats.h"
#include "report/text/text.h"

void d1_change_sentence(struct d1_strbuf *out, const struct d1_policy_change *change)
{
    d1_strbuf_str(out, change->what);
    d1_strbuf_putc(out, ' ');
    d1_strbuf_str(out, change->name);
    if (change->from.len) {
        d1_strbuf_puts(out, ": ");
        d1_strbuf_str(out, change->from);
    }
    if (change->to.len) {
        d1_strbuf_puts(out, change->from.len ? ", now " : ": ");
        d1_strbuf_str(out, change->to);
    }
}

/* What a policy can relax, in the order in which the sentence counts it. */
static const struct {
    const char *what, *one, *many;
} relaxable[] = {
    {"severity", "check", "checks"},
    {"parameter", "parameter", "parameters"},
    {"gate", "gate date", "gate dates"},
    {"exclude", "pattern of excluded files", "patterns of excluded files"},
};

static size_t count_relaxed(const struct d1_engagement_verdict *engagement, const char *what)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->change_count; i++)
        count += engagement->changes[i].relaxes && (!what || d1_str_is(engagement->changes[i].what, what));
    return count;
}

/* "the policy relaxes 2 checks, 1 parameter" */
static void write_relaxed(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    size_t other = count_relaxed(engagement, NULL);
    const char *between = "";

    d1_strbuf_puts(paint->out, "the policy relaxes ");
    if (!other)
        d1_strbuf_puts(paint->out, "nothing");
    d1_paint_on(paint, other ? D1_STYLE_WARNING : D1_STYLE_PLAIN);
    for (size_t i = 0; i < sizeof relaxable / sizeof *relaxable; i++) {
        size_t count = count_relaxed(engagement, relaxable[i].what);

        if (!count)
            continue;
        d1_strbuf_puts(paint->out, between);
        d1_paint_count(paint, count, relaxable[i].one, relaxable[i].many);
        between = ", ";
        other -= count;
    }
    if (other)
        d1_strbuf_printf(paint->out, "%s%zu more", between, other);
    d1_paint_off(paint, between[0] || other ? D1_STYLE_WARNING : D1_STYLE_PLAIN);
}

void d1_text_policy(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    struct d1_paint *paint = &t->paint;
    struct d1_strbuf sentence = {0};

    if (!engagement->change_count)
        return;
    write_relaxed(paint, engagement);
    d1_strbuf_puts(paint->out, ": ");
    d1_paint_text(paint, D1_STYLE_PLAIN, engagement->policy);
    d1_strbuf_putc(paint->out, '\n');
    for (size_t i = 0; i < engagement->change_count; i++) {
        const struct d1_policy_change *change = &engagement->changes[i];

        d1_strbuf_puts(paint->out, "  ");
        if (change->at.place.path) {
            d1_paint_place(paint, D1_STYLE_PLAIN, &change->at.place);
            d1_strbuf_puts(paint->out, ": ");
        }
        d1_strbuf_clear(&sentence);
        d1_change_sentence(&sentence, change);
        d1_paint_text(paint, D1_STYLE_PLAIN, d1_strbuf_view(&sentence));
        if (change->relaxes)
            d1_paint_puts(paint, D1_STYLE_WARNING, " (relaxes)");
        d1_strbuf_putc(paint->out, '\n');
    }
    paint->out->oom = paint->out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
    d1_strbuf_putc(paint->out, '\n');
}

/* ---- scores ---- */

/* The criteria of a phase that are due, each once, by the worst state of its gates. */
struct due {
    size_t all, hold;
};

static struct due count_due(const struct d1_engagement_verdict *engagement, struct d1_str phase)
{
    const struct d1_criterion *last = NULL;
    enum d1_state worst = D1_STATE_NOT_DUE;
    struct due due = {0};

    for (size_t i = 0; i <= engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = i < engagement->criterion_count ? &engagement->criteria[i] : NULL;

        if (last && (!result || result->criterion != last)) {
            due.all += worst > D1_STATE_NOT_DUE;
            due.hold += worst == D1_STATE_PASS || worst == D1_STATE_WAIVED;
            worst = D1_STATE_NOT_DUE;
        }
        last = result && (!phase.len || d1_str_eq(result->criterion->phase, phase)) ? result->criterion : NULL;
        if (last && result->is_due && result->state > worst)
            worst = result->state;
    }
    return due;
}

/* ", 4 gating ones fail, 6 others do, 1 is indeterminate" */
static void write_shortfall(struct d1_paint *paint, const struct d1_score *score)
{
    if (score->gating) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_on(paint, D1_STYLE_ERROR);
        d1_paint_count(paint, score->gating, "gating one fails", "gating ones fail");
        d1_paint_off(paint, D1_STYLE_ERROR);
    }
    if (score->others) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_count(paint, score->others, score->gating ? "other does" : "fails, none of them gating",
                       score->gating ? "others do" : "fail, none of them gating");
    }
    if (score->indeterminate) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_count(paint, score->indeterminate, "is indeterminate", "are indeterminate");
    }
}

/* One number never stands alone: a 96 with a missing sign-off is no 96, and a 100 of one criterion is not much. */
static void write_score(struct d1_paint *paint, const struct d1_engagement_verdict *engagement,
                        const struct d1_score *score)
{
    struct due due = count_due(engagement, score->phase);

    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, D1_STYLE_PLAIN, score->phase.len ? score->phase : d1_str("all"), 10);
    d1_strbuf_printf(paint->out, "%3d", score->score);
    if (score->raw != score->score)
        d1_strbuf_printf(paint->out, " (%d without waivers)", score->raw);
    d1_strbuf_printf(paint->out, "  %zu of %zu due %s", due.hold, due.all,
                     due.all == 1 ? "criterion holds" : "criteria hold");
    write_shortfall(paint, score);
    d1_strbuf_putc(paint->out, '\n');
}

void d1_text_scores(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    bool any = false;

    for (size_t i = 0; i < engagement->score_count; i++)
        any = any || engagement->scores[i].score >= 0;
    if (!any)
        return;
    d1_paint_puts(&t->paint, D1_STYLE_STRONG, "scores");
    d1_strbuf_puts(t->paint.out, " (0 to 100: the weight of the criteria that hold among those that are due; "
                                 "`d1lint explain score`)\n");
    for (size_t i = 0; i < engagement->score_count; i++)
        if (engagement->scores[i].score >= 0)
            write_score(&t->paint, engagement, &engagement->scores[i]);
    d1_strbuf_putc(t->paint.out, '\n');
}
