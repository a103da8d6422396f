/* Names, fields and indexes. */
#include "cel/check/check.h"

#include <string.h>

enum { LONGEST_NAME = 256 };

/* ---- names ---- */

const struct d1_cel_scope *d1_cel_check_scope(const struct d1_cel_checker *c, struct d1_str name, uint32_t hash)
{
    for (const struct d1_cel_scope *scope = c->scopes; scope; scope = scope->outer)
        if (scope->hash == hash && d1_str_eq(scope->name, name))
            return scope;
    return NULL;
}

static const struct {
    const char *name;
    const struct d1_cel_type *type;
} type_names[] = {
    {"bool", D1_CEL_T(BOOL)},
    {"int", D1_CEL_T(INT)},
    {"uint", D1_CEL_T(UINT)},
    {"double", D1_CEL_T(DOUBLE)},
    {"string", D1_CEL_T(STRING)},
    {"bytes", D1_CEL_T(BYTES)},
    {"list", D1_CEL_T(LIST)},
    {"map", D1_CEL_T(MAP)},
    {"null_type", D1_CEL_T(NULL)},
    {"type", D1_CEL_T(TYPE)},
    {"date", D1_CEL_T(DATE)},
    {"optional_type", D1_CEL_T(OPTIONAL)},
    {"google.protobuf.Timestamp", D1_CEL_T(TIMESTAMP)},
    {"google.protobuf.Duration", D1_CEL_T(DURATION)},
};

static const struct d1_cel_type *make_variable(struct d1_cel_checker *c, struct d1_cel_expr *expr, struct d1_str name,
                                               const struct d1_cel_variable *variable, size_t index)
{
    c->program->fleeting = c->program->fleeting || variable->fleeting;
    expr->op = D1_EXPR_VARIABLE;
    expr->run = d1_cel_run_variable;
    expr->flags |= D1_EXPR_VARIES;
    expr->u.name = (struct d1_cel_expr_name){.name = name, .hash = variable->hash, .index = (uint32_t)index};
    return variable->type;
}

static const struct d1_cel_type *make_type(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                           const struct d1_cel_type *type)
{
    expr->op = D1_EXPR_LITERAL;
    expr->run = d1_cel_run_literal;
    expr->u.literal = d1_cel_type_value(type);
    return d1_cel_check_made(c, d1_cel_type_of_type(c->arena, type));
}

/* Looks for the variable in the container, then in what the container is in, and so on outwards. */
static const struct d1_cel_variable *find_variable(const struct d1_cel_checker *c, struct d1_str name, bool absolute,
                                                   size_t *index)
{
    struct d1_str container = absolute ? d1_strn("", 0) : c->env->container;
    char buffer[LONGEST_NAME];

    while (container.len && container.len + 1 + name.len <= sizeof buffer) {
        const struct d1_cel_variable *variable;
        struct d1_str full = d1_strn(buffer, container.len + 1 + name.len);

        memcpy(buffer, container.ptr, container.len);
        buffer[container.len] = '.';
        memcpy(buffer + container.len + 1, name.ptr, name.len);
        variable = d1_cel_env_find(c->env, full, d1_str_hash(full), index);
        if (variable)
            return variable;
        while (container.len && container.ptr[container.len - 1] != '.')
            container.len--;
        container.len -= container.len > 0;
    }
    return d1_cel_env_find(c->env, name, d1_str_hash(name), index);
}

static const struct d1_cel_type *find_type(struct d1_str name)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
        if (d1_str_is(name, type_names[i].name))
            return type_names[i].type;
    return NULL;
}

/*
 * The whole chain of selects as the name of one variable or type: the longest such name counts (cel-spec, "Name
 * Resolution"). NULL when it is none.
 */
static const struct d1_cel_type *check_qualified(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_expr *root = d1_cel_check_root(expr);
    char buffer[LONGEST_NAME];
    const struct d1_cel_variable *variable;
    const struct d1_cel_type *type;
    struct d1_str name;
    bool absolute;
    size_t index;

    if (!root || root->op != D1_EXPR_NAME)
        return NULL;
    absolute = root->flags & D1_EXPR_ABSOLUTE;
    if (!absolute && d1_cel_check_scope(c, root->u.name.name, root->u.name.hash))
        return NULL;
    /* Without such variables only a type can be meant, and only where the root is no variable. */
    if (!c->env->dotted && !c->env->container.len && !d1_str_is(root->u.name.name, "google"))
        return NULL;
    name = d1_cel_check_spelled(expr, buffer, sizeof buffer);
    if (!name.len)
        return NULL;
    variable = find_variable(c, name, absolute, &index);
    if (variable)
        return make_variable(c, expr, variable->name, variable, index);
    type = find_type(name);
    return type ? make_type(c, expr, type) : NULL;
}

const struct d1_cel_type *d1_cel_check_name(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_name *name = &expr->u.name;
    bool absolute = expr->flags & D1_EXPR_ABSOLUTE;
    const struct d1_cel_scope *scope = absolute ? NULL : d1_cel_check_scope(c, name->name, name->hash);
    const struct d1_cel_variable *variable;
    const struct d1_cel_type *type;
    size_t index;

    if (scope) {
        expr->op = D1_EXPR_LOCAL;
        expr->run = d1_cel_run_local;
        expr->locals = d1_cel_local_bit(scope->index);
        name->index = scope->index;
        return scope->type;
    }
    variable = c->env->container.len ? find_variable(c, name->name, absolute, &index)
                                     : d1_cel_env_find(c->env, name->name, name->hash, &index);
    if (variable)
        return make_variable(c, expr, variable->name, variable, index);
    type = find_type(name->name);
    return type ? make_type(c, expr, type) : d1_cel_check_no_variable(c, expr);
}

/* ---- fields ---- */

/* Whether a select or an index may read an entry that is not sure to be there. */
static bool is_safe(const struct d1_cel_checker *c, const struct d1_cel_expr *expr, const struct d1_cel_expr *operand)
{
    return expr->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS) || operand->type->kind == D1_CEL_OPTIONAL ||
           d1_cel_check_present(c, expr);
}

static const struct d1_cel_type *may_be_absent(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_expr_select *select = &expr->u.select;
    struct d1_str path = d1_str_sub(c->source->text, select->operand->offset, expr->end - select->operand->offset);

    return d1_cel_complain(c, expr, "`%.*s` may be absent; ask has(%.*s) before, or read it with `.?%.*s`",
                           D1_STR_ARG(select->field), D1_STR_ARG(d1_str_sub(path, 0, 80)), D1_STR_ARG(select->field));
}

/* A field of a record, or of a map literal that is one. */
static const struct d1_cel_type *record_field(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                              const struct d1_cel_type *type)
{
    struct d1_cel_expr_select *select = &expr->u.select;
    const struct d1_cel_field *field;
    size_t index = 0;

    field = d1_cel_record_field(type, select->field, select->hash, &index);
    if (!field)
        return d1_cel_check_no_field(c, expr, type);
    if (type->kind == D1_CEL_RECORD) {
        select->index = (uint32_t)index;
        select->record = type;
        select->field_type = field->type;
    }
    return field->optional && !is_safe(c, expr, select->operand) ? may_be_absent(c, expr) : field->type;
}

/* Where strict, any entry of a map may be absent, and of what is known at run time only. */
static const struct d1_cel_type *entry_type(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                            const struct d1_cel_type *type)
{
    return c->strict && !is_safe(c, expr, expr->u.select.operand) ? may_be_absent(c, expr) : type;
}

static const struct d1_cel_type *field_type(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                            const struct d1_cel_type *type)
{
    if (type->record)
        return record_field(c, expr, type);
    switch (type->kind) {
    case D1_CEL_DYN:
        return entry_type(c, expr, type);
    case D1_CEL_FREE:
        return type;
    case D1_CEL_MAP:
        if (type->args[0]->kind == D1_CEL_STRING || d1_cel_is_wild(type->args[0]))
            return entry_type(c, expr, type->args[1]);
        return d1_cel_complain(c, expr, "a field is selected by name, but the keys of this map are %s; write [ ]",
                               d1_cel_check_text(c, type->args[0]));
    default:
        return d1_cel_complain(c, expr, "there is no field `%.*s` in %s", D1_STR_ARG(expr->u.select.field),
                               d1_cel_check_text(c, type));
    }
}

const struct d1_cel_type *d1_cel_check_select(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_select *select = &expr->u.select;
    const struct d1_cel_type *type = NULL, *found;
    bool inside;

    if (!(expr->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS)))
        type = check_qualified(c, expr);
    if (type)
        return type;
    type = d1_cel_check_expr(c, select->operand);
    d1_cel_depends(expr, select->operand);
    inside = type->kind == D1_CEL_OPTIONAL;
    expr->run = expr->flags & D1_EXPR_HAS                  ? d1_cel_run_has
                : inside || expr->flags & D1_EXPR_OPTIONAL ? d1_cel_run_select_optional
                                                           : d1_cel_run_select;
    found = field_type(c, expr, inside ? type->args[0] : type);
    if (expr->op == D1_EXPR_FAULT)
        return found;
    if (expr->flags & D1_EXPR_HAS)
        return D1_CEL_T(BOOL);
    if (inside || expr->flags & D1_EXPR_OPTIONAL)
        return d1_cel_check_made(c, d1_cel_type_optional(c->arena, found));
    return found;
}

/* ---- indexes ---- */

/* record['field'] is record.field. */
static const struct d1_cel_type *index_as_field(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *operand = expr->u.args.items[0], *index = expr->u.args.items[1];
    struct d1_str field = d1_cel_text(index->u.literal);
    const struct d1_cel_type *type = operand->type;

    expr->op = D1_EXPR_SELECT;
    expr->run = type->kind == D1_CEL_OPTIONAL || expr->flags & D1_EXPR_OPTIONAL ? d1_cel_run_select_optional
                                                                                : d1_cel_run_select;
    expr->at = index->offset;
    expr->at_end = index->end;
    expr->u.select = (struct d1_cel_expr_select){
        .operand = operand, .field = field, .hash = d1_str_hash(field), .index = UINT32_MAX};
    return record_field(c, expr, type->kind == D1_CEL_OPTIONAL ? type->args[0] : type);
}

static const struct d1_cel_type *list_index(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                            const struct d1_cel_type *list)
{
    struct d1_cel_expr *index = expr->u.args.items[1];

    if (index->type->kind == D1_CEL_INT || d1_cel_is_wild(index->type) || c->unchecked)
        return list->args[0];
    return d1_cel_complain(c, index, "the index of a list is an int, not %s", d1_cel_check_text(c, index->type));
}

/* Whether every value that an index may have is a key of a map literal: `{'low': 1, 'high': 2}[it.impact]`. */
static bool has_every_key(const struct d1_cel_type *map, const struct d1_cel_expr *index)
{
    for (size_t i = 0; i < index->type->value_count; i++) {
        struct d1_str value = index->type->values[i];
        const struct d1_cel_field *field = d1_cel_record_field(map, value, d1_str_hash(value), NULL);

        if (!field || field->optional)
            return false;
    }
    return map->record && index->type->value_count;
}

/* Where strict, a key may be missing in any map, and in what is known at run time only. */
static const struct d1_cel_type *keyed(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                       const struct d1_cel_type *found)
{
    const struct d1_cel_expr *operand = expr->u.args.items[0], *index = expr->u.args.items[1];
    struct d1_str map = d1_str_sub(c->source->text, operand->offset, operand->end - operand->offset);
    struct d1_str key = d1_str_sub(c->source->text, index->offset, index->end - index->offset);

    if (!c->strict || is_safe(c, expr, operand))
        return found;
    return d1_cel_complain(c, expr, "there may be no such key; ask `%.*s in %.*s` before, or read it with [?%.*s]",
                           D1_STR_ARG(d1_str_sub(key, 0, 40)), D1_STR_ARG(d1_str_sub(map, 0, 80)),
                           D1_STR_ARG(d1_str_sub(key, 0, 40)));
}

static const struct d1_cel_type *map_index(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                           const struct d1_cel_type *map)
{
    struct d1_cel_expr *index = expr->u.args.items[1];
    struct d1_str why;

    if (c->unchecked)
        return map->args[1];
    if (map->record && index->op == D1_EXPR_LITERAL && index->u.literal.kind == D1_CEL_STRING)
        return index_as_field(c, expr);
    if (d1_cel_check_comparable(c, index, index->type, NULL, map->args[0], &why))
        return has_every_key(map, index) ? map->args[1] : keyed(c, expr, map->args[1]);
    return d1_cel_complain(c, index, "the keys of this map are %s, not %s", d1_cel_check_text(c, map->args[0]),
                           d1_cel_check_text(c, index->type));
}

static const struct d1_cel_type *index_type(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                            const struct d1_cel_type *type)
{
    const struct d1_cel_expr *index = expr->u.args.items[1];

    switch (type->kind) {
    case D1_CEL_LIST:
        return list_index(c, expr, type);
    case D1_CEL_MAP:
        return map_index(c, expr, type);
    case D1_CEL_RECORD:
        if (index->op == D1_EXPR_LITERAL && index->u.literal.kind == D1_CEL_STRING)
            return index_as_field(c, expr);
        return keyed(c, expr, D1_CEL_T(DYN));
    case D1_CEL_DYN:
        return index->type->kind == D1_CEL_INT ? type : keyed(c, expr, type);
    case D1_CEL_FREE:
        return type;
    default:
        return d1_cel_complain(c, expr, "only lists and maps have an index, not %s", d1_cel_check_text(c, type));
    }
}

const struct d1_cel_type *d1_cel_check_index(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_type *type = d1_cel_check_expr(c, expr->u.args.items[0]), *found;
    bool inside = type->kind == D1_CEL_OPTIONAL;

    d1_cel_check_expr(c, expr->u.args.items[1]);
    d1_cel_depends(expr, expr->u.args.items[0]);
    d1_cel_depends(expr, expr->u.args.items[1]);
    expr->run = inside || expr->flags & D1_EXPR_OPTIONAL ? d1_cel_run_index_optional : d1_cel_run_index;
    found = index_type(c, expr, inside ? type->args[0] : type);
    if (expr->op == D1_EXPR_FAULT)
        return found;
    if (inside || expr->flags & D1_EXPR_OPTIONAL)
        return d1_cel_check_made(c, d1_cel_type_optional(c->arena, found));
    return found;
}
