/* The sections of `text` on what the policy changes and on the scores. */
#include <stdio.h>

#include "report/escape.h"
#include "report/formats.h"
#include "report/paint.h"

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

void d1_summary_policy(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
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

/* "no gating criterion fails, 6 others do, 1 is indeterminate" */
static void write_shortfall(struct d1_paint *paint, const struct d1_score *score)
{
    enum d1_style style = score->gating ? D1_STYLE_ERROR : D1_STYLE_PLAIN;

    d1_paint_on(paint, style);
    if (score->gating)
        d1_paint_count(paint, score->gating, "gating criterion fails", "gating criteria fail");
    else
        d1_strbuf_puts(paint->out, "no gating criterion fails");
    d1_paint_off(paint, style);
    if (score->others) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_count(paint, score->others, "other does", "others do");
    }
    if (score->indeterminate) {
        d1_strbuf_puts(paint->out, ", ");
        d1_paint_count(paint, score->indeterminate, "is indeterminate", "are indeterminate");
    }
}

/* One number never stands alone: a 96 with a missing sign-off is no 96. */
static void write_score(struct d1_paint *paint, const struct d1_score *score)
{
    char number[16] = "-";

    if (score->score >= 0)
        snprintf(number, sizeof number, "%d", score->score);
    d1_strbuf_puts(paint->out, "  ");
    d1_paint_cell(paint, D1_STYLE_PLAIN, score->phase.len ? score->phase : d1_str("all"), 10);
    d1_strbuf_printf(paint->out, "%3s", number);
    if (score->score >= 0 && score->raw != score->score)
        d1_strbuf_printf(paint->out, " (%d without waivers)", score->raw);
    if (score->score >= 0) {
        d1_strbuf_puts(paint->out, "  ");
        write_shortfall(paint, score);
    }
    d1_strbuf_putc(paint->out, '\n');
}

void d1_summary_scores(struct d1_paint *paint, const struct d1_engagement_verdict *engagement)
{
    bool any = false;

    for (size_t i = 0; i < engagement->score_count; i++)
        any = any || engagement->scores[i].score >= 0;
    if (!any)
        return;
    d1_paint_puts(paint, D1_STYLE_STRONG, "scores");
    d1_strbuf_putc(paint->out, '\n');
    for (size_t i = 0; i < engagement->score_count; i++)
        if (engagement->scores[i].score >= 0)
            write_score(paint, &engagement->scores[i]);
    d1_strbuf_putc(paint->out, '\n');
}
