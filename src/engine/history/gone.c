/* An engagement that what is read does not have any more: it is taken as it stood last. */
#include <string.h>

#include "base/memory/alloc.h"
#include "engagement/replay.h"
#include "engine/history/telling.h"
#include "engine/read/timeline.h"

/* The points of a line of which the engagement stands at the last but some. */
struct d1_history_gone {
    struct d1_engagement asked; /* its name, and nothing else */
    struct d1_replay *replay;   /* where it stood last */
    const struct d1_engagement *last;
    size_t stood;  /* the number of points up to there */
    size_t points; /* of all that changed something of it */
    uint32_t end;  /* the point of the past from which on it was not there */
};

/* Its Engagement comes, or leaves. */
static void take_events(const struct d1_past_event *events, size_t count, int *standing)
{
    for (size_t i = 0; i < count; i++) {
        const struct d1_kind *kind = events[i].document->kind;

        if (kind && d1_str_is(kind->name, "Engagement"))
            *standing += events[i].comes ? 1 : -1;
    }
}

/* Behind which of its points it was there for the last time. */
static int find_end(struct d1_history_gone *gone, struct d1_past *past)
{
    struct d1_line *line;
    const struct d1_past_event *events;
    size_t count;
    int standing = 0, result = d1_line_begin(&line, past, &gone->asked, D1_DATE_MAX);

    if (result < 0)
        return result;
    while ((result = d1_line_next(line, &events, &count)) > 0) {
        bool before = standing > 0;

        take_events(events, count, &standing);
        gone->points++;
        if (standing > 0)
            gone->stood = gone->points;
        else if (before)
            gone->end = events->point;
    }
    d1_line_free(line);
    return result;
}

/* 1; 0 where it cannot be read any more, D1_ERR_MEMORY. */
static int stand(struct d1_history_gone *gone, struct d1_past *past)
{
    struct d1_line_point point;
    struct d1_error why = {0};
    int result = d1_replay_new(&gone->replay, past, &gone->asked, D1_DATE_MAX);

    for (size_t i = 0; i < gone->stood && result >= 0; i++)
        result = d1_replay_next(gone->replay, &point);
    if (result >= 0)
        result = d1_replay_stand(gone->replay, &gone->last, &why);
    d1_error_clear(&why);
    return result == D1_ERR_MEMORY ? result : result == 0 && gone->last != NULL;
}

int d1_history_gone_new(struct d1_history_gone **out, struct d1_history_reading *reading, struct d1_str name)
{
    struct d1_history_gone *gone;
    struct d1_past *past;
    struct d1_str none;
    int result = d1_timeline_past(reading->opened.timeline, &past, &none);

    *out = NULL;
    if (result < 0 || !past)
        return result;
    gone = d1_calloc(1, sizeof *gone);
    if (!gone)
        return D1_ERR_MEMORY;
    gone->asked = (struct d1_engagement){.name = name, .kinds = reading->opened.ruleset->kinds, .zone = d1_zone_utc()};
    result = find_end(gone, past);
    if (result == 0 && gone->stood && gone->stood < gone->points)
        result = stand(gone, past);
    if (result > 0)
        *out = gone;
    else
        d1_history_gone_free(gone);
    return result;
}

const struct d1_engagement *d1_history_gone_last(const struct d1_history_gone *gone)
{
    return gone->last;
}

size_t d1_history_gone_points(const struct d1_history_gone *gone)
{
    return gone->points;
}

int d1_history_gone_line(const struct d1_history_gone *gone, struct d1_line **line, struct d1_past *past, d1_date as_of)
{
    const struct d1_past_event *events;
    size_t count;
    int result = d1_line_begin(line, past, gone->last, as_of);

    for (size_t i = 0; i < gone->stood && result >= 0; i++)
        result = d1_line_next(*line, &events, &count);
    return result < 0 ? result : d1_line_stand(*line, gone->last);
}

int d1_history_gone_end(struct d1_history_tracing *tracing, struct d1_error *error)
{
    uint32_t end = tracing->gone->end;
    struct d1_history_event event = {
        .what = tracing->reading->history.subject,
        .state = d1_str("removed"),
        .date = d1_line_date(tracing->line, end),
    };
    int result = d1_history_attribute(tracing, &event, end, D1_PAST_NONE, error);

    return result < 0 ? result : d1_history_add(tracing, &event, error);
}

void d1_history_gone_free(struct d1_history_gone *gone)
{
    if (!gone)
        return;
    d1_replay_free(gone->replay);
    d1_free(gone);
}
