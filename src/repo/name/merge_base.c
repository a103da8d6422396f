/* Where two histories part. */
#include "repo/internal.h"

bool d1_repo_is_unborn(const struct d1_repo *repo)
{
    return repo->git && git_repository_head_unborn(repo->git) == 1;
}

/* libgit2 says "not found" both of histories that never met and of a commit that is not there. */
static int no_base(const struct d1_repo *repo, int git_code, const char *revision, struct d1_error *error)
{
    const git_error *last = git_error_last();

    if (repo->info.is_shallow)
        return d1_error_set(error, D1_ERR_READ,
                            "where the history parts from '%s' is not known: this is a shallow clone, whose history "
                            "ends early; get the rest with `git fetch --unshallow`",
                            revision);
    if (git_code == GIT_ENOTFOUND && (!last || last->klass != GIT_ERROR_ODB))
        return d1_error_set(error, D1_ERR_USAGE, "'%s' and what is linted have no history in common", revision);
    return d1_repo_git_error(error, D1_ERR_READ, "where the history parts from '%s' cannot be found", revision);
}

int d1_repo_merge_base(char id[D1_REPO_ID_TEXT], const struct d1_repo_snapshot *snapshot, const char *revision,
                       struct d1_error *error)
{
    const struct d1_repo *repo = snapshot->repo;
    git_oid ours, theirs, base;
    int code = d1_repo_revision_commit(&theirs, repo, revision, error);

    if (code < 0)
        return code;
    if (!snapshot->commit.exists || git_oid_fromstr(&ours, snapshot->commit.id) < 0)
        return d1_error_set(error, D1_ERR_USAGE,
                            "what is linted has no commit yet, so its history does not part from that of '%s'",
                            revision);
    git_error_clear();
    code = git_merge_base(&base, repo->git, &ours, &theirs);
    if (code < 0)
        return no_base(repo, code, revision, error);
    git_oid_tostr(id, D1_REPO_ID_TEXT, &base);
    return 0;
}
