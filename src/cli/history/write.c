#include <stdlib.h>

#include "base/date.h"
#include "cli/history/history.h"
#include "json/writer.h"
#include "report/escape.h"

enum { ID_SHOWN = 7, STATE_COLUMNS = 14 };

/* ---- text ---- */

/* ", by marta.ruiz in 1a2b3c4, signed by marta.ruiz", as far as it is known. */
static void write_author(struct d1_strbuf *out, const struct d1_history_event *event, bool utf8)
{
    struct d1_str name = event->author.len ? event->author : event->address;

    if (name.len) {
        d1_strbuf_puts(out, ", by ");
        d1_escape_text(out, name, utf8);
    }
    if (name.len && !event->author.len)
        d1_strbuf_puts(out, ", who is nobody of the roster");
    if (event->writer[0])
        d1_strbuf_printf(out, " in %.*s", ID_SHOWN, event->writer);
    d1_strbuf_puts(out, event->signer.len ? ", signed by " : ", ");
    d1_escape_text(out, event->signer.len ? event->signer : event->unsigned_why, utf8);
}

static void write_lag(struct d1_strbuf *out, const struct d1_history_event *event)
{
    char day[D1_DATE_TEXT];
    int days = abs(event->days), working = abs(event->working_days);

    d1_date_format(event->claimed, day);
    d1_strbuf_printf(out, ", dated %s", day);
    if (event->days)
        d1_strbuf_printf(out, ", %d %s %s (%d working %s)", days, days == 1 ? "day" : "days",
                         event->days > 0 ? "later" : "ahead", working, working == 1 ? "day" : "days");
}

static void write_event(struct d1_strbuf *out, const struct d1_history_event *event, bool utf8)
{
    char day[D1_DATE_TEXT];
    size_t pad = event->state.len < STATE_COLUMNS ? STATE_COLUMNS - event->state.len : 0;

    d1_date_format(event->date, day);
    d1_strbuf_printf(out, "  %-10s  %-*.*s  " D1_STR_FMT "%*s  ", event->cut ? "before" : day, ID_SHOWN, ID_SHOWN,
                     event->commit[0] ? event->commit : "-", D1_STR_ARG(event->state), (int)pad, "");
    d1_escape_text(out, event->what, utf8);
    if (event->person.len) {
        d1_strbuf_puts(out, " of ");
        d1_escape_text(out, event->person, utf8);
    }
    if (event->has_claimed)
        write_lag(out, event);
    if (event->by_day)
        d1_strbuf_puts(out, ", since the day came");
    else if (!event->committed)
        d1_strbuf_puts(out, ", not committed yet");
    else
        write_author(out, event, utf8);
    d1_strbuf_putc(out, '\n');
}

/* What an auditor asks last: whether it is still true, and how long it has been. */
static void write_continuity(struct d1_strbuf *out, const struct d1_history_continuity *continuity, d1_date as_of,
                             bool utf8)
{
    int days = continuity->until - continuity->since;
    char day[D1_DATE_TEXT];

    d1_date_format(continuity->since, day);
    d1_strbuf_puts(out, "  ");
    d1_escape_text(out, continuity->what, utf8);
    d1_strbuf_printf(out, " has held without a break for %s%d %s, since %s%s", continuity->cut ? "at least " : "", days,
                     days == 1 ? "day" : "days", day, continuity->cut ? " or earlier" : "");
    d1_date_format(continuity->until, day);
    if (continuity->until < as_of)
        d1_strbuf_printf(out, ", until the engagement ended on %s", day);
    d1_strbuf_putc(out, '\n');
}

void d1_history_write_text(struct d1_strbuf *out, const struct d1_history *history, bool first_failure, bool utf8)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct d1_history_line *line = &history->lines[i];
        char day[D1_DATE_TEXT];

        d1_date_format(line->as_of, day);
        d1_escape_text(out, line->engagement, utf8);
        d1_strbuf_printf(out, ", %zu %s as of %s%s\n", line->points, line->points == 1 ? "point" : "points", day,
                         line->gone ? ", gone" : "");
        for (size_t j = 0; j < line->count; j++)
            write_event(out, &line->events[j], utf8);
        for (size_t j = 0; j < line->continuity_count; j++)
            write_continuity(out, &line->continuity[j], line->as_of, utf8);
        if (line->none.len)
            d1_strbuf_puts(out, "  there is no history\n");
        else if (!line->count)
            d1_strbuf_puts(out, first_failure ? "  it never failed\n" : "  nothing of it stands in history\n");
    }
}

/* ---- JSON ---- */

static void member_date(struct d1_json_writer *w, const char *key, d1_date date)
{
    char day[D1_DATE_TEXT];

    d1_date_format(date, day);
    d1_json_member_text(w, key, day);
}

static void member_some(struct d1_json_writer *w, const char *key, struct d1_str text)
{
    if (text.len)
        d1_json_member_string(w, key, text);
}

static void event_json(struct d1_json_writer *w, const struct d1_history_event *event)
{
    d1_json_begin_object(w);
    d1_json_member_string(w, "what", event->what);
    d1_json_member_string(w, "state", event->state);
    member_date(w, "date", event->date);
    d1_json_member_text(w, "cause", event->by_day ? "day" : event->committed ? "commit" : "uncommitted");
    d1_json_member_bool(w, "cut", event->cut);
    member_some(w, "commit", d1_str(event->commit));
    member_some(w, "writingCommit", d1_str(event->writer));
    member_some(w, "author", event->address);
    member_some(w, "writtenBy", event->author);
    if (event->signature)
        d1_json_member_text(w, "signature", event->signature);
    member_some(w, "signedBy", event->signer);
    member_some(w, "signatureReason", event->unsigned_why);
    member_some(w, "person", event->person);
    if (event->has_claimed) {
        member_date(w, "claimedDate", event->claimed);
        d1_json_member_int(w, "recordedAfterDays", event->days);
        d1_json_member_int(w, "recordedAfterWorkingDays", event->working_days);
    }
    d1_json_end(w);
}

static void continuity_json(struct d1_json_writer *w, const struct d1_history_continuity *continuity)
{
    d1_json_begin_object(w);
    d1_json_member_string(w, "what", continuity->what);
    member_date(w, "since", continuity->since);
    member_date(w, "until", continuity->until);
    d1_json_member_bool(w, "cut", continuity->cut);
    d1_json_member_int(w, "continuityDays", continuity->until - continuity->since);
    d1_json_end(w);
}

static void write_trust(struct d1_json_writer *w, const struct d1_history *history)
{
    if (!history->trusted.len)
        return;
    d1_json_member_object(w, "trust");
    d1_json_member_string(w, "revision", history->trusted);
    member_some(w, "commit", history->trusted_commit);
    d1_json_end(w);
}

void d1_history_write_json(struct d1_strbuf *out, const struct d1_history *history)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    d1_json_begin_object(&w);
    d1_json_member_text(&w, "apiVersion", "d1lint/v1");
    d1_json_member_text(&w, "kind", "History");
    write_trust(&w, history);
    d1_json_member_text(&w, "subjectKind", d1_history_kind_name(history->kind));
    member_some(&w, "subject", history->subject);
    d1_json_member_array(&w, "engagements");
    for (size_t i = 0; i < history->count; i++) {
        const struct d1_history_line *line = &history->lines[i];

        d1_json_begin_object(&w);
        d1_json_member_string(&w, "name", line->engagement);
        member_date(&w, "asOf", line->as_of);
        d1_json_member_bool(&w, "gone", line->gone);
        d1_json_member_int(&w, "points", (int64_t)line->points);
        member_some(&w, "noHistory", line->none);
        member_some(&w, "cut", d1_str(line->cut ? line->cut : ""));
        member_some(&w, "formerly", line->formerly);
        d1_json_member_array(&w, "events");
        for (size_t j = 0; j < line->count; j++)
            event_json(&w, &line->events[j]);
        d1_json_end(&w);
        d1_json_member_array(&w, "continuity");
        for (size_t j = 0; j < line->continuity_count; j++)
            continuity_json(&w, &line->continuity[j]);
        d1_json_end(&w);
        d1_json_end(&w);
    }
    d1_json_end(&w);
    d1_json_end(&w);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_escape_json(out, d1_strbuf_view(&w.buffer));
    else
        out->oom = true;
    d1_json_writer_release(&w);
}
