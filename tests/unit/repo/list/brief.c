/* What the index knows of files in brief: the same ids as by the index itself, and nothing where it is another. */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "repo/state.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_brief, .init = sandbox_enter, .fini = sandbox_leave);

/* The repository r and its work tree. */
struct opened {
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
};

static struct opened open_r(void)
{
    struct d1_repo_snapshot_options options = {.source = D1_REPO_WORKTREE};
    struct opened opened = {0};

    cr_assert_eq(d1_repo_open(&opened.repo, "r", NULL, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&opened.snapshot, opened.repo, &options, NULL), 0);
    return opened;
}

static void close_r(struct opened *opened)
{
    d1_repo_snapshot_free(opened->snapshot);
    d1_repo_free(opened->repo);
}

/* Longer than a tick of the clock of the file system. */
static void let_settle(void)
{
    usleep(80 * 1000);
}

/* What another snapshot of r writes, of the index as it is now. */
static int brief_of_r(struct d1_strbuf *bytes, struct d1_strbuf *state)
{
    struct opened opened = open_r();
    int result = 0;

    d1_strbuf_clear(bytes);
    d1_strbuf_clear(state);
    if (d1_repo_brief_state(state, opened.snapshot))
        result = d1_repo_brief_write(bytes, opened.snapshot, d1_strbuf_view(state));
    close_r(&opened);
    return result;
}

static const char *files[] = {"a.yaml", "b.yaml", "link.yaml", "new.yaml", "s/a.yaml", "text.txt", "z.yaml"};
enum { FILES = sizeof files / sizeof *files };

/* Of each file its id as the index knows it, "-" for none; those of which it is known one way and not the other fail.
 */
static void expect_alike(const char *name, struct d1_str bytes)
{
    struct opened by_index = open_r(), by_brief = open_r();
    size_t known = 0;

    cr_assert(d1_repo_brief_take(by_brief.snapshot, bytes), "%s", name);
    for (size_t i = 0; i < 2 * FILES; i++) {
        const char *path = files[i < FILES ? i : 2 * FILES - 1 - i]; /* in order and against it */
        struct d1_repo_entry entry = {.path = path, .path_len = (uint32_t)strlen(path), .kind = D1_REPO_FILE};
        uint8_t index_id[D1_REPO_ID_BYTES] = {0}, brief_id[D1_REPO_ID_BYTES] = {0};
        int is_known = d1_repo_known_id(by_index.snapshot, &entry, index_id, NULL);

        cr_expect_eq(d1_repo_known_id(by_brief.snapshot, &entry, brief_id, NULL), is_known, "%s: %s", name, path);
        cr_expect_arr_eq(brief_id, index_id, sizeof index_id, "%s: %s", name, path);
        known += is_known > 0;
    }
    cr_expect(known, "%s: some file is as it was", name);
    close_r(&by_index);
    close_r(&by_brief);
}

Test(repo_brief, knows_what_the_index_knows)
{
    static const struct {
        const char *name, *script;
    } rows[] = {
        {"all is as it was", "true"},
        {"another size", "echo longer > a.yaml"},
        {"the same size", "echo 9 > a.yaml"},
        {"written again", "cp b.yaml x; mv x b.yaml"},
        {"gone", "rm z.yaml"},
        {"a link in its place", "ln -sf a.yaml z.yaml"},
        {"staged", "git add ."},
        {"written in the tick of the index", "echo 5 > a.yaml; git add .; echo 6 > a.yaml"},
        {"two versions", "git update-index --index-info <<< \"100644 $(git hash-object -w a.yaml) 2\ta.yaml\""},
    };
    struct d1_strbuf bytes = {0}, state = {0};

    run("git init -q r; cd r; mkdir s; echo 1 > a.yaml; echo 2 > b.yaml; echo 3 > s/a.yaml; echo 4 > text.txt;"
        "echo 5 > z.yaml; ln -s a.yaml link.yaml; git add .");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run("cd r; bash -c '%s'", rows[i].script);
        let_settle();
        cr_assert_eq(brief_of_r(&bytes, &state), 1, "%s", rows[i].name);
        expect_alike(rows[i].name, d1_strbuf_view(&bytes));
    }
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&state);
}

Test(repo_brief, is_of_one_index_alone)
{
    struct d1_strbuf bytes = {0}, before = {0}, after = {0};
    struct opened opened;

    run("git init -q r; echo 1 > r/a.yaml");
    opened = open_r();
    cr_expect_not(d1_repo_brief_state(&before, opened.snapshot), "there is no index");
    close_r(&opened);

    run("git -C r add .");
    let_settle();
    opened = open_r();
    cr_expect(d1_repo_brief_state(&before, opened.snapshot));
    run("cd r; echo 2 > b.yaml; git add .; touch -d '+1 hour' .git/index");
    cr_expect_not(d1_repo_brief_state(&after, opened.snapshot), "it may be written again without a trace");
    run("touch r/.git/index");
    let_settle();
    cr_expect_eq(d1_repo_brief_write(&bytes, opened.snapshot, d1_strbuf_view(&before)), 0, "it is another by now");
    close_r(&opened);
    cr_expect_eq(brief_of_r(&bytes, &after), 1);
    cr_expect_not(d1_str_eq(d1_strbuf_view(&before), d1_strbuf_view(&after)), "which shows by its state");
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&before);
    d1_strbuf_release(&after);
}

Test(repo_brief, what_is_none_is_not_taken)
{
    struct d1_strbuf bytes = {0}, state = {0};
    struct opened opened;

    run("git init -q r; cd r; echo 1 > a.yaml; echo 2 > b.yaml; git add .");
    let_settle();
    cr_assert_eq(brief_of_r(&bytes, &state), 1);
    opened = open_r();
    for (size_t length = 0; length < bytes.len; length++)
        cr_expect_not(d1_repo_brief_take(opened.snapshot, d1_strn(bytes.ptr, length)), "%zu bytes of %zu", length,
                      bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        struct d1_repo_entry entry = {.path = "b.yaml", .path_len = 6, .kind = D1_REPO_FILE};
        uint8_t id[D1_REPO_ID_BYTES];

        bytes.ptr[i] ^= (char)0xff;
        if (d1_repo_brief_take(opened.snapshot, d1_strbuf_view(&bytes)))
            cr_expect_geq(d1_repo_known_id(opened.snapshot, &entry, id, NULL), 0, "byte %zu", i);
        bytes.ptr[i] ^= (char)0xff;
    }
    close_r(&opened);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&state);
}
