#include "cache/cache.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "cache/store.h"

/* ---- opening ---- */

static int read_limit(uint64_t *limit, struct d1_error *error)
{
    const char *text = getenv("D1LINT_CACHE_SIZE");
    uint64_t mib = 0;

    *limit = (uint64_t)D1_LIMIT_CACHE_MIB << 20;
    if (!text || !text[0])
        return 0;
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9' || mib > D1_LIMIT_CACHE_MIB_MAX)
            return d1_error_set(error, D1_ERR_USAGE,
                                "D1LINT_CACHE_SIZE is a number of MiB from 0, for no cache, to %d, as 512; `%s` is not",
                                D1_LIMIT_CACHE_MIB_MAX, text);
        mib = mib * 10 + (uint64_t)(*at - '0');
    }
    if (mib > D1_LIMIT_CACHE_MIB_MAX)
        return d1_error_set(error, D1_ERR_USAGE, "D1LINT_CACHE_SIZE is at most %d MiB; `%s` is more",
                            D1_LIMIT_CACHE_MIB_MAX, text);
    *limit = mib << 20;
    return 0;
}

/* The folder in the git directory, else the one in the cache home. */
static bool find_folder(struct d1_cache *cache, const char *common_dir, int home, const char *home_path)
{
    int at = common_dir ? open(common_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int length = -1;

    cache->folder = -1;
    if (at >= 0) {
        cache->folder = d1_cache_folder(at, "d1lint");
        length = snprintf(cache->path, sizeof cache->path, "%s/d1lint", common_dir);
        close(at);
    }
    if (cache->folder < 0) {
        cache->folder = fcntl(home, F_DUPFD_CLOEXEC, 0);
        length = snprintf(cache->path, sizeof cache->path, "%s", home_path);
    }
    return cache->folder >= 0 && length > 0 && (size_t)length < sizeof cache->path;
}

static struct d1_cache *cache_new(const char *common_dir, uint64_t limit, const char **why)
{
    struct d1_cache *cache;
    char path[PATH_MAX];
    int home;

    if (!limit) {
        *why = "D1LINT_CACHE_SIZE is 0";
        return NULL;
    }
    home = d1_cache_home(path, sizeof path);
    if (home < 0) {
        *why = "there is no folder for it: XDG_CACHE_HOME or ~/.cache must be a directory that you alone can write in";
        return NULL;
    }
    cache = d1_calloc(1, sizeof *cache);
    if (cache && !d1_cache_secret(home, &cache->secret)) {
        *why = "its secret cannot be used: `d1lint/secret` in XDG_CACHE_HOME or ~/.cache must be a file of yours with "
               "mode 0600; remove it, and another one is made";
        d1_free(cache);
        cache = NULL;
    } else if (cache && !find_folder(cache, common_dir, home, path)) {
        *why = "there is no folder for it";
        d1_free(cache);
        cache = NULL;
    }
    close(home);
    return cache;
}

int d1_cache_open(struct d1_cache **cache, const char *common_dir, const char **why, struct d1_error *error)
{
    const char *reason = NULL;
    uint64_t limit;
    struct d1_cache *new;
    int result = read_limit(&limit, error);

    if (result < 0)
        return result;
    *cache = NULL;
    new = cache_new(common_dir, limit, &reason);
    if (why)
        *why = reason;
    if (!new)
        return reason ? 0 : d1_error_memory(error);
    new->limit = limit;
    d1_seal_key_make(&new->seal, &new->secret);
    pthread_mutex_init(&new->lock, NULL);
    if (d1_store_list(new) < 0) {
        d1_cache_free(new);
        return d1_error_memory(error);
    }
    *cache = new;
    return 0;
}

void d1_cache_free(struct d1_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < cache->packs.len; i++)
        d1_pack_close(&cache->packs.items[i]);
    d1_vec_release(&cache->packs);
    d1_vec_release(&cache->surplus);
    d1_pack_abandon(&cache->writer);
    d1_map_release(&cache->fresh);
    d1_arena_release(&cache->arena);
    pthread_mutex_destroy(&cache->lock);
    close(cache->folder);
    d1_free(cache);
}

/* ---- values ---- */

struct d1_print d1_cache_key(const struct d1_cache *cache, struct d1_str text)
{
    return d1_siphash(text.ptr, text.len, cache->secret.keys[0], cache->secret.keys[1]);
}

int d1_cache_get(struct d1_cache *cache, struct d1_print key, struct d1_strbuf *bytes)
{
    int result = 0;

    for (size_t i = 0; i < cache->packs.len && result == 0; i++)
        result = d1_pack_get(&cache->packs.items[i], &cache->seal, key, bytes);
    return result;
}

/* Whether the key is new to this run, and noted now: 1 or 0; D1_ERR_MEMORY. */
static int note_key(struct d1_cache *cache, struct d1_print key)
{
    struct d1_str text = d1_strn((const char *)&key, sizeof key);

    if (d1_map_find(&cache->fresh, text))
        return 0;
    text = d1_arena_str(&cache->arena, text);
    return text.ptr ? d1_map_insert(&cache->fresh, text, NULL, NULL) : D1_ERR_MEMORY;
}

int d1_cache_put(struct d1_cache *cache, enum d1_cache_kind kind, struct d1_print key, struct d1_str bytes)
{
    int result = 0;

    pthread_mutex_lock(&cache->lock);
    if (!cache->writer.begun)
        d1_pack_begin(&cache->writer, cache->folder);
    if (cache->writer.size + bytes.len <= cache->limit) {
        result = note_key(cache, key);
        if (result > 0)
            result = d1_pack_add(&cache->writer, &cache->seal, kind, key, bytes);
    }
    pthread_mutex_unlock(&cache->lock);
    return result;
}
