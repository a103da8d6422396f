/* Signatures of a past, each verified once, when somebody asks. */
#include "base/limits.h"
#include "base/text/strbuf.h"
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

static int read_detached(struct d1_past *past, const struct d1_past_signed *what, struct d1_str key,
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
    result = source->detached(source->context, what, &read, &scratch, error);
    *kept = read;
    if (result == 0 && (keep_signature(past, &kept->signature, &read.signature) < 0 ||
                        d1_map_insert(&past->detached, key, kept, NULL) < 0))
        result = d1_error_memory(error);
    if (result == 0)
        *detached = kept;
    d1_arena_release(&scratch);
    return result;
}

/* What tells one that is verified from all others. */
static void write_key(struct d1_strbuf *key, const struct d1_past_signed *what)
{
    d1_strbuf_str(key, what->path);
    d1_strbuf_putc(key, '\0');
    d1_strbuf_str(key, what->blob);
    if (what->signature)
        d1_strbuf_add(key, (const char *)what->signature, D1_REPO_ID_BYTES);
    if (what->file)
        d1_strbuf_add(key, (const char *)what->file, D1_REPO_ID_BYTES);
}

static int find_detached(struct d1_past *past, const struct d1_past_signed *what, const struct d1_detached **detached,
                         struct d1_error *error)
{
    struct d1_strbuf key = {0};
    int result = 0;

    write_key(&key, what);
    pthread_mutex_lock(&past->lock);
    *detached = key.oom ? NULL : d1_map_get(&past->detached, d1_strbuf_view(&key));
    if (key.oom)
        result = d1_error_memory(error);
    else if (!*detached)
        result = read_detached(past, what, d1_strbuf_view(&key), detached, error);
    pthread_mutex_unlock(&past->lock);
    d1_strbuf_release(&key);
    return result;
}

int d1_past_detached(struct d1_past *past, struct d1_str path, struct d1_str blob, const struct d1_detached **detached,
                     struct d1_error *error)
{
    const struct d1_past_signed what = {.path = path, .blob = blob};

    return find_detached(past, &what, detached, error);
}

/* ---- as a point has them ---- */

/* The id of the file at a path: 1; 0 where there is none; a negative code where it is not known. */
static int find_id(struct d1_past *past, size_t point, struct d1_str path, uint8_t id[D1_REPO_ID_BYTES],
                   struct d1_error *error)
{
    const struct d1_digest *file;

    if (d1_past_file(past, point, path, &file) < 0)
        return d1_error_memory(error);
    if (file->blob[0] && d1_repo_id_parse(d1_str(file->blob), id))
        return 1;
    return file->state == D1_DIGEST_ABSENT ? 0
                                           : d1_error_set(error, D1_ERR_READ, D1_STR_FMT ": " D1_STR_FMT,
                                                          D1_STR_ARG(path), D1_STR_ARG(file->reason));
}

int d1_past_detached_then(struct d1_past *past, size_t point, struct d1_str path, struct d1_str blob,
                          const struct d1_detached **detached, struct d1_error *error)
{
    static const struct d1_detached none = {.point = D1_PAST_NONE};
    static const struct d1_detached nothing = {
        .there = true,
        .nowhere = true,
        .signature = {.status = D1_SIGNATURE_BAD, .reason = {"there is no such file", 21}},
    };
    uint8_t signature[D1_REPO_ID_BYTES], file[D1_REPO_ID_BYTES];
    struct d1_past_signed what = {.path = path, .blob = blob, .signature = signature};
    struct d1_arena scratch = {0};
    struct d1_str beside = d1_arena_printf(&scratch, D1_STR_FMT ".sig", D1_STR_ARG(path));
    int result = beside.ptr ? find_id(past, point, beside, signature, error) : d1_error_memory(error);

    d1_arena_release(&scratch);
    *detached = &none;
    if (result > 0 && !blob.len) {
        what.file = file;
        result = find_id(past, point, path, file, error);
        *detached = &nothing;
    }
    return result > 0 ? find_detached(past, &what, detached, error) : result;
}
