/*
 * What is waived: one line for each waiver, with how much it covers, until when, who granted it, why, and what is done
 * in its place. --verbose lists what is covered.
 */
#include "report/formats.h"
#include "report/text/text.h"

static void write_covered(struct d1_text *t, const struct d1_finding *finding)
{
    d1_strbuf_puts(t->paint.out, "  ");
    d1_paint_place(&t->paint, D1_STYLE_STRONG, &finding->at.place);
    d1_strbuf_puts(t->paint.out, ": ");
    d1_paint_text(&t->paint, D1_STYLE_PLAIN, finding->check->id);
    d1_strbuf_puts(t->paint.out, ": ");
    d1_paint_text(&t->paint, D1_STYLE_PLAIN, finding->message);
    d1_strbuf_putc(t->paint.out, '\n');
}

void d1_text_waived(struct d1_text *t, const struct d1_engagement_verdict *engagement)
{
    struct d1_strbuf sentence = {0};
    bool any = false;

    for (size_t i = 0; i < engagement->waiver_count; i++) {
        const struct d1_waiver *waiver = &engagement->waivers[i];
        size_t count = d1_waiver_count(engagement, waiver);

        if (!count)
            continue;
        d1_strbuf_clear(&sentence);
        d1_strbuf_printf(&sentence, "%zu ", count);
        d1_waiver_sentence(&sentence, waiver);
        d1_paint_wrapped(&t->paint, d1_strbuf_view(&sentence), 0, 2);
        d1_strbuf_putc(t->paint.out, '\n');
        for (size_t k = 0; t->options->verbose && k < engagement->finding_count; k++)
            if (d1_finding_is_waived(&engagement->findings[k]) && engagement->findings[k].waiver == waiver)
                write_covered(t, &engagement->findings[k]);
        any = true;
    }
    if (any)
        d1_strbuf_putc(t->paint.out, '\n');
    t->paint.out->oom = t->paint.out->oom || sentence.oom;
    d1_strbuf_release(&sentence);
}
