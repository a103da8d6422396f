#include "engine/read/brought.h"

#include <string.h>

#include "cache/cache.h"

/* More objects of one merge are not kept. */
enum { MOST_OBJECTS = 1 << 16 };

struct head {
    struct d1_repo_branch_cost cost;
    uint64_t contents;
};

/* What became of a merge. */
enum { UNKNOWN, STANDS, FALLS, KEPT };

void d1_brought_release(struct d1_brought *brought)
{
    d1_map_release(&brought->merges);
    d1_arena_release(&brought->arena);
}

/* ---- the form ---- */

void d1_brought_write(struct d1_strbuf *out, const struct d1_brought_ground *ground)
{
    struct head head = {.cost = ground->cost, .contents = ground->contents};

    d1_strbuf_add(out, (const char *)&head, sizeof head);
    d1_strbuf_add(out, (const char *)ground->objects, ground->object_count * D1_REPO_ID_BYTES);
}

bool d1_brought_read(struct d1_brought_ground *ground, struct d1_str bytes)
{
    struct head head;

    if (bytes.len < sizeof head || (bytes.len - sizeof head) % D1_REPO_ID_BYTES)
        return false;
    memcpy(&head, bytes.ptr, sizeof head);
    *ground = (struct d1_brought_ground){
        .cost = head.cost,
        .contents = head.contents,
        .objects = (const uint8_t(*)[D1_REPO_ID_BYTES])(bytes.ptr + sizeof head),
        .object_count = (bytes.len - sizeof head) / D1_REPO_ID_BYTES,
    };
    return true;
}

/* ---- the keys ---- */

/*
 * Of a merge, or of a content that it brought. Which files there are is told by the directory that the snapshot is of;
 * what they say by all that reading a file depends on.
 */
static int key_of(struct d1_print *key, const struct d1_brought *brought, size_t point, const uint8_t *blob)
{
    const struct d1_keeping *keeping = &brought->opened->keeping;
    const uint8_t *merge = d1_repo_history_line(brought->history)->points[point].id;
    struct d1_strbuf text = {0};
    int result;

    d1_strbuf_puts(&text, blob ? "writers content " : "writers merge ");
    d1_strbuf_add(&text, (const char *)merge, D1_REPO_ID_BYTES);
    if (blob)
        d1_strbuf_add(&text, (const char *)blob, D1_REPO_ID_BYTES);
    d1_strbuf_str(&text, keeping->under);
    d1_strbuf_putc(&text, '\0');
    d1_strbuf_puts(&text, d1_repo_snapshot_commit(brought->opened->snapshot)->directory);
    *key = d1_cache_key(keeping->cache, d1_strbuf_view(&text));
    result = text.oom ? D1_ERR_MEMORY : 0;
    d1_strbuf_release(&text);
    return result;
}

/* Where to note what became of a merge; NULL when memory is short. */
static uint8_t *state_of(struct d1_brought *brought, size_t point)
{
    struct d1_str key = d1_strn((const char *)&point, sizeof point);
    uint8_t *state = d1_map_get(&brought->merges, key);

    if (state)
        return state;
    state = d1_arena_calloc(&brought->arena, 1, sizeof *state);
    key = d1_arena_str(&brought->arena, key);
    return state && key.ptr && d1_map_insert(&brought->merges, key, state, NULL) > 0 ? state : NULL;
}

/* ---- finding ---- */

/* Whether all that a merge rests on is there, and is known to be all. 1, 0 or D1_ERR_MEMORY. */
static int stands(struct d1_brought *brought, size_t point)
{
    struct d1_strbuf bytes = {0};
    struct d1_brought_ground ground;
    struct d1_print key;
    int result = key_of(&key, brought, point, NULL);

    if (result == 0)
        result = d1_cache_get(brought->opened->keeping.cache, key, &bytes);
    if (result > 0)
        result = d1_brought_read(&ground, d1_strbuf_view(&bytes)) &&
                 d1_repo_history_holds(brought->history, ground.objects, ground.object_count);
    if (result > 0) {
        d1_repo_history_spare(brought->history, &ground.cost);
        brought->bytes += ground.contents;
        brought->spared = true;
    }
    d1_strbuf_release(&bytes);
    return result;
}

int d1_brought_find(struct d1_brought *brought, size_t point, const uint8_t blob[D1_REPO_ID_BYTES],
                    struct d1_strbuf *bytes)
{
    struct d1_print key;
    uint8_t *state;
    int result = 1;

    if (!brought->opened->recalls || !brought->opened->keeping.cache || !blob ||
        !d1_repo_history_is_whole(brought->history))
        return 0;
    state = state_of(brought, point);
    if (!state)
        return D1_ERR_MEMORY;
    if (*state == UNKNOWN) {
        result = stands(brought, point);
        if (result < 0)
            return result;
        *state = result ? STANDS : FALLS;
    }
    if (*state != STANDS)
        return 0;
    result = key_of(&key, brought, point, blob);
    return result < 0 ? result : d1_cache_get(brought->opened->keeping.cache, key, bytes);
}

/* ---- keeping ---- */

static int keep_merge(struct d1_brought *brought, size_t point, const struct d1_repo_branch_ground *from)
{
    struct d1_brought_ground ground = {
        .cost = from->cost,
        .contents = d1_repo_history_size(brought->history, from->objects, from->object_count),
        .objects = from->objects,
        .object_count = from->object_count,
    };
    struct d1_strbuf bytes = {0};
    struct d1_print key;
    int result = key_of(&key, brought, point, NULL);

    d1_brought_write(&bytes, &ground);
    if (result == 0)
        result = bytes.oom
                     ? D1_ERR_MEMORY
                     : d1_cache_put(brought->opened->keeping.cache, D1_CACHE_WRITERS, key, d1_strbuf_view(&bytes));
    d1_strbuf_release(&bytes);
    return result;
}

int d1_brought_keep(struct d1_brought *brought, size_t point, const uint8_t blob[D1_REPO_ID_BYTES], struct d1_str bytes)
{
    const struct d1_repo_branch_ground *ground = d1_repo_history_ground(brought->history, point);
    struct d1_cache *cache = brought->opened->keeping.cache;
    struct d1_print key;
    uint8_t *state;
    int result = 0;

    if (!cache || !blob || !ground->whole || ground->object_count > MOST_OBJECTS)
        return 0;
    state = state_of(brought, point);
    if (!state)
        return D1_ERR_MEMORY;
    if (*state != KEPT && *state != STANDS) {
        result = keep_merge(brought, point, ground);
        *state = KEPT;
    }
    if (result == 0)
        result = key_of(&key, brought, point, blob);
    return result < 0 ? result : d1_cache_put(cache, D1_CACHE_WRITERS, key, bytes);
}
