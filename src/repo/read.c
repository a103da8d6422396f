/* Bytes of files: blobs by way of an object database of the reader's own, work-tree files from beneath the root. */
#include "repo/internal.h"
#include "repo/state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "repo/convert/clean.h"

struct d1_repo_reader {
    struct d1_repo_snapshot *snapshot;
    git_odb *odb;           /* NULL until an object is read, which in a work tree seldom is */
    bool owns_shared;       /* odb is the one of the repository, in use by this reader alone */
    git_odb_object *object; /* what the last bytes belong to */
    char *buffer;           /* bytes of the last work-tree file */
    size_t size;
};

/* An error about the entry: its path is the place. */
static int fail(struct d1_error *error, int code, const struct d1_repo_entry *entry, const char *format,
                const char *detail)
{
    d1_error_set(error, code, format, detail);
    d1_error_place(error, (struct d1_place){.path = entry->path});
    return code;
}

static int too_large(struct d1_error *error, uint64_t size, size_t limit)
{
    return d1_error_set(error, D1_ERR_LIMIT, "the file has %llu bytes, more than the limit of %zu (%zu MiB)",
                        (unsigned long long)size, limit, limit >> 20);
}

/* ---- readers ---- */

/*
 * libgit2 inflates with its database locked, so threads that share one take turns. The first reader has the
 * repository's own; the others open the same again, which is cheap.
 */
static int open_objects(struct d1_repo_reader *reader, struct d1_error *error)
{
    struct d1_repo *repo = reader->snapshot->repo;

    if (atomic_exchange(&repo->odb_taken, true))
        return d1_repo_open_odb(&reader->odb, repo, error);
    reader->odb = repo->odb;
    reader->owns_shared = true;
    return 0;
}

int d1_repo_reader_new(struct d1_repo_reader **out, struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct d1_repo_reader *reader = d1_calloc(1, sizeof(*reader));
    int code = 0;

    if (!reader)
        return d1_error_memory(error);
    reader->snapshot = snapshot;
    if (snapshot->source != D1_REPO_WORKTREE)
        code = open_objects(reader, error);
    if (code < 0)
        d1_repo_reader_free(reader);
    else
        *out = reader;
    return code;
}

void d1_repo_reader_free(struct d1_repo_reader *reader)
{
    if (!reader)
        return;
    git_odb_object_free(reader->object);
    if (reader->owns_shared)
        atomic_store(&reader->snapshot->repo->odb_taken, false);
    else
        git_odb_free(reader->odb);
    d1_free(reader->buffer);
    d1_free(reader);
}

/* ---- blobs ---- */

static int read_blob(git_odb_object **object, const struct d1_repo *repo, git_odb *odb, const git_oid *id,
                     struct d1_error *error)
{
    int code;

    git_error_clear();
    code = git_odb_read(object, odb, id);
    if (code == D1_REPO_ELIMIT)
        return d1_error_set(error, D1_ERR_LIMIT, "the file %s", d1_repo_git_message());
    if (code < 0)
        return d1_repo_object_error(error, repo, code, "its content", id);
    if (git_odb_object_type(*object) != GIT_OBJECT_BLOB) {
        git_odb_object_free(*object);
        *object = NULL;
        return d1_error_set(error, D1_ERR_READ, "its object is no file content: `git fsck` tells what is wrong");
    }
    return 0;
}

static int read_object(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, struct d1_str *bytes,
                       struct d1_error *error)
{
    git_oid id;
    int code = reader->odb ? 0 : open_objects(reader, error);

    if (code < 0)
        return code;
    git_odb_object_free(reader->object);
    reader->object = NULL;
    memcpy(id.id, entry->id, sizeof(id.id));
    code = read_blob(&reader->object, reader->snapshot->repo, reader->odb, &id, error);
    if (code < 0) {
        d1_error_place(error, (struct d1_place){.path = entry->path});
        return code;
    }
    *bytes = d1_strn(git_odb_object_data(reader->object), git_odb_object_size(reader->object));
    return 0;
}

/* ---- files ---- */

static int open_error(const struct d1_repo_entry *entry, int number, struct d1_error *error)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return fail(error, D1_ERR_NOT_FOUND, entry, "the file vanished while it was linted%s", "");
    case ELOOP:
        return fail(error, D1_ERR_READ, entry, "a symbolic link has taken the place of the file%s", "");
    case ENXIO:
        return fail(error, D1_ERR_READ, entry, "the file is no longer a regular file%s", "");
    default:
        return fail(error, D1_ERR_READ, entry, "the file cannot be read: %s", strerror(number));
    }
}

static int reserve(struct d1_repo_reader *reader, size_t size)
{
    char *buffer;

    if (size <= reader->size)
        return 0;
    /* Files of a repository are of like sizes: some room to spare saves most reallocations. */
    size += size / 2 + 4096;
    buffer = d1_realloc(reader->buffer, size);
    if (!buffer)
        return D1_ERR_MEMORY;
    reader->buffer = buffer;
    reader->size = size;
    return 0;
}

/* Reads fd to its end, which may have moved since its size was asked for. */
static int read_to_end(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, int fd, size_t expected,
                       size_t limit, size_t *len, struct d1_error *error)
{
    ssize_t got;

    *len = 0;
    for (;;) {
        /* One byte more than expected: a read that does not fill it has met the end. */
        if (reserve(reader, (*len < expected ? expected : *len) + 1) < 0)
            return d1_error_memory(error);
        got = read(fd, reader->buffer + *len, reader->size - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return open_error(entry, errno, error);
        *len += (size_t)got;
        if (*len > limit)
            return fail(error, D1_ERR_LIMIT, entry, "the file grew beyond the limit of its size while it was read%s",
                        "");
        if (got == 0 || *len == expected)
            return 0;
    }
}

/* An entry need not be one of the list: it may have been looked up by its path. */
static void note_read(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry)
{
    size_t at;

    if (snapshot->was_read && d1_repo_entry_find(snapshot, d1_strn(entry->path, entry->path_len), &at))
        atomic_store_explicit(&snapshot->was_read[at], true, memory_order_relaxed);
}

bool d1_repo_snapshot_was_read(const struct d1_repo_snapshot *snapshot, size_t number)
{
    return !snapshot->was_read || atomic_load_explicit(&snapshot->was_read[number], memory_order_relaxed);
}

static int read_file(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, size_t limit,
                     struct d1_str *bytes, struct d1_error *error)
{
    int fd = d1_repo_open_beneath(reader->snapshot->root_fd, entry->path, O_RDONLY, false);
    size_t len = 0;
    struct stat st;
    int code = 0;

    note_read(reader->snapshot, entry);
    if (fd < 0)
        return open_error(entry, errno, error);
    if (fstat(fd, &st) < 0)
        code = open_error(entry, errno, error);
    else if (!S_ISREG(st.st_mode))
        code = fail(error, D1_ERR_READ, entry, "the file is no longer a regular file%s", "");
    else if ((uint64_t)st.st_size > limit) {
        code = too_large(error, (uint64_t)st.st_size, limit);
        d1_error_place(error, (struct d1_place){.path = entry->path});
    } else
        code = read_to_end(reader, entry, fd, (size_t)st.st_size, limit, &len, error);
    close(fd);
    if (code == 0)
        *bytes = d1_strn(reader->buffer, len);
    return code;
}

/* What was found on disk has none. */
static bool has_id(const struct d1_repo_entry *entry)
{
    static const uint8_t none[D1_REPO_ID_BYTES];

    return memcmp(entry->id, none, sizeof(none)) != 0;
}

int d1_repo_read_most(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, size_t most,
                      struct d1_str *bytes, struct d1_error *error)
{
    const struct d1_str *laid;
    int code;

    if (entry->kind != D1_REPO_FILE)
        return fail(error, D1_ERR_USAGE, entry, "%s", entry->reason ? entry->reason : "this is no file");
    if ((laid = d1_repo_laid(reader->snapshot, d1_strn(entry->path, entry->path_len)))) {
        *bytes = *laid;
        return 0;
    }
    if (!has_id(entry))
        return read_file(reader, entry, most, bytes, error);
    d1_repo_guard_blobs(most);
    code = read_object(reader, entry, bytes, error);
    d1_repo_guard_blobs(0);
    return code;
}

int d1_repo_read(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, struct d1_str *bytes,
                 struct d1_error *error)
{
    return d1_repo_read_most(reader, entry, D1_LIMIT_FILE_BYTES, bytes, error);
}

int d1_repo_read_evidence(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, struct d1_str *bytes,
                          struct d1_error *error)
{
    return d1_repo_read_most(reader, entry, D1_LIMIT_EVIDENCE_BYTES, bytes, error);
}

int d1_repo_read_object(struct d1_repo_reader *reader, struct d1_str id, struct d1_strbuf *bytes,
                        struct d1_error *error)
{
    const struct d1_repo_info *info = &reader->snapshot->repo->info;
    bool whole = !info->is_shallow && !info->is_partial;
    git_odb_object *object = NULL;
    git_object_t type;
    git_oid oid;
    size_t size;
    int code = 0;

    if (!info->is_git)
        return d1_error_set(error, D1_ERR_READ, "there is no git repository to read object " D1_STR_FMT " from",
                            D1_STR_ARG(id));
    /* Of another length are the ids of repositories with SHA-256, which this one is not. */
    if (id.len != GIT_OID_HEXSZ || git_oid_fromstrn(&oid, id.ptr, id.len) < 0)
        return d1_error_set(error, D1_ERR_NOT_FOUND, "the repository has no object with the id " D1_STR_FMT,
                            D1_STR_ARG(id));
    if (!reader->odb && (code = open_objects(reader, error)) < 0)
        return code;
    if (!git_odb_exists(reader->odb, &oid))
        return d1_error_set(error, whole ? D1_ERR_NOT_FOUND : D1_ERR_READ,
                            whole ? "the repository has no object " D1_STR_FMT
                                  : "object " D1_STR_FMT " is not in this clone, which has a part of the history only: "
                                    "`git fetch --unshallow` or a full clone has the rest",
                            D1_STR_ARG(id));
    if (git_odb_read_header(&size, &type, reader->odb, &oid) == 0 && type != GIT_OBJECT_BLOB)
        return d1_error_set(error, D1_ERR_NOT_FOUND, "object " D1_STR_FMT " is no file content", D1_STR_ARG(id));
    code = read_blob(&object, reader->snapshot->repo, reader->odb, &oid, error);
    if (code < 0)
        return code;
    d1_strbuf_add(bytes, git_odb_object_data(object), git_odb_object_size(object));
    git_odb_object_free(object);
    return bytes->oom ? d1_error_memory(error) : 0;
}

int d1_repo_read_revision(struct d1_strbuf *bytes, struct d1_strbuf *path, struct d1_repo *repo, const char *spec,
                          struct d1_error *error)
{
    git_odb_object *object = NULL;
    git_oid id;
    int code = d1_repo_revision_file(&id, path, repo, spec, error);

    if (code < 0)
        return code;
    if ((code = read_blob(&object, repo, repo->odb, &id, error)) < 0) {
        d1_error_prefix(error, "%s", spec);
        return code;
    }
    d1_strbuf_add(bytes, git_odb_object_data(object), git_odb_object_size(object));
    git_odb_object_free(object);
    return bytes->oom || (path && path->oom) ? d1_error_memory(error) : 0;
}

/* libgit2 looks for traces of an attack on SHA-1 in all that it hashes, and gives up where there are such. */
int d1_repo_blob_hash(struct d1_str bytes, uint8_t id[D1_REPO_ID_BYTES], struct d1_error *error)
{
    git_oid oid;

    git_error_clear();
    if (git_odb_hash(&oid, bytes.len ? bytes.ptr : "", bytes.len, GIT_OBJECT_BLOB) < 0)
        return d1_repo_git_error(error, D1_ERR_READ, "its content can have no id as an object of git");
    memcpy(id, oid.id, D1_REPO_ID_BYTES);
    return 0;
}

int d1_repo_blob_id(struct d1_str bytes, char text[D1_REPO_ID_TEXT], struct d1_error *error)
{
    uint8_t id[D1_REPO_ID_BYTES];
    int code = d1_repo_blob_hash(bytes, id, error);

    if (code == 0)
        d1_repo_id_format(id, text);
    return code;
}

int d1_repo_known_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry, uint8_t id[D1_REPO_ID_BYTES],
                     struct d1_error *error)
{
    bool found = false;
    git_oid tracked;

    if (has_id(entry)) {
        memcpy(id, entry->id, D1_REPO_ID_BYTES);
        return 1;
    }
    if (d1_repo_tracked_id(snapshot, entry->path, &tracked, &found, error) < 0)
        return D1_ERR_MEMORY;
    if (found)
        memcpy(id, tracked.id, D1_REPO_ID_BYTES);
    return found;
}

/*
 * A file of a filter that looks like what the index has, and was written in the tick of the index as a fresh checkout
 * is: only the filter could tell that it is not. Returns 1, 0 or D1_ERR_MEMORY.
 */
static int likely_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry, char text[D1_REPO_ID_TEXT])
{
    bool found = false;
    git_oid id;

    if (d1_repo_tracked_likely(snapshot, entry->path, &id, &found, NULL) < 0)
        return D1_ERR_MEMORY;
    if (found)
        d1_repo_id_format(id.id, text);
    return found;
}

int d1_repo_entry_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry, struct d1_str bytes,
                     char text[D1_REPO_ID_TEXT], struct d1_error *error)
{
    struct d1_str path = d1_strn(entry->path, entry->path_len);
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_strbuf stored = {0};
    bool changed = false;
    int code = d1_repo_known_id(snapshot, entry, id, error);

    if (code == 0) {
        if (snapshot->source == D1_REPO_WORKTREE && snapshot->repo->info.is_git)
            code = d1_repo_clean(&stored, &changed, snapshot, path, bytes, error);
        if (code == D1_ERR_READ && likely_id(snapshot, entry, text) > 0) {
            if (error)
                d1_error_clear(error);
            code = 0;
        } else if (code == 0)
            code = d1_repo_blob_id(changed ? d1_strbuf_view(&stored) : bytes, text, error);
    } else if (code > 0) {
        d1_repo_id_format(id, text);
    }
    d1_strbuf_release(&stored);
    return code < 0 ? code : 0;
}

bool d1_repo_reader_has(struct d1_repo_reader *reader, const struct d1_repo_entry *entry)
{
    git_oid id;

    if (!reader->odb && open_objects(reader, NULL) < 0)
        return false;
    memcpy(id.id, entry->id, sizeof(id.id));
    return git_odb_exists(reader->odb, &id) == 1;
}
