#include "cel/check/check.h"

#include <string.h>

/* ---- messages ---- */

const struct d1_cel_type *d1_cel_complain(struct d1_cel_checker *c, struct d1_cel_expr *expr, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    expr->type = c->unchecked ? D1_CEL_T(DYN) : D1_CEL_T(FREE);
    if (c->unchecked) {
        struct d1_str text = d1_arena_vprintf(c->arena, format, args);

        if (!text.ptr)
            c->oom = true;
        expr->op = D1_EXPR_FAULT;
        expr->run = d1_cel_run_fault;
        expr->u.fault = text;
    } else {
        d1_cel_vreport(c->reporter, D1_CEL_CHECK, expr->at, expr->at_end, format, args);
    }
    va_end(args);
    return expr->type;
}

const struct d1_cel_type *d1_cel_check_made(struct d1_cel_checker *c, const struct d1_cel_type *type)
{
    if (type)
        return type;
    c->oom = true;
    return D1_CEL_T(DYN);
}

const char *d1_cel_check_text(struct d1_cel_checker *c, const struct d1_cel_type *type)
{
    struct d1_strbuf out = {0};
    const char *text = NULL;

    d1_cel_type_write(&out, type);
    if (!out.oom)
        text = d1_arena_str(c->arena, d1_strbuf_view(&out)).ptr;
    d1_strbuf_release(&out);
    c->oom |= !text;
    return text ? text : "";
}

/* ---- literals and logic ---- */

static const struct d1_cel_type *check_literal(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    (void)c;
    expr->run = d1_cel_run_literal;
    return &d1_cel_types[expr->u.literal.kind];
}

void d1_cel_check_bool(struct d1_cel_checker *c, struct d1_cel_expr *expr, const char *what)
{
    const struct d1_cel_type *type = expr->type;

    if (type->kind == D1_CEL_BOOL || d1_cel_is_wild(type))
        return;
    /* Without type checking the error comes when the value is used; until then the operand is evaluated. */
    if (!c->unchecked)
        d1_cel_complain(c, expr, "%s is a bool, not %s%s", what, d1_cel_check_text(c, type),
                        type->kind == D1_CEL_OPTIONAL ? "; an optional is asked with hasValue()" : "");
}

/* The right operands of && and || are checked with what the left ones have shown. */
static const struct d1_cel_type *check_logic(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_fact *facts = c->facts;
    bool and = expr->op == D1_EXPR_AND;

    for (uint32_t i = 0; i < expr->count; i++) {
        struct d1_cel_expr *operand = expr->u.args.items[i];

        d1_cel_check_expr(c, operand);
        d1_cel_check_bool(c, operand, and? "an operand of `&&`" : "an operand of `||`");
        d1_cel_depends(expr, operand);
        d1_cel_check_assume(c, operand, and);
    }
    c->facts = facts;
    expr->run = and? d1_cel_run_and : d1_cel_run_or;
    return D1_CEL_T(BOOL);
}

static const struct d1_cel_type *check_not(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *operand = expr->u.args.items[0];

    d1_cel_check_expr(c, operand);
    d1_cel_check_bool(c, operand, "the operand of `!`");
    d1_cel_depends(expr, operand);
    expr->run = d1_cel_run_not;
    return D1_CEL_T(BOOL);
}

static const struct d1_cel_type *check_negate(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *operand = expr->u.args.items[0];
    const struct d1_cel_type *type = d1_cel_check_expr(c, operand);

    d1_cel_depends(expr, operand);
    expr->run = d1_cel_run_negate;
    if (type->kind == D1_CEL_INT || type->kind == D1_CEL_DOUBLE || type->kind == D1_CEL_DURATION ||
        d1_cel_is_wild(type))
        return type;
    return d1_cel_complain(c, expr, "`-` works on int, double and duration, not on %s", d1_cel_check_text(c, type));
}

static const struct d1_cel_type *check_cond(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr **items = expr->u.args.items;
    const struct d1_cel_fact *facts = c->facts;
    const struct d1_cel_type *yes, *no, *choice;

    d1_cel_check_expr(c, items[0]);
    d1_cel_check_bool(c, items[0], "the condition of `? :`");
    d1_cel_check_assume(c, items[0], true);
    yes = d1_cel_check_expr(c, items[1]);
    c->facts = facts;
    d1_cel_check_assume(c, items[0], false);
    no = d1_cel_check_expr(c, items[2]);
    c->facts = facts;
    for (int i = 0; i < 3; i++)
        d1_cel_depends(expr, items[i]);
    expr->run = d1_cel_run_cond;
    if (d1_cel_check_as_double(c, items[1], no))
        yes = no;
    if (d1_cel_check_as_double(c, items[2], yes))
        no = yes;
    choice = d1_cel_check_choice(c, yes, items[2]);
    if (!choice)
        choice = d1_cel_check_choice(c, no, items[1]);
    if (choice)
        return choice;
    if (d1_cel_type_assignable(yes, no) || d1_cel_type_assignable(no, yes))
        return d1_cel_check_made(c, d1_cel_type_join(c->arena, yes, no));
    if (c->unchecked)
        return D1_CEL_T(DYN);
    return d1_cel_complain(c, expr, "both results of `? :` have the same type; here they are %s and %s",
                           d1_cel_check_text(c, yes), d1_cel_check_text(c, no));
}

/* ---- literals of lists and maps ---- */

/* The type that an item adds: what it holds where it has `?` before it. */
static const struct d1_cel_type *item_type(struct d1_cel_checker *c, struct d1_cel_expr *item, bool optional)
{
    const struct d1_cel_type *type = d1_cel_check_expr(c, item);

    if (!optional || d1_cel_is_wild(type))
        return type;
    if (type->kind == D1_CEL_OPTIONAL)
        return type->args[0];
    return d1_cel_complain(c, item, "an item with `?` before it is an optional, not %s", d1_cel_check_text(c, type));
}

static const struct d1_cel_type *join(struct d1_cel_checker *c, const struct d1_cel_type *all,
                                      const struct d1_cel_type *one)
{
    return all ? d1_cel_check_made(c, d1_cel_type_join(c->arena, all, one)) : one;
}

static const struct d1_cel_type *check_list(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_type *all = NULL;

    for (uint32_t i = 0; i < expr->count; i++) {
        struct d1_cel_expr *item = expr->u.args.items[i];
        const struct d1_cel_type *type = item_type(c, item, item->flags & D1_EXPR_PERHAPS);

        if (all && d1_cel_check_as_double(c, item, all))
            type = all;
        all = join(c, all, type);
        d1_cel_depends(expr, item);
    }
    expr->run = d1_cel_run_list;
    return d1_cel_check_made(c, d1_cel_type_list(c->arena, all ? all : D1_CEL_T(FREE)));
}

static bool is_key_type(const struct d1_cel_type *type)
{
    return type->kind == D1_CEL_BOOL || type->kind == D1_CEL_INT || type->kind == D1_CEL_UINT ||
           type->kind == D1_CEL_STRING || d1_cel_is_wild(type);
}

/* In rules a map whose keys are all constant strings is a record as well. */
static const struct d1_cel_type *with_fields(struct d1_cel_checker *c, const struct d1_cel_expr *expr,
                                             const struct d1_cel_type *map)
{
    size_t count = expr->count / 2;
    struct d1_cel_field *fields;
    const struct d1_cel_type *record;
    struct d1_cel_type *made;

    for (size_t i = 0; i < count; i++) {
        const struct d1_cel_expr *key = expr->u.args.items[2 * i];

        if (key->op != D1_EXPR_LITERAL || key->u.literal.kind != D1_CEL_STRING)
            return map;
    }
    fields = d1_arena_alloc(c->arena, count * sizeof *fields);
    record = d1_cel_type_record(c->arena, "map", NULL, NULL);
    made = d1_arena_alloc(c->arena, sizeof *made);
    if (!fields || !record || !made)
        return d1_cel_check_made(c, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct d1_cel_expr *key = expr->u.args.items[2 * i], *value = expr->u.args.items[2 * i + 1];
        bool optional = key->flags & D1_EXPR_PERHAPS;

        fields[i].name = d1_cel_text(key->u.literal);
        fields[i].type = optional ? d1_cel_type_item(value->type) : value->type;
        fields[i].optional = optional;
    }
    if (d1_cel_record_set(record->record, fields, count) < 0)
        return d1_cel_check_made(c, NULL);
    *made = *map;
    made->record = record->record;
    return made;
}

static const struct d1_cel_type *check_map(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    const struct d1_cel_type *keys = NULL, *values = NULL, *map;

    for (uint32_t i = 0; i < expr->count; i += 2) {
        struct d1_cel_expr *key = expr->u.args.items[i], *value = expr->u.args.items[i + 1];
        const struct d1_cel_type *type = d1_cel_check_expr(c, key);

        if (!is_key_type(type))
            type = d1_cel_complain(c, key, "the key of a map is a bool, int, uint or string, not %s",
                                   d1_cel_check_text(c, type));
        keys = join(c, keys, type);
        values = join(c, values, item_type(c, value, key->flags & D1_EXPR_PERHAPS));
        d1_cel_depends(expr, key);
        d1_cel_depends(expr, value);
    }
    expr->run = d1_cel_run_map;
    map =
        d1_cel_check_made(c, d1_cel_type_map(c->arena, keys ? keys : D1_CEL_T(FREE), values ? values : D1_CEL_T(FREE)));
    return c->strict && expr->count ? with_fields(c, expr, map) : map;
}

/* ---- bindings ---- */

static const struct d1_cel_type *check_bind(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_bind *bind = expr->u.bind;
    struct d1_cel_scope scope = {.outer = c->scopes, .name = bind->name->u.name.name, .hash = bind->name->u.name.hash};
    const struct d1_cel_type *type;

    scope.type = d1_cel_check_expr(c, bind->value);
    scope.index = bind->local = c->locals++;
    if (c->locals > c->most_locals)
        c->most_locals = c->locals;
    c->scopes = &scope;
    type = d1_cel_check_expr(c, bind->body);
    c->scopes = scope.outer;
    c->locals--;
    d1_cel_depends_inside(expr, bind->body, bind->local, 1);
    d1_cel_depends(expr, bind->value);
    expr->run = d1_cel_run_bind;
    return type;
}

/* ---- constants ---- */

static bool is_constant(const struct d1_cel_expr *expr)
{
    return !(expr->flags & D1_EXPR_VARIES) && expr->locals == 0;
}

/* Only what made an opaque value can make it again, for an image of the program. */
static void keep_folded(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *folded = d1_arena_alloc(c->arena, sizeof *folded);

    if (folded)
        *folded = *expr;
    c->oom = c->oom || !folded;
    expr->next = folded;
}

/*
 * Evaluates a node that depends on nothing, now. What fails stays as it is: `false && 1/0 == 1` is no error. The
 * budget is small, so that a hostile constant costs no more when it is compiled than when it is evaluated.
 */
static void fold(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_arena_mark mark = d1_arena_mark(c->arena);
    size_t limit = c->arena->limit, most = c->arena->total + D1_CEL_FOLD_MEMORY;
    struct d1_cel_value value;

    c->fold.cost_left = c->fold.cost_limit = D1_CEL_FOLD_COST;
    c->fold.stopped = false;
    c->fold.program = c->program;
    c->arena->limit = limit && limit < most ? limit : most;
    value = d1_cel_run_constant(&c->fold, expr, c->most_locals);
    c->arena->limit = limit;
    if (!d1_cel_is_error(value) && !c->fold.stopped) {
        d1_cel_freeze(value);
        if (value.kind == D1_CEL_OPAQUE)
            keep_folded(c, expr);
        expr->op = D1_EXPR_LITERAL;
        expr->run = d1_cel_run_literal;
        expr->u.literal = value;
        return;
    }
    if (expr->op == D1_EXPR_CALL && !c->unchecked && !c->fold.stopped && d1_cel_is_error(value) &&
        expr->u.args.by.candidates && expr->u.args.by.candidates->overload->flags & D1_CEL_LITERAL)
        d1_cel_complain(c, expr, D1_STR_FMT, D1_STR_ARG(d1_cel_failure_of(value)->message));
    if (mark.head)
        d1_arena_rewind(c->arena, mark);
}

typedef const struct d1_cel_type *checker(struct d1_cel_checker *c, struct d1_cel_expr *expr);

static checker *const checkers[] = {
    [D1_EXPR_LITERAL] = check_literal,
    [D1_EXPR_NAME] = d1_cel_check_name,
    [D1_EXPR_SELECT] = d1_cel_check_select,
    [D1_EXPR_INDEX] = d1_cel_check_index,
    [D1_EXPR_CALL] = d1_cel_check_call,
    [D1_EXPR_LIST] = check_list,
    [D1_EXPR_MAP] = check_map,
    [D1_EXPR_NOT] = check_not,
    [D1_EXPR_NEGATE] = check_negate,
    [D1_EXPR_AND] = check_logic,
    [D1_EXPR_OR] = check_logic,
    [D1_EXPR_COND] = check_cond,
    [D1_EXPR_BINARY] = d1_cel_check_binary,
    [D1_EXPR_LOOP] = d1_cel_check_loop,
    [D1_EXPR_BIND] = check_bind,
};

const struct d1_cel_type *d1_cel_check_expr(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    size_t complaints = c->reporter->count;

    c->nodes++;
    expr->type = checkers[expr->op](c, expr);
    if (expr->op != D1_EXPR_LITERAL && expr->op != D1_EXPR_FAULT && is_constant(expr) &&
        complaints == c->reporter->count)
        fold(c, expr);
    return expr->type;
}
