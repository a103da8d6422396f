/* Which repository a directory belongs to, and which are not trusted. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/repo/sandbox.h"

TestSuite(repo_discovery, .init = sandbox_enter, .fini = sandbox_leave);

/* What d1_repo_open says about a start directory: "git root=R dir=D prefix=P", "plain root=R", or the error. */
static const char *open_at(const char *start, const struct d1_repo_options *options)
{
    static char text[8192];
    size_t skip = strlen(sandbox_path()) + 1;
    struct d1_error error = {0};
    struct d1_repo *repo = NULL;
    int code = d1_repo_open(&repo, start, options, &error);

    if (code < 0) {
        cr_expect_null(repo);
        snprintf(text, sizeof(text), "%d %s", code, d1_error_message(&error));
    } else {
        const struct d1_repo_info *info = d1_repo_info(repo);
        const char *root = strlen(info->root) >= skip ? info->root + skip : info->root;

        if (!info->is_git)
            snprintf(text, sizeof(text), "plain root=%s", root);
        else
            snprintf(text, sizeof(text), "%s root=%s dir=%s prefix=%s", info->is_bare ? "bare" : "git", root,
                     info->git_dir + skip, info->prefix);
    }
    d1_repo_free(repo);
    d1_error_clear(&error);
    return text;
}

static void expect_open(const char *name, const char *start, const char *expected)
{
    const char *seen = open_at(start, NULL);

    cr_expect_str_eq(seen, expected, "%s: expected [%s], got [%s]", name, expected, seen);
}

static void expect_refusal(const char *name, const char *start, int code, const char *words)
{
    char number[16];
    const char *seen = open_at(start, NULL);

    snprintf(number, sizeof(number), "%d ", code);
    cr_expect(strncmp(seen, number, strlen(number)) == 0 && contains(seen, words), "%s: expected %d [%s], got [%s]",
              name, code, words, seen);
}

Test(repo_discovery, on_the_way_up)
{
    run("git init -q r; mkdir -p r/a/b; ln -s r/a link");
    expect_open("root", "r", "git root=r dir=r/.git prefix=");
    expect_open("sub-folder", "r/a/b", "git root=r dir=r/.git prefix=a/b");
    expect_open("through a link", "link/b", "git root=r dir=r/.git prefix=a/b");
    expect_open("in the git directory", "r/.git", "git root=r dir=r/.git prefix=");
    expect_open("deep in the git directory", "r/.git/objects", "git root=r dir=r/.git prefix=");
    expect_refusal("no such directory", "nowhere", D1_ERR_USAGE, "nowhere");
    run("echo x > file");
    expect_refusal("a file", "file", D1_ERR_USAGE, "no directory");
}

Test(repo_discovery, no_repository_is_a_plain_directory_with_a_notice)
{
    struct look seen;

    run("mkdir -p plain/sub/.hidden; echo x > plain/a.yaml; echo x > plain/sub/b.yml; echo x > plain/.c.yaml;"
        "echo x > plain/sub/.hidden/d.yaml; echo '*.yaml' > plain/.gitignore");
    expect_open("plain", "plain", "plain root=plain");
    seen = look("plain", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "a.yaml sub/b.yml", "ignore files mean nothing outside of git: %s", seen.text);
    cr_expect(contains(seen.notices, "no-repository: ") && contains(seen.notices, "no git repository"), "%s",
              seen.notices);
    cr_expect_not(seen.commit.exists);
    expect_failure("staged", "plain", D1_REPO_INDEX, NULL, D1_ERR_USAGE, "no git repository");
    expect_failure("revision", "plain", D1_REPO_REVISION, "HEAD", D1_ERR_USAGE, "no git repository");
}

Test(repo_discovery, plain_directory_does_not_enter_repositories)
{
    struct look seen;

    run("mkdir all; git init -q all/r; echo x > all/r/a.yaml; echo x > all/b.yaml");
    seen = look("all", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "b.yaml");
    cr_expect(contains(seen.notices, "nested-repositories: 1 git repository"), "%s", seen.notices);
}

Test(repo_discovery, plain_on_request)
{
    run("git init -q r; mkdir r/rules");
    cr_expect_str_eq(open_at("r/rules", &(struct d1_repo_options){.plain = true}), "plain root=r/rules");
}

/* Found, but of no use: never taken for a plain directory. */
Test(repo_discovery, unusable_git_directory)
{
    run("mkdir -p empty/.git/x; mkdir -p file; echo 'gitdir: ../gone' > file/.git; mkdir junk; echo junk > junk/.git");
    expect_refusal("no HEAD", "empty", D1_ERR_READ, "no usable git directory");
    expect_refusal("file that leads nowhere", "file", D1_ERR_READ, "git worktree repair");
    expect_refusal("file with other content", "junk", D1_ERR_READ, "does not lead to a git directory");
    run("git init -q outer; mkdir -p outer/sub/.git");
    expect_open("passed over inside of another one, as git does", "outer/sub",
                "git root=outer dir=outer/.git prefix=sub");
    cr_expect(contains(look("outer/sub", D1_REPO_WORKTREE, NULL).notices, "unusable-git-directory"));
}

Test(repo_discovery, linked_worktree_submodule_and_separate_directory)
{
    run("git init -q r; cd r; git commit -q --allow-empty -m x; git worktree add -q ../wt -b other; mkdir -p ../wt/s;"
        "git submodule --quiet add ../r sub; cd ..; git init -q --separate-git-dir apart work");
    expect_open("worktree", "wt/s", "git root=wt dir=r/.git/worktrees/wt prefix=s");
    expect_open("submodule", "r/sub", "git root=r/sub dir=r/.git/modules/sub prefix=");
    expect_open("separate", "work", "git root=work dir=apart prefix=");
    run("mv wt moved");
    expect_open("moved worktree", "moved", "git root=moved dir=r/.git/worktrees/wt prefix=");
    run("mkdir hub; git clone -q --bare r hub/.bare; echo 'gitdir: ./.bare' > hub/.git; cd hub;"
        "git worktree add -q main main");
    expect_open("bare beside its worktrees", "hub", "bare root=hub/.bare dir=hub/.bare prefix=");
    expect_open("worktree of a bare repository", "hub/main", "git root=hub/main dir=hub/.bare/worktrees/main prefix=");
}

Test(repo_discovery, bare)
{
    run("git init -q --bare b.git; mkdir -p b.git/x");
    expect_open("by its path", "b.git", "bare root=b.git dir=b.git prefix=");
    expect_refusal("from inside", "b.git/x", D1_ERR_READ, "start in that directory");
    run("git -C b.git config --unset core.bare");
    expect_open("by its name", "b.git", "bare root=b.git dir=b.git prefix=");
    expect_failure("work tree", "b.git", D1_REPO_WORKTREE, NULL, D1_ERR_USAGE, "--rev");
    expect_failure("index", "b.git", D1_REPO_INDEX, NULL, D1_ERR_USAGE, "--rev");
}

/* A repository that somebody's commit brought along must not speak for the checkout it lies in. */
Test(repo_discovery, embedded_bare_repository)
{
    run("git init -q r; git init -q --bare r/data; mkdir r/data/sub; git init -q --bare secret.git;"
        "git -C r/data config core.bare false; git -C r/data config core.worktree /etc");
    expect_refusal("at it", "r/data", D1_ERR_READ, "GIT_DIR=");
    expect_refusal("in it", "r/data/sub", D1_ERR_READ, "lies inside of another one");
    setenv("GIT_DIR", "r/data", 1);
    expect_refusal("named, but it claims a directory elsewhere", ".", D1_ERR_READ, "core.worktree");
    run("git config -f r/data/config --unset core.worktree; git config -f r/data/config core.bare true");
    expect_open("named", ".", "bare root=r/data dir=r/data prefix=");
}

Test(repo_discovery, work_tree_elsewhere)
{
    run("git init -q r; git init -q other; git -C r config core.worktree %s/other", sandbox_path());
    expect_refusal("another repository's", "r", D1_ERR_READ, "core.worktree");
    run("git -C r config core.worktree /etc");
    expect_refusal("of the system", "r", D1_ERR_READ, "core.worktree");
    run("git init -q one; mkdir one/deep; git init -q one/deep/r; git -C one/deep/r config core.worktree ../..");
    expect_open("one that contains it", "one/deep/r", "git root=one/deep dir=one/deep/r/.git prefix=r");
    run("git -C r config core.worktree /nowhere");
    expect_refusal("absent", "r", D1_ERR_READ, "/nowhere");
}

Test(repo_discovery, environment)
{
    char path[8192];

    run("git init -q r; git init -q q; mkdir -p r/s/t plain; git --git-dir=dots init -q; git --git-dir=dots config "
        "core.bare false");
    setenv("GIT_DIR", "r/.git", 1);
    expect_open("GIT_DIR", "q", "git root=r dir=r/.git prefix=");
    expect_open("GIT_DIR, inside", "r/s", "git root=r dir=r/.git prefix=s");
    cr_expect_str_eq(open_at("q", &(struct d1_repo_options){.ignore_environment = true}),
                     "git root=q dir=q/.git prefix=");
    setenv("GIT_WORK_TREE", "plain", 1);
    expect_open("GIT_WORK_TREE", "plain", "git root=plain dir=r/.git prefix=");
    unsetenv("GIT_WORK_TREE");
    setenv("GIT_DIR", "dots", 1);
    expect_open("without a work tree of its own", "plain", "git root=plain dir=dots prefix=");
    setenv("GIT_DIR", "nowhere", 1);
    expect_refusal("GIT_DIR that is none", "r", D1_ERR_READ, "GIT_DIR");
    setenv("GIT_DIR", "", 1);
    expect_open("empty GIT_DIR", "r", "git root=r dir=r/.git prefix=");
    snprintf(path, sizeof(path), "relative:%s/r/s:/nowhere", sandbox_path());
    setenv("GIT_CEILING_DIRECTORIES", path, 1);
    expect_open("ceiling", "r/s/t", "plain root=r/s/t");
    expect_open("the ceiling itself is no limit for a start in it", "r/s", "git root=r dir=r/.git prefix=s");
}

/* The environment that git gives to a hook in a linked worktree and in a submodule. */
Test(repo_discovery, environment_of_hooks)
{
    char path[8192];

    run("git init -q r; cd r; git commit -q --allow-empty -m x; git worktree add -q ../wt -b other;"
        "git submodule --quiet add ../r sub");
    snprintf(path, sizeof(path), "%s/r/.git/worktrees/wt", sandbox_path());
    setenv("GIT_DIR", path, 1);
    expect_open("worktree", "wt", "git root=wt dir=r/.git/worktrees/wt prefix=");
    snprintf(path, sizeof(path), "%s/r/.git/modules/sub", sandbox_path());
    setenv("GIT_DIR", path, 1);
    expect_open("submodule", "r/sub", "git root=r/sub dir=r/.git/modules/sub prefix=");
}
