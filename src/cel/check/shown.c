/* What a condition shows about optional properties: its parts, and what they say to expressions evaluated after it. */
#include "cel/eval/run.h"
#include "cel/parse/ast.h"

#include <string.h>

enum { LONGEST_PATH = 512 };

/* ---- the parts of a condition ---- */

/* Whether a node is the other of the two literals `true` and `false`: `c ? x : true` is false only where c holds. */
static bool never_gives(const struct d1_cel_expr *expr, bool value)
{
    return expr->op == D1_EXPR_LITERAL && expr->u.literal.kind == D1_CEL_BOOL && expr->u.literal.as.boolean != value;
}

/* The depth of the tree is bounded by the parser. */
void d1_cel_condition_parts(const struct d1_cel_expr *condition, bool holds,
                            void (*each)(void *context, const struct d1_cel_expr *part), void *context)
{
    while (condition->op == D1_EXPR_NOT) {
        condition = condition->u.args.items[0];
        holds = !holds;
    }
    if (condition->op == (holds ? D1_EXPR_AND : D1_EXPR_OR)) {
        for (uint32_t i = 0; i < condition->count; i++)
            d1_cel_condition_parts(condition->u.args.items[i], holds, each, context);
    } else if (condition->op == D1_EXPR_COND) {
        struct d1_cel_expr **items = condition->u.args.items;

        for (int i = 1; i <= 2; i++)
            if (never_gives(items[i], holds)) {
                d1_cel_condition_parts(items[0], i == 2, each, context);
                d1_cel_condition_parts(items[3 - i], holds, each, context);
            }
    } else if (holds) {
        each(context, condition);
    }
}

/* ---- what they show to the host ---- */

struct shown {
    void (*each)(void *context, struct d1_str path);
    void *context;
    const struct d1_cel_expr_loop *loop; /* paths are from its item; NULL: from declared variables */
};

/* Tells the path that a has() or hasValue() asks for, where every step of it but the last is a plain field. */
static void tell(const struct shown *shown, const struct d1_cel_expr *expr, struct d1_str suffix)
{
    char buffer[LONGEST_PATH];
    size_t at = sizeof buffer - suffix.len;
    const struct d1_cel_expr *last = expr;

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

static void tell_part(void *context, const struct d1_cel_expr *part)
{
    const struct shown *shown = context;

    if (part->op == D1_EXPR_SELECT && part->flags & D1_EXPR_HAS) {
        tell(shown, part, d1_strn("", 0));
    } else if (part->op == D1_EXPR_CALL && part->run == d1_cel_run_has_value) {
        const struct d1_cel_expr *optional = part->u.args.items[0];

        /* `it.?owner` has a value where it.owner is there. */
        tell(shown, optional, d1_str(optional->op == D1_EXPR_SELECT ? "" : D1_CEL_HAS_VALUE));
    }
}

void d1_cel_program_shows(const struct d1_cel_program *program, bool holds,
                          void (*each)(void *context, struct d1_str path), void *context)
{
    struct shown shown = {.each = each, .context = context};

    d1_cel_condition_parts(program->root, holds, tell_part, &shown);
}

void d1_cel_program_shows_of_items(const struct d1_cel_program *program,
                                   void (*each)(void *context, struct d1_str path), void *context)
{
    for (const struct d1_cel_expr *list = program->root;
         list->op == D1_EXPR_LOOP && list->u.loop->kind == D1_LOOP_FILTER; list = list->u.loop->range) {
        struct shown shown = {.each = each, .context = context, .loop = list->u.loop};

        if (!list->u.loop->two)
            d1_cel_condition_parts(list->u.loop->filter, true, tell_part, &shown);
    }
}
