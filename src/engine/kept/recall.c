#include "engine/kept/recall.h"

#include <stdio.h>
#include <string.h>

#include "engine/kept/contents.h"
#include "engine/kept/portions.h"
#include "engine/kept/way.h"
#include "repo/state.h"

/* ---- what is known before ---- */

/* The revision that is compared with. 1, 0 or D1_ERR_MEMORY. */
static int add_since(struct d1_strbuf *out, struct d1_run *run)
{
    struct d1_strbuf since = {0};
    int result = d1_run_since(run, &since, NULL);

    if (result == 0)
        result = since.len ? d1_repo_revision_state(out, run->opened.repo, since.ptr) : 1;
    else
        result = result == D1_ERR_MEMORY ? result : 0;
    d1_strbuf_release(&since);
    return result;
}

/* 1, 0 where it cannot be told how everything stands, or D1_ERR_MEMORY. */
static int write_state(struct d1_strbuf *out, struct d1_run *run)
{
    int result = d1_way_state(out, &run->opened, "verdict");

    if (result > 0 && run->options->since)
        result = add_since(out, run);
    return out->oom ? D1_ERR_MEMORY : result;
}

/* ---- finding ---- */

struct d1_image_rules d1_recall_rules(const struct d1_run *run)
{
    return (struct d1_image_rules){
        .checks = run->opened.ruleset->checks,
        .check_count = run->opened.ruleset->check_count,
        .criteria = run->opened.ruleset->criteria,
        .criterion_count = run->opened.ruleset->criterion_count,
    };
}

/* The verdicts of so many engagements fill large blocks, of which each ordinary page would cost a fault. */
enum { MANY = 12 };

void d1_recall_expect(struct d1_run *run, size_t engagements)
{
    run->images.large = engagements >= MANY;
}

/*
 * What stands before the image of the run, which is without its engagements; then for each of these where its verdict
 * is, and behind the image of the run those that are here.
 */
struct head {
    uint64_t engagements, length;
};

enum { PLACE_BLOB = 48, PLACE_SHA256 = 72 /* bytes, so that all is aligned to 8 */ };

_Static_assert((size_t)PLACE_BLOB >= D1_REPO_ID_TEXT && (size_t)PLACE_SHA256 >= D1_SHA256_TEXT, "and their NUL");

struct place {
    struct d1_print key;              /* of the verdict of the engagement by itself (portions.h) ... */
    uint64_t length;                  /* ... where this is 0; else how long its image is */
    char policy_blob[PLACE_BLOB];     /* what is added to that verdict: ended by NUL */
    char policy_sha256[PLACE_SHA256]; /* likewise */
};

/* Takes so many bytes off the beginning; false where there are fewer. */
static bool take(struct d1_str *rest, uint64_t length, struct d1_str *taken)
{
    if (length > rest->len)
        return false;
    *taken = d1_str_sub(*rest, 0, (size_t)length);
    *rest = d1_str_sub(*rest, (size_t)length, rest->len);
    return true;
}

static struct d1_str text_of(const char *bytes, size_t most)
{
    return d1_strn(bytes, strnlen(bytes, most));
}

/* 1, 0 where it is not there, or D1_ERR_MEMORY. */
static int read_engagement(struct d1_run *run, const struct place *place, struct d1_str *rest, struct d1_way *way,
                           struct d1_engagement_verdict *verdict)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_str image;
    int result = 1;

    if (place->length)
        return take(rest, place->length, &image) ? d1_image_read_engagement(image, &rules, &run->images, verdict) : 0;
    result = d1_way_return(way, &run->opened, place->key);
    if (result > 0)
        result = d1_portion_image(d1_way_value(way), &image);
    if (result > 0)
        result = d1_image_read_engagement(image, &rules, &run->images, verdict);
    if (result <= 0)
        return result;
    verdict->policy_blob = d1_arena_str(&run->arena, text_of(place->policy_blob, sizeof place->policy_blob));
    verdict->policy_sha256 = d1_arena_str(&run->arena, text_of(place->policy_sha256, sizeof place->policy_sha256));
    return verdict->policy_blob.ptr && verdict->policy_sha256.ptr ? 1 : D1_ERR_MEMORY;
}

/* As d1_recall_find, from the value at the end of the way. */
static int read_all(struct d1_run *run, struct d1_str rest)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_engagement_verdict *engagements;
    struct d1_str image, places, bytes;
    struct d1_way way = {0};
    struct place place;
    struct head head;
    int result;

    if (!take(&rest, sizeof head, &bytes))
        return 0;
    memcpy(&head, bytes.ptr, sizeof head);
    if (head.engagements > rest.len / sizeof place || !take(&rest, head.engagements * sizeof place, &places) ||
        !take(&rest, head.length, &image))
        return 0;
    engagements = d1_arena_calloc(&run->arena, (size_t)head.engagements, sizeof *engagements);
    if (!engagements)
        return D1_ERR_MEMORY;
    d1_recall_expect(run, (size_t)head.engagements);
    result = d1_image_read(image, &rules, &run->images, &run->verdict);
    for (size_t i = 0; i < head.engagements && result > 0; i++) {
        memcpy(&place, places.ptr + i * sizeof place, sizeof place);
        result = read_engagement(run, &place, &rest, &way, &engagements[i]);
    }
    d1_way_release(&way);
    run->verdict.engagements = engagements;
    run->verdict.engagement_count = (size_t)head.engagements;
    return result;
}

/* What lacks a part is none. */
static void drop(struct d1_run *run)
{
    d1_arena_release(&run->images);
    run->verdict = (struct d1_verdict){0};
}

int d1_recall_find(struct d1_run *run)
{
    struct d1_way way = {0};
    int result;

    if (!run->opened.cache || run->options->laid_count)
        return 0;
    result = write_state(&run->recall.state, run);
    run->recall.possible = result > 0;
    if (result > 0)
        result = d1_way_find(&way, &run->opened, &run->recall.state);
    if (result > 0)
        result = read_all(run, d1_way_value(&way));
    d1_way_release(&way);
    run->recall.found = result > 0;
    if (result <= 0)
        drop(run);
    return result;
}

/* ---- keeping ---- */

/* Whether all that is known before is for certain as it was. 1, 0 or D1_ERR_MEMORY. */
static int has_stayed(struct d1_run *run)
{
    struct d1_strbuf now = {0};
    int result = write_state(&now, run);

    if (result > 0)
        result = d1_str_eq(d1_strbuf_view(&now), d1_strbuf_view(&run->recall.state)) &&
                 d1_contents_stayed(&run->opened.contents, &run->opened);
    d1_strbuf_release(&now);
    return result;
}

/* Whether what a run says of its engagements is what came out of the judging, but for the digests of policies. */
static bool is_plain(const struct d1_run *run)
{
    const struct d1_run_options *options = run->options;

    return !options->since && !options->owner && !run->path_count && !options->details && !options->agenda &&
           options->audience == D1_AUDIENCE_INTERNAL && !run->withheld;
}

static void name_place(struct place *place, const struct d1_portion *portion,
                       const struct d1_engagement_verdict *verdict)
{
    place->key = portion->key;
    snprintf(place->policy_blob, sizeof place->policy_blob, D1_STR_FMT, D1_STR_ARG(verdict->policy_blob));
    snprintf(place->policy_sha256, sizeof place->policy_sha256, D1_STR_FMT, D1_STR_ARG(verdict->policy_sha256));
}

static void write_engagements(struct d1_strbuf *out, const struct d1_run *run, struct d1_strbuf *images)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    bool plain = is_plain(run);

    for (size_t i = 0; i < run->verdict.engagement_count; i++) {
        const struct d1_portion *portion = run->portions && i < run->portions->count ? &run->portions->all[i] : NULL;
        struct place place = {0};
        size_t before = images->len;

        if (plain && portion && portion->lies)
            name_place(&place, portion, &run->verdict.engagements[i]);
        else
            d1_image_write_engagement(images, &run->verdict.engagements[i], &rules);
        place.length = images->len - before;
        d1_strbuf_add(out, (const char *)&place, sizeof place);
    }
}

static void write_all(struct d1_strbuf *out, const struct d1_run *run)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_verdict verdict = run->verdict;
    struct d1_strbuf places = {0}, image = {0}, images = {0};
    struct head head = {.engagements = verdict.engagement_count};

    verdict.engagements = NULL;
    verdict.engagement_count = 0;
    write_engagements(&places, run, &images);
    d1_image_write(&image, &verdict, &rules);
    head.length = image.len;
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    d1_strbuf_str(out, d1_strbuf_view(&places));
    d1_strbuf_str(out, d1_strbuf_view(&image));
    d1_strbuf_str(out, d1_strbuf_view(&images));
    out->oom = out->oom || places.oom || image.oom || images.oom;
    out->full = out->full || image.full || images.full;
    d1_strbuf_release(&places);
    d1_strbuf_release(&image);
    d1_strbuf_release(&images);
}

int d1_recall_keep(struct d1_run *run)
{
    struct d1_way way = {0};
    int result;

    if (run->opened.contents.count && d1_contents_keep(&run->opened.contents, &run->opened) < 0)
        return D1_ERR_MEMORY;
    if (!run->recall.possible || run->verdict.exit == D1_EXIT_FAILURE)
        return 0;
    result = has_stayed(run);
    if (result > 0 && d1_portions_keep(run) < 0)
        result = D1_ERR_MEMORY;
    if (result > 0 && run->since && d1_portions_keep(run->since) < 0)
        result = D1_ERR_MEMORY;
    if (result > 0)
        result = d1_way_end(&way, &run->opened, &run->recall.state, D1_CACHE_VERDICT);
    if (result > 0) {
        write_all(&way.value, run);
        result = d1_way_keep(&way, D1_CACHE_VERDICT);
    }
    d1_way_release(&way);
    return result < 0 ? D1_ERR_MEMORY : 0;
}

void d1_recall_release(struct d1_recall *recall)
{
    d1_strbuf_release(&recall->state);
}
