/* Which optional properties are known to be present: paths that a has() to the left has asked for. */
#include "cel/check.h"

#include <string.h>

const struct d1_expr *d1_check_root(const struct d1_expr *expr)
{
    while (expr->op == D1_EXPR_SELECT && !(expr->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS)))
        expr = expr->u.select.operand;
    return expr->op == D1_EXPR_NAME || expr->op == D1_EXPR_VARIABLE || expr->op == D1_EXPR_LOCAL ? expr : NULL;
}

/* Both are paths of fields from the same variable. Names are resolved by the time this is asked. */
static bool same_path(const struct d1_expr *a, const struct d1_expr *b)
{
    while (a->op == D1_EXPR_SELECT && b->op == D1_EXPR_SELECT) {
        if (a->u.select.hash != b->u.select.hash || !d1_str_eq(a->u.select.field, b->u.select.field))
            return false;
        a = a->u.select.operand;
        b = b->u.select.operand;
    }
    return a->op == b->op && (a->op == D1_EXPR_VARIABLE || a->op == D1_EXPR_LOCAL) &&
           a->u.name.index == b->u.name.index;
}

/* Whether path is written `text`, which is without spaces. */
static bool spells(const struct d1_expr *path, struct d1_str text)
{
    while (path->op == D1_EXPR_SELECT) {
        struct d1_str field = path->u.select.field;

        if (text.len <= field.len + 1 || text.ptr[text.len - field.len - 1] != '.' ||
            memcmp(text.ptr + text.len - field.len, field.ptr, field.len) != 0)
            return false;
        text.len -= field.len + 1;
        path = path->u.select.operand;
    }
    return path->op == D1_EXPR_VARIABLE && d1_str_eq(path->u.name.name, text);
}

bool d1_check_present(const struct d1_checker *c, const struct d1_expr *select)
{
    for (const struct d1_fact *fact = c->facts; fact; fact = fact->before)
        if (same_path(fact->path, select))
            return true;
    for (size_t i = 0; i < c->source->assumed_count; i++)
        if (spells(select, c->source->assumed[i]))
            return true;
    return false;
}

void d1_check_assume(struct d1_checker *c, const struct d1_expr *condition, bool holds)
{
    struct d1_fact *fact;

    while (condition->op == D1_EXPR_NOT) {
        condition = condition->u.args.items[0];
        holds = !holds;
    }
    if (condition->op == (holds ? D1_EXPR_AND : D1_EXPR_OR)) {
        for (uint32_t i = 0; i < condition->count; i++)
            d1_check_assume(c, condition->u.args.items[i], holds);
        return;
    }
    if (!holds || condition->op != D1_EXPR_SELECT || !(condition->flags & D1_EXPR_HAS))
        return;
    fact = d1_arena_alloc(c->arena, sizeof *fact);
    if (!fact) {
        c->oom = true;
        return;
    }
    *fact = (struct d1_fact){c->facts, condition};
    c->facts = fact;
}

struct d1_str d1_check_spelled(const struct d1_expr *expr, char *buffer, size_t size)
{
    size_t at = size;

    for (;; expr = expr->u.select.operand) {
        struct d1_str part = expr->op == D1_EXPR_SELECT ? expr->u.select.field : expr->u.name.name;

        if (expr->op == D1_EXPR_SELECT ? expr->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS | D1_EXPR_PAREN)
                                       : expr->op != D1_EXPR_NAME || expr->flags & D1_EXPR_PAREN)
            return d1_strn(buffer, 0);
        if (part.len + 1 > at)
            return d1_strn(buffer, 0);
        at -= part.len;
        memcpy(buffer + at, part.ptr, part.len);
        if (expr->op == D1_EXPR_NAME)
            return d1_strn(buffer + at, size - at);
        buffer[--at] = '.';
    }
}
