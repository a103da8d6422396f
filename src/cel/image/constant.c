/* Constants: what folding made, and literals. */
#include "cel/image/image.h"

/* So many values that follow, in memory of the environment. */
static struct d1_cel_value *code_values(struct d1_coder *c, const struct d1_cel_value *values, size_t count)
{
    struct d1_cel_value *made = NULL;

    if (d1_code_writes(c)) {
        for (size_t i = 0; i < count; i++) {
            struct d1_cel_value value = values[i];

            d1_code_constant(c, &value);
        }
        return NULL;
    }
    if (count > (size_t)(c->end - c->at)) {
        c->broken = true;
        return NULL;
    }
    made = d1_code_alloc(c, count, sizeof *made);
    for (size_t i = 0; i < count && made; i++)
        d1_code_constant(c, &made[i]);
    return made;
}

static void code_list(struct d1_coder *c, struct d1_cel_value *value)
{
    uint64_t count = d1_code_writes(c) ? value->as.list->count : 0;
    struct d1_cel_value *items;

    d1_code_u64(c, &count);
    items = code_values(c, d1_code_writes(c) ? value->as.list->items : NULL, (size_t)count);
    if (!items)
        return;
    *value = d1_cel_list_wrap(c->env->arena, items, (size_t)count);
    c->oom = c->oom || value->kind != D1_CEL_LIST;
}

static void code_map(struct d1_coder *c, struct d1_cel_value *value)
{
    uint64_t count = d1_code_writes(c) ? value->as.map->count : 0, left = UINT64_MAX;
    struct d1_cel_value *keys, *values;

    d1_code_u64(c, &count);
    keys = code_values(c, d1_code_writes(c) ? value->as.map->keys : NULL, (size_t)count);
    values = code_values(c, d1_code_writes(c) ? value->as.map->values : NULL, (size_t)count);
    if (!keys || !values)
        return;
    *value = d1_cel_map_wrap(c->env->arena, keys, values, (size_t)count, &left);
    c->oom = c->oom || value->kind != D1_CEL_MAP;
}

static void code_optional(struct d1_coder *c, struct d1_cel_value *value)
{
    bool some = d1_code_writes(c) && value->as.inner;
    struct d1_cel_value *inner;

    d1_code_bool(c, &some);
    if (!some)
        return;
    inner = code_values(c, value->as.inner, 1);
    if (inner)
        value->as.inner = inner;
}

static void code_text(struct d1_coder *c, struct d1_cel_value *value)
{
    struct d1_str text = d1_code_writes(c) ? d1_cel_text(*value) : d1_strn("", 0);

    d1_code_text(c, &text);
    value->as.text = text.ptr;
    value->extra = (uint32_t)text.len;
}

/* Writes what it holds, or reads it into a value of that kind which is otherwise clear. */
static void code_content(struct d1_coder *c, struct d1_cel_value *value)
{
    switch (value->kind) {
    case D1_CEL_NULL:
        break;
    case D1_CEL_BOOL:
        d1_code_bool(c, &value->as.boolean);
        break;
    case D1_CEL_INT:
    case D1_CEL_DATE:
        d1_code_i64(c, &value->as.integer);
        break;
    case D1_CEL_UINT:
        d1_code_u64(c, &value->as.natural);
        break;
    case D1_CEL_DOUBLE:
        d1_code_double(c, &value->as.number);
        break;
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        d1_code_i64(c, &value->as.integer);
        d1_code_u32(c, &value->extra);
        break;
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
        code_text(c, value);
        break;
    case D1_CEL_TYPE:
        d1_code_type(c, &value->as.type);
        break;
    case D1_CEL_LIST:
        code_list(c, value);
        break;
    case D1_CEL_MAP:
        code_map(c, value);
        break;
    case D1_CEL_OPTIONAL:
        code_optional(c, value);
        break;
    default:
        d1_code_refuse(c, "holds a constant of a kind that is not written");
        c->broken = true;
    }
}

void d1_code_constant(struct d1_coder *c, struct d1_cel_value *value)
{
    uint32_t kind = value->kind;
    bool built = kind == D1_CEL_LIST || kind == D1_CEL_MAP;

    if (d1_code_writes(c) && (value->ref || value->form != (built ? D1_CEL_FORM_BUILT : D1_CEL_FORM_PLAIN)))
        d1_code_refuse(c, "holds a constant that was read from a document");
    if (c->unwritable)
        return;
    d1_code_u32(c, &kind);
    value->kind = (uint8_t)kind;
    code_content(c, value);
}
