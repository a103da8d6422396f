/* What does not depend on a loop is evaluated once for it: `x in items.Risk.map(r, r.id)` inside a filter. */
#include "cel/check/check.h"

struct loop {
    const struct loop *outer;
    struct d1_cel_expr_loop *loop;
};

struct hoist {
    struct d1_cel_checker *c;
    uint32_t next; /* the next free local */
};

static void walk(struct hoist *h, struct d1_cel_expr *expr, const struct loop *loops, const struct loop *seen);

/* The outermost loop that expr does not depend on, among those inside of `seen`; NULL when there is none. */
static struct d1_cel_expr_loop *owner(const struct d1_cel_expr *expr, const struct loop *loops, const struct loop *seen)
{
    struct d1_cel_expr_loop *found = NULL;

    /* `seen` are the loops around an expression that is kept already; inside them nothing is gained. */
    if (loops == seen)
        return NULL;
    for (const struct loop *at = loops; at; at = at->outer)
        if (at->loop->local < D1_EXPR_LAST_LOCAL && expr->locals >> at->loop->local == 0)
            found = at->loop;
    return found;
}

/* Puts a copy of the node below it, and keeps its value in a local of its own. */
static void keep(struct hoist *h, struct d1_cel_expr *expr, struct d1_cel_expr_loop *loop)
{
    struct d1_cel_expr *inner = d1_arena_alloc(h->c->arena, sizeof *inner);
    struct d1_cel_expr_kept *kept = d1_arena_alloc(h->c->arena, sizeof *kept);

    if (!inner || !kept) {
        h->c->oom = true;
        return;
    }
    *inner = *expr;
    *kept = (struct d1_cel_expr_kept){loop->kept, h->next++};
    loop->kept = kept;
    expr->op = D1_EXPR_ONCE;
    expr->run = d1_cel_run_once;
    expr->u.once = (struct d1_cel_expr_once){inner, kept->local};
}

static void walk_parts(struct hoist *h, struct d1_cel_expr *expr, const struct loop *loops, const struct loop *seen)
{
    struct loop inside = {.outer = loops};
    const struct loop *around = &inside;

    switch (expr->op) {
    case D1_EXPR_SELECT:
        walk(h, expr->u.select.operand, loops, seen);
        break;
    case D1_EXPR_BIND:
        walk(h, expr->u.bind->value, loops, seen);
        walk(h, expr->u.bind->body, loops, seen);
        break;
    case D1_EXPR_LOOP:
        inside.loop = expr->u.loop;
        /* Over an optional there is one turn at most. */
        if (inside.loop->kind == D1_LOOP_OPT_MAP || inside.loop->kind == D1_LOOP_OPT_FLAT_MAP)
            around = loops;
        walk(h, inside.loop->range, loops, seen);
        if (inside.loop->filter)
            walk(h, inside.loop->filter, around, seen);
        if (inside.loop->body)
            walk(h, inside.loop->body, around, seen);
        break;
    default:
        for (uint32_t i = 0; i < expr->count; i++)
            walk(h, expr->u.args.items[i], loops, seen);
    }
}

/* The depth of the tree is bounded by the parser. */
static void walk(struct hoist *h, struct d1_cel_expr *expr, const struct loop *loops, const struct loop *seen)
{
    struct d1_cel_expr_loop *loop;

    if (!(expr->flags & D1_EXPR_COSTLY) || expr->op == D1_EXPR_LITERAL || expr->op == D1_EXPR_FAULT)
        return;
    loop = owner(expr, loops, seen);
    if (!loop) {
        walk_parts(h, expr, loops, seen);
        return;
    }
    keep(h, expr, loop);
    if (expr->op == D1_EXPR_ONCE)
        walk_parts(h, expr->u.once.inner, loops, loops);
}

uint32_t d1_cel_hoist(struct d1_cel_checker *c, struct d1_cel_expr *root, uint32_t first)
{
    struct hoist h = {.c = c, .next = first};

    walk(&h, root, NULL, NULL);
    return h.next;
}
