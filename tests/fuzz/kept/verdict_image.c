/*
 * A verdict as a cache has kept it, of a run or of an engagement, over any bytes and over right ones that were changed:
 * it is refused, or what was made of it can be gone through to every end and makes an image again, which is the same
 * verdict.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "fuzz/edits.h"
#include "unit/verdict/one_of_each.h"
#include "verdict/image_number.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static void check_run(struct d1_str image)
{
    struct d1_strbuf once = {0}, twice = {0};
    struct d1_verdict verdict, again;
    struct d1_arena memory = {0}, other = {0}; /* of their own, so that what is read beyond one shows */

    if (d1_image_read(image, &rules, &memory, &verdict) > 0) {
        d1_image_write(&once, &verdict, &rules);
        require(once.oom || d1_image_read(d1_strbuf_view(&once), &rules, &other, &again) == 1);
        if (!once.oom)
            d1_image_write(&twice, &again, &rules);
        require(once.oom || d1_str_eq(d1_strbuf_view(&once), d1_strbuf_view(&twice)));
    }
    d1_arena_release(&memory);
    d1_arena_release(&other);
    d1_strbuf_release(&once);
    d1_strbuf_release(&twice);
}

static void check_engagement(struct d1_str image)
{
    struct d1_strbuf once = {0}, twice = {0};
    struct d1_engagement_verdict verdict, again;
    struct d1_arena memory = {0}, other = {0}; /* of their own, so that what is read beyond one shows */

    if (d1_image_read_engagement(image, &rules, &memory, &verdict) > 0) {
        d1_image_write_engagement(&once, &verdict, &rules);
        require(once.oom || d1_image_read_engagement(d1_strbuf_view(&once), &rules, &other, &again) == 1);
        if (!once.oom)
            d1_image_write_engagement(&twice, &again, &rules);
        require(once.oom || d1_str_eq(d1_strbuf_view(&once), d1_strbuf_view(&twice)));
    }
    d1_arena_release(&memory);
    d1_arena_release(&other);
    d1_strbuf_release(&once);
    d1_strbuf_release(&twice);
}

static void check(struct d1_str image)
{
    check_run(image);
    check_engagement(image);
}

/* A right image, with the changes of the input in it. */
static void check_changed(struct d1_str image, const uint8_t *edits, size_t len)
{
    struct d1_strbuf changed = {0};

    d1_strbuf_str(&changed, image);
    apply_edits(&changed, edits, len);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
}

/* How many bytes of an image that has just been written stand before its structures. */
static size_t before_structures(const struct d1_strbuf *image)
{
    const char *at = image->ptr;
    uint64_t texts, bytes;

    d1_image_number(&at);
    texts = d1_image_number(&at);
    bytes = d1_image_number(&at);
    for (; texts; texts--)
        d1_image_number(&at);
    return (size_t)(at - image->ptr) + (size_t)bytes;
}

/* The input as the structures of a right image. */
static void check_structures(const struct d1_strbuf *image, const uint8_t *bytes, size_t len)
{
    static const char padding[D1_IMAGE_NUMBER];
    struct d1_strbuf changed = {0};

    d1_strbuf_add(&changed, image->ptr, before_structures(image));
    d1_strbuf_add(&changed, (const char *)bytes, len);
    d1_strbuf_add(&changed, padding, sizeof padding);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_strbuf run, engagement;

    if (!run.len) {
        struct d1_verdict verdict = make_verdict();

        d1_image_write(&run, &verdict, &rules);
        d1_image_write_engagement(&engagement, &verdict.engagements[0], &rules);
        require(!run.oom && !engagement.oom);
        check_changed(d1_strbuf_view(&run), NULL, 0);
    }
    check(d1_strn((const char *)bytes, len));
    check_structures(&run, bytes, len);
    check_structures(&engagement, bytes, len);
    check_changed(d1_strbuf_view(&run), bytes, len);
    check_changed(d1_strbuf_view(&engagement), bytes, len);
    return 0;
}
