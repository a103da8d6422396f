/*
 * Which engagement a document belonged to at each point, by the same rules as in a snapshot (workspace.h): the one that
 * its namespace names, else that of the nearest directory with an Engagement, else the only one there is. What an
 * engagement is, its name says; where it moves, all that gathers around it moves along.
 */
#include "engagement/past/private.h"

#include "base/file/path.h"

/* What stands at a path at the point at hand. */
struct standing {
    uint32_t content;             /* D1_PAST_NONE for nothing of ours */
    const struct d1_str **owners; /* of each document its engagement; NULL for none */
    bool fresh;                   /* it came at the point at hand, and whose it is was not noted yet */
};

/* The Engagement of a directory. */
struct centre {
    const struct d1_str *name; /* NULL for an empty one */
    bool several;              /* there are two, so that nothing gathers around either */
};

struct sorting {
    struct d1_past *past;
    struct standing *paths; /* by number of the path */
    bool *excluded;
    D1_VEC(struct centre) centres;
    struct d1_map directories;                    /* to the number of its centre plus 1 */
    struct d1_str last;                           /* the directory that was asked for last; NULL for none, ... */
    const struct d1_str *last_owner;              /* ... and whose what stands there is by its place */
    D1_VEC(struct d1_past_event) leaving, coming; /* at the point at hand, with their engagements */
    D1_VEC(const struct d1_str *) leaving_owners, coming_owners;
    struct d1_map names;    /* to one text each */
    struct d1_arena owners; /* of what stands, and stood */
    uint32_t point;
};

static const struct d1_past_private_document *private_of(const struct d1_past_document *document)
{
    return (const struct d1_past_private_document *)document;
}

static const struct d1_content *content_of(const struct sorting *s, uint32_t content)
{
    return content == D1_PAST_NONE ? NULL : &s->past->contents.items[content];
}

/* One text for all engagements of a name, so that owners are compared by address. NULL for none, or no memory. */
static const struct d1_str *name_of(struct sorting *s, struct d1_str name)
{
    struct d1_str *kept = name.len ? d1_map_get(&s->names, name) : NULL;

    if (kept || !name.len)
        return kept;
    kept = d1_arena_alloc(&s->past->arena, sizeof *kept);
    if (!kept)
        return NULL;
    *kept = name;
    return d1_map_insert(&s->names, name, kept, NULL) < 0 ? NULL : kept;
}

/* ---- the Engagements ---- */

/* The next Engagement of a content from one of its documents on; NULL for none. */
static const struct d1_past_private_document *next_engagement(const struct d1_content *content, size_t *from)
{
    while (content && *from < content->count) {
        const struct d1_past_private_document *document = private_of(content->documents[(*from)++]);

        if (document->naming.is_engagement)
            return document;
    }
    return NULL;
}

/* Whether two contents hold other Engagements, so that what gathers around them is another's. */
static bool differ_in_engagements(const struct d1_content *before, const struct d1_content *after)
{
    const struct d1_past_private_document *one, *other;
    size_t i = 0, j = 0;

    do {
        one = next_engagement(before, &i);
        other = next_engagement(after, &j);
        if (!one != !other || (one && !d1_str_eq(one->naming.name, other->naming.name)))
            return true;
    } while (one);
    return false;
}

static int add_centre(struct sorting *s, const char *path, struct d1_str name)
{
    struct centre centre = {.name = name_of(s, name)};
    struct d1_map_entry *entry;
    int inserted;

    if (name.len && !centre.name)
        return D1_ERR_MEMORY;
    inserted = d1_map_insert(&s->directories, d1_path_directory(path), (void *)(uintptr_t)(s->centres.len + 1), &entry);
    if (inserted == 0)
        s->centres.items[(uintptr_t)entry->value - 1].several = true;
    return inserted < 0 ? D1_ERR_MEMORY : inserted ? d1_vec_push(&s->centres, centre) : 0;
}

static int find_centres(struct sorting *s)
{
    const struct d1_repo_line *line = s->past->options.line;

    s->centres.len = 0;
    s->last.ptr = NULL;
    d1_map_clear(&s->directories);
    for (size_t i = 0; i < line->path_count; i++) {
        const struct d1_content *content = content_of(s, s->paths[i].content);

        for (size_t j = 0; content && j < content->count; j++) {
            const struct d1_past_private_document *document = private_of(content->documents[j]);

            if (document->naming.is_engagement && add_centre(s, line->paths[i], document->naming.name) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}

/* The nearest directory, from one upwards, that has an Engagement; NULL for none. */
static const struct centre *nearest(const struct sorting *s, struct d1_str directory)
{
    for (;;) {
        uintptr_t number = (uintptr_t)d1_map_get(&s->directories, directory);

        if (number)
            return &s->centres.items[number - 1];
        if (!directory.len)
            return NULL;
        directory = d1_path_above(directory);
    }
}

/* Whose what stands at a path is by its place; NULL for nobody's. Paths of one directory mostly come together. */
static const struct d1_str *owner_by_place(struct sorting *s, const char *path)
{
    struct d1_str directory = d1_path_directory(path);
    const struct centre *centre;

    if (s->last.ptr && d1_str_eq(directory, s->last))
        return s->last_owner;
    centre = nearest(s, directory);
    if (!centre && s->centres.len == 1)
        centre = &s->centres.items[0];
    s->last = directory;
    s->last_owner = centre && !centre->several ? centre->name : NULL;
    return s->last_owner;
}

/* The engagement of a document that stands at a path, NULL for none. 0 or D1_ERR_MEMORY. */
static int find_owner(struct sorting *s, const struct d1_past_private_document *document, const char *path,
                      const struct d1_str **owner)
{
    if (document->naming.is_policy)
        *owner = NULL;
    else
        *owner = document->naming.namespace.len ? name_of(s, document->naming.namespace) : owner_by_place(s, path);
    return *owner || document->naming.is_policy || !document->naming.namespace.len ? 0 : D1_ERR_MEMORY;
}

/* ---- events ---- */

static int note(struct sorting *s, uint32_t path, const struct d1_past_document *document, const struct d1_str *owner,
                bool comes)
{
    struct d1_past_event event = {s->point, path, document, comes};

    if (!owner)
        return 0;
    if (comes)
        return d1_vec_push(&s->coming, event) < 0 || d1_vec_push(&s->coming_owners, owner) < 0 ? D1_ERR_MEMORY : 0;
    return d1_vec_push(&s->leaving, event) < 0 || d1_vec_push(&s->leaving_owners, owner) < 0 ? D1_ERR_MEMORY : 0;
}

static int leave(struct sorting *s, uint32_t path)
{
    struct standing *at = &s->paths[path];
    const struct d1_content *content = content_of(s, at->content);

    for (size_t i = 0; content && i < content->count; i++)
        if (note(s, path, content->documents[i], at->owners[i], false) < 0)
            return D1_ERR_MEMORY;
    at->content = D1_PAST_NONE;
    at->fresh = false;
    at->owners = NULL;
    return 0;
}

/* Finds whose the documents at a path are; those that are fresh come, and those that have moved leave and come. */
static int settle(struct sorting *s, uint32_t path)
{
    struct standing *at = &s->paths[path];
    const struct d1_content *content = content_of(s, at->content);
    bool fresh = at->fresh;

    at->fresh = false;
    for (size_t i = 0; content && i < content->count; i++) {
        const struct d1_str *owner;

        if (find_owner(s, private_of(content->documents[i]), s->past->options.line->paths[path], &owner) < 0)
            return D1_ERR_MEMORY;
        if (!fresh && owner == at->owners[i])
            continue;
        if ((!fresh && note(s, path, content->documents[i], at->owners[i], false) < 0) ||
            note(s, path, content->documents[i], owner, true) < 0)
            return D1_ERR_MEMORY;
        at->owners[i] = owner;
    }
    return 0;
}

static struct d1_events *events_of(struct sorting *s, const struct d1_str *owner)
{
    struct d1_events *events = d1_map_get(&s->past->engagements, *owner);

    if (events)
        return events;
    events = d1_arena_calloc(&s->past->arena, 1, sizeof *events);
    return events && d1_map_insert(&s->past->engagements, *owner, events, NULL) >= 0 ? events : NULL;
}

/* Hands what was noted at this point out to the engagements, what leaves first. */
static int hand_out(struct sorting *s)
{
    for (int comes = 0; comes < 2; comes++) {
        size_t count = comes ? s->coming.len : s->leaving.len;

        for (size_t i = 0; i < count; i++) {
            struct d1_events *events = events_of(s, comes ? s->coming_owners.items[i] : s->leaving_owners.items[i]);

            if (!events || d1_vec_push(events, comes ? s->coming.items[i] : s->leaving.items[i]) < 0)
                return D1_ERR_MEMORY;
        }
    }
    s->leaving.len = s->coming.len = s->leaving_owners.len = s->coming_owners.len = 0;
    return 0;
}

/* ---- points ---- */

/* What a change leaves at its path: its content, or what stood there where that says nothing. */
static uint32_t result_of(const struct sorting *s, const struct d1_repo_change *change)
{
    if (s->excluded[change->path] || change->after == D1_REPO_NO_BLOB)
        return D1_PAST_NONE;
    return d1_past_stands(s->past, change->after) ? change->after : s->paths[change->path].content;
}

static int come(struct sorting *s, uint32_t path, uint32_t content)
{
    struct standing *at = &s->paths[path];

    at->content = content;
    at->fresh = true;
    at->owners = d1_arena_calloc(&s->owners, s->past->contents.items[content].count + 1, sizeof *at->owners);
    return at->owners ? 0 : D1_ERR_MEMORY;
}

static int sort_point(struct sorting *s)
{
    const struct d1_repo_line *line = s->past->options.line;
    const struct d1_repo_writing *point = &line->points[s->point];
    bool moves = false;

    for (size_t i = 0; i < point->change_count; i++) {
        const struct d1_repo_change *change = &point->changes[i];
        uint32_t after = result_of(s, change), before = s->paths[change->path].content;

        if (after == before)
            continue;
        moves = moves || differ_in_engagements(content_of(s, before), content_of(s, after));
        if (leave(s, change->path) < 0 || (after != D1_PAST_NONE && come(s, change->path, after) < 0))
            return D1_ERR_MEMORY;
    }
    if (moves && find_centres(s) < 0)
        return D1_ERR_MEMORY;
    /* What came back from behind a content that says nothing has stood there all the time, and does not come again. */
    for (size_t i = 0; i < point->change_count; i++)
        if (s->paths[point->changes[i].path].fresh && settle(s, point->changes[i].path) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; moves && i < line->path_count; i++)
        if (settle(s, (uint32_t)i) < 0)
            return D1_ERR_MEMORY;
    return hand_out(s);
}

/* The first point from which on all that stands can be read. */
static size_t first_known(const struct sorting *s)
{
    const struct d1_repo_line *line = s->past->options.line;
    size_t first = 0, unread = 0;

    for (size_t i = 0; i < line->count; i++) {
        for (size_t j = 0; j < line->points[i].change_count; j++) {
            const struct d1_repo_change *change = &line->points[i].changes[j];

            if (s->excluded[change->path])
                continue;
            if (change->before != D1_REPO_NO_BLOB && s->past->contents.items[change->before].state == D1_CONTENT_UNREAD)
                unread -= unread > 0;
            if (change->after != D1_REPO_NO_BLOB && s->past->contents.items[change->after].state == D1_CONTENT_UNREAD)
                unread++;
        }
        first = unread ? i + 1 : first;
    }
    return first;
}

/* What stands before the first known point, of which nothing is told, comes with it. */
static int begin(struct sorting *s)
{
    const struct d1_repo_line *line = s->past->options.line;

    for (size_t i = 0; i < s->past->first; i++)
        for (size_t j = 0; j < line->points[i].change_count; j++) {
            const struct d1_repo_change *change = &line->points[i].changes[j];
            uint32_t after = result_of(s, change);

            if (after == s->paths[change->path].content)
                continue;
            s->paths[change->path] = (struct standing){.content = D1_PAST_NONE};
            if (after != D1_PAST_NONE && s->past->contents.items[after].state == D1_CONTENT_READ &&
                come(s, change->path, after) < 0)
                return D1_ERR_MEMORY;
        }
    if (!s->past->first || s->past->first >= line->count)
        return 0;
    s->point = (uint32_t)s->past->first;
    if (find_centres(s) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->path_count; i++)
        if (settle(s, (uint32_t)i) < 0)
            return D1_ERR_MEMORY;
    return hand_out(s);
}

int d1_past_sort(struct d1_past *past)
{
    const struct d1_repo_line *line = past->options.line;
    struct sorting s = {.past = past};
    int result = D1_ERR_MEMORY;

    s.paths = d1_calloc(line->path_count + 1, sizeof *s.paths);
    s.excluded = d1_calloc(line->path_count + 1, sizeof *s.excluded);
    if (!s.paths || !s.excluded)
        goto done;
    for (size_t i = 0; i < line->path_count; i++) {
        s.paths[i].content = D1_PAST_NONE;
        s.excluded[i] = past->options.source.excluded &&
                        past->options.source.excluded(past->options.source.context, line->paths[i]);
    }
    past->first = first_known(&s);
    result = begin(&s);
    for (size_t i = past->first; i < line->count && result == 0; i++) {
        s.point = (uint32_t)i;
        result = sort_point(&s);
    }
done:
    d1_free(s.paths);
    d1_free(s.excluded);
    d1_vec_release(&s.centres);
    d1_vec_release(&s.leaving);
    d1_vec_release(&s.coming);
    d1_vec_release(&s.leaving_owners);
    d1_vec_release(&s.coming_owners);
    d1_arena_release(&s.owners);
    d1_map_release(&s.names);
    d1_map_release(&s.directories);
    return result;
}
