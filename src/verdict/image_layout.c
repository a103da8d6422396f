#include <assert.h>
#include <pthread.h>

#include "verdict/image_parts.h"

static void make(const struct d1_image_type *type);

static void add(struct d1_image_field *rows, size_t most, const struct d1_image_field *row)
{
    size_t count = 0;

    while (rows[count].kind != D1_IMAGE_END)
        count++;
    assert(count < most);
    (void)most;
    rows[count] = *row;
}

/* A member that is no pointer, but is not sound whatever it is. */
static void add_plain(struct d1_image_layout *layout, const struct d1_image_field *row)
{
    add(layout->plains, D1_IMAGE_PLAINS, row);
    if (row->kind == D1_IMAGE_SUBJECT || row->kind == D1_IMAGE_ARTIFACT)
        layout->counts = true;
    layout->choices |= d1_image_bit(row->offset);
    for (size_t at = 1; row->kind == D1_IMAGE_DIGITS && at < row->limit; at++)
        layout->choices |= d1_image_bit(row->offset + at);
}

static void add_lead(struct d1_image_layout *layout, const struct d1_image_field *row)
{
    add(layout->leads, D1_IMAGE_LEADS, row);
    layout->led |= d1_image_bit(row->offset) | (row->count ? d1_image_bit(row->count) : 0);
}

/* The members of a structure that begins at an offset in the one whose layout it is. */
static void add_members(struct d1_image_layout *layout, const struct d1_image_type *type, size_t at)
{
    for (const struct d1_image_field *field = type->fields; field->kind != D1_IMAGE_END; field++) {
        struct d1_image_field row = *field;

        row.offset += at;
        row.count += field->count ? at : 0;
        if (field->type && field->kind != D1_IMAGE_INSIDE)
            make(field->type);
        if (field->kind == D1_IMAGE_INSIDE)
            add_members(layout, field->type, row.offset);
        else if (field->kind == D1_IMAGE_TEXT)
            layout->texts |= d1_image_bit(row.offset);
        else if (field->kind == D1_IMAGE_WORD)
            layout->words |= d1_image_bit(row.offset);
        else if (field->kind == D1_IMAGE_CHECK || field->kind == D1_IMAGE_CRITERION)
            layout->name = row;
        else if (d1_image_is_plain(field->kind))
            add_plain(layout, &row);
        else
            add_lead(layout, &row);
    }
}

/* The words of members that are not only bytes. */
static uint64_t taken(const struct d1_image_layout *layout)
{
    uint64_t bits = layout->texts | layout->texts << 1 | layout->words;

    if (layout->name.kind != D1_IMAGE_END)
        bits |= d1_image_bit(layout->name.offset);
    for (const struct d1_image_field *lead = layout->leads; lead->kind != D1_IMAGE_END; lead++)
        bits |= d1_image_bit(lead->offset);
    return bits;
}

static void make(const struct d1_image_type *type)
{
    struct d1_image_layout *layout = type->layout;
    size_t words = type->size / D1_IMAGE_WORD_SIZE;

    if (layout->known)
        return;
    assert(type->size % D1_IMAGE_WORD_SIZE == 0 && words && words < D1_IMAGE_WORDS);
    add_members(layout, type, 0);
    layout->bytes = (((uint64_t)1 << words) - 1) & ~taken(layout);
    layout->known = layout->bytes | (taken(layout) & ~(layout->texts << 1));
    for (const struct d1_image_field *lead = layout->leads; lead->kind != D1_IMAGE_END; lead++)
        if (lead->kind == D1_IMAGE_NOTHING)
            layout->known &= ~d1_image_bit(lead->offset);
}

static void make_all(void)
{
    make(&d1_image_verdict);
}

void d1_image_layouts(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_all);
}
