/*
 * Whom the commits of a line concern as a cache has kept it, over any bytes and over right ones that were changed: it
 * is refused, or says the same when it is written and read again, and grows by further points.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engagement/concern.h"
#include "fuzz/edits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static const struct d1_past_naming names[] = {
    {.name = {"a", 1}, .is_engagement = true},
    {.name = {"b", 1}, .is_engagement = true},
    {.name = {"raid", 4}},
};
enum { CONTENTS = sizeof names / sizeof *names };

static const char *const paths[] = {"a/engagement.yaml", "b/engagement.yaml", "a/raid.yaml"};
static struct d1_repo_change changes[] = {
    {.path = 0, .before = D1_REPO_NO_BLOB, .after = 0},
    {.path = 1, .before = D1_REPO_NO_BLOB, .after = 1},
    {.path = 2, .before = D1_REPO_NO_BLOB, .after = 2},
};
static struct d1_repo_writing points[] = {
    {.id = {1}, .dated = true, .time = 1000000, .changes = &changes[0], .change_count = 2},
    {.id = {2}, .dated = true, .time = 10, .changes = &changes[2], .change_count = 1},
};
enum { POINTS = sizeof points / sizeof *points };

static struct d1_strbuf sample;

static int name_content(void *context, uint32_t content, const struct d1_past_naming **found, size_t *count)
{
    (void)context;
    require(content < CONTENTS);
    *found = &names[content];
    *count = 1;
    return 1;
}

static void take(struct d1_concern *concern)
{
    struct d1_repo_line line = {.points = points, .count = POINTS, .paths = paths};

    require(d1_concern_take(concern, &line, POINTS, name_content, NULL) == 0);
    require(d1_concern_last(concern, d1_str("a")) != NULL);
    for (size_t i = 0; i < POINTS; i++)
        require(d1_concern_has(concern, points[i].id));
}

static void keep_sample(void)
{
    struct d1_concern *concern = NULL;

    require(d1_concern_new(&concern) == 0);
    take(concern);
    d1_concern_write(&sample, concern);
    require(!sample.oom);
    d1_concern_free(concern);
}

static unsigned look(const struct d1_concern *concern)
{
    static const char *const asked[] = {"a", "b", "", "nobody"};
    const uint8_t *backwards = d1_concern_backwards(concern);
    unsigned sum = backwards ? backwards[D1_REPO_ID_BYTES - 1] : 0;

    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const uint8_t *last = d1_concern_last(concern, d1_str(asked[i]));

        sum += last ? 1u + last[0] + last[D1_REPO_ID_BYTES - 1] : 0;
    }
    return sum;
}

static void check(struct d1_str kept)
{
    struct d1_concern *concern = NULL, *again = NULL;
    struct d1_strbuf written = {0};
    char *copy = malloc(kept.len + 1); /* of its own length, so that what is read beyond it shows */

    require(copy);
    if (kept.len)
        memcpy(copy, kept.ptr, kept.len);
    if (d1_concern_read(&concern, d1_strn(copy, kept.len)) > 0) {
        d1_concern_write(&written, concern);
        require(!written.oom && d1_concern_read(&again, d1_strbuf_view(&written)) > 0);
        require(look(again) == look(concern) && d1_concern_size(again) == d1_concern_size(concern));
        take(concern);
    }
    d1_concern_free(concern);
    d1_concern_free(again);
    d1_strbuf_release(&written);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_strbuf changed = {0};

    if (!sample.len)
        keep_sample();
    check(d1_strn((const char *)bytes, len));
    d1_strbuf_str(&changed, d1_strbuf_view(&sample));
    apply_edits(&changed, bytes, len);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
    return 0;
}
