#include "unit/repo/sandbox.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text/strbuf.h"
#include "repo/internal.h"

static char root[PATH_MAX];

static void set_environment(void)
{
    static const char *const unset[] = {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_CONFIG_GLOBAL",
        "GIT_CEILING_DIRECTORIES",
        "XDG_CONFIG_HOME",
        "GIT_PREFIX",
        "GIT_CONFIG_SYSTEM",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "SUDO_UID",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_QUARANTINE_PATH",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_DEFAULT_HASH",
    };
    char home[PATH_MAX + 8];

    for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
        unsetenv(unset[i]);
    snprintf(home, sizeof(home), "%s/home", root);
    mkdir(home, 0755);
    setenv("HOME", home, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_AUTHOR_NAME", "A", 1);
    setenv("GIT_AUTHOR_EMAIL", "a@example.com", 1);
    setenv("GIT_COMMITTER_NAME", "C", 1);
    setenv("GIT_COMMITTER_EMAIL", "c@example.com", 1);
    setenv("GIT_AUTHOR_DATE", "2026-01-05T09:00:00+01:00", 1);
    setenv("GIT_COMMITTER_DATE", "2026-01-05T09:00:00+01:00", 1);
    setenv("LC_ALL", "C", 1);
}

void sandbox_enter(void)
{
    char directory[] = "/tmp/d1-repo-XXXXXX";
    struct d1_error error = {0};

    /*
     * What waits for a FIFO waits for ever; Criterion's own limit on time leaks memory. A machine that is full makes
     * hundreds of runs of git slow, and a test that the alarm ends counts as crashed: it is set late.
     */
    alarm(900);
    cr_assert_not_null(mkdtemp(directory));
    cr_assert_not_null(realpath(directory, root));
    cr_assert_eq(chmod(root, 0755), 0);
    cr_assert_eq(chdir(root), 0);
    set_environment();
    run("git config --global init.defaultBranch main; git config --global protocol.file.allow always;"
        "git config --global advice.detachedHead false");
    cr_assert_eq(d1_repo_global_init(&error), 0, "%s", d1_error_message(&error));
    /* Where Criterion and d1lint share a libgit2, it looked for the user's files before HOME was set. */
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, NULL);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, NULL);
}

void sandbox_leave(void)
{
    d1_repo_global_shutdown();
    cr_assert_eq(chdir("/"), 0);
    if (strncmp(root, "/tmp/d1-repo-", 13) == 0)
        run("chmod -R u+rwx %s && rm -rf %s", root, root);
}

const char *sandbox_path(void)
{
    return root;
}

void run(const char *format, ...)
{
    struct d1_strbuf command = {0};
    va_list args;
    int status;

    d1_strbuf_puts(&command, "set -e\n");
    va_start(args, format);
    d1_strbuf_vprintf(&command, format, args);
    va_end(args);
    fflush(NULL);
    status = system(command.ptr);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "failed: %s", command.ptr);
    d1_strbuf_release(&command);
}

const char *output(const char *format, ...)
{
    static char text[65536];
    struct d1_strbuf command = {0};
    va_list args;
    size_t len;
    FILE *pipe;

    d1_strbuf_puts(&command, "set -e\n");
    va_start(args, format);
    d1_strbuf_vprintf(&command, format, args);
    va_end(args);
    fflush(NULL);
    pipe = popen(command.ptr, "r");
    cr_assert_not_null(pipe);
    len = fread(text, 1, sizeof(text) - 1, pipe);
    cr_assert_eq(pclose(pipe), 0, "failed: %s", command.ptr);
    while (len > 0 && strchr(" \n\r\t", text[len - 1]))
        len--;
    text[len] = '\0';
    d1_strbuf_release(&command);
    return text;
}

void put(const char *path, const char *text)
{
    char directory[PATH_MAX];
    FILE *file;

    snprintf(directory, sizeof(directory), "%s", path);
    for (char *slash = strchr(directory + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(directory, 0755);
        *slash = '/';
    }
    file = fopen(path, "w");
    cr_assert_not_null(file, "cannot write %s", path);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
}

bool contains(const char *text, const char *words)
{
    return strstr(text, words) != NULL;
}

static const char *const kinds[] = {"file",   "symlink",  "special",    "directory", "submodule",
                                    "nested", "conflict", "unreadable", "absent"};

struct look look(const char *start, enum d1_repo_source source, const char *revision)
{
    static struct d1_strbuf text, notices;
    struct d1_repo_snapshot_options options = {.source = source, .revision = revision};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_error error = {0};
    struct d1_repo *repo = NULL;
    struct look result = {0};

    d1_strbuf_release(&text);
    d1_strbuf_release(&notices);
    d1_strbuf_puts(&text, "");
    d1_strbuf_puts(&notices, "");
    result.code = d1_repo_open(&repo, start, NULL, &error);
    if (result.code == 0)
        result.code = d1_repo_snapshot_open(&snapshot, repo, &options, &error);
    if (result.code < 0) {
        cr_expect_eq(error.code, result.code, "the code returned is the one of the error");
        cr_expect_null(snapshot, "outputs are untouched on failure");
        d1_strbuf_puts(&text, d1_error_message(&error));
    } else {
        const struct d1_repo_entry *entries = d1_repo_snapshot_entries(snapshot, &result.count);
        size_t count;
        const struct d1_repo_notice *notice = d1_repo_snapshot_notices(snapshot, &count);

        for (size_t i = 0; i < result.count; i++) {
            d1_strbuf_printf(&text, "%s%s", i ? " " : "", entries[i].path);
            cr_expect_eq(entries[i].path_len, strlen(entries[i].path));
            cr_expect_eq(entries[i].reason == NULL, entries[i].kind == D1_REPO_FILE, "%s has a reason",
                         entries[i].path);
            if (entries[i].kind != D1_REPO_FILE)
                d1_strbuf_printf(&text, "=%s", kinds[entries[i].kind]);
        }
        for (size_t i = 0; i < count; i++)
            d1_strbuf_printf(&notices, "%s: %s\n", notice[i].code, notice[i].text);
        result.commit = *d1_repo_snapshot_commit(snapshot);
        snprintf(result.ref, sizeof(result.ref), "%s", result.commit.ref ? result.commit.ref : "");
        snprintf(result.directory, sizeof(result.directory), "%s", result.commit.directory);
        result.commit.ref = result.commit.directory = NULL;
    }
    result.text = text.ptr;
    result.notices = notices.ptr;
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_error_clear(&error);
    return result;
}

const char *content(const char *start, enum d1_repo_source source, const char *revision, const char *path)
{
    static struct d1_strbuf text;
    struct d1_repo_snapshot_options options = {.source = source, .revision = revision};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_reader *reader = NULL;
    struct d1_error error = {0};
    struct d1_repo *repo = NULL;
    struct d1_repo_entry entry;
    struct d1_str bytes = {0};
    int code = d1_repo_open(&repo, start, NULL, &error);

    d1_strbuf_release(&text);
    d1_strbuf_puts(&text, "");
    if (code == 0)
        code = d1_repo_snapshot_open(&snapshot, repo, &options, &error);
    if (code == 0)
        code = d1_repo_lookup(snapshot, d1_str(path), &entry, &error);
    if (code == 0)
        code = d1_repo_reader_new(&reader, snapshot, &error);
    if (code == 0 && (code = d1_repo_read(reader, &entry, &bytes, &error)) < 0)
        cr_expect_str_eq(error.place.path ? error.place.path : "", path, "the error names the file");
    if (code < 0)
        d1_strbuf_printf(&text, "%d: %s", code, d1_error_message(&error));
    else
        d1_strbuf_str(&text, bytes);
    d1_repo_reader_free(reader);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_error_clear(&error);
    return text.ptr;
}

void expect_list(const char *name, const char *start, enum d1_repo_source source, const char *revision,
                 const char *expected)
{
    struct look seen = look(start, source, revision);

    cr_expect(seen.code == 0 && strcmp(seen.text, expected) == 0, "%s: expected [%s], got %d [%s]", name, expected,
              seen.code, seen.text);
}

void expect_failure(const char *name, const char *start, enum d1_repo_source source, const char *revision, int code,
                    const char *words)
{
    struct look seen = look(start, source, revision);

    cr_expect(seen.code == code && contains(seen.text, words), "%s: expected %d [%s], got %d [%s]", name, code, words,
              seen.code, seen.text);
}
