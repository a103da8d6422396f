/* The work tree: what is listed and what is not, and what look-ups see. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_worktree, .init = sandbox_enter, .fini = sandbox_leave);

static void expect_work(const char *name, const char *start, const char *expected)
{
    expect_list(name, start, D1_REPO_WORKTREE, NULL, expected);
}

Test(repo_worktree, tracked_and_untracked_but_not_ignored)
{
    run("git init -q r; cd r; mkdir -p sub/deep build .hidden; touch a.yaml b.yml c.txt d.YAML sub/e.yaml "
        "sub/deep/f.yaml "
        ".g.yaml .hidden/h.yaml build/i.yaml build/j.yaml sub/new.yaml .yaml k.yaml.bak;"
        "printf 'build/\\nsub/skip*\\n' > .gitignore; touch sub/skip.yaml;"
        "git add . .hidden; git add -f build/i.yaml; git rm -q --cached sub/new.yaml; git commit -qm x");
    expect_work("all", "r", "a.yaml b.yml build/i.yaml d.YAML sub/deep/f.yaml sub/e.yaml sub/new.yaml");
    expect_work("from a sub-folder", "r/sub",
                "a.yaml b.yml build/i.yaml d.YAML sub/deep/f.yaml sub/e.yaml sub/new.yaml");
    run("cd r; rm a.yaml; git rm -q --cached b.yml; echo changed > sub/e.yaml");
    expect_work("deleted, untracked again, changed", "r",
                "b.yml build/i.yaml d.YAML sub/deep/f.yaml sub/e.yaml sub/new.yaml");
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "sub/e.yaml"), "changed\n");
}

Test(repo_worktree, rules_of_all_places)
{
    run("git init -q r; cd r; mkdir -p a/b; touch a/1.yaml a/2.yaml a/b/1.yaml a/b/3.yaml 4.yaml 5.yaml 6.yaml;"
        "echo 1.yaml > a/.gitignore; echo '!1.yaml' > a/b/.gitignore; echo 4.yaml >> .git/info/exclude;"
        "mkdir -p ../home/.config/git; echo 5.yaml > ../home/.config/git/ignore");
    expect_work("directories, exclude file, the user's", "r", "6.yaml a/2.yaml a/b/1.yaml a/b/3.yaml");
    run("echo 6.yaml > mine; git config --global core.excludesFile '~/../mine'");
    expect_work("core.excludesFile", "r", "5.yaml a/2.yaml a/b/1.yaml a/b/3.yaml");
    run("cd r; echo '*.YAML' > .gitignore; git config core.ignoreCase true");
    expect_work("core.ignoreCase", "r", "a/b/1.yaml");
}

/* Rules that somebody's commit brought along must not make d1lint wait, or read what lies elsewhere. */
Test(repo_worktree, rules_that_are_no_file)
{
    run("git init -q r; cd r; mkdir fifo link; touch a.yaml fifo/a.yaml link/a.yaml; mkfifo fifo/.gitignore;"
        "echo '*' > ../rules; ln -s ../../rules link/.gitignore");
    expect_work("FIFO and link", "r", "a.yaml fifo/a.yaml link/a.yaml");
    run("head -c %d /dev/zero | tr '\\0' '*' > r/.gitignore", D1_LIMIT_IGNORE_BYTES + 1);
    expect_work("too large", "r", "a.yaml fifo/a.yaml link/a.yaml");
    cr_expect(contains(look("r", D1_REPO_WORKTREE, NULL).notices, "ignore-file-too-large: .gitignore"));
}

Test(repo_worktree, links_are_not_followed)
{
    run("git init -q r; cd r; mkdir real; touch real/a.yaml ../secret.yaml; ln -s real/a.yaml in.yaml;"
        "ln -s ../secret.yaml out.yaml; ln -s real dirlink; ln -s /etc etc; ln -s nowhere dangling.yaml; ln -s . loop;"
        "git add .; git commit -qm x");
    expect_work("links", "r", "dangling.yaml=symlink in.yaml=symlink out.yaml=symlink real/a.yaml");
    cr_expect(contains(content("r", D1_REPO_WORKTREE, NULL, "out.yaml"), "symbolic link"));
    cr_expect(contains(content("r", D1_REPO_WORKTREE, NULL, "dirlink/a.yaml"), "nothing is here"));
    /* A directory that was tracked and is a link now. */
    run("cd r; mkdir away; touch away/b.yaml; git add away; rm -r away; ln -s ../r/real away");
    expect_work("directory replaced by a link", "r",
                "dangling.yaml=symlink in.yaml=symlink out.yaml=symlink real/a.yaml");
}

Test(repo_worktree, what_is_no_file)
{
    run("git init -q r; cd r; mkdir dir.yaml empty.yml; touch dir.yaml/in.yaml was.yaml; git add .; rm was.yaml;"
        "mkfifo was.yaml new.yaml; mkdir skip.yaml; mkfifo skipped.yaml; echo 'skip*' > .gitignore");
    expect_work("FIFO and directory", "r",
                "dir.yaml=directory dir.yaml/in.yaml empty.yml=directory new.yaml=special was.yaml=special");
    cr_expect(contains(content("r", D1_REPO_WORKTREE, NULL, "new.yaml"), "FIFO"));
    run("cd r; rm was.yaml; mkdir was.yaml");
    expect_work("file replaced by a directory", "r",
                "dir.yaml=directory dir.yaml/in.yaml empty.yml=directory new.yaml=special was.yaml=directory");
}

Test(repo_worktree, nested_repositories_and_submodules)
{
    run("git init -q s; touch s/s.yaml; git -C s add .; git -C s commit -qm x;"
        "git init -q r; cd r; git submodule --quiet add ../s sub; git submodule --quiet add ../s sub.yaml; touch "
        "a.yaml;"
        "git init -q nested; touch nested/n.yaml; mkdir broken broken/.git; touch broken/b.yaml; git commit -qm x");
    expect_work("neither is entered", "r", "a.yaml broken/b.yaml sub.yaml=submodule");
    expect_work("each by itself", "r/sub", "s.yaml");
    expect_work("each by itself", "r/nested", "n.yaml");
    run("cd r; mkdir odd; touch odd/tracked.yaml odd/new.yaml; git add odd/tracked.yaml; git -C odd init -q");
    expect_work("a repository made around tracked files", "r",
                "a.yaml broken/b.yaml odd/tracked.yaml sub.yaml=submodule");
}

Test(repo_worktree, linked)
{
    run("git init -q r; cd r; touch a.yaml; git add .; git commit -qm x; git worktree add -q ../wt -b b; touch b.yaml "
        "../wt/c.yaml; echo d.yaml > .git/info/exclude; touch ../wt/d.yaml");
    expect_work("main", "r", "a.yaml b.yaml");
    expect_work("linked", "wt", "a.yaml c.yaml");
    cr_expect_str_eq(look("wt", D1_REPO_WORKTREE, NULL).ref, "refs/heads/b");
}

Test(repo_worktree, what_a_sparse_checkout_leaves_out_is_read_from_the_index)
{
    struct look seen;

    run("git init -q r; cd r; mkdir x y z; echo y > y/c.yaml; touch a.yaml x/b.yaml y/d.txt y/e.yaml z/f.yaml;"
        "git add .; git commit -qm x; git sparse-checkout set --no-sparse-index x; mkdir z; echo mine > z/f.yaml");
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "a.yaml x/b.yaml y/c.yaml y/e.yaml z/f.yaml");
    cr_expect(contains(seen.notices, "sparse-checkout: the sparse checkout leaves 2 of"), "%s", seen.notices);
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "y/c.yaml"), "y\n");
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "z/f.yaml"), "mine\n", "what is on disk counts");
    run("cd r; rm -rf z; git rm -q --cached --sparse y/e.yaml; rm a.yaml");
    expect_work("what is deleted is gone", "r", "x/b.yaml y/c.yaml z/f.yaml");
    expect_list("the index has all", "r", D1_REPO_INDEX, NULL, "a.yaml x/b.yaml y/c.yaml z/f.yaml");
}

Test(repo_worktree, conflict_is_read_from_disk)
{
    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1; git checkout -qb o; echo 2 > a.yaml;"
        "git commit -qam 2; git checkout -q main; echo 3 > a.yaml; git commit -qam 3; ! git merge -q o >/dev/null");
    expect_work("file with conflict marks", "r", "a.yaml");
    cr_expect(contains(content("r", D1_REPO_WORKTREE, NULL, "a.yaml"), "<<<<<<<"));
}

Test(repo_worktree, strange_names)
{
    run("git init -q r; cd r; touch \"$(printf 'new\\nline.yaml')\" \"$(printf 'latin\\351.yaml')\" ' blank .yaml' "
        "'quo\"te.yaml' 'back\\slash.yaml' ':x.yaml' '#y.yaml'; git add .; touch \"$(printf 'un\\ntracked.yaml')\"");
    expect_work("names", "r",
                " blank .yaml #y.yaml :x.yaml back\\slash.yaml latin\351.yaml new\nline.yaml quo\"te.yaml "
                "un\ntracked.yaml");
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "latin\351.yaml"), "");
}

/* Order of bytes, in which '-' and '.' come before '/'. */
Test(repo_worktree, order)
{
    run("git init -q r; cd r; mkdir a a-b a.b aa; touch a/x.yaml a-b/x.yaml a.b/x.yaml aa/x.yaml a.yaml a-.yaml "
        "a0.yaml "
        "B.yaml; git add a-b a0.yaml");
    expect_work("work tree", "r", "B.yaml a-.yaml a-b/x.yaml a.b/x.yaml a.yaml a/x.yaml a0.yaml aa/x.yaml");
    run("cd r; git add .; git commit -qm x");
    expect_list("index", "r", D1_REPO_INDEX, NULL,
                "B.yaml a-.yaml a-b/x.yaml a.b/x.yaml a.yaml a/x.yaml a0.yaml aa/x.yaml");
    expect_list("revision", "r", D1_REPO_REVISION, "HEAD",
                "B.yaml a-.yaml a-b/x.yaml a.b/x.yaml a.yaml a/x.yaml a0.yaml aa/x.yaml");
}

Test(repo_worktree, deep_directories)
{
    struct look seen;

    run("git init -q r; cd r; p=d; for i in $(seq %d); do p=$p/d; done; mkdir -p $p; touch $p/a.yaml",
        D1_LIMIT_PATH_DEPTH - 1);
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_eq(seen.count, 1);
    cr_expect(contains(seen.text, "/a.yaml"), "at the limit: %s", seen.text);
    run("cd r; p=d; for i in $(seq %d); do p=$p/d; done; mkdir -p $p; touch $p/a.yaml b.yaml", D1_LIMIT_PATH_DEPTH);
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect(contains(seen.text, "=unreadable") && contains(seen.text, "b.yaml"), "beyond it: %s", seen.text);
}

/* Directories and files that may not be read: all others are. */
Test(repo_worktree, unreadable)
{
    struct look seen;

    run("git init -q r; cd r; mkdir closed open; touch closed/a.yaml open/b.yaml c.yaml; git add .; git commit -qm x;"
        "chmod 000 closed c.yaml");
    if (geteuid() == 0) {
        run("chown -R 12345 r");
        cr_assert_eq(seteuid(12345), 0);
    }
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "c.yaml closed=unreadable open/b.yaml");
    cr_expect(
        contains(content("r", D1_REPO_WORKTREE, NULL, "c.yaml"), "-3: the file cannot be read: Permission denied"),
        "%s", content("r", D1_REPO_WORKTREE, NULL, "c.yaml"));
    if (geteuid() != getuid())
        cr_assert_eq(seteuid(0), 0);
}

Test(repo_worktree, restricted_to_paths)
{
    static const char *const under[] = {"x/y", "b.yaml", "abs"};
    struct d1_repo_snapshot_options options = {.under = under, .under_count = 3};
    char text[256];

    run("git init -q r; cd r; mkdir -p x/y x/yy z; touch x/y/1.yaml x/y/2.yaml x/yy/3.yaml x/4.yaml z/5.yaml a.yaml "
        "b.yaml; git add .; git commit -qm x");
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct d1_repo_snapshot *snapshot = NULL;
        const struct d1_repo_entry *entries;
        struct d1_repo *repo = NULL;
        size_t count, len = 0;
        struct d1_repo_entry entry;

        options.source = (enum d1_repo_source)source;
        options.revision = "HEAD";
        cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
        cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
        entries = d1_repo_snapshot_entries(snapshot, &count);
        for (size_t i = 0; i < count; i++)
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ", entries[i].path);
        cr_expect_str_eq(text, "b.yaml x/y/1.yaml x/y/2.yaml ", "source %d: %s", source, text);
        cr_expect_eq(d1_repo_lookup(snapshot, d1_str("z/5.yaml"), &entry, NULL), 0);
        cr_expect_eq(entry.kind, D1_REPO_FILE, "look-ups see all");
        d1_repo_snapshot_free(snapshot);
        d1_repo_free(repo);
    }
}

Test(repo_worktree, other_suffixes)
{
    static const char *const suffixes[] = {".md", NULL};
    struct d1_repo_snapshot_options options = {.suffixes = suffixes};

    run("git init -q r; cd r; touch a.md b.yaml c.md d.txt; git add .; git commit -qm x");
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct d1_repo_snapshot *snapshot = NULL;
        struct d1_repo *repo = NULL;
        size_t count;

        options.source = (enum d1_repo_source)source;
        options.revision = "HEAD";
        cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
        cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
        cr_expect_str_eq(d1_repo_snapshot_entries(snapshot, &count)[1].path, "c.md");
        cr_expect_eq(count, 2);
        d1_repo_snapshot_free(snapshot);
        d1_repo_free(repo);
    }
}

/* ---- look-ups ---- */

static const char *const kind_names[] = {"file",   "symlink",  "special",    "directory", "submodule",
                                         "nested", "conflict", "unreadable", "absent"};

struct place {
    const char *path, *work, *index, *revision; /* kinds by source */
};

static void expect_places(const struct place *cases, size_t len)
{
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct d1_repo_snapshot_options options = {.source = (enum d1_repo_source)source, .revision = "HEAD"};
        struct d1_repo_snapshot *snapshot = NULL;
        struct d1_repo *repo = NULL;

        cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
        cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
        for (size_t i = 0; i < len; i++) {
            const char *expected = source == D1_REPO_WORKTREE ? cases[i].work
                                   : source == D1_REPO_INDEX  ? cases[i].index
                                                              : cases[i].revision;
            struct d1_repo_entry entry = {0};

            cr_expect_eq(d1_repo_lookup(snapshot, d1_str(cases[i].path), &entry, NULL), 0);
            cr_expect_str_eq(kind_names[entry.kind], expected, "%s in source %d is %s", cases[i].path, source,
                             kind_names[entry.kind]);
        }
        d1_repo_snapshot_free(snapshot);
        d1_repo_free(repo);
    }
}

/* Evidence is what the snapshot has, not what happens to lie on disk. */
Test(repo_worktree, lookup)
{
    static const struct place cases[] = {
        {"", "directory", "directory", "directory"},
        {"a.yaml", "file", "file", "file"},
        {"doc", "directory", "directory", "directory"},
        {"doc/report.pdf", "file", "file", "file"},
        {"doc/report", "absent", "absent", "absent"},
        {"doc/report.pdf/x", "absent", "absent", "absent"},
        {".github/flow.yml", "file", "file", "file"},
        {"new.txt", "file", "absent", "absent"},
        {"staged.txt", "file", "file", "absent"},
        {"intent.txt", "file", "absent", "absent"},
        {"gone.txt", "absent", "file", "file"},
        {"unstaged.txt", "file", "absent", "file"},
        {"ignored/x.txt", "absent", "absent", "absent"},
        {"ignored/kept.txt", "file", "file", "file"},
        {"ignored", "directory", "directory", "directory"},
        {"junk", "absent", "absent", "absent"},
        {"link", "symlink", "symlink", "symlink"},
        {"link/report.pdf", "absent", "absent", "absent"},
        {"sub", "submodule", "submodule", "submodule"},
        {"sub/s.txt", "absent", "absent", "absent"},
        {"nested", "nested", "absent", "absent"},
        {"nested/n.txt", "absent", "absent", "absent"},
        {".git/config", "absent", "absent", "absent"},
        {".git", "absent", "absent", "absent"},
        {"doc/../a.yaml", "absent", "absent", "absent"},
        {"/etc/passwd", "absent", "absent", "absent"},
        {"../r/a.yaml", "absent", "absent", "absent"},
        {"doc/", "absent", "absent", "absent"},
        {"empty", "directory", "absent", "absent"},
        {"do", "absent", "absent", "absent"},
    };

    run("git init -q s; touch s/s.txt; git -C s add .; git -C s commit -qm x; git init -q r; cd r;"
        "mkdir -p doc .github ignored junk empty; touch a.yaml doc/report.pdf .github/flow.yml gone.txt "
        "ignored/kept.txt "
        "ignored/x.txt junk/x unstaged.txt doc-x; ln -s doc link; git submodule --quiet add ../s sub;"
        "printf 'ignored/\\njunk\\n' > .gitignore; git add . ; git add -f ignored/kept.txt; git commit -qm x;"
        "touch new.txt staged.txt intent.txt; git add staged.txt; git add -N intent.txt; rm gone.txt;"
        "git rm -q --cached unstaged.txt; git init -q nested; touch nested/n.txt");
    expect_places(cases, sizeof(cases) / sizeof(cases[0]));
}

Test(repo_worktree, lookup_of_paths_too_deep)
{
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo *repo = NULL;
    struct d1_repo_entry entry;
    struct d1_strbuf path = {0};

    run("git init -q r; cd r; touch a.yaml; git add .; git commit -qm x");
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &(struct d1_repo_snapshot_options){0}, NULL), 0);
    for (int i = 0; i < 100000; i++)
        d1_strbuf_puts(&path, "a/");
    d1_strbuf_puts(&path, "a");
    cr_expect_eq(d1_repo_lookup(snapshot, d1_strbuf_view(&path), &entry, NULL), 0);
    cr_expect_eq(entry.kind, D1_REPO_ABSENT);
    cr_expect_eq(d1_repo_lookup(snapshot, d1_strn("a.yaml\0b", 8), &entry, NULL), 0);
    cr_expect_eq(entry.kind, D1_REPO_ABSENT);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_strbuf_release(&path);
}

/* Files that are about to be written stand in the list as they will be; the disk stays as it is. */
Test(repo_worktree, files_can_be_laid_over_it)
{
    struct d1_repo *repo = NULL;
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_reader *reader = NULL;
    struct d1_repo_entry entry;
    struct d1_str bytes;
    const struct d1_repo_entry *entries;
    size_t count;

    run("git init -q r; cd r; echo old > b.yaml; echo old > d.yaml; mkdir link; ln -s ../link out");
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &(struct d1_repo_snapshot_options){0}, NULL), 0);
    cr_expect_eq(d1_repo_snapshot_lay(snapshot, "c/new.yaml", d1_str("new"), NULL), 0);
    cr_expect_eq(d1_repo_snapshot_lay(snapshot, "b.yaml", d1_str("newer"), NULL), 0);
    cr_expect_eq(d1_repo_snapshot_lay(snapshot, "../x.yaml", d1_str("new"), NULL), D1_ERR_USAGE);
    cr_expect_eq(d1_repo_snapshot_lay(snapshot, "", d1_str("new"), NULL), D1_ERR_USAGE);
    entries = d1_repo_snapshot_entries(snapshot, &count);
    cr_assert_eq(count, 3);
    cr_expect_str_eq(entries[0].path, "b.yaml");
    cr_expect_str_eq(entries[1].path, "c/new.yaml");
    cr_expect_str_eq(entries[2].path, "d.yaml");
    cr_assert_eq(d1_repo_reader_new(&reader, snapshot, NULL), 0);
    cr_expect(d1_repo_read(reader, &entries[0], &bytes, NULL) == 0 && d1_str_is(bytes, "newer"));
    cr_expect(d1_repo_read(reader, &entries[1], &bytes, NULL) == 0 && d1_str_is(bytes, "new"));
    cr_expect(d1_repo_read(reader, &entries[2], &bytes, NULL) == 0 && d1_str_is(bytes, "old\n"));
    cr_expect(d1_repo_lookup(snapshot, d1_str("c/new.yaml"), &entry, NULL) == 0 && entry.kind == D1_REPO_FILE);
    run("test ! -e r/c && test \"$(cat r/b.yaml)\" = old");
    d1_repo_reader_free(reader);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
}
