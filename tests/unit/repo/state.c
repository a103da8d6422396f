/* How things stand: the same where nothing has changed, another where anything has, and not told while it may. */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "repo/state.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_state, .init = sandbox_enter, .fini = sandbox_leave);

/* Longer than a tick of the clock of the file system. */
static void let_settle(void)
{
    usleep(80 * 1000);
}

/* The state of the repository r and of a snapshot of it, and of a revision, in out; what telling it came to. */
static int state(struct d1_strbuf *out, enum d1_repo_source source, const char *revision)
{
    struct d1_repo_snapshot_options options = {.source = source, .revision = "HEAD"};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo *repo = NULL;
    int result;

    d1_strbuf_clear(out);
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
    result = d1_repo_state_write(out, repo);
    if (result > 0)
        result = d1_repo_objects_write(out, repo);
    if (result > 0)
        result = d1_repo_snapshot_frame(out, snapshot);
    d1_repo_snapshot_head(out, snapshot);
    if (result > 0)
        result = d1_repo_snapshot_files(out, snapshot);
    if (result > 0 && revision)
        result = d1_repo_revision_state(out, repo, revision);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    return result;
}

Test(repo_state, what_is_changed_shows)
{
    static const struct {
        const char *name, *script;
        enum d1_repo_source source;
        bool same;
    } rows[] = {
        {"nothing", "true", D1_REPO_WORKTREE, true},
        {"a new file", "echo > b.yaml", D1_REPO_WORKTREE, false},
        {"a file is gone", "rm b.yaml", D1_REPO_WORKTREE, false},
        {"the content of a file, for whoever asks for the tree alone", "echo 2 > a.yaml", D1_REPO_WORKTREE, true},
        {"the same, for the index", "echo 3 > a.yaml", D1_REPO_INDEX, true},
        {"it is staged", "git add a.yaml", D1_REPO_INDEX, false},
        {"a file of another sort is staged", "echo > c.txt; git add c.txt", D1_REPO_INDEX, false},
        {"the index knows its times anew", "touch a.yaml; git update-index -q --refresh", D1_REPO_INDEX, true},
        {"which matters to the work tree", "touch a.yaml; git update-index -q --refresh", D1_REPO_WORKTREE, false},
        {"a commit", "git commit -qm 2", D1_REPO_REVISION, false},
        {"a tag", "git tag v1", D1_REPO_REVISION, false},
        {"a tag that is moved", "git tag -f v1 HEAD~1", D1_REPO_REVISION, false},
        {"the branch has another name", "git branch -M other", D1_REPO_REVISION, false},
        {"another branch", "git branch more HEAD~1", D1_REPO_REVISION, true},
        {"an object comes", "echo new | git hash-object -w --stdin", D1_REPO_REVISION, false},
        {"an object goes", "rm -f .git/objects/3e/757656cf36eca53338e520d134963a44f793f8", D1_REPO_REVISION, false},
        {"objects are packed", "git repack -qad", D1_REPO_REVISION, false},
        {"a pack is written anew", "touch .git/objects/pack/*.pack", D1_REPO_REVISION, false},
        {"it has lost its history", "git rev-parse HEAD > .git/shallow", D1_REPO_REVISION, false},
    };
    struct d1_strbuf before = {0}, after = {0};

    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        let_settle();
        cr_expect_eq(state(&before, rows[i].source, NULL), 1, "%s: it is told", rows[i].name);
        run("cd r; %s", rows[i].script);
        let_settle();
        cr_expect_eq(state(&after, rows[i].source, NULL), 1, "%s: and told again", rows[i].name);
        cr_expect_eq(d1_str_eq(d1_strbuf_view(&before), d1_strbuf_view(&after)), rows[i].same, "%s", rows[i].name);
    }
    d1_strbuf_release(&before);
    d1_strbuf_release(&after);
}

static void list_objects(struct d1_strbuf *out)
{
    struct d1_repo *repo = NULL;

    d1_strbuf_clear(out);
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_expect_eq(d1_repo_objects_list(out, repo), 1);
    d1_repo_free(repo);
}

Test(repo_state, objects_that_were_listed_are_there_still_or_not)
{
    static const struct {
        const char *name, *script;
        bool hold;
    } rows[] = {
        {"nothing", "true", true},
        {"an object comes", "echo new | git hash-object -w --stdin", true},
        {"a commit", "git commit -qm 2 --allow-empty", true},
        {"one comes and one goes", "echo more | git hash-object -w --stdin; rm -f .git/objects/3e/7576*", false},
        {"that one comes again", "echo new | git hash-object -w --stdin", true},
        {"an object goes", "rm -f .git/objects/3e/7576*", false},
        {"objects are packed", "git repack -qad", false},
        {"an object comes beside a pack", "echo newer | git hash-object -w --stdin", true},
        {"a pack is written anew", "touch -d yesterday .git/objects/pack/*.pack", false},
        {"a pack goes", "rm -f .git/objects/pack/*.pack", false},
    };
    struct d1_strbuf then = {0}, now = {0};

    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        list_objects(&then);
        run("cd r; %s", rows[i].script);
        list_objects(&now);
        cr_expect_eq(d1_repo_objects_hold(d1_strbuf_view(&then), d1_strbuf_view(&now)), rows[i].hold, "%s",
                     rows[i].name);
    }
    cr_expect(!d1_repo_objects_hold(d1_strn("00/ab/c", 7), d1_strn("00/ab/c", 7)), "what does not end is no list");
    d1_strbuf_release(&then);
    d1_strbuf_release(&now);
}

Test(repo_state, what_was_written_just_now_is_not_told)
{
    struct d1_strbuf text = {0};
    int told = 1;

    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1");
    /* A machine that is busy may need a tick by itself. */
    for (int i = 0; i < 20 && told; i++) {
        run("cd r; echo %d | git hash-object -w --stdin", i);
        told = state(&text, D1_REPO_REVISION, NULL);
    }
    cr_expect_eq(told, 0);
    let_settle();
    cr_expect_eq(state(&text, D1_REPO_REVISION, NULL), 1);
    d1_strbuf_release(&text);
}

Test(repo_state, a_revision_is_where_it_leads)
{
    struct d1_strbuf before = {0}, after = {0};

    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1; git branch b; git commit -q --allow-empty "
        "-m 2");
    let_settle();
    cr_expect_eq(state(&before, D1_REPO_REVISION, "b"), 1);
    run("cd r; git branch -f b HEAD");
    cr_expect_eq(state(&after, D1_REPO_REVISION, "b"), 1);
    cr_expect(!d1_str_eq(d1_strbuf_view(&before), d1_strbuf_view(&after)));
    cr_expect_eq(state(&after, D1_REPO_REVISION, "nowhere"), 0);
    d1_strbuf_release(&before);
    d1_strbuf_release(&after);
}

static size_t count_entries(bool ignored, bool *ignores)
{
    struct d1_repo_snapshot_options options = {.source = D1_REPO_WORKTREE, .ignored = ignored};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo *repo = NULL;
    size_t count;

    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
    d1_repo_snapshot_entries(snapshot, &count);
    *ignores = d1_repo_snapshot_ignores(snapshot);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    return count;
}

Test(repo_state, a_list_says_whether_it_would_be_longer)
{
    static const struct {
        const char *name, *script;
        bool ignores;
    } rows[] = {
        {"no rules", "true", false},
        {"rules that leave nothing out", "echo '*.txt' > .gitignore; touch x.txt", false},
        {"a file", "echo b.yaml > .gitignore; touch b.yaml", true},
        {"a directory", "rm b.yaml; echo out/ > .gitignore; mkdir out; touch out/c.yaml", true},
        {"in the exclude file", "rm -r out .gitignore; echo d.yaml > .git/info/exclude; touch d.yaml", true},
    };

    run("git init -q r; cd r; echo 1 > a.yaml; git add .; git commit -qm 1");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool ignores, whole;
        size_t some, all;

        run("cd r; %s", rows[i].script);
        some = count_entries(false, &ignores);
        all = count_entries(true, &whole);
        cr_expect_eq(ignores, rows[i].ignores, "%s", rows[i].name);
        cr_expect_eq(some < all, rows[i].ignores, "%s: %zu of %zu", rows[i].name, some, all);
        cr_expect(!whole, "%s: all is listed", rows[i].name);
    }
}
