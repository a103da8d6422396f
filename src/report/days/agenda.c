/* The formats of days, and the one for people: a line for each day. What is past and still open is marked. */
#include "report/agenda.h"

#include "report/escape.h"
#include "report/formats.h"
#include "report/paint.h"
#include "verdict/agenda.h"

static const struct d1_report_format formats[] = {
    {.name = "text", .summary = "A line for each day, for people.", .write = d1_report_agenda, .text = true},
    {.name = "ics",
     .summary = "iCalendar (RFC 5545), for calendars; days that come back are there once, with their rule.",
     .write = d1_report_ics},
};

const struct d1_report_format *d1_agenda_formats(size_t *count)
{
    *count = sizeof formats / sizeof *formats;
    return formats;
}

const struct d1_report_format *d1_agenda_find(struct d1_str name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (d1_str_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}

/* "2026-03-24  meeting    frm-01    Weekly sync, FREQ=WEEKLY;BYDAY=TU (ines.costa)" */
static void write_day(struct d1_paint *paint, const struct d1_agenda_day *day, d1_date as_of, size_t id_columns)
{
    enum { KIND_COLUMNS = 11 };
    bool late = day->next < as_of && day->kind != D1_AGENDA_GATE && !day->rule.len;
    char date[D1_DATE_TEXT];

    d1_date_format(day->next, date);
    d1_paint_cell(paint, late ? D1_STYLE_WARNING : D1_STYLE_PLAIN, d1_str(date), D1_DATE_TEXT + 1);
    d1_paint_cell(paint, D1_STYLE_FAINT, d1_str(d1_agenda_kind_name(day->kind)), KIND_COLUMNS);
    d1_paint_cell(paint, D1_STYLE_PLAIN, day->id, id_columns);
    d1_paint_text(paint, D1_STYLE_PLAIN, day->title);
    if (day->note.len) {
        d1_strbuf_puts(paint->out, day->title.len ? ", " : "");
        d1_paint_text(paint, D1_STYLE_PLAIN, day->note);
    }
    if (day->rule.len) {
        d1_strbuf_puts(paint->out, day->title.len ? ", " : "");
        d1_paint_text(paint, D1_STYLE_FAINT, day->rule);
    }
    if (day->owner.len) {
        d1_strbuf_puts(paint->out, " (");
        d1_paint_text(paint, D1_STYLE_PLAIN, day->owner);
        d1_strbuf_putc(paint->out, ')');
    }
    d1_paint_end_row(paint);
}

/* The columns of the longest id that is no longer than most are. */
static size_t id_columns(const struct d1_agenda *agenda)
{
    enum { MOST_COLUMNS = 36 };
    size_t columns = 0;

    for (size_t i = 0; i < agenda->count; i++)
        if (agenda->days[i].id.len > columns && agenda->days[i].id.len < MOST_COLUMNS)
            columns = agenda->days[i].id.len;
    return columns + 2;
}

int d1_report_agenda(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                     struct d1_error *error)
{
    struct d1_paint paint = d1_paint_begin(out, options);
    char date[D1_DATE_TEXT];

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];
        size_t columns = id_columns(engagement->agenda);

        if (!engagement->agenda->count && verdict->engagement_count > 1)
            continue;
        d1_date_format(engagement->as_of, date);
        d1_strbuf_puts(out, out->len ? "\n" : "");
        d1_paint_text(&paint, D1_STYLE_STRONG, engagement->name);
        d1_strbuf_printf(out, ", as of %s\n", date);
        for (size_t k = 0; k < engagement->agenda->count; k++)
            write_day(&paint, &engagement->agenda->days[k], engagement->as_of, columns);
    }
    return out->oom ? d1_error_memory(error) : 0;
}
