/* Documents are made of the engagements that are wanted, and are those that were outlined. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache/cache.h"
#include "unit/engagement/fixture.h"

#define RISKS "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {risks: []}\n"
#define NAMED "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: "

enum { FILES = 4, A_RAID = 1, B_RAID = 3, PATH_MOST = 96 };

static const struct {
    const char *path, *text;
} files[FILES] = {
    {"a/engagement.yaml", NAMED "a}\nspec: {}\n"},
    {"a/raid.yaml", RISKS},
    {"b/engagement.yaml", NAMED "b}\nspec: {}\n"},
    {"b/raid.yaml", RISKS "# of b\n"},
};

static char home[] = "/tmp/d1lint-made-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[PATH_MOST];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", home, name);
    file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void make_folder(const char *name)
{
    char path[PATH_MOST];

    snprintf(path, sizeof path, "%s/%s", home, name);
    cr_assert_eq(mkdir(path, 0700), 0);
}

static void open_folder(void)
{
    cr_assert(mkdtemp(home));
    make_folder("a");
    make_folder("b");
    make_folder("cache");
    for (size_t i = 0; i < FILES; i++)
        write_file(files[i].path, files[i].text);
    cr_assert_eq(d1_repo_global_init(NULL), 0);
}

static void close_folder(void)
{
    char command[PATH_MOST];

    d1_repo_global_shutdown();
    snprintf(command, sizeof command, "rm -rf %s", home);
    cr_assert_eq(system(command), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

/* A run, as far as its workspace is sorted. */
struct made_run {
    struct d1_kinds *kinds;
    struct d1_cache *cache;
    struct d1_keeping keeping;
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
    struct d1_content_id contents[FILES]; /* as the last run has left them */
    struct d1_workspace workspace;
};

static void begin(struct made_run *run, const struct made_run *last)
{
    const struct d1_repo_options plain = {.plain = true};
    const struct d1_repo_snapshot_options wanted = {.source = D1_REPO_WORKTREE, .suffixes = d1_workspace_suffixes};
    struct d1_workspace_options options = {.keeping = &run->keeping, .contents = run->contents, .outlined = true};
    char cache[PATH_MOST];
    size_t count;

    *run = (struct made_run){0};
    if (last)
        memcpy(run->contents, last->contents, sizeof run->contents);
    snprintf(cache, sizeof cache, "%s/cache", home);
    setenv("XDG_CACHE_HOME", cache, 1);
    cr_assert_eq(d1_kinds_load(&run->kinds, NULL, 0, NULL), 0);
    cr_assert(d1_cache_open(&run->cache, NULL, NULL, NULL) == 0 && run->cache);
    run->keeping = (struct d1_keeping){run->cache, D1_STR("this program")};
    cr_assert_eq(d1_repo_open(&run->repo, home, &plain, NULL), 0);
    cr_assert_eq(d1_repo_snapshot_open(&run->snapshot, run->repo, &wanted, NULL), 0);
    d1_repo_snapshot_entries(run->snapshot, &count);
    cr_assert_eq(count, FILES);
    cr_assert_eq(d1_workspace_load(&run->workspace, run->snapshot, run->kinds, &options, NULL), 0);
    cr_assert_eq(d1_workspace_sort(&run->workspace, run->kinds, false, NULL, fixture_match), 0);
    cr_assert_eq(run->workspace.engagements.len, 2);
}

static void end(struct made_run *run)
{
    d1_workspace_release(&run->workspace);
    d1_repo_snapshot_free(run->snapshot);
    d1_repo_free(run->repo);
    d1_cache_finish(run->cache);
    d1_cache_free(run->cache);
    d1_kinds_free(run->kinds);
}

static bool is_a(const void *context, const struct d1_engagement *engagement)
{
    (void)context;
    return d1_str_is(engagement->name, "a");
}

/* Whether what is made, and filled, is that of a alone. */
static void expect_a(const struct made_run *run)
{
    const struct d1_engagement *a = run->workspace.engagements.items[0], *b = run->workspace.engagements.items[1];

    cr_expect_null(run->workspace.files[A_RAID].outlined);
    cr_expect(run->workspace.files[B_RAID].outlined, "nobody reads it");
    cr_expect(d1_engagement_is_filled(a) && d1_engagement_find(a, d1_str("RaidLog/raid")));
    cr_expect_not(d1_engagement_is_filled(b));
    cr_expect(b->artifacts.len == 2 && b->calendar, "it is sorted, and opened");
}

Test(made, of_what_is_wanted)
{
    struct made_run first, second;

    open_folder();
    begin(&first, NULL);
    cr_expect_null(first.workspace.files[A_RAID].outlined, "what is not kept yet is read");
    cr_expect_eq(d1_workspace_make(&first.workspace, NULL, NULL), 0);
    cr_expect(d1_engagement_is_filled(first.workspace.engagements.items[1]));
    end(&first);
    begin(&second, &first);
    cr_expect(second.workspace.files[A_RAID].outlined && second.workspace.files[B_RAID].outlined);
    cr_expect_null(second.workspace.files[0].outlined, "an Engagement is made at once");
    cr_expect_eq(d1_workspace_make(&second.workspace, is_a, NULL), 0);
    expect_a(&second);
    end(&second);
    close_folder();
}

/* The cache has it no more, so that the file is read; and then it is another one. */
Test(made, of_what_was_outlined_or_not_at_all)
{
    for (int changed = 0; changed < 2; changed++) {
        struct made_run first, second;

        if (!changed)
            open_folder();
        begin(&first, NULL);
        end(&first);
        begin(&second, &first);
        cr_assert(second.workspace.files[A_RAID].outlined);
        d1_artifact_loader_keep(second.workspace.loaders[0], NULL);
        if (changed)
            write_file("a/raid.yaml", RISKS "# another\n");
        cr_expect_eq(d1_workspace_make(&second.workspace, is_a, NULL), changed);
        if (!changed)
            expect_a(&second);
        end(&second);
    }
    close_folder();
}
