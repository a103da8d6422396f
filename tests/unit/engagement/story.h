/*
 * The past of an engagement out of plain data, for tests of what is told over time: contents as texts, and points that
 * change files to them.
 */
#ifndef D1_TESTS_ENGAGEMENT_STORY_H
#define D1_TESTS_ENGAGEMENT_STORY_H

#include <criterion/criterion.h>

#include "engagement/line.h"
#include "unit/engagement/fixture.h"

enum { MOST = 12 };

/* Files and points as texts: a point is "path=content" for each file that it changes, "path=" for one that is gone. */
struct story {
    const char *contents[MOST];
    struct d1_repo_writing points[MOST];
    struct d1_repo_change changes[MOST][MOST];
    struct d1_repo_line line;
    const char *paths[MOST];
    struct d1_repo_writing branch;
    size_t walked;                       /* how often it was asked for */
    const struct d1_past_source *keeper; /* how what is found of it is kept; NULL: it is not */
    size_t unread;                       /* number plus 1 of a content that cannot be had */
    size_t nameless;                     /* number of a content that is not committed; 0: none is */
    uint8_t ids[MOST][D1_REPO_ID_BYTES];
    bool at_hand; /* contents of the present are known by the files that have them */
    const struct fixture *fixture;
};

#define DAY INT64_C(86400)
#define NOON(day) ((int64_t)(day)*DAY + DAY / 2)

static const char engagement[] = "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: e}\nspec: {timeZone: UTC}\n";

static inline int load(void *context, unsigned thread, size_t blob, struct d1_artifact_loader *loader,
                       struct d1_file *file, struct d1_error *error)
{
    struct story *story = context;

    (void)thread;
    if (story->unread == blob + 1)
        return d1_error_set(error, D1_ERR_READ, "it was left out");
    return d1_file_load(loader, file, d1_str(story->contents[blob]));
}

/* What stands at a path in the end. */
static inline uint32_t last_at(const struct story *story, uint32_t path)
{
    uint32_t now = D1_REPO_NO_BLOB;

    for (size_t i = 0; i < story->line.count; i++)
        for (size_t j = 0; j < story->points[i].change_count; j++)
            if (story->changes[i][j].path == path)
                now = story->changes[i][j].after;
    return now;
}

static inline const struct d1_file *known(void *context, size_t blob, const char *path)
{
    const struct story *story = context;
    size_t file = 0;

    for (uint32_t i = 0; i < story->line.path_count; i++) {
        if (last_at(story, i) == D1_REPO_NO_BLOB)
            continue;
        if (last_at(story, i) == blob && (!path || strcmp(path, story->paths[i]) == 0))
            return &story->fixture->files[file];
        file++;
    }
    return NULL;
}

static inline int find_branch(void *context, size_t point, struct d1_past_branch *branch, struct d1_error *error)
{
    struct story *story = context;

    (void)point;
    (void)error;
    story->walked++;
    branch->commits = &story->branch;
    branch->count = story->branch.author != NULL;
    branch->blobs = story->line.blob_count;
    return 0;
}

/* Every content has its number plus 1 as its id, but for what is not committed. */
static inline const uint8_t *id_of(void *context, size_t blob)
{
    struct story *story = context;

    story->ids[blob][0] = (uint8_t)(blob + 1);
    return story->nameless && blob == story->nameless ? NULL : story->ids[blob];
}

static inline void change(struct story *story, size_t point, uint32_t path, uint32_t after)
{
    struct d1_repo_writing *at = &story->points[point];
    uint32_t before = D1_REPO_NO_BLOB;

    for (size_t i = 0; i < point; i++)
        for (size_t j = 0; j < story->points[i].change_count; j++)
            if (story->changes[i][j].path == path)
                before = story->changes[i][j].after;
    story->changes[point][at->change_count++] = (struct d1_repo_change){path, before, after};
    at->changes = story->changes[point];
}

static inline void add_point(struct story *story, int64_t time, const char *author)
{
    struct d1_repo_writing *point = &story->points[story->line.count++];

    *point = (struct d1_repo_writing){.time = time, .dated = true, .parents = 1, .author = author, .committer = author};
    point->id[0] = (uint8_t)story->line.count;
    story->line.points = story->points;
}

static inline uint32_t content(struct story *story, const char *text)
{
    story->contents[story->line.blob_count] = text;
    return (uint32_t)story->line.blob_count++;
}

struct told {
    struct fixture fixture;
    struct d1_past *past;
    struct d1_line *line;
    const struct d1_engagement *engagement;
};

/* The line of engagement `e`, whose files are as the last contents at the paths. */
static inline void tell(struct told *told, struct story *story, d1_date as_of, bool unsaved)
{
    struct fixture_file files[MOST];
    size_t count = 0;
    struct d1_past_options options = {
        .line = &story->line,
        .unsaved = unsaved,
        .source = {.context = story,
                   .known = story->at_hand ? known : NULL,
                   .load = load,
                   .branch = find_branch,
                   .id = id_of},
    };

    if (story->keeper) {
        options.source.recall = story->keeper->recall;
        options.source.keep = story->keeper->keep;
        options.source.commit = story->keeper->commit;
    }
    *told = (struct told){0};
    story->fixture = &told->fixture;
    for (uint32_t path = 0; path < MOST && story->paths[path]; path++) {
        uint32_t now = last_at(story, path);

        story->line.path_count = path + 1;
        if (now != D1_REPO_NO_BLOB)
            files[count++] = (struct fixture_file){story->paths[path], story->contents[now]};
    }
    story->line.paths = story->paths;
    fixture_load(&told->fixture, files, count);
    fixture_sort(&told->fixture);
    options.kinds = told->fixture.kinds;
    cr_assert_eq(d1_past_new(&told->past, &options), 0);
    cr_assert_eq(told->fixture.workspace.engagements.len, 1);
    told->engagement = told->fixture.workspace.engagements.items[0];
    cr_assert_eq(d1_line_new(&told->line, told->past, told->engagement, as_of), 0);
}

static inline void release(struct told *told)
{
    d1_line_free(told->line);
    d1_past_free(told->past);
    fixture_release(&told->fixture);
}

static inline const struct d1_node *item(const struct told *told, const char *id)
{
    const struct d1_symbol *symbol = d1_engagement_find(told->engagement, d1_str(id));

    cr_assert(symbol, "%s", id);
    return symbol->node;
}

static inline void expect_introduced(const char *name, const struct told *told, const struct d1_node *node,
                                     uint32_t point, d1_date date, bool cut)
{
    struct d1_introduction at = {0};

    cr_assert_eq(d1_line_introduced(told->line, node, &at), D1_INTRODUCED, "%s", name);
    cr_expect_eq(at.point, point, "%s: point %u", name, at.point);
    cr_expect_eq(at.date, date, "%s: date %d", name, (int)at.date);
    cr_expect_eq(at.cut, cut, "%s", name);
}

#define RAID(items) "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: r}\nspec:\n  risks:\n" items

#endif
