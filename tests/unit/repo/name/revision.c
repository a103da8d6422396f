/* Revisions: what names one, what it holds, and what is said about that which names none. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_revision, .init = sandbox_enter, .fini = sandbox_leave);

/*
 * Three commits on main, each with a file more: 1.yaml; 2.yaml and dir/d.yaml; 3.yaml. Tags v1 (annotated, on the
 * first), light (on the second); branch topic at the first; origin/main at the second.
 */
static void make_history(void)
{
    run("git init -q r; cd r; touch 1.yaml; git add .; git commit -qm 'first one'; git tag -a v1 -m v1; git branch "
        "topic;"
        "mkdir -p dir/deep; touch 2.yaml dir/d.yaml dir/deep/e.yaml; git add .; git commit -qm 'second: dir'; git tag "
        "light; git update-ref refs/remotes/origin/main HEAD; git update-ref refs/remotes/origin/far HEAD;"
        "touch 3.yaml; git add .; GIT_COMMITTER_DATE=2026-02-16T23:30:00-08:00 git commit -qm third;"
        "git config branch.main.remote origin; git config branch.main.merge refs/heads/main; git config "
        "remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'; git config remote.origin.url nowhere");
}

#define FIRST "1.yaml"
#define SECOND "1.yaml 2.yaml dir/d.yaml dir/deep/e.yaml"
#define THIRD "1.yaml 2.yaml 3.yaml dir/d.yaml dir/deep/e.yaml"

Test(repo_revision, forms)
{
    static const struct {
        const char *revision, *list;
    } cases[] = {
        {"HEAD", THIRD},
        {"@", THIRD},
        {"main", THIRD},
        {"refs/heads/main", THIRD},
        {"heads/main", THIRD},
        {"HEAD^", SECOND},
        {"@^", SECOND},
        {"@~2", FIRST},
        {"HEAD~1^", FIRST},
        {"main^0", THIRD},
        {"v1", FIRST},
        {"v1^{}", FIRST},
        {"v1^{commit}", FIRST},
        {"v1^{tree}", FIRST},
        {"light", SECOND},
        {"tags/light", SECOND},
        {"topic", FIRST},
        {"origin/main", SECOND},
        {"main@{upstream}", SECOND},
        {"@{u}", SECOND},
        {"@{1}", SECOND},
        {"main@{2}", FIRST},
        {"HEAD@{0}", THIRD},
        {":/second", SECOND},
        {":/second: dir", SECOND},
        {"HEAD^{/first}", FIRST},
        {"HEAD^{/second: }", SECOND},
        {"HEAD:", THIRD},
        {"HEAD:dir", "d.yaml deep/e.yaml"},
        {"HEAD:dir/", "d.yaml deep/e.yaml"},
        {"@:dir/deep", "e.yaml"},
        {"light:./dir", "d.yaml deep/e.yaml"},
        {"HEAD^{tree}:dir", "d.yaml deep/e.yaml"},
        {"HEAD^{/second: dir}:dir/deep", "e.yaml"},
        {":/first", FIRST},
        {":/!-third", SECOND},
        {":/^(second|nothing)+: d.{3}$", SECOND},
        {"HEAD^{/sec[[:alpha:]]{2,4}: \\w+}~1", FIRST},
        {"HEAD^{/second}^{/first}^{tree}", FIRST},
        {"@^{/}", THIRD},
    };

    make_history();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_list(cases[i].revision, "r", D1_REPO_REVISION, cases[i].revision, cases[i].list);
    expect_list("./ begins at the start directory", "r/dir", D1_REPO_REVISION, "HEAD:./deep", "e.yaml");
    expect_list("../ too", "r/dir/deep", D1_REPO_REVISION, "HEAD:..", "d.yaml deep/e.yaml");
    expect_list("else at the root", "r/dir", D1_REPO_REVISION, "HEAD:dir", "d.yaml deep/e.yaml");
}

/* The ids of "515" and "5301", each with a line break behind it, begin alike. */
#define ALIKE "3cda32"

Test(repo_revision, abbreviations_of_several)
{
    static const struct {
        const char *name, *script, *words;
    } cases[] = {
        {"one loose object", "echo 515 | git hash-object -w --stdin", "is the content of a file"},
        {"two loose ones", "echo 5301 | git hash-object -w --stdin", "fits several objects"},
        {"one loose, one packed",
         "echo 515 | git hash-object --stdin | git pack-objects -q .git/objects/pack/pack; git prune-packed",
         "fits several objects"},
        {"two packed",
         "echo 5301 | git hash-object --stdin | git pack-objects -q .git/objects/pack/pack; git prune-packed",
         "fits several objects"},
    };

    run("git init -q r");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        run("cd r; { %s; } > /dev/null", cases[i].script);
        expect_failure(cases[i].name, "r", D1_REPO_REVISION, ALIKE, D1_ERR_USAGE, cases[i].words);
    }
}

Test(repo_revision, ids)
{
    char id[64], revision[80];

    make_history();
    snprintf(id, sizeof(id), "%s", output("git -C r rev-parse light"));
    expect_list("whole", "r", D1_REPO_REVISION, id, SECOND);
    id[7] = '\0';
    expect_list("abbreviated", "r", D1_REPO_REVISION, id, SECOND);
    snprintf(revision, sizeof(revision), "%s:dir", id);
    expect_list("with a directory", "r", D1_REPO_REVISION, revision, "d.yaml deep/e.yaml");
    snprintf(id, sizeof(id), "%s", output("git -C r rev-parse HEAD^{tree}"));
    expect_list("tree", "r", D1_REPO_REVISION, id, THIRD);
    cr_expect_not(look("r", D1_REPO_REVISION, id).commit.exists, "a bare tree belongs to no commit");
    snprintf(id, sizeof(id), "%s", output("git -C r rev-parse v1"));
    expect_list("tag object", "r", D1_REPO_REVISION, id, FIRST);
    snprintf(id, sizeof(id), "%s", output("cd r; git tag -a treetag -m x HEAD^{tree}; git rev-parse treetag"));
    expect_list("tag of a tree", "r", D1_REPO_REVISION, "treetag", THIRD);
}

Test(repo_revision, commit)
{
    struct look seen;

    make_history();
    seen = look("r", D1_REPO_REVISION, "HEAD");
    cr_expect(seen.commit.exists);
    cr_expect_str_eq(seen.commit.id, output("git -C r rev-parse HEAD"));
    cr_expect_str_eq(seen.commit.tree, output("git -C r rev-parse HEAD^{tree}"));
    cr_expect_str_eq(seen.ref, "refs/heads/main");
    cr_expect_eq(seen.commit.time, 1771313400, "2026-02-17T07:30:00Z: %ld", (long)seen.commit.time);
    cr_expect_eq(seen.commit.offset_minutes, -480);
    seen = look("r", D1_REPO_REVISION, "v1");
    cr_expect_str_eq(seen.commit.id, output("git -C r rev-parse v1^{commit}"));
    cr_expect_str_eq(seen.ref, "refs/tags/v1");
    cr_expect_eq(seen.commit.time, 1767600000);
    cr_expect_eq(seen.commit.offset_minutes, 60);
    seen = look("r", D1_REPO_REVISION, "HEAD^:dir");
    cr_expect_str_eq(seen.commit.id, output("git -C r rev-parse HEAD^"));
    cr_expect_str_eq(seen.commit.tree, output("git -C r rev-parse HEAD^:dir"));
    cr_expect_str_eq(seen.ref, "");
    cr_expect_str_eq(seen.directory, "dir");
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.commit.id, output("git -C r rev-parse HEAD"), "HEAD for the work tree");
    cr_expect_str_eq(seen.commit.tree, "");
    cr_expect_str_eq(seen.ref, "refs/heads/main");
    run("git -C r checkout -q --detach light");
    seen = look("r", D1_REPO_INDEX, NULL);
    cr_expect_str_eq(seen.commit.id, output("git -C r rev-parse light"), "HEAD for the index");
    cr_expect_str_eq(seen.ref, "", "detached");
}

Test(repo_revision, what_is_none)
{
    static const struct {
        const char *revision, *words;
    } cases[] = {
        {"", "empty"},
        {"HEAD~1..HEAD", "range"},
        {"light...main", "range"},
        {"..", "range"},
        {"^HEAD", "range"},
        {"HEAD^@", "range"},
        {"HEAD^!", "range"},
        {"HEAD^-1", "range"},
        {":1.yaml", "--staged"},
        {":0:1.yaml", "--staged"},
        {":./1.yaml", "--staged"},
        {"HEAD:1.yaml", "no directory"},
        {"HEAD:nowhere", "has no 'nowhere'"},
        {"HEAD:dir/d.yaml/x", "has no"},
        {"HEAD:../..", "leads out"},
        {"HEAD:/dir", "leads out"},
        {"mian", "did you mean 'main'"},
        {"v2", "did you mean 'v1'"},
        {"far", "did you mean 'origin/far'"},
        {"nothinglikeit", "git branch --all"},
        {"main~7", "no such commit"},
        {"main^2", "no such commit"},
        {"main@{77}", "no such upstream or reflog entry"},
        {"topic@{upstream}", "no such upstream"},
        {":/nowhere to be found", "there is no revision"},
        {"HEAD~1^{/third}", "there is no revision"},
        {":/!x", "another '!'"},
        {":/[", "is no pattern"},
        {"HEAD^{/a", "a '}' is missing"},
        {"nowhere^{/a}", "there is no revision"},
        {"HEAD^{tree}^{/a}", "leads to no commit"},
        {"deadbeef", "there is no revision"},
        {"deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "there is no revision"},
        {"HEAD^{blob}", "is no revision"},
        {"HEAD^{", "is no revision"},
        {"a b", "is no revision"},
        {"-x", "there is no revision"},
    };

    make_history();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_failure(cases[i].revision, "r", D1_REPO_REVISION, cases[i].revision, D1_ERR_USAGE, cases[i].words);
    expect_failure("NULL", "r", D1_REPO_REVISION, NULL, D1_ERR_USAGE, "no revision");
}

Test(repo_revision, blob)
{
    char id[64];

    make_history();
    run("cd r; echo something > 4.yaml; git add .; git tag blobtag $(git rev-parse :4.yaml)");
    snprintf(id, sizeof(id), "%s", output("git -C r rev-parse :4.yaml"));
    expect_failure("by id", "r", D1_REPO_REVISION, id, D1_ERR_USAGE, "content of a file");
    expect_failure("by tag", "r", D1_REPO_REVISION, "blobtag", D1_ERR_USAGE, "content of a file");
}

Test(repo_revision, ambiguous_id)
{
    char id[64];

    /* Four digits are the least that are looked up; among 5000 objects some share them. */
    run("git init -q r; cd r; git commit -q --allow-empty -m x");
    run("cd r; seq 5000 | while read i; do printf 'blob\\nmark :%%d\\ndata %%d\\n%%s\\n' $i ${#i} $i; done > stream;"
        "git fast-import --quiet < stream; git cat-file --batch-check='%%(objectname)' --batch-all-objects | cut -c "
        "1-4 "
        "| sort | uniq -d | head -1 > twice");
    snprintf(id, sizeof(id), "%s", output("cat r/twice"));
    cr_assert_eq(strlen(id), 4);
    expect_failure("ambiguous", "r", D1_REPO_REVISION, id, D1_ERR_USAGE, "more digits");
}

/* A name that means several things is refused; what leads to the same commit, and a whole name, is not. */
Test(repo_revision, ambiguous_name)
{
    static const char *const refs[] = {"refs/origin/main", "refs/tags/origin/main", "refs/heads/origin/main",
                                       "refs/remotes/origin/main", "refs/remotes/origin/main/HEAD"};
    char command[256], id[64];

    make_history();
    run("git -C r update-ref -d refs/remotes/origin/main");
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++)
        for (size_t j = i + 1; j < sizeof refs / sizeof *refs; j++) {
            if (i == 3 && j == 4) /* no file system has both */
                continue;
            snprintf(command, sizeof command, "cd r; git update-ref %s HEAD; git update-ref %s HEAD^", refs[i],
                     refs[j]);
            run(command);
            expect_failure(refs[i], "r", D1_REPO_REVISION, "origin/main", D1_ERR_USAGE, refs[i]);
            expect_failure(refs[j], "r", D1_REPO_REVISION, "origin/main~0^{tree}", D1_ERR_USAGE, refs[j]);
            cr_expect_str_eq(look("r", D1_REPO_REVISION, refs[j]).commit.id, output("git -C r rev-parse HEAD^"));
            snprintf(command, sizeof command, "cd r; git update-ref %s HEAD", refs[j]);
            run(command);
            cr_expect_str_eq(look("r", D1_REPO_REVISION, "origin/main").commit.id, output("git -C r rev-parse HEAD"),
                             "%s and %s", refs[i], refs[j]);
            snprintf(command, sizeof command, "cd r; git update-ref -d %s; git update-ref -d %s", refs[i], refs[j]);
            run(command);
        }
    run("cd r; git update-ref refs/heads/HEAD HEAD^");
    cr_expect_str_eq(look("r", D1_REPO_REVISION, "HEAD").commit.id, output("git -C r rev-parse HEAD"));
    run("cd r; git tag $(git rev-parse HEAD | cut -c 1-9) HEAD^");
    snprintf(id, sizeof id, "%s", output("git -C r rev-parse HEAD | cut -c 1-9"));
    expect_failure("the beginning of an id", "r", D1_REPO_REVISION, id, D1_ERR_USAGE, "or the object ");
    run("cd r; git update-ref refs/tags/$(git rev-parse HEAD) HEAD^");
    snprintf(id, sizeof id, "%s", output("git -C r rev-parse HEAD"));
    cr_expect_str_eq(look("r", D1_REPO_REVISION, id).commit.id, id, "an id goes before any name");
    run("cd r; git update-ref refs/tags/1234567890123456789012345678901234567890 HEAD^");
    expect_failure("and one that a tag has for its name", "r", D1_REPO_REVISION,
                   "1234567890123456789012345678901234567890", D1_ERR_USAGE, "or the object 1234567890");
}

Test(repo_revision, unborn_head)
{
    run("git init -q r; touch r/a.yaml");
    expect_failure("HEAD", "r", D1_REPO_REVISION, "HEAD", D1_ERR_USAGE, "no commit yet");
    expect_failure("@", "r", D1_REPO_REVISION, "@~1", D1_ERR_USAGE, "no commit yet");
    expect_failure("other", "r", D1_REPO_REVISION, "main", D1_ERR_USAGE, "there is no revision 'main'");
    expect_list("the work tree can be read", "r", D1_REPO_WORKTREE, NULL, "a.yaml");
    cr_expect_str_eq(look("r", D1_REPO_WORKTREE, NULL).notices, "", "and nothing is wrong with it");
}

Test(repo_revision, bare_repository)
{
    make_history();
    run("git clone -q --bare r b.git");
    expect_list("bare", "b.git", D1_REPO_REVISION, "HEAD", THIRD);
    expect_list("bare", "b.git", D1_REPO_REVISION, "v1", FIRST);
    cr_expect_str_eq(content("b.git", D1_REPO_REVISION, "HEAD", "1.yaml"), "");
    run("git -C b.git gc -q; git -C b.git pack-refs --all");
    expect_list("packed", "b.git", D1_REPO_REVISION, "main~1", SECOND);
}

Test(repo_revision, what_is_no_file)
{
    run("git init -q s; git -C s commit -q --allow-empty -m x; git init -q r; cd r; ln -s /etc/passwd link.yaml;"
        "git submodule --quiet add ../s sub.yaml; mkdir dir.yaml .hidden; touch dir.yaml/a.yaml .hidden/b.yaml; git "
        "add .;"
        "git commit -qm x");
    expect_list("kinds", "r", D1_REPO_REVISION, "HEAD",
                "dir.yaml=directory dir.yaml/a.yaml link.yaml=symlink sub.yaml=submodule");
}

/* ---- damaged and hostile trees ---- */

Test(repo_revision, names_that_git_would_not_make)
{
    struct look seen;

    run("git init -q r; cd r; touch a.yaml b.yaml; git add .; git commit -qm x; git cat-file tree HEAD^{tree} > t;"
        "git tag twice $(git commit-tree -m x $(cat t t | git hash-object -t tree -w --literally --stdin));"
        "git tag slash $(git commit-tree -m x $(sed 's/b[.]yaml/b\\/.yml/' t | LC_ALL=C git hash-object -t tree -w "
        "--literally --stdin));"
        "git tag dots $(git commit-tree -m x $(sed 's/b[.]yaml/..yaml/' t | git hash-object -t tree -w --literally "
        "--stdin))");
    expect_list("a name twice", "r", D1_REPO_REVISION, "twice", "a.yaml=unreadable b.yaml=unreadable");
    expect_list("a name that begins with a dot", "r", D1_REPO_REVISION, "dots", "a.yaml");
    seen = look("r", D1_REPO_REVISION, "slash");
    cr_expect(seen.code == 0 && contains(seen.text, "=unreadable"), "a name with a slash: %s", seen.text);
}

/* A thousand million paths in a dozen objects. */
Test(repo_revision, tree_bomb)
{
    run("git init -q r; cd r; t=$(echo x | git hash-object -w --stdin); line=\"100644 blob $t\tf.yaml\";"
        "for i in 1 2 3 4 5 6 7 8 9 10; do t=$(for n in 0 1 2 3 4 5 6 7 8 9; do echo \"$line\" | sed \"s/\tf/\t$n/\"; "
        "done | git mktree); line=\"040000 tree $t\tf\"; done; git tag bomb $(git commit-tree -m x $t)");
    expect_failure("bomb", "r", D1_REPO_REVISION, "bomb", D1_ERR_LIMIT, "2000000 files and directories");
}

Test(repo_revision, deep_tree)
{
    struct look seen;

    run("git init -q r; cd r; t=$(printf \"100644 blob %%s\tf.yaml\\n\" $(echo x | git hash-object -w --stdin) | git "
        "mktree); for i in $(seq %d); do t=$(printf \"040000 tree $t\td\\n\" | git mktree); done; git tag fits $(git "
        "commit-tree -m x $t); t=$(printf \"040000 tree $t\td\\n\" | git mktree); git tag deep $(git commit-tree -m x "
        "$t)",
        D1_LIMIT_PATH_DEPTH);
    seen = look("r", D1_REPO_REVISION, "fits");
    cr_expect(seen.code == 0 && contains(seen.text, "f.yaml"), "%s", seen.text);
    seen = look("r", D1_REPO_REVISION, "deep");
    cr_expect(seen.code == 0 && contains(seen.text, "=unreadable"), "%s", seen.text);
}

/* ---- single files ---- */

Test(repo_revision, file_of_a_revision)
{
    static const struct {
        const char *spec, *start, *text; /* text NULL: D1_ERR_USAGE with words ... */
        const char *words;               /* ... else the path from the root */
    } cases[] = {
        {"HEAD:policy.yaml", "r", "new\n", "policy.yaml"},
        {"@~1:policy.yaml", "r", "old\n", "policy.yaml"},
        {"HEAD:dir/d.yaml", "r", "d\n", "dir/d.yaml"},
        {"HEAD:./d.yaml", "r/dir", "d\n", "dir/d.yaml"},
        {"HEAD:policy.yaml", "r/dir", "new\n", "policy.yaml"},
        {"HEAD:dir", "r", NULL, "no regular file"},
        {"HEAD:", "r", NULL, "directory"},
        {"HEAD:link", "r", NULL, "no regular file"},
        {"HEAD:nope", "r", NULL, "has no 'nope'"},
        {"HEAD", "r", NULL, "REVISION:PATH"},
        {":policy.yaml", "r", NULL, "--staged"},
        {"HEAD~1..HEAD:policy.yaml", "r", NULL, "range"},
        {"nope:policy.yaml", "r", NULL, "there is no revision"},
    };

    run("git init -q r; cd r; mkdir dir; echo d > dir/d.yaml; ln -s dir link; echo old > policy.yaml; git add .; git "
        "commit -qm 1; echo new > policy.yaml; git commit -qam 2");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct d1_strbuf bytes = {0}, path = {0};
        struct d1_error error = {0};
        struct d1_repo *repo = NULL;
        int code;

        cr_assert_eq(d1_repo_open(&repo, cases[i].start, NULL, NULL), 0);
        code = d1_repo_read_revision(&bytes, &path, repo, cases[i].spec, &error);
        if (cases[i].text)
            cr_expect(code == 0 && d1_str_is(d1_strbuf_view(&bytes), cases[i].text) &&
                          d1_str_is(d1_strbuf_view(&path), cases[i].words),
                      "%s: %s %s", cases[i].spec, path.ptr, d1_error_message(&error));
        else
            cr_expect(code == D1_ERR_USAGE && contains(d1_error_message(&error), cases[i].words), "%s: %d %s",
                      cases[i].spec, code, d1_error_message(&error));
        d1_strbuf_release(&bytes);
        d1_strbuf_release(&path);
        d1_error_clear(&error);
        d1_repo_free(repo);
    }
}
