/* Which entries are known to be there: those that a has() or an `in` to the left has asked for. */
#include "cel/check/check.h"

#include <string.h>

const struct d1_cel_expr *d1_cel_check_root(const struct d1_cel_expr *expr)
{
    while (expr->op == D1_EXPR_SELECT && !(expr->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS)))
        expr = expr->u.select.operand;
    return expr->op == D1_EXPR_NAME || expr->op == D1_EXPR_VARIABLE || expr->op == D1_EXPR_LOCAL ? expr : NULL;
}

/* One step of a path: the entry `field`, or the one whose key is the value of `key`, of what `of` stands for. */
struct step {
    const struct d1_cel_expr *of;
    const struct d1_cel_expr *key; /* NULL where the name is known */
    struct d1_str field;
};

static void set_key(struct step *step, const struct d1_cel_expr *key)
{
    if (key->op == D1_EXPR_LITERAL && key->u.literal.kind == D1_CEL_STRING)
        step->field = d1_cel_text(key->u.literal);
    else
        step->key = key;
}

/* The last step of a path; false where the expression is none, as at its root. */
static bool last_step(const struct d1_cel_expr *path, struct step *step)
{
    *step = (struct step){0};
    if (path->op == D1_EXPR_SELECT) {
        step->of = path->u.select.operand;
        step->field = path->u.select.field;
    } else if (path->op == D1_EXPR_INDEX) {
        step->of = path->u.args.items[0];
        set_key(step, path->u.args.items[1]);
    }
    return step->of;
}

static bool same_path(const struct d1_cel_expr *a, const struct d1_cel_expr *b);

static bool same_step(const struct step *a, const struct step *b)
{
    if (!a->key || !b->key)
        return !a->key && !b->key && d1_str_eq(a->field, b->field);
    if (a->key->op == D1_EXPR_LITERAL && b->key->op == D1_EXPR_LITERAL)
        return d1_cel_equal(a->key->u.literal, b->key->u.literal);
    return same_path(a->key, b->key);
}

/* Both are paths from the same variable. Names are resolved by the time this is asked. */
static bool same_path(const struct d1_cel_expr *a, const struct d1_cel_expr *b)
{
    struct step left, right;

    while (last_step(a, &left) && last_step(b, &right)) {
        if (!same_step(&left, &right))
            return false;
        a = left.of;
        b = right.of;
    }
    return a->op == b->op && (a->op == D1_EXPR_VARIABLE || a->op == D1_EXPR_LOCAL) &&
           a->u.name.index == b->u.name.index;
}

/* Whether path is written `text`, which is without spaces. */
static bool spells(const struct d1_cel_expr *path, struct d1_str text)
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

bool d1_cel_check_present(const struct d1_cel_checker *c, const struct d1_cel_expr *path)
{
    struct step wanted;

    if (c->source->all_assumed)
        return true;
    if (!last_step(path, &wanted))
        return false;
    for (const struct d1_cel_fact *fact = c->facts; fact; fact = fact->before) {
        struct step known = {.of = fact->of};

        if (fact->value)
            continue;
        if (fact->key)
            set_key(&known, fact->key);
        else
            known.field = fact->field;
        if (same_step(&known, &wanted) && same_path(known.of, wanted.of))
            return true;
    }
    for (size_t i = 0; i < c->source->assumed_count; i++)
        if (spells(path, c->source->assumed[i]))
            return true;
    return false;
}

bool d1_cel_check_holds(const struct d1_cel_checker *c, const struct d1_cel_expr *optional)
{
    for (const struct d1_cel_fact *fact = c->facts; fact; fact = fact->before)
        if (fact->value && same_path(fact->of, optional))
            return true;
    for (size_t i = 0; i < c->source->assumed_count; i++) {
        struct d1_str path = c->source->assumed[i], suffix = d1_str(D1_CEL_HAS_VALUE);

        if (d1_str_ends(path, D1_CEL_HAS_VALUE) && spells(optional, d1_str_sub(path, 0, path.len - suffix.len)))
            return true;
    }
    return d1_cel_check_present(c, optional);
}

static void add_fact(struct d1_cel_checker *c, struct d1_cel_fact fact)
{
    struct d1_cel_fact *kept = d1_arena_alloc(c->arena, sizeof *kept);

    if (!kept) {
        c->oom = true;
        return;
    }
    *kept = fact;
    kept->before = c->facts;
    c->facts = kept;
}

/* An optional holds a value; `it.?owner` does where it.owner is there. */
static void assume_value(struct d1_cel_checker *c, const struct d1_cel_expr *optional)
{
    add_fact(c, (struct d1_cel_fact){.of = optional, .value = true});
    if (optional->op == D1_EXPR_SELECT)
        add_fact(c, (struct d1_cel_fact){.of = optional->u.select.operand, .field = optional->u.select.field});
}

void d1_cel_check_assume_key(struct d1_cel_checker *c, const struct d1_cel_expr *map, const struct d1_cel_expr *key)
{
    add_fact(c, (struct d1_cel_fact){.of = map, .key = key});
}

static void assume_part(void *context, const struct d1_cel_expr *part)
{
    struct d1_cel_checker *c = context;

    if (part->op == D1_EXPR_SELECT && part->flags & D1_EXPR_HAS)
        add_fact(c, (struct d1_cel_fact){.of = part->u.select.operand, .field = part->u.select.field});
    else if (part->op == D1_EXPR_BINARY && part->u.args.by.token == D1_TOKEN_IN &&
             part->u.args.items[1]->type->kind != D1_CEL_LIST)
        d1_cel_check_assume_key(c, part->u.args.items[1], part->u.args.items[0]);
    else if (part->op == D1_EXPR_CALL && part->run == d1_cel_run_has_value)
        assume_value(c, part->u.args.items[0]);
}

void d1_cel_check_assume(struct d1_cel_checker *c, const struct d1_cel_expr *condition, bool holds)
{
    d1_cel_condition_parts(condition, holds, assume_part, c);
}

struct d1_str d1_cel_check_spelled(const struct d1_cel_expr *expr, char *buffer, size_t size)
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
