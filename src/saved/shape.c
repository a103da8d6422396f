#include "saved/shape.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/version.h"

/* One bit of a member that was read; no table has more. */
enum { MEMBERS = 64 };

static int memory(struct d1_saved_reader *reader)
{
    return d1_error_memory(reader->error);
}

int d1_saved_next(struct d1_saved_reader *reader)
{
    int status = d1_json_reader_next(reader->json, &reader->token, reader->error);

    if (status == D1_ERR_SYNTAX) {
        struct d1_place place = reader->error->place;

        place.path = reader->path;
        d1_error_place(reader->error, place);
        reader->error->code = status = D1_ERR_READ;
        d1_error_prefix(reader->error, "the report is no whole JSON text");
    }
    return status;
}

int d1_saved_fault(struct d1_saved_reader *reader, const char *format, ...)
{
    bool whole = reader->token.kind == D1_JSON_DONE; /* the fault is of the report, and not of a place in it */
    struct d1_place place = whole ? (struct d1_place){0} : d1_json_token_place(&reader->token);
    va_list args;

    va_start(args, format);
    d1_error_vset(reader->error, D1_ERR_READ, format, args);
    va_end(args);
    place.path = reader->path;
    d1_error_place(reader->error, place);
    return D1_ERR_READ;
}

/* What may be the reason that a report has what this program does not know. */
static const char *other_version(const struct d1_saved_reader *reader)
{
    if (!reader->version->len || d1_str_is(*reader->version, D1_VERSION))
        return "";
    return "; another version of d1lint wrote the report";
}

static int store_text(struct d1_saved_reader *reader, struct d1_str *to)
{
    *to = d1_arena_str(reader->arena, reader->token.text);
    return to->ptr ? 0 : memory(reader);
}

/* ---- paths ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int store_uri(struct d1_saved_reader *reader, const char **to)
{
    struct d1_str uri = reader->token.text;
    char *path = d1_arena_bytes(reader->arena, uri.len + 1);
    size_t len = 0;

    if (!path)
        return memory(reader);
    for (size_t i = 0; i < uri.len; i++) {
        int high = uri.ptr[i] == '%' && i + 2 < uri.len ? hex_digit(uri.ptr[i + 1]) : 0;
        int low = uri.ptr[i] == '%' && i + 2 < uri.len ? hex_digit(uri.ptr[i + 2]) : 0;

        if (uri.ptr[i] == '%' && (i + 2 >= uri.len || high < 0 || low < 0 || high + low == 0))
            return d1_saved_fault(reader, "this is not a percent-encoded path");
        path[len++] = uri.ptr[i] == '%' ? (char)(high * 16 + low) : uri.ptr[i];
        i += uri.ptr[i] == '%' ? 2 : 0;
    }
    path[len] = '\0';
    if (strlen(path) != len)
        return d1_saved_fault(reader, "this is not a percent-encoded path");
    *to = path;
    return 0;
}

/* ---- scalars ---- */

static int wrong_type(struct d1_saved_reader *reader, const char *key, const char *expected)
{
    return d1_saved_fault(reader, "`%s` must be %s%s", key, expected, other_version(reader));
}

static int read_word(struct d1_saved_reader *reader, const struct d1_shape_field *field, int *to)
{
    for (int i = 0; i < field->words; i++)
        if (field->word(i) && d1_str_is(reader->token.text, field->word(i))) {
            *to = i;
            return 0;
        }
    return d1_saved_fault(reader, "`%s` cannot be `" D1_STR_FMT "`%s", field->key, D1_STR_ARG(reader->token.text),
                          other_version(reader));
}

static bool is_hex(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (hex_digit(text.ptr[i]) < 0 || (text.ptr[i] >= 'A' && text.ptr[i] <= 'F'))
            return false;
    return text.len > 0;
}

static int read_text(struct d1_saved_reader *reader, const struct d1_shape_field *field, char *at, char *also)
{
    struct d1_str text = reader->token.text, kept;

    if (reader->token.kind != D1_JSON_STRING)
        return wrong_type(reader, field->key, "a text");
    switch (field->kind) {
    case D1_SHAPE_CONST:
        return d1_str_is(text, field->constant)
                   ? 0
                   : d1_saved_fault(reader,
                                    "`%s` must be `%s`, and is `" D1_STR_FMT "`: this is no report that this "
                                    "version of d1lint reads",
                                    field->key, field->constant, D1_STR_ARG(text));
    case D1_SHAPE_PASSED:
        return 0;
    case D1_SHAPE_WORD:
        return read_word(reader, field, (int *)(void *)at);
    case D1_SHAPE_URI:
        return store_uri(reader, (const char **)(void *)at);
    case D1_SHAPE_HEX:
        return is_hex(text) ? store_text(reader, (struct d1_str *)(void *)at)
                            : wrong_type(reader, field->key, "hexadecimal digits");
    case D1_SHAPE_DIGEST:
        if (text.len != 32 || !is_hex(text))
            return wrong_type(reader, field->key, "32 hexadecimal digits");
        memcpy(at, text.ptr, text.len);
        at[text.len] = '\0';
        return 0;
    case D1_SHAPE_DAY:
        if (!d1_date_parse(text, (d1_date *)(void *)at))
            return wrong_type(reader, field->key, "a date as 2026-03-02");
        if (field->also)
            *(bool *)(void *)also = true;
        return 0;
    case D1_SHAPE_NAME:
        if (store_text(reader, &kept) < 0)
            return D1_ERR_MEMORY;
        *(const char **)(void *)at = kept.ptr;
        return 0;
    case D1_SHAPE_CHECK:
        *(const struct d1_check **)(void *)at = d1_saved_check(reader->saved, text);
        return *(const struct d1_check **)(void *)at ? 0 : memory(reader);
    default:
        return store_text(reader, (struct d1_str *)(void *)at);
    }
}

static int read_number(struct d1_saved_reader *reader, const struct d1_shape_field *field, char *at)
{
    int64_t value = reader->token.value.integer;
    int64_t most = field->kind == D1_SHAPE_COUNT ? INT64_MAX : field->kind == D1_SHAPE_COUNT32 ? UINT32_MAX : INT_MAX;

    if (field->kind == D1_SHAPE_REAL) {
        double real = reader->token.kind == D1_JSON_INT ? (double)value : reader->token.value.number;

        if ((reader->token.kind != D1_JSON_INT && reader->token.kind != D1_JSON_DOUBLE) || !(real >= 0))
            return wrong_type(reader, field->key, "a number from 0 on");
        *(double *)(void *)at = real;
        return 0;
    }
    if (reader->token.kind != D1_JSON_INT || value < 0 || value > most)
        return wrong_type(reader, field->key, "a whole number from 0 on");
    if (field->kind == D1_SHAPE_COUNT)
        *(size_t *)(void *)at = (size_t)value;
    else if (field->kind == D1_SHAPE_COUNT32)
        *(uint32_t *)(void *)at = (uint32_t)value;
    else
        *(int *)(void *)at = (int)value;
    return 0;
}

/* ---- lists ---- */

/* Items of a list while it is read, each of `size` bytes. */
struct items {
    char *bytes;
    size_t len, cap;
};

static void *add_item(struct items *items, size_t size)
{
    if (items->len == items->cap) {
        char *grown = d1_vec_grow(items->bytes, &items->cap, items->len, 1, size);

        if (!grown)
            return NULL;
        items->bytes = grown;
    }
    return memset(items->bytes + items->len++ * size, 0, size);
}

static int read_item(struct d1_saved_reader *reader, const struct d1_shape *shape, void *scratch, void *item)
{
    int status;

    if (reader->token.kind != D1_JSON_OBJECT)
        return d1_saved_fault(reader, "%s must be an object%s", shape->what, other_version(reader));
    if (!shape->keep)
        return d1_shape_read(reader, shape, item);
    memset(scratch, 0, shape->size);
    status = d1_shape_read(reader, shape, scratch);
    return status < 0 ? status : shape->keep(reader, scratch, item);
}

/* An item of a list of checks is the id of one. */
static int read_check(struct d1_saved_reader *reader, const struct d1_shape_field *field, void *item)
{
    const struct d1_shape_field id = {.key = field->key, .kind = D1_SHAPE_CHECK};

    return read_text(reader, &id, item, NULL);
}

/* What stands in a list of texts. */
static const struct d1_shape_field text_of_list = {.key = "an entry", .kind = D1_SHAPE_TEXT};

static int read_list(struct d1_saved_reader *reader, const struct d1_shape_field *field, void *at, void *also)
{
    const struct d1_shape *shape = field->shape;
    size_t own = field->kind == D1_SHAPE_TEXTS ? sizeof(struct d1_str) : sizeof(const struct d1_check *);
    size_t size = !shape ? own : shape->keep ? shape->kept : shape->size;
    struct items items = {0};
    void *scratch = shape && shape->keep ? d1_calloc(1, shape->size) : NULL;
    int status = 0;

    if (shape && shape->keep && !scratch)
        return memory(reader);
    if (reader->token.kind != D1_JSON_ARRAY)
        status = wrong_type(reader, field->key, "a list");
    while (status == 0) {
        void *item;

        status = d1_saved_next(reader);
        if (status < 0 || reader->token.kind == D1_JSON_END)
            break;
        item = add_item(&items, size);
        if (!item)
            status = memory(reader);
        else
            status = shape                           ? read_item(reader, shape, scratch, item)
                     : field->kind == D1_SHAPE_TEXTS ? read_text(reader, &text_of_list, item, NULL)
                                                     : read_check(reader, field, item);
    }
    if (status == 0 && items.len) {
        void *kept = d1_arena_alloc(reader->arena, items.len * size);

        if (kept)
            memcpy(kept, items.bytes, items.len * size);
        else
            status = memory(reader);
        *(void **)at = kept;
        *(size_t *)also = items.len;
    }
    d1_free(scratch);
    d1_free(items.bytes);
    return status;
}

/* ---- objects ---- */

static int read_object(struct d1_saved_reader *reader, const struct d1_shape_field *field, void *at)
{
    void *into = at;

    if (reader->token.kind != D1_JSON_OBJECT)
        return wrong_type(reader, field->key, "an object");
    if (field->kind == D1_SHAPE_POINTER) {
        into = d1_arena_calloc(reader->arena, 1, field->shape->size);
        if (!into)
            return memory(reader);
        *(void **)at = into;
    }
    return d1_shape_read(reader, field->shape, into);
}

static int read_field(struct d1_saved_reader *reader, const struct d1_shape_field *field, void *read)
{
    char *at = (char *)read + field->at, *also = (char *)read + field->also;
    int status = d1_saved_next(reader);

    if (status < 0)
        return status;
    switch (field->kind) {
    case D1_SHAPE_OBJECT:
    case D1_SHAPE_POINTER:
        return read_object(reader, field, at);
    case D1_SHAPE_LIST:
    case D1_SHAPE_CHECKS:
    case D1_SHAPE_TEXTS:
        return read_list(reader, field, at, also);
    case D1_SHAPE_COUNT:
    case D1_SHAPE_COUNT32:
    case D1_SHAPE_INT:
    case D1_SHAPE_REAL:
        return read_number(reader, field, at);
    case D1_SHAPE_FLAG:
        if (reader->token.kind != D1_JSON_BOOL)
            return wrong_type(reader, field->key, "true or false");
        *(bool *)(void *)at = reader->token.value.boolean;
        return 0;
    default:
        return read_text(reader, field, at, also);
    }
}

/* The number of the field that the last token names, or the number of fields. */
static size_t find_field(const struct d1_saved_reader *reader, const struct d1_shape *shape)
{
    size_t i = 0;

    while (i < shape->count && !d1_str_is(reader->token.text, shape->fields[i].key))
        i++;
    return i;
}

int d1_shape_read(struct d1_saved_reader *reader, const struct d1_shape *shape, void *read)
{
    uint64_t seen = 0;

    _Static_assert(sizeof seen * CHAR_BIT == MEMBERS, "a bit for each member");
    if (shape->begin)
        shape->begin(read);
    for (;;) {
        int status = d1_saved_next(reader);
        size_t i;

        if (status < 0)
            return status;
        if (reader->token.kind == D1_JSON_END)
            break;
        i = find_field(reader, shape);
        if (i == shape->count)
            return d1_saved_fault(reader, "%s has no member `" D1_STR_FMT "`%s", shape->what,
                                  D1_STR_ARG(reader->token.text), other_version(reader));
        if (seen >> i & 1)
            return d1_saved_fault(reader, "`%s` stands twice in %s", shape->fields[i].key, shape->what);
        seen |= (uint64_t)1 << i;
        status = read_field(reader, &shape->fields[i], read);
        if (status < 0)
            return status;
    }
    for (size_t i = 0; i < shape->count; i++)
        if (shape->fields[i].required && !(seen >> i & 1))
            return d1_saved_fault(reader, "`%s` is missing in %s%s", shape->fields[i].key, shape->what,
                                  other_version(reader));
    return shape->end ? shape->end(reader, read) : 0;
}

/* ---- checks ---- */

struct d1_check *d1_saved_check(struct d1_saved *saved, struct d1_str id)
{
    struct d1_check *check = d1_map_get(&saved->checks, id);

    if (check)
        return check;
    check = d1_arena_calloc(&saved->arena, 1, sizeof *check);
    if (!check)
        return NULL;
    check->id = d1_arena_str(&saved->arena, id);
    return check->id.ptr && d1_map_insert(&saved->checks, check->id, check, NULL) > 0 ? check : NULL;
}
