#include "cel/value.h"

#include <math.h>

#include "calendar/duration.h"
#include "cel/value/data.h"

static struct d1_cel_value misfit(const struct d1_node *node, const struct d1_cel_type *type)
{
    return (struct d1_cel_value){.kind = D1_CEL_ERROR, .form = D1_CEL_FORM_NODE, .as.node = node, .ref = type};
}

/* ---- reading nodes ---- */

static struct d1_cel_value plain_of_node(const struct d1_node *node)
{
    struct d1_cel_value value = {.ref = node};

    switch (d1_node_kind(node)) {
    case D1_NODE_NULL:
        value.kind = D1_CEL_NULL;
        break;
    case D1_NODE_BOOL:
        value.kind = D1_CEL_BOOL;
        value.as.boolean = node->value.boolean;
        break;
    case D1_NODE_INT:
        value.kind = D1_CEL_INT;
        value.as.integer = node->value.integer;
        break;
    case D1_NODE_DOUBLE:
        value.kind = D1_CEL_DOUBLE;
        value.as.number = node->value.number;
        break;
    case D1_NODE_STRING:
        value.kind = D1_CEL_STRING;
        value.as.text = (const char *)d1_node_doc(node) + node->value.string.text;
        value.extra = node->value.string.length;
        break;
    case D1_NODE_SEQUENCE:
    case D1_NODE_MAPPING:
        value.kind = node->kind == D1_NODE_SEQUENCE ? D1_CEL_LIST : D1_CEL_MAP;
        value.form = D1_CEL_FORM_NODE;
        value.as.node = node;
        value.ref = NULL;
        break;
    }
    return value;
}

static struct d1_cel_value time_of_node(const struct d1_node *node, const struct d1_cel_type *type)
{
    struct d1_cel_value value = misfit(node, type);
    struct d1_str text = d1_node_text(node);
    struct d1_instant at;
    d1_date date;
    int64_t seconds;
    int32_t nanos;

    if (node->kind != D1_NODE_STRING)
        return value;
    if (type->kind == D1_CEL_DATE && d1_date_parse(text, &date))
        value = d1_cel_date(date);
    else if (type->kind == D1_CEL_TIMESTAMP && d1_instant_parse(text, &at))
        value = d1_cel_timestamp(at);
    else if (type->kind == D1_CEL_DURATION && d1_duration_parse(text, &seconds, NULL) == 0)
        value = d1_cel_duration(seconds, 0);
    else if (type->kind == D1_CEL_DURATION && d1_cel_duration_parse(text, &seconds, &nanos))
        value = d1_cel_duration(seconds, nanos);
    else
        return value;
    value.ref = node;
    return value;
}

static struct d1_cel_value number_of_node(const struct d1_node *node, const struct d1_cel_type *type)
{
    struct d1_cel_value value = {.kind = (uint8_t)type->kind, .ref = node};

    if (!d1_node_is_number(node))
        return misfit(node, type);
    if (type->kind == D1_CEL_DOUBLE) {
        value.as.number = node->kind == D1_NODE_INT ? (double)node->value.integer : node->value.number;
        return value;
    }
    if (node->kind == D1_NODE_INT)
        value.as.integer = node->value.integer;
    else if (!d1_cel_double_is_int(node->value.number, &value.as.integer))
        return misfit(node, type);
    if (type->kind == D1_CEL_UINT) {
        if (value.as.integer < 0)
            return misfit(node, type);
        value.as.natural = (uint64_t)value.as.integer;
    }
    return value;
}

struct d1_cel_value d1_cel_of_node(const struct d1_node *node, const struct d1_cel_type *type)
{
    struct d1_cel_value value;

    switch (type ? type->kind : D1_CEL_DYN) {
    case D1_CEL_DATE:
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
        return time_of_node(node, type);
    case D1_CEL_INT:
    case D1_CEL_UINT:
    case D1_CEL_DOUBLE:
        return number_of_node(node, type);
    case D1_CEL_LIST:
    case D1_CEL_MAP:
    case D1_CEL_RECORD:
        value = plain_of_node(node);
        if (value.kind != (type->kind == D1_CEL_LIST ? D1_CEL_LIST : D1_CEL_MAP))
            return misfit(node, type);
        value.ref = type;
        return value;
    case D1_CEL_NULL:
    case D1_CEL_BOOL:
    case D1_CEL_STRING:
        value = plain_of_node(node);
        return value.kind == type->kind ? value : misfit(node, type);
    default:
        return plain_of_node(node);
    }
}

/* ---- errors ---- */

static const struct d1_cel_failure no_memory = {.code = D1_ERR_MEMORY, .message = D1_STR("out of memory")};
static const struct d1_cel_failure no_value = {.code = D1_ERR_EVAL, .message = D1_STR("there is no value")};
static const struct d1_cel_failure not_fitting = {
    .code = D1_ERR_EVAL, .message = D1_STR("a value in the document does not have the type that is expected")};

struct d1_cel_value d1_cel_fail_memory(void)
{
    return (struct d1_cel_value){.kind = D1_CEL_ERROR, .as.failure = &no_memory};
}

struct d1_cel_value d1_cel_fail_in(struct d1_arena *arena, int code, const char *format, ...)
{
    struct d1_cel_failure *failure = d1_arena_calloc(arena, 1, sizeof *failure);
    va_list args;

    if (!failure)
        return d1_cel_fail_memory();
    failure->code = code;
    va_start(args, format);
    failure->message = d1_arena_vprintf(arena, format, args);
    va_end(args);
    if (!failure->message.ptr)
        return d1_cel_fail_memory();
    return (struct d1_cel_value){.kind = D1_CEL_ERROR, .as.failure = failure};
}

struct d1_cel_value d1_cel_fail_at(struct d1_cel_value failed, const struct d1_node *node)
{
    if (failed.as.failure != &no_memory)
        ((struct d1_cel_failure *)failed.as.failure)->node = node;
    return failed;
}

struct d1_cel_value d1_cel_settle_misfit(struct d1_arena *arena, struct d1_cel_value wrong)
{
    const struct d1_node *node = wrong.as.node;
    const struct d1_node *key = d1_node_key(node);
    struct d1_str type = d1_cel_type_text(arena, wrong.ref);
    struct d1_str text = d1_str_sub(d1_node_text(node), 0, 60);
    struct d1_cel_value failed = d1_cel_fail_in(
        arena, D1_ERR_EVAL, "%s%.*s%s should be of type %.*s, but is the %s%s%.*s%s", key ? "`" : "an item",
        D1_STR_ARG(key ? d1_node_text(key) : d1_strn("", 0)), key ? "`" : "", D1_STR_ARG(type),
        d1_node_kind_name(d1_node_kind(node)), text.len ? " '" : "", D1_STR_ARG(text), text.len ? "'" : "");
    return d1_cel_fail_at(failed, node);
}

const struct d1_cel_failure *d1_cel_failure_of(struct d1_cel_value value)
{
    if (d1_cel_is_misfit(value))
        return &not_fitting;
    return value.as.failure ? value.as.failure : &no_value;
}

/* ---- places ---- */

/* Whether `ref` is the node that a value was read from. That of an opaque value is its type. */
static bool remembers(struct d1_cel_value value)
{
    return value.kind != D1_CEL_OPAQUE &&
           (value.form == D1_CEL_FORM_PLAIN || value.form == D1_CEL_FORM_BUILT || value.form == D1_CEL_FORM_OBJECT);
}

const struct d1_node *d1_cel_value_node(struct d1_cel_value value)
{
    if (value.form == D1_CEL_FORM_NODE)
        return value.as.node;
    if (value.kind == D1_CEL_OPTIONAL && value.as.inner)
        return d1_cel_value_node(*value.as.inner);
    return remembers(value) ? value.ref : NULL;
}

struct d1_cel_value d1_cel_value_at(struct d1_cel_value value, const struct d1_node *node)
{
    if (remembers(value))
        value.ref = node;
    return value;
}

/* ---- optionals, slots and objects ---- */

struct d1_cel_value d1_cel_some(struct d1_arena *arena, struct d1_cel_value value)
{
    struct d1_cel_value *inner = d1_arena_alloc(arena, sizeof *inner);

    if (!inner)
        return d1_cel_fail_memory();
    *inner = value;
    return (struct d1_cel_value){.kind = D1_CEL_OPTIONAL, .as.inner = inner};
}

bool d1_cel_optional_get(struct d1_cel_value optional, struct d1_cel_value *value)
{
    if (optional.kind != D1_CEL_OPTIONAL || !optional.as.inner)
        return false;
    if (value)
        *value = *optional.as.inner;
    return true;
}

struct d1_cel_value d1_cel_slot_get(struct d1_cel_slot *slot)
{
    if (slot->fill) {
        d1_cel_fill *fill = slot->fill;

        /* A slot that needs itself finds no value, instead of filling itself for ever. */
        slot->fill = NULL;
        slot->value = (struct d1_cel_value){0};
        slot->value = fill(slot->data, slot->index);
    }
    return slot->value;
}

struct d1_cel_value d1_cel_object_new(struct d1_arena *arena, const struct d1_cel_type *type, struct d1_cel_slot *slots)
{
    struct d1_cel_object *object = d1_arena_alloc(arena, sizeof *object);

    if (!object)
        return d1_cel_fail_memory();
    *object = (struct d1_cel_object){type, slots};
    return (struct d1_cel_value){.kind = D1_CEL_MAP, .form = D1_CEL_FORM_OBJECT, .as.object = object};
}

/* ---- types of values ---- */

const struct d1_cel_type *d1_cel_type_of(struct d1_cel_value value)
{
    if (value.kind == D1_CEL_OPAQUE && value.ref)
        return value.ref;
    return &d1_cel_types[value.kind];
}

bool d1_cel_double_is_int(double number, int64_t *value)
{
    if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0) || number != trunc(number))
        return false;
    *value = (int64_t)number;
    return true;
}

bool d1_cel_double_is_uint(double number, uint64_t *value)
{
    if (!(number >= 0 && number < 18446744073709551616.0) || number != trunc(number))
        return false;
    *value = (uint64_t)number;
    return true;
}
