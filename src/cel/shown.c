/* What a condition shows about optional properties to expressions that are evaluated after it. */
#include "cel/ast.h"
#include "cel/run.h"

#include <string.h>

enum { LONGEST_PATH = 512 };

struct shown {
    void (*each)(void *context, struct d1_str path);
    void *context;
    const struct d1_expr_loop *loop; /* paths are from its item; NULL: from declared variables */
};

/* Tells the path that a has() or hasValue() asks for, where every step of it but the last is a plain field. */
static void tell(const struct shown *shown, const struct d1_expr *expr, struct d1_str suffix)
{
    char buffer[LONGEST_PATH];
    size_t at = sizeof buffer - suffix.len;
    const struct d1_expr *last = expr;

    memcpy(buffer + at, suffix.ptr, suffix.len);
    for (; expr->op == D1_EXPR_SELECT && (expr == last || !(expr->flags & D1_EXPR_OPTIONAL));
         expr = expr->u.select.operand) {
        struct d1_str field = expr->u.select.field;

        if (field.len + 1 > at)
            return;
        at -= field.len;
        memcpy(buffer + at, field.ptr, field.len);
        buffer[--at] = '.';
    }
    if (shown->loop) {
        if (expr->op == D1_EXPR_LOCAL && expr->u.name.index == shown->loop->local)
            shown->each(shown->context, d1_strn(buffer + at + 1, sizeof buffer - at - 1));
        return;
    }
    if (expr->op != D1_EXPR_VARIABLE || expr->u.name.name.len > at)
        return;
    at -= expr->u.name.name.len;
    memcpy(buffer + at, expr->u.name.name.ptr, expr->u.name.name.len);
    shown->each(shown->context, d1_strn(buffer + at, sizeof buffer - at));
}

/* The depth of the tree is bounded by the parser. */
static void walk(const struct shown *shown, const struct d1_expr *condition, bool holds)
{
    while (condition->op == D1_EXPR_NOT) {
        condition = condition->u.args.items[0];
        holds = !holds;
    }
    if (condition->op == (holds ? D1_EXPR_AND : D1_EXPR_OR)) {
        for (uint32_t i = 0; i < condition->count; i++)
            walk(shown, condition->u.args.items[i], holds);
    } else if (condition->op == D1_EXPR_COND) {
        struct d1_expr **items = condition->u.args.items;

        for (int i = 1; i <= 2; i++)
            if (d1_never_gives(items[i], holds)) {
                walk(shown, items[0], i == 2);
                walk(shown, items[3 - i], holds);
            }
    } else if (holds && condition->op == D1_EXPR_SELECT && condition->flags & D1_EXPR_HAS) {
        tell(shown, condition, d1_strn("", 0));
    } else if (holds && condition->op == D1_EXPR_CALL && condition->run == d1_run_has_value) {
        const struct d1_expr *optional = condition->u.args.items[0];

        /* `it.?owner` has a value where it.owner is there. */
        tell(shown, optional, d1_str(optional->op == D1_EXPR_SELECT ? "" : D1_CEL_HAS_VALUE));
    }
}

void d1_cel_program_shows(const struct d1_cel_program *program, bool holds,
                          void (*each)(void *context, struct d1_str path), void *context)
{
    struct shown shown = {.each = each, .context = context};

    walk(&shown, program->root, holds);
}

void d1_cel_program_shows_of_items(const struct d1_cel_program *program,
                                   void (*each)(void *context, struct d1_str path), void *context)
{
    for (const struct d1_expr *list = program->root; list->op == D1_EXPR_LOOP && list->u.loop->kind == D1_LOOP_FILTER;
         list = list->u.loop->range) {
        struct shown shown = {.each = each, .context = context, .loop = list->u.loop};

        if (!list->u.loop->two)
            walk(&shown, list->u.loop->filter, true);
    }
}
