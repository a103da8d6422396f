/* The outlines of files in the cache: those of a group of files lie under one key, which is what all of them hold. */
#include <string.h>

#include "base/memory/alloc.h"
#include "base/pool.h"
#include "base/vec.h"
#include "cache/cache.h"
#include "engagement/load/loading.h"
#include "engagement/load/outlines.h"

/* The files first..end. */
struct group {
    size_t first, end;
    bool found;
    int result;
};

struct d1_groups {
    struct d1_loading *loading;
    D1_VEC(struct group) list;
};

/* Whether an entry is a file that is read. */
static bool counts(const struct d1_loading *loading, size_t index)
{
    return loading->entries[index].kind == D1_REPO_FILE;
}

/*
 * The key of a group: 1; 0 where a content is not known; D1_ERR_MEMORY. What one file holds does not depend on its
 * name, but that another is made of one named as JSON.
 */
static int key_of(const struct d1_loading *loading, const struct group *group, struct d1_strbuf *text,
                  struct d1_print *key)
{
    d1_strbuf_clear(text);
    d1_strbuf_puts(text, "outlines ");
    d1_strbuf_str(text, loading->options->keeping->under);
    for (size_t i = group->first; i < group->end; i++) {
        const uint8_t *id = counts(loading, i) ? d1_loading_id(loading, i) : NULL;

        if (counts(loading, i) && !id)
            return 0;
        d1_strbuf_putc(text, !id ? '-' : d1_file_is_json(&loading->workspace->files[i]) ? 'j' : 'y');
        if (id)
            d1_strbuf_add(text, (const char *)id, D1_REPO_ID_BYTES);
    }
    *key = d1_cache_key(loading->options->keeping->cache, d1_strbuf_view(text));
    return text->oom ? D1_ERR_MEMORY : 1;
}

/* ---- finding ---- */

/* What a group came to, file by file. */
static void take(struct d1_loading *loading, const struct group *group, const struct d1_outlined *outlined,
                 unsigned thread)
{
    for (size_t i = group->first; i < group->end; i++) {
        const struct d1_outlined *one = &outlined[i - group->first];

        if (!one->known)
            continue;
        /* An object that git has lost is lost, although somebody still knows what it held. */
        if (d1_loading_lacks(loading, i, thread)) {
            one->file->artifact_count = 0;
            continue;
        }
        one->file->outlined = d1_loading_id(loading, i);
        loading->loaded[i].bytes = one->bytes;
        d1_allowance_take(&loading->taken, one->bytes, one->file->artifact_count, 0);
    }
}

static int find(struct d1_loading *loading, const struct group *group, unsigned thread)
{
    struct d1_arena *arena = d1_artifact_loader_arena(loading->workspace->loaders[thread]);
    struct d1_outlined *outlined = d1_calloc(group->end - group->first, sizeof *outlined);
    struct d1_strbuf text = {0};
    struct d1_print key;
    int result = outlined ? key_of(loading, group, &text, &key) : D1_ERR_MEMORY;

    for (size_t i = group->first; outlined && i < group->end; i++)
        outlined[i - group->first].file = &loading->workspace->files[i];
    if (result > 0)
        result = d1_cache_get(loading->options->keeping->cache, key, &text);
    if (result > 0)
        result = d1_outlines_read(d1_strbuf_view(&text), loading->kinds, arena, outlined, group->end - group->first);
    if (result > 0)
        take(loading, group, outlined, thread);
    d1_strbuf_release(&text);
    d1_free(outlined);
    return result;
}

static void find_item(void *context, size_t index, unsigned thread)
{
    struct d1_groups *groups = context;
    struct group *group = &groups->list.items[index];

    group->result = find(groups->loading, group, thread);
    group->found = group->result > 0;
}

static int divide(struct d1_groups *groups)
{
    const struct d1_loading *loading = groups->loading;
    struct group group = {0};

    for (group.first = 0; group.first < loading->count; group.first = group.end) {
        group.end = d1_repo_group_end(loading->entries, loading->count, group.first);
        if (d1_vec_push(&groups->list, group) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_groups_find(struct d1_groups **out, struct d1_loading *loading)
{
    struct d1_groups *groups = d1_calloc(1, sizeof *groups);
    int result;

    if (!groups)
        return D1_ERR_MEMORY;
    *out = groups;
    groups->loading = loading;
    result = divide(groups);
    if (result == 0)
        d1_pool_run(loading->workspace->pool, groups->list.len, 1, find_item, groups);
    for (size_t i = 0; i < groups->list.len && result == 0; i++)
        result = groups->list.items[i].result < 0 ? D1_ERR_MEMORY : 0;
    return result;
}

/* ---- keeping ---- */

static int keep(struct d1_loading *loading, const struct group *group, struct d1_strbuf *text)
{
    struct d1_outlined outlined[D1_REPO_GROUP_MOST];
    size_t count = group->end - group->first;
    struct d1_print key;
    bool any = false;
    int result = key_of(loading, group, text, &key);

    for (size_t i = 0; i < count && result > 0; i++) {
        struct d1_loaded *loaded = &loading->loaded[group->first + i];

        outlined[i].file = &loading->workspace->files[group->first + i];
        outlined[i].bytes = loaded->bytes;
        outlined[i].known = counts(loading, group->first + i) && !loaded->skipped.path && !outlined[i].file->outlined &&
                            d1_outline_may(outlined[i].file);
        any = any || outlined[i].known;
    }
    if (result <= 0 || !any)
        return result;
    d1_strbuf_clear(text);
    d1_outlines_write(text, outlined, count);
    if (text->oom)
        return text->full ? 0 : D1_ERR_MEMORY;
    return d1_cache_put(loading->options->keeping->cache, D1_CACHE_OUTLINES, key, d1_strbuf_view(text));
}

int d1_groups_keep(struct d1_groups *groups)
{
    struct d1_strbuf text = {0};
    int result = 0;

    for (size_t i = 0; i < groups->list.len && result >= 0; i++)
        if (!groups->list.items[i].found)
            result = keep(groups->loading, &groups->list.items[i], &text);
    d1_strbuf_release(&text);
    return result < 0 ? result : 0;
}

void d1_groups_free(struct d1_groups *groups)
{
    if (!groups)
        return;
    d1_vec_release(&groups->list);
    d1_free(groups);
}
