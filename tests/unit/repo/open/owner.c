/* Repositories of other users. Only root can make some; elsewhere these tests have nothing to test. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/repo/sandbox.h"

TestSuite(repo_owner, .init = sandbox_enter, .fini = sandbox_leave);

enum { STRANGER = 12345 };

static void make_foreign(void)
{
    if (geteuid() != 0)
        cr_skip_test("only root can give files away");
    run("git init -q r; echo x > r/a.yaml; git -C r add .; git -C r commit -qm x; git clone -q --bare r b.git;"
        "chown -R %d r b.git",
        STRANGER);
}

static void expect_refused(const char *name, const char *start)
{
    enum d1_repo_source source = strstr(start, ".git") ? D1_REPO_REVISION : D1_REPO_WORKTREE;
    char command[4096];

    snprintf(command, sizeof(command), "git config --global --add safe.directory %s/%s", sandbox_path(), start);
    expect_failure(name, start, source, "HEAD", D1_ERR_READ, command);
    expect_failure(name, start, source, "HEAD", D1_ERR_READ, "uid 12345");
}

static void expect_trusted(const char *name, const char *start)
{
    expect_list(name, start, strstr(start, ".git") ? D1_REPO_REVISION : D1_REPO_WORKTREE, "HEAD", "a.yaml");
}

/* libgit2 1.5 calls this "not found". */
Test(repo_owner, no_safe_directory_at_all)
{
    make_foreign();
    expect_refused("work tree", "r");
    expect_refused("bare", "b.git");
}

Test(repo_owner, any_owner_is_taken_when_asked_for)
{
    static const char *const starts[] = {"r", "b.git"};
    const struct d1_repo_options options = {.any_owner = true};

    make_foreign();
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct d1_repo *repo = NULL;

        cr_expect_eq(d1_repo_open(&repo, starts[i], &options, NULL), 0, "%s", starts[i]);
        cr_expect(repo && d1_repo_info(repo)->is_git, "%s", starts[i]);
        d1_repo_free(repo);
    }
}

/* What the message says is what helps. */
Test(repo_owner, the_advice_helps)
{
    make_foreign();
    run("git config --global --add safe.directory %s/r", sandbox_path());
    expect_trusted("named", "r");
    expect_refused("not named", "b.git");
    run("git config --global --add safe.directory %s/b.git", sandbox_path());
    expect_trusted("named, too", "b.git");
}

Test(repo_owner, values_that_git_knows)
{
    static const struct {
        const char *name, *value;
        bool safe;
    } cases[] = {
        {"all", "*", true},
        {"all beneath", "$S/*", true},
        {"the directory itself with an asterisk", "$S/r/*", false},
        {"with a slash", "$S/r/", true},
        {"a parent", "$S", false},
        {"home", "~/../r", true},
        {"elsewhere", "/nowhere", false},
        {"by a link", "$S/link", true},
    };

    make_foreign();
    run("ln -s r link");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        run("S=%s; git config --global --unset-all safe.directory || :; git config --global safe.directory \"%s\"",
            sandbox_path(), cases[i].value);
        if (cases[i].safe)
            expect_trusted(cases[i].name, "r");
        else
            expect_refused(cases[i].name, "r");
    }
    run("git config --global --unset-all safe.directory; git config --global --add safe.directory '*';"
        "git config --global --add safe.directory ''");
    expect_refused("an empty value forgets those before it", "r");
}

/* A repository cannot vouch for itself. */
Test(repo_owner, own_configuration_does_not_count)
{
    make_foreign();
    run("git config -f r/.git/config safe.directory '*'");
    expect_refused("own configuration", "r");
}

Test(repo_owner, other_files_of_configuration)
{
    make_foreign();
    run("git config -f elsewhere safe.directory '*'");
    setenv("GIT_CONFIG_GLOBAL", "elsewhere", 1);
    expect_trusted("GIT_CONFIG_GLOBAL", "r");
    run("git config --file home/.gitconfig safe.directory '*'");
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    expect_refused("GIT_CONFIG_GLOBAL stands in place of the file in HOME", "r");
    unsetenv("GIT_CONFIG_GLOBAL");
    run("rm home/.gitconfig; mkdir -p home/.config/git; mv elsewhere home/.config/git/config");
    expect_trusted("XDG", "r");
}

Test(repo_owner, settings_of_the_environment)
{
    make_foreign();
    setenv("GIT_CONFIG_COUNT", "1", 1);
    setenv("GIT_CONFIG_KEY_0", "Safe.Directory", 1);
    setenv("GIT_CONFIG_VALUE_0", "*", 1);
    expect_trusted("all", "r");
    setenv("GIT_CONFIG_VALUE_0", "", 1);
    run("git config --file home/.gitconfig safe.directory '*'");
    expect_refused("an empty value forgets what the files say", "r");
}

Test(repo_owner, sudo)
{
    make_foreign();
    setenv("SUDO_UID", "12345", 1);
    expect_trusted("the user behind sudo is the owner", "r");
    setenv("SUDO_UID", "12346", 1);
    expect_refused("another user", "r");
}

/* The git directory of a checkout that is one's own may still be a stranger's. */
Test(repo_owner, git_directory_alone)
{
    make_foreign();
    run("chown 0 r r/a.yaml");
    expect_refused("git directory", "r");
    run("chown -R 0 r; chown %d r", STRANGER);
    expect_refused("work tree", "r");
}
