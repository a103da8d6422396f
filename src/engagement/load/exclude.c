/* Files that `exclude` of a policy leaves out. */
#include "engagement/load/exclude.h"

#include <string.h>

#include "base/file/path.h"
#include "base/limits.h"

/* Patterns above the limits are faults of shape, and match nothing. */
static bool matches(struct d1_workspace *workspace, const struct d1_node *patterns, struct d1_str path, d1_match *match)
{
    if (!patterns || patterns->kind != D1_NODE_SEQUENCE)
        return false;
    for (size_t i = 0; i < d1_node_count(patterns) && i < D1_LIMIT_EXCLUDES; i++) {
        struct d1_str pattern = d1_node_text(d1_node_item(patterns, i));

        if (workspace->exclude_steps > D1_LIMIT_EXCLUDE_STEPS)
            return false;
        workspace->exclude_steps++;
        if (pattern.len <= D1_LIMIT_EXCLUDE_BYTES && match(pattern, path, &workspace->exclude_steps))
            return true;
    }
    return false;
}

/* Whether any policy leaves anything out, which most do not. */
static bool has_patterns(const struct d1_workspace *workspace)
{
    for (size_t i = 0; i < workspace->policies.len; i++)
        if (d1_node_at(workspace->policies.items[i]->root, "spec.exclude"))
            return true;
    return false;
}

/* Whether the policy nearest to a file leaves it out. A policy cannot leave itself out. */
static bool is_excluded(struct d1_workspace *workspace, const char *file, d1_match *match)
{
    const struct d1_workspace *from = workspace->like ? workspace->like : workspace;
    const struct d1_artifact *nearest = NULL;
    struct d1_str path = d1_str(file), directory = d1_path_directory(file);

    while (from->excludes && !(nearest = d1_map_get(&from->governed, directory)) && directory.len)
        directory = d1_path_above(directory);
    if (!nearest || strcmp(nearest->path, file) == 0)
        return false;
    if (directory.len)
        path = d1_str_sub(path, directory.len + 1, path.len);
    return matches(workspace, d1_node_at(nearest->root, "spec.exclude"), path, match);
}

/* Of a file that is left out it does not matter that it could not be read. */
static void drop_skipped(struct d1_workspace *workspace, const char *path)
{
    size_t kept = 0;

    for (size_t i = 0; i < workspace->skipped.len; i++)
        if (workspace->skipped.items[i].path != path)
            workspace->skipped.items[kept++] = workspace->skipped.items[i];
    workspace->skipped.len = kept;
}

/* What is not left out by then may have to be: nothing that is found, or not found, says so. */
static int give_up_excluding(struct d1_workspace *workspace, const char *path)
{
    struct d1_skipped skipped = {.path = path, .unread = true};

    skipped.reason =
        d1_arena_printf(&workspace->arena,
                        "whether `exclude` leaves out this file and those behind it was not found out: its "
                        "patterns take more than %d steps on the files here",
                        D1_LIMIT_EXCLUDE_STEPS);
    return skipped.reason.ptr ? d1_vec_push(&workspace->skipped, skipped) : D1_ERR_MEMORY;
}

int d1_workspace_exclude(struct d1_workspace *workspace, bool own_policy, const struct d1_node *own_patterns,
                         d1_match *match)
{
    workspace->excludes = has_patterns(workspace);
    for (size_t i = 0; i < workspace->file_count; i++) {
        struct d1_file *file = &workspace->files[i];
        bool excluded = own_policy ? matches(workspace, own_patterns, d1_str(file->path), match)
                                   : is_excluded(workspace, file->path, match);

        if (!excluded && workspace->exclude_steps > D1_LIMIT_EXCLUDE_STEPS)
            return give_up_excluding(workspace, file->path);
        if (!excluded)
            continue;
        workspace->excluded += !d1_file_is_json(file);
        workspace->artifacts -= file->artifact_count;
        workspace->foreign -= file->foreign;
        d1_file_release(file);
        file->foreign = 0;
        file->excluded = true;
        drop_skipped(workspace, file->path);
    }
    return 0;
}

bool d1_workspace_excludes(struct d1_workspace *workspace, bool own_policy, const struct d1_node *own_patterns,
                           d1_match *match, const char *path)
{
    return own_policy ? matches(workspace, own_patterns, d1_str(path), match) : is_excluded(workspace, path, match);
}
