/* Memory that is short: every allocation fails in turn, and each failure is reported and leaves nothing behind. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "repo/list/ignore.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_memory, .init = sandbox_enter, .fini = sandbox_leave);

/* Everything that can be asked of a repository, up to the first failure. */
static int use(const char *start, enum d1_repo_source source, const char *revision)
{
    struct d1_repo_snapshot_options options = {.source = source, .revision = revision};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_reader *reader = NULL, *second = NULL;
    struct d1_strbuf bytes = {0}, root_path = {0};
    struct d1_error error = {0};
    struct d1_repo *repo = NULL;
    struct d1_repo_entry entry;
    char id[D1_REPO_ID_TEXT];
    char *path = NULL;
    int code = d1_repo_open(&repo, start, NULL, &error);

    if (code == 0)
        code = d1_repo_snapshot_open(&snapshot, repo, &options, &error);
    if (code == 0)
        code = d1_repo_reader_new(&reader, snapshot, &error);
    if (code == 0)
        code = d1_repo_reader_new(&second, snapshot, &error);
    if (code == 0) {
        size_t count;
        const struct d1_repo_entry *entries = d1_repo_snapshot_entries(snapshot, &count);
        struct d1_str content;

        for (size_t i = 0; i < count && code == 0; i++)
            if (entries[i].kind == D1_REPO_FILE)
                code = d1_repo_read(i % 2 ? reader : second, &entries[i], &content, &error);
        for (size_t i = 0; i < count && code == 0; i++)
            code = d1_repo_entry_id(snapshot, &entries[i], d1_str(""), id, &error);
    }
    if (code == 0)
        code = d1_repo_lookup(snapshot, d1_str("sub/new.yaml"), &entry, &error);
    if (code == 0)
        code = d1_repo_snapshot_path(&path, snapshot, "a.yaml", &error);
    if (code == 0 && source == D1_REPO_REVISION)
        code = d1_repo_read_revision(&bytes, &root_path, repo, "HEAD:./a.yaml", &error);
    cr_expect_eq(error.code, code, "the error says what the function says");
    d1_free(path);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&root_path);
    d1_repo_reader_free(second);
    d1_repo_reader_free(reader);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_error_clear(&error);
    return code;
}

/* Lets one allocation more succeed each time until all do, and then the outcome is `code`. */
static void expect_steps(const char *name, const char *start, enum d1_repo_source source, const char *revision,
                         int code)
{
    for (long step = 0; step < 10000; step++) {
        int seen, short_of_memory;

        d1_alloc_fail_after(step);
        seen = use(start, source, revision);
        short_of_memory = d1_alloc_failed();
        d1_alloc_fail_after(-1);
        if (!short_of_memory) {
            cr_expect_eq(seen, code, "%s: %d with all the memory there is", name, seen);
            cr_expect_gt(step, 5, "%s: something was allocated", name);
            return;
        }
        /* A failure may lose its message, or the suggestion in it, for want of memory, but nothing succeeds. */
        cr_expect(seen == D1_ERR_MEMORY || (seen == code && code < 0), "%s: %d at step %ld", name, seen, step);
    }
    cr_expect(false, "%s never ends", name);
}

Test(repo_memory, each_allocation_fails_in_turn)
{
    run("git init -q r; cd r; mkdir sub d.yaml; echo '*.tmp' > .gitignore; echo 'x*' > sub/.gitignore; touch a.yaml "
        "sub/b.yaml d.yaml/c.yaml; ln -s a.yaml l.yaml; git add .; git commit -qm x; "
        "touch sub/new.yaml sub/x.yaml; mkdir ../plain; touch ../plain/a.yaml;"
        "cp -r . ../broken; head -c 50 .git/index > ../broken/.git/index; git clone -q --bare . ../b.git");
    expect_steps("work tree", "r", D1_REPO_WORKTREE, NULL, 0);
    expect_steps("from a sub-folder", "r/sub", D1_REPO_WORKTREE, NULL, 0);
    expect_steps("index", "r", D1_REPO_INDEX, NULL, 0);
    expect_steps("revision", "r", D1_REPO_REVISION, "HEAD", 0);
    expect_steps("directory of a revision", "r", D1_REPO_REVISION, "@:sub", 0);
    expect_steps("bare", "b.git", D1_REPO_REVISION, "main", 0);
    expect_steps("plain", "plain", D1_REPO_WORKTREE, NULL, 0);
    expect_steps("unreadable index", "broken", D1_REPO_WORKTREE, NULL, 0);
    expect_steps("unreadable index, asked for", "broken", D1_REPO_INDEX, NULL, D1_ERR_READ);
    expect_steps("unknown revision", "r", D1_REPO_REVISION, "mian", D1_ERR_USAGE);
}

Test(repo_memory, rules)
{
    for (long step = 0; step < 100; step++) {
        struct d1_repo_ignore ignore = {0};
        int code, short_of_memory;

        d1_alloc_fail_after(step);
        code = d1_repo_ignore_push(&ignore, d1_str("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"), 0);
        short_of_memory = d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(code, short_of_memory ? D1_ERR_MEMORY : 0);
        cr_expect_eq(ignore.len, code == 0);
        d1_repo_ignore_release(&ignore);
        if (code == 0)
            return;
    }
    cr_expect(false, "never ends");
}
