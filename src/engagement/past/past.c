#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "engagement/past/private.h"

/* A clock that is behind by less than this is nobody's concern: clocks differ. */
enum { DAY_SECONDS = 24 * 60 * 60 };

/* ---- life ---- */

/* When each point counts as made: clocks run backwards, and commits without a date are as old as the one before. */
static int find_seconds(struct d1_past *past)
{
    const struct d1_repo_line *line = past->options.line;
    int64_t latest = INT64_MIN;

    past->backwards = D1_PAST_NONE;
    past->seconds = d1_arena_alloc(&past->arena, (line->count + 1) * sizeof *past->seconds);
    if (!past->seconds)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->count; i++) {
        const struct d1_repo_writing *point = &line->points[i];

        if (point->dated && latest != INT64_MIN && point->time < latest - DAY_SECONDS &&
            past->backwards == D1_PAST_NONE)
            past->backwards = (uint32_t)i;
        if (point->dated && point->time > latest)
            latest = point->time;
        past->seconds[i] = latest == INT64_MIN ? 0 : latest;
    }
    return 0;
}

/* ---- whose facts ---- */

/* Marks the contents of an engagement whose facts are not known. */
static void mark_unknown(const struct d1_past *past, const struct d1_events *events, bool *marked)
{
    for (size_t i = 0; i < events->len; i++) {
        uint32_t content = events->items[i].document->content;

        marked[content] = !past->contents.items[content].facts;
    }
}

int d1_past_read_marked(struct d1_past *past, const bool *marked, struct d1_pool *pool, struct d1_str *why, bool *lost)
{
    D1_VEC(uint32_t) list = {0};
    int result = 0;

    *lost = false;
    for (size_t i = 0; i < past->contents.len && result == 0; i++)
        if (marked[i])
            result = d1_vec_push(&list, (uint32_t)i);
    if (result == 0)
        result = d1_past_read_facts(past, list.items, list.len, pool, why);
    for (size_t i = 0; i < list.len && result == 0; i++)
        *lost = *lost || past->contents.items[list.items[i]].state == D1_CONTENT_UNREAD;
    d1_vec_release(&list);
    return result;
}

/* Reads what is wanted: all that is of some engagements, at whatever point. */
static int read_wanted(struct d1_past *past, struct d1_pool *pool, struct d1_str *why, bool *lost)
{
    const struct d1_past_source *source = &past->options.source;
    bool *marked;
    int result;

    *lost = false;
    if (!source->wanted)
        return 0;
    marked = d1_calloc(past->contents.len + 1, sizeof *marked);
    if (!marked)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < past->engagements.len; i++)
        if (source->wanted(source->context, past->engagements.entries[i].key))
            mark_unknown(past, past->engagements.entries[i].value, marked);
    result = d1_past_read_marked(past, marked, pool, why, lost);
    d1_free(marked);
    return result;
}

static void release_events(struct d1_past *past)
{
    for (size_t i = 0; i < past->engagements.len; i++) {
        struct d1_events *events = past->engagements.entries[i].value;

        d1_vec_release(events);
    }
    d1_map_release(&past->engagements);
}

/*
 * Where only some engagements are wanted, whose each content is comes first, and then what it says. What is another
 * by then cannot be had.
 */
static int read_and_sort(struct d1_past *past, struct d1_pool *pool, struct d1_str *why)
{
    bool lost = true;
    int result = d1_past_read(past, past->options.line->blob_count, past->options.source.wanted == NULL, pool, why);

    while (result == 0 && lost) {
        release_events(past);
        result = d1_past_sort(past);
        if (result == 0)
            result = read_wanted(past, pool, why, &lost);
    }
    return result;
}

int d1_past_new(struct d1_past **out, const struct d1_past_options *options)
{
    struct d1_past *past = d1_calloc(1, sizeof *past);
    struct d1_str why = {0};
    int result;

    if (!past)
        return D1_ERR_MEMORY;
    if (pthread_mutex_init(&past->lock, NULL) != 0) {
        d1_free(past);
        return D1_ERR_MEMORY;
    }
    past->options = *options;
    past->options.pool = NULL;
    past->cut = options->line->cut_reason;
    result = find_seconds(past);
    if (result == 0)
        result = read_and_sort(past, options->pool, &why);
    if (past->first)
        past->cut = why.ptr;
    if (result < 0)
        d1_past_free(past);
    else
        *out = past;
    return result;
}

void d1_past_free(struct d1_past *past)
{
    if (!past)
        return;
    release_events(past);
    d1_map_release(&past->signatures);
    d1_map_release(&past->detached);
    d1_past_release_files(past);
    d1_past_release_stays(past);
    d1_past_release_writers(past);
    d1_past_release_contents(past);
    d1_arena_release(&past->arena);
    pthread_mutex_destroy(&past->lock);
    d1_free(past);
}

/* ---- asking ---- */

const struct d1_past_event *d1_past_events(const struct d1_past *past, struct d1_str engagement, size_t *count)
{
    const struct d1_past_source *source = &past->options.source;
    const struct d1_events *events = d1_map_get(&past->engagements, engagement);

    assert(!source->wanted || source->wanted(source->context, engagement)); /* nothing is known of what others say */
    *count = events ? events->len : 0;
    return events ? events->items : NULL;
}

const struct d1_repo_line *d1_past_line(const struct d1_past *past)
{
    return past->options.line;
}

bool d1_past_is_unsaved(const struct d1_past *past, size_t point)
{
    return past->options.unsaved && point + 1 == past->options.line->count;
}

bool d1_past_is_ideal(const struct d1_past *past)
{
    return past->options.ideal;
}

int64_t d1_past_seconds(const struct d1_past *past, size_t point)
{
    return past->seconds[point];
}

uint32_t d1_past_backwards(const struct d1_past *past)
{
    return past->backwards;
}

const char *d1_past_cut(const struct d1_past *past)
{
    return past->cut;
}

size_t d1_past_first(const struct d1_past *past)
{
    return past->first;
}

static uint32_t find_number(struct d1_past *past, const struct d1_numbers *numbers, struct d1_print print)
{
    const struct d1_map_entry *entry;
    uint32_t number;

    pthread_mutex_lock(&past->lock);
    entry = d1_map_find(&numbers->map, d1_strn((const char *)&print, sizeof print));
    number = entry ? (uint32_t)(uintptr_t)entry->value : D1_PAST_NONE;
    pthread_mutex_unlock(&past->lock);
    return number;
}

uint32_t d1_past_says(struct d1_past *past, struct d1_print says)
{
    return find_number(past, &past->says, says);
}

uint32_t d1_past_identity(struct d1_past *past, struct d1_print identity)
{
    return find_number(past, &past->identities, identity);
}

const struct d1_node *d1_past_value(struct d1_past *past, uint32_t says)
{
    const struct d1_node *value;

    pthread_mutex_lock(&past->lock);
    value = says < past->values.len ? past->values.items[says] : NULL;
    pthread_mutex_unlock(&past->lock);
    return value;
}

const struct d1_item_type *d1_past_type(struct d1_past *past, uint32_t identity)
{
    const struct d1_item_type *type;

    pthread_mutex_lock(&past->lock);
    type = identity < past->types.len ? past->types.items[identity] : NULL;
    pthread_mutex_unlock(&past->lock);
    return type;
}

static int compare_values(const void *left, const void *right)
{
    const struct d1_kept_value *a = left, *b = right;

    return (a->node > b->node) - (a->node < b->node);
}

/* Sorts the values by where they stand, where there are more than when this was done last. */
static int address_values(struct d1_past *past)
{
    if (past->addressed == past->values.len)
        return 0;
    past->by_address.len = past->addressed = 0;
    for (size_t i = 0; i < past->values.len; i++)
        if (past->values.items[i] &&
            d1_vec_push(&past->by_address, ((struct d1_kept_value){past->values.items[i], (uint32_t)i})) < 0)
            return D1_ERR_MEMORY;
    if (past->by_address.len)
        qsort(past->by_address.items, past->by_address.len, sizeof *past->by_address.items, compare_values);
    past->addressed = past->values.len;
    return 0;
}

uint32_t d1_past_identity_of(struct d1_past *past, const struct d1_node *value)
{
    struct d1_kept_value wanted = {.node = value};
    const struct d1_kept_value *found = NULL;
    uint32_t identity;

    pthread_mutex_lock(&past->lock);
    if (address_values(past) == 0 && past->by_address.len)
        found = bsearch(&wanted, past->by_address.items, past->by_address.len, sizeof wanted, compare_values);
    identity = found ? past->whose.items[found->says] : D1_PAST_NONE;
    pthread_mutex_unlock(&past->lock);
    return identity;
}

/* ---- contents ---- */

int d1_past_load(struct d1_past *past, uint32_t content, struct d1_artifact_loader *loader, struct d1_file *file,
                 struct d1_error *error)
{
    const struct d1_past_source *source = &past->options.source;
    const struct d1_file *known = source->known ? source->known(source->context, content, file->path) : NULL;
    int result;

    /* What a policy leaves out now may have stood, and is not at hand. */
    if (known && !known->excluded)
        return d1_file_copy(loader, file, known) < 0 ? d1_error_memory(error) : 0;
    pthread_mutex_lock(&past->lock);
    result = source->load(source->context, 0, content, loader, file, error);
    pthread_mutex_unlock(&past->lock);
    return result;
}

const struct d1_file *d1_past_known(const struct d1_past *past, uint32_t content, uint32_t path)
{
    const struct d1_past_source *source = &past->options.source;

    return source->known ? source->known(source->context, content, past->options.line->paths[path]) : NULL;
}

int d1_past_tags(struct d1_past *past, const struct d1_repo_tag **tags, size_t *count, struct d1_error *error)
{
    int result;

    pthread_mutex_lock(&past->lock);
    result = past->options.source.tags(past->options.source.context, tags, count, error);
    pthread_mutex_unlock(&past->lock);
    return result;
}

int d1_past_has(struct d1_past *past, struct d1_str id, struct d1_error *error)
{
    int result;

    pthread_mutex_lock(&past->lock);
    result = past->options.source.has(past->options.source.context, id, error);
    pthread_mutex_unlock(&past->lock);
    return result;
}

uint32_t d1_past_point(const struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES])
{
    const struct d1_repo_line *line = past->options.line;

    for (size_t i = 0; i < line->count; i++)
        if (memcmp(line->points[i].id, id, D1_REPO_ID_BYTES) == 0 && !d1_past_is_unsaved(past, i))
            return (uint32_t)i;
    return D1_PAST_NONE;
}

bool d1_past_content(const struct d1_past *past, uint32_t content, const struct d1_past_document *const **documents,
                     size_t *count)
{
    const struct d1_content *at = &past->contents.items[content];

    *documents = (const struct d1_past_document *const *)at->documents;
    *count = at->count;
    return at->state == D1_CONTENT_READ;
}

struct d1_past_naming d1_past_naming(const struct d1_past_document *document)
{
    return ((const struct d1_past_private_document *)document)->naming;
}
