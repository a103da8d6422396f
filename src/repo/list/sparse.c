/* What git keeps out of the work tree: the files of a sparse checkout, which are what they are in the index. */
#include <stdio.h>
#include <unistd.h>

#include "repo/list/worktree.h"

/* Whether the path is among the first entries, which are in order. */
static bool is_listed(const struct d1_repo_snapshot *snapshot, size_t count, struct d1_str path)
{
    size_t from = 0, to = count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order =
            d1_str_cmp(d1_strn(snapshot->entries.items[middle].path, snapshot->entries.items[middle].path_len), path);

        if (order == 0)
            return true;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

/* Whether git does not look for the file of an index entry in the work tree. */
static bool is_left_out(const git_index_entry *entry)
{
    return (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0 && git_index_entry_stage(entry) == 0;
}

/* Whether the repository has, or had, a sparse checkout; only then the index is worth a look. */
static bool may_be_sparse(const struct d1_repo *repo)
{
    char path[4096];

    return repo->info.is_git &&
           (size_t)snprintf(path, sizeof(path), "%s/info/sparse-checkout", repo->info.git_dir) < sizeof(path) &&
           access(path, F_OK) == 0;
}

int d1_repo_sparse_list(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    git_index *index = NULL;
    size_t listed = snapshot->entries.len;
    int code = may_be_sparse(snapshot->repo) ? d1_repo_tracked(snapshot, &index, error) : 0;

    for (size_t i = 0; index && i < git_index_entrycount(index) && code >= 0; i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        struct d1_str path = d1_str(entry->path);

        if (is_left_out(entry) && d1_repo_wanted(snapshot, path.ptr, path.len) && d1_repo_lists(snapshot, path) &&
            !is_listed(snapshot, listed, path))
            code = d1_repo_entry_add(snapshot, path, d1_repo_kind_of_mode(entry->mode), &entry->id, NULL, error);
    }
    if (code < 0 || snapshot->entries.len == listed)
        return code;
    return d1_repo_notice_add(&snapshot->notices, "sparse-checkout",
                              d1_repo_text(&snapshot->arena,
                                           "the sparse checkout leaves %zu of the files out of the work tree; they are "
                                           "read as they are in the index",
                                           snapshot->entries.len - listed),
                              error);
}

int d1_repo_sparse_lookup(struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_repo_entry *entry,
                          struct d1_error *error)
{
    git_index *index = NULL;
    int code = may_be_sparse(snapshot->repo) ? d1_repo_tracked(snapshot, &index, error) : 0;

    for (size_t i = 0; index && i < git_index_entrycount(index) && code >= 0; i++) {
        const git_index_entry *tracked = git_index_get_byindex(index, i);

        if (!is_left_out(tracked) || strncmp(tracked->path, path.ptr, path.len) != 0)
            continue;
        if (tracked->path[path.len] == '/')
            entry->kind = D1_REPO_DIRECTORY;
        if (tracked->path[path.len] != '\0')
            continue;
        entry->kind = (uint8_t)d1_repo_kind_of_mode(tracked->mode);
        memcpy(entry->id, tracked->id.id, sizeof(entry->id));
    }
    return code;
}
