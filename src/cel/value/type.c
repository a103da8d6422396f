#include "cel/type.h"

#include <string.h>

/* ---- the types that need no arena ---- */

static const struct d1_cel_type *const dyn_args[] = {&d1_cel_types[D1_CEL_DYN], &d1_cel_types[D1_CEL_DYN]};

const struct d1_cel_type d1_cel_types[D1_CEL_KINDS] = {
    [D1_CEL_ERROR] = {.kind = D1_CEL_ERROR},
    [D1_CEL_NULL] = {.kind = D1_CEL_NULL},
    [D1_CEL_BOOL] = {.kind = D1_CEL_BOOL},
    [D1_CEL_INT] = {.kind = D1_CEL_INT},
    [D1_CEL_UINT] = {.kind = D1_CEL_UINT},
    [D1_CEL_DOUBLE] = {.kind = D1_CEL_DOUBLE},
    [D1_CEL_STRING] = {.kind = D1_CEL_STRING},
    [D1_CEL_BYTES] = {.kind = D1_CEL_BYTES},
    [D1_CEL_DATE] = {.kind = D1_CEL_DATE},
    [D1_CEL_TIMESTAMP] = {.kind = D1_CEL_TIMESTAMP},
    [D1_CEL_DURATION] = {.kind = D1_CEL_DURATION},
    [D1_CEL_TYPE] = {.kind = D1_CEL_TYPE, .arg_count = 1, .args = dyn_args},
    [D1_CEL_LIST] = {.kind = D1_CEL_LIST, .arg_count = 1, .args = dyn_args},
    [D1_CEL_MAP] = {.kind = D1_CEL_MAP, .arg_count = 2, .args = dyn_args},
    [D1_CEL_OPTIONAL] = {.kind = D1_CEL_OPTIONAL, .arg_count = 1, .args = dyn_args},
    [D1_CEL_OPAQUE] = {.kind = D1_CEL_OPAQUE, .name = "opaque"},
    [D1_CEL_DYN] = {.kind = D1_CEL_DYN},
    [D1_CEL_RECORD] = {.kind = D1_CEL_RECORD},
    [D1_CEL_PARAM] = {.kind = D1_CEL_PARAM, .generic = true, .name = "T"},
    [D1_CEL_FREE] = {.kind = D1_CEL_FREE},
};

static const struct d1_cel_type *const a_args[] = {&d1_cel_type_a};
static const struct d1_cel_type *const b_args[] = {&d1_cel_type_b};
static const struct d1_cel_type *const a_b_args[] = {&d1_cel_type_a, &d1_cel_type_b};
static const struct d1_cel_type *const list_a_args[] = {&d1_cel_type_list_a};
static const struct d1_cel_type *const optional_a_args[] = {&d1_cel_type_optional_a};
static const struct d1_cel_type *const string_args[] = {&d1_cel_types[D1_CEL_STRING]};
static const struct d1_cel_type *const int_args[] = {&d1_cel_types[D1_CEL_INT]};

#define GENERIC(of, list)                                                                                              \
    {                                                                                                                  \
        .kind = D1_CEL_##of, .generic = true, .arg_count = 1, .args = (list)                                           \
    }

const struct d1_cel_type d1_cel_type_a = {.kind = D1_CEL_PARAM, .generic = true, .name = "A"};
const struct d1_cel_type d1_cel_type_b = {.kind = D1_CEL_PARAM, .generic = true, .name = "B"};
const struct d1_cel_type d1_cel_type_list_a = GENERIC(LIST, a_args);
const struct d1_cel_type d1_cel_type_list_b = GENERIC(LIST, b_args);
const struct d1_cel_type d1_cel_type_list_list_a = GENERIC(LIST, list_a_args);
const struct d1_cel_type d1_cel_type_list_optional_a = GENERIC(LIST, optional_a_args);
const struct d1_cel_type d1_cel_type_optional_a = GENERIC(OPTIONAL, a_args);
const struct d1_cel_type d1_cel_type_type_a = GENERIC(TYPE, a_args);
const struct d1_cel_type d1_cel_type_map_a_b = {.kind = D1_CEL_MAP, .generic = true, .arg_count = 2, .args = a_b_args};
const struct d1_cel_type d1_cel_type_list_string = {.kind = D1_CEL_LIST, .arg_count = 1, .args = string_args};
const struct d1_cel_type d1_cel_type_list_int = {.kind = D1_CEL_LIST, .arg_count = 1, .args = int_args};

/* ---- construction ---- */

static const struct d1_cel_type *with_args(struct d1_arena *arena, enum d1_cel_kind kind,
                                           const struct d1_cel_type *const *args, size_t count)
{
    struct {
        struct d1_cel_type type;
        const struct d1_cel_type *args[];
    } * made;

    for (size_t i = 0; i < count; i++)
        if (!args[i])
            return NULL;
    made = d1_arena_calloc(arena, 1, sizeof *made + count * sizeof *args);
    if (!made)
        return NULL;
    made->type.kind = kind;
    made->type.arg_count = (uint16_t)count;
    made->type.args = made->args;
    for (size_t i = 0; i < count; i++) {
        made->args[i] = args[i];
        made->type.generic |= args[i]->generic;
    }
    return &made->type;
}

const struct d1_cel_type *d1_cel_type_list(struct d1_arena *arena, const struct d1_cel_type *item)
{
    if (item && item->kind == D1_CEL_DYN)
        return &d1_cel_types[D1_CEL_LIST];
    return with_args(arena, D1_CEL_LIST, &item, 1);
}

const struct d1_cel_type *d1_cel_type_map(struct d1_arena *arena, const struct d1_cel_type *key,
                                          const struct d1_cel_type *value)
{
    const struct d1_cel_type *args[] = {key, value};

    return with_args(arena, D1_CEL_MAP, args, 2);
}

const struct d1_cel_type *d1_cel_type_optional(struct d1_arena *arena, const struct d1_cel_type *value)
{
    if (value && value->kind == D1_CEL_DYN)
        return &d1_cel_types[D1_CEL_OPTIONAL];
    return with_args(arena, D1_CEL_OPTIONAL, &value, 1);
}

const struct d1_cel_type *d1_cel_type_of_type(struct d1_arena *arena, const struct d1_cel_type *type)
{
    return with_args(arena, D1_CEL_TYPE, &type, 1);
}

const struct d1_cel_type *d1_cel_type_enum(struct d1_arena *arena, const char *name, const struct d1_str *values,
                                           size_t count)
{
    struct d1_cel_type *type = d1_arena_calloc(arena, 1, sizeof *type);

    if (!type)
        return NULL;
    type->kind = D1_CEL_STRING;
    type->name = name;
    type->values = values;
    type->value_count = (uint32_t)count;
    return type;
}

const struct d1_cel_type *d1_cel_type_opaque(struct d1_arena *arena, const char *name,
                                             const struct d1_cel_type *const *args, size_t count)
{
    struct d1_cel_type *type = (struct d1_cel_type *)with_args(arena, D1_CEL_OPAQUE, args, count);

    if (type)
        type->name = name;
    return type;
}

const struct d1_cel_type *d1_cel_type_param(struct d1_arena *arena, const char *name)
{
    struct d1_cel_type *type = d1_arena_calloc(arena, 1, sizeof *type);

    if (!type)
        return NULL;
    type->kind = D1_CEL_PARAM;
    type->generic = true;
    type->name = name;
    return type;
}

const struct d1_cel_type *d1_cel_type_item(const struct d1_cel_type *type)
{
    if (type->kind == D1_CEL_LIST || type->kind == D1_CEL_OPTIONAL)
        return type->args[0];
    if (type->kind == D1_CEL_MAP)
        return type->args[1];
    return &d1_cel_types[D1_CEL_DYN];
}

bool d1_cel_type_has_value(const struct d1_cel_type *type, struct d1_str value)
{
    for (size_t i = 0; i < type->value_count; i++)
        if (d1_str_eq(type->values[i], value))
            return true;
    return type->value_count == 0;
}

/* ---- relations ---- */

/* Types nest no deeper than the expression or schema they come from, and those are bounded; so is the recursion. */
bool d1_cel_type_same(const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->arg_count != b->arg_count)
        return false;
    if (a->kind == D1_CEL_RECORD)
        return a->record == b->record;
    if ((a->kind == D1_CEL_OPAQUE || a->kind == D1_CEL_PARAM) && strcmp(a->name, b->name) != 0)
        return false;
    for (size_t i = 0; i < a->arg_count; i++)
        if (!d1_cel_type_same(a->args[i], b->args[i]))
            return false;
    return true;
}

static bool is_wild(const struct d1_cel_type *type)
{
    return type->kind == D1_CEL_DYN || type->kind == D1_CEL_FREE || type->kind == D1_CEL_ERROR;
}

static bool takes_null(const struct d1_cel_type *type)
{
    return type->kind == D1_CEL_OPTIONAL || type->kind == D1_CEL_TIMESTAMP || type->kind == D1_CEL_DURATION ||
           type->kind == D1_CEL_OPAQUE;
}

bool d1_cel_type_assignable(const struct d1_cel_type *to, const struct d1_cel_type *from)
{
    if (to == from || is_wild(to) || is_wild(from))
        return true;
    if (from->kind == D1_CEL_NULL && takes_null(to))
        return true;
    if (to->kind == D1_CEL_TYPE && from->kind == D1_CEL_TYPE)
        return true;
    if (to->kind == D1_CEL_MAP && from->kind == D1_CEL_RECORD)
        return (to->args[0]->kind == D1_CEL_STRING || is_wild(to->args[0])) && is_wild(to->args[1]);
    if (to->kind != from->kind || to->arg_count != from->arg_count)
        return false;
    if (to->kind == D1_CEL_RECORD)
        return to->record == from->record;
    if ((to->kind == D1_CEL_OPAQUE || to->kind == D1_CEL_PARAM) && strcmp(to->name, from->name) != 0)
        return false;
    for (size_t i = 0; i < to->arg_count; i++)
        if (!d1_cel_type_assignable(to->args[i], from->args[i]))
            return false;
    return true;
}

/* Two map literals with the same keys are one record, each field of the joined type. False when memory is short. */
static bool join_records(struct d1_arena *arena, struct d1_cel_type *joined, const struct d1_cel_type *a,
                         const struct d1_cel_type *b)
{
    size_t count, other;
    const struct d1_cel_field *left = d1_cel_record_fields(a, &count);
    const struct d1_cel_type *record;
    struct d1_cel_field *fields;

    d1_cel_record_fields(b, &other);
    if (count != other)
        return true;
    fields = d1_arena_alloc(arena, count * sizeof *fields);
    if (!fields)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct d1_cel_field *right = d1_cel_record_field(b, left[i].name, d1_str_hash(left[i].name), NULL);

        if (!right)
            return true;
        fields[i] = (struct d1_cel_field){left[i].name, d1_cel_type_join(arena, left[i].type, right->type),
                                          left[i].optional || right->optional};
        if (!fields[i].type)
            return false;
    }
    record = d1_cel_type_record(arena, d1_cel_record_name(a->record), NULL, NULL);
    if (!record || d1_cel_record_set(record->record, fields, count) < 0)
        return false;
    joined->record = record->record;
    return true;
}

static const struct d1_cel_type *join_args(struct d1_arena *arena, const struct d1_cel_type *a,
                                           const struct d1_cel_type *b)
{
    const struct d1_cel_type *args[8];
    struct d1_cel_type *made;

    if (a->arg_count > 8)
        return &d1_cel_types[D1_CEL_DYN];
    for (size_t i = 0; i < a->arg_count; i++) {
        args[i] = d1_cel_type_join(arena, a->args[i], b->args[i]);
        if (!args[i])
            return NULL;
    }
    made = (struct d1_cel_type *)with_args(arena, a->kind, args, a->arg_count);
    if (!made)
        return NULL;
    made->name = a->name;
    if (a->record && b->record && !join_records(arena, made, a, b))
        return NULL;
    return made;
}

const struct d1_cel_type *d1_cel_type_join(struct d1_arena *arena, const struct d1_cel_type *a,
                                           const struct d1_cel_type *b)
{
    if (a == b || b->kind == D1_CEL_FREE || (b->kind == D1_CEL_NULL && takes_null(a)))
        return a;
    if (a->kind == D1_CEL_FREE || (a->kind == D1_CEL_NULL && takes_null(b)))
        return b;
    if (a->kind == b->kind && a->kind != D1_CEL_RECORD && a->arg_count == b->arg_count) {
        if ((a->kind == D1_CEL_OPAQUE || a->kind == D1_CEL_PARAM) && strcmp(a->name, b->name) != 0)
            return &d1_cel_types[D1_CEL_DYN];
        if (a->arg_count == 0)
            return a->value_count && b->value_count && a->values == b->values ? a : &d1_cel_types[a->kind];
        /* list(int) beside list(string) is dyn, not list(dyn), as cel-spec has it; but records keep their fields. */
        if ((a->record && b->record) || d1_cel_type_assignable(a, b))
            return join_args(arena, a, b);
    }
    return &d1_cel_types[D1_CEL_DYN];
}

/* ---- text ---- */

static const char *const kind_names[D1_CEL_KINDS] = {
    [D1_CEL_ERROR] = "*error*",
    [D1_CEL_NULL] = "null",
    [D1_CEL_BOOL] = "bool",
    [D1_CEL_INT] = "int",
    [D1_CEL_UINT] = "uint",
    [D1_CEL_DOUBLE] = "double",
    [D1_CEL_STRING] = "string",
    [D1_CEL_BYTES] = "bytes",
    [D1_CEL_DATE] = "date",
    [D1_CEL_TIMESTAMP] = "timestamp",
    [D1_CEL_DURATION] = "duration",
    [D1_CEL_TYPE] = "type",
    [D1_CEL_LIST] = "list",
    [D1_CEL_MAP] = "map",
    [D1_CEL_OPTIONAL] = "optional_type",
    [D1_CEL_DYN] = "dyn",
    [D1_CEL_FREE] = "dyn",
};

void d1_cel_type_write(struct d1_strbuf *out, const struct d1_cel_type *type)
{
    if (type->kind == D1_CEL_RECORD)
        d1_strbuf_puts(out, d1_cel_record_name(type->record));
    else
        d1_strbuf_puts(out, kind_names[type->kind] ? kind_names[type->kind] : type->name);
    if (type->arg_count == 0 || (type->kind == D1_CEL_TYPE && is_wild(type->args[0])))
        return;
    for (size_t i = 0; i < type->arg_count; i++) {
        d1_strbuf_puts(out, i == 0 ? "(" : ", ");
        d1_cel_type_write(out, type->args[i]);
    }
    d1_strbuf_putc(out, ')');
}

struct d1_str d1_cel_type_text(struct d1_arena *arena, const struct d1_cel_type *type)
{
    static const struct d1_str unknown = D1_STR("a value");
    struct d1_strbuf out = {0};
    struct d1_str text = unknown;

    d1_cel_type_write(&out, type);
    if (!out.oom)
        text = d1_arena_str(arena, d1_strbuf_view(&out));
    d1_strbuf_release(&out);
    return text.ptr ? text : unknown;
}
