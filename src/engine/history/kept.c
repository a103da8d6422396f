/* What history told once, kept for the next one who asks the same of a repository that is the same (kept/way.h). */
#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "engine/history/telling.h"
#include "engine/kept/contents.h"
#include "engine/kept/way.h"

/*
 * One description of the bytes serves for both directions: `out` is written, or `in` is read. What is read has been
 * made by a d1lint of the same sources (cache/cache.h), and is looked at all the same: where something cannot be,
 * nothing is believed.
 */
struct form {
    struct d1_strbuf *out; /* NULL: in is read */
    struct d1_str in;
    size_t at;
    bool bad;
    struct d1_arena *arena;
    bool oom;
};

/* ---- pieces ---- */

static void plain(struct form *form, void *value, size_t size)
{
    if (form->out) {
        d1_strbuf_add(form->out, value, size);
    } else if (form->in.len - form->at < size) {
        form->bad = true;
        memset(value, 0, size);
    } else {
        memcpy(value, form->in.ptr + form->at, size);
        form->at += size;
    }
}

static void truth(struct form *form, bool *value)
{
    uint8_t byte = *value;

    plain(form, &byte, sizeof byte);
    form->bad = form->bad || byte > 1;
    if (!form->out)
        *value = byte == 1;
}

/* At most `most`. */
static void count(struct form *form, size_t *value, size_t most)
{
    uint64_t number = *value;

    plain(form, &number, sizeof number);
    form->bad = form->bad || number > most;
    if (!form->out)
        *value = form->bad ? 0 : (size_t)number;
}

static void day(struct form *form, d1_date *value)
{
    plain(form, value, sizeof *value);
    form->bad = form->bad || *value < D1_DATE_MIN || *value > D1_DATE_MAX;
}

static void text(struct form *form, struct d1_str *value)
{
    size_t len = value->len;

    count(form, &len, form->out ? len : form->in.len - form->at);
    if (form->out) {
        d1_strbuf_add(form->out, value->ptr, len);
        return;
    }
    if (len > form->in.len - form->at) {
        form->bad = true;
        len = 0;
    }
    *value = d1_arena_str(form->arena, d1_strn(form->in.ptr + form->at, len));
    form->at += len;
    form->oom = form->oom || !value->ptr;
}

/* One that ends with a NUL, or NULL. */
static void word(struct form *form, const char **value)
{
    bool some = *value != NULL;
    struct d1_str as_text = d1_str(*value ? *value : "");

    truth(form, &some);
    text(form, &as_text);
    if (!form->out)
        *value = some ? as_text.ptr : NULL;
}

static void id(struct form *form, char value[D1_REPO_ID_TEXT])
{
    plain(form, value, D1_REPO_ID_TEXT);
    if (!form->out && !memchr(value, '\0', D1_REPO_ID_TEXT)) {
        form->bad = true;
        value[0] = '\0';
    }
}

/* ---- the whole ---- */

static void event_form(struct form *form, struct d1_history_event *event)
{
    text(form, &event->what);
    text(form, &event->state);
    day(form, &event->date);
    truth(form, &event->committed);
    truth(form, &event->by_day);
    truth(form, &event->cut);
    id(form, event->commit);
    id(form, event->writer);
    text(form, &event->address);
    text(form, &event->author);
    word(form, &event->signature);
    text(form, &event->signer);
    text(form, &event->unsigned_why);
    text(form, &event->person);
    truth(form, &event->has_claimed);
    day(form, &event->claimed);
    plain(form, &event->days, sizeof event->days);
    plain(form, &event->working_days, sizeof event->working_days);
}

/* Room for what is read; each of them is at least one byte long, so that there cannot be more than bytes. */
static void *room(struct form *form, size_t *number, size_t most, size_t size)
{
    void *items;

    if (!form->out && form->in.len - form->at < most)
        most = form->in.len - form->at;
    count(form, number, most);
    items = d1_arena_calloc(form->arena, *number + 1, size);
    form->oom = form->oom || !items;
    return items;
}

static void continuity_form(struct form *form, struct d1_history_continuity *continuity)
{
    text(form, &continuity->what);
    day(form, &continuity->since);
    day(form, &continuity->until);
    truth(form, &continuity->cut);
}

static void line_form(struct form *form, struct d1_history_line *line)
{
    struct d1_history_event *events = (struct d1_history_event *)line->events;
    struct d1_history_continuity *continuity = (struct d1_history_continuity *)line->continuity;

    text(form, &line->engagement);
    day(form, &line->as_of);
    count(form, &line->points, SIZE_MAX);
    word(form, &line->cut);
    text(form, &line->formerly);
    truth(form, &line->gone);
    text(form, &line->none);
    if (form->out)
        count(form, &line->count, SIZE_MAX);
    else
        line->events = events = room(form, &line->count, D1_LIMIT_HISTORY_EVENTS, sizeof *events);
    for (size_t i = 0; i < line->count && !form->bad && !form->oom; i++)
        event_form(form, &events[i]);
    if (form->out)
        count(form, &line->continuity_count, SIZE_MAX);
    else
        line->continuity = continuity =
            room(form, &line->continuity_count, D1_LIMIT_HISTORY_EVENTS, sizeof *continuity);
    for (size_t i = 0; i < line->continuity_count && !form->bad && !form->oom; i++)
        continuity_form(form, &continuity[i]);
}

static void history_form(struct form *form, struct d1_history *history)
{
    struct d1_history_line *lines = (struct d1_history_line *)history->lines;
    uint32_t kind = history->kind;

    plain(form, &kind, sizeof kind);
    form->bad = form->bad || kind > D1_HISTORY_ACT;
    if (!form->out)
        history->kind = form->bad ? D1_HISTORY_ALL : (enum d1_history_kind)kind;
    text(form, &history->trusted_commit);
    if (form->out)
        count(form, &history->count, SIZE_MAX);
    else
        history->lines = lines = room(form, &history->count, SIZE_MAX, sizeof *lines);
    for (size_t i = 0; i < history->count && !form->bad && !form->oom; i++)
        line_form(form, &lines[i]);
}

void d1_history_form_write(struct d1_strbuf *out, const struct d1_history *history)
{
    struct form form = {.out = out};
    struct d1_history copy = *history;

    history_form(&form, &copy);
}

int d1_history_form_read(struct d1_history *history, struct d1_str bytes, struct d1_arena *arena)
{
    struct form form = {.in = bytes, .arena = arena};
    struct d1_history read = {.subject = history->subject, .trusted = history->trusted};

    history_form(&form, &read);
    if (form.oom)
        return D1_ERR_MEMORY;
    if (form.bad || form.at != bytes.len)
        return 0;
    *history = read;
    return 1;
}

/* ---- finding and keeping ---- */

/* 1, 0 where it cannot be told how everything stands, or D1_ERR_MEMORY. */
static int write_state(struct d1_strbuf *out, struct d1_history_reading *reading)
{
    const struct d1_history_options *options = reading->options;
    const struct d1_run_options *run = &options->run;
    int result = d1_way_state(out, &reading->opened, "history");
    size_t len = reading->history.subject.len;

    d1_strbuf_add(out, (const char *)&len, sizeof len);
    d1_strbuf_str(out, reading->history.subject);
    d1_strbuf_putc(out, options->first_failure ? '1' : '0');
    for (size_t i = 0; i < run->engagement_count; i++)
        d1_strbuf_add(out, run->engagements[i], strlen(run->engagements[i]) + 1);
    return out->oom ? D1_ERR_MEMORY : result;
}

int d1_history_recall(struct d1_history_reading *reading)
{
    struct d1_way way = {0};
    int result;

    if (!reading->opened.cache)
        return 0;
    result = write_state(&reading->state, reading);
    if (result == 0)
        d1_strbuf_clear(&reading->state);
    if (result > 0)
        result = d1_way_find(&way, &reading->opened, &reading->state);
    if (result > 0)
        result = d1_history_form_read(&reading->history, d1_way_value(&way), &reading->arena);
    d1_way_release(&way);
    return result;
}

/* Whether each engagement that is told of has a history: what could not be read may be there the next time. */
static bool is_whole(const struct d1_history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->lines[i].none.len)
            return false;
    return true;
}

int d1_history_keep(struct d1_history_reading *reading)
{
    struct d1_opened *opened = &reading->opened;
    struct d1_strbuf now = {0};
    struct d1_way way = {0};
    int result;

    if (!opened->cache)
        return 0;
    if (opened->contents.count && d1_contents_keep(&opened->contents, opened) < 0)
        return D1_ERR_MEMORY;
    if (!reading->state.len || !is_whole(&reading->history))
        return 0;
    result = write_state(&now, reading);
    if (result > 0 && d1_str_eq(d1_strbuf_view(&now), d1_strbuf_view(&reading->state)) &&
        d1_contents_stayed(&opened->contents, opened))
        result = d1_way_end(&way, opened, &reading->state, D1_CACHE_HISTORY);
    else if (result > 0)
        result = 0;
    if (result > 0) {
        d1_history_form_write(&way.value, &reading->history);
        result = d1_way_keep(&way, D1_CACHE_HISTORY);
    }
    d1_strbuf_release(&now);
    d1_way_release(&way);
    return result < 0 ? D1_ERR_MEMORY : 0;
}
