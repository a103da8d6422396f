/* Names, functions and fields that there are not: what may have been meant by them, or what there is. */
#include "cel/check/check.h"

enum { MOST_BYTES = 300 }; /* of a message, before the last entry of a list */

/* ---- variables ---- */

static struct d1_str nearest_variable(const struct d1_cel_checker *c, struct d1_str name)
{
    size_t distance = d1_str_reach(name);
    struct d1_str nearest = {0};

    for (const struct d1_cel_scope *scope = c->scopes; scope; scope = scope->outer)
        if (d1_str_nearer(name, scope->name, &distance))
            nearest = scope->name;
    for (const struct d1_cel_env *env = c->env; env; env = env->parent)
        for (size_t i = 0; i < env->variables.len; i++)
            if (d1_str_nearer(name, env->variables.items[i].name, &distance))
                nearest = env->variables.items[i].name;
    return nearest;
}

static bool has_field(const struct d1_cel_type *type, const struct d1_cel_expr_name *name)
{
    return type->record && d1_cel_record_field(type, name->name, name->hash, NULL);
}

/* The variable that has a field of that name: who writes `RaidLog` means artifacts.RaidLog. Empty for none. */
static struct d1_str variable_with(const struct d1_cel_checker *c, const struct d1_cel_expr_name *field)
{
    for (const struct d1_cel_scope *scope = c->scopes; scope; scope = scope->outer)
        if (has_field(scope->type, field))
            return scope->name;
    for (const struct d1_cel_env *env = c->env; env; env = env->parent)
        for (size_t i = 0; i < env->variables.len; i++)
            if (has_field(env->variables.items[i].type, field))
                return env->variables.items[i].name;
    return d1_strn("", 0);
}

/* One more of a list, which `joint` begins; "" ended it. */
static void list(struct d1_strbuf *out, const char **joint, struct d1_str name)
{
    if (out->len < MOST_BYTES) {
        d1_strbuf_printf(out, "%s`%.*s`", *joint, D1_STR_ARG(name));
        *joint = ", ";
    } else if (**joint) {
        d1_strbuf_puts(out, ", ...");
        *joint = "";
    }
}

static void list_variables(const struct d1_cel_checker *c, struct d1_strbuf *out)
{
    const char *joint = "; there is ";

    for (const struct d1_cel_scope *scope = c->scopes; scope; scope = scope->outer)
        list(out, &joint, scope->name);
    for (const struct d1_cel_env *env = c->env; env; env = env->parent)
        for (size_t i = 0; i < env->variables.len; i++)
            list(out, &joint, env->variables.items[i].name);
}

/* The complaint just made is about a name that may come from elsewhere. */
static void set_kind(const struct d1_cel_checker *c, enum d1_cel_diagnostic_kind kind)
{
    struct d1_cel_diagnostics *list = c->reporter->diagnostics;

    if (!c->unchecked && !c->reporter->oom && list)
        list->items[list->len - 1].kind = kind;
}

/* Complains with what was written to text, which is given back. */
static const struct d1_cel_type *complain(struct d1_cel_checker *c, struct d1_cel_expr *expr, struct d1_strbuf *text)
{
    d1_cel_complain(c, expr, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(text)));
    c->oom |= text->oom;
    d1_strbuf_release(text);
    return expr->type;
}

static const struct d1_cel_type *not_called(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                            const struct d1_cel_function *function)
{
    struct d1_strbuf text = {0};

    d1_strbuf_printf(&text, "`%.*s` is a function: `", D1_STR_ARG(function->name));
    d1_cel_overload_write(&text, function->first->overload);
    d1_strbuf_puts(&text, "`");
    return complain(c, expr, &text);
}

const struct d1_cel_type *d1_cel_check_no_variable(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_expr_name *name = &expr->u.name;
    const struct d1_cel_function *function = d1_cel_env_function(c->env, name->name, name->hash);
    struct d1_str nearest = nearest_variable(c, name->name), owner = variable_with(c, name);
    struct d1_strbuf text = {0};

    if (function)
        return not_called(c, expr, function);
    if (owner.len)
        return d1_cel_complain(c, expr, "there is no variable `%.*s`; did you mean `%.*s.%.*s`?",
                               D1_STR_ARG(name->name), D1_STR_ARG(owner), D1_STR_ARG(name->name));
    if (nearest.len)
        return d1_cel_complain(c, expr, "there is no variable `%.*s`; did you mean `%.*s`?", D1_STR_ARG(name->name),
                               D1_STR_ARG(nearest));
    d1_strbuf_printf(&text, "there is no variable `%.*s`", D1_STR_ARG(name->name));
    list_variables(c, &text);
    complain(c, expr, &text);
    set_kind(c, D1_CEL_NO_VARIABLE);
    return expr->type;
}

/* ---- functions ---- */

static struct d1_str nearest_function(const struct d1_cel_checker *c, struct d1_str name)
{
    size_t distance = d1_str_reach(name);
    struct d1_str nearest = {0};

    for (const struct d1_cel_env *env = c->env; env; env = env->parent)
        for (size_t i = 0; i < env->function_cap; i++)
            if (env->functions[i].first && d1_str_nearer(name, env->functions[i].name, &distance))
                nearest = env->functions[i].name;
    return nearest;
}

const struct d1_cel_type *d1_cel_check_no_function(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_str name = expr->u.args.name, nearest = nearest_function(c, name);
    size_t index;

    if (!(expr->flags & D1_EXPR_RECEIVER) && d1_cel_env_find(c->env, name, d1_str_hash(name), &index))
        return d1_cel_complain(c, expr, "`%.*s` is no function; it stands without `( )`", D1_STR_ARG(name));
    if (!(expr->flags & D1_EXPR_RECEIVER) && d1_str_is(name, "not"))
        return d1_cel_complain(c, expr, "`not` is written `!`");
    if (nearest.len)
        return d1_cel_complain(c, expr, "there is no function `%.*s`; did you mean `%.*s`?", D1_STR_ARG(name),
                               D1_STR_ARG(nearest));
    d1_cel_complain(c, expr, "there is no function `%.*s`", D1_STR_ARG(name));
    set_kind(c, D1_CEL_NO_FUNCTION);
    return expr->type;
}

/* ---- fields ---- */

const struct d1_cel_type *d1_cel_check_no_field(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                                const struct d1_cel_type *type)
{
    struct d1_str field = expr->u.select.field;
    const struct d1_cel_field *nearest = d1_cel_record_nearest(type, field), *fields;
    const char *name = d1_cel_record_name(type->record);
    struct d1_strbuf text = {0};
    const char *joint = "; it has ";
    size_t count;

    if (nearest)
        return d1_cel_complain(c, expr, "%s has no field `%.*s`; did you mean `%.*s`?", name, D1_STR_ARG(field),
                               D1_STR_ARG(nearest->name));
    fields = d1_cel_record_fields(type, &count);
    d1_strbuf_printf(&text, "%s has no field `%.*s`", name, D1_STR_ARG(field));
    for (size_t i = 0; i < count; i++)
        list(&text, &joint, fields[i].name);
    return complain(c, expr, &text);
}
