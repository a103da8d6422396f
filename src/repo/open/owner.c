/*
 * The owner of a repository. git refuses one that belongs to another user unless safe.directory names it. libgit2 1.5
 * checks that as well, but reports the refusal as "not found" when no safe.directory is set at all, knows neither "*"
 * nor "PATH/" followed by "*", and looks into files that GIT_CONFIG_GLOBAL and the like take out of use.
 */
#include "repo/internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct safe_search {
    const char *directory;
    const char *home;
    bool safe;
};

/* Whether the user is root by way of sudo from the account `owner`, which git takes as the owner. */
static bool is_sudo_user(uid_t owner)
{
    const char *text = getenv("SUDO_UID");
    char *end;
    unsigned long uid;

    if (geteuid() != 0 || !text || !text[0])
        return false;
    uid = strtoul(text, &end, 10);
    return !*end && uid == owner;
}

static bool is_foreign(const char *path, uid_t *owner)
{
    struct stat st;

    if (!path || lstat(path, &st) < 0 || st.st_uid == geteuid() || is_sudo_user(st.st_uid))
        return false;
    *owner = st.st_uid;
    return true;
}

/* One safe.directory; an empty one forgets those before it. */
static void look_at_value(struct safe_search *search, const char *value)
{
    size_t len = strlen(value);
    char joined[PATH_MAX], path[PATH_MAX];

    if (len == 0) {
        search->safe = false;
        return;
    }
    if (strcmp(value, "*") == 0) {
        search->safe = true;
        return;
    }
    if (value[0] == '~' && value[1] == '/' && search->home) {
        if ((size_t)snprintf(joined, sizeof(joined), "%s%s", search->home, value + 1) >= sizeof(joined))
            return;
    } else if (value[0] == '/' && len < sizeof(joined)) {
        memcpy(joined, value, len + 1);
    } else {
        return;
    }
    len = strlen(joined);
    if (len > 2 && strcmp(joined + len - 2, "/*") == 0) {
        joined[len - 2] = '\0';
        if (realpath(joined, path) && strcmp(path, search->directory) != 0 &&
            d1_repo_path_beneath(d1_str(search->directory), d1_str(path)))
            search->safe = true;
    } else if (realpath(joined, path) && strcmp(path, search->directory) == 0) {
        search->safe = true;
    }
}

static int look_at_entry(const git_config_entry *entry, void *payload)
{
    look_at_value(payload, entry->value ? entry->value : "");
    return 0;
}

/* One configuration file, when it is there; what cannot be read names nothing as safe. */
static void look_at_file(struct safe_search *search, const char *path)
{
    git_config *config = NULL;

    if (git_config_open_ondisk(&config, path) == 0)
        git_config_get_multivar_foreach(config, "safe.directory", NULL, look_at_entry, search);
    git_config_free(config);
}

/* What git trusts for this question, in its order: the system's file, the user's, then the environment. */
static bool is_named_safe(const char *directory, const struct d1_repo_options *options, struct d1_arena *arena)
{
    static const git_config_level_t levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};
    struct safe_search search = {.directory = directory, .home = getenv("HOME")};
    struct d1_repo_settings settings = {0};
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (d1_repo_config_path(path, levels[i], options))
            look_at_file(&search, path);
    /* Settings that are none are told when the configuration is read. */
    if (d1_repo_settings_read(&settings, options, arena, NULL) == 0)
        for (size_t i = 0; i < settings.len; i++)
            if (strcasecmp(settings.items[i].key, "safe.directory") == 0)
                look_at_value(&search, settings.items[i].value);
    d1_vec_release(&settings);
    return search.safe;
}

int d1_repo_owner_check(const struct d1_repo_discovery *found, const struct d1_repo_options *options,
                        struct d1_arena *arena, struct d1_error *error)
{
    const char *directory = found->work_tree ? found->work_tree : found->git_dir;
    const char *word = d1_repo_shell_word(arena, directory);
    uid_t owner = 0;

    if (options && options->any_owner)
        return 0;
    if (!word)
        return d1_error_memory(error);
    if (!is_foreign(found->work_tree, &owner) && !is_foreign(found->git_path, &owner) &&
        !is_foreign(found->git_dir, &owner) && !is_foreign(directory, &owner))
        return 0;
    if (is_named_safe(directory, options, arena))
        return 0;
    return d1_error_set(
        error, D1_ERR_READ,
        "the repository %s belongs to another user (uid %lu); if you trust it, run `git config --global --add "
        "safe.directory %s`",
        directory, (unsigned long)owner, word);
}
