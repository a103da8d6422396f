/* Fingerprints of the files of a snapshot. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "engagement/digests.h"

static char folder[] = "/tmp/d1lint-digests-XXXXXX";
static struct d1_repo *repo;
static struct d1_repo_snapshot *snapshot;
static struct d1_digests *digests;

static void write_file(const char *name, const char *text, size_t len)
{
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    cr_assert(file && fwrite(text, 1, len, file) == len && fclose(file) == 0);
}

static void remove_file(const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

/* A file of so many zero bytes, which takes no room on the disk. */
static void write_zeros(const char *name, size_t size)
{
    char path[256];

    write_file(name, "", 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert_eq(truncate(path, (off_t)size), 0);
}

static void open_folder(void)
{
    const struct d1_repo_options options = {.plain = true};
    const struct d1_repo_snapshot_options wanted = {.source = D1_REPO_WORKTREE};

    cr_assert(mkdtemp(folder) != NULL);
    write_file("abc.pdf", "abc", 3);
    write_zeros("fits.pdf", D1_LIMIT_FILE_BYTES + 1);
    write_zeros("large.pdf", D1_LIMIT_EVIDENCE_BYTES + 1);
    cr_assert_eq(d1_repo_global_init(NULL), 0);
    cr_assert_eq(d1_repo_open(&repo, folder, &options, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &wanted, NULL), 0);
    cr_assert_eq(d1_digests_new(&digests, snapshot, D1_LIMIT_ALL_EVIDENCE_BYTES), 0);
}

static void close_folder(void)
{
    d1_digests_free(digests);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    remove_file("abc.pdf");
    remove_file("fits.pdf");
    remove_file("large.pdf");
    rmdir(folder);
}

TestSuite(digests, .init = open_folder, .fini = close_folder);

static const struct d1_digest *get(const char *path)
{
    const struct d1_digest *digest = NULL;

    cr_assert_eq(d1_digests_get(digests, d1_str(path), &digest), 0);
    return digest;
}

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ABC_BLOB "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"

Test(digests, a_file_is_read_once)
{
    const struct d1_digest *first = get("abc.pdf");

    cr_expect_eq(first->state, D1_DIGEST_KNOWN);
    cr_expect_str_eq(first->sha256, ABC);
    cr_expect_str_eq(first->blob, ABC_BLOB);
    write_file("abc.pdf", "changed meanwhile", 17);
    cr_expect_eq(get("abc.pdf"), first);
    cr_expect_str_eq(get("abc.pdf")->sha256, ABC);
}

Test(digests, what_is_no_file_is_absent)
{
    static const char *const paths[] = {"none.pdf", "", ".", "../abc.pdf", "/etc/passwd", "https://a.example/b"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        cr_expect_eq(get(paths[i])->state, D1_DIGEST_ABSENT, "%s", paths[i]);
}

/* Evidence may be larger than an artifact. */
Test(digests, what_cannot_be_read_says_why)
{
    cr_expect_eq(get("fits.pdf")->state, D1_DIGEST_KNOWN);
    cr_expect_str_eq(get("fits.pdf")->sha256, "95e441ca65cd41fa01b2a71799e79fd60db59ed34f13af32a91e85f90378676c");
    cr_expect_eq(get("large.pdf")->state, D1_DIGEST_UNREAD);
    cr_expect(d1_str_ends(get("large.pdf")->reason, "67108865 bytes, more than the limit of 67108864 (64 MiB)"));
}

/* The bytes of all files that are read for their digests are counted; what is known stays known. */
Test(digests, limit_of_all_files)
{
    d1_digests_free(digests);
    cr_assert_eq(d1_digests_new(&digests, snapshot, D1_LIMIT_FILE_BYTES), 0);
    cr_expect_eq(get("abc.pdf")->state, D1_DIGEST_KNOWN);
    cr_expect_eq(get("fits.pdf")->state, D1_DIGEST_KNOWN);
    write_file("more.pdf", "abc", 3);
    cr_expect_eq(get("more.pdf")->state, D1_DIGEST_UNREAD);
    cr_expect(
        d1_str_is(get("more.pdf")->reason, "more than the limit of 4 MiB of files would be read for their digests"));
    cr_expect_eq(get("abc.pdf")->state, D1_DIGEST_KNOWN);
    remove_file("more.pdf");
}

Test(digests, without_a_repository_there_are_no_objects)
{
    struct d1_strbuf bytes = {0};
    struct d1_error error = {0};

    cr_expect_eq(d1_digests_object(digests, d1_str(ABC_BLOB), &bytes, &error), D1_ERR_READ);
    cr_expect(strstr(d1_error_message(&error), "no git repository") != NULL, "%s", d1_error_message(&error));
    d1_error_clear(&error);
    d1_strbuf_release(&bytes);
}

static void *ask(void *context)
{
    const struct d1_digest *digest = get("abc.pdf");

    (void)context;
    return strcmp(digest->sha256, ABC) == 0 ? digests : NULL;
}

Test(digests, many_threads_may_ask)
{
    pthread_t threads[8];
    void *result;

    for (size_t i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, ask, NULL), 0);
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], &result);
        cr_expect_eq(result, digests);
    }
}
