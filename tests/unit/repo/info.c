/* What is told about a repository, and repositories that libgit2 cannot open. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repo/internal.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_info, .init = sandbox_enter, .fini = sandbox_leave);

static const struct d1_repo_info *info(struct d1_repo **repo, const char *start)
{
    struct d1_error error = {0};

    cr_assert_eq(d1_repo_open(repo, start, NULL, &error), 0, "%s", d1_error_message(&error));
    return d1_repo_info(*repo);
}

Test(repo_info, fields)
{
    struct d1_repo *repo = NULL;
    const struct d1_repo_info *seen;

    run("git init -q r; cd r; git commit -q --allow-empty -m 1; git commit -q --allow-empty -m 2; git config "
        "uploadpack.allowFilter true; cd ..; git clone -q --depth 1 file://%s/r shallow; git clone -q "
        "--filter=blob:none file://%s/r part",
        sandbox_path(), sandbox_path());
    seen = info(&repo, "r");
    cr_expect(seen->is_git && !seen->is_bare && !seen->is_shallow && !seen->is_partial);
    d1_repo_free(repo);
    seen = info(&repo, "shallow");
    cr_expect(seen->is_shallow && !seen->is_partial);
    d1_repo_free(repo);
    seen = info(&repo, "part");
    cr_expect(seen->is_partial && !seen->is_shallow);
    d1_repo_free(repo);
}

Test(repo_info, library)
{
    cr_expect(strchr(d1_repo_library_version(), '.') != NULL);
    cr_expect_eq(d1_repo_global_init(NULL), 0, "calls may be nested");
    d1_repo_global_shutdown();
    run("git init -q r");
    expect_list("still there", "r", D1_REPO_WORKTREE, NULL, "");
}

enum { BEGINNERS = 4, ROUNDS = 300 };

static void *begin_and_end(void *context)
{
    pthread_barrier_t *together = context;

    for (int i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(together);
        if (d1_repo_global_init(NULL) < 0)
            return context;
        d1_repo_global_shutdown();
    }
    return NULL;
}

/* Rules of one's own are read beside the opening of the repository: each begins with the library for itself. */
Test(repo_library, may_be_begun_by_several_threads_at_once)
{
    pthread_t threads[BEGINNERS];
    pthread_barrier_t together;

    cr_assert_eq(pthread_barrier_init(&together, NULL, BEGINNERS), 0);
    for (size_t i = 0; i < BEGINNERS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, begin_and_end, &together), 0);
    for (size_t i = 0; i < BEGINNERS; i++) {
        void *failed;

        pthread_join(threads[i], &failed);
        cr_expect_null(failed);
    }
    pthread_barrier_destroy(&together);
}

Test(repo_info, formats_that_libgit2_does_not_know)
{
    run("git init -q --object-format=sha256 sha; touch sha/a.yaml");
    expect_failure("SHA-256", "sha", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "SHA-256");
    expect_failure("SHA-256", "sha", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "git archive HEAD");
    run("git init -q r; cd r; git config core.repositoryFormatVersion 1; git config extensions.refStorage reftable;"
        "echo 'ref: refs/heads/.invalid' > .git/HEAD; mkdir .git/reftable");
    expect_failure("reftable", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "git refs migrate --ref-format=files");
    run("cd r; git config -f .git/config --unset extensions.refStorage; git config -f .git/config extensions.fancy 1");
    expect_failure("other extension", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "extensions.fancy");
    run("cd r; git config -f .git/config core.repositoryFormatVersion 7");
    expect_failure("version", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "newer than libgit2 knows");
}

/* Extensions that libgit2 1.5 does not know either, but that change nothing for a reader. */
Test(repo_info, harmless_extensions)
{
    run("git init -q r; cd r; touch a.yaml; git config core.repositoryFormatVersion 1; git config "
        "extensions.worktreeConfig true; git config extensions.preciousObjects true; git config "
        "extensions.partialClone "
        "origin");
    expect_list("all three", "r", D1_REPO_WORKTREE, NULL, "a.yaml");
}

Test(repo_info, configuration_that_cannot_be_read)
{
    run("git init -q r; echo '[core' >> r/.git/config");
    expect_failure("syntax", "r", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "config");
    run("git init -q q; touch q/a.yaml; echo '[x' > home/.gitconfig");
    expect_failure("the user's", "q", D1_REPO_WORKTREE, NULL, D1_ERR_READ, "config");
}

Test(repo_info, bad_head)
{
    struct look seen;

    run("git init -q r; cd r; touch a.yaml; git add .; git commit -qm x; echo nonsense > .git/HEAD");
    seen = look("r", D1_REPO_WORKTREE, NULL);
    cr_expect_str_eq(seen.text, "a.yaml", "%d %s", seen.code, seen.text);
    cr_expect(contains(seen.notices, "head-unreadable: ") && !seen.commit.exists, "%s", seen.notices);
    expect_list("index", "r", D1_REPO_INDEX, NULL, "a.yaml");
    expect_list("revision by another name", "r", D1_REPO_REVISION, "main", "a.yaml");
    cr_expect_lt(look("r", D1_REPO_REVISION, "HEAD").code, 0);
    run("cd r; echo 'ref: refs/heads/nothing' > .git/HEAD");
    cr_expect_str_eq(look("r", D1_REPO_WORKTREE, NULL).notices, "", "a branch to be born is no fault");
    run("cd r; echo 0123456789012345678901234567890123456789 > .git/HEAD");
    cr_expect(contains(look("r", D1_REPO_WORKTREE, NULL).notices, "head-unreadable: "));
    run("cd r; mkdir -p .git/refs/heads; echo garbage > .git/refs/heads/main; echo 'ref: refs/heads/main' > .git/HEAD");
    cr_expect(contains(look("r", D1_REPO_WORKTREE, NULL).notices, "head-unreadable: "));
}

Test(repo_info, id_text)
{
    uint8_t id[D1_REPO_ID_BYTES] = {0x01, 0x23, 0xab, 0xff};
    char text[D1_REPO_ID_TEXT];

    d1_repo_id_format(id, text);
    cr_expect_str_eq(text, "0123abff00000000000000000000000000000000");
}
