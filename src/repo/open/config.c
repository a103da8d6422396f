/*
 * git's configuration, as far as d1lint asks for it. libgit2 1.5 reads the files, but knows neither the variables of
 * the environment that name other files (GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM, GIT_CONFIG_NOSYSTEM) or hold settings
 * (settings.c), nor config.worktree, so the files are put together here, in git's order.
 */
#include "repo/internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

struct config {
    git_config *files;                /* a snapshot of them */
    struct d1_repo_settings settings; /* of the environment, above them */
    const struct d1_repo_options *options;
};

/* ---- where settings stand ---- */

bool d1_repo_config_path(char path[PATH_MAX], git_config_level_t level, const struct d1_repo_options *options)
{
    const char *system = options->ignore_environment ? NULL : getenv("GIT_CONFIG_SYSTEM");
    const char *global = options->ignore_environment ? NULL : getenv("GIT_CONFIG_GLOBAL");
    const char *named = level == GIT_CONFIG_LEVEL_SYSTEM ? system : global;
    git_buf found = GIT_BUF_INIT;
    int off = 0;
    int code;

    if (level == GIT_CONFIG_LEVEL_SYSTEM && !options->ignore_environment && getenv("GIT_CONFIG_NOSYSTEM") &&
        git_config_parse_bool(&off, getenv("GIT_CONFIG_NOSYSTEM")) == 0 && off)
        return false;
    /* The file that GIT_CONFIG_GLOBAL names stands for both of the user's. */
    if (level == GIT_CONFIG_LEVEL_XDG && named)
        return false;
    if (named)
        return (size_t)snprintf(path, PATH_MAX, "%s", named) < PATH_MAX && access(path, R_OK) == 0;
    code = level == GIT_CONFIG_LEVEL_SYSTEM ? git_config_find_system(&found)
           : level == GIT_CONFIG_LEVEL_XDG  ? git_config_find_xdg(&found)
                                            : git_config_find_global(&found);
    if (code == 0)
        code = (size_t)snprintf(path, PATH_MAX, "%s", found.ptr) < PATH_MAX ? 0 : GIT_ERROR;
    git_buf_dispose(&found);
    return code == 0;
}

static int add_file(git_config *config, const char *path, git_config_level_t level, git_repository *git)
{
    int code = git_config_add_file_ondisk(config, path, level, git, 0);

    return code == GIT_ENOTFOUND ? 0 : code;
}

static bool has_worktree_file(git_config *config)
{
    int on = 0;

    return git_config_get_bool(&on, config, "extensions.worktreeconfig") == 0 && on;
}

/* The files of all levels, a later one above those before it. */
static int add_files(git_config *config, const struct d1_repo *repo, const struct d1_repo_options *options)
{
    static const git_config_level_t outside[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
                                                 GIT_CONFIG_LEVEL_GLOBAL};
    char path[PATH_MAX];
    int code = 0;

    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]) && code == 0; i++)
        if (d1_repo_config_path(path, outside[i], options))
            code = add_file(config, path, outside[i], repo->git);
    if (code == 0 && (size_t)snprintf(path, sizeof(path), "%s/config", repo->info.common_dir) < sizeof(path))
        code = add_file(config, path, GIT_CONFIG_LEVEL_LOCAL, repo->git);
    if (code == 0 && has_worktree_file(config) &&
        (size_t)snprintf(path, sizeof(path), "%s/config.worktree", repo->info.git_dir) < sizeof(path))
        code = add_file(config, path, GIT_CONFIG_LEVEL_APP, repo->git);
    return code;
}

static int open_files(git_config **out, const struct d1_repo *repo, const struct d1_repo_options *options)
{
    git_config *config = NULL;
    int code = git_config_new(&config);

    if (code == 0)
        code = add_files(config, repo, options);
    if (code == 0)
        code = git_config_snapshot(out, config);
    git_config_free(config);
    return code;
}

/* ---- values ---- */

/* Sections and names are the same in capitals; what stands between them in a key of three parts is not. */
static bool is_same_key(const char *a, const char *b)
{
    const char *first_a = strchr(a, '.'), *first_b = strchr(b, '.');
    const char *last_a = strrchr(a, '.'), *last_b = strrchr(b, '.');

    return first_a && first_b && first_a - a == first_b - b && last_a - a == last_b - b &&
           strncasecmp(a, b, (size_t)(first_a - a)) == 0 && strcasecmp(last_a, last_b) == 0 &&
           memcmp(first_a, first_b, (size_t)(last_a - first_a)) == 0;
}

/* NULL when it is not set; "" also for a name without a value. */
static const char *get(const struct config *config, const char *key)
{
    const char *value, *result = NULL;

    for (size_t i = 0; i < config->settings.len; i++)
        if (is_same_key(config->settings.items[i].key, key))
            result = config->settings.items[i].value;
    if (!result && git_config_get_string(&value, config->files, key) == 0)
        result = value ? value : "";
    return result;
}

/* A name without a value, and all that is no boolean, counts as `otherwise`. */
static bool get_bool(const struct config *config, const char *key, bool otherwise)
{
    const char *text = get(config, key);
    int flag = 0;

    return text && git_config_parse_bool(&flag, text) == 0 ? flag != 0 : otherwise;
}

/* Whether a variable of the environment says yes. */
static bool is_on(const char *text)
{
    int flag = 0;

    return text && git_config_parse_bool(&flag, text) == 0 && flag;
}

/* ---- format extensions ---- */

/* Those whose value decides, the one value that can be read, and the advice for all others. */
static const struct {
    const char *key, *readable, *advice;
} extensions[] = {
    {"extensions.objectformat", "sha1",
     "it names objects by SHA-256, which libgit2 cannot read; lint a copy of its files instead: `git archive HEAD | "
     "tar -x -C DIRECTORY`"},
    {"extensions.refstorage", "files",
     "it keeps its refs as reftable, which libgit2 cannot read; convert it with `git refs migrate --ref-format=files`"},
};

static int check_extensions(const struct config *config, const char *path, struct d1_error *error)
{
    for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
        const char *value = get(config, extensions[i].key);

        if (value && strcasecmp(value, extensions[i].readable) != 0)
            return d1_error_set(error, D1_ERR_READ, "the repository %s cannot be read: %s (%s is '%s')", path,
                                extensions[i].advice, extensions[i].key, value);
    }
    return 0;
}

/* ---- what is kept ---- */

/* git's default for core.excludesFile and core.attributesFile. */
static const char *default_file(struct d1_repo *repo, const char *name)
{
    const char *xdg = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (xdg && xdg[0])
        return d1_repo_text(&repo->arena, "%s/git/%s", xdg, name);
    return home && home[0] ? d1_repo_text(&repo->arena, "%s/.config/git/%s", home, name) : "";
}

/* The path of a setting; in the arena, NULL when memory is short. */
static const char *find_file(struct d1_repo *repo, const struct config *config, const char *key, const char *name)
{
    const char *text = get(config, key);
    git_buf path = GIT_BUF_INIT;
    const char *result = "";

    if (!text)
        return default_file(repo, name);
    if (git_config_parse_path(&path, text) == 0)
        result = d1_arena_strdup(&repo->arena, path.ptr);
    git_buf_dispose(&path);
    return result;
}

/* Keeps the NAME of filter.NAME.clean and filter.NAME.process. */
static int keep_filter(struct d1_repo *repo, struct d1_str key)
{
    struct d1_str name = d1_str_sub(key, 7, key.len);
    size_t dot = name.len;

    while (dot > 0 && name.ptr[dot - 1] != '.')
        dot--;
    if (key.len < 8 || strncasecmp(key.ptr, "filter.", 7) != 0 || dot < 2 ||
        (strcasecmp(name.ptr + dot, "clean") != 0 && strcasecmp(name.ptr + dot, "process") != 0))
        return 0;
    name = d1_arena_str(&repo->arena, d1_strn(name.ptr, dot - 1));
    return name.ptr ? d1_vec_push(&repo->filters, name) : D1_ERR_MEMORY;
}

static int look_at_filter(const git_config_entry *entry, void *repo)
{
    return keep_filter(repo, d1_str(entry->name));
}

static int keep_filters(struct d1_repo *repo, const struct config *config)
{
    int code = git_config_foreach(config->files, look_at_filter, repo);

    for (size_t i = 0; code == 0 && i < config->settings.len; i++)
        code = keep_filter(repo, d1_str(config->settings.items[i].key));
    return code;
}

/* Whether line ends are converted on the way into the repository, where no attribute says so. */
static bool converts_ends(const struct config *config)
{
    const char *text = get(config, "core.autocrlf");

    return text && (strcasecmp(text, "input") == 0 || get_bool(config, "core.autocrlf", false));
}

static int keep(struct d1_repo *repo, const struct config *config, struct d1_repo_config *out, struct d1_error *error)
{
    const char *work_tree = get(config, "core.worktree");

    out->is_bare = get_bool(config, "core.bare", false);
    out->work_tree = work_tree ? d1_arena_strdup(&repo->arena, work_tree) : NULL;
    repo->ignore_case = get_bool(config, "core.ignorecase", false);
    repo->links_are_files = !get_bool(config, "core.symlinks", true);
    repo->info.is_partial = get(config, "extensions.partialclone") || get_bool(config, "remote.origin.promisor", false);
    repo->converts_ends = converts_ends(config);
    repo->system_attributes = !is_on(d1_repo_environment(config->options, "GIT_ATTR_NOSYSTEM"));
    repo->excludes_file = find_file(repo, config, "core.excludesfile", "ignore");
    repo->attributes_file = find_file(repo, config, "core.attributesfile", "attributes");
    if ((work_tree && !out->work_tree) || !repo->excludes_file || !repo->attributes_file ||
        keep_filters(repo, config) < 0)
        return d1_error_memory(error);
    return 0;
}

int d1_repo_config_read(struct d1_repo *repo, const char *path, const struct d1_repo_options *options,
                        struct d1_repo_config *out, struct d1_error *error)
{
    struct config config = {.options = options};
    int code = d1_repo_settings_read(&config.settings, options, &repo->arena, error);

    git_error_clear();
    if (code == 0 && open_files(&config.files, repo, options) < 0)
        code = d1_repo_git_error(error, D1_ERR_READ, "the configuration of the repository %s cannot be read",
                                 repo->info.git_dir);
    if (code == 0)
        code = check_extensions(&config, path, error);
    if (code == 0)
        code = keep(repo, &config, out, error);
    git_config_free(config.files);
    d1_vec_release(&config.settings);
    return code;
}
