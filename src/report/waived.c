/* What the formats say of waivers. */
#include "report/formats.h"

static void add_days(struct d1_strbuf *out, const struct d1_waiver *waiver)
{
    char date[D1_DATE_TEXT];

    d1_date_format(waiver->expires, date);
    d1_strbuf_printf(out, " until %s, ", date);
    if (waiver->days_left)
        d1_strbuf_printf(out, "%d %s left", waiver->days_left, waiver->days_left == 1 ? "day" : "days");
    else
        d1_strbuf_puts(out, "its last day");
}

void d1_waiver_grounds(struct d1_strbuf *out, const struct d1_waiver *waiver)
{
    d1_strbuf_puts(out, "granted by ");
    d1_strbuf_str(out, waiver->approver);
    d1_strbuf_puts(out, " to ");
    d1_strbuf_str(out, waiver->requester);
    d1_strbuf_puts(out, "; reason: ");
    d1_strbuf_str(out, waiver->reason);
    d1_strbuf_puts(out, "; in its place: ");
    d1_strbuf_str(out, waiver->measure);
}

void d1_waiver_sentence(struct d1_strbuf *out, const struct d1_waiver *waiver)
{
    d1_strbuf_puts(out, "waived by ");
    d1_strbuf_str(out, waiver->id);
    add_days(out, waiver);
    d1_strbuf_puts(out, "; ");
    d1_waiver_grounds(out, waiver);
}

size_t d1_waiver_count(const struct d1_engagement_verdict *engagement, const struct d1_waiver *waiver)
{
    size_t count = 0;

    for (size_t i = 0; i < engagement->finding_count; i++)
        count += d1_finding_is_waived(&engagement->findings[i]) && engagement->findings[i].waiver == waiver;
    return count;
}
