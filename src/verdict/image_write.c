#include "verdict/image.h"

#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "verdict/image_parts.h"

enum { TEXT_SLOTS = 16384 };

/* ---- what there is ---- */

struct writer {
    struct d1_strbuf image;
    const struct d1_image_rules *rules;
    struct {
        const struct d1_waiver *first;
        size_t count, offset;
    } waivers; /* the list at hand */
    struct {
        uint32_t offset, length;
    } texts[TEXT_SLOTS]; /* written lately, by their hash: many are the same */
};

static void set_word(struct writer *w, size_t at, uintptr_t value)
{
    if (!w->image.oom)
        memcpy(w->image.ptr + at, &value, sizeof value);
}

/* Appends bytes, aligned; returns where they are. */
static size_t add_bytes(struct writer *w, const void *bytes, size_t size)
{
    size_t at;

    d1_strbuf_fill(&w->image, '\0', (D1_IMAGE_ALIGN - w->image.len % D1_IMAGE_ALIGN) % D1_IMAGE_ALIGN);
    at = w->image.len;
    d1_strbuf_add(&w->image, bytes, size);
    return at;
}

static uintptr_t add_text(struct writer *w, struct d1_str text)
{
    size_t slot, at;

    if (!text.ptr)
        return 0;
    slot = d1_str_hash(text) % TEXT_SLOTS;
    at = w->texts[slot].offset;
    if (at && !w->image.oom && d1_str_eq(d1_strn(w->image.ptr + at, w->texts[slot].length), text))
        return at;
    at = w->image.len;
    d1_strbuf_str(&w->image, text);
    d1_strbuf_putc(&w->image, '\0');
    w->texts[slot].offset = (uint32_t)at;
    w->texts[slot].length = (uint32_t)text.len;
    return at;
}

static void write_members(struct writer *w, const struct d1_image_type *type, const void *from, size_t at);

/* Several structures behind each other, with all that they lead to. */
static uintptr_t add_list(struct writer *w, const struct d1_image_type *type, const void *first, size_t count)
{
    size_t at;

    if (!first || !count)
        return 0;
    at = add_bytes(w, first, count * type->size);
    if (type == &d1_image_waiver) {
        w->waivers.first = first;
        w->waivers.count = count;
        w->waivers.offset = at;
    }
    for (size_t i = 0; i < count && !w->image.oom; i++)
        write_members(w, type, (const char *)first + i * type->size, at + i * type->size);
    return at;
}

static uintptr_t add_waiver(struct writer *w, const struct d1_image_type *type, const struct d1_waiver *waiver)
{
    for (size_t i = 0; i < w->waivers.count; i++)
        if (waiver == &w->waivers.first[i])
            return (w->waivers.offset + i * type->size) | D1_IMAGE_OF_THE_LIST;
    return waiver ? add_bytes(w, waiver, type->size) : 0;
}

static uintptr_t add_checks(struct writer *w, const struct d1_check *const *checks, size_t count)
{
    size_t at;

    if (!checks || !count)
        return 0;
    at = add_bytes(w, (const void *)checks, count * sizeof *checks);
    for (size_t i = 0; i < count; i++)
        set_word(w, at + i * sizeof *checks, (uintptr_t)(checks[i] - w->rules->checks));
    return at;
}

/* What stands in place of a member that is a pointer. */
static uintptr_t write_pointer(struct writer *w, const struct d1_image_field *field, const void *from)
{
    const void *to = d1_image_pointer(from, field->offset);

    switch (field->kind) {
    case D1_IMAGE_TEXT:
        return add_text(w, *(const struct d1_str *)(const void *)((const char *)from + field->offset));
    case D1_IMAGE_WORD:
        return to ? add_text(w, d1_str(to)) : 0;
    case D1_IMAGE_LIST:
    case D1_IMAGE_ASKED:
        return add_list(w, field->type, to, d1_image_count(from, field->count));
    case D1_IMAGE_ONE:
        return add_list(w, field->type, to, 1);
    case D1_IMAGE_DATES:
        return to ? add_bytes(w, to, d1_image_count(from, field->count) * sizeof(d1_date)) : 0;
    case D1_IMAGE_CHECK:
        return (uintptr_t)((const struct d1_check *)to - w->rules->checks);
    case D1_IMAGE_CHECKS:
        return add_checks(w, to, d1_image_count(from, field->count));
    case D1_IMAGE_CRITERION:
        return (uintptr_t)((const struct d1_criterion *)to - w->rules->criteria);
    case D1_IMAGE_WAIVER:
        return add_waiver(w, field->type, to);
    default:
        return 0;
    }
}

static void write_members(struct writer *w, const struct d1_image_type *type, const void *from, size_t at)
{
    for (const struct d1_image_field *field = type->fields; field->kind != D1_IMAGE_END; field++) {
        uintptr_t value;

        if (field->kind == D1_IMAGE_INSIDE) {
            write_members(w, field->type, (const char *)from + field->offset, at + field->offset);
        } else if (!d1_image_is_plain(field->kind)) {
            value = write_pointer(w, field, from);
            set_word(w, at + field->offset, value);
            if (field->kind == D1_IMAGE_WAIVER && value && !(value & D1_IMAGE_OF_THE_LIST))
                write_members(w, field->type, d1_image_pointer(from, field->offset), value);
        }
    }
}

/* ---- packing ---- */

static void pack(struct d1_strbuf *out, struct d1_str image)
{
    const uint64_t size = image.len;
    uint64_t words[D1_IMAGE_GROUP];

    d1_strbuf_add(out, (const char *)&size, sizeof size);
    for (size_t at = 0; at < image.len; at += sizeof words) {
        size_t count = (image.len - at < sizeof words ? image.len - at : sizeof words) / sizeof *words, kept = 0;
        uint64_t mask = 0;

        memcpy(words, image.ptr + at, count * sizeof *words);
        for (size_t i = 0; i < count; i++)
            if (words[i]) {
                mask |= (uint64_t)1 << i;
                words[kept++] = words[i];
            }
        d1_strbuf_add(out, (const char *)&mask, sizeof mask);
        d1_strbuf_add(out, (const char *)words, kept * sizeof *words);
    }
}

static void write_whole(struct d1_strbuf *out, const struct d1_image_type *type, const void *whole,
                        const struct d1_image_rules *rules)
{
    struct writer *w = d1_calloc(1, sizeof *w);

    if (!w) {
        out->oom = true;
        return;
    }
    w->rules = rules;
    w->image.limit = D1_LIMIT_CACHE_ENTRY_BYTES;
    add_list(w, type, whole, 1);
    d1_strbuf_fill(&w->image, '\0', (D1_IMAGE_ALIGN - w->image.len % D1_IMAGE_ALIGN) % D1_IMAGE_ALIGN);
    out->oom = out->oom || w->image.oom;
    out->full = out->full || w->image.full;
    if (!out->oom)
        pack(out, d1_strbuf_view(&w->image));
    d1_strbuf_release(&w->image);
    d1_free(w);
}

void d1_image_write(struct d1_strbuf *out, const struct d1_verdict *verdict, const struct d1_image_rules *rules)
{
    write_whole(out, &d1_image_verdict, verdict, rules);
}

void d1_image_write_engagement(struct d1_strbuf *out, const struct d1_engagement_verdict *engagement,
                               const struct d1_image_rules *rules)
{
    write_whole(out, &d1_image_engagement, engagement, rules);
}
