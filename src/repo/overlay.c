/* Files that are as they will be: what somebody is about to write, or has open in an editor, in place of the disk's. */
#include "base/memory/alloc.h"
#include "repo/internal.h"

int d1_repo_snapshot_lay(struct d1_repo_snapshot *snapshot, const char *path, struct d1_str bytes,
                         struct d1_error *error)
{
    struct d1_str text = d1_str(path);
    struct d1_repo_laid laid = {.bytes = bytes};
    size_t at;

    if (snapshot->source != D1_REPO_WORKTREE || !text.len || !d1_repo_path_valid(text))
        return d1_error_set(error, D1_ERR_USAGE, "%s cannot be laid over what is read", path);
    laid.path = d1_arena_str(&snapshot->arena, text);
    if (!laid.path.ptr || d1_vec_push(&snapshot->laid, laid) < 0)
        return d1_error_memory(error);
    if (d1_repo_entry_find(snapshot, text, &at)) {
        memset(snapshot->entries.items[at].id, 0, sizeof(snapshot->entries.items[at].id));
        snapshot->entries.items[at].kind = D1_REPO_FILE;
        snapshot->entries.items[at].reason = NULL;
        return 0;
    }
    if (d1_repo_entry_add(snapshot, text, D1_REPO_FILE, NULL, NULL, error) < 0)
        return D1_ERR_MEMORY;
    /* Entries have other numbers now. */
    d1_free((void *)snapshot->was_read);
    snapshot->was_read = NULL;
    for (size_t i = snapshot->entries.len - 1; i > at; i--) {
        struct d1_repo_entry entry = snapshot->entries.items[i];

        snapshot->entries.items[i] = snapshot->entries.items[i - 1];
        snapshot->entries.items[i - 1] = entry;
    }
    return 0;
}

const struct d1_str *d1_repo_laid(const struct d1_repo_snapshot *snapshot, struct d1_str path)
{
    for (size_t i = snapshot->laid.len; i > 0; i--)
        if (d1_str_eq(snapshot->laid.items[i - 1].path, path))
            return &snapshot->laid.items[i - 1].bytes;
    return NULL;
}
