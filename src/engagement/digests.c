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
    struct d1_map by_id;           /* of contents that are no files of the snapshot */
    size_t file_bytes;             /* read of files so far ... */
    size_t content_bytes;          /* likewise of contents that are none: the present has all of its own */
    size_t file_limit;             /* ... and how much either may be */
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
    d1_map_release(&digests->by_id);
    d1_arena_release(&digests->arena);
    pthread_mutex_destroy(&digests->lock);
    d1_free(digests);
}

/* Reads a file or a content, within the limit of all that is counted with it. */
static int read_entry(struct d1_digests *digests, const struct d1_repo_entry *entry, size_t *read, struct d1_str *bytes,
                      struct d1_error *error)
{
    int result = digests->reader ? 0 : d1_repo_reader_new(&digests->reader, digests->snapshot, error);

    if (result == 0 && *read > digests->file_limit)
        result =
            d1_error_set(error, D1_ERR_LIMIT, "more than the limit of %zu MiB of files would be read for their digests",
                         digests->file_limit >> 20);
    if (result == 0)
        result = d1_repo_read_evidence(digests->reader, entry, bytes, error);
    if (result == 0)
        *read += bytes->len;
    return result;
}

/* Finds and reads the file at a path; D1_ERR_NOT_FOUND where there is none. */
static int read_path(struct d1_digests *digests, struct d1_str path, struct d1_repo_entry *entry, struct d1_str *bytes,
                     struct d1_error *error)
{
    int result = d1_repo_lookup(digests->snapshot, path, entry, error);

    if (result == 0 && (entry->kind == D1_REPO_ABSENT || entry->kind == D1_REPO_DIRECTORY))
        return d1_error_set(error, D1_ERR_NOT_FOUND, "there is no file " D1_STR_FMT, D1_STR_ARG(path));
    return result == 0 ? read_entry(digests, entry, &digests->file_bytes, bytes, error) : result;
}

/* The digest of a file; what went wrong is in *error. */
static int digest_file(struct d1_digests *digests, struct d1_str path, struct d1_digest *digest, struct d1_error *error)
{
    struct d1_repo_entry entry = {0};
    struct d1_str bytes = {NULL, 0};
    int result = read_path(digests, path, &entry, &bytes, error);

    if (result < 0)
        return result;
    d1_sha256(bytes, digest->sha256);
    return d1_repo_entry_id(digests->snapshot, &entry, bytes, digest->blob, error);
}

static int read_content(struct d1_digests *digests, const uint8_t id[D1_REPO_ID_BYTES], struct d1_str *bytes,
                        struct d1_error *error)
{
    struct d1_repo_entry entry = {.path = "", .kind = D1_REPO_FILE, .size = D1_REPO_SIZE_UNKNOWN};
    int result;

    memcpy(entry.id, id, sizeof entry.id);
    result = read_entry(digests, &entry, &digests->content_bytes, bytes, error);
    return result == D1_ERR_NOT_FOUND ? D1_ERR_READ : result;
}

static int digest_content(struct d1_digests *digests, struct d1_str id, struct d1_digest *digest,
                          struct d1_error *error)
{
    const uint8_t *content = (const uint8_t *)id.ptr;
    struct d1_str bytes = {NULL, 0};
    int result = read_content(digests, content, &bytes, error);

    d1_repo_id_format(content, digest->blob);
    if (result == 0)
        d1_sha256(bytes, digest->sha256);
    return result;
}

typedef int take_digest(struct d1_digests *digests, struct d1_str key, struct d1_digest *digest,
                        struct d1_error *error);

/* A new entry for what was not asked for before. */
static int add(struct d1_digests *digests, struct d1_map *map, struct d1_str key, take_digest *take,
               const struct d1_digest **digest)
{
    struct d1_digest *new = d1_arena_calloc(&digests->arena, 1, sizeof *new);
    struct d1_error error = {0};
    int result;

    key = d1_arena_str(&digests->arena, key);
    if (!new || !key.ptr)
        return D1_ERR_MEMORY;
    result = take(digests, key, new, &error);
    if (result == D1_ERR_NOT_FOUND) {
        new->state = D1_DIGEST_ABSENT;
    } else if (result < 0 && result != D1_ERR_MEMORY) {
        new->state = D1_DIGEST_UNREAD;
        new->reason = d1_arena_str(&digests->arena, d1_str(d1_error_message(&error)));
        if (!new->reason.ptr)
            result = D1_ERR_MEMORY;
    }
    d1_error_clear(&error);
    if (result == D1_ERR_MEMORY || d1_map_insert(map, key, new, NULL) < 0)
        return D1_ERR_MEMORY;
    *digest = new;
    return 0;
}

static int get(struct d1_digests *digests, struct d1_map *map, struct d1_str key, take_digest *take,
               const struct d1_digest **digest)
{
    int result = 0;

    pthread_mutex_lock(&digests->lock);
    *digest = d1_map_get(map, key);
    if (!*digest)
        result = add(digests, map, key, take, digest);
    pthread_mutex_unlock(&digests->lock);
    return result;
}

int d1_digests_get(struct d1_digests *digests, struct d1_str path, const struct d1_digest **digest)
{
    return get(digests, &digests->by_path, path, digest_file, digest);
}

int d1_digests_content(struct d1_digests *digests, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_digest **digest)
{
    return get(digests, &digests->by_id, d1_strn((const char *)id, D1_REPO_ID_BYTES), digest_content, digest);
}

int d1_digests_file(struct d1_digests *digests, struct d1_str path, struct d1_strbuf *bytes, struct d1_error *error)
{
    struct d1_repo_entry entry = {0};
    struct d1_str read = {0};
    int result;

    pthread_mutex_lock(&digests->lock);
    result = read_path(digests, path, &entry, &read, error);
    if (result == 0)
        d1_strbuf_str(bytes, read);
    pthread_mutex_unlock(&digests->lock);
    return bytes->oom ? d1_error_memory(error) : result;
}

int d1_digests_bytes(struct d1_digests *digests, const uint8_t id[D1_REPO_ID_BYTES], struct d1_strbuf *bytes,
                     struct d1_error *error)
{
    struct d1_str read = {0};
    int result;

    pthread_mutex_lock(&digests->lock);
    result = read_content(digests, id, &read, error);
    if (result == 0)
        d1_strbuf_str(bytes, read);
    pthread_mutex_unlock(&digests->lock);
    return bytes->oom ? d1_error_memory(error) : result;
}

unsigned d1_digests_share(struct d1_digests *digests)
{
    size_t files, contents, objects;

    pthread_mutex_lock(&digests->lock);
    files = digests->file_bytes / (digests->file_limit / 1000 + 1);
    contents = digests->content_bytes / (digests->file_limit / 1000 + 1);
    objects = digests->object_bytes / (D1_LIMIT_APPROVED_BYTES / 1000 + 1);
    pthread_mutex_unlock(&digests->lock);
    files = files > contents ? files : contents;
    return (unsigned)(files > objects ? files : objects);
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
