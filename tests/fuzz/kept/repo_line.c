/*
 * The line of a repository as a cache has kept it, over any bytes and over right ones that were changed: it is refused,
 * or all that it leads to can be followed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/edits.h"
#include "repo/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static const char *const suffixes[] = {".yaml", NULL}, *const sighted[] = {".sig", NULL};

/* Three points, of which the last is a merge; with a co-author, and a file of which only sightings are noted. */
static const char script[] =
    "git init -q -b main && git config user.name A && git config user.email a@x && echo 1 > a.yaml && echo 1 > a.sig "
    "&& "
    "git add . && git commit -qm 1 && git checkout -qb o && echo 2 > b.yaml && git add . && git commit -qm 2 && "
    "git checkout -q main && echo 3 > a.yaml && git commit -qam '3\n\nCo-authored-by: C <c@x>' && "
    "git merge -q --no-ff -m 4 o";

static char folder[] = "/tmp/d1-fuzz-line-XXXXXX";
static struct d1_repo_snapshot *snapshot;
static struct d1_strbuf sample;

static void run_in_folder(const char *command)
{
    struct d1_strbuf line = {0};

    d1_strbuf_printf(&line, "cd %s && %s", folder, command);
    require(!line.oom && system(line.ptr) == 0);
    d1_strbuf_release(&line);
}

static void remove_folder(void)
{
    run_in_folder("rm -rf \"$PWD\"");
}

static void keep_sample(void)
{
    struct d1_repo_snapshot_options options = {.source = D1_REPO_REVISION, .revision = "HEAD"};
    struct d1_repo_history *history = NULL;
    struct d1_repo *repo = NULL;

    require(mkdtemp(folder));
    require(atexit(remove_folder) == 0);
    run_in_folder(script);
    require(d1_repo_global_init(NULL) == 0);
    require(d1_repo_open(&repo, folder, NULL, NULL) == 0);
    require(d1_repo_snapshot_open(&snapshot, repo, &options, NULL) == 0);
    require(d1_repo_history_open(&history, snapshot, suffixes, sighted, NULL) == 0);
    d1_repo_history_write(&sample, history);
    require(!sample.oom && d1_repo_history_line(history)->count == 3);
    d1_repo_history_free(history);
}

static size_t measure_texts(const struct d1_repo_writing *point)
{
    size_t sum = strlen(point->author) + strlen(point->committer);

    for (size_t i = 0; i < point->co_author_count; i++)
        sum += strlen(point->co_authors[i]);
    return sum;
}

static void walk(struct d1_repo_history *history)
{
    const struct d1_repo_line *line = d1_repo_history_line(history);
    size_t sum = line->cut_reason ? strlen(line->cut_reason) : 0, at;

    for (size_t i = 0; i < line->count; i++) {
        const struct d1_repo_writing *point = &line->points[i], *commits;
        size_t count;

        sum += measure_texts(point);
        for (size_t j = 0; j < point->change_count; j++) {
            const struct d1_repo_change *change = &point->changes[j];

            sum += strlen(line->paths[change->path]);
            sum += change->before == D1_REPO_NO_BLOB ? 0 : line->blobs[change->before][0];
            sum += change->after == D1_REPO_NO_BLOB ? 0 : line->blobs[change->after][0];
            if (change->after != D1_REPO_NO_BLOB && d1_repo_history_sighted(history, line->blobs[change->after], &at))
                require(at < line->count);
        }
        if (d1_repo_history_branch(history, i, &commits, &count, NULL) == 0)
            for (size_t j = 0; j < count; j++)
                sum += measure_texts(&commits[j]);
    }
    require(d1_repo_history_share(history) <= 1000 && sum < SIZE_MAX);
}

static void check(struct d1_str kept)
{
    struct d1_repo_history *history = NULL;
    char *copy = malloc(kept.len + 1); /* of its own length, so that what is read beyond it shows */

    require(copy);
    if (kept.len)
        memcpy(copy, kept.ptr, kept.len);
    if (d1_repo_history_read(&history, snapshot, suffixes, sighted, d1_strn(copy, kept.len)) > 0)
        walk(history);
    d1_repo_history_free(history);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_strbuf changed = {0};

    if (!snapshot)
        keep_sample();
    check(d1_strn((const char *)bytes, len));
    d1_strbuf_str(&changed, d1_strbuf_view(&sample));
    apply_edits(&changed, bytes, len);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
    return 0;
}
