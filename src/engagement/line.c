#include "engagement/line.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/numbered.h"
#include "base/text/shorten.h"
#include "engagement/past/asked.h"
#include "engagement/past/present.h"
#include "engagement/past/standing.h"
#include "engagement/past/state.h"

/* What is known of an item over time. */
struct track {
    const struct d1_item_type *type;
    D1_VEC(struct d1_version) versions;
    uint32_t says;   /* what it says at the point at hand */
    uint32_t latest; /* what it said last while it was there */
    size_t count;    /* how many documents have it at the point at hand */
    bool moved;      /* something of it changed at the point at hand */
};

struct d1_line {
    struct d1_past *past;
    struct d1_present present;
    const struct d1_zone *zone;
    d1_date as_of;
    struct d1_arena arena;
    const struct d1_past_event *events;
    size_t event_count;
    size_t followed;       /* events of the points that are known by now */
    uint32_t newest, tree; /* points of the past */
    struct d1_asked asked; /* of files of that tree */
    D1_VEC(struct d1_line_point) points;
    struct d1_numbered first;  /* by number of what is said, the number of the point plus 1 */
    struct d1_numbered tracks; /* by number of an item, its struct track */
    D1_VEC(uint32_t) moved;    /* items that change at the point at hand */
    D1_VEC(struct d1_past_state *) states;
};

/* ---- the past ---- */

static struct track *track_of(struct d1_line *line, const struct d1_past_fact *fact)
{
    struct track *track = d1_numbered_get(&line->tracks, fact->identity);

    if (track)
        return track;
    track = d1_arena_calloc(&line->arena, 1, sizeof *track);
    if (!track || d1_numbered_insert(&line->tracks, fact->identity, track) < 0)
        return NULL;
    track->type = d1_past_type(line->past, fact->identity);
    track->says = track->latest = D1_PAST_NONE;
    return track;
}

static int take_item(struct d1_line *line, const struct d1_past_fact *fact, bool comes)
{
    struct track *track = track_of(line, fact);

    if (!track || (!track->moved && d1_vec_push(&line->moved, fact->identity) < 0))
        return D1_ERR_MEMORY;
    track->moved = true;
    if (comes) {
        track->count++;
        track->latest = fact->says;
    } else {
        track->count -= track->count > 0;
    }
    return 0;
}

static int take_event(struct d1_line *line, const struct d1_past_event *event, size_t number)
{
    for (size_t i = 0; i < event->document->fact_count; i++) {
        const struct d1_past_fact *fact = &event->document->facts[i];

        if (event->comes && d1_numbered_insert(&line->first, fact->says, (void *)(number + 1)) < 0)
            return D1_ERR_MEMORY;
        if ((fact->kind == D1_FACT_ITEM || fact->kind == D1_FACT_ARTIFACT) && take_item(line, fact, event->comes) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* What has moved at a point may say the same as before, in another place. */
static int close_point(struct d1_line *line, size_t number)
{
    for (size_t i = 0; i < line->moved.len; i++) {
        struct track *track = d1_numbered_get(&line->tracks, line->moved.items[i]);
        uint32_t says = track->count ? track->latest : D1_PAST_NONE;
        struct d1_version version = {(uint32_t)number, says};

        track->moved = false;
        if (says == track->says)
            continue;
        track->says = says;
        if (d1_vec_push(&track->versions, version) < 0)
            return D1_ERR_MEMORY;
    }
    line->moved.len = 0;
    return 0;
}

d1_date d1_line_date(const struct d1_line *line, uint32_t point)
{
    d1_date date;

    if (d1_past_is_unsaved(line->past, point))
        return line->as_of;
    date = d1_zone_date(line->zone, d1_past_seconds(line->past, point));
    return date < line->as_of ? date : line->as_of;
}

/* The events of the next point. */
static int follow(struct d1_line *line)
{
    uint32_t number = line->events[line->followed].point;
    struct d1_line_point point = {number, d1_line_date(line, number)};

    if (d1_vec_push(&line->points, point) < 0)
        return D1_ERR_MEMORY;
    for (; line->followed < line->event_count && line->events[line->followed].point == number; line->followed++)
        if (take_event(line, &line->events[line->followed], line->points.len - 1) < 0)
            return D1_ERR_MEMORY;
    return close_point(line, line->points.len - 1);
}

/* ---- the engagement of the present ---- */

static void forget_states(struct d1_line *line)
{
    for (size_t i = 0; i < line->states.len; i++)
        d1_past_state_release(line->states.items[i]);
    line->states.len = 0;
}

int d1_line_begin(struct d1_line **out, struct d1_past *past, const struct d1_engagement *engagement, d1_date as_of)
{
    struct d1_line *line = d1_calloc(1, sizeof *line);

    if (!line)
        return D1_ERR_MEMORY;
    line->past = past;
    line->zone = engagement->zone;
    line->as_of = as_of;
    line->events = d1_past_events(past, engagement->name, &line->event_count);
    line->present = (struct d1_present){.past = past, .events = line->events, .event_count = line->event_count};
    if (d1_present_take(&line->present, engagement, false) < 0) {
        d1_line_free(line);
        return D1_ERR_MEMORY;
    }
    *out = line;
    return 0;
}

int d1_line_stop(struct d1_line *line, uint32_t point)
{
    line->newest = line->tree = point;
    return d1_asked_pass(&line->asked, line->past, point);
}

bool d1_line_ahead(const struct d1_line *line, uint32_t *point)
{
    bool more = line->followed < line->event_count;

    *point = more ? line->events[line->followed].point : D1_PAST_NONE;
    return more;
}

int d1_line_next(struct d1_line *line, const struct d1_past_event **events, size_t *count)
{
    size_t before = line->followed;

    if (before == line->event_count)
        return 0;
    if (follow(line) < 0)
        return D1_ERR_MEMORY;
    *events = line->events + before;
    *count = line->followed - before;
    return d1_line_stop(line, line->points.items[line->points.len - 1].point) < 0 ? D1_ERR_MEMORY : 1;
}

int d1_line_stand(struct d1_line *line, const struct d1_engagement *engagement)
{
    forget_states(line);
    return d1_present_take(&line->present, engagement, true);
}

int d1_line_new(struct d1_line **out, struct d1_past *past, const struct d1_engagement *engagement, d1_date as_of)
{
    struct d1_line *line = NULL;
    size_t points = d1_past_line(past)->count;
    int result = d1_line_begin(&line, past, engagement, as_of);

    while (result == 0 && line->followed < line->event_count)
        result = follow(line);
    if (result < 0) {
        d1_line_free(line);
        return result;
    }
    line->newest = line->tree = points ? (uint32_t)(points - 1) : 0;
    *out = line;
    return 0;
}

void d1_line_free(struct d1_line *line)
{
    if (!line)
        return;
    for (size_t i = 0; i < line->tracks.len; i++) {
        struct track *track = line->tracks.entries[i].value;

        d1_vec_release(&track->versions);
    }
    forget_states(line);
    d1_present_release(&line->present);
    d1_vec_release(&line->states);
    d1_vec_release(&line->points);
    d1_vec_release(&line->moved);
    d1_numbered_release(&line->first);
    d1_numbered_release(&line->tracks);
    d1_asked_release(&line->asked);
    d1_arena_release(&line->arena);
    d1_free(line);
}

/* ---- asking ---- */

const struct d1_line_point *d1_line_points(const struct d1_line *line, size_t *count)
{
    *count = line->points.len;
    return line->points.items;
}

struct d1_past *d1_line_past(const struct d1_line *line)
{
    return line->past;
}

uint32_t d1_line_newest(const struct d1_line *line)
{
    return line->newest;
}

uint32_t d1_line_tree(const struct d1_line *line)
{
    return line->tree;
}

void d1_line_see(struct d1_line *line, uint32_t point)
{
    line->tree = point;
}

int d1_line_note_file(struct d1_line *line, struct d1_str path)
{
    return d1_asked_note(&line->asked, line->past, path, line->newest);
}

int d1_line_file(struct d1_line *line, struct d1_str path, const struct d1_digest **digest)
{
    return d1_line_note_file(line, path) < 0 ? D1_ERR_MEMORY : d1_past_file(line->past, line->tree, path, digest);
}

int d1_line_touched(const struct d1_line *line, uint32_t point, uint32_t *next)
{
    return d1_asked_next(&line->asked, line->past, point, next);
}

bool d1_line_on(const struct d1_line *line, d1_date day, size_t *number)
{
    size_t count = line->points.len;

    /* Dates do not run backwards, and what is asked for is mostly late. */
    while (count && line->points.items[count - 1].date > day)
        count--;
    *number = count ? count - 1 : 0;
    return count > 0;
}

bool d1_line_at(const struct d1_line *line, uint32_t point, size_t *number)
{
    size_t count = line->points.len;

    while (count && line->points.items[count - 1].point > point)
        count--;
    *number = count ? count - 1 : 0;
    return count > 0;
}

/* An act that was recorded when it happened, by whom it names. */
static void idealise(const struct d1_line *line, struct d1_introduction *introduction, const struct d1_node *act)
{
    struct d1_instant instant;

    if (d1_instant_parse(d1_node_text(act), &instant))
        introduction->date = d1_zone_date(line->present.engagement->zone, instant.seconds);
    else
        d1_date_parse(d1_node_text(act), &introduction->date);
    if (introduction->date > line->as_of)
        introduction->date = line->as_of;
    introduction->person = d1_act_person(act);
}

static enum d1_introduced find_first(const struct d1_line *line, const struct d1_node *node, uint8_t kind,
                                     uint32_t says, struct d1_introduction *introduction)
{
    uintptr_t number = (uintptr_t)d1_numbered_get(&line->first, says);

    introduction->says = says;
    if (says == D1_PAST_NONE || !number)
        return D1_INTRODUCED_UNKNOWN;
    introduction->point = line->points.items[number - 1].point;
    introduction->date = line->points.items[number - 1].date;
    introduction->cut = d1_past_cut(line->past) && number == 1 && introduction->point == d1_past_first(line->past);
    introduction->committed = !d1_past_is_unsaved(line->past, introduction->point);
    introduction->ideal = number == 1 && d1_past_is_ideal(line->past);
    introduction->person = d1_str("");
    introduction->consented = false;
    if (introduction->ideal && kind == D1_FACT_ACT)
        idealise(line, introduction, node);
    if (introduction->ideal && kind == D1_FACT_ITEM) {
        introduction->person = d1_node_get_text(node, "approverRef");
        introduction->consented = introduction->person.len > 0;
    }
    return D1_INTRODUCED;
}

enum d1_introduced d1_line_introduced(struct d1_line *line, const struct d1_node *node,
                                      struct d1_introduction *introduction)
{
    const struct d1_past_fact *fact = d1_present_fact(&line->present, node);

    return fact ? find_first(line, node, fact->kind, fact->says, introduction) : D1_INTRODUCED_NOTHING;
}

enum d1_introduced d1_line_settled(struct d1_line *line, const struct d1_node *node,
                                   struct d1_introduction *introduction)
{
    const struct d1_past_fact *fact = d1_present_fact(&line->present, node);

    if (!fact || fact->kind == D1_FACT_ACT)
        return D1_INTRODUCED_NOTHING;
    return find_first(line, node, fact->kind, d1_present_settled(&line->present, node, fact), introduction);
}

int d1_line_acts(struct d1_line *line, const struct d1_artifact *artifact,
                 int (*each)(void *context, const struct d1_node *act, uint32_t says), void *context)
{
    const struct d1_present_facts *facts = d1_present_of(&line->present, artifact);
    int result = 0;

    for (size_t i = 0; i < facts->count && result == 0; i++)
        if (facts->facts[i].kind == D1_FACT_ACT)
            result = each(context, d1_doc_node(artifact->doc, facts->nodes[i]->self), facts->facts[i].says);
    return result;
}

/* ---- items over time ---- */

void d1_line_versions(struct d1_line *line, const struct d1_node *node, const struct d1_version **versions,
                      size_t *count)
{
    const struct d1_past_fact *fact = d1_present_fact(&line->present, node);
    uint32_t identity = fact ? fact->identity : d1_past_identity_of(line->past, node);
    const struct track *track = d1_numbered_get(&line->tracks, identity);

    *versions = track ? track->versions.items : NULL;
    *count = track ? track->versions.len : 0;
}

static void take_versions(const struct d1_line *line, struct d1_print identity, const struct d1_version **versions,
                          size_t *count)
{
    const struct track *track = d1_numbered_get(&line->tracks, d1_past_identity(line->past, identity));

    *versions = track ? track->versions.items : NULL;
    *count = track ? track->versions.len : 0;
}

int d1_line_former(const struct d1_line *line, struct d1_str kind, struct d1_str name,
                   const struct d1_version **versions, size_t *count)
{
    struct d1_print identity;

    if (d1_artifact_identity(kind, name, &identity) < 0)
        return D1_ERR_MEMORY;
    take_versions(line, identity, versions, count);
    return 0;
}

int d1_line_former_item(const struct d1_line *line, struct d1_str type, struct d1_str id,
                        const struct d1_version **versions, size_t *count)
{
    struct d1_print identity;

    if (d1_item_identity(type, id, &identity) < 0)
        return D1_ERR_MEMORY;
    take_versions(line, identity, versions, count);
    return 0;
}

int d1_line_tell_formerly(const struct d1_line *line, struct d1_strbuf *out)
{
    enum { ID_SHOWN = 7 };
    struct d1_str name = line->present.engagement->name;
    char day[D1_DATE_TEXT], id[D1_REPO_ID_TEXT];
    uint32_t point;
    struct d1_str former = d1_past_formerly(line->past, name, &point);

    if (!former.len)
        return 0;
    d1_date_format(d1_line_date(line, point), day);
    d1_strbuf_puts(out, "the engagement ");
    d1_shorten(out, name);
    d1_strbuf_printf(out, " is called so since %s (", day);
    if (!d1_past_is_unsaved(line->past, point)) {
        d1_repo_id_format(d1_past_line(line->past)->points[point].id, id);
        d1_strbuf_printf(out, "%.*s", ID_SHOWN, id);
    } else {
        d1_strbuf_puts(out, "not committed yet");
    }
    d1_strbuf_puts(out, ") and was ");
    d1_shorten(out, former);
    d1_strbuf_puts(
        out, " before: its history begins anew with its name, so that what is older counts as recorded on that day");
    return out->oom ? D1_ERR_MEMORY : 0;
}

int d1_line_each(const struct d1_line *line, const struct d1_item_type *type,
                 int (*each)(void *context, const struct d1_node *value), void *context)
{
    int result = 0;

    for (size_t i = 0; i < line->tracks.len && result == 0; i++) {
        const struct track *track = line->tracks.entries[i].value;
        const struct d1_node *value = track->type == type ? d1_past_value(line->past, track->latest) : NULL;

        result = value ? each(context, value) : 0;
    }
    return result;
}

/* ---- states ---- */

/* Makes a state as of its point. */
static int fill_state(struct d1_line *line, struct d1_past_state *state, struct d1_error *error)
{
    struct d1_standings standings = {0};
    int result = 0;

    for (size_t i = 0; i < line->event_count && result == 0; i++)
        if (line->events[i].point <= line->points.items[state->number].point)
            result = d1_standings_take(&standings, &line->events[i], NULL);
    result = result < 0
                 ? d1_error_memory(error)
                 : d1_past_state_make(state, line->past, line->present.engagement, &standings, &line->arena, error);
    d1_standings_release(&standings);
    return result;
}

int d1_line_state(struct d1_line *line, size_t number, const struct d1_engagement **engagement, struct d1_error *error)
{
    struct d1_past_state *state = NULL;
    int result;

    for (size_t i = 0; i < line->states.len && !state; i++)
        if (line->states.items[i]->number == number)
            state = line->states.items[i];
    if (!state) {
        if (line->states.len >= D1_LIMIT_STATES)
            return d1_error_set(error, D1_ERR_LIMIT, "more than the limit of %d states of the past are asked for",
                                D1_LIMIT_STATES);
        state = d1_arena_calloc(&line->arena, 1, sizeof *state);
        if (!state || d1_vec_push(&line->states, state) < 0)
            return d1_error_memory(error);
        state->number = number;
        result = fill_state(line, state, error);
        if (result < 0) {
            line->states.len--;
            d1_past_state_release(state);
            return result;
        }
    }
    *engagement = state->engagement;
    return 0;
}
