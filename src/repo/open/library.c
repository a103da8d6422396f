#include "repo/internal.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory/alloc.h"

/*
 * Format extensions of which d1lint knows what they mean for it: libgit2 refuses a repository that has one it was not
 * told about. partialClone only says that objects may be absent, worktreeConfig that a further file holds settings,
 * preciousObjects that nothing may be pruned, relativeWorktrees that work trees are linked by relative paths. What
 * objectFormat and refStorage say is judged by their values (config.c).
 */
static const char *const known_extensions[] = {"partialclone", "worktreeconfig",    "preciousobjects",
                                               "objectformat", "relativeworktrees", "refstorage"};

/*
 * Calls of init that were not undone. libgit2's own count may include those of another library in the process. Threads
 * that read beside each other begin at the same time, and what is set up takes none while it is being set.
 */
static unsigned users;
static pthread_mutex_t users_lock = PTHREAD_MUTEX_INITIALIZER;

enum { WINDOW_BYTES = 1024 * 1024, WINDOWS_BYTES = 4 * WINDOW_BYTES };

static int set_up(struct d1_error *error)
{
    if (git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known_extensions,
                         sizeof(known_extensions) / sizeof(known_extensions[0])) < 0)
        return d1_repo_git_error(error, D1_ERR_READ, "libgit2 cannot be set up");
    /* libgit2 does not know all of git's rules about whose repository may be read; owner.c does. */
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    /* ".keep" files tell a repacking git what to leave alone; asking for each is a system call for nothing. */
    git_libgit2_opts(GIT_OPT_DISABLE_PACK_KEEP_FILE_CHECKS, 1);
    /* A pack is looked at through small windows, so that its pages do not add up to the size of the pack. */
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)WINDOW_BYTES);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)WINDOWS_BYTES);
    return 0;
}

static int begin(struct d1_error *error)
{
    int result;

    if (d1_repo_guard_install() < 0 || git_libgit2_init() < 0)
        return d1_repo_git_error(error, D1_ERR_READ, "libgit2 cannot be started");
    result = users ? 0 : set_up(error);
    if (result < 0)
        git_libgit2_shutdown();
    else
        users++;
    return result;
}

int d1_repo_global_init(struct d1_error *error)
{
    int result;

    pthread_mutex_lock(&users_lock);
    result = begin(error);
    pthread_mutex_unlock(&users_lock);
    return result;
}

void d1_repo_global_shutdown(void)
{
    pthread_mutex_lock(&users_lock);
    users--;
    git_libgit2_shutdown();
    pthread_mutex_unlock(&users_lock);
}

const char *d1_repo_library_version(void)
{
    static char text[32];
    int major = 0, minor = 0, revision = 0;

    if (!text[0]) {
        git_libgit2_version(&major, &minor, &revision);
        snprintf(text, sizeof(text), "%d.%d.%d", major, minor, revision);
    }
    return text;
}

const char *d1_repo_environment(const struct d1_repo_options *options, const char *name)
{
    const char *value = options->ignore_environment ? NULL : getenv(name);

    return value && value[0] ? value : NULL;
}

const char *d1_repo_git_message(void)
{
    static _Thread_local char text[PATH_MAX + 256];
    const git_error *last = git_error_last();
    const char *path;
    const char *reason = d1_repo_guard_refused(&path);

    /* libgit2 only says that it could not open the file. */
    if (reason && last && last->message && strstr(last->message, path)) {
        snprintf(text, sizeof(text), "%s: %s", path, reason);
        return text;
    }
    return last && last->message && last->message[0] ? last->message : "libgit2 gives no reason";
}

int d1_repo_git_error(struct d1_error *error, int code, const char *format, ...)
{
    const git_error *last = git_error_last();
    struct d1_strbuf text = {0};
    va_list args;

    if (last && last->klass == GIT_ERROR_NOMEMORY)
        return d1_error_memory(error);
    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    if (text.oom) {
        d1_strbuf_release(&text);
        return d1_error_memory(error);
    }
    d1_error_set(error, code, "%s: %s", text.ptr, d1_repo_git_message());
    d1_strbuf_release(&text);
    return code;
}

const char *d1_repo_text(struct d1_arena *arena, const char *format, ...)
{
    va_list args;
    struct d1_str text;

    va_start(args, format);
    text = d1_arena_vprintf(arena, format, args);
    va_end(args);
    return text.ptr;
}

int d1_repo_notice_add(struct d1_repo_notices *notices, const char *code, const char *text, struct d1_error *error)
{
    struct d1_repo_notice notice = {.code = code, .text = text};

    if (!text || d1_vec_push(notices, notice) < 0)
        return d1_error_memory(error);
    return 0;
}

const char *d1_repo_shell_word(struct d1_arena *arena, const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,@%:";
    struct d1_strbuf word = {0};
    const char *result;

    if (path[0] && strspn(path, plain) == strlen(path))
        return d1_arena_strdup(arena, path);
    d1_strbuf_putc(&word, '\'');
    for (const char *p = path; *p; p++)
        if (*p == '\'')
            d1_strbuf_puts(&word, "'\\''");
        else
            d1_strbuf_putc(&word, *p);
    d1_strbuf_putc(&word, '\'');
    result = word.oom ? NULL : d1_arena_strdup(arena, word.ptr);
    d1_strbuf_release(&word);
    return result;
}
