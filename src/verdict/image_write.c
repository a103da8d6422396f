#include "verdict/image.h"

#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "verdict/image_number.h"
#include "verdict/image_parts.h"

enum { TEXT_SLOTS = 8192 };

struct writer {
    struct d1_strbuf structures, lengths, bytes; /* the last two of texts */
    size_t made;                                 /* bytes of the structures when they are read */
    const struct d1_image_rules *rules;
    const struct d1_waiver *waivers; /* of the engagement at hand */
    size_t waiver_count;
    uint32_t text_count;
    struct {
        uint32_t offset, length, number;
    } texts[TEXT_SLOTS]; /* written lately, by their hash: many are the same; from 1 */
};

static void write_list(struct writer *w, const struct d1_image_type *type, const void *first, size_t count);

static void add_number(struct writer *w, uint64_t number)
{
    d1_image_add_number(&w->structures, number);
}

static void count_room(struct writer *w, size_t count, size_t size)
{
    w->made += (count * size + D1_IMAGE_WORD_SIZE - 1) / D1_IMAGE_WORD_SIZE * D1_IMAGE_WORD_SIZE;
}

/* ---- members ---- */

/* The number of a text, from 1; 0 is none. */
static uint64_t add_text(struct writer *w, struct d1_str text)
{
    size_t slot;

    if (!text.ptr)
        return 0;
    slot = d1_str_hash(text) % TEXT_SLOTS;
    if (w->texts[slot].number && !w->bytes.oom &&
        d1_str_eq(d1_strn(w->bytes.ptr + w->texts[slot].offset, w->texts[slot].length), text))
        return w->texts[slot].number;
    w->texts[slot].offset = (uint32_t)w->bytes.len;
    w->texts[slot].length = (uint32_t)text.len;
    w->texts[slot].number = ++w->text_count;
    d1_image_add_number(&w->lengths, text.len);
    d1_strbuf_str(&w->bytes, text);
    d1_strbuf_putc(&w->bytes, '\0');
    return w->text_count;
}

static struct d1_str text_at(const struct d1_image_layout *layout, uint64_t bit, const char *member)
{
    struct d1_str text;
    const char *word;

    if (layout->texts & bit) {
        memcpy(&text, member, sizeof text);
        return text;
    }
    word = d1_image_pointer(member, 0);
    return word ? d1_str(word) : (struct d1_str){NULL, 0};
}

static bool same_text(struct d1_str a, struct d1_str b)
{
    return !a.ptr == !b.ptr && (!a.ptr || d1_str_eq(a, b));
}

/* Whether a word says the same as that of the structure before; nothing stands before the first. */
static bool is_repeated(const struct d1_image_layout *layout, uint64_t bit, const char *member, const char *before)
{
    static const char nothing[sizeof(struct d1_str)];

    before = before ? before : nothing;
    if (layout->bytes & bit)
        return memcmp(member, before, D1_IMAGE_WORD_SIZE) == 0;
    return same_text(text_at(layout, bit, member), text_at(layout, bit, before));
}

static int64_t place_of(const struct writer *w, const struct d1_image_field *field, const char *structure)
{
    const void *named = structure ? d1_image_pointer(structure, field->offset) : NULL;

    if (!named)
        return -1;
    return field->kind == D1_IMAGE_CHECK ? (const struct d1_check *)named - w->rules->checks
                                         : (const struct d1_criterion *)named - w->rules->criteria;
}

/* How far what is named is from the one behind that of the structure before. */
static int64_t distance(const struct writer *w, const struct d1_image_field *field, const char *at, const char *before)
{
    return place_of(w, field, at) - place_of(w, field, before) - 1;
}

static bool leads_on(const struct d1_image_field *lead, const char *at)
{
    return lead->kind != D1_IMAGE_NOTHING && d1_image_pointer(at, lead->offset) &&
           (!lead->count || d1_image_count(at, lead->count));
}

/* Which words are written: those that differ from what stands before, and what leads somewhere. */
static uint64_t mask_of(const struct writer *w, const struct d1_image_layout *layout, const char *at,
                        const char *before)
{
    uint64_t mask = 0;

    for (uint64_t bits = layout->bytes | layout->texts | layout->words; bits; bits &= bits - 1) {
        size_t offset = (size_t)__builtin_ctzll(bits) * D1_IMAGE_WORD_SIZE;

        if (!is_repeated(layout, d1_image_bit(offset), at + offset, before ? before + offset : NULL))
            mask |= d1_image_bit(offset);
    }
    if (layout->name.kind != D1_IMAGE_END && distance(w, &layout->name, at, before))
        mask |= d1_image_bit(layout->name.offset);
    for (const struct d1_image_field *lead = layout->leads; lead->kind != D1_IMAGE_END; lead++)
        if (leads_on(lead, at))
            mask |= d1_image_bit(lead->offset);
    return mask;
}

static void write_words(struct writer *w, const struct d1_image_layout *layout, uint64_t mask, const char *at)
{
    for (uint64_t bits = mask & (layout->bytes | layout->texts | layout->words); bits; bits &= bits - 1) {
        size_t offset = (size_t)__builtin_ctzll(bits) * D1_IMAGE_WORD_SIZE;
        uint64_t bit = d1_image_bit(offset);
        uintptr_t word;

        memcpy(&word, at + offset, sizeof word);
        add_number(w, layout->bytes & bit ? word : add_text(w, text_at(layout, bit, at + offset)));
    }
}

/* ---- what members lead to ---- */

static void write_waiver(struct writer *w, const struct d1_image_type *type, const struct d1_waiver *waiver)
{
    for (size_t i = 0; i < w->waiver_count; i++)
        if (waiver == &w->waivers[i]) {
            add_number(w, i + 1);
            return;
        }
    add_number(w, 0);
    write_list(w, type, waiver, 1);
}

static void write_checks(struct writer *w, const struct d1_check *const *checks, size_t count)
{
    count_room(w, count, sizeof *checks);
    for (size_t i = 0; i < count; i++)
        add_number(w, (uint64_t)(checks[i] - w->rules->checks));
}

static void write_dates(struct writer *w, const d1_date *dates, size_t count)
{
    count_room(w, count, sizeof *dates);
    for (size_t i = 0; i < count; i++)
        add_number(w, d1_image_fold(dates[i]));
}

static void follow(struct writer *w, const struct d1_image_field *lead, const char *at)
{
    const void *to = d1_image_pointer(at, lead->offset);
    size_t count = lead->count ? d1_image_count(at, lead->count) : 1;

    switch (lead->kind) {
    case D1_IMAGE_DATES:
        write_dates(w, to, count);
        break;
    case D1_IMAGE_CHECKS:
        write_checks(w, to, count);
        break;
    case D1_IMAGE_WAIVER:
        write_waiver(w, lead->type, to);
        break;
    default:
        write_list(w, lead->type, to, count);
        if (lead->type == &d1_image_waiver) {
            w->waivers = to;
            w->waiver_count = count;
        }
        break;
    }
}

/* ---- structures ---- */

static void write_structure(struct writer *w, const struct d1_image_type *type, const char *at, const char *before)
{
    const struct d1_image_layout *layout = type->layout;
    uint64_t mask = mask_of(w, layout, at, before), name = d1_image_bit(layout->name.offset);

    if (type == &d1_image_engagement)
        w->waiver_count = 0;
    add_number(w, mask);
    write_words(w, layout, mask, at);
    if (layout->name.kind != D1_IMAGE_END && mask & name)
        add_number(w, d1_image_fold(distance(w, &layout->name, at, before)));
    for (const struct d1_image_field *lead = layout->leads; lead->kind != D1_IMAGE_END; lead++)
        if (mask & d1_image_bit(lead->offset))
            follow(w, lead, at);
}

static void write_list(struct writer *w, const struct d1_image_type *type, const void *first, size_t count)
{
    const char *at = first;

    count_room(w, count, type->size);
    for (size_t i = 0; i < count && !w->structures.oom; i++, at += type->size)
        write_structure(w, type, at, i ? at - type->size : NULL);
}

/* ---- the whole ---- */

static void put_together(struct writer *w, struct d1_strbuf *out)
{
    d1_image_add_number(out, w->made);
    d1_image_add_number(out, w->text_count);
    d1_image_add_number(out, w->bytes.len);
    d1_strbuf_str(out, d1_strbuf_view(&w->lengths));
    d1_strbuf_str(out, d1_strbuf_view(&w->bytes));
    d1_strbuf_str(out, d1_strbuf_view(&w->structures));
    d1_strbuf_fill(out, '\0', D1_IMAGE_NUMBER);
}

static void write_whole(struct d1_strbuf *out, const struct d1_image_type *type, const void *whole,
                        const struct d1_image_rules *rules)
{
    struct writer *w = d1_calloc(1, sizeof *w);

    if (!w) {
        out->oom = true;
        return;
    }
    d1_image_layouts();
    w->rules = rules;
    w->structures.limit = w->lengths.limit = w->bytes.limit = D1_LIMIT_CACHE_ENTRY_BYTES;
    write_list(w, type, whole, 1);
    out->full =
        out->full || w->structures.full || w->lengths.full || w->bytes.full || w->made > D1_LIMIT_CACHE_ENTRY_BYTES;
    out->oom = out->oom || out->full || w->structures.oom || w->lengths.oom || w->bytes.oom;
    if (!out->oom)
        put_together(w, out);
    d1_strbuf_release(&w->structures);
    d1_strbuf_release(&w->lengths);
    d1_strbuf_release(&w->bytes);
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
