/* What is read of a past when somebody asks: signatures, each verified once, and files that are no artifacts. */
#include "base/limits.h"
#include "engagement/past/private.h"

/* ---- signatures ---- */

/* What a signature is over may be large, what is known of it is not. */
static int keep_signature(struct d1_past *past, struct d1_signature *kept, const struct d1_signature *read)
{
    *kept = *read;
    if (read->reason.ptr)
        kept->reason = d1_arena_str(&past->arena, read->reason);
    if (read->key.blob.ptr)
        kept->key.blob = d1_arena_str(&past->arena, read->key.blob);
    if (read->key.type.ptr)
        kept->key.type = d1_arena_str(&past->arena, read->key.type);
    return (read->reason.ptr && !kept->reason.ptr) || (read->key.blob.ptr && !kept->key.blob.ptr) ||
                   (read->key.type.ptr && !kept->key.type.ptr)
               ? D1_ERR_MEMORY
               : 0;
}

/* Whether as many signatures were verified as may be. */
static bool has_enough(const struct d1_past *past, struct d1_error *error)
{
    if (past->signatures.len + past->detached.len < D1_LIMIT_SIGNATURES)
        return false;
    d1_error_set(error, D1_ERR_LIMIT, "more than the limit of %d signatures would be verified", D1_LIMIT_SIGNATURES);
    return true;
}

unsigned d1_past_share(struct d1_past *past)
{
    size_t count;

    pthread_mutex_lock(&past->lock);
    count = past->signatures.len + past->detached.len;
    pthread_mutex_unlock(&past->lock);
    return (unsigned)(count * 1000 / D1_LIMIT_SIGNATURES);
}

static int read_signature(struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                          const struct d1_signature **signature, struct d1_error *error)
{
    const struct d1_past_source *source = &past->options.source;
    struct d1_signature *kept = d1_arena_calloc(&past->arena, 1, sizeof *kept), read = {0};
    struct d1_str key = d1_arena_str(&past->arena, d1_strn((const char *)id, D1_REPO_ID_BYTES));
    struct d1_arena scratch = {0};
    int result;

    if (!kept || !key.ptr)
        return d1_error_memory(error);
    if (has_enough(past, error))
        return D1_ERR_LIMIT;
    result = source->signature(source->context, id, is_tag, &read, &scratch, error);
    if (result == 0 && (keep_signature(past, kept, &read) < 0 || d1_map_insert(&past->signatures, key, kept, NULL) < 0))
        result = d1_error_memory(error);
    if (result == 0)
        *signature = kept;
    d1_arena_release(&scratch);
    return result;
}

int d1_past_signature(struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                      const struct d1_signature **signature, struct d1_error *error)
{
    int result = 0;

    pthread_mutex_lock(&past->lock);
    *signature = d1_map_get(&past->signatures, d1_strn((const char *)id, D1_REPO_ID_BYTES));
    if (!*signature)
        result = read_signature(past, id, is_tag, signature, error);
    pthread_mutex_unlock(&past->lock);
    return result;
}

static int read_detached(struct d1_past *past, struct d1_str path, struct d1_str blob, struct d1_str key,
                         const struct d1_detached **detached, struct d1_error *error)
{
    const struct d1_past_source *source = &past->options.source;
    struct d1_detached *kept = d1_arena_calloc(&past->arena, 1, sizeof *kept), read = {0};
    struct d1_arena scratch = {0};
    int result;

    key = d1_arena_str(&past->arena, key);
    if (!kept || !key.ptr)
        return d1_error_memory(error);
    if (has_enough(past, error))
        return D1_ERR_LIMIT;
    result = source->detached(source->context, path, blob, &read, &scratch, error);
    *kept = read;
    if (result == 0 && (keep_signature(past, &kept->signature, &read.signature) < 0 ||
                        d1_map_insert(&past->detached, key, kept, NULL) < 0))
        result = d1_error_memory(error);
    if (result == 0)
        *detached = kept;
    d1_arena_release(&scratch);
    return result;
}

int d1_past_detached(struct d1_past *past, struct d1_str path, struct d1_str blob, const struct d1_detached **detached,
                     struct d1_error *error)
{
    struct d1_arena scratch = {0};
    struct d1_str key = d1_arena_join(&scratch, path, '\0', blob);
    int result = 0;

    pthread_mutex_lock(&past->lock);
    *detached = key.ptr ? d1_map_get(&past->detached, key) : NULL;
    if (!key.ptr)
        result = d1_error_memory(error);
    else if (!*detached)
        result = read_detached(past, path, blob, key, detached, error);
    pthread_mutex_unlock(&past->lock);
    d1_arena_release(&scratch);
    return result;
}

/* ---- files ---- */

static int read_file(struct d1_past *past, size_t point, struct d1_str path, struct d1_str key,
                     const struct d1_digest **digest)
{
    const struct d1_past_source *source = &past->options.source;
    struct d1_digest *kept = d1_arena_calloc(&past->arena, 1, sizeof *kept);

    key = d1_arena_str(&past->arena, key);
    if (!kept || !key.ptr || source->file(source->context, point, path, kept, &past->arena) < 0 ||
        d1_map_insert(&past->files, key, kept, NULL) < 0)
        return D1_ERR_MEMORY;
    *digest = kept;
    return 0;
}

int d1_past_file(struct d1_past *past, size_t point, struct d1_str path, const struct d1_digest **digest)
{
    struct d1_arena scratch = {0};
    struct d1_str key = d1_arena_printf(&scratch, "%zu " D1_STR_FMT, point, D1_STR_ARG(path));
    int result = 0;

    pthread_mutex_lock(&past->lock);
    *digest = key.ptr ? d1_map_get(&past->files, key) : NULL;
    if (!key.ptr)
        result = D1_ERR_MEMORY;
    else if (!*digest)
        result = read_file(past, point, path, key, digest);
    pthread_mutex_unlock(&past->lock);
    d1_arena_release(&scratch);
    return result;
}
