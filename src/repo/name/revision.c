/* Revisions by name, for snapshots and for single files. */
#include "repo/name/target.h"

static void set_commit(struct d1_repo_commit *commit, const git_commit *from)
{
    commit->exists = true;
    git_oid_tostr(commit->id, sizeof(commit->id), git_commit_id(from));
    commit->time = git_commit_time(from);
    commit->offset_minutes = git_commit_time_offset(from);
}

/* The ref that led to a commit, through symbolic ones to the last: "refs/heads/main" for HEAD. */
static int set_ref(struct d1_repo_snapshot *snapshot, git_reference *ref, struct d1_error *error)
{
    git_reference *last = NULL;
    const char *name = NULL;

    if (!ref || git_reference_resolve(&last, ref) < 0)
        return 0;
    if (strncmp(git_reference_name(last), "refs/", 5) == 0 &&
        !(name = d1_arena_strdup(&snapshot->arena, git_reference_name(last)))) {
        git_reference_free(last);
        return d1_error_memory(error);
    }
    snapshot->commit.ref = name;
    git_reference_free(last);
    return 0;
}

/* Replaces the tree of a target by a directory in it. */
static int enter_directory(struct d1_repo_snapshot *snapshot, struct d1_repo_target *t, struct d1_str base,
                           struct d1_str text, struct d1_error *error)
{
    struct d1_strbuf path = {0};
    git_tree_entry *entry = NULL;
    git_tree *tree = NULL;
    int code = d1_repo_spec_path(&path, snapshot->repo, text, error);

    if (code < 0 || path.len == 0)
        goto done;
    if ((code = d1_repo_target_entry(&entry, t, base, path.ptr, error)) < 0)
        goto done;
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
        code = d1_error_set(error, D1_ERR_USAGE,
                            "'%s' of the revision '" D1_STR_FMT "' is no directory: name the revision alone, and what "
                            "is to be reported of it as a PATH",
                            path.ptr, D1_STR_ARG(base));
        goto done;
    }
    if ((code = git_tree_lookup(&tree, snapshot->repo->git, git_tree_entry_id(entry))) < 0) {
        code = d1_repo_object_error(error, snapshot->repo, code, "the tree of the directory", git_tree_entry_id(entry));
        goto done;
    }
    git_tree_free(t->tree);
    t->tree = tree;
    snapshot->commit.directory = d1_arena_strdup(&snapshot->arena, path.ptr);
    if (!snapshot->commit.directory)
        code = d1_error_memory(error);
done:
    git_tree_entry_free(entry);
    d1_strbuf_release(&path);
    return code;
}

int d1_repo_revision_open(struct d1_repo_snapshot *snapshot, const char *revision, struct d1_error *error)
{
    struct d1_str spec = d1_str(revision);
    size_t colon = d1_repo_spec_colon(spec);
    struct d1_str base = d1_strn(spec.ptr, colon);
    struct d1_repo_target t = {0};
    int code;

    snapshot->commit.directory = "";
    if ((code = d1_repo_spec_check(snapshot->repo, spec, base, error)) < 0 ||
        (code = d1_repo_target_find(&t, snapshot->repo, base, error)) < 0)
        goto done;
    if (t.commit)
        set_commit(&snapshot->commit, t.commit);
    if ((code = set_ref(snapshot, t.ref, error)) < 0)
        goto done;
    if (colon < spec.len &&
        (code = enter_directory(snapshot, &t, base, d1_str_sub(spec, colon + 1, spec.len), error)) < 0)
        goto done;
    git_oid_tostr(snapshot->commit.tree, sizeof(snapshot->commit.tree), git_tree_id(t.tree));
    snapshot->tree = t.tree;
    t.tree = NULL;
done:
    d1_repo_target_release(&t);
    return code;
}

/* A HEAD that leads to no commit: the work goes on without one. */
static int note_head(struct d1_repo_snapshot *snapshot, int git_code, const git_oid *id, struct d1_error *error)
{
    struct d1_error why = {0};
    int code;

    if (id)
        code = d1_repo_object_error(&why, snapshot->repo, git_code, "the commit that HEAD names", id);
    else
        code = d1_repo_git_error(&why, D1_ERR_READ, "the commit that HEAD names cannot be read");
    code = code == D1_ERR_MEMORY
               ? d1_error_memory(error)
               : d1_repo_notice_add(&snapshot->notices, "head-unreadable",
                                    d1_repo_text(&snapshot->arena, "%s", d1_error_message(&why)), error);
    d1_error_clear(&why);
    return code;
}

int d1_repo_head(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct d1_repo *repo = snapshot->repo;
    git_reference *head = NULL;
    git_commit *commit = NULL;
    const git_oid *id = NULL;
    int code;

    snapshot->commit.directory = "";
    if (!repo->info.is_git)
        return 0;
    git_error_clear();
    code = git_repository_head(&head, repo->git);
    if (code == GIT_EUNBORNBRANCH)
        return 0;
    if (code == 0 && (id = git_reference_target(head)))
        code = git_commit_lookup(&commit, repo->git, id);
    if (code == 0 && commit) {
        set_commit(&snapshot->commit, commit);
        code = set_ref(snapshot, head, error);
    } else {
        code = note_head(snapshot, code, id, error);
    }
    git_commit_free(commit);
    git_reference_free(head);
    return code;
}

int d1_repo_revision_commit(git_oid *id, const struct d1_repo *repo, const char *spec, struct d1_error *error)
{
    struct d1_str text = d1_str(spec);
    struct d1_repo_target t = {0};
    int code = d1_repo_spec_check(repo, text, text, error);

    if (code == 0)
        code = d1_repo_target_find(&t, repo, text, error);
    if (code == 0 && !t.commit)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' is no commit, and so has no history", spec);
    if (code == 0)
        git_oid_cpy(id, git_commit_id(t.commit));
    d1_repo_target_release(&t);
    return code;
}

int d1_repo_revision_file(git_oid *id, struct d1_strbuf *path, struct d1_repo *repo, const char *spec,
                          struct d1_error *error)
{
    struct d1_str text = d1_str(spec);
    size_t colon = d1_repo_spec_colon(text);
    struct d1_str base = d1_strn(text.ptr, colon);
    struct d1_strbuf behind = {0};
    git_tree_entry *entry = NULL;
    struct d1_repo_target t = {0};
    int code = d1_repo_spec_check(repo, text, base, error);

    if (code >= 0 && colon == text.len)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' names no file: write REVISION:PATH", spec);
    if (code < 0 || (code = d1_repo_target_find(&t, repo, base, error)) < 0 ||
        (code = d1_repo_spec_path(&behind, repo, d1_str_sub(text, colon + 1, text.len), error)) < 0)
        goto done;
    if (behind.len == 0) {
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' names a directory, not a file", spec);
        goto done;
    }
    if ((code = d1_repo_target_entry(&entry, &t, base, behind.ptr, error)) < 0)
        goto done;
    if (d1_repo_kind_of_mode(git_tree_entry_filemode(entry)) != D1_REPO_FILE)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' is no regular file", spec);
    else
        git_oid_cpy(id, git_tree_entry_id(entry));
    if (code == 0 && path)
        d1_strbuf_str(path, d1_strbuf_view(&behind));
done:
    git_tree_entry_free(entry);
    d1_strbuf_release(&behind);
    d1_repo_target_release(&t);
    return code;
}
