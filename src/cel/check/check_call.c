/* Calls: which overloads fit, and with what types for their parameters. */
#include "cel/check/check.h"

#include <stdio.h>
#include <string.h>

#include "regex/regex.h"

enum { MOST_PARAMS = 8, LONGEST_NAME = 256, FORMS_SHOWN = 6 };

/* What the parameters of a generic overload stand for in one call. */
struct bindings {
    struct {
        const char *name;
        const struct d1_cel_type *type;
    } items[MOST_PARAMS];
    size_t count;
};

static bool bind(struct d1_cel_checker *c, struct bindings *bindings, const struct d1_cel_type *param,
                 const struct d1_cel_type *have)
{
    for (size_t i = 0; i < bindings->count; i++) {
        const struct d1_cel_type *bound = bindings->items[i].type;

        if (strcmp(bindings->items[i].name, param->name) != 0)
            continue;
        if (!d1_cel_type_assignable(bound, have) && !d1_cel_type_assignable(have, bound))
            return false;
        bindings->items[i].type = d1_cel_check_made(c, d1_cel_type_join(c->arena, bound, have));
        return true;
    }
    if (bindings->count == MOST_PARAMS)
        return false;
    bindings->items[bindings->count].name = param->name;
    bindings->items[bindings->count++].type = have;
    return true;
}

static bool fits(struct d1_cel_checker *c, struct bindings *bindings, const struct d1_cel_type *want,
                 const struct d1_cel_type *have)
{
    if (want->kind == D1_CEL_PARAM)
        return bind(c, bindings, want, have);
    if (!want->generic || d1_cel_is_wild(have))
        return d1_cel_type_assignable(want, have);
    if (want->kind == D1_CEL_MAP && have->kind == D1_CEL_RECORD)
        return fits(c, bindings, want->args[0], D1_CEL_T(STRING)) && fits(c, bindings, want->args[1], D1_CEL_T(DYN));
    if (have->kind == D1_CEL_NULL)
        return d1_cel_type_assignable(want, have);
    if (want->kind != have->kind || want->arg_count != have->arg_count ||
        (want->kind == D1_CEL_OPAQUE && strcmp(want->name, have->name) != 0))
        return false;
    for (size_t i = 0; i < want->arg_count; i++)
        if (!fits(c, bindings, want->args[i], have->args[i]))
            return false;
    return true;
}

static const struct d1_cel_type *substitute(struct d1_cel_checker *c, const struct bindings *bindings,
                                            const struct d1_cel_type *type)
{
    const struct d1_cel_type *args[MOST_PARAMS] = {NULL};

    if (!type->generic)
        return type;
    if (type->kind == D1_CEL_PARAM) {
        for (size_t i = 0; i < bindings->count; i++)
            if (strcmp(bindings->items[i].name, type->name) == 0)
                return bindings->items[i].type;
        return D1_CEL_T(FREE);
    }
    for (size_t i = 0; i < type->arg_count && i < MOST_PARAMS; i++)
        args[i] = substitute(c, bindings, type->args[i]);
    switch (type->kind) {
    case D1_CEL_LIST:
        return d1_cel_check_made(c, d1_cel_type_list(c->arena, args[0]));
    case D1_CEL_MAP:
        return d1_cel_check_made(c, d1_cel_type_map(c->arena, args[0], args[1]));
    case D1_CEL_OPTIONAL:
        return d1_cel_check_made(c, d1_cel_type_optional(c->arena, args[0]));
    case D1_CEL_OPAQUE:
        return d1_cel_check_made(c, d1_cel_type_opaque(c->arena, type->name, args, type->arg_count));
    default:
        return d1_cel_check_made(c, d1_cel_type_of_type(c->arena, args[0]));
    }
}

static size_t parameters(const struct d1_cel_overload *overload)
{
    size_t count = 0;

    while (count < D1_CEL_PARAMS && overload->params[count])
        count++;
    return count;
}

static bool takes(const struct d1_cel_overload *overload, const struct d1_cel_expr *expr)
{
    bool receiver = expr->flags & D1_EXPR_RECEIVER;
    size_t count = parameters(overload);

    if (!(overload->flags & D1_CEL_BOTH) && receiver != !!(overload->flags & D1_CEL_RECEIVER))
        return false;
    if (overload->flags & D1_CEL_VARIADIC)
        return expr->count >= count && expr->count <= D1_CEL_VARIADIC_MAX;
    return expr->count == count;
}

/* Whether the arguments fit the overload; *result is the type of the call then. */
static bool matches(struct d1_cel_checker *c, const struct d1_cel_overload *overload, const struct d1_cel_expr *expr,
                    bool as_double, const struct d1_cel_type **result)
{
    struct bindings bindings = {.count = 0};
    size_t last = parameters(overload);

    if (!takes(overload, expr))
        return false;
    for (uint32_t i = 0; i < expr->count; i++) {
        const struct d1_cel_expr *item = expr->u.args.items[i];
        const struct d1_cel_type *want = overload->params[i < last ? i : last - 1], *have = item->type;

        if (as_double && want->kind == D1_CEL_DOUBLE && item->op == D1_EXPR_LITERAL && have->kind == D1_CEL_INT)
            continue;
        if (!fits(c, &bindings, want, have))
            return false;
    }
    *result = substitute(c, &bindings, overload->result);
    return true;
}

/* ---- messages ---- */

static void write_arguments(struct d1_strbuf *out, const struct d1_cel_expr *expr)
{
    uint32_t first = 0;

    if (expr->flags & D1_EXPR_RECEIVER) {
        d1_cel_type_write(out, expr->u.args.items[first++]->type);
        d1_strbuf_putc(out, '.');
    }
    d1_strbuf_str(out, expr->u.args.name);
    for (uint32_t i = first; i < expr->count; i++) {
        d1_strbuf_puts(out, i == first ? "(" : ", ");
        d1_cel_type_write(out, expr->u.args.items[i]->type);
    }
    d1_strbuf_puts(out, first == expr->count ? "()" : ")");
}

static const struct d1_cel_type *no_overload(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                             const struct d1_cel_function *function)
{
    struct d1_strbuf text = {0};
    size_t shown = 0;

    d1_strbuf_puts(&text, "there is no `");
    write_arguments(&text, expr);
    d1_strbuf_puts(&text, "`; there is ");
    for (const struct d1_cel_candidate *at = function->first; at && shown < FORMS_SHOWN; at = at->next, shown++) {
        d1_strbuf_puts(&text, shown ? ", `" : "`");
        d1_cel_overload_write(&text, at->overload);
        d1_strbuf_putc(&text, '`');
    }
    c->oom |= text.oom;
    d1_cel_complain(c, expr, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&text)));
    d1_strbuf_release(&text);
    return expr->type;
}

/* ---- choosing ---- */

static void convert_literals(struct d1_cel_checker *c, struct d1_cel_expr *expr, const struct d1_cel_overload *overload)
{
    size_t last = parameters(overload);

    for (uint32_t i = 0; i < expr->count; i++)
        d1_cel_check_as_double(c, expr->u.args.items[i], overload->params[i < last ? i : last - 1]);
}

/* Whether the kinds of the arguments are certain, so that the program need not look at them. */
static bool kinds_known(const struct d1_cel_overload *overload, const struct d1_cel_expr *expr)
{
    size_t last = parameters(overload);

    for (uint32_t i = 0; i < expr->count; i++) {
        const struct d1_cel_type *want = overload->params[i < last ? i : last - 1];
        const struct d1_cel_type *have = expr->u.args.items[i]->type;

        if (want->kind == D1_CEL_DYN || want->kind == D1_CEL_PARAM)
            continue;
        if (want->kind != have->kind && !(want->kind == D1_CEL_MAP && have->kind == D1_CEL_RECORD))
            return false;
    }
    return true;
}

/* How many candidates the static types allow; *first is one of them, *type what all of them give. */
static size_t count_matches(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                            const struct d1_cel_function *function, bool as_double,
                            const struct d1_cel_candidate **first, const struct d1_cel_type **type)
{
    const struct d1_cel_type *result;
    size_t count = 0;

    for (const struct d1_cel_candidate *at = function->first; at; at = at->next) {
        if (!matches(c, at->overload, expr, as_double, &result))
            continue;
        /* Where the kinds are certain the first that fits is always the one. */
        if (count == 0 && kinds_known(at->overload, expr)) {
            *first = at;
            *type = result;
            return 1;
        }
        if (count++ == 0) {
            *first = at;
            *type = result;
        } else if (!d1_cel_type_same(*type, result)) {
            *type = D1_CEL_T(DYN);
        }
    }
    return count;
}

/* A chain of those candidates alone, in their order; the values decide among them at run time. */
static const struct d1_cel_candidate *copy_matches(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                                                   const struct d1_cel_function *function, bool as_double, size_t count)
{
    struct d1_cel_candidate *copies = d1_arena_alloc(c->arena, count * sizeof *copies);
    const struct d1_cel_type *ignored;
    size_t made = 0;

    if (!copies) {
        c->oom = true;
        return NULL;
    }
    for (const struct d1_cel_candidate *at = function->first; at; at = at->next)
        if (matches(c, at->overload, expr, as_double, &ignored)) {
            copies[made] = *at;
            copies[made].next = made + 1 < count ? &copies[made + 1] : NULL;
            made++;
        }
    return copies;
}

/* Where byte `at` of a literal pattern stands in the source; the literal's first byte when it has escapes. */
static uint32_t pattern_offset(const struct d1_cel_checker *c, const struct d1_cel_expr *literal, size_t at)
{
    struct d1_str pattern = d1_cel_text(literal->u.literal), source = c->source->text;
    size_t quotes = literal->end - literal->offset - pattern.len;

    /* 'x', r'x' or the same in three quotes. */
    for (size_t before = 1; before < quotes && before <= 4; before++)
        if (d1_str_eq(d1_str_sub(source, literal->offset + before, pattern.len), pattern))
            return (uint32_t)(literal->offset + before + at);
    return literal->offset;
}

/* Compiles a literal pattern, once for the program. */
static void compile_pattern(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *literal = expr->u.args.items[1];
    struct d1_cel_pattern *pattern;
    struct d1_error error = {0};
    size_t at = 0;
    int code;

    if (literal->op != D1_EXPR_LITERAL || literal->u.literal.kind != D1_CEL_STRING || c->unchecked)
        return;
    pattern = d1_arena_calloc(c->arena, 1, sizeof *pattern);
    if (!pattern) {
        c->oom = true;
        return;
    }
    code = d1_regex_compile(&pattern->regex, d1_cel_text(literal->u.literal), D1_REGEX_RE2, &at, &error);
    if (code == 0) {
        pattern->next = c->env->patterns;
        c->env->patterns = pattern;
        expr->u.args.regex = pattern->regex;
    } else if (code == D1_ERR_MEMORY || !error.message) {
        c->oom = true;
    } else {
        literal->at = pattern_offset(c, literal, at);
        literal->at_end = literal->at == literal->offset ? literal->end : literal->at + 1;
        d1_cel_complain(c, literal, "%s", d1_error_message(&error));
    }
    d1_error_clear(&error);
}

static const struct d1_cel_type *resolve(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                         const struct d1_cel_function *function)
{
    const struct d1_cel_type *type = D1_CEL_T(DYN);
    const struct d1_cel_candidate *found = NULL;
    size_t count = count_matches(c, expr, function, false, &found, &type);
    bool as_double = count == 0 && c->strict;

    if (as_double)
        count = count_matches(c, expr, function, true, &found, &type);
    if (count == 0)
        return no_overload(c, expr, function);
    if (count == 1) {
        expr->flags |= D1_EXPR_SINGLE;
        if (as_double)
            convert_literals(c, expr, found->overload);
    } else {
        found = copy_matches(c, expr, function, as_double, count);
    }
    expr->u.args.by.candidates = found;
    return type;
}

/* math.greatest(a, b): the receiver spells a namespace. NULL when it does not. */
static const struct d1_cel_function *qualified(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *receiver = expr->u.args.items[0];
    const struct d1_cel_expr *root = d1_cel_check_root(receiver);
    const struct d1_cel_function *function;
    char buffer[LONGEST_NAME], *name;
    struct d1_str prefix, method = expr->u.args.name;

    if (!root || root->op != D1_EXPR_NAME || d1_cel_check_scope(c, root->u.name.name, root->u.name.hash))
        return NULL;
    prefix = d1_cel_check_spelled(receiver, buffer, sizeof buffer);
    if (!prefix.len || prefix.len + 1 + method.len > sizeof buffer)
        return NULL;
    memmove(buffer, prefix.ptr, prefix.len);
    buffer[prefix.len] = '.';
    memcpy(buffer + prefix.len + 1, method.ptr, method.len);
    prefix = d1_strn(buffer, prefix.len + 1 + method.len);
    function = d1_cel_env_function(c->env, prefix, d1_str_hash(prefix));
    if (!function)
        return NULL;
    name = (char *)d1_arena_str(c->arena, prefix).ptr;
    if (!name) {
        c->oom = true;
        return NULL;
    }
    expr->u.args.name = d1_strn(name, prefix.len);
    expr->at = expr->offset;
    expr->flags &= (uint16_t)~D1_EXPR_RECEIVER;
    expr->u.args.items++;
    expr->count--;
    return function;
}

static const struct d1_cel_function *in_container(struct d1_cel_checker *c, const struct d1_cel_expr *expr)
{
    struct d1_str container = c->env->container, name = expr->u.args.name;
    char buffer[LONGEST_NAME];

    while (!(expr->flags & D1_EXPR_ABSOLUTE) && container.len && container.len + 1 + name.len <= sizeof buffer) {
        const struct d1_cel_function *function;
        struct d1_str full = d1_strn(buffer, container.len + 1 + name.len);

        memcpy(buffer, container.ptr, container.len);
        buffer[container.len] = '.';
        memcpy(buffer + container.len + 1, name.ptr, name.len);
        function = d1_cel_env_function(c->env, full, d1_str_hash(full));
        if (function)
            return function;
        while (container.len && container.ptr[container.len - 1] != '.')
            container.len--;
        container.len -= container.len > 0;
    }
    return d1_cel_env_function(c->env, name, d1_str_hash(name));
}

/* Whether a record is wanted where nobody knows what there is, so that it may lack what a record has. */
static bool takes_on_trust(const struct d1_cel_type *wanted, const struct d1_cel_type *have)
{
    if (wanted->kind == D1_CEL_RECORD)
        return have->kind == D1_CEL_DYN;
    for (size_t i = 0; i < wanted->arg_count; i++) {
        bool same = have->kind == wanted->kind && have->arg_count == wanted->arg_count;

        if ((same || have->kind == D1_CEL_DYN) && takes_on_trust(wanted->args[i], same ? have->args[i] : have))
            return true;
    }
    return false;
}

/* The body of a function reads what its parameters have; where strict, an argument must have it too. */
static void check_arguments(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                            const struct d1_cel_overload *overload)
{
    for (uint32_t i = 0; i < expr->count && i < D1_CEL_PARAMS && overload->params[i]; i++) {
        struct d1_cel_expr *argument = expr->u.args.items[i];

        if (!takes_on_trust(overload->params[i], argument->type))
            continue;
        argument->at = argument->offset;
        argument->at_end = argument->end;
        d1_cel_complain(c, argument, "%.*s() takes %s here; what this is, only the run will show",
                        D1_STR_ARG(expr->u.args.name), d1_cel_check_text(c, overload->params[i]));
    }
}

/* What a call may lead to has to be there, where it was only promised. */
static void check_promise(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                          const struct d1_cel_candidate *candidate)
{
    int code = candidate->body ? d1_cel_body_ready(candidate->body) : 0;

    if (code == D1_ERR_MEMORY)
        c->oom = true;
    else if (code < 0)
        d1_cel_report(c->reporter, D1_CEL_CHECK, expr->offset, expr->end,
                      "the body of `%s` has faults, or calls itself", candidate->overload->name);
}

/* `it.?strategy.orValue('')` is one of the known values of the property, or the text. */
static const struct d1_cel_type *or_value_type(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                                               const struct d1_cel_type *type)
{
    const struct d1_cel_type *choice =
        d1_cel_check_choice(c, expr->u.args.items[0]->type->args[0], expr->u.args.items[1]);

    return choice ? choice : type;
}

const struct d1_cel_type *d1_cel_check_call(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_function *function = NULL;
    const struct d1_cel_type *type;
    size_t complaints = c->reporter->count;
    const struct d1_cel_candidate *found;
    bool single;

    if (expr->flags & D1_EXPR_RECEIVER)
        function = qualified(c, expr);
    if (!function)
        function = in_container(c, expr);
    for (uint32_t i = 0; i < expr->count; i++) {
        d1_cel_check_expr(c, expr->u.args.items[i]);
        d1_cel_depends(expr, expr->u.args.items[i]);
    }
    expr->run = d1_cel_run_call_dynamic;
    expr->flags |= D1_EXPR_COSTLY;
    if (complaints != c->reporter->count)
        return D1_CEL_T(FREE);
    if (!function)
        return d1_cel_check_no_function(c, expr);
    type = resolve(c, expr, function);
    found = expr->op == D1_EXPR_FAULT ? NULL : expr->u.args.by.candidates;
    if (!found || complaints != c->reporter->count)
        return type;
    single = expr->flags & D1_EXPR_SINGLE;
    if (c->strict && single && found->body)
        check_arguments(c, expr, found->overload);
    if (c->strict && d1_cel_run_needs_value(found->overload) && !d1_cel_check_holds(c, expr->u.args.items[0]))
        return d1_cel_complain(c, expr,
                               "there may be no value here; ask hasValue() before, or give another by orValue()");
    for (const struct d1_cel_candidate *at = found; at; at = single ? NULL : at->next) {
        check_promise(c, expr, at);
        c->program->costly = c->program->costly || (at->body && at->body->costly);
        c->program->fleeting = c->program->fleeting || (at->body && at->body->fleeting);
    }
    for (const struct d1_cel_candidate *at = found; at; at = single ? NULL : at->next)
        if (at->body || at->overload->flags & (D1_CEL_USER | D1_CEL_LATE) || !at->overload->call)
            expr->flags |= D1_EXPR_VARIES;
    if (found->overload->flags & D1_CEL_PATTERN)
        compile_pattern(c, expr);
    if (single && expr->count && expr->u.args.items[0]->type->kind == D1_CEL_OPTIONAL &&
        d1_cel_run_on_optional(found->overload)) {
        expr->run = d1_cel_run_on_optional(found->overload);
        if (expr->run == d1_cel_run_or_value)
            type = or_value_type(c, expr, type);
    } else if (single && found->overload->flags & D1_CEL_FALLBACK)
        expr->run = d1_cel_run_call_fallback;
    else if (single && !found->body && kinds_known(found->overload, expr))
        expr->run = d1_cel_run_call;
    return type;
}
