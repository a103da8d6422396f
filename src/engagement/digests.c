#include "engagement/digests.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/memory/arena.h"

struct d1_digests {
    struct d1_repo_snapshot *snapshot;
    struct d1_repo_reader *reader; /* NULL until a file is read */
    pthread_mutex_t lock;          /* held while a file is looked for and read */
    struct d1_map by_path;         /* to struct d1_digest, in the arena */
    size_t file_bytes;             /* read of files so far ... */
    size_t file_limit;             /* ... and how much that may be */
    size_t object_bytes;           /* read by d1_digests_object so far */
    struct d1_arena arena;
};

int d1_digest_bytes(struct d1_digest *digest, struct d1_str bytes, struct d1_error *error)
{
    digest->state = D1_DIGEST_KNOWN;
    d1_sha256(bytes, digest->sha256);
    return d1_repo_blob_id(bytes, digest->blob, error);
}

int d1_digests_new(struct d1_digests **digests, struct d1_repo_snapshot *snapshot, size_t limit)
{
    struct d1_digests *new = d1_calloc(1, sizeof *new);

    if (!new)
        return D1_ERR_MEMORY;
    if (pthread_mutex_init(&new->lock, NULL) != 0) {
        d1_free(new);
        return D1_ERR_MEMORY;
    }
    new->snapshot = snapshot;
    new->file_limit = limit;
    *digests = new;
    return 0;
}

void d1_digests_free(struct d1_digests *digests)
{
    if (!digests)
        return;
    d1_repo_reader_free(digests->reader);
    d1_map_release(&digests->by_path);
    d1_arena_release(&digests->arena);
    pthread_mutex_destroy(&digests->lock);
    d1_free(digests);
}

/* Finds and reads the file; what went wrong is in *error. */
static int read_file(struct d1_digests *digests, struct d1_str path, struct d1_digest *digest, struct d1_error *error)
{
    struct d1_repo_entry entry = {0};
    struct d1_str bytes;
    int result = d1_repo_lookup(digests->snapshot, path, &entry, error);

    if (result == 0 && (entry.kind == D1_REPO_ABSENT || entry.kind == D1_REPO_DIRECTORY)) {
        digest->state = D1_DIGEST_ABSENT;
        return 0;
    }
    if (result == 0 && !digests->reader)
        result = d1_repo_reader_new(&digests->reader, digests->snapshot, error);
    if (result == 0 && digests->file_bytes > digests->file_limit)
        result =
            d1_error_set(error, D1_ERR_LIMIT, "more than the limit of %zu MiB of files would be read for their digests",
                         digests->file_limit >> 20);
    if (result == 0)
        result = d1_repo_read_evidence(digests->reader, &entry, &bytes, error);
    if (result == 0) {
        digests->file_bytes += bytes.len;
        d1_sha256(bytes, digest->sha256);
        result = d1_repo_entry_id(digests->snapshot, &entry, bytes, digest->blob, error);
    }
    return result;
}

/* A new entry for a path that was not asked for before. */
static int add(struct d1_digests *digests, struct d1_str path, const struct d1_digest **digest)
{
    struct d1_digest *new = d1_arena_calloc(&digests->arena, 1, sizeof *new);
    struct d1_error error = {0};
    int result;

    path = d1_arena_str(&digests->arena, path);
    if (!new || !path.ptr)
        return D1_ERR_MEMORY;
    result = read_file(digests, path, new, &error);
    if (result == D1_ERR_NOT_FOUND) {
        new->state = D1_DIGEST_ABSENT;
    } else if (result < 0 && result != D1_ERR_MEMORY) {
        new->state = D1_DIGEST_UNREAD;
        new->reason = d1_arena_str(&digests->arena, d1_str(d1_error_message(&error)));
        if (!new->reason.ptr)
            result = D1_ERR_MEMORY;
    }
    d1_error_clear(&error);
    if (result == D1_ERR_MEMORY || d1_map_insert(&digests->by_path, path, new, NULL) < 0)
        return D1_ERR_MEMORY;
    *digest = new;
    return 0;
}

int d1_digests_get(struct d1_digests *digests, struct d1_str path, const struct d1_digest **digest)
{
    int result = 0;

    pthread_mutex_lock(&digests->lock);
    *digest = d1_map_get(&digests->by_path, path);
    if (!*digest)
        result = add(digests, path, digest);
    pthread_mutex_unlock(&digests->lock);
    return result;
}

void d1_digests_each(const struct d1_digests *digests,
                     void (*each)(void *context, struct d1_str path, const struct d1_digest *digest), void *context)
{
    for (size_t i = 0; i < digests->by_path.len; i++)
        each(context, digests->by_path.entries[i].key, digests->by_path.entries[i].value);
}

int d1_digests_object(struct d1_digests *digests, struct d1_str id, struct d1_strbuf *bytes, struct d1_error *error)
{
    int result = 0;

    pthread_mutex_lock(&digests->lock);
    if (digests->object_bytes > D1_LIMIT_APPROVED_BYTES)
        result = d1_error_set(error, D1_ERR_LIMIT,
                              "more than the limit of %d MiB of earlier versions of files would be read",
                              D1_LIMIT_APPROVED_BYTES >> 20);
    if (result == 0 && !digests->reader)
        result = d1_repo_reader_new(&digests->reader, digests->snapshot, error);
    if (result == 0)
        result = d1_repo_read_object(digests->reader, id, bytes, error);
    digests->object_bytes += bytes->len;
    pthread_mutex_unlock(&digests->lock);
    return result;
}
