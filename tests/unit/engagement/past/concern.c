/* Which commit concerned an engagement last, told in doubt. */
#include <criterion/criterion.h>
#include <string.h>

#include "engagement/concern.h"

enum { MOST_POINTS = 4, MOST_CHANGES = 3, MOST_NAMES = 2 };

/* Contents by their numbers: what each holds. */
static const struct {
    bool unknown;
    struct d1_past_naming names[MOST_NAMES];
    size_t count;
} contents[] = {
    {.names = {{.name = {"a", 1}, .is_engagement = true}}, .count = 1},
    {.names = {{.name = {"b", 1}, .is_engagement = true}}, .count = 1},
    {.names = {{.name = {"raid", 4}}}, .count = 1},
    {.names = {{.name = {"raid", 4}, .namespace = {"b", 1}}}, .count = 1},
    {.names = {{.name = {"profile", 7}, .is_policy = true}}, .count = 1},
    {.unknown = true},
    {.count = 0},
    {.names = {{.name = {"a", 1}, .is_engagement = true}, {.name = {"raid", 4}}}, .count = 2},
    {.names = {{.name = {"raid", 4}, .namespace = {"z", 1}}}, .count = 1},
};

enum { A, B, RAID, RAID_OF_B, POLICY, GARBLED, FOREIGN, A_WITH_RAID, RAID_OF_Z };
#define NONE D1_REPO_NO_BLOB
enum { OF_A, OF_B, IN_A, IN_B, DEEP_IN_A, OUTSIDE };

static const char *const paths[] = {"a/engagement.yaml", "b/engagement.yaml", "a/raid.yaml",
                                    "b/raid.yaml",       "a/x/y.yaml",        "raid.yaml"};

static int name(void *context, uint32_t content, const struct d1_past_naming **names, size_t *count)
{
    (void)context;
    *names = contents[content].names;
    *count = contents[content].count;
    return !contents[content].unknown;
}

/* Points 1 and 2 bring a and b; the row says what those behind them change. */
struct row {
    const char *name;
    struct d1_repo_change changes[MOST_POINTS][MOST_CHANGES];
    size_t counts[MOST_POINTS];
    unsigned last_of_a, last_of_b; /* points, counted from 1 */
};

static const struct row rows[] = {
    {"nothing", {{{0}}}, {0}, 2, 2},
    {"commits that change nothing of ours", {{{0}}}, {0, 0, 0, 0}, 2, 2},
    {"a document of a", {{{IN_A, NONE, RAID}}}, {1}, 3, 2},
    {"one deep in a", {{{DEEP_IN_A, NONE, RAID}}}, {1}, 3, 2},
    {"one of each", {{{IN_A, NONE, RAID}}, {{IN_B, NONE, RAID}}}, {1, 1}, 3, 4},
    {"one that goes", {{{IN_A, NONE, RAID}}, {{IN_A, RAID, NONE}}}, {1, 1}, 4, 2},
    {"one that goes from a to b", {{{IN_A, NONE, RAID}}, {{IN_A, RAID, NONE}, {IN_B, NONE, RAID}}}, {1, 2}, 4, 4},
    {"one that names b, in a", {{{IN_A, NONE, RAID_OF_B}}}, {1}, 2, 3},
    {"one that named nobody before", {{{IN_A, NONE, RAID}}, {{IN_A, RAID, RAID_OF_B}}}, {1, 1}, 4, 4},
    {"one that names what there is not", {{{IN_A, NONE, RAID_OF_Z}}}, {1}, 2, 2},
    {"one that is nobody's", {{{OUTSIDE, NONE, RAID}}}, {1}, 3, 3},
    {"a file of others", {{{IN_A, NONE, FOREIGN}}}, {1}, 2, 2},
    {"a policy", {{{OUTSIDE, NONE, POLICY}}}, {1}, 3, 3},
    {"a file that does not parse", {{{IN_A, NONE, GARBLED}}}, {1}, 3, 3},
    {"one that did not parse before", {{{IN_A, NONE, GARBLED}}, {{0}}, {{IN_A, GARBLED, RAID}}}, {1, 0, 1}, 5, 5},
    {"the Engagement says something else", {{{OF_A, A, A_WITH_RAID}}}, {1}, 3, 2},
    {"it goes", {{{OF_B, B, NONE}}}, {1}, 3, 3},
    {"it has another name", {{{OF_B, B, A}}}, {1}, 3, 3},
    {"it moves", {{{OF_B, B, NONE}, {IN_B, NONE, B}}}, {2}, 3, 3},
    {"a third one", {{{OUTSIDE, NONE, A}}}, {1}, 3, 3},
    {"something of one behind a third", {{{OUTSIDE, NONE, A}}, {{IN_B, NONE, RAID}}}, {1, 1}, 4, 4},
};

static void expect_last(const struct d1_concern *concern, const char *engagement, unsigned point, const char *what)
{
    const uint8_t *last = d1_concern_last(concern, d1_str(engagement));

    cr_assert(last, "%s: %s", what, engagement);
    cr_expect_eq(last[0], point, "%s: %s was concerned by %d", what, engagement, last[0]);
}

/* The line of a row, whose points are called by their numbers. */
static struct d1_repo_line line_of(const struct row *row, struct d1_repo_writing points[2 + MOST_POINTS])
{
    static const struct d1_repo_change begin[2] = {{OF_A, NONE, A}, {OF_B, NONE, B}};

    for (size_t i = 0; i < 2 + MOST_POINTS; i++)
        points[i] = (struct d1_repo_writing){
            .id = {(uint8_t)(i + 1)},
            .changes = i < 2 ? &begin[i] : row->changes[i - 2],
            .change_count = i < 2 ? 1 : row->counts[i - 2],
        };
    return (struct d1_repo_line){.points = points, .count = 2 + MOST_POINTS, .paths = paths};
}

/* A second one made of the bytes of the first. */
static struct d1_concern *again(const struct d1_concern *concern)
{
    struct d1_concern *copy = NULL;
    struct d1_strbuf bytes = {0};

    d1_concern_write(&bytes, concern);
    cr_assert_eq(d1_concern_read(&copy, d1_strbuf_view(&bytes)), 1);
    for (size_t i = 0; i < bytes.len; i++) {
        struct d1_concern *cut = NULL;

        cr_assert_eq(d1_concern_read(&cut, d1_strn(bytes.ptr, i)), 0, "%zu bytes are too few", i);
    }
    d1_strbuf_release(&bytes);
    return copy;
}

Test(concern, of_each_change_whom_it_concerns)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_repo_writing points[2 + MOST_POINTS];
        struct d1_repo_line line = line_of(&rows[i], points);
        struct d1_concern *concern = NULL;

        cr_assert_eq(d1_concern_new(&concern), 0);
        cr_expect_null(d1_concern_last(concern, d1_str("a")), "%s: nothing yet", rows[i].name);
        /* Point by point, each time of what was kept, as runs do that follow each other. */
        for (size_t j = 0; j < line.count; j++) {
            struct d1_repo_line one = line;
            struct d1_concern *copy;

            one.points = &points[j];
            cr_assert_eq(d1_concern_take(concern, &one, 1, name, NULL), 0);
            copy = again(concern);
            d1_concern_free(concern);
            concern = copy;
        }
        expect_last(concern, "a", rows[i].last_of_a, rows[i].name);
        expect_last(concern, "b", rows[i].last_of_b, rows[i].name);
        cr_expect(d1_concern_has(concern, points[3].id), "%s", rows[i].name);
        cr_expect(!d1_concern_has(concern, (const uint8_t[D1_REPO_ID_BYTES]){9}), "%s", rows[i].name);
        d1_concern_free(concern);
    }
}

Test(concern, which_commit_came_last_to_a_path)
{
    static const char *const asked[] = {"proof/a.pdf", "proof/b.pdf", ".x/c", "proof/never.pdf"};
    static const unsigned last[] = {4, 5, 5, 3};
    const uint32_t a[] = {d1_repo_touch(d1_str(asked[0])), d1_repo_touch(d1_str(asked[1]))};
    const uint32_t b[] = {d1_repo_touch(d1_str(".x/d")), a[1]}; /* what is hidden is not told apart */
    const struct d1_repo_writing points[] = {
        {.id = {1}, .touches_all = true},
        {.id = {2}, .touched = a, .touched_count = 2},
        {.id = {3}, .touches_all = true},
        {.id = {4}, .touched = a, .touched_count = 1},
        {.id = {5}, .touched = b, .touched_count = 2},
        {.id = {6}},
    };
    struct d1_concern *concern = NULL, *copy;

    cr_assert_eq(d1_concern_new(&concern), 0);
    cr_expect_eq(d1_concern_touched(concern, d1_str(asked[0])), 0, "nothing yet");
    cr_assert_eq(d1_concern_take(concern, &(struct d1_repo_line){.points = points}, 4, name, NULL), 0);
    copy = again(concern);
    cr_assert_eq(d1_concern_take(copy, &(struct d1_repo_line){.points = points + 4}, 2, name, NULL), 0);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        uint64_t found = d1_concern_touched(copy, d1_str(asked[i]));

        cr_expect_eq(((const uint8_t *)&found)[0], last[i], "%s: %d", asked[i], ((const uint8_t *)&found)[0]);
    }
    d1_concern_free(concern);
    d1_concern_free(copy);
}

Test(concern, whose_clock_ran_behind)
{
    enum { HOUR = 60 * 60, DAY = 24 * HOUR };
    static const struct {
        int64_t times[4];
        unsigned behind; /* 0 for none */
    } clocks[] = {
        {{DAY, 2 * DAY, 3 * DAY, 4 * DAY}, 0},     {{4 * DAY, 3 * DAY, 3 * DAY + HOUR, 4 * DAY}, 0},
        {{4 * DAY, 3 * DAY - 1, 4 * DAY, DAY}, 2}, {{4 * DAY, 5 * DAY, 5 * DAY, 3 * DAY}, 4},
        {{-4 * DAY, -6 * DAY, 0, 0}, 2},
    };

    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct d1_repo_writing points[4] = {0};
        struct d1_concern *concern = NULL, *copy;
        const uint8_t *behind;

        for (size_t j = 0; j < 4; j++)
            points[j] = (struct d1_repo_writing){.id = {(uint8_t)(j + 1)}, .time = clocks[i].times[j], .dated = true};
        cr_assert_eq(d1_concern_new(&concern), 0);
        cr_assert_eq(d1_concern_take(concern, &(struct d1_repo_line){.points = points}, 2, name, NULL), 0);
        copy = again(concern);
        cr_assert_eq(d1_concern_take(copy, &(struct d1_repo_line){.points = points + 2}, 2, name, NULL), 0);
        behind = d1_concern_backwards(copy);
        cr_expect_eq(behind ? behind[0] : 0, clocks[i].behind, "row %zu", i);
        d1_concern_free(concern);
        d1_concern_free(copy);
    }
}
