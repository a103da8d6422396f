/*
 * The owner of a repository. git and libgit2 refuse one that belongs to another user unless safe.directory names it.
 * libgit2 1.5 does the check, but reports the refusal as "not found" when no safe.directory is set at all, and knows
 * neither "*" nor "PATH/" followed by "*". So its refusals are looked at again, with git's rules.
 */
#include "repo/internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
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
static int look_at_entry(const git_config_entry *entry, void *payload)
{
    struct safe_search *search = payload;
    const char *value = entry->value ? entry->value : "";
    size_t len = strlen(value);
    char joined[PATH_MAX], path[PATH_MAX];

    if (len == 0) {
        search->safe = false;
        return 0;
    }
    if (strcmp(value, "*") == 0) {
        search->safe = true;
        return 0;
    }
    if (value[0] == '~' && value[1] == '/' && search->home) {
        if ((size_t)snprintf(joined, sizeof(joined), "%s%s", search->home, value + 1) >= sizeof(joined))
            return 0;
    } else if (value[0] == '/' && len < sizeof(joined)) {
        memcpy(joined, value, len + 1);
    } else {
        return 0;
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

static void look_at_found(struct safe_search *search, int (*find)(git_buf *))
{
    git_buf path = GIT_BUF_INIT;

    if (find(&path) == 0)
        look_at_file(search, path.ptr);
    git_buf_dispose(&path);
}

/* The files that git trusts for this question, in git's order: the system's, then the user's. */
static bool is_named_safe(const char *directory)
{
    struct safe_search search = {.directory = directory, .home = getenv("HOME")};
    const char *system = getenv("GIT_CONFIG_SYSTEM");
    const char *global = getenv("GIT_CONFIG_GLOBAL");
    const char *no_system = getenv("GIT_CONFIG_NOSYSTEM");

    if (!no_system || !no_system[0] || strcmp(no_system, "0") == 0) {
        if (system)
            look_at_file(&search, system);
        else
            look_at_found(&search, git_config_find_system);
    }
    if (global) {
        look_at_file(&search, global);
    } else {
        look_at_found(&search, git_config_find_xdg);
        look_at_found(&search, git_config_find_global);
    }
    return search.safe;
}

int d1_repo_owner_check(const struct d1_repo_discovery *found, const char *directory, struct d1_arena *arena,
                        struct d1_error *error)
{
    const char *word = d1_repo_shell_word(arena, directory);
    uid_t owner = 0;

    if (!word)
        return d1_error_memory(error);
    if (!is_foreign(found->work_tree, &owner) && !is_foreign(found->git_path, &owner) &&
        !is_foreign(found->git_dir, &owner) && !is_foreign(directory, &owner))
        return 0;
    if (is_named_safe(directory))
        return 0;
    d1_error_set(error, D1_ERR_READ,
                 "the repository %s belongs to another user (uid %lu); if you trust it, run `git config --global --add "
                 "safe.directory %s`",
                 directory, (unsigned long)owner, word);
    return 1;
}
