/*
 * A verdict as a cache has kept it, over any bytes: it is refused, or what was made of it can be gone through to every
 * end and makes an image again, which is the same verdict.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "verdict/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

/* Packs the bytes as if nothing of them were zero, so that a change of one is a change of one in the image. */
static void pack(struct d1_strbuf *out, const uint8_t *bytes, size_t len)
{
    uint64_t size = len / 8 * 8, mask;

    d1_strbuf_add(out, (const char *)&size, sizeof size);
    for (size_t at = 0; at < size; at += 512) {
        size_t count = size - at < 512 ? (size_t)size - at : 512;

        mask = count == 512 ? UINT64_MAX : ((uint64_t)1 << count / 8) - 1;
        d1_strbuf_add(out, (const char *)&mask, sizeof mask);
        d1_strbuf_add(out, (const char *)bytes + at, count);
    }
}

static void check(struct d1_str packed)
{
    static const struct d1_check checks[3];
    static const struct d1_criterion criteria[3];
    static const struct d1_image_rules rules = {checks, 3, criteria, 3};
    struct d1_strbuf once = {0}, twice = {0};
    struct d1_verdict verdict, again;
    void *memory = NULL, *other = NULL;

    if (d1_image_read(packed, &rules, &verdict, &memory) > 0) {
        d1_image_write(&once, &verdict, &rules);
        require(once.oom || d1_image_read(d1_strbuf_view(&once), &rules, &again, &other) == 1);
        if (!once.oom)
            d1_image_write(&twice, &again, &rules);
        require(once.oom || d1_str_eq(d1_strbuf_view(&once), d1_strbuf_view(&twice)));
    }
    d1_free(memory);
    d1_free(other);
    d1_strbuf_release(&once);
    d1_strbuf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_strbuf packed = {0};

    pack(&packed, bytes, len);
    check(d1_strbuf_view(&packed));
    check(d1_strn((const char *)bytes, len));
    d1_strbuf_release(&packed);
    return 0;
}
