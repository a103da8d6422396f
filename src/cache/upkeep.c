/* The folder of a cache: which packs there are, which go, and what of them stays. */
#include "cache/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* Seconds after which a pack that is not finished is nobody's any more, and for which a pack counts as just used. */
enum { FORSAKEN = 24 * 3600, RECENT = 600 };

typedef int visitor(struct d1_cache *cache, const char *name, enum d1_pack_kind kind);

/* Calls `each` for each pack by its name, finished or not; what it returns below 0 ends the walk and is returned. */
static int each_pack(struct d1_cache *cache, visitor *each)
{
    int fd = openat(cache->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = 0;
    DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (!directory) {
        result = errno == ENOMEM ? D1_ERR_MEMORY : 0;
        if (fd >= 0)
            close(fd);
        return result;
    }
    for (size_t i = 0; i < D1_LIMIT_CACHE_FILES && result >= 0 && (entry = readdir(directory)); i++) {
        enum d1_pack_kind kind = d1_pack_kind_of(entry->d_name);

        if (kind != D1_PACK_NONE)
            result = each(cache, entry->d_name, kind);
    }
    closedir(directory);
    return result < 0 ? result : 0;
}

/* ---- at the beginning ---- */

/* Notes a pack as a row that is not open yet. */
static int note_pack(struct d1_cache *cache, const char *name, enum d1_pack_kind kind)
{
    struct d1_pack pack = {.fd = -1};
    struct stat st;

    if (kind != D1_PACK_WHOLE || fstatat(cache->folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    memcpy(pack.name, name, strlen(name));
    pack.size = (uint64_t)st.st_size;
    pack.last_used = st.st_mtime;
    return d1_vec_push(&cache->packs, pack);
}

/* The one used last first; of several the largest, so that it is the small ones that are put together. */
static int by_use(const void *a, const void *b)
{
    const struct d1_pack *x = a, *y = b;

    if (x->last_used / RECENT != y->last_used / RECENT)
        return x->last_used > y->last_used ? -1 : 1;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void sort(struct d1_cache *cache)
{
    if (cache->packs.len)
        qsort(cache->packs.items, cache->packs.len, sizeof *cache->packs.items, by_use);
}

int d1_store_list(struct d1_cache *cache)
{
    int result = each_pack(cache, note_pack);
    size_t count = cache->packs.len;

    sort(cache);
    cache->packs.len = 0;
    for (size_t i = 0; i < count && result >= 0; i++) {
        struct d1_pack_name name;
        struct d1_pack pack;

        memcpy(name.text, cache->packs.items[i].name, sizeof name.text);
        result = cache->packs.len < D1_LIMIT_CACHE_PACKS ? d1_pack_open(&pack, cache->folder, name.text) : 0;
        if (result > 0)
            cache->packs.items[cache->packs.len++] = pack;
        else if (result == 0)
            result = d1_vec_push(&cache->surplus, name);
    }
    return result < 0 ? D1_ERR_MEMORY : 0;
}

/* ---- at the end ---- */

static bool is_used(const struct d1_pack *pack)
{
    for (uint32_t i = 0; i < pack->count; i++)
        if (atomic_load_explicit(&pack->used[i], memory_order_relaxed))
            return true;
    return false;
}

/* The time of a file is when it was used last. */
static void note_use(struct d1_cache *cache)
{
    time_t now = time(NULL);

    for (size_t i = 0; i < cache->packs.len; i++) {
        struct d1_pack *pack = &cache->packs.items[i];

        if (!is_used(pack) || (now >= pack->last_used && now - pack->last_used < RECENT))
            continue;
        pack->last_used = now;
        futimens(pack->fd, NULL);
    }
    sort(cache);
}

/* What this run had of a pack goes into the new one. */
static void save_used(struct d1_cache *cache, const struct d1_pack *pack)
{
    struct d1_strbuf bytes = {0};

    for (uint32_t i = 0; i < pack->count; i++)
        if (atomic_load_explicit(&pack->used[i], memory_order_relaxed) &&
            d1_pack_get(pack, &cache->seal, pack->entries[i].key, &bytes) > 0)
            d1_cache_put(cache, pack->entries[i].kind, pack->entries[i].key, d1_strbuf_view(&bytes));
    d1_strbuf_release(&bytes);
}

static int remove_forsaken(struct d1_cache *cache, const char *name, enum d1_pack_kind kind)
{
    struct stat st;

    if (kind == D1_PACK_BEGUN && fstatat(cache->folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        time(NULL) - st.st_mtime > FORSAKEN)
        unlinkat(cache->folder, name, 0);
    return 0;
}

/* How many packs may stay beside the new one: so many that all are within the limits. */
static size_t count_stay(const struct d1_cache *cache)
{
    uint64_t sum = cache->writer.size + cache->writer.entries.len * sizeof *cache->writer.entries.items;
    size_t stay = 0;

    for (; stay < cache->packs.len && stay + 1 < D1_LIMIT_CACHE_PACKS; stay++) {
        sum += cache->packs.items[stay].size;
        if (sum > cache->limit)
            break;
    }
    return stay;
}

void d1_cache_finish(struct d1_cache *cache)
{
    size_t stay;

    note_use(cache);
    if (!cache->writer.begun)
        return;
    stay = count_stay(cache);
    for (size_t i = stay; i < cache->packs.len; i++)
        save_used(cache, &cache->packs.items[i]);
    if (d1_pack_finish(&cache->writer))
        for (size_t i = stay; i < cache->packs.len; i++)
            unlinkat(cache->folder, cache->packs.items[i].name, 0);
    for (size_t i = 0; i < cache->surplus.len; i++)
        unlinkat(cache->folder, cache->surplus.items[i].text, 0);
    each_pack(cache, remove_forsaken);
}

/* ---- for people ---- */

static void count_kinds(const struct d1_pack *pack, struct d1_cache_state *state)
{
    for (uint32_t i = 0; i < pack->count; i++)
        if (pack->entries[i].kind < D1_CACHE_KINDS)
            state->kinds[pack->entries[i].kind]++;
}

int d1_cache_describe(struct d1_cache *cache, struct d1_cache_state *state)
{
    *state = (struct d1_cache_state){
        .directory = d1_arena_str(&cache->arena, d1_str(cache->path)),
        .packs = cache->packs.len,
        .limit = cache->limit,
    };
    for (size_t i = 0; i < cache->packs.len; i++) {
        state->entries += cache->packs.items[i].count;
        state->bytes += cache->packs.items[i].size;
        count_kinds(&cache->packs.items[i], state);
    }
    return state->directory.ptr ? 0 : D1_ERR_MEMORY;
}

static int remove_pack(struct d1_cache *cache, const char *name, enum d1_pack_kind kind)
{
    (void)kind;
    return unlinkat(cache->folder, name, 0) < 0 && errno != ENOENT ? D1_ERR_WRITE : 0;
}

int d1_cache_clear(struct d1_cache *cache, struct d1_error *error)
{
    int result = each_pack(cache, remove_pack);

    if (result == D1_ERR_MEMORY)
        return d1_error_memory(error);
    if (result < 0)
        return d1_error_set(error, D1_ERR_WRITE, "%s cannot be cleared: %s", cache->path, strerror(errno));
    return 0;
}
