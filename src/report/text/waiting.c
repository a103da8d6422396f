/* What is indeterminate, in `text`: what waits for something else to be mended, and what is in doubt by itself. */
#include "base/memory/alloc.h"
#include "report/formats.h"
#include "report/text/text.h"

/* ---- what waits ---- */

/* Marks the checks that wait, by their place among the results, and counts them. */
static size_t find_waiting(const struct d1_text *t, const struct d1_engagement_verdict *engagement, bool *waits)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->finding_count; i++)
        if (d1_finding_is_shown(&engagement->findings[i]) && d1_text_waits(&engagement->findings[i]))
            waits[engagement->findings[i].check->index] = true;
    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];
        bool *mine = &waits[result->check->index];

        *mine = *mine || (result->waits && d1_check_is_unsure(engagement, result));
        *mine = *mine && d1_text_concerns_gate(t->verdict, engagement, result->check, d1_str(""));
        count += *mine;
    }
    return count;
}

static void name_waiting(struct d1_text *t, const struct d1_engagement_verdict *engagement, const bool *waits)
{
    struct d1_strbuf ids = {0};

    for (size_t i = 0; i < engagement->check_count; i++)
        if (waits[engagement->checks[i].check->index]) {
            d1_strbuf_puts(&ids, ids.len ? ", " : "");
            d1_strbuf_str(&ids, engagement->checks[i].check->id);
        }
    d1_strbuf_puts(t->paint.out, "\n  ");
    d1_paint_wrapped(&t->paint, d1_strbuf_view(&ids), 2, 2);
    t->paint.out->oom = t->paint.out->oom || ids.oom;
    d1_strbuf_release(&ids);
}

/* "9 checks wait for this: what they judge could not be read, or is invalid (`--verbose` names them)" */
static void write_waiting(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    bool *waits = d1_calloc(t->verdict->check_count, sizeof *waits);
    size_t count;

    if (!waits) {
        t->paint.out->oom = true;
        return;
    }
    count = find_waiting(t, engagement, waits);
    t->unsure += count;
    if (count) {
        d1_paint_on(&t->paint, D1_STYLE_WARNING);
        d1_paint_count(&t->paint, count, "check", "checks");
        d1_strbuf_puts(t->paint.out, count == 1 ? " waits" : " wait");
        d1_paint_off(&t->paint, D1_STYLE_WARNING);
        d1_strbuf_puts(t->paint.out, t->last ? " for this: " : ": ");
        d1_strbuf_printf(t->paint.out, "what %s could not be read, or is invalid",
                         count == 1 ? "it judges" : "they judge");
        if (t->options->verbose)
            name_waiting(t, engagement, waits);
        else
            d1_strbuf_printf(t->paint.out, " (`--verbose` names %s)", count == 1 ? "it" : "them");
        d1_strbuf_puts(t->paint.out, "\n\n");
    }
    d1_free(waits);
}

/* ---- what is in doubt by itself ---- */

static bool is_in_doubt(const struct d1_text *t, const struct d1_engagement_verdict *engagement,
                        const struct d1_check_result *result)
{
    return !result->waits && d1_check_is_unsure(engagement, result) &&
           d1_text_concerns_gate(t->verdict, engagement, result->check, d1_str(""));
}

/* Whether two checks as a whole could not be judged, for the same reason. */
static bool same_doubt(const struct d1_check_result *a, const struct d1_check_result *b)
{
    return !a->indeterminate && !b->indeterminate && a->severity == b->severity && d1_str_eq(a->reason, b->reason);
}

/* The checks that say the same as the one at `first`, with it: how many, and their ids. */
static size_t gather_unsure(const struct d1_text *t, const struct d1_engagement_verdict *engagement, size_t first,
                            struct d1_strbuf *ids)
{
    size_t count = 0;

    for (size_t i = first; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        if (!is_in_doubt(t, engagement, result) || (i != first && !same_doubt(&engagement->checks[first], result)))
            continue;
        d1_strbuf_puts(ids, count++ ? ", " : "");
        d1_strbuf_str(ids, result->check->id);
    }
    return count;
}

static bool is_gathered(const struct d1_text *t, const struct d1_engagement_verdict *engagement, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_in_doubt(t, engagement, &engagement->checks[i]) &&
            same_doubt(&engagement->checks[i], &engagement->checks[index]))
            return true;
    return false;
}

/*
 * "indeterminate GTE-001 (error): 1 subject could not be judged"; checks that say the same are told together.
 */
static void write_unsure(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0}, ids = {0};
    size_t before = t->unsure;

    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];
        size_t count;

        if (!is_in_doubt(t, engagement, result) || is_gathered(t, engagement, i))
            continue;
        d1_strbuf_clear(&ids);
        d1_strbuf_clear(&sentence);
        count = gather_unsure(t, engagement, i, &ids);
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

void d1_text_waiting(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    write_waiting(t, engagement);
    write_unsure(t, engagement);
}
