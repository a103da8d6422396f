/* The numbers of types and functions in an image that is being written, and how each is told. */
#include "cel/image/write.h"

/* ---- what can be reached ---- */

static void reach(struct d1_image_writer *writer, struct d1_image_reached way)
{
    if (!way.type)
        return;
    for (size_t i = 0; i < writer->reached.len; i++)
        if (writer->reached.items[i].type == way.type)
            return;
    way.told = D1_IMAGE_NONE;
    writer->oom = writer->oom || d1_vec_push(&writer->reached, way) < 0;
}

static void reach_functions(struct d1_image_writer *writer, const struct d1_cel_env *env)
{
    for (size_t i = 0; i < env->function_cap; i++)
        for (const struct d1_cel_candidate *at = env->functions[i].first; at; at = at->next) {
            reach(writer, (struct d1_image_reached){
                              .type = at->overload->result, .way = D1_WAY_RESULT, .overload = at->overload});
            for (uint32_t j = 0; j < D1_CEL_PARAMS; j++)
                reach(writer, (struct d1_image_reached){.type = at->overload->params[j],
                                                        .way = D1_WAY_PARAMETER,
                                                        .overload = at->overload,
                                                        .number = j});
        }
}

static void reach_inside(struct d1_image_writer *writer, size_t from)
{
    const struct d1_cel_type *type = writer->reached.items[from].type;
    size_t count = 0;
    const struct d1_cel_field *fields = type->record ? d1_cel_record_fields(type, &count) : NULL;

    for (size_t i = 0; i < count; i++)
        reach(writer, (struct d1_image_reached){
                          .type = fields[i].type, .way = D1_WAY_FIELD, .from = from, .name = fields[i].name});
    for (uint32_t i = 0; i < type->arg_count; i++)
        reach(writer,
              (struct d1_image_reached){.type = type->args[i], .way = D1_WAY_ARGUMENT, .from = from, .number = i});
}

void d1_image_reach(struct d1_image_writer *writer, const struct d1_cel_env *env)
{
    for (uint32_t i = 0; i < D1_CEL_KINDS; i++)
        reach(writer, (struct d1_image_reached){.type = &d1_cel_types[i], .way = D1_WAY_PLAIN, .number = i});
    for (uint32_t i = 0; i < env->variables.len; i++)
        reach(writer,
              (struct d1_image_reached){.type = env->variables.items[i].type, .way = D1_WAY_VARIABLE, .number = i});
    reach_functions(writer, env);
    for (size_t i = 0; i < writer->reached.len && !writer->oom; i++)
        reach_inside(writer, i);
}

/* ---- telling ---- */

/* A coder that tells of something more in a text of its own; `end` puts it into the list that it belongs to. */
static struct d1_coder begin(const struct d1_coder *c, struct d1_strbuf *text)
{
    struct d1_coder inner = *c;

    inner.out = text;
    return inner;
}

static uint32_t end(struct d1_coder *c, const struct d1_coder *inner, struct d1_image_list *list)
{
    d1_strbuf_str(&list->bytes, d1_strbuf_view(inner->out));
    d1_strbuf_release(inner->out);
    if (list->bytes.oom || d1_vec_push(&list->ends, (uint32_t)list->bytes.len) < 0) {
        c->writer->oom = true;
        return 0;
    }
    return (uint32_t)list->ends.len - 1;
}

static uint32_t place_of(struct d1_coder *c, const struct d1_cel_function *function,
                         const struct d1_cel_overload *overload)
{
    uint32_t place = 0;

    for (const struct d1_cel_candidate *at = function ? function->first : NULL; at; at = at->next, place++)
        if (at->overload == overload)
            return place;
    d1_code_refuse(c, "calls a function that the environment does not declare");
    return 0;
}

uint32_t d1_image_function_number(struct d1_coder *c, const struct d1_cel_overload *overload)
{
    struct d1_image_writer *writer = c->writer;
    struct d1_str name = d1_str(overload->name);
    uint32_t hash = d1_str_hash(name), place;
    struct d1_strbuf text = {0};
    struct d1_coder inner = begin(c, &text);
    uint32_t number;

    for (uint32_t i = 0; i < writer->functions.len; i++)
        if (writer->functions.items[i] == overload)
            return i;
    place = place_of(c, d1_cel_env_function(c->image->env, name, hash), overload);
    d1_code_text(&inner, &name);
    d1_code_hash(&inner, &hash);
    d1_code_u32(&inner, &place);
    number = end(c, &inner, &writer->functions_told);
    writer->oom = writer->oom || d1_vec_push(&writer->functions, overload) < 0;
    return number;
}

static void tell_number(struct d1_coder *inner, uint32_t number)
{
    d1_code_u32(inner, &number);
}

static uint32_t tell_reached(struct d1_coder *c, size_t index)
{
    struct d1_image_reached *reached = &c->writer->reached.items[index];
    struct d1_strbuf text = {0};
    struct d1_coder inner;
    uint32_t from = 0;

    if (reached->told != D1_IMAGE_NONE)
        return (uint32_t)reached->told;
    if (reached->way == D1_WAY_FIELD || reached->way == D1_WAY_ARGUMENT)
        from = tell_reached(c, reached->from);
    else if (reached->way == D1_WAY_RESULT || reached->way == D1_WAY_PARAMETER)
        from = d1_image_function_number(c, reached->overload);
    inner = begin(c, &text);
    tell_number(&inner, reached->way);
    if (reached->way != D1_WAY_PLAIN && reached->way != D1_WAY_VARIABLE)
        tell_number(&inner, from);
    if (reached->way == D1_WAY_FIELD)
        d1_code_text(&inner, &reached->name);
    else if (reached->way != D1_WAY_RESULT)
        tell_number(&inner, reached->number);
    reached->told = (int32_t)end(c, &inner, &c->writer->types_told);
    return (uint32_t)reached->told;
}

static void tell_fields(struct d1_coder *c, struct d1_coder *inner, const struct d1_cel_type *type)
{
    size_t count;
    const struct d1_cel_field *fields = d1_cel_record_fields(type, &count);

    tell_number(inner, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct d1_str name = fields[i].name;
        bool optional = fields[i].optional;

        d1_code_text(inner, &name);
        d1_code_bool(inner, &optional);
        tell_number(inner, d1_image_type_number(c, fields[i].type));
    }
}

/* What was made while an expression was checked, of types that are told before it. */
static uint32_t tell_made(struct d1_coder *c, const struct d1_cel_type *type)
{
    static const enum d1_image_way ways[D1_CEL_KINDS] = {[D1_CEL_LIST] = D1_WAY_LIST,
                                                         [D1_CEL_MAP] = D1_WAY_MAP,
                                                         [D1_CEL_OPTIONAL] = D1_WAY_OPTIONAL,
                                                         [D1_CEL_TYPE] = D1_WAY_TYPE};
    struct d1_image_reached made = {.type = type, .way = ways[type->kind], .told = D1_IMAGE_NONE};
    struct d1_strbuf text = {0};
    struct d1_coder inner;

    if (type->kind == D1_CEL_MAP && type->record)
        made.way = D1_WAY_LITERAL;
    if (made.way == D1_WAY_PLAIN) {
        d1_code_refuse(c, "is of a type that is made in no way an image knows");
        return 0;
    }
    for (size_t i = 0; i < type->arg_count; i++)
        d1_image_type_number(c, type->args[i]);
    inner = begin(c, &text);
    tell_number(&inner, made.way);
    for (size_t i = 0; i < type->arg_count; i++)
        tell_number(&inner, d1_image_type_number(c, type->args[i]));
    if (made.way == D1_WAY_LITERAL)
        tell_fields(c, &inner, type);
    made.told = (int32_t)end(c, &inner, &c->writer->types_told);
    c->writer->oom = c->writer->oom || d1_vec_push(&c->writer->reached, made) < 0;
    return (uint32_t)made.told;
}

uint32_t d1_image_type_number(struct d1_coder *c, const struct d1_cel_type *type)
{
    for (size_t i = 0; i < c->writer->reached.len; i++)
        if (c->writer->reached.items[i].type == type)
            return tell_reached(c, i);
    if (type->kind == D1_CEL_STRING)
        return d1_image_type_number(c, D1_CEL_T(STRING)); /* known values are for the checker */
    return tell_made(c, type);
}
