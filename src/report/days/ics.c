/*
 * The format `ics`: days as iCalendar (RFC 5545), a calendar of events that each take a whole day.
 *
 * Documents have days and no hours, so DTSTART is a date, which is the same day wherever it is read (3.3.4), and there
 * is no time zone to define. An event does not make anybody busy (TRANSP). UID is made of engagement, kind and id, so
 * that a calendar which reads the file again moves what has moved instead of adding to it. DTSTAMP is the beginning of
 * the as-of date: no clock is read, and the same documents give the same bytes.
 */
#include <string.h>

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/uuid.h"
#include "report/escape.h"
#include "report/formats.h"
#include "verdict/agenda.h"

struct ics {
    struct d1_strbuf *out;
    struct d1_strbuf line; /* the content line that is written */
    struct d1_strbuf text; /* of a value, before it is escaped */
    const struct d1_engagement_verdict *engagement;
    struct d1_map seen; /* names of events, each with how often it was there */
    struct d1_arena arena;
};

enum {
    LINE_OCTETS = 75, /* of a line, its break left aside (3.1) */
    SECONDS_PER_DAY = 24 * 60 * 60
};

/* Ends the line: in pieces of 75 octets, of which all but the first begin with a space, and none within a character. */
static void end_line(struct ics *ics)
{
    struct d1_str line = d1_strbuf_view(&ics->line);
    size_t room = LINE_OCTETS;

    while (line.len > room) {
        size_t len = room;

        while (len > 1 && ((unsigned char)line.ptr[len] & 0xC0u) == 0x80)
            len--;
        d1_strbuf_add(ics->out, line.ptr, len);
        d1_strbuf_puts(ics->out, "\r\n ");
        line = d1_str_sub(line, len, line.len);
        room = LINE_OCTETS - 1;
    }
    d1_strbuf_str(ics->out, line);
    d1_strbuf_puts(ics->out, "\r\n");
    ics->out->oom = ics->out->oom || ics->line.oom || ics->text.oom;
    d1_strbuf_clear(&ics->line);
}

static void put(struct ics *ics, const char *line)
{
    d1_strbuf_puts(&ics->line, line);
    end_line(ics);
}

/* ---- values ---- */

/* Appends to the text: what comes from a repository is shown as on a terminal, which leaves no control in it. */
static void add_text(struct ics *ics, struct d1_str text)
{
    d1_escape_text(&ics->text, text, true);
}

/* Ends a line whose value is the text (3.3.11): a backslash before what parts values, \n for our own line breaks. */
static void put_text(struct ics *ics, const char *name)
{
    struct d1_str text = d1_strbuf_view(&ics->text);

    d1_strbuf_printf(&ics->line, "%s:", name);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            d1_strbuf_puts(&ics->line, "\\n");
            continue;
        }
        if (memchr("\\;,", text.ptr[i], 3))
            d1_strbuf_putc(&ics->line, '\\');
        d1_strbuf_putc(&ics->line, text.ptr[i]);
    }
    d1_strbuf_clear(&ics->text);
    end_line(ics);
}

static void add_date(struct d1_strbuf *out, d1_date date)
{
    int year, month, day;

    d1_date_to_civil(date, &year, &month, &day);
    d1_strbuf_printf(out, "%04d%02d%02d", year, month, day);
}

/* "20260320T230000Z" */
static void put_stamp(struct ics *ics)
{
    int64_t stamp = ics->engagement->agenda->stamp;
    int64_t day = (stamp - (stamp % SECONDS_PER_DAY + SECONDS_PER_DAY) % SECONDS_PER_DAY) / SECONDS_PER_DAY;
    int second = (int)(stamp - day * SECONDS_PER_DAY);

    d1_strbuf_puts(&ics->line, "DTSTAMP:");
    add_date(&ics->line, (d1_date)day);
    d1_strbuf_printf(&ics->line, "T%02d%02d%02dZ", second / 3600, second / 60 % 60, second % 60);
    end_line(ics);
}

/* The second of a name, where an id is defined twice or two engagements are called alike, is another event. */
static void number_name(struct ics *ics)
{
    struct d1_str name = d1_arena_str(&ics->arena, d1_strbuf_view(&ics->text));
    struct d1_map_entry *entry;
    uintptr_t times;

    if (!name.ptr || d1_map_insert(&ics->seen, name, NULL, &entry) < 0) {
        ics->out->oom = true;
        return;
    }
    times = (uintptr_t)entry->value + 1;
    entry->value = (void *)times;
    if (times > 1)
        d1_strbuf_printf(&ics->text, "\n%zu", (size_t)times);
}

static void put_uid(struct ics *ics, const struct d1_agenda_day *day)
{
    char uuid[D1_UUID_TEXT];

    d1_strbuf_puts(&ics->text, "calendar\n");
    d1_strbuf_str(&ics->text, ics->engagement->name);
    d1_strbuf_printf(&ics->text, "\n%s\n", d1_agenda_kind_name(day->kind));
    d1_strbuf_str(&ics->text, day->id);
    number_name(ics);
    d1_uuid_of_name(d1_uuid_namespace, d1_strbuf_view(&ics->text), uuid);
    d1_strbuf_clear(&ics->text);
    d1_strbuf_printf(&ics->line, "UID:%s", uuid);
    end_line(ics);
}

/* ---- events ---- */

static const struct {
    const char *before; /* what the summary says before the title */
    const char *category;
} kinds[D1_AGENDA_KINDS] = {
    [D1_AGENDA_GATE] = {"Gate ", "GATE"},
    [D1_AGENDA_MEETING] = {"", "MEETING"},
    [D1_AGENDA_REPORT] = {"Report due: ", "REPORT"},
    [D1_AGENDA_REVIEW] = {"Review ", "REVIEW"},
    [D1_AGENDA_MILESTONE] = {"Milestone ", "MILESTONE"},
    [D1_AGENDA_DUE] = {"Due: ", "DUE"},
};

/* "Review risk-02: The warehouse data is late" */
static void put_summary(struct ics *ics, const struct d1_agenda_day *day)
{
    bool named = day->kind != D1_AGENDA_MEETING && day->kind != D1_AGENDA_REPORT;

    d1_strbuf_puts(&ics->text, kinds[day->kind].before);
    if (named || !day->title.len)
        add_text(ics, day->id);
    if (named && day->title.len)
        d1_strbuf_puts(&ics->text, ": ");
    add_text(ics, day->title);
    put_text(ics, "SUMMARY");
}

static void put_description(struct ics *ics, const struct d1_agenda_day *day)
{
    d1_strbuf_puts(&ics->text, "Engagement: ");
    add_text(ics, ics->engagement->name);
    d1_strbuf_puts(&ics->text, "\nId: ");
    add_text(ics, day->id);
    if (day->note.len) {
        d1_strbuf_printf(&ics->text, "\n%s: ", day->kind == D1_AGENDA_GATE ? "State" : "Day");
        add_text(ics, day->note);
    }
    if (day->owner.len) {
        d1_strbuf_puts(&ics->text, "\nOwner: ");
        add_text(ics, day->owner);
    }
    put_text(ics, "DESCRIPTION");
}

static void put_rule(struct ics *ics, const struct d1_agenda_day *day)
{
    if (!day->rule.len)
        return;
    d1_strbuf_puts(&ics->line, "RRULE:");
    d1_strbuf_str(&ics->line, day->rule);
    end_line(ics);
    for (size_t i = 0; i < day->off_count; i++) {
        d1_strbuf_puts(&ics->line, i ? "," : "EXDATE;VALUE=DATE:");
        add_date(&ics->line, day->off[i]);
    }
    if (day->off_count)
        end_line(ics);
}

static void put_event(struct ics *ics, const struct d1_agenda_day *day)
{
    put(ics, "BEGIN:VEVENT");
    put_uid(ics, day);
    put_stamp(ics);
    d1_strbuf_puts(&ics->line, "DTSTART;VALUE=DATE:");
    add_date(&ics->line, day->date);
    end_line(ics);
    put_rule(ics, day);
    put_summary(ics, day);
    put_description(ics, day);
    d1_strbuf_printf(&ics->line, "CATEGORIES:%s", kinds[day->kind].category);
    end_line(ics);
    put(ics, "TRANSP:TRANSPARENT");
    put(ics, "END:VEVENT");
}

/* The name under which calendars show it (RFC 7986, 5.1), and the older word for it that more of them read. */
static void put_name(struct ics *ics, const struct d1_verdict *verdict)
{
    static const char *const names[] = {"NAME", "X-WR-CALNAME"};

    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        for (size_t i = 0; i < verdict->engagement_count; i++) {
            struct d1_str title = verdict->engagements[i].title;

            d1_strbuf_puts(&ics->text, i ? "; " : "");
            add_text(ics, title.len ? title : verdict->engagements[i].name);
        }
        if (verdict->asked_owner.len) {
            d1_strbuf_puts(&ics->text, ", for ");
            add_text(ics, verdict->asked_owner);
        }
        put_text(ics, names[n]);
    }
}

int d1_report_ics(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                  struct d1_error *error)
{
    struct ics ics = {.out = out};
    (void)options;

    put(&ics, "BEGIN:VCALENDAR");
    put(&ics, "VERSION:2.0");
    d1_strbuf_printf(&ics.line, "PRODID:-//d1lint//d1lint " D1_STR_FMT "//EN", D1_STR_ARG(verdict->tool.version));
    end_line(&ics);
    put(&ics, "CALSCALE:GREGORIAN");
    put(&ics, "METHOD:PUBLISH");
    put_name(&ics, verdict);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        ics.engagement = &verdict->engagements[i];
        for (size_t k = 0; k < ics.engagement->agenda->count; k++)
            put_event(&ics, &ics.engagement->agenda->days[k]);
    }
    put(&ics, "END:VCALENDAR");
    d1_map_release(&ics.seen);
    d1_arena_release(&ics.arena);
    d1_strbuf_release(&ics.line);
    d1_strbuf_release(&ics.text);
    return out->oom ? d1_error_memory(error) : 0;
}
