/* Paths: their form, their arithmetic, and files that are opened beneath a directory. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "repo/internal.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_path, .init = sandbox_enter, .fini = sandbox_leave);

Test(repo_path, form)
{
    static const struct {
        const char *path;
        bool valid;
    } cases[] = {
        {"", true},        {"a", true},      {"a/b.yaml", true}, {".a/..b/c..", true}, {"a\nb/\xFF", true},
        {"/a", false},     {"a/", false},    {"a//b", false},    {".", false},         {"..", false},
        {"a/../b", false}, {"a/./b", false}, {"a/..", false},    {"./a", false},       {"/", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(d1_repo_path_valid(d1_str(cases[i].path)), cases[i].valid, "'%s'", cases[i].path);
    cr_expect_not(d1_repo_path_valid(d1_strn("a\0b", 3)), "a NUL");
}

Test(repo_path, beneath)
{
    static const struct {
        const char *path, *directory;
        bool beneath;
    } cases[] = {
        {"a", "", true},    {"", "", true},      {"a/b", "a", true},  {"a", "a", true},
        {"ab", "a", false}, {"a", "a/b", false}, {"b/a", "a", false}, {"a-b/c", "a", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(d1_repo_path_beneath(d1_str(cases[i].path), d1_str(cases[i].directory)), cases[i].beneath,
                     "'%s' in '%s'", cases[i].path, cases[i].directory);
}

Test(repo_path, normalize)
{
    static const struct {
        const char *base, *path, *result; /* NULL: leads out */
    } cases[] = {
        {"", "a/b", "a/b"},        {"x", "a", "x/a"}, {"x/y", "../a", "x/a"}, {"x/y", "../..", ""},
        {"x", "../..", NULL},      {"", "..", NULL},  {"x", ".", "x"},        {"x", "./a//b/", "x/a/b"},
        {"", "a/../b/./c", "b/c"}, {"x", "/a", NULL}, {"x", "", "x"},         {"x", "a/..", "x"},
    };
    struct d1_strbuf out = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool inside = d1_repo_path_normalize(&out, d1_str(cases[i].base), d1_str(cases[i].path));

        cr_expect_eq(inside, cases[i].result != NULL, "'%s' from '%s'", cases[i].path, cases[i].base);
        if (inside && cases[i].result)
            cr_expect(d1_str_is(d1_strbuf_view(&out), cases[i].result), "'%s' from '%s' is '%s'", cases[i].path,
                      cases[i].base, out.ptr);
    }
    d1_strbuf_release(&out);
}

/* Both ways of opening agree, so that an old kernel or a sandbox changes nothing. */
Test(repo_path, open_beneath_follows_no_link)
{
    static const struct {
        const char *path;
        bool opens;
    } cases[] = {
        {"file", true},          {"dir/file", true},       {"", true},         {"dir", true},     {"link", false},
        {"dirlink/file", false}, {"out/passwd", false},    {"outfile", false}, {"loop/x", false}, {"absent", false},
        {"file/x", false},       {"dir/back/file", false},
    };
    int root;

    run("mkdir -p root/dir; echo 1 > root/file; echo 2 > root/dir/file; ln -s file root/link; ln -s dir root/dirlink;"
        "ln -s /etc root/out; ln -s /etc/passwd root/outfile; ln -s loop root/loop; ln -s .. root/dir/back");
    root = open("root", O_RDONLY | O_DIRECTORY);
    cr_assert_geq(root, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int by_component = 0; by_component < 2; by_component++) {
            int fd = d1_repo_open_beneath(root, cases[i].path, O_RDONLY, by_component);

            cr_expect_eq(fd >= 0, cases[i].opens, "'%s' %s", cases[i].path, by_component ? "by component" : "at once");
            if (fd >= 0)
                close(fd);
        }
    close(root);
}

Test(repo_path, open_beneath_does_not_wait_for_a_fifo)
{
    int root, fd;

    run("mkdir root; mkfifo root/fifo");
    root = open("root", O_RDONLY | O_DIRECTORY);
    for (int by_component = 0; by_component < 2; by_component++) {
        fd = d1_repo_open_beneath(root, "fifo", O_RDONLY, by_component);
        cr_expect_geq(fd, 0);
        close(fd);
    }
    close(root);
}

/* ---- arguments of the command line ---- */

struct argument {
    const char *argument, *path; /* NULL: outside */
};

static void expect_arguments(const char *start, enum d1_repo_source source, const char *revision,
                             const struct argument *cases, size_t count)
{
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo *repo = NULL;

    cr_assert_eq(d1_repo_open(&repo, start, NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(
                     &snapshot, repo, &(struct d1_repo_snapshot_options){.source = source, .revision = revision}, NULL),
                 0);
    for (size_t i = 0; i < count; i++) {
        char *path = NULL;
        struct d1_error error = {0};
        int code = d1_repo_snapshot_path(&path, snapshot, cases[i].argument, &error);

        if (cases[i].path)
            cr_expect(code == 0 && strcmp(path, cases[i].path) == 0, "%s %s: '%s' instead of '%s' (%s)", start,
                      cases[i].argument, path ? path : "-", cases[i].path, d1_error_message(&error));
        else
            cr_expect(code == D1_ERR_USAGE && contains(d1_error_message(&error), cases[i].argument), "%s: %d, %s",
                      cases[i].argument, code, d1_error_message(&error));
        d1_free(path);
        d1_error_clear(&error);
    }
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
}

#define EXPECT_ARGUMENTS(start, source, revision, ...)                                                                 \
    do {                                                                                                               \
        const struct argument cases_[] = {__VA_ARGS__};                                                                \
        expect_arguments(start, source, revision, cases_, sizeof(cases_) / sizeof(cases_[0]));                         \
    } while (0)

Test(repo_path, arguments_are_seen_from_the_start_directory)
{
    char absolute[4096], by_link[4096], outside[4096];

    run("git init -q r; mkdir -p r/a/b; echo x > r/a/b/c.yaml; git -C r add .; git -C r commit -qm x; ln -s r link;"
        "git clone -q --bare r bare.git");
    snprintf(absolute, sizeof(absolute), "%s/r/a", sandbox_path());
    snprintf(by_link, sizeof(by_link), "%s/link/a", sandbox_path());
    snprintf(outside, sizeof(outside), "%s/bare.git", sandbox_path());
    EXPECT_ARGUMENTS("r", D1_REPO_WORKTREE, NULL, {"a", "a"}, {"./a/b/", "a/b"}, {".", ""}, {absolute, "a"},
                     {by_link, "a"}, {"..", NULL}, {outside, NULL}, {"../r2", NULL}, {"../r/a", "a"},
                     {"no/such", "no/such"});
    EXPECT_ARGUMENTS("r/a/b", D1_REPO_INDEX, NULL, {"c.yaml", "a/b/c.yaml"}, {"..", "a"}, {"../..", ""},
                     {"../../..", NULL}, {absolute, "a"});
    EXPECT_ARGUMENTS("r/a", D1_REPO_REVISION, "HEAD", {"b", "a/b"});
    EXPECT_ARGUMENTS("r", D1_REPO_REVISION, "HEAD:a", {"b", "b"}, {"..", NULL}, {absolute, ""}, {"", ""});
    EXPECT_ARGUMENTS("bare.git", D1_REPO_REVISION, "HEAD", {"a/b", "a/b"}, {"..", NULL}, {absolute, NULL});
}
