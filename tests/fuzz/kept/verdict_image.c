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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

enum { WORD = 8, GROUP = 64 * WORD /* bytes that one mask tells of */ };

/* Packs the bytes as if nothing of them were zero, so that a change of one is a change of one in the image. */
static void pack(struct d1_strbuf *out, struct d1_str bytes)
{
    uint64_t size = bytes.len / WORD * WORD, mask;

    d1_strbuf_add(out, (const char *)&size, sizeof size);
    for (size_t begin = 0; begin < size; begin += GROUP) {
        size_t count = size - begin < GROUP ? (size_t)size - begin : GROUP;

        mask = count == GROUP ? UINT64_MAX : ((uint64_t)1 << count / WORD) - 1;
        d1_strbuf_add(out, (const char *)&mask, sizeof mask);
        d1_strbuf_add(out, bytes.ptr + begin, count);
    }
}

/* What a packed image holds; it is one that has just been written. */
static void unpack(struct d1_strbuf *out, struct d1_str packed)
{
    static const char zero[WORD];
    const char *from = packed.ptr + WORD;
    uint64_t size, mask = 0;

    memcpy(&size, packed.ptr, sizeof size);
    for (uint64_t word = 0; word < size / WORD; word++) {
        if (word % 64 == 0) {
            memcpy(&mask, from, sizeof mask);
            from += WORD;
        }
        d1_strbuf_add(out, mask >> word % 64 & 1 ? from : zero, WORD);
        from += mask >> word % 64 & 1 ? WORD : 0;
    }
}

static void check_run(struct d1_str packed)
{
    struct d1_strbuf once = {0}, twice = {0};
    struct d1_verdict verdict, again;
    struct d1_arena memory = {0}, other = {0}; /* of their own, so that what is read beyond one shows */

    if (d1_image_read(packed, &rules, &memory, &verdict) > 0) {
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

static void check_engagement(struct d1_str packed)
{
    struct d1_strbuf once = {0}, twice = {0};
    struct d1_engagement_verdict verdict, again;
    struct d1_arena memory = {0}, other = {0}; /* of their own, so that what is read beyond one shows */

    if (d1_image_read_engagement(packed, &rules, &memory, &verdict) > 0) {
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

static void check(struct d1_str packed)
{
    check_run(packed);
    check_engagement(packed);
}

/* A right image, with the changes of the input in it, and seen as packed and as it is before. */
static void check_changed(struct d1_str image, const uint8_t *edits, size_t len)
{
    struct d1_strbuf words = {0}, packed = {0};

    unpack(&words, image);
    apply_edits(&words, edits, len);
    pack(&packed, d1_strbuf_view(&words));
    check(d1_strbuf_view(&packed));
    d1_strbuf_clear(&packed);
    d1_strbuf_str(&packed, image);
    apply_edits(&packed, edits, len);
    check(d1_strbuf_view(&packed));
    d1_strbuf_release(&words);
    d1_strbuf_release(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_strbuf run, engagement;
    struct d1_strbuf packed = {0};

    if (!run.len) {
        struct d1_verdict verdict = make_verdict();

        d1_image_write(&run, &verdict, &rules);
        d1_image_write_engagement(&engagement, &verdict.engagements[0], &rules);
        require(!run.oom && !engagement.oom);
        check_changed(d1_strbuf_view(&run), NULL, 0);
    }
    pack(&packed, d1_strn((const char *)bytes, len));
    check(d1_strbuf_view(&packed));
    check(d1_strn((const char *)bytes, len));
    check_changed(d1_strbuf_view(&run), bytes, len);
    check_changed(d1_strbuf_view(&engagement), bytes, len);
    d1_strbuf_release(&packed);
    return 0;
}
