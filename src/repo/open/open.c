/*
 * Opening a repository: what discovery found is given to libgit2 by its exact path, and what git's environment
 * variables say is applied afterwards. libgit2's own GIT_REPOSITORY_OPEN_FROM_ENV is not used: it refuses
 * GIT_WORK_TREE, which git sets for hooks, and fails as a whole on an index that it cannot read.
 */
#include "repo/internal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory/alloc.h"

/* ---- small helpers ---- */

/* A copy of a path without the '/' that libgit2 puts behind directories. */
static const char *copy_directory(struct d1_arena *arena, const char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    return d1_arena_str(arena, d1_strn(path, len)).ptr;
}

static bool is_file_with_content(const char *directory, const char *name)
{
    char path[PATH_MAX];
    struct stat st;

    return (size_t)snprintf(path, sizeof(path), "%s/%s", directory, name) < sizeof(path) && stat(path, &st) == 0 &&
           S_ISREG(st.st_mode) && st.st_size > 0;
}

/* ---- libgit2's refusals ---- */

/* What libgit2 cannot read at all, by a word of its message; the advice names the git command that helps. */
static const struct {
    const char *word;
    const char *text;
} unknown_formats[] = {
    {"unsupported extension", "it uses a format extension that libgit2 does not know; see `git config --get-regexp "
                              "'^extensions\\.'`"},
    {"unsupported repository version", "its format is newer than libgit2 knows; see `git config "
                                       "core.repositoryFormatVersion`"},
};

/* What a repository is called in messages. */
static const char *place_of(const struct d1_repo_discovery *found)
{
    return found->work_tree ? found->work_tree : found->git_dir;
}

static int explain_refusal(const struct d1_repo_discovery *found, struct d1_error *error)
{
    const char *message = d1_repo_git_message();
    const char *path = place_of(found);

    for (size_t i = 0; i < sizeof(unknown_formats) / sizeof(unknown_formats[0]); i++)
        if (strstr(message, unknown_formats[i].word))
            return d1_error_set(error, D1_ERR_READ, "the repository %s cannot be read: %s (%s)", path,
                                unknown_formats[i].text, message);
    return d1_repo_git_error(error, D1_ERR_READ, "the repository %s cannot be opened; `git -C %s status` may say more",
                             path, path);
}

/* Opens what was found, when it belongs to somebody who may be trusted. */
static int open_found(struct d1_repo *repo, const struct d1_repo_discovery *found,
                      const struct d1_repo_options *options, struct d1_error *error)
{
    const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT | GIT_REPOSITORY_OPEN_CROSS_FS;
    int code = d1_repo_owner_check(found, options, &repo->arena, error);

    if (code < 0)
        return code;
    return git_repository_open_ext(&repo->git, found->git_path, flags, NULL) < 0 ? explain_refusal(found, error) : 0;
}

/* ---- the work tree ---- */

static int refuse_work_tree(const char *root, const char *git_dir, struct d1_error *error)
{
    return d1_error_set(error, D1_ERR_READ,
                        "the repository %s says that its work tree is %s, which neither contains it nor leads to it: "
                        "correct it with `git config --unset core.worktree`, or name both with GIT_DIR and "
                        "GIT_WORK_TREE",
                        git_dir, root);
}

/*
 * Where the work tree is. *root stays empty for a bare
 * repository. A repository may only claim a directory that holds it or that leads to it, so that one that was
 * smuggled into a checkout cannot make d1lint read and quote files from elsewhere.
 */
static int find_root(char root[PATH_MAX], const struct d1_repo *repo, const struct d1_repo_discovery *found,
                     const struct d1_repo_options *options, const struct d1_repo_config *config, struct d1_error *error)
{
    const char *configured = config->work_tree;
    const char *named = d1_repo_environment(options, "GIT_WORK_TREE");
    const char *claimed = NULL;
    char path[PATH_MAX];
    size_t dir_len = strlen(found->git_dir);
    bool dot_git = dir_len >= 5 && strcmp(found->git_dir + dir_len - 5, "/.git") == 0;
    bool linked = git_repository_is_worktree(repo->git);

    root[0] = '\0';
    if (named) {
        if (!realpath(named, root))
            return d1_error_set(error, D1_ERR_READ, "GIT_WORK_TREE is '%s', which cannot be used: %s", named,
                                strerror(errno));
        return 0;
    }
    if (git_repository_is_bare(repo->git) || (config->is_bare && !linked))
        return 0;
    if (linked) {
        if (found->found != D1_REPO_FOUND_DOT_GIT)
            claimed = git_repository_workdir(repo->git);
    } else if (configured) {
        if (configured[0] == '/')
            claimed = configured;
        else if ((size_t)snprintf(path, sizeof(path), "%s/%s", found->git_dir, configured) < sizeof(path))
            claimed = path;
    }
    if (claimed) {
        if (!realpath(claimed, root))
            return d1_error_set(error, D1_ERR_READ, "the work tree %s of the repository %s cannot be used: %s", claimed,
                                found->git_dir, strerror(errno));
        if (!d1_repo_path_beneath(d1_str(found->git_dir), strcmp(root, "/") == 0 ? d1_str("") : d1_str(root)) &&
            !d1_repo_leads_to(root, found->git_dir))
            return refuse_work_tree(root, found->git_dir, error);
        return 0;
    }
    if (found->found == D1_REPO_FOUND_DOT_GIT)
        memcpy(root, found->work_tree, strlen(found->work_tree) + 1);
    else if (dot_git) {
        memcpy(root, found->git_dir, dir_len - 5);
        root[dir_len - 5] = '\0';
        if (!root[0])
            memcpy(root, "/", 2);
    } else if (found->found == D1_REPO_FOUND_ENV)
        memcpy(root, found->start, strlen(found->start) + 1); /* as git has it */
    return 0;
}

/* Fills what depends on where the root is. */
static int set_root(struct d1_repo *repo, const struct d1_repo_discovery *found, const char *root,
                    struct d1_error *error)
{
    struct d1_str start = d1_str(found->start);
    struct d1_str base = strcmp(root, "/") == 0 ? d1_str("") : d1_str(root);
    struct d1_str git_dir = d1_str(repo->info.git_dir);

    repo->info.root = d1_arena_strdup(&repo->arena, root);
    repo->start = d1_arena_strdup(&repo->arena, found->start);
    repo->info.prefix = "";
    if (!repo->info.root || !repo->start)
        return d1_error_memory(error);
    if (repo->info.is_bare || (git_dir.len > 0 && d1_repo_path_beneath(start, git_dir)))
        return 0;
    if (d1_repo_path_beneath(start, base)) {
        repo->start_inside = true;
        if (start.len > base.len)
            repo->info.prefix = repo->start + base.len + 1;
    }
    return 0;
}

/* GIT_INDEX_FILE, which is relative to the work tree as git runs there, or the git directory's own index. */
static int set_index_path(struct d1_repo *repo, const struct d1_repo_options *options, struct d1_error *error)
{
    const char *named = d1_repo_environment(options, "GIT_INDEX_FILE");

    if (!named)
        repo->index_path = d1_repo_text(&repo->arena, "%s/index", repo->info.git_dir);
    else if (named[0] == '/')
        repo->index_path = d1_arena_strdup(&repo->arena, named);
    else
        repo->index_path = d1_repo_text(&repo->arena, "%s/%s", repo->info.root, named);
    return repo->index_path ? 0 : d1_error_memory(error);
}

/* ---- opening ---- */

static int note_passed(struct d1_repo *repo, const struct d1_repo_discovery *found, struct d1_error *error)
{
    if (!found->passed)
        return 0;
    return d1_repo_notice_add(
        &repo->notices, "unusable-git-directory",
        d1_repo_text(&repo->arena, "%s is no usable git directory and was passed over, as git does", found->passed),
        error);
}

static int open_git(struct d1_repo *repo, const struct d1_repo_discovery *found, const struct d1_repo_options *options,
                    struct d1_error *error)
{
    char root[PATH_MAX];
    struct d1_repo_config config = {0};
    int code;

    if ((code = open_found(repo, found, options, error)) < 0)
        return code;
    repo->info.is_git = true;
    repo->info.git_dir = copy_directory(&repo->arena, found->git_dir);
    repo->info.common_dir = copy_directory(&repo->arena, git_repository_commondir(repo->git));
    if (!repo->info.git_dir || !repo->info.common_dir)
        return d1_error_memory(error);
    if ((code = d1_repo_config_read(repo, place_of(found), options, &config, error)) < 0 ||
        (code = find_root(root, repo, found, options, &config, error)) < 0)
        return code;
    repo->info.is_bare = !root[0];
    if ((code = set_root(repo, found, root[0] ? root : found->git_dir, error)) < 0 ||
        (!repo->info.is_bare && (code = set_index_path(repo, options, error)) < 0) ||
        (code = d1_repo_open_objects(repo, options, error)) < 0)
        return code;
    repo->info.is_shallow = is_file_with_content(repo->info.common_dir, "shallow");
    return note_passed(repo, found, error);
}

static int open_plain(struct d1_repo *repo, const char *start, const struct d1_repo_options *options,
                      struct d1_error *error)
{
    char root[PATH_MAX];
    struct stat st;

    if (!realpath(start, root) || stat(root, &st) < 0)
        return d1_error_set(error, D1_ERR_USAGE, "%s cannot be used as a directory: %s", start, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return d1_error_set(error, D1_ERR_USAGE, "%s is no directory", start);
    repo->info.root = repo->start = d1_arena_strdup(&repo->arena, root);
    repo->info.git_dir = repo->info.common_dir = repo->info.prefix = "";
    repo->start_inside = true;
    if (!repo->info.root)
        return d1_error_memory(error);
    if (options->plain)
        return 0;
    /* Without the path: a report does not tell where its input lay. */
    return d1_repo_notice_add(&repo->notices, "no-repository",
                              "this directory lies in no git repository: its files are read as they lie on disk, and "
                              "what needs git stays undecided",
                              error);
}

int d1_repo_open(struct d1_repo **out, const char *start_dir, const struct d1_repo_options *options,
                 struct d1_error *error)
{
    static const struct d1_repo_options defaults = {0};
    struct d1_repo_discovery found = {0};
    struct d1_repo *repo = d1_calloc(1, sizeof(*repo));
    int code = 0;

    if (!repo)
        return d1_error_memory(error);
    if (!options)
        options = &defaults;
    if (!options->plain)
        code = d1_repo_discover(&found, &repo->arena, start_dir, options->ignore_environment, error);
    if (code < 0)
        goto done;
    if (found.found != D1_REPO_FOUND_NONE) {
        d1_repo_guard_count_files(true);
        code = open_git(repo, &found, options, error);
        d1_repo_guard_count_files(false);
    } else if (found.passed)
        code = d1_error_set(error, D1_ERR_READ,
                            "%s is no usable git directory (it needs HEAD, objects and refs): restore it, or remove it "
                            "to lint the directory as plain files",
                            found.passed);
    else
        code = open_plain(repo, start_dir, options, error);
done:
    if (code < 0)
        d1_repo_free(repo);
    else
        *out = repo;
    return code;
}

void d1_repo_free(struct d1_repo *repo)
{
    if (!repo)
        return;
    git_odb_free(repo->odb);
    git_repository_free(repo->git);
    d1_vec_release(&repo->notices);
    d1_vec_release(&repo->filters);
    d1_arena_release(&repo->arena);
    d1_free(repo);
}

const struct d1_repo_info *d1_repo_info(const struct d1_repo *repo)
{
    return &repo->info;
}
