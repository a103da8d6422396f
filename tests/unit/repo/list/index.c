/* The index: what is staged, by the eyes of a hook, and indexes that libgit2 cannot read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/repo/sandbox.h"

TestSuite(repo_index, .init = sandbox_enter, .fini = sandbox_leave);

static void expect_staged(const char *name, const char *start, const char *expected)
{
    expect_list(name, start, D1_REPO_INDEX, NULL, expected);
}

Test(repo_index, staged_and_not_what_lies_on_disk)
{
    run("git init -q r; cd r; mkdir sub; echo 1 > a.yaml; echo 1 > sub/b.yaml; echo 1 > gone.yaml; echo 1 > .h.yaml;"
        "echo 1 > c.txt; git add .; echo 2 > a.yaml; echo 2 > new.yaml; rm gone.yaml; touch later.yaml;"
        "git add -N later.yaml");
    expect_staged("list", "r", "a.yaml gone.yaml sub/b.yaml");
    expect_staged("from a sub-folder", "r/sub", "a.yaml gone.yaml sub/b.yaml");
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "a.yaml"), "1\n");
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "gone.yaml"), "1\n");
    cr_expect_not(look("r", D1_REPO_INDEX, NULL).commit.exists, "HEAD has no commit yet");
    run("cd r; git commit -qm x; git rm -q --cached a.yaml");
    expect_staged("removed from the index alone", "r", "gone.yaml sub/b.yaml");
    cr_expect(look("r", D1_REPO_INDEX, NULL).commit.exists);
}

Test(repo_index, empty)
{
    run("git init -q r; touch r/a.yaml");
    expect_staged("no index file", "r", "");
}

Test(repo_index, what_is_no_file)
{
    run("git init -q s; git -C s commit -q --allow-empty -m x; git init -q r; cd r; ln -s /etc/passwd link.yaml;"
        "git submodule --quiet add ../s sub.yaml; mkdir dir.yaml dir.yaml/deep.yml; touch dir.yaml/a.yaml "
        "dir.yaml/deep.yml/b.yaml dir.yaml-x; git add .");
    expect_staged("kinds", "r",
                  "dir.yaml=directory dir.yaml/a.yaml dir.yaml/deep.yml=directory dir.yaml/deep.yml/b.yaml "
                  "link.yaml=symlink sub.yaml=submodule");
}

Test(repo_index, conflict)
{
    run("git init -q r; cd r; echo 1 > a.yaml; echo 1 > gone.yaml; echo 1 > b.yaml; git add .; git commit -qm 1;"
        "git checkout -qb o; echo 2 > a.yaml; git rm -q gone.yaml; git commit -qam 2; git checkout -q main;"
        "echo 3 > a.yaml; echo 3 > gone.yaml; git commit -qam 3; ! git merge -q o > /dev/null");
    expect_staged("conflicts, one entry each", "r", "a.yaml=conflict b.yaml gone.yaml=conflict");
    cr_expect(contains(content("r", D1_REPO_INDEX, NULL, "a.yaml"), "git add"));
}

Test(repo_index, conflict_of_file_and_directory)
{
    run("git init -q r; cd r; touch x; git add .; git commit -qm 1; git checkout -qb o; mkdir d.yaml; touch "
        "d.yaml/e.yaml;"
        "git add .; git commit -qm 2; git checkout -q main; echo 3 > d.yaml; git add .; git commit -qm 3;"
        "! git merge -q o > /dev/null 2>&1");
    cr_expect(contains(look("r", D1_REPO_INDEX, NULL).text, "d.yaml/e.yaml"));
}

Test(repo_index, versions_and_optional_extensions)
{
    run("git init -q r; cd r; mkdir a; touch a/1.yaml a/12.yaml a/123.yaml a/x.yaml; git add .; git commit -qm x;"
        "git update-index --index-version 4");
    expect_staged("version 4", "r", "a/1.yaml a/12.yaml a/123.yaml a/x.yaml");
    run("cd r; git update-index --index-version 2; git update-index --untracked-cache; git status > /dev/null;"
        "git -c index.threads=4 update-index --force-remove a/x.yaml");
    expect_staged("untracked cache", "r", "a/1.yaml a/12.yaml a/123.yaml");
}

/* ---- the index that git hands to a hook ---- */

/* A hook that keeps what git gave to it, and refuses. */
static void make_hook(void)
{
    run("git init -q r; cd r; mkdir sub; echo 1 > a.yaml; echo 1 > b.yaml; git add .; git commit -qm 1;"
        "cat > .git/hooks/pre-commit <<'END'\n"
        "#!/bin/sh\n"
        "rm -rf \"$HOME/seen\"; mkdir \"$HOME/seen\"; echo \"$GIT_INDEX_FILE\" > \"$HOME/seen/name\"\n"
        "cp \"$GIT_INDEX_FILE\" \"$HOME/seen/index\"; pwd > \"$HOME/seen/cwd\"\n"
        "echo \"$GIT_DIR\" > \"$HOME/seen/dir\"; exit 1\n"
        "END\n"
        "chmod +x .git/hooks/pre-commit");
}

/* Looks at the index as it was in the hook: a relative name, as git gives it, is seen from the work tree. */
static void enter_hook(void)
{
    char name[8192];

    snprintf(name, sizeof(name), "%s.kept", output("cat home/seen/name"));
    cr_assert_str_neq(name, ".kept");
    run("cd r; cp ../home/seen/index \"%s\"", name);
    setenv("GIT_INDEX_FILE", name, 1);
}

static void leave_hook(void)
{
    unsetenv("GIT_INDEX_FILE");
}

Test(repo_index, hook_of_commit)
{
    make_hook();
    run("cd r; echo 2 > a.yaml; git add a.yaml; echo 3 > a.yaml; ! git commit -qm x");
    enter_hook();
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "a.yaml"), "2\n");
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "a.yaml"), "3\n");
    leave_hook();
}

Test(repo_index, hook_of_commit_all)
{
    make_hook();
    run("cd r; echo 2 > a.yaml; rm b.yaml; ! git commit -qam x");
    expect_staged("the index file itself is the old one", "r", "a.yaml b.yaml");
    enter_hook();
    expect_staged("but not the one of the hook", "r", "a.yaml");
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "a.yaml"), "2\n");
    expect_staged("nor when the hook works in a sub-folder", "r/sub", "a.yaml");
    leave_hook();
}

Test(repo_index, hook_of_commit_file)
{
    make_hook();
    run("cd r; echo 2 > a.yaml; echo 2 > b.yaml; git add a.yaml; ! git commit -qm x b.yaml");
    enter_hook();
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "a.yaml"), "1\n");
    cr_expect_str_eq(content("r", D1_REPO_INDEX, NULL, "b.yaml"), "2\n");
    leave_hook();
}

Test(repo_index, hook_of_linked_worktree)
{
    make_hook();
    run("cd r; git worktree add -q ../wt -b o; cd ../wt; echo 2 > a.yaml; ! git commit -qam x; cp ../home/seen/index "
        "../kept");
    setenv("GIT_DIR", output("cat home/seen/dir"), 1);
    run("test \"$GIT_DIR\" != ''");
    setenv("GIT_INDEX_FILE", output("pwd | sed 's,$,/kept,'"), 1);
    cr_expect_str_eq(content("wt", D1_REPO_INDEX, NULL, "a.yaml"), "2\n");
}

Test(repo_index, named_index_that_is_not_there)
{
    run("git init -q r; touch r/a.yaml; git -C r add .");
    setenv("GIT_INDEX_FILE", "nowhere", 1);
    expect_staged("is empty, as git has it", "r", "");
}

/* ---- indexes that libgit2 cannot read ---- */

/*
 * The index fails by name; the work tree is walked without it, with a notice that says the same once something is
 * ignored, for what is ignored may be tracked.
 */
static void expect_unreadable(const char *name, const char *words)
{
    struct look seen;

    expect_failure(name, "r", D1_REPO_INDEX, NULL, D1_ERR_READ, words);
    run("cd r; touch ignored.yaml; echo ignored.yaml > .git/info/exclude");
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "a.yaml sub/b.yaml", "%s: %s", name, seen.text);
    cr_expect(contains(seen.notices, "index-unreadable: ") && contains(seen.notices, words), "%s: %s", name,
              seen.notices);
}

static void make_indexed(void)
{
    run("git init -q r; cd r; mkdir sub; touch a.yaml sub/b.yaml sub/c.txt; git add .; git commit -qm x");
}

#define SPLIT_ADVICE "git config core.splitIndex false && git update-index --no-split-index"

Test(repo_index, split)
{
    make_indexed();
    run("cd r; git config core.splitIndex true; git update-index --split-index");
    expect_unreadable("split", SPLIT_ADVICE);
    run("cd r; " SPLIT_ADVICE);
    expect_staged("the advice helps", "r", "a.yaml sub/b.yaml");
    run("cd r; touch d.yaml; git add .");
    expect_staged("and goes on to help", "r", "a.yaml d.yaml sub/b.yaml");
}

Test(repo_index, sparse)
{
    make_indexed();
    run("cd r; mkdir other; touch other/d.yaml; git add .; git commit -qm x; git sparse-checkout set --cone "
        "--sparse-index sub");
    expect_unreadable("sparse", "git sparse-checkout reapply --no-sparse-index");
    run("cd r; git sparse-checkout reapply --no-sparse-index");
    expect_staged("the advice helps", "r", "a.yaml other/d.yaml sub/b.yaml");
}

Test(repo_index, without_checksum)
{
    make_indexed();
    run("cd r/.git; { head -c -20 index; head -c 20 /dev/zero; } > index.new; mv index.new index");
    expect_unreadable("no checksum", "git config index.skipHash false && git update-index --force-write-index");
}

Test(repo_index, is_not_read_for_a_work_tree_without_ignored_files)
{
    struct look seen;

    make_indexed();
    run("cd r; echo nonsense > .git/index");
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "a.yaml sub/b.yaml", "%s", seen.text);
    cr_expect_str_eq(seen.notices, "");
}

Test(repo_index, damaged)
{
    make_indexed();
    run("cd r/.git; printf X | dd of=index bs=1 seek=70 conv=notrunc status=none");
    expect_unreadable("changed byte", "git reset");
    run("cd r/.git; head -c 40 index > index.new; mv index.new index");
    expect_unreadable("cut off", "git reset");
    run("cd r/.git; echo nonsense > index");
    expect_unreadable("nonsense", "git reset");
    run("cd r/.git; rm index; mkfifo index");
    expect_unreadable("FIFO", "no regular file");
    run("cd r; rm .git/index; git reset -q");
    expect_staged("the advice helps", "r", "a.yaml sub/b.yaml");
}
