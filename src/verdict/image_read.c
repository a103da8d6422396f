#include "verdict/image.h"

#include <string.h>

#include "base/error.h"
#include "verdict/image_parts.h"

/* ---- unpacking ---- */

/* Writes so many words of one group, those of the mask from the packed ones, of which there are enough. */
static void unpack_group(char *to, size_t count, uint64_t mask, const char *from)
{
    memset(to, 0, count * D1_IMAGE_ALIGN);
    for (; mask; mask &= mask - 1, from += D1_IMAGE_ALIGN)
        memcpy(to + (size_t)__builtin_ctzll(mask) * D1_IMAGE_ALIGN, from, D1_IMAGE_ALIGN);
}

/*
 * The image of packed bytes, of at least a size, aligned, with a byte of zero for each word behind it, which look_at
 * needs; 1, 0 or D1_ERR_MEMORY.
 */
static int unpack(struct d1_str bytes, size_t least, struct d1_arena *arena, char **image, size_t *length)
{
    uint64_t size, mask;
    const size_t group = (size_t)D1_IMAGE_GROUP * D1_IMAGE_ALIGN;
    size_t from = sizeof size, words;
    char *to;

    if (bytes.len < sizeof size)
        return 0;
    memcpy(&size, bytes.ptr, sizeof size);
    if (size % D1_IMAGE_ALIGN || size < least || size / D1_IMAGE_GROUP > bytes.len)
        return 0;
    to = d1_arena_alloc(arena, (size_t)(size + size / D1_IMAGE_ALIGN));
    if (!to)
        return D1_ERR_MEMORY;
    *image = to;
    *length = (size_t)size;
    memset(to + size, 0, (size_t)size / D1_IMAGE_ALIGN);
    for (size_t at = 0; at < size; at += group) {
        size_t count = (size - at < group ? (size_t)size - at : group) / D1_IMAGE_ALIGN;

        if (bytes.len - from < sizeof mask)
            return 0;
        memcpy(&mask, bytes.ptr + from, sizeof mask);
        from += sizeof mask;
        words = (size_t)__builtin_popcountll(mask);
        if ((count < D1_IMAGE_GROUP && mask >> count) || bytes.len - from < words * D1_IMAGE_ALIGN)
            return 0;
        unpack_group(to + at, count, mask, bytes.ptr + from);
        from += words * D1_IMAGE_ALIGN;
    }
    return from == bytes.len;
}

/* ---- reading ---- */

struct reader {
    char *image;
    size_t length;
    const struct d1_image_rules *rules;
    unsigned char *uses;           /* of each word what it is used as, so that nothing is two things at once */
    bool unlisted;                 /* artifacts have numbers, and no list yet */
    size_t artifacts;              /* in the list of the engagement at hand */
    size_t waivers, waivers_count; /* its waivers: where they are, and how many */
};

static bool read_members(struct reader *r, const struct d1_image_type *type, size_t at);

static void set_pointer(struct reader *r, size_t at, const void *to)
{
    memcpy(r->image + at, &to, sizeof to);
}

enum use { USE_STRUCTURE = 1, USE_TEXT = 2 };

/* Takes bytes as those of one structure more, or of a text, which others may be, too. False where they are another's.
 */
static bool claim(struct reader *r, size_t offset, size_t size, enum use use)
{
    size_t first = offset / D1_IMAGE_ALIGN, count = (offset + size + D1_IMAGE_ALIGN - 1) / D1_IMAGE_ALIGN - first;
    unsigned char *uses = r->uses + first;

    if (memchr(uses, USE_STRUCTURE, count) || (use == USE_STRUCTURE && memchr(uses, USE_TEXT, count)))
        return false;
    memset(uses, (int)use, count);
    return true;
}

/* Whether so many of a size lie in the image from an offset on, and beginning where they may. */
static bool lies_in(const struct reader *r, uintptr_t offset, size_t count, size_t size)
{
    return offset % D1_IMAGE_ALIGN == 0 && offset <= r->length && count <= (r->length - offset) / size;
}

static bool read_text(struct reader *r, size_t at, uintptr_t offset)
{
    size_t length = d1_image_count(r->image + at, offsetof(struct d1_str, len));

    if (!offset) {
        set_pointer(r, at, NULL);
        return length == 0;
    }
    if (offset >= r->length || length >= r->length - offset || r->image[offset + length] != '\0' ||
        !claim(r, offset, length + 1, USE_TEXT))
        return false;
    set_pointer(r, at, r->image + offset);
    return true;
}

static bool read_word(struct reader *r, size_t at, uintptr_t offset)
{
    const char *text, *end;

    if (!offset || offset >= r->length) {
        set_pointer(r, at, NULL);
        return !offset;
    }
    text = r->image + offset;
    end = memchr(text, '\0', r->length - offset);
    set_pointer(r, at, text);
    return end && claim(r, offset, (size_t)(end - text) + 1, USE_TEXT);
}

static bool read_list(struct reader *r, const struct d1_image_type *type, size_t at, uintptr_t offset, size_t count)
{
    if (!offset) {
        set_pointer(r, at, NULL);
        return true;
    }
    if (!lies_in(r, offset, count, type->size) || !claim(r, offset, count * type->size, USE_STRUCTURE))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_members(r, type, offset + i * type->size))
            return false;
    set_pointer(r, at, r->image + offset);
    return true;
}

static bool read_waiver(struct reader *r, const struct d1_image_type *type, size_t at, uintptr_t offset)
{
    size_t from = (size_t)(offset & ~D1_IMAGE_OF_THE_LIST) - r->waivers;

    if (!(offset & D1_IMAGE_OF_THE_LIST))
        return read_list(r, type, at, offset, 1);
    if (from % type->size || from / type->size >= r->waivers_count)
        return false;
    set_pointer(r, at, r->image + (offset & ~D1_IMAGE_OF_THE_LIST));
    return true;
}

static bool read_checks(struct reader *r, size_t at, uintptr_t offset, size_t count)
{
    if (!offset) {
        set_pointer(r, at, NULL);
        return count == 0;
    }
    if (!lies_in(r, offset, count, sizeof(void *)) || !claim(r, offset, count * sizeof(void *), USE_STRUCTURE))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t place = offset + i * sizeof(void *), number = (size_t)d1_image_pointer(r->image, place);

        if (number >= r->rules->check_count)
            return false;
        set_pointer(r, place, &r->rules->checks[number]);
    }
    set_pointer(r, at, r->image + offset);
    return true;
}

static bool read_dates(struct reader *r, size_t at, uintptr_t offset, size_t count)
{
    if (offset &&
        (!lies_in(r, offset, count, sizeof(d1_date)) || !claim(r, offset, count * sizeof(d1_date), USE_STRUCTURE)))
        return false;
    set_pointer(r, at, offset ? r->image + offset : NULL);
    return offset || !count;
}

/* What is no pointer, but leads to something in a table. */
static bool read_plain(const struct reader *r, const struct d1_image_field *field, const char *member)
{
    struct d1_subject subject;
    uint32_t number = 0;

    switch (field->kind) {
    case D1_IMAGE_CHOICE:
        memcpy(&number, member, sizeof(enum d1_state));
        return number < field->limit;
    case D1_IMAGE_TRUTH:
        return *(const unsigned char *)member <= 1;
    case D1_IMAGE_DIGITS:
        return memchr(member, '\0', field->limit) != NULL;
    case D1_IMAGE_SUBJECT:
        memcpy(&subject, member, sizeof subject);
        return subject.state < D1_SUBJECT_STATES && subject.artifact < r->artifacts;
    default:
        memcpy(&number, member, sizeof number);
        return number < r->artifacts;
    }
}

static bool read_member(struct reader *r, const struct d1_image_field *field, size_t structure)
{
    size_t at = structure + field->offset;
    uintptr_t offset = 0;
    size_t count = field->count ? d1_image_count(r->image + structure, field->count) : 0;

    if (d1_image_is_plain(field->kind))
        return read_plain(r, field, r->image + at);
    if (field->kind == D1_IMAGE_INSIDE)
        return read_members(r, field->type, at);
    memcpy(&offset, r->image + at, sizeof offset);
    switch (field->kind) {
    case D1_IMAGE_TEXT:
        return read_text(r, at, offset);
    case D1_IMAGE_WORD:
        return read_word(r, at, offset);
    case D1_IMAGE_LIST:
        if (field->type == &d1_image_waiver) {
            r->waivers = offset;
            r->waivers_count = count;
        }
        return (offset || !count) && read_list(r, field->type, at, offset, count);
    case D1_IMAGE_ASKED:
        return read_list(r, field->type, at, offset, count);
    case D1_IMAGE_ONE:
        return read_list(r, field->type, at, offset, 1);
    case D1_IMAGE_DATES:
        return read_dates(r, at, offset, count);
    case D1_IMAGE_CHECK:
        set_pointer(r, at, offset < r->rules->check_count ? &r->rules->checks[offset] : NULL);
        return offset < r->rules->check_count;
    case D1_IMAGE_CHECKS:
        return read_checks(r, at, offset, count);
    case D1_IMAGE_CRITERION:
        set_pointer(r, at, offset < r->rules->criterion_count ? &r->rules->criteria[offset] : NULL);
        return offset < r->rules->criterion_count;
    case D1_IMAGE_WAIVER:
        return read_waiver(r, field->type, at, offset);
    default:
        set_pointer(r, at, NULL);
        return true;
    }
}

static bool read_members(struct reader *r, const struct d1_image_type *type, size_t at)
{
    if (type == &d1_image_engagement) {
        const struct d1_engagement_verdict *engagement = (const void *)(r->image + at);

        r->artifacts = engagement->artifact_list || r->unlisted ? engagement->artifacts : 0;
        r->waivers_count = 0;
        if (engagement->check_count != r->rules->check_count)
            return false;
    }
    for (const struct d1_image_field *field = type->fields; field->kind != D1_IMAGE_END; field++)
        if (!read_member(r, field, at))
            return false;
    return true;
}

static bool look_at(struct reader *r, const struct d1_image_type *type)
{
    r->uses = (unsigned char *)r->image + r->length;
    return claim(r, 0, type->size, USE_STRUCTURE) && read_members(r, type, 0);
}

/* What was written of a type, into *whole. */
static int read_whole(struct reader *r, struct d1_str bytes, const struct d1_image_type *type, struct d1_arena *arena,
                      void *whole)
{
    struct d1_arena_mark before = d1_arena_mark(arena);
    int result = unpack(bytes, type->size, arena, &r->image, &r->length);

    if (result > 0)
        result = look_at(r, type) ? 1 : 0;
    if (result > 0)
        memcpy(whole, r->image, type->size);
    else
        d1_arena_rewind(arena, before);
    return result;
}

int d1_image_read(struct d1_str bytes, const struct d1_image_rules *rules, struct d1_arena *arena,
                  struct d1_verdict *verdict)
{
    struct reader r = {.rules = rules};
    int result = read_whole(&r, bytes, &d1_image_verdict, arena, verdict);

    if (result > 0) {
        verdict->checks = rules->checks;
        verdict->check_count = rules->check_count;
    }
    return result;
}

int d1_image_read_engagement(struct d1_str bytes, const struct d1_image_rules *rules, struct d1_arena *arena,
                             struct d1_engagement_verdict *engagement)
{
    struct reader r = {.rules = rules, .unlisted = true};

    return read_whole(&r, bytes, &d1_image_engagement, arena, engagement);
}
