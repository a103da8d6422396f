/* Which keys a program looks for in mappings. */
#include "cel/keys.h"

#include "cel/parse/ast.h"

enum { NESTED = 32, MOST_BODIES = 256, MOST_PARAMETERS = 64 };

/* The body of a function that was gone through, and which of its parameters it takes for keys. */
struct seen {
    const struct d1_cel_program *body;
    uint64_t named;
};

struct search {
    struct d1_cel_keys *keys;
    const struct d1_cel_program *program; /* whose expression is gone through */
    const struct d1_cel_program *body;    /* of the function in CEL that is gone through; NULL: of none */
    uint64_t named;                       /* the parameters of it that are keys */
    uint64_t inner; /* the locals that stand for what came out of a mapping by a key, a bit for each */
    unsigned depth;
    struct seen *seen;
    size_t *seen_count;
};

static void look(struct search *search, const struct d1_cel_expr *expr);

/* Whether a value of a type may be a mapping, or hold one. */
static bool may_hold(const struct d1_cel_type *type)
{
    if (!type || type->kind >= D1_CEL_DYN || type->kind == D1_CEL_MAP)
        return true;
    for (size_t i = 0; type->kind != D1_CEL_TYPE && i < type->arg_count; i++)
        if (may_hold(type->args[i]))
            return true;
    return false;
}

/* Whether a value of a type may be a mapping itself, by whatever keys. */
static bool may_be(const struct d1_cel_type *type)
{
    while (type && type->kind == D1_CEL_OPTIONAL && type->arg_count)
        type = type->args[0];
    return !type || type->kind >= D1_CEL_DYN || type->kind == D1_CEL_MAP;
}

/* ---- what came out of a mapping by a key ---- */

static bool all_inner(struct search *search, const struct d1_cel_expr *expr, uint32_t first);

/* Variables of the outermost environment hold tables of what there is: what is taken out of these came by no key. */
static bool is_own(const struct d1_cel_expr *variable, const struct d1_cel_program *program)
{
    const struct d1_cel_env *env = program->env;

    while (env && env->parent)
        env = env->parent;
    return env && variable->u.name.index >= env->first + env->variables.len;
}

static uint64_t locals_of(uint32_t first, bool two)
{
    return d1_cel_local_bit(first) | (two ? d1_cel_local_bit(first + 1) : 0);
}

/* What locals stand for from here on. The last bit is that of several, of which nothing is known. */
static void note_locals(struct search *search, uint64_t locals, bool inner)
{
    search->inner = inner ? search->inner | locals : search->inner & ~locals;
    search->inner &= ~d1_cel_local_bit(D1_EXPR_LAST_LOCAL);
}

static bool is_inner(struct search *search, const struct d1_cel_expr *expr);

static bool is_inner_loop(struct search *search, const struct d1_cel_expr_loop *loop)
{
    bool range = is_inner(search, loop->range), inner;
    uint64_t before = search->inner;

    if (!loop->body)
        return range;
    note_locals(search, locals_of(loop->local, loop->two), range);
    inner = is_inner(search, loop->body);
    search->inner = before;
    return inner;
}

static bool is_inner_bind(struct search *search, const struct d1_cel_expr_bind *bind)
{
    bool value = is_inner(search, bind->value), inner;
    uint64_t before = search->inner;

    note_locals(search, locals_of(bind->local, false), value);
    inner = is_inner(search, bind->body);
    search->inner = before;
    return inner;
}

static bool is_inner_select(struct search *search, const struct d1_cel_expr *operand)
{
    const struct d1_cel_type *type = operand->type;

    while (type && type->kind == D1_CEL_OPTIONAL && type->arg_count)
        type = type->args[0];
    if (!type || type->kind < D1_CEL_DYN)
        return is_inner(search, operand);
    return operand->op != D1_EXPR_VARIABLE || is_own(operand, search->program);
}

static bool leaves_closed(const struct d1_cel_expr *call);

/* Whether all that a value holds was come to by a key, which is noted, so that nobody need ask what becomes of it. */
static bool is_inner(struct search *search, const struct d1_cel_expr *expr)
{
    if (!may_hold(expr->type))
        return true;
    switch (expr->op) {
    case D1_EXPR_LITERAL:
        return true;
    case D1_EXPR_LOCAL:
        return search->inner & d1_cel_local_bit(expr->u.name.index);
    case D1_EXPR_SELECT:
        return is_inner_select(search, expr->u.select.operand);
    case D1_EXPR_INDEX:
        return is_inner(search, expr->u.args.items[0]);
    case D1_EXPR_CALL:
        return leaves_closed(expr) && all_inner(search, expr, 0);
    case D1_EXPR_LIST:
    case D1_EXPR_MAP:
    case D1_EXPR_BINARY:
        return all_inner(search, expr, 0);
    case D1_EXPR_COND:
        return all_inner(search, expr, 1);
    case D1_EXPR_LOOP:
        return is_inner_loop(search, expr->u.loop);
    case D1_EXPR_BIND:
        return is_inner_bind(search, expr->u.bind);
    case D1_EXPR_ONCE:
        return is_inner(search, expr->u.once.inner);
    default:
        return false;
    }
}

static bool all_inner(struct search *search, const struct d1_cel_expr *expr, uint32_t first)
{
    for (uint32_t i = first; i < expr->count; i++)
        if (!is_inner(search, expr->u.args.items[i]))
            return false;
    return true;
}

/* ---- keys ---- */

/*
 * A key is looked for that an expression gives: one that is written there, or that a caller of the function writes. By
 * a number an item of a list is meant.
 */
static void take_key(struct search *search, const struct d1_cel_expr *key)
{
    if (key->type && key->type->kind >= D1_CEL_BOOL && key->type->kind <= D1_CEL_DOUBLE)
        return;
    if (key->op == D1_EXPR_LITERAL && d1_cel_is(key->u.literal, D1_CEL_STRING))
        d1_cel_keys_add(search->keys, d1_cel_text(key->u.literal));
    else if (key->op == D1_EXPR_LOCAL && search->body && key->u.name.index < search->body->parameters &&
             key->u.name.index < MOST_PARAMETERS)
        search->named |= (uint64_t)1 << key->u.name.index;
    else
        search->keys->all = true;
}

/*
 * A table that an expression has made, or a name stands for: no record, which passes for a map where it is given to a
 * function. What came out of a record came by its key.
 */
static bool is_table(const struct d1_cel_expr *expr)
{
    return expr->type && expr->type->kind == D1_CEL_MAP &&
           (expr->op == D1_EXPR_VARIABLE || expr->op == D1_EXPR_SELECT || expr->op == D1_EXPR_LOOP);
}

static bool may_be_record(struct search *search, const struct d1_cel_expr *expr)
{
    return may_be(expr->type) && !is_table(expr) && !is_inner(search, expr);
}

/* Whether a mapping that did not come by a key may be all that is looked at. */
static bool is_open(struct search *search, const struct d1_cel_expr *expr)
{
    return may_hold(expr->type) && !is_inner(search, expr);
}

static void look_at_index(struct search *search, const struct d1_cel_expr *expr)
{
    if (may_be_record(search, expr->u.args.items[0]))
        take_key(search, expr->u.args.items[1]);
}

static void look_at_binary(struct search *search, const struct d1_cel_expr *expr)
{
    const struct d1_cel_expr *left = expr->u.args.items[0], *right = expr->u.args.items[1];
    enum d1_cel_token_kind token = expr->u.args.by.token;

    if (token != D1_TOKEN_EQ && token != D1_TOKEN_NE && token != D1_TOKEN_IN)
        return;
    if (token == D1_TOKEN_IN && may_be_record(search, right))
        take_key(search, left);
    if (may_hold(left->type) && may_hold(right->type) && (is_open(search, left) || is_open(search, right)))
        search->keys->all = true;
}

/*
 * Functions of C that hand on what they are given, or count it, or fail for any mapping, and look into none. The last
 * go by which there are, and by where they stand.
 */
static bool is_closed(const char *name)
{
    static const char *const names[] = {
        "dyn",           "first",           "last",      "flatten",  "size",     "reverse", "slice",     "optional.of",
        "optional.none", "value",           "unwrapOpt", "or",       "hasValue", "orValue", "groupBy",   "max",
        "min",           "optional.unwrap", "sort",      "isSorted", "asDay",    "trusted", "artifactOf"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Whether all that a call may come to hands on, or counts, what it is given, and adds nothing. */
static bool leaves_closed(const struct d1_cel_expr *call)
{
    const struct d1_cel_candidate *candidate = call->u.args.by.candidates;

    for (; candidate; candidate = call->flags & D1_EXPR_SINGLE ? NULL : candidate->next)
        if (candidate->body || !candidate->overload || !is_closed(candidate->overload->name) ||
            strcmp(candidate->overload->name, "artifactOf") == 0)
            return false;
    return true;
}

static void look_at_overload(struct search *search, const struct d1_cel_expr *expr,
                             const struct d1_cel_overload *overload)
{
    bool closed = is_closed(overload->name), counts = strcmp(overload->name, "size") == 0;

    for (uint32_t i = 0; i < expr->count; i++) {
        const struct d1_cel_expr *given = expr->u.args.items[i];
        const struct d1_cel_type *wanted = i < D1_CEL_PARAMS ? overload->params[i] : NULL;

        if (!may_hold(wanted) || !is_open(search, given))
            continue;
        if (!closed || (counts && may_be(given->type) && may_be(wanted)))
            search->keys->all = true;
    }
    if (strcmp(overload->name, "groupBy") == 0 && expr->count == 2)
        take_key(search, expr->u.args.items[1]);
}

/* Which parameters a body takes for keys; what it looks for by itself is added once. */
static uint64_t search_body(struct search *outer, const struct d1_cel_program *body)
{
    struct search inner = *outer;
    size_t at = *outer->seen_count;

    for (size_t i = 0; i < at; i++)
        if (outer->seen[i].body == body)
            return outer->seen[i].named;
    if (at == MOST_BODIES || outer->depth == NESTED || d1_cel_body_ready(body) < 0) {
        outer->keys->all = true;
        return 0;
    }
    outer->seen[at] = (struct seen){.body = body};
    ++*outer->seen_count;
    inner.body = body;
    inner.program = body;
    inner.named = inner.inner = 0;
    inner.depth++;
    look(&inner, body->root);
    outer->seen[at].named = inner.named;
    return inner.named;
}

static void look_at_call(struct search *search, const struct d1_cel_expr *expr)
{
    const struct d1_cel_candidate *candidate = expr->u.args.by.candidates;

    search->keys->all = search->keys->all || !candidate;
    for (; candidate; candidate = expr->flags & D1_EXPR_SINGLE ? NULL : candidate->next) {
        uint64_t named = candidate->body ? search_body(search, candidate->body) : 0;

        if (!candidate->body && candidate->overload)
            look_at_overload(search, expr, candidate->overload);
        for (uint32_t i = 0; i < expr->count && i < MOST_PARAMETERS; i++)
            if (named & (uint64_t)1 << i)
                take_key(search, expr->u.args.items[i]);
    }
}

/* What goes through a mapping comes to each of its keys. */
static void look_at_loop(struct search *search, const struct d1_cel_expr_loop *loop)
{
    bool optional = loop->kind == D1_LOOP_OPT_MAP || loop->kind == D1_LOOP_OPT_FLAT_MAP;
    uint64_t before = search->inner;

    if (!optional && may_be_record(search, loop->range))
        search->keys->all = true;
    look(search, loop->range);
    note_locals(search, locals_of(loop->local, loop->two), is_inner(search, loop->range));
    if (loop->filter)
        look(search, loop->filter);
    if (loop->body)
        look(search, loop->body);
    search->inner = before;
}

static void look_at_bind(struct search *search, const struct d1_cel_expr_bind *bind)
{
    uint64_t before = search->inner;

    look(search, bind->value);
    note_locals(search, locals_of(bind->local, false), is_inner(search, bind->value));
    look(search, bind->body);
    search->inner = before;
}

static bool holds_kind(const struct d1_cel_type *type, enum d1_cel_kind from, enum d1_cel_kind to)
{
    if (!type || (type->kind >= from && type->kind <= to))
        return true;
    for (size_t i = 0; type->kind != D1_CEL_TYPE && i < type->arg_count; i++)
        if (holds_kind(type->args[i], from, to))
            return true;
    return false;
}

/* A table of mappings that becomes a value of no known type: what is taken out of it then came by no key of theirs. */
static void look_at_made(struct search *search, const struct d1_cel_expr *expr)
{
    if (!holds_kind(expr->type, D1_CEL_DYN, D1_CEL_FREE))
        return;
    for (uint32_t i = 0; i < expr->count; i++)
        if (holds_kind(expr->u.args.items[i]->type, D1_CEL_MAP, D1_CEL_MAP) && is_open(search, expr->u.args.items[i]))
            search->keys->all = true;
}

static void look_at_operands(struct search *search, const struct d1_cel_expr *expr)
{
    for (uint32_t i = 0; i < expr->count; i++)
        look(search, expr->u.args.items[i]);
}

/* The depth of the tree is bounded by the parser, that of calls by NESTED. */
static void look(struct search *search, const struct d1_cel_expr *expr)
{
    switch (expr->op) {
    case D1_EXPR_LITERAL:
    case D1_EXPR_LOCAL:
    case D1_EXPR_VARIABLE:
    case D1_EXPR_NAME:
    case D1_EXPR_FAULT:
        return;
    case D1_EXPR_SELECT:
        d1_cel_keys_add(search->keys, expr->u.select.field);
        look(search, expr->u.select.operand);
        return;
    case D1_EXPR_LOOP:
        look_at_loop(search, expr->u.loop);
        return;
    case D1_EXPR_BIND:
        look_at_bind(search, expr->u.bind);
        return;
    case D1_EXPR_ONCE:
        look(search, expr->u.once.inner);
        return;
    case D1_EXPR_INDEX:
        look_at_index(search, expr);
        break;
    case D1_EXPR_BINARY:
        look_at_binary(search, expr);
        break;
    case D1_EXPR_CALL:
        look_at_call(search, expr);
        break;
    default:
        break;
    }
    if (expr->op == D1_EXPR_CALL || expr->op == D1_EXPR_LIST || expr->op == D1_EXPR_COND)
        look_at_made(search, expr);
    look_at_operands(search, expr);
}

void d1_cel_program_keys(const struct d1_cel_program *program, struct d1_cel_keys *keys)
{
    struct seen seen[MOST_BODIES];
    size_t count = 0;
    struct search search = {.keys = keys, .program = program, .seen = seen, .seen_count = &count};

    look(&search, program->root);
}
