/* The loops of macros: what their variables stand for, and what they give. */
#include "cel/check/check.h"

/* What the variables of a loop stand for. */
static void variable_types(struct d1_cel_checker *c, struct d1_cel_expr *expr, const struct d1_cel_type **key,
                           const struct d1_cel_type **item)
{
    struct d1_cel_expr_loop *loop = expr->u.loop;
    const struct d1_cel_type *range = loop->range->type;
    bool optional = loop->kind == D1_LOOP_OPT_MAP || loop->kind == D1_LOOP_OPT_FLAT_MAP;

    *key = *item = d1_cel_is_wild(range) ? range : D1_CEL_T(DYN);
    if (d1_cel_is_wild(range))
        return;
    if (optional && range->kind == D1_CEL_OPTIONAL) {
        *item = range->args[0];
    } else if (!optional && range->kind == D1_CEL_LIST) {
        *key = D1_CEL_T(INT);
        *item = range->args[0];
    } else if (!optional && range->kind == D1_CEL_MAP) {
        *key = range->args[0];
        *item = loop->two ? range->args[1] : range->args[0];
    } else if (!optional && range->kind == D1_CEL_RECORD) {
        *key = D1_CEL_T(STRING);
        *item = loop->two ? D1_CEL_T(DYN) : D1_CEL_T(STRING);
    } else if (!c->unchecked) {
        *key = *item = d1_cel_complain(c, loop->range, "this macro works on %s, not on %s",
                                       optional ? "an optional" : "a list or a map", d1_cel_check_text(c, range));
    }
}

static const struct d1_cel_type *loop_result(struct d1_cel_checker *c, struct d1_cel_expr *expr,
                                             const struct d1_cel_type *key, const struct d1_cel_type *item)
{
    struct d1_cel_expr_loop *loop = expr->u.loop;
    const struct d1_cel_type *body = loop->body ? loop->body->type : D1_CEL_T(DYN);

    switch (loop->kind) {
    case D1_LOOP_FILTER:
    case D1_LOOP_SORT_BY:
        return d1_cel_check_made(c, d1_cel_type_list(c->arena, item));
    case D1_LOOP_MAP:
        return d1_cel_check_made(c, d1_cel_type_list(c->arena, body));
    case D1_LOOP_TRANSFORM_MAP:
        return d1_cel_check_made(c, d1_cel_type_map(c->arena, key, body));
    case D1_LOOP_TRANSFORM_ENTRY:
        if (body->kind == D1_CEL_MAP)
            return d1_cel_check_made(c, d1_cel_type_map(c->arena, body->args[0], body->args[1]));
        if (!d1_cel_is_wild(body) && !c->unchecked)
            d1_cel_complain(c, loop->body, "transformMapEntry() needs a map with one entry, not %s",
                            d1_cel_check_text(c, body));
        return D1_CEL_T(MAP);
    case D1_LOOP_OPT_MAP:
        return d1_cel_check_made(c, d1_cel_type_optional(c->arena, body));
    case D1_LOOP_OPT_FLAT_MAP:
        if (body->kind != D1_CEL_OPTIONAL && !d1_cel_is_wild(body) && !c->unchecked)
            d1_cel_complain(c, loop->body, "optFlatMap() needs an optional, not %s", d1_cel_check_text(c, body));
        return body->kind == D1_CEL_OPTIONAL ? body : D1_CEL_T(OPTIONAL);
    default:
        return D1_CEL_T(BOOL);
    }
}

/* What a loop over a map gives as keys are keys of that map. */
static void assume_keys(struct d1_cel_checker *c, const struct d1_cel_expr_loop *loop)
{
    struct d1_cel_expr *key;

    if (loop->range->type->kind != D1_CEL_MAP && loop->range->type->kind != D1_CEL_RECORD)
        return;
    key = d1_arena_calloc(c->arena, 1, sizeof *key);
    if (!key) {
        c->oom = true;
        return;
    }
    key->op = D1_EXPR_LOCAL;
    key->u.name.index = loop->local;
    d1_cel_check_assume_key(c, loop->range, key);
}

/*
 * The items of `list.filter(r, has(r.owner))` have what the filter asks for. Its variable stood in the same local that
 * this loop's stands in now, so what the condition shows of the one it shows of the other.
 */
static void assume_filtered(struct d1_cel_checker *c, const struct d1_cel_expr_loop *loop)
{
    const struct d1_cel_expr *range = loop->range;

    for (; range->op == D1_EXPR_LOOP && range->u.loop->kind == D1_LOOP_FILTER; range = range->u.loop->range) {
        if (loop->two || range->u.loop->two || range->u.loop->local != loop->local)
            return;
        d1_cel_check_assume(c, range->u.loop->filter, true);
    }
}

/* The parts of the body in sight of the loop's variables; what the filter shows holds in the transformation. */
static void check_body(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_loop *loop = expr->u.loop;
    const struct d1_cel_fact *facts = c->facts;
    struct d1_cel_expr *parts[] = {loop->filter, loop->body};

    assume_keys(c, loop);
    assume_filtered(c, loop);
    for (int i = 0; i < 2; i++) {
        if (!parts[i])
            continue;
        d1_cel_check_expr(c, parts[i]);
        if (i == 0) {
            d1_cel_check_bool(c, parts[i], "the condition of the macro");
            d1_cel_check_assume(c, parts[i], true);
        }
        d1_cel_depends_inside(expr, parts[i], loop->local, loop->two ? 2 : 1);
    }
    c->facts = facts;
}

const struct d1_cel_type *d1_cel_check_loop(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr_loop *loop = expr->u.loop;
    const struct d1_cel_scope *outer = c->scopes;
    struct d1_cel_scope first = {.outer = outer, .name = loop->first->u.name.name, .hash = loop->first->u.name.hash};
    struct d1_cel_scope second = {.outer = &first};
    const struct d1_cel_type *key, *item;
    uint32_t before;

    d1_cel_check_expr(c, loop->range);
    d1_cel_depends(expr, loop->range);
    variable_types(c, expr, &key, &item);
    loop->local = first.index = c->locals++;
    first.type = loop->two ? key : item;
    c->scopes = &first;
    if (loop->two) {
        second.name = loop->second->u.name.name;
        second.hash = loop->second->u.name.hash;
        second.index = c->locals++;
        second.type = item;
        c->scopes = &second;
    }
    if (c->locals > c->most_locals)
        c->most_locals = c->locals;
    before = c->nodes;
    check_body(c, expr);
    loop->weight = c->nodes - before;
    expr->flags |= D1_EXPR_COSTLY;
    c->loops++;
    c->locals -= loop->two ? 2 : 1;
    c->scopes = outer;
    expr->run = d1_cel_run_loop(loop->kind);
    return loop_result(c, expr, key, item);
}
