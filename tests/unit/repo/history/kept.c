/* A line as bytes that somebody else has had in hand: it is a line, or it is none, and nothing else happens. */
#include <criterion/criterion.h>
#include <string.h>

#include "repo/history.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_history_kept, .init = sandbox_enter, .fini = sandbox_leave);

static const char *const suffixes[] = {".yaml", NULL}, *const sighted[] = {".sig", NULL};

/* Follows all that a line leads to. */
static void look_around(struct d1_repo_history *history)
{
    const struct d1_repo_line *line = d1_repo_history_line(history);
    const struct d1_repo_writing *commits;
    size_t count, sum = 0;

    for (size_t i = 0; i < line->count; i++) {
        const struct d1_repo_writing *point = &line->points[i];

        sum += strlen(point->author) + strlen(point->committer);
        for (size_t j = 0; j < point->co_author_count; j++)
            sum += strlen(point->co_authors[j]);
        for (size_t j = 0; j < point->touched_count; j++)
            sum += point->touched[j];
        for (size_t j = 0; j < point->change_count; j++) {
            sum += strlen(line->paths[point->changes[j].path]);
            sum += point->changes[j].after == D1_REPO_NO_BLOB ? 0 : line->blobs[point->changes[j].after][0];
        }
    }
    for (size_t i = 0; i < line->count; i++)
        d1_repo_history_branch(history, i, &commits, &count, NULL);
    cr_expect(sum, "there is something to be seen");
}

static int read_bytes(struct d1_repo_snapshot *snapshot, struct d1_str bytes)
{
    struct d1_repo_history *history = NULL;
    int result = d1_repo_history_read(&history, snapshot, suffixes, sighted, bytes);

    if (result > 0)
        look_around(history);
    d1_repo_history_free(history);
    return result;
}

Test(repo_history_kept, whatever_the_bytes_are)
{
    struct d1_repo_snapshot_options options = {.source = D1_REPO_REVISION, .revision = "HEAD"};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_history *history = NULL;
    struct d1_repo *repo = NULL;
    struct d1_strbuf bytes = {0};

    run("git init -q r; cd r; echo 1 > a.yaml; echo 1 > a.sig; git add .; git commit -qm 1;"
        "git checkout -qb o; echo 2 > b.yaml; git add .; git commit -qm 2; git checkout -q main; echo 3 > a.yaml;"
        "git commit -qam '3\n\nCo-authored-by: C <c@x>'; git merge -q --no-ff -m 4 o");
    cr_assert_eq(d1_repo_open(&repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &options, NULL), 0);
    cr_assert_eq(d1_repo_history_open(&history, snapshot, suffixes, sighted, NULL), 0);
    d1_repo_history_write(&bytes, history);
    cr_expect_eq(read_bytes(snapshot, d1_strbuf_view(&bytes)), 1);
    for (size_t length = 0; length < bytes.len; length++)
        cr_expect_eq(read_bytes(snapshot, d1_strn(bytes.ptr, length)), 0, "%zu bytes of %zu", length, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        for (unsigned flip = 1; flip < 256; flip = flip == 1 ? 0x80 : flip == 0x80 ? 0xff : 256) {
            bytes.ptr[i] = (char)(bytes.ptr[i] ^ (char)flip);
            cr_expect_geq(read_bytes(snapshot, d1_strbuf_view(&bytes)), 0, "byte %zu", i);
            bytes.ptr[i] = (char)(bytes.ptr[i] ^ (char)flip);
        }
    d1_strbuf_release(&bytes);
    d1_repo_history_free(history);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
}
