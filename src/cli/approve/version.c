/* Versions of files: the one that is approved, and that of what shows it. */
#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "cli/approve/approve.h"

/* The id that a source of the repository has at a path; D1_ERR_NOT_FOUND where it has no file there. */
static int find_id(struct d1_repo *repo, enum d1_repo_source source, const char *revision, const char *path,
                   char id[D1_REPO_ID_TEXT], struct d1_error *error)
{
    struct d1_repo_snapshot_options options = {.source = source, .revision = revision};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_entry entry = {0};
    int result = d1_repo_snapshot_open(&snapshot, repo, &options, error);

    if (result == 0)
        result = d1_repo_lookup(snapshot, d1_str(path), &entry, error);
    if (result == 0 && entry.kind != D1_REPO_FILE)
        result = d1_error_set(error, D1_ERR_NOT_FOUND, "%s is no file there", path);
    if (result == 0)
        d1_repo_id_format(entry.id, id);
    d1_repo_snapshot_free(snapshot);
    return result;
}

static int digest(struct d1_repo_snapshot *snapshot, const char *path, char blob[D1_REPO_ID_TEXT], char *sha256,
                  struct d1_error *error)
{
    struct d1_repo_reader *reader = NULL;
    struct d1_repo_entry entry = {0};
    struct d1_str bytes;
    int result = d1_repo_lookup(snapshot, d1_str(path), &entry, error);

    if (result == 0 && entry.kind != D1_REPO_FILE)
        result = d1_error_set(error, D1_ERR_NOT_FOUND, "%s is no file", path);
    if (result == 0)
        result = d1_repo_reader_new(&reader, snapshot, error);
    if (result == 0)
        result = d1_repo_read_evidence(reader, &entry, &bytes, error);
    if (result == 0) {
        d1_sha256(bytes, sha256);
        result = d1_repo_entry_id(snapshot, &entry, bytes, blob, error);
    }
    d1_repo_reader_free(reader);
    return result;
}

/* The version that is approved must be the one that is staged, and that lies in the work tree. */
static int compare(struct d1_repo *repo, const struct d1_approve_version *version, struct d1_error *error)
{
    struct d1_repo_snapshot_options options = {.source = D1_REPO_WORKTREE};
    char staged[D1_REPO_ID_TEXT], lying[D1_REPO_ID_TEXT], sha256[D1_SHA256_TEXT];
    struct d1_repo_snapshot *snapshot = NULL;
    int result = find_id(repo, D1_REPO_INDEX, NULL, version->path, staged, error);

    if (result == 0)
        result = d1_repo_snapshot_open(&snapshot, repo, &options, error);
    if (result == 0)
        result = digest(snapshot, version->path, lying, sha256, error);
    /* What a filter would make of a file that is not as it was committed, nobody approves. */
    if (result == D1_ERR_READ) {
        d1_error_clear(error);
        lying[0] = '\0';
        result = 0;
    }
    if (result == 0 && (strcmp(staged, version->blob) != 0 || strcmp(lying, version->blob) != 0))
        result = d1_error_set(
            error, D1_ERR_USAGE,
            "%s differs from what HEAD has: commit it first, so that what is approved is what is there", version->path);
    d1_repo_snapshot_free(snapshot);
    return result;
}

int d1_approve_find_version(struct d1_approve_version *version, const char *root, const char *path,
                            const char *revision, struct d1_error *error)
{
    struct d1_repo *repo = NULL;
    int result = d1_repo_global_init(error);

    if (result < 0)
        return result;
    version->path = path;
    result = d1_repo_open(&repo, root, NULL, error);
    if (result == 0)
        result = find_id(repo, D1_REPO_REVISION, revision ? revision : "HEAD", path, version->blob, error);
    if (result == 0 && !revision)
        result = compare(repo, version, error);
    if (result == D1_ERR_NOT_FOUND)
        result = d1_error_set(error, D1_ERR_USAGE, "%s has no %s: what is not committed cannot be approved",
                              revision ? revision : "HEAD", path);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return result;
}

int d1_approve_read_evidence(const struct d1_scope *scope, const char *argument, struct d1_strbuf *path, char *sha256,
                             struct d1_error *error)
{
    char lying[D1_REPO_ID_TEXT], staged[D1_REPO_ID_TEXT];
    struct d1_repo *repo = NULL;
    char *found = NULL;
    int result = d1_repo_snapshot_path(&found, d1_scope_snapshot(scope), argument, error);

    if (result < 0)
        return result;
    d1_strbuf_puts(path, found);
    d1_free(found);
    result = path->oom ? d1_error_memory(error) : digest(d1_scope_snapshot(scope), path->ptr, lying, sha256, error);
    if (result == 0)
        result = d1_repo_open(&repo, d1_scope_root(scope), NULL, error);
    if (result == 0)
        result = find_id(repo, D1_REPO_INDEX, NULL, path->ptr, staged, error);
    if (result == 0 && strcmp(lying, staged) != 0)
        result = d1_error_set(error, D1_ERR_USAGE, "evidence %s differs from what is staged: `git add` it", argument);
    else if (result == D1_ERR_NOT_FOUND)
        result = d1_error_set(error, D1_ERR_USAGE, "evidence %s is not there, or git does not track it: `git add` it",
                              argument);
    d1_repo_free(repo);
    return result;
}
