/*
 * Makes a long history for the bench: `history POINTS FOLDER [COMMITS]` takes the artifacts below FOLDER, a repository
 * that generate made, and writes a stream for `git fast-import`. The first commit has all of them; each of the others
 * changes one phrase of one artifact, in turn, so that there are as many points as distinct contents. With COMMITS the
 * first has none, and each of the others merges a branch of so many commits, which bring an artifact or change its
 * phrase one after the other. All lie evenly in the days from the contract to the hand-over. The same folder always
 * gives the same bytes.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "bench/made/foreign.h"
#include "bench/process.h"

enum { OPEN_FILES = 16, FIRST_SECOND = 1770105600 /* 2026-02-03 08:00 UTC */, SECONDS = 13 * 24 * 60 * 60 };

struct file {
    char *path; /* from the folder */
    struct d1_str text;
    size_t phrase; /* behind the words of its first text in quotes; 0 where there is none */
};

static D1_VEC(struct file) files;
static const char *folder; /* nftw() passes no context */

/* ---- reading ---- */

static struct d1_str read_file(const char *path)
{
    struct d1_strbuf bytes = {0};
    char block[65536];
    size_t got, len;
    FILE *file = fopen(path, "rb");

    while (file && (got = fread(block, 1, sizeof block, file)) > 0)
        d1_strbuf_add(&bytes, block, got);
    if (!file || fclose(file) || bytes.oom)
        bench_stop("cannot read %s", path);
    len = bytes.len;
    return d1_strn(d1_strbuf_detach(&bytes), len);
}

/* Where the first text in quotes ends that begins with a letter, as titles and sentences do. */
static size_t find_phrase(struct d1_str text)
{
    for (size_t i = 0; i + 3 < text.len; i++) {
        const char *at = text.ptr + i, *end;

        if (memcmp(at, ": \"", 3) != 0 || at[3] < 'A' || at[3] > 'z')
            continue;
        end = memchr(at + 3, '"', text.len - i - 3);
        return end ? (size_t)(end - text.ptr) : 0;
    }
    return 0;
}

static int add_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
    struct file file = {0};

    (void)status;
    (void)where;
    if (type != FTW_F || !d1_str_ends(d1_str(path), ".yaml") || strstr(path, "/" BENCH_FOREIGN_FOLDER "/"))
        return 0;
    file.text = read_file(path);
    file.phrase = find_phrase(file.text);
    file.path = d1_strdup(path + strlen(folder) + 1);
    if (!file.path || d1_vec_push(&files, file) < 0)
        bench_stop("short of memory at %s", path);
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* ---- writing ---- */

/* Names of commits in the stream, and their days. */
enum { TRUNK = 1, BRANCH = 2 };

static void begin_commit(const char *ref, int mark, int point, int points)
{
    char message[32];
    int length = snprintf(message, sizeof message, "Point %d", point);

    printf("commit refs/heads/%s\nmark :%d\ncommitter Aoife Byrne <aoife.byrne@proserve.example> %lld +0000\n"
           "data %d\n%s\n",
           ref, mark, FIRST_SECOND + (long long)SECONDS * point / points, length, message);
}

/* A file as it is at a point; 0 is the first. */
static void put_file(const struct file *file, int point)
{
    char number[16];
    int length = point ? snprintf(number, sizeof number, " %d", point) : 0;

    printf("M 100644 inline %s\ndata %zu\n", file->path, file->text.len + (size_t)length);
    fwrite(file->text.ptr, 1, file->phrase, stdout);
    fwrite(number, 1, (size_t)length, stdout);
    fwrite(file->text.ptr + file->phrase, 1, file->text.len - file->phrase, stdout);
    fputc('\n', stdout);
}

static const struct file *next_with_phrase(size_t *at)
{
    for (size_t i = 0; i < files.len; i++) {
        const struct file *file = &files.items[(*at)++ % files.len];

        if (file->phrase)
            return file;
    }
    bench_stop("no artifact of %s has a phrase to change", folder);
}

/* A branch from the point before, and the merge of it, which has what the branch's last commit has. */
static void put_branch(const struct file *file, int point, int points, int commits)
{
    for (int i = 1; i <= commits; i++) {
        begin_commit("branch", BRANCH, point, points);
        if (i == 1)
            printf("from :%d\n", TRUNK);
        put_file(file, (point - 1) * commits + i);
    }
    begin_commit("main", TRUNK, point, points);
    printf("merge :%d\n", BRANCH);
    put_file(file, point * commits);
}

int main(int argc, char **argv)
{
    int points = argc == 3 || argc == 4 ? atoi(argv[1]) : 0, commits = argc == 4 ? atoi(argv[3]) : 0;
    size_t at = 0;

    if (points < 1 || commits < 0)
        bench_stop("usage: history POINTS FOLDER [COMMITS]");
    folder = argv[2];
    if (nftw(folder, add_file, OPEN_FILES, FTW_PHYS) != 0 || !files.len)
        bench_stop("there are no artifacts in %s", folder);
    qsort(files.items, files.len, sizeof *files.items, by_path);
    begin_commit("main", TRUNK, 0, points);
    for (size_t i = 0; i < files.len && !commits; i++)
        put_file(&files.items[i], 0);
    for (int point = 1; point < points; point++) {
        if (commits) {
            put_branch(next_with_phrase(&at), point, points, commits);
            continue;
        }
        begin_commit("main", TRUNK, point, points);
        put_file(next_with_phrase(&at), point);
    }
    for (size_t i = 0; i < files.len; i++) {
        d1_free(files.items[i].path);
        d1_free((char *)(uintptr_t)files.items[i].text.ptr);
    }
    d1_vec_release(&files);
    return fflush(stdout) != 0;
}
