/*
 * Discovery: which repository a directory belongs to. libgit2 could look for it too, but says "not found" for much
 * that is there and only cannot be used, and takes any directory on the way up that looks like a repository. Here a
 * repository counts when it is named ".git" (directory or file), or when the start directory itself is a bare one
 * that does not lie in somebody's work tree.
 */
#include "repo/internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
    struct d1_arena *arena;
    struct d1_repo_discovery *out;
    struct d1_error *error;
    bool ignore_environment;
};

/* The whole of a small file with its trailing white space cut off; false when it is none or larger than size. */
static bool read_line(const char *path, char *line, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    ssize_t got = -1;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        got = read(fd, line, size);
    close(fd);
    if (got < 0 || (size_t)got >= size)
        return false;
    while (got > 0 && isspace((unsigned char)line[got - 1]))
        got--;
    line[got] = '\0';
    return strlen(line) == (size_t)got;
}

static bool join(char out[PATH_MAX], const char *directory, const char *name)
{
    size_t dir_len = strlen(directory);
    size_t len = strlen(name);

    if (dir_len + len + 2 > PATH_MAX)
        return false;
    memcpy(out, directory, dir_len);
    if (dir_len == 0 || directory[dir_len - 1] != '/')
        out[dir_len++] = '/';
    memcpy(out + dir_len, name, len);
    out[dir_len + len] = '\0';
    return true;
}

static bool has_directory(const char *directory, const char *name)
{
    char path[PATH_MAX];
    struct stat st;

    return join(path, directory, name) && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A file, or a link: one that leads nowhere is how an old git names a branch without commit. */
static bool can_be_head(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 &&
           (S_ISREG(st.st_mode) || (S_ISLNK(st.st_mode) && (stat(path, &st) < 0 || S_ISREG(st.st_mode))));
}

/* A directory with HEAD, objects and refs, the latter two perhaps in the common directory it names. */
static bool is_git_directory(const char *path)
{
    char name[PATH_MAX], line[PATH_MAX], common[PATH_MAX];

    if (!join(name, path, "HEAD") || !can_be_head(name))
        return false;
    if (join(name, path, "commondir") && read_line(name, line, sizeof(line))) {
        if (line[0] == '/')
            memcpy(common, line, sizeof(common));
        else if (!join(common, path, line))
            return false;
        path = common;
    }
    return has_directory(path, "objects") && has_directory(path, "refs");
}

/* Follows "gitdir: PATH" of a ".git" file; false when it is no such file or leads to nothing. */
static bool follow_git_file(const char *file, char target[PATH_MAX])
{
    static const char prefix[] = "gitdir:";
    char line[PATH_MAX], path[PATH_MAX];
    const char *to = line + sizeof(prefix) - 1;
    size_t directory = (size_t)(strrchr(file, '/') - file);

    if (!read_line(file, line, sizeof(line)) || strncmp(line, prefix, sizeof(prefix) - 1) != 0)
        return false;
    while (*to == ' ')
        to++;
    if (*to == '/')
        return realpath(to, target) != NULL;
    if (directory + strlen(to) + 2 > sizeof(path))
        return false;
    memcpy(path, file, directory);
    path[directory] = '/';
    memcpy(path + directory + 1, to, strlen(to) + 1);
    return realpath(path, target) != NULL;
}

bool d1_repo_leads_to(const char *work_tree, const char *git_dir)
{
    char path[PATH_MAX], target[PATH_MAX];
    struct stat st;

    if (!join(path, work_tree, ".git") || stat(path, &st) < 0)
        return false;
    if (S_ISDIR(st.st_mode))
        return realpath(path, target) && strcmp(target, git_dir) == 0;
    return follow_git_file(path, target) && strcmp(target, git_dir) == 0;
}

static int found(struct search *s, enum d1_repo_found how, const char *git_path, const char *git_dir,
                 const char *work_tree)
{
    s->out->git_path = d1_arena_strdup(s->arena, git_path);
    s->out->git_dir = d1_arena_strdup(s->arena, git_dir);
    s->out->work_tree = work_tree ? d1_arena_strdup(s->arena, work_tree) : NULL;
    if (!s->out->git_path || !s->out->git_dir || (work_tree && !s->out->work_tree))
        return d1_error_memory(s->error);
    s->out->found = how;
    return 1;
}

/* Looks at directory/.git: 1 found, 0 nothing usable there, negative on failure. */
static int look_for_dot_git(struct search *s, const char *directory)
{
    char path[PATH_MAX], target[PATH_MAX];
    struct stat st;

    if (!join(path, directory, ".git") || stat(path, &st) < 0)
        return 0;
    if (S_ISREG(st.st_mode)) {
        if (!follow_git_file(path, target) || !is_git_directory(target))
            return d1_error_set(s->error, D1_ERR_READ,
                                "%s does not lead to a git directory: run `git worktree repair` or `git submodule "
                                "update --init` in the repository it belongs to, or remove it",
                                path);
        return found(s, D1_REPO_FOUND_DOT_GIT, path, target, directory);
    }
    if (S_ISDIR(st.st_mode) && is_git_directory(path)) {
        if (!realpath(path, target))
            return 0;
        return found(s, D1_REPO_FOUND_DOT_GIT, path, target, directory);
    }
    if (!s->out->passed && !(s->out->passed = d1_arena_strdup(s->arena, path)))
        return d1_error_memory(s->error);
    return 0;
}

static const char *environment(const struct search *s, const char *name)
{
    const char *value = s->ignore_environment ? NULL : getenv(name);

    return value && value[0] ? value : NULL;
}

/* Length of the longest directory of GIT_CEILING_DIRECTORIES that holds start: the search does not enter it. */
static size_t ceiling(const struct search *s, const char *start)
{
    const char *list = environment(s, "GIT_CEILING_DIRECTORIES");
    char name[PATH_MAX], path[PATH_MAX];
    size_t longest = 0;

    while (list && *list) {
        const char *end = strchrnul(list, ':');
        size_t len = (size_t)(end - list);

        if (len > 0 && len < sizeof(name) && list[0] == '/') {
            memcpy(name, list, len);
            name[len] = '\0';
            if (realpath(name, path)) {
                len = strcmp(path, "/") == 0 ? 0 : strlen(path);
                if (strncmp(start, path, len) == 0 && start[len] == '/' && len + 1 > longest)
                    longest = len + 1;
            }
        }
        list = *end ? end + 1 : end;
    }
    return longest;
}

static bool crosses_file_systems(const struct search *s)
{
    const char *value = environment(s, "GIT_DISCOVERY_ACROSS_FILESYSTEM");

    return value && strcasecmp(value, "false") != 0 && strcasecmp(value, "no") != 0 && strcasecmp(value, "off") != 0 &&
           strcmp(value, "0") != 0;
}

/* A git directory of another name than .git was met: bare itself when it is the start and lies in no repository. */
static int judge_bare(struct search *s, const char *bare, const char *outer)
{
    const char *word = d1_repo_shell_word(s->arena, bare);

    if (!word)
        return d1_error_memory(s->error);
    if (outer)
        return d1_error_set(s->error, D1_ERR_READ,
                            "%s is a repository that lies inside of another one (%s), perhaps to mislead tools; if "
                            "it is meant, name it: GIT_DIR=%s",
                            bare, outer, word);
    if (strcmp(bare, s->out->start) != 0)
        return d1_error_set(s->error, D1_ERR_READ,
                            "%s lies inside of the bare repository %s: start in that directory, or name it: GIT_DIR=%s",
                            s->out->start, bare, word);
    return found(s, D1_REPO_FOUND_DIRECTORY, bare, bare, NULL);
}

/* The way up from the start directory. */
static int search_upwards(struct search *s)
{
    size_t floor = ceiling(s, s->out->start);
    bool across = crosses_file_systems(s);
    char path[PATH_MAX], bare[PATH_MAX] = "";
    struct stat first, st;
    char *slash;
    int code;

    memcpy(path, s->out->start, strlen(s->out->start) + 1);
    if (stat(path, &first) < 0)
        return d1_error_set(s->error, D1_ERR_READ, "%s cannot be read: %s", path, strerror(errno));
    for (;;) {
        const char *name = strrchr(path, '/') + 1;

        if ((code = look_for_dot_git(s, path)) < 0)
            return code;
        if (code == 1)
            break;
        /* Inside of a .git directory the repository is the one of the directory above it, which comes next. */
        if (strcmp(name, ".git") != 0 && !bare[0] && is_git_directory(path))
            memcpy(bare, path, sizeof(bare));
        slash = strrchr(path, '/');
        if (!name[0] || (size_t)(slash - path) < floor)
            break;
        slash[slash == path] = '\0';
        if (stat(path, &st) < 0 || (st.st_dev != first.st_dev && !across))
            break;
    }
    if (bare[0])
        return judge_bare(s, bare, s->out->found == D1_REPO_FOUND_DOT_GIT ? s->out->git_dir : NULL);
    return 0;
}

/* GIT_DIR names the repository: a git directory, or a ".git" file. */
static int take_named(struct search *s, const char *named)
{
    char path[PATH_MAX], target[PATH_MAX];
    struct stat st;
    bool usable = false;

    if (realpath(named, path) && stat(path, &st) == 0) {
        if (S_ISREG(st.st_mode))
            usable = follow_git_file(path, target) && is_git_directory(target);
        else if (S_ISDIR(st.st_mode) && is_git_directory(path))
            usable = memcpy(target, path, sizeof(target));
    }
    if (!usable)
        return d1_error_set(s->error, D1_ERR_READ, "GIT_DIR is '%s', which is no git directory: correct or unset it",
                            named);
    return found(s, D1_REPO_FOUND_ENV, path, target, NULL);
}

int d1_repo_discover(struct d1_repo_discovery *out, struct d1_arena *arena, const char *start_dir,
                     bool ignore_environment, struct d1_error *error)
{
    struct d1_repo_discovery result = {0};
    struct search search = {arena, &result, error, ignore_environment};
    char start[PATH_MAX];
    struct stat st;
    const char *named;
    int code;

    if (!realpath(start_dir, start) || stat(start, &st) < 0)
        return d1_error_set(error, D1_ERR_USAGE, "%s cannot be used as a directory: %s", start_dir, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return d1_error_set(error, D1_ERR_USAGE, "%s is no directory", start_dir);
    if (!(result.start = d1_arena_strdup(arena, start)))
        return d1_error_memory(error);
    named = environment(&search, "GIT_DIR");
    code = named ? take_named(&search, named) : search_upwards(&search);
    if (code < 0)
        return code;
    *out = result;
    return 0;
}
