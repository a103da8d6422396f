/*
 * Who wrote what a merge brought: of each fact of a content that stands on the line from the merge on, the oldest
 * commit of its branch that has it. For that the whole branch has to be read, so it is found for all of them at once,
 * and kept by merge and content: nothing can come of a merge but what came of it once.
 */
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "engagement/past/private.h"

/* In place of a number of a commit plus 1. */
#define WRITTEN_WHILE_MERGING UINT32_C(0)
#define NOBODY_LOOKED UINT32_MAX
#define UNKNOWN (UINT32_MAX - 1)

/* A fact that a merge brought. */
struct wrote {
    uint32_t says, content;
    uint32_t commit; /* number of the one that wrote it plus 1, or one of the above */
};

struct merge {
    size_t point;
    struct wrote *list; /* in order of what is said, which each says once */
    size_t count;
    D1_VEC(const struct d1_repo_writing *) commits; /* those of the branch last, once it was read */
    bool read;                                      /* the branch was: */
    struct d1_past_branch branch;                   /* it */
    struct d1_str why;                              /* some are UNKNOWN */
};

static const char not_here[] = "a commit of it is not here";

/* What is kept of a content: this, the ids of commits, and of each fact in turn the number of one plus 1, or 0. */
struct head {
    uint64_t commits, facts;
};

/* ---- what it brought ---- */

static int by_what_is_said(const void *left, const void *right)
{
    const struct wrote *a = left, *b = right;

    if (a->says != b->says)
        return a->says < b->says ? -1 : 1;
    return (a->content > b->content) - (a->content < b->content);
}

static struct wrote *wrote_of(const struct merge *brought, uint32_t says)
{
    size_t low = 0, high = brought->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (brought->list[middle].says < says)
            low = middle + 1;
        else
            high = middle;
    }
    return low < brought->count && brought->list[low].says == says ? &brought->list[low] : NULL;
}

/* Calls each for every fact of a content, in their order. */
static void each_fact(const struct d1_past *past, uint32_t content, void (*each)(void *context, uint32_t says),
                      void *context)
{
    const struct d1_content *at = &past->contents.items[content];

    for (size_t i = 0; i < at->count; i++)
        for (size_t j = 0; j < at->documents[i]->fact_count; j++)
            each(context, at->documents[i]->facts[j].says);
}

struct listing {
    struct merge *brought; /* its list is NULL while they are counted */
    uint32_t content;
};

static void list_one(void *context, uint32_t says)
{
    struct listing *listing = context;
    struct merge *brought = listing->brought;

    if (brought->list)
        brought->list[brought->count] = (struct wrote){says, listing->content, NOBODY_LOOKED};
    brought->count++;
}

static void list_all(const struct d1_past *past, struct merge *brought)
{
    const struct d1_repo_writing *point = &past->options.line->points[brought->point];
    struct listing listing = {.brought = brought};

    brought->count = 0;
    for (size_t i = 0; i < point->change_count; i++) {
        listing.content = point->changes[i].after;
        if (listing.content != D1_REPO_NO_BLOB)
            each_fact(past, listing.content, list_one, &listing);
    }
}

static int list_facts(const struct d1_past *past, struct merge *brought)
{
    size_t kept = 0;

    list_all(past, brought);
    brought->list = d1_malloc((brought->count + 1) * sizeof *brought->list);
    if (!brought->list)
        return D1_ERR_MEMORY;
    list_all(past, brought);
    qsort(brought->list, brought->count, sizeof *brought->list, by_what_is_said);
    for (size_t i = 0; i < brought->count; i++)
        if (!kept || brought->list[kept - 1].says != brought->list[i].says)
            brought->list[kept++] = brought->list[i];
    brought->count = kept;
    return 0;
}

/* What came to an engagement with the merge, though the file that says it is none of those that it changed. */
static int add_fact(struct merge *brought, uint32_t says)
{
    struct wrote *list = d1_realloc(brought->list, (brought->count + 1) * sizeof *list);

    if (!list)
        return D1_ERR_MEMORY;
    brought->list = list;
    list[brought->count++] = (struct wrote){says, D1_REPO_NO_BLOB, NOBODY_LOOKED};
    qsort(list, brought->count, sizeof *list, by_what_is_said);
    return 0;
}

/* What a merge brought, and a fact among it. */
static int find_brought(struct d1_past *past, size_t point, uint32_t says, struct merge **out)
{
    struct merge *brought = d1_map_get(&past->brought, d1_strn((const char *)&point, sizeof point));

    if (!brought) {
        brought = d1_arena_calloc(&past->arena, 1, sizeof *brought);
        if (!brought)
            return D1_ERR_MEMORY;
        brought->point = point;
        if (d1_map_insert(&past->brought, d1_strn((const char *)&brought->point, sizeof point), brought, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    if (!brought->list && list_facts(past, brought) < 0)
        return D1_ERR_MEMORY;
    *out = brought;
    return wrote_of(brought, says) ? 0 : add_fact(brought, says);
}

/* ---- what is kept ---- */

/* A content may have been read for the branch since it was listed what the merge brought. */
struct telling {
    const struct merge *brought;
    struct d1_strbuf numbers;
    struct d1_strbuf ids;
    D1_VEC(uint32_t) commits; /* whose ids these are, by their number plus 1 */
    bool unknown;             /* of a fact nobody knows who wrote it, or it is not listed */
    bool oom;
};

/* The number plus 1 of a commit among those of one content. */
static uint32_t renumber(struct telling *telling, uint32_t commit)
{
    for (size_t i = 0; i < telling->commits.len; i++)
        if (telling->commits.items[i] == commit)
            return (uint32_t)i + 1;
    telling->oom = telling->oom || d1_vec_push(&telling->commits, commit) < 0;
    d1_strbuf_add(&telling->ids, (const char *)telling->brought->commits.items[commit - 1]->id, D1_REPO_ID_BYTES);
    return (uint32_t)telling->commits.len;
}

static void tell_one(void *context, uint32_t says)
{
    struct telling *telling = context;
    const struct wrote *wrote = wrote_of(telling->brought, says);
    uint32_t number = WRITTEN_WHILE_MERGING;

    telling->unknown = telling->unknown || !wrote || wrote->commit == UNKNOWN;
    if (!telling->unknown && wrote->commit != WRITTEN_WHILE_MERGING)
        number = renumber(telling, wrote->commit);
    d1_strbuf_add(&telling->numbers, (const char *)&number, sizeof number);
}

static int keep_content(const struct d1_past *past, const struct merge *brought, uint32_t content)
{
    const struct d1_past_source *source = &past->options.source;
    struct telling telling = {.brought = brought};
    struct d1_strbuf bytes = {0};
    struct head head;
    int result = 0;

    each_fact(past, content, tell_one, &telling);
    head = (struct head){telling.commits.len, telling.numbers.len / sizeof(uint32_t)};
    d1_strbuf_add(&bytes, (const char *)&head, sizeof head);
    d1_strbuf_str(&bytes, d1_strbuf_view(&telling.ids));
    d1_strbuf_str(&bytes, d1_strbuf_view(&telling.numbers));
    if (telling.oom || telling.ids.oom || telling.numbers.oom || bytes.oom)
        result = D1_ERR_MEMORY;
    else if (!telling.unknown)
        result = source->keep(source->context, brought->point, content, d1_strbuf_view(&bytes));
    d1_strbuf_release(&telling.numbers);
    d1_strbuf_release(&telling.ids);
    d1_vec_release(&telling.commits);
    d1_strbuf_release(&bytes);
    return result;
}

static int keep_all(const struct d1_past *past, const struct merge *brought)
{
    const struct d1_repo_writing *point = &past->options.line->points[brought->point];
    int result = 0;

    for (size_t i = 0; past->options.source.keep && i < point->change_count && result == 0; i++) {
        uint32_t content = point->changes[i].after;

        if (content != D1_REPO_NO_BLOB && past->contents.items[content].facts)
            result = keep_content(past, brought, content);
    }
    return result;
}

struct recalling {
    struct merge *brought;
    struct d1_str numbers;
    size_t first, commits; /* where those of this content begin among those of the merge, and how many they are */
    size_t at;
    bool dry, bad; /* nothing is taken yet; the numbers are not those of these facts */
};

static void recall_one(void *context, uint32_t says)
{
    struct recalling *recalling = context;
    struct wrote *wrote = wrote_of(recalling->brought, says);
    uint32_t number;

    if (recalling->numbers.len - recalling->at < sizeof number) {
        recalling->bad = true;
        return;
    }
    memcpy(&number, recalling->numbers.ptr + recalling->at, sizeof number);
    recalling->at += sizeof number;
    recalling->bad = recalling->bad || !wrote || number > recalling->commits;
    if (!recalling->dry)
        wrote->commit = number ? (uint32_t)recalling->first + number : WRITTEN_WHILE_MERGING;
}

/* The commits by their ids: 1, 0 where one cannot be read, or D1_ERR_MEMORY. */
static int recall_commits(const struct d1_past *past, struct merge *brought, struct d1_str ids)
{
    const struct d1_past_source *source = &past->options.source;
    const struct d1_repo_writing *commit;
    int result = 1;

    for (size_t at = 0; at < ids.len && result > 0; at += D1_REPO_ID_BYTES) {
        result = source->commit(source->context, (const uint8_t *)ids.ptr + at, &commit, NULL);
        result = result == D1_ERR_MEMORY || (result == 0 && d1_vec_push(&brought->commits, commit) < 0) ? D1_ERR_MEMORY
                                                                                                        : result == 0;
    }
    return result;
}

/* Takes what is kept of a content: 1, 0 where it is none, or D1_ERR_MEMORY. */
static int take_content(const struct d1_past *past, struct merge *brought, uint32_t content, struct d1_str bytes)
{
    struct recalling recalling = {.brought = brought, .first = brought->commits.len, .dry = true};
    struct head head;
    size_t ids;
    int result;

    if (bytes.len < sizeof head)
        return 0;
    memcpy(&head, bytes.ptr, sizeof head);
    bytes = d1_str_sub(bytes, sizeof head, bytes.len);
    if (head.commits > bytes.len / D1_REPO_ID_BYTES)
        return 0;
    ids = (size_t)head.commits * D1_REPO_ID_BYTES;
    recalling.numbers = d1_str_sub(bytes, ids, bytes.len);
    recalling.commits = (size_t)head.commits;
    each_fact(past, content, recall_one, &recalling);
    if (recalling.bad || recalling.at != recalling.numbers.len || head.facts != recalling.at / sizeof(uint32_t))
        return 0;
    result = recall_commits(past, brought, d1_str_sub(bytes, 0, ids));
    if (result > 0) {
        recalling.dry = false;
        recalling.at = 0;
        each_fact(past, content, recall_one, &recalling);
    }
    return result;
}

/* As take_content. */
static int recall_content(const struct d1_past *past, struct merge *brought, uint32_t content)
{
    const struct d1_past_source *source = &past->options.source;
    struct d1_strbuf bytes = {0};
    int result = source->recall ? source->recall(source->context, brought->point, content, &bytes) : 0;

    if (result > 0)
        result = take_content(past, brought, content, d1_strbuf_view(&bytes));
    d1_strbuf_release(&bytes);
    return result;
}

/* ---- the branch ---- */

static int unread_writer(struct d1_error *error, struct d1_str why)
{
    return d1_error_set(error, D1_ERR_READ, "what a branch brought cannot be read: " D1_STR_FMT, D1_STR_ARG(why));
}

/* What stood on the line for others may have been written on a branch, too. */
static int read_branch(struct d1_past *past, const struct d1_past_branch *branch, struct d1_str *why)
{
    bool lost, *marked;
    int result = d1_past_read(past, branch->blobs, true, NULL, why);

    if (result < 0 || !past->options.source.wanted)
        return result;
    marked = d1_calloc(past->contents.len + 1, sizeof *marked);
    if (!marked)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < branch->count; i++)
        for (size_t j = 0; j < branch->commits[i].change_count; j++) {
            uint32_t after = branch->commits[i].changes[j].after;

            if (after != D1_REPO_NO_BLOB)
                marked[after] = !past->contents.items[after].facts;
        }
    result = d1_past_read_marked(past, marked, NULL, why, &lost);
    d1_free(marked);
    return result;
}

struct attributing {
    struct merge *brought;
    uint32_t commit; /* its number plus 1 */
};

static void attribute_one(void *context, uint32_t says)
{
    const struct attributing *attributing = context;
    struct wrote *wrote = wrote_of(attributing->brought, says);

    if (wrote && wrote->commit == NOBODY_LOOKED)
        wrote->commit = attributing->commit;
}

/* Goes through the branch, oldest first, as far as it can be read; false where that is not to the end. */
static bool attribute(const struct d1_past *past, struct merge *brought)
{
    const struct d1_past_branch *branch = &brought->branch;
    struct attributing attributing = {.brought = brought, .commit = (uint32_t)(brought->commits.len - branch->count)};

    for (size_t i = 0; i < branch->count; i++) {
        attributing.commit++;
        for (size_t j = 0; j < branch->commits[i].change_count; j++) {
            uint32_t after = branch->commits[i].changes[j].after;

            if (after == D1_REPO_NO_BLOB)
                continue;
            if (past->contents.items[after].state == D1_CONTENT_UNREAD)
                return false;
            each_fact(past, after, attribute_one, &attributing);
        }
    }
    return true;
}

/* Looks for all that nobody has looked for yet in a branch that was read. */
static void look(const struct d1_past *past, struct merge *brought)
{
    bool known = attribute(past, brought) && !brought->branch.gap;

    for (size_t i = 0; i < brought->count; i++)
        if (brought->list[i].commit == NOBODY_LOOKED)
            brought->list[i].commit = known ? WRITTEN_WHILE_MERGING : UNKNOWN;
}

/* Once. */
static int read_brought(struct d1_past *past, struct merge *brought, struct d1_error *error)
{
    const struct d1_past_source *source = &past->options.source;
    int result = source->branch(source->context, brought->point, &brought->branch, error);

    if (result < 0)
        return result;
    brought->why = d1_str("");
    if (read_branch(past, &brought->branch, &brought->why) < 0)
        return d1_error_memory(error);
    if (!brought->why.len)
        brought->why = d1_str(brought->branch.gap ? not_here : "a file of it is not here");
    for (size_t i = 0; i < brought->branch.count; i++)
        if (d1_vec_push(&brought->commits, &brought->branch.commits[i]) < 0)
            return d1_error_memory(error);
    brought->read = true;
    look(past, brought);
    return keep_all(past, brought) < 0 ? d1_error_memory(error) : 0;
}

/* ---- asking ---- */

static int find_writer(struct d1_past *past, size_t point, uint32_t says, const struct d1_repo_writing **writer,
                       struct d1_error *error)
{
    struct merge *brought;
    struct wrote *wrote;
    int result = find_brought(past, point, says, &brought);

    if (result < 0)
        return d1_error_memory(error);
    wrote = wrote_of(brought, says);
    if (wrote->commit == NOBODY_LOOKED && wrote->content != D1_REPO_NO_BLOB)
        result = recall_content(past, brought, wrote->content);
    if (result < 0)
        return d1_error_memory(error);
    result = 0;
    if (wrote->commit == NOBODY_LOOKED && brought->read)
        look(past, brought);
    else if (wrote->commit == NOBODY_LOOKED)
        result = read_brought(past, brought, error);
    if (result < 0 || wrote->commit == WRITTEN_WHILE_MERGING)
        return result;
    if (wrote->commit == UNKNOWN)
        return unread_writer(error, brought->why);
    *writer = brought->commits.items[wrote->commit - 1];
    return (*writer)->cut ? unread_writer(error, d1_str(not_here)) : 0;
}

int d1_past_writer(struct d1_past *past, size_t point, uint32_t says, const struct d1_repo_writing **writer,
                   struct d1_error *error)
{
    int result;

    *writer = &past->options.line->points[point];
    if ((*writer)->parents < 2 || d1_past_is_unsaved(past, point))
        return 0;
    pthread_mutex_lock(&past->lock);
    result = find_writer(past, point, says, writer, error);
    pthread_mutex_unlock(&past->lock);
    return result;
}

void d1_past_release_writers(struct d1_past *past)
{
    for (size_t i = 0; i < past->brought.len; i++) {
        struct merge *brought = past->brought.entries[i].value;

        d1_vec_release(&brought->commits);
        d1_free(brought->list);
    }
    d1_map_release(&past->brought);
}
