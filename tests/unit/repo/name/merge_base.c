/* Where two histories part, and what is said when that is not known. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unit/repo/sandbox.h"

TestSuite(repo_merge_base, .init = sandbox_enter, .fini = sandbox_leave);

/* topic has two commits more than main had when it left, main one; orphan shares nothing with either. */
static void make_branches(void)
{
    run("git init -q r; cd r; echo 1 > 1.yaml; git add .; git commit -qm base; git tag base; git checkout -q -b topic;"
        "echo 2 > 2.yaml; git add .; git commit -qm two; echo 3 > 3.yaml; git add .; git commit -qm three;"
        "git checkout -q main; echo 4 > 4.yaml; git add .; git commit -qm four;"
        "git checkout -q --orphan orphan; git commit -qm alone; git checkout -q topic");
}

/* The base as hexadecimal text, or the message with its code as "-3: message". */
static const char *base_of(const char *start, enum d1_repo_source source, const char *revision, const char *with)
{
    static char text[1024];
    struct d1_repo_snapshot_options options = {.source = source, .revision = revision};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo *repo = NULL;
    struct d1_error error = {0};
    char id[D1_REPO_ID_TEXT];
    int code;

    cr_assert_eq(d1_repo_open(&repo, start, NULL, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, &error), 0, "%s", d1_error_message(&error));
    code = d1_repo_merge_base(id, snapshot, with, &error);
    if (code == 0)
        snprintf(text, sizeof text, "%s", id);
    else
        snprintf(text, sizeof text, "%d: %s", code, d1_error_message(&error));
    d1_error_clear(&error);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    return text;
}

Test(repo_merge_base, is_the_commit_at_which_histories_part)
{
    char base[64];

    make_branches();
    snprintf(base, sizeof base, "%s", output("git -C r rev-parse base"));
    cr_expect_str_eq(base_of("r", D1_REPO_WORKTREE, NULL, "main"), base);
    cr_expect_str_eq(base_of("r", D1_REPO_INDEX, NULL, "main"), base);
    cr_expect_str_eq(base_of("r", D1_REPO_REVISION, "main", "topic"), base);
    cr_expect_str_eq(base_of("r", D1_REPO_INDEX, NULL, "base"), base, "an ancestor is its own base");
    cr_expect_str_eq(base_of("r", D1_REPO_INDEX, NULL, "HEAD"), output("git -C r rev-parse HEAD"));
}

Test(repo_merge_base, says_why_there_is_none)
{
    make_branches();
    run("git init -q empty; git clone -q --depth 1 --no-single-branch file://$PWD/r shallow");
    cr_expect(contains(base_of("r", D1_REPO_INDEX, NULL, "orphan"), "no history in common"));
    cr_expect(contains(base_of("r", D1_REPO_INDEX, NULL, "nope"), "there is no revision"));
    cr_expect(contains(base_of("r", D1_REPO_INDEX, NULL, "HEAD^{tree}"), "no commit"));
    cr_expect(contains(base_of("r", D1_REPO_REVISION, "HEAD^{tree}", "main"), "has no commit"));
    cr_expect(contains(base_of("shallow", D1_REPO_INDEX, NULL, "origin/main"), "--unshallow"));
}

Test(repo_merge_base, knows_a_head_without_a_commit)
{
    struct d1_repo *repo = NULL;

    make_branches();
    run("git init -q empty");
    cr_assert_eq(d1_repo_open(&repo, "empty", NULL, NULL), 0);
    cr_expect(d1_repo_is_unborn(repo));
    d1_repo_free(repo);
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_expect(!d1_repo_is_unborn(repo));
    d1_repo_free(repo);
}
