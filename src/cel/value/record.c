#include "cel/type.h"

#include "base/error.h"

/* Up to this many fields a search in order is quicker than a hash table. */
enum { LINEAR = 8, NEAREST_LONGEST = 64 };

struct d1_cel_record {
    const char *name;
    d1_cel_record_fill *fill; /* NULL once called */
    void *data;
    struct d1_arena *arena;
    struct d1_cel_field *fields;
    uint32_t *hashes; /* one for each field */
    uint32_t *slots;  /* number of a field plus 1; 0 is free; NULL for few fields */
    size_t count, mask;
};

const struct d1_cel_type *d1_cel_type_record(struct d1_arena *arena, const char *name, d1_cel_record_fill *fill,
                                             void *data)
{
    struct {
        struct d1_cel_type type;
        struct d1_cel_record record;
    } *made = d1_arena_calloc(arena, 1, sizeof *made);

    if (!made)
        return NULL;
    made->type.kind = D1_CEL_RECORD;
    made->type.record = &made->record;
    made->record.name = name;
    made->record.fill = fill;
    made->record.data = data;
    made->record.arena = arena;
    return &made->type;
}

static void index_fields(struct d1_cel_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        size_t at = record->hashes[i] & record->mask;

        while (record->slots[at])
            at = (at + 1) & record->mask;
        record->slots[at] = (uint32_t)i + 1;
    }
}

int d1_cel_record_set(struct d1_cel_record *record, const struct d1_cel_field *fields, size_t count)
{
    struct d1_cel_field *copy = d1_arena_alloc(record->arena, count * sizeof *copy);
    uint32_t *hashes = d1_arena_alloc(record->arena, count * sizeof *hashes);
    uint32_t *slots = NULL;
    size_t size = 16;

    if (!copy || !hashes)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        copy[i] = fields[i];
        hashes[i] = d1_str_hash(fields[i].name);
    }
    if (count > LINEAR) {
        while (size < 2 * count)
            size *= 2;
        slots = d1_arena_calloc(record->arena, size, sizeof *slots);
        if (!slots)
            return D1_ERR_MEMORY;
    }
    record->fields = copy;
    record->hashes = hashes;
    record->slots = slots;
    record->count = count;
    record->mask = size - 1;
    if (slots)
        index_fields(record);
    return 0;
}

static struct d1_cel_record *filled(const struct d1_cel_type *type)
{
    struct d1_cel_record *record = type->record;

    if (record && record->fill) {
        d1_cel_record_fill *fill = record->fill;

        record->fill = NULL;
        if (fill(record, record->data) < 0)
            record->fill = fill;
    }
    return record;
}

const struct d1_cel_field *d1_cel_record_fields(const struct d1_cel_type *type, size_t *count)
{
    struct d1_cel_record *record = filled(type);

    *count = record ? record->count : 0;
    return record ? record->fields : NULL;
}

static bool is_field(const struct d1_cel_record *record, size_t i, struct d1_str name, uint32_t hash)
{
    return record->hashes[i] == hash && d1_str_eq(record->fields[i].name, name);
}

const struct d1_cel_field *d1_cel_record_peek(const struct d1_cel_type *type, struct d1_str name, uint32_t hash,
                                              size_t *index)
{
    const struct d1_cel_record *record = type->record;
    size_t found = SIZE_MAX;

    if (!record)
        return NULL;
    if (record->slots) {
        for (size_t at = hash & record->mask; record->slots[at]; at = (at + 1) & record->mask)
            if (is_field(record, record->slots[at] - 1, name, hash)) {
                found = record->slots[at] - 1;
                break;
            }
    } else {
        for (size_t i = 0; i < record->count; i++)
            if (is_field(record, i, name, hash)) {
                found = i;
                break;
            }
    }
    if (found == SIZE_MAX)
        return NULL;
    if (index)
        *index = found;
    return &record->fields[found];
}

const struct d1_cel_field *d1_cel_record_field(const struct d1_cel_type *type, struct d1_str name, uint32_t hash,
                                               size_t *index)
{
    filled(type);
    return d1_cel_record_peek(type, name, hash, index);
}

const struct d1_cel_field *d1_cel_record_nearest(const struct d1_cel_type *type, struct d1_str name)
{
    const struct d1_cel_record *record = filled(type);
    const struct d1_cel_field *nearest = NULL;
    size_t distance = d1_str_reach(name);

    for (size_t i = 0; record && i < record->count; i++)
        if (d1_str_nearer(name, record->fields[i].name, &distance))
            nearest = &record->fields[i];
    return nearest;
}

const char *d1_cel_record_name(const struct d1_cel_record *record)
{
    return record->name ? record->name : "record";
}
