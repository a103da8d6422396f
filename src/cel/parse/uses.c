/* What a program reads and calls; and the list of functions. */
#include "cel/parse/ast.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"

enum { LONGEST_PATH = 512, NESTED = 32, MOST_BODIES = 256 };

/* Bodies of functions that were gone through: once is enough, and functions may call each other many times over. */
struct bodies {
    const struct d1_cel_program *items[MOST_BODIES];
    size_t count;
};

struct visit {
    void (*each)(void *context, const struct d1_cel_use *use);
    void *context;
    const struct d1_cel_expr *call; /* the call that led into the body of a function, or NULL */
    unsigned depth;
    struct bodies *bodies;
};

static void tell(struct visit *visit, enum d1_cel_use_kind kind, struct d1_str name, size_t variable,
                 const struct d1_cel_expr *expr)
{
    const struct d1_cel_expr *at = visit->call ? visit->call : expr;
    struct d1_cel_use use = {.kind = kind, .name = name, .variable = variable, .offset = at->offset, .end = at->end};

    visit->each(visit->context, &use);
}

static void walk(struct visit *visit, const struct d1_cel_expr *expr);

/* A field of a record, by "Type.field". */
static void tell_field(struct visit *visit, const struct d1_cel_expr *expr)
{
    const struct d1_cel_expr_select *select = &expr->u.select;
    char buffer[LONGEST_PATH];
    const char *name;
    size_t len;

    if (!select->record)
        return;
    name = d1_cel_record_name(select->record->record);
    len = strlen(name);
    if (len + 1 + select->field.len > sizeof buffer)
        return;
    memcpy(buffer, name, len);
    buffer[len] = '.';
    memcpy(buffer + len + 1, select->field.ptr, select->field.len);
    tell(visit, D1_CEL_USE_FIELD, d1_strn(buffer, len + 1 + select->field.len), 0, expr);
}

/* The path of a chain of selects from a variable; false when it begins with something else. */
static bool tell_path(struct visit *visit, const struct d1_cel_expr *expr)
{
    char buffer[LONGEST_PATH];
    size_t at = sizeof buffer;
    const struct d1_cel_expr *root = expr;

    for (;; root = root->u.select.operand) {
        bool select = root->op == D1_EXPR_SELECT;
        struct d1_str part = select ? root->u.select.field : root->u.name.name;

        if (!select && root->op != D1_EXPR_VARIABLE)
            return false;
        if (part.len + 1 > at)
            return false;
        at -= part.len;
        memcpy(buffer + at, part.ptr, part.len);
        if (!select)
            break;
        buffer[--at] = '.';
    }
    tell(visit, D1_CEL_USE_PATH, d1_strn(buffer + at, sizeof buffer - at), root->u.name.index, expr);
    return true;
}

static void walk_select(struct visit *visit, const struct d1_cel_expr *expr)
{
    bool told = tell_path(visit, expr);

    for (; expr->op == D1_EXPR_SELECT; expr = expr->u.select.operand)
        tell_field(visit, expr);
    if (!told)
        walk(visit, expr);
}

/* Whether the body was not gone through yet; notes that it is now. */
static bool is_new(struct bodies *bodies, const struct d1_cel_program *body)
{
    for (size_t i = 0; i < bodies->count; i++)
        if (bodies->items[i] == body)
            return false;
    if (bodies->count < MOST_BODIES)
        bodies->items[bodies->count++] = body;
    return true;
}

/* Whether one of the functions that a call may lead to reads whatever the caller of the evaluation lends. */
static bool is_wide(const struct d1_cel_expr *expr)
{
    const struct d1_cel_candidate *candidate = expr->u.args.by.candidates;

    for (; candidate; candidate = expr->flags & D1_EXPR_SINGLE ? NULL : candidate->next)
        if (candidate->overload && d1_cel_overload_is_wide(candidate->overload))
            return true;
    return false;
}

static void tell_function(struct visit *visit, const struct d1_cel_expr *expr)
{
    const struct d1_cel_expr *at = visit->call ? visit->call : expr;
    struct d1_cel_use use = {.kind = D1_CEL_USE_FUNCTION,
                             .name = expr->u.args.name,
                             .wide = is_wide(expr),
                             .offset = at->offset,
                             .end = at->end};

    visit->each(visit->context, &use);
}

static void walk_call(struct visit *visit, const struct d1_cel_expr *expr)
{
    const struct d1_cel_candidate *candidate = expr->u.args.by.candidates;

    tell_function(visit, expr);
    for (uint32_t i = 0; i < expr->count; i++)
        walk(visit, expr->u.args.items[i]);
    for (; candidate && visit->depth < NESTED; candidate = expr->flags & D1_EXPR_SINGLE ? NULL : candidate->next) {
        struct visit inner = *visit;

        if (!candidate->body || !is_new(visit->bodies, candidate->body) || d1_cel_body_ready(candidate->body) < 0)
            continue;
        inner.call = visit->call ? visit->call : expr;
        inner.depth++;
        walk(&inner, candidate->body->root);
    }
}

/* The depth of the tree is bounded by the parser, that of calls by NESTED. */
static void walk(struct visit *visit, const struct d1_cel_expr *expr)
{
    switch (expr->op) {
    case D1_EXPR_VARIABLE:
    case D1_EXPR_SELECT:
        walk_select(visit, expr);
        return;
    case D1_EXPR_LOOP:
        walk(visit, expr->u.loop->range);
        if (expr->u.loop->filter)
            walk(visit, expr->u.loop->filter);
        if (expr->u.loop->body)
            walk(visit, expr->u.loop->body);
        return;
    case D1_EXPR_BIND:
        walk(visit, expr->u.bind->value);
        walk(visit, expr->u.bind->body);
        return;
    case D1_EXPR_ONCE:
        walk(visit, expr->u.once.inner);
        return;
    case D1_EXPR_LITERAL:
    case D1_EXPR_LOCAL:
    case D1_EXPR_FAULT:
    case D1_EXPR_NAME:
        return;
    case D1_EXPR_CALL:
        walk_call(visit, expr);
        return;
    default:
        break;
    }
    for (uint32_t i = 0; i < expr->count; i++)
        walk(visit, expr->u.args.items[i]);
}

void d1_cel_program_uses(const struct d1_cel_program *program,
                         void (*each)(void *context, const struct d1_cel_use *use), void *context)
{
    struct bodies bodies = {.count = 0};
    struct visit visit = {.each = each, .context = context, .bodies = &bodies};

    walk(&visit, program->root);
}

/* ---- functions ---- */

void d1_cel_overload_write(struct d1_strbuf *out, const struct d1_cel_overload *overload)
{
    size_t first = 0;

    if (overload->flags & (D1_CEL_RECEIVER | D1_CEL_BOTH)) {
        d1_cel_type_write(out, overload->params[first++]);
        d1_strbuf_putc(out, '.');
    }
    d1_strbuf_puts(out, overload->name);
    d1_strbuf_putc(out, '(');
    for (size_t i = first; i < D1_CEL_PARAMS && overload->params[i]; i++) {
        if (i > first)
            d1_strbuf_puts(out, ", ");
        d1_cel_type_write(out, overload->params[i]);
    }
    d1_strbuf_puts(out, overload->flags & D1_CEL_VARIADIC ? "...) -> " : ") -> ");
    d1_cel_type_write(out, overload->result);
}

struct row {
    const struct d1_cel_overload *overload;
    size_t order;
};

static int by_name(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = strcmp(x->overload->name, y->overload->name);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void collect(const struct d1_cel_env *env, struct row *rows, size_t *count)
{
    for (size_t i = 0; i < d1_cel_macro_table.count && !env->parent; i++, (*count)++)
        if (rows)
            rows[*count] = (struct row){&d1_cel_macro_table.rows[i], *count};
    for (size_t i = 0; i < env->function_cap; i++)
        for (const struct d1_cel_candidate *at = env->functions[i].first; at; at = at->next) {
            if (!at->overload->doc)
                continue;
            if (rows)
                rows[*count] = (struct row){at->overload, *count};
            (*count)++;
        }
}

void d1_cel_env_each_function(const struct d1_cel_env *env,
                              void (*each)(void *context, const struct d1_cel_overload *overload), void *context)
{
    size_t most = 0, count = 0;
    struct row *rows;

    for (const struct d1_cel_env *at = env; at; at = at->parent)
        collect(at, NULL, &most);
    rows = d1_malloc(most * sizeof *rows);
    if (!rows)
        return;
    for (const struct d1_cel_env *at = env; at; at = at->parent)
        collect(at, rows, &count);
    qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 0; i < count; i++)
        /* A name that an environment adds to is known to it with the forms of its parent: once is enough. */
        if (i == 0 || rows[i].overload != rows[i - 1].overload)
            each(context, rows[i].overload);
    d1_free(rows);
}
