/* What gits of all ages and systems write, and where they look for their settings. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/repo/sandbox.h"

TestSuite(repo_formats, .init = sandbox_enter, .fini = sandbox_leave);

/* A repository with a file that everybody ignores and one that nobody does. */
static void make_repository(void)
{
    run("git init -q r; cd r; touch a.yaml b.yaml; git add a.yaml; git commit -qm x");
}

/* Each variable is set, "a.yaml b.yaml" or what is left of it is listed, and the variables are taken back. */
static void expect_with(const char *name, const char *const variables[][2], size_t count, const char *list)
{
    for (size_t i = 0; i < count; i++)
        setenv(variables[i][0], variables[i][1], 1);
    expect_list(name, "r", D1_REPO_WORKTREE, NULL, list);
    for (size_t i = 0; i < count; i++)
        unsetenv(variables[i][0]);
}

/* The same with what a hook was given and has left in the file `given`. */
static void expect_given(const char *name, const char *list)
{
    char text[4096] = "";
    FILE *file = fopen("given", "r");

    cr_assert(file && fgets(text, sizeof text, file));
    fclose(file);
    expect_with(name, (const char *const[][2]){{"GIT_CONFIG_PARAMETERS", text}}, 1, list);
}

Test(repo_formats, configuration_of_the_environment)
{
    static const char *const global[][2] = {{"GIT_CONFIG_GLOBAL", "other"}};
    static const char *const none[][2] = {{"GIT_CONFIG_GLOBAL", "/dev/null"}};
    static const char *const empty[][2] = {{"GIT_CONFIG_GLOBAL", ""}};
    static const char *const system[][2] = {{"GIT_CONFIG_NOSYSTEM", "0"}, {"GIT_CONFIG_SYSTEM", "other"}};
    static const char *const no_system[][2] = {{"GIT_CONFIG_NOSYSTEM", "yes"}, {"GIT_CONFIG_SYSTEM", "other"}};
    static const char *const setting[][2] = {{"GIT_CONFIG_COUNT", "2"},
                                             {"GIT_CONFIG_KEY_0", "core.excludesFile"},
                                             {"GIT_CONFIG_VALUE_0", "/nowhere"},
                                             {"GIT_CONFIG_KEY_1", "CORE.excludesfile"},
                                             {"GIT_CONFIG_VALUE_1", "~/all-b"}};
    static const char *const parameter[][2] = {
        {"GIT_CONFIG_COUNT", "1"},
        {"GIT_CONFIG_KEY_0", "core.excludesFile"},
        {"GIT_CONFIG_VALUE_0", "/nowhere"},
        {"GIT_CONFIG_PARAMETERS",
         " 'core.symlinks' 'user.name'='O'\\''Hara'\\!'' 'a.b'=  'Core.excludesFile'='~/all-b'"}};
    static const char *const older[][2] = {{"GIT_CONFIG_PARAMETERS", "'core.excludesfile=~/all-b'"}};

    make_repository();
    run("echo 'b*' > home/all-b; git config -f other core.excludesFile '~/all-b'");
    expect_list("nothing", "r", D1_REPO_WORKTREE, NULL, "a.yaml b.yaml");
    expect_with("another file for the user's", global, 1, "a.yaml");
    expect_with("another file for the system's", system, 2, "a.yaml");
    expect_with("no file of the system", no_system, 2, "a.yaml b.yaml");
    expect_with("settings, the last of which counts", setting, 5, "a.yaml");
    expect_with("what git was given by -c counts more", parameter, 4, "a.yaml");
    expect_with("as gits before 2.31 wrote it", older, 1, "a.yaml");
    run("cd r; printf '#!/bin/sh\nprintf %%s \"$GIT_CONFIG_PARAMETERS\" > ../given\n' > .git/hooks/pre-commit; "
        "chmod +x .git/hooks/pre-commit; git -c core.excludesFile='~/all-b' -c user.name=\"O'Hara!\" commit -q "
        "--allow-empty -m x");
    expect_given("as this git writes it for a hook", "a.yaml");
    run("git config --global core.excludesFile '~/all-b'");
    expect_list("the user's", "r", D1_REPO_WORKTREE, NULL, "a.yaml");
    expect_with("none for the user's", none, 1, "a.yaml b.yaml");
    expect_with("an empty name for the user's", empty, 1, "a.yaml b.yaml");
}

Test(repo_formats, settings_of_the_environment_that_are_none)
{
    static const char *const nonsense[] = {"a", "'a", "'a'b", "'a'='b", "'a''b'c", "'a'=b", "'a'\\x'b'"};

    make_repository();
    setenv("GIT_CONFIG_COUNT", "many", 1);
    expect_failure("no number", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "GIT_CONFIG_COUNT is 'many'");
    setenv("GIT_CONFIG_COUNT", "1000000000", 1);
    expect_failure("too many", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "no number from 0 to 1000");
    setenv("GIT_CONFIG_COUNT", "1", 1);
    expect_failure("no key", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "there is no GIT_CONFIG_KEY_0");
    setenv("GIT_CONFIG_KEY_0", "core.excludesFile", 1);
    expect_failure("no value", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "there is no GIT_CONFIG_VALUE_0");
    setenv("GIT_CONFIG_COUNT", "0", 1);
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        setenv("GIT_CONFIG_PARAMETERS", nonsense[i], 1);
        expect_failure(nonsense[i], "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "GIT_CONFIG_PARAMETERS is not as git");
    }
    unsetenv("GIT_CONFIG_PARAMETERS");
    expect_list("none", "r", D1_REPO_WORKTREE, NULL, "a.yaml b.yaml");
}

Test(repo_formats, configuration_of_one_work_tree)
{
    make_repository();
    run("echo 'b*' > home/all-b; cd r; git config extensions.worktreeConfig true; git worktree add -q ../w; touch "
        "../w/b.yaml; git -C ../w config --worktree core.excludesFile '~/all-b'");
    expect_list("the main one", "r", D1_REPO_WORKTREE, NULL, "a.yaml b.yaml");
    expect_list("the other", "w", D1_REPO_WORKTREE, NULL, "a.yaml");
    run("cd r; git config extensions.worktreeConfig false");
    expect_list("not in use", "w", D1_REPO_WORKTREE, NULL, "a.yaml b.yaml");
}

/* git config would refuse to work in such a repository, so the file is written by its name. */
Test(repo_formats, extensions)
{
    static const struct {
        const char *name, *value, *reason; /* NULL where it is read */
    } cases[] = {
        {"noop", "true", NULL},
        {"preciousObjects", "true", NULL},
        {"partialClone", "origin", NULL},
        {"worktreeConfig", "true", NULL},
        {"relativeWorktrees", "true", NULL},
        {"objectFormat", "sha1", NULL},
        {"objectFormat", "SHA1", NULL},
        {"refStorage", "files", NULL},
        {"objectFormat", "sha256", "extensions.objectformat is 'sha256'"},
        {"objectFormat", "sha3", "extensions.objectformat is 'sha3'"},
        {"refStorage", "reftable", "extensions.refstorage is 'reftable'"},
        {"compatObjectFormat", "sha256", "extensions.compatobjectformat"},
    };

    make_repository();
    run("cp r/.git/config config");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        run("cp config r/.git/config; git config -f r/.git/config core.repositoryFormatVersion 1; git config -f "
            "r/.git/config extensions.%s %s",
            cases[i].name, cases[i].value);
        if (cases[i].reason)
            expect_failure(cases[i].value, "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, cases[i].reason);
        else
            expect_list(cases[i].name, "r", D1_REPO_REVISION, "HEAD", "a.yaml");
    }
}

Test(repo_formats, work_trees_linked_by_relative_paths)
{
    make_repository();
    run("cd r; git worktree add -q ../w; echo 'gitdir: ../r/.git/worktrees/w' > ../w/.git; echo ../../../../w/.git > "
        ".git/worktrees/w/gitdir; git config core.repositoryFormatVersion 1; git config -f .git/config "
        "extensions.relativeWorktrees true");
    expect_list("disk", "w", D1_REPO_WORKTREE, NULL, "a.yaml");
    expect_list("index", "w", D1_REPO_INDEX, NULL, "a.yaml");
    expect_list("revision", "w", D1_REPO_REVISION, "HEAD", "a.yaml");
    setenv("GIT_DIR", "r/.git/worktrees/w", 1);
    expect_list("by its git directory", ".", D1_REPO_WORKTREE, NULL, "a.yaml");
}

Test(repo_formats, indexes)
{
    make_repository();
    run("cd r; git update-index --index-version 4; git add .");
    expect_list("version 4", "r", D1_REPO_INDEX, NULL, "a.yaml b.yaml");
    run("cd r; git update-index --index-version 3; git config core.untrackedCache true; git update-index "
        "--force-untracked-cache; git status > /dev/null");
    expect_list("untracked cache", "r", D1_REPO_INDEX, NULL, "a.yaml b.yaml");
    run("cd r; printf '#!/bin/sh\\nprintf token\\\\\\\\0' > .git/hooks/monitor; chmod +x .git/hooks/monitor; git "
        "config "
        "core.fsmonitor .git/hooks/monitor; git update-index --fsmonitor; git status > /dev/null; grep -q FSMN "
        ".git/index");
    expect_list("file system monitor", "r", D1_REPO_INDEX, NULL, "a.yaml b.yaml");
}

Test(repo_formats, packs)
{
    make_repository();
    run("cd r; git add .; git commit -qm y; git -c pack.writeReverseIndex=true repack -adbq; git multi-pack-index "
        "write "
        "--bitmap; git commit-graph write --reachable --split; touch c.yaml; git add .; git commit -qm z; git repack "
        "-q; "
        "git multi-pack-index write; git commit-graph write --reachable --split=no-merge");
    expect_list("an index of many packs, bitmaps, a chain of commit graphs", "r", D1_REPO_REVISION, ":/z",
                "a.yaml b.yaml c.yaml");
    run("cd r; chmod -R u+w .git/objects; echo garbage > .git/objects/pack/multi-pack-index; for f in "
        ".git/objects/info/commit-graphs/*; do echo garbage > $f; done; mkdir .git/objects/pack/multi-pack-index.d");
    expect_list("what is damaged of these is not needed", "r", D1_REPO_REVISION, ":/z", "a.yaml b.yaml c.yaml");
}

Test(repo_formats, file_systems_of_others)
{
    make_repository();
    run("cd r; rm b.yaml; git config core.ignoreCase true; echo 'B*' > .gitignore; touch b.yaml; ln -s a.yaml l.yaml; "
        "git add l.yaml; git config core.symlinks false; rm l.yaml; printf a.yaml > l.yaml; git config "
        "core.precomposeUnicode true; touch \"$(printf 'e\\314\\201.yaml')\"");
    expect_list("case is ignored, links are files, names are decomposed", "r", D1_REPO_WORKTREE, NULL,
                "a.yaml e\xCC\x81.yaml l.yaml=symlink");
    run("cd r; git config core.symlinks true");
    expect_list("a file in the place of a link", "r", D1_REPO_WORKTREE, NULL, "a.yaml e\xCC\x81.yaml l.yaml");
}
