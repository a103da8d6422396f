/*
 * The contents of files, each read once: which documents each has, by which these are sorted, and their facts with the
 * values that will be asked for. Of what is at hand the facts are found where somebody wants them.
 */
#include "engagement/past/private.h"

#include <stdlib.h>

#include "base/limits.h"

/* Contents that are read before any of them is taken in: their trees are all there at once. */
enum { BATCH = 256 };

/* One content while it is read, on whichever thread. */
struct reading {
    uint32_t content;    /* its number */
    struct d1_file file; /* loaded here; of what was known there is nothing to free */
    const struct d1_file *from;
    struct d1_facts facts;
    bool has_facts;
    size_t *ends; /* of the facts of each artifact of the file */
    enum d1_content_state state;
    char *why;
    int result;
};

struct batch {
    struct d1_past *past;
    bool facts; /* are wanted also of what is at hand */
    bool again; /* which documents each has is known already, and how many */
    struct reading *readings;
    struct d1_artifact_loader **loaders; /* by thread */
};

static enum d1_content_state state_of(const struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (!file->artifacts[i].root || !file->artifacts[i].sound)
            return D1_CONTENT_UNPARSED;
    return D1_CONTENT_READ;
}

static int find_facts(struct batch *batch, struct reading *reading)
{
    const struct d1_kinds *kinds = batch->past->options.kinds;
    size_t count = reading->from->artifact_count;

    if (reading->state != D1_CONTENT_READ || !count)
        return 0;
    reading->ends = d1_calloc(count, sizeof *reading->ends);
    if (!reading->ends)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (d1_facts_find(&reading->facts, kinds, &reading->from->artifacts[i]) < 0)
            return D1_ERR_MEMORY;
        reading->ends[i] = reading->facts.len;
    }
    return 0;
}

static void read_one(void *context, size_t index, unsigned thread)
{
    struct batch *batch = context;
    struct reading *reading = &batch->readings[index];
    const struct d1_past_source *source = &batch->past->options.source;
    struct d1_error why = {0};

    reading->from = source->known ? source->known(source->context, reading->content, NULL) : NULL;
    if (!reading->from || (batch->facts && reading->from->outlined)) {
        reading->from = &reading->file;
        reading->file.path = "";
        reading->result =
            source->load(source->context, thread, reading->content, batch->loaders[thread], &reading->file, &why);
    }
    if (reading->result == 0) {
        reading->state = state_of(reading->from);
        reading->has_facts = batch->facts || reading->from == &reading->file;
        reading->result = reading->has_facts ? find_facts(batch, reading) : 0;
    } else if (reading->result != D1_ERR_MEMORY) {
        reading->state = reading->result == D1_ERR_LIMIT ? D1_CONTENT_UNPARSED : D1_CONTENT_UNREAD;
        reading->why = why.message;
        why.message = NULL;
        reading->result = 0;
    }
    d1_error_clear(&why);
}

/* ---- taking in ---- */

static int number_of(struct d1_numbers *numbers, struct d1_print print, uint32_t *number, bool *fresh)
{
    struct d1_map_entry *entry = d1_map_find(&numbers->map, d1_strn((const char *)&print, sizeof print));
    struct d1_str key;

    *fresh = !entry;
    *number = entry ? (uint32_t)(uintptr_t)entry->value : (uint32_t)numbers->map.len;
    if (entry)
        return 0;
    key = d1_arena_str(&numbers->arena, d1_strn((const char *)&print, sizeof print));
    return key.ptr && d1_map_insert(&numbers->map, key, (void *)(uintptr_t)*number, NULL) > 0 ? 0 : D1_ERR_MEMORY;
}

/*
 * A copy of an item or artifact of its own, so that the document it stands in need not be kept. A field of another type
 * than the schema has is not there: it is no matter of today what somebody mistyped once and has mended since.
 */
static int keep_value(struct d1_past *past, uint32_t says, const struct d1_node *node)
{
    struct d1_doc *doc = NULL;

    d1_builder_reset(&past->builder);
    d1_builder_copy_without(&past->builder, node, past->mistyped.items, past->mistyped.len);
    if (past->builder.oom || d1_builder_finish(&past->builder, 0, &doc) < 0)
        return D1_ERR_MEMORY;
    if (d1_vec_push(&past->kept, doc) < 0) {
        d1_doc_free(doc);
        return D1_ERR_MEMORY;
    }
    past->values.items[says] = d1_doc_root(doc);
    return 0;
}

/* Whether it will be asked for what it says, and not only where it first stood. */
static bool has_value(const struct d1_fact *fact, const struct d1_kind *kind)
{
    return fact->kind == D1_FACT_ITEM ? fact->type != NULL : fact->kind == D1_FACT_ARTIFACT && kind && kind->versioned;
}

/* `lasts`: the fact is of a file that outlives the past. */
static int take_fact(struct d1_past *past, const struct d1_fact *fact, const struct d1_kind *kind, bool lasts,
                     struct d1_past_fact *kept)
{
    bool fresh, other;

    kept->kind = (uint8_t)fact->kind;
    if (number_of(&past->says, fact->says, &kept->says, &fresh) < 0 ||
        number_of(&past->identities, fact->identity, &kept->identity, &other) < 0)
        return D1_ERR_MEMORY;
    if (other && d1_vec_push(&past->types, fact->type) < 0)
        return D1_ERR_MEMORY;
    if (fresh && (d1_vec_push(&past->values, NULL) < 0 || d1_vec_push(&past->whose, kept->identity) < 0))
        return D1_ERR_MEMORY;
    /* What an approval is of may have been met before anything that says just that. */
    if (past->values.items[kept->says] || !has_value(fact, kind))
        return 0;
    if (!lasts)
        return keep_value(past, kept->says, fact->node);
    past->values.items[kept->says] = fact->node;
    return 0;
}

struct d1_past_naming d1_past_naming_of(const struct d1_artifact *artifact)
{
    const struct d1_kind *kind = artifact->kind;

    return (struct d1_past_naming){
        .name = artifact->name,
        .namespace = artifact->namespace,
        .is_engagement = kind && d1_str_is(kind->name, "Engagement"),
        .is_policy = kind && kind->policy && !d1_str_is(kind->name, "LintPolicy"),
    };
}

/* What the sorting has to know of an artifact; texts are copied, since the document goes. */
static int describe(struct d1_past *past, struct d1_past_private_document *document, const struct d1_artifact *artifact)
{
    document->naming = d1_past_naming_of(artifact);
    document->naming.name = d1_arena_str(&past->arena, artifact->name);
    document->naming.namespace = d1_arena_str(&past->arena, artifact->namespace);
    document->shown.kind = artifact->kind;
    return document->naming.name.ptr && document->naming.namespace.ptr ? 0 : D1_ERR_MEMORY;
}

/* What cannot be told from others is no fact. */
static bool counts(const struct d1_fact *fact)
{
    return fact->kind != D1_FACT_ITEM || fact->type;
}

/* Whether it says something else without what lives on, which is a fact of its own behind it. */
static bool is_unsettled(const struct d1_fact *fact)
{
    return !d1_print_eq(fact->settled, fact->says);
}

/* Takes in the facts first..end of a document. */
static int take_facts(struct d1_past *past, const struct d1_facts *found, size_t first, size_t end, bool lasts,
                      struct d1_past_document *document)
{
    struct d1_past_fact *facts;
    const struct d1_node **nodes = NULL;
    size_t count = 0, taken = 0;

    for (size_t i = first; i < end; i++)
        count += counts(&found->items[i]) ? 1 + is_unsettled(&found->items[i]) : 0;
    facts = d1_arena_alloc(&past->arena, count * sizeof *facts);
    if (facts && lasts)
        nodes = d1_arena_alloc(&past->arena, count * sizeof *nodes);
    if (!facts || (lasts && !nodes))
        return D1_ERR_MEMORY;
    for (size_t i = first; i < end; i++) {
        struct d1_fact fact = found->items[i];

        if (!counts(&fact))
            continue;
        for (int settled = 0; settled <= is_unsettled(&found->items[i]); settled++) {
            if (settled)
                fact.kind = D1_FACT_SETTLED;
            fact.says = settled ? fact.settled : fact.says;
            if (lasts)
                nodes[taken] = fact.node;
            if (take_fact(past, &fact, document->kind, lasts && !settled, &facts[taken++]) < 0)
                return D1_ERR_MEMORY;
        }
    }
    document->facts = facts;
    document->nodes = nodes;
    document->fact_count = taken;
    return 0;
}

static int by_address(const void *left, const void *right)
{
    const struct d1_node *const *a = left, *const *b = right;

    return (*a > *b) - (*a < *b);
}

/* Notes which values of a file are of another type than its schema has, by address. */
static int note_mistyped(struct d1_past *past, const struct d1_file *file)
{
    past->mistyped.len = 0;
    for (size_t i = 0; i < file->faults.len; i++) {
        const struct d1_fault *fault = &file->faults.items[i];

        if (fault->node && (d1_str_is(fault->key, "type") || d1_str_is(fault->key, "format")) &&
            d1_vec_push(&past->mistyped, fault->node) < 0)
            return D1_ERR_MEMORY;
    }
    if (past->mistyped.len)
        qsort(past->mistyped.items, past->mistyped.len, sizeof *past->mistyped.items, by_address);
    return 0;
}

/* The facts of a content whose documents are known. */
static int take_in_facts(struct d1_past *past, struct d1_content *content, const struct reading *reading)
{
    bool lasts = reading->from != &reading->file;

    if (note_mistyped(past, reading->from) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < content->count; i++)
        if (take_facts(past, &reading->facts, i ? reading->ends[i - 1] : 0, reading->ends[i], lasts,
                       content->documents[i]) < 0)
            return D1_ERR_MEMORY;
    content->facts = true;
    return 0;
}

static int take_in_documents(struct d1_past *past, struct d1_content *content, const struct reading *reading)
{
    size_t count = reading->from->artifact_count;

    content->documents = d1_arena_alloc(&past->arena, count * sizeof *content->documents);
    if (!content->documents)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct d1_past_private_document *document = d1_arena_calloc(&past->arena, 1, sizeof *document);

        if (!document || describe(past, document, &reading->from->artifacts[i]) < 0)
            return D1_ERR_MEMORY;
        document->shown.content = reading->content;
        document->shown.number = (uint32_t)i;
        content->documents[i] = &document->shown;
    }
    content->count = count;
    return 0;
}

static int note_reason(struct d1_past *past, const struct reading *reading, struct d1_str *why)
{
    if (!reading->why || reading->state != D1_CONTENT_UNREAD || !why || why->len)
        return 0;
    *why = d1_arena_str(&past->arena, d1_str(reading->why));
    return why->ptr ? 0 : D1_ERR_MEMORY;
}

static int take_in(struct batch *batch, const struct reading *reading, struct d1_str *why)
{
    struct d1_past *past = batch->past;
    struct d1_content *known = batch->again ? &past->contents.items[reading->content] : NULL;
    struct d1_content content = {.state = reading->state};
    int result = reading->result;

    if (result == 0)
        result = note_reason(past, reading, why);
    if (result == 0 && known && (reading->state != known->state || reading->from->artifact_count != known->count)) {
        *known = (struct d1_content){.state = D1_CONTENT_UNREAD}; /* it was another a moment ago */
        return 0;
    }
    if (result == 0 && !known && reading->state == D1_CONTENT_READ && reading->from->artifact_count)
        result = take_in_documents(past, &content, reading);
    if (result == 0 && reading->has_facts)
        result = take_in_facts(past, known ? known : &content, reading);
    return result < 0 || known ? result : d1_vec_push(&past->contents, content);
}

static int read_batch(struct batch *batch, size_t count, struct d1_pool *pool, struct d1_str *why)
{
    unsigned threads = d1_pool_threads(pool);
    int result = 0;

    for (unsigned i = 0; i < threads && result == 0; i++)
        result = d1_artifact_loader_new(&batch->loaders[i], batch->past->options.kinds, NULL);
    if (result == 0)
        d1_pool_run(pool, count, 4, read_one, batch);
    for (size_t i = 0; i < count && result == 0; i++)
        result = take_in(batch, &batch->readings[i], why);
    for (size_t i = 0; i < count; i++) {
        d1_file_release(&batch->readings[i].file);
        d1_vec_release(&batch->readings[i].facts);
        d1_free(batch->readings[i].ends);
        d1_free(batch->readings[i].why);
        batch->readings[i] = (struct reading){0};
    }
    for (unsigned i = 0; i < threads; i++) {
        d1_artifact_loader_free(batch->loaders[i]);
        batch->loaders[i] = NULL;
    }
    return result < 0 ? D1_ERR_MEMORY : 0;
}

/* Reads `count` contents, of which the first is numbered `first`, or which are listed. 0 or D1_ERR_MEMORY. */
static int read_all(struct batch *batch, const uint32_t *listed, size_t first, size_t count, struct d1_pool *pool,
                    struct d1_str *why)
{
    int result;

    batch->readings = d1_calloc(BATCH, sizeof *batch->readings);
    batch->loaders = d1_calloc(d1_pool_threads(pool), sizeof *batch->loaders);
    result = batch->readings && batch->loaders ? 0 : D1_ERR_MEMORY;
    for (size_t from = 0; from < count && result == 0; from += BATCH) {
        size_t some = count - from < BATCH ? count - from : BATCH;

        for (size_t i = 0; i < some; i++)
            batch->readings[i].content = listed ? listed[from + i] : (uint32_t)(first + from + i);
        result = read_batch(batch, some, pool, why);
    }
    d1_free(batch->readings);
    d1_free(batch->loaders);
    return result;
}

int d1_past_read(struct d1_past *past, size_t to, bool facts, struct d1_pool *pool, struct d1_str *why)
{
    struct batch batch = {.past = past, .facts = facts};
    size_t from = past->contents.len;

    return from < to ? read_all(&batch, NULL, from, to - from, pool, why) : 0;
}

int d1_past_read_facts(struct d1_past *past, const uint32_t *contents, size_t count, struct d1_pool *pool,
                       struct d1_str *why)
{
    struct batch batch = {.past = past, .facts = true, .again = true};

    return count ? read_all(&batch, contents, 0, count, pool, why) : 0;
}

void d1_past_release_contents(struct d1_past *past)
{
    for (size_t i = 0; i < past->kept.len; i++)
        d1_doc_free(past->kept.items[i]);
    d1_vec_release(&past->kept);
    d1_vec_release(&past->values);
    d1_vec_release(&past->whose);
    d1_vec_release(&past->by_address);
    d1_vec_release(&past->types);
    d1_vec_release(&past->contents);
    d1_builder_release(&past->builder);
    d1_vec_release(&past->mistyped);
    d1_map_release(&past->says.map);
    d1_map_release(&past->identities.map);
    d1_arena_release(&past->says.arena);
    d1_arena_release(&past->identities.arena);
}
