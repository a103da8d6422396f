/* Types and functions by the numbers that an image gives them; each is looked for once. */
#include "cel/image/image.h"

/* Where one of them is told of, as what is still to be read. */
static void go_to(struct d1_coder *c, const uint32_t *places, uint32_t number)
{
    c->at = (const unsigned char *)c->image->bytes + places[number];
    c->end = (const unsigned char *)c->image->bytes + places[number + 1];
}

/* ---- functions ---- */

static const struct d1_cel_candidate *find_function(struct d1_coder *c, uint32_t number)
{
    const struct d1_cel_candidate *candidate;
    struct d1_str name = {0};
    uint32_t place = 0, hash = 0;
    const struct d1_cel_function *function;

    go_to(c, c->image->function_places, number);
    d1_code_text(c, &name);
    d1_code_hash(c, &hash);
    d1_code_u32(c, &place);
    function = d1_cel_env_function(c->image->env, name, hash);
    for (candidate = function ? function->first : NULL; candidate && place; place--)
        candidate = candidate->next;
    c->broken = c->broken || !candidate;
    return candidate;
}

void d1_code_function(struct d1_coder *c, const struct d1_cel_candidate **candidate)
{
    uint32_t number = d1_code_writes(c) && *candidate ? d1_image_function_number(c, (*candidate)->overload) : 0;
    struct d1_cel_image *image = c->image;
    struct d1_coder inner = *c;

    d1_code_u32(c, &number);
    if (d1_code_writes(c))
        return;
    *candidate = NULL;
    c->broken = c->broken || number >= image->header->functions;
    if (c->broken)
        return;
    if (!image->functions[number])
        image->functions[number] = find_function(&inner, number);
    *candidate = image->functions[number];
    c->broken = c->broken || inner.broken;
}

/* ---- types ---- */

static const struct d1_cel_type *type_at(struct d1_coder *c, uint32_t number);

/* A type that stands before this one, so that this comes to an end. */
static const struct d1_cel_type *earlier(struct d1_coder *c, uint32_t self)
{
    uint32_t number = 0;

    d1_code_u32(c, &number);
    if (number < self)
        return type_at(c, number);
    c->broken = true;
    return NULL;
}

static const struct d1_cel_type *variable_type(struct d1_coder *c)
{
    const struct d1_cel_env *env = c->image->env;
    uint32_t number = 0;

    d1_code_u32(c, &number);
    return number < env->variables.len ? env->variables.items[number].type : NULL;
}

static const struct d1_cel_type *field_type(struct d1_coder *c, uint32_t self)
{
    const struct d1_cel_type *record = earlier(c, self);
    const struct d1_cel_field *field;
    struct d1_str name = {0};

    d1_code_text(c, &name);
    field = record ? d1_cel_record_field(record, name, d1_str_hash(name), NULL) : NULL;
    c->oom = c->oom || (record && !field); /* the record could not be filled in */
    return field ? field->type : NULL;
}

static const struct d1_cel_type *argument_type(struct d1_coder *c, uint32_t self)
{
    const struct d1_cel_type *type = earlier(c, self);
    uint32_t number = 0;

    d1_code_u32(c, &number);
    return type && number < type->arg_count ? type->args[number] : NULL;
}

static const struct d1_cel_type *type_of_function(struct d1_coder *c, bool result)
{
    const struct d1_cel_candidate *candidate = NULL;
    uint32_t number = 0;

    d1_code_function(c, &candidate);
    if (!result)
        d1_code_u32(c, &number);
    if (!candidate || number >= D1_CEL_PARAMS)
        return NULL;
    return result ? candidate->overload->result : candidate->overload->params[number];
}

static const struct d1_cel_type *made_type(struct d1_coder *c, enum d1_image_way way, uint32_t self)
{
    struct d1_arena *arena = c->image->env->arena;
    const struct d1_cel_type *inner = earlier(c, self), *made = NULL;

    if (!inner)
        return NULL;
    if (way == D1_WAY_LIST)
        made = d1_cel_type_list(arena, inner);
    else if (way == D1_WAY_OPTIONAL)
        made = d1_cel_type_optional(arena, inner);
    else if (way == D1_WAY_TYPE)
        made = d1_cel_type_of_type(arena, inner);
    else
        made = d1_cel_type_map(arena, inner, earlier(c, self));
    c->oom = c->oom || !made;
    return made;
}

/* A map literal whose keys are known: a map type that has a record. */
static const struct d1_cel_type *literal_type(struct d1_coder *c, uint32_t self)
{
    struct d1_arena *arena = c->image->env->arena;
    const struct d1_cel_type *map = made_type(c, D1_WAY_MAP, self), *record;
    struct d1_cel_type *made = map ? d1_arena_alloc(arena, sizeof *made) : NULL;
    struct d1_cel_field *fields;
    uint32_t count = 0;

    d1_code_u32(c, &count);
    if (c->broken || count > (size_t)(c->end - c->at))
        return NULL;
    record = d1_cel_type_record(arena, "map", NULL, NULL);
    fields = d1_arena_calloc(arena, count, sizeof *fields);
    if (!made || !record || !fields) {
        c->oom = true;
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        d1_code_text(c, &fields[i].name);
        d1_code_bool(c, &fields[i].optional);
        fields[i].type = earlier(c, self);
        if (!fields[i].type)
            return NULL;
    }
    c->oom = c->oom || d1_cel_record_set(record->record, fields, count) < 0;
    *made = *map;
    made->record = record->record;
    return made;
}

static const struct d1_cel_type *find_type(struct d1_coder *c, uint32_t self)
{
    uint32_t way = 0, number = 0;

    go_to(c, c->image->type_places, self);
    d1_code_u32(c, &way);
    switch (way) {
    case D1_WAY_PLAIN:
        d1_code_u32(c, &number);
        return number < D1_CEL_KINDS ? &d1_cel_types[number] : NULL;
    case D1_WAY_VARIABLE:
        return variable_type(c);
    case D1_WAY_FIELD:
        return field_type(c, self);
    case D1_WAY_ARGUMENT:
        return argument_type(c, self);
    case D1_WAY_RESULT:
    case D1_WAY_PARAMETER:
        return type_of_function(c, way == D1_WAY_RESULT);
    case D1_WAY_LIST:
    case D1_WAY_MAP:
    case D1_WAY_OPTIONAL:
    case D1_WAY_TYPE:
        return made_type(c, (enum d1_image_way)way, self);
    case D1_WAY_LITERAL:
        return literal_type(c, self);
    default:
        return NULL;
    }
}

static const struct d1_cel_type *type_at(struct d1_coder *c, uint32_t number)
{
    const struct d1_cel_type *type = c->image->types[number];
    struct d1_coder inner = *c;

    if (type)
        return type;
    type = find_type(&inner, number);
    c->oom = c->oom || inner.oom;
    c->broken = c->broken || inner.broken || (!type && !inner.oom);
    if (inner.oom)
        return NULL;
    c->image->types[number] = type;
    return type;
}

/* 0 is no type; the others follow from 1 on. */
void d1_code_type(struct d1_coder *c, const struct d1_cel_type **type)
{
    uint32_t number = d1_code_writes(c) && *type ? 1 + d1_image_type_number(c, *type) : 0;

    d1_code_u32(c, &number);
    if (d1_code_writes(c))
        return;
    *type = NULL;
    c->broken = c->broken || number > c->image->header->types;
    if (number && !c->broken)
        *type = type_at(c, number - 1);
}
