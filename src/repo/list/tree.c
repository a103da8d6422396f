/* Trees of a revision. Nothing is taken for granted about them: a hostile tree is listed as far as it makes sense. */
#include "repo/internal.h"

#include "base/limits.h"

struct walk {
    struct d1_repo_snapshot *snapshot;
    struct d1_strbuf path; /* of the entry that is looked at */
    struct d1_error *error;
};

static int add_unreadable(struct walk *w, struct d1_str path, const char *reason)
{
    if (!reason)
        return d1_error_memory(w->error);
    return d1_repo_entry_add(w->snapshot, path, D1_REPO_UNREADABLE, NULL, reason, w->error);
}

/* The directory at w->path could not be listed: all else still can. */
static int add_lost_directory(struct walk *w, int git_code, const git_oid *id)
{
    struct d1_error why = {0};
    int code = d1_repo_object_error(&why, w->snapshot->repo, git_code, "the tree of this directory", id);

    if (code == D1_ERR_MEMORY)
        code = d1_error_memory(w->error);
    else
        code = add_unreadable(w, d1_strbuf_view(&w->path),
                              d1_repo_text(&w->snapshot->arena, "%s", d1_error_message(&why)));
    d1_error_clear(&why);
    return code;
}

static int walk_tree(struct walk *w, const git_tree *tree, unsigned depth);

static int walk_into(struct walk *w, const git_oid *id, unsigned depth)
{
    git_tree *tree = NULL;
    int code;

    if (depth >= D1_LIMIT_PATH_DEPTH)
        return add_unreadable(w, d1_strbuf_view(&w->path),
                              d1_repo_text(&w->snapshot->arena,
                                           "directories are nested more than %d deep: nothing below is looked at",
                                           D1_LIMIT_PATH_DEPTH));
    code = git_tree_lookup(&tree, w->snapshot->repo->git, id);
    if (code < 0)
        return add_lost_directory(w, code, id);
    code = walk_tree(w, tree, depth + 1);
    git_tree_free(tree);
    return code;
}

static int walk_entry(struct walk *w, const git_tree_entry *entry, unsigned depth)
{
    const char *name = git_tree_entry_name(entry);
    enum d1_repo_kind kind = d1_repo_kind_of_mode(git_tree_entry_filemode(entry));
    struct d1_str path = d1_strbuf_view(&w->path);
    bool wanted = d1_repo_wanted(w->snapshot, path.ptr, path.len) && d1_repo_lists(w->snapshot, path);
    int code;

    if (strchr(name, '/'))
        return add_unreadable(w, d1_strn(path.ptr, path.len - strlen(name) - (path.len > strlen(name))),
                              "its tree has a name with a '/' in it: `git fsck` tells what is wrong with it");
    if (wanted && (code = d1_repo_entry_add(w->snapshot, path, kind, git_tree_entry_id(entry), NULL, w->error)) < 0)
        return code;
    if (kind != D1_REPO_DIRECTORY || !d1_repo_enters(w->snapshot, path))
        return 0;
    return walk_into(w, git_tree_entry_id(entry), depth);
}

static int walk_tree(struct walk *w, const git_tree *tree, unsigned depth)
{
    size_t count = git_tree_entrycount(tree);
    size_t base = w->path.len;
    int code = d1_repo_count_paths(w->snapshot, count, w->error);

    for (size_t i = 0; i < count && code >= 0; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        const char *name = git_tree_entry_name(entry);

        if (name[0] == '.')
            continue;
        if (base > 0)
            d1_strbuf_putc(&w->path, '/');
        d1_strbuf_puts(&w->path, name);
        code = w->path.oom ? d1_error_memory(w->error) : walk_entry(w, entry, depth);
        d1_strbuf_truncate(&w->path, base);
    }
    return code;
}

int d1_repo_tree_list(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct walk w = {.snapshot = snapshot, .error = error};
    int code = walk_tree(&w, snapshot->tree, 0);

    d1_strbuf_release(&w.path);
    return code;
}

int d1_repo_tree_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry,
                        struct d1_error *error)
{
    git_tree_entry *found = NULL;
    int code;

    entry->kind = D1_REPO_ABSENT;
    if (!path[0]) {
        entry->kind = D1_REPO_DIRECTORY;
        memcpy(entry->id, git_tree_id(snapshot->tree)->id, sizeof(entry->id));
        return 0;
    }
    code = git_tree_entry_bypath(&found, snapshot->tree, path);
    if (code == 0) {
        entry->kind = (uint8_t)d1_repo_kind_of_mode(git_tree_entry_filemode(found));
        memcpy(entry->id, git_tree_entry_id(found)->id, sizeof(entry->id));
        git_tree_entry_free(found);
    } else if (code != GIT_ENOTFOUND) {
        return d1_repo_git_error(error, D1_ERR_READ, "the revision cannot be searched for %s", path);
    }
    return 0;
}
