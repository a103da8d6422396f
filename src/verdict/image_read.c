#include "verdict/image.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "verdict/image_number.h"
#include "verdict/image_parts.h"

struct reader {
    const char *at, *end; /* of what is still to be read; behind the end one more number may be read */
    char *room;           /* of the block in which all is made, ... */
    size_t left;          /* ... bytes that nothing has been made in yet */
    const struct d1_str *texts;
    size_t text_count;
    const struct d1_image_rules *rules;
    bool unlisted;     /* artifacts have numbers, and no list yet */
    size_t artifacts;  /* in the list of the engagement at hand */
    const char *first; /* of its waivers, ... */
    size_t waivers;    /* ... and how many */
};

static bool read_list(struct reader *r, const struct d1_image_type *type, size_t count, char **list);

static bool next_number(struct reader *r, uint64_t *number)
{
    if (r->at >= r->end)
        return false;
    *number = d1_image_number(&r->at);
    return true;
}

/* Room for so many of a size, of which each takes a byte of the image at least; NULL where that is not so. */
static char *make_room(struct reader *r, size_t count, size_t size)
{
    char *room = r->room;

    if (count > (size_t)(r->end - r->at) || count > r->left / size)
        return NULL;
    size = (count * size + D1_IMAGE_WORD_SIZE - 1) / D1_IMAGE_WORD_SIZE * D1_IMAGE_WORD_SIZE;
    if (size > r->left)
        return NULL;
    r->room += size;
    r->left -= size;
    return room;
}

static void set_pointer(char *member, const void *to)
{
    memcpy(member, &to, sizeof to);
}

/* ---- members ---- */

/* A text by its number, from 1; 0 is none. */
static bool find_text(const struct reader *r, uint64_t number, struct d1_str *text)
{
    if (number > r->text_count)
        return false;
    *text = number ? r->texts[number - 1] : (struct d1_str){NULL, 0};
    return true;
}

/* The words of a mask, which are bytes or texts. */
static bool read_words(struct reader *r, const struct d1_image_layout *layout, uint64_t mask, char *to)
{
    const char *at = r->at, *end = r->end;

    for (uint64_t bits = mask & (layout->bytes | layout->texts | layout->words); bits; bits &= bits - 1) {
        uint64_t bit = bits & (~bits + 1), number;
        char *member = to + (size_t)__builtin_ctzll(bits) * D1_IMAGE_WORD_SIZE;
        struct d1_str text;
        uintptr_t word;

        if (at >= end)
            return false;
        number = d1_image_number(&at);
        word = (uintptr_t)number;
        if (bit & layout->bytes)
            memcpy(member, &word, sizeof word);
        else if (!find_text(r, number, &text))
            return false;
        else if (bit & layout->texts)
            memcpy(member, &text, sizeof text);
        else
            set_pointer(member, text.ptr);
    }
    r->at = at;
    return true;
}

/* The place in a table of what stands at a member of the structure before; of the first, the one before all. */
static int64_t place_before(const char *before, const struct d1_image_field *field, const void *table, size_t size)
{
    const char *named = before ? d1_image_pointer(before, field->offset) : NULL;

    return named ? (named - (const char *)table) / (int64_t)size : -1;
}

/* A check or a criterion, which is told by how far it is from the one behind that of the structure before. */
static bool read_name(struct reader *r, const struct d1_image_field *field, bool differs, char *to, const char *before)
{
    bool is_check = field->kind == D1_IMAGE_CHECK;
    const void *table = is_check ? (const void *)r->rules->checks : r->rules->criteria;
    size_t size = is_check ? sizeof *r->rules->checks : sizeof *r->rules->criteria;
    size_t count = is_check ? r->rules->check_count : r->rules->criterion_count;
    uint64_t number = 0, place;

    if (differs && !next_number(r, &number))
        return false;
    place = (uint64_t)place_before(before, field, table, size) + 1 + (uint64_t)d1_image_unfold(number);
    if (place >= count)
        return false;
    set_pointer(to + field->offset, (const char *)table + (size_t)place * size);
    return true;
}

/* What is no pointer, but leads to something in a table. */
static bool is_sound(const struct reader *r, const struct d1_image_field *field, const char *member)
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

static bool are_sound(const struct reader *r, const struct d1_image_layout *layout, uint64_t mask, const char *to)
{
    if (!(mask & layout->choices) && !layout->counts)
        return true;
    for (const struct d1_image_field *plain = layout->plains; plain->kind != D1_IMAGE_END; plain++)
        if (!is_sound(r, plain, to + plain->offset))
            return false;
    return true;
}

/* ---- what members lead to ---- */

static bool read_checks(struct reader *r, size_t count, char **list)
{
    char *to = make_room(r, count, sizeof(void *));
    uint64_t number;

    for (size_t i = 0; to && i < count; i++) {
        if (!next_number(r, &number) || number >= r->rules->check_count)
            return false;
        set_pointer(to + i * sizeof(void *), &r->rules->checks[number]);
    }
    *list = to;
    return to;
}

static bool read_dates(struct reader *r, size_t count, char **list)
{
    char *to = make_room(r, count, sizeof(d1_date));
    uint64_t number;
    d1_date date;

    for (size_t i = 0; to && i < count; i++) {
        if (!next_number(r, &number))
            return false;
        date = (d1_date)d1_image_unfold(number);
        memcpy(to + i * sizeof date, &date, sizeof date);
    }
    *list = to;
    return to;
}

/* One of the list at hand by its number, from 1; or one of its own, which follows. */
static bool read_waiver(struct reader *r, const struct d1_image_type *type, char **waiver)
{
    uint64_t number;

    if (!next_number(r, &number) || number > r->waivers)
        return false;
    if (!number)
        return read_list(r, type, 1, waiver);
    *waiver = (char *)(uintptr_t)r->first + ((size_t)number - 1) * type->size;
    return true;
}

/* What a member leads to, which is there. */
static bool follow(struct reader *r, const struct d1_image_field *lead, size_t count, char **to)
{
    switch (lead->kind) {
    case D1_IMAGE_ASKED:
        r->artifacts = count;
        return read_list(r, lead->type, count, to);
    case D1_IMAGE_LIST:
        if (!read_list(r, lead->type, count, to))
            return false;
        if (lead->type == &d1_image_waiver) {
            r->first = *to;
            r->waivers = count;
        }
        return true;
    case D1_IMAGE_DATES:
        return read_dates(r, count, to);
    case D1_IMAGE_CHECKS:
        return read_checks(r, count, to);
    case D1_IMAGE_WAIVER:
        return read_waiver(r, lead->type, to);
    default:
        return read_list(r, lead->type, 1, to);
    }
}

static bool read_leads(struct reader *r, const struct d1_image_layout *layout, uint64_t mask, char *to)
{
    for (const struct d1_image_field *lead = layout->leads; lead->kind != D1_IMAGE_END; lead++) {
        size_t count = lead->count ? d1_image_count(to, lead->count) : 0;
        char *target = NULL;

        if (!(mask & d1_image_bit(lead->offset))) {
            if (count && lead->kind != D1_IMAGE_ASKED)
                return false;
        } else if ((lead->count && !count) || !follow(r, lead, count, &target)) {
            return false;
        }
        set_pointer(to + lead->offset, target);
    }
    return true;
}

/* ---- structures ---- */

/* Sets what its members are held against. */
static bool begin_engagement(struct reader *r, const char *at)
{
    const struct d1_engagement_verdict *engagement = (const void *)at;

    r->artifacts = r->unlisted ? engagement->artifacts : 0;
    r->waivers = 0;
    return engagement->check_count == r->rules->check_count;
}

/* Whether what leads somewhere and how many are there are as in the structure before, of which *led says what did. */
static bool leads_nowhere(const struct d1_image_layout *layout, uint64_t mask, uint64_t *led)
{
    bool nowhere = !((mask | *led) & layout->led);

    *led = mask & ~(layout->bytes | layout->texts | layout->words);
    return nowhere;
}

static bool read_structure(struct reader *r, const struct d1_image_type *type, char *to, const char *before,
                           uint64_t *led)
{
    const struct d1_image_layout *layout = type->layout;
    uint64_t mask;

    if (!next_number(r, &mask) || mask & ~layout->known)
        return false;
    if (before)
        memcpy(to, before, type->size);
    else
        memset(to, 0, type->size);
    return read_words(r, layout, mask, to) &&
           (layout->name.kind == D1_IMAGE_END ||
            read_name(r, &layout->name, mask & d1_image_bit(layout->name.offset), to, before)) &&
           are_sound(r, layout, mask, to) && (type != &d1_image_engagement || begin_engagement(r, to)) &&
           (leads_nowhere(layout, mask, led) || read_leads(r, layout, mask, to));
}

static bool read_list(struct reader *r, const struct d1_image_type *type, size_t count, char **list)
{
    char *to = make_room(r, count, type->size);
    const char *before = NULL;
    uint64_t led = 0;

    for (char *at = to; to && count; count--, before = at, at += type->size)
        if (!read_structure(r, type, at, before, &led))
            return false;
    *list = to;
    return to;
}

/* ---- the whole ---- */

/* What stands first: how many bytes all structures take, how many texts there are, and how many bytes these take. */
struct sizes {
    uint64_t made, texts, text_bytes;
};

/* 0 where there is less than that, or more than is ever written. */
static bool read_sizes(struct reader *r, struct sizes *sizes)
{
    size_t rest;

    if (!next_number(r, &sizes->made) || !next_number(r, &sizes->texts) || !next_number(r, &sizes->text_bytes) ||
        r->at > r->end)
        return false;
    rest = (size_t)(r->end - r->at);
    return sizes->made <= D1_LIMIT_CACHE_ENTRY_BYTES && sizes->made % D1_IMAGE_WORD_SIZE == 0 && sizes->texts <= rest &&
           sizes->text_bytes <= rest;
}

/* Takes the texts, whose lengths stand before them, each with its NUL, into a copy of their bytes. */
static bool read_texts(struct reader *r, const struct sizes *sizes, struct d1_str *texts, char *bytes)
{
    size_t left = (size_t)sizes->text_bytes;
    char *to = bytes;
    uint64_t length;

    for (size_t i = 0; i < sizes->texts; i++, to += length + 1, left -= (size_t)length + 1) {
        if (!next_number(r, &length) || length >= left)
            return false;
        texts[i] = d1_strn(to, (size_t)length);
    }
    if (left || r->at > r->end || (size_t)(r->end - r->at) < sizes->text_bytes)
        return false;
    memcpy(bytes, r->at, (size_t)sizes->text_bytes);
    r->at += sizes->text_bytes;
    for (size_t i = 0; i < sizes->texts; i++)
        if (texts[i].ptr[texts[i].len] != '\0')
            return false;
    r->texts = texts;
    r->text_count = (size_t)sizes->texts;
    return true;
}

/* Makes all, in one block behind which texts are; the list of texts is needed no longer than that takes. */
static int make_whole(struct reader *r, const struct d1_image_type *type, struct d1_arena *arena, char **whole)
{
    struct d1_arena_mark block;
    struct d1_str *texts;
    struct sizes sizes;
    char *bytes;
    bool is_whole;

    if (!read_sizes(r, &sizes))
        return 0;
    r->room = d1_arena_alloc(arena, (size_t)(sizes.made + sizes.text_bytes));
    if (!r->room)
        return D1_ERR_MEMORY;
    r->left = (size_t)sizes.made;
    bytes = r->room + sizes.made;
    block = d1_arena_mark(arena);
    texts = d1_arena_alloc(arena, (size_t)sizes.texts * sizeof *texts);
    if (!texts)
        return D1_ERR_MEMORY;
    is_whole = read_texts(r, &sizes, texts, bytes) && read_list(r, type, 1, whole) && r->at == r->end && !r->left;
    d1_arena_rewind(arena, block);
    return is_whole;
}

/* What was written of a type, into *whole. */
static int read_whole(struct reader *r, struct d1_str bytes, const struct d1_image_type *type, struct d1_arena *arena,
                      void *whole)
{
    struct d1_arena_mark before = d1_arena_mark(arena);
    char *made = NULL;
    int result;

    if (bytes.len < D1_IMAGE_NUMBER)
        return 0;
    d1_image_layouts();
    r->at = bytes.ptr;
    r->end = bytes.ptr + bytes.len - D1_IMAGE_NUMBER;
    result = make_whole(r, type, arena, &made);
    if (result > 0)
        memcpy(whole, made, type->size);
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
