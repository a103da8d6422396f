#include "engagement/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/path.h"
#include "base/memory/alloc.h"
#include "engagement/past/standing.h"

/* A file that stood at some point. */
struct replayed {
    struct d1_file file; /* without a path while it is not read */
    bool listed;         /* among those that may stand */
};

struct d1_replay {
    struct d1_past *past;
    const struct d1_engagement *present;
    struct d1_line *line;
    struct d1_artifact_loader *loader;
    struct d1_standings standings;
    struct d1_arena arena;
    D1_VEC(struct replayed) files; /* by number of the file in standings */
    D1_VEC(size_t) listed;         /* numbers of those that stand, and of some that have left */
    const struct d1_past_event *events;
    size_t event_count;
    bool touched; /* some file that was asked for may be another than before */
    struct d1_engagement at;
    bool made; /* `at` is that of the point */
};

int d1_replay_new(struct d1_replay **out, struct d1_past *past, const struct d1_engagement *present, d1_date as_of)
{
    struct d1_replay *replay = d1_calloc(1, sizeof *replay);

    if (!replay)
        return D1_ERR_MEMORY;
    replay->past = past;
    replay->present = present;
    if (d1_artifact_loader_new(&replay->loader, present->kinds, NULL) < 0 ||
        d1_line_begin(&replay->line, past, present, as_of) < 0) {
        d1_replay_free(replay);
        return D1_ERR_MEMORY;
    }
    *out = replay;
    return 0;
}

/* A calendar of the present is lent, and stays there. */
static void leave_point(struct d1_replay *replay)
{
    if (replay->at.calendar == replay->present->calendar)
        replay->at.calendar = NULL;
    d1_engagement_release(&replay->at);
    replay->at = (struct d1_engagement){0};
    replay->made = false;
}

void d1_replay_free(struct d1_replay *replay)
{
    if (!replay)
        return;
    d1_line_free(replay->line);
    leave_point(replay);
    for (size_t i = 0; i < replay->files.len; i++)
        d1_file_release(&replay->files.items[i].file);
    d1_vec_release(&replay->files);
    d1_vec_release(&replay->listed);
    d1_standings_release(&replay->standings);
    d1_arena_release(&replay->arena);
    d1_artifact_loader_free(replay->loader);
    d1_free(replay);
}

/* ---- going on ---- */

static int take_event(struct d1_replay *replay, const struct d1_past_event *event)
{
    struct replayed none = {0};
    size_t number;

    if (d1_standings_take(&replay->standings, event, &number) < 0)
        return D1_ERR_MEMORY;
    if (number == replay->files.len && d1_vec_push(&replay->files, none) < 0)
        return D1_ERR_MEMORY;
    if (!event->comes || replay->files.items[number].listed)
        return 0;
    replay->files.items[number].listed = true;
    return d1_vec_push(&replay->listed, number);
}

/* To the next point that changes a document: as d1_replay_next. */
static int go_to_documents(struct d1_replay *replay)
{
    int result = d1_line_next(replay->line, &replay->events, &replay->event_count);

    if (result <= 0)
        return result;
    leave_point(replay);
    for (size_t i = 0; i < replay->event_count; i++)
        if (take_event(replay, &replay->events[i]) < 0)
            return D1_ERR_MEMORY;
    return 1;
}

int d1_replay_next(struct d1_replay *replay, struct d1_line_point *point)
{
    uint32_t ahead, touched;
    int result;

    if (d1_line_touched(replay->line, d1_line_tree(replay->line), &touched) < 0)
        return D1_ERR_MEMORY;
    d1_line_ahead(replay->line, &ahead);
    replay->touched = touched != D1_PAST_NONE && touched <= ahead;
    replay->event_count = 0;
    if (touched < ahead)
        result = d1_line_stop(replay->line, touched) < 0 ? D1_ERR_MEMORY : 1;
    else
        result = go_to_documents(replay);
    if (result <= 0)
        return result;
    point->point = d1_line_newest(replay->line);
    point->date = d1_line_date(replay->line, point->point);
    return 1;
}

int d1_replay_peek(const struct d1_replay *replay, uint32_t documents, struct d1_line_point *point)
{
    if (d1_line_touched(replay->line, d1_line_tree(replay->line), &point->point) < 0)
        return D1_ERR_MEMORY;
    if (documents < point->point)
        point->point = documents;
    if (point->point == D1_PAST_NONE)
        return 0;
    point->date = d1_line_date(replay->line, point->point);
    return 1;
}

void d1_replay_see(struct d1_replay *replay, d1_date day, uint32_t before)
{
    size_t count = d1_past_line(replay->past)->count;
    uint32_t low = d1_line_newest(replay->line), high = before < count ? before : (uint32_t)count;

    /* Dates do not run backwards. */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (d1_line_date(replay->line, middle) <= day)
            low = middle;
        else
            high = middle;
    }
    d1_line_see(replay->line, low);
}

bool d1_replay_files(const struct d1_replay *replay)
{
    return replay->touched;
}

const struct d1_past_event *d1_replay_events(const struct d1_replay *replay, size_t *count)
{
    *count = replay->event_count;
    return replay->events;
}

struct d1_past *d1_replay_past(const struct d1_replay *replay)
{
    return replay->past;
}

/* ---- standing somewhere ---- */

/* Reads a file, and has remembered what is looked for in it, since it stands at many points. */
static int load_file(struct d1_replay *replay, const struct d1_standing *standing, struct d1_file *file,
                     struct d1_error *error)
{
    int result = d1_past_load(replay->past, standing->content, replay->loader, file, error);

    for (size_t i = 0; i < file->artifact_count && result == 0; i++) {
        file->artifacts[i].lacks = d1_arena_calloc(&replay->arena, 1, sizeof *file->artifacts[i].lacks);
        if (!file->artifacts[i].lacks)
            result = d1_error_memory(error);
    }
    return result;
}

/* Reads the files that came, and lets go of those that left. */
static int load_files(struct d1_replay *replay, struct d1_error *error)
{
    size_t kept = 0;

    for (size_t i = 0; i < replay->listed.len; i++) {
        size_t number = replay->listed.items[i];
        const struct d1_standing *standing = &replay->standings.list.items[number];
        struct replayed *replayed = &replay->files.items[number];
        struct d1_file fresh = {.path = d1_past_line(replay->past)->paths[standing->path]};
        int result = 0;

        if (!standing->documents.len) {
            d1_file_release(&replayed->file);
            *replayed = (struct replayed){0};
            continue;
        }
        if (!replayed->file.path)
            result = load_file(replay, standing, &fresh, error);
        if (result < 0) {
            /* What is behind it is still listed, and so is this. */
            d1_file_release(&fresh);
            memmove(replay->listed.items + kept, replay->listed.items + i,
                    (replay->listed.len - i) * sizeof *replay->listed.items);
            replay->listed.len -= i - kept;
            return result;
        }
        if (!replayed->file.path)
            replayed->file = fresh;
        replay->listed.items[kept++] = number;
    }
    replay->listed.len = kept;
    return 0;
}

static int add_documents(struct d1_replay *replay, size_t number)
{
    const struct d1_standing *standing = &replay->standings.list.items[number];
    const struct d1_file *file = &replay->files.items[number].file;

    for (size_t i = 0; i < standing->documents.len; i++) {
        uint32_t document = standing->documents.items[i];
        struct d1_artifact *artifact = document < file->artifact_count ? &file->artifacts[document] : NULL;

        if (!artifact || !artifact->root)
            continue;
        artifact->engagement = &replay->at;
        if (d1_vec_push(&replay->at.artifacts, artifact) < 0)
            return D1_ERR_MEMORY;
        if (artifact->kind && d1_str_is(artifact->kind->name, "Engagement") &&
            d1_str_eq(artifact->name, replay->present->name)) {
            replay->at.artifact = artifact;
            replay->at.root = artifact->root;
        }
    }
    return 0;
}

static int by_place(const void *left, const void *right)
{
    const struct d1_artifact *a = *(const struct d1_artifact *const *)left;
    const struct d1_artifact *b = *(const struct d1_artifact *const *)right;
    int order = strcmp(a->path, b->path);

    return order ? order : (a->document > b->document) - (a->document < b->document);
}

static int make_engagement(struct d1_replay *replay)
{
    struct d1_engagement *at = &replay->at;

    for (size_t i = 0; i < replay->listed.len; i++)
        if (add_documents(replay, replay->listed.items[i]) < 0)
            return D1_ERR_MEMORY;
    if (!at->root)
        return 0;
    qsort(at->artifacts.items, at->artifacts.len, sizeof *at->artifacts.items, by_place);
    at->name = replay->present->name;
    at->directory = d1_path_directory(at->artifact->path);
    if (d1_engagement_index(at, replay->present->kinds) < 0)
        return D1_ERR_MEMORY;
    if (!replay->present->calendar)
        return d1_line_stand(replay->line, at);
    d1_calendar_free(at->calendar);
    at->calendar = replay->present->calendar;
    at->zone = replay->present->zone;
    at->has_zone = replay->present->has_zone;
    at->profile = replay->present->profile;
    return d1_line_stand(replay->line, at);
}

int d1_replay_stand(struct d1_replay *replay, const struct d1_engagement **engagement, struct d1_error *error)
{
    int result = replay->made ? 0 : load_files(replay, error);

    if (result < 0)
        return result;
    if (!replay->made && make_engagement(replay) < 0)
        return d1_error_memory(error);
    replay->made = true;
    *engagement = replay->at.root ? &replay->at : NULL;
    return 0;
}

struct d1_line *d1_replay_line(const struct d1_replay *replay)
{
    return replay->line;
}

int d1_replay_faults(const struct d1_replay *replay, struct d1_faults *faults)
{
    for (size_t i = 0; i < replay->listed.len; i++) {
        const struct d1_file *file = &replay->files.items[replay->listed.items[i]].file;

        for (size_t j = 0; j < file->faults.len; j++) {
            const struct d1_artifact *artifact = file->faults.items[j].artifact;

            if (artifact && artifact->engagement == &replay->at && d1_vec_push(faults, file->faults.items[j]) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}
